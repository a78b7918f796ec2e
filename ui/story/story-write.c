/* Writing of story.json and of the texts. What was read and is not known is written as it was. */

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/json-text.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "core/study/study-look.h"
#include "ui/story/story-json.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"

/* ---- Parts of scenes ---- */

static void
put_value (JsonObject *parent, const char *name, const VitStoryValue *value)
{
  if (!value)
    {
      if (json_object_has_member (parent, name))
        json_object_remove_member (parent, name);
      return;
    }
  JsonObject *object = vit_json_copy (value->kept);
  vit_json_put_text (object, "fact", value->fact ? value->fact->name : NULL);
  vit_json_put_text (object, "statistic",
                     value->fact ? NULL : vit_story_statistic_names ()[value->statistic]);
  vit_json_put_text (object, "quantity", value->quantity);
  vit_json_put_text (object, "with", value->with);
  vit_json_put_text (object, "where", value->where);
  vit_json_put_text (object, "run", value->run);
  vit_json_put_number (object, "time", value->time, INFINITY);
  vit_json_put_number (object, "at", value->at, INFINITY);
  vit_json_put_switch (object, "slice", value->slice, false);
  json_object_set_object_member (parent, name, object);
}

static JsonObject *
make_claim (const VitClaim *claim)
{
  JsonObject *object = vit_json_copy (claim->kept);
  vit_json_put_text (object, "name", claim->name);
  put_value (object, "value", claim->value);
  vit_json_put_number (object, "stated", claim->stated, INFINITY);
  vit_json_put_number (object, "tolerance", claim->tolerance, INFINITY);
  vit_json_put_number (object, "digits", claim->digits, 0);
  vit_json_put_text (object, "unit", claim->unit);
  return object;
}

static JsonObject *
make_annotation (const VitAnnotation *annotation)
{
  JsonObject *object = vit_json_copy (annotation->kept);
  vit_json_put_text (object, "kind", annotation->arrow ? "arrow" : "words");
  vit_json_put_text (object, "figure", annotation->figure);
  vit_json_put_text (object, "run", annotation->run);
  vit_json_put_text (object, "words", annotation->words);
  if (annotation->arrow)
    vit_json_put_numbers (object, "from", annotation->from, 2);
  vit_json_put_numbers (object, "to", annotation->to, 2);
  return object;
}

static void
put_list (JsonObject *parent, const char *name, GPtrArray *items, JsonObject *(*make) (gpointer))
{
  if (json_object_has_member (parent, name))
    json_object_remove_member (parent, name);
  if (items->len == 0)
    return;
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < items->len; i++)
    json_array_add_object_element (list, make (items->pdata[i]));
  json_object_set_array_member (parent, name, list);
}

static JsonObject *
make_choice (gpointer data)
{
  const VitChoice *choice = data;
  JsonObject *object = vit_json_copy (choice->kept);
  vit_json_put_text (object, "words", choice->words);
  vit_json_put_number (object, "from", choice->from, -INFINITY);
  vit_json_put_number (object, "to", choice->to, INFINITY);
  put_value (object, "value", choice->value);
  return object;
}

static void
put_question (JsonObject *parent, const VitQuestion *question)
{
  if (json_object_has_member (parent, "question"))
    json_object_remove_member (parent, "question");
  if (!question)
    return;
  JsonObject *object = vit_json_copy (question->kept);
  bool picks = question->kind != VIT_QUESTION_NUMBER && question->pick != VIT_PICK_GREATEST;
  bool is_number = question->kind == VIT_QUESTION_NUMBER,
       is_where = question->kind == VIT_QUESTION_WHERE;
  vit_json_put_text (object, "kind", vit_story_questions[question->kind]);
  vit_json_put_text (object, "prompt", question->prompt);
  vit_json_put_text (object, "explanation", question->explanation);
  put_value (object, "value", question->value);
  put_list (object, "choices", question->choices, make_choice);
  vit_json_put_text (object, "pick", picks ? vit_story_picks[question->pick] : NULL);
  vit_json_put_text (object, "unit", question->unit);
  vit_json_put_number (object, "tolerance", is_number ? question->tolerance : INFINITY, INFINITY);
  vit_json_put_switch (object, "relative", question->relative, false);
  vit_json_put_number (object, "share", is_where ? question->share : 10, 10);
  vit_json_put_number (object, "clicks", is_where ? question->clicks : 5, 5);
  json_object_set_object_member (parent, "question", object);
}

