#include "app/montage-dialog.h"

#include <string.h>

#include "app/export-dialog.h"
#include "app/export-preview.h"
#include "core/study/montage.h"
#include "ui/gallery/figure-spec.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/help-topic.h"

/* Least size of a cell, pixels. */
#define CELL_WIDTH 118
#define CELL_HEIGHT 84

typedef struct
{
  GtkWindow *window;
  GtkWidget *grid; /* of cells */
  GtkDropDown *names, *figures, *runs;
  GtkSpinButton *rows, *columns;
  GtkCheckButton *legend, *scale;
  GtkWidget *export;
  VitExportSource source;
  VitExportPreview *preview;
  VitMontage *montage;
  int dragged; /* panel, or −1 */
  bool filling;
} MontageDialog;

static VitStudy *
get_study (MontageDialog *dialog)
{
  return vit_session_get_study (dialog->source.session);
}

static VitPanel *
get_panel (MontageDialog *dialog, guint i)
{
  return &g_array_index (dialog->montage->panels, VitPanel, i);
}

/* ---- Where there is room ---- */

static bool
covers (const VitPanel *panel, int row, int column)
{
  return row >= panel->row && row < panel->row + panel->rows && column >= panel->column &&
         column < panel->column + panel->columns;
}

/* Returns: the panel on a cell, or −1. */
static int
find_panel (MontageDialog *dialog, int row, int column)
{
  for (guint i = 0; i < dialog->montage->panels->len; i++)
    if (covers (get_panel (dialog, i), row, column))
      return (int) i;
  return -1;
}

static bool
fits (MontageDialog *dialog)
{
  return vit_montage_check (dialog->montage, NULL);
}

/* ---- What is done ---- */

static void refill (MontageDialog *dialog);

/* The montage has changed. */
static void
keep (MontageDialog *dialog)
{
  if (dialog->montage->panels->len > 0)
    vit_study_set_montage (get_study (dialog), dialog->montage);
  else
    vit_study_remove_montage (get_study (dialog), dialog->montage->name);
  refill (dialog);
}

/* A panel goes to a cell; one that is there takes its place. */
static void
move_panel (MontageDialog *dialog, guint i, int row, int column)
{
  VitPanel *panel = get_panel (dialog, i);
  int there = find_panel (dialog, row, column);
  VitPanel *other = there >= 0 && (guint) there != i ? get_panel (dialog, (guint) there) : NULL;
  const int was[] = { panel->row, panel->column, other ? other->row : 0,
                      other ? other->column : 0 };
  panel->row = other ? other->row : MIN (row, dialog->montage->rows - panel->rows);
  panel->column = other ? other->column : MIN (column, dialog->montage->columns - panel->columns);
  if (other)
    {
      other->row = was[0];
      other->column = was[1];
    }
  if (fits (dialog))
    {
      keep (dialog);
      return;
    }
  panel->row = was[0];
  panel->column = was[1];
  if (other)
    {
      other->row = was[2];
      other->column = was[3];
    }
  gtk_widget_error_bell (GTK_WIDGET (dialog->window));
}

/* One cell more, or a single one again where there is no room. */
static void
stretch (MontageDialog *dialog, int *span)
{
  (*span)++;
  if (!fits (dialog))
    *span = 1;
  keep (dialog);
}

static guint
get_index (GtkWidget *widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "panel"));
}

static void
on_wider (GtkWidget *button, MontageDialog *dialog)
{
  stretch (dialog, &get_panel (dialog, get_index (button))->columns);
}

static void
on_higher (GtkWidget *button, MontageDialog *dialog)
{
  stretch (dialog, &get_panel (dialog, get_index (button))->rows);
}

static void
on_remove (GtkWidget *button, MontageDialog *dialog)
{
  g_array_remove_index (dialog->montage->panels, get_index (button));
  keep (dialog);
}

static void
on_add (MontageDialog *dialog)
{
  size_t n;
  const VitFigureSpec *const *specs = vit_gallery_list (&n);
  VitMontage *montage = dialog->montage;
  guint figure = gtk_drop_down_get_selected (dialog->figures),
        run = gtk_drop_down_get_selected (dialog->runs);
  int row = 0, column = 0, cells = montage->rows * montage->columns, k = 0;
  if (figure >= n || montage->panels->len >= VIT_MONTAGE_MAX)
    return;
  while (k < cells && find_panel (dialog, k / montage->columns, k % montage->columns) >= 0)
    k++;
  if (k == cells && montage->rows == VIT_MONTAGE_MAX)
    return;
  if (k == cells)
    montage->rows++;
  row = k / montage->columns;
  column = k % montage->columns;
  vit_montage_add (montage, specs[figure]->name, row, column, 1, 1);
  VitStudy *study = get_study (dialog);
  if (run > 0 && run <= vit_study_get_n_runs (study))
    {
      const char *labels[] = { vit_run_get_label (vit_study_get_run (study, run - 1)), NULL };
      get_panel (dialog, montage->panels->len - 1)->runs = g_strdupv ((char **) labels);
    }
  keep (dialog);
}

