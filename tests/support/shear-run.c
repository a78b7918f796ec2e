#include "tests/support/shear-run.h"

#include <math.h>
#include <string.h>

void
shear_run_free (ShearRun *run)
{
  if (!run)
    return;
  g_free (run->printed);
  g_free (run->basis);
  g_free (run->x);
  g_free (run->s);
  g_free (run->continued);
  g_free (run);
}

static void
map (const double f[3][3], double v[3])
{
  double w[3];
  for (int i = 0; i < 3; i++)
    w[i] = f[i][0] * v[0] + f[i][1] * v[1] + f[i][2] * v[2];
  memcpy (v, w, sizeof w);
}

/* Adds @n times a vector to another one. */
static void
add (double to[3], int64_t n, const double v[3])
{
  for (int i = 0; i < 3; i++)
    to[i] += (double) n * v[i];
}

/* Deforms the printed box by one step and flips it where a tilt exceeds half an edge. */
static VitBasis
flow (VitCell *cell, const double f[3][3])
{
  VitBasis flip = { 0 };
  for (int k = 0; k < 3; k++)
    map (f, cell->h[k]);
  map (f, cell->origin);
  flip.yz = (int64_t) -nearbyint (cell->h[2][1] / cell->h[1][1]);
  add (cell->h[2], flip.yz, cell->h[1]);
  flip.xz = (int64_t) -nearbyint (cell->h[2][0] / cell->h[0][0]);
  add (cell->h[2], flip.xz, cell->h[0]);
  flip.xy = (int64_t) -nearbyint (cell->h[1][0] / cell->h[0][0]);
  add (cell->h[1], flip.xy, cell->h[0]);
  return flip;
}

ShearRun *
shear_run_new (size_t n, size_t n_frames, const double rate[3], double step, guint32 seed)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (seed);
  ShearRun *run = g_new0 (ShearRun, 1);
  VitBasis all = { 0 };
  run->n = n;
  run->n_frames = n_frames;
  run->printed = g_new (VitCell, n_frames);
  run->basis = g_new (VitBasis, n_frames);
  run->x = g_new (double, 3 * n * n_frames);
  run->s = g_new (double, 3 * n * n_frames);
  run->continued = g_malloc_n (n_frames, sizeof *run->continued);
  for (size_t k = 0; k < n_frames; k++)
    {
      double size = k == 0 ? 1 : exp (0.01 * sin (0.2 * (double) k));
      const double f[3][3] = { { size, rate[0], rate[1] },
                               { 0, 1 / size, rate[2] },
                               { 0, 0, size } };
      VitCell cell;
      if (k == 0)
        {
          vit_cell_init_restricted (&cell, (double[3]){ -1, 2, 0.5 }, (double[3]){ 9, 13, 12.5 },
                                    (double[3]){ 1, -2, 0.5 });
          memcpy (run->continued[0], cell.h, sizeof cell.h);
        }
      else
        {
          cell = run->printed[k - 1];
          all = vit_basis_multiply (all, flow (&cell, f));
          for (int v = 0; v < 3; v++)
            {
              memcpy (run->continued[k][v], run->continued[k - 1][v], 3 * sizeof (double));
              map (f, run->continued[k][v]);
            }
        }
      run->printed[k] = cell;
      run->basis[k] = vit_basis_invert (all);
      VitCell continued = cell;
      memcpy (continued.h, run->continued[k], sizeof continued.h);
      for (size_t i = 0; i < n; i++)
        {
          double *s = run->s + 3 * (k * n + i), g[3][3], d[3] = { 0 };
          vit_cell_inverse (&continued, g);
          for (int j = 0; j < 3; j++)
            {
              s[j] = k == 0 ? g_rand_double (random) : s[j - 3 * (int) n];
              d[j] = k > 0 && step > 0 ? g_rand_double_range (random, -step, step) : 0;
            }
          /* Atoms leave the box even without a step, for what is unwrapped. */
          s[0] += k == 0 && i % 5 == 0 ? 3 : 0;
          map (g, d);
          for (int j = 0; j < 3; j++)
            s[j] += d[j];
          vit_cell_to_cartesian (&continued, s, run->x + 3 * (k * n + i));
        }
    }
  return run;
}

/* ---- Writing ---- */

static void
write_box (GString *text, const VitCell *cell, bool general)
{
  const double (*h)[3] = cell->h, *o = cell->origin;
  if (general)
    {
      g_string_append (text, "ITEM: BOX BOUNDS abc origin pp pp pp\n");
      for (int k = 0; k < 3; k++)
        g_string_append_printf (text, "%.17g %.17g %.17g %.17g\n", h[k][0], h[k][1], h[k][2], o[k]);
      return;
    }
  double xy = h[1][0], xz = h[2][0], yz = h[2][1];
  g_string_append (text, "ITEM: BOX BOUNDS xy xz yz pp pp pp\n");
  g_string_append_printf (text, "%.17g %.17g %.17g\n",
                          o[0] + fmin (fmin (0, xy), fmin (xz, xy + xz)),
                          o[0] + h[0][0] + fmax (fmax (0, xy), fmax (xz, xy + xz)), xy);
  g_string_append_printf (text, "%.17g %.17g %.17g\n", o[1] + fmin (0, yz),
                          o[1] + h[1][1] + fmax (0, yz), xz);
  g_string_append_printf (text, "%.17g %.17g %.17g\n", o[2], o[2] + h[2][2], yz);
}

static void
write_row (
    GString *text, const VitCell *cell, ShearConvention convention, size_t i, const double *x)
{
  double y[3] = { x[0], x[1], x[2] };
  int image[3];
  if (convention == SHEAR_X || convention == SHEAR_XS || convention == SHEAR_IMAGES)
    vit_cell_wrap (cell, y, image);
  if (convention == SHEAR_XS || convention == SHEAR_XSU)
    vit_cell_to_scaled (cell, y, y);
  g_string_append_printf (text, "%zu %zu %.17g %.17g %.17g", i + 1, 1 + i % 2, y[0], y[1], y[2]);
  if (convention == SHEAR_IMAGES)
    g_string_append_printf (text, " %d %d %d", image[0], image[1], image[2]);
  g_string_append_c (text, '\n');
}

char *
shear_run_write (const ShearRun *run, const ShearWriting *writing, size_t begin, size_t end)
{
  static const char *const columns[] = { "x y z", "xs ys zs", "xu yu zu", "xsu ysu zsu",
                                         "x y z ix iy iz" };
  GString *text = g_string_new (NULL);
  size_t stride = MAX (writing->stride, 1), n = run->n;
  for (size_t k = begin; k < end; k += stride)
    {
      if (writing->units)
        g_string_append_printf (text, "ITEM: UNITS\n%s\n", writing->units);
      double unit = g_strcmp0 (writing->units, "real") == 0 ? 1e3 : 1;
      if (writing->with_time)
        g_string_append_printf (text, "ITEM: TIME\n%.12g\n", SHEAR_RUN_SPACING * (double) k * unit);
      g_string_append_printf (text, "ITEM: TIMESTEP\n%zu\nITEM: NUMBER OF ATOMS\n%zu\n",
                              SHEAR_RUN_STEPS * k, n);
      write_box (text, &run->printed[k], writing->general);
      g_string_append_printf (text, "ITEM: ATOMS id type %s\n", columns[writing->convention]);
      for (size_t row = 0; row < n; row++)
        {
          size_t i = writing->reverse ? (n - 1 - row + k) % n : row;
          write_row (text, &run->printed[k], writing->convention, i, run->x + 3 * (k * n + i));
        }
    }
  return g_string_free (text, FALSE);
}
