#include "core/results/work-status.h"

#include <fcntl.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/results/shares.h"

/* Seconds between signs of a process, and after which it counts as gone. */
#define TOLD 5
#define GONE 300

/* Sizes of jobs: units that are worth a job, and jobs that are worth having. */
#define UNITS_PER_JOB 4
#define MOST_JOBS 64
#define THREADS 4

/* Memory of a job, bytes: of the program, and per atom of the largest frame: what is read of a
 * file, frames that are kept, and a start time in flight. Measured. */
#define BASE_MEMORY ((uint64_t) 256 << 20)
#define MEMORY_PER_ATOM 1000

/* ---- Signs of processes ---- */

static char *
new_sign_path (VitWork *work)
{
  VitStore *store = vit_cache_get_store (vit_work_get_cache (work));
  g_autofree char *folder = store ? vit_store_dup_path (store, "processes") : NULL;
  return folder ? g_build_filename (folder, vit_store_get_writer (), NULL) : NULL;
}

void
vit_work_tell_pace (VitWork *work, size_t n_computed)
{
  static gint64 began, told;
  g_return_if_fail (work);
  gint64 now = g_get_monotonic_time ();
  if (began == 0)
    began = now;
  if (told > 0 && now - told < TOLD * G_USEC_PER_SEC)
    return;
  told = now;
  g_autofree char *path = new_sign_path (work);
  g_autofree char *text =
      g_strdup_printf ("%zu %.3f %s %d\n", n_computed, (double) (now - began) / G_USEC_PER_SEC,
                       g_get_host_name (), (int) getpid ());
  int fd = path ? open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644) : -1;
  if (fd < 0)
    return;
  if (write (fd, text, strlen (text)) < 0)
    g_debug ("%s: cannot be written", path);
  close (fd);
}

void
vit_work_end_pace (VitWork *work)
{
  g_return_if_fail (work);
  g_autofree char *path = new_sign_path (work);
  if (path)
    unlink (path);
}

