#pragma once

/* Kernels of the table of quantities that look at one frame's structure (docs/science.md §5). Any
 * thread.
 */

#include "core/results/quantity.h"

/** vit_voronoi_index_names: n3, n4, n5, n6. */
extern const char *const vit_voronoi_index_names[4];

/**
 * vit_frame_structure_new:
 *
 * What quantities of the same frame and rules share, for VitQuantityInputs.structure: everything is
 * computed when first needed, and anew when the frame or a rule changes. Its owner's thread.
 */
VitFrameStructure *vit_frame_structure_new (void);
void vit_frame_structure_free (VitFrameStructure *structure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitFrameStructure, vit_frame_structure_free)

/* Each fills one row per atom; indices, volumes and d5 are of Voronoi cells, CN within r_c, bond
 * order by the rule. */
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
bool vit_quantity_disclinations (const VitQuantityInputs *in,
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
