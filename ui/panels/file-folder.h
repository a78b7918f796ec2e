#pragma once

/* The folder that a file dialog begins in: beside the files it is about, else where the last one
 * ended. Main thread. */

#include <gtk/gtk.h>

/**
 * vit_file_folder_begin:
 * @beside: (nullable): path of a file of the study or run that the dialog is about
 *
 * Lets @chooser begin in the folder of @beside; to save, only where that can be written. Without
 * it: where the last dialog ended, or the file that was opened last lies.
 */
void vit_file_folder_begin (GtkFileChooser *chooser, const char *beside);

/** vit_file_folder_keep: @chooser has been answered: the next one may begin there. */
void vit_file_folder_keep (GtkFileChooser *chooser);
