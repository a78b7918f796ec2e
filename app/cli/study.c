/* vitrine-cli study */

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "core/io/file-names.h"
#include "core/io/formats.h"

static char *model_path, *output, *title;
static char **labels, **logs;
static char *test_log, *quench_log;
static double stress, frequency;
static gboolean has_stress;
static gboolean one_run;

/* No number stands for a stress that was not given. */
static gboolean
take_stress (const char *name, const char *value, gpointer data, GError **error)
{
  char *end;
  stress = g_ascii_strtod (value, &end);
  has_stress = *value && !*end && isfinite (stress);
  if (!has_stress)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s %s is no finite number", name,
                 value);
  return has_stress;
}

static const GOptionEntry entries[] = {
  { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output,
    "The study; one that exists keeps what it has", "S.vitrine" },
  { "model", 'm', 0, G_OPTION_ARG_FILENAME, &model_path, "T_ML model", "MODEL" },
  VIT_CLI_TEMPERATURE_ENTRY{ "label", 0, 0, G_OPTION_ARG_STRING_ARRAY, &labels,
                             "Label of a run, in the order of the files", "TEXT" },
  { "log", 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &logs,
    "LAMMPS log or strain file of a run, in that order", "FILE" },
  { "stress", 0, 0, G_OPTION_ARG_CALLBACK, take_stress, "Applied to the runs", "GPA" },
  { "frequency", 0, 0, G_OPTION_ARG_DOUBLE, &frequency, "Of a cyclic loading of the runs", "HZ" },
  { "stress-strain-log", 0, 0, G_OPTION_ARG_FILENAME, &test_log,
    "Log of a tension or compression test of the glass: its yield", "FILE" },
  { "quench-log", 0, 0, G_OPTION_ARG_FILENAME, &quench_log,
    "Log of its quench: volume against temperature", "FILE" },
  { "one-run", 0, 0, G_OPTION_ARG_NONE, &one_run, "The files are parts of one run", NULL },
  { "title", 0, 0, G_OPTION_ARG_STRING, &title, "Title of the study", "TEXT" },
  VIT_CLI_ORDER_ENTRY VIT_CLI_RUN_ENTRIES{ NULL },
};

static void
add_run (VitStudy *study, const char *const *paths, guint index)
{
  g_autoptr (VitRun) run = vit_run_new (paths);
  vit_cli_give_premises (run);
  if (has_stress)
    g_object_set (run, "stress", stress, NULL);
  if (frequency > 0)
    g_object_set (run, "frequency", frequency, NULL);
  if (labels && index < g_strv_length (labels))
    g_object_set (run, "label", labels[index], NULL);
  if (logs && index < g_strv_length (logs))
    {
      g_autofree char *absolute = g_canonicalize_filename (logs[index], NULL);
      g_object_set (run, "log", absolute, NULL);
    }
  vit_study_add_run (study, run);
}

/* A log of the glass rather than of a run. */
static void
set_log (VitStudy *study, const char *key, const char *path)
{
  g_autofree char *absolute = path ? g_canonicalize_filename (path, NULL) : NULL;
  if (absolute)
    vit_study_set_option (study, "mechanics", key, absolute, NULL);
}

/* What files there have to be, besides the runs. */
static const char *
find_missing_file (void)
{
  const char *const files[] = { model_path, test_log, quench_log };
  for (gsize i = 0; i < G_N_ELEMENTS (files); i++)
    if (files[i] && !g_file_test (files[i], G_FILE_TEST_EXISTS))
      return files[i];
  for (char **log = logs; log && *log; log++)
    if (!g_file_test (*log, G_FILE_TEST_EXISTS))
      return *log;
  return NULL;
}

/* Each file must be of a format that is read: all else is found out when the study is used. */
static gboolean
check_formats (const char *const *paths, GError **error)
{
  g_auto (GStrv) all = vit_expand_patterns (paths, error);
  for (char **path = all; path && *path; path++)
    {
      g_autoptr (VitSource) source = vit_source_open_late (*path, error);
      if (!source || !vit_formats_find (source, error))
        return FALSE;
    }
  return all != NULL;
}

/* Under --strict the runs are opened, as they will be, and are beyond doubt. */
static gboolean
check_runs (VitStudy *study, VitExit *exit)
{
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_runs (study, progress, exit);
  gboolean sure = TRUE;
  for (guint i = 0; analyses && i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      const GError *error = vit_run_get_error (run);
      if (error)
        g_printerr ("vitrine-cli: %s: %s\n", vit_run_get_label (run), error->message);
      sure = vit_cli_check_tml (vit_run_get_label (run), vit_analyses_get_tml (analyses, run)) &&
             !error && sure;
    }
  if (!analyses || !sure)
    {
      *exit = analyses ? VIT_EXIT_DAMAGED : *exit;
      return FALSE;
    }
  *exit = vit_cli_study_exit (study);
  return *exit == VIT_EXIT_GOOD;
}

VitExit
vit_command_study (int argc, char **argv)
{
  VitExit exit;
  GError *error = NULL;
  if (!vit_cli_parse_study (entries, "FILE… -o S.vitrine", "Makes a study, or adds runs to one.",
                            NULL, &argc, &argv, &exit))
    return exit;
  for (int i = 1; i < argc; i++)
    vit_cli_reads (argv[i]);
  for (char **log = logs; log && *log; log++)
    vit_cli_reads (*log);
  vit_cli_reads (model_path);
  vit_cli_reads (test_log);
  vit_cli_reads (quench_log);
  if (!vit_cli_may_write ("study", output, NULL, &exit))
    return exit;
  gboolean exists = output && g_file_test (output, G_FILE_TEST_EXISTS);
  if (!output || (argc < 2 && !exists))
    return vit_cli_usage ("study", "FILE… and -o S.vitrine are needed");
  if (find_missing_file ())
    return vit_cli_usage ("study", "%s: there is no such file", find_missing_file ());
  g_autoptr (VitStudy) study = exists ? vit_study_load (output, &error) : vit_study_new ();
  if (!study)
    return vit_cli_fail (error);
  vit_cli_apply_options (study);
  if (model_path)
    vit_study_set_model_path (study, model_path);
  set_log (study, "stress-strain-log", test_log);
  set_log (study, "quench-log", quench_log);
  if (title)
    vit_study_set_title (study, title);
  for (int i = 1; i < argc; i++)
    if (!strpbrk (argv[i], "*?[") && !g_file_test (argv[i], G_FILE_TEST_EXISTS))
      return vit_cli_usage ("study", "%s: there is no such file", argv[i]);
  if (argc > 1 && !check_formats ((const char *const *) argv + 1, &error))
    return vit_cli_fail (error);
  if (one_run && argc > 1)
    vit_cli_order_files (argv + 1);
  if (one_run && argc > 1)
    add_run (study, (const char *const *) argv + 1, 0);
  for (int i = 1; i < argc && !one_run; i++)
    add_run (study, (const char *const[]){ argv[i], NULL }, (guint) i - 1);
  if (!vit_cli_check_runs ("study", study, &exit))
    return exit;
  if (!vit_cli_give_study_premises ("study", study, argc < 2))
    return VIT_EXIT_USAGE;
  if (vit_cli_strict && !check_runs (study, &exit))
    return exit;
  /* What does not act for want of a log is known without opening the run. */
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    vit_cli_print_idle_of_run (study, vit_study_get_run (study, i));
  if (!vit_study_save (study, output, &error))
    return vit_cli_fail (error);
  return VIT_EXIT_GOOD;
}