static void
on_grid_size (GtkSpinButton *spin, MontageDialog *dialog)
{
  VitMontage *montage = dialog->montage;
  int was[] = { montage->rows, montage->columns };
  if (dialog->filling)
    return;
  montage->rows = gtk_spin_button_get_value_as_int (dialog->rows);
  montage->columns = gtk_spin_button_get_value_as_int (dialog->columns);
  /* Panels stay where they are: the grid is no smaller than they need. */
  if (montage->panels->len > 0 && !fits (dialog))
    {
      montage->rows = was[0];
      montage->columns = was[1];
    }
  keep (dialog);
}

static void
on_shared (MontageDialog *dialog)
{
  if (dialog->filling)
    return;
  dialog->montage->shares_legend = gtk_check_button_get_active (dialog->legend);
  dialog->montage->shares_scale = gtk_check_button_get_active (dialog->scale);
  keep (dialog);
}

/* ---- The cells ---- */

/* The cell or panel at a point of the grid; of a panel its number too, else −1. */
static bool
find_place (MontageDialog *dialog, double x, double y, int *place, int *panel)
{
  GtkWidget *widget = gtk_widget_pick (dialog->grid, x, y, GTK_PICK_DEFAULT);
  *panel = -1;
  while (widget && widget != dialog->grid && gtk_widget_get_parent (widget) != dialog->grid)
    widget = gtk_widget_get_parent (widget);
  if (!widget || widget == dialog->grid)
    return false;
  *place = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), "place"));
  *panel = find_panel (dialog, *place / VIT_MONTAGE_MAX, *place % VIT_MONTAGE_MAX);
  return true;
}

/* The cell that the panel would go to looks so. */
static void
mark_target (MontageDialog *dialog, int place)
{
  for (GtkWidget *child = gtk_widget_get_first_child (dialog->grid); child;
       child = gtk_widget_get_next_sibling (child))
    if (place >= 0 && GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "place")) == place)
      gtk_widget_add_css_class (child, "drop-target");
    else
      gtk_widget_remove_css_class (child, "drop-target");
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, MontageDialog *dialog)
{
  int place;
  dialog->dragged = -1;
  if (find_place (dialog, x, y, &place, &dialog->dragged) && dialog->dragged >= 0)
    gtk_widget_set_cursor_from_name (dialog->grid, "grabbing");
}

/* Returns: the cell that the pointer is over, or −1. */
static int
find_target (GtkGestureDrag *drag, MontageDialog *dialog)
{
  double x, y, dx, dy;
  int place, panel;
  if (dialog->dragged < 0 || !gtk_gesture_drag_get_start_point (drag, &x, &y) ||
      !gtk_gesture_drag_get_offset (drag, &dx, &dy) ||
      !find_place (dialog, x + dx, y + dy, &place, &panel) || panel == dialog->dragged)
    return -1;
  return place;
}

static void
on_drag_update (GtkGestureDrag *drag, double dx, double dy, MontageDialog *dialog)
{
  mark_target (dialog, find_target (drag, dialog));
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, MontageDialog *dialog)
{
  int place = find_target (drag, dialog), i = dialog->dragged;
  dialog->dragged = -1;
  mark_target (dialog, -1);
  gtk_widget_set_cursor (dialog->grid, NULL);
  if (place >= 0 && i < (int) dialog->montage->panels->len)
    move_panel (dialog, (guint) i, place / VIT_MONTAGE_MAX, place % VIT_MONTAGE_MAX);
}

static void
accept_drags (MontageDialog *dialog)
{
  GtkGesture *drag = gtk_gesture_drag_new ();
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), dialog);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), dialog);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), dialog);
  gtk_widget_add_controller (dialog->grid, GTK_EVENT_CONTROLLER (drag));
}

