#include "ui/story/story-json.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/json-text.h"
#include "core/base/nearest.h"

/* ---- Texts ---- */

/* The parser of the library is recursive, so depth is judged before. */
static bool
is_shallow (const char *text, gsize n, int deepest)
{
  int depth = 0;
  bool quoted = false;
  for (gsize i = 0; i < n; i++)
    {
      char c = text[i];
      if (quoted && c == '\\')
        i++;
      else if (c == '"')
        quoted = !quoted;
      else if (!quoted && (c == '[' || c == '{') && ++depth > deepest)
        return false;
      else if (!quoted && (c == ']' || c == '}'))
        depth--;
    }
  return true;
}

JsonObject *
vit_json_load (const char *file, const char *text, gsize n, int deepest, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) inner = NULL;
  if (!g_utf8_validate (text, (gssize) n, NULL))
    g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is not UTF-8", file);
  else if (!is_shallow (text, n, deepest))
    g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                 "%s: lists and objects lie deeper than %d inside each other", file, deepest);
  else if (!json_parser_load_from_data (parser, text, (gssize) n, &inner))
    g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is no JSON: %s", file, inner->message);
  else
    {
      JsonNode *root = json_parser_get_root (parser);
      if (root && JSON_NODE_HOLDS_OBJECT (root))
        return json_object_ref (json_node_get_object (root));
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is no JSON object", file);
    }
  return NULL;
}

/* ---- Places ---- */

void
vit_json_fail (VitJsonReader *reader, const char *name, const char *format, ...)
{
  if (reader->error)
    return;
  va_list arguments;
  va_start (arguments, format);
  g_autofree char *said = g_strdup_vprintf (format, arguments);
  va_end (arguments);
  gsize before = vit_json_enter (reader, name, -1);
  reader->error = g_error_new (VIT_ERROR, VIT_ERROR_FORMAT, "%s%s%s%s%s",
                               reader->file ? reader->file : "", reader->file ? ": " : "",
                               reader->place->str, reader->place->len > 0 ? ": " : "", said);
  vit_json_leave (reader, before);
}

gsize
vit_json_enter (VitJsonReader *reader, const char *name, int index)
{
  gsize before = reader->place->len;
  if (name)
    g_string_append_printf (reader->place, "%s%s", before > 0 ? "." : "", name);
  if (index >= 0)
    g_string_append_printf (reader->place, "[%d]", index);
  return before;
}

void
vit_json_leave (VitJsonReader *reader, gsize before)
{
  g_string_truncate (reader->place, before);
}

/* ---- What was looked for ---- */

static char *
dup_place (VitJsonReader *reader, const char *name)
{
  return g_strdup_printf ("%s%s%s", reader->place->str, reader->place->len > 0 ? "." : "", name);
}

void
vit_json_ask (VitJsonReader *reader, const char *name)
{
  if (reader->asked)
    g_hash_table_add (reader->asked, dup_place (reader, name));
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

/* (transfer container) (element-type utf8): what was looked for in the object at the present place,
 * and was not written. */
static GPtrArray *
list_lacking (VitJsonReader *reader, JsonObject *object)
{
  GPtrArray *names = g_ptr_array_new ();
  g_autofree char *before = dup_place (reader, "");
  GHashTableIter iter;
  gpointer key;
  g_hash_table_iter_init (&iter, reader->asked);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    {
      const char *name = g_str_has_prefix (key, before) ? (char *) key + strlen (before) : NULL;
      if (name && !strpbrk (name, ".[") && !json_object_has_member (object, name))
        g_ptr_array_add (names, (gpointer) name);
    }
  /* The table has no order. */
  g_ptr_array_sort (names, compare_names);
  return names;
}

typedef struct
{
  VitJsonReader *reader;
  gsize root; /* length of the place that is looked through */
  const char *but;
  guint left;
  VitJsonUnasked found;
  gpointer data;
} Unasked;

static void
list_unasked (Unasked *self, JsonObject *object)
{
  VitJsonReader *reader = self->reader;
  g_autoptr (GList) names = json_object_get_members (object);
  for (GList *l = names; l && self->left > 0; l = l->next)
    {
      JsonNode *node = json_object_get_member (object, l->data);
      g_autofree char *place = dup_place (reader, l->data);
      if (!g_hash_table_contains (reader->asked, place))
        {
          g_autoptr (GPtrArray) lacking = list_lacking (reader, object);
          const char *inside = reader->place->str + self->root;
          g_ptr_array_add (lacking, NULL);
          self->found (*inside == '.' ? inside + 1 : inside, l->data,
                       vit_nearest_word (l->data, (const char *const *) lacking->pdata),
                       self->data);
          self->left--;
          continue;
        }
      if (g_strcmp0 (l->data, self->but) == 0)
        continue;
      JsonArray *list = JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node) : NULL;
      guint n = list ? json_array_get_length (list) : JSON_NODE_HOLDS_OBJECT (node) ? 1 : 0;
      for (guint i = 0; i < n; i++)
        {
          JsonNode *inner = list ? json_array_get_element (list, i) : node;
          gsize before = vit_json_enter (reader, l->data, list ? (int) i : -1);
          if (JSON_NODE_HOLDS_OBJECT (inner))
            list_unasked (self, json_node_get_object (inner));
          vit_json_leave (reader, before);
        }
    }
}

