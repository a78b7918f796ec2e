#pragma once

/* A name that is renamed where it stands: twice clicked, or by vit_name_label_edit(). A GtkWidget;
 * main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_NAME_LABEL (vit_name_label_get_type ())
G_DECLARE_FINAL_TYPE (VitNameLabel, vit_name_label, VIT, NAME_LABEL, GtkWidget)

/** vit_name_label_new: @what: what assistive technologies call the field, "Name of the run". Emits
 * `renamed` (string) when the user has given another name. */
GtkWidget *vit_name_label_new (const char *what);

void vit_name_label_set_text (VitNameLabel *label, const char *text);

/** vit_name_label_edit: the field takes the focus; Return takes the name, Escape leaves the old
 * one. */
void vit_name_label_edit (VitNameLabel *label);
