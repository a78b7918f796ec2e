/* Motion between frames: straight lines through the periodic box, and what must not change them. */

#include <math.h>

#include "core/base/error.h"
#include "core/motion/interpolation.h"

#define N 100

static VitAtoms *
new_atoms (size_t n, const int64_t *ids)
{
  VitAtoms *atoms = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&atoms->refs);
  atoms->n = n;
  atoms->ids = g_new (int64_t, n);
  atoms->types = g_new0 (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    atoms->ids[i] = ids ? ids[i] : (int64_t) (2 * i);
  atoms->species = g_strsplit ("", ",", -1);
  atoms->has_ids = true;
  atoms->unique = true;
  return atoms;
}

/* Takes ownership of @atoms. */
static VitFrame *
new_frame (VitAtoms *atoms, const VitCell *cell, const double *scaled)
{
  VitFrame *frame = g_new0 (VitFrame, 1);
  g_atomic_ref_count_init (&frame->refs);
  frame->atoms = atoms;
  frame->cell = *cell;
  frame->real = g_new (double, 3 * atoms->n);
  for (size_t i = 0; i < atoms->n; i++)
    vit_cell_to_cartesian (cell, scaled + 3 * i, frame->real + 3 * i);
  return frame;
}

static VitCell
new_cell (double edge, double tilt)
{
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ -1, 2, 3 },
                            (double[3]){ -1 + edge, 2 + 2 * edge, 3 + edge },
                            (double[3]){ tilt, -0.5, 2 });
  return cell;
}

static void
fill_scaled (GRand *random, double *scaled, size_t n)
{
  for (size_t i = 0; i < 3 * n; i++)
    scaled[i] = g_rand_double (random);
}

static VitInterpolation *
new_motion (const VitFrame *from, const VitFrame *to)
{
  g_autoptr (GError) error = NULL;
  const VitCell cells[2] = { from->cell, to->cell };
  VitInterpolation *motion = vit_interpolation_new (from, to, cells, &error);
  g_assert_no_error (error);
  return motion;
}

/* Distance of two scaled coordinates on a circle. */
static double
apart (double a, double b)
{
  double d = a - b;
  return fabs (d - round (d));
}

/* An atom that crosses the boundary takes the short way, in a box that grows and leans. */
static void
test_path (void)
{
  const VitCell a = new_cell (10, 1), b = new_cell (12, 3);
  const double from[6] = { 0.95, 0.5, 0.02, 0.2, 0.3, 0.4 },
               to[6] = { 0.05, 0.6, 0.98, 0.2, 0.3, 0.4 };
  g_autoptr (VitFrame) first = new_frame (new_atoms (2, NULL), &a, from);
  g_autoptr (VitFrame) second = new_frame (vit_atoms_ref (first->atoms), &b, to);
  g_autoptr (VitInterpolation) motion = new_motion (first, second);
  for (int step = 0; step <= 8; step++)
    {
      double part = step / 8.0;
      float s[6];
      VitCell cell;
      vit_interpolation_fill (motion, first->atoms, part, s);
      g_assert_cmpfloat (apart ((double) s[0], 0.95 + 0.1 * part), <, 1e-6);
      g_assert_cmpfloat (apart ((double) s[1], 0.5 + 0.1 * part), <, 1e-6);
      g_assert_cmpfloat (apart ((double) s[2], 0.02 - 0.04 * part), <, 1e-6);
      for (int k = 0; k < 3; k++)
        {
          g_assert_true (s[k] >= 0 && s[k] < 1);
          /* An atom that stays where it is in the box does not move, however it deforms. */
          g_assert_cmpfloat (apart ((double) s[3 + k], from[3 + k]), <, 1e-6);
        }
      vit_interpolation_get_cell (motion, part, &cell);
      g_assert_cmpfloat (fabs (cell.h[0][0] - (10 + 2 * part)), <, 1e-12);
      g_assert_cmpfloat (fabs (cell.h[1][0] - (1 + 2 * part)), <, 1e-12);
      g_assert_true (vit_cell_is_valid (&cell));
    }
}

