#pragma once

/* Functions that the files of plasticity share. */

#include "core/results/plasticity.h"

/** VIT_PLASTICITY_SEVERAL: greatest number of intervals that are measured at once. */
#define VIT_PLASTICITY_SEVERAL 4

/** vit_plasticity_get_several: vit_plasticity_compute() from @from to each of @n frames, at most
 * %VIT_PLASTICITY_SEVERAL; @results (out caller-allocates) (transfer full): all %NULL on errors. */
bool vit_plasticity_get_several (VitTrajectory *trajectory,
                                 size_t from,
                                 const size_t *to,
                                 size_t n,
                                 const VitPlasticityOptions *options,
                                 VitCache *cache,
                                 VitPlasticity **results,
                                 VitProgress *progress,
                                 GError **error);

/** vit_plasticity_check_cutoff: %VIT_ERROR_MISSING with @error without r_c. */
bool vit_plasticity_check_cutoff (const VitPlasticityOptions *options, GError **error);
