#pragma once

/* Which place of the manual belongs to a widget: the topic of the widget itself, or of the nearest
 * one around it. Main thread. */

#include <gtk/gtk.h>

/** vit_help_topic_set: @topic (nullable): page or anchor of the manual, as `options-structure`. */
void vit_help_topic_set (GtkWidget *widget, const char *topic);

/** vit_help_topic_find: (transfer none) (nullable): of @widget (nullable), or of what it stands in.
 */
const char *vit_help_topic_find (GtkWidget *widget);

/** vit_help_topic_set_dialog: the same, of a window that is none of the application's; F1 there
 * activates the action `help` of the application. Once. */
void vit_help_topic_set_dialog (GtkWindow *dialog, const char *topic);
