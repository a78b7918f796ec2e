#include "app/cli/samples.h"

#include <math.h>
#include <string.h>
#include <sys/stat.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "core/base/error.h"
#include "core/results/column.h"

VitCliTarget vit_cli_target;

/* ---- The target ---- */

/* 0, as when it is not given, or above 0 and below 100. */
static bool
is_percent (double value)
{
  return value == 0 || (value > 0 && value < 100);
}

static bool
has_twice (const double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    for (size_t k = 0; k < i; k++)
      if (values[i] == values[k])
        return true;
  return false;
}

bool
vit_cli_target_check (const char *command, VitExit *exit)
{
  const VitCliTarget *target = &vit_cli_target;
  size_t n = 0;
  g_autofree double *times = target->times ? vit_cli_parse_numbers (target->times, &n) : NULL;
  if (!is_percent (target->top) || !is_percent (target->bottom))
    *exit =
        vit_cli_usage (command, "--top and --bottom are more than 0 and less than 100 per cent");
  else if (target->top > 0 && target->bottom > 0)
    *exit = vit_cli_usage (command, "either --top or --bottom");
  else if (target->times && !times)
    *exit = vit_cli_usage (command, "--time %s is no list of numbers", target->times);
  else if (times && has_twice (times, n))
    *exit = vit_cli_usage (command, "--time %s names a time twice", target->times);
  else if (strcmp (target->name, VIT_COLUMN_OF_FILE) == 0)
    *exit = vit_cli_usage (command, "--target %s names no column", target->name);
  else if (vit_cli_is_given ("view", "filter"))
    *exit = vit_cli_usage (command, "--where bears on what is drawn, not on %s", command);
  else
    return true;
  return false;
}

VitIndicatorWish
vit_cli_target_wish (double **times)
{
  const VitCliTarget *target = &vit_cli_target;
  size_t n = 0;
  *times = target->times ? vit_cli_parse_numbers (target->times, &n) : NULL;
  return (VitIndicatorWish){ .target = target->name,
                             .top = target->bottom > 0 ? target->bottom : target->top,
                             .bottom = target->bottom > 0,
                             .interval = target->interval,
                             .times = *times,
                             .n_times = n,
                             .samples = target->samples };
}

/* ---- Runs ---- */

/* A sample that is there twice counts twice, and narrows every band. */
static bool
check_once (const char *command, char **paths, VitExit *exit)
{
  g_autoptr (GHashTable) seen = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (char **path = paths; *path; path++)
    {
      struct stat info;
      if (stat (*path, &info) != 0)
        continue;
      char *key = g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GUINT64_FORMAT,
                                   (guint64) info.st_dev, (guint64) info.st_ino);
      const char *other = g_hash_table_lookup (seen, key);
      if (other)
        {
          g_free (key);
          *exit = strcmp (other, *path) == 0
                      ? vit_cli_usage (command, "%s is given twice as a sample", *path)
                      : vit_cli_usage (command, "%s and %s are the same file, and one sample",
                                       other, *path);
          return false;
        }
      g_hash_table_insert (seen, key, *path);
    }
  return true;
}

VitStudy *
vit_cli_samples_load (const char *command, char **paths, VitExit *exit, GError **error)
{
  gboolean samples = vit_cli_target.samples;
  vit_cli_reads (vit_cli_target.model);
  for (char **path = paths; *path; path++)
    vit_cli_reads (*path);
  if (!samples && !paths[1] && vit_cli_is_study (paths[0]))
    return vit_study_load (paths[0], error);
  g_autoptr (VitStudy) study = vit_study_new ();
  if (!samples)
    {
      vit_cli_order_files (paths);
      g_autoptr (VitRun) run = vit_run_new ((const char *const *) paths);
      vit_study_add_run (study, run);
      return g_steal_pointer (&study);
    }
  if (!check_once (command, paths, exit))
    return NULL;
  for (char **path = paths; *path; path++)
    {
      if (vit_cli_is_study (*path))
        {
          *exit = vit_cli_usage (command, "%s is a study, and no sample", *path);
          return NULL;
        }
      const char *const one[] = { *path, NULL };
      g_autoptr (VitRun) run = vit_run_new (one);
      vit_study_add_run (study, run);
    }
  return g_steal_pointer (&study);
}

VitAnalyses *
vit_cli_samples_open (VitStudy *study, VitProgress *progress, VitExit *exit)
{
  if (vit_cli_target.model)
    vit_study_set_model_path (study, vit_cli_target.model);
  return vit_cli_open (study, progress, exit);
}

GPtrArray *
vit_cli_samples_choose (const char *command, VitStudy *study, VitExit *exit)
{
  char **labels = vit_cli_target.labels;
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  guint n = vit_study_get_n_runs (study);
  for (char **label = labels; label && *label; label++)
    {
      guint before = runs->len;
      for (guint r = 0; r < n; r++)
        if (strcmp (vit_run_get_label (vit_study_get_run (study, r)), *label) == 0)
          g_ptr_array_add (runs, vit_study_get_run (study, r));
      if (runs->len == before)
        {
          g_autofree char *said = vit_study_dup_nearest_run (study, *label);
          *exit = vit_cli_usage (command, "%s", said);
          return NULL;
        }
    }
  for (guint r = 0; r < n && !labels; r++)
    if (vit_cli_target.samples || vit_run_get_shown (vit_study_get_run (study, r)))
      g_ptr_array_add (runs, vit_study_get_run (study, r));
  if (runs->len > 0)
    return g_steal_pointer (&runs);
  *exit = vit_cli_usage (command, "the study has no run that is shown; name one with --run");
  return NULL;
}

void
vit_cli_samples_print_notes (GPtrArray *notes)
{
  for (guint k = 0; k < notes->len; k++)
    g_printerr ("vitrine-cli: %s (warning)\n", (const char *) notes->pdata[k]);
}

void
vit_cli_samples_add_notes (JsonBuilder *b, GPtrArray *notes)
{
  json_builder_set_member_name (b, "notes");
  json_builder_begin_array (b);
  for (guint k = 0; k < notes->len; k++)
    json_builder_add_string_value (b, notes->pdata[k]);
  json_builder_end_array (b);
}

gboolean
vit_cli_take_length (const char *name, const char *value, double *length, GError **error)
{
  char *end;
  *length = g_ascii_strtod (value, &end);
  if (*value && !*end && isfinite (*length) && *length >= 0)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s %s is no length in Å", name,
               value);
  return FALSE;
}
