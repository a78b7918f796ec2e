/* The viscoelastic model on runs at rest from 100 to 1200 K. */

#include <glib.h>
#include <math.h>

#include "core/io/elements.h"
#include "core/mechanics/rheology.h"
#include "core/motion/msd.h"
#include "tests/support/sample.h"

/* Of a sample, with its fit; %NULL without samples. */
static VitMsd *
measure (int temperature, VitRheologyFit *fit)
{
  g_autofree char *below = g_strdup_printf ("samples/train.T%d.lammpstrj.zst", temperature);
  g_autofree char *path = sample_shared (below);
  if (!path)
    {
      g_test_skip ("VITRINE_TEST_DATA is not set");
      return NULL;
    }
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
  g_assert_no_error (error);
  VitMsd *msd = vit_msd_new (run, timeline, NULL, NULL, &error);
  g_assert_no_error (error);
  double mass = (double) msd->counts[0] / ((double) msd->counts[1] / vit_element_mass ("Cu") +
                                           (double) msd->counts[2] / vit_element_mass ("Zr"));
  g_assert_true (vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, msd->lags, msd->msd, msd->n,
                                   mass * VIT_ATOMIC_MASS, VIT_BOLTZMANN * temperature, fit,
                                   &error));
  g_assert_no_error (error);
  g_test_message ("%d K: k %.3g, eta1 %s%.4g, eta2 %.3g, residual %.3f", temperature,
                  fit->parameters.k, fit->eta1_is_bound ? "> " : "", fit->parameters.eta1,
                  fit->parameters.eta2, fit->residual);
  return msd;
}

/* The value at the interval nearest to @lag. */
static double
value_at (const VitMsd *msd, double lag)
{
  size_t best = 0;
  for (size_t k = 0; k < msd->n; k++)
    if (fabs (log (msd->lags[k] / lag)) < fabs (log (msd->lags[best] / lag)))
      best = k;
  g_assert_cmpfloat (fabs (msd->lags[best] / lag - 1), <, 0.02);
  return msd->msd[best];
}

static void
test_samples (void)
{
  static const int temperatures[] = { 100, 700, 900, 1200 };
  double viscosity = INFINITY, least = INFINITY, most = 0, slow = 0, fast = 0;
  for (gsize i = 0; i < G_N_ELEMENTS (temperatures); i++)
    {
      VitRheologyFit fit;
      g_autoptr (VitMsd) msd = measure (temperatures[i], &fit);
      if (!msd)
        return;
      /* Only the glass at 100 K does not diffuse within 200 ps; η₁ falls with temperature. */
      g_assert_cmpint (fit.eta1_is_bound, ==, temperatures[i] == 100);
      g_assert_cmpfloat (fit.parameters.eta1, <, viscosity);
      viscosity = fit.parameters.eta1;
      g_assert_cmpfloat (fit.residual, <, 0.1);
      /* MSD/T is one curve while atoms fly, and fans out once they leave their cages. */
      double flight = value_at (msd, 0.1) / temperatures[i];
      least = fmin (least, flight);
      most = fmax (most, flight);
      slow = i == 0 ? value_at (msd, 20) / temperatures[i] : slow;
      fast = value_at (msd, 20) / temperatures[i];
    }
  g_assert_cmpfloat (most / least, <, 1.1);
  g_assert_cmpfloat (fast / slow, >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rheology/samples", test_samples);
  return g_test_run ();
}
