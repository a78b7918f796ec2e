/* Indicators of single atoms that need no tessellation: against clusters whose values are known,
 * against PyMatterSim, and against the definitions, evaluated in the simplest way there is. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/structure/pair-entropy.h"
#include "core/structure/quadruples.h"
#include "core/structure/rdf.h"
#include "core/structure/surroundings.h"
#include "tests/support/sample.h"

#define PHI 1.618033988749895

static const VitPairEntropyOptions usual = { .reach = 5, .width = 0.2, .step = 0.02 };

/* ---- Configurations ---- */

static Sample *
new_box (double edge, size_t n)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ edge, edge, edge });
  return sample_new (&cell, n);
}

/* Atoms of two species at random, none nearer than @gap to another. */
static Sample *
new_random (size_t n, double edge, double gap, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  Sample *sample = new_box (edge, n);
  for (size_t i = 0; i < n; i++)
    {
      double nearest = 0;
      while (nearest < gap)
        {
          nearest = INFINITY;
          for (int k = 0; k < 3; k++)
            sample->x[3 * i + k] = g_rand_double_range (random, 0, edge);
          for (size_t j = 0; j < i; j++)
            {
              double d[3];
              for (int k = 0; k < 3; k++)
                d[k] = sample->x[3 * j + k] - sample->x[3 * i + k];
              vit_cell_minimum_image (&sample->cell, d);
              nearest = fmin (nearest, sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]));
            }
        }
      sample->types[i] = (uint8_t) (1 + i % 2);
    }
  return sample;
}

/* An atom in the middle of a large box and others around it, scaled. */
static Sample *
new_cluster (const double (*x)[3], size_t n, double scale)
{
  Sample *sample = new_box (60, n + 1);
  for (size_t i = 0; i <= n; i++)
    for (int k = 0; k < 3; k++)
      sample->x[3 * i + k] = 30 + (i > 0 ? scale * x[i - 1][k] : 0);
  memset (sample->types, 1, n + 1);
  return sample;
}

static const double icosahedron[12][3] = {
  { 0, 1, PHI },  { 0, 1, -PHI },  { 0, -1, PHI }, { 0, -1, -PHI }, { 1, PHI, 0 },  { 1, -PHI, 0 },
  { -1, PHI, 0 }, { -1, -PHI, 0 }, { PHI, 0, 1 },  { -PHI, 0, 1 },  { PHI, 0, -1 }, { -PHI, 0, -1 },
};

/* A crystal of @times cells along each edge. */
static Sample *
new_crystal (const double (*basis)[3], size_t n_basis, double edge, int times)
{
  size_t n = 0;
  Sample *sample = new_box (edge * times, n_basis * (size_t) (times * times * times));
  for (int c = 0; c < times * times * times; c++)
    for (size_t b = 0; b < n_basis; b++, n++)
      {
        const int at[3] = { c % times, c / times % times, c / times / times };
        for (int k = 0; k < 3; k++)
          sample->x[3 * n + k] = edge * (at[k] + basis[b][k]);
        sample->types[n] = 1;
      }
  return sample;
}

static const double fcc[4][3] = { { 0, 0, 0 }, { 0, 0.5, 0.5 }, { 0.5, 0, 0.5 }, { 0.5, 0.5, 0 } };
static const double bcc[2][3] = { { 0, 0, 0 }, { 0.5, 0.5, 0.5 } };

/* ---- Pair entropy ---- */

static void
get_entropy (const Sample *sample, const VitPairEntropyOptions *options, double *s2)
{
  g_autoptr (GError) error = NULL;
  vit_pair_entropy (&sample->cell, sample->x, sample->types, sample->n, 2, options, s2, NULL,
                    &error);
  g_assert_no_error (error);
}

/* The test of PyMatterSim; its atoms are ordered by id here. The values are those of the test: g(r)
 * of all atoms, pairs up to the last point of the integral. */
