/* The window's actions: what menus, buttons and shortcuts do. */

#include "app/application.h"
#include "app/dialogs.h"
#include "app/export-dialog.h"
#include "app/train-dialog.h"
#include "app/window-private.h"
#include "config.h"
#include "core/base/job.h"
#include "core/io/formats.h"

static const VitFileKind study_kinds[] = {
  { "Vitrine studies", { "*.vitrine" } },
};

static void
on_files_chosen (GListModel *list, gpointer data)
{
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < g_list_model_get_n_items (list); i++)
    g_ptr_array_add (files, g_list_model_get_item (list, i));
  vit_window_open_files (data, (GFile **) files->pdata, files->len);
}

/* A line of the filter for every kind of files that is read. */
static void
choose_runs (GtkWidget *widget, const char *title)
{
  size_t n;
  const VitFileFormat *formats = vit_formats_get (&n);
  g_autoptr (GPtrArray) owned = g_ptr_array_new_with_free_func ((GDestroyNotify) g_strfreev);
  g_autoptr (GArray) kinds = g_array_new (FALSE, TRUE, sizeof (VitFileKind));
  VitFileKind everything = { "Everything that Vitrine reads", { "*" } };
  g_array_append_val (kinds, everything);
  g_array_append_val (kinds, study_kinds[0]);
  for (size_t i = 0; i < n; i++)
    {
      bool known = !formats[i].reader;
      for (guint k = 0; k < kinds->len && !known; k++)
        known = strcmp (g_array_index (kinds, VitFileKind, k).name, formats[i].kind) == 0;
      if (known)
        continue;
      VitFileKind kind = { .name = formats[i].kind };
      char **patterns = vit_formats_get_patterns (kind.name);
      g_ptr_array_add (owned, patterns);
      for (gsize k = 0; k < G_N_ELEMENTS (kind.patterns) && patterns[k]; k++)
        kind.patterns[k] = patterns[k];
      g_array_append_val (kinds, kind);
    }
  vit_choose_files (GTK_WINDOW (widget), title, GTK_FILE_CHOOSER_ACTION_OPEN, TRUE,
                    (const VitFileKind *) (void *) kinds->data, kinds->len, NULL, on_files_chosen,
                    widget);
}

static void
act_open (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_runs (widget, "Open");
}

static void
act_add_run (GtkWidget *widget, const char *name, GVariant *parameter)
{
  choose_runs (widget, "Add a Run");
}

static void
act_open_demo (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitWindow *self = VIT_WINDOW (widget);
  g_autofree char *demo = vit_application_find_demo ();
  if (demo)
    vit_window_open_study_or_anew (self, demo);
}

/* ---- Saving ---- */

typedef struct
{
  VitWindow *window;
  void (*then) (VitWindow *window);
  char *path;
} Saving;

static void
saving_free (Saving *saving)
{
  g_free (saving->path);
  g_free (saving);
}

static void
save_to (VitWindow *self, const char *path, void (*then) (VitWindow *))
{
  g_autoptr (GError) error = NULL;
  if (!vit_study_save (self->study, path, &error))
    vit_problem_bar_show_error (self->problems, error->message);
  else if (then)
    then (self);
}

static void
on_replace_answered (int index, gpointer data)
{
  Saving *saving = data;
  if (index == 1)
    save_to (saving->window, saving->path, saving->then);
  saving_free (saving);
}

static void
on_name_chosen (GListModel *list, gpointer data)
{
  static const char *const buttons[] = { "Cancel", "Replace", NULL };
  Saving *saving = data;
  g_autoptr (GFile) file = g_list_model_get_item (list, 0);
  g_autofree char *chosen = file ? g_file_get_path (file) : NULL;
  if (chosen && !g_str_has_suffix (chosen, ".vitrine"))
    {
      saving->path = g_strconcat (chosen, ".vitrine", NULL);
      /* The file dialog asked about another name. */
      if (g_file_test (saving->path, G_FILE_TEST_EXISTS))
        {
          g_autofree char *text = g_strdup_printf ("%s exists already.", saving->path);
          vit_ask (GTK_WINDOW (saving->window), "Replace the File?", text, buttons, 1,
                   on_replace_answered, saving);
          return;
        }
      save_to (saving->window, saving->path, saving->then);
    }
  else if (chosen)
    save_to (saving->window, chosen, saving->then);
  saving_free (saving);
}

