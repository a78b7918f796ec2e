#pragma once

/* The scores of all indicators of a table, of all atoms, of each species, and with the species'
 * means taken out (docs/science.md §12). Immutable; any thread. */

#include "core/results/indicator-table.h"
#include "core/store/blob.h"

/** VIT_RANKING_ALL, VIT_RANKING_CENTRED: what stands for a species in the rows of all atoms, and of
 * those less the means of their species. */
#define VIT_RANKING_ALL "all"
#define VIT_RANKING_CENTRED "centred"

/**
 * VitRankingRow:
 * @indicator: name of the quantity or column
 * @column: its number in the table
 * @averaged: whether over the surroundings
 * @species: name of the species, %VIT_RANKING_ALL or %VIT_RANKING_CENTRED
 * @group: #VitScoreGroup
 * @reason: (nullable): why it has no score
 */
typedef struct
{
  char *indicator;
  guint column;
  bool averaged;
  char *species;
  int group;
  char *reason;
  VitScore score;
} VitRankingRow;

/**
 * VitRanking:
 * @rows: by group (all, each species, centred), the strongest first: by AUC, without events by the
 *   size of Pearson's coefficient
 * @has_events: whether there are events to be told
 * @n_blocks: of the bootstrap
 */
typedef struct
{
  VitRankingRow *rows;
  size_t n_rows;
  bool has_events;
  size_t n_blocks;
} VitRanking;

/**
 * vit_ranking_new:
 * @options: (nullable): of the bands and the null
 *
 * The cost of vit_scoring_score() for every column and group, in parallel.
 */
VitRanking *vit_ranking_new (const VitIndicatorTable *table,
                             const VitScoreOptions *options,
                             VitProgress *progress,
                             GError **error);
void vit_ranking_free (VitRanking *ranking);

/** vit_ranking_find: (transfer none) (nullable): the row of an indicator, averaged or not, in a
 * group by its name. */
const VitRankingRow *vit_ranking_find (const VitRanking *ranking,
                                       const char *indicator,
                                       bool averaged,
                                       const char *species);

/** vit_ranking_get_strength: by what rows are sorted; NaN for a row without a score. */
double vit_ranking_get_strength (const VitRanking *ranking, const VitRankingRow *row);

/** vit_ranking_save, vit_ranking_load: a ranking as part of a result on disk; %NULL if it is none.
 */
void vit_ranking_save (const VitRanking *ranking, VitBlob *blob);
VitRanking *vit_ranking_load (VitBlobReader *reader);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitRanking, vit_ranking_free)
