/* Making a story: views become scenes, scenes are moved, retaken and deleted, and what was done
 * last can be taken back. */

#include <string.h>

#include "app/samples.h"
#include "app/story-desk-private.h"
#include "core/study/study-look.h"
#include "core/study/study-pack.h"

/* Changes that follow each other closer are one step, ms. */
#define PAUSE 400

static void
take_back (void *data)
{
  vit_story_desk_step (data, true);
}

/* Says what was done, and offers to take it back. */
static void
tell (VitStoryDesk *self, const char *words)
{
  vit_toast_show (self->window->toast, words, "Undo", take_back, self, NULL);
}

void
vit_story_desk_follow_edits (VitStoryDesk *self, VitStory *story)
{
  g_clear_handle_id (&self->pausing, g_source_remove);
  g_clear_pointer (&self->undo, vit_story_undo_free);
  self->undo = story ? vit_story_undo_new (story) : NULL;
}

static gboolean
on_pause (gpointer data)
{
  VitStoryDesk *self = data;
  self->pausing = 0;
  if (self->undo && vit_story_undo_flush (self->undo))
    vit_story_desk_update_actions (self);
  return G_SOURCE_REMOVE;
}

void
vit_story_desk_note_edit (VitStoryDesk *self)
{
  g_clear_handle_id (&self->pausing, g_source_remove);
  if (self->undo)
    self->pausing = g_timeout_add (PAUSE, on_pause, self);
}

void
vit_story_desk_end_step (VitStoryDesk *self)
{
  g_clear_handle_id (&self->pausing, g_source_remove);
  on_pause (self);
}

void
vit_story_desk_step (VitStoryDesk *self, bool back)
{
  if (!self->player || !self->undo)
    return;
  vit_story_desk_end_step (self);
  const char *what =
      back ? vit_story_undo_get_past (self->undo) : vit_story_undo_get_future (self->undo);
  if (!what)
    return;
  g_autofree char *words = g_strdup_printf ("%s: %s", back ? "Undo" : "Redo", what);
  vit_story_player_forget_questions (self->player);
  vit_story_player_replace (self->player, (guint) vit_story_undo_step (self->undo, back));
  vit_story_desk_end_step (self);
  vit_story_desk_update_actions (self);
  vit_window_show_note (self->window, words);
}

static void
show_edited (VitStoryDesk *self, guint index)
{
  vit_story_player_follow (self->player, index);
  vit_story_player_mark_edited (self->player, true);
  vit_story_desk_end_step (self);
}

/* ---- Scenes ---- */

bool
vit_story_desk_is_demo (VitStudy *study)
{
  g_autofree char *demo = vit_samples_find_demo (),
                  *folder = demo ? g_path_get_dirname (demo) : NULL;
  guint n = vit_study_get_n_runs (study);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *of_run =
          g_path_get_dirname (vit_run_get_paths (vit_study_get_run (study, i))[0]);
      if (g_strcmp0 (of_run, folder) != 0)
        return false;
    }
  return n > 0 && !vit_study_get_path (study);
}

/* Scenes say what differs from the file of the study, which is what is opened again. */
static void
attach_to_file (VitStory *story, VitStudy *study)
{
  g_autofree char *demo = vit_story_desk_is_demo (study) ? vit_samples_find_demo () : NULL;
  const char *path = demo ? demo : vit_study_get_path (study);
  g_autoptr (VitStudy) saved = demo   ? vit_study_load (demo, NULL)
                               : path ? vit_study_load_saved (study, NULL)
                                      : NULL;
  vit_story_attach (story, saved ? saved : study);
}

