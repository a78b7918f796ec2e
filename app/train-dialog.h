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
 */
void vit_train_dialog_show (GtkWindow *parent, VitStudy *study, VitDeriver *deriver);
