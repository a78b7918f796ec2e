/* Reads a log, or averages the displacements of a run whose frames are in memory already:
 * `bench-curves log FILE` or `bench-curves msd FILE THREADS [direct]`. Prints seconds, and numbers
 * that the peers print too. */

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/io/thermo-log.h"
#include "core/motion/msd.h"

static int
fail (const GError *error)
{
  fprintf (stderr, "%s\n", error->message);
  return 1;
}

static int
bench_log (const char *path)
{
  g_autoptr (GError) error = NULL;
  gint64 start = g_get_monotonic_time ();
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (path, NULL, &error);
  gint64 end = g_get_monotonic_time ();
  if (!log)
    return fail (error);
  double sum = 0;
  size_t rows = 0;
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      const double *column = vit_thermo_log_get_column (log, s, "Pzz");
      rows += vit_thermo_log_get_n_rows (log, s);
      for (size_t i = 0; column && i < vit_thermo_log_get_n_rows (log, s); i++)
        sum += column[i];
    }
  printf ("seconds %.6f\nrows %zu\nchecksum %.10g\n", (double) (end - start) * 1e-6, rows, sum);
  return 0;
}

static bool
read_frames (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  for (size_t i = begin; i < end; i++)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (data, i, error);
      if (!frame)
        return false;
    }
  return true;
}

static int
bench_msd (const char *path, unsigned threads, bool direct)
{
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .frame_cache_bytes = (size_t) 1 << 31 };
  g_autoptr (GError) error = NULL;
  vit_parallel_set_n_threads (threads);
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, &options, NULL, &error);
  g_autoptr (VitPremises) given = vit_premises_new ();
  vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, "0.001");
  g_autoptr (VitTimeline) timeline = run ? vit_timeline_new (run, given, NULL, &error) : NULL;
  if (!timeline ||
      !vit_parallel_for (vit_trajectory_get_n_frames (run), 1, read_frames, run, NULL, &error))
    return fail (error);
  VitMsdOptions how = { .motion = { .frame = VIT_MOTION_RAW, .keep_drift = true },
                        .method = direct ? VIT_MSD_DIRECT : VIT_MSD_AUTO };
  gint64 start = g_get_monotonic_time ();
  g_autoptr (VitMsd) msd = vit_msd_new (run, timeline, &how, NULL, &error);
  gint64 end = g_get_monotonic_time ();
  if (!msd)
    return fail (error);
  printf ("seconds %.6f\n", (double) (end - start) * 1e-6);
  for (size_t k = 0; k < msd->n; k++)
    printf ("msd %.6g %u %.12g %.12g\n", msd->lags[k], msd->origins[k], msd->msd[k],
            msd->alpha2[k]);
  return 0;
}

int
main (int argc, char **argv)
{
  if (argc == 3 && strcmp (argv[1], "log") == 0)
    return bench_log (argv[2]);
  if (argc >= 4 && strcmp (argv[1], "msd") == 0)
    return bench_msd (argv[2], (unsigned) atoi (argv[3]), argc > 4);
  return 2;
}
