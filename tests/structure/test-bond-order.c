#include <math.h>
#include <string.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/bond-order.h"
#include "core/structure/harmonics.h"
#include "core/structure/voronoi.h"
#include "tests/support/sample.h"

/* An atom among its neighbours: directions up to sign and cyclic order of the coordinates. */
typedef struct
{
  const char *name;
  int n;
  double bonds[14][3];
  double q4, w4, q6, w6;
} Shape;

#define PHI 1.618033988749895
#define H 0.8660254037844386
#define C 0.816496580927726
#define D 0.5773502691896258
#define E 0.2886751345948129

static const Shape shapes[] = {
  { "icosahedron",
    12,
    { { 0, 1, PHI },
      { 0, 1, -PHI },
      { 0, -1, PHI },
      { 0, -1, -PHI },
      { 1, PHI, 0 },
      { 1, -PHI, 0 },
      { -1, PHI, 0 },
      { -1, -PHI, 0 },
      { PHI, 0, 1 },
      { -PHI, 0, 1 },
      { PHI, 0, -1 },
      { -PHI, 0, -1 } },
    0,
    NAN,
    0.663325,
    -0.169754 },
  { "fcc",
    12,
    { { 0, 1, 1 },
      { 0, 1, -1 },
      { 0, -1, 1 },
      { 0, -1, -1 },
      { 1, 0, 1 },
      { 1, 0, -1 },
      { -1, 0, 1 },
      { -1, 0, -1 },
      { 1, 1, 0 },
      { 1, -1, 0 },
      { -1, 1, 0 },
      { -1, -1, 0 } },
    0.190941,
    -0.159317,
    0.574524,
    -0.013161 },
  { "hcp",
    12,
    { { 1, 0, 0 },
      { -1, 0, 0 },
      { .5, H, 0 },
      { -.5, H, 0 },
      { .5, -H, 0 },
      { -.5, -H, 0 },
      { 0, D, C },
      { .5, -E, C },
      { -.5, -E, C },
      { 0, D, -C },
      { .5, -E, -C },
      { -.5, -E, -C } },
    0.097222,
    0.134097,
    0.484762,
    -0.012442 },
  { "bcc 14",
    14,
    { { 1, 1, 1 },
      { 1, 1, -1 },
      { 1, -1, 1 },
      { 1, -1, -1 },
      { -1, 1, 1 },
      { -1, 1, -1 },
      { -1, -1, 1 },
      { -1, -1, -1 },
      { 2, 0, 0 },
      { -2, 0, 0 },
      { 0, 2, 0 },
      { 0, -2, 0 },
      { 0, 0, 2 },
      { 0, 0, -2 } },
    0.036370,
    0.159317,
    0.510688,
    0.013161 },
  { "bcc 8",
    8,
    { { 1, 1, 1 },
      { 1, 1, -1 },
      { 1, -1, 1 },
      { 1, -1, -1 },
      { -1, 1, 1 },
      { -1, 1, -1 },
      { -1, -1, 1 },
      { -1, -1, -1 } },
    0.509175,
    -0.159317,
    0.628539,
    0.013161 },
  { "sc",
    6,
    { { 1, 0, 0 }, { -1, 0, 0 }, { 0, 1, 0 }, { 0, -1, 0 }, { 0, 0, 1 }, { 0, 0, -1 } },
    0.763763,
    0.159317,
    0.353553,
    0.013161 },
};

static void
random_rotation (double r[3][3])
{
  double q[4], norm = 0;
  for (int k = 0; k < 4; k++)
    {
      q[k] = g_test_rand_double_range (-1, 1);
      norm += q[k] * q[k];
    }
  for (int k = 0; k < 4; k++)
    q[k] /= sqrt (norm);
  double w = q[0], x = q[1], y = q[2], z = q[3];
  double m[3][3] = { { 1 - 2 * (y * y + z * z), 2 * (x * y - w * z), 2 * (x * z + w * y) },
                     { 2 * (x * y + w * z), 1 - 2 * (x * x + z * z), 2 * (y * z - w * x) },
                     { 2 * (x * z - w * y), 2 * (y * z + w * x), 1 - 2 * (x * x + y * y) } };
  memcpy (r, m, sizeof m);
}

static VitBondOrder *
order_of (const Sample *sample,
          const VitNeighbours *neighbours,
          const float *weights,
          unsigned l,
          bool averaged)
{
  g_autoptr (GError) error = NULL;
  VitBondOrder *order =
      vit_bond_order_new (&sample->cell, sample->x, neighbours, weights, l, averaged, NULL, &error);
  g_assert_no_error (error);
  return order;
}

