/* Opening in a window: studies, runs, models, the recent list, and files that are dropped on it. */

#include "app/dialogs.h"
#include "app/samples.h"
#include "app/window-private.h"
#include "core/base/error.h"
#include "core/io/file-names.h"
#include "core/store/scratch.h"
#include "core/store/shared-files.h"
#include "core/study/study-pack.h"

/* Rows of the recent list. */
#define MAX_RECENT 6

/* Group of files that were opened here: the desktop's recent list has exported ones, too. */
#define RECENT_GROUP "Vitrine runs and studies"

static void
remember (const char *path)
{
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *type = g_content_type_guess (uri, NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);
  char *groups[] = { (char *) RECENT_GROUP, NULL };
  GtkRecentData data = { .mime_type = mime ? mime : (char *) "application/octet-stream",
                         .app_name = (char *) g_get_application_name (),
                         .app_exec = (char *) "vitrine %f",
                         .groups = groups };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

void
vit_window_remember (VitWindow *self, const char *path)
{
  g_autofree char *folder = g_path_get_dirname (path);
  if (!vit_samples_is_bundled (path) && !vit_samples_is_bundled (folder))
    remember (path);
}

/* ---- Packs ---- */

static void *
unpack (void *path, VitProgress *progress, GError **error)
{
  return vit_study_unpack (path, error);
}

static void
drop_unpacked (void *folder)
{
  vit_scratch_folder_remove (folder);
  g_free (folder);
}

static VitWindow *show_study_or_anew (VitWindow *self, VitStudy *study);

static void
on_unpacked (VitJob *job, void *data)
{
  VitWindow *self = data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_strdup (g_object_get_data (G_OBJECT (job), "path"));
  char *folder = vit_job_take_result (job, &error);
  g_clear_object (&self->unpacking);
  g_autoptr (VitStudy) study = folder ? vit_study_load_unpacked (path, folder, &error) : NULL;
  if (!study)
    {
      vit_problem_bar_show_error (self->problems, error->message);
      return;
    }
  remember (path);
  show_study_or_anew (self, study);
}

/* A pack may be large: it is unpacked by a job. */
static void
open_pack (VitWindow *self, const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  g_autofree char *words = g_strdup_printf ("Unpacking %s …", base);
  vit_window_cancel_unpacking (self);
  self->unpacking = vit_job_start (VIT_JOB_LASTING, "Unpacking a study", unpack, g_strdup (path),
                                   g_free, drop_unpacked, on_unpacked, self);
  g_object_set_data_full (G_OBJECT (self->unpacking), "path", g_strdup (path), g_free);
  vit_toast_show (self->toast, words, NULL, NULL, NULL, NULL);
}

void
vit_window_cancel_unpacking (VitWindow *self)
{
  if (self->unpacking)
    vit_job_cancel (self->unpacking);
  g_clear_object (&self->unpacking);
}

/* ---- Studies ---- */

/* Returns: (transfer full) (nullable): the study; where it cannot be loaded, the window says why.
 */
static VitStudy *
load_study (VitWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  VitStudy *study = vit_study_load (path, &error);
  if (!study)
    {
      vit_problem_bar_show_error (self->problems, error->message);
      return NULL;
    }
  /* The one that comes with the program is nobody's to overwrite. */
  g_autofree char *demo = vit_samples_find_demo ();
  if (demo && strcmp (vit_study_get_path (study), demo) == 0)
    vit_study_forget_path (study);
  else
    remember (path);
  return study;
}

void
vit_window_open_study (VitWindow *self, const char *path)
{
  g_autoptr (VitStudy) study = load_study (self, path);
  if (study)
    vit_window_set_study (self, study);
}

/* ---- Runs: in the study while they are being opened, and kept if that succeeds ---- */

/* A run that is being opened. It is freed with its last reference; the window may go before. */
typedef struct
{
  VitWindow *window; /* weak */
  VitStudy *study;   /* weak */
  VitRun *run;       /* borrowed from the signal; owned by settle() */
  gboolean new_study;
} OpenedRun;

static void
clear_opened (gpointer data)
{
  OpenedRun *opened = data;
  g_clear_weak_pointer (&opened->window);
  g_clear_weak_pointer (&opened->study);
}

static void
release_opened (gpointer data)
{
  g_rc_box_release_full (data, clear_opened);
}

static void
release_closure (gpointer data, GClosure *closure)
{
  release_opened (data);
}

static void
withdraw (OpenedRun *opened)
{
  const GError *error = vit_run_get_error (opened->run);
  g_autofree char *message = error && !g_error_matches (error, VIT_ERROR, VIT_ERROR_CANCELLED)
                                 ? g_strdup (error->message)
                                 : NULL;
  vit_study_withdraw_run (opened->study, opened->run);
  if (opened->new_study && vit_study_get_n_runs (opened->study) == 0)
    vit_window_set_study (opened->window, NULL);
  if (message)
    vit_problem_bar_show_error (opened->window->problems, message);
}

static gboolean
settle (gpointer data)
{
  OpenedRun *opened = data;
  g_autoptr (VitRun) run = opened->run;
  if (!opened->window || !opened->study || opened->window->study != opened->study)
    return G_SOURCE_REMOVE;
  if (vit_run_get_state (run) == VIT_RUN_FAILED)
    {
      withdraw (opened);
      return G_SOURCE_REMOVE;
    }
  vit_study_keep_run (opened->study, run);
  for (const char *const *path = vit_run_get_paths (run); *path; path++)
    remember (*path);
  return G_SOURCE_REMOVE;
}

/* Settle when those who opened the run have finished with it. */
static void
on_opened (VitRun *run, GParamSpec *pspec, OpenedRun *opened)
{
  VitRunState state = vit_run_get_state (run);
  if (state == VIT_RUN_CLOSED || state == VIT_RUN_OPENING)
    return;
  opened->run = g_object_ref (run);
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, settle, g_rc_box_acquire (opened), release_opened);
  g_signal_handlers_disconnect_by_func (run, on_opened, opened);
}

