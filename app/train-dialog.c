#include "app/train-dialog.h"

#include <math.h>
#include <string.h>

#include "app/dialogs.h"
#include "core/base/error.h"
#include "core/base/job.h"
#include "core/results/model-derivation.h"
#include "core/tml/model-train.h"
#include "core/tml/selection.h"
#include "ui/panels/drop-down.h"
#include "ui/panels/scroll-focus.h"

/* The dialog and its work. */
typedef struct
{
  GtkWindow *window;
  VitStudy *study;
  VitDeriver *deriver;
  GtkListBox *list;
  GtkEntry *intervals, *timestep, *species;
  GtkSpinButton *origins, *neighbours;
  GtkDropDown *motion, *scaling, *metric;
  GtkButton *train;
  GtkProgressBar *progress;
  GtkLabel *message;
  VitJob *job;
  char *output;
} TrainDialog;

/* Input of the job: plain data. */
typedef struct
{
  char **paths;
  double *temperatures;
  guint n;
  double *intervals, timestep;
  char *species; /* names by type, with commas; "" for those of the files */
  size_t n_intervals;
  int n_origins;
  VitModelOptions model;
  char *output;
} Task;

static void
free_task (gpointer data)
{
  Task *task = data;
  g_strfreev (task->paths);
  g_free (task->temperatures);
  g_free (task->intervals);
  g_free (task->species);
  g_free (task->output);
  g_free (task);
}

static void
free_dialog (gpointer data)
{
  TrainDialog *dialog = data;
  vit_job_cancel (dialog->job);
  g_clear_object (&dialog->job);
  g_object_unref (dialog->study);
  g_object_unref (dialog->deriver);
  g_free (dialog->output);
  g_free (dialog);
}

/* ---- Training, on a worker ---- */

/* Start times, evenly over what the longest interval leaves of the shortest run. */
static double *
new_origins (const VitTrainingRun *runs, guint n, double longest, int wanted, size_t *count)
{
  double span = INFINITY;
  for (guint r = 0; r < n; r++)
    {
      size_t frames = vit_timeline_get_n_frames (runs[r].timeline);
      span = fmin (span, vit_timeline_get_times (runs[r].timeline)[frames - 1]);
    }
  double *origins = g_new (double, wanted);
  *count = 0;
  for (int o = 0; o < wanted; o++)
    {
      double at = wanted > 1 ? fmax (span - longest, 0) * o / (wanted - 1) : 0;
      size_t frame = vit_timeline_find_nearest (runs[0].timeline, at);
      double origin = vit_timeline_get_times (runs[0].timeline)[frame];
      if (*count == 0 || origin > origins[*count - 1] + 1e-9)
        origins[(*count)++] = origin;
    }
  return origins;
}

static VitModel *
train_runs (Task *task, const VitTrainingRun *runs, VitProgress *progress, GError **error)
{
  VitTrainingOptions options = { .model = task->model,
                                 .intervals = task->intervals,
                                 .n_intervals = task->n_intervals };
  double longest = 200;
  for (size_t j = 0; j < task->n_intervals; j++)
    longest = j == 0 ? task->intervals[0] : fmax (longest, task->intervals[j]);
  g_autofree double *origins =
      new_origins (runs, task->n, longest, task->n_origins, &options.n_origins);
  options.origins = origins;
  return vit_model_train (runs, task->n, &options, progress, error);
}

/* Returns the path of the model that was saved. */
static gpointer
train (gpointer data, VitProgress *progress, GError **error)
{
  Task *task = data;
  g_autoptr (VitPremises) given = vit_premises_new ();
  if (task->timestep > 0)
    vit_premises_set_number (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, task->timestep);
  if (*task->species)
    vit_premises_set (given, VIT_PREMISE_SPECIES, VIT_SOURCE_USER, task->species);
  g_autofree VitTrainingRun *runs = g_new0 (VitTrainingRun, task->n);
  bool ok = true;
  for (guint r = 0; r < task->n && ok; r++)
    {
      const char *const paths[] = { task->paths[r], NULL };
      VitTrajectoryOptions options = { .given = given, .use_index_cache = true };
      VitProgressPart whole = vit_progress_enter (progress, 0.6 * r / task->n,
                                                  0.6 * (r + 1) / task->n, "Reading the runs");
      runs[r].temperature = task->temperatures[r];
      runs[r].trajectory = vit_trajectory_open (paths, &options, progress, error);
      runs[r].timeline =
          runs[r].trajectory ? vit_timeline_new (runs[r].trajectory, given, NULL, error) : NULL;
      ok = runs[r].timeline != NULL;
      vit_progress_leave (progress, whole);
    }
  vit_progress_set_range (progress, 0.6, 1, "Training");
  g_autoptr (VitModel) model = ok ? train_runs (task, runs, progress, error) : NULL;
  for (guint r = 0; r < task->n; r++)
    {
      g_clear_pointer (&runs[r].timeline, vit_timeline_unref);
      g_clear_pointer (&runs[r].trajectory, vit_trajectory_unref);
    }
  return model && vit_model_save (model, task->output, error) ? g_strdup (task->output) : NULL;
}