/* Only atom 0 has neighbours, all others. */
static VitNeighbours *
star (size_t n)
{
  VitNeighbours *neighbours = vit_neighbours_new_empty (n);
  neighbours->indices = g_new (uint32_t, n);
  neighbours->shifts = g_malloc0_n (n, sizeof *neighbours->shifts);
  for (size_t k = 1; k < n; k++)
    neighbours->indices[k - 1] = (uint32_t) k;
  for (size_t k = 1; k <= n; k++)
    neighbours->offsets[k] = n - 1;
  return neighbours;
}

/* The values of the literature, whichever way the cluster is turned. */
static void
test_shapes (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 20, 20, 20 });
  for (size_t s = 0; s < G_N_ELEMENTS (shapes); s++)
    for (int turned = 0; turned < 4; turned++)
      {
        const Shape *shape = &shapes[s];
        double r[3][3] = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
        if (turned)
          random_rotation (r);
        size_t n = (size_t) shape->n + 1;
        g_autoptr (Sample) cluster = sample_new (&cell, n);
        for (size_t i = 1; i < n; i++)
          for (int k = 0; k < 3; k++)
            for (int m = 0; m < 3; m++)
              cluster->x[3 * i + k] += r[k][m] * shape->bonds[i - 1][m];
        g_autoptr (VitNeighbours) neighbours = star (n);
        g_autoptr (VitBondOrder) four = order_of (cluster, neighbours, NULL, 4, false);
        g_autoptr (VitBondOrder) six = order_of (cluster, neighbours, NULL, 6, false);
        g_assert_cmpfloat_with_epsilon (six->q[0], shape->q6, 1e-6);
        g_assert_cmpfloat_with_epsilon (six->w[0], shape->w6, 1e-6);
        g_assert_cmpfloat_with_epsilon (four->q[0], shape->q4, 1e-6);
        if (isnan (shape->w4))
          g_assert_true (isnan (four->w[0]));
        else
          g_assert_cmpfloat_with_epsilon (four->w[0], shape->w4, 1e-6);
        g_assert_true (isnan (six->q[1]) && isnan (six->w[1]));
      }
}

/* The addition theorem: q_l² is a double sum of Legendre polynomials of the angles. */
static void
test_addition (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 20, 20, 20 });
  for (unsigned l = 2; l <= VIT_BOND_ORDER_MAX_L; l += 2)
    {
      g_autoptr (Sample) cluster = sample_new (&cell, 8);
      float weights[7];
      double total = 0, sum = 0;
      for (int i = 3; i < 24; i++)
        cluster->x[i] = g_test_rand_double_range (-2, 2);
      for (int i = 0; i < 7; i++)
        total += (double) (weights[i] = (float) g_test_rand_double_range (0.1, 2));
      for (int i = 0; i < 7; i++)
        for (int j = 0; j < 7; j++)
          {
            const double *a = cluster->x + 3 * (i + 1), *b = cluster->x + 3 * (j + 1);
            double t = (a[0] * b[0] + a[1] * b[1] + a[2] * b[2]) /
                       sqrt ((a[0] * a[0] + a[1] * a[1] + a[2] * a[2]) *
                             (b[0] * b[0] + b[1] * b[1] + b[2] * b[2]));
            double p = 1, before = 0;
            for (unsigned k = 1; k <= l; k++)
              {
                double next = ((2 * k - 1) * t * p - (k - 1) * before) / k;
                before = p;
                p = next;
              }
            sum += (double) weights[i] * (double) weights[j] * p;
          }
      g_autoptr (VitNeighbours) neighbours = star (8);
      g_autoptr (VitBondOrder) order = order_of (cluster, neighbours, weights, l, false);
      g_assert_cmpfloat_with_epsilon (order->q[0], sqrt (sum) / total, 1e-11);
    }
}

/* Values from SymPy; squares of the symbols add up to one. */
static void
test_wigner (void)
{
  g_assert_cmpfloat_with_epsilon (vit_wigner_3j (6, 0, 0, 0), -0.0930595002, 1e-9);
  g_assert_cmpfloat_with_epsilon (vit_wigner_3j (2, 2, -1, -1), -0.2927700219, 1e-9);
  g_assert_cmpfloat_with_epsilon (vit_wigner_3j (12, 7, -3, -4), -0.0230129465, 1e-9);
  g_assert_cmpfloat (vit_wigner_3j (6, 1, 1, 1), ==, 0);
  for (unsigned l = 0; l <= VIT_BOND_ORDER_MAX_L; l++)
    {
      double sum = 0;
      for (int a = -(int) l; a <= (int) l; a++)
        for (int b = -(int) l; b <= (int) l; b++)
          sum += pow (vit_wigner_3j (l, a, b, -a - b), 2);
      g_assert_cmpfloat_with_epsilon (sum, 1, 1e-10);
    }
}

