/* What every command that takes a study shares: options of the study on the command line, made from
 * their table, and the budgets of the program. */

#include "app/cli/options.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/premises.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/store/budget.h"
#include "core/store/cache-folder.h"
#include "core/store/shared-files.h"
#include "core/study/study-pack.h"

/* An option as given, in the order of the command line. */
typedef struct
{
  const VitOption *option;
  char *text;
} GivenOption;

static GArray *given;
static char *memory_text, *cache_size_text, *store_text;
static char *command_name;
static gboolean no_cache;
static int n_threads;
static VitColourRange saved_range;
static uint64_t usual_memory;

static void
clear_given (gpointer data)
{
  g_free (((GivenOption *) data)->text);
}

static bool
give (const VitOption *option, const char *text, GError **error)
{
  g_autoptr (VitOptions) scratch = vit_options_new ();
  g_autofree char *said = NULL;
  if (!vit_option_parse (option, text, scratch, &said, error))
    return false;
  if (said)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: values go from %g to %s%g",
                   option->alias ? option->alias : option->key, text, option->minimum,
                   option->below_maximum ? "below " : "", option->maximum);
      return false;
    }
  if (!given)
    {
      given = g_array_new (FALSE, FALSE, sizeof (GivenOption));
      g_array_set_clear_func (given, clear_given);
    }
  /* A file that is found from here is meant; another one is looked for beside the study. */
  bool here = option->type == VIT_OPTION_FILE && g_file_test (text, G_FILE_TEST_EXISTS);
  GivenOption one = { option, here ? g_canonicalize_filename (text, NULL) : g_strdup (text) };
  g_array_append_val (given, one);
  return true;
}

/* GROUP.KEY=VALUE */
static bool
give_assignment (const char *text, GError **error)
{
  const char *equals = strchr (text, '='),
             *dot = memchr (text, '.', equals ? (size_t) (equals - text) : 0);
  if (!dot)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s is not GROUP.KEY=VALUE", text);
      return false;
    }
  g_autofree char *group = g_strndup (text, (gsize) (dot - text)),
                  *key = g_strndup (dot + 1, (gsize) (equals - dot - 1));
  const VitOption *option = vit_option_find (group, key);
  if (option)
    return give (option, equals + 1, error);
  g_autofree char *name = g_strdup_printf ("%s.%s", group, key);
  const VitOption *nearest = vit_option_find_nearest (name);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "there is no option %s; the nearest is %s.%s (all: vitrine-cli options)", name,
               nearest->group, nearest->key);
  return false;
}

gboolean
vit_cli_take_option (const char *name, const char *value, gpointer data, GError **error)
{
  g_autoptr (GError) inner = NULL;
  size_t n;
  const VitOption *table = vit_option_list (&n);
  bool ok = true;
  name += strspn (name, "-");
  if (strcmp (name, "set") == 0)
    ok = give_assignment (value, &inner);
  /* One letter stands for the word that begins with it. */
  for (size_t i = 0; i < n && ok; i++)
    if (table[i].alias &&
        (strcmp (table[i].alias, name) == 0 ||
         (strlen (name) == 1 && *name == 't' && strcmp (table[i].alias, "time") == 0)))
      ok = give (&table[i], value ? value : "1", &inner);
  if (!ok)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "--%s: %s", name, inner->message);
  return ok;
}

static bool
is_named (const GOptionEntry *entries, const char *name)
{
  for (; entries->long_name; entries++)
    if (strcmp (entries->long_name, name) == 0)
      return true;
  return false;
}

/* A text without its markup. */
static char *
describe (const VitOption *option)
{
  GString *text = g_string_new (option->tooltip);
  if (option->type == VIT_OPTION_CHOICE)
    {
      g_string_append (text, ": ");
      for (const VitOptionChoice *c = option->choices; c->word; c++)
        g_string_append_printf (text, "%s%s", c == option->choices ? "" : ", ",
                                g_ascii_isdigit (*c->word) ? c->name : c->word);
    }
  else if (option->type == VIT_OPTION_NUMBER || option->type == VIT_OPTION_INTEGER)
    g_string_append_printf (text, " (default %g)", option->usual);
  return g_string_free (text, FALSE);
}

static const char *
get_placeholder (const VitOption *option)
{
  switch (option->type)
    {
    case VIT_OPTION_SWITCH:
      return "yes|no";
    case VIT_OPTION_CHOICE:
      return "WORD";
    case VIT_OPTION_INTEGER:
      return "N";
    case VIT_OPTION_NUMBER:
      return option->unit ? option->unit : "X";
    default:
      return "TEXT";
    }
}

