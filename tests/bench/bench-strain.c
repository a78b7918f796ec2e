/* Times strain and D²min with their search of neighbours: see bench-strain.py, which runs it beside
 * LAMMPS. The later frame is the dump's own, stretched, sheared and shaken. Prints `seconds T`, the
 * median of the repeats, a checksum and the memory it took.
 *
 * bench-strain DUMP [--cutoff Å] [--threads N] [--repeat N] */

#include <stdio.h>
#include <stdlib.h>
#include <sys/resource.h>

#include "core/base/parallel.h"
#include "core/base/random.h"
#include "core/mechanics/nonaffine.h"
#include "tests/support/sample.h"

static Sample *
deform (const Sample *sample)
{
  static const double f[3][3] = { { 0.995, 0, 0.01 }, { 0, 0.995, 0 }, { 0, 0, 1.01 } };
  Sample *to = sample_new (&sample->cell, sample->n);
  uint64_t state = 1;
  for (int k = 0; k < 3; k++)
    for (int i = 0; i < 3; i++)
      to->cell.h[k][i] = f[i][0] * sample->cell.h[k][0] + f[i][1] * sample->cell.h[k][1] +
                         f[i][2] * sample->cell.h[k][2];
  for (size_t a = 0; a < sample->n; a++)
    for (size_t i = 0; i < 3; i++)
      to->x[3 * a + i] = f[i][0] * sample->x[3 * a] + f[i][1] * sample->x[3 * a + 1] +
                         f[i][2] * sample->x[3 * a + 2] +
                         0.3 * ((double) vit_random_below (&state, 1 << 20) / (1 << 19) - 1);
  return to;
}

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return x < y ? -1 : x > y;
}

int
main (int argc, char **argv)
{
  int threads = 1, repeat = 5;
  double cutoff = 5;
  GOptionEntry entries[] = {
    { "cutoff", 0, 0, G_OPTION_ARG_DOUBLE, &cutoff, "r_c", "Å" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads", "N" },
    { "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, "repeats after one to warm up", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("DUMP");
  g_autoptr (GError) error = NULL;
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || repeat < 1)
    {
      fprintf (stderr, "bench-strain DUMP [--cutoff Å] [--threads N] [--repeat N]\n");
      return 2;
    }
  vit_parallel_set_n_threads ((unsigned) threads);
  g_autoptr (Sample) from = sample_read (argv[1]);
  g_autoptr (Sample) to = deform (from);
  g_autofree double *seconds = g_new (double, repeat);
  double checksum = 0;
  for (int r = -1; r < repeat; r++)
    {
      VitNonaffineOptions options = { .cutoff = cutoff };
      gint64 begin = g_get_monotonic_time ();
      g_autoptr (VitNonaffine) result = vit_nonaffine_new (&from->cell, from->x, &to->cell, to->x,
                                                           from->n, true, &options, NULL, &error);
      if (r >= 0)
        seconds[r] = 1e-6 * (double) (g_get_monotonic_time () - begin);
      if (!result)
        {
          fprintf (stderr, "%s\n", error->message);
          return 1;
        }
      checksum = 0;
      for (size_t i = 0; i < result->n; i++)
        checksum += result->d2min[i] + result->mises[i] + result->rotation[i];
    }
  qsort (seconds, (size_t) repeat, sizeof *seconds, compare);
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("seconds %.6f\nchecksum %.17g\natoms %zu\npeak_rss_mib %.1f\n", seconds[repeat / 2],
          checksum, from->n, (double) usage.ru_maxrss / 1024);
  return 0;
}
