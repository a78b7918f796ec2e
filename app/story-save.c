/* Saving a story to its folder, and packing it to one file. */

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "app/dialogs.h"
#include "app/samples.h"
#include "app/story-desk-private.h"
#include "app/twin.h"
#include "ui/story/story-text.h"

/* ---- Into a folder ---- */

/* A story that was never saved has a folder that is not there. */
static bool
has_folder (const VitStory *story)
{
  return !story->is_pack && g_file_test (story->folder, G_FILE_TEST_IS_DIR) &&
         g_access (story->folder, W_OK) == 0 && !vit_samples_is_bundled (story->folder);
}

/* Copy the pictures of @text, or of the scene's own, that are below the old folder. */
static bool
copy_pictures_of (const VitStory *story,
                  const VitStoryScene *scene,
                  const char *text,
                  const char *folder,
                  GError **error)
{
  g_autoptr (GPtrArray) blocks = vit_story_text_parse (scene, text, false);
  for (guint k = 0; k < blocks->len; k++)
    {
      const VitBlock *block = blocks->pdata[k];
      g_autofree char *from =
          block->picture ? vit_story_text_dup_picture_path (story, block->picture, NULL) : NULL;
      if (!from)
        continue;
      g_autofree char *to = g_build_filename (folder, block->picture, NULL),
                      *parent = g_path_get_dirname (to);
      g_autoptr (GFile) source = g_file_new_for_path (from), target = g_file_new_for_path (to);
      if (g_mkdir_with_parents (parent, 0755) != 0 ||
          !g_file_copy (source, target, G_FILE_COPY_OVERWRITE, NULL, NULL, NULL, error))
        return false;
    }
  return true;
}

/* Those of explanations as well. */
static bool
copy_pictures (const VitStory *story, const char *folder, GError **error)
{
  for (guint i = 0; i < story->scenes->len; i++)
    {
      const VitStoryScene *scene = story->scenes->pdata[i];
      const char *explanation = scene->question ? scene->question->explanation : NULL;
      if (!copy_pictures_of (story, scene, NULL, folder, error) ||
          (explanation && !copy_pictures_of (story, scene, explanation, folder, error)))
        return false;
    }
  return true;
}

/* The study of a story is named where it can be found again: with the program, or in the folder. */
static void
name_study (VitStory *story, VitStudy *study, const char *folder)
{
  const char *path = vit_study_get_path (study);
  if (story->study && g_str_has_prefix (story->study, "bundled:"))
    return;
  g_clear_pointer (&story->study, g_free);
  g_autoptr (GFile) base = g_file_new_for_path (folder),
                    file = path ? g_file_new_for_path (path) : NULL;
  if (vit_story_desk_is_demo (study))
    story->study = g_strdup ("bundled:demo.vitrine");
  else if (file)
    story->study = g_file_get_relative_path (base, file);
}

static bool
save_to (VitStoryDesk *self, const char *folder, GError **error)
{
  VitStory *story = vit_story_player_get_story (self->player);
  bool moves = strcmp (story->folder, folder) != 0;
  if (moves && !copy_pictures (story, folder, error))
    return false;
  if (moves && g_mkdir_with_parents (folder, 0755) != 0)
    {
      g_set_error (error, G_FILE_ERROR, g_file_error_from_errno (errno), "%s: %s", folder,
                   g_strerror (errno));
      return false;
    }
  if (moves || !story->study)
    name_study (story, self->window->study, folder);
  g_autofree char *old = story->folder;
  story->folder = g_strdup (folder);
  bool saved = vit_story_save (story, error);
  if (!saved)
    {
      g_free (story->folder);
      story->folder = g_steal_pointer (&old);
      return false;
    }
  /* What a pack was unpacked to goes when the program ends. */
  story->is_pack = false;
  g_free (story->path);
  story->path = g_build_filename (folder, "story.json", NULL);
  vit_window_remember (self->window, story->path);
  return true;
}

void
vit_story_desk_save_to (VitStoryDesk *self, const char *folder, void (*then) (VitWindow *))
{
  g_autoptr (GError) error = NULL;
  if (!save_to (self, folder, &error))
    {
      vit_problem_bar_show_error (self->window->problems, error->message);
      return;
    }
  const VitStory *story = vit_story_player_get_story (self->player);
  vit_story_player_mark_edited (self->player, false);
  if (then)
    then (self->window);
  else if (story->study)
    vit_window_show_written (self->window, story->path, NULL);
  else
    vit_window_show_note (self->window, "The story is saved. Its study lies outside of its folder: "
                                        "open that first, or pack the story.");
}

static void
on_folder_chosen (GListModel *files, gpointer data)
{
  VitStoryDesk *self = VIT_WINDOW (data)->story_desk;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *folder = file ? g_file_get_path (file) : NULL;
  if (folder && self->player)
    vit_story_desk_save_to (self, folder, self->then);
}

