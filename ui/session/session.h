#pragma once

/* The state of the view that the user has: the study, the time under the playhead, the slice, the
 * colours and the picked atom. Every view has one and listens to it; no view knows another. A
 * GObject of the main thread without GTK. Setters clamp values and notify only of actual changes.
 */

#include <glib-object.h>

#include "core/live/alarms.h"
#include "core/study/atom-set.h"
#include "core/results/motion-reader.h"
#include "core/results/snapshot.h"
#include "ui/style/view-options.h"

#define VIT_TYPE_SESSION (vit_session_get_type ())
G_DECLARE_FINAL_TYPE (VitSession, vit_session, VIT, SESSION, GObject)

/**
 * vit_session_new:
 * @study: the study to show; its "view" options are read, and written when the view changes
 * @cache: (nullable): the cache for results
 *
 * Properties: `time` (double, ps), `playing` (boolean), `speed` (double, ps of the run per second),
 * `loop` (boolean), `turning` (boolean), `slice`, `colouring` (notification only), `selected-atom`
 * (int64, with `has-selection`), `selected-run` (VitRun), `extent` (notification only: first or
 * last time has changed), `liquid-rule` (notification only). Signals: `results-changed` (VitRun)
 * when T_ML of a start time is there or a series was replaced; `shown-changed` when another set of
 * runs is shown; `snapshot-changed` (VitRun) when it has a new snapshot; `moved` when the motion
 * that is shown has changed.
 */
VitSession *vit_session_new (VitStudy *study, VitCache *cache);

/**
 * vit_session_take_look:
 * @base, @look, @notes: see vit_study_take_look()
 *
 * Gives the study and the session another look at once: runs, time, slice, colours, followed atoms
 * and all options. A time that lies in runs which are not open yet is taken when they are. What
 * moves stops. O(options)
 */
void vit_session_take_look (VitSession *session, GKeyFile *base, GKeyFile *look, GPtrArray *notes);

VitStudy *vit_session_get_study (VitSession *session);
VitAnalyses *vit_session_get_analyses (VitSession *session);

/** vit_session_get_time: the time under the playhead, ps. */
double vit_session_get_time (VitSession *session);

/** vit_session_set_time: clamps @time to the extent; the focus of the analyses follows. */
void vit_session_set_time (VitSession *session, double time);

/** vit_session_get_extent: first and last time (ps) of the shown runs; 0, 0 if there is none. */
void vit_session_get_extent (VitSession *session, double *start, double *end);

/** vit_session_step: moves the playhead by @n start times of the shown runs. */
void vit_session_step (VitSession *session, int n);

bool vit_session_get_playing (VitSession *session);
void vit_session_set_playing (VitSession *session, bool playing);
double vit_session_get_speed (VitSession *session);
void vit_session_set_speed (VitSession *session, double ps_per_second);
bool vit_session_get_loop (VitSession *session);
void vit_session_set_loop (VitSession *session, bool loop);

/** vit_session_follow_files: from now on the files of shown runs are followed while they are
 * written: `news` (VitRun, const char *text) tells people what was written anew. */
void vit_session_follow_files (VitSession *session);

/** vit_session_get_alarms: (transfer none) (nullable): alarms of the runs, once their files are
 * followed; `alarms` notifies. */
VitAlarms *vit_session_get_alarms (VitSession *session);

/** vit_session_is_live: whether a shown run is being written; `live` notifies. */
bool vit_session_is_live (VitSession *session);

/** vit_session_set_follow_end: whether the playhead stays at the end of runs that grow; moving it
 * turns that off. The property `follow-end`. */
void vit_session_set_follow_end (VitSession *session, bool follow);
bool vit_session_get_follow_end (VitSession *session);

/** vit_session_dup_wait: (transfer full) (nullable): of a run that is being written: up to where
 * T_ML is final, and how long that at the playhead will take; %NULL of others. */
char *vit_session_dup_wait (VitSession *session, VitRun *run);

/** vit_session_set_scrubbing: whether the playhead is being dragged. */
void vit_session_set_scrubbing (VitSession *session, bool scrubbing);

/** vit_session_is_moving: whether the playhead is playing or being dragged: atoms are then shown
 * where they are at its time, between frames too; otherwise those of a frame. */
bool vit_session_is_moving (VitSession *session);

/**
 * vit_session_get_motion:
 * @point: (out): what is to be drawn; borrowed until the next call
 *
 * Where the atoms of @run are while the playhead moves. Frames are read ahead in the background;
 * `moved` is emitted when time has passed, when others are there, and when the playhead has
 * stopped.
 *
 * Returns: %false if it does not move, or no frames are there yet
 */
bool vit_session_get_motion (VitSession *session, VitRun *run, VitMotionPoint *point);

/** vit_session_set_turning: whether the whole box turns like on a turntable; a slice does not. */
void vit_session_set_turning (VitSession *session, bool turning);
bool vit_session_get_turning (VitSession *session);