/* ---- The state ---- */

/* Numbers and switches are written as such, all else as text. */
static JsonNode *
make_look_node (GKeyFile *look, const char *group, const char *key)
{
  const VitOption *option = vit_option_find (group, key);
  g_autofree char *text = g_key_file_get_string (look, group, key, NULL);
  char *end = NULL;
  double number = text && *text ? g_ascii_strtod (text, &end) : NAN;
  bool whole = end && !*end && isfinite (number);
  if (option && option->type == VIT_OPTION_SWITCH && whole)
    return json_node_init_boolean (json_node_alloc (), number != 0);
  if (option && (option->type == VIT_OPTION_INTEGER || option->type == VIT_OPTION_NUMBER) && whole)
    return vit_json_number_node (number);
  return json_node_init_string (json_node_alloc (), text ? text : "");
}

static void
put_look_key (JsonObject *object, GKeyFile *look, const char *group, const char *key)
{
  if (strcmp (group, "ranges") == 0)
    {
      g_autofree char *name = g_uri_unescape_string (key, NULL);
      g_autofree char *value = g_key_file_get_value (look, group, key, NULL);
      json_object_set_string_member (object, name ? name : key, value);
    }
  else if (strcmp (group, VIT_LOOK_SHOWN_GROUP) == 0)
    {
      g_auto (GStrv) labels = g_key_file_get_string_list (look, group, key, NULL, NULL);
      JsonArray *list = json_array_new ();
      for (char **label = labels; label && *label; label++)
        json_array_add_string_element (list, *label);
      json_object_set_array_member (object, key, list);
    }
  else
    json_object_set_member (object, key, make_look_node (look, group, key));
}

/* Take away what the program knows; what it does not know stays. */
static void
clear_known (JsonObject *state)
{
  g_autoptr (GList) groups = json_object_get_members (state);
  for (GList *l = groups; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (state, l->data);
      JsonObject *group = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
      g_autoptr (GList) keys = group ? json_object_get_members (group) : NULL;
      for (GList *k = keys; k; k = k->next)
        if (vit_story_scene_is_look_key (l->data, k->data))
          json_object_remove_member (group, k->data);
      if (group && json_object_get_size (group) == 0)
        json_object_remove_member (state, l->data);
    }
}

static void
put_look (JsonObject *parent, GKeyFile *look)
{
  JsonNode *kept = json_object_get_member (parent, "state");
  JsonObject *state =
      vit_json_copy (kept && JSON_NODE_HOLDS_OBJECT (kept) ? json_node_get_object (kept) : NULL);
  clear_known (state);
  g_auto (GStrv) groups = g_key_file_get_groups (look, NULL);
  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (look, *group, NULL, NULL);
      if (!keys || !*keys)
        continue;
      if (!json_object_has_member (state, *group))
        json_object_set_object_member (state, *group, json_object_new ());
      JsonObject *object = json_object_get_object_member (state, *group);
      for (char **key = keys; *key; key++)
        put_look_key (object, look, *group, *key);
    }
  if (json_object_get_size (state) > 0)
    json_object_set_object_member (parent, "state", state);
  else
    {
      json_object_unref (state);
      if (kept)
        json_object_remove_member (parent, "state");
    }
}

/* ---- Scenes ---- */

/* An object below the scene, with what is not known of it; taken away again if it stays empty. */
static JsonObject *
begin_part (JsonObject *parent, const char *name)
{
  JsonNode *kept = json_object_get_member (parent, name);
  JsonObject *part =
      vit_json_copy (kept && JSON_NODE_HOLDS_OBJECT (kept) ? json_node_get_object (kept) : NULL);
  json_object_set_object_member (parent, name, part);
  return part;
}

