/* vitrine-cli submit: a script that computes a study on a cluster. */

#include <limits.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/inputs.h"
#include "app/cli/options.h"
#include "app/cli/study-work.h"
#include "core/store/atomic-file.h"

static gboolean for_slurm;
static char *results_text, *output, *time_text;
static int n_jobs;

/* The program as it is called here: on the nodes it has the same path. */
static char *
dup_program (void)
{
  g_autofree char *path = g_file_read_link ("/proc/self/exe", NULL);
  return path ? g_steal_pointer (&path) : g_strdup ("vitrine-cli");
}

static bool
is_time (const char *text)
{
  size_t n = strspn (text, "0123456789:-");
  return n > 0 && text[n] == '\0';
}

static VitExit
write_script (const char *script)
{
  GError *error = NULL;
  if (!output)
    {
      fputs (script, stdout);
      return VIT_EXIT_GOOD;
    }
  if (!vit_file_replace (output, script, strlen (script), &error))
    return vit_cli_fail (error);
  g_print ("%s: submit it with: sbatch %s\n", output, output);
  return VIT_EXIT_GOOD;
}

VitExit
vit_command_submit (int argc, char **argv)
{
  static const GOptionEntry entries[] = {
    { "slurm", 0, 0, G_OPTION_ARG_NONE, &for_slurm, "A job array for Slurm", NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &output, "The script (default standard output)",
      "FILE" },
    { "results", 0, 0, G_OPTION_ARG_STRING, &results_text, "What is computed (default all)",
      "LIST" },
    { "jobs", 0, 0, G_OPTION_ARG_INT, &n_jobs,
      "Tasks of the array (default a fourth of the start times, at most 64)", "N" },
    { "limit", 0, 0, G_OPTION_ARG_STRING, &time_text, "Time limit of a task (default 04:00:00)",
      "HH:MM:SS" },
    { NULL },
  };
  VitExit exit;
  unsigned results;
  g_autoptr (GError) error = NULL;
  g_autofree char *words = vit_cli_describe_results ();
  if (!vit_cli_parse_study (
          entries, "STUDY --slurm",
          "Writes a script that computes a study as a job array. The files of the "
          "runs are looked at now, so that no task has to.",
          words, &argc, &argv, &exit))
    return exit;
  if (argc != 2 || !for_slurm)
    return vit_cli_usage ("submit", "one study and --slurm are needed");
  if (!vit_work_parse (results_text ? results_text : "all", &results, &error))
    return vit_cli_usage ("submit", "--results: %s", error->message);
  if (time_text && !is_time (time_text))
    return vit_cli_usage ("submit", "--limit is a time such as 04:00:00");
  vit_cli_reads (argv[1]);
  vit_cli_fill_store ();
  g_autoptr (VitProgress) progress = vit_cli_progress_new ();
  g_autoptr (VitAnalyses) analyses = vit_cli_open_study (argv[1], progress, &exit);
  if (!analyses)
    return exit;
  vit_cli_progress_end ();
  VitCache *cache = vit_analyses_get_cache (analyses);
  if (!cache || !vit_cache_fills_store (cache))
    {
      g_autofree char *why = vit_cli_dup_no_store (vit_analyses_get_study (analyses));
      g_printerr ("vitrine-cli: jobs need a store of results that can be written%s%s: give --store "
                  "DIR\n",
                  why ? ", and " : "", why ? why : "");
      return VIT_EXIT_DAMAGED;
    }
  if (!vit_cli_may_write ("submit", output, vit_analyses_get_study (analyses), &exit))
    return exit;
  g_autoptr (VitWork) work = vit_work_new (analyses, results, 0);
  if (vit_work_get_n (work) == 0)
    {
      g_printerr ("vitrine-cli: %s: there is no start time to compute\n", argv[1]);
      return VIT_EXIT_DAMAGED;
    }
  VitWorkSize size;
  vit_work_get_size (work, &size);
  size.n_jobs = n_jobs > 0 ? (size_t) n_jobs : size.n_jobs;
  size.threads = vit_cli_get_threads () > 0 ? (unsigned) vit_cli_get_threads () : size.threads;
  size.memory = vit_cli_get_memory (size.memory);
  g_autofree char *program = dup_program ();
  g_autofree char *study = g_canonicalize_filename (argv[1], NULL);
  g_autofree char *script = vit_work_dup_script (
      &size, program, study, vit_store_get_folder (vit_cache_get_store (cache)),
      results_text ? results_text : "all", time_text ? time_text : VIT_WORK_JOB_LIMIT);
  return write_script (script);
}
