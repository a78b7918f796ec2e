#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/mechanics/nonaffine-private.h"
#include "core/mechanics/nonaffine.h"
#include "tests/support/sample.h"

/* Column k is where the k-th unit vector goes. */
typedef double Matrix[3][3];

static void
map_vector (const Matrix f, const double in[3], double out[3])
{
  double x[3] = { in[0], in[1], in[2] };
  for (int i = 0; i < 3; i++)
    out[i] = f[i][0] * x[0] + f[i][1] * x[1] + f[i][2] * x[2];
}

/* The sample with all atoms, its box and its origin mapped by @f. */
static Sample *
deform (const Sample *sample, const Matrix f)
{
  Sample *to = sample_new (&sample->cell, sample->n);
  map_vector (f, sample->cell.origin, to->cell.origin);
  for (int k = 0; k < 3; k++)
    map_vector (f, sample->cell.h[k], to->cell.h[k]);
  for (size_t i = 0; i < sample->n; i++)
    map_vector (f, sample->x + 3 * i, to->x + 3 * i);
  return to;
}

static void
wrap (Sample *sample)
{
  for (size_t i = 0; i < sample->n; i++)
    vit_cell_wrap (&sample->cell, sample->x + 3 * i, NULL);
}

/* Deterministic displacements up to @size in each direction. */
static void
shake (Sample *sample, double size, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  for (size_t k = 0; k < 3 * sample->n; k++)
    sample->x[k] += g_rand_double_range (random, -size, size);
}

static VitNonaffine *
compute_flipped (const Sample *a, const Sample *b, VitBasis basis, bool continuous, double cutoff)
{
  g_autoptr (GError) error = NULL;
  VitNonaffineOptions options = { .cutoff = cutoff, .with_gradient = true, .basis = basis };
  VitNonaffine *result =
      vit_nonaffine_new (&a->cell, a->x, &b->cell, b->x, a->n, continuous, &options, NULL, &error);
  g_assert_no_error (error);
  return result;
}

static VitNonaffine *
compute (const Sample *a, const Sample *b, bool continuous, double cutoff)
{
  return compute_flipped (a, b, (VitBasis){ 0 }, continuous, cutoff);
}

/* What docs/science.md §4 says of one F for all atoms. */
static void
assert_homogeneous (const VitNonaffine *result, const Matrix f, double degrees)
{
  double e[3][3];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      e[i][j] =
          0.5 * (f[0][i] * f[0][j] + f[1][i] * f[1][j] + f[2][i] * f[2][j] - (i == j ? 1 : 0));
  double mises = sqrt (
      e[0][1] * e[0][1] + e[1][2] * e[1][2] + e[2][0] * e[2][0] +
      (pow (e[0][0] - e[1][1], 2) + pow (e[1][1] - e[2][2], 2) + pow (e[2][2] - e[0][0], 2)) / 6);
  g_assert_cmpuint (result->n_few + result->n_inverted, ==, 0);
  g_assert_cmpuint (result->n_ambiguous, ==, 0);
  for (size_t i = 0; i < result->n; i++)
    {
      g_assert_cmpfloat (result->d2min[i], <, 1e-11);
      g_assert_cmpfloat_with_epsilon (result->mises[i], mises, 1e-11);
      g_assert_cmpfloat_with_epsilon (result->volumetric[i], (e[0][0] + e[1][1] + e[2][2]) / 3,
                                      1e-11);
      g_assert_cmpfloat_with_epsilon (result->rotation[i], degrees, 1e-9);
      for (int k = 0; k < 9; k++)
        g_assert_cmpfloat_with_epsilon (result->gradient[i][k / 3][k % 3], f[k / 3][k % 3], 1e-11);
    }
}

