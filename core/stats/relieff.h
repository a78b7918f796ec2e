#pragma once

/* ReliefF weights of features: how well each distinguishes near instances of different classes
 * (Robnik-Šikonja & Kononenko 2003). Pure, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"

/**
 * vit_relieff:
 * @features: n × @dim, row-major
 * @labels: (array length=n): class of each instance, 0 … @n_classes − 1
 * @k: number of nearest hits, and of nearest misses of every other class; usually 10
 * @n_sampled: selected instances, evenly spaced; 0 takes all
 * @weights: (out) (array length=dim): −1 … 1
 * @error: %VIT_ERROR_INVALID for features that are not finite, fewer than two classes;
 *   %VIT_ERROR_CANCELLED
 *
 * Neighbours are nearest by city-block distance of features scaled to their range; ties go to the
 * lower index. Misses of a class have the weight p(c)/(1 − p(own class)). Of a class with fewer
 * than @k instances all are used. The same for any number of threads. O(n · n_sampled · dim)
 */
bool vit_relieff (const float *features,
                  size_t n,
                  size_t dim,
                  const uint16_t *labels,
                  size_t n_classes,
                  unsigned k,
                  size_t n_sampled,
                  double *weights,
                  VitProgress *progress,
                  GError **error);
