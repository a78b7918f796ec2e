#include <glib.h>
#include <math.h>

#include "core/base/random.h"
#include "core/mechanics/rheology.h"

/* Values of docs/science.md §8, with k_B T = 1. */
static void
test_check_values (void)
{
  static const struct
  {
    VitRheology r;
    double t, msd, tolerance;
  } checks[] = {
    { { 1, 2, 1.5, 1 }, 5, 10.0675, 5e-5 },   { { 1, 2, 1.5, 1 }, 200, 344.327, 5e-4 },
    { { 1, 1e4, 0.3, 1 }, 5, 5.77258, 5e-6 }, { { 1, 1e4, 0.3, 1 }, 2000, 7.1996, 5e-5 },
    { { 1, 50, 30, 1 }, 200, 17.3428, 5e-5 }, { { 1, 2, 2.5, 1 }, 100, 134.2222, 5e-5 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (checks); i++)
    g_assert_cmpfloat_with_epsilon (
        vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &checks[i].r, 1, checks[i].t), checks[i].msd,
        checks[i].tolerance);
}

static void
test_limits (void)
{
  const VitRheology r = { 2, 300, 0.5, 1.5 };
  double t = 1e-4;
  g_assert_cmpfloat_with_epsilon (vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &r, 1, t) /
                                      (3 / r.mass * t * t * (1 - r.eta2 * t / (3 * r.mass))),
                                  1, 1e-7);
  t = 1e6;
  double sum = r.eta1 + r.eta2;
  double late = 6 * t / sum + 6 * (r.eta1 * r.eta1 / r.k - r.mass) / (sum * sum);
  g_assert_cmpfloat_with_epsilon (vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &r, 1, t) / late, 1,
                                  1e-9);
  /* Held by the spring while the first dashpot has not moved. */
  const VitRheology stiff = { 2, 1e9, 5, 1 };
  g_assert_cmpfloat_with_epsilon (vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &stiff, 1, 1e3), 6 / 2.0,
                                  1e-4);
  g_assert_cmpfloat (vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &r, 1, 0), ==, 0);
}

/* Where both roots meet nothing jumps. */
static void
test_double_root (void)
{
  /* (X − 1)² = 4 η₁²/(km) with k = m = 1, η₁ = 2: η₂ = 5/2. */
  VitRheology r = { 1, 2, 2.5, 1 };
  for (double t = 0.01; t < 1e3; t *= 3)
    {
      double at = vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &r, 1, t);
      for (int sign = -1; sign <= 1; sign += 2)
        {
          VitRheology beside = r;
          beside.eta2 += sign * 1e-5;
          double near = vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &beside, 1, t);
          g_assert_cmpfloat_with_epsilon (near / at, 1, 2e-5);
        }
    }
}

/* The equation of motion, integrated in small steps for the velocity autocorrelation: of the
 * Kelvin–Voigt model, of which docs/science.md gives no number. */
static double
integrate_kelvin_voigt (const VitRheology *r, double t)
{
  /* Mass, dashpot η₁ in series with (k ∥ η₂): force −F, F = η₁ (v − u'), F = k u + η₂ u'. */
  double v = 1, u = 0, velocity_integral = 0, msd = 0;
  const int n = 400000;
  double h = t / n;
  for (int i = 0; i < n; i++)
    {
      double k[2][4];
      double s[2] = { v, u };
      for (int j = 0; j < 4; j++)
        {
          double rate = (r->eta1 * s[0] - r->k * s[1]) / (r->eta1 + r->eta2);
          double force = r->eta1 * (s[0] - rate);
          k[0][j] = -force / r->mass;
          k[1][j] = rate;
          double part = j < 2 ? h / 2 : h;
          s[0] = v + part * k[0][j];
          s[1] = u + part * k[1][j];
        }
      double before = v;
      v += h / 6 * (k[0][0] + 2 * k[0][1] + 2 * k[0][2] + k[0][3]);
      u += h / 6 * (k[1][0] + 2 * k[1][1] + 2 * k[1][2] + k[1][3]);
      double middle = velocity_integral + h / 2 * (before + v) / 2;
      velocity_integral += h * (before + v) / 2;
      msd += h * middle;
    }
  /* MSD = 2 · 3 (k_B T/m) ∫∫ of the normalised autocorrelation. */
  return 6 / r->mass * msd;
}

static void
test_kelvin_voigt (void)
{
  const VitRheology r = { 1.3, 4, 0.7, 0.9 };
  for (double t = 0.5; t < 40; t *= 4)
    g_assert_cmpfloat_with_epsilon (vit_rheology_msd (VIT_RHEOLOGY_KELVIN_VOIGT, &r, 1, t) /
                                        integrate_kelvin_voigt (&r, t),
                                    1, 2e-5);
}

/* A number from about a normal distribution of width 1. */
static double
noise (uint64_t *state)
{
  double sum = -6;
  for (int i = 0; i < 12; i++)
    sum += (double) (vit_random_next (state) >> 11) / 9007199254740992.0;
  return sum;
}