void
vit_window_save (VitWindow *self, gboolean choose_name, void (*then) (VitWindow *))
{
  const char *path = vit_study_get_path (self->study);
  if (path && !choose_name)
    {
      save_to (self, path, then);
      return;
    }
  Saving *saving = g_new0 (Saving, 1);
  saving->window = self;
  saving->then = then;
  vit_choose_files (GTK_WINDOW (self), "Save the Study", GTK_FILE_CHOOSER_ACTION_SAVE, FALSE,
                    study_kinds, G_N_ELEMENTS (study_kinds), path ? path : "study.vitrine",
                    on_name_chosen, saving);
}

static void
act_save (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_window_save (VIT_WINDOW (widget), FALSE, NULL);
}

static void
act_save_as (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_window_save (VIT_WINDOW (widget), TRUE, NULL);
}

static void
act_reload (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitWindow *self = VIT_WINDOW (widget);
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    vit_run_reload (vit_study_get_run (self->study, i));
}

static void
act_close (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_window_close (GTK_WINDOW (widget));
}

/* ---- Time and slice ---- */

static void
act_play (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitSession *session = VIT_WINDOW (widget)->session;
  vit_session_set_playing (session, !vit_session_get_playing (session));
}

static void
act_step_back (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_session_step (VIT_WINDOW (widget)->session, -1);
}

static void
act_step_forward (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_session_step (VIT_WINDOW (widget)->session, 1);
}

static void
act_first (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitSession *session = VIT_WINDOW (widget)->session;
  double start, end;
  vit_session_get_extent (session, &start, &end);
  vit_session_set_time (session, start);
}

static void
act_last (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitSession *session = VIT_WINDOW (widget)->session;
  double start, end;
  vit_session_get_extent (session, &start, &end);
  vit_session_set_time (session, end);
}

static void
move_slice (VitWindow *self, double by)
{
  VitSlice slice = *vit_session_get_slice (self->session);
  slice.position += by;
  slice.position -= slice.position < 0 ? -1 : slice.position > 1 ? 1 : 0;
  vit_session_set_slice (self->session, &slice);
}

static void
act_slice_down (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_slice (VIT_WINDOW (widget), -0.02);
}

static void
act_slice_up (GtkWidget *widget, const char *name, GVariant *parameter)
{
  move_slice (VIT_WINDOW (widget), 0.02);
}

static void
act_whole_box (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitSession *session = VIT_WINDOW (widget)->session;
  VitSlice slice = *vit_session_get_slice (session);
  slice.whole = !slice.whole;
  vit_session_set_slice (session, &slice);
}

/* ---- What is seen ---- */

static void
toggle (GtkRevealer *revealer)
{
  gtk_revealer_set_reveal_child (revealer, !gtk_revealer_get_reveal_child (revealer));
}

static void
act_toggle_runs (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle (VIT_WINDOW (widget)->study_revealer);
}

static void
act_toggle_inspector (GtkWidget *widget, const char *name, GVariant *parameter)
{
  toggle (VIT_WINDOW (widget)->inspector_revealer);
}

static void
act_fullscreen (GtkWidget *widget, const char *name, GVariant *parameter)
{
  GtkWindow *window = GTK_WINDOW (widget);
  if (gtk_window_is_fullscreen (window))
    gtk_window_unfullscreen (window);
  else
    gtk_window_fullscreen (window);
}

static void
act_problems (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_problem_bar_open_list (VIT_WINDOW (widget)->problems);
}

static void
act_restore_views (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_page_restore (vit_window_get_page (VIT_WINDOW (widget)));
}

static void
act_train_model (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitWindow *self = VIT_WINDOW (widget);
  if (self->study)
    vit_train_dialog_show (GTK_WINDOW (self), self->study, vit_session_get_deriver (self->session));
}