static void
end_part (JsonObject *parent, const char *name)
{
  if (json_object_get_size (json_object_get_object_member (parent, name)) == 0)
    json_object_remove_member (parent, name);
}

static void
put_motion (JsonObject *object, const VitStoryScene *scene)
{
  bool moves = scene->motion.kind != VIT_MOTION_NONE;
  JsonObject *part = begin_part (object, "motion");
  vit_json_put_text (part, "kind", moves ? vit_story_motions[scene->motion.kind] : NULL);
  vit_json_put_number (part, "from", moves ? scene->motion.from : INFINITY, INFINITY);
  vit_json_put_number (part, "to", moves ? scene->motion.to : INFINITY, INFINITY);
  vit_json_put_number (part, "seconds", moves ? scene->motion.seconds : INFINITY, INFINITY);
  end_part (object, "motion");
  part = begin_part (object, "transition");
  bool cuts = scene->transition == VIT_TRANSITION_CUT;
  vit_json_put_text (part, "kind", cuts ? vit_story_transitions[scene->transition] : NULL);
  vit_json_put_number (part, "seconds", scene->transition_seconds, 1);
  end_part (object, "transition");
}

static void
put_highlight (JsonObject *object, const VitHighlight *highlight)
{
  JsonObject *part = begin_part (object, "highlight");
  vit_json_put_text (part, "widget", highlight->widget);
  vit_json_put_text (part, "run", highlight->run);
  if (highlight->has_region)
    vit_json_put_numbers (part, "region", highlight->region, 4);
  else if (json_object_has_member (part, "region"))
    json_object_remove_member (part, "region");
  end_part (object, "highlight");
}

static JsonObject *
make_scene (const VitStoryScene *scene)
{
  JsonObject *object = vit_json_copy (scene->kept);
  vit_json_put_text (object, "id", scene->id);
  vit_json_put_text (object, "header", scene->header);
  vit_json_put_text (object, "text", scene->text_path);
  vit_json_put_text (object, "notes", scene->notes);
  vit_json_put_text (object, "figure", scene->figure);
  put_look (object, scene->look);
  put_highlight (object, &scene->highlight);
  put_motion (object, scene);
  vit_json_put_number (object, "linger", scene->linger, 0);
  put_list (object, "annotations", scene->annotations,
            (JsonObject * (*) (gpointer)) make_annotation);
  put_list (object, "claims", scene->claims, (JsonObject * (*) (gpointer)) make_claim);
  put_question (object, scene->question);
  return object;
}

JsonObject *
vit_story_scene_to_json (const VitStoryScene *scene)
{
  g_return_val_if_fail (scene, NULL);
  /* What was read is shared and cannot be changed. */
  g_autoptr (JsonObject) object = make_scene (scene);
  return vit_json_copy (object);
}

bool
vit_story_scene_take_json (VitStoryScene *scene, JsonObject *object, GError **error)
{
  g_return_val_if_fail (scene && object, false);
  VitStoryScene *read = vit_story_read_scene (object, error);
  if (!read)
    return false;
  g_free (read->text);
  read->text = g_steal_pointer (&scene->text);
  VitStoryScene old = *scene;
  *scene = *read;
  *read = old;
  vit_story_scene_free (read);
  return true;
}

/* ---- States ---- */

#define TEXT "text"
#define TITLE "title"

char *
vit_story_dup_state (const VitStory *story)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *state = json_object_new ();
  JsonArray *scenes = json_array_new ();
  json_node_take_object (root, state);
  json_object_set_string_member (state, TITLE, story->title ? story->title : "");
  json_object_set_array_member (state, VIT_STORY_STATE_SCENES, scenes);
  for (guint i = 0; i < story->scenes->len; i++)
    {
      const VitStoryScene *scene = story->scenes->pdata[i];
      JsonObject *entry = json_object_new ();
      json_object_set_object_member (entry, VIT_STORY_STATE_SCENE, make_scene (scene));
      json_object_set_string_member (entry, TEXT, scene->text ? scene->text : "");
      json_array_add_object_element (scenes, entry);
    }
  g_autofree char *text = json_to_string (root, FALSE);
  return vit_json_dup_tidy (text);
}

