#include "app/cluster-window.h"

#include <string.h>

#include "app/dialogs.h"
#include "app/twin.h"
#include "app/window-private.h"
#include "core/base/job.h"
#include "core/base/turns.h"
#include "core/results/work-status.h"
#include "core/store/atomic-file.h"
#include "core/study/study-pack.h"
#include "ui/panels/ask-window.h"
#include "ui/panels/help-topic.h"

/* Seconds between two looks at the store. */
#define LOOK 2

/* The key of the window's Cluster. */
#define CLUSTER "cluster-window"

/* Words for what is computed, as --results has them. */
static const char *const wanted[] = { "all", "all,scores", "t_ml" };
static const char *const wanted_titles[] = { "All but scores of indicators",
                                             "All that pages show, with scores", "T_ML alone",
                                             NULL };

/* It is freed when its window has gone and no job looks. */
typedef struct
{
  VitWindow *window; /* weak */
  VitStudy *study;
  GtkWidget *dialog; /* NULL once it has gone */
  GtkWidget *status, *bar, *sizes, *script, *wanted, *note, *copy, *save;
  VitWork *work; /* nullable: what is looked for; frozen */
  VitJob *job;   /* nullable: looks */
  guint timer;
} Cluster;

static void
cluster_free (Cluster *self)
{
  vit_work_free (self->work);
  g_clear_weak_pointer (&self->window);
  g_object_unref (self->study);
  g_free (self);
}

static void
say (GtkWidget *label, const char *text)
{
  if (strcmp (gtk_label_get_text (GTK_LABEL (label)), text) != 0)
    gtk_label_set_text (GTK_LABEL (label), text);
  gtk_widget_set_visible (label, *text != '\0');
}

/* ---- Looking ---- */

static void
status_free (gpointer data)
{
  vit_work_status_clear (data);
  g_free (data);
}

static void *
look (void *data, VitProgress *progress, GError **error)
{
  VitWork *work = data;
  VitWorkStatus *status = g_new0 (VitWorkStatus, 1);
  vit_work_learn (work);
  vit_work_get_status (work, status);
  return status;
}

static void
show_status (Cluster *self, const VitWorkStatus *status)
{
  g_autofree char *text = vit_work_status_dup_text (status, self->study);
  say (self->status, g_strchomp (text));
  gtk_widget_set_visible (self->bar, status->n > 0);
  gtk_level_bar_set_value (GTK_LEVEL_BAR (self->bar),
                           status->n > 0 ? (double) status->n_done / (double) status->n : 0);
}

static void
on_looked (VitJob *job, void *data)
{
  Cluster *self = data;
  VitWorkStatus *status = vit_job_take_result (job, NULL);
  g_clear_object (&self->job);
  if (self->dialog && status)
    show_status (self, status);
  status_free (status);
  if (!self->dialog)
    cluster_free (self);
}

/* Runs that are not shown are part of the work, too. Returns: whether all are open. */
static bool
open_runs (VitStudy *study)
{
  bool all = true;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (vit_run_get_state (run) == VIT_RUN_CLOSED)
        vit_run_open (run);
      all = all && vit_run_get_state (run) != VIT_RUN_CLOSED &&
            vit_run_get_state (run) != VIT_RUN_OPENING;
    }
  return all;
}

static char *
dup_store (Cluster *self, VitCache *cache)
{
  VitStore *store = cache ? vit_cache_get_store (cache) : NULL;
  return store ? g_strdup (vit_store_get_folder (store)) : vit_study_dup_store (self->study);
}

/* ---- The script ---- */

static void
show_script (Cluster *self, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script));
  GtkTextIter begin, end;
  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  g_autofree char *old = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  if (strcmp (old, text) != 0)
    gtk_text_buffer_set_text (buffer, text, -1);
  gtk_widget_set_sensitive (self->copy, *text != '\0');
  gtk_widget_set_sensitive (self->save, *text != '\0');
}

static void
write_script (Cluster *self, VitCache *cache)
{
  const char *study = vit_study_get_path (self->study);
  g_autofree char *program = vit_find_twin (), *store = dup_store (self, cache);
  VitWorkSize size;
  vit_work_get_size (self->work, &size);
  g_autofree char *memory = g_format_size_full (size.memory, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *sizes =
      g_strdup_printf ("%zu tasks of %u threads and %s each, at most " VIT_WORK_JOB_LIMIT,
                       size.n_jobs, size.threads, memory);
  if (vit_work_get_n (self->work) == 0 || !study)
    {
      say (self->sizes, "");
      show_script (self, "");
      return;
    }
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->wanted));
  g_autofree char *script =
      vit_work_dup_script (&size, program ? program : "vitrine-cli", study, store,
                           wanted[MIN (index, G_N_ELEMENTS (wanted) - 1)], VIT_WORK_JOB_LIMIT);
  say (self->sizes, sizes);
  show_script (self, script);
}

