#pragma once

/* What commands about indicators share: studies, runs of several files, and files that are samples
 * of their own. */

#include "app/cli/cli.h"

/**
 * vit_cli_samples_load:
 * @paths: (array zero-terminated=1): one study, the files of one run, or samples
 * @samples: whether each file is a run of its own
 * @error: where a file is at fault
 * @exit: (out): where the command line is
 *
 * Returns: (transfer full) (nullable): the study, not open yet
 */
VitStudy *vit_cli_samples_load (const char *command,
                                char **paths,
                                gboolean samples,
                                const char *model_path,
                                VitExit *exit,
                                GError **error);

/** vit_cli_samples_choose: (transfer full) (element-type VitRun): the runs that are named, else all
 * that are shown, of @samples all; %NULL after a message. */
GPtrArray *vit_cli_samples_choose (
    const char *command, VitStudy *study, char **labels, gboolean samples, VitExit *exit);

/** vit_cli_samples_split: (transfer full): "s2, column:energy" as "s2", "energy". */
char **vit_cli_samples_split (const char *text);

/** vit_cli_samples_is_percent: 0, as when it is not given, or above 0 and below 100. */
gboolean vit_cli_samples_is_percent (double value);

/** vit_cli_samples_print_notes: @notes (element-type utf8), on standard error. */
void vit_cli_samples_print_notes (GPtrArray *notes);

/** vit_cli_samples_add_notes: the same as the member "notes". */
void vit_cli_samples_add_notes (JsonBuilder *builder, GPtrArray *notes);

/** vit_cli_take_length: a number of Å that is 0 or positive, for a GOptionArgFunc. */
gboolean vit_cli_take_length (const char *name, const char *value, double *length, GError **error);
