#pragma once

/* What lies over the window while a story is shown: the outline round what a scene points at,
 * arrows and words on maps and plots, the clicks of an answer beside the truth, the laser pointer,
 * and the black screen. All is found by names of widgets and by what views say of themselves,
 * nothing by coordinates of the screen. Belongs to the overlay; main thread. */

#include <gtk/gtk.h>

#include "ui/panels/story-player.h"
#include "ui/story/story-notes.h"

typedef struct _VitStoryMarks VitStoryMarks;

/** vit_story_marks_new: goes with @overlay. */
VitStoryMarks *vit_story_marks_new (GtkOverlay *overlay);

/** vit_story_marks_set_player: @player (nullable). */
void vit_story_marks_set_player (VitStoryMarks *marks, VitStoryPlayer *player);

/** vit_story_marks_set_laser: whether a red dot is where the pointer is. */
void vit_story_marks_set_laser (VitStoryMarks *marks, gboolean on);

/**
 * VitDrawnNote: an arrow, words or region as it is seen
 * @number: of the note, see vit_story_scene_get_note()
 * @view: (transfer none): that it is on; only an address
 * @from, @to, @words: places of its ends and ground of its words, px of the area of the marks
 */
typedef struct
{
  int number;
  VitNoteKind kind;
  GtkWidget *view;
  VitPoint from, to;
  VitRect words;
} VitDrawnNote;

/** vit_story_marks_get_drawn: (transfer none) (array length=n): notes as they were drawn last. */
const VitDrawnNote *vit_story_marks_get_drawn (VitStoryMarks *marks, guint *n);

/** vit_story_marks_get_area: (transfer none): over the window, which takes no clicks. */
GtkWidget *vit_story_marks_get_area (VitStoryMarks *marks);

/** vit_story_marks_set_more: @draw (nullable) draws over the marks; the area is there as long as
 * there is one. */
void
vit_story_marks_set_more (VitStoryMarks *marks, void (*draw) (cairo_t *cr, void *data), void *data);

/** vit_story_marks_find_view: (transfer none) (nullable): the view of @figure in a card that is
 * seen; of the run @label (nullable), or the first. Notes of the figure are on it. */
GtkWidget *vit_story_marks_find_view (VitStoryMarks *marks, const char *figure, const char *label);

/** vit_story_marks_get_run: (transfer none) (nullable): whose map or plot it is. */
VitRun *vit_story_marks_get_run (GtkWidget *view);

/** vit_story_marks_set_black: whether all is black. */
void vit_story_marks_set_black (VitStoryMarks *marks, gboolean black);
gboolean vit_story_marks_get_black (VitStoryMarks *marks);
