/* Saving the study of a window, and the question before it closes. */

#include "app/dialogs.h"
#include "app/imd-dialog.h"
#include "app/window-private.h"
#include "core/study/study-pack.h"

static const VitFileKind study_kinds[] = {
  { "Vitrine studies", { "*.vitrine" } },
};
static const VitFileKind pack_kinds[] = {
  { "Packed studies", { "*" VIT_STUDY_PACK_SUFFIX } },
};

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

/* What the study is saved as: one of a pack has its runs there. */
static const char *
get_ending (VitWindow *self)
{
  return vit_study_get_pack (self->study) ? VIT_STUDY_PACK_SUFFIX : ".vitrine";
}

/* PackSaving is a pack that is being written; the study keeps its folder. */
typedef struct
{
  VitWindow *window;
  VitStudy *study;
  char *folder, *path;
  void (*then) (VitWindow *window);
} PackSaving;

static void
pack_saving_free (PackSaving *saving)
{
  g_object_unref (saving->window);
  g_object_unref (saving->study);
  g_free (saving->folder);
  g_free (saving->path);
  g_free (saving);
}

static void *
write_pack (void *data, VitProgress *progress, GError **error)
{
  PackSaving *saving = data;
  vit_study_write_pack (saving->folder, saving->path, NULL, error);
  return NULL;
}

static void
on_pack_written (VitJob *job, void *data)
{
  PackSaving *saving = data;
  g_autoptr (GError) error = NULL;
  VitWindow *window = saving->window;
  vit_job_take_result (job, &error);
  g_clear_object (&window->packing);
  if (error)
    vit_problem_bar_show_error (window->problems, error->message);
  else
    {
      vit_study_note_packed (saving->study, saving->path);
      if (saving->then && window->study == saving->study)
        saving->then (window);
    }
  pack_saving_free (saving);
}

/* A pack may be large: it is written by a job. */
static void
save_pack (VitWindow *self, const char *path, void (*then) (VitWindow *))
{
  g_autoptr (GError) error = NULL;
  if (self->packing)
    return;
  if (!vit_study_prepare_pack (self->study, path, &error))
    {
      vit_problem_bar_show_error (self->problems, error->message);
      return;
    }
  PackSaving *saving = g_new (PackSaving, 1);
  *saving = (PackSaving){ g_object_ref (self), g_object_ref (self->study),
                          g_strdup (vit_study_get_pack (self->study)), g_strdup (path), then };
  self->packing = vit_job_start (VIT_JOB_LASTING, "Saving the pack", write_pack, saving, NULL, NULL,
                                 on_pack_written, saving);
}

static void
save_to (VitWindow *self, const char *path, void (*then) (VitWindow *))
{
  g_autoptr (GError) error = NULL;
  if (vit_study_get_pack (self->study))
    save_pack (self, path, then);
  else if (!vit_study_save (self->study, path, &error))
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
  const char *ending = get_ending (saving->window);
  if (chosen && !g_str_has_suffix (chosen, ending))
    {
      saving->path = g_strconcat (chosen, ending, NULL);
      /* Ask again: the file dialog knew the name without the ending. */
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

static void
save_study (VitWindow *self, gboolean choose_name, void (*then) (VitWindow *))
{
  const char *path = vit_study_get_path (self->study);
  static const char *const buttons[] = { "Cancel", "Replace", NULL };
  bool changed = path && !choose_name && vit_study_has_changed_on_disk (self->study);
  if (path && !choose_name && !changed)
    {
      save_to (self, path, then);
      return;
    }
  Saving *saving = g_new0 (Saving, 1);
  saving->window = self;
  saving->then = then;
  if (changed)
    {
      g_autofree char *text = g_strdup_printf (
          "%s has been changed by another program. Replacing it loses those changes.", path);
      saving->path = g_strdup (path);
      vit_ask (GTK_WINDOW (self), "Replace the Changed File?", text, buttons, 1,
               on_replace_answered, saving);
      return;
    }
  vit_choose_files (GTK_WINDOW (self), "Save the Study", GTK_FILE_CHOOSER_ACTION_SAVE, FALSE,
                    vit_study_get_pack (self->study) ? pack_kinds : study_kinds, 1,
                    path ? path : "study.vitrine", on_name_chosen, saving);
}

/* What waits for an answer about runs that are not kept. */
typedef struct
{
  VitWindow *window;
  gboolean choose_name;
  void (*then) (VitWindow *window);
} PassingSave;

static void
on_passing_answered (int index, gpointer data)
{
  g_autofree PassingSave *save = data;
  if (index == 1)
    save_study (save->window, save->choose_name, save->then);
}

void
vit_window_save (VitWindow *self, gboolean choose_name, void (*then) (VitWindow *))
{
  static const char *const buttons[] = { "Cancel", "Save", NULL };
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    {
      VitRun *run = vit_study_get_run (self->study, i);
      if (!vit_imd_dialog_passes (self, run))
        continue;
      g_autofree char *text = g_strdup_printf (
          "What came from the simulation as “%s” is not recorded: its file goes with this window, "
          "and the study will name a file that is not there. Record it under a name in Listen to a "
          "Simulation, or remove the run first.",
          vit_run_get_name (run));
      PassingSave *save = g_new (PassingSave, 1);
      *save = (PassingSave){ self, choose_name, then };
      vit_ask (GTK_WINDOW (self), "Save a Run That Goes?", text, buttons, -1, on_passing_answered,
               save);
      return;
    }
  save_study (self, choose_name, then);
}

/* ---- Closing ---- */

static void
close_now (VitWindow *self)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_story_answered (int index, gpointer data)
{
  VitWindow *self = data;
  if (index == 1)
    close_now (self);
  else if (index == 2)
    vit_story_desk_save (self->story_desk, false, close_now);
}

static void
on_close_answered (int index, gpointer data)
{
  VitWindow *self = data;
  if (index == 1)
    close_now (self);
  else if (index == 2)
    vit_window_save (self, FALSE, close_now);
}

gboolean
vit_window_ask_before_close (VitWindow *self)
{
  static const char *const buttons[] = { "Cancel", "Discard", "Save", NULL };

  if (!self->closing && vit_story_desk_has_changes (self->story_desk))
    {
      vit_ask (GTK_WINDOW (self), "Save the Story?", "The story has changes that are not saved.",
               buttons, 1, on_story_answered, self);
      return TRUE;
    }
  if (!self->closing && vit_window_has_changes (self))
    {
      vit_ask (
          GTK_WINDOW (self), "Save the Study?",
          "The study has changes that are not saved: its runs, their conditions and the views. "
          "Computed temperatures are kept in the cache either way.",
          buttons, 1, on_close_answered, self);
      return TRUE;
    }
  return FALSE;
}
