#include "app/export-atoms.h"

#include <string.h>

#include "app/dialogs.h"
#include "app/window.h"
#include "core/base/job.h"
#include "core/io/formats.h"
#include "core/results/atom-table.h"
#include "core/store/atomic-file.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/help-topic.h"

/* A dialog; it is freed with its window. */
typedef struct
{
  VitSession *session;
  GtkWindow *window;
  GtkDropDown *run;
  GtkLabel *count, *status;
  GtkWidget *list, *choose;
  GPtrArray *checks; /* GtkCheckButton, borrowed; each with its column */
  char *path;
  VitJob *job;
} AtomsDialog;

/* Input of the job. */
typedef struct
{
  VitAtomColumns columns;
  VitQuantitySource *source;
  VitWriterFormat format;
  char *premises, *path;
} AtomsWork;

static void
work_free (gpointer data)
{
  AtomsWork *work = data;
  vit_atom_columns_clear (&work->columns);
  vit_quantity_source_free (work->source);
  g_free (work->premises);
  g_free (work->path);
  g_free (work);
}

static void
dialog_free (gpointer data)
{
  AtomsDialog *dialog = data;
  vit_job_cancel (dialog->job);
  if (dialog->job)
    g_signal_handlers_disconnect_by_data (dialog->job, dialog);
  g_clear_object (&dialog->job);
  g_ptr_array_unref (dialog->checks);
  g_object_unref (dialog->session);
  g_free (dialog->path);
  g_free (dialog);
}

/* ---- Writing ---- */

static void *
do_write (void *data, VitProgress *progress, GError **error)
{
  AtomsWork *work = data;
  g_autoptr (VitAtomTable) table =
      vit_atom_columns_compute (&work->columns, work->source, progress, error);
  if (!table)
    return NULL;
  g_autoptr (GString) text = g_string_new (NULL);
  vit_writer_append (text, work->format, table->frame, vit_quantity_source_get_time (work->source),
                     work->premises, false, table->columns, table->n_columns);
  if (!vit_file_replace (work->path, text->str, text->len, error))
    return NULL;
  return g_strdup_printf ("%zu of %zu atoms", table->frame->atoms->n, table->n_of);
}

static void
fail (AtomsDialog *dialog, const char *message)
{
  gtk_widget_set_visible (GTK_WIDGET (dialog->status), TRUE);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->status), "error");
  gtk_label_set_text (dialog->status, message);
  gtk_widget_set_sensitive (dialog->choose, TRUE);
}

static void
on_written (VitJob *job, void *data)
{
  AtomsDialog *dialog = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *count = vit_job_take_result (job, &error);
  g_clear_object (&dialog->job);
  if (!count)
    {
      fail (dialog, error ? error->message : "It failed.");
      return;
    }
  GtkWindow *parent = gtk_window_get_transient_for (dialog->window);
  if (VIT_IS_WINDOW (parent))
    vit_window_show_atoms_written (VIT_WINDOW (parent), dialog->path, count);
  gtk_window_destroy (dialog->window);
}

static VitRun *
get_run (AtomsDialog *dialog)
{
  return vit_session_get_shown (dialog->session, gtk_drop_down_get_selected (dialog->run));
}

/* Columns of the table of quantities are properties, others are expressions. */
static void
take_columns (AtomsDialog *dialog, VitAtomColumns *columns)
{
  g_autoptr (GStrvBuilder) properties = g_strv_builder_new (), names = g_strv_builder_new (),
                           expressions = g_strv_builder_new ();
  for (guint i = 0; i < dialog->checks->len; i++)
    {
      GtkCheckButton *check = dialog->checks->pdata[i];
      const char *column = g_object_get_data (G_OBJECT (check), "column"),
                 *name = g_object_get_data (G_OBJECT (check), "name");
      if (!gtk_check_button_get_active (check))
        continue;
      if (!name)
        g_strv_builder_add (properties, column);
      if (name)
        g_strv_builder_add (names, name);
      if (name)
        g_strv_builder_add (expressions, column);
    }
  columns->properties = g_strv_builder_end (properties);
  columns->names = g_strv_builder_end (names);
  columns->expressions = g_strv_builder_end (expressions);
  columns->filter =
      vit_filter_read (vit_study_get_options (vit_session_get_study (dialog->session)));
}

