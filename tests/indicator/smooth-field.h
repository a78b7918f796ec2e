#pragma once

/* Fields on a simple cubic lattice in a periodic box, with a known law. */

#include <glib.h>
#include <math.h>
#include <stdint.h>

#include "core/base/random.h"
#include "core/geometry/cell.h"

#define SPACING 4.0 /* Å */

/* A standard normal number, by Box and Muller. */
static inline double
smooth_normal (uint64_t *state)
{
  double u = ((double) (vit_random_next (state) >> 11) + 0.5) * 0x1p-53;
  double v = ((double) (vit_random_next (state) >> 11) + 0.5) * 0x1p-53;
  return sqrt (-2 * log (u)) * cos (2 * G_PI * v);
}

/* White noise of n³ sites, convolved with a Gaussian of standard deviation @s Å: variance 1,
 * correlation exp(−r²/4s²). */
static inline double *
smooth_field_new (int n, double s, uint64_t *state)
{
  size_t total = (size_t) n * n * n;
  double *field = g_new (double, total), *other = g_new (double, total);
  g_autofree double *kernel = g_new0 (double, n);
  double norm = 0;
  for (size_t i = 0; i < total; i++)
    field[i] = smooth_normal (state);
  for (int k = 0; k < n; k++)
    {
      for (int image = -2; image <= 2; image++)
        kernel[k] += exp (-pow ((k + image * n) * SPACING, 2) / (2 * s * s));
      norm += kernel[k] * kernel[k];
    }
  for (int axis = 0; axis < 3; axis++)
    {
      int stride = axis == 0 ? n * n : axis == 1 ? n : 1;
      for (size_t i = 0; i < total; i++)
        {
          int at = (int) (i / stride % n);
          size_t line = i - (size_t) at * stride;
          double sum = 0;
          for (int k = 0; k < n; k++)
            sum += kernel[(k - at + n) % n] * field[line + (size_t) k * stride];
          other[i] = sum / sqrt (norm);
        }
      double *swap = field;
      field = other;
      other = swap;
    }
  g_free (other);
  return field;
}

/* The box of n³ sites, and the sites. */
static inline double *
smooth_sites_new (int n, VitCell *cell)
{
  const double lo[3] = { 0 }, hi[3] = { n * SPACING, n * SPACING, n * SPACING };
  vit_cell_init_orthogonal (cell, lo, hi);
  double *x = g_new (double, 3 * (size_t) n * n * n);
  for (int i = 0; i < n * n * n; i++)
    {
      x[3 * i] = (i / (n * n) + 0.5) * SPACING;
      x[3 * i + 1] = (i / n % n + 0.5) * SPACING;
      x[3 * i + 2] = (i % n + 0.5) * SPACING;
    }
  return x;
}
