/* Scenes that are edited as JSON, and steps back and forward through what was done to a story. */

#include <string.h>

#include "ui/story/story-limits.h"
#include "ui/story/story-notes.h"
#include "ui/story/story-undo.h"

static VitStory *
new_story (void)
{
  VitStory *story = vit_story_new ("/nowhere");
  g_free (story->title);
  story->title = g_strdup ("Title");
  for (guint i = 0; i < 3; i++)
    {
      VitStoryScene *scene = vit_story_add (story, i, NULL);
      g_free (scene->text);
      scene->text = g_strdup_printf ("text %u", i);
    }
  return story;
}

static bool
take (VitStoryScene *scene, const char *name, const char *json, GError **error)
{
  g_autoptr (JsonObject) object = vit_story_scene_to_json (scene);
  json_object_set_member (object, name, json_from_string (json, NULL));
  return vit_story_scene_take_json (scene, object, error);
}

static void
test_take (void)
{
  g_autoptr (VitStory) story = new_story ();
  VitStoryScene *scene = vit_story_get (story, 1);
  g_assert_true (
      take (scene, "motion", "{\"kind\":\"sweep\",\"from\":0.1,\"to\":0.9,\"seconds\":3}", NULL));
  g_assert_cmpint (scene->motion.kind, ==, VIT_MOTION_SWEEP);
  g_assert_cmpstr (scene->text, ==, "text 1");
  g_assert_true (take (scene, "annotations",
                       "[{\"kind\":\"words\",\"to\":[0.5,0.5],\"words\":\"here\",\"new\":7}]",
                       NULL));
  g_assert_cmpuint (scene->annotations->len, ==, 1);
  g_assert_cmpint (scene->motion.kind, ==, VIT_MOTION_SWEEP);
  /* What is wrong changes nothing, and is told with its place. */
  g_autoptr (GError) error = NULL;
  g_assert_false (take (scene, "annotations",
                        "[{\"kind\":\"arrow\",\"from\":[0.5],\"to\":[0.5,0.5]}]", &error));
  g_assert_true (g_str_has_prefix (error->message, "annotations[0].from"));
  g_assert_cmpuint (scene->annotations->len, ==, 1);
  /* What is not known stays, and a scene may be without a header for a while. */
  g_free (scene->header);
  scene->header = g_strdup ("");
  g_assert_true (take (scene, "linger", "4", NULL));
  g_autoptr (JsonObject) object = vit_story_scene_to_json (scene);
  JsonArray *list = json_object_get_array_member (object, "annotations");
  g_assert_cmpint (json_object_get_int_member (json_array_get_object_element (list, 0), "new"), ==,
                   7);
  g_assert_cmpstr (scene->header, ==, "");
  g_assert_cmpfloat (scene->linger, ==, 4);
}

static char *
dup_ids (const VitStory *story)
{
  g_autoptr (GString) ids = g_string_new (story->title);
  for (guint i = 0; i < story->scenes->len; i++)
    {
      const VitStoryScene *scene = vit_story_get (story, i);
      g_string_append_printf (ids, " %s:%s:%u", scene->id, scene->text, scene->annotations->len);
    }
  return g_string_free (g_steal_pointer (&ids), FALSE);
}

static void
do_something (VitStory *story, int what)
{
  VitStoryScene *scene = vit_story_get (story, 0);
  if (what == 0)
    vit_story_move (story, 0, 2);
  else if (what == 1)
    vit_story_remove (story, 1);
  else if (what == 2)
    vit_story_add (story, 1, NULL);
  else if (what == 3)
    g_assert_true (take (scene, "annotations",
                         "[{\"kind\":\"words\",\"to\":[0.5,0.5],\"words\":\"here\"}]", NULL));
  else if (what == 4)
    {
      g_free (scene->text);
      scene->text = g_strdup ("another text");
    }
  else
    {
      g_free (story->title);
      story->title = g_strdup ("Another title");
    }
}

