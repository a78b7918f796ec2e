#pragma once

/* The second window of a presentation: what its presenter reads, the scene that comes next, the
 * time that has passed. A GtkWindow; main thread. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"

/** vit_notes_window_new: (transfer none): follows @player, and lives no longer than it. */
GtkWidget *vit_notes_window_new (GtkApplication *application, VitStoryPlayer *player);

void vit_notes_window_set_clock (GtkWidget *window, const char *clock);
