#include "ui/panels/lazy-menu.h"

static void
fill_menu (GtkMenuButton *button, gpointer menu)
{
  if (!gtk_menu_button_get_menu_model (button))
    gtk_menu_button_set_menu_model (button, menu);
}

void
vit_lazy_menu_set (GtkMenuButton *button, GMenuModel *menu)
{
  g_return_if_fail (GTK_IS_MENU_BUTTON (button));
  if (menu)
    gtk_menu_button_set_create_popup_func (button, fill_menu, g_object_ref (menu), g_object_unref);
}
