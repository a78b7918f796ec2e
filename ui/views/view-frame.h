#pragma once

/* The card around each view: title, subtitle, export menu, and the button that makes the view fill
 * the page. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "core/study/study.h"

/** VIT_VIEW_FRAME_PATIENCE: what takes less long does not dim the picture, ms. */
#define VIT_VIEW_FRAME_PATIENCE 150

/** VIT_VIEW_FRAME_DIMMED: opacity of a dimmed picture. */
#define VIT_VIEW_FRAME_DIMMED 0.5

#define VIT_TYPE_VIEW_FRAME (vit_view_frame_get_type ())
G_DECLARE_FINAL_TYPE (VitViewFrame, vit_view_frame, VIT, VIEW_FRAME, GtkWidget)

/**
 * vit_view_frame_new:
 * @view: the widget inside the card
 * @menu: menu of its export button; the caller inserts the actions into the frame
 *
 * Emits `maximise` when the user wants to see the view alone, or among the others again.
 */
GtkWidget *vit_view_frame_new (GtkWidget *view, GMenuModel *menu);

/** vit_view_frame_get_view: (transfer none): the widget inside. */
GtkWidget *vit_view_frame_get_view (VitViewFrame *frame);

/** vit_view_frame_get_head: (transfer none): the bar over the view, by which it is dragged. */
GtkWidget *vit_view_frame_get_head (VitViewFrame *frame);

/** vit_view_frame_set_title: @title and @subtitle in Pango markup. */
void vit_view_frame_set_title (VitViewFrame *frame, const char *title, const char *subtitle);

/** vit_view_frame_set_tooltip: @markup: (nullable): of the whole frame. */
void vit_view_frame_set_tooltip (VitViewFrame *frame, const char *markup);

/** vit_view_frame_set_run: shows a dot in the colour of @run before the title. Once. */
void vit_view_frame_set_run (VitViewFrame *frame, VitStudy *study, VitRun *run);

/** vit_view_frame_set_message: @message: (nullable): shown over the view; says why there is nothing
 * to see. */
void vit_view_frame_set_message (VitViewFrame *frame, const char *message);

/** vit_view_frame_keep_free: @end: width at the end of the view that the message leaves free, px.
 */
void vit_view_frame_keep_free (VitViewFrame *frame, int end);

/** vit_view_frame_set_note: @note: shown over the upper edge of the view until the next message;
 * says what is not to be seen. */
void vit_view_frame_set_note (VitViewFrame *frame, const char *note);

/** vit_view_frame_set_busy: @busy: whether something newer than the picture is being computed. The
 * picture is dimmed after %VIT_VIEW_FRAME_PATIENCE, under the title that it has: whoever sets
 * @busy sets another title together with the picture. */
void vit_view_frame_set_busy (VitViewFrame *frame, gboolean busy);

/**
 * vit_view_frame_set_work:
 * @fraction: of long work for the view, 0 … 1; below 0: there is none
 * @stopped: whether it was stopped
 *
 * Shows how far it is, and a button that stops it or lets it go on, which emits `work-toggled`.
 */
void vit_view_frame_set_work (VitViewFrame *frame, double fraction, gboolean stopped);

/** vit_view_frame_set_maximised: @maximised: whether the button restores the other views instead of
 * maximising this one. `{win.restore-views}` in the tooltip of the former stands for the keys of
 * that action. */
void vit_view_frame_set_maximised (VitViewFrame *frame, gboolean maximised);

/** vit_view_frame_add_control: adds a small widget to the head, before the export menu. */
void vit_view_frame_add_control (VitViewFrame *frame, GtkWidget *control);

/** vit_view_frame_dup_topic_at: (transfer full) (nullable): where the manual has the symbol in the
 * title, if @picked is the title. */
char *vit_view_frame_dup_topic_at (VitViewFrame *frame, GtkWidget *picked);
