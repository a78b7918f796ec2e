/* Quantities of the motion around a frame. */

#include <math.h>

#include "core/motion/vibration.h"
#include "core/results/quantity-private.h"

/* (transfer none) (nullable): numbers of a kind; what they rest on is noted. */
static const double *
get_past (
    VitQuantitySource *source, VitPastKind kind, size_t *n, VitProgress *progress, GError **error)
{
  const char *note = NULL;
  VitPastMotion *past = vit_quantity_source_get_past (source, kind, error);
  const double *values = past ? vit_past_motion_get (past, kind, &note, progress, error) : NULL;
  VitFrame *frame = values ? vit_quantity_source_get_frame (source, error) : NULL;
  if (!frame)
    return NULL;
  if (note)
    vit_quantity_source_add_note (source, note);
  *n = frame->atoms->n;
  return values;
}

static double
take_measure (const double u[6], VitVibrationMeasure measure)
{
  double values[3];
  if (measure <= VIT_VIBRATION_Z)
    return u[measure];
  if (measure >= VIT_VIBRATION_TRACE)
    return u[0] + u[1] + u[2];
  vit_vibration_get_eigenvalues (u, values);
  return values[measure - VIT_VIBRATION_LARGEST];
}

bool
vit_quantity_take_vibration (const VitQuantity *self,
                             VitQuantitySource *source,
                             double *values,
                             VitProgress *progress,
                             GError **error)
{
  size_t n;
  const double *u = get_past (source, VIT_PAST_VIBRATION, &n, progress, error);
  if (!u)
    return false;
  for (size_t i = 0; i < n; i++)
    values[i] = take_measure (u + 6 * i, (VitVibrationMeasure) self->place);
  if (self->place != VIT_VIBRATION_FLEXIBILITY)
    return true;
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  for (size_t i = 0; structure && i < n; i++)
    values[i] *= cbrt (structure->volumes[i]);
  return structure != NULL;
}

bool
vit_quantity_take_past (const VitQuantity *self,
                        VitQuantitySource *source,
                        double *values,
                        VitProgress *progress,
                        GError **error)
{
  size_t n;
  VitPastKind kind = (VitPastKind) (self->place & 0xff);
  const double *from = get_past (source, kind, &n, progress, error);
  size_t width = vit_past_get_width (kind), component = self->place >> 8;
  for (size_t i = 0; from && i < n; i++)
    values[i] = from[i * width + component];
  return from != NULL;
}
