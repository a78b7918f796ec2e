#pragma once

/* Private to core/results/learned*.c and transfer.c. */

#include "core/indicator/folds.h"
#include "core/indicator/linear-range.h"
#include "core/results/learned.h"

/** VitLearnedRows: the atoms that are fitted: those with a target and all features
 * @atoms: of the table, ascending
 * @features: @n × @p
 * @folds, @zones: of vit_learned_take_folds()
 * @nulls: @n_nulls × @n
 */
typedef struct
{
  size_t n, p;
  uint32_t *atoms;
  double *features, *target;
  uint8_t *types, *folds;
  uint64_t *zones;
  double **nulls;
  unsigned n_nulls;
} VitLearnedRows;

void vit_learned_rows_clear (VitLearnedRows *rows);

/* Adds the columns of the sets and their averages. @features: (element-type VitLearnedFeature): as
 * the columns then are; what it holds belongs to the caller, after a failure, too. */
bool vit_learned_make_features (VitIndicatorTable *table,
                                const VitLearnWish *wish,
                                GArray *features,
                                VitProgress *progress,
                                GError **error);

/* Frees the columns of the table on the way. */
void vit_learned_take_rows (VitIndicatorTable *table, VitLearnedRows *rows);

/* How far a feature, or an average, reaches: 3 ξ of the widest, Å. */
double vit_learned_find_guard (const VitLearnWish *wish);

/* @glasses (out): by run. Returns: how many independent glasses there are. */
unsigned
vit_learned_number_glasses (const VitIndicatorTable *table, unsigned n_runs, unsigned *glasses);

/* Of @n fields; @glasses (nullable): by run; %NULL: all are of one. */
VitFolds *vit_learned_make_folds (
    const VitIndicatorTable *table, size_t first, size_t n, const unsigned *glasses, double guard);

/* @first: the atom of the table that the folds begin with. */
void vit_learned_take_folds (
    VitLearnedRows *rows, size_t begin, size_t end, const VitFolds *folds, size_t first);

/* The target of all glasses, shifted; none where a box is not periodic. */
bool vit_learned_make_nulls (const VitIndicatorTable *table,
                             const unsigned *glasses,
                             VitLearnedRows *rows,
                             unsigned n_nulls,
                             VitProgress *progress,
                             GError **error);

/* (transfer full) (nullable): where atoms lie outside what was fitted, by a check that is done. */
char *vit_learned_dup_warning (const VitLinearRange *range, const VitLearnedFeature *features);

void vit_learned_feature_clear (gpointer feature);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitLearnedRows, vit_learned_rows_clear)
