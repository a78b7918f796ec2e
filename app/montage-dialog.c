#include "app/montage-dialog.h"

#include <math.h>
#include <string.h>

#include "app/copy-command.h"
#include "app/montage-private.h"
#include "ui/gallery/figure-spec.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/drop-down.h"
#include "ui/panels/help-topic.h"

/* Of the session: the montage that was shown last. */
#define LAST "vit-montage"

static VitStudy *
get_study (VitMontageDialog *dialog)
{
  return vit_session_get_study (dialog->source.session);
}

static void refill (VitMontageDialog *dialog, bool cells);

void
vit_montage_dialog_keep (VitMontageDialog *dialog, bool cells)
{
  if (dialog->montage->panels->len > 0)
    vit_study_set_montage (get_study (dialog), dialog->montage);
  else
    vit_study_remove_montage (get_study (dialog), dialog->montage->name);
  refill (dialog, cells);
}

/* ---- Panels ---- */

/* On the first cell that is free, or of a new column or row. Returns: whether there was room. */
static bool
add_panel (VitMontageDialog *dialog, const char *figure, VitRun *run, double time)
{
  VitMontage *montage = dialog->montage;
  int cells = montage->rows * montage->columns, k = 0;
  if (montage->panels->len >= VIT_MONTAGE_MAX)
    return false;
  while (k < cells &&
         vit_montage_cells_find (dialog, k / montage->columns, k % montage->columns) >= 0)
    k++;
  bool is_one = montage->rows == 1 && montage->columns == 1;
  if (k == cells && montage->rows == VIT_MONTAGE_MAX)
    return false;
  if (k == cells && is_one)
    montage->columns++;
  else if (k == cells)
    montage->rows++;
  vit_montage_add (montage, figure, k / montage->columns, k % montage->columns, 1, 1);
  VitPanel *panel = &g_array_index (montage->panels, VitPanel, montage->panels->len - 1);
  panel->time = time;
  if (run)
    {
      const char *labels[] = { vit_run_get_label (run), NULL };
      panel->runs = g_strdupv ((char **) labels);
    }
  vit_montage_dialog_keep (dialog, true);
  return true;
}

static void
on_add (VitMontageDialog *dialog)
{
  size_t n;
  const VitFigureSpec *const *specs = vit_gallery_list (&n);
  VitStudy *study = get_study (dialog);
  guint figure = gtk_drop_down_get_selected (dialog->figures),
        run = gtk_drop_down_get_selected (dialog->runs);
  bool is_run = run > 0 && run <= vit_study_get_n_runs (study);
  if (figure >= n || !add_panel (dialog, specs[figure]->name,
                                 is_run ? vit_study_get_run (study, run - 1) : NULL, NAN))
    gtk_widget_error_bell (GTK_WIDGET (dialog->window));
}

static void
on_grid_size (GtkSpinButton *spin, VitMontageDialog *dialog)
{
  VitMontage *montage = dialog->montage;
  int was[] = { montage->rows, montage->columns };
  if (dialog->filling)
    return;
  montage->rows = gtk_spin_button_get_value_as_int (dialog->rows);
  montage->columns = gtk_spin_button_get_value_as_int (dialog->columns);
  /* Panels stay where they are: the grid is no smaller than they need. */
  if (montage->panels->len > 0 && !vit_montage_check (montage, NULL))
    {
      montage->rows = was[0];
      montage->columns = was[1];
    }
  vit_montage_dialog_keep (dialog, true);
}

static void
on_shared (VitMontageDialog *dialog)
{
  if (dialog->filling)
    return;
  dialog->montage->shares_legend = gtk_check_button_get_active (dialog->legend);
  dialog->montage->shares_scale = gtk_check_button_get_active (dialog->scale);
  vit_montage_dialog_keep (dialog, true);
}

static void
show_preview (VitMontageDialog *dialog)
{
  bool any = dialog->montage->panels->len > 0;
  gtk_widget_set_sensitive (dialog->export, any);
  gtk_widget_set_sensitive (dialog->copy, any);
  g_autoptr (VitFigureSettings) settings =
      vit_study_get_figure_settings (get_study (dialog), dialog->montage->name);
  dialog->source.name = dialog->source.montage = g_intern_string (dialog->montage->name);
  if (any)
    vit_export_preview_update (dialog->preview, settings, VIT_FORMAT_PDF, false);
}

static gboolean
refill_later (gpointer data)
{
  VitMontageDialog *dialog = data;
  dialog->filling = true;
  gtk_spin_button_set_value (dialog->rows, dialog->montage->rows);
  gtk_spin_button_set_value (dialog->columns, dialog->montage->columns);
  gtk_check_button_set_active (dialog->legend, dialog->montage->shares_legend);
  gtk_check_button_set_active (dialog->scale, dialog->montage->shares_scale);
  dialog->filling = false;
  vit_montage_cells_fill (dialog);
  show_preview (dialog);
  return G_SOURCE_REMOVE;
}