void
vit_json_list_unasked (VitJsonReader *reader,
                       JsonObject *object,
                       const char *but,
                       guint most,
                       VitJsonUnasked found,
                       gpointer data)
{
  Unasked self = { reader, reader->place->len, but, most, found, data };
  if (reader->asked && !reader->error)
    list_unasked (&self, object);
}

static JsonNode *
get_member (VitJsonReader *reader, JsonObject *object, const char *name)
{
  vit_json_ask (reader, name);
  JsonNode *node = reader->error || !object ? NULL : json_object_get_member (object, name);
  return node && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/* ---- Members ---- */

static bool
has_control (const char *text)
{
  for (const char *c = text; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)) && *c != '\t' && *c != '\n' && *c != '\r')
      return true;
  return false;
}

char *
vit_json_dup_text (
    VitJsonReader *reader, JsonObject *object, const char *name, gsize most, bool required)
{
  JsonNode *node = get_member (reader, object, name);
  if (!node)
    {
      if (required)
        vit_json_fail (reader, name, "is missing");
      return NULL;
    }
  const char *text =
      JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
          ? json_node_get_string (node)
          : NULL;
  if (!text)
    vit_json_fail (reader, name, "is no text");
  else if (strlen (text) > most)
    vit_json_fail (reader, name, "has %zu bytes; at most %zu are taken", strlen (text),
                   (size_t) most);
  else if (!g_utf8_validate (text, -1, NULL) || has_control (text))
    vit_json_fail (reader, name, "has characters that are no text");
  else if (required && !*text)
    vit_json_fail (reader, name, "is empty");
  else
    return g_strdup (text);
  return NULL;
}

static bool
read_number (JsonNode *node, double *number)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  if (type != G_TYPE_INT64 && type != G_TYPE_DOUBLE)
    return false;
  *number = type == G_TYPE_INT64 ? (double) json_node_get_int (node) : json_node_get_double (node);
  return true;
}

static double
take_number (VitJsonReader *reader, const char *name, JsonNode *node, double least, double greatest)
{
  double number;
  if (!read_number (node, &number))
    vit_json_fail (reader, name, "is no number");
  else if (!(number >= least && number <= greatest))
    vit_json_fail (reader, name, "is %g; it lies from %g to %g", number, least, greatest);
  else
    return number;
  return NAN;
}

double
vit_json_get_number (VitJsonReader *reader,
                     JsonObject *object,
                     const char *name,
                     double least,
                     double greatest,
                     double usual)
{
  JsonNode *node = get_member (reader, object, name);
  if (!node && isnan (usual) && !reader->error)
    vit_json_fail (reader, name, "is missing");
  return node ? take_number (reader, name, node, least, greatest) : usual;
}

bool
vit_json_get_switch (VitJsonReader *reader, JsonObject *object, const char *name, bool usual)
{
  JsonNode *node = get_member (reader, object, name);
  if (!node)
    return usual;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_BOOLEAN)
    return json_node_get_boolean (node);
  vit_json_fail (reader, name, "is neither true nor false");
  return usual;
}

