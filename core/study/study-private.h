#pragma once

/* Structure of a study, shared by study.c and study-file.c. */

#include "core/io/stamp.h"
#include "core/study/study.h"
#include "core/study/study-picked.h"

struct _VitStudy
{
  GObject parent_instance;

  GPtrArray *runs;
  GPtrArray *groups; /* per run: the name of its group in @keys */
  GPtrArray *labels; /* per run: the label that options name it by */
  GPtrArray *places; /* per run: its place in the table of colours */
  GKeyFile *keys; /* as in the file, with the options set since; keys of runs are set when saving */
  char *path;
  char *saved;    /* nullable: state that was read from or written to @path */
  char *checksum; /* nullable: of the text that was read from or written to @path */
  char *pack;     /* nullable: folder of the pack at @path; removed with the study */
  VitSourceStamp pack_stamp;
  char *title;
  char *model_path;
  VitOptions *options;
  GHashTable *ranges; /* of the colour scale: quantity → VitColourRange */
  VitLiquidRule rule; /* made from the options */
  VitAtomSet *picked; /* nullable */
  GPtrArray *notes;   /* sentences for people about what was clamped or not understood */
  VitPremises *log_given[VIT_N_STUDY_LOGS];
  double *intervals;
  gsize n_intervals;
  bool modified;
  bool loading;
};

/** vit_study_dup_folder: (transfer full) (nullable): that names of files are relative to. */
char *vit_study_dup_folder (VitStudy *self);

/** vit_study_save_text: writes the text of the study to @path and remembers its checksum. */
bool vit_study_save_text (VitStudy *self, const char *path, GError **error);

/** vit_study_note_saved: what the study says now is what its file says. */
void vit_study_note_saved (VitStudy *self);

/** vit_study_emit_option_changed: emits `option-changed`. */
void vit_study_emit_option_changed (VitStudy *self, const char *group, const char *key);

/** vit_study_read_logs: takes the premises of the study's logs from the keys. */
bool vit_study_read_logs (VitStudy *self, const char *path, const char *text, GError **error);
void vit_study_write_logs (VitStudy *self, GKeyFile *keys);

void vit_study_mark_modified (VitStudy *self, bool modified);

/** vit_study_insert_run: adds a run at the end; @group is the name of its group in the file. */
void vit_study_insert_run (VitStudy *self, VitRun *run, const char *group);

/** vit_study_insert_run_at: the same at a place of the list. */
void vit_study_insert_run_at (VitStudy *self, VitRun *run, const char *group, guint index);

/** vit_study_shift_run: moves a run in the list, and says so to those who show it. Returns: whether
 * it moved. */
bool vit_study_shift_run (VitStudy *self, guint from, guint to);

/** vit_study_gather_groups: puts runs of a group behind its first. */
void vit_study_gather_groups (VitStudy *self);

/** vit_study_find_place: place in the table of colours for a run that has none yet. */
guint vit_study_find_place (VitStudy *self, const char *group);

/** vit_study_emit_range_changed: emits `range-changed`. */
void vit_study_emit_range_changed (VitStudy *self, const char *column);

/** vit_study_write_ranges, vit_study_read_ranges, vit_study_take_ranges: the group [ranges]. */
void vit_study_write_ranges (VitStudy *self, GKeyFile *keys);
void vit_study_read_ranges (VitStudy *self, const char *path, const char *text);
void vit_study_take_ranges (VitStudy *self, VitStudy *from);

/** vit_study_check_figures: notes values of groups of figures that are not understood. */
void vit_study_check_figures (VitStudy *self, const char *path, const char *text);

/** vit_study_take_figures: takes the groups of figures and of montages. */
void vit_study_take_figures (VitStudy *self, VitStudy *from);

/** vit_study_is_montage_group: whether a group of the file is that of a montage. */
bool vit_study_is_montage_group (const char *group);

/** vit_study_is_figure_group: whether a group of the file is that of a figure. */
bool vit_study_is_figure_group (const char *group);

/** vit_study_emit_picked_changed: emits `picked-changed`. */
void vit_study_emit_picked_changed (VitStudy *self);

/** vit_study_forget_picked_of: lets go of picked atoms of a run that leaves the study. */
void vit_study_forget_picked_of (VitStudy *self, VitRun *run);

/** vit_study_write_picked, vit_study_read_picked, vit_study_take_picked: the group [picked]. */
void vit_study_write_picked (VitStudy *self, GKeyFile *keys);
void vit_study_read_picked (VitStudy *self, const char *path, const char *text);
void vit_study_take_picked (VitStudy *self, VitStudy *from);

/** vit_study_write_order, vit_study_read_order: the order of the runs, if it is not that of their
 * groups in the file. */
void vit_study_write_order (VitStudy *self, GKeyFile *keys);
void vit_study_read_order (VitStudy *self);

/** vit_study_read_keys: takes everything from the keys of @self, which were read from @text; paths
 * are relative to the folder of @path. */
bool vit_study_read_keys (VitStudy *self, const char *path, const char *text, GError **error);

/** vit_study_dup_document: (transfer full): vit_study_dup_state() without the group "view": what a
 * study that differs from its file differs in. */
char *vit_study_dup_document (VitStudy *self);

/** vit_study_write_keys: writes everything to @keys, which has what was read or written last; paths
 * are relative to @folder where that is possible. */
void vit_study_write_keys (VitStudy *self, GKeyFile *keys, const char *folder);

/** vit_study_write_optional: sets a key, or removes it if @text is %NULL or empty. */
void
vit_study_write_optional (GKeyFile *keys, const char *group, const char *key, const char *text);

/** vit_study_take_rule: makes the liquid-like rule from the options. Returns: whether it
 * changed. */
bool vit_study_take_rule (VitStudy *self);