/* A glass, atom by atom, against SciPy and SymPy: see tests/data/bond-order.py. */
static void
test_scipy (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (&glass->cell, glass->x, glass->n, 3.85, NULL, NULL);
  g_autoptr (VitBondOrder) four = order_of (glass, neighbours, NULL, 4, false);
  g_autoptr (VitBondOrder) six = order_of (glass, neighbours, NULL, 6, false);
  g_autoptr (VitBondOrder) mean = order_of (glass, neighbours, NULL, 6, true);
  g_autofree float *s = g_new (float, neighbours->offsets[glass->n]);
  g_autofree uint16_t *crystalline = g_new (uint16_t, glass->n);
  g_assert_true (vit_bond_order_similarity (six, neighbours, s, NULL, NULL));
  vit_bond_order_count_crystalline (neighbours, s, VIT_BOND_ORDER_CRYSTALLINE, crystalline);

  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "data", "glass-100K.bond-order.gz", NULL);
  gzFile file = gzopen (path, "rb");
  g_assert_nonnull (file);
  char line[256];
  for (size_t i = 0; i < glass->n; i++)
    {
      double sum = 0;
      unsigned n_above = 0;
      for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
        {
          sum += (double) s[k];
          n_above += s[k] > 0.7f;
        }
      double ours[] = {
        four->q[i], four->w[i], six->q[i],
        six->w[i],  mean->q[i], sum / (double) vit_neighbours_count (neighbours, i)
      };
      g_assert_nonnull (gzgets (file, line, sizeof line));
      char *at = line;
      for (size_t c = 0; c < G_N_ELEMENTS (ours); c++)
        g_assert_cmpfloat_with_epsilon (ours[c], g_ascii_strtod (at, &at), 2e-8);
      g_assert_cmpuint (crystalline[i], ==, n_above);
    }
  gzclose (file);
}

/* A glass of 108,000 atoms against LAMMPS, compute orientorder/atom: tests/data/large-glass.py. */
static void
test_large (void)
{
  /* Means, then mean squares, of q4, q6, ŵ4, ŵ6. */
  static const double expected[2][4] = {
    { 0.0835767135900434, 0.388091141230631, -0.0191993521281318, -0.0630498996533873 },
    { 0.00776966653311935, 0.164540620969995, 0.00486569751001114, 0.00764886578717163 }
  };
  g_autofree char *path = sample_shared ("corpus/ovito/examples/data/CuZr_metallic_glass.dump.gz");
  if (!path)
    {
      g_test_skip ("VITRINE_TEST_DATA has no corpus/ovito");
      return;
    }
  g_autoptr (Sample) glass = sample_read (path);
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_cutoff (&glass->cell, glass->x, glass->n, 3.85, NULL, NULL);
  g_autoptr (VitBondOrder) four = order_of (glass, neighbours, NULL, 4, false);
  g_autoptr (VitBondOrder) six = order_of (glass, neighbours, NULL, 6, false);
  const double *values[4] = { four->q, six->q, four->w, six->w };
  for (int c = 0; c < 4; c++)
    {
      double sum = 0, squares = 0;
      for (size_t i = 0; i < glass->n; i++)
        {
          sum += values[c][i];
          squares += values[c][i] * values[c][i];
        }
      g_assert_cmpfloat_with_epsilon (sum / (double) glass->n, expected[0][c], 1e-10);
      g_assert_cmpfloat_with_epsilon (squares / (double) glass->n, expected[1][c], 1e-10);
    }
}

/* Cold crystals: every bond is crystalline; averaging changes nothing. */
static void
test_crystal (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 3, 3, 3 });
  g_autoptr (Sample) unit = sample_new (&cell, 2);
  unit->x[3] = unit->x[4] = unit->x[5] = 1.5;
  g_autoptr (Sample) bcc = sample_replicate (unit, (int[3]){ 3, 3, 3 });
  g_autoptr (VitVoronoi) voronoi = vit_voronoi_new (&bcc->cell, bcc->x, bcc->n, 0, NULL, NULL);
  const VitNeighbours *neighbours = voronoi->neighbours;
  g_autoptr (VitBondOrder) local = order_of (bcc, neighbours, NULL, 6, false);
  g_autoptr (VitBondOrder) mean = order_of (bcc, neighbours, NULL, 6, true);
  g_autoptr (VitBondOrder) by_area = order_of (bcc, neighbours, voronoi->areas, 6, false);
  g_autofree float *s = g_new (float, neighbours->offsets[bcc->n]);
  g_assert_true (vit_bond_order_similarity (local, neighbours, s, NULL, NULL));
  for (size_t i = 0; i < bcc->n; i++)
    {
      g_assert_cmpfloat_with_epsilon (local->q[i], 0.510688, 1e-6);
      g_assert_cmpfloat_with_epsilon (mean->q[i], 0.510688, 1e-6);
      g_assert_cmpfloat_with_epsilon (mean->w[i], 0.013161, 1e-6);
      /* The areas of hexagons and squares are as 3√3 to 2. */
      double hexagons = 8 * 3 * sqrt (3), squares = 6 * 2;
      double expected = (hexagons * 0.628539 + squares * 0.353553) / (hexagons + squares);
      g_assert_cmpfloat_with_epsilon (by_area->q[i], expected, 1e-5);
    }
  for (size_t k = 0; k < neighbours->offsets[bcc->n]; k++)
    g_assert_cmpfloat_with_epsilon ((double) s[k], 1, 1e-6);
}

