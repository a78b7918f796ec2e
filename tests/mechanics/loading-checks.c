#include "tests/mechanics/loading-checks.h"

#include <glib/gstdio.h>
#include <math.h>

VitThermoLog *
loading_open_text (const char *text)
{
  g_autofree char *path = NULL;
  g_autoptr (GError) error = NULL;
  g_close (g_file_open_tmp ("vitrine-read-XXXXXX", &path, NULL), NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  VitThermoLog *log = vit_thermo_log_open (path, NULL, &error);
  if (!log)
    g_test_message ("%s", text);
  g_assert_no_error (error);
  g_remove (path);
  return log;
}

void
loading_check_doubts (const VitPremises *judged)
{
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (judged, (VitPremiseId) id);
      if (premise && premise->doubt)
        g_test_message ("%s=%s: %s", vit_premise_get ((VitPremiseId) id)->name, premise->value,
                        premise->doubt);
    }
  g_assert_cmpuint (vit_premises_count_doubts (judged), ==, 0);
}

void
loading_check_yield (const VitLoadingCurve *read, int sign, double stress_unit)
{
  g_autoptr (VitLoadingCurve) curve = vit_loading_curve_cut (read);
  g_autoptr (GError) error = NULL;
  VitYield yield;
  g_assert_true (
      vit_yield_find (curve->strain, curve->stress, curve->n, NULL, &yield, NULL, &error));
  g_assert_no_error (error);
  g_assert_cmpint (yield.sign, ==, sign);
  g_assert_cmpfloat_with_epsilon (yield.modulus / stress_unit, MODULUS, 0.2);
  g_assert_cmpfloat_with_epsilon (yield.yield_stress / stress_unit, PLATEAU, 0.01);
  g_assert_cmpfloat_with_epsilon (yield.yield_strain, 0.032, 0.0021);
}

double
loading_flip (double tilt)
{
  return tilt - L0 * round (tilt / L0);
}