static void
add_run (VitWindow *self, const char *const *paths, gboolean new_study)
{
  g_autoptr (VitRun) run = vit_run_new (paths);
  OpenedRun *opened = g_rc_box_new0 (OpenedRun);
  g_set_weak_pointer (&opened->window, self);
  g_set_weak_pointer (&opened->study, self->study);
  opened->new_study = new_study;
  g_signal_connect_data (run, "notify::state", G_CALLBACK (on_opened), opened, release_closure, 0);
  vit_study_try_run (self->study, run);
}

void
vit_window_add_trajectories (VitWindow *self, const char *const *paths, gboolean as_one_run)
{
  gboolean new_study = !self->study;
  if (new_study)
    {
      g_autoptr (VitStudy) study = vit_study_new ();
      vit_window_set_study (self, study);
    }
  if (as_one_run)
    {
      add_run (self, paths, new_study);
      return;
    }
  for (gsize i = 0; paths[i]; i++)
    {
      const char *const one[] = { paths[i], NULL };
      add_run (self, one, new_study);
    }
}

typedef struct
{
  VitWindow *window;
  char **paths;
} Pending;

static void
on_several_answered (int index, gpointer data)
{
  Pending *pending = data;
  if (index >= 1)
    vit_window_add_trajectories (pending->window, (const char *const *) pending->paths, index == 1);
  g_object_unref (pending->window);
  g_strfreev (pending->paths);
  g_free (pending);
}

