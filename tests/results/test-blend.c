/* Colours between two start times. */

#include <math.h>
#include <string.h>

#include "core/results/snapshot.h"

static VitSnapshot *
new_snapshot (double time, const char *column, size_t n, const int64_t *ids, const float *shades)
{
  VitAtoms *atoms = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&atoms->refs);
  atoms->n = n;
  atoms->ids = g_memdup2 (ids, n * sizeof *ids);
  atoms->types = g_new0 (uint8_t, n);
  atoms->species = g_strsplit ("", ",", -1);
  VitFrame *frame = g_new0 (VitFrame, 1);
  g_atomic_ref_count_init (&frame->refs);
  frame->atoms = atoms;
  VitSnapshot *snapshot = g_new0 (VitSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->frame = frame;
  snapshot->time = time;
  snapshot->shades = g_memdup2 (shades, n * sizeof *shades);
  g_strlcpy (snapshot->column, column, sizeof snapshot->column);
  return snapshot;
}

static void
test_blend (void)
{
  const int64_t own[4] = { 1, 2, 3, 5 }, other[4] = { 1, 2, 4, 5 };
  g_autoptr (VitSnapshot) near =
      new_snapshot (80, "t_ml", 4, own, (const float[]){ 100, 200, 300, NAN });
  g_autoptr (VitSnapshot) beside =
      new_snapshot (85, "t_ml", 4, other, (const float[]){ 200, 100, 700, 800 });
  float shades[4];
  g_assert_true (vit_snapshot_blend (near, beside, 82, shades));
  g_assert_cmpfloat_with_epsilon (shades[0], 140, 1e-4);
  g_assert_cmpfloat_with_epsilon (shades[1], 160, 1e-4);
  g_assert_cmpfloat (shades[2], ==, 300); /* it is missing in the other */
  g_assert_true (isnan (shades[3]));
  /* At both ends the values are those of the snapshots, and the order of the two does not count. */
  g_assert_true (vit_snapshot_blend (near, beside, 80, shades));
  g_assert_cmpfloat (shades[0], ==, 100);
  g_assert_true (vit_snapshot_blend (beside, near, 80, shades));
  g_assert_cmpfloat_with_epsilon (shades[1], 200, 1e-4);
}

static void
test_refusals (void)
{
  const int64_t ids[1] = { 1 };
  g_autoptr (VitSnapshot) near = new_snapshot (80, "t_ml", 1, ids, (const float[]){ 1 });
  g_autoptr (VitSnapshot) beside = new_snapshot (85, "t_ml", 1, ids, (const float[]){ 2 });
  g_autoptr (VitSnapshot) column = new_snapshot (85, "d5", 1, ids, (const float[]){ 2 });
  g_autoptr (VitSnapshot) element = new_snapshot (80, "element", 1, ids, (const float[]){ 1 });
  g_autoptr (VitSnapshot) elements = new_snapshot (85, "element", 1, ids, (const float[]){ 2 });
  float shade;
  g_assert_false (vit_snapshot_blend (near, beside, 79, &shade));
  g_assert_false (vit_snapshot_blend (near, beside, 86, &shade));
  g_assert_false (vit_snapshot_blend (near, near, 80, &shade));
  g_assert_false (vit_snapshot_blend (near, column, 82, &shade));
  /* There is no element between two. */
  g_assert_false (vit_snapshot_blend (element, elements, 82, &shade));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/results/blend/values", test_blend);
  g_test_add_func ("/results/blend/refusals", test_refusals);
  return g_test_run ();
}
