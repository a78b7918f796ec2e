#pragma once

/* The headless program, which does for the window what it does for itself. Any thread. */

#include <glib.h>

/** vit_find_twin: (transfer full) (nullable): its path: beside this program, or where programs are.
 */
char *vit_find_twin (void);