static const GOptionEntry common[] = {
  VIT_CLI_PREMISE_ENTRIES{
      "set", 0, 0, G_OPTION_ARG_CALLBACK, vit_cli_take_option,
      "An option of the study; may be given several times (all: vitrine-cli options)",
      "GROUP.KEY=VALUE" },
  { "memory", 0, 0, G_OPTION_ARG_STRING, &memory_text,
    "Memory for results, as in 512MiB (default VITRINE_MEMORY, else 1GiB)", "SIZE" },
  { "cache-size", 0, 0, G_OPTION_ARG_STRING, &cache_size_text,
    "Disk for results, as in 4GiB (default VITRINE_CACHE_SIZE, else 1GiB)", "SIZE" },
  { "threads", 0, 0, G_OPTION_ARG_INT, &n_threads,
    "Threads (default SLURM_CPUS_PER_TASK, else the number of cores)", "N" },
  { "store", 0, 0, G_OPTION_ARG_FILENAME, &store_text,
    "Folder of results that are kept for good (default NAME.results beside the study)", "DIR" },
  { "no-cache", 0, 0, G_OPTION_ARG_NONE, &no_cache,
    "Results are neither looked up nor kept on disk", NULL },
  { NULL },
};

/* Own entries, short names of options, then what all commands share; @words gets the descriptions
 * that are made. */
static GArray *
new_entries (const GOptionEntry *own, GPtrArray *words)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  GArray *entries = g_array_new (TRUE, TRUE, sizeof (GOptionEntry));
  for (const GOptionEntry *entry = own; entry->long_name; entry++)
    g_array_append_val (entries, *entry);
  for (size_t i = 0; i < n; i++)
    if (table[i].alias && !is_named (own, table[i].alias) &&
        (entries->len == 0 || !is_named ((const GOptionEntry *) entries->data, table[i].alias)))
      {
        g_ptr_array_add (words, describe (&table[i]));
        GOptionEntry entry = { table[i].alias,
                               0,
                               table[i].type == VIT_OPTION_SWITCH ? G_OPTION_FLAG_OPTIONAL_ARG : 0,
                               G_OPTION_ARG_CALLBACK,
                               vit_cli_take_option,
                               words->pdata[words->len - 1],
                               get_placeholder (&table[i]) };
        g_array_append_val (entries, entry);
      }
  g_array_append_vals (entries, common, G_N_ELEMENTS (common) - 1);
  return entries;
}

/* What a job may use of its node; 0 outside of Slurm. */
static int
get_slurm_threads (void)
{
  const char *text = g_getenv ("SLURM_CPUS_PER_TASK");
  guint64 n;
  return text && g_ascii_string_to_unsigned (text, 10, 1, 4096, &n, NULL) ? (int) n : 0;
}

/* Commands that show nothing, with the one option of [view] that bears on what they do: scores may
 * be those at the playhead. */
static const struct
{
  const char *command, *key;
} blind[] = {
  { "run", "time" }, { "status", "time" }, { "submit", "time" }, { "pack", "time" },
  { "rank", NULL },  { "learn", NULL },    { "watch", NULL },    { "atoms", "filter-steps" },
};

/* What would be ignored is refused. */
static bool
check_views (const char *command, VitExit *exit)
{
  gsize at = 0;
  while (at < G_N_ELEMENTS (blind) && strcmp (blind[at].command, command) != 0)
    at++;
  for (guint i = 0; given && at < G_N_ELEMENTS (blind) && i < given->len; i++)
    {
      const VitOption *option = g_array_index (given, GivenOption, i).option;
      if (strcmp (option->group, "view") != 0 || g_strcmp0 (option->key, blind[at].key) == 0)
        continue;
      *exit = vit_cli_usage (command, "%s.%s (%s%s) bears on what is shown, and nothing is",
                             option->group, option->key, option->alias ? "--" : "--set",
                             option->alias ? option->alias : "");
      return false;
    }
  return true;
}

gboolean
vit_cli_parse_study (const GOptionEntry *entries,
                     const char *arguments,
                     const char *summary,
                     const char *description,
                     int *argc,
                     char ***argv,
                     VitExit *exit)
{
  g_autofree char *command = g_strdup ((*argv)[0]);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) all = new_entries (entries, words);
  uint64_t size;
  command_name = g_strdup (command);
  if (!vit_cli_parse_described ((const GOptionEntry *) (void *) all->data, arguments, summary,
                                description, argc, argv, exit))
    return FALSE;
  if (memory_text && !vit_budget_parse (memory_text, &size))
    *exit = vit_cli_usage (command, "--memory %s is no size such as 512MiB", memory_text);
  else if (cache_size_text && !vit_budget_parse (cache_size_text, &size))
    *exit = vit_cli_usage (command, "--cache-size %s is no size such as 4GiB", cache_size_text);
  else if (check_views (command, exit))
    {
      vit_parallel_set_n_threads ((unsigned) (n_threads > 0 ? n_threads : get_slurm_threads ()));
      /* Indices are not remembered either. */
      if (no_cache)
        g_setenv ("VITRINE_CACHE_DIR", "", TRUE);
      return TRUE;
    }
  return FALSE;
}