/** vit_session_tick: @seconds have passed while playing. The window calls it from its frame clock.
 */
void vit_session_tick (VitSession *session, double seconds);

const VitSlice *vit_session_get_slice (VitSession *session);
void vit_session_set_slice (VitSession *session, const VitSlice *slice);

const VitColouring *vit_session_get_colouring (VitSession *session);
void vit_session_set_colouring (VitSession *session, const VitColouring *colouring);

/** vit_session_get_range: how the range of the colour scale is found for the quantity that colours
 * the atoms; the colouring has its ends. */
VitColourRange vit_session_get_range (VitSession *session);

/** vit_session_get_difference_colouring: the colours of differences of two runs or times; @key
 * (out) (transfer full): what their range is kept under (vit_study_dup_difference_key()). */
VitColouring vit_session_get_difference_colouring (VitSession *session, char **key);

/** vit_session_set_range: the same range holds for all runs that are shown. */
void vit_session_set_range (VitSession *session, const VitColourRange *range);

/** vit_session_find_beyond: whether values of shown runs lie beyond the ends of the colour scale.
 * O(atoms) */
void vit_session_find_beyond (VitSession *session, bool *below, bool *above);

const VitLiquidRule *vit_session_get_liquid_rule (VitSession *session);
void vit_session_set_liquid_rule (VitSession *session, const VitLiquidRule *rule);

/** vit_session_get_n_shown: number of runs that are shown side by side. */
guint vit_session_get_n_shown (VitSession *session);

/** vit_session_get_shown: (transfer none) (nullable): the @index-th shown run. */
VitRun *vit_session_get_shown (VitSession *session, guint index);

/** vit_session_get_run_index: index of @run in the study; −1 if it is not in the study. */
int vit_session_get_run_index (VitSession *session, VitRun *run);

/** vit_session_select_atom: picks an atom, which is followed through time, in place of all others;
 * a
 * @run of %NULL clears. Changes of followed atoms notify of `selected-atom`. */
void vit_session_select_atom (VitSession *session, VitRun *run, int64_t id);

/** vit_session_follow_atom: picks an atom and keeps those that are followed; the same ids are
 * followed in every run. Returns: whether there was room for it. */
bool vit_session_follow_atom (VitSession *session, VitRun *run, int64_t id);

/** vit_session_unfollow_atom: lets go of one atom; another becomes the picked one. */
void vit_session_unfollow_atom (VitSession *session, int64_t id);

/** vit_session_get_followed: (transfer none): the followed atoms, the picked one among them. */
const VitFollowedAtoms *vit_session_get_followed (VitSession *session);

/** vit_session_get_selection: the atom that was picked last, in @run; @run, @id: (out) (optional).
 */
bool vit_session_get_selection (VitSession *session, VitRun **run, int64_t *id);

/** vit_session_set_atom_set: @set: (nullable): atoms picked in a figure, which all views highlight,
 * as the study keeps them; %NULL clears. Notifies of `atom-set`. */
void vit_session_set_atom_set (VitSession *session, VitAtomSet *set);

/** vit_session_get_atom_set: (transfer none) (nullable): the atoms picked in a figure. */
VitAtomSet *vit_session_get_atom_set (VitSession *session);

/** vit_session_set_values_hidden: whether the values of an atom under the pointer are kept back:
 * somebody is asked where they are large. */
void vit_session_set_values_hidden (VitSession *session, bool hidden);
bool vit_session_get_values_hidden (VitSession *session);

/** vit_session_get_deriver: (transfer none): computes what follows from runs and options. */
VitDeriver *vit_session_get_deriver (VitSession *session);

/** vit_session_find_frame: the frame of @run whose atoms are shown; −1 if it has none yet. */
ssize_t vit_session_find_frame (VitSession *session, VitRun *run);

/** vit_session_find_start: index of the start time of @run nearest to the playhead; −1 if there is
 * none. */
int vit_session_find_start (VitSession *session, VitRun *run);

/**
 * vit_session_get_liquid_fraction:
 *
 * Returns: fraction of atoms with T_ML above T_g at start time @index of @run; NaN while it is not
 * known. It is only looked up, so that curves can ask for all fractions at every draw
 */
double vit_session_get_liquid_fraction (VitSession *session, VitRun *run, guint index);

/** vit_session_get_cutoff: r_c, the distance within which liquid-like atoms are connected, Å; 0
 * while it is not known. */
double vit_session_get_cutoff (VitSession *session);

/**
 * vit_session_get_snapshot:
 * @busy: (out) (optional): whether a newer snapshot is being made
 * @error: set if it cannot be made, but not while it is being made
 *
 * Returns: (transfer none) (nullable): the snapshot to show of @run at the playhead: the newest
 * complete one. `snapshot-changed` (VitRun) is emitted when there is a new one
 */
VitSnapshot *
vit_session_get_snapshot (VitSession *session, VitRun *run, bool *busy, GError **error);
