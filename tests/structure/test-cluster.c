#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/cluster.h"
#include "tests/support/sample.h"

#define EDGE 6

/* A simple cubic lattice of EDGE³ sites, 1 Å apart; site (a, b, c) is (a·EDGE + b)·EDGE + c. */
static Sample *
make_lattice (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ -1, 0, 1 },
                            (double[3]){ EDGE - 1, EDGE, EDGE + 1 });
  Sample *sample = sample_new (&cell, EDGE * EDGE * EDGE);
  for (int i = 0; i < EDGE * EDGE * EDGE; i++)
    {
      sample->x[3 * i] = i / (EDGE * EDGE);
      sample->x[3 * i + 1] = i / EDGE % EDGE;
      sample->x[3 * i + 2] = i % EDGE;
    }
  return sample;
}

static int
site (int a, int b, int c)
{
  return (a % EDGE * EDGE + b % EDGE) * EDGE + c % EDGE;
}

static VitClusters *
clusters_of (const Sample *sample, const uint8_t *flags, double cutoff)
{
  g_autoptr (GError) error = NULL;
  VitClusters *clusters =
      vit_clusters_new (&sample->cell, sample->x, sample->n, flags, cutoff, NULL, &error);
  g_assert_no_error (error);
  return clusters;
}

static void
assert_cluster (
    const VitClusters *clusters, size_t c, size_t size, unsigned wraps, unsigned dimension)
{
  g_assert_cmpuint (clusters->n_clusters, >, c);
  g_assert_cmpuint (clusters->clusters[c].size, ==, size);
  for (int k = 0; k < 3; k++)
    g_assert_cmpint (clusters->clusters[c].wraps[k], ==, wraps >> k & 1);
  g_assert_cmpuint (clusters->clusters[c].dimension, ==, dimension);
  size_t counted = 0;
  for (size_t i = 0; i < clusters->n; i++)
    if (clusters->labels[i] == (int32_t) c)
      {
        if (counted == 0)
          g_assert_cmpuint (clusters->clusters[c].first, ==, i);
        counted++;
      }
  g_assert_cmpuint (counted, ==, size);
}

static void
test_bars (void)
{
  g_autoptr (Sample) lattice = make_lattice ();
  uint8_t flags[EDGE * EDGE * EDGE] = { 0 };
  for (int k = 0; k < 3; k++)
    {
      memset (flags, 0, sizeof flags);
      for (int a = 0; a < EDGE; a++)
        flags[site (k == 0 ? a : 2, k == 1 ? a : 2, k == 2 ? a : 2)] = 1;
      g_autoptr (VitClusters) bar = clusters_of (lattice, flags, 1.1);
      g_assert_cmpuint (bar->n_clusters, ==, 1);
      assert_cluster (bar, 0, EDGE, 1u << k, 1);
      g_assert_false (bar->wraps_all);
      /* One atom less spans the box just as far, but does not go around it. */
      flags[site (2, 2, 2)] = 0;
      flags[site (4, 4, 4)] = 1;
      g_autoptr (VitClusters) cut = clusters_of (lattice, flags, 1.1);
      g_assert_cmpuint (cut->n_clusters, ==, 2);
      assert_cluster (cut, 0, EDGE - 1, 0, 0);
      assert_cluster (cut, 1, 1, 0, 0);
    }
}

