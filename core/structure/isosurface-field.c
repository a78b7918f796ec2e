#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/structure/isosurface-private.h"

/* Bins of the field per reach, in each direction. */
#define BINS_PER_REACH 2

/* Most bins in all. */
#define MAX_BINS ((size_t) 1 << 24)

/* Most atoms with images. */
#define MAX_ATOMS ((size_t) 1 << 30)

void
vit_gaussian_field_clear (VitGaussianField *field)
{
  g_clear_pointer (&field->x, g_free);
  g_clear_pointer (&field->weights, g_free);
  g_clear_pointer (&field->values, g_free);
  g_clear_pointer (&field->starts, g_free);
}

/* An image of a chosen atom. */
typedef struct
{
  double s[3]; /* scaled */
  size_t atom;
} Image;

static bool
append_images (GArray *images,
               const VitIsosurfaceInput *input,
               const VitGaussianField *field,
               size_t i)
{
  const VitCell *cell = input->cell;
  double s[3], beyond[3];
  int first[3], last[3];
  vit_cell_to_scaled (cell, input->x + 3 * i, s);
  size_t count = images->len + 1;
  for (int k = 0; k < 3; k++)
    {
      first[k] = last[k] = 0;
      if (!cell->periodic[k])
        continue;
      s[k] -= floor (s[k]);
      beyond[k] = field->reach / field->widths[k];
      if (!(beyond[k] < 1000))
        return false;
      first[k] = -(int) floor (s[k] + beyond[k]);
      last[k] = (int) floor (1 + beyond[k] - s[k]);
      count += (size_t) (last[k] - first[k]);
    }
  if (count > MAX_ATOMS)
    return false;
  for (int a = first[0]; a <= last[0]; a++)
    for (int b = first[1]; b <= last[1]; b++)
      for (int c = first[2]; c <= last[2]; c++)
        {
          Image image = { { s[0] + a, s[1] + b, s[2] + c }, i };
          g_array_append_val (images, image);
        }
  return images->len < MAX_ATOMS;
}

static GArray *
find_images (const VitIsosurfaceInput *input,
             const VitGaussianField *field,
             VitProgress *progress,
             GError **error)
{
  g_autoptr (GArray) images = g_array_new (FALSE, FALSE, sizeof (Image));
  for (size_t i = 0; i < input->n; i++)
    {
      const double *x = input->x + 3 * i, w = input->weights[i];
      if (i % 65536 == 0 && !vit_progress_check (progress, error))
        return NULL;
      if (w == 0)
        continue;
      if (!(w > 0) || !isfinite (w) || !isfinite (x[0]) || !isfinite (x[1]) || !isfinite (x[2]))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "atom %zu has no position or weight for a surface", i + 1);
          return NULL;
        }
      if (!append_images (images, input, field, i))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "the box is too small for surfaces of atoms %g Å wide", input->width);
          return NULL;
        }
    }
  return g_steal_pointer (&images);
}

static size_t
find_bin (const VitGaussianField *field, int k, double s)
{
  double bin = (s - field->lo[k]) / (field->hi[k] - field->lo[k]) * (double) field->n_bins[k];
  return (size_t) CLAMP (bin, 0, (double) (field->n_bins[k] - 1));
}

static void
choose_bins (VitGaussianField *field, const Image *images)
{
  for (int k = 0; k < 3; k++)
    {
      field->lo[k] = field->n > 0 ? INFINITY : 0;
      field->hi[k] = field->n > 0 ? -INFINITY : 1;
      for (size_t i = 0; i < field->n; i++)
        {
          field->lo[k] = fmin (field->lo[k], images[i].s[k]);
          field->hi[k] = fmax (field->hi[k], images[i].s[k]);
        }
      /* One atom, or a flat layer, still is in a bin that has a size. */
      field->hi[k] += 1e-9 * (1 + fabs (field->hi[k]));
      double n = (field->hi[k] - field->lo[k]) * field->widths[k] / field->reach * BINS_PER_REACH;
      field->n_bins[k] = (size_t) CLAMP (n, 1, 4096);
    }
  while (field->n_bins[0] * field->n_bins[1] * field->n_bins[2] > MAX_BINS)
    for (int k = 0; k < 3; k++)
      field->n_bins[k] = (field->n_bins[k] + 1) / 2;
}

