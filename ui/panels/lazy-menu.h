#pragma once

/* Menus that are made when they are opened: to make one takes longer than to make its button. Main
 * thread. */

#include <gtk/gtk.h>

/** vit_lazy_menu_set: @menu (nullable): what @button will open. */
void vit_lazy_menu_set (GtkMenuButton *button, GMenuModel *menu);
