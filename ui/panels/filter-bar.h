#pragma once

/* The field "Show only": which atoms maps show, as a choice of usual conditions or an expression,
 * what becomes of the others, and how many of each run are shown. It edits the study's option
 * "view", "filter". A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_FILTER_BAR (vit_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (VitFilterBar, vit_filter_bar, VIT, FILTER_BAR, GtkWidget)

void vit_filter_bar_set_session (VitFilterBar *bar, VitSession *session);
