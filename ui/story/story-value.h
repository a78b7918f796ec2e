#pragma once

/* Numbers that a story speaks of, and how they are computed from its study: a statistic of a
 * quantity over atoms, or a fact of a run. Plain data of its owner. */

#include <json-glib/json-glib.h>

#include "core/results/deriver.h"

/**
 * VitStoryFact: a row of the table of facts: a number that a run, the study or its model has
 * @name: in stories
 * @unit: empty for none
 * @words: one line
 * @at: (nullable): what the `at` of a value is, which such a fact needs
 * @rests_on_tml: whether T_ML of the run must have been computed near the time
 * @of_study: whether it is the same for all runs, as it is of the study or its model
 * @compute: main thread; NaN with @error. @time: ps; where the fact has @at, that of the value
 */
typedef struct
{
  const char *name, *unit, *words, *at;
  double (*compute) (
      VitAnalyses *analyses, VitDeriver *deriver, VitRun *run, double time, GError **error);
  bool rests_on_tml, of_study;
} VitStoryFact;

/** vit_story_fact_list: (transfer none): the table. */
const VitStoryFact *vit_story_fact_list (size_t *n);

/** vit_story_fact_find: (transfer none) (nullable): */
const VitStoryFact *vit_story_fact_find (const char *name);

/** VitStoryStatistic: over the atoms that have a value. */
typedef enum
{
  VIT_STATISTIC_MEAN,
  VIT_STATISTIC_MEDIAN,
  VIT_STATISTIC_DEVIATION, /* over the number of atoms */
  VIT_STATISTIC_LEAST,
  VIT_STATISTIC_GREATEST,
  VIT_STATISTIC_SUM,
  VIT_STATISTIC_COUNT,    /* atoms */
  VIT_STATISTIC_SHARE,    /* %, of the atoms for which @where is true among all */
  VIT_STATISTIC_PEARSON,  /* correlation with another quantity */
  VIT_STATISTIC_SPEARMAN, /* of ranks */
} VitStoryStatistic;

/** vit_story_statistic_names: (transfer none) (array zero-terminated=1): by #VitStoryStatistic. */
const char *const *vit_story_statistic_names (void);

/**
 * VitStoryValue: how a number is computed
 * @fact: (nullable): a row of the table of facts; then @run, @time and @at alone count
 * @quantity: a quantity, a column of the file or an expression
 * @with: (nullable): the other one of a correlation
 * @where: (nullable): a condition: the atoms that count
 * @run: (nullable): label; %NULL is the first run that is shown
 * @statistic: over the atoms
 * @time: ps; NaN is the playhead
 * @at: of a fact that needs it, in the unit of its words; else NaN
 * @slice: whether atoms of the slice alone count
 */
typedef struct
{
  const VitStoryFact *fact;
  char *quantity, *with, *where, *run;
  VitStoryStatistic statistic;
  double time, at;
  bool slice;
  JsonObject *kept; /* private */
} VitStoryValue;

VitStoryValue *vit_story_value_new (void);
VitStoryValue *vit_story_value_copy (const VitStoryValue *value);
void vit_story_value_free (VitStoryValue *value);

/** vit_story_value_dup_words: (transfer full): what is computed, plain text for people. */
char *vit_story_value_dup_words (const VitStoryValue *value);

typedef struct _VitValueWork VitValueWork;

/** vit_value_prepare: (transfer full): main thread, without noticeable delay; @label (nullable):
 * run instead of the value's own. Errors as vit_truth_prepare(). */
VitValueWork *vit_value_prepare (const VitStoryValue *value,
                                 const char *label,
                                 VitAnalyses *analyses,
                                 VitDeriver *deriver,
                                 GError **error);
void vit_value_work_free (VitValueWork *work);

/** vit_value_compute: any thread. Returns: %false with @error if there is no finite number. */
bool vit_value_compute (VitValueWork *work, double *number, VitProgress *progress, GError **error);

/**
 * VitAtomValues: a quantity of each atom that counts
 * @n: atoms
 * @ids, @values: (array length=n): in the order of the frame; finite
 * @places: (array length=n): where a map of the slice has them: to the right and upwards, as
 * fractions of its face
 * @types: (array length=n)
 * @face: width and height of that face, Å
 */
typedef struct
{
  size_t n, n_of;
  int64_t *ids;
  double *values;
  double (*places)[2];
  uint8_t *types;
  double face[2];
} VitAtomValues;

/** vit_value_compute_atoms: (transfer full) (nullable): any thread; not of a fact. */
VitAtomValues *vit_value_compute_atoms (VitValueWork *work, VitProgress *progress, GError **error);
void vit_atom_values_free (VitAtomValues *values);

/** vit_story_find_run: (transfer none) (nullable): the run @label, or the first that is shown if it
 * is %NULL. */
VitRun *vit_story_find_run (VitStudy *study, const char *label, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitStoryValue, vit_story_value_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitValueWork, vit_value_work_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomValues, vit_atom_values_free)
