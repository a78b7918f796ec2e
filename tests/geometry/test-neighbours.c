#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/neighbours.h"

typedef struct
{
  VitCell cell;
  size_t n;
  double *x;
} Sample;

static double
random_in (double lo, double hi)
{
  return g_test_rand_double_range (lo, hi);
}

/* Random atoms in a random box, as files hold them: some wrapped, some not. */
static Sample
make_sample (size_t n, double edge, double tilt, unsigned periodic)
{
  Sample sample = { .n = n, .x = g_new (double, 3 * n) };
  double lo[3], hi[3], tilts[3];
  for (int k = 0; k < 3; k++)
    {
      lo[k] = random_in (-5, 5);
      hi[k] = lo[k] + edge * random_in (0.5, 1.5);
      tilts[k] = tilt * random_in (-edge, edge);
    }
  vit_cell_init_restricted (&sample.cell, lo, hi, tilts);
  for (int k = 0; k < 3; k++)
    sample.cell.periodic[k] = periodic >> k & 1;
  for (size_t i = 0; i < n; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = i % 3 ? random_in (0, 1) : random_in (-1.5, 2.5);
      vit_cell_to_cartesian (&sample.cell, s, sample.x + 3 * i);
    }
  return sample;
}

static int
compare_rows (const void *a, const void *b)
{
  return memcmp (a, b, 4 * sizeof (int));
}

/* Every image that the widths of the box allow, atom by atom: rows of index and shift, biased so
 * that memcmp sorts nothing but equality matters. */
static GArray *
brute_force (
    const Sample *sample, size_t i, const double *cutoffs, const uint8_t *types, unsigned n_types)
{
  GArray *rows = g_array_new (FALSE, FALSE, 4 * sizeof (int));
  double widths[3];
  vit_cell_widths (&sample->cell, widths);
  for (size_t j = 0; j < sample->n; j++)
    {
      double r = cutoffs[types ? (types[i] - 1u) * n_types + types[j] - 1u : 0];
      double d[3], s[3], x[3];
      int lo[3] = { 0, 0, 0 }, hi[3] = { 0, 0, 0 };
      for (int k = 0; k < 3; k++)
        {
          d[k] = sample->x[3 * j + k] - sample->x[3 * i + k];
          x[k] = d[k] + sample->cell.origin[k];
        }
      vit_cell_to_scaled (&sample->cell, x, s);
      for (int k = 0; k < 3; k++)
        if (sample->cell.periodic[k])
          {
            lo[k] = (int) floor (-s[k] - r / widths[k]);
            hi[k] = (int) ceil (-s[k] + r / widths[k]);
          }
      for (int a = lo[0]; a <= hi[0]; a++)
        for (int b = lo[1]; b <= hi[1]; b++)
          for (int c = lo[2]; c <= hi[2]; c++)
            {
              double e2 = 0;
              for (int k = 0; k < 3; k++)
                {
                  double e = d[k] + a * sample->cell.h[0][k] + b * sample->cell.h[1][k] +
                             c * sample->cell.h[2][k];
                  e2 += e * e;
                }
              if (e2 <= r * r && !(i == j && a == 0 && b == 0 && c == 0) && r > 0)
                {
                  int row[4] = { (int) j, a, b, c };
                  g_array_append_val (rows, row);
                }
            }
    }
  return rows;
}

static GArray *
rows_of (const VitNeighbours *neighbours, size_t i)
{
  GArray *rows = g_array_new (FALSE, FALSE, 4 * sizeof (int));
  for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
    {
      const int16_t *shift = neighbours->shifts[k];
      int row[4] = { (int) neighbours->indices[k], shift[0], shift[1], shift[2] };
      g_array_append_val (rows, row);
    }
  return rows;
}

static void
assert_same_rows (GArray *a, GArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  if (a->len == 0)
    return;
  g_array_sort (a, compare_rows);
  g_array_sort (b, compare_rows);
  g_assert_cmpmem (a->data, a->len * 4 * sizeof (int), b->data, b->len * 4 * sizeof (int));
}

