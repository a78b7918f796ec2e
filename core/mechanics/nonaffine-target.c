#include "core/mechanics/nonaffine-target.h"

#include <math.h>

#include "core/base/error.h"

void
vit_nonaffine_free (VitNonaffine *nonaffine)
{
  if (!nonaffine)
    return;
  g_free (nonaffine->d2min);
  g_free (nonaffine->mises);
  g_free (nonaffine->volumetric);
  g_free (nonaffine->rotation);
  g_free (nonaffine->gradient);
  g_free (nonaffine->flags);
  g_free (nonaffine);
}

static VitNonaffine *
new_result (size_t n, bool with_gradient)
{
  VitNonaffine *result = g_new0 (VitNonaffine, 1);
  size_t room = MAX (n, 1);
  result->n = n;
  result->d2min = g_new (double, room);
  result->mises = g_new (double, room);
  result->volumetric = g_new (double, room);
  result->rotation = g_new (double, room);
  if (with_gradient)
    result->gradient = g_malloc_n (room, sizeof *result->gradient);
  result->flags = g_new0 (uint8_t, room);
  return result;
}

void
vit_strain_target_take_nearest_image (const VitStrainTarget *target,
                                      const double affine[3],
                                      double u[3])
{
  double rest[3], nearest[3];
  for (int k = 0; k < 3; k++)
    rest[k] = nearest[k] = u[k] - affine[k];
  vit_cell_minimum_image (target->current, nearest);
  for (int k = 0; k < 3; k++)
    if (nearest[k] != rest[k])
      u[k] += nearest[k] - rest[k];
}

static void
set_flow (VitStrainTarget *target, const VitCell *reference, VitBasis basis)
{
  vit_basis_continue (target->current, basis, &target->continued);
  for (int m = 0; m < 3; m++)
    for (int k = 0; k < 3; k++)
      target->growth[m][k] = target->continued.h[m][k] - reference->h[m][k];
  target->flows =
      vit_cell_get_flow (reference, target->current, basis, target->flow, target->shift);
  for (int k = 0; target->flows && k < 3; k++)
    target->flow[k][k] -= 1;
}

bool
vit_strain_check_current (const VitCell *current, const double *x1, size_t n, GError **error)
{
  if (!vit_cell_is_valid (current))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "The box of the later frame has no volume");
      return false;
    }
  for (size_t i = 0; i < 3 * n; i++)
    if (!isfinite (x1[i]))
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                     "The later position of atom %zu of %zu is not finite", i / 3 + 1, n);
        return false;
      }
  return true;
}

void
vit_strain_target_init (VitStrainTarget *target,
                        const VitCell *reference,
                        size_t n,
                        const VitNonaffineLater *later,
                        const VitNonaffineOptions *options)
{
  *target = (VitStrainTarget){ .current = later->cell,
                               .x1 = later->x,
                               .continuous = later->continuous,
                               .half_2 = INFINITY,
                               .result = new_result (n, options->with_gradient) };
  set_flow (target, reference, later->basis);
  double widths[3];
  vit_cell_widths (later->cell, widths);
  for (int k = 0; !later->continuous && k < 3; k++)
    if (later->cell->periodic[k])
      target->half_2 = fmin (target->half_2, 0.25 * widths[k] * widths[k]);
}
