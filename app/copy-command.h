#pragma once

/* A view as the line of the command line that makes the same figure. Main thread. */

#include "app/export-source.h"

/**
 * vit_command_dup_line:
 * @index: which figure of @source; a montage is one
 * @error: %VIT_ERROR_MISSING where the study has to be saved first
 *
 * `vitrine-cli figure STUDY NAME …`, quoted for a shell, without `-o`: the saved study, `--set` for
 * each option that is not as it was saved, `--run` for the runs that are seen where the study shows
 * others, `--atom` and `--atoms` for what is picked.
 *
 * Returns: (transfer full) (nullable): the line
 */
char *vit_command_dup_line (const VitExportSource *source, int index, GError **error);

/** vit_copy_command: to the clipboard. */
void vit_copy_command (GtkWidget *widget, const VitExportSource *source);
