#pragma once

/* Controls of what maps show beside atoms: surfaces around liquid-like regions, the polyhedron of
 * the picked atom. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

GtkWidget *vit_bodies_bar_new (VitSession *session);