int
vit_cli_get_threads (void)
{
  return n_threads;
}

uint64_t
vit_cli_get_memory (uint64_t usual)
{
  uint64_t bytes = 0;
  if (memory_text && vit_budget_parse (memory_text, &bytes))
    return bytes;
  return vit_budget_get (0, "VITRINE_MEMORY", usual);
}

static uint64_t
get_memory (void)
{
  if (usual_memory > 0)
    return usual_memory;
  uint64_t bytes = 0;
  return memory_text && vit_budget_parse (memory_text, &bytes) ? bytes : 0;
}

void
vit_cli_set_usual_memory (uint64_t bytes)
{
  usual_memory = bytes;
}

gboolean
vit_cli_wants_cache (void)
{
  g_autofree char *folder = vit_cache_folder_dup ("results");
  return !no_cache && folder;
}

static char *packed;
static bool fills;

void
vit_cli_set_packed (const char *folder)
{
  g_free (packed);
  packed = g_strdup (folder);
}

void
vit_cli_fill_store (void)
{
  fills = true;
}

char *
vit_cli_dup_store (VitStudy *study)
{
  if (store_text)
    return g_canonicalize_filename (store_text, NULL);
  /* What is in a pack cannot be computed again. */
  return no_cache && !vit_study_get_pack (study) ? NULL : vit_study_dup_store (study);
}

char *
vit_cli_dup_no_store (VitStudy *study)
{
  g_autofree char *folder = vit_cli_dup_store (study), *why = NULL;
  if (folder)
    return NULL;
  return no_cache ? g_strdup ("--no-cache leaves it out") : vit_study_dup_no_store (study);
}

/* Open the store of a study. Returns: %false after a message: one that was asked for is none. */
static bool
open_store (VitStudy *study, VitStore **store)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = vit_cli_dup_store (study);
  *store = NULL;
  if (!folder || (!fills && !store_text && !vit_store_is (folder)))
    return true;
  *store = vit_store_open (folder, fills, &error);
  if (*store && fills && !vit_store_check_writable (*store, &error))
    g_clear_pointer (store, vit_store_unref);
  if (!error)
    {
      vit_shared_files_add (folder, fills);
      return true;
    }
  if (store_text)
    {
      g_printerr ("vitrine-cli: %s\n", error->message);
      return false;
    }
  g_printerr ("%s: %s is used instead (warning)\n", error->message,
              no_cache ? "nothing" : "the cache");
  return true;
}

/* The cache with the store of a study, as far as there are both. */
static bool
open_kept (VitStudy *study, VitCache **cache)
{
  VitStore *store;
  *cache = NULL;
  if (!open_store (study, &store))
    return false;
  g_autoptr (VitCache) own = vit_cli_open_cache (NULL);
  *cache = store ? vit_cache_open_around (own, store, fills) : own ? vit_cache_ref (own) : NULL;
  g_clear_pointer (&store, vit_store_unref);
  return true;
}

static uint64_t cache_budget;

void
vit_cli_tell_dropped (void)
{
  unsigned n = vit_cache_count_dropped ();
  if (n == 0)
    return;
  g_autofree char *size = g_format_size_full (cache_budget, G_FORMAT_SIZE_IEC_UNITS);
  g_printerr ("vitrine-cli: the cache may take %s, and %u results of this command are not kept: "
              "they will be computed again; give --cache-size, or fill a store with run "
              "(warning)\n",
              size, n);
}

VitCache *
vit_cli_open_cache (GError **error)
{
  uint64_t bytes = 0;
  if (no_cache)
    return NULL;
  if (cache_size_text)
    vit_budget_parse (cache_size_text, &bytes);
  VitCache *cache = vit_cache_open (NULL, bytes, error);
  cache_budget = cache ? vit_cache_get_budget (cache) : 0;
  if (cache && packed)
    vit_cache_add_store (cache, packed, false);
  return cache;
}

gboolean
vit_cli_is_given (const char *group, const char *key)
{
  const VitOption *option = vit_option_find (group, key);
  for (guint i = 0; given && i < given->len; i++)
    if (g_array_index (given, GivenOption, i).option == option)
      return TRUE;
  return FALSE;
}

