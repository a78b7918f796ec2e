#include "app/learn-dialog.h"

#include <math.h>
#include <string.h>

#include "app/dialogs.h"
#include "core/base/error.h"
#include "core/base/job.h"
#include "core/results/learned.h"
#include "core/results/run-shells.h"

/* The dialog and its work. */
typedef struct
{
  GtkWindow *window;
  VitSession *session;
  GtkCheckButton *indicators, *radial, *angular, *per_species;
  GtkButton *train, *stop;
  GtkProgressBar *progress;
  GtkLabel *message;
  VitJob *job;
  char *output;
} LearnDialog;

/* Input of the job. */
typedef struct
{
  VitIndicatorPlan *plan;
  VitRunShells *shells; /* of the first run */
  VitLearnWish wish;
  char *target;
  char **runs;
  char *output;
} Task;

static void
free_task (gpointer data)
{
  Task *task = data;
  g_clear_pointer (&task->plan, vit_indicator_plan_free);
  g_clear_pointer (&task->shells, vit_run_shells_unref);
  g_free (task->target);
  g_strfreev (task->runs);
  g_free (task->output);
  g_free (task);
}

static void
free_dialog (gpointer data)
{
  LearnDialog *dialog = data;
  vit_job_cancel (dialog->job);
  g_clear_object (&dialog->job);
  g_object_unref (dialog->session);
  g_free (dialog->output);
  g_free (dialog);
}

/* ---- Training, on a worker ---- */

static void
unref_model (gpointer model)
{
  vit_learned_model_unref (model);
}

/* Returns: the model that was saved. */
static gpointer
train (gpointer data, VitProgress *progress, GError **error)
{
  Task *task = data;
  if ((task->wish.radial || task->wish.angular) &&
      !vit_learn_take_sigma (task->shells, &task->wish.sigma, progress, error))
    return NULL;
  g_autoptr (VitIndicatorTable) table =
      vit_indicator_plan_measure (task->plan, 0, 0.4, progress, error);
  if (!table)
    return NULL;
  VitProgressPart whole = vit_progress_enter (progress, 0.4, 1, "Training");
  g_autoptr (VitLearnedModel) model = vit_learn_train (table, &task->wish, progress, error);
  vit_progress_leave (progress, whole);
  return model && vit_learned_model_save (model, task->output, error) ? g_steal_pointer (&model)
                                                                      : NULL;
}

static void
set_working (LearnDialog *dialog, bool working)
{
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->train), !working);
  gtk_widget_set_visible (GTK_WIDGET (dialog->stop), working);
  gtk_widget_set_visible (GTK_WIDGET (dialog->progress), working);
}

/* What it tells of space that it has not seen, beside chance. */
static char *
dup_score (const VitLearnedModel *model)
{
  const VitLinearScore *score = &model->scores[0];
  bool events = model->linear->kind == VIT_LINEAR_LOGISTIC;
  return g_strdup_printf ("%s of atoms that it has not seen: %.3f ± %.3f; by chance %.3f ± %.3f. "
                          "%zu features, %zu atoms.",
                          events ? "AUC" : "Pearson's coefficient", score->mean, score->error,
                          score->null_mean, score->null_sd, model->linear->p, model->n_atoms);
}

static void
on_trained (VitJob *job, gpointer data)
{
  LearnDialog *dialog = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitLearnedModel) model = vit_job_take_result (job, &error);
  VitStudy *study = vit_session_get_study (dialog->session);
  g_clear_object (&dialog->job);
  set_working (dialog, false);
  g_autofree char *text =
      model ? dup_score (model) : g_strdup (error ? error->message : "Training failed.");
  gtk_label_set_text (dialog->message, text);
  if (!model)
    return;
  vit_study_set_option (study, "indicators", "model", dialog->output, NULL);
  vit_study_set_option (study, "ranking", "indicator", "learned", NULL);
}

static void
on_fraction (VitJob *job, GParamSpec *pspec, LearnDialog *dialog)
{
  const char *stage = vit_job_get_stage (job);
  gtk_progress_bar_set_fraction (dialog->progress, vit_job_get_fraction (job));
  gtk_progress_bar_set_text (dialog->progress, stage ? stage : "Training");
}

static void
on_stop (GtkButton *button, LearnDialog *dialog)
{
  vit_job_cancel (dialog->job);
  g_clear_object (&dialog->job);
  set_working (dialog, false);
  gtk_label_set_text (dialog->message, "Training was stopped.");
}

