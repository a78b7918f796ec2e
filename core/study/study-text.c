#include "core/study/study-text.h"

#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/io/foreign.h"
#include "core/io/premise.h"
#include "core/study/figure-settings.h"
#include "core/study/options.h"
#include "core/study/study-logs.h"

/* Stands for every key of a group. */
#define ANY "*"

/* Keys of the document beside options and premises. The group of a run is "run N". */
static const struct
{
  const char *group, *key;
} document_keys[] = {
  { "study", "version" },   { "study", "title" },    { "model", "file" },
  { "model", "intervals" }, { "run", "files" },      { "run", "label" },
  { "run", "temperature" }, { "run", "timestep" },   { "run", "stress" },
  { "run", "frequency" },   { "run", "log" },        { "run", "species" },
  { "run", "shown" },       { "run", "group" },      { "run", "colour" },
  { "montage", ANY },       { "study", "order" },    { "ranges", ANY },
  { "picked", "run" },      { "picked", "atoms" },   { "picked", "what" },
  { "picked", "time" },     { "picked", "map" },     { "picked", "part" },
  { "picked", "axes" },     { "picked", "corners" },
};

/* (transfer full): "GROUP.KEY" of all keys, or the groups if @of_groups. */
static GPtrArray *
list_names (bool of_groups)
{
  GPtrArray *names = g_ptr_array_new_with_free_func (g_free);
  size_t n;
  const VitOption *table = vit_option_list (&n);
  for (gsize i = 0; i < G_N_ELEMENTS (document_keys); i++)
    g_ptr_array_add (names, g_strconcat (document_keys[i].group, of_groups ? NULL : ".",
                                         document_keys[i].key, NULL));
  for (int id = 0; id < VIT_N_PREMISES && !of_groups; id++)
    g_ptr_array_add (names, g_strconcat ("run.", vit_premise_get ((VitPremiseId) id)->name, NULL));
  for (VitStudyLog log = 0; log < VIT_N_STUDY_LOGS; log++)
    for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
      if (vit_study_log_takes (log, id))
        g_ptr_array_add (names, g_strconcat (vit_study_log_name (log), of_groups ? NULL : ".",
                                             vit_premise_get (id)->name, NULL));
  for (VitFigureSetting id = 0; id < VIT_N_FIGURE_SETTINGS; id++)
    g_ptr_array_add (names, g_strconcat ("figure", of_groups ? NULL : ".",
                                         vit_figure_setting_get (id)->key, NULL));
  for (size_t i = 0; i < n; i++)
    g_ptr_array_add (names,
                     g_strconcat (table[i].group, of_groups ? NULL : ".", table[i].key, NULL));
  g_ptr_array_add (names, NULL);
  return names;
}

static bool
is_group_of_run (const char *group)
{
  return g_str_has_prefix (group, "run ");
}

/* Name of a group in the tables. */
static const char *
get_kind (const char *group)
{
  return is_group_of_run (group)                ? "run"
         : g_str_has_prefix (group, "montage ") ? "montage"
         : g_str_has_prefix (group, "figure ")  ? "figure"
                                                : group;
}

static bool
has_name (GPtrArray *names, const char *name)
{
  return g_strv_contains ((const char *const *) names->pdata, name);
}

/* ---- Lines ---- */

/* A group, or a key with its value. */
typedef struct
{
  unsigned number;
  char *group;
  char *key; /* nullable: of a group itself */
} Line;

static void
free_line (gpointer data)
{
  Line *line = data;
  g_free (line->group);
  g_free (line->key);
  g_free (line);
}

/* (transfer full) (element-type Line): lines that are neither empty nor comments. */
static GPtrArray *
split (const char *text)
{
  GPtrArray *lines = g_ptr_array_new_with_free_func (free_line);
  g_auto (GStrv) rows = g_strsplit (text, "\n", -1);
  const char *group = "";
  for (unsigned i = 0; rows[i]; i++)
    {
      char *row = g_strstrip (rows[i]), *end = strchr (row, *row == '[' ? ']' : '=');
      if (*row == '#' || !end)
        continue;
      *end = '\0';
      Line *line = g_new0 (Line, 1);
      line->number = i + 1;
      if (*row == '[')
        line->group = g_strdup (row + 1);
      else
        {
          line->group = g_strdup (group);
          line->key = g_strdup (g_strchomp (row));
        }
      group = line->group;
      g_ptr_array_add (lines, line);
    }
  return lines;
}

