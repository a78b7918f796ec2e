#pragma once

/* The right side of the window: the options of the views on show, and the picked atom with its
 * values. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/gallery/figure-spec.h"
#include "ui/session/session.h"

#define VIT_TYPE_INSPECTOR (vit_inspector_get_type ())
G_DECLARE_FINAL_TYPE (VitInspector, vit_inspector, VIT, INSPECTOR, GtkWidget)

GtkWidget *vit_inspector_new (void);
void vit_inspector_set_session (VitInspector *inspector, VitSession *session);

/**
 * vit_inspector_set_page:
 * @title: (nullable): stands over @options
 * @options: (nullable): (transfer none): the options of the page's views, see option-bar.h
 * @has_map: whether maps of atoms are on the page; their options are shown then only
 * @compares: whether these are of differences, to which the controls of colours then belong
 * @maps_first: whether those come before @options
 */
void vit_inspector_set_page (VitInspector *inspector,
                             const char *title,
                             GtkWidget *options,
                             bool has_map,
                             bool compares,
                             bool maps_first);

/** vit_inspector_mark: marks the options that act on @figure (nullable), the view in focus. */
void vit_inspector_mark (VitInspector *inspector, const VitFigureSpec *figure);
