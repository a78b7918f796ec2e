#include "core/indicator/shift.h"

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "core/base/random.h"

#define BIN_EDGE 3.0 /* Å */
#define MOST_BINS 512

bool
vit_shift_draw (const VitCell *cell, uint64_t *state, double shift[3])
{
  g_return_val_if_fail (cell && state && shift, false);
  double widths[3], least = VIT_SHIFT_LEAST;
  vit_cell_widths (cell, widths);
  bool any = false;
  for (int k = 0; k < 3; k++)
    if (cell->periodic[k])
      {
        least = fmin (least, widths[k] / 4);
        any = true;
      }
  for (int attempt = 0; attempt < 1000; attempt++)
    {
      double d[3] = { 0 };
      for (int k = 0; k < 3; k++)
        {
          shift[k] = (double) (vit_random_next (state) >> 11) * 0x1p-53;
          if (!cell->periodic[k])
            shift[k] = 0;
          for (int i = 0; i < 3; i++)
            d[i] += shift[k] * cell->h[k][i];
        }
      vit_cell_minimum_image (cell, d);
      if (!any || d[0] * d[0] + d[1] * d[1] + d[2] * d[2] >= least * least)
        break;
    }
  return any;
}

/* Atoms by bins of scaled coordinates. */
struct _VitShiftSearch
{
  VitCell cell;
  double inverse[3][3];
  double low[3], length[3]; /* of the range of scaled coordinates */
  double edge;              /* the narrowest bin, Å */
  int counts[3];
  size_t n;
  double (*x)[3]; /* wrapped, by bins */
  uint32_t *atoms, *starts;
};

static void
scale (const VitShiftSearch *self, const double x[3], double s[3])
{
  for (int k = 0; k < 3; k++)
    {
      s[k] = 0;
      for (int i = 0; i < 3; i++)
        s[k] += self->inverse[k][i] * (x[i] - self->cell.origin[i]);
      if (self->cell.periodic[k])
        s[k] -= floor (s[k]);
    }
}

static void
find_bin (const VitShiftSearch *self, const double s[3], int bin[3])
{
  for (int k = 0; k < 3; k++)
    bin[k] = (int) CLAMP ((s[k] - self->low[k]) / self->length[k] * self->counts[k], 0,
                          self->counts[k] - 1);
}

static void
place (const VitShiftSearch *self, const double s[3], double x[3])
{
  for (int i = 0; i < 3; i++)
    x[i] = self->cell.origin[i] + s[0] * self->cell.h[0][i] + s[1] * self->cell.h[1][i] +
           s[2] * self->cell.h[2][i];
}

VitShiftSearch *
vit_shift_search_new (const VitCell *cell, const double *x, size_t n)
{
  g_return_val_if_fail (cell && x && n > 0, NULL);
  VitShiftSearch *self = g_new0 (VitShiftSearch, 1);
  double widths[3], high[3];
  self->cell = *cell;
  self->n = n;
  vit_cell_inverse (cell, self->inverse);
  vit_cell_widths (cell, widths);
  g_autofree double *s = g_new (double, 3 * n);
  for (int k = 0; k < 3; k++)
    {
      self->low[k] = cell->periodic[k] ? 0 : INFINITY;
      high[k] = cell->periodic[k] ? 1 : -INFINITY;
    }
  for (size_t i = 0; i < n; i++)
    {
      scale (self, x + 3 * i, s + 3 * i);
      for (int k = 0; k < 3; k++)
        if (!cell->periodic[k])
          {
            self->low[k] = fmin (self->low[k], s[3 * i + k]);
            high[k] = fmax (high[k], s[3 * i + k]);
          }
    }
  self->edge = INFINITY;
  for (int k = 0; k < 3; k++)
    {
      self->length[k] = fmax (high[k] - self->low[k], 1e-12);
      self->counts[k] = (int) CLAMP (self->length[k] * widths[k] / BIN_EDGE, 1, MOST_BINS);
      self->edge = fmin (self->edge, self->length[k] * widths[k] / self->counts[k]);
    }
  self->edge = fmax (self->edge, 1e-6);
  size_t n_bins = (size_t) self->counts[0] * self->counts[1] * self->counts[2];
  self->starts = g_new0 (uint32_t, n_bins + 1);
  self->atoms = g_new (uint32_t, n);
  self->x = g_malloc (n * sizeof *self->x);
  g_autofree uint32_t *bins = g_new (uint32_t, n);
  for (size_t i = 0; i < n; i++)
    {
      int b[3];
      find_bin (self, s + 3 * i, b);
      bins[i] = (uint32_t) (((size_t) b[0] * self->counts[1] + b[1]) * self->counts[2] + b[2]);
      self->starts[bins[i] + 1]++;
    }
  for (size_t k = 0; k < n_bins; k++)
    self->starts[k + 1] += self->starts[k];
  g_autofree uint32_t *at = g_memdup2 (self->starts, n_bins * sizeof *at);
  for (size_t i = 0; i < n; i++)
    {
      uint32_t slot = at[bins[i]]++;
      self->atoms[slot] = (uint32_t) i;
      place (self, s + 3 * i, self->x[slot]);
    }
  return self;
}