static void
on_trained (VitJob *job, gpointer data)
{
  TrainDialog *dialog = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vit_job_take_result (job, &error);
  g_clear_object (&dialog->job);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->train), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), FALSE);
  if (!path)
    {
      gtk_label_set_text (dialog->message, error ? error->message : "Training failed.");
      return;
    }
  vit_study_set_model_path (dialog->study, path);
  gtk_window_destroy (dialog->window);
}

static void
on_fraction (VitJob *job, GParamSpec *pspec, TrainDialog *dialog)
{
  const char *stage = vit_job_get_stage (job);
  gtk_progress_bar_set_fraction (dialog->progress, vit_job_get_fraction (job));
  gtk_progress_bar_set_text (dialog->progress, stage ? stage : "Training");
}

/* ---- Rows ---- */

static GtkSpinButton *
get_temperature (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "temperature");
}

static const char *
get_path (GtkListBoxRow *row)
{
  return g_object_get_data (G_OBJECT (row), "path");
}

static void
update (TrainDialog *dialog)
{
  guint n = 0, known = 0;
  for (GtkListBoxRow *row; (row = gtk_list_box_get_row_at_index (dialog->list, (int) n)); n++)
    known += gtk_spin_button_get_value (get_temperature (row)) > 0;
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->train), n >= 2 && known == n && !dialog->job);
  g_autofree char *text =
      n < 2 ? g_strdup ("Add an equilibrium run for every class, two at least.")
      : known < n
          ? g_strdup_printf ("%u of %u runs lack a temperature.", n - known, n)
          : g_strdup_printf ("%u runs. Equal numbers of atoms are taken of each temperature.", n);
  gtk_label_set_text (dialog->message, text);
}

static void
on_remove (GtkButton *button, TrainDialog *dialog)
{
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (button), GTK_TYPE_LIST_BOX_ROW);
  gtk_list_box_remove (dialog->list, row);
  update (dialog);
}

static GtkListBoxRow *
add_row (TrainDialog *dialog, const char *path)
{
  g_autofree char *name = g_path_get_basename (path);
  double guess = vit_temperature_from_path (path);
  GtkWidget *row = gtk_list_box_row_new (), *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  GtkWidget *label = gtk_label_new (name), *unit = gtk_label_new ("K");
  GtkWidget *spin = gtk_spin_button_new_with_range (0, 10000, 1);
  GtkWidget *remove = gtk_button_new_from_icon_name ("list-remove-symbolic");
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  gtk_widget_set_tooltip_text (label, path);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (spin), isfinite (guess) ? guess : 0);
  gtk_accessible_update_property (GTK_ACCESSIBLE (spin), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Temperature in K", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (remove), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Remove this run", -1);
  gtk_widget_add_css_class (remove, "flat");
  gtk_box_append (GTK_BOX (box), label);
  gtk_box_append (GTK_BOX (box), spin);
  gtk_box_append (GTK_BOX (box), unit);
  gtk_box_append (GTK_BOX (box), remove);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), FALSE);
  g_object_set_data (G_OBJECT (row), "temperature", spin);
  g_object_set_data_full (G_OBJECT (row), "path", g_strdup (path), g_free);
  g_signal_connect (remove, "clicked", G_CALLBACK (on_remove), dialog);
  g_signal_connect_swapped (spin, "value-changed", G_CALLBACK (update), dialog);
  gtk_list_box_append (dialog->list, row);
  return GTK_LIST_BOX_ROW (row);
}

