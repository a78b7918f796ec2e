#include "ui/story/story.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/read-file.h"
#include "core/io/foreign.h"
#include "core/store/scratch.h"
#include "core/study/study-look.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"

/* ---- Parts ---- */

VitAnnotation *
vit_annotation_new (void)
{
  return g_new0 (VitAnnotation, 1);
}

void
vit_annotation_free (VitAnnotation *annotation)
{
  g_free (annotation->figure);
  g_free (annotation->run);
  g_free (annotation->words);
  g_clear_pointer (&annotation->kept, json_object_unref);
  g_free (annotation);
}

VitClaim *
vit_claim_new (void)
{
  return g_new0 (VitClaim, 1);
}

void
vit_claim_free (VitClaim *claim)
{
  g_free (claim->name);
  g_free (claim->unit);
  vit_story_value_free (claim->value);
  g_clear_pointer (&claim->kept, json_object_unref);
  g_free (claim);
}

VitStoryScene *
vit_story_scene_new (void)
{
  VitStoryScene *scene = g_new0 (VitStoryScene, 1);
  scene->text = g_strdup ("");
  scene->look = g_key_file_new ();
  scene->transition_seconds = 1;
  scene->annotations = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_annotation_free);
  scene->claims = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_claim_free);
  return scene;
}

void
vit_story_scene_free (VitStoryScene *scene)
{
  if (!scene)
    return;
  g_free (scene->id);
  g_free (scene->header);
  g_free (scene->text_path);
  g_free (scene->text);
  g_free (scene->notes);
  g_free (scene->figure);
  g_free (scene->highlight.widget);
  g_free (scene->highlight.run);
  g_key_file_unref (scene->look);
  g_ptr_array_unref (scene->annotations);
  g_ptr_array_unref (scene->claims);
  vit_question_free (scene->question);
  g_clear_pointer (&scene->kept, json_object_unref);
  g_free (scene);
}

VitAnnotation *
vit_story_scene_add_annotation (VitStoryScene *scene)
{
  g_return_val_if_fail (scene, NULL);
  if (scene->annotations->len >= VIT_STORY_MAX_LIST)
    return NULL;
  g_ptr_array_add (scene->annotations, vit_annotation_new ());
  return scene->annotations->pdata[scene->annotations->len - 1];
}

VitClaim *
vit_story_scene_find_claim (const VitStoryScene *scene, const char *name)
{
  for (guint i = 0; i < scene->claims->len; i++)
    if (strcmp (((VitClaim *) scene->claims->pdata[i])->name, name) == 0)
      return scene->claims->pdata[i];
  return NULL;
}

const char *
vit_story_scene_get_figure (const VitStoryScene *scene)
{
  return scene->figure ? scene->figure : "slice";
}

void
vit_story_slip_free (VitStorySlip *slip)
{
  g_free (slip->scene);
  g_free (slip->words);
  g_free (slip);
}

/* ---- Opening ---- */

VitStory *
vit_story_new (const char *folder)
{
  VitStory *story = g_new0 (VitStory, 1);
  story->folder = g_canonicalize_filename (folder, NULL);
  story->path = g_strdup (story->folder);
  story->title = g_strdup ("");
  story->authors = g_new0 (char *, 1);
  story->scenes = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_story_scene_free);
  story->slips = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_story_slip_free);
  return story;
}

void
vit_story_free (VitStory *story)
{
  if (!story)
    return;
  /* What a pack was unpacked to is the story's own. */
  if (story->is_pack)
    vit_scratch_folder_remove (story->folder);
  g_free (story->title);
  g_free (story->language);
  g_free (story->study);
  g_strfreev (story->authors);
  g_ptr_array_unref (story->scenes);
  g_ptr_array_unref (story->slips);
  g_free (story->folder);
  g_free (story->path);
  g_clear_pointer (&story->base, g_key_file_unref);
  g_clear_pointer (&story->kept, json_object_unref);
  g_free (story);
}

static bool
unpack (VitStory *story, GError **error)
{
  g_autofree char *folder = vit_scratch_folder_new (error);
  if (!folder)
    return false;
  g_free (story->folder);
  story->folder = g_steal_pointer (&folder);
  story->is_pack = true;
  VitPackLimits limits = VIT_STORY_PACK_LIMITS;
  if (!vit_pack_extract (story->path, story->folder, &limits, error))
    return false;
  g_autofree char *file = g_build_filename (story->folder, VIT_STORY_FILE, NULL);
  if (g_file_test (file, G_FILE_TEST_EXISTS))
    return true;
  char head[257] = "";
  size_t n = vit_file_peek (story->path, head, sizeof head - 1);
  g_autofree char *what = vit_foreign_describe (head, n);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is no story, as it has no %s: %s",
               story->path, VIT_STORY_FILE, what);
  return false;
}