static void
act_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gsize n, i = (gsize) g_variant_get_int32 (parameter) - 1;
  const VitPageSpec *specs = vit_page_list (&n);
  if (i < n)
    gtk_stack_set_visible_child_name (VIT_WINDOW (widget)->pages, specs[i].name);
}

static void
act_export_page (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_page_export (vit_window_get_page (VIT_WINDOW (widget)));
}

static void
act_export_movie (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_page_export_movie (vit_window_get_page (VIT_WINDOW (widget)));
}

static void
act_filmstrip (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitExportSource source = { .session = VIT_WINDOW (widget)->session,
                             .names = { "filmstrip" },
                             .n = 1 };
  vit_export_figure (GTK_WINDOW (widget), &source, false);
}

static void
act_copy (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vit_page_copy (vit_window_get_page (VIT_WINDOW (widget)));
}

static void *
clear_cache (void *cache, VitProgress *progress, GError **error)
{
  vit_cache_clear (cache, error);
  return NULL;
}

static void
on_cache_cleared (VitJob *job, void *data)
{
  g_autoptr (VitWindow) self = data;
  g_autoptr (GError) error = NULL;
  vit_job_take_result (job, &error);
  if (error && self->problems)
    vit_problem_bar_show_error (self->problems, error->message);
}

/* Not here: a gigabyte of files takes a third of a second to remove. */
static void
act_clear_cache (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VitWindow *self = VIT_WINDOW (widget);
  if (!self->cache)
    return;
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_MOMENT, "Clearing the cache", clear_cache, vit_cache_ref (self->cache),
                     (GDestroyNotify) vit_cache_unref, NULL, on_cache_cleared, g_object_ref (self));
}

static void
act_about (GtkWidget *widget, const char *name, GVariant *parameter)
{
  gtk_show_about_dialog (GTK_WINDOW (widget), "program-name", "Vitrine", "version", VIT_VERSION,
                         "logo-icon-name", "org.vitrine.Vitrine", "license-type",
                         GTK_LICENSE_MIT_X11, "comments", "Which atoms of a metallic glass flow",
                         NULL);
}

/* ---- Table ---- */

typedef struct
{
  const char *name;
  GtkWidgetActionActivateFunc activate;
  gboolean needs_study;
} Action;

static const Action actions[] = {
  { "win.open", act_open, FALSE },
  { "win.open-demo", act_open_demo, FALSE },
  { "win.add-run", act_add_run, FALSE },
  { "win.save", act_save, TRUE },
  { "win.save-as", act_save_as, TRUE },
  { "win.reload", act_reload, TRUE },
  { "win.close", act_close, FALSE },
  { "win.play", act_play, TRUE },
  { "win.step-back", act_step_back, TRUE },
  { "win.step-forward", act_step_forward, TRUE },
  { "win.first", act_first, TRUE },
  { "win.last", act_last, TRUE },
  { "win.slice-down", act_slice_down, TRUE },
  { "win.slice-up", act_slice_up, TRUE },
  { "win.whole-box", act_whole_box, TRUE },
  { "win.toggle-runs", act_toggle_runs, TRUE },
  { "win.toggle-inspector", act_toggle_inspector, TRUE },
  { "win.fullscreen", act_fullscreen, FALSE },
  { "win.problems", act_problems, TRUE },
  { "win.restore-views", act_restore_views, TRUE },
  { "win.train-model", act_train_model, TRUE },
  { "win.export-page", act_export_page, TRUE },
  { "win.export-movie", act_export_movie, TRUE },
  { "win.export-filmstrip", act_filmstrip, TRUE },
  { "win.copy", act_copy, TRUE },
  { "win.clear-cache", act_clear_cache, FALSE },
  { "win.about", act_about, FALSE },
};

void
vit_window_install_actions (VitWindowClass *klass)
{
  gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), "win.page", "i", act_page);
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    gtk_widget_class_install_action (GTK_WIDGET_CLASS (klass), actions[i].name, NULL,
                                     actions[i].activate);
}

void
vit_window_update_actions (VitWindow *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (actions); i++)
    if (actions[i].needs_study)
      gtk_widget_action_set_enabled (GTK_WIDGET (self), actions[i].name, self->session != NULL);
}