void
vit_story_desk_begin (VitStoryDesk *self)
{
  VitWindow *window = self->window;
  g_autofree char *folder = g_build_filename (g_get_user_cache_dir (), "vitrine", "no-story", NULL);
  VitStory *story = vit_story_new (folder);
  g_free (story->title);
  story->title = g_strdup ("New story");
  story->language = g_strdup ("en");
  if (self->player)
    vit_story_desk_leave (self);
  attach_to_file (story, window->study);
  self->owns_study = false;
  vit_story_desk_set_player (self, vit_story_player_new (story, window->session));
  vit_story_player_follow (self->player, 0);
}

static bool
has_figure (VitPage *page, const char *name)
{
  const VitPageSpec *spec = vit_page_get_spec (page);
  for (int r = 0; r < VIT_PAGE_MAX_ROWS; r++)
    for (int v = 0; v < VIT_PAGE_MAX_VIEWS && spec->rows[r][v].name; v++)
      if (strcmp (spec->rows[r][v].name, name) == 0)
        return true;
  return false;
}

/* The figure of a scene is that of the view in focus; else it stays if the page has it, or is on no
 * page, and is the first of the page if not. */
static void
take_figure (VitStoryDesk *self, VitStoryScene *scene)
{
  VitPage *page = vit_window_get_page (self->window);
  const VitFigureSpec *spec = page ? vit_page_get_focus (page) : NULL,
                      *now = scene->figure ? vit_gallery_find (scene->figure) : NULL;
  const char *first = page ? vit_page_get_spec (page)->rows[0][0].name : NULL;
  if (now && (now->off_pages || (!spec && page && has_figure (page, now->name))))
    return;
  if (!spec && first)
    spec = vit_gallery_find (first);
  if (!spec)
    return;
  g_free (scene->figure);
  scene->figure = g_strdup (spec->name);
}

void
vit_story_desk_add_scene (VitStoryDesk *self)
{
  VitWindow *window = self->window;
  if (!self->player)
    vit_story_desk_begin (self);
  vit_story_desk_end_step (self);
  VitStory *story = vit_story_player_get_story (self->player);
  guint n = story->scenes->len, index = n == 0 ? 0 : vit_story_player_get_index (self->player) + 1;
  VitStoryScene *scene = vit_story_add (story, index, window->study);
  take_figure (self, scene);
  g_free (scene->text);
  scene->text = g_strdup ("What is to be seen here?\n");
  show_edited (self, index);
  vit_story_panel_set_editing (self->panel, TRUE);
  vit_story_desk_reveal (self);
  g_autofree char *words = g_strdup_printf ("The view is scene %u of the story", index + 1);
  vit_window_show_note (window, words);
}

void
vit_story_desk_retake (VitStoryDesk *self)
{
  VitStoryScene *scene = vit_story_player_get_scene (self->player);
  if (!scene)
    return;
  vit_story_desk_end_step (self);
  vit_story_retake (vit_story_player_get_story (self->player), scene, self->window->study);
  take_figure (self, scene);
  show_edited (self, vit_story_player_get_index (self->player));
  tell (self, "The scene has this view now");
}

void
vit_story_desk_delete_scene (VitStoryDesk *self)
{
  VitStory *story = vit_story_player_get_story (self->player);
  guint index = vit_story_player_get_index (self->player);
  if (index >= story->scenes->len)
    return;
  vit_story_desk_end_step (self);
  g_autofree char *words = g_strdup_printf ("Deleted: %s", vit_story_get (story, index)->header);
  vit_story_remove (story, index);
  vit_story_player_mark_edited (self->player, true);
  vit_story_player_go (self->player, index);
  vit_story_desk_end_step (self);
  tell (self, words);
}

void
vit_story_desk_move_scene (VitStoryDesk *self, int by)
{
  VitStory *story = vit_story_player_get_story (self->player);
  guint from = vit_story_player_get_index (self->player);
  int to = (int) from + by;
  if (to < 0 || to >= (int) story->scenes->len)
    return;
  vit_story_desk_end_step (self);
  vit_story_move (story, from, (guint) to);
  show_edited (self, (guint) to);
  tell (self, by < 0 ? "Moved up" : "Moved down");
}
