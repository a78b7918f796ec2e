/* Polyhedra around an atom: known ones, and cells against the tessellation. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/structure/convex-body.h"
#include "core/structure/voronoi.h"
#include "tests/support/sample.h"

/* Assert that every edge belongs to two faces, once in each direction, and that faces are flat and
 * turned outwards. Returns: the number of different corners. */
static size_t
assert_closed (const VitConvexBody *body, double size)
{
  size_t n = body->starts[body->n_faces], n_edges = 0, n_corners = 0;
  for (size_t f = 0; f < body->n_faces; f++)
    {
      const double *normal = body->normals + 3 * f;
      size_t first = body->starts[f], last = body->starts[f + 1];
      g_assert_cmpuint (last - first, >=, 3);
      for (size_t i = first; i < last; i++)
        {
          const double *a = body->corners + 3 * i;
          const double *b = body->corners + 3 * (i + 1 < last ? i + 1 : first);
          double away = 0;
          int partners = 0;
          for (int k = 0; k < 3; k++)
            away += normal[k] * (a[k] - body->corners[3 * first + k]);
          g_assert_cmpfloat (fabs (away), <, 1e-7 * size);
          for (size_t g = 0; g < body->n_faces; g++)
            for (size_t j = body->starts[g]; j < body->starts[g + 1]; j++)
              {
                const double *c = body->corners + 3 * j;
                const double *d =
                    body->corners + 3 * (j + 1 < body->starts[g + 1] ? j + 1 : body->starts[g]);
                double apart = 0;
                for (int k = 0; k < 3; k++)
                  apart += fabs (a[k] - d[k]) + fabs (b[k] - c[k]);
                partners += g != f && apart < 1e-6 * size;
              }
          g_assert_cmpint (partners, ==, 1);
          n_edges++;
        }
    }
  for (size_t i = 0; i < n; i++)
    {
      bool is_new = true;
      for (size_t j = 0; j < i && is_new; j++)
        {
          double apart = 0;
          for (int k = 0; k < 3; k++)
            apart += fabs (body->corners[3 * i + k] - body->corners[3 * j + k]);
          is_new = apart > 1e-6 * size;
        }
      n_corners += is_new;
    }
  g_assert_cmpuint (n_corners + body->n_faces, ==, n_edges / 2 + 2);
  return n_corners;
}

static VitConvexBody *
hull_of (const double *points, size_t n)
{
  g_autoptr (GError) error = NULL;
  VitConvexBody *body = vit_convex_body_new_hull (points, n, &error);
  g_assert_no_error (error);
  return body;
}

/* Twelve neighbours in fcc: a cuboctahedron of 8 triangles and 6 squares, volume 5/3 √2 edge³. */
static void
test_cuboctahedron (void)
{
  double points[36];
  int n = 0;
  for (int zero = 0; zero < 3; zero++)
    for (int signs = 0; signs < 4; signs++, n++)
      {
        points[3 * n + zero] = 0;
        points[3 * n + (zero + 1) % 3] = signs & 1 ? 1.8 : -1.8;
        points[3 * n + (zero + 2) % 3] = signs & 2 ? 1.8 : -1.8;
      }
  g_autoptr (VitConvexBody) body = hull_of (points, 12);
  double edge = 1.8 * sqrt (2);
  g_assert_cmpuint (body->n_faces, ==, 14);
  g_assert_cmpuint (assert_closed (body, 3), ==, 12);
  g_assert_cmpfloat_with_epsilon (body->volume, 5.0 / 3 * sqrt (2) * pow (edge, 3), 1e-9);
  g_assert_cmpfloat_with_epsilon (body->area, (6 + 2 * sqrt (3)) * edge * edge, 1e-9);
}

static void
test_icosahedron (void)
{
  const double phi = (1 + sqrt (5)) / 2;
  double points[39] = { 0 };
  int n = 0;
  for (int zero = 0; zero < 3; zero++)
    for (int signs = 0; signs < 4; signs++, n++)
      {
        points[3 * n + (zero + 1) % 3] = signs & 1 ? 1 : -1;
        points[3 * n + (zero + 2) % 3] = signs & 2 ? phi : -phi;
      }
  /* The thirteenth point lies inside and changes nothing. */
  points[36] = 0.3;
  g_autoptr (VitConvexBody) body = hull_of (points, 13);
  g_assert_cmpuint (body->n_faces, ==, 20);
  g_assert_cmpuint (assert_closed (body, 2), ==, 12);
  g_assert_cmpfloat_with_epsilon (body->volume, 5.0 / 12 * (3 + sqrt (5)) * 8, 1e-9);
  g_assert_cmpfloat_with_epsilon (body->area, 5 * sqrt (3) * 4, 1e-9);
}

