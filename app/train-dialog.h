#pragma once

/* The assistant that makes a model: equilibrium runs with their temperatures, intervals, origins.
 * Main thread; training is a job. */

#include <gtk/gtk.h>

#include "core/results/deriver.h"

/**
 * vit_train_dialog_show:
 * @study: gets the model when it is trained and saved
 * @deriver: which intervals the study's present model proposes
 *
 * Temperatures are guessed from the names of files and folders and always shown for correction.
 * Names of species are those of the files; where these have types alone, those of the study are
 * proposed.
 *
 * Returns: (transfer none): the dialog
 */
GtkWindow *vit_train_dialog_show (GtkWindow *parent, VitStudy *study, VitDeriver *deriver);

/** vit_train_dialog_add: adds a run at @temperature (K). */
void vit_train_dialog_add (GtkWindow *dialog, const char *path, double temperature);

/** vit_train_dialog_train: trains as the dialog says, and saves the model as @output. The study
 * gets it, and the dialog closes, when that is done. */
void vit_train_dialog_train (GtkWindow *dialog, const char *output);
