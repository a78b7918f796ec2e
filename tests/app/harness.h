#pragma once

/* The real window inside a test program: its application, keys, and what it makes of figures. One
 * at a time; main thread. */

#include "app/window-private.h"

/** harness_init: g_test_init() and GTK, with a cache folder, recent list and settings of its own;
 * skips the program without a display. */
void harness_init (int *argc, char ***argv);

/** harness_run: g_test_run(), and removes the folder. */
int harness_run (void);

/** harness_folder: (transfer none): a temporary folder. */
const char *harness_folder (void);

/** harness_application: (transfer none): the one application of the process. */
GtkApplication *harness_application (void);

/** harness_new_window: (transfer none): with no study. */
VitWindow *harness_new_window (void);

/** harness_open_demo: (transfer none): a window with the demo study, computed. */
VitWindow *harness_open_demo (void);

/** harness_close: discards changes. */
void harness_close (VitWindow *window);

/** harness_press: activates what @accelerator is bound to, if that is enabled. Returns: whether it
 * is */
bool harness_press (VitWindow *window, const char *accelerator);

/** harness_settle: iterates until no job is left and no figure is made. */
void harness_settle (void);

/** harness_build: until all views of the page that is seen have been made. */
void harness_build (VitWindow *window);

/** harness_watch: from now on figures are counted; the program has set `VITRINE_TRACE` first. */
void harness_watch (void);

/**
 * harness_count:
 *
 * Returns: (transfer full): name of a figure → how often it was made since harness_watch()
 */
GHashTable *harness_count (void);

/** harness_find: (nullable): the first widget of @type below @widget, itself included, whose
 * accessible or visible label or whose tooltip is @label; %NULL takes any. */
GtkWidget *harness_find (GtkWidget *widget, GType type, const char *label);

/** harness_walk: calls @visit for @widget and all below it. */
void
harness_walk (GtkWidget *widget, void (*visit) (GtkWidget *widget, gpointer data), gpointer data);