void
vit_story_desk_save (VitStoryDesk *self, bool choose_folder, void (*then) (VitWindow *window))
{
  g_return_if_fail (self && self->player);
  static const VitFileKind kinds[] = { { "Stories", { "*" } } };
  VitStory *story = vit_story_player_get_story (self->player);
  if (!choose_folder && has_folder (story))
    {
      g_autofree char *folder = g_strdup (story->folder);
      vit_story_desk_save_to (self, folder, then);
      return;
    }
  self->then = then;
  vit_choose_files (GTK_WINDOW (self->window), "Save the Story to a Folder",
                    GTK_FILE_CHOOSER_ACTION_SAVE, FALSE, kinds, G_N_ELEMENTS (kinds), "story",
                    on_folder_chosen, self->window);
}

/* ---- One file, by the headless program: it takes the cost of the scenes twice ---- */

typedef struct
{
  VitWindow *window;
  GSubprocess *process;
  char *path;
} Packing;

/* (transfer full): what was said but for how far it is, as in "Taking frames 50 %". */
static char *
dup_findings (const char *said)
{
  g_auto (GStrv) lines = g_strsplit (said ? said : "", "\n", -1);
  g_autoptr (GString) kept = g_string_new (NULL);
  for (char **line = lines; *line; line++)
    if (**line && !(g_str_has_suffix (*line, " %") && !strchr (*line, ':')))
      g_string_append_printf (kept, "%s%s", kept->len > 0 ? "\n" : "", *line);
  return g_string_free (g_steal_pointer (&kept), FALSE);
}

static void
on_packed (GObject *object, GAsyncResult *result, gpointer data)
{
  Packing *packing = data;
  g_autofree char *said = NULL;
  g_autoptr (GError) error = NULL;
  bool ok = g_subprocess_communicate_utf8_finish (packing->process, result, NULL, &said, &error) &&
            g_subprocess_get_successful (packing->process);
  g_autofree char *found = dup_findings (said);
  if (ok)
    vit_window_show_written (packing->window, packing->path, NULL);
  /* What differs in a pack that was made is said, too. */
  if ((!ok || *found) && !g_subprocess_get_if_signaled (packing->process))
    vit_problem_bar_show_error (packing->window->problems, error    ? error->message
                                                           : *found ? found
                                                                    : "Packing failed");
  g_object_unref (packing->window);
  g_object_unref (packing->process);
  g_free (packing->path);
  g_free (packing);
}

static void
cancel_packing (void *process)
{
  g_subprocess_send_signal (process, 15);
}

void
vit_story_desk_pack_to (VitStoryDesk *self, const char *chosen)
{
  g_return_if_fail (self && self->player && chosen);
  g_autofree char *twin = vit_find_twin ();
  const VitStory *story = vit_story_player_get_story (self->player);
  g_autofree char *path = g_str_has_suffix (chosen, ".vitstory")
                              ? g_strdup (chosen)
                              : g_strconcat (chosen, ".vitstory", NULL);
  g_autoptr (GError) error = NULL;
  const char *study = story->study ? NULL : vit_study_get_path (self->window->study);
  GSubprocess *process =
      twin ? g_subprocess_new (G_SUBPROCESS_FLAGS_STDERR_PIPE | G_SUBPROCESS_FLAGS_STDOUT_SILENCE,
                               &error, twin, "story", "pack", story->folder, "-o", path,
                               study ? "--study" : NULL, study, NULL)
           : NULL;
  if (!process)
    {
      vit_problem_bar_show_error (self->window->problems,
                                  error ? error->message : "vitrine-cli is not installed");
      return;
    }
  Packing *packing = g_new0 (Packing, 1);
  *packing = (Packing){ g_object_ref (self->window), process, g_strdup (path) };
  g_subprocess_communicate_utf8_async (process, NULL, NULL, on_packed, packing);
  vit_toast_show (self->window->toast, "Packing: all scenes are computed twice", "Cancel",
                  cancel_packing, g_object_ref (process), g_object_unref);
}

static void
on_pack_chosen (GListModel *files, gpointer data)
{
  VitStoryDesk *self = VIT_WINDOW (data)->story_desk;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *chosen = file ? g_file_get_path (file) : NULL;
  if (chosen && self->player)
    vit_story_desk_pack_to (self, chosen);
}

static void
choose_pack (VitWindow *window)
{
  static const VitFileKind kinds[] = { { "Packed stories", { "*.vitstory" } } };
  vit_choose_files (GTK_WINDOW (window), "Pack the Story", GTK_FILE_CHOOSER_ACTION_SAVE, FALSE,
                    kinds, G_N_ELEMENTS (kinds), "story.vitstory", on_pack_chosen, window);
}

/* What is packed is what is on disk. */
void
vit_story_desk_pack (VitStoryDesk *self)
{
  g_return_if_fail (self && self->player);
  if (vit_story_desk_has_changes (self))
    vit_story_desk_save (self, false, choose_pack);
  else
    choose_pack (self->window);
}