static void
start_work (AtomsDialog *dialog, VitWriterFormat format)
{
  VitRun *run = get_run (dialog);
  VitAnalyses *analyses = vit_session_get_analyses (dialog->session);
  ssize_t frame = run ? vit_session_find_frame (dialog->session, run) : -1;
  if (frame < 0)
    {
      fail (dialog, "The run has no frame here.");
      return;
    }
  AtomsWork *work = g_new0 (AtomsWork, 1);
  take_columns (dialog, &work->columns);
  VitQuantityWish wish = { .compute_tml = true };
  vit_atom_columns_wish (&work->columns, vit_study_get_options (vit_analyses_get_study (analyses)),
                         &wish);
  work->source = vit_quantity_source_new (analyses, run, (size_t) frame, &wish);
  work->premises = vit_atom_columns_describe (&work->columns, analyses, run, true);
  work->format = format;
  work->path = g_strdup (dialog->path);
  gtk_widget_set_sensitive (dialog->choose, FALSE);
  gtk_widget_remove_css_class (GTK_WIDGET (dialog->status), "error");
  gtk_widget_set_visible (GTK_WIDGET (dialog->status), TRUE);
  gtk_label_set_text (dialog->status, "Computing…");
  dialog->job = vit_job_start (VIT_JOB_MOMENT, "Exporting atoms", do_write, work, work_free, g_free,
                               on_written, dialog);
}

/* ---- The dialog ---- */

static void
on_name_chosen (GListModel *files, gpointer data)
{
  AtomsDialog *dialog = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  VitWriterFormat format;
  g_free (dialog->path);
  dialog->path = file ? g_file_get_path (file) : NULL;
  if (!dialog->path)
    return;
  g_autofree char *endings = vit_formats_list_written ();
  g_autofree char *wrong = g_strdup_printf ("The name must end in %s.", endings);
  if (!vit_formats_find_writer (dialog->path, &format))
    fail (dialog, wrong);
  else if (vit_study_reads (vit_session_get_study (dialog->session), dialog->path))
    fail (dialog, "The study reads this file: it is not written over.");
  else
    start_work (dialog, format);
}

static void
on_choose (AtomsDialog *dialog)
{
  vit_choose_files (dialog->window, "Export Atoms", GTK_FILE_CHOOSER_ACTION_SAVE, FALSE, NULL, 0,
                    "atoms.csv", on_name_chosen, dialog);
}

static void
on_cancel (AtomsDialog *dialog)
{
  gtk_window_destroy (dialog->window);
}

/* How many atoms will be written, and of which time. */
static void
show_count (AtomsDialog *dialog)
{
  VitRun *run = get_run (dialog);
  const VitSnapshot *snapshot =
      run ? vit_session_get_snapshot (dialog->session, run, NULL, NULL) : NULL;
  VitFilter filter =
      vit_filter_read (vit_study_get_options (vit_session_get_study (dialog->session)));
  g_autofree char *which = vit_filter_dup_text (&filter, vit_session_get_cutoff (dialog->session));
  g_autofree char *text =
      !snapshot ? g_strdup ("The atoms are being read.")
      : vit_filter_is_set (&filter)
          ? g_strdup_printf ("%zu of %zu atoms at %.6g ps, where %s", snapshot->n_kept,
                             snapshot->frame->atoms->n, snapshot->time, which)
          : g_strdup_printf ("All %zu atoms at %.6g ps", snapshot->frame->atoms->n, snapshot->time);
  gtk_label_set_text (dialog->count, text);
}

/* @name: (nullable): of an expression */
static void
add_check (AtomsDialog *dialog, const char *column, const char *name, const char *what, bool active)
{
  GtkWidget *check = gtk_check_button_new (), *label = gtk_label_new (NULL);
  g_autofree char *symbol = vit_column_dup_label (column);
  gtk_label_set_markup (GTK_LABEL (label), symbol);
  /* Pango 1.50 confuses the sizes of <sub> in a label that is ellipsised. */
  if (name)
    gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), active);
  g_object_set (check, "child", label, NULL);
  gtk_widget_set_tooltip_text (check, what);
  gtk_accessible_update_property (GTK_ACCESSIBLE (check), GTK_ACCESSIBLE_PROPERTY_LABEL, column,
                                  -1);
  g_object_set_data_full (G_OBJECT (check), "column", g_strdup (column), g_free);
  g_object_set_data_full (G_OBJECT (check), "name", g_strdup (name), g_free);
  guint place = dialog->checks->len;
  gtk_grid_attach (GTK_GRID (dialog->list), check, (int) place % 2, (int) place / 2, 1, 1);
  g_ptr_array_add (dialog->checks, check);
}

/* Names that every format can have as a column. */
static bool
is_plain (const char *name)
{
  bool plain = g_ascii_isalpha (*name) || *name == '_';
  for (; *name; name++)
    plain = plain && (g_ascii_isalnum (*name) || *name == '_');
  return plain;
}

