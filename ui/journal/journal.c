#include "ui/journal/journal.h"

#include <gio/gio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/store/read-file.h"
#include "core/study/options.h"
#include "core/study/study-text.h"

/* Made from resources/journals. */
GResource *vit_journals_get_resource (void);

#define RESOURCES "/org/vitrine/Vitrine/journals"
#define ENDING ".journal"
#define MAX_BYTES ((gsize) 1 << 20)

static const char *const sections[VIT_N_JOURNAL_SECTIONS] = {
  "width",   "height", "text",     "font",    "lines",   "letters", "resolution",
  "caption", "files",  "contrast", "colours", "overlap", "axes"
};

/* Where the reading of a file is. */
typedef struct
{
  GKeyFile *keys;
  const char *path, *text;
  GHashTable *read; /* "GROUP.KEY" that have been asked for */
  GError **error;
  bool failed;
} Reading;

static void
fail (Reading *r, const char *group, const char *key, const char *what)
{
  if (!r->failed)
    g_set_error (r->error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: %s of [%s] %s", r->path,
                 vit_study_text_find_line (r->text, group, key), key, group, what);
  r->failed = true;
}

/* (nullable) */
static char *
read_text (Reading *r, const char *group, const char *key)
{
  g_hash_table_add (r->read, g_strconcat (group, ".", key, NULL));
  char *text = g_key_file_get_string (r->keys, group, key, NULL);
  return text ? g_strstrip (text) : NULL;
}

/* A key that is not there is @fallback. */
static double
read_number (
    Reading *r, const char *group, const char *key, double least, double most, double fallback)
{
  g_autofree char *text = read_text (r, group, key);
  if (!text)
    return fallback;
  char *end;
  double value = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && value >= least && value <= most)
    return value;
  g_autofree char *what = g_strdup_printf ("is \"%s\": numbers from %g to %g", text, least, most);
  fail (r, group, key, what);
  return fallback;
}

static bool
read_switch (Reading *r, const char *group, const char *key, bool fallback)
{
  g_autofree char *text = read_text (r, group, key);
  bool on = fallback;
  if (text && !vit_option_parse_switch (text, &on))
    fail (r, group, key, "is neither true nor false");
  return on;
}

static VitRuleSource
read_source (Reading *r, const char *group)
{
  static const char *const words[] = { "read", "memory", "own" };
  g_autofree char *text = read_text (r, group, "source");
  if (!text)
    return VIT_RULE_OWN;
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (strcmp (words[i], text) == 0)
      return (VitRuleSource) i;
  fail (r, group, "source", "is none of read, memory and own");
  return VIT_RULE_OWN;
}

static void
read_widths (Reading *r, VitJournal *journal)
{
  g_auto (GStrv) keys = g_key_file_get_keys (r->keys, "width", NULL, NULL);
  guint n = keys ? g_strv_length (keys) : 0;
  journal->width_names = g_new0 (char *, n + 1);
  journal->widths = g_new0 (double, n + 1);
  for (guint i = 0; i < n; i++)
    {
      if (strcmp (keys[i], "source") == 0 || strcmp (keys[i], "note") == 0)
        continue;
      journal->width_names[journal->n_widths] = g_strdup (keys[i]);
      journal->widths[journal->n_widths++] = read_number (r, "width", keys[i], 10, 2000, 0);
    }
}

/* Lists stand in a file with semicolons. */
static char *
read_families (Reading *r)
{
  g_autofree char *text = read_text (r, "font", "families");
  if (!text)
    return NULL;
  g_auto (GStrv) names = g_strsplit (text, ";", -1);
  g_autoptr (GPtrArray) kept = g_ptr_array_new ();
  for (char **name = names; *name; name++)
    if (*g_strstrip (*name))
      g_ptr_array_add (kept, *name);
  g_ptr_array_add (kept, NULL);
  return g_strjoinv (",", (char **) kept->pdata);
}

static void
read_all (Reading *r, VitJournal *j)
{
  g_free (j->title);
  j->title = read_text (r, "journal", "title");
  g_free (read_text (r, "journal", "source"));
  for (int s = 0; s < VIT_N_JOURNAL_SECTIONS; s++)
    {
      j->sources[s] = read_source (r, sections[s]);
      j->notes[s] = read_text (r, sections[s], "note");
    }
  read_widths (r, j);
  j->height = read_number (r, "height", "most", 10, 2000, 0);
  j->size = read_number (r, "text", "size", 2, 72, 9);
  j->smallest = read_number (r, "text", "smallest", 0, 72, 0);
  j->largest = read_number (r, "text", "largest", 0, 200, 0);
  j->smallest_index = read_number (r, "text", "smallest-index", 0, 72, 0);
  j->coloured = read_switch (r, "text", "coloured", true);
  j->families = read_families (r);
  j->editable = read_switch (r, "font", "editable", false);
  j->thinnest = read_number (r, "lines", "thinnest", 0, 10, 0);
  j->scale = read_number (r, "lines", "scale", 0.1, 10, 1);
  j->letters = read_text (r, "letters", "style");
  j->letter_size = read_number (r, "letters", "size", 2, 200, 0);
  j->letter_bold = read_switch (r, "letters", "bold", true);
  j->dpi[VIT_ART_LINE] = read_number (r, "resolution", "line", 20, 2400, 0);
  j->dpi[VIT_ART_COMBINATION] = read_number (r, "resolution", "combination", 20, 2400, 0);
  j->dpi[VIT_ART_HALFTONE] = read_number (r, "resolution", "halftone", 20, 2400, 0);
  j->contrast = read_number (r, "contrast", "least", 1, 21, 4.5);
  j->difference = read_number (r, "colours", "difference", 0, 100, VIT_LEAST_DIFFERENCE);
  j->caption = read_switch (r, "caption", "inside", true);
  g_autofree char *kinds = read_text (r, "files", "kinds");
  j->kinds = kinds ? g_strsplit (kinds, ";", -1) : NULL;
  if (!r->failed && j->largest > 0 && j->largest < MAX (j->smallest, j->size))
    fail (r, "text", "largest", "is smaller than the size or the smallest");
  if (!r->failed && j->size < j->smallest)
    fail (r, "text", "size", "is smaller than the smallest");
}

