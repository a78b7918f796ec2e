/* Densities of two quantities and the contours around them, where both are known. */

#include <glib.h>
#include <math.h>

#include "core/base/random.h"
#include "core/stats/contour.h"
#include "core/stats/density2d.h"
#include "core/stats/histogram.h"

#define N 20000

static double x[N], y[N];

static double
normal (uint64_t *state)
{
  double sum = -6;
  for (int i = 0; i < 12; i++)
    sum += (double) (vit_random_next (state) >> 11) / 9007199254740992.0;
  return sum;
}

static void
fill (void)
{
  uint64_t state = 17;
  for (int i = 0; i < N; i++)
    {
      x[i] = 0.4 + 0.1 * normal (&state);
      y[i] = 2 * normal (&state);
    }
}

static void
test_kernel (void)
{
  VitRaster raster;
  const double lo[2] = { 0, -8 }, hi[2] = { 0.8, 8 };
  vit_raster_init (&raster, lo, hi, 64, 64);
  double h[2], sum = 0;
  vit_density2d_scott (x, y, N, NULL, h);
  g_assert_cmpfloat_with_epsilon (h[0], 0.1 * pow (N, -1.0 / 6), 4e-4);
  g_autofree double *density = g_new (double, 64 * 64);
  g_assert_true (vit_density2d_kernel (x, y, N, NULL, h, &raster, density, NULL));
  for (size_t k = 0; k < 64 * 64; k++)
    sum += density[k] * raster.dx * raster.dy;
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-3);
  /* A Gaussian seen through a Gaussian is a wider one. */
  double sx = hypot (0.1, h[0]), sy = hypot (2, h[1]), peak = 1 / (2 * G_PI * sx * sy);
  for (size_t j = 8; j < 56; j += 5)
    for (size_t i = 8; i < 56; i += 5)
      {
        double u = (raster.x0 + (double) i * raster.dx - 0.4) / sx,
               v = (raster.y0 + (double) j * raster.dy) / sy;
        g_assert_cmpfloat_with_epsilon (density[j * 64 + i] / peak, exp (-(u * u + v * v) / 2),
                                        0.06);
      }
  /* Half of a Gaussian lies above half of its peak. */
  g_assert_cmpfloat_with_epsilon (vit_density2d_level_enclosing (density, &raster, 0.5) / peak, 0.5,
                                  0.04);
  g_autoptr (GError) error = NULL;
  const double none[2] = { 0, 1 };
  g_assert_false (vit_density2d_kernel (x, y, N, NULL, none, &raster, density, &error));
  g_assert_nonnull (error);
}

static void
test_histogram (void)
{
  VitRaster raster;
  const double lo[2] = { 0, 0 }, hi[2] = { 2, 1 }, a[] = { 0.5, 0.6, 1.5, 9, NAN },
               b[] = { 0.5, 0.5, 0.5, 0.5, 0.5 };
  double density[2];
  vit_raster_init (&raster, lo, hi, 2, 1);
  g_assert_cmpuint (vit_density2d_histogram (a, b, 5, NULL, &raster, density), ==, 4);
  g_assert_cmpfloat_with_epsilon (density[0], 0.5, 1e-12);
  g_assert_cmpfloat_with_epsilon (density[1], 0.25, 1e-12);
  const guint8 flags[] = { 1, 0, 0, 0, 1 };
  g_assert_cmpuint (vit_density2d_histogram (a, b, 5, flags, &raster, density), ==, 1);
  g_assert_cmpfloat_with_epsilon (density[0], 1, 1e-12);
}

static double *
new_values (const VitRaster *raster, double (*f) (double, double))
{
  double *values = g_new (double, raster->nx * raster->ny);
  for (size_t j = 0; j < raster->ny; j++)
    for (size_t i = 0; i < raster->nx; i++)
      values[j * raster->nx + i] =
          f (raster->x0 + (double) i * raster->dx, raster->y0 + (double) j * raster->dy);
  return values;
}

static double
cone (double u, double v)
{
  return 1 - hypot (u, v);
}

static double
ring (double u, double v)
{
  return 0.2 - fabs (hypot (u, v) - 0.6);
}

