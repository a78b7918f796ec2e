#pragma once

/* The table of pages: a row each, with its name, title, key and views. Whoever adds a page adds a
 * row. Main thread. */

#include "app/page.h"

/** vit_page_list: (transfer none): all pages, in their order. */
const VitPageSpec *vit_page_list (gsize *n);