static void
test_pymattersim (void)
{
  static const struct
  {
    int id;
    double s2;
  } expected[] = {
    { 11, -5.69614799 }, { 21, -6.07658979 }, { 31, -7.13261826 }, { 41, -5.30170028 }
  };
  g_autoptr (Sample) sample = sample_read_data ("unary.dump.gz");
  g_assert_cmpuint (sample->n, ==, 500);
  VitPairEntropyOptions options = {
    .reach = 10, .width = 1.5, .step = 0.02, .farthest = 9.99, .total = true
  };
  double s2[500];
  get_entropy (sample, &options, s2);
  for (gsize k = 0; k < G_N_ELEMENTS (expected); k++)
    g_assert_cmpfloat_with_epsilon (s2[expected[k].id - 1], expected[k].s2, 1.5e-8);
}

/* The definition, with every pair and every image. */
static double
get_plain_entropy (const Sample *sample, const VitPairEntropyOptions *options, size_t i)
{
  double sum = 0, sigma = options->width, edge = sample->cell.h[0][0],
         farthest = options->reach + 5 * sigma;
  int n_points = (int) round (options->reach / options->step), most = (int) ceil (farthest / edge);
  for (unsigned b = 1; b <= (options->total ? 1u : 2u); b++)
    {
      size_t n_of = 0;
      for (size_t j = 0; j < sample->n; j++)
        n_of += options->total || sample->types[j] == b;
      double density = (double) n_of / (edge * edge * edge);
      for (int p = 0; p < n_points; p++)
        {
          double r = (p + 0.5) * options->step, g = 0;
          for (size_t j = 0; j < sample->n; j++)
            for (int m = 0; m < (2 * most + 1) * (2 * most + 1) * (2 * most + 1); m++)
              {
                const int side = 2 * most + 1, image[3] = { m % side - most, m / side % side - most,
                                                            m / side / side - most };
                double square = 0;
                for (int k = 0; k < 3; k++)
                  {
                    double d = sample->x[3 * j + k] + image[k] * edge - sample->x[3 * i + k];
                    square += d * d;
                  }
                double far = sqrt (square);
                if ((options->total || sample->types[j] == b) && far > 0 && far < farthest)
                  g += exp (-(r - far) * (r - far) / (2 * sigma * sigma));
              }
          g /= sqrt (2 * G_PI) * sigma * 4 * G_PI * density * r * r;
          double term = ((g > 0 ? g * log (g) : 0) - g + 1) * r * r * options->step;
          sum += density * term * (p == 0 || p + 1 == n_points ? 0.5 : 1);
        }
    }
  return -2 * G_PI * sum;
}

/* Also in a box that is smaller than the reach, where images of an atom are its own neighbours. */
static void
test_entropy (void)
{
  for (int total = 0; total < 2; total++)
    for (int small = 0; small < 2; small++)
      {
        g_autoptr (Sample) sample = small ? new_random (6, 5, 1.8, 3) : new_random (60, 11, 1.8, 7);
        VitPairEntropyOptions options = usual;
        options.total = total;
        double s2[60];
        get_entropy (sample, &options, s2);
        for (size_t i = 0; i < 4; i++)
          g_assert_cmpfloat_with_epsilon (s2[i], get_plain_entropy (sample, &options, i), 1e-8);
        g_assert_cmpfloat (s2[0], !=, s2[1]);
      }
}

/* One atom in a box has no pairs, and a species that is not there has no part. */
static void
test_alone (void)
{
  g_autoptr (Sample) sample = new_box (20, 1);
  sample->types[0] = 1;
  double s2;
  get_entropy (sample, &usual, &s2);
  /* g = 0, from the first to the last point of the integral. */
  g_assert_cmpfloat_with_epsilon (s2, -2 * G_PI / 8000 * (pow (4.99, 3) - pow (0.01, 3)) / 3, 1e-6);
}