/* ---- Starting ---- */

static GPtrArray *
list_runs (LearnDialog *dialog)
{
  GPtrArray *runs = g_ptr_array_new ();
  for (guint i = 0; i < vit_session_get_n_shown (dialog->session); i++)
    {
      VitRun *run = vit_session_get_shown (dialog->session, i);
      if (vit_run_get_trajectory (run))
        g_ptr_array_add (runs, run);
    }
  return runs;
}

/* (nullable): with @error */
static Task *
new_task (LearnDialog *dialog, GError **error)
{
  VitAnalyses *analyses = vit_session_get_analyses (dialog->session);
  const VitOptions *options = vit_study_get_options (vit_session_get_study (dialog->session));
  const VitTarget *of = vit_target_find (options->ranking.target);
  bool is_number = of && of->top == 0 && !of->always;
  const char *const all[] = { VIT_INDICATORS_ALL, NULL }, *const none[] = { NULL };
  bool indicators = gtk_check_button_get_active (dialog->indicators);
  g_autoptr (GPtrArray) runs = list_runs (dialog);
  VitIndicatorWish wish = { .target = options->ranking.target,
                            .indicators = indicators ? all : none,
                            .untrained = true,
                            .top = is_number ? 0 : options->ranking.top };
  if (runs->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No run is shown.");
      return NULL;
    }
  VitIndicatorPlan *plan =
      vit_indicator_plan_new (analyses, (VitRun *const *) runs->pdata, runs->len, &wish, error);
  if (!plan)
    return NULL;
  Task *task = g_new0 (Task, 1);
  task->plan = plan;
  task->shells = vit_run_shells_of (runs->pdata[0], vit_analyses_get_cache (analyses));
  task->target = g_strdup (options->ranking.target);
  task->output = g_strdup (dialog->output);
  task->runs = g_new0 (char *, runs->len + 1);
  for (guint r = 0; r < runs->len; r++)
    task->runs[r] = g_path_get_basename (vit_run_get_paths (runs->pdata[r])[0]);
  task->wish = (VitLearnWish){ .radial = gtk_check_button_get_active (dialog->radial),
                               .angular = gtk_check_button_get_active (dialog->angular),
                               .per_species = gtk_check_button_get_active (dialog->per_species),
                               .cutoff = vit_options_get_cutoff (options),
                               .target = task->target,
                               .top = of && of->always ? 0 : wish.top,
                               .runs = (const char *const *) task->runs };
  return task;
}

static void
start (LearnDialog *dialog)
{
  g_autoptr (GError) error = NULL;
  Task *task = new_task (dialog, &error);
  if (!task)
    {
      gtk_label_set_text (dialog->message, error->message);
      return;
    }
  set_working (dialog, true);
  gtk_label_set_text (dialog->message, "");
  dialog->job = vit_job_start (VIT_JOB_LASTING, "Training an indicator", train, task, free_task,
                               unref_model, on_trained, dialog);
  g_signal_connect (dialog->job, "notify::fraction", G_CALLBACK (on_fraction), dialog);
}

static void
take_output (LearnDialog *dialog, const char *path)
{
  g_free (dialog->output);
  dialog->output = g_str_has_suffix (path, VIT_LEARNED_ENDING)
                       ? g_strdup (path)
                       : g_strconcat (path, VIT_LEARNED_ENDING, NULL);
  start (dialog);
}

static void
on_output_chosen (GListModel *files, gpointer data)
{
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path)
    take_output (data, path);
}

static void
on_train (GtkButton *button, LearnDialog *dialog)
{
  static const VitFileKind kinds[] = { { "Learned indicators", { "*" VIT_LEARNED_ENDING } } };
  vit_choose_files (dialog->window, "Save the Indicator", GTK_FILE_CHOOSER_ACTION_SAVE, FALSE,
                    kinds, G_N_ELEMENTS (kinds), "indicator" VIT_LEARNED_ENDING, on_output_chosen,
                    dialog);
}

void
vit_learn_dialog_train (GtkWindow *window, const char *output)
{
  LearnDialog *dialog = g_object_get_data (G_OBJECT (window), "dialog");
  g_return_if_fail (dialog && output && !dialog->job);
  take_output (dialog, output);
}

/* ---- Construction ---- */

/* Without a set there is nothing to learn from. */
static void
update (LearnDialog *dialog)
{
  bool any = gtk_check_button_get_active (dialog->indicators) ||
             gtk_check_button_get_active (dialog->radial) ||
             gtk_check_button_get_active (dialog->angular);
  gtk_widget_set_sensitive (GTK_WIDGET (dialog->train), any && !dialog->job);
}