/* What is shown follows the montage. The cells that something is done with are replaced when that
 * is over. */
static void
refill (VitMontageDialog *dialog, bool cells)
{
  if (!cells)
    {
      show_preview (dialog);
      return;
    }
  g_idle_remove_by_data (dialog);
  g_idle_add (refill_later, dialog);
}

/* ---- The dialog ---- */

static void
take_montage (VitMontageDialog *dialog, const char *name)
{
  vit_montage_free (dialog->montage);
  dialog->montage = vit_study_get_montage (get_study (dialog), name, NULL);
  if (!dialog->montage)
    {
      dialog->montage = vit_montage_new (name, 1, 1);
      dialog->montage->shares_legend = dialog->montage->shares_scale = true;
    }
  refill (dialog, true);
  g_object_set_data_full (G_OBJECT (dialog->source.session), LAST, g_strdup (name), g_free);
}

static void
on_name (GtkDropDown *names, GParamSpec *pspec, VitMontageDialog *dialog)
{
  GtkStringObject *item = gtk_drop_down_get_selected_item (names);
  if (item && !dialog->filling)
    take_montage (dialog, gtk_string_object_get_string (item));
}

static GtkStringList *
get_names (VitMontageDialog *dialog)
{
  return GTK_STRING_LIST (gtk_drop_down_get_model (dialog->names));
}

static bool
has_name (GtkStringList *list, const char *name)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    if (strcmp (gtk_string_list_get_string (list, i), name) == 0)
      return true;
  return false;
}

/* A name that no montage of @list has. */
static char *
dup_free_name (GtkStringList *list)
{
  for (int i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("fig-%d", i);
      if (!has_name (list, name))
        return g_steal_pointer (&name);
    }
}

static void
on_new (VitMontageDialog *dialog)
{
  GtkStringList *list = get_names (dialog);
  g_autofree char *name = dup_free_name (list);
  gtk_string_list_append (list, name);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->names), TRUE);
  gtk_drop_down_set_selected (dialog->names, g_list_model_get_n_items (G_LIST_MODEL (list)) - 1);
}

static void
say (VitMontageDialog *dialog, const char *words)
{
  gtk_label_set_text (dialog->problem, words ? words : "");
  gtk_widget_set_visible (GTK_WIDGET (dialog->problem), words != NULL);
}

/* The montage gets the name that was typed, with all that was set for it; or it is said why not. */
static void
on_rename (VitMontageDialog *dialog)
{
  const char *typed = gtk_editable_get_text (GTK_EDITABLE (dialog->name));
  g_autofree char *name = g_strstrip (g_strdup (typed)), *was = g_strdup (dialog->montage->name);
  g_autoptr (GError) error = NULL;
  GtkStringList *list = get_names (dialog);
  guint at = gtk_drop_down_get_selected (dialog->names);
  if (strcmp (name, was) == 0)
    {
      gtk_menu_button_popdown (dialog->rename);
      return;
    }
  if (vit_gallery_find (name) || has_name (list, name))
    {
      say (dialog, "There is a figure of that name.");
      return;
    }
  if (!vit_study_rename_montage (get_study (dialog), was, name, &error))
    {
      say (dialog, error->message);
      return;
    }
  const char *names[] = { name, NULL };
  dialog->filling = true;
  gtk_string_list_splice (list, at, 1, names);
  gtk_drop_down_set_selected (dialog->names, at);
  dialog->filling = false;
  gtk_menu_button_popdown (dialog->rename);
  g_free (dialog->montage->name);
  dialog->montage->name = g_strdup (name);
  g_object_set_data_full (G_OBJECT (dialog->source.session), LAST, g_strdup (name), g_free);
  show_preview (dialog);
}

static void
on_rename_shown (VitMontageDialog *dialog)
{
  gtk_editable_set_text (GTK_EDITABLE (dialog->name), dialog->montage->name);
  say (dialog, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (dialog->name));
}

static void
on_copy (VitMontageDialog *dialog)
{
  vit_copy_command (GTK_WIDGET (dialog->window), &dialog->source);
}

static void
on_export (VitMontageDialog *dialog)
{
  vit_export_figure (gtk_window_get_transient_for (dialog->window), &dialog->source, false);
  gtk_window_destroy (dialog->window);
}

