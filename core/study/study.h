#pragma once

/* The saved document: runs with their conditions, the model, the options of the analyses and the
 * views. A text file (*.vitrine, GKeyFile); unknown groups and keys survive saving. A GObject of
 * the main thread, and the GListModel of its runs. */

#include <gio/gio.h>

#include "core/study/options.h"
#include "core/study/run.h"
#include "core/tml/tml.h"

#define VIT_TYPE_STUDY (vit_study_get_type ())
G_DECLARE_FINAL_TYPE (VitStudy, vit_study, VIT, STUDY, GObject)

/** vit_study_new: an empty study that lies nowhere. */
VitStudy *vit_study_new (void);

/**
 * vit_study_load:
 * @error: %VIT_ERROR_FORMAT with `FILE:LINE` where the text is no study
 *
 * Opens nothing: paths are resolved against the folder of @path.
 */
VitStudy *vit_study_load (const char *path, GError **error);

/** vit_study_save: paths are written relative to the study's folder where that is possible. */
bool vit_study_save (VitStudy *study, const char *path, GError **error);

/** vit_study_get_path: (transfer none) (nullable): where it was loaded from or last saved to. */
const char *vit_study_get_path (VitStudy *study);

/** vit_study_forget_path: the study lies nowhere from now on, so that saving asks for a name; what
 * it names stays where it is. */
void vit_study_forget_path (VitStudy *study);

/** Properties: `title` (string), `model-path` (string, nullable), `modified` (boolean). */
const char *vit_study_get_title (VitStudy *study);
void vit_study_set_title (VitStudy *study, const char *title);
const char *vit_study_get_model_path (VitStudy *study);
void vit_study_set_model_path (VitStudy *study, const char *path);
bool vit_study_get_modified (VitStudy *study);

/** vit_study_get_n_runs: the study is also a GListModel of them. */
guint vit_study_get_n_runs (VitStudy *study);

/** vit_study_get_run: (transfer none): */
VitRun *vit_study_get_run (VitStudy *study, guint index);

/** vit_study_add_run: at the end; the study takes a reference. */
void vit_study_add_run (VitStudy *study, VitRun *run);

/** vit_study_remove_run: one that is not in the study is none of its business. */
void vit_study_remove_run (VitStudy *study, VitRun *run);

/** vit_study_get_liquid_rule: which atoms are liquid-like; one rule for all pages.
 * `notify::liquid-rule` tells of a change. */
const VitLiquidRule *vit_study_get_liquid_rule (VitStudy *study);
void vit_study_set_liquid_rule (VitStudy *study, const VitLiquidRule *rule);

/** vit_study_get_intervals: (nullable): Δt in ps that the user chose; %NULL takes the model's. */
const double *vit_study_get_intervals (VitStudy *study, size_t *n_intervals);
void vit_study_set_intervals (VitStudy *study, const double *intervals, size_t n_intervals);

/** vit_study_get_options: (transfer none): every option, within its limits; valid until the next
 * one is set. */
const VitOptions *vit_study_get_options (VitStudy *study);

/** vit_study_get_notes: (transfer none) (element-type utf8): what reading the file had to clamp, a
 * sentence each. */
GPtrArray *vit_study_get_notes (VitStudy *study);

/**
 * vit_study_set_option:
 * @group, @key: of the table of options
 * @value: (nullable): as in the file; %NULL for the default
 * @error: %VIT_ERROR_NOT_FOUND for no such option, with the nearest; %VIT_ERROR_INVALID for no such
 *   value
 *
 * Signal `option-changed` (group, key; detail: the group) tells when it becomes something else;
 * `notify::liquid-rule` where that rule changes. What is said of clamping is in
 * vit_study_get_notes().
 */
bool vit_study_set_option (
    VitStudy *study, const char *group, const char *key, const char *value, GError **error);

/** vit_study_set_option_number: of a switch, integer or number; clamped. */
void
vit_study_set_option_number (VitStudy *study, const char *group, const char *key, double value);

/** vit_study_dup_option_text: (transfer full): the value as the file has it. */
char *vit_study_dup_option_text (VitStudy *study, const char *group, const char *key);

/** vit_study_dup_option_path: (transfer full) (nullable): of a file: its absolute path; %NULL for
 * none. */
char *vit_study_dup_option_path (VitStudy *study, const char *group, const char *key);

/** vit_study_set_found_cutoff: r_c (Å) as found in @run; no change of the document, and no choice.
 */
void vit_study_set_found_cutoff (VitStudy *study, double cutoff, const char *run);