unsigned
vit_study_text_find_line (const char *text, const char *group, const char *key)
{
  g_autoptr (GPtrArray) lines = split (text);
  unsigned found = 1;
  /* GKeyFile takes the last of several. */
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      if (strcmp (line->group, group) == 0 && g_strcmp0 (line->key, key) == 0)
        found = line->number;
    }
  return found;
}

static bool
is_taken (const char *text, size_t length)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) error = NULL;
  return g_key_file_load_from_data (keys, text, length, G_KEY_FILE_NONE, &error) ||
         g_error_matches (error, G_KEY_FILE_ERROR, G_KEY_FILE_ERROR_NOT_FOUND);
}

/* A beginning of the text is taken until the damaged line belongs to it. */
unsigned
vit_study_text_find_damage (const char *text)
{
  g_autoptr (GArray) ends = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (const char *c = text; *c; c++)
    if (*c == '\n' || !c[1])
      {
        size_t end = (size_t) (c - text) + 1;
        g_array_append_val (ends, end);
      }
  guint good = 0, bad = ends->len;
  while (bad > good + 1)
    {
      guint middle = good + (bad - good) / 2;
      if (is_taken (text, g_array_index (ends, size_t, middle - 1)))
        good = middle;
      else
        bad = middle;
    }
  return MAX (bad, 1);
}

/* ---- What nothing reads ---- */

/* A text of the file as a message can have it. */
static char *
dup_shown (const char *text)
{
  g_autofree char *some = g_strndup (text, 60);
  return g_utf8_make_valid (some, -1);
}

static void
check_group (const Line *line, GPtrArray *known, const char *path, GPtrArray *notes)
{
  const char *kind = get_kind (line->group);
  if (has_name (known, kind) && strcmp (line->group, "run") != 0 &&
      strcmp (line->group, "figure") != 0 && strcmp (line->group, "montage") != 0)
    return;
  g_autofree char *shown = dup_shown (line->group);
  const char *nearest = vit_nearest_word (line->group, (const char *const *) known->pdata);
  g_ptr_array_add (notes,
                   g_strdup_printf ("%s:%u: nothing reads the group [%s]; the nearest is [%s]",
                                    path, line->number, shown,
                                    strcmp (nearest, "run") == 0       ? "run 1"
                                    : strcmp (nearest, "montage") == 0 ? "montage NAME"
                                    : strcmp (nearest, "figure") == 0  ? "figure NAME"
                                                                       : nearest));
}

/* The name that is nearest as a whole, or by its key alone. */
static const char *
find_nearest_key (const char *name, const char *key, GPtrArray *known)
{
  g_autoptr (GPtrArray) keys = g_ptr_array_new ();
  for (guint i = 0; i + 1 < known->len; i++)
    g_ptr_array_add (keys, strchr (known->pdata[i], '.') + 1);
  g_ptr_array_add (keys, NULL);
  const char *of_names = vit_nearest_word (name, (const char *const *) known->pdata),
             *of_keys = vit_nearest_word (key, (const char *const *) keys->pdata);
  const char *const both[] = { strchr (of_names, '.') + 1, of_keys, NULL };
  guint place;
  if (vit_nearest_word (key, both) == both[0] || !g_ptr_array_find (keys, of_keys, &place))
    return of_names;
  return known->pdata[place];
}

static void
check_key (const Line *line, GPtrArray *known, const char *path, GPtrArray *notes)
{
  const char *kind = get_kind (line->group);
  g_autofree char *name = g_strdup_printf ("%s.%s", kind, line->key),
                  *any = g_strconcat (kind, "." ANY, NULL);
  if (has_name (known, name) || has_name (known, any))
    return;
  g_autofree char *shown = dup_shown (line->key), *group = dup_shown (line->group);
  const char *nearest = find_nearest_key (name, line->key, known), *key = strchr (nearest, '.');
  bool here = strncmp (nearest, kind, strlen (kind)) == 0 && nearest[strlen (kind)] == '.';
  g_ptr_array_add (notes,
                   g_strdup_printf ("%s:%u: nothing reads %s in [%s]; the nearest is %s%s%.*s%s",
                                    path, line->number, shown, group, key + 1, here ? "" : " in [",
                                    here ? 0 : (int) (key - nearest), nearest, here ? "" : "]"));
}

