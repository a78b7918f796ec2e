#pragma once

/* Drop-downs whose entries are names given by users, or symbols. Main thread. */

#include <gtk/gtk.h>

/** vit_drop_down_set_name: what a screen reader calls @control, which may be any widget: newer
 * versions of GTK call a drop-down by its entry.
 * @name: (nullable): %NULL keeps the name that it has been given */
void vit_drop_down_set_name (GtkWidget *control, const char *name);

/**
 * vit_drop_down_shorten:
 * @drop_down: a drop-down of strings
 * @characters: greatest number that the button shows; the list shows the whole string
 *
 * A long name is shortened, so that it does not widen the window; the tooltip has all of it. It
 * loses its beginning where others begin likewise, else its middle.
 */
void vit_drop_down_shorten (GtkDropDown *drop_down, int characters);

/** vit_drop_down_shorten_titles: likewise, of titles, which are told apart by their beginnings:
 * they lose their end. */
void vit_drop_down_shorten_titles (GtkDropDown *drop_down, int characters);

/**
 * vit_drop_down_set_strings:
 * @list: the model of a drop-down
 * @strings: (array zero-terminated=1): all of its entries
 *
 * A list that has these entries already is left alone: an open one keeps its place under the hand.
 */
void vit_drop_down_set_strings (GtkStringList *list, const char *const *strings);

/** VitDropDownMarkup: (transfer full): converts a string of the list to Pango markup. */
typedef char *(*VitDropDownMarkup) (const char *text);

/**
 * vit_drop_down_show_markup:
 * @drop_down: a drop-down of strings
 * @get: (nullable): %NULL if the strings are markup themselves
 *
 * Shows the strings as markup, so that symbols have subscripts as in figures.
 */
void vit_drop_down_show_markup (GtkDropDown *drop_down, VitDropDownMarkup get);

/**
 * vit_drop_down_search:
 * @drop_down: a drop-down of strings, which has its model
 * @get: (nullable): text that is searched for each of them; %NULL: the string itself
 *
 * The open list has an entry, and shows what has the typed text anywhere.
 */
void vit_drop_down_search (GtkDropDown *drop_down, VitDropDownMarkup get);

/** VitDropDownTyped: @typed: what was searched for, and no entry has. */
typedef void (*VitDropDownTyped) (GtkDropDown *drop_down, const char *typed, void *data);

/**
 * vit_drop_down_offer_expression:
 * @drop_down: that is searched, see vit_drop_down_search()
 *
 * Where no entry has the typed text, a button offers to take it as an expression; so does Return.
 * A second call does nothing.
 */
void vit_drop_down_offer_expression (GtkDropDown *drop_down, VitDropDownTyped take, void *data);

/** vit_drop_down_explain: entries of a list of markup have the tooltip that @explain makes of their
 * string. */
void vit_drop_down_explain (GtkDropDown *drop_down, VitDropDownMarkup explain);
