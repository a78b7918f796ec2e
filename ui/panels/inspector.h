#pragma once

/* The right side of the window: the options of the views on show, and the picked atom with its
 * values. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_INSPECTOR (vit_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VitInspector, vit_inspector, VIT, INSPECTOR, GtkWidget)

GtkWidget *vit_inspector_new (void);
void vit_inspector_set_session (VitInspector *inspector, VitSession *session);

/** vit_inspector_set_views: which kinds of views are on show: maps of atoms, and distributions of
 * T_ML. Only their options are shown. */
void vit_inspector_set_views (VitInspector *inspector, bool has_map, bool has_distribution);
