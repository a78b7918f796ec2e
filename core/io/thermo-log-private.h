#pragma once

/* Functions shared by the files of the thermo log. */

#include "core/io/thermo-log.h"

/** vit_thermo_interpolate: interpolates linearly between @n points with ascending @x; NaN
 * outside. */
double vit_thermo_interpolate (const double *x, const double *y, size_t n, double at);
