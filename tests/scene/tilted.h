#pragma once

/* A tilted box far from the origin, and the product of two vectors, for tests of cameras. */

#include "core/geometry/cell.h"

static inline VitCell
tilted_cell (void)
{
  VitCell cell;
  const double lo[3] = { -3, 5, 2 }, hi[3] = { 27, 45, 52 }, tilt[3] = { 4, -6, 9 };
  vit_cell_init_restricted (&cell, lo, hi, tilt);
  return cell;
}

static inline double
dot (const double a[3], const double b[3])
{
  return a[0] * b[0] + a[1] * b[1] + a[2] * b[2];
}
