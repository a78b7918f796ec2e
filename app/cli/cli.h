#pragma once

/* What the subcommands of vitrine-cli share: exit codes, messages, progress on standard error,
 * opening. */

#include <gio/gio.h>
#include <json-glib/json-glib.h>

#include "app/cli/exit.h"
#include "core/motion/displacement.h"
#include "core/results/analyses.h"

/**
 * VitCommand:
 * @name: first word of the command line
 * @summary: one line
 * @run: given its words, its own name first
 */
typedef struct
{
  const char *name;
  const char *summary;
  VitExit (*run) (int argc, char **argv);
} VitCommand;

VitExit vit_command_info (int argc, char **argv);
VitExit vit_command_train (int argc, char **argv);
VitExit vit_command_model (int argc, char **argv);
VitExit vit_command_classes (int argc, char **argv);
VitExit vit_command_features (int argc, char **argv);
VitExit vit_command_mechanics (int argc, char **argv);
VitExit vit_command_msd (int argc, char **argv);
VitExit vit_command_atoms (int argc, char **argv);
VitExit vit_command_rank (int argc, char **argv);
VitExit vit_command_learn (int argc, char **argv);
VitExit vit_command_indicator (int argc, char **argv);
VitExit vit_command_study (int argc, char **argv);
VitExit vit_command_run (int argc, char **argv);
VitExit vit_command_watch (int argc, char **argv);
VitExit vit_command_pack (int argc, char **argv);
VitExit vit_command_repack (int argc, char **argv);
VitExit vit_command_status (int argc, char **argv);
VitExit vit_command_submit (int argc, char **argv);
VitExit vit_command_store (int argc, char **argv);
VitExit vit_command_figure (int argc, char **argv);
VitExit vit_command_figures (int argc, char **argv);
VitExit vit_command_story (int argc, char **argv);
VitExit vit_command_options (int argc, char **argv);
VitExit vit_command_premises (int argc, char **argv);

/** vit_cli_fail: `vitrine-cli: MESSAGE` on standard error; takes @error. */
VitExit vit_cli_fail (GError *error);

/** vit_cli_usage: says what is wrong with the command line. */
VitExit vit_cli_usage (const char *command, const char *format, ...) G_GNUC_PRINTF (2, 3);

/** vit_cli_dup_nearest: (transfer full): "; the nearest is WORD" for the end of a message; empty
 * where there are no words. */
char *vit_cli_dup_nearest (const char *word, const char *const *words);

/**
 * vit_cli_parse:
 * @arguments: what follows the name in the usage line
 * @exit: (out): if it returns %FALSE
 *
 * Returns: whether the command goes on
 */
gboolean vit_cli_parse (const GOptionEntry *entries,
                        const char *arguments,
                        const char *summary,
                        int *argc,
                        char ***argv,
                        VitExit *exit);

/** VIT_CLI_ORDER_ENTRY: an entry of a command whose files are one run, with a comma at the end. */
#define VIT_CLI_ORDER_ENTRY                                                                        \
  { "in-order",                                                                                    \
    0,                                                                                             \
    0,                                                                                             \
    G_OPTION_ARG_NONE,                                                                             \
    &vit_cli_in_order,                                                                             \
    "Files as they are named, also where a shell has put 1000 before 200",                         \
    NULL },

/** vit_cli_in_order: whether `--in-order` was given. */
extern gboolean vit_cli_in_order;

/** vit_cli_order_files: puts files of one run that a shell has listed in the order of the numbers
 * in their names, and says so. */
void vit_cli_order_files (char **files);

/** vit_cli_parse_described: the same, with @description at the end of the help. */
gboolean vit_cli_parse_described (const GOptionEntry *entries,
                                  const char *arguments,
                                  const char *summary,
                                  const char *description,
                                  int *argc,
                                  char ***argv,
                                  VitExit *exit);

/** vit_cli_parse_motion_frame: "box", "raw" or "cage"; %NULL is box. */
gboolean vit_cli_parse_motion_frame (const char *command,
                                     const char *name,
                                     VitMotionFrame *frame,
                                     VitExit *exit);

/** vit_cli_progress_new: a bar on a terminal, lines otherwise. Interrupting cancels it; see
 * app/cli/interrupt.h. */
VitProgress *vit_cli_progress_new (void);

/** vit_cli_progress_end: clears the bar. */
void vit_cli_progress_end (void);

/** vit_cli_print_problems: one line each on standard error, with how many frames of how many were
 * kept where some were lost. */
void vit_cli_print_problems (GPtrArray *problems, size_t kept, size_t of);

/** vit_cli_print_timeline_warning: about its times; @timeline may be %NULL. */
void vit_cli_print_timeline_warning (VitTrajectory *run, VitTimeline *timeline);

/** vit_cli_print_run_problems: what is known of a run that was opened. */
void vit_cli_print_run_problems (VitTrajectory *run, VitTimeline *timeline);

/** vit_cli_run_exit: %VIT_EXIT_DAMAGED if something of @run is lost, as
 * vit_trajectory_is_damaged() has it; says which frame could not be read, unless that @was_said. */
VitExit vit_cli_run_exit (VitTrajectory *run, gboolean was_said);

/** vit_cli_study_exit: %VIT_EXIT_DAMAGED if a run of @study could not be opened or is damaged, or
 * its log could not be read or does not fit what the user gave. */
VitExit vit_cli_study_exit (VitStudy *study);

/** vit_cli_print_json: takes @node. */
void vit_cli_print_json (JsonNode *node);

/** vit_cli_print_json_line: takes @node; in one line, at once. */
void vit_cli_print_json_line (JsonNode *node);

/** vit_cli_add_number: a member of the object that is being built; null where it is not finite, as
 * JSON knows no other numbers. */
void vit_cli_add_number (JsonBuilder *builder, const char *name, double value);

/** vit_cli_add_numbers: likewise an array of @n. */
void vit_cli_add_numbers (JsonBuilder *builder, const char *name, const double *values, size_t n);

/** vit_cli_parse_numbers: (transfer full) (nullable): "0.2,0.5" or %NULL if it is no list of
 * numbers. */
double *vit_cli_parse_numbers (const char *text, size_t *n);

/** vit_cli_is_study: whether a file is a study, by its ending or by its first group. */
gboolean vit_cli_is_study (const char *path);
