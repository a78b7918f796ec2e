#pragma once

/* The bar over a view: title, subtitle and buttons in one line where all have room, else the
 * subtitle beneath them, in two lines at most. Where it has been beneath it stays there, and as
 * high, while the width is the same: a subtitle that changes with the playhead moves nothing. */

#include <gtk/gtk.h>

#define VIT_TYPE_VIEW_HEAD (vit_view_head_get_type ())
G_DECLARE_FINAL_TYPE (VitViewHead, vit_view_head, VIT, VIEW_HEAD, GtkWidget)

/** vit_view_head_new: @start, @end: what stands before the title and at the end of its line. */
GtkWidget *vit_view_head_new (GtkWidget *start, GtkWidget *end);

/** vit_view_head_get_title: (transfer none): */
GtkLabel *vit_view_head_get_title (VitViewHead *head);

/** vit_view_head_get_subtitle: (transfer none): */
GtkLabel *vit_view_head_get_subtitle (VitViewHead *head);

/** vit_view_head_is_stacked: whether the subtitle is beneath the title. */
gboolean vit_view_head_is_stacked (VitViewHead *head);
