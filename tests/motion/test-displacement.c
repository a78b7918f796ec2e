/* Displacements: analytic motions, and what must not change them. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/motion/displacement.h"

#define N 200

static VitAtoms *
new_atoms (size_t n, bool has_ids)
{
  VitAtoms *atoms = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&atoms->refs);
  atoms->n = n;
  atoms->ids = g_new (int64_t, n);
  atoms->types = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    {
      atoms->ids[i] = has_ids ? (int64_t) (3 * i + 1) : (int64_t) i + 1;
      atoms->types[i] = (uint8_t) (1 + i % 2);
    }
  atoms->n_types = 2;
  atoms->species = g_strsplit (",", ",", -1);
  atoms->has_ids = has_ids;
  atoms->unique = true;
  return atoms;
}

static VitFrame *
new_frame (VitAtoms *atoms, const VitCell *cell)
{
  VitFrame *frame = g_new0 (VitFrame, 1);
  g_atomic_ref_count_init (&frame->refs);
  frame->atoms = atoms;
  frame->cell = *cell;
  frame->time = NAN;
  frame->unwrapped = true;
  return frame;
}

static VitCell
new_cell (double a, double b, double c)
{
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ -1, 2, 3 }, (double[3]){ -1 + a, 2 + b, 3 + c },
                            (double[3]){ 1, -0.5, 2 });
  return cell;
}

static VitFrame *
random_frame (GRand *random, const VitCell *cell)
{
  VitFrame *frame = new_frame (new_atoms (N, true), cell);
  frame->real = g_new (double, 3 * N);
  for (size_t i = 0; i < N; i++)
    {
      double s[3];
      for (int k = 0; k < 3; k++)
        s[k] = g_rand_double (random);
      vit_cell_to_cartesian (cell, s, frame->real + 3 * i);
    }
  return frame;
}

/* @like with every position changed by @shift, as real numbers. */
static VitFrame *
moved (const VitFrame *like, const VitCell *cell, const double *shift)
{
  VitFrame *frame = new_frame (vit_atoms_ref (like->atoms), cell);
  frame->real = g_memdup2 (like->real, 3 * like->atoms->n * sizeof (double));
  for (size_t i = 0; i < 3 * like->atoms->n; i++)
    frame->real[i] += shift[i];
  return frame;
}

static void
compute (const VitFrame *a, const VitFrame *b, VitMotionFrame kind, bool keep_drift, double *d)
{
  g_autoptr (GError) error = NULL;
  VitMotionOptions options = { .frame = kind, .keep_drift = keep_drift };
  g_assert_true (vit_displacement_compute (a, b, NULL, NULL, &options, d, NULL, &error));
  g_assert_no_error (error);
}

static double *
random_shifts (GRand *random)
{
  double *shifts = g_new (double, 3 * N);
  for (size_t i = 0; i < 3 * N; i++)
    shifts[i] = g_rand_double_range (random, -1, 1);
  return shifts;
}

/* Atoms that only move with the box do not move; what they do besides is measured in the later box.
 */
static void
test_flow (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  VitCell before = new_cell (20, 22, 24), after = new_cell (23, 20, 21);
  g_autoptr (VitFrame) a = random_frame (random, &before);
  g_autoptr (VitFrame) b = new_frame (vit_atoms_ref (a->atoms), &after);
  g_autofree double *shifts = random_shifts (random);
  double d[3 * N], raw[3 * N];
  b->real = g_new (double, 3 * N);
  for (size_t i = 0; i < N; i++)
    {
      double s[3];
      vit_cell_to_scaled (&before, a->real + 3 * i, s);
      vit_cell_to_cartesian (&after, s, b->real + 3 * i);
      for (int k = 0; k < 3; k++)
        b->real[3 * i + (size_t) k] += shifts[3 * i + (size_t) k];
    }
  compute (a, b, VIT_MOTION_BOX, true, d);
  compute (a, b, VIT_MOTION_RAW, true, raw);
  for (size_t i = 0; i < 3 * N; i++)
    {
      g_assert_cmpfloat_with_epsilon (d[i], shifts[i], 1e-12);
      g_assert_cmpfloat_with_epsilon (raw[i], b->real[i] - a->real[i], 1e-12);
    }
}

