#pragma once

/* Formulas over per-atom columns, as in `t_ml > 685 && d5 < 0.3` or `c_pe - mean(c_pe, element)`
 * (docs/science.md §9).
 *
 * A parsed expression is immutable and reference counted; any thread may use it, several at once.
 * It knows names alone: whoever evaluates it has the columns. What a text can cost is bounded, so
 * that one from anywhere may be parsed. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/progress.h"

/** VIT_EXPRESSION_MAX_LENGTH: bytes of a text. */
#define VIT_EXPRESSION_MAX_LENGTH 4096

/** VIT_EXPRESSION_MAX_DEPTH: parentheses, functions and signs inside each other. */
#define VIT_EXPRESSION_MAX_DEPTH 64

/** VIT_EXPRESSION_MAX_OPERATIONS: operations of a text. */
#define VIT_EXPRESSION_MAX_OPERATIONS 1000

/** VIT_EXPRESSION_MAX_GROUPS: functions of groups in a text. */
#define VIT_EXPRESSION_MAX_GROUPS 16

typedef struct _VitExpression VitExpression;

/**
 * vit_expression_parse:
 * @text: UTF-8
 * @error: %VIT_ERROR_INVALID: at which character, what stands there and what was expected
 *
 * Returns: (transfer full): the expression. O(length), at most about 1 MiB of memory
 */
VitExpression *vit_expression_parse (const char *text, GError **error);
VitExpression *vit_expression_ref (VitExpression *expression);
void vit_expression_unref (VitExpression *expression);

/** vit_expression_get_text: (transfer none): as it was parsed. */
const char *vit_expression_get_text (const VitExpression *expression);

/** vit_expression_get_names: (transfer none) (array zero-terminated=1): the columns that it needs,
 * each once, in the order in which they are mentioned. */
const char *const *vit_expression_get_names (const VitExpression *expression);

/** vit_expression_get_species: (transfer none) (array zero-terminated=1): the species that elements
 * are compared with, each once. */
const char *const *vit_expression_get_species (const VitExpression *expression);

/** vit_expression_is_condition: whether its values are truth values, 0 or 1, by its form: a
 * comparison, something joined of them, or a choice between them. */
bool vit_expression_is_condition (const VitExpression *expression);

/**
 * vit_expression_check:
 * @names: (array zero-terminated=1): the columns that there are
 * @species: (array zero-terminated=1): the species that there are
 * @error: %VIT_ERROR_NOT_FOUND: the first name that is unknown, its place, and the nearest one
 *
 * Returns: whether all that is mentioned is there. O(names)
 */
bool vit_expression_check (const VitExpression *expression,
                           const char *const *names,
                           const char *const *species,
                           GError **error);

/**
 * VitExpressionColumns:
 * @columns: by vit_expression_get_names(): the values, one per atom. That of `element` and
 *   `species` has a number for each species
 * @species: by vit_expression_get_species(): the number of that species in the column of elements;
 *   NaN equals none
 */
typedef struct
{
  const double *const *columns;
  const double *species;
} VitExpressionColumns;

/**
 * vit_expression_evaluate:
 * @columns: all that it needs
 * @n: number of atoms
 * @values: (out caller-allocates): n; not one of @columns
 * @progress: (nullable):
 * @error: cancelled
 *
 * Values have the units of what they are made of; nothing is converted. All is double, and truth
 * values are 0 and 1. NaN goes through as in NumPy. The values are the same for any number of
 * threads.
 *
 * O(n · operations), also with functions of groups. Memory: each function of a group takes up to
 * 40 n bytes while it runs, and 8 n until the end
 */
bool vit_expression_evaluate (const VitExpression *expression,
                              const VitExpressionColumns *columns,
                              size_t n,
                              double *values,
                              VitProgress *progress,
                              GError **error);

/**
 * VitExpressionFunction: a function that an expression may call
 * @name: its name
 * @arguments: as they are written
 * @description: one line
 */
typedef struct
{
  const char *name;
  const char *arguments;
  const char *description;
} VitExpressionFunction;

/** vit_expression_list_functions: (transfer none): all functions, those of groups last. */
const VitExpressionFunction *vit_expression_list_functions (size_t *n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitExpression, vit_expression_unref)
