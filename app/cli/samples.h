#pragma once

/* What commands about indicators share: studies, runs of several files, and files that are samples
 * of their own. */

#include "app/cli/cli.h"
#include "core/results/indicator-table.h"

/** VitCliTarget: what is to be told, and of which start times: the options of rank and learn. */
typedef struct
{
  char *name, *times, *model;
  double top, bottom, interval;
  gboolean samples;
  char **labels;
} VitCliTarget;

extern VitCliTarget vit_cli_target;

/** VIT_CLI_TARGET_ENTRIES: entries of the table of options of a command, with a comma at the end.
 */
#define VIT_CLI_TARGET_ENTRIES                                                                     \
  { "target",                                                                                      \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_STRING,                                                                           \
    &vit_cli_target.name,                                                                          \
    "What is to be told: la, t_ml, d2min, mises, rotation, displacement, p_hop, or column:NAME "   \
    "of the files",                                                                                \
    "TARGET" },                                                                                    \
      { "top",                                                                                     \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_DOUBLE,                                                                       \
        &vit_cli_target.top,                                                                       \
        "Events are the highest values of the target (default 10, of columns and T_ML none)",      \
        "PERCENT" },                                                                               \
      { "bottom",                                                                                  \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_DOUBLE,                                                                       \
        &vit_cli_target.bottom,                                                                    \
        "Events are the lowest values of the target",                                              \
        "PERCENT" },                                                                               \
      { "interval",                                                                                \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_DOUBLE,                                                                       \
        &vit_cli_target.interval,                                                                  \
        "Δt of the target, of p_hop the length of its window; a study has one of its own",         \
        "PS" },                                                                                    \
      { "time",                                                                                    \
        't',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_STRING,                                                                       \
        &vit_cli_target.times,                                                                     \
        "Start times that are pooled (default: up to 20, evenly spaced)",                          \
        "PS,…" },                                                                                  \
      { "samples",                                                                                 \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_NONE,                                                                         \
        &vit_cli_target.samples,                                                                   \
        "Each file is a sample of its own, as in a set of glasses, not a piece of one run",        \
        NULL },                                                                                    \
      { "run",                                                                                     \
        0,                                                                                         \
        0,                                                                                         \
        G_OPTION_ARG_STRING_ARRAY,                                                                 \
        &vit_cli_target.labels,                                                                    \
        "Which run of a study, by its label; may be given several times",                          \
        "LABEL" },                                                                                 \
      { "model",                                                                                   \
        'm',                                                                                       \
        0,                                                                                         \
        G_OPTION_ARG_FILENAME,                                                                     \
        &vit_cli_target.model,                                                                     \
        "T_ML model, for targets la and t_ml",                                                     \
        "MODEL" },                                                                                 \
      VIT_CLI_TEMPERATURE_ENTRY

/** vit_cli_target_check: whether the words after the options and these make sense; else @exit after
 * a message. */
bool vit_cli_target_check (const char *command, VitExit *exit);

/** vit_cli_target_wish: what they ask for; @times (out): to be freed after the wish. */
VitIndicatorWish vit_cli_target_wish (double **times);

/**
 * vit_cli_samples_load:
 * @paths: (array zero-terminated=1): one study, the files of one run, or samples
 * @error: where a file is at fault
 * @exit: (out): where the command line is
 *
 * Returns: (transfer full) (nullable): the study, not open yet
 */
VitStudy *vit_cli_samples_load (const char *command, char **paths, VitExit *exit, GError **error);

/** vit_cli_samples_open: (transfer full) (nullable): the study under its T_ML model. */
VitAnalyses *vit_cli_samples_open (VitStudy *study, VitProgress *progress, VitExit *exit);

/** vit_cli_samples_choose: (transfer full) (element-type VitRun): the runs that are named, else all
 * that are shown, of samples all; %NULL after a message. */
GPtrArray *vit_cli_samples_choose (const char *command, VitStudy *study, VitExit *exit);

/** vit_cli_samples_print_notes: @notes (element-type utf8), on standard error. */
void vit_cli_samples_print_notes (GPtrArray *notes);

/** vit_cli_samples_add_notes: the same as the member "notes". */
void vit_cli_samples_add_notes (JsonBuilder *builder, GPtrArray *notes);

/** vit_cli_take_length: a number of Å that is 0 or positive, for a GOptionArgFunc. */
gboolean vit_cli_take_length (const char *name, const char *value, double *length, GError **error);
