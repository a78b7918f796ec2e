/* Times the structure kernels on one configuration: see bench-structure.py, which runs it beside
 * its peers. Prints `seconds T` and a checksum for the work named.
 *
 * bench-structure DUMP WORK [--copies N] [--threads N] [--repeat N] */

#include <stdio.h>
#include <string.h>
#include <sys/resource.h>

#include "core/base/parallel.h"
#include "core/geometry/neighbours.h"
#include "core/structure/bond-order.h"
#include "core/structure/voronoi.h"
#include "tests/support/sample.h"

typedef double (*Work) (const Sample *sample);

static double
neighbours_within (const Sample *sample, double cutoff)
{
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (&sample->cell, sample->x, sample->n, cutoff, NULL, NULL);
  return (double) neighbours->offsets[sample->n];
}

static double
work_neighbours_4 (const Sample *sample)
{
  return neighbours_within (sample, 4);
}

static double
work_neighbours_5 (const Sample *sample)
{
  return neighbours_within (sample, 5);
}

static double
work_nearest_14 (const Sample *sample)
{
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_nearest (&sample->cell, sample->x, sample->n, 14, NULL, NULL);
  return neighbours->indices[5];
}

/* What the input alone takes. */
static double
work_nothing (const Sample *sample)
{
  return (double) sample->n;
}

/* Volumes, faces with area, edges and neighbour, and the index of every cell. */
static VitVoronoi *
tessellate (const Sample *sample, double *checksum)
{
  VitVoronoi *voronoi = vit_voronoi_new (&sample->cell, sample->x, sample->n, 0, NULL, NULL);
  for (size_t i = 0; i < sample->n; i++)
    {
      VitVoronoiIndex index = vit_voronoi_get_index (voronoi, i);
      *checksum += voronoi->volumes[i] + index.n[2];
    }
  return voronoi;
}

static double
work_voronoi (const Sample *sample)
{
  double checksum = 0;
  g_autoptr (VitVoronoi) voronoi = tessellate (sample, &checksum);
  return checksum;
}

/* The same with q6, ŵ6 and s(i,j). */
static double
work_voronoi_order (const Sample *sample)
{
  double checksum = 0;
  g_autoptr (VitVoronoi) voronoi = tessellate (sample, &checksum);
  g_autoptr (VitBondOrder) order = vit_bond_order_new (
      &sample->cell, sample->x, voronoi->neighbours, NULL, 6, false, NULL, NULL);
  size_t bonds = voronoi->neighbours->offsets[sample->n];
  g_autofree float *s = g_new (float, bonds);
  vit_bond_order_similarity (order, voronoi->neighbours, s, NULL, NULL);
  for (size_t i = 0; i < sample->n; i++)
    checksum += order->q[i] + order->w[i];
  return checksum + (double) s[0];
}

static const struct
{
  const char *name;
  Work work;
} works[] = {
  { "nothing", work_nothing },
  { "voronoi", work_voronoi },
  { "voronoi-order", work_voronoi_order },
  { "neighbours-4", work_neighbours_4 },
  { "neighbours-5", work_neighbours_5 },
  { "nearest-14", work_nearest_14 },
};

int
main (int argc, char **argv)
{
  int copies = 1, threads = 1, repeat = 1;
  GOptionEntry entries[] = {
    { "copies", 0, 0, G_OPTION_ARG_INT, &copies, "copies along each box vector", "N" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads", "N" },
    { "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, "take the fastest of N", "N" },
    { NULL },
  };
  g_autoptr (GOptionContext) context = g_option_context_new ("DUMP WORK");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, NULL) || argc != 3)
    return 2;
  g_autoptr (Sample) small = sample_read (argv[1]);
  g_autoptr (Sample) sample = sample_replicate (small, (int[3]){ copies, copies, copies });
  vit_parallel_set_n_threads ((unsigned) threads);
  for (size_t w = 0; w < G_N_ELEMENTS (works); w++)
    {
      if (strcmp (works[w].name, argv[2]) != 0)
        continue;
      double best = 1e300, checksum = 0;
      for (int r = 0; r < repeat; r++)
        {
          gint64 begin = g_get_monotonic_time ();
          checksum = works[w].work (sample);
          best = MIN (best, (double) (g_get_monotonic_time () - begin) * 1e-6);
        }
      struct rusage usage;
      getrusage (RUSAGE_SELF, &usage);
      printf ("atoms %zu\nseconds %.6f\nus_per_atom %.4f\nchecksum %.12g\npeak_rss_mib %.1f\n",
              sample->n, best, best * 1e6 / (double) sample->n, checksum, usage.ru_maxrss / 1024.0);
      return 0;
    }
  fprintf (stderr, "unknown work: %s\n", argv[2]);
  return 2;
}