/* F = R U with R a turn by @degrees about @axis. */
static void
make_gradient (double degrees, const double axis[3], const Matrix u, Matrix f)
{
  double norm = sqrt (axis[0] * axis[0] + axis[1] * axis[1] + axis[2] * axis[2]);
  double n[3] = { axis[0] / norm, axis[1] / norm, axis[2] / norm };
  double c = cos (degrees * G_PI / 180), s = sin (degrees * G_PI / 180);
  double cross[3][3] = { { 0, -n[2], n[1] }, { n[2], 0, -n[0] }, { -n[1], n[0], 0 } }, r[3][3];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      r[i][j] = c * (i == j) + (1 - c) * n[i] * n[j] + s * cross[i][j];
  for (int i = 0; i < 3; i++)
    for (int j = 0; j < 3; j++)
      f[i][j] = r[i][0] * u[0][j] + r[i][1] * u[1][j] + r[i][2] * u[2][j];
}

static const Matrix identity = { { 1, 0, 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
static const Matrix stretch = { { 1.04, 0.01, -0.02 },
                                { 0.01, 0.97, 0.03 },
                                { -0.02, 0.03, 0.99 } };

static void
test_homogeneous (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  const double axis[3] = { 1, -2, 0.5 };
  const double angles[] = { 0, 1e-6, 0.3, 12, 89, 179 };
  for (gsize k = 0; k < G_N_ELEMENTS (angles); k++)
    for (int pure = 0; pure < 2; pure++)
      {
        Matrix f;
        make_gradient (angles[k], axis, pure ? identity : stretch, f);
        g_autoptr (Sample) later = deform (glass, f);
        g_autoptr (VitNonaffine) result = compute (glass, later, true, 3.85);
        assert_homogeneous (result, f, angles[k]);
        wrap (later);
        g_autoptr (VitNonaffine) wrapped = compute (glass, later, false, 3.85);
        assert_homogeneous (wrapped, f, angles[k]);
      }
}

/* A box that is sheared ever on and flips back by a box vector when it leans too far, as LAMMPS
 * does; also by more than the box is long. */
static void
test_flips (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  double width = glass->cell.h[0][0], height = glass->cell.h[1][1];
  const double shears[] = { 0.1, 0.49, 0.51, 0.9, 1, 1.3, -2.7, 8.45 };
  for (gsize k = 0; k < G_N_ELEMENTS (shears); k++)
    {
      Matrix f = { { 1, shears[k], 0 }, { 0, 1, 0 }, { 0, 0, 1 } };
      g_autoptr (Sample) later = deform (glass, f);
      double tilt = later->cell.h[1][0];
      g_assert_cmpfloat_with_epsilon (tilt, shears[k] * height, 1e-9);
      VitBasis basis = { .xy = (int64_t) round (tilt / width) };
      later->cell.h[1][0] = tilt - width * (double) basis.xy;
      double angle = fabs (atan2 (shears[k], 2)) * 180 / G_PI;
      g_autoptr (VitNonaffine) continuous = compute_flipped (glass, later, basis, true, 3.85);
      assert_homogeneous (continuous, f, angle);
      wrap (later);
      g_autoptr (VitNonaffine) wrapped = compute_flipped (glass, later, basis, false, 3.85);
      assert_homogeneous (wrapped, f, angle);
    }
}

static void
assert_same (const VitNonaffine *a, const VitNonaffine *b, double epsilon)
{
  g_assert_cmpuint (a->n, ==, b->n);
  for (size_t i = 0; i < a->n; i++)
    {
      g_assert_cmpfloat_with_epsilon (a->d2min[i], b->d2min[i], epsilon);
      g_assert_cmpfloat_with_epsilon (a->mises[i], b->mises[i], epsilon);
      g_assert_cmpfloat_with_epsilon (a->volumetric[i], b->volumetric[i], epsilon);
      g_assert_cmpfloat_with_epsilon (a->rotation[i], b->rotation[i], 60 * epsilon);
      g_assert_cmpuint (a->flags[i], ==, b->flags[i]);
    }
}

/* What no wrapping, turning of both frames or naming of images may change. */
static void
test_invariance (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  Matrix f;
  make_gradient (3, (double[3]){ 0, 1, 1 }, stretch, f);
  g_autoptr (Sample) later = deform (glass, f);
  shake (later, 0.4, 1);
  g_autoptr (VitNonaffine) plain = compute (glass, later, true, 5);
  double sum = 0;
  for (size_t i = 0; i < plain->n; i++)
    sum += plain->d2min[i];
  g_assert_cmpfloat (sum / (double) plain->n, >, 1);

  g_autoptr (Sample) wrapped = deform (later, identity);
  wrap (wrapped);
  g_autoptr (VitNonaffine) by_image = compute (glass, wrapped, false, 5);
  assert_same (plain, by_image, 1e-10);

  /* Every atom in some image, the same in both frames: still continuous. */
  g_autoptr (Sample) from = deform (glass, identity);
  g_autoptr (Sample) to = deform (later, identity);
  for (size_t i = 0; i < glass->n; i++)
    for (int k = 0; k < 3; k++)
      for (int j = 0; j < 3; j++)
        {
          int image = (int) (i * 7 + (size_t) k * 5) % 5 - 2;
          from->x[3 * i + (size_t) j] += image * from->cell.h[k][j];
          to->x[3 * i + (size_t) j] += image * to->cell.h[k][j];
        }
  g_autoptr (VitNonaffine) elsewhere = compute (from, to, true, 5);
  assert_same (plain, elsewhere, 1e-10);

  Matrix turn;
  make_gradient (40, (double[3]){ 2, 1, -1 }, identity, turn);
  g_autoptr (Sample) from_turned = deform (glass, turn);
  g_autoptr (Sample) to_turned = deform (later, turn);
  g_autoptr (VitNonaffine) turned = compute (from_turned, to_turned, true, 5);
  assert_same (plain, turned, 1e-9);
}

/* A box thinner than the cutoff is the same glass as copies of it side by side. */
static void
test_thin_box (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 4, 9, 9 },
                            (double[3]){ 0.5, -0.3, 0.2 });
  g_autoptr (Sample) small = sample_new (&cell, 20);
  for (size_t k = 0; k < 3 * small->n; k++)
    small->x[k] = g_rand_double_range (random, 0, 9);
  g_autoptr (Sample) later = deform (small, stretch);
  shake (later, 0.2, 3);
  g_autoptr (Sample) many = sample_replicate (small, (int[3]){ 4, 2, 2 });
  g_autoptr (Sample) many_later = sample_replicate (later, (int[3]){ 4, 2, 2 });
  g_autoptr (VitNonaffine) one = compute (small, later, true, 4.2);
  g_autoptr (VitNonaffine) copies = compute (many, many_later, true, 4.2);
  for (size_t i = 0; i < many->n; i++)
    {
      g_assert_cmpfloat_with_epsilon (copies->d2min[i], one->d2min[i % small->n], 1e-9);
      g_assert_cmpfloat_with_epsilon (copies->mises[i], one->mises[i % small->n], 1e-9);
    }
}

