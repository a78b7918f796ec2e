#pragma once

/* What figures say of scores of indicators. Text is markup. */

#include "core/results/ranking-derivation.h"

/** vit_score_dup_symbol: (transfer full): of an indicator; ⟨ ⟩ where it is averaged. */
char *vit_score_dup_symbol (const char *indicator, bool averaged);

/** vit_score_dup_target: (transfer full): of a target, with the share that is events. */
char *vit_score_dup_target (const char *target, double top, bool has_events);

/** vit_score_get_group: (transfer none): of a row's species. */
const char *vit_score_get_group (const char *species);

/** vit_score_dup_basis: (transfer full): what was pooled: start times and, of @score (nullable) of
 * @species, atoms; target, and the bands. */
char *vit_score_dup_basis (const VitScoreBasis *basis, const char *species, const VitScore *score);

/** vit_score_get_label: (transfer none): of the axis of scores. */
const char *vit_score_get_label (bool has_events);

/** vit_score_get_band: score and band as they are sorted: the size. */
void vit_score_get_band (
    const VitScore *score, bool has_events, double *value, double *low, double *high);
