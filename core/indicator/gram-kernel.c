/* Compiled once per instruction set: see meson.build. */

#include "core/indicator/gram.h"

#define ROWS 4
#define LANES 8

typedef double Lanes __attribute__ ((vector_size (LANES * 8), aligned (8)));

static inline __attribute__ ((always_inline)) Lanes
load (const double *x)
{
  return *(const Lanes *) x;
}

/* Columns below the diagonal, to the end of its group of lanes. */
static void
add_rows (const double *const x[ROWS], size_t width, double *gram)
{
  for (size_t i = 0; i < width; i++)
    {
      double a0 = x[0][i], a1 = x[1][i], a2 = x[2][i], a3 = x[3][i];
      double *row = gram + i * width;
      for (size_t j = 0; j <= i; j += LANES)
        *(Lanes *) (row + j) += (a0 * load (x[0] + j) + a1 * load (x[1] + j)) +
                                (a2 * load (x[2] + j) + a3 * load (x[3] + j));
    }
}

static void
gram_add (const double *rows, const uint32_t *index, size_t n, size_t width, double *gram)
{
  size_t k = 0;
  for (; k + ROWS <= n; k += ROWS)
    {
      const double *const x[ROWS] = { rows + width * index[k], rows + width * index[k + 1],
                                      rows + width * index[k + 2], rows + width * index[k + 3] };
      add_rows (x, width, gram);
    }
  for (; k < n; k++)
    {
      const double *x = rows + width * index[k];
      for (size_t i = 0; i < width; i++)
        for (size_t j = 0; j <= i; j += LANES)
          *(Lanes *) (gram + i * width + j) += x[i] * load (x + j);
    }
}

static double
gram_dot (const double *a, const double *b, size_t width)
{
  Lanes sum = { 0 };
  for (size_t k = 0; k < width; k += LANES)
    sum += load (a + k) * load (b + k);
  return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

static void
gram_add_scaled (double scale, const double *x, double *y, size_t width)
{
  for (size_t k = 0; k < width; k += LANES)
    *(Lanes *) (y + k) += scale * load (x + k);
}

const VitGramKernels VIT_GRAM = { gram_add, gram_dot, gram_add_scaled };