static void
test_flags (void)
{
  VitCell cell;
  vit_cell_init_orthogonal (&cell, (double[3]){ 0, 0, 0 }, (double[3]){ 100, 100, 100 });
  /* alone; a plane of four; a corner with three neighbours, each of which sees only some; and a
   * corner that is turned inside out */
  const double x[][3] = {
    { 10, 10, 10 },                                                             /* 0 */
    { 30, 30, 30 },   { 31, 30, 30 },   { 30, 31, 30 },     { 31, 31, 30 },     /* 1 ... 4 */
    { 50, 50, 50 },   { 51.5, 50, 50 }, { 50, 51.5, 50 },   { 50, 50, 51.5 },   /* 5 ... 8 */
    { 99.9, 70, 70 }, { 1.4, 70, 70 },  { 99.9, 71.5, 70 }, { 99.9, 70, 71.5 }, /* 9 ... 12 */
  };
  g_autoptr (Sample) from = sample_new (&cell, G_N_ELEMENTS (x));
  memcpy (from->x, x, sizeof x);
  g_autoptr (Sample) to = deform (from, identity);
  to->x[3 * 10] = -1.6 + 100; /* the neighbour across the face goes to the other side */
  g_autoptr (VitNonaffine) result = compute (from, to, false, 1.6);
  for (size_t i = 0; i < from->n; i++)
    {
      bool corner = i == 5 || i == 9;
      g_assert_cmpint ((result->flags[i] & VIT_NONAFFINE_FEW) != 0, ==, !corner);
      g_assert_cmpint (isnan (result->d2min[i]), ==, !corner);
      g_assert_cmpint (isnan (result->gradient[i][1][2]), ==, !corner);
    }
  g_assert_cmpuint (result->n_few, ==, 11);
  g_assert_cmpuint (result->flags[9], ==, VIT_NONAFFINE_INVERTED);
  g_assert_cmpuint (result->n_inverted, ==, 1);
  g_assert_true (isnan (result->rotation[9]));
  g_assert_cmpfloat_with_epsilon (result->d2min[9], 0, 1e-12);
  g_assert_cmpfloat_with_epsilon (result->gradient[9][0][0], -1, 1e-12);
  g_assert_cmpfloat_with_epsilon (result->rotation[5], 0, 1e-12);
}

