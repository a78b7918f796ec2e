#pragma once

/* The saved document: runs with their conditions, the model, the options of the analyses and the
 * views. A text file (*.vitrine, GKeyFile); unknown groups and keys survive saving. A GObject of
 * the main thread, and the GListModel of its runs. */

#include <gio/gio.h>

#include "core/study/options.h"
#include "core/study/run.h"
#include "core/study/study-logs.h"
#include "core/study/study-ranges.h"
#include "core/tml/tml.h"

#define VIT_TYPE_STUDY (vit_study_get_type ())
G_DECLARE_FINAL_TYPE (VitStudy, vit_study, VIT, STUDY, GObject)

/** vit_study_new: an empty study without a path. */
VitStudy *vit_study_new (void);

/**
 * vit_study_load:
 * @error: %VIT_ERROR_FORMAT with `FILE:LINE` if the text is no study
 *
 * Opens no run. Paths are resolved against the folder of @path. A pack is unpacked, see
 * study-pack.h: do that in a job where it is large.
 */
VitStudy *vit_study_load (const char *path, GError **error);

/**
 * vit_study_save:
 * @error: %VIT_ERROR_INVALID if @path is something that the study reads, see vit_study_reads()
 *
 * Paths are written relative to the study's folder where that is possible. One that was loaded from
 * a pack is saved as a pack alone.
 */
bool vit_study_save (VitStudy *study, const char *path, GError **error);

/** vit_study_dup_text: (transfer full): the text that a save beside the study's own file would
 * write; with absolute paths if it has none. */
char *vit_study_dup_text (VitStudy *study);

/** vit_study_reads: whether @path is a file of a run, a log or the model of the study, which must
 * not be written over; its own file does not count. */
bool vit_study_reads (VitStudy *study, const char *path);

/** vit_study_has_changed_on_disk: whether the file is another one than was read or written last. */
bool vit_study_has_changed_on_disk (VitStudy *study);

/**
 * vit_study_dup_state:
 *
 * Returns: (transfer full): all that the user decides, as a text: equal texts mean equal studies.
 *   Where one looks, and what the program found, is not in it. `edited` is emitted at each
 *   change that may change it
 */
char *vit_study_dup_state (VitStudy *study);

/**
 * vit_study_take_state:
 * @state: from vit_study_dup_state() of this study
 * @kept: (nullable) (element-type VitRun): runs that were in the study; one that comes back is
 *   taken from them, so that its files are not read again
 */
void vit_study_take_state (VitStudy *study, const char *state, GPtrArray *kept);

/** vit_study_get_path: (transfer none) (nullable): the file that it was loaded from or last saved
 * to. */
const char *vit_study_get_path (VitStudy *study);

/** vit_study_dup_store: (transfer full) (nullable): the folder of its results, `NAME.results`
 * beside it, or what `VITRINE_STORE` says (empty: none), whether it is there or not; %NULL for a
 * study without a file and for those that come along with the program. That of a pack is in it. */
char *vit_study_dup_store (VitStudy *study);

/** vit_study_dup_no_store: (transfer full) (nullable): why there is none, as in "…, and REASON". */
char *vit_study_dup_no_store (VitStudy *study);

/** vit_study_forget_path: removes the path, so that saving asks for a name. Paths of runs and
 * options keep pointing to the same files. */
void vit_study_forget_path (VitStudy *study);

/** Properties: `title` (string), `model-path` (string, nullable), `modified` (boolean). Signal:
 * `run-changed` (VitRun, name of the property), `range-changed` (quantity), `picked-changed`. */
const char *vit_study_get_title (VitStudy *study);
void vit_study_set_title (VitStudy *study, const char *title);
const char *vit_study_get_model_path (VitStudy *study);
void vit_study_set_model_path (VitStudy *study, const char *path);
bool vit_study_get_modified (VitStudy *study);

/** vit_study_get_n_runs: number of runs; the study is also a GListModel of them. */
guint vit_study_get_n_runs (VitStudy *study);

/** vit_study_get_run: (transfer none): */
VitRun *vit_study_get_run (VitStudy *study, guint index);

/**
 * vit_study_dup_lost_run:
 * @option: of type %VIT_OPTION_RUN
 *
 * Returns: (transfer full) (nullable): a sentence, with the nearest label, if the option names a
 * run that the study does not have
 */
char *vit_study_dup_lost_run (VitStudy *study, const VitOption *option);

/** vit_study_dup_nearest_run: (transfer full): `there is no run "LABEL"; the nearest is "…"`. */
char *vit_study_dup_nearest_run (VitStudy *study, const char *label);

/** vit_study_dup_free_label: (transfer full): @label, with a number if a run other than @run has
 * it.
 */
char *vit_study_dup_free_label (VitStudy *study, VitRun *run, const char *label);

