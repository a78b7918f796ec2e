/* The table of premises, and sets of them. */

#include <math.h>
#include <string.h>

#include "core/io/premise.h"

static void
test_rows_are_whole (void)
{
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    {
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) i);
      VitPremiseId found;
      g_assert_nonnull (row->name);
      g_assert_nonnull (row->title);
      g_assert_nonnull (row->words);
      g_assert_true ((row->type == VIT_PREMISE_CHOICE) == (row->choices != NULL));
      g_assert_true ((row->type == VIT_PREMISE_NUMBER) == (row->unit != NULL));
      g_assert_true (vit_premise_find (row->name, &found));
      g_assert_cmpint (found, ==, i);
    }
}

static void
test_values_of_the_user (void)
{
  g_autoptr (VitPremises) given = vit_premises_new ();
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_premises_parse_assignment (given, "timestep=0.002", &error));
  g_assert_true (vit_premises_parse_assignment (given, "units=Metal", &error));
  g_assert_no_error (error);
  g_assert_cmpfloat (vit_premises_get_number (given, VIT_PREMISE_TIMESTEP), ==, 0.002);
  g_assert_cmpstr (vit_premises_get_text (given, VIT_PREMISE_UNITS), ==, "metal");
  g_assert_cmpint (vit_premises_look_up (given, VIT_PREMISE_UNITS)->source, ==, VIT_SOURCE_USER);
  g_assert_null (vit_premises_look_up (given, VIT_PREMISE_AXIS));
  g_assert_true (isnan (vit_premises_get_number (given, VIT_PREMISE_UNITS)));
  g_assert_true (vit_premises_parse_assignment (given, "units=", &error));
  g_assert_null (vit_premises_look_up (given, VIT_PREMISE_UNITS));
}

static void
test_nonsense_is_refused (void)
{
  static const char *const wrong[] = { "timestep=0",     "timestep=-1",   "timestep=nan",
                                       "timestep=inf",   "timestep=1 ps", "axis=w",
                                       "dimension=4",    "clock",         "colour=red",
                                       "label\xff=\xff", "species=\xff",  "=3" };
  g_autoptr (VitPremises) given = vit_premises_new ();
  for (size_t i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      g_autoptr (GError) error = NULL;
      g_assert_false (vit_premises_parse_assignment (given, wrong[i], &error));
      g_assert_nonnull (error);
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
    }
  g_autoptr (VitPremises) nothing = vit_premises_new ();
  g_assert_true (vit_premises_equal (given, nothing));
}

static void
test_doubts (void)
{
  g_autoptr (VitPremises) judged = vit_premises_new (), given = vit_premises_new ();
  vit_premises_set (judged, VIT_PREMISE_AXIS, VIT_SOURCE_LOG, "z");
  vit_premises_doubt (judged, VIT_PREMISE_AXIS, "x changes by %d %%, too.", 9);
  vit_premises_doubt (judged, VIT_PREMISE_AXIS, "And y.");
  g_assert_cmpstr (vit_premises_look_up (judged, VIT_PREMISE_AXIS)->doubt, ==,
                   "x changes by 9 %, too. And y.");
  g_assert_cmpuint (vit_premises_count_doubts (judged), ==, 1);
  g_autoptr (VitPremises) copy = vit_premises_copy (judged);
  g_assert_true (vit_premises_equal (copy, judged));
  g_assert_true (vit_premises_parse (given, VIT_PREMISE_AXIS, "x", NULL));
  vit_premises_take_over (judged, given);
  vit_premises_doubt (judged, VIT_PREMISE_AXIS, "The user knows.");
  g_assert_cmpuint (vit_premises_count_doubts (judged), ==, 0);
  g_assert_cmpstr (vit_premises_get_text (judged, VIT_PREMISE_AXIS), ==, "x");
  g_assert_false (vit_premises_equal (copy, judged));
}

/* A caption has few digits and blanks where a line may end. */
static void
test_sentence (void)
{
  g_autoptr (VitPremises) premises = vit_premises_new ();
  vit_premises_set (premises, VIT_PREMISE_SPECIES, VIT_SOURCE_USER, "Cu,Zr");
  vit_premises_set (premises, VIT_PREMISE_AXIS, VIT_SOURCE_LOG, "z");
  vit_premises_set_number (premises, VIT_PREMISE_LENGTH0, VIT_SOURCE_LOG, 45.6113553);
  vit_premises_set (premises, VIT_PREMISE_STRESS_COLUMN, VIT_SOURCE_NAME, "Pzz");
  vit_premises_set (premises, VIT_PREMISE_STRAIN_COLUMN, VIT_SOURCE_NAME, "v_e,1");
  g_autofree char *text =
      vit_premises_describe (premises, VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_LOADING);
  g_assert_cmpstr (text, ==, "species Cu, Zr (given), axis z, L₀ 45.6114 Å, strain from v_e,1");
  /* A stress is not named where there is none. */
  g_autofree char *stress = vit_premises_describe (premises, VIT_PREMISES_OF_STRESS);
  g_assert_cmpstr (stress, ==, "stress from Pzz");
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_LENGTH0), ==, "45.6113553");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/premise/rows", test_rows_are_whole);
  g_test_add_func ("/premise/user", test_values_of_the_user);
  g_test_add_func ("/premise/nonsense", test_nonsense_is_refused);
  g_test_add_func ("/premise/doubts", test_doubts);
  g_test_add_func ("/premise/sentence", test_sentence);
  return g_test_run ();
}