/* The neighbourhood of one atom mapped by diag (1, 1, @stretch) about the atom. */
static Sample *
squeeze_neighbourhood (const Sample *glass, size_t centre, double reach, const double factor[3])
{
  Sample *to = deform (glass, identity);
  for (size_t i = 0; i < glass->n; i++)
    {
      double d[3];
      for (size_t k = 0; k < 3; k++)
        d[k] = glass->x[3 * i + k] - glass->x[3 * centre + k];
      vit_cell_minimum_image (&glass->cell, d);
      if (d[0] * d[0] + d[1] * d[1] + d[2] * d[2] <= reach * reach)
        for (size_t k = 0; k < 3; k++)
          to->x[3 * i + k] += (factor[k] - 1) * d[k];
    }
  return to;
}

/* Neighbourhoods that are turned inside out, or flattened, have a strain and a D²min like all
 * others; only a rotation they have not. */
static void
test_inside_out (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  const double factors[][3] = { { -1, -1, -1 }, { 1, 1, -1 },     { 1, 1, -0.001 }, { 1, 1, 0.001 },
                                { 1, 1, 0 },    { 0.5, 2, -0.7 }, { 1, 1, 1e-14 },  { 1, 0, 0 } };
  for (size_t f = 0; f < G_N_ELEMENTS (factors); f++)
    for (size_t centre = 0; centre < glass->n; centre += glass->n / 7)
      {
        const double *a = factors[f];
        double e[3], det = a[0] * a[1] * a[2];
        for (int k = 0; k < 3; k++)
          e[k] = 0.5 * (a[k] * a[k] - 1);
        double mises =
            sqrt ((pow (e[0] - e[1], 2) + pow (e[1] - e[2], 2) + pow (e[2] - e[0], 2)) / 6);
        g_autoptr (Sample) later = squeeze_neighbourhood (glass, centre, 3.85, a);
        g_autoptr (VitNonaffine) result = compute (glass, later, true, 3.85);
        g_assert_cmpuint (result->n_few, ==, 0);
        g_assert_cmpfloat (result->d2min[centre], <, 1e-9);
        g_assert_cmpfloat_with_epsilon (result->mises[centre], mises, 1e-9);
        g_assert_cmpfloat_with_epsilon (result->volumetric[centre], (e[0] + e[1] + e[2]) / 3, 1e-9);
        bool proper = det > 1e-9;
        g_assert_cmpint (isnan (result->rotation[centre]), ==, !proper);
        g_assert_cmpint (result->flags[centre], ==, proper ? 0 : VIT_NONAFFINE_INVERTED);
        g_assert_cmpuint (result->n_inverted, >=, proper ? 0 : 1);
        if (proper)
          g_assert_cmpfloat_with_epsilon (result->rotation[centre], 0, 1e-6);
        /* No other value is undefined. */
        for (size_t i = 0; i < glass->n; i++)
          g_assert_true (isfinite (result->d2min[i]) && isfinite (result->mises[i]) &&
                         isfinite (result->volumetric[i]));
      }
}

