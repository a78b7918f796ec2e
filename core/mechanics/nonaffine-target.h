#pragma once

/* A later frame that deformations are measured in. Private to core/mechanics. */

#include "core/mechanics/nonaffine.h"

/* A current frame. */
typedef struct
{
  const VitCell *current;
  VitCell continued; /* the current box with the vectors that continue the reference box */
  const double *x1;
  bool continuous;
  bool flows;
  double flow[3][3];   /* A − 1 of a point that moves with the box */
  double shift[3];     /* displacement of the origin */
  double growth[3][3]; /* of the box vectors, continued minus reference */
  double half_2; /* squared half of the box's least width: bonds that change by less keep their
                    image; infinite if no bond is in doubt */
  VitNonaffine *result;
} VitStrainTarget;

/* Replaces a displacement by the image that is nearest to that of the flow. */
void vit_strain_target_take_nearest_image (const VitStrainTarget *target,
                                           const double affine[3],
                                           double u[3]);

/* Fails for a box without volume and positions that are not finite. */
bool vit_strain_check_current (const VitCell *current, const double *x1, size_t n, GError **error);

/* Sets what follows from the boxes, and makes room for results of @n atoms. */
void vit_strain_target_init (VitStrainTarget *target,
                             const VitCell *reference,
                             size_t n,
                             const VitNonaffineLater *later,
                             const VitNonaffineOptions *options);
