/* Columns: names and expressions over quantities, the file and the frame. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column-vector.h"
#include "core/results/column.h"
#include "tests/support/analyses.h"

#define N 4

/* Four atoms far apart; types 1 and 3 are of one species. */
static const char text[] =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n4\nITEM: BOX BOUNDS pp pp pp\n0 20\n0 20\n0 20\n"
    "ITEM: ATOMS id type xu yu zu c_pe c_s[1] f-1 vx vy vz u_1 u_2 u_3 s_1 s_2 s_3 s_4 "
    "displacement_x displacement_y displacement_z\n"
    "7 1 1 2 3 -4 10 0.5 3 -4 0 1 2 2 1 1 1 1 9 9 9\n"
    "9 2 11 2 3 -5 20 1.5 0 0 0 2 3 6 1 1 1 1 9 9 9\n"
    "12 3 1 12 3 -6 30 2.5 -1 -2 -2 1 4 8 1 1 1 1 9 9 9\n"
    "20 2 1 2 13 -8 40 3.5 0 -7 0 4 4 7 1 1 1 1 9 9 9\n";

static VitAnalyses *analyses;

static VitQuantitySource *
new_source (const char *column)
{
  VitStudy *study = vit_analyses_get_study (analyses);
  VitQuantityWish wish = { 0 };
  vit_column_wish (column, vit_study_get_options (study), &wish);
  return vit_quantity_source_new (analyses, vit_study_get_run (study, 0), 0, &wish);
}

static void
check (const char *column, const double expected[N])
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitQuantitySource) source = new_source (column);
  double values[N];
  vit_column_compute (column, source, values, NULL, &error);
  g_assert_no_error (error);
  for (int i = 0; i < N; i++)
    if (fabs (values[i] - expected[i]) > 1e-9)
      g_error ("%s: atom %d is %.12g, not %.12g", column, i, values[i], expected[i]);
}

static void
test_values (void)
{
  check ("c_pe", (double[N]){ -4, -5, -6, -8 });
  check ("c_pe - mean(c_pe, element)", (double[N]){ 1, 1.5, -1, -1.5 });
  check ("c_pe - mean(c_pe, type)", (double[N]){ 0, 1.5, 0, -1.5 });
  check ("c_s[1] + id", (double[N]){ 17, 29, 42, 60 });
  check ("element == Cu", (double[N]){ 1, 0, 1, 0 });
  check ("element", (double[N]){ 1, 2, 1, 2 });
  check ("x + 100*y + 10000*z", (double[N]){ 30201, 30211, 31201, 130201 });
  check ("yu", (double[N]){ 2, 2, 12, 2 });
  /* A column of the file is one, whatever its name. */
  check ("f-1", (double[N]){ 0.5, 1.5, 2.5, 3.5 });
  check ("`f-1` * 2", (double[N]){ 1, 3, 5, 7 });
  check ("type", (double[N]){ 1, 2, 3, 2 });
  /* Four atoms fill the box; each cell is that of a lattice of 10 Å. */
  check ("sum(volume)", (double[N]){ 8000, 8000, 8000, 8000 });
  check ("n3 + n4 + n5 + n6 > 0", (double[N]){ 1, 1, 1, 1 });
}

