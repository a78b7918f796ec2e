#include "ui/panels/story-draft.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

JsonNode *
vit_story_draft_find (JsonObject *object, const char *path, int list)
{
  g_auto (GStrv) names = g_strsplit (path, ".", -1);
  for (char **name = names; *name; name++)
    {
      if (!json_object_has_member (object, *name))
        {
          if (list < 0)
            return NULL;
          bool is_list = list > 0 && !name[1];
          JsonNode *made = json_node_new (is_list ? JSON_NODE_ARRAY : JSON_NODE_OBJECT);
          if (is_list)
            json_node_take_array (made, json_array_new ());
          else
            json_node_take_object (made, json_object_new ());
          json_object_set_member (object, *name, made);
        }
      JsonNode *node = json_object_get_member (object, *name);
      if (!name[1])
        return node;
      if (!JSON_NODE_HOLDS_OBJECT (node))
        return NULL;
      object = json_node_get_object (node);
    }
  return NULL;
}

void
vit_story_draft_tidy (JsonObject *object)
{
  g_autoptr (GList) names = json_object_get_members (object);
  for (GList *l = names; l; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);
      if (JSON_NODE_HOLDS_OBJECT (node))
        {
          vit_story_draft_tidy (json_node_get_object (node));
          if (json_object_get_size (json_node_get_object (node)) == 0)
            json_object_remove_member (object, l->data);
        }
      else if (JSON_NODE_HOLDS_ARRAY (node) &&
               json_array_get_length (json_node_get_array (node)) == 0)
        json_object_remove_member (object, l->data);
    }
}

JsonNode *
vit_story_draft_parse_numbers (const char *text, bool list)
{
  g_auto (GStrv) parts = g_strsplit_set (text, ",; ", -1);
  JsonArray *numbers = json_array_new ();
  bool good = true;
  for (char **part = parts; *part; part++)
    {
      char *end;
      if (!**part)
        continue;
      double number = g_ascii_strtod (*part, &end);
      good = good && !*end && isfinite (number);
      if (number == floor (number) && fabs (number) < 1e15)
        json_array_add_int_element (numbers, (gint64) number);
      else
        json_array_add_double_element (numbers, number);
    }
  JsonNode *node = NULL;
  if (good && list)
    node = json_node_init_array (json_node_alloc (), numbers);
  else if (good && json_array_get_length (numbers) == 1)
    node = json_node_copy (json_array_get_element (numbers, 0));
  json_array_unref (numbers);
  return node;
}

char *
vit_story_draft_dup_numbers (JsonNode *node)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char number[G_ASCII_DTOSTR_BUF_SIZE];
  JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
  guint n = list ? json_array_get_length (list) : 1;
  for (guint i = 0; i < n; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? ", " : "",
                            g_ascii_formatd (number, sizeof number, "%.12g",
                                             list ? json_array_get_double_element (list, i)
                                                  : json_node_get_double (node)));
  return g_string_free (g_steal_pointer (&text), FALSE);
}

JsonObject *
vit_story_draft_get_value (JsonObject *object)
{
  JsonNode *node = object ? json_object_get_member (object, "value") : NULL;
  return node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
}

void
vit_story_draft_drop_unused (JsonObject *object, const VitStoryField *fields, const char *kind)
{
  for (const VitStoryField *field = fields; object && field->path; field++)
    {
      const char *dot = strchr (field->path, '.');
      g_autofree char *outer = dot ? g_strndup (field->path, (gsize) (dot - field->path)) : NULL;
      JsonNode *node = outer ? json_object_get_member (object, outer) : NULL;
      JsonObject *inner = !dot                                    ? object
                          : node && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node)
                                                                  : NULL;
      const char *name = dot ? dot + 1 : field->path;
      bool used = vit_story_field_is_of (field, kind) &&
                  vit_story_field_is_used (field, vit_story_draft_get_value (object));
      if (inner && !used && json_object_has_member (inner, name))
        json_object_remove_member (inner, name);
    }
}

void
vit_story_draft_complete_motion (JsonObject *draft, double time)
{
  JsonNode *node = vit_story_draft_find (draft, "motion", 0);
  JsonObject *object = json_node_get_object (node);
  g_autofree char *kind =
      g_strdup (json_object_get_string_member_with_default (object, "kind", ""));
  bool plays = strcmp (kind, "play") == 0, turns = strcmp (kind, "turn") == 0;
  if (!*kind)
    {
      json_object_remove_member (draft, "motion");
      return;
    }
  if (!json_object_has_member (object, "from"))
    json_object_set_double_member (object, "from", plays ? time : 0);
  if (!json_object_has_member (object, "to"))
    json_object_set_double_member (object, "to", plays ? time + 20 : turns ? 360 : 1);
  if (!json_object_has_member (object, "seconds"))
    json_object_set_double_member (object, "seconds", 5);
}