/* At both ends the atoms are those of the frames; which image a file names means nothing. */
static void
test_ends_and_images (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  const VitCell a = new_cell (20, 1), b = new_cell (20.5, 1.2);
  double from[3 * N], to[3 * N], images[3 * N];
  fill_scaled (random, from, N);
  for (int i = 0; i < 3 * N; i++)
    {
      to[i] = from[i] + g_rand_double_range (random, -0.2, 0.2);
      images[i] = to[i] + g_rand_int_range (random, -3, 4);
    }
  g_autoptr (VitFrame) first = new_frame (new_atoms (N, NULL), &a, from);
  g_autoptr (VitFrame) second = new_frame (vit_atoms_ref (first->atoms), &b, to);
  g_autoptr (VitFrame) elsewhere = new_frame (vit_atoms_ref (first->atoms), &b, images);
  g_autoptr (VitInterpolation) motion = new_motion (first, second);
  g_autoptr (VitInterpolation) same = new_motion (first, elsewhere);
  float s[3 * N], t[3 * N];
  for (int step = 0; step <= 4; step++)
    {
      vit_interpolation_fill (motion, first->atoms, step / 4.0, s);
      vit_interpolation_fill (same, first->atoms, step / 4.0, t);
      for (int i = 0; i < 3 * N; i++)
        {
          g_assert_cmpfloat (apart ((double) s[i], (double) t[i]), <, 1e-5);
          if (step == 0)
            g_assert_cmpfloat (apart ((double) s[i], from[i]), <, 1e-6);
          if (step == 4)
            g_assert_cmpfloat (apart ((double) s[i], to[i]), <, 1e-6);
        }
    }
}

/* Edges that are not periodic are no short way. */
static void
test_open_edge (void)
{
  VitCell cell = new_cell (10, 0);
  cell.periodic[2] = false;
  const double from[3] = { 0.5, 0.5, 0.05 }, to[3] = { 0.5, 0.5, 0.95 };
  g_autoptr (VitFrame) first = new_frame (new_atoms (1, NULL), &cell, from);
  g_autoptr (VitFrame) second = new_frame (vit_atoms_ref (first->atoms), &cell, to);
  g_autoptr (VitInterpolation) motion = new_motion (first, second);
  float s[3];
  vit_interpolation_fill (motion, first->atoms, 0.5, s);
  g_assert_cmpfloat (fabs ((double) s[2] - 0.5), <, 1e-6);
}

/* Atoms are matched by id; one that has no way is not drawn. */
static void
test_ids (void)
{
  const VitCell cell = new_cell (10, 0);
  const double from[9] = { 0.1, 0, 0, 0.2, 0, 0, 0.3, 0, 0 }, to[6] = { 0.32, 0, 0, 0.14, 0, 0 };
  g_autoptr (VitAtoms) asked = new_atoms (3, (int64_t[]){ 4, 5, 9 });
  g_autoptr (VitFrame) first = new_frame (new_atoms (3, (int64_t[]){ 4, 7, 9 }), &cell, from);
  g_autoptr (VitFrame) second = new_frame (new_atoms (2, (int64_t[]){ 3, 4 }), &cell, to);
  g_autoptr (VitInterpolation) motion = new_motion (first, second);
  float s[9];
  vit_interpolation_fill (motion, asked, 0.5, s);
  g_assert_cmpfloat (fabs ((double) s[0] - 0.12), <, 1e-6);
  g_assert_true (isnan (s[3]));
  g_assert_true (isnan (s[6]));

  g_autoptr (GError) error = NULL;
  const VitCell cells[2] = { cell, cell };
  first->atoms->has_ids = second->atoms->has_ids = false;
  g_assert_null (vit_interpolation_new (first, second, cells, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/motion/interpolation/path", test_path);
  g_test_add_func ("/motion/interpolation/ends-and-images", test_ends_and_images);
  g_test_add_func ("/motion/interpolation/open-edge", test_open_edge);
  g_test_add_func ("/motion/interpolation/ids", test_ids);
  return g_test_run ();
}
