#include "core/motion/interpolation.h"

#include <math.h>
#include <string.h>

#include "core/motion/displacement.h"

VitInterpolation *
vit_interpolation_ref (VitInterpolation *motion)
{
  g_atomic_ref_count_inc (&motion->refs);
  return motion;
}

void
vit_interpolation_unref (VitInterpolation *motion)
{
  if (!g_atomic_ref_count_dec (&motion->refs))
    return;
  vit_atoms_unref (motion->atoms);
  g_free (motion->scaled);
  g_free (motion->change);
  g_free (motion);
}

size_t
vit_interpolation_get_bytes (size_t n)
{
  return 6 * n * sizeof (float);
}

static void
get_scaled (const VitFrame *frame, size_t i, const VitCell *cell, double inverse[3][3], double s[3])
{
  double x[3];
  vit_frame_get_position (frame, i, x);
  for (int k = 0; k < 3; k++)
    {
      s[k] = 0;
      for (int j = 0; j < 3; j++)
        s[k] += inverse[k][j] * (x[j] - cell->origin[j]);
    }
}

/* Set start and change of the atom at @i, which is that at @j of the later frame. */
static void
set_atom (VitInterpolation *motion,
          const VitFrame *from,
          size_t i,
          const VitFrame *to,
          ssize_t j,
          double inverses[2][3][3])
{
  float *scaled = motion->scaled + 3 * i, *change = motion->change + 3 * i;
  double a[3], b[3] = { NAN, NAN, NAN };
  get_scaled (from, i, &motion->cells[0], inverses[0], a);
  if (j >= 0)
    get_scaled (to, (size_t) j, &motion->cells[1], inverses[1], b);
  bool finite = true;
  for (int k = 0; k < 3; k++)
    {
      double step = b[k] - a[k];
      if (motion->cells[0].periodic[k])
        {
          step -= round (step);
          a[k] -= floor (a[k]);
        }
      scaled[k] = (float) a[k];
      change[k] = (float) step;
      finite = finite && isfinite (scaled[k]) && isfinite (change[k]);
    }
  if (!finite)
    scaled[0] = NAN;
}

VitInterpolation *
vit_interpolation_new (const VitFrame *from,
                       const VitFrame *to,
                       const VitCell cells[2],
                       GError **error)
{
  g_return_val_if_fail (from && to && cells, NULL);
  g_autofree ssize_t *match = NULL;
  if (!vit_displacement_match (from, to, &match, error))
    return NULL;
  size_t n = from->atoms->n;
  VitInterpolation *motion = g_new0 (VitInterpolation, 1);
  g_atomic_ref_count_init (&motion->refs);
  motion->atoms = vit_atoms_ref (from->atoms);
  memcpy (motion->cells, cells, sizeof motion->cells);
  motion->scaled = g_new (float, MAX (3 * n, 1));
  motion->change = g_new (float, MAX (3 * n, 1));
  double inverses[2][3][3];
  vit_cell_inverse (&cells[0], inverses[0]);
  vit_cell_inverse (&cells[1], inverses[1]);
  for (size_t i = 0; i < n; i++)
    set_atom (motion, from, i, to, match ? match[i] : (ssize_t) i, inverses);
  return motion;
}

void
vit_interpolation_get_cell (const VitInterpolation *motion, double part, VitCell *cell)
{
  const VitCell *a = &motion->cells[0], *b = &motion->cells[1];
  *cell = part < 1 ? *a : *b;
  if (!(part > 0) || !(part < 1))
    return;
  for (int k = 0; k < 3; k++)
    {
      cell->origin[k] = a->origin[k] + part * (b->origin[k] - a->origin[k]);
      for (int j = 0; j < 3; j++)
        cell->h[k][j] = a->h[k][j] + part * (b->h[k][j] - a->h[k][j]);
    }
}

/* Coordinate along a vector: starts lie in 0 … 1 and change by half an edge at most, so that one
 * edge is enough to bring it back. */
static inline float
move_coordinate (float start, float change, float part, bool periodic)
{
  float s = start + part * change;
  if (periodic)
    {
      s += s < 0 ? 1.0f : 0.0f;
      s -= s >= 1 ? 1.0f : 0.0f;
    }
  return s;
}

static inline void
move_atom (const VitInterpolation *motion, size_t i, float part, const bool periodic[3], float *s)
{
  const float *start = motion->scaled + 3 * i, *change = motion->change + 3 * i;
  for (int k = 0; k < 3; k++)
    s[k] = move_coordinate (start[k], change[k], part, periodic[k]);
}

void
vit_interpolation_fill (const VitInterpolation *motion,
                        const VitAtoms *atoms,
                        double part,
                        float *scaled)
{
  const VitAtoms *own = motion->atoms;
  const bool *periodic = motion->cells[0].periodic;
  float share = (float) CLAMP (part, 0, 1);
  if (own == atoms || (!own->has_ids && own->n == atoms->n))
    {
      for (size_t i = 0; i < own->n; i++)
        move_atom (motion, i, share, periodic, scaled + 3 * i);
      return;
    }
  /* Ids ascend in both. */
  size_t j = 0;
  for (size_t i = 0; i < atoms->n; i++)
    {
      while (j < own->n && own->ids[j] < atoms->ids[i])
        j++;
      if (j < own->n && own->ids[j] == atoms->ids[i])
        move_atom (motion, j, share, periodic, scaled + 3 * i);
      else
        scaled[3 * i] = scaled[3 * i + 1] = scaled[3 * i + 2] = NAN;
    }
}
