#pragma once

/* A text of blocks as widgets, one for each block, in the colours and sizes of the desktop: texts
 * of stories and pages of the manual. Main thread. */

#include <gtk/gtk.h>

#include "ui/text/text-blocks.h"

/** VitTextPicture: (transfer full): path of the picture that a text calls @name; %NULL with @error
 * if there is none. */
typedef char *(*VitTextPicture) (gconstpointer data, const char *name, GError **error);

/**
 * VitTextBox: what blocks are made with
 * @on_link: (nullable): handler of `activate-link` of GtkLabel
 * @link_data: of @on_link
 * @picture: finds pictures
 * @picture_data: of @picture
 * @background: whether pictures are read in the background: they have no size until then, and what
 *   is beneath moves. Small ones, in a text in which a place is gone to, are read at once
 */
typedef struct
{
  GCallback on_link;
  gpointer link_data;
  VitTextPicture picture;
  gconstpointer picture_data;
  gboolean background;
} VitTextBox;

/** vit_text_box_new_block: (transfer floating): the widget of one block. */
GtkWidget *vit_text_box_new_block (const VitTextBox *how, const VitBlock *block);

/** vit_text_box_mark: marks all places of @words, whatever the case, in a block that has been made;
 * %NULL marks none. Returns: whether there was one */
gboolean vit_text_box_mark (GtkWidget *block, const char *words);