static void
test_planes (void)
{
  g_autoptr (Sample) lattice = make_lattice ();
  uint8_t flags[EDGE * EDGE * EDGE] = { 0 };
  for (int a = 0; a < EDGE; a++)
    for (int b = 0; b < EDGE; b++)
      flags[site (a, 3, b)] = 1;
  g_autoptr (VitClusters) sheet = clusters_of (lattice, flags, 1.1);
  assert_cluster (sheet, 0, EDGE * EDGE, 5, 2);
  for (int b = 0; b < EDGE; b++)
    flags[site (1, b, 1)] = 1;
  g_autoptr (VitClusters) network = clusters_of (lattice, flags, 1.1);
  assert_cluster (network, 0, EDGE * EDGE + EDGE - 1, 7, 3);
  g_assert_true (network->wraps_all);

  /* Two bars side by side: each wraps one way, none wraps both. */
  memset (flags, 0, sizeof flags);
  for (int a = 0; a < EDGE; a++)
    flags[site (a, 0, 0)] = flags[site (3, a, 3)] = 1;
  g_autoptr (VitClusters) bars = clusters_of (lattice, flags, 1.1);
  g_assert_cmpuint (bars->n_clusters, ==, 2);
  assert_cluster (bars, 0, EDGE, 1, 1);
  assert_cluster (bars, 1, EDGE, 2, 1);
  g_assert_true (bars->wraps[0] && bars->wraps[1] && !bars->wraps[2]);
}

/* A body diagonal comes back through a corner; a staircase that goes twice around x while going
 * once around y is one thread. */
static void
test_diagonal (void)
{
  g_autoptr (Sample) lattice = make_lattice ();
  uint8_t flags[EDGE * EDGE * EDGE] = { 0 };
  for (int a = 0; a < EDGE; a++)
    flags[site (a, a, a)] = 1;
  g_autoptr (VitClusters) diagonal = clusters_of (lattice, flags, 1.8);
  assert_cluster (diagonal, 0, EDGE, 7, 1);
  g_assert_true (diagonal->wraps_all);
  g_autoptr (VitClusters) apart = clusters_of (lattice, flags, 1.7);
  g_assert_cmpuint (apart->n_clusters, ==, EDGE);

  memset (flags, 0, sizeof flags);
  for (int a = 0; a < 2 * EDGE; a++)
    {
      flags[site (a, a / 2, 0)] = 1;
      flags[site (a + 1, a / 2, 0)] = 1;
    }
  g_autoptr (VitClusters) stairs = clusters_of (lattice, flags, 1.1);
  g_assert_true (stairs->clusters[0].wraps[0] && stairs->clusters[0].wraps[1]);
  g_assert_false (stairs->clusters[0].wraps[2]);
}

static void
test_order (void)
{
  g_autoptr (Sample) lattice = make_lattice ();
  uint8_t flags[EDGE * EDGE * EDGE] = { 0 };
  flags[site (0, 0, 0)] = 1;
  flags[site (0, 2, 0)] = 1;
  flags[site (2, 0, 0)] = flags[site (2, 0, 1)] = 1;
  flags[site (4, 3, 0)] = flags[site (4, 4, 0)] = flags[site (4, 5, 0)] = 1;
  g_autoptr (VitClusters) clusters = clusters_of (lattice, flags, 1.1);
  g_assert_cmpuint (clusters->n_clusters, ==, 4);
  g_assert_cmpuint (clusters->n_marked, ==, 7);
  assert_cluster (clusters, 0, 3, 0, 0);
  assert_cluster (clusters, 1, 2, 0, 0);
  g_assert_cmpint (clusters->labels[site (0, 0, 0)], ==, 2);
  g_assert_cmpint (clusters->labels[site (0, 2, 0)], ==, 3);
  g_assert_cmpint (clusters->labels[site (5, 5, 5)], ==, -1);

  memset (flags, 0, sizeof flags);
  g_autoptr (VitClusters) none = clusters_of (lattice, flags, 1.1);
  g_assert_cmpuint (none->n_clusters, ==, 0);
  g_autoptr (Sample) empty = sample_new (&lattice->cell, 0);
  g_autoptr (VitClusters) nothing = clusters_of (empty, flags, 1.1);
  g_assert_cmpuint (nothing->n_clusters, ==, 0);
}

static void
random_flags (uint8_t *flags, size_t n, double fraction)
{
  for (size_t i = 0; i < n; i++)
    flags[i] = g_test_rand_double () < fraction;
}

/* Eight copies of a box hold the same clusters if they are droplets; a cluster that wraps grows
 * with the box and wraps on. */
