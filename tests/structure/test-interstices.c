/* Interstices against matminer's test values, crystals, and the definitions with a hull of its
 * own. */

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/structure/convex-body.h"
#include "core/structure/interstices.h"
#include "core/structure/voronoi.h"
#include "tests/support/sample.h"

static const double miracle[3] = { NAN, 1.26, 1.58 };

static VitInterstices *
measure (const Sample *sample, const double *radii)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitVoronoi) voronoi =
      vit_voronoi_new (&sample->cell, sample->x, sample->n, 0, NULL, &error);
  g_assert_no_error (error);
  VitInterstices *interstices = g_new (VitInterstices, sample->n);
  g_assert_true (vit_interstices_measure (&sample->cell, sample->x, voronoi->neighbours,
                                          sample->types, radii, interstices, NULL, &error));
  return interstices;
}

static Sample *
new_box (const double edges[3], size_t n)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, edges);
  return sample_new (&cell, n);
}

static void
check (const VitSpread *spread, double mean, double sd, double min, double max)
{
  g_assert_cmpfloat_with_epsilon (spread->mean, mean, 6e-6);
  g_assert_cmpfloat_with_epsilon (spread->sd, sd, 6e-6);
  g_assert_cmpfloat_with_epsilon (spread->min, min, 6e-6);
  g_assert_cmpfloat_with_epsilon (spread->max, max, 6e-6);
}

/* The 14 atoms of matminer's test of a glass: numbers alone. */
static void
test_cluster (void)
{
  static const double x[14][3] = {
    { 11.81159679, 16.49480537, 21.69139442 }, { 11.16777208, 17.87850033, 18.57877144 },
    { 12.22394796, 15.83218325, 19.37763412 }, { 13.07053548, 14.34025424, 21.77557646 },
    { 10.78147725, 19.61647494, 20.77595531 }, { 10.87541011, 14.65986432, 23.61517624 },
    { 12.76631002, 18.41479521, 20.46717947 }, { 14.63911675, 16.47487037, 20.52671362 },
    { 14.2470256, 18.44215167, 22.56257566 },  { 9.38050168, 16.87974592, 20.51885879 },
    { 10.66332986, 14.43900833, 20.545186 },   { 11.57096832, 18.79848982, 23.26073408 },
    { 13.27048138, 16.38613795, 23.59697472 }, { 9.55774984, 17.09220537, 23.1856528 },
  };
  static const uint8_t types[14] = { 1, 1, 1, 1, 1, 2, 1, 2, 1, 2, 1, 2, 1, 1 };
  g_autoptr (Sample) sample = new_box ((double[3]){ 25, 25, 25 }, 14);
  memcpy (sample->x, x, sizeof x);
  memcpy (sample->types, types, sizeof types);
  g_autofree VitInterstices *in = measure (sample, miracle);
  check (&in[0].volume, 0.28905, 0.04037, 0.21672, 0.39084);
  check (&in[0].area, 0.16070, 0.05245, 0.07132, 0.26953);
  check (&in[0].distance, 0.08154, 0.14778, -0.04668, 0.37565);
  g_assert_cmpfloat (in[0].efficiency, >, 0.5);
  g_assert_cmpfloat (in[0].efficiency, <, 0.8);
}

static Sample *
new_bcc (double edge, int times)
{
  Sample *sample = new_box ((double[3]){ edge * times, edge * times, edge * times },
                            2 * (size_t) (times * times * times));
  for (size_t i = 0; i < sample->n; i++)
    {
      int c = (int) (i / 2), at[3] = { c % times, c / times % times, c / times / times };
      for (int k = 0; k < 3; k++)
        sample->x[3 * i + k] = edge * (at[k] + 0.5 * (double) (i % 2));
    }
  return sample;
}

/* bcc lithium, where four neighbours lie in each plane of the hull; also in a box of one cell. */
static void
test_crystal (void)
{
  static const double radii[2] = { NAN, 1.52 };
  for (int times = 1; times < 5; times++)
    {
      g_autoptr (Sample) sample = new_bcc (3.51, times);
      g_autofree VitInterstices *in = measure (sample, radii);
      for (size_t i = 0; i < sample->n; i++)
        {
          check (&in[i].distance, 0.06621, 0.07655, -0.00008, 0.15461);
          check (&in[i].area, 0.16682, 0, 0.16682, 0.16682);
          check (&in[i].volume, 0.31966, 0, 0.31966, 0.31966);
          g_assert_cmpfloat_with_epsilon (in[i].efficiency, 1 - in[i].volume.mean, 1e-12);
        }
    }
  /* Spheres that overlap leave nothing empty. */
  static const double fat[2] = { NAN, 3 };
  g_autoptr (Sample) sample = new_bcc (3.51, 3);
  g_autofree VitInterstices *in = measure (sample, fat);
  check (&in[3].area, 0, 0, 0, 0);
  check (&in[3].volume, 0, 0, 0, 0);
  g_assert_cmpfloat (in[3].distance.max, <, 0);
}