/** vit_study_add_run: adds a run at the end; the study takes a reference. */
void vit_study_add_run (VitStudy *study, VitRun *run);

/**
 * vit_study_try_run: adds a run at the end whose files may turn out not to be readable
 *
 * The study counts as modified when vit_study_keep_run() follows, and not if
 * vit_study_withdraw_run() does.
 */
void vit_study_try_run (VitStudy *study, VitRun *run);
void vit_study_keep_run (VitStudy *study, VitRun *run);
void vit_study_withdraw_run (VitStudy *study, VitRun *run);

/** vit_study_remove_run: does nothing if @run is not in the study. */
void vit_study_remove_run (VitStudy *study, VitRun *run);

/** vit_study_get_colour_place: the place of @run in the table of colours, for a run whose colour
 * nobody chose. It stays when other runs come, go or move. */
guint vit_study_get_colour_place (VitStudy *study, VitRun *run);

/** vit_study_move_run: puts @run at @index of the list. It joins a group between two of whose runs
 * it comes to stand, and leaves one that it no longer stands beside. */
void vit_study_move_run (VitStudy *study, VitRun *run, guint index);

/** vit_study_group_run: @group: (nullable): puts @run into a group, behind its last run; %NULL
 * takes it out of its own. */
void vit_study_group_run (VitStudy *study, VitRun *run, const char *group);

/** vit_study_rename_group: @name: (nullable): %NULL dissolves the group. */
void vit_study_rename_group (VitStudy *study, const char *group, const char *name);

/** vit_study_move_group: puts a group ahead of the run that is at @index; ahead of another group or
 * behind it where that lies within one. */
void vit_study_move_group (VitStudy *study, const char *group, guint index);

/** vit_study_show_group: shows or hides all runs of a group. */
void vit_study_show_group (VitStudy *study, const char *group, bool shown);

/** vit_study_get_liquid_rule: the rule by which atoms are liquid-like, the same on all pages.
 * `notify::liquid-rule` is emitted when it changes. */
const VitLiquidRule *vit_study_get_liquid_rule (VitStudy *study);
void vit_study_set_liquid_rule (VitStudy *study, const VitLiquidRule *rule);

/** vit_study_get_intervals: (nullable): Δt in ps that the user chose; %NULL: the model's are
 * used. */
const double *vit_study_get_intervals (VitStudy *study, size_t *n_intervals);
void vit_study_set_intervals (VitStudy *study, const double *intervals, size_t n_intervals);

/** vit_study_get_options: (transfer none): all options, within their limits; valid until one is
 * set. */
const VitOptions *vit_study_get_options (VitStudy *study);

/** vit_study_get_notes: (transfer none) (element-type utf8): a sentence for each value that was
 * clamped, and with file and line for what was not understood when the study was loaded. */
GPtrArray *vit_study_get_notes (VitStudy *study);

/**
 * vit_study_set_option:
 * @group, @key: place of the option in the table
 * @value: (nullable): value as in the file; %NULL for the default
 * @error: %VIT_ERROR_NOT_FOUND: no such option, with the nearest name; %VIT_ERROR_INVALID: not a
 *   value of the option
 *
 * Emits `option-changed` (group, key; detail: the group) if the value changes, and
 * `notify::liquid-rule` if that rule changes. Sentences about clamping go to vit_study_get_notes().
 */
bool vit_study_set_option (
    VitStudy *study, const char *group, const char *key, const char *value, GError **error);

/** vit_study_set_option_number: sets a switch, integer or number; it is clamped. */
void
vit_study_set_option_number (VitStudy *study, const char *group, const char *key, double value);

/** vit_study_dup_option_text: (transfer full): the value as the file has it. */
char *vit_study_dup_option_text (VitStudy *study, const char *group, const char *key);

/** vit_study_dup_option_path: (transfer full) (nullable): absolute path of an option that names a
 * file; %NULL for none. */
char *vit_study_dup_option_path (VitStudy *study, const char *group, const char *key);

/** vit_study_get_log_given: (transfer none): premises that the user gave of a log of the study;
 * valid until one is set. */
const VitPremises *vit_study_get_log_given (VitStudy *study, VitStudyLog log);

/**
 * vit_study_set_log_premise:
 * @text: the value, or an empty text to take the user's value away
 * @error: %VIT_ERROR_INVALID if nothing of the log rests on it, or with the values that can be
 * given
 *
 * Emits `option-changed` of the option that names the log.
 */
bool vit_study_set_log_premise (
    VitStudy *study, VitStudyLog log, VitPremiseId id, const char *text, GError **error);

/** vit_study_set_found_cutoff: sets the r_c (Å) that was found in @run. It neither marks the
 * document as modified nor counts as chosen. */
void vit_study_set_found_cutoff (VitStudy *study, double cutoff, const char *run);