static void
test_fit_recovers (void)
{
  const VitRheology truth = { 3, 2000, 0.05, 75 * VIT_ATOMIC_MASS };
  const double kt = VIT_BOLTZMANN * 900;
  double t[60], msd[60];
  uint64_t state = 7;
  int within = 0, repeats = 20;
  for (int repeat = 0; repeat < repeats; repeat++)
    {
      for (int i = 0; i < 60; i++)
        {
          t[i] = 0.01 * pow (10, 6.0 * i / 59);
          msd[i] = vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &truth, kt, t[i]) *
                   pow (10, 0.02 * noise (&state));
        }
      VitRheologyFit fit;
      g_autoptr (GError) error = NULL;
      g_assert_true (
          vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, 60, truth.mass, kt, &fit, &error));
      g_assert_no_error (error);
      g_assert_false (fit.eta1_is_bound);
      g_assert_cmpfloat (fit.residual, <, 0.03);
      double off[] = { log10 (fit.parameters.k / truth.k) / fit.error_lg_k,
                       log10 (fit.parameters.eta1 / truth.eta1) / fit.error_lg_eta1,
                       log10 (fit.parameters.eta2 / truth.eta2) / fit.error_lg_eta2 };
      for (int j = 0; j < 3; j++)
        {
          g_assert_cmpfloat (fabs (off[j]), <, 4.5);
          within += fabs (off[j]) < 1;
        }
    }
  /* 68 % of 60 lie within one standard error, give or take. */
  g_assert_cmpint (within, >, 28);
  g_assert_cmpint (within, <, 54);
}

/* Every point twice: the same curve, and errors as of 2 n − 3 degrees of freedom. */
static void
test_errors (void)
{
  enum
  {
    N = 8
  };
  const VitRheology truth = { 2, 40, 0.5, 1 };
  double t[2 * N], msd[2 * N];
  uint64_t state = 3;
  for (int i = 0; i < N; i++)
    {
      t[i] = t[N + i] = 0.1 * pow (10, 3.5 * i / (N - 1));
      msd[i] = vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &truth, 1, t[i]);
      msd[i] = msd[N + i] = msd[i] * pow (10, 0.02 * noise (&state));
    }
  VitRheologyFit once, twice;
  g_assert_true (vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, N, 1, 1, &once, NULL));
  g_assert_true (vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, 2 * N, 1, 1, &twice, NULL));
  g_assert_cmpfloat_with_epsilon (twice.error_lg_k / once.error_lg_k,
                                  sqrt ((N - 3) / (2.0 * N - 3)), 1e-3);
  g_assert_cmpfloat_with_epsilon (twice.residual, once.residual, 1e-6);
}

static void
test_bound (void)
{
  const VitRheology truth = { 3, 1e9, 0.05, 75 * VIT_ATOMIC_MASS };
  const double kt = VIT_BOLTZMANN * 100;
  double t[30], msd[30];
  for (int i = 0; i < 30; i++)
    {
      t[i] = 0.05 * pow (10, 3.5 * i / 29);
      msd[i] = vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &truth, kt, t[i]);
    }
  VitRheologyFit fit;
  g_assert_true (vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, 30, truth.mass, kt, &fit, NULL));
  g_assert_true (fit.eta1_is_bound);
  /* A slow drift above the plateau, as an ageing glass has it, is no diffusion either. */
  for (int i = 0; i < 30; i++)
    msd[i] *= 1 + 1e-3 * t[i];
  VitRheologyFit ageing;
  g_assert_true (
      vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, 30, truth.mass, kt, &ageing, NULL));
  g_assert_true (ageing.eta1_is_bound);
  g_assert_cmpfloat (ageing.parameters.eta1, <, 1e5);
  g_assert_cmpfloat_with_epsilon (log10 (fit.parameters.k / truth.k), 0, 0.01);

  /* Both dashpots hold the particle while it diffuses. */
  const VitRheology heavy = { 1, 10, 30, 1 };
  for (int i = 0; i < 30; i++)
    {
      t[i] = 0.01 * pow (10, 3.4 * i / 29);
      msd[i] = vit_rheology_msd (VIT_RHEOLOGY_JEFFREYS, &heavy, 1, t[i]);
    }
  g_assert_true (vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, 30, 1, 1, &fit, NULL));
  g_assert_cmpfloat (fit.parameters.eta1 / fit.parameters.k, <, t[29]);
  g_assert_true (fit.eta1_is_bound);

  g_autoptr (GError) error = NULL;
  g_assert_false (
      vit_rheology_fit (VIT_RHEOLOGY_JEFFREYS, t, msd, 4, truth.mass, kt, &fit, &error));
  g_assert_nonnull (error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/rheology/check-values", test_check_values);
  g_test_add_func ("/rheology/limits", test_limits);
  g_test_add_func ("/rheology/double-root", test_double_root);
  g_test_add_func ("/rheology/kelvin-voigt", test_kelvin_voigt);
  g_test_add_func ("/rheology/fit-recovers", test_fit_recovers);
  g_test_add_func ("/rheology/errors", test_errors);
  g_test_add_func ("/rheology/bound", test_bound);
  return g_test_run ();
}
