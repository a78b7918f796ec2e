/* Saving the study of a window, and the question before it closes. */

#include "app/dialogs.h"
#include "app/window-private.h"

static const VitFileKind study_kinds[] = {
  { "Vitrine studies", { "*.vitrine" } },
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

void
vit_window_save (VitWindow *self, gboolean choose_name, void (*then) (VitWindow *))
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
                    study_kinds, G_N_ELEMENTS (study_kinds), path ? path : "study.vitrine",
                    on_name_chosen, saving);
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