static void
dialog_free (gpointer data)
{
  VitMontageDialog *dialog = data;
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
add_plain_button (GtkWidget *line, const char *text, void (*func) (VitMontageDialog *), void *data)
{
  GtkWidget *button = gtk_button_new_with_label (text);
  g_signal_connect_swapped (button, "clicked", G_CALLBACK (func), data);
  gtk_box_append (GTK_BOX (line), button);
  return button;
}

static GtkWidget *
new_rename_button (VitMontageDialog *dialog)
{
  GtkWidget *button = gtk_menu_button_new (), *popover = gtk_popover_new (),
            *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6), *entry = gtk_entry_new (),
            *problem = gtk_label_new (NULL);
  dialog->rename = GTK_MENU_BUTTON (button);
  dialog->name = GTK_ENTRY (entry);
  dialog->problem = GTK_LABEL (problem);
  gtk_menu_button_set_icon_name (dialog->rename, "document-edit-symbolic");
  gtk_widget_set_tooltip_text (button, "Rename the montage");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Rename the montage", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Name of the montage", -1);
  gtk_label_set_wrap (dialog->problem, TRUE);
  gtk_label_set_xalign (dialog->problem, 0);
  gtk_label_set_max_width_chars (dialog->problem, 30);
  gtk_widget_add_css_class (problem, "doubt");
  gtk_box_append (GTK_BOX (box), entry);
  gtk_box_append (GTK_BOX (box), problem);
  gtk_popover_set_child (GTK_POPOVER (popover), box);
  gtk_menu_button_set_popover (dialog->rename, popover);
  g_signal_connect_swapped (entry, "activate", G_CALLBACK (on_rename), dialog);
  g_signal_connect_swapped (popover, "show", G_CALLBACK (on_rename_shown), dialog);
  return button;
}

static GtkWidget *
new_names_line (VitMontageDialog *dialog, GtkStringList *list)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  dialog->names = GTK_DROP_DOWN (
      add_labelled (line, "Montage", gtk_drop_down_new (g_object_ref (G_LIST_MODEL (list)), NULL)));
  /* A lone one is no choice. */
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->names),
                            g_list_model_get_n_items (G_LIST_MODEL (list)) > 1);
  g_signal_connect (dialog->names, "notify::selected", G_CALLBACK (on_name), dialog);
  gtk_box_append (GTK_BOX (line), new_rename_button (dialog));
  add_plain_button (line, "New", on_new, dialog);
  return line;
}

static GtkWidget *
new_grid_line (VitMontageDialog *dialog)
{
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  dialog->rows = GTK_SPIN_BUTTON (
      add_labelled (line, "Rows", gtk_spin_button_new_with_range (1, VIT_MONTAGE_MAX, 1)));
  dialog->columns = GTK_SPIN_BUTTON (
      add_labelled (line, "Columns", gtk_spin_button_new_with_range (1, VIT_MONTAGE_MAX, 1)));
  g_signal_connect (dialog->rows, "value-changed", G_CALLBACK (on_grid_size), dialog);
  g_signal_connect (dialog->columns, "value-changed", G_CALLBACK (on_grid_size), dialog);
  return line;
}

static GtkWidget *
new_panels_line (VitMontageDialog *dialog)
{
  size_t n;
  const VitFigureSpec *const *specs = vit_gallery_list (&n);
  VitStudy *study = get_study (dialog);
  GtkWidget *both = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8),
            *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *below = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  g_autoptr (GtkStringList) figures = gtk_string_list_new (NULL), runs = gtk_string_list_new (NULL);
  for (size_t i = 0; i < n; i++)
    gtk_string_list_append (figures, specs[i]->title);
  gtk_string_list_append (runs, "runs that are shown");
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    gtk_string_list_append (runs, vit_run_get_label (vit_study_get_run (study, i)));
  dialog->figures = GTK_DROP_DOWN (add_labelled (
      line, "Figure", gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&figures)), NULL)));
  vit_drop_down_shorten_titles (dialog->figures, 30);
  gtk_widget_set_hexpand (GTK_WIDGET (dialog->figures), TRUE);
  vit_drop_down_search (dialog->figures, NULL);
  dialog->runs = GTK_DROP_DOWN (
      add_labelled (below, "of", gtk_drop_down_new (G_LIST_MODEL (g_steal_pointer (&runs)), NULL)));
  vit_drop_down_shorten (dialog->runs, 20);
  gtk_widget_set_hexpand (GTK_WIDGET (dialog->runs), TRUE);
  add_plain_button (below, "Add Panel", on_add, dialog);
  gtk_box_append (GTK_BOX (both), line);
  gtk_box_append (GTK_BOX (both), below);
  return both;
}

static GtkWidget *
new_shared_line (VitMontageDialog *dialog)
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
  VitMontageDialog *dialog = data;
  VitStudy *study = get_study (dialog);
  g_autoptr (VitFigureSettings) settings =
      vit_study_get_figure_settings (study, dialog->montage->name);
  for (int i = 0; i < VIT_MOST_MENDS && mend->set[i].value; i++)
    vit_figure_settings_set (settings, mend->set[i].setting, mend->set[i].value, NULL);
  vit_study_set_figure_settings (study, dialog->montage->name, settings);
  refill (dialog, false);
}