/* A sheet of atoms: the definitions with matrices of 2 × 2, by all pairs. */
static void
test_flat (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (8);
  VitCell cell;
  vit_cell_init_restricted (&cell, (double[3]){ 0, 0, -0.5 }, (double[3]){ 20, 18, 0.5 },
                            (double[3]){ 3, 0, 0 });
  cell.periodic[2] = false;
  g_autoptr (Sample) from = sample_new (&cell, 150);
  for (size_t i = 0; i < from->n; i++)
    {
      double s[3] = { g_rand_double (random), g_rand_double (random), 0.5 };
      vit_cell_to_cartesian (&cell, s, from->x + 3 * i);
    }
  Matrix f = { { 1.05, 0.3, 0 }, { -0.1, 0.9, 0 }, { 0, 0, 1 } };
  g_autoptr (Sample) to = deform (from, f);
  to->cell.h[2][2] = 7; /* the thickness of a sheet means nothing */
  for (size_t i = 0; i < from->n; i++)
    for (size_t k = 0; k < 2; k++)
      to->x[3 * i + k] += g_rand_double_range (random, -0.4, 0.4);
  g_autoptr (GError) error = NULL;
  VitNonaffineOptions options = { .cutoff = 2.5, .with_gradient = true, .dimension = 2 };
  g_autoptr (VitNonaffine) result = vit_nonaffine_new (&from->cell, from->x, &to->cell, to->x,
                                                       from->n, true, &options, NULL, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < from->n; i++)
    {
      double v[2][2] = { { 0 } }, w[2][2] = { { 0 } }, a[2][2], rest = 0;
      double bonds[150][2][2];
      size_t n = 0;
      for (size_t j = 0; j < from->n; j++)
        {
          double d0[3], image[3], moved[3], d[2];
          for (size_t k = 0; k < 3; k++)
            d0[k] = image[k] = from->x[3 * j + k] - from->x[3 * i + k];
          vit_cell_minimum_image (&cell, d0);
          if (i == j || d0[0] * d0[0] + d0[1] * d0[1] > 2.5 * 2.5)
            continue;
          for (int k = 0; k < 3; k++)
            image[k] = d0[k] - image[k];
          map_vector (f, image, moved);
          for (size_t k = 0; k < 2; k++)
            d[k] = to->x[3 * j + k] - to->x[3 * i + k] + moved[k];
          for (int k = 0; k < 2; k++)
            for (int l = 0; l < 2; l++)
              {
                v[k][l] += d0[k] * d0[l];
                w[k][l] += d[k] * d0[l];
              }
          memcpy (bonds[n][0], d0, sizeof bonds[n][0]);
          memcpy (bonds[n++][1], d, sizeof d);
        }
      double det = v[0][0] * v[1][1] - v[0][1] * v[1][0];
      if (n < 2)
        {
          g_assert_cmpint (result->flags[i], ==, VIT_NONAFFINE_FEW);
          continue;
        }
      for (int k = 0; k < 2; k++)
        {
          a[k][0] = (w[k][0] * v[1][1] - w[k][1] * v[1][0]) / det;
          a[k][1] = (w[k][1] * v[0][0] - w[k][0] * v[0][1]) / det;
        }
      for (size_t b = 0; b < n; b++)
        for (int k = 0; k < 2; k++)
          rest += pow (a[k][0] * bonds[b][0][0] + a[k][1] * bonds[b][0][1] - bonds[b][1][k], 2);
      double xx = 0.5 * (a[0][0] * a[0][0] + a[1][0] * a[1][0] - 1);
      double yy = 0.5 * (a[0][1] * a[0][1] + a[1][1] * a[1][1] - 1);
      double xy = 0.5 * (a[0][0] * a[0][1] + a[1][0] * a[1][1]);
      g_assert_cmpfloat_with_epsilon (result->d2min[i], rest, 1e-9);
      g_assert_cmpfloat_with_epsilon (result->mises[i], sqrt (xy * xy + pow (xx - yy, 2) / 4),
                                      1e-9 * (1 + xx * xx + yy * yy));
      g_assert_cmpfloat_with_epsilon (result->volumetric[i], (xx + yy) / 2,
                                      1e-9 * (1 + xx * xx + yy * yy));
      double angle = fabs (atan2 (a[1][0] - a[0][1], a[0][0] + a[1][1])) * 180 / G_PI;
      if (a[0][0] * a[1][1] - a[0][1] * a[1][0] > 1e-6)
        g_assert_cmpfloat_with_epsilon (result->rotation[i], angle, 1e-6);
    }
}

