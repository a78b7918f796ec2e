#pragma once

/* The atoms of one run at the playhead: a slice or the whole box, coloured by the session's
 * colouring, with colour bar, scale bar and the values of the atom under the pointer. A GtkWidget;
 * main thread. */

#include <gtk/gtk.h>

#include "core/results/difference.h"
#include "core/results/plasticity.h"
#include "core/results/indicator-maps.h"
#include "ui/session/session.h"

#define VIT_TYPE_SLICE_VIEW (vit_slice_view_get_type ())
G_DECLARE_FINAL_TYPE (VitSliceView, vit_slice_view, VIT, SLICE_VIEW, GtkWidget)

/** vit_slice_view_new: shows @run for its lifetime; emits `changed` when subtitle or message have
 * changed. */
GtkWidget *vit_slice_view_new (VitSession *session, VitRun *run);

/** vit_slice_view_new_measure: the same atoms, coloured by @measure from the start time at the
 * playhead to one Δt later; @place is the index of Δt in vit_plasticity_dup_intervals(). */
GtkWidget *vit_slice_view_new_measure (VitSession *session,
                                       VitRun *run,
                                       VitPlasticityMeasure measure,
                                       unsigned place);

/** vit_slice_view_new_difference: the atoms of the first run that is compared, coloured by the
 * difference to the other (vit_difference_derivation); @run: the first run at present. */
GtkWidget *vit_slice_view_new_difference (VitSession *session, VitRun *run);

/** vit_slice_view_new_indicator: the atoms of the start time nearest to the playhead, coloured by
 * the chosen indicator, the target, or hits and misses (vit_indicator_maps_derivation). */
GtkWidget *vit_slice_view_new_indicator (VitSession *session, VitRun *run, VitIndicatorPart part);

/** vit_slice_view_get_indicator: (transfer none) (nullable): the maps, of which it shows @part
 * (out). */
const VitIndicatorMaps *vit_slice_view_get_indicator (VitSliceView *view, VitIndicatorPart *part);

/** vit_slice_view_get_difference: (transfer none) (nullable): the difference that is shown. */
const VitDifference *vit_slice_view_get_difference (VitSliceView *view);

/** vit_slice_view_compares: whether it shows a difference. */
bool vit_slice_view_compares (VitSliceView *view);

/** vit_slice_view_lay_bar_flat: moves the colour bar beneath the map, which then has the full width
 * of a narrow column. */
void vit_slice_view_lay_bar_flat (VitSliceView *self);

/** vit_slice_view_set_wheel_passes: see vit_atom_view_set_wheel_passes() */
void vit_slice_view_set_wheel_passes (VitSliceView *self, gboolean passes);

/** vit_slice_view_get_measure: #VitPlasticityMeasure; −1 if the session's colouring is shown. */
int vit_slice_view_get_measure (VitSliceView *view);

/** vit_slice_view_get_interval: Δt of the measure that is shown, ps; 0 before its first map is
 * there. */
double vit_slice_view_get_interval (VitSliceView *view);
VitRun *vit_slice_view_get_run (VitSliceView *view);

/** vit_slice_view_dup_column: (transfer full): what colours the atoms that are drawn. */
char *vit_slice_view_dup_column (VitSliceView *view);

/** vit_slice_view_get_time: of the atoms that are drawn, ps; NaN without any. */
double vit_slice_view_get_time (VitSliceView *view);

/** vit_slice_view_dup_subtitle: (transfer full): time, slice and number of atoms, in Pango markup.
 */
char *vit_slice_view_dup_subtitle (VitSliceView *view);

/** vit_slice_view_dup_message: (transfer full) (nullable): why values are missing. */
char *vit_slice_view_dup_message (VitSliceView *view);

/** vit_slice_view_dup_lack: (transfer full) (nullable): how much motion is missing, if start times
 * do not reach the frame that is shown and its colours rest on them: its atoms are grey. */
char *vit_slice_view_dup_lack (VitSliceView *view);
gboolean vit_slice_view_is_busy (VitSliceView *view);

/**
 * vit_slice_view_place:
 * @face: fractions of the face of the slice, to the right and upwards, 0 ... 1
 * @x, @y: (out): where that is, px of the widget
 *
 * Returns: whether the map is there and its camera sees the place
 */
bool vit_slice_view_place (VitSliceView *view, const double face[2], double *x, double *y);

/** vit_slice_view_locate: the inverse of vit_slice_view_place(). Returns: whether the map is there
 * and its face is seen at that place, also beside it */
bool vit_slice_view_locate (VitSliceView *view, double x, double y, double face[2]);

/** vit_slice_view_dup_camera, vit_slice_view_set_camera: see vit_atom_view_dup_camera(). */
char *vit_slice_view_dup_camera (VitSliceView *view);
void vit_slice_view_set_camera (VitSliceView *view, const char *text);

/** vit_slice_view_turn, vit_slice_view_set_turning: see vit_atom_view_turn(). */
void vit_slice_view_turn (VitSliceView *view, double degrees);
void vit_slice_view_set_turning (VitSliceView *view, bool turning);

/** vit_slice_view_follow: see vit_atom_view_follow(); `camera-steered` is emitted when the user has
 * moved @leader's camera. */
void vit_slice_view_follow (VitSliceView *view, VitSliceView *leader);