static void
add_checks (AtomsDialog *dialog)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  const char *colour = vit_session_get_colouring (dialog->session)->column;
  VitRun *run = vit_session_get_shown (dialog->session, 0);
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  bool has_tml = run && vit_analyses_get_tml (vit_session_get_analyses (dialog->session), run);
  for (size_t i = 0; i < n; i++)
    if (has_tml || !(list[i].needs & VIT_NEEDS_MODEL))
      add_check (dialog, list[i].name, NULL, list[i].description,
                 strcmp (list[i].name, colour) == 0 || strcmp (list[i].name, "t_ml") == 0);
  static const char *const written[] = { "id", "type", "element", "species", "x",    "y", "z",
                                         "xu", "yu",   "zu",      "pos",     "time", NULL };
  const char *const *columns = trajectory ? vit_trajectory_get_columns (trajectory) : NULL;
  bool found = vit_column_find_quantity (colour) || strcmp (colour, VIT_COLUMN_REGION) == 0 ||
               g_strv_contains (written, colour);
  for (; columns && *columns; columns++)
    if (is_plain (*columns) && !vit_quantity_find (*columns) &&
        !g_strv_contains (written, *columns))
      {
        add_check (dialog, *columns, *columns, "A column of the file",
                   strcmp (*columns, colour) == 0);
        found = found || strcmp (*columns, colour) == 0;
      }
  if (!found)
    add_check (dialog, colour, "colour", "The expression that colours the atoms", true);
}

static GtkWidget *
new_run_choice (AtomsDialog *dialog)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  VitRun *selected = NULL;
  vit_session_get_selection (dialog->session, &selected, NULL);
  guint n = vit_session_get_n_shown (dialog->session), place = 0;
  for (guint i = 0; i < n; i++)
    {
      g_strv_builder_add (names, vit_run_get_label (vit_session_get_shown (dialog->session, i)));
      place = vit_session_get_shown (dialog->session, i) == selected ? i : place;
    }
  g_auto (GStrv) labels = g_strv_builder_end (names);
  GtkWidget *choice = gtk_drop_down_new_from_strings ((const char *const *) labels);
  gtk_drop_down_set_selected (GTK_DROP_DOWN (choice), place);
  gtk_accessible_update_property (GTK_ACCESSIBLE (choice), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Run whose atoms are exported", -1);
  gtk_widget_set_visible (choice, n > 1);
  return choice;
}

static GtkLabel *
new_label (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 48);
  return GTK_LABEL (label);
}

static GtkWidget *
new_buttons (AtomsDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *cancel = gtk_button_new_with_label ("Cancel");
  dialog->choose = gtk_button_new_with_label ("Choose Name…");
  gtk_widget_add_css_class (dialog->choose, "suggested-action");
  gtk_widget_set_halign (box, GTK_ALIGN_END);
  g_signal_connect_swapped (cancel, "clicked", G_CALLBACK (on_cancel), dialog);
  g_signal_connect_swapped (dialog->choose, "clicked", G_CALLBACK (on_choose), dialog);
  gtk_box_append (GTK_BOX (box), cancel);
  gtk_box_append (GTK_BOX (box), dialog->choose);
  gtk_window_set_default_widget (dialog->window, dialog->choose);
  return box;
}

static GtkWidget *
new_content (AtomsDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10), *scroller;
  gtk_widget_set_margin_start (box, 20);
  gtk_widget_set_margin_end (box, 20);
  gtk_widget_set_margin_top (box, 20);
  gtk_widget_set_margin_bottom (box, 20);
  dialog->run = GTK_DROP_DOWN (new_run_choice (dialog));
  dialog->count = new_label (NULL);
  dialog->status = new_label (NULL);
  gtk_widget_set_visible (GTK_WIDGET (dialog->status), FALSE);
  dialog->list = gtk_grid_new ();
  gtk_grid_set_column_spacing (GTK_GRID (dialog->list), 16);
  gtk_grid_set_row_spacing (GTK_GRID (dialog->list), 4);
  gtk_grid_set_column_homogeneous (GTK_GRID (dialog->list), TRUE);
  add_checks (dialog);
  scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (scroller), TRUE);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (scroller), 420);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), dialog->list);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->run));
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->count));
  GtkLabel *heading = new_label ("Columns, beside id, type, species and position");
  gtk_widget_add_css_class (GTK_WIDGET (heading), "heading");
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (heading));
  gtk_box_append (GTK_BOX (box), scroller);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->status));
  gtk_box_append (GTK_BOX (box), new_buttons (dialog));
  return box;
}

void
vit_export_atoms (GtkWindow *parent, VitSession *session)
{
  g_return_if_fail (VIT_IS_SESSION (session));
  AtomsDialog *dialog = g_new0 (AtomsDialog, 1);
  dialog->session = g_object_ref (session);
  dialog->checks = g_ptr_array_new ();
  dialog->window = GTK_WINDOW (vit_ask_window_new (parent, "Export Atoms", dialog, dialog_free));
  vit_help_topic_set_dialog (GTK_WINDOW (dialog->window), "export");
  gtk_window_set_child (dialog->window, new_content (dialog));
  g_signal_connect_swapped (dialog->run, "notify::selected", G_CALLBACK (show_count), dialog);
  show_count (dialog);
  gtk_window_present (dialog->window);
}
