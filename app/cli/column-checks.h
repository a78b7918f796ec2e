#pragma once

/* Whether expressions of the command line can be had. Main thread. */

#include "app/cli/cli.h"
#include "core/results/column.h"

/** vit_cli_check_condition: whether @condition (nullable) is one, by its form; %FALSE after a
 * message. */
gboolean vit_cli_check_condition (const char *command, const char *condition, VitExit *exit);

/** vit_cli_check_names: (element-type VitRun): whether what the options of the study name is there:
 * those that the command line gives, and those that affect one of @shown; %FALSE after a message.
 */
gboolean vit_cli_check_names (
    const char *command, VitStudy *study, VitAffects shown, GPtrArray *runs, VitExit *exit);
