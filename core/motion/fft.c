/* Cooley and Tukey's transform with decimation in time: bits of the index reversed, then
 * butterflies in place. Libraries for it are either single precision or not free enough. */

#include "core/motion/fft.h"

#include <math.h>

struct _VitFft
{
  size_t n;
  double complex *roots; /* e^(−2πi k/n), k < n/2 */
  guint32 *reversed;
};

VitFft *
vit_fft_new (size_t n)
{
  g_return_val_if_fail (n >= 2 && (n & (n - 1)) == 0 && n <= G_MAXUINT32 / 2, NULL);
  VitFft *fft = g_new (VitFft, 1);
  fft->n = n;
  fft->roots = g_new (double complex, n / 2);
  fft->reversed = g_new (guint32, n);
  for (size_t k = 0; k < n / 2; k++)
    {
      double angle = 2 * G_PI * (double) k / (double) n;
      fft->roots[k] = CMPLX (cos (angle), -sin (angle));
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

void
vit_fft_run (const VitFft *fft, double complex *x)
{
  size_t n = fft->n;
  for (size_t i = 0; i < n; i++)
    {
      size_t j = fft->reversed[i];
      if (i < j)
        {
          double complex swap = x[i];
          x[i] = x[j];
          x[j] = swap;
        }
    }
  for (size_t half = 1; half < n; half *= 2)
    {
      size_t stride = n / (2 * half);
      for (size_t begin = 0; begin < n; begin += 2 * half)
        for (size_t k = 0; k < half; k++)
          {
            /* Written out: the operator would look for infinities. */
            double complex *a = &x[begin + k], *b = a + half, root = fft->roots[k * stride];
            double re = creal (*b) * creal (root) - cimag (*b) * cimag (root);
            double im = creal (*b) * cimag (root) + cimag (*b) * creal (root);
            *b = CMPLX (creal (*a) - re, cimag (*a) - im);
            *a = CMPLX (creal (*a) + re, cimag (*a) + im);
          }
    }
}
