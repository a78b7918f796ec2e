#pragma once

/* What the files of a thermo log share. */

#include "core/io/thermo-log.h"

/** vit_thermo_interpolate: linear between @n points of ascending @x; NaN outside. */
double vit_thermo_interpolate (const double *x, const double *y, size_t n, double at);