static void
on_files_chosen (GListModel *files, gpointer data)
{
  TrainDialog *dialog = data;
  for (guint i = 0; i < g_list_model_get_n_items (files); i++)
    {
      g_autoptr (GFile) file = g_list_model_get_item (files, i);
      g_autofree char *path = g_file_get_path (file);
      if (path)
        add_row (dialog, path);
    }
  update (dialog);
}

static void
on_add (GtkButton *button, TrainDialog *dialog)
{
  vit_choose_files (dialog->window, "Equilibrium Runs", GTK_FILE_CHOOSER_ACTION_OPEN, TRUE, NULL, 0,
                    NULL, on_files_chosen, dialog);
}

/* ---- Starting ---- */

/* Returns %FALSE if the text is no list of numbers. */
static gboolean
read_intervals (TrainDialog *dialog, Task *task)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (dialog->intervals));
  g_auto (GStrv) parts = g_strsplit_set (text, ",; ", -1);
  g_autoptr (GArray) values = g_array_new (FALSE, FALSE, sizeof (double));
  for (char **part = parts; *part; part++)
    {
      char *end;
      double value = g_ascii_strtod (*part, &end);
      if (!**part)
        continue;
      if (*end || !(value > 0) || !isfinite (value))
        return FALSE;
      g_array_append_val (values, value);
    }
  task->n_intervals = values->len;
  task->intervals =
      values->len > 0 ? g_memdup2 (values->data, values->len * sizeof (double)) : NULL;
  return TRUE;
}

/* Returns %FALSE if the text is neither empty nor a timestep. */
static gboolean
read_timestep (TrainDialog *dialog, Task *task)
{
  g_autofree char *text = g_strdup (gtk_editable_get_text (GTK_EDITABLE (dialog->timestep)));
  char *end;
  g_strstrip (text);
  task->timestep = g_ascii_strtod (text, &end);
  return !*text || (!*end && task->timestep > 0 && isfinite (task->timestep));
}

/* Returns: the names that were given, with commas and without blanks. */
static char *
dup_species (TrainDialog *dialog)
{
  g_auto (GStrv) parts =
      g_strsplit_set (gtk_editable_get_text (GTK_EDITABLE (dialog->species)), ",; ", -1);
  GString *text = g_string_new (NULL);
  for (char **part = parts; *part; part++)
    if (**part)
      g_string_append_printf (text, "%s%s", text->len > 0 ? "," : "", *part);
  return g_string_free (text, FALSE);
}

static void
start (TrainDialog *dialog)
{
  Task *task = g_new0 (Task, 1);
  GStrvBuilder *paths = g_strv_builder_new ();
  g_autoptr (GArray) temperatures = g_array_new (FALSE, FALSE, sizeof (double));
  GtkListBoxRow *row;
  for (; (row = gtk_list_box_get_row_at_index (dialog->list, (int) task->n)); task->n++)
    {
      double temperature = gtk_spin_button_get_value (get_temperature (row));
      g_strv_builder_add (paths, get_path (row));
      g_array_append_val (temperatures, temperature);
    }
  task->paths = g_strv_builder_end (paths);
  g_strv_builder_unref (paths);
  task->temperatures = g_memdup2 (temperatures->data, temperatures->len * sizeof (double));
  task->n_origins = gtk_spin_button_get_value_as_int (dialog->origins);
  task->model = VIT_MODEL_OPTIONS_DEFAULT;
  task->model.k = (unsigned) gtk_spin_button_get_value_as_int (dialog->neighbours);
  task->model.motion.frame = (VitMotionFrame) gtk_drop_down_get_selected (dialog->motion);
  task->model.scaling = (VitScaling) gtk_drop_down_get_selected (dialog->scaling);
  task->model.metric = (VitMetric) gtk_drop_down_get_selected (dialog->metric);
  task->output = g_strdup (dialog->output);
  task->species = dup_species (dialog);
  if (!read_intervals (dialog, task))
    {
      gtk_label_set_text (dialog->message,
                          "Intervals are numbers in ps with commas, as in 0.2, 1, 10, 100.");
      free_task (task);
      return;
    }
  if (!read_timestep (dialog, task))
    {
      gtk_label_set_text (dialog->message, "The timestep is a number of ps, as in 0.002.");
      free_task (task);
      return;
    }
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->train), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), TRUE);
  dialog->job = vit_job_start (VIT_JOB_LASTING, "Training a model", train, task, free_task, g_free,
                               on_trained, dialog);
  g_signal_connect (dialog->job, "notify::fraction", G_CALLBACK (on_fraction), dialog);
}