VitStory *
vit_story_open (const char *path, GError **error)
{
  g_return_val_if_fail (path, NULL);
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autofree char *name = g_path_get_basename (absolute);
  bool is_folder = g_file_test (absolute, G_FILE_TEST_IS_DIR);
  bool is_file = !is_folder && strcmp (name, VIT_STORY_FILE) == 0;
  g_autofree char *folder = is_file ? g_path_get_dirname (absolute) : g_strdup (absolute);
  g_autoptr (VitStory) story = vit_story_new (folder);
  g_free (story->path);
  story->path = g_steal_pointer (&absolute);
  g_clear_pointer (&story->title, g_free);
  if (!is_folder && !is_file)
    {
      if (g_access (story->path, R_OK) != 0)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", story->path, g_strerror (errno));
          return NULL;
        }
      if (!vit_pack_is (story->path))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is no story", story->path);
          return NULL;
        }
      if (!unpack (story, error))
        return NULL;
    }
  return vit_story_read (story, error) ? g_steal_pointer (&story) : NULL;
}

char *
vit_story_dup_results (const VitStory *story)
{
  g_autofree char *folder = g_build_filename (story->folder, VIT_STORY_RESULTS, NULL);
  return g_file_test (folder, G_FILE_TEST_IS_DIR) ? g_steal_pointer (&folder) : NULL;
}

/* ---- Scenes ---- */

int
vit_story_find (const VitStory *story, const char *id)
{
  for (guint i = 0; i < story->scenes->len; i++)
    if (g_strcmp0 (((VitStoryScene *) story->scenes->pdata[i])->id, id) == 0)
      return (int) i;
  return -1;
}

VitStoryScene *
vit_story_get (const VitStory *story, guint index)
{
  return index < story->scenes->len ? story->scenes->pdata[index] : NULL;
}

void
vit_story_attach (VitStory *story, VitStudy *study)
{
  g_clear_pointer (&story->base, g_key_file_unref);
  story->base = vit_study_dup_look (study);
}

void
vit_story_show (VitStory *story, const VitStoryScene *scene, VitStudy *study, GPtrArray *notes)
{
  g_return_if_fail (story->base);
  vit_study_take_look (study, story->base, scene->look, notes);
}

void
vit_story_retake (VitStory *story, VitStoryScene *scene, VitStudy *study)
{
  g_return_if_fail (story->base);
  g_autoptr (GKeyFile) now = vit_study_dup_look (study);
  g_auto (GStrv) groups = g_key_file_get_groups (now, NULL);
  g_key_file_unref (scene->look);
  scene->look = g_key_file_new ();
  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (now, *group, NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *own = g_key_file_get_value (now, *group, *key, NULL);
          g_autofree char *usual = g_key_file_get_value (story->base, *group, *key, NULL);
          if (g_strcmp0 (own, usual) != 0)
            g_key_file_set_value (scene->look, *group, *key, own);
        }
    }
}

/* A number that neither an id nor a file has. */
static guint
find_free_number (const VitStory *story)
{
  for (guint number = story->scenes->len + 1;; number++)
    {
      g_autofree char *id = g_strdup_printf ("scene-%u", number),
                      *path = g_strdup_printf ("scenes/%02u.md", number),
                      *file = g_build_filename (story->folder, path, NULL);
      bool taken = vit_story_find (story, id) >= 0 || g_file_test (file, G_FILE_TEST_EXISTS);
      for (guint i = 0; i < story->scenes->len && !taken; i++)
        taken = g_strcmp0 (((VitStoryScene *) story->scenes->pdata[i])->text_path, path) == 0;
      if (!taken)
        return number;
    }
}

VitStoryScene *
vit_story_add (VitStory *story, guint index, VitStudy *study)
{
  VitStoryScene *scene = vit_story_scene_new ();
  guint number = find_free_number (story);
  scene->id = g_strdup_printf ("scene-%u", number);
  scene->text_path = g_strdup_printf ("scenes/%02u.md", number);
  scene->header = g_strdup_printf ("Scene %u", story->scenes->len + 1);
  if (study)
    vit_story_retake (story, scene, study);
  g_ptr_array_insert (story->scenes, (int) MIN (index, story->scenes->len), scene);
  return scene;
}

void
vit_story_move (VitStory *story, guint from, guint to)
{
  g_return_if_fail (from < story->scenes->len && to < story->scenes->len);
  VitStoryScene *scene = g_ptr_array_steal_index (story->scenes, from);
  g_ptr_array_insert (story->scenes, (int) to, scene);
}

void
vit_story_remove (VitStory *story, guint index)
{
  g_return_if_fail (index < story->scenes->len);
  g_ptr_array_remove_index (story->scenes, index);
}

VitStoryScene *
vit_story_take_out (VitStory *story, guint index)
{
  g_return_val_if_fail (index < story->scenes->len, NULL);
  return g_ptr_array_steal_index (story->scenes, index);
}

void
vit_story_put_in (VitStory *story, guint index, VitStoryScene *scene)
{
  g_return_if_fail (scene);
  g_ptr_array_insert (story->scenes, (int) MIN (index, story->scenes->len), scene);
}

const char *
vit_story_scene_get_run (const VitStoryScene *scene)
{
  g_return_val_if_fail (scene, NULL);
  const char *run = scene->highlight.run;
  for (guint i = 0; !run && i < scene->annotations->len; i++)
    run = ((VitAnnotation *) scene->annotations->pdata[i])->run;
  return run || !scene->question || !scene->question->value ? run : scene->question->value->run;
}