static void
ask_one_or_several (VitWindow *self, char **paths)
{
  static const char *const buttons[] = { "Cancel", "One Run", "Separate Runs", NULL };
  Pending *pending = g_new0 (Pending, 1);
  pending->window = g_object_ref (self);
  pending->paths = g_strdupv (paths);
  /* A file dialog gives them in the order in which it showed them. */
  vit_sort_file_names (pending->paths);
  guint n = g_strv_length (pending->paths);
  g_autofree char *first = g_path_get_basename (pending->paths[0]);
  g_autofree char *last = g_path_get_basename (pending->paths[n - 1]);
  g_autofree char *text = g_strdup_printf (
      "%u files, from %s to %s. Are they parts of one run, one after the other in the order of the "
      "numbers in their names, or runs of their own?",
      n, first, last);
  vit_ask (GTK_WINDOW (self), "Several Files", text, buttons, -1, on_several_answered, pending);
}

/* (transfer none) (nullable): another window with the study of that file: two that change it would
 * each lose what the other saves. */
static VitWindow *
find_other_window (VitWindow *self, const char *path)
{
  g_autofree char *wanted = g_canonicalize_filename (path, NULL);
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  for (GList *at = application ? gtk_application_get_windows (application) : NULL; at;
       at = at->next)
    {
      VitWindow *window = VIT_IS_WINDOW (at->data) ? at->data : NULL;
      const char *own = window && window->study ? vit_study_get_path (window->study) : NULL;
      g_autofree char *absolute = own ? g_canonicalize_filename (own, NULL) : NULL;
      if (window != self && g_strcmp0 (absolute, wanted) == 0)
        return window;
    }
  return NULL;
}

VitWindow *
vit_window_open_study_or_anew (VitWindow *self, const char *path)
{
  VitWindow *window = find_other_window (self, path);
  if (window)
    {
      gtk_window_present (GTK_WINDOW (window));
      return window;
    }
  if (vit_study_pack_is (path))
    {
      open_pack (self, path);
      return self;
    }
  g_autoptr (VitStudy) study = load_study (self, path);
  return study ? show_study_or_anew (self, study) : self;
}

static VitWindow *
show_study_or_anew (VitWindow *self, VitStudy *study)
{
  VitWindow *window = self;
  if (vit_window_has_changes (self))
    {
      window = vit_window_new (gtk_window_get_application (GTK_WINDOW (self)), self->actions);
      gtk_window_present (GTK_WINDOW (window));
    }
  vit_window_set_study (window, study);
  if (window != self)
    vit_window_tell_of_other (window, self);
  return window;
}

/* ---- Files ---- */

static gboolean
is_log (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  return g_str_has_prefix (base, "log.") || g_str_has_suffix (base, ".log") ||
         strstr (base, ".strain") != NULL;
}

void
vit_window_open_files (VitWindow *self, GFile **files, guint n_files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_trajectories = 0;

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);
      if (!path)
        continue;
      if (vit_story_is_path (path))
        vit_story_desk_open (self->story_desk, path);
      else if (g_str_has_suffix (path, ".vitrine") || vit_study_pack_is (path))
        self = vit_window_open_study_or_anew (self, path);
      else if (g_str_has_suffix (path, VIT_MODEL_SUFFIX) && self->study)
        vit_study_set_model_path (self->study, path);
      else if (is_log (path) && self->study && vit_study_get_n_runs (self->study) == 1)
        g_object_set (vit_study_get_run (self->study, 0), "log", path, NULL);
      else
        {
          g_strv_builder_add (builder, path);
          n_trajectories++;
        }
    }
  g_auto (GStrv) paths = g_strv_builder_end (builder);
  if (n_trajectories > 1)
    ask_one_or_several (self, paths);
  else if (n_trajectories == 1)
    vit_window_add_trajectories (self, (const char *const *) paths, FALSE);
}

/* ---- The model ---- */

static void
on_model_chosen (GListModel *files, gpointer data)
{
  VitWindow *self = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path)
    vit_study_set_model_path (self->study, path);
}

