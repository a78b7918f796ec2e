#pragma once

/* A dialog for what the user says of a log of the study: its premises. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_ask_log: opens the dialog; what it is given goes to the study. */
void vit_ask_log (GtkWindow *parent, VitSession *session, VitStudyLog log);