static void
on_output_chosen (GListModel *files, gpointer data)
{
  TrainDialog *dialog = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (!path)
    return;
  g_free (dialog->output);
  dialog->output = g_str_has_suffix (path, VIT_MODEL_SUFFIX)
                       ? g_steal_pointer (&path)
                       : g_strconcat (path, VIT_MODEL_SUFFIX, NULL);
  start (dialog);
}

static void
on_train (GtkButton *button, TrainDialog *dialog)
{
  static const VitFileKind kinds[] = { { "T_ML models", { "*" VIT_MODEL_SUFFIX } } };
  vit_choose_files (dialog->window, "Save the Model", GTK_FILE_CHOOSER_ACTION_SAVE, FALSE, kinds,
                    G_N_ELEMENTS (kinds), "model" VIT_MODEL_SUFFIX, on_output_chosen, dialog);
}

static GtkWidget *
add_option (GtkGrid *grid, int row, const char *label, GtkWidget *control, const char *tooltip)
{
  GtkWidget *text = gtk_label_new (label);
  gtk_label_set_xalign (GTK_LABEL (text), 0);
  gtk_widget_set_hexpand (control, TRUE);
  gtk_widget_set_tooltip_text (control, tooltip);
  vit_drop_down_set_name (control, label);
  gtk_grid_attach (grid, text, 0, row, 1, 1);
  gtk_grid_attach (grid, control, 1, row, 1, 1);
  return control;
}

/* Proposes the intervals whose weight reaches the threshold of the Model page. */
static void
on_proposed (GtkButton *button, TrainDialog *dialog)
{
  g_autoptr (GError) error = NULL;
  const VitFeatureSelection *s =
      vit_deriver_get (dialog->deriver, &vit_feature_selection_derivation, NULL, 0, &error);
  if (!s)
    {
      gtk_label_set_text (dialog->message, error ? error->message : "No weights yet.");
      return;
    }
  double chosen = vit_study_get_options (dialog->study)->model.threshold;
  double threshold = isfinite (chosen) ? chosen : vit_feature_selection_default_threshold (s);
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t j = 0; j < s->n; j++)
    if (s->weights[j] >= threshold)
      {
        char number[G_ASCII_DTOSTR_BUF_SIZE];
        g_ascii_formatd (number, sizeof number, "%g", s->intervals[j]);
        g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", number);
      }
  gtk_editable_set_text (GTK_EDITABLE (dialog->intervals), text->str);
}

/* Runs to train with are mostly of the alloy of the study, whose dumps have types without names. */
static void
show_species_of_study (TrainDialog *dialog)
{
  for (guint i = 0; i < vit_study_get_n_runs (dialog->study); i++)
    {
      const char *const *species = vit_run_get_species (vit_study_get_run (dialog->study, i));
      g_autofree char *text = species ? g_strjoinv (", ", (char **) species) : NULL;
      if (!text)
        continue;
      gtk_editable_set_text (GTK_EDITABLE (dialog->species), text);
      return;
    }
}