static GtkCheckButton *
add_check (LearnDialog *dialog, GtkWidget *box, const char *label, const char *tooltip, bool on)
{
  GtkWidget *check = gtk_check_button_new_with_label (label);
  gtk_widget_set_tooltip_text (check, tooltip);
  gtk_check_button_set_active (GTK_CHECK_BUTTON (check), on);
  g_signal_connect_swapped (check, "toggled", G_CALLBACK (update), dialog);
  gtk_box_append (GTK_BOX (box), check);
  return GTK_CHECK_BUTTON (check);
}

static GtkWidget *
new_words (const char *text)
{
  GtkWidget *label = gtk_label_new (text);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  return label;
}

static char *
dup_what (LearnDialog *dialog)
{
  const VitOptions *options = vit_study_get_options (vit_session_get_study (dialog->session));
  const VitTarget *target = vit_target_find (options->ranking.target);
  g_autoptr (GPtrArray) runs = list_runs (dialog);
  g_autoptr (GString) text = g_string_new ("Target: ");
  g_string_append (text, target ? target->title : options->ranking.target);
  if (!target || (!target->always && target->top > 0))
    g_string_append_printf (text, ", the top %g %%", options->ranking.top);
  g_string_append (text, ". Runs:");
  for (guint r = 0; r < runs->len; r++)
    g_string_append_printf (text, "%s %s", r > 0 ? "," : "", vit_run_get_label (runs->pdata[r]));
  g_string_append (text, ".");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static GtkWidget *
new_content (LearnDialog *dialog)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  g_autofree char *what = dup_what (dialog);
  gtk_widget_set_margin_start (box, 14);
  gtk_widget_set_margin_end (box, 14);
  gtk_widget_set_margin_top (box, 14);
  gtk_widget_set_margin_bottom (box, 14);
  gtk_box_append (GTK_BOX (box), new_words (what));
  gtk_box_append (GTK_BOX (box), new_words ("Features, each also averaged over 2.0 and 3.5 Å:"));
  dialog->indicators =
      add_check (dialog, box, "all indicators",
                 "Every quantity that needs neither a model nor a later frame", true);
  dialog->radial = add_check (dialog, box, "radial functions",
                              "How many atoms of each species lie at each distance", false);
  dialog->angular = add_check (dialog, box, "angular functions",
                               "Angles between pairs of neighbours (Behler and Parrinello)", false);
  dialog->per_species = add_check (dialog, box, "weights of its own for each species",
                                   "Instead of one set of weights for all", false);
  dialog->message = GTK_LABEL (new_words (NULL));
  gtk_label_set_selectable (dialog->message, TRUE);
  gtk_widget_set_vexpand (GTK_WIDGET (dialog->message), TRUE);
  gtk_widget_set_valign (GTK_WIDGET (dialog->message), GTK_ALIGN_START);
  gtk_box_append (GTK_BOX (box), GTK_WIDGET (dialog->message));
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  dialog->progress = GTK_PROGRESS_BAR (gtk_progress_bar_new ());
  gtk_progress_bar_set_show_text (dialog->progress, TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (dialog->progress), TRUE);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (dialog->progress));
  dialog->stop = GTK_BUTTON (gtk_button_new_with_label ("Stop"));
  g_signal_connect (dialog->stop, "clicked", G_CALLBACK (on_stop), dialog);
  gtk_box_append (GTK_BOX (row), GTK_WIDGET (dialog->stop));
  gtk_box_append (GTK_BOX (box), row);
  return box;
}

GtkWindow *
vit_learn_dialog_show (GtkWindow *parent, VitSession *session)
{
  g_return_val_if_fail (VIT_IS_SESSION (session), NULL);
  LearnDialog *dialog = g_new0 (LearnDialog, 1);
  dialog->session = g_object_ref (session);
  dialog->window = vit_training_window_new (parent, "Train an Indicator", "indicators", 460, 320,
                                            &dialog->job, &dialog->train);
  g_signal_connect (dialog->train, "clicked", G_CALLBACK (on_train), dialog);
  gtk_window_set_child (dialog->window, new_content (dialog));
  g_object_set_data_full (G_OBJECT (dialog->window), "dialog", dialog, free_dialog);
  set_working (dialog, false);
  gtk_window_present (dialog->window);
  return dialog->window;
}
