/* Times the structure kernels on one configuration: see bench-structure.py, which runs it beside
 * its peers. Prints `seconds T` and what the work found; the peak memory of the process without and
 * with the work.
 *
 * bench-structure DUMP WORK [--copies N] [--threads N] [--repeat N] */

#include <inttypes.h>
#include <malloc.h>
#include <stdio.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/geometry/neighbours.h"
#include "core/structure/bond-order.h"
#include "core/structure/voronoi.h"
#include "tests/support/sample.h"

typedef void (*Work) (const Sample *sample, GString *found);

static void
neighbours_within (const Sample *sample, double cutoff, GString *found)
{
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (&sample->cell, sample->x, sample->n, cutoff, NULL, NULL);
  g_string_append_printf (found, "neighbours %zu\n", neighbours->offsets[sample->n]);
}

static void
work_neighbours_4 (const Sample *sample, GString *found)
{
  neighbours_within (sample, 4, found);
}

static void
work_neighbours_5 (const Sample *sample, GString *found)
{
  neighbours_within (sample, 5, found);
}

static void
work_nearest_14 (const Sample *sample, GString *found)
{
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_nearest (&sample->cell, sample->x, sample->n, 14, NULL, NULL);
  g_string_append_printf (found, "fifth %u\n", neighbours->indices[5]);
}

static VitVoronoi *
tessellate (const Sample *sample)
{
  g_autoptr (GError) error = NULL;
  VitVoronoi *voronoi = vit_voronoi_new (&sample->cell, sample->x, sample->n, 0, NULL, &error);
  if (!voronoi)
    g_error ("%s", error->message);
  return voronoi;
}

/* Everything of every cell is looked at, as the peer does. */
static void
read_cells (const VitVoronoi *voronoi, uint64_t *hash, double *volume, double *area, uint64_t *sum)
{
  const VitNeighbours *list = voronoi->neighbours;
  *hash = UINT64_C (14695981039346656037);
  *volume = *area = 0;
  *sum = 0;
  for (size_t i = 0; i < voronoi->n; i++)
    {
      uint64_t counts = 0; /* six bits each: faces with 3 … 12 edges */
      *volume += voronoi->volumes[i];
      for (size_t k = list->offsets[i]; k < list->offsets[i + 1]; k++)
        {
          if (voronoi->edges[k] < 13)
            counts += UINT64_C (1) << 6 * (voronoi->edges[k] - 3);
          *area += (double) voronoi->areas[k];
          *sum += list->indices[k];
        }
      *hash = (*hash ^ counts) * UINT64_C (1099511628211);
    }
}

static void
work_voronoi (const Sample *sample, GString *found)
{
  g_autoptr (VitVoronoi) voronoi = tessellate (sample);
  uint64_t hash, sum;
  double volume, area;
  read_cells (voronoi, &hash, &volume, &area, &sum);
  g_string_append_printf (found,
                          "faces %zu\nindices %016" PRIx64 "\nneighbours %" PRIu64
                          "\nvolume_sum %.6f\narea_sum %.4f\n",
                          voronoi->neighbours->offsets[sample->n], hash, sum, volume, area);
}

/* Voronoi cells, q6, w̄6, s(i,j) of every bond, crystalline bonds. */
static void
work_structure (const Sample *sample, GString *found)
{
  g_autoptr (VitVoronoi) voronoi = tessellate (sample);
  const VitNeighbours *list = voronoi->neighbours;
  g_autoptr (VitBondOrder) order =
      vit_bond_order_new (&sample->cell, sample->x, list, NULL, 6, false, NULL, NULL);
  g_autofree float *s = g_new (float, list->offsets[sample->n]);
  g_autofree uint16_t *crystalline = g_new (uint16_t, sample->n);
  vit_bond_order_similarity (order, list, s, NULL, NULL);
  vit_bond_order_count_crystalline (list, s, VIT_BOND_ORDER_CRYSTALLINE, crystalline);
  double q = 0, w = 0, n_crystalline = 0;
  for (size_t i = 0; i < sample->n; i++)
    {
      q += order->q[i];
      w += order->w[i];
      n_crystalline += crystalline[i];
    }
  g_string_append_printf (found, "q6 %.10f\nw6 %.10f\ncrystalline %.0f\n", q / (double) sample->n,
                          w / (double) sample->n, n_crystalline);
}

static const struct
{
  const char *name;
  Work work;
} works[] = {
  { "neighbours-4", work_neighbours_4 }, { "neighbours-5", work_neighbours_5 },
  { "nearest-14", work_nearest_14 },     { "voronoi", work_voronoi },
  { "structure", work_structure },
};

/* A line of /proc/self/status in MiB: VmRSS, resident now, or VmHWM, the most since forget_peak().
 * Not getrusage(), which remembers what the process was before it became this program. */
static double
resident (const char *name)
{
  g_autofree char *status = NULL;
  if (!g_file_get_contents ("/proc/self/status", &status, NULL, NULL))
    return 0;
  const char *line = strstr (status, name);
  return line ? g_ascii_strtod (line + strlen (name), NULL) / 1024 : 0;
}

/* What reading the input took goes back to the system, so that the work cannot hide in it. */
static void
forget_peak (void)
{
  malloc_trim (0);
  FILE *file = fopen ("/proc/self/clear_refs", "w");
  if (!file)
    return;
  fputs ("5", file);
  fclose (file);
}

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
  forget_peak ();
  double before = resident ("VmRSS:");
  for (size_t w = 0; w < G_N_ELEMENTS (works); w++)
    {
      if (strcmp (works[w].name, argv[2]) != 0)
        continue;
      double best = 1e300;
      g_autoptr (GString) found = g_string_new (NULL);
      for (int r = 0; r < repeat; r++)
        {
          g_string_truncate (found, 0);
          gint64 begin = g_get_monotonic_time ();
          works[w].work (sample, found);
          best = MIN (best, (double) (g_get_monotonic_time () - begin) * 1e-6);
        }
      printf ("seconds %.6f\nus_per_atom %.4f\n%speak_rss_mib %.1f\nbytes_per_atom %.0f\n", best,
              best * 1e6 / (double) sample->n, found->str, resident ("VmHWM:"),
              (resident ("VmHWM:") - before) * 1048576 / (double) sample->n);
      return 0;
    }
  fprintf (stderr, "unknown work: %s\n", argv[2]);
  return 2;
}
