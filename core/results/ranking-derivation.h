#pragma once

/* Scores of indicators of a run under the options of the study (docs/science.md §12): what figures
 * of them show. Results are immutable; any thread. */

#include "core/results/deriver.h"
#include "core/results/ranking.h"
#include "core/stats/linkage.h"

/**
 * VitScoreBasis: what scores are of
 * @target: as the study has it
 * @top: per cent of the atoms that are events; 0: the target is a number, or events by its nature
 * @average: ξ, Å
 * @n_starts: start times
 * @first, @last: the first and the last of them, ps; NaN without a clock
 * @n_blocks: of the bootstrap
 */
typedef struct
{
  char *target;
  double top, average;
  size_t n_starts;
  double first, last;
  size_t n_blocks;
  bool has_events;
} VitScoreBasis;

/**
 * VitRankedRun:
 * @earlier: (nullable): that of T_ML whose window ends at the start time
 * @n_shown: indicators that have a score and are compared with each other
 * @shown: (array zero-terminated=1): their names, in the order of the dendrogram
 * @matrix: @n_shown × @n_shown: Spearman's coefficients, in that order
 * @merges: @n_shown − 1, whose points are in that order, too
 * @notes: (array zero-terminated=1): what was left out, and why
 */
typedef struct
{
  VitScoreBasis basis;
  VitRanking *ranking, *earlier;
  size_t n_shown;
  char **shown;
  double *matrix;
  VitMerge *merges;
  char **notes;
} VitRankedRun;

/** vit_ranking_take_wish: the target, the events and the averages of the options. */
VitIndicatorWish vit_ranking_take_wish (const VitOptions *options);

/** vit_ranking_derivation: #VitRankedRun of a run. */
extern const VitDerivation vit_ranking_derivation;

/**
 * VitChosenIndicator: the indicator that the study chooses
 * @indicator: its name; @averaged over its surroundings; @predictive: T_ML of the past
 * @species: as a row of a ranking has it
 * @curves: (nullable): if there are events
 */
typedef struct
{
  VitScoreBasis basis;
  char *indicator, *species;
  bool averaged, predictive;
  VitScore score;
  VitScoreCurves *curves;
  VitScoreDecile deciles[10];
} VitChosenIndicator;

/** vit_chosen_indicator_derivation: #VitChosenIndicator of a run. */
extern const VitDerivation vit_chosen_indicator_derivation;

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
