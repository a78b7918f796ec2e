#pragma once

/* The desktop application: command line, menus, shortcuts, one window per study. Main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_APPLICATION (vit_application_get_type ())
G_DECLARE_FINAL_TYPE (VitApplication, vit_application, VIT, APPLICATION, GtkApplication)

VitApplication *vit_application_new (void);

/** vit_application_set_typing: while text has the focus, the keys that edit it are no shortcuts. */
void vit_application_set_typing (GtkApplication *application, gboolean typing);

/** vit_application_find_demo: (transfer full) (nullable): path of the demo study, installed or in
 * the source tree. */
char *vit_application_find_demo (void);
/** vit_application_find_model: (transfer full) (nullable): path of the bundled Cu50Zr50 model. */
char *vit_application_find_model (void);
