/* The grid of panels of a montage: cards that are dragged, stretched, given a time and removed. */

#include <math.h>
#include <string.h>

#include "app/montage-private.h"
#include "ui/gallery/figure-spec.h"
#include "ui/style/number-format.h"

/* Least size of a cell, pixels. */
#define CELL_WIDTH 118
#define CELL_HEIGHT 84

static VitPanel *
get_panel (const VitMontageDialog *dialog, guint i)
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

int
vit_montage_cells_find (const VitMontageDialog *dialog, int row, int column)
{
  for (guint i = 0; i < dialog->montage->panels->len; i++)
    if (covers (get_panel (dialog, i), row, column))
      return (int) i;
  return -1;
}

static bool
fits (VitMontageDialog *dialog)
{
  return vit_montage_check (dialog->montage, NULL);
}

/* ---- What is done ---- */

/* A panel goes to a cell; one that is there takes its place. */
static void
move_panel (VitMontageDialog *dialog, guint i, int row, int column)
{
  VitPanel *panel = get_panel (dialog, i);
  int there = vit_montage_cells_find (dialog, row, column);
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
      vit_montage_dialog_keep (dialog, true);
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
stretch (VitMontageDialog *dialog, int *span)
{
  (*span)++;
  if (!fits (dialog))
    *span = 1;
  vit_montage_dialog_keep (dialog, true);
}

static guint
get_index (GtkWidget *widget)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (widget), "panel"));
}

static void
on_wider (GtkWidget *button, VitMontageDialog *dialog)
{
  stretch (dialog, &get_panel (dialog, get_index (button))->columns);
}

static void
on_higher (GtkWidget *button, VitMontageDialog *dialog)
{
  stretch (dialog, &get_panel (dialog, get_index (button))->rows);
}

/* An empty time is that of the whole; the panel stays as it is while the text is no number. The
 * card stays: what is clicked next may be on it. */
static void
take_time (GtkEditable *entry, VitMontageDialog *dialog)
{
  VitPanel *panel = get_panel (dialog, get_index (GTK_WIDGET (entry)));
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (entry)));
  char *end = text;
  double time = *text ? g_ascii_strtod (text, &end) : NAN;
  bool good = !*text || (*end == '\0' && isfinite (time));
  if (good)
    gtk_widget_remove_css_class (GTK_WIDGET (entry), "error");
  else
    gtk_widget_add_css_class (GTK_WIDGET (entry), "error");
  if (!good || time == panel->time || (isnan (time) && isnan (panel->time)))
    return;
  panel->time = time;
  vit_montage_dialog_keep (dialog, false);
}

static void
on_time_left (GtkEventControllerFocus *focus, VitMontageDialog *dialog)
{
  take_time (GTK_EDITABLE (gtk_event_controller_get_widget (GTK_EVENT_CONTROLLER (focus))), dialog);
}

static void
on_remove (GtkWidget *button, VitMontageDialog *dialog)
{
  g_array_remove_index (dialog->montage->panels, get_index (button));
  vit_montage_dialog_keep (dialog, true);
}

/* ---- The cells ---- */

/* The cell or panel at a point of the grid; of a panel its number too, else −1. */
static bool
find_place (VitMontageDialog *dialog, double x, double y, int *place, int *panel)
{
  GtkWidget *widget = gtk_widget_pick (dialog->grid, x, y, GTK_PICK_DEFAULT);
  *panel = -1;
  while (widget && widget != dialog->grid && gtk_widget_get_parent (widget) != dialog->grid)
    widget = gtk_widget_get_parent (widget);
  if (!widget || widget == dialog->grid)
    return false;
  *place = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (widget), "place"));
  *panel = vit_montage_cells_find (dialog, *place / VIT_MONTAGE_MAX, *place % VIT_MONTAGE_MAX);
  return true;
}

/* The cell that the panel would go to looks so. */
static void
mark_target (VitMontageDialog *dialog, int place)
{
  for (GtkWidget *child = gtk_widget_get_first_child (dialog->grid); child;
       child = gtk_widget_get_next_sibling (child))
    if (place >= 0 && GPOINTER_TO_INT (g_object_get_data (G_OBJECT (child), "place")) == place)
      gtk_widget_add_css_class (child, "drop-target");
    else
      gtk_widget_remove_css_class (child, "drop-target");
}

static void
on_drag_begin (GtkGestureDrag *drag, double x, double y, VitMontageDialog *dialog)
{
  int place;
  dialog->dragged = -1;
  if (find_place (dialog, x, y, &place, &dialog->dragged) && dialog->dragged >= 0)
    gtk_widget_set_cursor_from_name (dialog->grid, "grabbing");
}

/* Returns: the cell that the pointer is over, or −1. */
static int
find_target (GtkGestureDrag *drag, VitMontageDialog *dialog)
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
on_drag_update (GtkGestureDrag *drag, double dx, double dy, VitMontageDialog *dialog)
{
  mark_target (dialog, find_target (drag, dialog));
}