static void
test_replicate (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (Sample) big = sample_replicate (glass, (int[3]){ 2, 2, 2 });
  g_autofree uint8_t *flags = g_new (uint8_t, big->n);
  for (int part = 1; part <= 4; part++)
    {
      random_flags (flags, glass->n, 0.08 * part);
      for (int copy = 1; copy < 8; copy++)
        memcpy (flags + copy * glass->n, flags, glass->n);
      g_autoptr (VitClusters) small = clusters_of (glass, flags, 3.85);
      g_autoptr (VitClusters) large = clusters_of (big, flags, 3.85);
      g_assert_cmpuint (large->n_marked, ==, 8 * small->n_marked);
      size_t droplets[2] = { 0, 0 };
      for (size_t c = 0; c < small->n_clusters; c++)
        droplets[0] += small->clusters[c].dimension == 0;
      for (size_t c = 0; c < large->n_clusters; c++)
        droplets[1] += large->clusters[c].dimension == 0;
      g_assert_cmpuint (droplets[1], ==, 8 * droplets[0]);
      for (int k = 0; k < 3; k++)
        g_assert_cmpint (small->wraps[k], ==, large->wraps[k]);
    }
}

/* Order of the atoms, images they are given as, and threads change nothing but the labels. */
static void
test_permute (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  size_t n = glass->n;
  g_autoptr (Sample) other = sample_new (&glass->cell, n);
  g_autofree uint8_t *flags = g_new (uint8_t, n);
  g_autofree uint8_t *other_flags = g_new (uint8_t, n);
  random_flags (flags, n, 0.19);
  for (size_t i = 0; i < n; i++)
    {
      size_t to = n - 1 - i;
      other_flags[to] = flags[i];
      for (int k = 0; k < 3; k++)
        other->x[3 * to + k] =
            glass->x[3 * i + k] + g_test_rand_int_range (-2, 3) * glass->cell.h[k][k];
    }
  g_autoptr (VitClusters) a = clusters_of (glass, flags, 3.85);
  g_autoptr (VitClusters) b = clusters_of (other, other_flags, 3.85);
  g_assert_cmpuint (a->n_clusters, ==, b->n_clusters);
  for (size_t c = 0; c < a->n_clusters; c++)
    g_assert_cmpuint (a->clusters[c].size, ==, b->clusters[c].size);
  for (int k = 0; k < 3; k++)
    g_assert_cmpint (a->wraps[k], ==, b->wraps[k]);
  for (size_t i = 1; i < n; i++)
    if (flags[i] && flags[i - 1])
      g_assert_cmpint (a->labels[i] == a->labels[i - 1], ==,
                       b->labels[n - 1 - i] == b->labels[n - i]);
  vit_parallel_set_n_threads (3);
  g_autoptr (VitClusters) c = clusters_of (glass, flags, 3.85);
  g_assert_cmpmem (a->labels, n * sizeof *a->labels, c->labels, n * sizeof *c->labels);
  vit_parallel_set_n_threads (0);
}

/* The threshold is where the clusters of the atoms above it begin to wrap. */
static void
test_threshold (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  size_t n = glass->n;
  g_autofree double *values = g_new (double, n);
  g_autofree uint8_t *flags = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    values[i] = 2 * g_test_rand_int_range (50, 850);
  values[7] = NAN;
  VitPercolation percolation;
  g_assert_true (vit_percolation_thresholds (&glass->cell, glass->x, n, values, 3.85, 0, 0,
                                             &percolation, NULL, NULL, NULL));
  for (int k = 0; k < 4; k++)
    {
      double threshold = k < 3 ? percolation.axis[k] : percolation.all;
      for (int above = 0; above < 2; above++)
        {
          for (size_t i = 0; i < n; i++)
            flags[i] = above ? values[i] > threshold : values[i] >= threshold;
          g_autoptr (VitClusters) clusters = clusters_of (glass, flags, 3.85);
          g_assert_cmpint (k < 3 ? clusters->wraps[k] : clusters->wraps_all, ==, !above);
        }
    }

  VitPercolation a[3], b[3], again;
  g_assert_true (vit_percolation_thresholds (&glass->cell, glass->x, n, values, 3.85, 5, 3,
                                             &percolation, a, NULL, NULL));
  g_assert_true (vit_percolation_thresholds (&glass->cell, glass->x, n, values, 3.85, 5, 3, &again,
                                             b, NULL, NULL));
  g_assert_cmpmem (a, sizeof a, b, sizeof b);
  g_assert_cmpmem (&percolation, sizeof again, &again, sizeof again);
  g_assert_true (a[0].all != a[1].all || a[1].all != a[2].all);
  /* Values without spatial order percolate near the same fraction. */
  size_t n_above = 0;
  for (size_t i = 0; i < n; i++)
    n_above += values[i] >= a[0].all;
  g_assert_cmpfloat_with_epsilon ((double) n_above / (double) n, 0.2, 0.06);

  /* Where nothing is connected there is no threshold. */
  g_assert_true (vit_percolation_thresholds (&glass->cell, glass->x, n, values, 1, 0, 0,
                                             &percolation, NULL, NULL, NULL));
  g_assert_true (isnan (percolation.all) && isnan (percolation.axis[1]));
}

