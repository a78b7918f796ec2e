#pragma once

/* Premises on the command line: `--premise NAME=VALUE` and `--strict`, and how the premises of a
 * result are printed. One table names them: core/io/premise.h. */

#include "app/cli/cli.h"
#include "core/mechanics/loading.h"
#include "core/study/study.h"

/** VIT_CLI_PREMISE_ENTRIES: entries of the table of options of a command, with a comma at the end.
 */
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

/** VIT_CLI_RUN_ENTRIES: premises that have an option of their own. */
#define VIT_CLI_RUN_ENTRIES                                                                        \
  { "timestep",                                                                                    \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_CALLBACK,                                                                         \
    vit_cli_take_premise,                                                                          \
    "Timestep where the file has no clock",                                                        \
    "PS" },                                                                                        \
      { "species",                                                                                 \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_CALLBACK,                                                                     \
        vit_cli_take_premise,                                                                      \
        "Names of the types, in order",                                                            \
        "Cu,Zr" },                                                                                 \
      { "atom-style",                                                                              \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_CALLBACK,                                                                     \
        vit_cli_take_premise,                                                                      \
        "Style of the rows of a LAMMPS data file that does not name it",                           \
        "STYLE" },

/** VIT_CLI_TEMPERATURE_ENTRY: likewise. */
#define VIT_CLI_TEMPERATURE_ENTRY                                                                  \
  { "temperature",                                                                                 \
    'T',                                                                                           \
    0,                                                                                             \
    G_OPTION_ARG_CALLBACK,                                                                         \
    vit_cli_take_premise,                                                                          \
    "Bath temperature of the run",                                                                 \
    "K" },

/** vit_cli_strict: whether `--strict` was given. */
extern gboolean vit_cli_strict;

/** vit_cli_take_premise: a GOptionArgFunc: takes NAME=VALUE or, in a study, LABEL:NAME=VALUE of
 * one run, or of a log of the study by its name; of an option with the name of a premise the value
 * alone. */
gboolean vit_cli_take_premise (const char *name, const char *value, gpointer data, GError **error);

/** vit_cli_get_premises: (transfer none): what the command line gave, all of source user. The
 * caller may add what older options such as `--timestep` say. */
VitPremises *vit_cli_get_premises (void);

/** vit_cli_refuse_labels: %FALSE if the command line says something of one run by its label, for
 * commands whose files have none. */
gboolean vit_cli_refuse_labels (GError **error);

/** vit_cli_give_premises: sets in @run, which is not open yet, what the command line says of all
 * runs. */
void vit_cli_give_premises (VitRun *run);

/**
 * vit_cli_give_study_premises:
 * @all: whether to set what is said of all runs, or only what is said of one by its label
 *
 * Sets in runs of @study, and of its logs "stress-strain" and "quench", what the command line says;
 * %FALSE after a message if no run has a label, or what is said does not fit.
 */
gboolean vit_cli_give_study_premises (const char *command, VitStudy *study, gboolean all);

/** vit_cli_open_run: (transfer full) (nullable): opens files as one run with what the command line
 * says, and prints problems and doubts; a doubt is an error under `--strict`. */
VitRun *vit_cli_open_run (const char *const *paths, VitProgress *progress, GError **error);

/** vit_cli_open_timed_run: the same, where times are needed. */
VitRun *vit_cli_open_timed_run (const char *const *paths, VitProgress *progress, GError **error);

/** vit_cli_print_idle: prints a warning for each premise that was given and changes nothing. @idle:
 * by #VitPremiseId, %NULL or why */
void vit_cli_print_idle (const char *label, const VitPremises *given, char *const *idle);

/** vit_cli_print_idle_of_log: likewise of what a log alone is asked for. @curve: (nullable): what
 * was read from it; @study: (nullable): it may have a log of its own, which is named */
void vit_cli_print_idle_of_log (const char *label,
                                const VitPremises *given,
                                const VitLoadingCurve *curve,
                                bool has_log,
                                VitStudy *study);

/** vit_cli_print_idle_of_run: likewise of a run, whose log is not read yet if it is not open. */
void vit_cli_print_idle_of_run (VitStudy *study, VitRun *run);

/** vit_cli_refuse_idle: %FALSE after a message if the command line gives a premise on which nothing
 * of a log rests. */
gboolean vit_cli_refuse_idle (const char *command);

/** vit_cli_add_premises: the member "premises" of the object that is being built: a list of
 * `{name, value, unit, source, doubt}`; what is not known is null. */
void vit_cli_add_premises (JsonBuilder *builder, const VitPremises *premises);

/** vit_cli_print_premises: a line for each on standard output, doubts below theirs. */
void vit_cli_print_premises (const VitPremises *premises);

/** vit_cli_check_tml: prints what speaks against T_ML of the run @name, and returns %FALSE if there
 * is something and `--strict` was given, as vit_cli_check_premises(). */
gboolean vit_cli_check_tml (const char *name, VitTmlSeries *series);

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

/** vit_cli_check_run: the same for an opened run, which vit_cli_review_runs() looks at again. */
gboolean vit_cli_check_run (const char *name, VitRun *run);

/** vit_cli_review_runs: at the end of a command, prints doubts that frames raised which were read
 * since the runs were opened, and forgets the runs; %FALSE as from vit_cli_check_premises(). */
gboolean vit_cli_review_runs (void);
