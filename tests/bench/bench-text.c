/* Opens a trajectory without a cached index and reads every frame: `bench-text FILE [THREADS]`.
 * Prints seconds of both, and a checksum of the coordinates in units of 10⁻⁴ Å that the peers print
 * too. */

#include <glib.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "core/base/parallel.h"
#include "core/io/trajectory.h"

typedef struct
{
  VitTrajectory *run;
  gint64 *sums; /* per frame */
} Reading;

static bool
read_frames (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Reading *reading = data;
  for (size_t i = begin; i < end; i++)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (reading->run, i, error);
      if (!frame)
        return false;
      gint64 sum = 0;
      for (size_t k = 0; frame->fixed && k < 3 * frame->atoms->n; k++)
        sum += frame->fixed[k];
      for (size_t k = 0; frame->real && k < 3 * frame->atoms->n; k++)
        sum += llrint (frame->real[k] * 1e4);
      reading->sums[i] = sum;
    }
  return true;
}

int
main (int argc, char **argv)
{
  if (argc < 2)
    return 2;
  const char *const paths[] = { argv[1], NULL };
  VitTrajectoryOptions options = { .frame_cache_bytes = 1 };
  g_autoptr (GError) error = NULL;
  vit_parallel_set_n_threads (argc > 2 ? (unsigned) atoi (argv[2]) : 1);
  gint64 start = g_get_monotonic_time ();
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, &options, NULL, &error);
  if (!run)
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  gint64 opened = g_get_monotonic_time ();
  size_t n = vit_trajectory_get_n_frames (run);
  g_autofree gint64 *sums = g_new0 (gint64, n);
  Reading reading = { run, sums };
  if (!vit_parallel_for (n, 1, read_frames, &reading, NULL, &error))
    {
      fprintf (stderr, "%s\n", error->message);
      return 1;
    }
  gint64 done = g_get_monotonic_time (), sum = 0;
  for (size_t i = 0; i < n; i++)
    sum += sums[i];
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("seconds_index %.6f\nseconds %.6f\nchecksum %" G_GINT64_FORMAT "\npeak_rss_mib %.1f\n",
          (double) (opened - start) * 1e-6, (double) (done - opened) * 1e-6, sum,
          (double) usage.ru_maxrss / 1024);
  return 0;
}
