#include "app/cli/samples.h"

#include <math.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "core/base/error.h"

VitStudy *
vit_cli_samples_load (const char *command,
                      char **paths,
                      gboolean samples,
                      const char *model_path,
                      VitExit *exit,
                      GError **error)
{
  vit_cli_reads (model_path);
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

GPtrArray *
vit_cli_samples_choose (
    const char *command, VitStudy *study, char **labels, gboolean samples, VitExit *exit)
{
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
    if (samples || vit_run_get_shown (vit_study_get_run (study, r)))
      g_ptr_array_add (runs, vit_study_get_run (study, r));
  if (runs->len > 0)
    return g_steal_pointer (&runs);
  *exit = vit_cli_usage (command, "the study has no run that is shown; name one with --run");
  return NULL;
}

char **
vit_cli_samples_split (const char *text)
{
  char **parts = g_strsplit (text, ",", -1);
  for (char **part = parts; *part; part++)
    {
      g_strstrip (*part);
      if (g_str_has_prefix (*part, "column:"))
        memmove (*part, *part + strlen ("column:"), strlen (*part + strlen ("column:")) + 1);
    }
  return parts;
}

gboolean
vit_cli_samples_is_percent (double value)
{
  return value == 0 || (value > 0 && value < 100);
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