static void
assert_ordered (const VitNeighbours *neighbours)
{
  for (size_t i = 0; i < neighbours->n; i++)
    for (size_t k = neighbours->offsets[i] + 1; k < neighbours->offsets[i + 1]; k++)
      {
        const int16_t *p = neighbours->shifts[k - 1], *q = neighbours->shifts[k];
        int64_t a = neighbours->indices[k - 1], b = neighbours->indices[k];
        for (int m = 0; m < 3; m++)
          {
            a = a * 65536 + p[m];
            b = b * 65536 + q[m];
          }
        g_assert_cmpint (a, <, b);
      }
}

static void
assert_same_lists (const VitNeighbours *a, const VitNeighbours *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  g_assert_cmpmem (a->offsets, (a->n + 1) * sizeof *a->offsets, b->offsets,
                   (b->n + 1) * sizeof *b->offsets);
  size_t total = a->offsets[a->n];
  if (total == 0)
    return;
  g_assert_cmpmem (a->indices, total * sizeof *a->indices, b->indices, total * sizeof *b->indices);
  g_assert_cmpmem (a->shifts, total * sizeof *a->shifts, b->shifts, total * sizeof *b->shifts);
}

/* Orthogonal and tilted, periodic or not along each vector, thick and thin. */
static void
test_cutoff_is_brute_force (void)
{
  for (unsigned trial = 0; trial < 240; trial++)
    {
      double tilt = trial % 3 == 0 ? 0 : trial % 3 == 1 ? 0.5 : 2;
      double edge = trial % 5 == 0 ? 2 : trial % 5 == 1 ? 25 : 9;
      Sample sample = make_sample (1 + g_test_rand_int_range (0, 60), edge, tilt, trial / 3 % 8);
      double cutoff = random_in (1.5, 4.5);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitNeighbours) neighbours =
          vit_neighbours_new_cutoff (&sample.cell, sample.x, sample.n, cutoff, NULL, &error);
      g_assert_no_error (error);
      assert_ordered (neighbours);
      for (size_t i = 0; i < sample.n; i++)
        {
          g_autoptr (GArray) want = brute_force (&sample, i, &cutoff, NULL, 1);
          g_autoptr (GArray) got = rows_of (neighbours, i);
          assert_same_rows (want, got);
          for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
            {
              double d[3];
              vit_neighbours_vector (neighbours, &sample.cell, sample.x, i, k, d);
              g_assert_cmpfloat (sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]), <=,
                                 cutoff * (1 + 1e-12));
            }
        }
      g_free (sample.x);
    }
}

static void
test_pair_cutoffs (void)
{
  const double cutoffs[9] = { 2.5, 3.5, 0, 3.5, 1.5, 3, 0, 3, 4 };
  for (unsigned trial = 0; trial < 20; trial++)
    {
      Sample sample = make_sample (80, 10, trial % 2, 7);
      uint8_t types[80];
      for (int i = 0; i < 80; i++)
        types[i] = (uint8_t) (1 + g_test_rand_int_range (0, 3));
      g_autoptr (GError) error = NULL;
      g_autoptr (VitNeighbours) neighbours = vit_neighbours_new_pair_cutoff (
          &sample.cell, sample.x, sample.n, types, 3, cutoffs, NULL, NULL, &error);
      g_assert_no_error (error);
      assert_ordered (neighbours);
      for (size_t i = 0; i < sample.n; i++)
        {
          g_autoptr (GArray) want = brute_force (&sample, i, cutoffs, types, 3);
          g_autoptr (GArray) got = rows_of (neighbours, i);
          assert_same_rows (want, got);
        }
      g_free (sample.x);
    }
}

/* The nearest are those of a cutoff that just holds them. */
static void
assert_nearest (const Sample *sample, unsigned count)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitNeighbours) nearest =
      vit_neighbours_new_nearest (&sample->cell, sample->x, sample->n, count, NULL, &error);
  g_assert_no_error (error);
  assert_ordered (nearest);
  for (size_t i = 0; i < sample->n; i++)
    {
      double most = 0;
      g_assert_cmpuint (vit_neighbours_count (nearest, i), ==, count);
      for (size_t k = nearest->offsets[i]; k < nearest->offsets[i + 1]; k++)
        {
          double d[3];
          vit_neighbours_vector (nearest, &sample->cell, sample->x, i, k, d);
          most = fmax (most, sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]));
        }
      /* A cell of one atom has pairs ±d at one distance: allow the tie. */
      double inside = most * (1 - 1e-9), around = most * (1 + 1e-9);
      g_autoptr (GArray) fewer = brute_force (sample, i, &inside, NULL, 1);
      g_autoptr (GArray) more = brute_force (sample, i, &around, NULL, 1);
      g_assert_cmpuint (fewer->len, <, count);
      g_assert_cmpuint (more->len, >=, count);
    }
}

