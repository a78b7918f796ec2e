#pragma once

/* Kernels of the table of quantities that look at one frame's structure (SCIENCE §5). Any thread.
 */

#include "core/study/quantity.h"

/** vit_voronoi_index_names: n3, n4, n5, n6. */
extern const char *const vit_voronoi_index_names[4];

/* Each fills one row per atom; Voronoi neighbours, all faces, unless said otherwise. */
bool vit_quantity_voronoi (const VitQuantityInputs *in,
                           double *values,
                           VitProgress *progress,
                           GError **error);
bool vit_quantity_volume (const VitQuantityInputs *in,
                          double *values,
                          VitProgress *progress,
                          GError **error);
bool vit_quantity_d5 (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error);
bool vit_quantity_cn (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error);
bool vit_quantity_q4 (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error);
bool vit_quantity_q6 (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error);
bool vit_quantity_w4 (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error);
bool vit_quantity_w6 (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error);
bool vit_quantity_q6_avg (const VitQuantityInputs *in,
                          double *values,
                          VitProgress *progress,
                          GError **error);
bool vit_quantity_w6_avg (const VitQuantityInputs *in,
                          double *values,
                          VitProgress *progress,
                          GError **error);
bool vit_quantity_crystalline (const VitQuantityInputs *in,
                               double *values,
                               VitProgress *progress,
                               GError **error);
