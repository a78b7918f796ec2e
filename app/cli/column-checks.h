#pragma once

/* Whether expressions of the command line can be had. Main thread. */

#include "app/cli/cli.h"
#include "core/results/column.h"

/** vit_cli_check_condition: whether @condition (nullable) is one, by its form; %FALSE after a
 * message. */
gboolean vit_cli_check_condition (const char *command, const char *condition, VitExit *exit);

/** vit_cli_check_where: (element-type VitRun): whether @condition (nullable) is empty, or one of
 * which one of @runs has the columns; %FALSE after a message, which begins with @word. */
gboolean vit_cli_check_where (
    const char *command, const char *word, const char *condition, GPtrArray *runs, VitExit *exit);

/** vit_cli_check_colour: (element-type VitRun): whether one of @runs has what atoms are to be
 * coloured by; %FALSE after a message. */
gboolean
vit_cli_check_colour (const char *command, const char *column, GPtrArray *runs, VitExit *exit);