/* What keeps jobs from doing what the window shows. */
static const char *
find_lack (Cluster *self)
{
  if (vit_study_get_pack (self->study))
    return "This study is in a pack, which has its results: nothing more can be computed of it.";
  if (!vit_study_get_path (self->study))
    return "Save the study first: jobs read its file.";
  return vit_study_get_modified (self->study)
             ? "Jobs compute the study as it is saved, and it has changes that are not."
             : "";
}

/* Take what the study says now, and the runs that are open now. Returns: whether it can be told
 * what is looked for. */
static bool
take_work (Cluster *self)
{
  VitAnalyses *analyses = vit_session_get_analyses (self->window->session);
  unsigned results = 0;
  guint index = gtk_drop_down_get_selected (GTK_DROP_DOWN (self->wanted));
  vit_work_parse (wanted[MIN (index, G_N_ELEMENTS (wanted) - 1)], &results, NULL);
  g_autoptr (VitWork) work = vit_work_new (analyses, results, 0);
  if (!vit_work_freeze (work))
    return false;
  g_clear_pointer (&self->work, vit_work_free);
  self->work = g_steal_pointer (&work);
  write_script (self, vit_analyses_get_cache (analyses));
  return true;
}

static gboolean
refresh (gpointer data)
{
  Cluster *self = data;
  if (!self->window || self->window->study != self->study)
    {
      gtk_window_destroy (GTK_WINDOW (self->dialog));
      return G_SOURCE_REMOVE;
    }
  if (self->job)
    return G_SOURCE_CONTINUE;
  VIT_TURN_PART ("cluster", NULL);
  VitAnalyses *analyses = vit_session_get_analyses (self->window->session);
  VitCache *cache = vit_analyses_get_cache (analyses);
  say (self->note, find_lack (self));
  vit_window_seek_store (self->window);
  if (!open_runs (self->study))
    say (self->status, "The runs are being opened …");
  else if (!cache)
    say (self->status, "There is no cache, and nothing is kept.");
  else if (!take_work (self))
    say (self->status, "r_c is being looked for …");
  else if (vit_work_get_n (self->work) == 0)
    say (self->status,
         "There are no start times to compute: T_ML needs a model and the bath's temperature.");
  else if (!vit_cache_get_store (cache))
    {
      g_autofree char *store = dup_store (self, cache);
      g_autofree char *text =
          store
              ? g_strdup_printf ("There is no store of results yet: the first job makes %s.", store)
              : g_strdup ("There is no store of results.");
      say (self->status, text);
    }
  else
    self->job = vit_job_start (VIT_JOB_MOMENT, "Looking at the store", look, self->work, NULL,
                               status_free, on_looked, self);
  return G_SOURCE_CONTINUE;
}

static void
on_wanted (Cluster *self)
{
  refresh (self);
}

/* ---- The window ---- */

static void
on_copy (GtkButton *button, Cluster *self)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script));
  GtkTextIter begin, end;
  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  gdk_clipboard_set_text (gtk_widget_get_clipboard (self->script), text);
  say (self->note, "The script is in the clipboard.");
}

static void
on_save_chosen (GListModel *files, gpointer data)
{
  Cluster *self = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (self->script));
  GtkTextIter begin, end;
  g_autoptr (GError) error = NULL;
  gtk_text_buffer_get_bounds (buffer, &begin, &end);
  g_autofree char *text = gtk_text_buffer_get_text (buffer, &begin, &end, FALSE);
  if (!path)
    return;
  g_autofree char *done = g_strdup_printf ("Submit it with: sbatch %s", path);
  say (self->note, vit_file_replace (path, text, strlen (text), &error) ? done : error->message);
}

static void
on_save (GtkButton *button, Cluster *self)
{
  static const VitFileKind kinds[] = { { "Job scripts", { "*.sh" } }, { "All files", { "*" } } };
  const char *study = vit_study_get_path (self->study);
  g_autofree char *name = g_strconcat (study ? study : "study", NULL);
  if (g_str_has_suffix (name, ".vitrine"))
    name[strlen (name) - strlen (".vitrine")] = '\0';
  g_autofree char *path = g_strconcat (name, ".sh", NULL);
  vit_choose_files (GTK_WINDOW (self->dialog), "Save the Job Script", GTK_FILE_CHOOSER_ACTION_SAVE,
                    FALSE, kinds, G_N_ELEMENTS (kinds), path, on_save_chosen, self);
}

static void
on_destroy (GtkWidget *dialog, Cluster *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  self->dialog = NULL;
  if (self->window)
    g_object_set_data (G_OBJECT (self->window), CLUSTER, NULL);
  if (!self->job)
    cluster_free (self);
}

