#pragma once

/* How figures are to look, on the command line: what is set for each, the rules of a journal, and
 * the check of them. */

#include "app/cli/exit.h"
#include "ui/gallery/gallery.h"

/** vit_cli_new_figure_entries: (transfer full): @own entries of a command with those of settings of
 * figures and of the check. */
GOptionEntry *vit_cli_new_figure_entries (const GOptionEntry *own);

/** vit_cli_wants_check: whether `--check` was given. */
bool vit_cli_wants_check (void);

/** vit_cli_check_looks: what can be judged by the words alone. */
bool vit_cli_check_looks (const char *command, VitExit *exit);

/** vit_cli_lay_out: lays @figure out as the study has it for the figure @name and as the command
 * line says. */
bool vit_cli_lay_out (VitStudy *study,
                      const char *name,
                      VitFormat format,
                      bool dark,
                      VitFigure *figure,
                      VitExportOptions *options,
                      GError **error);

/** vit_cli_check_figure: checks @figure, which has been laid out, against its journal, for
 * vit_cli_print_checks(). Returns: %VIT_EXIT_DAMAGED if a rule fails. */
VitExit vit_cli_check_figure (const char *name,
                              VitFormat format,
                              bool dark,
                              VitFigure *figure,
                              const VitExportOptions *options);

/** vit_cli_note_command: keeps the command line, before it is parsed, for what is written with
 * figures. */
void vit_cli_note_command (int argc, char **argv);

/** vit_cli_may_write_figure: whether a figure, and with `--source-data` what goes with it, may be
 * written to the file @path: see vit_cli_may_write() and vit_source_data_may_replace(). */
gboolean
vit_cli_may_write_figure (const char *command, const char *path, VitStudy *study, VitExit *exit);

/** vit_cli_write_source_data: with `--source-data`, writes those of the figure in the file @path.
 */
bool vit_cli_write_source_data (VitStudy *study,
                                const char *name,
                                VitFigure *figure,
                                GPtrArray *runs,
                                const char *path,
                                GError **error);

/** vit_cli_print_checks: all checks as JSON, if there were any; an array if @many. */
void vit_cli_print_checks (bool many);
