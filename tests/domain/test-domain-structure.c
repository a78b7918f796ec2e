#include "core/domain/domain-structure.h"

#include <string.h>

#include "core/base/error.h"
#include "tests/domain/decomposed.h"

/* What one process computes of all atoms. */
typedef struct
{
  const Sample *sample;
  double threshold;
  bool averaged;
  VitVoronoi *voronoi;
  VitBondOrder *order;
  float *similarity;
  double reach;     /* out: of the halos */
  uint64_t n_empty; /* out: ranks without atoms, of the most ranks */
} Expected;

static void
assert_same_cell (const Expected *expected, const VitDomainVoronoi *self, size_t i)
{
  const VitHalo *halo = self->halo;
  const VitVoronoi *here = self->voronoi, *all = expected->voronoi;
  size_t a = decomposed_index (halo->ids[i]), k = here->neighbours->offsets[i],
         l = all->neighbours->offsets[a], n = vit_neighbours_count (all->neighbours, a);
  g_assert_true (here->volumes[i] == all->volumes[a]);
  g_assert_cmpuint (vit_neighbours_count (here->neighbours, i), ==, n);
  g_assert_cmpmem (here->areas + k, n * sizeof (float), all->areas + l, n * sizeof (float));
  g_assert_cmpmem (here->edges + k, n, all->edges + l, n);
  g_assert_cmpmem (here->neighbours->shifts + k, n * sizeof (int16_t[3]),
                   all->neighbours->shifts + l, n * sizeof (int16_t[3]));
  for (size_t m = 0; m < n; m++)
    g_assert_cmpuint (decomposed_index (halo->ids[here->neighbours->indices[k + m]]), ==,
                      all->neighbours->indices[l + m]);
}

static void
assert_same_order (const Expected *expected,
                   const VitDomainVoronoi *self,
                   const VitBondOrder *order,
                   const float *s,
                   size_t i)
{
  size_t a = decomposed_index (self->halo->ids[i]), width = 2 * order->l + 1,
         k = self->voronoi->neighbours->offsets[i], l = expected->voronoi->neighbours->offsets[a],
         n = vit_neighbours_count (expected->voronoi->neighbours, a);
  g_assert_cmpmem (&order->q[i], sizeof (double), &expected->order->q[a], sizeof (double));
  g_assert_cmpmem (&order->w[i], sizeof (double), &expected->order->w[a], sizeof (double));
  g_assert_cmpmem (order->components + i * width, width * sizeof (double),
                   expected->order->components + a * width, width * sizeof (double));
  g_assert_cmpmem (s + k, n * sizeof *s, expected->similarity + l, n * sizeof *s);
}

static void
check_rank (VitCommunicator *communicator, void *data)
{
  Expected *expected = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, expected->sample);
  g_autoptr (VitDomainVoronoi) self =
      vit_domain_voronoi_new (domain, expected->threshold, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VitBondOrder) order =
      vit_domain_bond_order_new (self, true, 6, expected->averaged, NULL, &error);
  g_assert_no_error (error);
  size_t n_bonds = self->voronoi->neighbours->offsets[self->halo->n];
  g_autofree float *s = g_new (float, n_bonds + 1);
  vit_bond_order_similarity (order, self->voronoi->neighbours, s, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (self->n_dropped, ==, expected->voronoi->n_dropped);
  for (size_t own = 0; own < self->halo->n_own; own++)
    {
      assert_same_cell (expected, self, self->halo->own[own]);
      assert_same_order (expected, self, order, s, self->halo->own[own]);
    }
  uint64_t n_empty = domain->atoms.n == 0;
  vit_communicator_sum (communicator, &n_empty, 1);
  if (vit_communicator_get_rank (communicator) != 0)
    return;
  expected->reach = self->reach;
  expected->n_empty = n_empty;
}