static void
test_no_hull (void)
{
  const double square[12] = { 1, 1, 0, -1, 1, 0, -1, -1, 0, 1, -1, 0 };
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_convex_body_new_hull (square, 4, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
  g_clear_error (&error);
  g_assert_null (vit_convex_body_new_hull (square, 0, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
  g_clear_error (&error);
  g_autofree double *many = g_new0 (double, 3 * (VIT_CONVEX_BODY_MAX_POINTS + 1));
  g_assert_null (vit_convex_body_new_hull (many, VIT_CONVEX_BODY_MAX_POINTS + 1, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
}

/* Points on a sphere with integer coordinates, as in any crystal, have large flat faces. */
static void
test_cube (void)
{
  double points[3 * 27];
  for (int i = 0; i < 27; i++)
    for (int k = 0; k < 3; k++)
      points[3 * i + k] = (i / (int[3]){ 1, 3, 9 }[k] % 3 - 1) * 2.0;
  g_autoptr (VitConvexBody) body = hull_of (points, 27);
  g_assert_cmpuint (body->n_faces, ==, 6);
  g_assert_cmpuint (assert_closed (body, 3), ==, 8);
  g_assert_cmpfloat_with_epsilon (body->volume, 64, 1e-9);
}

/* A lattice of @n³ cells with a basis of scaled positions. */
static Sample *
lattice (int n, double a, const double (*basis)[3], int n_basis)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 1, 2, 3 },
                            (double[3]){ 1 + n * a, 2 + n * a, 3 + n * a });
  Sample *sample = sample_new (&cell, (size_t) (n * n * n * n_basis));
  for (int i = 0; i < n * n * n * n_basis; i++)
    {
      const int at[3] = { i / n_basis % n, i / n_basis / n % n, i / n_basis / n / n };
      for (int k = 0; k < 3; k++)
        sample->x[3 * i + k] = cell.origin[k] + a * (at[k] + basis[i % n_basis][k]);
    }
  return sample;
}

static VitConvexBody *
cell_of (const Sample *sample, size_t atom)
{
  g_autoptr (GError) error = NULL;
  VitConvexBody *body =
      vit_convex_body_new_voronoi (&sample->cell, sample->x, sample->n, atom, &error);
  g_assert_no_error (error);
  return body;
}

static void
test_crystals (void)
{
  static const double fcc[4][3] = {
    { 0, 0, 0 }, { 0, 0.5, 0.5 }, { 0.5, 0, 0.5 }, { 0.5, 0.5, 0 }
  };
  static const double bcc[2][3] = { { 0, 0, 0 }, { 0.5, 0.5, 0.5 } };
  /* Rhombic dodecahedron, truncated octahedron, cube; in a box of one cell too. */
  for (int n = 1; n < 4; n++)
    {
      g_autoptr (Sample) a = lattice (n, 3.6, fcc, 4);
      g_autoptr (VitConvexBody) dodecahedron = cell_of (a, 1);
      g_assert_cmpuint (dodecahedron->n_faces, ==, 12);
      g_assert_cmpuint (assert_closed (dodecahedron, 3), ==, 14);
      g_assert_cmpfloat_with_epsilon (dodecahedron->volume, pow (3.6, 3) / 4, 1e-8);
      g_autoptr (Sample) b = lattice (n, 3, bcc, 2);
      g_autoptr (VitConvexBody) octahedron = cell_of (b, 0);
      g_assert_cmpuint (octahedron->n_faces, ==, 14);
      g_assert_cmpuint (assert_closed (octahedron, 3), ==, 24);
      g_assert_cmpfloat_with_epsilon (octahedron->volume, 27.0 / 2, 1e-8);
      g_autoptr (Sample) c = lattice (n, 2.5, bcc, 1);
      g_autoptr (VitConvexBody) cube = cell_of (c, 0);
      g_assert_cmpuint (cube->n_faces, ==, 6);
      g_assert_cmpuint (assert_closed (cube, 3), ==, 8);
      g_assert_cmpfloat_with_epsilon (cube->volume, pow (2.5, 3), 1e-8);
    }
}

/* Volumes, faces and their areas are those of the tessellation of all atoms. */
static void
test_tessellation (void)
{
  for (int tilted = 0; tilted < 2; tilted++)
    {
      VitCell cell;
      double t = 6.0 * tilted;
      vit_cell_init_restricted (&cell, (double[3]){ 0 }, (double[3]){ 14, 12, 13 },
                                (double[3]){ t, -t / 2, t / 3 });
      g_autoptr (Sample) sample = sample_new (&cell, 120);
      g_autoptr (GRand) rand = g_rand_new_with_seed (4);
      for (size_t i = 0; i < 3 * sample->n; i++)
        sample->x[i] = g_rand_double_range (rand, -20, 20);
      g_autoptr (VitVoronoi) all = vit_voronoi_new (&cell, sample->x, sample->n, 0, NULL, NULL);
      for (size_t i = 0; i < sample->n; i++)
        {
          g_autoptr (VitConvexBody) body = cell_of (sample, i);
          g_assert_cmpfloat (fabs (body->volume / all->volumes[i] - 1), <, 1e-8);
          g_assert_cmpuint (body->n_faces, ==, vit_neighbours_count (all->neighbours, i));
          double area = 0;
          for (size_t k = all->neighbours->offsets[i]; k < all->neighbours->offsets[i + 1]; k++)
            area += (double) all->areas[k];
          g_assert_cmpfloat (fabs (body->area / area - 1), <, 1e-5);
          if (i % 20 == 0)
            assert_closed (body, 3);
        }
    }
}

static void
test_refused (void)
{
  static const double one[1][3] = { { 0, 0, 0 } };
  g_autoptr (Sample) sample = lattice (2, 3, one, 1);
  g_autoptr (GError) error = NULL;
  sample->cell.periodic[1] = false;
  g_assert_null (vit_convex_body_new_voronoi (&sample->cell, sample->x, sample->n, 0, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  sample->cell.periodic[1] = true;
  memcpy (sample->x, sample->x + 3, 3 * sizeof (double));
  g_assert_null (vit_convex_body_new_voronoi (&sample->cell, sample->x, sample->n, 0, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/structure/convex-body/cuboctahedron", test_cuboctahedron);
  g_test_add_func ("/structure/convex-body/icosahedron", test_icosahedron);
  g_test_add_func ("/structure/convex-body/cube", test_cube);
  g_test_add_func ("/structure/convex-body/no-hull", test_no_hull);
  g_test_add_func ("/structure/convex-body/crystals", test_crystals);
  g_test_add_func ("/structure/convex-body/tessellation", test_tessellation);
  g_test_add_func ("/structure/convex-body/refused", test_refused);
  return g_test_run ();
}
