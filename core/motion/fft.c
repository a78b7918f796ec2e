/* Cooley and Tukey's transform with decimation in time: bit reversal of the index, then butterflies
 * in place, two stages per pass over memory.
 *
 * Libraries are either single precision or not free enough. Real and imaginary parts are separate
 * arrays, so that compilers vectorise over butterflies. */

#include "core/motion/fft.h"

#include <math.h>

struct _VitFft
{
  size_t n;
  double
      *roots; /* of every stage of half length h, from 2 (h − 1) on: cos and −sin of πk/h, k < h */
  guint32 *reversed;
};

VitFft *
vit_fft_new (size_t n)
{
  g_return_val_if_fail (n >= 2 && (n & (n - 1)) == 0 && n <= G_MAXUINT32 / 2, NULL);
  VitFft *fft = g_new (VitFft, 1);
  fft->n = n;
  fft->roots = g_new (double, 2 * n);
  fft->reversed = g_new (guint32, n);
  for (size_t half = 1; half < n; half *= 2)
    for (size_t k = 0; k < half; k++)
      {
        double angle = G_PI * (double) k / (double) half;
        fft->roots[2 * (half - 1) + k] = cos (angle);
        fft->roots[2 * (half - 1) + half + k] = -sin (angle);
      }
  fft->reversed[0] = 0;
  for (size_t i = 1; i < n; i++)
    fft->reversed[i] = (guint32) ((fft->reversed[i / 2] / 2) | (i & 1 ? n / 2 : 0));
  return fft;
}

void
vit_fft_free (VitFft *fft)
{
  if (!fft)
    return;
  g_free (fft->roots);
  g_free (fft->reversed);
  g_free (fft);
}

static void
reverse (const VitFft *fft, double *x)
{
  for (size_t i = 0; i < fft->n; i++)
    {
      size_t j = fft->reversed[i];
      if (i < j)
        {
          double swap = x[i];
          x[i] = x[j];
          x[j] = swap;
        }
    }
}

/* Does one stage: butterflies of elements @half apart. */
static void
run_stage (const VitFft *fft, size_t half, double *restrict re, double *restrict im)
{
  const double *restrict c = fft->roots + 2 * (half - 1), *restrict s = c + half;
  for (size_t begin = 0; begin < fft->n; begin += 2 * half)
    {
      double *restrict re0 = re + begin, *restrict im0 = im + begin;
      double *restrict re1 = re0 + half, *restrict im1 = im0 + half;
      for (size_t k = 0; k < half; k++)
        {
          double r = re1[k] * c[k] - im1[k] * s[k], i = re1[k] * s[k] + im1[k] * c[k];
          re1[k] = re0[k] - r;
          im1[k] = im0[k] - i;
          re0[k] += r;
          im0[k] += i;
        }
    }
}

/* Does two stages in one pass: butterflies of elements @half apart, then of 2 @half. */
static void
run_two_stages (const VitFft *fft, size_t half, double *restrict re, double *restrict im)
{
  const double *restrict c = fft->roots + 2 * (half - 1), *restrict s = c + half;
  const double *restrict c2 = fft->roots + 2 * (2 * half - 1), *restrict s2 = c2 + 2 * half;
  for (size_t begin = 0; begin < fft->n; begin += 4 * half)
    {
      double *restrict ra = re + begin, *restrict rb = ra + half, *restrict rc = rb + half,
                       *restrict rd = rc + half;
      double *restrict ia = im + begin, *restrict ib = ia + half, *restrict ic = ib + half,
                       *restrict id = ic + half;
      for (size_t k = 0; k < half; k++)
        {
          double br = rb[k] * c[k] - ib[k] * s[k], bi = rb[k] * s[k] + ib[k] * c[k];
          double dr = rd[k] * c[k] - id[k] * s[k], di = rd[k] * s[k] + id[k] * c[k];
          double pr = ra[k] + br, pi = ia[k] + bi, qr = ra[k] - br, qi = ia[k] - bi;
          double er = rc[k] + dr, ei = ic[k] + di, fr = rc[k] - dr, fi = ic[k] - di;
          double gr = er * c2[k] - ei * s2[k], gi = er * s2[k] + ei * c2[k];
          /* The root of the upper half is −i times that of the lower. */
          double hr = fr * s2[k] + fi * c2[k], hi = fi * s2[k] - fr * c2[k];
          ra[k] = pr + gr;
          ia[k] = pi + gi;
          rb[k] = qr + hr;
          ib[k] = qi + hi;
          rc[k] = pr - gr;
          ic[k] = pi - gi;
          rd[k] = qr - hr;
          id[k] = qi - hi;
        }
    }
}

void
vit_fft_run (const VitFft *fft, double *restrict re, double *restrict im)
{
  reverse (fft, re);
  reverse (fft, im);
  size_t half = 1;
  for (; 2 * half < fft->n; half *= 4)
    run_two_stages (fft, half, re, im);
  if (half < fft->n)
    run_stage (fft, half, re, im);
}