/* The drift is the unweighted mean, and is gone by default. */
static void
test_drift (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (2);
  VitCell cell = new_cell (20, 22, 24);
  g_autoptr (VitFrame) a = random_frame (random, &cell);
  g_autofree double *shifts = random_shifts (random);
  g_autoptr (VitFrame) b = moved (a, &cell, shifts);
  double kept[3 * N], d[3 * N], mean[3] = { 0 };
  compute (a, b, VIT_MOTION_BOX, true, kept);
  compute (a, b, VIT_MOTION_BOX, false, d);
  for (size_t i = 0; i < 3 * N; i++)
    mean[i % 3] += shifts[i] / N;
  for (size_t i = 0; i < 3 * N; i++)
    {
      g_assert_cmpfloat_with_epsilon (kept[i], shifts[i], 1e-12);
      g_assert_cmpfloat_with_epsilon (d[i], shifts[i] - mean[i % 3], 1e-12);
    }
}

/* All atoms together go nowhere within their cages; one alone is seen by its neighbours. */
static void
test_cage (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  VitCell cell = new_cell (12, 13, 14);
  g_autoptr (VitFrame) a = random_frame (random, &cell);
  double shifts[3 * N] = { 0 }, d[3 * N];
  for (size_t i = 0; i < 3 * N; i++)
    shifts[i] = i % 3 == 1 ? 0.5 : 0;
  g_autoptr (VitFrame) together = moved (a, &cell, shifts);
  compute (a, together, VIT_MOTION_CAGE, true, d);
  for (size_t i = 0; i < 3 * N; i++)
    g_assert_cmpfloat_with_epsilon (d[i], 0, 1e-12);

  memset (shifts, 0, sizeof shifts);
  shifts[3 * 7] = 0.7;
  g_autoptr (VitFrame) alone = moved (a, &cell, shifts);
  compute (a, alone, VIT_MOTION_CAGE, true, d);
  for (size_t i = 0; i < N; i++)
    {
      unsigned n = 0;
      bool sees = false;
      for (size_t j = 0; j < N; j++)
        {
          double r[3];
          for (size_t k = 0; k < 3; k++)
            r[k] = a->real[3 * j + k] - a->real[3 * i + k];
          vit_cell_minimum_image (&cell, r);
          bool near = j != i && r[0] * r[0] + r[1] * r[1] + r[2] * r[2] < 3.85 * 3.85;
          n += near;
          sees = sees || (near && j == 7);
        }
      g_assert_cmpfloat_with_epsilon (d[3 * i], i == 7 ? 0.7 : sees ? -0.7 / n : 0, 1e-12);
    }
}

static VitFrame *
fixed_frame (VitAtoms *atoms, const VitCell *cell, const int32_t *fixed, int32_t offset)
{
  VitFrame *frame = new_frame (vit_atoms_ref (atoms), cell);
  frame->fixed = g_new (int32_t, 3 * atoms->n);
  frame->decimals = 4;
  for (size_t i = 0; i < 3 * atoms->n; i++)
    frame->fixed[i] = fixed[i] + offset;
  return frame;
}

/* Printed decimals: every displacement is the double nearest to the decimal difference, wherever
 * the box lies. */
