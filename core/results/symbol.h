#pragma once

/* What symbols stand for, wherever they are read: those of quantities, and those of the glossary.
 * Constants; any thread. */

#include <glib.h>

/** vit_symbol_explain: (transfer full) (nullable): a line in markup for each symbol in a text in
 * markup, as a title or the label of an axis; %NULL if it has none. O(symbols · length) */
char *vit_symbol_explain (const char *markup);