void
vit_shift_search_free (VitShiftSearch *self)
{
  if (!self)
    return;
  g_free (self->starts);
  g_free (self->atoms);
  g_free (self->x);
  g_free (self);
}

typedef struct
{
  double d2;
  uint32_t atom;
} Best;

/* The atoms of one bin, or of a periodic image of one. */
static void
search_bin (const VitShiftSearch *self, const int at[3], const double point[3], Best *best)
{
  double move[3] = { 0 };
  size_t bin = 0;
  for (int k = 0; k < 3; k++)
    {
      int b = at[k], n = self->counts[k];
      int image = b >= 0 ? b / n : -((n - 1 - b) / n);
      if (image != 0 && !self->cell.periodic[k])
        return;
      b -= image * n;
      for (int i = 0; i < 3; i++)
        move[i] += image * self->cell.h[k][i];
      bin = bin * (size_t) n + (size_t) b;
    }
  for (uint32_t slot = self->starts[bin]; slot < self->starts[bin + 1]; slot++)
    {
      double d2 = 0;
      for (int i = 0; i < 3; i++)
        {
          double d = self->x[slot][i] + move[i] - point[i];
          d2 += d * d;
        }
      if (d2 < best->d2 || (d2 == best->d2 && self->atoms[slot] < best->atom))
        *best = (Best){ d2, self->atoms[slot] };
    }
}

uint32_t
vit_shift_search_nearest (const VitShiftSearch *self, const double point[3])
{
  double s[3], x[3];
  int bin[3];
  Best best = { INFINITY, 0 };
  scale (self, point, s);
  place (self, s, x);
  find_bin (self, s, bin);
  int most = self->counts[0] + self->counts[1] + self->counts[2] + 2;
  for (int ring = 0; ring <= most; ring++)
    {
      /* What lies beyond the last ring is farther than as many bins. */
      double beyond = (ring - 1) * self->edge;
      if (ring > 0 && beyond > 0 && best.d2 < beyond * beyond)
        break;
      for (int a = -ring; a <= ring; a++)
        for (int b = -ring; b <= ring; b++)
          {
            bool face = ABS (a) == ring || ABS (b) == ring;
            for (int c = -ring; c <= ring; c += face || ring == 0 ? 1 : 2 * ring)
              {
                int at[3] = { bin[0] + a, bin[1] + b, bin[2] + c };
                search_bin (self, at, x, &best);
              }
          }
    }
  return best.atom;
}

typedef struct
{
  const VitShiftSearch *search;
  const double *shift;
  uint32_t *map;
} Map;

static bool
map_chunk (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const Map *map = data;
  const VitShiftSearch *search = map->search;
  for (size_t slot = begin; slot < end; slot++)
    {
      double point[3];
      for (int i = 0; i < 3; i++)
        point[i] = search->x[slot][i] - map->shift[0] * search->cell.h[0][i] -
                   map->shift[1] * search->cell.h[1][i] - map->shift[2] * search->cell.h[2][i];
      map->map[search->atoms[slot]] = vit_shift_search_nearest (search, point);
    }
  return true;
}

bool
vit_shift_map (const VitShiftSearch *search,
               const double shift[3],
               uint32_t *map,
               VitProgress *progress,
               GError **error)
{
  g_return_val_if_fail (search && shift && map, false);
  Map work = { search, shift, map };
  return vit_parallel_for (search->n, 1024, map_chunk, &work, progress, error);
}
