#pragma once

/* What the commands of vitrine-mpi share. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stdio.h>

#include "app/cli/exit.h"

/** vit_mpi_fail_usage: sets an error of how the command was called. Returns: false */
bool vit_mpi_fail_usage (GError **error, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** vit_mpi_asks_for_help: whether --help or -h is among the words. */
bool vit_mpi_asks_for_help (int argc, char **argv);

/**
 * vit_mpi_tell_failure: says what went wrong
 * @messages: (nullable): %NULL on ranks that say nothing
 * @command: its name
 * @cancelled: what to leave with where the command was cancelled
 *
 * Returns: what to leave with
 */
VitExit
vit_mpi_tell_failure (FILE *messages, const char *command, const GError *error, VitExit cancelled);
