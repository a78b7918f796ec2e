#pragma once

/* Names of the items of menus. Main thread. */

/** vit_menu_names_start: from now on every item of a menu that opens has its text as its name.
 * GTK from 4.10 on leaves them without one for screen readers. */
void vit_menu_names_start (void);
