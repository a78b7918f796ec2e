/* Short-range order, polyhedra and their intervals against crystals and numbers that are known. */

#include <glib.h>
#include <math.h>

#include "core/stats/wilson.h"
#include "core/structure/chemical-order.h"
#include "core/structure/polyhedra.h"

#define EDGE 3.0
#define CELLS 4
#define N (2 * CELLS * CELLS * CELLS)

/* CsCl: two species on the two simple cubic halves of bcc. */
static void
make_cscl (VitCell *cell, double x[3 * N], uint8_t types[N])
{
  const double lo[3] = { 0 }, hi[3] = { CELLS * EDGE, CELLS * EDGE, CELLS * EDGE };
  size_t n = 0;
  vit_cell_init_orthogonal (cell, lo, hi);
  for (int i = 0; i < CELLS * CELLS * CELLS; i++)
    for (int half = 0; half < 2; half++, n++)
      {
        const int place[3] = { i % CELLS, i / CELLS % CELLS, i / CELLS / CELLS };
        for (int k = 0; k < 3; k++)
          x[3 * n + (size_t) k] = EDGE * (place[k] + 0.5 * half);
        types[n] = (uint8_t) (half + 1);
      }
}

static void
test_cscl (void)
{
  VitCell cell;
  double x[3 * N];
  uint8_t types[N];
  g_autoptr (GError) error = NULL;
  make_cscl (&cell, x, types);
  g_autoptr (VitNeighbours) neighbours = vit_neighbours_new_cutoff (&cell, x, N, 2.8, NULL, &error);
  g_autoptr (VitChemicalOrder) order =
      vit_chemical_order_new (types, 2, NULL, neighbours, NULL, VIT_CHEMICAL_REFERENCE_ALL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat (order->z[0], ==, 8);
  for (int a = 0; a < 2; a++)
    for (int b = 0; b < 2; b++)
      {
        g_assert_cmpfloat_with_epsilon (order->z_partial[2 * a + b], a == b ? 0 : 8, 1e-12);
        g_assert_cmpfloat_with_epsilon (order->alpha[2 * a + b], a == b ? 1 : -1, 1e-12);
        g_assert_cmpfloat_with_epsilon (order->eta[2 * a + b], a == b ? -1 : 1, 1e-12);
      }
}

/* A subset against itself: its own fractions and numbers stand for all. */
static void
test_subset (void)
{
  VitCell cell;
  double x[3 * N];
  uint8_t types[N], flags[N];
  make_cscl (&cell, x, types);
  for (size_t i = 0; i < N; i++)
    flags[i] = types[i] == 1 || i % 4 == 1;
  g_autoptr (VitNeighbours) neighbours = vit_neighbours_new_cutoff (&cell, x, N, 3.1, NULL, NULL);
  for (int reference = 0; reference < 2; reference++)
    {
      bool of_all = reference == 0;
      g_autoptr (VitChemicalOrder) order = vit_chemical_order_new (
          types, 2, NULL, neighbours, flags,
          of_all ? VIT_CHEMICAL_REFERENCE_ALL : VIT_CHEMICAL_REFERENCE_SUBSET, NULL);
      double f = of_all ? 1.0 / 2 : 1.0 / 3; /* of the second species */
      g_assert_cmpfloat_with_epsilon (order->fractions[1], 1.0 / 3, 1e-12);
      g_assert_cmpfloat_with_epsilon (order->reference_fractions[1], f, 1e-12);
      /* eight unlike and six like neighbours */
      g_assert_cmpfloat_with_epsilon (order->alpha[1], 1 - 8 / (f * 14), 1e-12);
      g_assert_cmpfloat_with_epsilon (order->eta[1], 8 / (f * 14) - 1, 1e-12);
    }
}

/* η_AB = η_BA for the whole of a sample and a symmetric rule, whatever the atoms. */
static void
test_symmetry (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  VitCell cell;
  double x[3 * N];
  uint8_t types[N];
  g_autoptr (GError) error = NULL;
  make_cscl (&cell, x, types);
  for (int i = 0; i < 3 * N; i++)
    x[i] += g_rand_double_range (random, -0.6, 0.6);
  for (int i = 0; i < N; i++)
    types[i] = (uint8_t) g_rand_int_range (random, 1, 4);
  g_autoptr (VitNeighbours) neighbours = vit_neighbours_new_cutoff (&cell, x, N, 3.3, NULL, &error);
  g_autoptr (VitChemicalOrder) order =
      vit_chemical_order_new (types, 3, NULL, neighbours, NULL, VIT_CHEMICAL_REFERENCE_ALL, &error);
  g_assert_no_error (error);
  for (int a = 0; a < 3; a++)
    {
      double sum = 0;
      for (int b = 0; b < 3; b++)
        {
          g_assert_cmpfloat_with_epsilon (order->eta[3 * a + b], order->eta[3 * b + a], 1e-12);
          sum += vit_chemical_order_expected (order, (unsigned) a + 1, (unsigned) b + 1);
        }
      /* What is expected adds up to what there is. */
      g_assert_cmpfloat_with_epsilon (sum, order->z[a], 1e-12);
    }
}

/* The check of docs/science.md §6. */
static void
test_expected (void)
{
  double f[] = { 0.5, 0.5 }, z[] = { 10.4, 13.7 };
  VitChemicalOrder order = {
    .n_types = 2, .reference_fractions = f, .z = z, .reference_z = z, .reference_mean_z = 12.05
  };
  g_assert_cmpfloat_with_epsilon (vit_chemical_order_expected (&order, 1, 2), 5.912, 5e-4);
}

static void
test_means (void)
{
  const double values[] = { 1, 3, NAN, 10, 5 };
  const uint8_t types[] = { 1, 1, 1, 2, 2 }, flags[] = { 1, 1, 1, 1, 0 };
  VitMean means[3];
  vit_means_by_species (values, types, 5, flags, 2, means);
  g_assert_cmpuint (means[0].n, ==, 3);
  g_assert_cmpfloat_with_epsilon (means[0].mean, 14.0 / 3, 1e-12);
  g_assert_cmpfloat_with_epsilon (means[1].mean, 2, 1e-12);
  g_assert_cmpfloat_with_epsilon (means[1].standard_error, 1, 1e-12);
  g_assert_cmpfloat (means[2].mean, ==, 10);
  g_assert_true (isnan (means[2].standard_error));
}

static void
test_polyhedra (void)
{
  VitCell cell;
  double x[3 * N];
  uint8_t types[N], subsets[N];
  size_t ranked[3];
  g_autoptr (GError) error = NULL;
  make_cscl (&cell, x, types);
  for (int i = 0; i < N; i++)
    subsets[i] = i < N / 4;
  g_autoptr (VitVoronoi) voronoi = vit_voronoi_new (&cell, x, N, 0, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VitPolyhedra) polyhedra = vit_polyhedra_new (1);
  vit_polyhedra_add (polyhedra, voronoi, subsets, NULL);
  vit_polyhedra_add (polyhedra, voronoi, subsets, NULL);
  g_assert_cmpuint (polyhedra->n, ==, 2 * N);
  g_assert_cmpuint (polyhedra->n_in[0], ==, N / 2);
  /* All are truncated octahedra: <0,6,0,8>. */
  g_assert_cmpuint (vit_polyhedra_rank (polyhedra, -1, ranked, 3), ==, 1);
  const VitPolyhedron *kind = &g_array_index (polyhedra->kinds, VitPolyhedron, ranked[0]);
  g_assert_cmpuint (kind->index[1], ==, 6);
  g_assert_cmpuint (kind->index[3], ==, 8);
  g_assert_cmpfloat (vit_polyhedra_get_fraction (polyhedra, ranked[0], 0), ==, 1);
  g_assert_cmpfloat_with_epsilon (vit_polyhedra_get_excess (polyhedra, ranked[0], 0), 0, 1e-12);
}

static void
test_intervals (void)
{
  double lo, hi;
  vit_wilson_interval (0, 10, VIT_WILSON_95, &lo, &hi);
  g_assert_cmpfloat_with_epsilon (lo, 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (hi, 0.277540, 1e-5);
  vit_wilson_interval (5, 10, VIT_WILSON_95, &lo, &hi);
  g_assert_cmpfloat_with_epsilon (lo, 0.236593, 1e-5);
  g_assert_cmpfloat_with_epsilon (hi, 0.763407, 1e-5);
  vit_wilson_interval (0, 0, VIT_WILSON_95, &lo, &hi);
  g_assert_true (isnan (lo) && isnan (hi));
  g_assert_cmpfloat (vit_disclination_excess ((VitVoronoiIndex){ { 0, 0, 12, 0 }, 0 }), ==, 0);
  g_assert_cmpfloat (vit_disclination_excess ((VitVoronoiIndex){ { 0, 2, 8, 2 }, 0 }), ==, 2);
  g_assert_true (isnan (vit_disclination_excess ((VitVoronoiIndex){ { 1, 2, 8, 1 }, 0 })));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/chemical-order/cscl", test_cscl);
  g_test_add_func ("/structure/chemical-order/subset", test_subset);
  g_test_add_func ("/structure/chemical-order/symmetry", test_symmetry);
  g_test_add_func ("/structure/chemical-order/expected", test_expected);
  g_test_add_func ("/structure/chemical-order/means", test_means);
  g_test_add_func ("/structure/polyhedra", test_polyhedra);
  g_test_add_func ("/structure/intervals", test_intervals);
  return g_test_run ();
}