static GtkWidget *
new_buttons (VitMontageDialog *dialog)
{
  GtkWidget *buttons = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *close = gtk_button_new_with_label ("Close");
  gtk_widget_set_halign (buttons, GTK_ALIGN_END);
  g_signal_connect_swapped (close, "clicked", G_CALLBACK (gtk_window_close), dialog->window);
  dialog->copy = add_plain_button (buttons, "Copy as Command", on_copy, dialog);
  gtk_box_append (GTK_BOX (buttons), close);
  dialog->export = add_plain_button (buttons, "Export…", on_export, dialog);
  gtk_widget_add_css_class (dialog->export, "suggested-action");
  return buttons;
}

static void
set_margins (GtkWidget *widget, int margin)
{
  gtk_widget_set_margin_start (widget, margin);
  gtk_widget_set_margin_end (widget, margin);
  gtk_widget_set_margin_top (widget, margin);
  gtk_widget_set_margin_bottom (widget, margin);
}

/* The montage that was shown last, or the first, or one that is new. */
static void
take_first (VitMontageDialog *dialog)
{
  GtkStringList *list = get_names (dialog);
  const char *last = g_object_get_data (G_OBJECT (dialog->source.session), LAST);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (list)), at = 0;
  for (guint i = 0; last && i < n; i++)
    if (strcmp (gtk_string_list_get_string (list, i), last) == 0)
      at = i;
  dialog->filling = true;
  gtk_drop_down_set_selected (dialog->names, at);
  dialog->filling = false;
  take_montage (dialog, gtk_string_list_get_string (list, at));
}

static VitMontageDialog *
open_dialog (GtkWindow *parent, VitSession *session)
{
  VitMontageDialog *dialog = g_new0 (VitMontageDialog, 1);
  g_auto (GStrv) names = vit_study_list_montages (vit_session_get_study (session));
  g_autoptr (GtkStringList) list = gtk_string_list_new ((const char *const *) names);
  if (!names[0])
    {
      g_autofree char *name = dup_free_name (list);
      gtk_string_list_append (list, name);
    }
  dialog->source.session = session;
  vit_export_source_ref (&dialog->source);
  dialog->window = GTK_WINDOW (gtk_window_new ());
  vit_help_topic_set_dialog (GTK_WINDOW (dialog->window), "recipe-journal");
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, dialog_free);
  gtk_window_set_title (dialog->window, "Compose Figure");
  gtk_window_set_transient_for (dialog->window, parent);
  gtk_window_set_modal (dialog->window, TRUE);
  gtk_window_set_default_size (dialog->window, 1020, 680);
  vit_close_with_escape (dialog->window);

  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *body = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 18),
            *left = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *scrolled = gtk_scrolled_window_new ();
  set_margins (box, 20);
  dialog->preview = vit_export_preview_new (&dialog->source, false, on_mend, dialog);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), vit_montage_cells_new (dialog));
  gtk_widget_set_vexpand (scrolled, TRUE);
  gtk_box_append (GTK_BOX (left), new_names_line (dialog, list));
  gtk_box_append (GTK_BOX (left), new_grid_line (dialog));
  gtk_box_append (GTK_BOX (left), new_panels_line (dialog));
  gtk_box_append (GTK_BOX (left), scrolled);
  gtk_box_append (GTK_BOX (left), new_shared_line (dialog));
  gtk_widget_set_hexpand (left, FALSE);
  gtk_box_append (GTK_BOX (body), left);
  gtk_box_append (GTK_BOX (body), vit_export_preview_get_widget (dialog->preview));
  gtk_widget_set_vexpand (body, TRUE);
  gtk_box_append (GTK_BOX (box), body);
  gtk_box_append (GTK_BOX (box), new_buttons (dialog));
  gtk_window_set_child (dialog->window, box);
  take_first (dialog);
  gtk_window_present (dialog->window);
  return dialog;
}

void
vit_montage_dialog_open (GtkWindow *parent, VitSession *session)
{
  open_dialog (parent, session);
}

void
vit_montage_dialog_add (GtkWidget *widget, const VitExportSource *source)
{
  const VitFigureSpec *spec = vit_gallery_find (source->names[0]);
  if (!spec)
    {
      gtk_widget_error_bell (widget);
      return;
    }
  VitMontageDialog *dialog =
      open_dialog (GTK_WINDOW (gtk_widget_get_root (widget)), source->session);
  bool moves = spec->follows & VIT_FOLLOWS_ANY_TIME;
  if (!add_panel (dialog, spec->name, source->runs[0],
                  moves ? vit_session_get_time (source->session) : NAN))
    gtk_widget_error_bell (GTK_WIDGET (dialog->window));
}
