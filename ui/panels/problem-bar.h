#pragma once

/* The bar at the top of the window. It counts the problems in the study and its files and opens
 * their list, and it asks for knowledge that is missing. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

#define VIT_TYPE_PROBLEM_BAR (vit_problem_bar_get_type ())
G_DECLARE_FINAL_TYPE (VitProblemBar, vit_problem_bar, VIT, PROBLEM_BAR, GtkWidget)

/**
 * vit_problem_bar_new:
 *
 * Emits `give` (VitRun) when the user wants to enter what a run lacks, and `choose-model`.
 */
GtkWidget *vit_problem_bar_new (void);
void vit_problem_bar_set_session (VitProblemBar *bar, VitSession *session);

/** vit_problem_bar_show_error: shows an error that belongs to no run, until it is dismissed. */
void vit_problem_bar_show_error (VitProblemBar *bar, const char *message);

/** vit_problem_bar_open_list: opens the list of all problems in a window of its own. */
void vit_problem_bar_open_list (VitProblemBar *bar);
