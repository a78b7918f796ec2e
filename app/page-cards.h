#pragma once

/* The cards of a page: one around each view, which can be exported and can fill the page. */

#include "app/page-private.h"

/** vit_page_add_card: puts a card around @view, which shows the figure @name, at the end of row
 * @row. */
VitViewFrame *vit_page_add_card (VitPage *page, int row, GtkWidget *view, const char *name);

/** vit_page_remove_cards: all of them. */
void vit_page_remove_cards (VitPage *page);

/** vit_page_remove_cards_slowly: all of them, of a page that is not seen: one in a turn of the main
 * loop, as a map takes 20 ms to go. */
void vit_page_remove_cards_slowly (VitPage *page);

/** vit_page_replace_cards: takes all away, one in a piece of the work of building the page. */
void vit_page_replace_cards (VitPage *page);

/** vit_page_leave_session: takes the cards away before the session is another. The one that it was
 * lives until they are gone. */
void vit_page_leave_session (VitPage *page);