static void
on_drag_end (GtkGestureDrag *drag, double dx, double dy, VitMontageDialog *dialog)
{
  int place = find_target (drag, dialog), i = dialog->dragged;
  dialog->dragged = -1;
  mark_target (dialog, -1);
  gtk_widget_set_cursor (dialog->grid, NULL);
  if (place >= 0 && i < (int) dialog->montage->panels->len)
    move_panel (dialog, (guint) i, place / VIT_MONTAGE_MAX, place % VIT_MONTAGE_MAX);
}

/* Ctrl and arrows move the panel that has the focus, Delete takes it away. */
static gboolean
on_key (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        VitMontageDialog *dialog)
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
  /* Keys of an entry on the card are its own. */
  if (!gtk_widget_has_focus (card))
    return FALSE;
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
add_button (VitMontageDialog *dialog,
            GtkWidget *box,
            guint i,
            const char *icon,
            const char *tip,
            void (*func) (GtkWidget *, VitMontageDialog *))
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
new_time_line (VitMontageDialog *dialog, guint i)
{
  GtkWidget *entry = gtk_entry_new ();
  char text[VIT_NUMBER_BYTES];
  double time = get_panel (dialog, i)->time;
  g_autofree char *name = g_strdup_printf ("Time of panel %c (ps)", 'a' + (int) i);
  gtk_editable_set_width_chars (GTK_EDITABLE (entry), 5);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (entry), 8);
  gtk_entry_set_placeholder_text (GTK_ENTRY (entry), "playhead");
  if (isfinite (time))
    gtk_editable_set_text (GTK_EDITABLE (entry), vit_format_number (time, 12, text));
  gtk_widget_set_tooltip_text (entry, "Time of this panel in ps; empty: the time of the playhead");
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  g_object_set_data (G_OBJECT (entry), "panel", GUINT_TO_POINTER (i));
  g_signal_connect (entry, "activate", G_CALLBACK (take_time), dialog);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect (focus, "leave", G_CALLBACK (on_time_left), dialog);
  gtk_widget_add_controller (entry, focus);
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6), *label = gtk_label_new ("t (ps)");
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_set_hexpand (entry, TRUE);
  gtk_box_append (GTK_BOX (line), label);
  gtk_box_append (GTK_BOX (line), entry);
  return line;
}

static GtkWidget *
new_card (VitMontageDialog *dialog, guint i)
{
  const VitPanel *panel = get_panel (dialog, i);
  const VitFigureSpec *spec = vit_gallery_find (panel->figure);
  GtkWidget *card = gtk_box_new (GTK_ORIENTATION_VERTICAL, 2), *label = gtk_label_new (NULL),
            *tools = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  g_autofree char *runs = panel->runs ? g_strjoinv (", ", panel->runs) : NULL;
  g_autofree char *markup = g_markup_printf_escaped ("<b>%c</b>  %s%s%s", 'a' + (int) i,
                                                     spec ? spec->title : panel->figure,
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
  g_autofree char *name =
      g_strdup_printf ("Panel %c: %s", 'a' + (int) i, spec ? spec->title : panel->figure);
  gtk_accessible_update_property (GTK_ACCESSIBLE (card), GTK_ACCESSIBLE_PROPERTY_LABEL, name, -1);
  gtk_box_append (GTK_BOX (card), label);
  if (spec && (spec->follows & VIT_FOLLOWS_ANY_TIME))
    gtk_box_append (GTK_BOX (card), new_time_line (dialog, i));
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

void
vit_montage_cells_fill (VitMontageDialog *dialog)
{
  VitMontage *montage = dialog->montage;
  for (GtkWidget *child; (child = gtk_widget_get_first_child (dialog->grid));)
    gtk_grid_remove (GTK_GRID (dialog->grid), child);
  for (int row = 0; row < montage->rows; row++)
    for (int column = 0; column < montage->columns; column++)
      {
        if (vit_montage_cells_find (dialog, row, column) >= 0)
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

GtkWidget *
vit_montage_cells_new (VitMontageDialog *dialog)
{
  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  GtkGesture *drag = gtk_gesture_drag_new ();
  dialog->grid = GTK_WIDGET (grid);
  g_signal_connect (drag, "drag-begin", G_CALLBACK (on_drag_begin), dialog);
  g_signal_connect (drag, "drag-update", G_CALLBACK (on_drag_update), dialog);
  g_signal_connect (drag, "drag-end", G_CALLBACK (on_drag_end), dialog);
  gtk_widget_add_controller (dialog->grid, GTK_EVENT_CONTROLLER (drag));
  gtk_widget_set_valign (dialog->grid, GTK_ALIGN_START);
  gtk_grid_set_row_homogeneous (grid, TRUE);
  gtk_grid_set_column_homogeneous (grid, TRUE);
  gtk_grid_set_row_spacing (grid, 6);
  gtk_grid_set_column_spacing (grid, 6);
  return dialog->grid;
}
