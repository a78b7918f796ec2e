#pragma once

/* What symbols stand for, wherever they are read: those of quantities, and those of the glossary.
 * Constants; any thread. */

#include <glib.h>
#include <stdbool.h>

/** VIT_TOPIC_QUANTITY: topics of quantities in the manual begin with it, and end with the name. */
#define VIT_TOPIC_QUANTITY "quantity-"

/** VIT_SYMBOL_MORE: markup below an explanation that a pointer brings up. */
#define VIT_SYMBOL_MORE "\n<small>F1: more in the manual</small>"

/** vit_symbol_explain: (transfer full) (nullable): a line in markup for each symbol in a text in
 * markup, as a title or the label of an axis; %NULL if it has none. O(symbols · length) */
char *vit_symbol_explain (const char *markup);

/** vit_symbol_find_topic: (transfer full) (nullable): where the manual has the first symbol of a
 * text in markup. O(symbols · length) */
char *vit_symbol_find_topic (const char *markup);

/** VitSymbol: a symbol that is no quantity of an atom; @symbol in markup, @topic of the manual. */
typedef struct
{
  const char *symbol, *topic, *meaning;
} VitSymbol;

/** vit_symbol_get: the @i-th symbol of the glossary. Returns: whether there are so many */
bool vit_symbol_get (guint i, VitSymbol *symbol);
