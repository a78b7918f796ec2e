#pragma once

/* The list of several followed atoms, each with its number on the maps and a button that lets it
 * go, and what is measured between them in every shown run: the distance of two, the angle of
 * three, the dihedral angle of four. It is empty with fewer than two. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_FOLLOWED_LIST (vit_followed_list_get_type ())
G_DECLARE_FINAL_TYPE (VitFollowedList, vit_followed_list, VIT, FOLLOWED_LIST, GtkWidget)

GtkWidget *vit_followed_list_new (void);

/** vit_followed_list_show: shows the followed atoms of @session (nullable) at the playhead. */
void vit_followed_list_show (VitFollowedList *list, VitSession *session);
