#pragma once

/* The atoms of one run at the playhead: one slice or the whole box, coloured by the session's
 * colouring, with colour bar, scale bar and the values of the atom under the pointer. A GtkWidget;
 * main thread. */

#include <gtk/gtk.h>

#include "core/results/plasticity.h"
#include "ui/session/session.h"

#define VIT_TYPE_SLICE_VIEW (vit_slice_view_get_type ())
G_DECLARE_FINAL_TYPE (VitSliceView, vit_slice_view, VIT, SLICE_VIEW, GtkWidget)

/** vit_slice_view_new: shows @run for good; emits `changed` when its words have. */
GtkWidget *vit_slice_view_new (VitSession *session, VitRun *run);

/** vit_slice_view_new_measure: the same atoms coloured by @measure from the start time at the
 * playhead to one Δt later, which is at @place of vit_plasticity_dup_intervals(). */
GtkWidget *vit_slice_view_new_measure (VitSession *session,
                                       VitRun *run,
                                       VitPlasticityMeasure measure,
                                       unsigned place);

/** vit_slice_view_lay_bar_flat: beneath the map: one in a narrow column has its whole width then.
 */
void vit_slice_view_lay_bar_flat (VitSliceView *self);

/** vit_slice_view_set_wheel_passes: see vit_atom_view_set_wheel_passes() */
void vit_slice_view_set_wheel_passes (VitSliceView *self, gboolean passes);

/** vit_slice_view_get_measure: −1 for the session's colouring. */
int vit_slice_view_get_measure (VitSliceView *view);

/** vit_slice_view_get_interval: Δt of the measure that is shown, ps; 0 before it is there. */
double vit_slice_view_get_interval (VitSliceView *view);
VitRun *vit_slice_view_get_run (VitSliceView *view);

/** vit_slice_view_dup_subtitle: (transfer full): what is shown, in Pango markup. */
char *vit_slice_view_dup_subtitle (VitSliceView *view);

/** vit_slice_view_dup_message: (transfer full) (nullable): why there is nothing to see. */
char *vit_slice_view_dup_message (VitSliceView *view);
gboolean vit_slice_view_is_busy (VitSliceView *view);

/** vit_slice_view_follow: see vit_atom_view_follow(); `camera-steered` tells when @leader's user
 * has moved its camera. */
void vit_slice_view_follow (VitSliceView *view, VitSliceView *leader);
