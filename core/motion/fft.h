#pragma once

/* Complex Fourier transforms of double, of lengths that are powers of two. A plan is immutable: any
 * thread. */

#include <glib.h>
#include <stddef.h>

typedef struct _VitFft VitFft;

/** vit_fft_new: @n a power of two */
VitFft *vit_fft_new (size_t n);
void vit_fft_free (VitFft *fft);

/**
 * vit_fft_run:
 * @re, @im: n each, replaced by Σ_j x_j e^(−2πi jk/n)
 *
 * O(n log n)
 */
void vit_fft_run (const VitFft *fft, double *restrict re, double *restrict im);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFft, vit_fft_free)