static void
test_conditions (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitQuantitySource) source = new_source ("c_pe > -6");
  uint8_t kept[N];
  g_assert_true (vit_column_compute_condition ("c_pe > -6", source, kept, NULL, &error));
  g_assert_cmpmem (kept, N, ((uint8_t[N]){ 1, 1, 0, 0 }), N);
  g_assert_false (vit_column_compute_condition ("c_pe", source, kept, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

static void
test_subset (void)
{
  g_autoptr (VitQuantitySource) source = new_source ("id");
  VitFrame *frame = vit_quantity_source_get_frame (source, NULL);
  g_autoptr (VitFrame) some = vit_frame_new_subset (frame, (uint8_t[N]){ 0, 1, 0, 1 });
  double x[3];
  g_assert_cmpuint (some->atoms->n, ==, 2);
  g_assert_cmpint (some->atoms->ids[0], ==, 9);
  g_assert_cmpint (some->atoms->ids[1], ==, 20);
  g_assert_cmpint (some->atoms->types[1], ==, 2);
  vit_frame_get_position (some, 1, x);
  g_assert_cmpfloat (x[2], ==, 13);
  g_autoptr (VitFrame) none = vit_frame_new_subset (frame, (uint8_t[N]){ 0 });
  g_assert_cmpuint (none->atoms->n, ==, 0);
}

static void
test_messages (void)
{
  static const char *const cases[][2] = {
    { "volum", "there is no column \"volum\"; the nearest is \"volume\"" },
    { "c_pe + c_ps", "c_pe + c_ps: at character 8: there is no column \"c_ps\"; the nearest is "
                     "\"c_pe\"" },
    { "element == Zn", "element == Zn: at character 12: there is no species \"Zn\"; the nearest is "
                       "\"Zr\"" },
    { "c_pe +", "c_pe +: at character 7: a number, a name or \"(\" was expected, and there is the "
                "end" },
  };
  VitRun *run = vit_study_get_run (vit_analyses_get_study (analyses), 0);
  double values[N];
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    {
      g_autoptr (GError) before = NULL, then = NULL;
      g_autoptr (VitQuantitySource) source = new_source (cases[k][0]);
      g_assert_false (vit_column_check (cases[k][0], vit_run_get_trajectory (run),
                                        vit_run_get_species (run), &before));
      g_assert_false (vit_column_compute (cases[k][0], source, values, NULL, &then));
      g_assert_cmpstr (before->message, ==, cases[k][1]);
      g_assert_cmpstr (then->message, ==, cases[k][1]);
    }
}

static void
test_needs (void)
{
  g_assert_cmpuint (vit_column_get_needs ("c_pe"), ==, 0);
  g_assert_cmpuint (vit_column_get_needs ("t_ml > 3"), ==, VIT_NEEDS_MODEL);
  g_assert_cmpuint (vit_column_get_needs ("displacement_x - t_ml"), ==,
                    VIT_NEEDS_MODEL | VIT_NEEDS_INTERVAL);
  g_assert_cmpuint (vit_column_get_needs ("1 +"), ==, 0);
  g_assert_true (vit_column_needs_interval ("sqrt(d2min)"));
  g_assert_false (vit_column_needs_interval ("volume"));
  g_autofree char *label = vit_column_dup_label ("d5 < 0.3 && cn > 1");
  g_assert_cmpstr (label, ==, "d5 &lt; 0.3 &amp;&amp; cn &gt; 1");
  static const char *const entropies[] = { "s2", "s2:avg" };
  for (gsize i = 0; i < G_N_ELEMENTS (entropies); i++)
    {
      g_autofree char *entropy = vit_column_dup_label (entropies[i]);
      g_assert_true (g_str_has_suffix (entropy, " (<i>k</i><sub>B</sub>)"));
    }
}

/* Three columns of a vector have a length under the name that they share; flags of images,
 * components of a tensor, and what a quantity is called like have none. */
static void
test_vectors (void)
{
  check ("v", (double[N]){ 5, 0, 3, 7 });
  check ("u", (double[N]){ 3, 7, 9, 9 });
  check ("v > 4 || u == 9", (double[N]){ 1, 0, 1, 1 });
  VitTrajectory *trajectory =
      vit_run_get_trajectory (vit_study_get_run (vit_analyses_get_study (analyses), 0));
  g_auto (GStrv) names = vit_column_list_names (trajectory);
  const char *const *all = (const char *const *) names;
  g_assert_true (g_strv_contains (all, "v") && g_strv_contains (all, "u"));
  static const char *const none[] = { "s", "displacement", "x", "i", "" };
  for (gsize k = 0; k < G_N_ELEMENTS (none); k++)
    {
      VitColumnVector vector;
      g_assert_false (vit_column_vector_find (none[k], trajectory, &vector));
    }
}

/* Every quantity explains its symbol; a column of the file and an expression say what they are. */
static void
test_explanation (void)
{
  size_t n;
  const VitQuantity *quantities = vit_quantity_list (&n);
  for (size_t i = 0; i < n; i++)
    if (vit_column_find_quantity (quantities[i].name))
      {
        g_autofree char *said = vit_column_dup_explanation (quantities[i].name);
        g_assert_nonnull (strstr (said, quantities[i].description));
        g_assert_true (g_str_has_prefix (said, quantities[i].symbol));
      }
  static const struct
  {
    const char *column, *text;
  } others[] = {
    { "c_pe", "c_pe: a column of the file, or the length of a vector in it" },
    { "c_s[1]", "c_s[1]: a column of the file, or the length of a vector in it" },
    { "c_pe - 3", "c_pe - 3: an expression over values of each atom" },
    { "d5 < 0.3 && t_ml > 700",
      "d5 &lt; 0.3 &amp;&amp; t_ml &gt; 700: an expression over values of each atom" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (others); i++)
    {
      g_autofree char *said = vit_column_dup_explanation (others[i].column);
      g_assert_cmpstr (said, ==, others[i].text);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analyses = analyses_open_text (text);
  g_test_add_func ("/column/values", test_values);
  g_test_add_func ("/column/conditions", test_conditions);
  g_test_add_func ("/column/subset", test_subset);
  g_test_add_func ("/column/messages", test_messages);
  g_test_add_func ("/column/needs", test_needs);
  g_test_add_func ("/column/vectors", test_vectors);
  g_test_add_func ("/column/explanation", test_explanation);
  int result = g_test_run ();
  g_object_unref (analyses);
  return result;
}