static void
test_nearest (void)
{
  for (unsigned trial = 0; trial < 60; trial++)
    {
      size_t n = trial % 4 == 0 ? 1 + trial / 8 : 40 + trial;
      unsigned periodic = trial % 4 == 0 ? 1 + trial % 7 : trial % 8;
      Sample sample = make_sample (n, 8, trial % 3, periodic);
      assert_nearest (&sample, 1 + trial % 20);
      g_free (sample.x);
    }

  /* Crowds in a box that is empty for the most part, and a few atoms far from them. */
  Sample crowds = make_sample (400, 300, 0.1, 7);
  for (size_t i = 0; i < 380; i++)
    for (int k = 0; k < 3; k++)
      crowds.x[3 * i + k] = (i < 250 ? 0 : 50) + random_in (0, i < 250 ? 9 : 30);
  assert_nearest (&crowds, 12);
  g_free (crowds.x);
}

static void
test_crystals (void)
{
  /* fcc conventional cell, a = 1: 12, 18, 42, 54 neighbours within the first four shells, found in
   * one cell of four atoms, which is thinner than the cutoff. */
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 1, 1, 1 };
  double x[12] = { 0, 0, 0, 0, .5, .5, .5, 0, .5, .5, .5, 0 };
  const double cutoffs[4] = { 0.75, 1.05, 1.25, 1.45 };
  const size_t counts[4] = { 12, 18, 42, 54 };
  VitCell cell;
  vit_cell_init_orthogonal (&cell, lo, hi);
  for (int c = 0; c < 4; c++)
    {
      g_autoptr (VitNeighbours) neighbours =
          vit_neighbours_new_cutoff (&cell, x, 4, cutoffs[c], NULL, NULL);
      for (size_t i = 0; i < 4; i++)
        g_assert_cmpuint (vit_neighbours_count (neighbours, i), ==, counts[c]);
    }
  /* The same lattice from its primitive cell: one atom, all neighbours its own images. */
  VitCell primitive = { .h = { { 0, .5, .5 }, { .5, 0, .5 }, { .5, .5, 0 } },
                        .periodic = { true, true, true } };
  g_assert_true (vit_cell_is_valid (&primitive));
  for (int c = 0; c < 4; c++)
    {
      g_autoptr (VitNeighbours) neighbours =
          vit_neighbours_new_cutoff (&primitive, x, 1, cutoffs[c], NULL, NULL);
      g_assert_cmpuint (vit_neighbours_count (neighbours, 0), ==, counts[c]);
    }
}

/* A pair at the cutoff to the last bit must be seen by both or by none. */
static void
test_symmetric_at_the_cutoff (void)
{
  for (unsigned trial = 0; trial < 100; trial++)
    {
      Sample sample = make_sample (60, 12, trial % 2, 7);
      double d[3];
      for (int k = 0; k < 3; k++)
        d[k] = sample.x[3 + k] - sample.x[k];
      vit_cell_minimum_image (&sample.cell, d);
      double cutoff = sqrt (d[0] * d[0] + d[1] * d[1] + d[2] * d[2]);
      g_autoptr (VitNeighbours) neighbours =
          vit_neighbours_new_cutoff (&sample.cell, sample.x, sample.n, cutoff, NULL, NULL);
      for (size_t i = 0; i < sample.n; i++)
        for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
          {
            size_t j = neighbours->indices[k], found = 0;
            const int16_t *s = neighbours->shifts[k];
            for (size_t l = neighbours->offsets[j]; l < neighbours->offsets[j + 1]; l++)
              {
                const int16_t *t = neighbours->shifts[l];
                found +=
                    neighbours->indices[l] == i && s[0] == -t[0] && s[1] == -t[1] && s[2] == -t[2];
              }
            g_assert_cmpuint (found, ==, 1);
          }
      g_free (sample.x);
    }
}