/* Ctrl and arrows move the panel that has the focus, Delete takes it away. */
static gboolean
on_key (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        MontageDialog *dialog)
{
  GtkWidget *card = gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (keys));
  guint i = get_index (card);
  VitPanel *panel = get_panel (dialog, i);
  int down = key == GDK_KEY_Down ? 1
             : key == GDK_KEY_Up ? -1
                                 : 0,
      right = key == GDK_KEY_Right  ? 1
              : key == GDK_KEY_Left ? -1
                                    : 0;
  if (key == GDK_KEY_Delete)
    {
      on_remove (card, dialog);
      return TRUE;
    }
  if (!(state & GDK_CONTROL_MASK) || (!down && !right))
    return FALSE;
  int row = panel->row + down, column = panel->column + right;
  if (row >= 0 && column >= 0 && row < dialog->montage->rows && column < dialog->montage->columns)
    move_panel (dialog, i, row, column);
  return TRUE;
}

static void
set_place (GtkWidget *cell, int row, int column)
{
  g_object_set_data (G_OBJECT (cell), "place", GINT_TO_POINTER (row * VIT_MONTAGE_MAX + column));
}

static GtkWidget *
add_button (MontageDialog *dialog,
            GtkWidget *box,
            guint i,
            const char *icon,
            const char *tip,
            void (*func) (GtkWidget *, MontageDialog *))
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  gtk_button_set_has_frame (GTK_BUTTON (button), FALSE);
  gtk_widget_set_tooltip_text (button, tip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, tip, -1);
  g_object_set_data (G_OBJECT (button), "panel", GUINT_TO_POINTER (i));
  g_signal_connect (button, "clicked", G_CALLBACK (func), dialog);
  gtk_box_append (GTK_BOX (box), button);
  return button;
}

static GtkWidget *
new_card (MontageDialog *dialog, guint i)
{
  const VitPanel *panel = get_panel (dialog, i);
  const VitFigureSpec *spec = vit_gallery_find (panel->figure);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *label = gtk_label_new (NULL),
            *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *runs = panel->runs ? g_strjoinv (", ", panel->runs) : NULL;
  g_autofree char *markup = g_markup_printf_escaped ("<b>%c</b>  %s%s%s", 'a' + (int) i,
                                                     spec ? spec->name : panel->figure,
                                                     runs ? "\n" : "", runs ? runs : "");
  gtk_label_set_markup (GTK_LABEL (label), markup);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_set_vexpand (label, TRUE);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_hexpand (card, TRUE);
  gtk_widget_set_tooltip_text (card, "Drag it to another cell, or press Ctrl and an arrow");
  gtk_widget_add_css_class (card, "tile");
  gtk_widget_set_focusable (card, TRUE);
  g_object_set_data (G_OBJECT (card), "panel", GUINT_TO_POINTER (i));
  g_autofree char *name = g_strdup_printf ("Panel %c: %s", 'a' + (int) i, panel->figure);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (card), label);
  gtk_box_append (GTK_BOX (card), tools);
  add_button (dialog, tools, i, "object-flip-horizontal-symbolic", "Wider", on_wider);
  add_button (dialog, tools, i, "object-flip-vertical-symbolic", "Higher", on_higher);
  add_button (dialog, tools, i, "user-trash-symbolic", "Remove", on_remove);

  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), dialog);
  gtk_widget_add_controller (card, keys);
  set_place (card, panel->row, panel->column);
  return card;
}

static void
fill_cells (MontageDialog *dialog)
{
  VitMontage *montage = dialog->montage;
  for (GtkWidget *child; (child = gtk_widget_get_first_child (dialog->grid));)
    gtk_grid_remove (GTK_GRID (dialog->grid), child);
  for (int row = 0; row < montage->rows; row++)
    for (int column = 0; column < montage->columns; column++)
      {
        if (find_panel (dialog, row, column) >= 0)
          continue;
        GtkWidget *cell = gtk_frame_new (NULL);
        gtk_widget_set_size_request (cell, CELL_WIDTH, CELL_HEIGHT);
        set_place (cell, row, column);
        gtk_grid_attach (GTK_GRID (dialog->grid), cell, column, row, 1, 1);
      }
  for (guint i = 0; i < montage->panels->len; i++)
    {
      const VitPanel *panel = get_panel (dialog, i);
      GtkWidget *card = new_card (dialog, i);
      gtk_widget_set_size_request (card, CELL_WIDTH * panel->columns, CELL_HEIGHT * panel->rows);
      gtk_grid_attach (GTK_GRID (dialog->grid), card, panel->column, panel->row, panel->columns,
                       panel->rows);
    }
}