static GtkWidget *
new_label (const char *name)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_selectable (GTK_LABEL (label), TRUE);
  gtk_label_set_max_width_chars (GTK_LABEL (label), 60);
  gtk_widget_set_name (label, name);
  return label;
}

static GtkWidget *
new_button (const char *title, const char *tooltip, GCallback clicked, Cluster *self)
{
  GtkWidget *button = gtk_button_new_with_mnemonic (title);
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_widget_set_sensitive (button, FALSE);
  g_signal_connect (button, "clicked", clicked, self);
  return button;
}

static GtkWidget *
new_script_view (Cluster *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  self->script = gtk_text_view_new ();
  gtk_text_view_set_editable (GTK_TEXT_VIEW (self->script), FALSE);
  gtk_text_view_set_monospace (GTK_TEXT_VIEW (self->script), TRUE);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (self->script), FALSE);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (self->script), 8);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (self->script), 8);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->script), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Job script", -1);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), self->script);
  gtk_scrolled_window_set_has_frame (GTK_SCROLLED_WINDOW (scrolled), TRUE);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scrolled), 160);
  gtk_widget_set_vexpand (scrolled, TRUE);
  return scrolled;
}

static void
fill (Cluster *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 12),
            *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8),
            *what = gtk_label_new_with_mnemonic ("_Computed");
  self->status = new_label ("cluster-status");
  self->sizes = new_label ("cluster-sizes");
  self->note = new_label ("cluster-note");
  self->bar = gtk_level_bar_new ();
  self->wanted = gtk_drop_down_new_from_strings (wanted_titles);
  self->copy = new_button ("_Copy", "Copy the script", G_CALLBACK (on_copy), self);
  self->save = new_button ("_Save…", "Save the script", G_CALLBACK (on_save), self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->bar), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Start times done", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->wanted), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Computed", -1);
  gtk_widget_set_tooltip_text (self->wanted, "What jobs compute, and what counts as done");
  gtk_label_set_mnemonic_widget (GTK_LABEL (what), self->wanted);
  gtk_widget_set_visible (self->bar, FALSE);
  gtk_widget_set_hexpand (self->wanted, TRUE);
  gtk_widget_set_halign (self->wanted, GTK_ALIGN_START);
  g_signal_connect_swapped (self->wanted, "notify::selected", G_CALLBACK (on_wanted), self);
  GtkWidget *parts[] = { what, self->wanted, self->copy, self->save };
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    gtk_box_append (GTK_BOX (row), parts[i]);
  GtkWidget *rows[] = { self->status,           self->bar, row, self->sizes,
                        new_script_view (self), self->note };
  for (gsize i = 0; i < G_N_ELEMENTS (rows); i++)
    gtk_box_append (GTK_BOX (box), rows[i]);
  gtk_widget_set_margin_top (box, 16);
  gtk_widget_set_margin_bottom (box, 16);
  gtk_widget_set_margin_start (box, 16);
  gtk_widget_set_margin_end (box, 16);
  gtk_window_set_child (GTK_WINDOW (self->dialog), box);
}

void
vit_cluster_window_show (VitWindow *window)
{
  g_return_if_fail (VIT_IS_WINDOW (window) && window->study);
  Cluster *self = g_object_get_data (G_OBJECT (window), CLUSTER);
  if (self)
    {
      gtk_window_present (GTK_WINDOW (self->dialog));
      return;
    }
  self = g_new0 (Cluster, 1);
  g_set_weak_pointer (&self->window, window);
  self->study = g_object_ref (window->study);
  self->dialog = gtk_window_new ();
  gtk_window_set_title (GTK_WINDOW (self->dialog), "Cluster");
  gtk_window_set_transient_for (GTK_WINDOW (self->dialog), GTK_WINDOW (window));
  gtk_window_set_destroy_with_parent (GTK_WINDOW (self->dialog), TRUE);
  gtk_window_set_default_size (GTK_WINDOW (self->dialog), 620, 520);
  gtk_window_set_titlebar (GTK_WINDOW (self->dialog), gtk_header_bar_new ());
  vit_close_with_escape (GTK_WINDOW (self->dialog));
  vit_help_topic_set_dialog (GTK_WINDOW (self->dialog), "recipe-cluster");
  fill (self);
  g_signal_connect (self->dialog, "destroy", G_CALLBACK (on_destroy), self);
  g_object_set_data (G_OBJECT (window), CLUSTER, self);
  self->timer = g_timeout_add_seconds (LOOK, refresh, self);
  refresh (self);
  gtk_window_set_focus (GTK_WINDOW (self->dialog), self->wanted);
  gtk_window_present (GTK_WINDOW (self->dialog));
}
