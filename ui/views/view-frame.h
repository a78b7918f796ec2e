#pragma once

/* The card around every view: title, what it shows in a line, the export menu and the button that
 * makes it fill the page. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_VIEW_FRAME (vit_view_frame_get_type ())
G_DECLARE_FINAL_TYPE (VitViewFrame, vit_view_frame, VIT, VIEW_FRAME, GtkWidget)

/**
 * vit_view_frame_new:
 * @view: what stands in it
 * @menu: of its export button; the caller inserts the actions into the frame
 *
 * Emits `maximise` when the user wants to see it alone, or among the others again.
 */
GtkWidget *vit_view_frame_new (GtkWidget *view, GMenuModel *menu);

/** vit_view_frame_set_title: @title and @subtitle in Pango markup. */
void vit_view_frame_set_title (VitViewFrame *frame, const char *title, const char *subtitle);

/** vit_view_frame_set_run: a dot in the colour of the @index-th run before the title; −1: none. */
void vit_view_frame_set_run (VitViewFrame *frame, int index);

/** vit_view_frame_set_message: (nullable): why there is nothing to see, over the view. */
void vit_view_frame_set_message (VitViewFrame *frame, const char *message);

/** vit_view_frame_set_busy: the picture is not yet that of the playhead. */
void vit_view_frame_set_busy (VitViewFrame *frame, gboolean busy);

/** vit_view_frame_set_maximised: its button restores the other views, or maximises this one. The
 * tooltip of the former has `{win.restore-views}` where the keys of that action belong. */
void vit_view_frame_set_maximised (VitViewFrame *frame, gboolean maximised);

/** vit_view_frame_add_control: a small widget in the head, before the export menu. */
void vit_view_frame_add_control (VitViewFrame *frame, GtkWidget *control);
