#pragma once

/* Private to the files of scores under the options of a study. */

#include "core/results/ranking-derivation.h"

/** VIT_SCORE_VERSION: of the kernels and of the layout of scores on disk. */
#define VIT_SCORE_VERSION 2

/** vit_score_wish: what the study asks for: target, top, ξ, start times. */
VitIndicatorWish vit_score_wish (VitAnalyses *analyses, double time);

/** vit_score_split_indicator: (transfer full): the name without ":avg"; @averaged (out): whether it
 * had that. */
char *vit_score_split_indicator (const char *name, bool *averaged);

/** vit_score_find_group: #VitScoreGroup of a name of the option "species". */
int vit_score_find_group (const VitIndicatorTable *table, const char *species);

/** vit_score_basis_init: of a table that was scored; the rest is of the input. */
void vit_score_basis_init (VitScoreBasis *basis,
                           const VitIndicatorTable *table,
                           size_t n_blocks,
                           const char *target,
                           double top,
                           double average);
void vit_score_basis_clear (VitScoreBasis *basis);
void vit_score_basis_save (const VitScoreBasis *basis, VitBlob *blob);
void vit_score_basis_load (VitScoreBasis *basis, VitBlobReader *reader);
