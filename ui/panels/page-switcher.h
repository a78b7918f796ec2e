#pragma once

/* Chooses a page of a stack: a row of buttons where there is room, else a button with the name of
 * the page, and a menu. A GtkWidget; main thread. */

#include <gtk/gtk.h>

#define VIT_TYPE_PAGE_SWITCHER (vit_page_switcher_get_type ())
G_DECLARE_FINAL_TYPE (VitPageSwitcher, vit_page_switcher, VIT, PAGE_SWITCHER, GtkWidget)

/**
 * vit_page_switcher_set_stack:
 * @stack: its pages have all been added
 * @menu: of the pages
 */
void vit_page_switcher_set_stack (VitPageSwitcher *switcher, GtkStack *stack, GMenuModel *menu);
