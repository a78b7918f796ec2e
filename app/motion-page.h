#pragma once

/* The Motion page: a slice map for every shown run on top; distribution, evolution and liquid-like
 * fraction below. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_MOTION_PAGE (vit_motion_page_get_type ())
G_DECLARE_FINAL_TYPE (VitMotionPage, vit_motion_page, VIT, MOTION_PAGE, GtkWidget)

void vit_motion_page_set_session (VitMotionPage *page, VitSession *session);

/** vit_motion_page_restore: shows all views again after one was maximised. */
void vit_motion_page_restore (VitMotionPage *page);
void vit_motion_page_export (VitMotionPage *page);
void vit_motion_page_export_movie (VitMotionPage *page);
void vit_motion_page_export_filmstrip (VitMotionPage *page);
void vit_motion_page_copy (VitMotionPage *page);