static void
test_contours (void)
{
  VitRaster raster;
  const double lo[2] = { -1, -1 }, hi[2] = { 1, 1 };
  vit_raster_init (&raster, lo, hi, 200, 200);
  g_autofree double *values = new_values (&raster, cone);
  g_autoptr (VitContour) disc = vit_contour_new (values, &raster, 0.5);
  g_assert_cmpuint (disc->n_rings, ==, 1);
  g_assert_cmpfloat_with_epsilon (disc->areas[0], G_PI * 0.25, 1e-3);
  g_autofree double *with_hole = new_values (&raster, ring);
  g_autoptr (VitContour) annulus = vit_contour_new (with_hole, &raster, 0.1);
  g_assert_cmpuint (annulus->n_rings, ==, 2);
  double outer = fmax (annulus->areas[0], annulus->areas[1]),
         inner = fmin (annulus->areas[0], annulus->areas[1]);
  g_assert_cmpfloat_with_epsilon (outer, G_PI * 0.49, 2e-3);
  g_assert_cmpfloat_with_epsilon (inner, -G_PI * 0.25, 2e-3);
  /* Nothing above, everything above: closed along the border. */
  g_autoptr (VitContour) nothing = vit_contour_new (values, &raster, 5);
  g_assert_cmpuint (nothing->n_rings, ==, 0);
  g_autoptr (VitContour) all = vit_contour_new (values, &raster, -5);
  g_assert_cmpuint (all->n_rings, ==, 1);
  g_assert_cmpfloat_with_epsilon (all->areas[0], 1.99 * 1.99, 1e-9);
}

/* High corners across from each other are one region if the mean of all four says so. */
static void
test_saddle (void)
{
  const VitRaster raster = { .nx = 2, .ny = 2, .x0 = 0, .y0 = 0, .dx = 1, .dy = 1 };
  const double joined[] = { 1, 0.4, 0.4, 1 }, parted[] = { 0.6, 0, 0, 0.6 };
  g_autoptr (VitContour) one = vit_contour_new (joined, &raster, 0.5);
  g_autoptr (VitContour) two = vit_contour_new (parted, &raster, 0.5);
  g_assert_cmpuint (one->n_rings, ==, 1);
  g_assert_cmpuint (two->n_rings, ==, 2);
}

static void
test_kernel_1d (void)
{
  static float values[N];
  for (int i = 0; i < N; i++)
    values[i] = (float) y[i];
  double at[] = { -2, 0, 1, 3 }, density[4];
  double h = vit_kernel_density (values, N, 0, at, 4, density), s = hypot (2, h);
  for (int i = 0; i < 4; i++)
    g_assert_cmpfloat_with_epsilon (
        density[i], exp (-at[i] * at[i] / (2 * s * s)) / (s * sqrt (2 * G_PI)), 5e-3);
}

/* However narrow the kernel, the cost has a bound, and each value keeps its own peak. */
static void
test_narrow_kernel (void)
{
  const float values[] = { 0, 1, 1e6f, NAN, INFINITY };
  const double at[] = { 0, 0.5, 1, 1 + 1e-9, 1e6 };
  double density[5], h = 1e-9, peak = 1 / (3 * h * sqrt (2 * G_PI));
  g_assert_cmpfloat (vit_kernel_density (values, 5, h, at, 5, density), ==, h);
  g_assert_cmpfloat_with_epsilon (density[0] / peak, 1, 1e-12);
  g_assert_cmpfloat (density[1], ==, 0);
  g_assert_cmpfloat_with_epsilon (density[2] / peak, 1, 1e-12);
  g_assert_cmpfloat_with_epsilon (density[3] / peak, exp (-0.5), 1e-6);
  g_assert_cmpfloat_with_epsilon (density[4] / peak, 1, 1e-12);
  /* Binned or not, the same density to what bins of a tenth of the bandwidth cost. */
  static float many[N];
  double narrow[2], wide[2], ends[] = { -0.3, 0.7 };
  for (int i = 0; i < N; i++)
    many[i] = (float) y[i];
  vit_kernel_density (many, 900, 0.2, ends, 2, wide);
  many[900] = 1e7f;
  vit_kernel_density (many, 901, 0.2, ends, 2, narrow);
  for (int i = 0; i < 2; i++)
    g_assert_cmpfloat_with_epsilon (narrow[i] * 901 / 900, wide[i], 0.005 * wide[i]);
}

/* Whatever has no spread has no density; a kernel estimate integrates to one. */
static void
test_kernel_1d_edges (void)
{
  const float same[] = { 3, 3, 3 }, one[] = { 1 };
  double at[400], density[400] = { 7, 7 }, sum = 0;
  for (int i = 0; i < 400; i++)
    at[i] = -12 + 0.06 * i;
  g_assert_cmpfloat (vit_kernel_density (same, 3, 0, at, 2, density), ==, 0);
  g_assert_cmpfloat (density[0], ==, 0);
  g_assert_cmpfloat (vit_kernel_density (one, 1, 0, at, 2, density), ==, 0);
  static float values[N];
  for (int i = 0; i < N; i++)
    values[i] = (float) y[i];
  vit_kernel_density (values, N, 0, at, 400, density);
  for (int i = 0; i < 400; i++)
    sum += 0.06 * density[i];
  g_assert_cmpfloat_with_epsilon (sum, 1, 1e-6);
}

