#pragma once

/* Options of a study on the command line, and the budgets of the program. */

#include "app/cli/cli.h"

/**
 * vit_cli_parse_study:
 * @entries: of the command; where one has the short name of an option, it is the command's
 *
 * As vit_cli_parse_described(), with `--set`, the short names of the table of options and the
 * budgets.
 */
gboolean vit_cli_parse_study (const GOptionEntry *entries,
                              const char *arguments,
                              const char *summary,
                              const char *description,
                              int *argc,
                              char ***argv,
                              VitExit *exit);

/** vit_cli_take_option: a GOptionArgFunc: sets the option of that short name. */
gboolean vit_cli_take_option (const char *name, const char *value, gpointer data, GError **error);

/** vit_cli_get_range: after vit_cli_apply_options(): the range of the colour scale that the study
 * has for the quantity that is asked for, before ends that were given here. */
VitColourRange vit_cli_get_range (void);

/** vit_cli_is_given: whether the command line sets the option. */
gboolean vit_cli_is_given (const char *group, const char *key);

/** vit_cli_apply_options: sets in @study what the command line said, and says on standard error
 * what was clamped. */
void vit_cli_apply_options (VitStudy *study);

/** vit_cli_check_runs: after vit_cli_apply_options(), with all runs in @study: whether the options
 * of the command line name runs that there are; says the nearest label where one does not. */
gboolean vit_cli_check_runs (const char *command, VitStudy *study, VitExit *exit);

/** vit_cli_wants_cache: whether results are to be kept on disk: neither `--no-cache` nor an empty
 * `VITRINE_CACHE_DIR` says otherwise. */
gboolean vit_cli_wants_cache (void);

/** vit_cli_open_cache: (transfer full) (nullable): of the size given; %NULL where there is none;
 * @error if there should be one. */
VitCache *vit_cli_open_cache (GError **error);

/** vit_cli_tell_dropped: at the end of a command: says on standard error whether the cache was too
 * small for what it kept. */
void vit_cli_tell_dropped (void);

/** vit_cli_fill_store: results of the study that is opened go to its store, which is made if need
 * be; where it cannot be, to the cache, and that is said. A store that `--store` names has to be
 * one, or to become one. */
void vit_cli_fill_store (void);

/** vit_cli_dup_store: (transfer full) (nullable): the folder of the store of @study, whether there
 * is one or not. */
char *vit_cli_dup_store (VitStudy *study);

/** vit_cli_dup_no_store: (transfer full) (nullable): why a study has no store, whether it was
 * filled or not; %NULL where it may have one. */
char *vit_cli_dup_no_store (VitStudy *study);

/** vit_cli_set_packed: (nullable): results that are there already, of the packs that are opened
 * from now on: see vit_cache_add_store(). */
void vit_cli_set_packed (const char *folder);

/** vit_cli_get_threads: `--threads`; 0 without. */
int vit_cli_get_threads (void);

/** vit_cli_get_memory: what the user gives the program, bytes; @usual without a word. */
uint64_t vit_cli_get_memory (uint64_t usual);

/** vit_cli_set_usual_memory: bytes for results in memory, whatever the user says; 0 is what the
 * user says, else that of VitTmlSeries. */
void vit_cli_set_usual_memory (uint64_t bytes);

/** vit_cli_open: opens the model and the runs of @study with the options of the command line; %NULL
 * after a message. What keeps a run from opening is its error. */
VitAnalyses *vit_cli_open (VitStudy *study, VitProgress *progress, VitExit *exit);

/** vit_cli_open_runs: the same with the options and premises that @study has. */
VitAnalyses *vit_cli_open_runs (VitStudy *study, VitProgress *progress, VitExit *exit);

/** vit_cli_open_study: loads @path, its model and runs; %NULL after a message. The cache is
 * the user's. */
VitAnalyses *vit_cli_open_study (const char *path, VitProgress *progress, VitExit *exit);
