#pragma once

/* The options of the page that compares runs and times: which, of what quantity. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

GtkWidget *vit_compare_bar_new (VitSession *session);