void
vit_story_take_state (VitStory *story, const char *text)
{
  g_autoptr (JsonNode) root = json_from_string (text, NULL);
  g_return_if_fail (root);
  JsonObject *state = json_node_get_object (root);
  JsonArray *scenes = json_object_get_array_member (state, VIT_STORY_STATE_SCENES);
  g_free (story->title);
  story->title = g_strdup (json_object_get_string_member (state, TITLE));
  g_ptr_array_set_size (story->scenes, 0);
  for (guint i = 0; i < json_array_get_length (scenes); i++)
    {
      JsonObject *entry = json_array_get_object_element (scenes, i);
      VitStoryScene *scene =
          vit_story_read_scene (json_object_get_object_member (entry, VIT_STORY_STATE_SCENE), NULL);
      g_return_if_fail (scene);
      g_free (scene->text);
      scene->text = g_strdup (json_object_get_string_member (entry, TEXT));
      g_ptr_array_add (story->scenes, scene);
    }
}

/* ---- The story ---- */

static char *
format_story (const VitStory *story)
{
  JsonObject *object = vit_json_copy (story->kept);
  JsonArray *authors = json_array_new (), *scenes = json_array_new ();
  vit_json_put_number (object, "version", VIT_STORY_VERSION, INFINITY);
  vit_json_put_text (object, "title", story->title);
  vit_json_put_text (object, "language", story->language);
  vit_json_put_text (object, "study", story->study);
  for (char **author = story->authors; author && *author; author++)
    json_array_add_string_element (authors, *author);
  json_object_set_array_member (object, "authors", authors);
  for (guint i = 0; i < story->scenes->len; i++)
    json_array_add_object_element (scenes, make_scene (story->scenes->pdata[i]));
  json_object_set_array_member (object, "scenes", scenes);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  json_node_take_object (root, object);
  g_autofree char *text = json_to_string (root, TRUE), *tidy = vit_json_dup_tidy (text);
  return g_strconcat (tidy, "\n", NULL);
}

/* A text that is as it was is not written again. */
static bool
write_text (const VitStory *story, const VitStoryScene *scene, GError **error)
{
  if (!scene->text_path)
    return true;
  if (!vit_pack_check_name (scene->text_path, 255))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "\"%s\" is no path below the folder of the story", scene->text_path);
      return false;
    }
  g_autofree char *path = g_build_filename (story->folder, scene->text_path, NULL);
  g_autofree char *folder = g_path_get_dirname (path), *there = NULL;
  gsize n = 0;
  if (vit_file_read (path, VIT_STORY_MAX_TEXT, &there, &n, NULL) &&
      strcmp (there, scene->text) == 0)
    return true;
  if (g_mkdir_with_parents (folder, 0777) == 0)
    return vit_file_replace (path, scene->text, strlen (scene->text), error);
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", folder, g_strerror (errno));
  return false;
}

bool
vit_story_save (VitStory *story, GError **error)
{
  g_return_val_if_fail (story, false);
  if (story->is_pack)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s: is a pack, which is made by packing: what is changed in it is not kept",
                   story->path);
      return false;
    }
  if (g_mkdir_with_parents (story->folder, 0777) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", story->folder, g_strerror (errno));
      return false;
    }
  for (guint i = 0; i < story->scenes->len; i++)
    if (!write_text (story, story->scenes->pdata[i], error))
      return false;
  g_autofree char *text = format_story (story);
  g_autofree char *path = g_build_filename (story->folder, VIT_STORY_FILE, NULL);
  return vit_file_replace (path, text, strlen (text), error);
}