void
vit_window_choose_model (VitWindow *self)
{
  static const VitFileKind kinds[] = {
    { "T_ML models", { "*" VIT_MODEL_SUFFIX } },
    { "All files", { "*" } },
  };
  const char *old = self->study ? vit_study_get_model_path (self->study) : NULL;
  g_autofree char *bundled = old ? NULL : vit_samples_find_model ();
  vit_choose_files (GTK_WINDOW (self), "Choose a T_ML Model", GTK_FILE_CHOOSER_ACTION_OPEN, FALSE,
                    kinds, G_N_ELEMENTS (kinds), old ? old : bundled, on_model_chosen, self);
}

/* ---- Dropping files, the recent list ---- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, VitWindow *self)
{
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  GSList *list = g_value_get_boxed (value);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  for (GSList *l = list; l; l = l->next)
    g_ptr_array_add (files, l->data);
  vit_window_open_files (self, (GFile **) files->pdata, files->len);
  return TRUE;
}

/* What is dragged out of a window is not opened in it. */
static gboolean
on_accept (GtkDropTarget *target, GdkDrop *drop, VitWindow *self)
{
  g_autoptr (GdkContentFormats) offered = gdk_content_formats_union_deserialize_gtypes (
      gdk_content_formats_ref (gdk_drop_get_formats (drop)));
  return !gdk_drop_get_drag (drop) &&
         gdk_content_formats_match (offered, gtk_drop_target_get_formats (target));
}

void
vit_window_accept_drops (VitWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (drop, "accept", G_CALLBACK (on_accept), self);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

void
vit_window_open_recent (GtkListBox *list, GtkListBoxRow *row, VitWindow *self)
{
  const char *uri = g_object_get_data (G_OBJECT (row), "uri");
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  vit_window_open_files (self, &file, 1);
}

static gboolean
is_ours (GtkRecentInfo *info)
{
  return gtk_recent_info_has_application (info, g_get_application_name ()) &&
         gtk_recent_info_has_group (info, RECENT_GROUP) && gtk_recent_info_is_local (info) &&
         gtk_recent_info_exists (info);
}

static GtkWidget *
new_recent_row (GtkRecentInfo *info)
{
  g_autofree char *where = gtk_recent_info_get_uri_display (info);
  g_autofree char *text = g_markup_printf_escaped ("%s\n<small>%s</small>",
                                                   gtk_recent_info_get_display_name (info), where);
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), text);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
  GtkWidget *row = gtk_list_box_row_new ();
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), label);
  g_object_set_data_full (G_OBJECT (row), "uri", g_strdup (gtk_recent_info_get_uri (info)), g_free);
  return row;
}

void
vit_window_fill_recent (VitWindow *self)
{
  GtkListBoxRow *row;
  while ((row = gtk_list_box_get_row_at_index (self->recent, 0)))
    gtk_list_box_remove (self->recent, GTK_WIDGET (row));

  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  int n = 0;
  for (GList *l = items; l && n < MAX_RECENT; l = l->next)
    {
      GtkRecentInfo *info = l->data;
      if (!is_ours (info))
        continue;
      gtk_list_box_append (self->recent, new_recent_row (info));
      n++;
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->recent), n > 0);
}

/* ---- The store of a study ---- */

/* Returns: (nullable): the store of the study, which may still be filling. */
static VitStore *
open_store (VitStudy *study)
{
  g_autofree char *folder = vit_study_dup_store (study);
  VitStore *store = folder && vit_store_is (folder) ? vit_store_open_unread (folder, NULL) : NULL;
  if (store)
    vit_shared_files_add (folder, false);
  return store;
}

VitCache *
vit_window_open_kept (VitWindow *self, VitStudy *study)
{
  g_autoptr (VitStore) store = open_store (study);
  return store || self->cache ? vit_cache_open_around (self->cache, store, false) : NULL;
}

void
vit_window_seek_store (VitWindow *self)
{
  g_return_if_fail (VIT_IS_WINDOW (self) && self->study);
  VitCache *cache = vit_analyses_get_cache (vit_session_get_analyses (self->session));
  VitStore *store = cache && !vit_cache_get_store (cache) ? open_store (self->study) : NULL;
  if (store)
    vit_cache_take_store (cache, store);
}
