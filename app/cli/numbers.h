#pragma once

/* Numbers on the command line that are no options of a study: one table of their limits. */

#include <glib.h>

/**
 * vit_cli_limit_numbers:
 * @command: whose options they are
 * @entries: terminated; numbers (%G_OPTION_ARG_INT, %G_OPTION_ARG_DOUBLE) become callbacks that
 * hold each against its row, and write where the entry says
 *
 * Each number has a row. One command for a program.
 */
void vit_cli_limit_numbers (const char *command, GOptionEntry *entries);

/** vit_cli_find_empty: (nullable): the long name of the first of @entries whose text or file name
 * was given as nothing. A title may be empty. */
const char *vit_cli_find_empty (const GOptionEntry *entries);