/* Neighbours that part by half the box cannot be followed by images; it is said. */
static void
test_ambiguous (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (Sample) later = deform (glass, identity);
  later->x[0] += 0.49 * glass->cell.h[0][0];
  g_autoptr (VitNonaffine) result = compute (glass, later, false, 3.85);
  g_assert_cmpuint (result->n_ambiguous, >, 8);
  g_assert_cmpuint (result->n_ambiguous, <, 30);
  g_autoptr (VitNonaffine) sure = compute (glass, later, true, 3.85);
  g_assert_cmpuint (sure->n_ambiguous, ==, 0);
  assert_same (result, sure, 1e-9);
}

/* The definitions of docs/science.md §4, atom by atom over all pairs. */
static void
test_definition (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (Sample) later = deform (glass, stretch);
  shake (later, 0.5, 2);
  g_autoptr (VitNonaffine) result = compute (glass, later, true, 4.1);
  g_autoptr (GError) error = NULL;
  VitNonaffineOptions options = { .cutoff = 4.1, .per_neighbour = true };
  g_autoptr (VitNonaffine) mean = vit_nonaffine_new (&glass->cell, glass->x, &later->cell, later->x,
                                                     glass->n, true, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_null (mean->gradient);
  for (size_t i = 0; i < glass->n; i += 97)
    {
      double sum = 0;
      unsigned count = 0;
      for (size_t j = 0; j < glass->n; j++)
        {
          double d0[3], d[3], moved[3];
          for (size_t k = 0; k < 3; k++)
            d0[k] = glass->x[3 * j + k] - glass->x[3 * i + k];
          vit_cell_minimum_image (&glass->cell, d0);
          if (j == i || d0[0] * d0[0] + d0[1] * d0[1] + d0[2] * d0[2] > 4.1 * 4.1)
            continue;
          for (size_t k = 0; k < 3; k++)
            d[k] = later->x[3 * j + k] - later->x[3 * i + k];
          vit_cell_minimum_image (&later->cell, d);
          map_vector (result->gradient[i], d0, moved);
          for (int k = 0; k < 3; k++)
            sum += (moved[k] - d[k]) * (moved[k] - d[k]);
          count++;
        }
      g_assert_cmpfloat_with_epsilon (result->d2min[i], sum, 1e-10);
      g_assert_cmpfloat_with_epsilon (mean->d2min[i], sum / count, 1e-10);
    }
}

static void
test_threads (void)
{
  g_autoptr (Sample) glass = sample_read_data ("liquid-1700K.dump.gz");
  g_autoptr (Sample) later = deform (glass, stretch);
  shake (later, 0.5, 5);
  wrap (later);
  vit_parallel_set_n_threads (1);
  g_autoptr (VitNonaffine) one = compute (glass, later, false, 5);
  for (unsigned n = 2; n < 8; n += 3)
    {
      vit_parallel_set_n_threads (n);
      g_autoptr (VitNonaffine) more = compute (glass, later, false, 5);
      gsize bytes = glass->n * sizeof (double);
      g_assert_cmpmem (one->d2min, bytes, more->d2min, bytes);
      g_assert_cmpmem (one->mises, bytes, more->mises, bytes);
      g_assert_cmpmem (one->volumetric, bytes, more->volumetric, bytes);
      g_assert_cmpmem (one->rotation, bytes, more->rotation, bytes);
    }
  vit_parallel_set_n_threads (0);
}

/* Frames that are measured together have the bits of each alone, with and without images in doubt,
 * for any number of frames. */
static void
test_several (void)
{
  enum
  {
    MOST = 6
  };
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (GError) error = NULL;
  Sample *frames[MOST];
  VitNonaffineLater later[MOST];
  gsize bytes = glass->n * sizeof (double);
  for (int t = 0; t < MOST; t++)
    {
      frames[t] = deform (glass, t % 2 == 0 ? identity : stretch);
      shake (frames[t], 0.1 + 0.3 * t, (guint32) t);
      if (t == 3)
        frames[t]->x[0] += 0.49 * glass->cell.h[0][0];
      if (t != 1)
        wrap (frames[t]);
      later[t] = (VitNonaffineLater){ &frames[t]->cell, frames[t]->x, t == 1, { 0 } };
    }
  for (double cutoff = 3.85; cutoff < 20; cutoff += 14)
    for (size_t n = 1; n <= MOST; n++)
      {
        VitNonaffine *results[MOST];
        VitNonaffineOptions options = { .cutoff = cutoff, .with_gradient = true };
        g_assert_true (vit_nonaffine_new_several (&glass->cell, glass->x, glass->n, later, n,
                                                  &options, results, NULL, &error));
        g_assert_no_error (error);
        for (size_t t = 0; t < n; t++)
          {
            g_autoptr (VitNonaffine) alone = compute (glass, frames[t], t == 1, cutoff);
            g_assert_cmpmem (alone->d2min, bytes, results[t]->d2min, bytes);
            g_assert_cmpmem (alone->mises, bytes, results[t]->mises, bytes);
            g_assert_cmpmem (alone->volumetric, bytes, results[t]->volumetric, bytes);
            g_assert_cmpmem (alone->rotation, bytes, results[t]->rotation, bytes);
            g_assert_cmpmem (alone->gradient, 9 * bytes, results[t]->gradient, 9 * bytes);
            g_assert_cmpmem (alone->flags, glass->n, results[t]->flags, glass->n);
            g_assert_cmpuint (alone->n_ambiguous, ==, results[t]->n_ambiguous);
            vit_nonaffine_free (results[t]);
          }
      }
  for (int t = 0; t < MOST; t++)
    sample_free (frames[t]);
}

/* Whatever the processor can do, the same bits. */
static void
test_kernels (void)
{
#ifdef VIT_HAVE_AVX2
  if (!__builtin_cpu_supports ("avx2"))
    {
      g_test_skip ("this processor has no AVX2");
      return;
    }
  g_autoptr (GRand) random = g_rand_new_with_seed (9);
  VitNeighbourMotion ends[40];
  VitNeighbourLanes lanes[40];
  VitBondSums plain[4], avx2[4];
  uint32_t others[30];
  memset (ends, 0, sizeof ends);
  memset (lanes, 0, sizeof lanes);
  for (int trial = 0; trial < 200; trial++)
    {
      for (int i = 0; i < 40; i++)
        for (int k = 0; k < 3; k++)
          {
            ends[i].x[k] = g_rand_double_range (random, -4, 4);
            ends[i].u[k] = g_rand_double_range (random, -1, 1) * (trial % 7);
          }
      for (uint32_t lane = 0; lane < 4; lane++)
        {
          for (int k = 0; k < 30; k++)
            others[k] = (uint32_t) g_rand_int_range (random, 4, 40);
          size_t n = (size_t) g_rand_int_range (random, 0, 30);
          vit_nonaffine_sum_plain (ends, lane, others, n, &plain[lane]);
          vit_nonaffine_sum_avx2 (ends, lane, others, n, &avx2[lane]);
        }
      g_assert_cmpmem (plain, sizeof plain, avx2, sizeof avx2);
      for (int i = 0; i < 40; i++)
        for (int k = 0; k < 3; k++)
          {
            lanes[i].x[k] = ends[i].x[k];
            for (int lane = 0; lane < VIT_NONAFFINE_LANES; lane++)
              lanes[i].u[k][lane] = ends[i].u[k] * (1 - lane);
          }
      VitBondSums first[VIT_NONAFFINE_LANES], second[VIT_NONAFFINE_LANES], alone;
      vit_nonaffine_sum_lanes_plain (lanes, 0, others, 30, first);
      vit_nonaffine_sum_lanes_avx2 (lanes, 0, others, 30, second);
      g_assert_cmpmem (first, sizeof first, second, sizeof second);
      vit_nonaffine_sum_plain (ends, 0, others, 30, &alone);
      g_assert_cmpmem (first, sizeof alone, &alone, sizeof alone);
      VitStrainQuad one, other;
      vit_nonaffine_finish_plain (plain, &one);
      vit_nonaffine_finish_avx2 (avx2, &other);
      g_assert_cmpmem (&one, sizeof one, &other, sizeof other);
    }
#else
  g_test_skip ("there is one kernel only");
#endif
}

static void
test_refusals (void)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  g_autoptr (Sample) later = deform (glass, identity);
  g_autoptr (GError) error = NULL;
  later->x[5] = NAN;
  VitNonaffineOptions options = { .cutoff = 3.85 };
  g_assert_null (vit_nonaffine_new (&glass->cell, glass->x, &later->cell, later->x, glass->n, true,
                                    &options, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  later->x[5] = 0;
  for (int k = -1; k < 1; k++)
    {
      options.cutoff = k;
      g_assert_null (vit_nonaffine_new (&glass->cell, glass->x, &later->cell, later->x, glass->n,
                                        true, &options, NULL, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
      g_clear_error (&error);
    }
  options.cutoff = 3.85;
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_progress_cancel (progress);
  g_assert_null (vit_nonaffine_new (&glass->cell, glass->x, &later->cell, later->x, glass->n, true,
                                    &options, progress, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_clear_error (&error);
  g_autoptr (VitNonaffine) none =
      vit_nonaffine_new (&glass->cell, NULL, &later->cell, NULL, 0, true, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->n, ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/nonaffine/homogeneous", test_homogeneous);
  g_test_add_func ("/nonaffine/flips", test_flips);
  g_test_add_func ("/nonaffine/inside-out", test_inside_out);
  g_test_add_func ("/nonaffine/flat", test_flat);
  g_test_add_func ("/nonaffine/invariance", test_invariance);
  g_test_add_func ("/nonaffine/thin-box", test_thin_box);
  g_test_add_func ("/nonaffine/flags", test_flags);
  g_test_add_func ("/nonaffine/ambiguous", test_ambiguous);
  g_test_add_func ("/nonaffine/definition", test_definition);
  g_test_add_func ("/nonaffine/threads", test_threads);
  g_test_add_func ("/nonaffine/several", test_several);
  g_test_add_func ("/nonaffine/kernels", test_kernels);
  g_test_add_func ("/nonaffine/refusals", test_refusals);
  return g_test_run ();
}
