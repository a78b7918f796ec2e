#pragma once

/* The desktop application: its command line, and one window a study. Main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_APPLICATION (vit_application_get_type ())
G_DECLARE_FINAL_TYPE (VitApplication, vit_application, VIT, APPLICATION, GtkApplication)

VitApplication *vit_application_new (void);
