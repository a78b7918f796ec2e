#pragma once

/* Premises on the command line: `--premise NAME=VALUE` and `--strict`, and how the premises of a
 * result are printed. One table names them: core/io/premise.h. */

#include "app/cli/cli.h"
#include "core/io/premise.h"

/** VIT_CLI_PREMISE_ENTRIES: two entries of a command's table of options, with a comma at the
 * end. */
#define VIT_CLI_PREMISE_ENTRIES                                                                    \
  { "premise",                                                                                     \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_CALLBACK,                                                                         \
    vit_cli_take_premise,                                                                          \
    "What a number rests on and the file does not say; may be given several times",                \
    "NAME=VALUE" },                                                                                \
      { "strict", 0, 0, G_OPTION_ARG_NONE, &vit_cli_strict, "A doubt about a premise is an error", \
        NULL },

/** vit_cli_strict: whether `--strict` was given. */
extern gboolean vit_cli_strict;

/** vit_cli_take_premise: a GOptionArgFunc: takes NAME=VALUE. */
gboolean vit_cli_take_premise (const char *name, const char *value, gpointer data, GError **error);

/** vit_cli_get_premises: (transfer none): what the command line gave, all of source user. The
 * caller may add what older options such as `--timestep` say. */
VitPremises *vit_cli_get_premises (void);

/** vit_cli_add_premises: the member "premises" of the object that is being built: a list of
 * `{name, value, unit, source, doubt}`; what is not known is null. */
void vit_cli_add_premises (JsonBuilder *builder, const VitPremises *premises);

/** vit_cli_print_premises: a line for each on standard output, doubts below theirs. */
void vit_cli_print_premises (const VitPremises *premises);

/**
 * vit_cli_check_premises:
 * @path: (nullable): file that the premises are about
 *
 * Prints each doubt on standard error: under `--strict` as errors, else as warnings.
 *
 * Returns: %FALSE if there is a doubt and `--strict` was given: the command then ends with
 *   %VIT_EXIT_DAMAGED
 */
gboolean vit_cli_check_premises (const char *path, const VitPremises *premises);