static void
test_undo (void)
{
  static const char *const names[] = { "Move a scene",     "Delete a scene",   "Add a scene",
                                       "Change the scene", "Change the scene", "Change the title" };
  enum
  {
    N = G_N_ELEMENTS (names)
  };
  g_autoptr (VitStory) story = new_story ();
  VitStoryUndo *undo = vit_story_undo_new (story);
  g_autofree char *states[N + 1] = { dup_ids (story) };
  g_assert_false (vit_story_undo_flush (undo));
  for (int i = 0; i < N; i++)
    {
      do_something (story, i);
      g_assert_true (vit_story_undo_flush (undo));
      g_assert_cmpstr (vit_story_undo_get_past (undo), ==, names[i]);
      states[i + 1] = dup_ids (story);
    }
  for (int i = N; i-- > 0;)
    {
      g_assert_cmpint (vit_story_undo_step (undo, true), >=, 0);
      g_autofree char *now = dup_ids (story);
      g_assert_cmpstr (now, ==, states[i]);
    }
  g_assert_cmpint (vit_story_undo_step (undo, true), ==, -1);
  for (int i = 1; i <= N; i++)
    {
      g_assert_cmpint (vit_story_undo_step (undo, false), >=, 0);
      g_autofree char *now = dup_ids (story);
      g_assert_cmpstr (now, ==, states[i]);
    }
  g_assert_null (vit_story_undo_get_future (undo));
  for (int i = 1; i <= N; i++)
    g_free (g_steal_pointer (&states[i]));
  vit_story_undo_free (undo);
}

/* Notes that are drawn: added, moved, deleted; the region of a map is one of them. */
static void
test_notes (void)
{
  g_autoptr (VitStory) story = new_story ();
  g_autoptr (VitStudy) study = vit_study_new ();
  VitStoryScene *scene = vit_story_get (story, 0);
  VitNote note;
  g_assert_null (vit_story_scene_get_note (scene, study, VIT_STORY_REGION, &note));
  g_assert_null (vit_story_scene_get_note (scene, study, 0, &note));
  for (int i = 0; i < 2; i++)
    {
      VitAnnotation *annotation = vit_story_scene_add_annotation (scene);
      annotation->arrow = i == 0;
      annotation->words = g_strdup (i == 0 ? "first" : "second");
    }
  vit_story_scene_move_note (scene, 0, (double[]){ 0.1, 0.2 }, (double[]){ 0.3, 0.4 });
  g_assert_cmpstr (vit_story_scene_get_note (scene, study, 0, &note), ==, "slice");
  g_assert_cmpint (note.kind, ==, VIT_NOTE_ARROW);
  g_assert_cmpfloat (note.from[1], ==, 0.2);
  g_assert_cmpfloat (note.to[0], ==, 0.3);
  /* Corners in any order. */
  scene->highlight.has_region = true;
  vit_story_scene_move_note (scene, VIT_STORY_REGION, (double[]){ 0.7, 0.2 },
                             (double[]){ 0.3, 0.4 });
  g_assert_cmpstr (vit_story_scene_get_note (scene, study, VIT_STORY_REGION, &note), ==, "slice");
  g_assert_cmpfloat (scene->highlight.region[0], ==, 0.3);
  g_assert_cmpfloat (scene->highlight.region[2], ==, 0.7);
  g_autoptr (GArray) all = vit_story_scene_get_notes (scene, study, "slice");
  g_assert_cmpuint (all->len, ==, 3);
  vit_story_scene_delete_note (scene, 0);
  vit_story_scene_delete_note (scene, VIT_STORY_REGION);
  g_assert_cmpstr (vit_story_scene_get_note (scene, study, 0, &note), ==, "slice");
  g_assert_cmpstr (note.words, ==, "second");
  g_assert_false (scene->highlight.has_region);
  /* Another figure has none of them; what may be there has an end. */
  g_autoptr (GArray) none = vit_story_scene_get_notes (scene, study, "strain");
  g_assert_cmpuint (none->len, ==, 0);
  guint n = 0;
  while (vit_story_scene_add_annotation (scene))
    n++;
  g_assert_cmpuint (n, ==, VIT_STORY_MAX_LIST - 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/edit/take", test_take);
  g_test_add_func ("/edit/undo", test_undo);
  g_test_add_func ("/edit/notes", test_notes);
  return g_test_run ();
}
