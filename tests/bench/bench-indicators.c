/* Times each static indicator per atom beside Voronoi cells and q6, on one configuration and
 * several sizes of it, one thread unless said otherwise: the median of rounds that go through all
 * works in turn.
 *
 * bench-indicators DUMP [--copies N,N,…] [--threads N] [--rounds N] [--only NAME] [--check]
 *
 * With --check it fails where all indicators together take more than 2.5 times the cells and q6. */

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "core/base/parallel.h"
#include "core/structure/bond-order.h"
#include "core/structure/chemical-order.h"
#include "core/structure/delaunay.h"
#include "core/structure/interstices.h"
#include "core/structure/pair-entropy.h"
#include "core/structure/surroundings.h"
#include "tests/support/sample.h"

#define GOAL 2.5
#define MOST_ROUNDS 50
#define MOST_SIZES 8
#define CUTOFF 3.85

/* What works share, as the structure of a frame does. */
typedef struct
{
  const Sample *sample;
  VitVoronoi *voronoi;
  VitDelaunay *delaunay;
  VitNeighbours *near;
  double *values, *others;
  uint32_t *counts;
  uint16_t *partial;
  VitInterstices *interstices;
} Bench;

static double sigma[4] = { 2.575, 2.765, 2.765, 3.165 };
static VitShells shells = { 2, sigma };

static void
stop_at (gboolean done)
{
  if (!done)
    g_error ("a work failed");
}

static void
do_voronoi (Bench *b)
{
  const Sample *s = b->sample;
  g_clear_pointer (&b->voronoi, vit_voronoi_unref);
  b->voronoi = vit_voronoi_new (&s->cell, s->x, s->n, 0, NULL, NULL);
  stop_at (b->voronoi != NULL);
}

static void
do_order (Bench *b)
{
  const Sample *s = b->sample;
  g_autoptr (VitBondOrder) order =
      vit_bond_order_new (&s->cell, s->x, b->voronoi->neighbours, NULL, 6, false, NULL, NULL);
  stop_at (order != NULL);
}

static void
do_dual (Bench *b)
{
  const Sample *s = b->sample;
  g_clear_pointer (&b->voronoi, vit_voronoi_unref);
  g_clear_pointer (&b->delaunay, vit_delaunay_free);
  b->voronoi = vit_voronoi_new_dual (&s->cell, s->x, s->n, 0, &b->delaunay, NULL, NULL);
  stop_at (b->voronoi != NULL);
}

static void
do_tetrahedra (Bench *b)
{
  const Sample *s = b->sample;
  stop_at (vit_delaunay_measure (b->delaunay, &s->cell, s->x, s->types, &shells, 1.5, b->values,
                                 b->others, NULL, NULL, NULL));
}

static void
do_interstices (Bench *b)
{
  const Sample *s = b->sample;
  static const double radii[3] = { 0, 1.26, 1.58 };
  stop_at (vit_interstices_measure (&s->cell, s->x, b->voronoi->neighbours, s->types, radii,
                                    b->interstices, NULL, NULL));
}

static void
do_neighbours (Bench *b)
{
  const Sample *s = b->sample;
  g_clear_pointer (&b->near, vit_neighbours_unref);
  b->near = vit_neighbours_new_cutoff (&s->cell, s->x, s->n, CUTOFF, NULL, NULL);
  vit_chemical_order_count (s->types, 2, b->near, b->partial);
}

static void
do_quadruples (Bench *b)
{
  const Sample *s = b->sample;
  stop_at (vit_quadruples_measure (&s->cell, s->x, b->near, true, s->types, &shells, b->counts,
                                   b->values, NULL, NULL));
}

static void
do_deviation (Bench *b)
{
  const Sample *s = b->sample;
  stop_at (vit_bond_deviation (&s->cell, s->x, b->near, s->types, &shells, b->values, NULL, NULL));
}

static void
do_entropy (Bench *b)
{
  const Sample *s = b->sample;
  static const VitPairEntropyOptions usual = { .reach = 5, .width = 0.2, .step = 0.02 };
  stop_at (vit_pair_entropy (&s->cell, s->x, s->types, s->n, 2, &usual, b->values, NULL, NULL));
}

static void
average (Bench *b, size_t n_columns)
{
  const Sample *s = b->sample;
  const double *from[32];
  double *to[32];
  for (size_t c = 0; c < n_columns; c++)
    {
      from[c] = b->values;
      to[c] = b->others;
    }
  stop_at (vit_surroundings_average (&s->cell, s->x, s->n, 3, from, to, n_columns, NULL, NULL));
}

static void
do_average (Bench *b)
{
  average (b, 1);
}

static void
do_averages (Bench *b)
{
  average (b, 32);
}

/* In this order: later works take what earlier ones leave. */
typedef enum
{
  BASIS,     /* what the others are compared with */
  INDICATOR, /* counted among all */
  BESIDE,
} Kind;