static void
add_paces (VitWork *work, VitWorkStatus *status)
{
  VitStore *store = vit_cache_get_store (vit_work_get_cache (work));
  g_autofree char *folder = g_build_filename (vit_store_get_folder (store), "processes", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  while (dir && (name = g_dir_read_name (dir)))
    {
      struct stat info;
      g_autofree char *path = g_build_filename (folder, name, NULL), *text = NULL;
      char *end;
      /* One that was killed while it wrote says nothing. */
      if (stat (path, &info) != 0 || !g_file_get_contents (path, &text, NULL, NULL) || !*text)
        continue;
      if (now - info.st_mtim.tv_sec > GONE)
        {
          /* It was killed. */
          if (now - info.st_mtim.tv_sec > 100 * GONE)
            unlink (path);
          continue;
        }
      double n = g_ascii_strtod (text, &end), seconds = g_ascii_strtod (end, &end);
      g_auto (GStrv) who = g_strsplit_set (g_strstrip (end), " ", 2);
      if (who[0] && who[1] && vit_share_has_ended (who[0], who[1]))
        continue;
      status->n_processes++;
      if (seconds > 0)
        status->rate += n / seconds;
    }
}

/* ---- The status ---- */

char *
vit_work_dup_claims (VitWork *work)
{
  g_return_val_if_fail (work, NULL);
  g_autofree char *name = vit_work_dup_name (work);
  VitStore *store = vit_cache_get_store (vit_work_get_cache (work));
  return store ? g_build_filename (vit_store_get_folder (store), "claims", name, NULL) : NULL;
}

void
vit_work_get_status (VitWork *work, VitWorkStatus *status)
{
  g_return_if_fail (work && status);
  *status = (VitWorkStatus){ .n = vit_work_get_n (work) };
  status->n_runs = vit_work_get_n_places (work);
  status->runs = g_malloc0_n (MAX (status->n_runs, 1), sizeof *status->runs);
  vit_work_refresh (work);
  vit_work_check (work);
  for (size_t unit = 0; unit < status->n; unit++)
    {
      guint i = vit_work_get_place (work, unit);
      bool done = vit_work_is_done (work, unit, false);
      status->runs[i].n++;
      status->runs[i].n_done += done;
      status->n_done += done;
    }
  status->finished = true;
  for (size_t run = 0; run < vit_work_get_n_runs (work) && status->finished; run++)
    status->finished = vit_work_is_run_done (work, run, false);
  status->complete =
      status->n + vit_work_get_n_runs (work) > 0 && status->n_done == status->n && status->finished;
  status->left = NAN;
  g_autofree char *claims = vit_work_dup_claims (work);
  if (!claims)
    return;
  status->n_claimed = MIN (vit_share_count_claims (claims, status->n), status->n - status->n_done);
  add_paces (work, status);
  if (status->rate > 0)
    status->left = (double) (status->n - status->n_done) / status->rate;
}

void
vit_work_status_clear (VitWorkStatus *status)
{
  g_clear_pointer (&status->runs, g_free);
}

/* A time left, for people. */
static char *
dup_duration (double seconds)
{
  if (seconds < 90)
    return g_strdup_printf ("%.0f s", seconds);
  if (seconds < 5400)
    return g_strdup_printf ("%.0f min", seconds / 60);
  return seconds < 172800 ? g_strdup_printf ("%.1f h", seconds / 3600)
                          : g_strdup_printf ("%.1f days", seconds / 86400);
}

char *
vit_work_status_dup_text (const VitWorkStatus *status, VitStudy *study)
{
  g_return_val_if_fail (status && VIT_IS_STUDY (study), NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  for (guint i = 0; i < MIN (status->n_runs, vit_study_get_n_runs (study)); i++)
    g_string_append_printf (text, "%s: %zu of %zu start times\n",
                            vit_run_get_label (vit_study_get_run (study, i)),
                            status->runs[i].n_done, status->runs[i].n);
  g_string_append_printf (text, "all: %zu of %zu done, %zu missing, %zu of them claimed\n",
                          status->n_done, status->n, status->n - status->n_done, status->n_claimed);
  if (status->n_processes > 0)
    {
      g_autofree char *left = isfinite (status->left) ? dup_duration (status->left) : NULL;
      g_string_append_printf (text, "%zu processes are at it: %.3g start times an hour%s%s\n",
                              status->n_processes, status->rate * 3600,
                              left ? ", left: about " : "", left ? left : "");
    }
  if (status->n_done == status->n && !status->finished)
    g_string_append (text, "what is made of whole runs is missing: vitrine-cli run --finish\n");
  if (status->complete)
    g_string_append (text, "complete\n");
  return g_strdup (text->str);
}

/* ---- Jobs ---- */

void
vit_work_get_size (VitWork *work, VitWorkSize *size)
{
  g_return_if_fail (work && size);
  VitStudy *study = vit_analyses_get_study (vit_work_get_analyses (work));
  size_t most_atoms = 0;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitTrajectory *trajectory = vit_run_get_trajectory (vit_study_get_run (study, i));
      VitFrameInfo info;
      for (size_t f = 0; trajectory && f < vit_trajectory_get_n_frames (trajectory); f++)
        {
          vit_trajectory_get_frame_info (trajectory, f, &info);
          most_atoms = MAX (most_atoms, info.n_atoms);
        }
    }
  size->n_jobs = CLAMP (vit_work_get_n (work) / UNITS_PER_JOB, 1, MOST_JOBS);
  size->threads = THREADS;
  size->memory = BASE_MEMORY + (uint64_t) most_atoms * MEMORY_PER_ATOM;
}

/* A word for a shell. */
static void
add_word (GString *script, const char *option, const char *word)
{
  g_autofree char *quoted = g_shell_quote (word);
  g_string_append_printf (script, " \\\n  %s%s", option, quoted);
}

char *
vit_work_dup_script (const VitWorkSize *size,
                     const char *program,
                     const char *study,
                     const char *store,
                     const char *results,
                     const char *time)
{
  g_return_val_if_fail (size && program && study && results && time, NULL);
  g_autofree char *base = g_path_get_basename (study), *name = g_strdup (base);
  char *dot = strrchr (name, '.');
  if (dot && dot > name)
    *dot = '\0';
  for (char *c = name; *c; c++)
    if (!g_ascii_isalnum (*c) && !strchr ("-_.", *c))
      *c = '_';
  uint64_t mib = (size->memory >> 20) + 1;
  g_autoptr (GString) script = g_string_new ("#!/bin/bash\n");
  g_string_append_printf (
      script,
      "#SBATCH --job-name=%s\n"
      "#SBATCH --array=0-%zu\n"
      "#SBATCH --ntasks=1\n"
      "#SBATCH --cpus-per-task=%u\n"
      "#SBATCH --mem=%" G_GUINT64_FORMAT "M\n"
      "#SBATCH --time=%s\n"
      "#SBATCH --signal=B:TERM@60\n"
      "#SBATCH --open-mode=append\n"
      "# A task that is stopped loses nothing: submit the script again for what "
      "is missing.\n",
      name, size->n_jobs - 1, size->threads, mib + mib / 4, time);
  g_autofree char *quoted = g_shell_quote (program);
  g_autofree char *memory = g_strdup_printf ("%" G_GUINT64_FORMAT "MiB", mib);
  g_string_append_printf (script, "exec %s run", quoted);
  add_word (script, "", study);
  if (store)
    add_word (script, "--store=", store);
  add_word (script, "--results=", results);
  add_word (script, "--memory=", memory);
  g_string_append_printf (script, " \\\n  --shard=\"$SLURM_ARRAY_TASK_ID/%zu\"\n", size->n_jobs);
  return g_strdup (script->str);
}
