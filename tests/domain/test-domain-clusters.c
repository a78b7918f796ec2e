#include "core/domain/domain-clusters.h"

#include <math.h>
#include <string.h>

#include "core/base/random.h"
#include "tests/domain/decomposed.h"

typedef struct
{
  const Sample *sample;
  const uint8_t *flags;
  const double *values; /* nullable */
  double cutoff;
  VitClusters *clusters;
  VitPercolation percolation;
} Expected;

static void
assert_same_value (double a, double b)
{
  g_assert_true ((isnan (a) && isnan (b)) || a == b);
}

static void
check_percolation (const Expected *expected, const VitDomain *domain, const VitDomainBonds *bonds)
{
  g_autoptr (GError) error = NULL;
  g_autofree double *values = g_new (double, domain->atoms.n + 1);
  VitPercolation percolation;
  unsigned n_probes;
  for (size_t i = 0; i < domain->atoms.n; i++)
    values[i] = expected->values[decomposed_index (domain->atoms.ids[i])];
  vit_domain_percolation_thresholds (bonds, values, &percolation, &n_probes, NULL, &error);
  g_assert_no_error (error);
  for (int k = 0; k < 3; k++)
    assert_same_value (percolation.axis[k], expected->percolation.axis[k]);
  assert_same_value (percolation.all, expected->percolation.all);
  /* Bisection, not one threshold after another. */
  g_assert_cmpuint (n_probes, <, 4 * 2 * (unsigned) (log2 ((double) expected->sample->n) + 2));
}

static void
check_rank (VitCommunicator *communicator, void *data)
{
  const Expected *expected = data;
  const VitClusters *all = expected->clusters;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, expected->sample);
  g_autoptr (VitDomainBonds) bonds = vit_domain_bonds_new (domain, expected->cutoff, NULL, &error);
  g_assert_no_error (error);
  g_autofree uint8_t *flags = g_new (uint8_t, domain->atoms.n + 1);
  for (size_t i = 0; i < domain->atoms.n; i++)
    flags[i] = expected->flags[decomposed_index (domain->atoms.ids[i])];
  g_autoptr (VitDomainClusters) clusters = vit_domain_clusters_new (bonds, flags);
  g_assert_cmpuint (clusters->n_clusters, ==, all->n_clusters);
  g_assert_cmpuint (clusters->n_marked, ==, all->n_marked);
  g_assert_cmpint (clusters->wraps_all, ==, all->wraps_all);
  for (int k = 0; k < 3; k++)
    g_assert_cmpint (clusters->wraps[k], ==, all->wraps[k]);
  for (size_t i = 0; i < domain->atoms.n; i++)
    g_assert_cmpint (clusters->labels[i], ==, all->labels[decomposed_index (domain->atoms.ids[i])]);
  g_assert_true ((clusters->clusters != NULL) == (vit_communicator_get_rank (communicator) == 0));
  for (size_t c = 0; clusters->clusters && c < all->n_clusters; c++)
    {
      const VitDomainCluster *one = &clusters->clusters[c];
      g_assert_cmpuint (one->size, ==, all->clusters[c].size);
      g_assert_cmpint (one->first, ==, decomposed_id (all->clusters[c].first));
      g_assert_cmpuint (one->dimension, ==, all->clusters[c].dimension);
      for (int k = 0; k < 3; k++)
        g_assert_cmpint (one->wraps[k], ==, all->clusters[c].wraps[k]);
    }
  if (expected->values)
    check_percolation (expected, domain, bonds);
}

static Expected
expect (const Sample *sample, const uint8_t *flags, const double *values, double cutoff)
{
  g_autoptr (GError) error = NULL;
  Expected expected = { sample, flags, values, cutoff, NULL, { { 0 }, 0 } };
  expected.clusters =
      vit_clusters_new (&sample->cell, sample->x, sample->n, flags, cutoff, NULL, &error);
  g_assert_no_error (error);
  if (values)
    vit_percolation_thresholds (&sample->cell, sample->x, sample->n, values, cutoff, 0, 0,
                                &expected.percolation, NULL, NULL, &error);
  g_assert_no_error (error);
  return expected;
}