static const struct
{
  const char *name;
  void (*work) (Bench *b);
  Kind kind;
} works[] = {
  { "Voronoi cells", do_voronoi, BASIS },
  { "q6, w6", do_order, BASIS },
  { "cells with tetrahedra", do_dual, INDICATOR },
  { "omega, overpacking", do_tetrahedra, INDICATOR },
  { "interstices, packing", do_interstices, INDICATOR },
  { "neighbours, cn, density", do_neighbours, INDICATOR },
  { "n_tet, tetrahedricity", do_quadruples, INDICATOR },
  { "bond deviation", do_deviation, INDICATOR },
  { "s2", do_entropy, INDICATOR },
  { "an average", do_average, BESIDE },
  { "32 averages", do_averages, BESIDE },
};

#define N_WORKS G_N_ELEMENTS (works)

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

/* µs: other programs on the machine do not count, as far as caches are not shared. */
static double
get_processor_time (void)
{
  struct timespec now;
  clock_gettime (CLOCK_PROCESS_CPUTIME_ID, &now);
  return 1e6 * (double) now.tv_sec + 1e-3 * (double) now.tv_nsec;
}

/* Medians, µs an atom. @only: (nullable): of that work alone, whose needs are met once. */
static void
measure (const Sample *sample, int rounds, const char *only, double medians[N_WORKS])
{
  size_t n = sample->n;
  double seconds[N_WORKS][MOST_ROUNDS];
  Bench b = { .sample = sample,
              .values = g_new0 (double, n),
              .others = g_new (double, n),
              .counts = g_new (uint32_t, n),
              .partial = g_new (uint16_t, 2 * n),
              .interstices = g_new (VitInterstices, n) };
  for (int round = 0; round < rounds; round++)
    for (size_t w = 0; w < N_WORKS; w++)
      {
        if (round > 0 && only && strcmp (only, works[w].name) != 0)
          {
            seconds[w][round] = 0;
            continue;
          }
        double begin = get_processor_time ();
        works[w].work (&b);
        seconds[w][round] = get_processor_time () - begin;
      }
  for (size_t w = 0; w < N_WORKS; w++)
    {
      qsort (seconds[w], (size_t) rounds, sizeof seconds[w][0], compare);
      medians[w] = seconds[w][rounds / 2] / (double) n;
    }
  vit_voronoi_unref (b.voronoi);
  vit_delaunay_free (b.delaunay);
  vit_neighbours_unref (b.near);
  g_free (b.values);
  g_free (b.others);
  g_free (b.counts);
  g_free (b.partial);
  g_free (b.interstices);
}

int
main (int argc, char **argv)
{
  g_autofree char *copies = NULL;
  int threads = 1, rounds = 7, n_sizes = 0;
  g_autofree char *only = NULL;
  gboolean check = FALSE;
  const GOptionEntry entries[] = {
    { "copies", 0, 0, G_OPTION_ARG_STRING, &copies, "along each edge", "N,N,…" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "", "N" },
    { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "", "N" },
    { "only", 0, 0, G_OPTION_ARG_STRING, &only, "one work over and over, for a profiler", "NAME" },
    { "check", 0, 0, G_OPTION_ARG_NONE, &check, "test the goal", NULL },
    { NULL }
  };
  g_autoptr (GError) error = NULL;
  GOptionContext *context = g_option_context_new ("DUMP");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2)
    g_error ("%s", error ? error->message : "bench-indicators DUMP");
  vit_parallel_set_n_threads ((unsigned) threads);
  g_autoptr (Sample) sample = sample_read (argv[1]);
  g_auto (GStrv) sizes = g_strsplit (copies ? copies : "2,3", ",", -1);
  double medians[MOST_SIZES][N_WORKS], basis[MOST_SIZES] = { 0 }, all[MOST_SIZES] = { 0 };
  printf ("%-26s", "µs an atom");
  for (char **size = sizes; *size && n_sizes < MOST_SIZES; size++, n_sizes++)
    {
      int times = atoi (*size);
      g_autoptr (Sample) large = sample_replicate (sample, (int[3]){ times, times, times });
      measure (large, CLAMP (rounds, 1, MOST_ROUNDS), only, medians[n_sizes]);
      printf (" %10zu", large->n);
    }
  printf ("   by cells\n");
  for (size_t w = 0; w < N_WORKS; w++)
    {
      printf ("%-26s", works[w].name);
      for (int s = 0; s < n_sizes; s++)
        {
          printf (" %10.3f", medians[s][w]);
          basis[s] += works[w].kind == BASIS ? medians[s][w] : 0;
          all[s] += works[w].kind == INDICATOR || w == 1 ? medians[s][w] : 0;
        }
      printf (" %10.2f\n", medians[n_sizes - 1][w] / medians[n_sizes - 1][0]);
    }
  double ratio = all[n_sizes - 1] / basis[n_sizes - 1];
  printf ("%-26s", "all indicators and q6");
  for (int s = 0; s < n_sizes; s++)
    printf (" %10.3f", all[s]);
  printf ("\n%-26s %.2f of cells and q6 (goal %.1f)\n", "ratio", ratio, GOAL);
  printf ("%-26s %.2f\n", "largest by smallest", all[n_sizes - 1] / all[0]);
  return check && ratio > GOAL;
}