static void
test_refused (void)
{
  g_autoptr (Sample) sample = new_random (6, 8, 1, 1);
  double s2[6];
  static const VitPairEntropyOptions wrong[] = { { 5, 0.2, 0, 0, 0 },
                                                 { 5, -1, 0.02, 0, 0 },
                                                 { NAN, 0.2, 0.02, 0, 0 },
                                                 { 5, 0.2, 1, 0, 0 },
                                                 { 5, 0.2, 1e-9, 0, 0 } };
  for (gsize k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (vit_pair_entropy (&sample->cell, sample->x, sample->types, 6, 2, &wrong[k],
                                        s2, NULL, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
    }
  g_autoptr (GError) error = NULL;
  sample->cell.periodic[1] = false;
  g_assert_false (
      vit_pair_entropy (&sample->cell, sample->x, sample->types, 6, 2, &usual, s2, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
}

/* ---- Tetrahedra and bonds ---- */

static void
measure (const Sample *sample,
         double cutoff,
         double sigma,
         uint32_t *counts,
         double *tetrahedricity,
         double *deviation)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitNeighbours) near =
      vit_neighbours_new_cutoff (&sample->cell, sample->x, sample->n, cutoff, NULL, &error);
  g_assert_no_error (error);
  double table[4] = { sigma, sigma, sigma, sigma };
  VitShells shells = { 2, table };
  g_autofree uint32_t *again = g_new (uint32_t, sample->n);
  g_assert_true (vit_quadruples_measure (&sample->cell, sample->x, near, false, sample->types,
                                         &shells, again, tetrahedricity, NULL, &error));
  g_assert_true (vit_quadruples_measure (&sample->cell, sample->x, near, true, sample->types,
                                         &shells, counts, tetrahedricity, NULL, &error));
  g_assert_cmpmem (again, sample->n * sizeof *again, counts, sample->n * sizeof *counts);
  g_assert_true (vit_bond_deviation (&sample->cell, sample->x, near, sample->types, &shells,
                                     deviation, NULL, &error));
}

static void
test_clusters (void)
{
  uint32_t counts[256];
  double shape[256], deviation[256];
  /* Edges of the shell are 2, the centre is √(1 + φ²) away. */
  double radius = sqrt (1 + PHI * PHI);
  g_autoptr (Sample) ico = new_cluster (icosahedron, 12, 1);
  measure (ico, 2.1, radius, counts, shape, deviation);
  g_assert_cmpuint (counts[0], ==, 20);
  g_assert_cmpfloat_with_epsilon (shape[0], 0.00151029, 5e-9);
  g_assert_cmpfloat_with_epsilon (deviation[0], 0, 1e-12);
  for (int i = 1; i < 13; i++)
    {
      g_assert_cmpuint (counts[i], ==, 5);
      /* One bond to the centre, five along the shell. */
      g_assert_cmpfloat_with_epsilon (deviation[i], 5 * (2 / radius - 1) / 6, 1e-12);
      g_assert_cmpfloat_with_epsilon (shape[i], shape[0], 1e-12);
    }
  g_autoptr (Sample) crystal = new_crystal (fcc, 4, 4, 4);
  measure (crystal, 3.2, sqrt (8), counts, shape, deviation);
  for (int i = 0; i < 256; i++)
    {
      g_assert_cmpuint (counts[i], ==, 8);
      g_assert_cmpfloat_with_epsilon (shape[i], 0, 1e-12);
      g_assert_cmpfloat_with_epsilon (deviation[i], 0, 1e-12);
    }
  g_autoptr (Sample) iron = new_crystal (bcc, 2, 3, 4);
  measure (iron, 3.1, 2.6, counts, shape, deviation);
  g_assert_cmpuint (counts[17], ==, 24);
  /* Four edges of √3/2 and two of 1. */
  double mean = (4 * sqrt (0.75) + 2) / 6, spread = 4 * 2 * pow (1 - sqrt (0.75), 2);
  g_assert_cmpfloat_with_epsilon (shape[17], spread / (15 * mean * mean), 1e-12);
  g_assert_cmpfloat_with_epsilon (
      deviation[17], (8 * fabs (3 * sqrt (0.75) / 2.6 - 1) + 6 * (3 / 2.6 - 1)) / 14, 1e-12);
  measure (iron, 2.8, 2.6, counts, shape, deviation);
  g_assert_cmpuint (counts[17], ==, 0);
  g_assert_true (isnan (shape[17]));
}

static double
get_distance (const Sample *sample, size_t a, size_t b)
{
  double d[3];
  for (int k = 0; k < 3; k++)
    d[k] = sample->x[3 * b + k] - sample->x[3 * a + k];
  vit_cell_minimum_image (&sample->cell, d);
  return sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
}

/* All quadruples, one by one. */
static void
test_quadruples (void)
{
  const double cutoff = 3.4;
  g_autoptr (Sample) sample = new_random (90, 12, 1.9, 5);
  uint32_t counts[90], expected[90] = { 0 };
  double shape[90], deviation[90], sums[90] = { 0 };
  measure (sample, cutoff, 2.5, counts, shape, deviation);
  for (size_t a = 0; a < 90; a++)
    for (size_t b = a + 1; b < 90; b++)
      for (size_t c = b + 1; c < 90 && get_distance (sample, a, b) <= cutoff; c++)
        for (size_t d = c + 1; d < 90; d++)
          {
            const size_t at[4] = { a, b, c, d };
            double edges[6], total = 0, spread = 0;
            int n = 0;
            for (int i = 0; i < 4; i++)
              for (int j = i + 1; j < 4; j++)
                total += edges[n++] = get_distance (sample, at[i], at[j]);
            bool is_one = true;
            for (int i = 0; i < 6; i++)
              {
                is_one = is_one && edges[i] <= cutoff;
                for (int j = i + 1; j < 6; j++)
                  spread += (edges[i] - edges[j]) * (edges[i] - edges[j]);
              }
            for (int i = 0; is_one && i < 4; i++)
              {
                expected[at[i]]++;
                sums[at[i]] += spread / (15 * (total / 6) * (total / 6));
              }
          }
  unsigned most = 0;
  for (int i = 0; i < 90; i++)
    {
      g_assert_cmpuint (counts[i], ==, expected[i]);
      most = MAX (most, counts[i]);
      if (counts[i] > 0)
        g_assert_cmpfloat_with_epsilon (shape[i], sums[i] / counts[i], 1e-12);
      else
        g_assert_true (isnan (shape[i]));
    }
  g_assert_cmpuint (most, >, 10);
}

/* Long cutoffs: more neighbours than fit in a word; one atom is its own neighbour many times. */
static void
test_many_neighbours (void)
{
  uint32_t count;
  double shape, deviation;
  g_autoptr (Sample) one = new_box (1, 1);
  one->types[0] = 1;
  measure (one, 3.01, 1, &count, &shape, &deviation);
  /* Triples of points of a cubic lattice within 3.01 of the origin and of each other. */
  unsigned expected = 0, n = 0;
  int points[200][3];
  for (int k = 0; k < 343; k++)
    {
      const int p[3] = { k % 7 - 3, k / 7 % 7 - 3, k / 49 - 3 };
      int square = p[0] * p[0] + p[1] * p[1] + p[2] * p[2];
      if (square > 0 && square <= 9)
        memcpy (points[n++], p, sizeof p);
    }
  g_assert_cmpuint (n, ==, 122);
  bool near[200][200];
  for (unsigned a = 0; a < n; a++)
    for (unsigned b = 0; b < n; b++)
      {
        int square = 0;
        for (int k = 0; k < 3; k++)
          square += (points[a][k] - points[b][k]) * (points[a][k] - points[b][k]);
        near[a][b] = square <= 9;
      }
  for (unsigned a = 0; a < n; a++)
    for (unsigned b = a + 1; b < n; b++)
      for (unsigned c = b + 1; c < n && near[a][b]; c++)
        expected += near[a][c] && near[b][c];
  g_assert_cmpuint (count, ==, expected);
}

/* Of the nearest: those that are in each other's lists. */
static void
test_nearest (void)
{
  g_autoptr (Sample) sample = new_random (90, 12, 1.9, 5);
  g_autoptr (VitNeighbours) near =
      vit_neighbours_new_nearest (&sample->cell, sample->x, 90, 9, NULL, NULL);
  static bool has[90][90];
  uint32_t counts[90], expected[90] = { 0 }, all = 0;
  for (size_t i = 0; i < 90; i++)
    for (size_t k = near->offsets[i]; k < near->offsets[i + 1]; k++)
      has[i][near->indices[k]] = true;
  for (size_t a = 0; a < 90; a++)
    for (size_t b = 0; b < 90; b++)
      if (has[a][b] && !has[b][a])
        all++;
  g_assert_cmpuint (all, >, 10);
  for (size_t a = 0; a < 90; a++)
    for (size_t b = a + 1; b < 90; b++)
      for (size_t c = b + 1; c < 90; c++)
        for (size_t d = c + 1; d < 90; d++)
          {
            const size_t at[4] = { a, b, c, d };
            bool is_one = true;
            for (int i = 0; i < 4; i++)
              for (int j = 0; j < 4; j++)
                is_one = is_one && (i == j || has[at[i]][at[j]]);
            for (int i = 0; is_one && i < 4; i++)
              expected[at[i]]++;
          }
  g_assert_true (vit_quadruples_measure (&sample->cell, sample->x, near, false, NULL, NULL, counts,
                                         NULL, NULL, NULL));
  g_assert_cmpmem (counts, sizeof counts, expected, sizeof expected);
}

/* ---- Averages ---- */

static void
test_averages (void)
{
  g_autoptr (Sample) sample = new_random (60, 11, 1.8, 9);
  double values[2][60], averages[2][60], width = 1.7;
  for (int i = 0; i < 60; i++)
    {
      values[0][i] = sin (i);
      values[1][i] = i % 3 ? NAN : cos (i);
    }
  const double *const from[2] = { values[0], values[1] };
  double *const to[2] = { averages[0], averages[1] };
  g_autoptr (GError) error = NULL;
  g_assert_true (
      vit_surroundings_average (&sample->cell, sample->x, 60, width, from, to, 2, NULL, &error));
  for (size_t i = 0; i < 60; i++)
    for (int c = 0; c < 2; c++)
      {
        double sum = 0, weights = 0;
        for (size_t j = 0; j < 60; j++)
          {
            double r = get_distance (sample, i, j), w = exp (-r * r / (2 * width * width));
            if (r > 3 * width || isnan (values[c][j]))
              continue;
            sum += w * values[c][j];
            weights += w;
          }
        g_assert_cmpfloat_with_epsilon (averages[c][i], sum / weights, 1e-12);
      }
  /* None within reach has a value; a constant stays what it is. */
  for (int i = 0; i < 60; i++)
    {
      values[0][i] = NAN;
      values[1][i] = 3;
    }
  g_assert_true (
      vit_surroundings_average (&sample->cell, sample->x, 60, width, from, to, 2, NULL, &error));
  g_assert_true (isnan (averages[0][5]));
  g_assert_cmpfloat_with_epsilon (averages[1][5], 3, 1e-12);
  g_assert_false (
      vit_surroundings_average (&sample->cell, sample->x, 60, 0, from, to, 2, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

/* ---- Invariance ---- */

#define N_COLUMNS 4

static void
measure_all (const Sample *sample, double *columns[N_COLUMNS])
{
  g_autofree uint32_t *counts = g_new (uint32_t, sample->n);
  get_entropy (sample, &usual, columns[0]);
  measure (sample, 3.4, 2.5, counts, columns[1], columns[2]);
  for (size_t i = 0; i < sample->n; i++)
    columns[1][i] = isnan (columns[1][i]) ? -1 : columns[1][i] + counts[i];
  const double *const from[1] = { columns[0] };
  double *const to[1] = { columns[3] };
  g_assert_true (
      vit_surroundings_average (&sample->cell, sample->x, sample->n, 2, from, to, 1, NULL, NULL));
}

/* Whether every atom of @other is like the atom of @sample that @like says. */
static void
compare (const Sample *sample, const Sample *other, const size_t *like, double epsilon)
{
  double *a[N_COLUMNS], *b[N_COLUMNS];
  for (int c = 0; c < N_COLUMNS; c++)
    {
      a[c] = g_new (double, sample->n);
      b[c] = g_new (double, other->n);
    }
  measure_all (sample, a);
  measure_all (other, b);
  for (int c = 0; c < N_COLUMNS; c++)
    {
      for (size_t i = 0; i < other->n; i++)
        g_assert_cmpfloat_with_epsilon (b[c][i], a[c][like[i]], epsilon);
      g_free (a[c]);
      g_free (b[c]);
    }
}

static void
test_invariance (void)
{
  g_autoptr (Sample) sample = new_random (70, 11, 1.9, 11);
  size_t like[560];
  for (size_t i = 0; i < 560; i++)
    like[i] = i % 70;
  g_autoptr (Sample) copies = sample_replicate (sample, (int[3]){ 2, 2, 2 });
  compare (sample, copies, like, 1e-10);

  g_autoptr (Sample) turned = new_box (11, 70);
  /* Turn by a general rotation, shift by three boxes and a bit, in reverse order. */
  double c = cos (0.7), s = sin (0.7);
  const double turn[3][3] = { { c, -s, 0 }, { s * 0.6, c * 0.6, -0.8 }, { s * 0.8, c * 0.8, 0.6 } };
  for (int k = 0; k < 3; k++)
    for (int m = 0; m < 3; m++)
      turned->cell.h[k][m] = 11 * turn[m][k];
  for (size_t i = 0; i < 70; i++)
    {
      like[i] = 69 - i;
      turned->types[i] = sample->types[69 - i];
      for (int m = 0; m < 3; m++)
        turned->x[3 * i + m] =
            turn[m][0] * sample->x[3 * (69 - i)] + turn[m][1] * sample->x[3 * (69 - i) + 1] +
            turn[m][2] * sample->x[3 * (69 - i) + 2] + 3 * turned->cell.h[1][m] + 0.37;
    }
  compare (sample, turned, like, 1e-9);
}

/* The same bits for any number of threads. */
static void
test_threads (void)
{
  g_autoptr (Sample) sample = new_random (400, 19, 1.9, 13);
  double values[2][N_COLUMNS][400];
  for (int k = 0; k < 2; k++)
    {
      double *columns[N_COLUMNS];
      for (int c = 0; c < N_COLUMNS; c++)
        columns[c] = values[k][c];
      vit_parallel_set_n_threads (k == 0 ? 1 : 3);
      measure_all (sample, columns);
    }
  vit_parallel_set_n_threads (0);
  g_assert_cmpmem (values[0], sizeof values[0], values[1], sizeof values[1]);
}

/* ---- σ ---- */

static void
test_first_maximum (void)
{
  double g[800];
  for (int k = 0; k < 800; k++)
    {
      double r = (k + 0.5) * 0.01;
      g[k] = (r > 2.2) * 0.9 + 3 * exp (-pow ((r - 2.775) / 0.15, 2)) +
             4 * exp (-pow ((r - 4.7) / 0.3, 2));
    }
  /* A spike of noise before the shell. */
  g[150] = 6;
  g_assert_cmpfloat_with_epsilon (vit_rdf_first_maximum (g, 800, 0.01), 2.775, 1e-9);
  memset (g, 0, sizeof g);
  g_assert_true (isnan (vit_rdf_first_maximum (g, 800, 0.01)));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/indicators/pymattersim", test_pymattersim);
  g_test_add_func ("/structure/indicators/entropy", test_entropy);
  g_test_add_func ("/structure/indicators/alone", test_alone);
  g_test_add_func ("/structure/indicators/refused", test_refused);
  g_test_add_func ("/structure/indicators/clusters", test_clusters);
  g_test_add_func ("/structure/indicators/quadruples", test_quadruples);
  g_test_add_func ("/structure/indicators/nearest", test_nearest);
  g_test_add_func ("/structure/indicators/many-neighbours", test_many_neighbours);
  g_test_add_func ("/structure/indicators/averages", test_averages);
  g_test_add_func ("/structure/indicators/invariance", test_invariance);
  g_test_add_func ("/structure/indicators/threads", test_threads);
  g_test_add_func ("/structure/indicators/first-maximum", test_first_maximum);
  return g_test_run ();
}