/* Of a film, or a sheet, the vectors count that are periodic. */
static void
test_film (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  size_t n = glass->n;
  g_autofree double *values = g_new (double, n);
  g_autofree uint8_t *flags = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    values[i] = 2 * g_test_rand_int_range (50, 850);
  glass->cell.periodic[2] = false;
  VitPercolation percolation;
  g_assert_true (vit_percolation_thresholds (&glass->cell, glass->x, n, values, 3.85, 0, 0,
                                             &percolation, NULL, NULL, NULL));
  g_assert_true (isnan (percolation.axis[2]) && isfinite (percolation.all));
  for (int above = 0; above < 2; above++)
    {
      for (size_t i = 0; i < n; i++)
        flags[i] = above ? values[i] > percolation.all : values[i] >= percolation.all;
      g_autoptr (VitClusters) clusters = clusters_of (glass, flags, 3.85);
      g_assert_cmpint (clusters->wraps_all, ==, !above);
    }
  glass->cell.periodic[0] = glass->cell.periodic[1] = false;
  g_assert_true (vit_percolation_thresholds (&glass->cell, glass->x, n, values, 3.85, 0, 0,
                                             &percolation, NULL, NULL, NULL));
  g_assert_true (isnan (percolation.all));
}

static void
test_cancel (void)
{
  g_autoptr (Sample) lattice = make_lattice ();
  uint8_t flags[EDGE * EDGE * EDGE] = { 1, 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_assert_null (
      vit_clusters_new (&lattice->cell, lattice->x, lattice->n, flags, 1.1, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

/* One atom and its own images. */
static void
test_self (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0 }, (double[3]){ 3, 3, 5 });
  const double x[] = { 1, 1, 1 };
  const uint8_t flag = 1;
  g_autoptr (VitClusters) flat = vit_clusters_new (&cell, x, 1, &flag, 3.5, NULL, NULL);
  g_assert_cmpuint (flat->n_clusters, ==, 1);
  g_assert_true (flat->clusters[0].wraps[0] && flat->clusters[0].wraps[1]);
  g_assert_false (flat->clusters[0].wraps[2] || flat->wraps_all);
  g_autoptr (VitClusters) full = vit_clusters_new (&cell, x, 1, &flag, 5.5, NULL, NULL);
  g_assert_true (full->wraps_all);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/cluster/bars", test_bars);
  g_test_add_func ("/structure/cluster/planes", test_planes);
  g_test_add_func ("/structure/cluster/diagonal", test_diagonal);
  g_test_add_func ("/structure/cluster/self", test_self);
  g_test_add_func ("/structure/cluster/order", test_order);
  g_test_add_func ("/structure/cluster/replicate", test_replicate);
  g_test_add_func ("/structure/cluster/permute", test_permute);
  g_test_add_func ("/structure/cluster/threshold", test_threshold);
  g_test_add_func ("/structure/cluster/film", test_film);
  g_test_add_func ("/structure/cluster/cancel", test_cancel);
  return g_test_run ();
}
