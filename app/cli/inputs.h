#pragma once

/* What a command reads from is not written over: every command says what it reads, and asks before
 * it writes. Main thread. */

#include "app/cli/exit.h"
#include "core/study/study.h"

/** vit_cli_reads: @path, nullable, is a file, or a pattern of files, that the command reads. */
void vit_cli_reads (const char *path);

/**
 * vit_cli_may_write:
 * @output: (nullable): %NULL is standard output
 * @study: (nullable): what it is read from counts, too
 *
 * Returns: %FALSE after a message, with %VIT_EXIT_USAGE, if @output is something that is read
 */
gboolean
vit_cli_may_write (const char *command, const char *output, VitStudy *study, VitExit *exit);