static void
test_threads (void)
{
  g_autoptr (Sample) glass = sample_read_data ("liquid-1700K.dump.gz");
  g_autoptr (Sample) big = sample_replicate (glass, (int[3]){ 2, 2, 1 });
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbours_new_nearest (&big->cell, big->x, big->n, 12, NULL, NULL);
  g_autoptr (VitBondOrder) expected = order_of (big, neighbours, NULL, 6, true);
  for (unsigned threads = 1; threads <= 4; threads += 3)
    {
      vit_parallel_set_n_threads (threads);
      g_autoptr (VitBondOrder) again = order_of (big, neighbours, NULL, 6, true);
      g_assert_cmpmem (again->q, 8 * big->n, expected->q, 8 * big->n);
      g_assert_cmpmem (again->w, 8 * big->n, expected->w, 8 * big->n);
    }
  vit_parallel_set_n_threads (0);

  double bonds[4][64], sums[2][13];
  for (int k = 0; k < 256; k++)
    bonds[k / 64][k % 64] = g_test_rand_double_range (-1, 1);
  const VitHarmonicsKernel *kernels[2] = { vit_harmonics_kernel (), &vit_harmonics_kernel_plain };
  double unit[2][3][64];
  for (int k = 0; k < 2; k++)
    {
      memcpy (unit[k], bonds, sizeof unit[k]);
      kernels[k]->normalise (unit[k][0], unit[k][1], unit[k][2], 64);
      kernels[k]->sum (vit_harmonics_get (6), unit[k][0], unit[k][1], unit[k][2], bonds[3], 64,
                       sums[k]);
    }
  g_assert_cmpmem (unit[0], sizeof unit[0], unit[1], sizeof unit[1]);
  g_assert_cmpmem (sums[0], sizeof sums[0], sums[1], sizeof sums[1]);

  const double scales[4] = { 0.5, 0.7, 1.1, 1.3 };
  for (unsigned l = 2; l <= 6; l += 2)
    {
      float products[2][4];
      for (int k = 0; k < 2; k++)
        kernels[k]->compare (bonds[0], scales, l, 3, (uint32_t[4]){ 2, 0, 3, 1 }, 4, products[k]);
      g_assert_cmpmem (products[0], sizeof products[0], products[1], sizeof products[1]);
      double dot = 0;
      for (unsigned c = 0; c <= 2 * l; c++)
        dot += bonds[0][3 * (2 * l + 1) + c] * bonds[0][2 * (2 * l + 1) + c];
      g_assert_cmpfloat_with_epsilon ((double) products[0][0], dot * 1.1 * 1.3, 1e-6);
    }
}

static void
test_errors (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 20, 20, 20 });
  g_autoptr (Sample) pair = sample_new (&cell, 2);
  g_autoptr (VitNeighbours) neighbours = star (2);
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_bond_order_new (&cell, pair->x, neighbours, NULL, 6, false, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  pair->x[3] = 1;
  g_assert_null (vit_bond_order_new (&cell, pair->x, neighbours, NULL, 5, false, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_assert_null (vit_bond_order_new (&cell, pair->x, neighbours, NULL, 6, false, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/bond-order/shapes", test_shapes);
  g_test_add_func ("/structure/bond-order/addition", test_addition);
  g_test_add_func ("/structure/bond-order/wigner", test_wigner);
  g_test_add_func ("/structure/bond-order/scipy", test_scipy);
  g_test_add_func ("/structure/bond-order/large", test_large);
  g_test_add_func ("/structure/bond-order/crystal", test_crystal);
  g_test_add_func ("/structure/bond-order/threads", test_threads);
  g_test_add_func ("/structure/bond-order/errors", test_errors);
  return g_test_run ();
}
