#pragma once

/* Texts of a story as widgets, a label for each block. Main thread. */

#include <gtk/gtk.h>

#include "ui/story/story-text.h"

/**
 * vit_story_text_fill:
 * @box: loses all that it had
 * @scene: (nullable): whose claims are put in
 * @text: (nullable): CommonMark; %NULL is the text of the scene
 * @on_link: (nullable): handler of `activate-link` of GtkLabel; %NULL for a text without links
 *
 * Links lead into the story alone (vit_link_parse()); pictures are read in the background.
 */
void vit_story_text_fill (GtkBox *box,
                          const VitStory *story,
                          const VitStoryScene *scene,
                          const char *text,
                          GCallback on_link,
                          gpointer data);

/** vit_box_clear: takes away all children. */
void vit_box_clear (GtkBox *box);
