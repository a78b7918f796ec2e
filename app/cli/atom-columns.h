#pragma once

/* What `atoms` is asked for: properties, expressions and a condition. Main thread. */

#include "app/cli/cli.h"
#include "core/results/atom-table.h"

/**
 * vit_atom_columns_take:
 * @properties: (nullable): a list
 * @expressions: (nullable) (array zero-terminated=1): each NAME=EXPRESSION
 * @condition: (nullable):
 *
 * Checks what the words alone tell. Returns: %FALSE after a message
 */
gboolean vit_atom_columns_take (VitAtomColumns *columns,
                                const char *properties,
                                char **expressions,
                                const char *condition,
                                VitExit *exit);

/** vit_atom_columns_check: whether all names are known in the run; %FALSE after a message. */
gboolean vit_atom_columns_check (const VitAtomColumns *columns, VitRun *run, VitExit *exit);