/* Edges on odd numbers, widths of whole steps of the lattice, counts over finite values. */
static void
test_histogram_1d (void)
{
  const VitLattice usual = { 100, 2 };
  for (double width = 1; width < 50; width += 3.7)
    {
      VitBins bins = vit_bins_on_lattice (&usual, 100, 1700, width);
      g_assert_cmpfloat (fmod (bins.width, 2), ==, 0);
      g_assert_cmpfloat (fabs (fmod (bins.first, 2)), ==, 1);
      g_assert_cmpfloat (bins.first, <=, 100);
      g_assert_cmpfloat (bins.first + (double) bins.n * bins.width, >=, 1700);
    }
  const float values[] = { 0.5f, 1, 1.5f, 9, -9, NAN, -INFINITY };
  const VitBins bins = { 2, 0, 1 };
  float density[2];
  g_assert_cmpuint (vit_histogram_density (values, 7, &bins, density), ==, 5);
  g_assert_cmpfloat_with_epsilon (density[0], 0.2f, 1e-7);
  g_assert_cmpfloat_with_epsilon (density[1], 0.4f, 1e-7);
  g_assert_cmpuint (vit_histogram_density (values + 5, 2, &bins, density), ==, 0);
  g_assert_cmpfloat (density[0], ==, 0);
}

/* T_ML of a model of any classes and any k: all its values, each once, make a flat histogram, in
 * bins of any width, also when they are merged from the narrowest. */
static void
test_lattices (void)
{
  static const struct
  {
    double labels[4], common;
    size_t n;
  } sets[] = {
    { { 100, 700, 900, 1700 }, 200, 4 },
    { { 100, 800, 900, 1700 }, 100, 4 },
    { { 300, 900 }, 600, 2 },
    { { 300, 350, 700 }, 50, 3 },
    { { 301, 501, 902 }, 1, 3 },
    { { 300.5, 650.75, 1001 }, 350.25, 3 },
    { { 0.1, 0.3, 0.7 }, 0.2, 3 },
    { { 1700, 300, 100 }, 200, 3 },
    { { 400 }, 0, 1 },
  };
  static const unsigned ks[] = { 1, 3, 7, 10, 49, 50, 128 };
  for (gsize s = 0; s < G_N_ELEMENTS (sets); s++)
    for (gsize q = 0; q < G_N_ELEMENTS (ks); q++)
      {
        VitLattice lattice = vit_lattice_of_means (sets[s].labels, sets[s].n, ks[q]);
        g_assert_cmpfloat_with_epsilon (lattice.step, sets[s].common / ks[q], 1e-9);
        if (!(lattice.step > 0))
          continue;
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < sets[s].n; i++)
          {
            low = fmin (low, sets[s].labels[i]);
            high = fmax (high, sets[s].labels[i]);
          }
        size_t n = (size_t) round ((high - low) / lattice.step) + 1;
        g_autofree float *values = g_new (float, n);
        for (size_t i = 0; i < n; i++)
          values[i] = (float) (low + (double) i * lattice.step);
        VitBins narrow = vit_bins_on_lattice (&lattice, low, high, 0);
        g_autofree uint32_t *counts = g_new (uint32_t, narrow.n);
        g_assert_cmpuint (vit_histogram_count (values, n, &narrow, counts), ==, n);
        for (double width = 0; width < 90; width += 7.3)
          {
            VitBins bins = vit_bins_on_lattice (&lattice, low, high, width);
            g_autofree float *density = g_new (float, bins.n), *merged = g_new (float, bins.n);
            vit_histogram_density (values, n, &bins, density);
            vit_histogram_merge (counts, &narrow, n, &bins, merged);
            g_assert_cmpfloat (bins.first, <=, low);
            g_assert_cmpfloat (bins.first + (double) bins.n * bins.width, >=, high);
            double wanted = 1 / ((double) n * lattice.step);
            for (size_t b = 0; b < bins.n; b++)
              {
                g_assert_cmpfloat_with_epsilon ((double) density[b], (double) merged[b],
                                                1e-6 * wanted);
                if (b > 0 && b + 1 < bins.n)
                  g_assert_cmpfloat_with_epsilon ((double) density[b], wanted, 1e-5 * wanted);
              }
          }
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  fill ();
  g_test_add_func ("/density2d/kernel", test_kernel);
  g_test_add_func ("/density2d/histogram", test_histogram);
  g_test_add_func ("/density2d/kernel-1d", test_kernel_1d);
  g_test_add_func ("/density2d/narrow-kernel", test_narrow_kernel);
  g_test_add_func ("/density2d/kernel-1d-edges", test_kernel_1d_edges);
  g_test_add_func ("/histogram/density", test_histogram_1d);
  g_test_add_func ("/histogram/lattices", test_lattices);
  g_test_add_func ("/contour/area", test_contours);
  g_test_add_func ("/contour/saddle", test_saddle);
  return g_test_run ();
}
