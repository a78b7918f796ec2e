#pragma once

/* What drop-downs of names that people gave have in common. Main thread. */

#include <gtk/gtk.h>

/**
 * vit_drop_down_shorten:
 * @drop_down: of strings
 * @characters: that the button shows at most; the list shows all
 *
 * A long name must not make the window wide: it is cut in its middle, and whole in the tooltip.
 */
void vit_drop_down_shorten (GtkDropDown *drop_down, int characters);