static void
test_threads_change_nothing (void)
{
  Sample sample = make_sample (3000, 40, 0.3, 7);
  vit_parallel_set_n_threads (1);
  g_autoptr (VitNeighbours) one =
      vit_neighbours_new_cutoff (&sample.cell, sample.x, sample.n, 5, NULL, NULL);
  g_autoptr (VitNeighbours) one_nearest =
      vit_neighbours_new_nearest (&sample.cell, sample.x, sample.n, 12, NULL, NULL);
  for (unsigned threads = 2; threads <= 5; threads++)
    {
      vit_parallel_set_n_threads (threads);
      g_autoptr (VitNeighbours) many =
          vit_neighbours_new_cutoff (&sample.cell, sample.x, sample.n, 5, NULL, NULL);
      g_autoptr (VitNeighbours) many_nearest =
          vit_neighbours_new_nearest (&sample.cell, sample.x, sample.n, 12, NULL, NULL);
      assert_same_lists (one, many);
      assert_same_lists (one_nearest, many_nearest);
    }
  vit_parallel_set_n_threads (0);
  g_free (sample.x);
}

static void
expect_error (const Sample *sample, double cutoff, int code)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (
      vit_neighbours_new_cutoff (&sample->cell, sample->x, sample->n, cutoff, NULL, &error));
  g_assert_error (error, VIT_ERROR, code);
}

static void
test_bad_input (void)
{
  Sample sample = make_sample (10, 5, 0, 7);
  expect_error (&sample, 0, VIT_ERROR_INVALID);
  expect_error (&sample, NAN, VIT_ERROR_INVALID);
  expect_error (&sample, 1e6, VIT_ERROR_INVALID);
  sample.x[4] = NAN;
  expect_error (&sample, 3, VIT_ERROR_INVALID);
  sample.x[4] = 1;
  sample.cell.h[1][1] = 0;
  expect_error (&sample, 3, VIT_ERROR_INVALID);
  g_free (sample.x);

  Sample cluster = make_sample (10, 5, 0, 0);
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_neighbours_new_nearest (&cluster.cell, cluster.x, 10, 10, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  cluster.x[0] = 1e200;
  expect_error (&cluster, 3, VIT_ERROR_INVALID);
  g_free (cluster.x);

  /* A heap of atoms at one place has too many neighbours to hold; it must say so, and soon. */
  Sample heap = make_sample (20000, 5, 0, 7);
  for (size_t i = 0; i < 3 * heap.n; i++)
    heap.x[i] = 1;
  expect_error (&heap, 3, VIT_ERROR_INVALID);
  g_free (heap.x);

  g_autoptr (VitNeighbours) none = vit_neighbours_new_cutoff (&sample.cell, NULL, 0, 3, NULL, NULL);
  g_assert_null (none);
  double lo[3] = { 0, 0, 0 }, hi[3] = { 5, 5, 5 };
  vit_cell_init_orthogonal (&sample.cell, lo, hi);
  none = vit_neighbours_new_cutoff (&sample.cell, NULL, 0, 3, NULL, NULL);
  g_assert_nonnull (none);
  g_assert_cmpuint (none->offsets[0], ==, 0);
}

static void
test_cancel (void)
{
  Sample sample = make_sample (1000, 30, 0, 7);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GError) error = NULL;
  vit_progress_cancel (progress);
  g_assert_null (vit_neighbours_new_cutoff (&sample.cell, sample.x, sample.n, 4, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_free (sample.x);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/geometry/neighbours/cutoff-is-brute-force", test_cutoff_is_brute_force);
  g_test_add_func ("/geometry/neighbours/pair-cutoffs", test_pair_cutoffs);
  g_test_add_func ("/geometry/neighbours/nearest", test_nearest);
  g_test_add_func ("/geometry/neighbours/crystals", test_crystals);
  g_test_add_func ("/geometry/neighbours/symmetric-at-the-cutoff", test_symmetric_at_the_cutoff);
  g_test_add_func ("/geometry/neighbours/threads-change-nothing", test_threads_change_nothing);
  g_test_add_func ("/geometry/neighbours/bad-input", test_bad_input);
  g_test_add_func ("/geometry/neighbours/cancel", test_cancel);
  return g_test_run ();
}
