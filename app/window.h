#pragma once

/* The main window: one study, its pages, and what stands around them. Wiring only: it makes the
 * session and hands it to the panels and pages. Main thread. */

#include <gtk/gtk.h>

#include "app/action.h"

#define VIT_TYPE_WINDOW (vit_window_get_type ())
G_DECLARE_FINAL_TYPE (VitWindow, vit_window, VIT, WINDOW, GtkApplicationWindow)

/** vit_window_new: @actions are those of its menus and keys; they live as long as the process. */
VitWindow *vit_window_new (GtkApplication *application, const VitActionTable *actions);

/** vit_window_new_bare: the first half of vit_window_new(): a window without pages and menus. */
VitWindow *vit_window_new_bare (GtkApplication *application);

/** vit_window_furnish: the second half, in another turn: @actions as for vit_window_new(). */
void vit_window_furnish (VitWindow *window, const VitActionTable *actions);

/**
 * vit_window_open_files:
 * @files: studies, models, trajectories, logs: told apart by content and name
 *
 * A study replaces the one that is open; trajectories are added to it as runs.
 */
void vit_window_open_files (VitWindow *window, GFile **files, guint n_files);

/** vit_window_show_written: tells that a file was written, with a button that opens its folder;
 * @beside (nullable): another one that was written beside it. */
void vit_window_show_written (VitWindow *window, const char *path, const char *beside);

/** vit_window_show_atoms_written: the same, with how many atoms it holds. */
void vit_window_show_atoms_written (VitWindow *window, const char *path, const char *count);

/** vit_window_show_note: tells for some seconds what was done. */
void vit_window_show_note (VitWindow *window, const char *text);

/** vit_window_open_study: @path of a *.vitrine file; what is open is given up. */
void vit_window_open_study (VitWindow *window, const char *path);