static void
check_and_free (Expected *expected)
{
  for (unsigned s = 0; s < decomposed_n_sizes; s++)
    vit_communicator_run_threads (decomposed_sizes[s], check_rank, expected);
  vit_clusters_free (expected->clusters);
}

/* Values with ties and gaps, and smooth enough for regions. */
static double *
make_values (const Sample *sample, uint64_t seed)
{
  double *values = g_new (double, sample->n);
  for (size_t i = 0; i < sample->n; i++)
    {
      double s[3], random = (double) (vit_random_next (&seed) % 100) / 100;
      vit_cell_to_scaled (&sample->cell, sample->x + 3 * i, s);
      values[i] = round (50 * (cos (2 * G_PI * (s[0] + s[1])) + sin (2 * G_PI * s[2]) + random));
      if (vit_random_next (&seed) % 50 == 0)
        values[i] = NAN;
    }
  return values;
}

static void
check_regions (const Sample *sample, uint64_t seed)
{
  g_autofree double *values = make_values (sample, seed);
  g_autofree uint8_t *flags = g_new (uint8_t, sample->n);
  for (double threshold = -100; threshold <= 150; threshold += 50)
    {
      for (size_t i = 0; i < sample->n; i++)
        flags[i] = values[i] >= threshold;
      Expected expected = expect (sample, flags, threshold == 0 ? values : NULL, 3.2);
      check_and_free (&expected);
    }
}

static void
test_glass (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 2, 1, 1 }, 11);
  check_regions (glass, 12);
}

static void
test_triclinic (void)
{
  g_autoptr (Sample) tilted = decomposed_triclinic ((int[3]){ 1, 1, 2 }, 13);
  check_regions (tilted, 14);
  tilted->cell.periodic[1] = false;
  check_regions (tilted, 15);
}

/* A thread along the body's diagonal winds around the box three times before it closes: one cluster
 * that wraps across all faces. Without one atom it wraps nowhere, and with a second thread along x
 * it is a sheet. */
static void
test_diagonal (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ -5, -5, -5 }, (double[3]){ 25, 25, 25 });
  size_t n = 180;
  g_autoptr (Sample) thread = sample_new (&cell, n);
  g_autofree uint8_t *flags = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    {
      double along = 30.0 * (double) (i % 90) / 90;
      bool second = i >= 90;
      thread->x[3 * i] = along + 1;
      thread->x[3 * i + 1] = second ? 7.3 : 2 * along;
      thread->x[3 * i + 2] = second ? 11.2 : 3 * along + 2;
      flags[i] = !second;
    }
  Expected expected = expect (thread, flags, NULL, 1.3);
  g_assert_cmpuint (expected.clusters->n_clusters, ==, 1);
  g_assert_true (expected.clusters->wraps_all);
  g_assert_cmpuint (expected.clusters->clusters[0].dimension, ==, 1);
  check_and_free (&expected);

  flags[40] = 0;
  expected = expect (thread, flags, NULL, 1.3);
  g_assert_false (expected.clusters->wraps[0] || expected.clusters->wraps[1]);
  check_and_free (&expected);

  memset (flags, 1, n);
  expected = expect (thread, flags, NULL, 1.3);
  check_and_free (&expected);
  expected = expect (thread, flags, NULL, 6);
  g_assert_cmpuint (expected.clusters->clusters[0].dimension, >=, 2);
  check_and_free (&expected);
}

/* No atom is marked, or only atoms of one rank, or all values are NaN. */
static void
test_nothing (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 1, 1, 1 }, 16);
  g_autofree uint8_t *flags = g_new0 (uint8_t, glass->n);
  g_autofree double *values = g_new (double, glass->n);
  for (size_t i = 0; i < glass->n; i++)
    values[i] = NAN;
  Expected expected = expect (glass, flags, values, 3.2);
  check_and_free (&expected);
  flags[77] = 1;
  values[77] = 5;
  expected = expect (glass, flags, values, 3.2);
  check_and_free (&expected);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain-clusters/glass", test_glass);
  g_test_add_func ("/domain-clusters/triclinic", test_triclinic);
  g_test_add_func ("/domain-clusters/diagonal", test_diagonal);
  g_test_add_func ("/domain-clusters/nothing", test_nothing);
  return g_test_run ();
}
