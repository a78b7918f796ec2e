#pragma once

/* Whether what the text of an option names is there: quantities, columns of the files, expressions.
 * One rule for the command line, stories and whoever else takes such a name. Main thread. */

#include "core/results/column.h"

/** vit_columns_check: (element-type VitRun): whether one of @runs, which are open, has what an
 * expression, quantity or column needs. @error: what the first of them lacks */
bool vit_columns_check (const char *text, GPtrArray *runs, GError **error);

/** vit_condition_check: whether @text (nullable) is empty or a condition; with @runs (nullable), of
 * which one has what it needs. */
bool vit_condition_check (const char *text, GPtrArray *runs, GError **error);

/** vit_colour_check: whether one of @runs has what atoms are to be coloured by, and it is a single
 * number. */
bool vit_colour_check (const char *column, GPtrArray *runs, GError **error);

/** vit_option_check_names: whether what @text names as the value of @option is there, as far as
 * results know (#VitOptionNames); an empty text names nothing. */
bool
vit_option_check_names (const VitOption *option, const char *text, GPtrArray *runs, GError **error);