/* ---- The definition, on the polyhedron of core/structure/convex-body.h ---- */

static double
get_norm (const double a[3])
{
  return sqrt (a[0] * a[0] + a[1] * a[1] + a[2] * a[2]);
}

static double
get_dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}

/* The solid angle at a point between three others, from the angles of the spherical triangle
 * (Girard), and not from its edges. */
static double
get_solid_angle (const double at[3], const double *corners[3])
{
  double u[3][3], sum = -G_PI;
  for (int c = 0; c < 3; c++)
    {
      for (int k = 0; k < 3; k++)
        u[c][k] = corners[c][k] - at[k];
      double length = get_norm (u[c]);
      for (int k = 0; k < 3; k++)
        u[c][k] /= length;
    }
  for (int c = 0; c < 3; c++)
    {
      double p[3], q[3];
      const double *a = u[c], *b = u[(c + 1) % 3], *d = u[(c + 2) % 3];
      for (int k = 0; k < 3; k++)
        {
          p[k] = b[k] - get_dot (a, b) * a[k];
          q[k] = d[k] - get_dot (a, d) * a[k];
        }
      sum += acos (CLAMP (get_dot (p, q) / (get_norm (p) * get_norm (q)), -1, 1));
    }
  return sum;
}

static double
get_radius_at (const Sample *sample, const VitVoronoi *voronoi, size_t i, const double corner[3])
{
  const VitNeighbours *list = voronoi->neighbours;
  for (size_t k = list->offsets[i]; k < list->offsets[i + 1]; k++)
    {
      double d[3];
      vit_neighbours_vector (list, &sample->cell, sample->x, i, k, d);
      for (int m = 0; m < 3; m++)
        d[m] -= corner[m];
      if (get_norm (d) < 1e-6)
        return miracle[sample->types[list->indices[k]]];
    }
  g_assert_not_reached ();
}

static void
test_glass (void)
{
  static const double origin[3] = { 0, 0, 0 };
  g_autoptr (Sample) sample = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (VitVoronoi) voronoi =
      vit_voronoi_new (&sample->cell, sample->x, sample->n, 0, NULL, NULL);
  g_autofree VitInterstices *in = measure (sample, miracle);
  for (size_t i = 0; i < sample->n; i += 7)
    {
      const VitNeighbours *list = voronoi->neighbours;
      size_t n = vit_neighbours_count (list, i);
      g_autofree double *points = g_new (double, 3 * n);
      for (size_t k = 0; k < n; k++)
        vit_neighbours_vector (list, &sample->cell, sample->x, i, list->offsets[i] + k,
                               points + 3 * k);
      g_autoptr (VitConvexBody) body = vit_convex_body_new_hull (points, n, NULL);
      double areas = 0, volumes = 0, filled = 0, least = INFINITY, own = miracle[sample->types[i]];
      for (size_t f = 0; f < body->n_faces; f++)
        {
          g_assert_cmpuint (body->starts[f + 1] - body->starts[f], ==, 3);
          const double *corners = body->corners + 3 * body->starts[f],
                       *at[3] = { corners, corners + 3, corners + 6 };
          double covered = 0, inside = 0, u[3], v[3];
          for (int c = 0; c < 3; c++)
            {
              const double *others[3] = { at[(c + 1) % 3], at[(c + 2) % 3], origin };
              double r = get_radius_at (sample, voronoi, i, at[c]);
              for (int k = 0; k < 3; k++)
                {
                  u[k] = others[0][k] - at[c][k];
                  v[k] = others[1][k] - at[c][k];
                }
              covered += 0.5 * r * r * acos (get_dot (u, v) / (get_norm (u) * get_norm (v)));
              inside += r * r * r * get_solid_angle (at[c], others) / 3;
            }
          double s = sqrt (get_dot (u, u) * get_dot (v, v) - get_dot (u, v) * get_dot (u, v)) / 2;
          double volume = s * get_dot (body->normals + 3 * f, at[0]) / 3;
          double area = fmax (0, 1 - covered / s);
          filled += inside;
          inside += own * own * own * get_solid_angle (origin, at) / 3;
          areas += area;
          least = fmin (least, area);
          volumes += fmax (0, 1 - inside / volume);
        }
      double n_faces = (double) body->n_faces;
      g_assert_cmpfloat_with_epsilon (in[i].area.mean, areas / n_faces, 1e-7);
      g_assert_cmpfloat_with_epsilon (in[i].area.min, least, 1e-7);
      g_assert_cmpfloat_with_epsilon (in[i].volume.mean, volumes / n_faces, 1e-7);
      g_assert_cmpfloat_with_epsilon (
          in[i].efficiency, (4. / 3 * G_PI * own * own * own + filled) / body->volume, 1e-7);
    }
}