/* What stands twice is read once: groups are put together, of values the last is taken. */
static void
check_repeats (GPtrArray *lines, const char *path, GPtrArray *notes)
{
  g_autoptr (GHashTable) first = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      g_autofree char *name = g_strdup_printf ("[%s]%s", line->group, line->key ? line->key : "");
      gpointer before = g_hash_table_lookup (first, name);
      g_autofree char *group = dup_shown (line->group),
                      *key = dup_shown (line->key ? line->key : "");
      if (before && line->key)
        g_ptr_array_add (
            notes, g_strdup_printf ("%s:%u: %s in [%s] stands in line %u, too; the last is "
                                    "taken",
                                    path, line->number, key, group, GPOINTER_TO_UINT (before)));
      else if (before)
        g_ptr_array_add (notes,
                         g_strdup_printf ("%s:%u: the group [%s] stands in line %u, too; "
                                          "both are read as one",
                                          path, line->number, group, GPOINTER_TO_UINT (before)));
      g_hash_table_replace (first, g_steal_pointer (&name), GUINT_TO_POINTER (line->number));
    }
}

void
vit_study_text_check (const char *text, const char *path, GPtrArray *notes)
{
  g_autoptr (GPtrArray) lines = split (text), groups = list_names (true), keys = list_names (false);
  for (guint i = 0; i < lines->len; i++)
    {
      const Line *line = lines->pdata[i];
      bool known = has_name (groups, get_kind (line->group));
      if (!line->key)
        check_group (line, groups, path, notes);
      else if (known)
        check_key (line, keys, path, notes);
    }
  check_repeats (lines, path, notes);
}

static bool
has_repeats (char *const *names)
{
  g_autoptr (GHashTable) seen = g_hash_table_new (g_str_hash, g_str_equal);
  for (; *names; names++)
    if (!g_hash_table_add (seen, *names))
      return true;
  return false;
}

void
vit_study_keys_drop_repeats (GKeyFile *keys)
{
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) names = g_key_file_get_keys (keys, *group, NULL, NULL);
      if (!names || !has_repeats (names))
        continue;
      g_autoptr (GPtrArray) values = g_ptr_array_new_with_free_func (g_free);
      for (char **name = names; *name; name++)
        g_ptr_array_add (values, g_key_file_get_value (keys, *group, *name, NULL));
      g_key_file_remove_group (keys, *group, NULL);
      for (guint i = 0; i < values->len; i++)
        if (values->pdata[i])
          g_key_file_set_value (keys, *group, names[i], values->pdata[i]);
    }
}

bool
vit_study_keys_are_utf8 (GKeyFile *keys, char **group, char **key)
{
  g_autoptr (GPtrArray) known = list_names (false);
  g_auto (GStrv) groups = g_key_file_get_groups (keys, NULL);
  for (char **one = groups; *one; one++)
    {
      g_auto (GStrv) own = g_key_file_get_keys (keys, *one, NULL, NULL);
      for (char **name = own; name && *name; name++)
        {
          g_autofree char *whole = g_strdup_printf ("%s.%s", get_kind (*one), *name);
          g_autofree char *value = g_key_file_get_value (keys, *one, *name, NULL);
          if (!has_name (known, whole) || !value || g_utf8_validate (value, -1, NULL))
            continue;
          *group = g_strdup (*one);
          *key = g_strdup (*name);
          return false;
        }
    }
  return true;
}

void *
vit_study_text_refuse (const char *path, GError **error)
{
  char head[1024] = "";
  FILE *file = error && g_error_matches (*error, VIT_ERROR, VIT_ERROR_UNSUPPORTED) &&
                       g_file_test (path, G_FILE_TEST_IS_REGULAR)
                   ? fopen (path, "re")
                   : NULL;
  size_t n = file ? fread (head, 1, sizeof head - 1, file) : 0;
  if (file)
    fclose (file);
  if (n == 0 || !vit_foreign_find (head, n))
    return NULL;
  g_autofree char *what = vit_foreign_describe (head, n);
  g_clear_error (error);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: is not a Vitrine study: %s", path, what);
  return NULL;
}
