#pragma once

/* Kernels of the table of quantities that stand in files of their own. Private to core/results. */

#include "core/results/quantity.h"

typedef bool VitQuantityKernel (const VitQuantity *self,
                                VitQuantitySource *source,
                                double *values,
                                VitProgress *progress,
                                GError **error);

/* @place of the quantity is a VitVibrationMeasure. */
VitQuantityKernel vit_quantity_take_vibration;

/* @place of the quantity is VIT_PAST_PLACE(). */
VitQuantityKernel vit_quantity_take_past;

/** VitVibrationMeasure: what is taken of ⟨u uᵀ⟩ */
typedef enum
{
  VIT_VIBRATION_X,
  VIT_VIBRATION_Y,
  VIT_VIBRATION_Z,
  VIT_VIBRATION_LARGEST,
  VIT_VIBRATION_MIDDLE,
  VIT_VIBRATION_SMALLEST,
  VIT_VIBRATION_TRACE,
  VIT_VIBRATION_FLEXIBILITY, /* the trace times the edge of a cube of the cell's volume */
} VitVibrationMeasure;

/* A number of a #VitPastKind. */
#define VIT_PAST_PLACE(kind, component) ((size_t) (kind) | (size_t) (component) << 8)