static Expected
check_sample (const Sample *sample, double threshold, bool averaged)
{
  g_autoptr (GError) error = NULL;
  Expected expected = { .sample = sample, .threshold = threshold, .averaged = averaged };
  expected.voronoi = vit_voronoi_new (&sample->cell, sample->x, sample->n, threshold, NULL, &error);
  g_assert_no_error (error);
  const VitNeighbours *neighbours = expected.voronoi->neighbours;
  expected.order = vit_bond_order_new (&sample->cell, sample->x, neighbours,
                                       expected.voronoi->areas, 6, averaged, NULL, &error);
  g_assert_no_error (error);
  expected.similarity = g_new (float, neighbours->offsets[sample->n] + 1);
  vit_bond_order_similarity (expected.order, neighbours, expected.similarity, NULL, &error);
  for (unsigned s = 0; s < decomposed_n_sizes; s++)
    vit_communicator_run_threads (decomposed_sizes[s], check_rank, &expected);
  vit_voronoi_unref (expected.voronoi);
  vit_bond_order_free (expected.order);
  g_free (expected.similarity);
  return expected;
}

static void
test_glass (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 2, 1, 1 }, 4);
  g_assert_cmpfloat (check_sample (glass, 0, false).reach, <, 9);
  check_sample (glass, 0.3, true);
}

static void
test_triclinic (void)
{
  g_autoptr (Sample) tilted = decomposed_triclinic ((int[3]){ 1, 2, 1 }, 5);
  check_sample (tilted, 0.05, false);
}

/* More than three faces meet in each corner: which of the tiny ones are there is a matter of
 * rounding, on one rank and on many. */
static void
test_crystal (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 36, 36, 36 });
  g_autoptr (Sample) fcc = sample_new (&cell, 4 * 1000);
  const double corners[4][3] = { { 0, 0, 0 }, { 0, 1.8, 1.8 }, { 1.8, 0, 1.8 }, { 1.8, 1.8, 0 } };
  for (size_t i = 0; i < fcc->n; i++)
    for (size_t k = 0, cube = i / 4; k < 3; k++, cube /= 10)
      fcc->x[3 * i + k] = 3.6 * (double) (cube % 10) + corners[i % 4][k] + 0.123;
  check_sample (fcc, 0, false);
}

/* Vacancies: cells that reach beyond the search radius, but not beyond the halo. */
static void
test_vacancies (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 2, 1, 1 }, 17);
  size_t n = 0;
  for (size_t i = 0; i < glass->n; i++)
    if (i % 23 != 0)
      memmove (glass->x + 3 * n++, glass->x + 3 * i, sizeof (double[3]));
  glass->n = n;
  g_assert_cmpfloat (check_sample (glass, 0, false).reach, <, 9);
}

/* A slab in vacuum: cells that reach across it take atoms from far away; with eight ranks some own
 * no atom. */
static void
test_slab (void)
{
  g_autoptr (Sample) slab = decomposed_glass ((int[3]){ 1, 1, 1 }, 6);
  for (size_t i = 0; i < slab->n; i++)
    vit_cell_wrap (&slab->cell, slab->x + 3 * i, NULL);
  slab->cell.h[2][2] *= 4;
  Expected expected = check_sample (slab, 0, false);
  g_assert_cmpfloat (expected.reach, >, 10);
  g_assert_cmpuint (expected.n_empty, >, 0);
}

static void
check_failure (VitCommunicator *communicator, void *data)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, data);
  g_autoptr (VitDomainVoronoi) self = vit_domain_voronoi_new (domain, 0, NULL, &error);
  g_assert_null (self);
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_autofree char *ids = g_strdup_printf ("Atoms %d and %d (by id)", (int) decomposed_id (11),
                                          (int) decomposed_id (500));
  g_assert_nonnull (strstr (error->message, ids));
}

static void
test_same_place (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 1, 1, 1 }, 7);
  memcpy (glass->x + 3 * 500, glass->x + 3 * 11, sizeof (double[3]));
  for (unsigned s = 0; s < decomposed_n_sizes; s++)
    vit_communicator_run_threads (decomposed_sizes[s], check_failure, glass);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain-structure/glass", test_glass);
  g_test_add_func ("/domain-structure/triclinic", test_triclinic);
  g_test_add_func ("/domain-structure/crystal", test_crystal);
  g_test_add_func ("/domain-structure/vacancies", test_vacancies);
  g_test_add_func ("/domain-structure/slab", test_slab);
  g_test_add_func ("/domain-structure/same-place", test_same_place);
  return g_test_run ();
}
