/* Opens a packed trajectory with nothing known of it, then again, and reads frames here and there:
 * `bench-compressed FILE [THREADS]`. Prints seconds of each and what it held in memory. The cache
 * folder is VITRINE_CACHE_DIR, which must be new. */

#include <glib.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "core/base/parallel.h"
#include "core/io/trajectory.h"

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

static VitTrajectory *
open_run (const char *path)
{
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .frame_cache_bytes = 1, .use_index_cache = true };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, &options, NULL, &error);
  if (!run)
    {
      fprintf (stderr, "%s\n", error->message);
      exit (1);
    }
  return run;
}

/* Kept memory, not what it was at its most: pages that are mapped and in use. */
static double
get_resident_mib (void)
{
  g_autofree char *text = NULL;
  const char *p;
  long all = 0, resident = 0;
  if (g_file_get_contents ("/proc/self/statm", &text, NULL, NULL) && (p = text))
    sscanf (p, "%ld %ld", &all, &resident);
  return (double) resident * 4096 / (1 << 20);
}

int
main (int argc, char **argv)
{
  if (argc < 2 || !g_getenv ("VITRINE_CACHE_DIR"))
    return 2;
  vit_parallel_set_n_threads (argc > 2 ? (unsigned) atoi (argv[2]) : 1);
  double before = get_resident_mib (), begin = now ();
  g_autoptr (VitTrajectory) run = open_run (argv[1]);
  double opened = now ();
  g_autoptr (VitTrajectory) again = open_run (argv[1]);
  double reopened = now ();
  size_t n = vit_trajectory_get_n_frames (run), n_read = 20;
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  for (size_t i = 0; i < n_read; i++)
    {
      g_autoptr (VitFrame) frame =
          vit_trajectory_read_frame (run, (size_t) g_rand_int_range (random, 0, (int) n), NULL);
      if (!frame)
        return 1;
    }
  double done = now ();
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("seconds %.6f\nseconds_again %.6f\nseconds_frame %.6f\nframes %zu\nheld_mib %.1f\n"
          "peak_rss_mib %.1f\n",
          opened - begin, reopened - opened, (done - reopened) / (double) n_read, n,
          get_resident_mib () - before, (double) usage.ru_maxrss / 1024);
  return 0;
}