static gboolean
refill_later (gpointer data)
{
  MontageDialog *dialog = data;
  dialog->filling = true;
  gtk_spin_button_set_value (dialog->rows, dialog->montage->rows);
  gtk_spin_button_set_value (dialog->columns, dialog->montage->columns);
  gtk_check_button_set_active (dialog->legend, dialog->montage->shares_legend);
  gtk_check_button_set_active (dialog->scale, dialog->montage->shares_scale);
  dialog->filling = false;
  fill_cells (dialog);
  gtk_widget_set_sensitive (dialog->export, dialog->montage->panels->len > 0);
  g_autoptr (VitFigureSettings) settings =
      vit_study_get_figure_settings (get_study (dialog), dialog->montage->name);
  dialog->source.name = dialog->source.montage = g_intern_string (dialog->montage->name);
  if (dialog->montage->panels->len > 0)
    vit_export_preview_update (dialog->preview, settings, VIT_FORMAT_PDF, false);
  return G_SOURCE_REMOVE;
}

/* What is shown follows the montage. The cells that something is done with are replaced when that
 * is over. */
static void
refill (MontageDialog *dialog)
{
  g_idle_remove_by_data (dialog);
  g_idle_add (refill_later, dialog);
}

/* ---- The dialog ---- */

static void
take_montage (MontageDialog *dialog, const char *name)
{
  vit_montage_free (dialog->montage);
  dialog->montage = vit_study_get_montage (get_study (dialog), name, NULL);
  if (!dialog->montage)
    {
      dialog->montage = vit_montage_new (name, 2, 2);
      dialog->montage->shares_legend = dialog->montage->shares_scale = true;
    }
  refill (dialog);
}

static void
on_name (GtkDropDown *names, GParamSpec *pspec, MontageDialog *dialog)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (names);
  if (item && !dialog->filling)
    take_montage (dialog, gtk_string_object_get_string (item));
}

/* A name that no montage has. */
static char *
dup_free_name (char **names)
{
  for (int i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("fig-%d", i);
      if (!g_strv_contains ((const char *const *) names, name))
        return g_steal_pointer (&name);
    }
}

static void
on_new (MontageDialog *dialog)
{
  GtkStringList *list = GTK_STRING_LIST (gtk_drop_down_get_model (dialog->names));
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list));
  for (guint i = 0; i < n; i++)
    g_strv_builder_add (builder, gtk_string_list_get_string (list, i));
  g_auto (GStrv) names = g_strv_builder_end (builder);
  g_autofree char *name = dup_free_name (names);
  gtk_string_list_append (list, name);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->names), TRUE);
  gtk_drop_down_set_selected (dialog->names, n);
}

static void
on_export (MontageDialog *dialog)
{
  vit_export_figure (gtk_window_get_transient_for (dialog->window), &dialog->source, false);
  gtk_window_destroy (dialog->window);
}

static void
dialog_free (gpointer data)
{
  MontageDialog *dialog = data;
  g_idle_remove_by_data (dialog);
  vit_export_preview_free (dialog->preview);
  vit_montage_free (dialog->montage);
  vit_export_source_unref (&dialog->source);
  g_free (dialog);
}

static GtkWidget *
add_labelled (GtkWidget *line, const char *text, GtkWidget *control)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (control), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  -1);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), control);
  return control;
}

static GtkWidget *
add_plain_button (GtkWidget *line, const char *text, void (*func) (MontageDialog *), void *data)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (func), data);
  gtk_box_append (GTK_BOX (line), button);
  return button;
}

static GtkWidget *
new_names_line (MontageDialog *dialog, char **names, const char *first)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *) names);
  if (!names[0])
    gtk_string_list_append (list, first);
  dialog->names = GTK_DROP_DOWN (add_labelled (
      line, "Montage", gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&list)), NULL)));
  /* A lone one is no choice. */
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->names), names[0] && names[1]);
  g_signal_connect (dialog->names, "notify::selected", G_CALLBACK (on_name), dialog);
  add_plain_button (line, "New", on_new, dialog);
  dialog->rows = GTK_SPIN_BUTTON (
      add_labelled (line, "Rows", gtk_spin_button_new_with_range (1, VIT_MONTAGE_MAX, 1)));
  dialog->columns = GTK_SPIN_BUTTON (
      add_labelled (line, "Columns", gtk_spin_button_new_with_range (1, VIT_MONTAGE_MAX, 1)));
  g_signal_connect (dialog->rows, "value-changed", G_CALLBACK (on_grid_size), dialog);
  g_signal_connect (dialog->columns, "value-changed", G_CALLBACK (on_grid_size), dialog);
  return line;
}