static void
test_fixed (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  VitCell cell = new_cell (20, 22, 24);
  g_autoptr (VitAtoms) atoms = new_atoms (N, true);
  int32_t before[3 * N], after[3 * N];
  double d[3 * N], shifted[3 * N];
  for (size_t i = 0; i < 3 * N; i++)
    {
      before[i] = g_rand_int_range (random, -2000000000, 2000000000);
      after[i] =
          i % 5 == 0 ? before[i] : before[i] / 2 + g_rand_int_range (random, -900000, 900000);
    }
  g_autoptr (VitFrame) a = fixed_frame (atoms, &cell, before, 0);
  g_autoptr (VitFrame) b = fixed_frame (atoms, &cell, after, 0);
  g_autoptr (VitFrame) a2 = fixed_frame (atoms, &cell, before, 123457);
  g_autoptr (VitFrame) b2 = fixed_frame (atoms, &cell, after, 123457);
  for (VitMotionFrame kind = VIT_MOTION_BOX; kind <= VIT_MOTION_RAW; kind++)
    for (int keep = 0; keep < 2; keep++)
      {
        compute (a, b, kind, keep, d);
        compute (a2, b2, kind, keep, shifted);
        g_assert_cmpmem (d, sizeof d, shifted, sizeof shifted);
      }
  for (size_t i = 0; i < 3 * N; i++)
    {
      g_autofree char *text =
          g_strdup_printf ("%" G_GINT64_FORMAT "e-4", (int64_t) after[i] - before[i]);
      g_assert_true (d[i] == g_ascii_strtod (text, NULL));
    }
}

/* Other order, other table: atoms are found by id, and one that is gone has no displacement. */
static void
test_match (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  VitCell cell = new_cell (20, 22, 24);
  g_autoptr (VitFrame) a = random_frame (random, &cell);
  g_autofree double *shifts = random_shifts (random);
  g_autoptr (VitFrame) whole = moved (a, &cell, shifts);
  g_autoptr (VitFrame) b = new_frame (new_atoms (N - 1, true), &cell);
  b->real = g_new (double, 3 * (N - 1));
  for (size_t i = 0, k = 0; i < N; i++)
    if (i != 50)
      {
        b->atoms->ids[k] = a->atoms->ids[i];
        memcpy (b->real + 3 * k++, whole->real + 3 * i, 3 * sizeof (double));
      }
  double d[3 * N], expected[3 * N];
  compute (a, b, VIT_MOTION_RAW, true, d);
  compute (a, whole, VIT_MOTION_RAW, true, expected);
  for (size_t i = 0; i < 3 * N; i++)
    g_assert_true (i / 3 == 50 ? isnan (d[i]) : d[i] == expected[i]);

  /* It does not count for the drift either. */
  compute (a, b, VIT_MOTION_RAW, false, d);
  double sum = 0;
  for (size_t i = 0; i < 3 * N; i++)
    sum += i / 3 == 50 ? 0 : d[i];
  g_assert_cmpfloat_with_epsilon (sum, 0, 1e-10);
}

static void
test_refusals (void)
{
  VitCell cell = new_cell (20, 22, 24);
  VitMotionOptions options = { 0 };
  double d[30] = { 0 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitFrame) a = new_frame (new_atoms (10, false), &cell);
  g_autoptr (VitFrame) b = new_frame (new_atoms (9, false), &cell);
  g_autoptr (VitFrame) c = new_frame (new_atoms (10, true), &cell);
  a->real = g_new0 (double, 30);
  b->real = g_new0 (double, 27);
  c->real = g_new0 (double, 30);
  g_assert_true (vit_displacement_compute (a, a, NULL, NULL, &options, d, NULL, &error));
  g_assert_false (vit_displacement_compute (a, b, NULL, NULL, &options, d, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
  g_clear_error (&error);
  g_assert_false (vit_displacement_compute (a, c, NULL, NULL, &options, d, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
  g_clear_error (&error);
  c->atoms->unique = false;
  g_assert_false (vit_displacement_compute (c, c, NULL, NULL, &options, d, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/displacement/flow", test_flow);
  g_test_add_func ("/motion/displacement/drift", test_drift);
  g_test_add_func ("/motion/displacement/cage", test_cage);
  g_test_add_func ("/motion/displacement/fixed", test_fixed);
  g_test_add_func ("/motion/displacement/match", test_match);
  g_test_add_func ("/motion/displacement/refusals", test_refusals);
  return g_test_run ();
}
