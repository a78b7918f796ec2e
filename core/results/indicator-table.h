#pragma once

/* Indicators and a target of the atoms of several start times, runs and samples, side by side: what
 * scores and linear models are made of (docs/science.md §12).
 *
 * A plan is made on the main thread; one thread at a time computes it. A table is immutable once
 * computed. */

#include "core/indicator/score.h"
#include "core/results/quantity-source.h"
#include "core/results/stored.h"

/** VIT_INDICATOR_PAST: time before a start time that motion before it looks back on, ps; start
 * times that have it are preferred. */
#define VIT_INDICATOR_PAST 20.0

/** VitTarget: a row of the table of targets
 * @name: on the command line
 * @column: the quantity that it is
 * @title: for people
 * @always: whether it is events by its nature, without a number
 * @top: per cent that are events where the user says nothing; 0: it is a number alone
 */
typedef struct
{
  const char *name, *column, *title;
  bool always;
  double top;
} VitTarget;

/** vit_target_list: (transfer none): targets besides columns of the file, `column:NAME`. */
const VitTarget *vit_target_list (size_t *n);

/** vit_indicator_dup_names: (transfer full): quantities that may tell something of @target (a
 * column) that is not the target itself. */
char **vit_indicator_dup_names (const char *target, bool has_tml, bool has_learned);

/** vit_target_find: (transfer none) (nullable): */
const VitTarget *vit_target_find (const char *name);

/** VIT_INDICATORS_ALL: stands for all indicators that the runs have, also among names. */
#define VIT_INDICATORS_ALL "all"

/** vit_target_split: (transfer full): "s2, column:energy" as "s2", "energy"; what would be a
 * quantity stays "column:volume". */
char **vit_target_split (const char *text);

/**
 * VitIndicatorWish:
 * @target: name of a target, or `column:NAME`
 * @indicators: (nullable) (array zero-terminated=1): names of quantities or columns; %NULL: all
 * that the runs have; empty: none
 * @untrained: "all" means what no model is needed for
 * @top: per cent of the atoms of a frame that are events; 0: what is usual for the target
 * @bottom: the lowest instead of the highest
 * @interval: Δt of the target, ps; of p_hop the length of its window, for the indicator p_hop, too;
 *   0 is the study's
 * @predictive: T_ML as an indicator is that of the window that ends at the start time
 * @average: ξ of averages, Å; 0: without them
 * @times: (nullable): start times, ps; %NULL: up to @max_starts that are evenly spaced
 * @at_time, @at: the one start time nearest to @at, ps, that the target can have, in place of all
 * @max_starts: 0 is 20
 * @samples: each run is one frame of its own, without a clock
 */
typedef struct
{
  const char *target;
  const char *const *indicators;
  bool untrained;
  double top;
  bool bottom;
  double interval;
  bool predictive;
  double average;
  const double *times;
  size_t n_times;
  bool at_time;
  double at;
  unsigned max_starts;
  bool samples;
} VitIndicatorWish;

typedef struct _VitIndicatorPlan VitIndicatorPlan;

/**
 * vit_indicator_plan_new:
 * @runs: that are open
 * @error: %VIT_ERROR_NOT_FOUND: no such target, indicator, or start time; %VIT_ERROR_MISSING: T_ML,
 *   r_c or times that are needed
 */
VitIndicatorPlan *vit_indicator_plan_new (VitAnalyses *analyses,
                                          VitRun *const *runs,
                                          guint n_runs,
                                          const VitIndicatorWish *wish,
                                          GError **error);
void vit_indicator_plan_free (VitIndicatorPlan *plan);

/** vit_indicator_plan_describe: appends a text that differs between plans with different inputs. */
void vit_indicator_plan_describe (const VitIndicatorPlan *plan, GString *key);

/** vit_indicator_plan_add_key: adds all that the table of the plan rests on to the key of a result
 * on disk. */
void vit_indicator_plan_add_key (const VitIndicatorPlan *plan, VitStored *stored);

/**
 * VitIndicatorField: the atoms of a start time
 * @run: number of the run
 * @frame: of its trajectory
 * @time: ps; NaN if it is not known
 * @n: atoms
 * @start: index of the first in the arrays of the table
 */
typedef struct
{
  unsigned run;
  size_t frame;
  double time;
  VitCell cell;
  size_t n, start;
} VitIndicatorField;

/**
 * VitIndicatorColumn:
 * @name: of the quantity or column
 * @width: ξ of the average over the surroundings, Å; 0: not averaged
 * @values: of all atoms; NaN for an atom without one
 * @blank: (nullable): why atoms of a start time have none
 */
typedef struct
{
  char *name;
  double width;
  double *values;
  char *blank;
} VitIndicatorColumn;

/**
 * VitIndicatorTable:
 * @n: atoms of all fields
 * @x: @n × 3, Å
 * @types: 1 … n_types, the same species in all runs
 * @species: (array zero-terminated=1): names by type − 1
 * @target: number of each atom
 * @events: (nullable): 1 for events
 * @notes: (element-type utf8): what was left out, and why
 */
typedef struct
{
  size_t n, n_fields;
  VitIndicatorField *fields;
  double *x;
  uint8_t *types;
  unsigned n_types;
  char **species;
  double *target;
  uint8_t *events;
  GArray *columns; /* VitIndicatorColumn */
  GPtrArray *notes;
} VitIndicatorTable;

/** vit_indicator_plan_compute: one structure for each frame; an indicator that cannot be had of a
 * frame is NaN there, with a note, and an error if it was named and cannot be had of any. */
VitIndicatorTable *
vit_indicator_plan_compute (VitIndicatorPlan *plan, VitProgress *progress, GError **error);

/** vit_indicator_plan_measure: the same as a part of a work, from @begin to @end of its progress.
 */
VitIndicatorTable *vit_indicator_plan_measure (
    VitIndicatorPlan *plan, double begin, double end, VitProgress *progress, GError **error);
void vit_indicator_table_free (VitIndicatorTable *table);

/** vit_indicator_table_get_column: (transfer none): */
const VitIndicatorColumn *vit_indicator_table_get_column (const VitIndicatorTable *table, guint k);

/** vit_indicator_table_add_column: takes @values. */
void vit_indicator_table_add_column (VitIndicatorTable *table,
                                     const char *name,
                                     double width,
                                     double *values);

/**
 * vit_indicator_table_average:
 * @width: ξ, Å, positive
 *
 * Adds the averages of the columns @first … @first + @n − 1, as of vit_surroundings_average(),
 * together and in their order.
 */
bool vit_indicator_table_average (VitIndicatorTable *table,
                                  guint first,
                                  guint n,
                                  double width,
                                  VitProgress *progress,
                                  GError **error);

/** vit_indicator_table_score: (transfer full): what scores of its columns need. */
VitScoring *vit_indicator_table_score (const VitIndicatorTable *table,
                                       const VitScoreOptions *options,
                                       VitProgress *progress,
                                       GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitIndicatorPlan, vit_indicator_plan_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitIndicatorTable, vit_indicator_table_free)