static GtkWidget *
new_panels_line (MontageDialog *dialog)
{
  size_t n;
  const VitFigureSpec *const *specs = vit_gallery_list (&n);
  VitStudy *study = get_study (dialog);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr (GtkStringList) figures = gtk_string_list_new (NULL), runs = gtk_string_list_new (NULL);
  for (size_t i = 0; i < n; i++)
    gtk_string_list_append (figures, specs[i]->name);
  gtk_string_list_append (runs, "runs that are shown");
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    gtk_string_list_append (runs, vit_run_get_label (vit_study_get_run (study, i)));
  dialog->figures = GTK_DROP_DOWN (add_labelled (
      line, "Figure", gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&figures)), NULL)));
  dialog->runs = GTK_DROP_DOWN (
      add_labelled (line, "of", gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&runs)), NULL)));
  add_plain_button (line, "Add Panel", on_add, dialog);
  return line;
}

static GtkWidget *
new_shared_line (MontageDialog *dialog)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  dialog->legend = GTK_CHECK_BUTTON (gtk_check_button_new_with_label ("One legend"));
  dialog->scale = GTK_CHECK_BUTTON (gtk_check_button_new_with_label ("One colour bar"));
  g_signal_connect_swapped (dialog->legend, "toggled", G_CALLBACK (on_shared), dialog);
  g_signal_connect_swapped (dialog->scale, "toggled", G_CALLBACK (on_shared), dialog);
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (dialog->legend));
  gtk_box_append (GTK_BOX (line), GTK_WIDGET (dialog->scale));
  return line;
}

static void
on_mend (const VitMend *mend, void *data)
{
  MontageDialog *dialog = data;
  VitStudy *study = get_study (dialog);
  g_autoptr (VitFigureSettings) settings =
      vit_study_get_figure_settings (study, dialog->montage->name);
  for (int i = 0; i < VIT_MOST_MENDS && mend->set[i].value; i++)
    vit_figure_settings_set (settings, mend->set[i].setting, mend->set[i].value, NULL);
  vit_study_set_figure_settings (study, dialog->montage->name, settings);
  refill (dialog);
}

void
vit_montage_dialog_open (GtkWindow *parent, VitSession *session)
{
  MontageDialog *dialog = g_new0 (MontageDialog, 1);
  g_auto (GStrv) names = vit_study_list_montages (vit_session_get_study (session));
  g_autofree char *first = names[0] ? g_strdup (names[0]) : dup_free_name (names);
  dialog->source.session = session;
  vit_export_source_ref (&dialog->source);
  dialog->window = GTK_WINDOW (gtk_window_new ());
  vit_help_topic_set_dialog (GTK_WINDOW (dialog->window), "recipe-journal");
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  gtk_window_set_title (dialog->window, "Compose Figure");
  gtk_window_set_transient_for (dialog->window, parent);
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_default_size (dialog->window, 1020, 640);
  vit_close_with_escape (dialog->window);

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18),
            *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *scrolled = gtk_scrolled_window_new ();
  gtk_widget_set_margin_start (box, 20);
  gtk_widget_set_margin_end (box, 20);
  gtk_widget_set_margin_top (box, 20);
  gtk_widget_set_margin_bottom (box, 20);
  dialog->preview = vit_export_preview_new (&dialog->source, on_mend, dialog);
  dialog->grid = gtk_grid_new ();
  accept_drags (dialog);
  gtk_widget_set_valign (dialog->grid, GTK_ALIGN_START);
  gtk_grid_set_row_homogeneous (GTK_GRID (dialog->grid), TRUE);
  gtk_grid_set_column_homogeneous (GTK_GRID (dialog->grid), TRUE);
  gtk_grid_set_row_spacing (GTK_GRID (dialog->grid), 6);
  gtk_grid_set_column_spacing (GTK_GRID (dialog->grid), 6);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), dialog->grid);
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (left), new_names_line (dialog, names, first));
  gtk_box_append (GTK_BOX (left), new_panels_line (dialog));
  gtk_box_append (GTK_BOX (left), scrolled);
  gtk_box_append (GTK_BOX (left), new_shared_line (dialog));
  gtk_widget_set_hexpand (left, FALSE);
  gtk_box_append (GTK_BOX (body), left);
  gtk_box_append (GTK_BOX (body), vit_export_preview_get_widget (dialog->preview));
  gtk_widget_set_vexpand (body, TRUE);
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  GtkWidget *close = gtk_button_new_with_label ("Close");
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (gtk_window_close), dialog->window);
  gtk_box_append (GTK_BOX (buttons), close);
  dialog->export = add_plain_button (buttons, "Export…", on_export, dialog);
  gtk_widget_add_css_class (dialog->export, "suggested-action");
  gtk_box_append (GTK_BOX (box), body);
  gtk_box_append (GTK_BOX (box), buttons);
  gtk_window_set_child (dialog->window, box);
  take_montage (dialog, first);
  gtk_window_present (dialog->window);
}
