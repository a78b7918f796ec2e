#pragma once

/* Scores of indicators of a run under the options of the study (docs/science.md §12): what figures
 * of them show. Results are immutable; any thread. */

#include "core/results/deriver.h"
#include "core/results/ranking.h"
#include "core/stats/linkage.h"

/**
 * VitRankedRun:
 * @table: indicators and target of all start times
 * @ranking: their scores
 * @earlier: (nullable): that of T_ML whose window ends at the start time
 * @chosen: (nullable): the row of the indicator that the study chooses, in the group that it
 * chooses; the strongest where it has no such indicator
 * @curves: (nullable): of @chosen, if there are events
 * @deciles: of @chosen
 * @n_shown: indicators that have a score, of @shown
 * @shown: columns of the table in the order of the dendrogram
 * @matrix: @n_shown × @n_shown: Spearman's coefficients, in that order
 * @merges: @n_shown − 1
 */
typedef struct
{
  VitIndicatorTable *table;
  VitRanking *ranking, *earlier;
  const VitRankingRow *chosen;
  VitScoreCurves *curves;
  VitScoreDecile deciles[10];
  size_t n_shown;
  size_t *shown;
  double *matrix;
  VitMerge *merges;
  char *target;
  double top, average;
} VitRankedRun;

/** vit_ranking_take_wish: the target, the events and the averages of the options. */
VitIndicatorWish vit_ranking_take_wish (const VitOptions *options);

/** vit_ranking_derivation: #VitRankedRun of a run. */
extern const VitDerivation vit_ranking_derivation;

/**
 * VitScoreSeries: scores of one indicator against a width or an interval
 * @x: ξ in Å or Δt in ps; a ξ of 0 is the indicator itself
 * @scores: by @x; n of 0 where there is none
 */
typedef struct
{
  char *indicator, *target;
  size_t n;
  double *x;
  VitScore *scores;
  bool has_events;
} VitScoreSeries;

/** vit_score_average_derivation, vit_score_interval_derivation: #VitScoreSeries of a run. */
extern const VitDerivation vit_score_average_derivation, vit_score_interval_derivation;
