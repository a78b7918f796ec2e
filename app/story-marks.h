#pragma once

/* What lies over the window while a story is shown: the outline round what a scene points at,
 * arrows and words on maps and plots, the clicks of an answer beside the truth, the laser pointer,
 * and the black screen. All is found by names of widgets and by what views say of themselves,
 * nothing by coordinates of the screen. Belongs to the overlay; main thread. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"

typedef struct _VitStoryMarks VitStoryMarks;

/** vit_story_marks_new: goes with @overlay. */
VitStoryMarks *vit_story_marks_new (GtkOverlay *overlay);

/** vit_story_marks_set_player: @player (nullable). */
void vit_story_marks_set_player (VitStoryMarks *marks, VitStoryPlayer *player);

/** vit_story_marks_set_laser: whether a red dot is where the pointer is. */
void vit_story_marks_set_laser (VitStoryMarks *marks, gboolean on);

/** vit_story_marks_set_black: whether all is black. */
void vit_story_marks_set_black (VitStoryMarks *marks, gboolean black);
gboolean vit_story_marks_get_black (VitStoryMarks *marks);