static GtkWidget *
new_content (TrainDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  gtk_widget_set_margin_start (box, 14);
  gtk_widget_set_margin_end (box, 14);
  gtk_widget_set_margin_top (box, 14);
  gtk_widget_set_margin_bottom (box, 14);
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_widget_set_vexpand (scroller, TRUE);
  dialog->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (dialog->list, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (dialog->list), "boxed-list");
  gtk_list_box_set_placeholder (dialog->list, gtk_label_new ("No run yet"));
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), GTK_WIDGET (dialog->list));
  vit_scroll_over_numbers (GTK_SCROLLED_WINDOW (scroller));
  gtk_box_append (GTK_BOX (box), scroller);
  GtkWidget *add = gtk_button_new_with_label ("Add Runs…");
  gtk_widget_set_halign (add, GTK_ALIGN_START);
  g_signal_connect (add, "clicked", G_CALLBACK (on_add), dialog);
  gtk_box_append (GTK_BOX (box), add);

  GtkGrid *grid = GTK_GRID (gtk_grid_new ());
  gtk_grid_set_row_spacing (grid, 6);
  gtk_grid_set_column_spacing (grid, 12);
  dialog->intervals = GTK_ENTRY (
      add_option (grid, 0, "Intervals (ps)", gtk_entry_new (),
                  "The Δt that the model is meant to be used with; empty: 0.2 … 200 ps"));
  GtkWidget *proposed = gtk_button_new_with_label ("Proposed");
  gtk_widget_set_tooltip_text (proposed, "Those above the threshold of the Intervals view: ReliefF "
                                         "weights of the study's present model");
  g_signal_connect (proposed, "clicked", G_CALLBACK (on_proposed), dialog);
  gtk_grid_attach (grid, proposed, 2, 0, 1, 1);
  gtk_entry_set_placeholder_text (dialog->intervals, "0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200");
  dialog->origins = GTK_SPIN_BUTTON (add_option (grid, 1, "Time origins",
                                                 gtk_spin_button_new_with_range (1, 100, 1),
                                                 "From how many start times each atom is taken"));
  dialog->neighbours = GTK_SPIN_BUTTON (
      add_option (grid, 2, "Neighbours k", gtk_spin_button_new_with_range (1, 1000, 1),
                  "The mean temperature of so many nearest instances is T_ML"));
  gtk_spin_button_set_value (dialog->neighbours, 50);
  /* Names are in the order of the values; the first is the default. */
  static const char *const motions[] = { "against the box", "as they are", "against the cage",
                                         NULL },
                           *const scalings[] = { "as they are", "standardised", NULL },
                           *const metrics[] = { "Euclidean", "city-block", NULL };
  dialog->motion = GTK_DROP_DOWN (
      add_option (grid, 3, "Displacements", gtk_drop_down_new_from_strings (motions),
                  "Against the box leaves out the homogeneous flow of a stressed run; against the "
                  "cage the motion of the neighbours. The model is applied in the same way"));
  dialog->scaling =
      GTK_DROP_DOWN (add_option (grid, 4, "Features", gtk_drop_down_new_from_strings (scalings),
                                 "Standardised: every interval weighs as much as the others"));
  dialog->metric =
      GTK_DROP_DOWN (add_option (grid, 5, "Distance", gtk_drop_down_new_from_strings (metrics),
                                 "How far two instances are apart"));
  dialog->timestep = GTK_ENTRY (add_option (grid, 6, "Timestep (ps)", gtk_entry_new (),
                                            "Of runs whose files have steps and no times"));
  gtk_entry_set_placeholder_text (dialog->timestep, "from the files");
  dialog->species = GTK_ENTRY (
      add_option (grid, 7, "Species by type", gtk_entry_new (),
                  "Names of the types, in order, such as Cu, Zr; the model is applied to "
                  "runs of the same species"));
  gtk_entry_set_placeholder_text (dialog->species, "from the files");
  show_species_of_study (dialog);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (grid));

  dialog->message = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_wrap (dialog->message, TRUE);
  gtk_label_set_xalign (dialog->message, 0);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->message));
  dialog->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (dialog->progress, TRUE);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), FALSE);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->progress));
  return box;
}

void
vit_train_dialog_add (GtkWindow *window, const char *path, double temperature)
{
  TrainDialog *dialog = g_object_get_data (G_OBJECT (window), "dialog");
  g_return_if_fail (dialog && path);
  GtkListBoxRow *row = add_row (dialog, path);
  gtk_spin_button_set_value (get_temperature (row), temperature);
  update (dialog);
}

void
vit_train_dialog_train (GtkWindow *window, const char *output)
{
  TrainDialog *dialog = g_object_get_data (G_OBJECT (window), "dialog");
  g_return_if_fail (dialog && output && !dialog->job);
  g_free (dialog->output);
  dialog->output = g_strdup (output);
  start (dialog);
}

GtkWindow *
vit_train_dialog_show (GtkWindow *parent, VitStudy *study, VitDeriver *deriver)
{
  g_return_val_if_fail (VIT_IS_STUDY (study), NULL);
  TrainDialog *dialog = g_new0 (TrainDialog, 1);
  dialog->study = g_object_ref (study);
  dialog->deriver = g_object_ref (deriver);
  dialog->window = vit_training_window_new (parent, "Train a Model", "recipe-training", 520, 560,
                                            &dialog->job, &dialog->train);
  g_signal_connect (dialog->train, "clicked", G_CALLBACK (on_train), dialog);
  gtk_window_set_child (dialog->window, new_content (dialog));
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, free_dialog);
  update (dialog);
  gtk_window_present (dialog->window);
  return dialog->window;
}