static void
fill_bins (VitGaussianField *field, const VitIsosurfaceInput *input, const Image *images)
{
  size_t n_bins = field->n_bins[0] * field->n_bins[1] * field->n_bins[2];
  g_autofree uint32_t *bins = g_new (uint32_t, MAX (field->n, 1));
  field->starts = g_new0 (size_t, n_bins + 2);
  for (size_t i = 0; i < field->n; i++)
    {
      size_t bin = 0;
      for (int k = 2; k >= 0; k--)
        bin = bin * field->n_bins[k] + find_bin (field, k, images[i].s[k]);
      bins[i] = (uint32_t) bin;
      field->starts[bin + 2]++;
    }
  for (size_t bin = 2; bin < n_bins + 2; bin++)
    field->starts[bin] += field->starts[bin - 1];
  field->x = g_new (double, MAX (3 * field->n, 1));
  field->weights = g_new (double, MAX (field->n, 1));
  field->values = input->values ? g_new (double, MAX (field->n, 1)) : NULL;
  for (size_t i = 0; i < field->n; i++)
    {
      size_t at = field->starts[bins[i] + 1]++;
      const double *s = images[i].s;
      for (int k = 0; k < 3; k++)
        field->x[3 * at + k] =
            s[0] * input->cell->h[0][k] + s[1] * input->cell->h[1][k] + s[2] * input->cell->h[2][k];
      field->weights[at] = input->weights[images[i].atom];
      if (field->values)
        field->values[at] = input->values[images[i].atom];
    }
}

bool
vit_gaussian_field_init (VitGaussianField *field,
                         const VitIsosurfaceInput *input,
                         VitProgress *progress,
                         GError **error)
{
  *field = (VitGaussianField){ .exponent = -0.5 / (input->width * input->width),
                               .reach = VIT_ISOSURFACE_REACH * input->width };
  vit_cell_widths (input->cell, field->widths);
  vit_cell_inverse (input->cell, field->inverse);
  g_autoptr (GArray) images = find_images (input, field, progress, error);
  if (!images)
    return false;
  field->n = images->len;
  choose_bins (field, (const Image *) images->data);
  fill_bins (field, input, (const Image *) images->data);
  return true;
}

void
vit_gaussian_field_gather (const VitGaussianField *field,
                           const double x[3],
                           double radius,
                           GArray *near)
{
  size_t first[3], last[3];
  g_array_set_size (near, 0);
  for (int k = 0; k < 3; k++)
    {
      const double *g = field->inverse[k];
      double s = g[0] * x[0] + g[1] * x[1] + g[2] * x[2], r = radius / field->widths[k];
      first[k] = find_bin (field, k, s - r);
      last[k] = find_bin (field, k, s + r);
    }
  for (size_t c = first[2]; c <= last[2]; c++)
    for (size_t b = first[1]; b <= last[1]; b++)
      {
        size_t row = (c * field->n_bins[1] + b) * field->n_bins[0];
        for (size_t i = field->starts[row + first[0]]; i < field->starts[row + last[0] + 1]; i++)
          {
            const double *p = field->x + 3 * i;
            double dx = p[0] - x[0], dy = p[1] - x[1], dz = p[2] - x[2];
            uint32_t atom = (uint32_t) i;
            if (dx * dx + dy * dy + dz * dz <= radius * radius)
              g_array_append_val (near, atom);
          }
      }
}

double
vit_gaussian_field_sum (const VitGaussianField *field,
                        const GArray *near,
                        const double x[3],
                        double gradient[3],
                        double *value)
{
  const uint32_t *atoms = (const uint32_t *) near->data;
  double sum = 0, slope[3] = { 0 }, counted = 0, weighed = 0;
  for (guint k = 0; k < near->len; k++)
    {
      const double *p = field->x + 3 * (size_t) atoms[k];
      double d[3] = { x[0] - p[0], x[1] - p[1], x[2] - p[2] };
      double r2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
      double w = field->weights[atoms[k]] * exp (field->exponent * r2);
      sum += w;
      for (int i = 0; i < 3; i++)
        slope[i] += w * d[i];
      if (value && field->values && !isnan (field->values[atoms[k]]))
        {
          counted += w;
          weighed += w * field->values[atoms[k]];
        }
    }
  if (gradient)
    for (int i = 0; i < 3; i++)
      gradient[i] = 2 * field->exponent * slope[i];
  if (value)
    *value = counted > 0 ? weighed / counted : NAN;
  return sum;
}
