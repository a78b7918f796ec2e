#pragma once

/* The table of exit codes: --help, the man page and README are made from it or held against it. */

#include <stdio.h>

/**
 * VitExit: exit codes
 * @VIT_EXIT_GOOD: done; there may have been warnings
 * @VIT_EXIT_DAMAGED: input that is damaged or cannot be read, with what could be kept; a failure;
 * no result; a doubt under `--strict`
 * @VIT_EXIT_USAGE: the command line makes no sense
 * @VIT_EXIT_INCOMPLETE: a file changed while it was read, work was stopped by SIGTERM or SIGUSR1,
 * or is not all there yet: the same command may succeed now
 * @VIT_EXIT_INTERRUPTED: SIGINT or SIGTERM; what was finished is stored
 */
typedef enum
{
  VIT_EXIT_GOOD = 0,
  VIT_EXIT_DAMAGED = 1,
  VIT_EXIT_USAGE = 2,
  VIT_EXIT_INCOMPLETE = 75,
  VIT_EXIT_INTERRUPTED = 130,
} VitExit;

/** vit_exit_print_table: `  CODE  what it means`, a line each. */
void vit_exit_print_table (FILE *out);