/* What nothing has asked for is a slip of the pen, and a rule that would not hold. */
static void
check_known (Reading *r)
{
  g_auto (GStrv) groups = g_key_file_get_groups (r->keys, NULL);
  for (char **group = groups; *group; group++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (r->keys, *group, NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *name = g_strconcat (*group, ".", *key, NULL);
          if (!g_hash_table_contains (r->read, name))
            fail (r, *group, *key, "is no rule");
        }
    }
}

static VitJournal *
parse (const char *name, const char *path, const char *text, GError **error)
{
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_autoptr (GError) inner = NULL;
  g_autoptr (VitJournal) journal = g_new0 (VitJournal, 1);
  if (!g_key_file_load_from_data (keys, text, strlen (text), G_KEY_FILE_NONE, &inner))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s:%u: are no rules of a journal: %s", path,
                   vit_study_text_find_damage (text), inner->message);
      return NULL;
    }
  g_autoptr (GHashTable) read = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Reading reading = { keys, path, text, read, error, false };
  journal->name = g_strdup (name);
  read_all (&reading, journal);
  check_known (&reading);
  if (!journal->title)
    journal->title = g_strdup (name);
  return reading.failed ? NULL : g_steal_pointer (&journal);
}

void
vit_journal_free (VitJournal *journal)
{
  if (!journal)
    return;
  g_free (journal->name);
  g_free (journal->title);
  for (int s = 0; s < VIT_N_JOURNAL_SECTIONS; s++)
    g_free (journal->notes[s]);
  g_strfreev (journal->width_names);
  g_free (journal->widths);
  g_free (journal->families);
  g_free (journal->letters);
  g_strfreev (journal->kinds);
  g_free (journal);
}

/* ---- Where they are ---- */

char *
vit_journal_dup_folder (void)
{
  return g_build_filename (g_get_user_config_dir (), "vitrine", "journals", NULL);
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

char **
vit_journal_list (void)
{
  /* In the order in which they are offered. */
  static const char *const own[] = { "nature", "aps",   "elsevier", "springer", "acs",
                                     "rsc",    "wiley", "slide",    "poster" };
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (gsize i = 0; i < G_N_ELEMENTS (own); i++)
    g_strv_builder_add (names, own[i]);
  g_autofree char *folder = vit_journal_dup_folder ();
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  g_autoptr (GPtrArray) found = g_ptr_array_new_with_free_func (g_free);
  for (const char *file; dir && (file = g_dir_read_name (dir));)
    if (g_str_has_suffix (file, ENDING) && g_utf8_validate (file, -1, NULL))
      g_ptr_array_add (found, g_strndup (file, strlen (file) - strlen (ENDING)));
  g_ptr_array_sort (found, compare_names);
  for (guint i = 0; i < found->len; i++)
    g_strv_builder_add (names, found->pdata[i]);
  return g_strv_builder_end (names);
}

static VitJournal *
load_file (const char *name, const char *path, GError **error)
{
  g_autofree char *text = NULL;
  gsize n;
  return vit_file_read (path, MAX_BYTES, &text, &n, error) ? parse (name, path, text, error) : NULL;
}

VitJournal *
vit_journal_load (const char *name, GError **error)
{
  g_return_val_if_fail (name, NULL);
  if (g_str_has_suffix (name, ENDING))
    {
      g_autofree char *base = g_path_get_basename (name);
      base[strlen (base) - strlen (ENDING)] = '\0';
      return load_file (base, name, error);
    }
  /* The user's own stand for those that come along. */
  g_autofree char *folder = vit_journal_dup_folder (), *file = g_strconcat (name, ENDING, NULL),
                  *path = g_build_filename (folder, file, NULL);
  bool plain = !strchr (name, '/') && *name && *name != '.';
  if (plain && g_file_test (path, G_FILE_TEST_EXISTS))
    return load_file (name, path, error);
  g_resources_register (vit_journals_get_resource ());
  g_autofree char *resource = g_strconcat (RESOURCES "/", file, NULL);
  g_autoptr (GBytes) bytes =
      plain ? g_resources_lookup_data (resource, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL) : NULL;
  if (bytes)
    {
      g_autofree char *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
      return parse (name, file, text, error);
    }
  g_auto (GStrv) names = vit_journal_list ();
  g_autofree char *list = g_strjoinv (", ", names);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "there is no journal \"%s\"; there are %s, and files that end in " ENDING, name,
               list);
  return NULL;
}

double
vit_journal_find_width (const VitJournal *journal, const char *name)
{
  g_return_val_if_fail (journal && name, NAN);
  for (guint i = 0; i < journal->n_widths; i++)
    if (strcmp (journal->width_names[i], name) == 0)
      return journal->widths[i];
  return NAN;
}
