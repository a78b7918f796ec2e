#pragma once

/* The assistant that trains a learned indicator on the shown runs, for the target of the study.
 * Main thread; training is a job. */

#include "ui/session/session.h"

#include <gtk/gtk.h>

/** vit_learn_dialog_show: (transfer none): the dialog. The study gets the indicator when it is
 * trained and saved. */
GtkWindow *vit_learn_dialog_show (GtkWindow *parent, VitSession *session);

/** vit_learn_dialog_train: trains as the dialog says, and saves the indicator as @output. */
void vit_learn_dialog_train (GtkWindow *dialog, const char *output);