int
vit_json_get_word (VitJsonReader *reader,
                   JsonObject *object,
                   const char *name,
                   const char *const *words,
                   int usual)
{
  bool required = usual < 0;
  g_autofree char *word = vit_json_dup_text (reader, object, name, 64, required);
  for (int i = 0; word && words[i]; i++)
    if (strcmp (words[i], word) == 0)
      return i;
  if (word)
    {
      g_autofree char *all = g_strjoinv (", ", (char **) words);
      vit_json_fail (reader, name, "is \"%s\"; it is one of %s", word, all);
    }
  return MAX (usual, 0);
}

JsonObject *
vit_json_get_object (VitJsonReader *reader, JsonObject *object, const char *name)
{
  JsonNode *node = get_member (reader, object, name);
  if (node && JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  if (node)
    vit_json_fail (reader, name, "is no object");
  return NULL;
}

JsonArray *
vit_json_get_list (VitJsonReader *reader, JsonObject *object, const char *name, guint most)
{
  JsonNode *node = get_member (reader, object, name);
  if (!node)
    return NULL;
  if (!JSON_NODE_HOLDS_ARRAY (node))
    vit_json_fail (reader, name, "is no list");
  else if (json_array_get_length (json_node_get_array (node)) > most)
    vit_json_fail (reader, name, "has %u elements; at most %u are taken",
                   json_array_get_length (json_node_get_array (node)), most);
  else
    return json_node_get_array (node);
  return NULL;
}

JsonObject *
vit_json_get_element (VitJsonReader *reader, JsonArray *list, guint index)
{
  JsonNode *node = json_array_get_element (list, index);
  if (JSON_NODE_HOLDS_OBJECT (node))
    return json_node_get_object (node);
  vit_json_fail (reader, NULL, "is no object");
  return NULL;
}

bool
vit_json_read_numbers (
    VitJsonReader *reader, JsonObject *object, const char *name, double *numbers, guint n)
{
  JsonArray *list = vit_json_get_list (reader, object, name, n);
  if (!list)
    return false;
  if (json_array_get_length (list) != n)
    {
      vit_json_fail (reader, name, "has %u numbers, not %u", json_array_get_length (list), n);
      return false;
    }
  for (guint i = 0; i < n; i++)
    numbers[i] = take_number (reader, name, json_array_get_element (list, i), -1e9, 1e9);
  return !reader->error;
}

/* ---- Writing ---- */

JsonObject *
vit_json_copy (JsonObject *object)
{
  if (!object)
    return json_object_new ();
  g_autoptr (JsonNode) node = json_node_new (JSON_NODE_OBJECT);
  json_node_set_object (node, object);
  g_autofree char *text = json_to_string (node, FALSE), *tidy = vit_json_dup_tidy (text);
  g_autoptr (JsonNode) copy = json_from_string (tidy, NULL);
  return json_node_dup_object (copy);
}

void
vit_json_put_text (JsonObject *object, const char *name, const char *text)
{
  if (text && *text)
    json_object_set_string_member (object, name, text);
  else if (json_object_has_member (object, name))
    json_object_remove_member (object, name);
}

JsonNode *
vit_json_number_node (double number)
{
  JsonNode *node = json_node_new (JSON_NODE_VALUE);
  if (number == floor (number) && fabs (number) < 1e15)
    json_node_set_int (node, (gint64) number);
  else
    json_node_set_double (node, number);
  return node;
}

void
vit_json_put_number (JsonObject *object, const char *name, double number, double usual)
{
  if (isfinite (number) && number != usual)
    json_object_set_member (object, name, vit_json_number_node (number));
  else if (json_object_has_member (object, name))
    json_object_remove_member (object, name);
}

void
vit_json_put_switch (JsonObject *object, const char *name, bool value, bool usual)
{
  if (value != usual)
    json_object_set_boolean_member (object, name, value);
  else if (json_object_has_member (object, name))
    json_object_remove_member (object, name);
}

void
vit_json_put_numbers (JsonObject *object, const char *name, const double *numbers, guint n)
{
  JsonArray *list = json_array_new ();
  for (guint i = 0; i < n; i++)
    json_array_add_element (list, vit_json_number_node (numbers[i]));
  json_object_set_array_member (object, name, list);
}
