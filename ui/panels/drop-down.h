#pragma once

/* What drop-downs have in common that show names people gave, or symbols. Main thread. */

#include <gtk/gtk.h>

/**
 * vit_drop_down_shorten:
 * @drop_down: of strings
 * @characters: that the button shows at most; the list shows all
 *
 * A long name must not make the window wide: it is cut in its middle, and whole in the tooltip.
 */
void vit_drop_down_shorten (GtkDropDown *drop_down, int characters);

/** VitDropDownMarkup: (transfer full): Pango markup of a string of the list. */
typedef char *(*VitDropDownMarkup) (const char *text);

/**
 * vit_drop_down_show_markup:
 * @drop_down: of strings
 * @get: (nullable): %NULL if the strings are markup themselves
 *
 * Symbols have subscripts as they have in figures.
 */
void vit_drop_down_show_markup (GtkDropDown *drop_down, VitDropDownMarkup get);