/* ---- Where there is nothing to measure ---- */

static void
test_blank (void)
{
  /* A slab: atoms of its faces are not inside the hull of their neighbours, but for those that see
   * the other face through empty space. */
  g_autoptr (Sample) slab = new_bcc (3.51, 4);
  for (size_t i = 0; i < slab->n; i++)
    for (int k = 0; k < 3; k++)
      slab->x[3 * i + k] += 0.2 * sin (3. * (double) i + k);
  slab->cell.h[2][2] = 400;
  g_autofree VitInterstices *in = measure (slab, miracle);
  unsigned n_blank = 0;
  for (size_t i = 0; i < slab->n; i++)
    {
      g_assert_true (isfinite (in[i].distance.mean));
      g_assert_true (isnan (in[i].area.mean) == isnan (in[i].volume.max));
      n_blank += isnan (in[i].area.mean);
    }
  g_assert_cmpuint (n_blank, <, slab->n / 2);

  /* A radius that is not known. */
  g_autoptr (Sample) sample = new_bcc (3.51, 3);
  sample->types[5] = 2;
  static const double half[3] = { NAN, 1.5, NAN };
  g_autofree VitInterstices *some = measure (sample, half);
  g_assert_true (isnan (some[5].distance.mean) && isnan (some[5].volume.sd) &&
                 isnan (some[5].efficiency));
  unsigned n = 0;
  for (size_t i = 0; i < sample->n; i++)
    n += isnan (some[i].distance.mean);
  g_assert_cmpuint (n, ==, 15);

  /* Two atoms have no polyhedron, and an atom on the hull is not in it. */
  g_autoptr (VitNeighbours) list = NULL;
  g_autoptr (Sample) flat = new_box ((double[3]){ 60, 60, 60 }, 6);
  static const double x[6][3] = { { 0, 0, 0 }, { 1, 0, 0 },  { -1, 0, 0 },
                                  { 0, 1, 0 }, { 0, -1, 0 }, { 0, 0, 1 } };
  for (int i = 0; i < 18; i++)
    flat->x[i] = 30 + x[i / 3][i % 3];
  list = vit_neighbours_new_cutoff (&flat->cell, flat->x, 6, 1.1, NULL, NULL);
  VitInterstices six[6];
  g_assert_true (
      vit_interstices_measure (&flat->cell, flat->x, list, flat->types, miracle, six, NULL, NULL));
  for (int i = 0; i < 6; i++)
    {
      g_assert_true (isnan (six[i].area.mean) && isnan (six[i].efficiency));
      g_assert_cmpfloat_with_epsilon (six[i].distance.mean, 1 / 2.52 - 1, 1e-12);
    }
}

/* Turned, shifted and in another order; with any number of threads. */
static void
test_invariance (void)
{
  g_autoptr (Sample) sample = sample_read_data ("glass-100K.dump.gz");
  size_t n = sample->n;
  vit_parallel_set_n_threads (1);
  g_autofree VitInterstices *in = measure (sample, miracle);
  vit_parallel_set_n_threads (3);
  g_autofree VitInterstices *again = measure (sample, miracle);
  vit_parallel_set_n_threads (0);
  g_assert_cmpmem (in, n * sizeof *in, again, n * sizeof *again);
  g_autoptr (Sample) turned = sample_new (&sample->cell, n);
  const double turn[3][3] = { { 0.8, -0.6, 0 }, { 0.36, 0.48, -0.8 }, { 0.48, 0.64, 0.6 } };
  for (int k = 0; k < 3; k++)
    for (int m = 0; m < 3; m++)
      turned->cell.h[k][m] = get_dot (turn[m], sample->cell.h[k]);
  for (size_t i = 0; i < n; i++)
    {
      turned->types[i] = sample->types[n - 1 - i];
      for (int m = 0; m < 3; m++)
        turned->x[3 * i + m] =
            get_dot (turn[m], sample->x + 3 * (n - 1 - i)) + 0.4 * turned->cell.h[2][m];
    }
  g_autofree VitInterstices *other = measure (turned, miracle);
  for (size_t i = 0; i < n; i++)
    {
      const double *a = (const double *) &in[n - 1 - i], *b = (const double *) &other[i];
      for (size_t k = 0; k < sizeof *in / sizeof *a; k++)
        g_assert_cmpfloat_with_epsilon (a[k], b[k], 1e-9);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/interstices/cluster", test_cluster);
  g_test_add_func ("/structure/interstices/crystal", test_crystal);
  g_test_add_func ("/structure/interstices/glass", test_glass);
  g_test_add_func ("/structure/interstices/blank", test_blank);
  g_test_add_func ("/structure/interstices/invariance", test_invariance);
  return g_test_run ();
}