static void
print_notes (VitStudy *study)
{
  GPtrArray *notes = vit_study_get_notes (study);
  for (guint i = 0; i < notes->len; i++)
    g_printerr ("%s (warning)\n", (const char *) notes->pdata[i]);
  g_ptr_array_set_size (notes, 0);
}

/* Reset a saved range of colours where the command line names another quantity. */
static void
judge_range (VitStudy *study)
{
  const VitOption *column = vit_option_find ("view", "colour-column");
  g_autoptr (VitOptions) saved = vit_options_copy (vit_study_get_options (study));
  for (guint i = 0; given && i < given->len; i++)
    {
      const GivenOption *one = &g_array_index (given, GivenOption, i);
      if (one->option == column)
        vit_study_set_option (study, "view", "colour-column", one->text, NULL);
    }
  if (!vit_option_equal (column, saved, vit_study_get_options (study)))
    {
      vit_study_set_option (study, "view", "colour-minimum", NULL, NULL);
      vit_study_set_option (study, "view", "colour-maximum", NULL, NULL);
    }
  saved_range = vit_study_get_range (study, vit_study_get_options (study)->view.colour_column);
}

VitColourRange
vit_cli_get_range (void)
{
  return saved_range;
}

void
vit_cli_apply_options (VitStudy *study)
{
  judge_range (study);
  for (guint i = 0; given && i < given->len; i++)
    {
      const GivenOption *one = &g_array_index (given, GivenOption, i);
      vit_study_set_option (study, one->option->group, one->option->key, one->text, NULL);
    }
  print_notes (study);
}

gboolean
vit_cli_check_runs (const char *command, VitStudy *study, VitExit *exit)
{
  for (guint i = 0; given && i < given->len; i++)
    {
      const VitOption *option = g_array_index (given, GivenOption, i).option;
      g_autofree char *lost =
          option->type == VIT_OPTION_RUN ? vit_study_dup_lost_run (study, option) : NULL;
      if (!lost)
        continue;
      *exit = vit_cli_usage (command, "%s", lost);
      return FALSE;
    }
  return TRUE;
}

/* ---- Opening with them ---- */

VitAnalyses *
vit_cli_open (VitStudy *study, VitProgress *progress, VitExit *exit)
{
  vit_cli_apply_options (study);
  if (!vit_cli_check_runs (command_name, study, exit))
    return NULL;
  if (!vit_cli_give_study_premises (command_name, study, TRUE))
    {
      *exit = VIT_EXIT_USAGE;
      return NULL;
    }
  return vit_cli_open_runs (study, progress, exit);
}

VitAnalyses *
vit_cli_open_runs (VitStudy *study, VitProgress *progress, VitExit *exit)
{
  GError *error = NULL;
  g_autoptr (VitCache) cache = NULL;
  if (!open_kept (study, &cache))
    {
      *exit = VIT_EXIT_DAMAGED;
      return NULL;
    }
  g_autoptr (VitAnalyses) analyses = vit_analyses_new (study, cache);
  vit_analyses_set_memory (analyses, get_memory ());
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.1, "Opening the runs");
  bool open = vit_analyses_open_sync (analyses, progress, &error);
  vit_progress_leave (progress, whole);
  if (!open)
    {
      *exit = vit_cli_fail (error);
      return NULL;
    }
  bool sure = true;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      VitTrajectory *trajectory = vit_run_get_trajectory (run);
      if (trajectory)
        vit_cli_print_run_problems (trajectory, vit_run_get_timeline (run));
      if (vit_run_get_trajectory (run))
        vit_cli_print_idle_of_run (study, run);
      sure = vit_cli_check_run (vit_run_get_label (run), run) && sure;
    }
  if (!sure)
    {
      g_printerr ("vitrine-cli: a premise is in doubt (--strict)\n");
      *exit = VIT_EXIT_DAMAGED;
      return NULL;
    }
  return g_steal_pointer (&analyses);
}

VitAnalyses *
vit_cli_open_study (const char *path, VitProgress *progress, VitExit *exit)
{
  GError *error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  if (!study)
    {
      *exit = vit_cli_fail (error);
      return NULL;
    }
  if (fills && vit_study_get_pack (study))
    {
      *exit = vit_cli_usage (command_name, "%s is a pack, which gets no more results", path);
      return NULL;
    }
  VitAnalyses *analyses = vit_cli_open (study, progress, exit);
  for (guint i = 0; analyses && i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (vit_run_get_error (run))
        g_printerr ("vitrine-cli: %s: %s\n", vit_run_get_label (run),
                    vit_run_get_error (run)->message);
    }
  return analyses;
}
