#pragma once

/* What is the user's and of no study: the size of the window, and of a presentation. A text file
 * (GKeyFile) in the user's configuration, `vitrine/settings.ini`; keys that are not known survive.
 * Main thread; a file that cannot be read or written is left alone. */

#include <gtk/gtk.h>

/** vit_user_settings_load_window: gives @window the size that the last one had. */
void vit_user_settings_load_window (GtkWindow *window);

/** vit_user_settings_get_number: a number of the file; @usual without it. */
double vit_user_settings_get_number (const char *group, const char *key, double usual);
void vit_user_settings_set_number (const char *group, const char *key, double value);

/** vit_user_settings_save_window: keeps the size of @window. */
void vit_user_settings_save_window (GtkWindow *window);
