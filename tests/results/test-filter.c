/* Filters: the atoms that maps show, against the expression itself and against counting by hand. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>

#include "core/base/error.h"
#include "core/results/snapshot.h"
#include "tests/support/analyses.h"

#define N 4

/* A corner and its three neighbours, each 10 Å away from the corner alone. */
static const char text[] =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n4\nITEM: BOX BOUNDS pp pp pp\n0 30\n0 30\n0 30\n"
    "ITEM: ATOMS id type xu yu zu c_pe\n"
    "7 1 1 2 3 -4\n9 2 11 2 3 -5\n12 3 1 12 3 -6\n20 2 1 2 13 -8\n";

static VitAnalyses *analyses;
static VitStudy *study;

/* What the study's options make of the frame. */
static VitSnapshot *
make (const char *column, const char *condition, int steps)
{
  g_autoptr (GError) error = NULL;
  vit_study_set_option (study, "view", "filter", condition, NULL);
  vit_study_set_option_number (study, "view", "filter-steps", steps);
  const VitOptions *options = vit_study_get_options (study);
  VitFilter filter = vit_filter_read (options);
  VitQuantityWish wish = vit_snapshot_wish (column, &filter, options);
  g_autoptr (VitQuantitySource) source =
      vit_quantity_source_new (analyses, vit_study_get_run (study, 0), 0, &wish);
  VitSnapshot *snapshot = vit_snapshot_new (source, column, &filter, NULL, &error);
  g_assert_no_error (error);
  return snapshot;
}

static void
check (const char *condition, int steps, const uint8_t expected[N])
{
  g_autoptr (VitSnapshot) snapshot = make ("c_pe", condition, steps);
  size_t n = 0;
  g_assert_null (snapshot->filter_problem);
  g_assert_cmpmem (snapshot->kept, N, expected, N);
  for (int i = 0; i < N; i++)
    {
      n += expected[i];
      g_assert_true (isfinite (snapshot->scaled[3 * i])); /* ghosts have a place */
    }
  g_assert_cmpuint (snapshot->n_kept, ==, n);
}

static void
test_conditions (void)
{
  check ("element == Cu", 0, (uint8_t[N]){ 1, 0, 1, 0 });
  check ("c_pe > mean(c_pe)", 0, (uint8_t[N]){ 1, 1, 0, 0 });
  check ("  id == 9 ", 0, (uint8_t[N]){ 0, 1, 0, 0 });
  check ("x > 1000", 0, (uint8_t[N]){ 0, 0, 0, 0 });
  g_autoptr (VitSnapshot) all = make ("c_pe", "", 0);
  g_assert_null (all->kept);
  g_assert_cmpuint (all->n_kept, ==, N);
}

/* The scale is that of the atoms that are shown. */
static void
test_range (void)
{
  g_autoptr (VitSnapshot) snapshot = make ("c_pe", "element == Zr", 0);
  g_assert_cmpfloat (snapshot->minimum, ==, -8);
  g_assert_cmpfloat (snapshot->maximum, ==, -5);
}

/* Rings around most atoms of the box would tell nothing. */
static void
test_marked (void)
{
  g_autoptr (VitSnapshot) snapshot = make ("c_pe", "", 0);
  g_assert_null (vit_snapshot_get_marked (snapshot, false));
  snapshot->liquid = g_malloc0 (N);
  for (size_t n = 0; n <= N; n++)
    {
      snapshot->n_liquid = n;
      g_assert_true (vit_snapshot_get_marked (snapshot, false) == snapshot->liquid);
      g_assert_true ((vit_snapshot_get_marked (snapshot, true) != NULL) == (n < 2));
    }
}

static void
test_growth (void)
{
  g_autoptr (VitSnapshot) without = make ("c_pe", "id == 9", 1);
  g_assert_nonnull (without->filter_problem); /* r_c is not known */
  vit_study_set_option_number (study, "analysis", "cutoff", 10.5);
  check ("id == 9", 0, (uint8_t[N]){ 0, 1, 0, 0 });
  check ("id == 9", 1, (uint8_t[N]){ 1, 1, 0, 0 });
  check ("id == 9", 2, (uint8_t[N]){ 1, 1, 1, 1 });
  check ("x > 1000", 3, (uint8_t[N]){ 0, 0, 0, 0 });
}

/* A filter that fails shows no atom instead of all. */
static void
test_failures (void)
{
  static const char *const wrong[] = { "c_pe", "c_pa > 1", "element == Al", "c_pe >",
                                       "t_ml > 685" };
  for (gsize k = 0; k < G_N_ELEMENTS (wrong); k++)
    {
      g_autoptr (VitSnapshot) snapshot = make ("c_pe", wrong[k], 0);
      g_assert_nonnull (snapshot->filter_problem);
      g_assert_cmpuint (snapshot->n_kept, ==, 0);
      g_assert_cmpmem (snapshot->kept, N, ((uint8_t[N]){ 0 }), N);
      g_assert_nonnull (snapshot->values); /* the colours are there all the same */
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analyses = analyses_open_text (text);
  study = vit_analyses_get_study (analyses);
  g_test_add_func ("/filter/conditions", test_conditions);
  g_test_add_func ("/filter/range", test_range);
  g_test_add_func ("/filter/marked", test_marked);
  g_test_add_func ("/filter/growth", test_growth);
  g_test_add_func ("/filter/failures", test_failures);
  int result = g_test_run ();
  g_object_unref (analyses);
  return result;
}
