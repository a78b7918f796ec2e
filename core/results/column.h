#pragma once

/* Columns: what one number per atom can be taken from. A column is the name of a quantity of one
 * number, the name of a column of the file or of a vector in it, `element` (the first type of that
 * name), or an expression over all (docs/science.md §9). Names are looked up in this order.
 * NAME:avg is the average of a quantity or a column of the file over the surroundings (§11). Any
 * thread. */

#include "core/expression/expression.h"
#include "core/results/quantity.h"

/** VIT_COLUMN_OF_FILE: what precedes the name of a column of the file, and of its average, that is
 * also the name of a quantity. */
#define VIT_COLUMN_OF_FILE "column:"

/** vit_column_find_quantity: (transfer none) (nullable): the quantity of that name; %NULL for a
 * column of the file or an expression. */
const VitQuantity *vit_column_find_quantity (const char *column);

/** vit_column_dup_symbol: (transfer full): symbol in Pango markup. */
char *vit_column_dup_symbol (const char *column);

/** vit_column_dup_label: (transfer full): symbol and unit, in Pango markup. */
char *vit_column_dup_label (const char *column);

/** vit_column_is_formula: whether it is too long to stand over a colour bar: it is called c there,
 * and a caption says what c is. */
bool vit_column_is_formula (const char *column);

/** vit_column_dup_short_label: (transfer full): symbol and unit, or c, in Pango markup. */
char *vit_column_dup_short_label (const char *column);

/** vit_column_dup_difference_label: (transfer full): "Δ" and the short label. */
char *vit_column_dup_difference_label (const char *column);

/** vit_column_dup_explanation: (transfer full): a sentence for people, in markup: what the symbol
 * stands for, where the column comes from. */
char *vit_column_dup_explanation (const char *column);

/** vit_column_dup_rule: (transfer full) (nullable): the options that bear on the column, in markup,
 * for captions; %NULL if none does. @species (nullable): names by type − 1. @interval: Δt between
 * the frames that were taken, ps; NaN where there are several. */
char *vit_column_dup_rule (const char *column,
                           const VitOptions *options,
                           const char *const *species,
                           double interval);

/** vit_column_get_needs: (type VitQuantityNeeds): what the quantities in the column need. */
unsigned vit_column_get_needs (const char *column);

/** vit_column_is_whole: whether the values are known to be whole numbers. */
bool vit_column_is_whole (const char *column);

/** vit_column_needs_interval: whether the values belong to a pair of frames. */
bool vit_column_needs_interval (const char *column);

/** vit_column_wish: adds to @wish what the column needs under these options. */
void vit_column_wish (const char *column, const VitOptions *options, VitQuantityWish *wish);

/** vit_column_list_names: (transfer full) (array zero-terminated=1): all names that an expression
 * may have: of quantities, of columns of @trajectory (nullable) and of the frame, in this order. */
char **vit_column_list_names (VitTrajectory *trajectory);

/**
 * vit_column_check:
 * @species: (nullable): names by type − 1
 * @error: %VIT_ERROR_NOT_FOUND: a name that neither is a quantity nor a column of the first frame,
 *   with the nearest; %VIT_ERROR_INVALID: no expression
 *
 * Returns: whether the column can be had of the run
 */
bool vit_column_check (const char *column,
                       VitTrajectory *trajectory,
                       const char *const *species,
                       GError **error);

/** vit_column_is_in_file: whether a column of that name is read from the file; a quantity may have
 * the same name. */
bool vit_column_is_in_file (const char *column, VitTrajectory *trajectory);

/** vit_column_tells_place: whether a column of a file says which atom it is, or where: nothing that
 * is a value of it. */
bool vit_column_tells_place (const char *name);

/** vit_column_check_run: as vit_column_check(), of a run; %VIT_ERROR_MISSING if it is not open. */
bool vit_column_check_run (const char *column, VitRun *run, GError **error);

/**
 * vit_column_compute:
 * @values: (out caller-allocates): one per atom; NaN for an atom without a value
 *
 * The cost of the columns that it needs, plus that of vit_expression_evaluate()
 */
bool vit_column_compute (const char *column,
                         VitQuantitySource *source,
                         double *values,
                         VitProgress *progress,
                         GError **error);

/**
 * vit_column_compute_condition:
 * @kept: (out caller-allocates): 1 for an atom for which @condition is true, else 0
 * @error: also %VIT_ERROR_INVALID if it is no condition by its form
 *
 * Returns: whether there is a result
 */
bool vit_column_compute_condition (const char *condition,
                                   VitQuantitySource *source,
                                   uint8_t *kept,
                                   VitProgress *progress,
                                   GError **error);
