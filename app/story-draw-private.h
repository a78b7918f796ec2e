#pragma once

/* The fields of what draws on a scene, for its files. */

#include "app/story-draw.h"

/** Number of no note. */
#define VIT_STORY_NO_NOTE (VIT_STORY_REGION - 1)

/** VitNotePart: what of a note is moved. */
typedef enum
{
  VIT_NOTE_WHOLE,
  VIT_NOTE_FROM,
  VIT_NOTE_TO,
} VitNotePart;

struct _VitStoryDraw
{
  VitStoryDesk *desk; /* which owns it */
  VitStoryTool tool;
  int selected; /* number of a note, or VIT_STORY_NO_NOTE */
  VitNotePart part;
  const VitStoryScene *scene; /* whose note is selected; only an address */

  /* Of a drag: the note as it was, and its places in its map or plot. */
  bool dragging, made, was_selected;
  VitDrawnNote start;
  double start_from[2], start_to[2];

  double x, y; /* of the pointer, in the window */

  GtkWidget *hint, *words; /* over the window */
  char *words_before;      /* of the note whose words are asked for; NULL if it is new */
  int fresh;               /* number of a note that was made and has no words of its own */
  GtkWidget *pointed;      /* weak: that a click would choose, or NULL */
  GtkEventController *drag, *motion; /* of the window */
  GtkEventController *keys;          /* likewise, while there is a tool or a selection; or NULL */
  VitStoryPlayer *player;            /* weak: that is watched */
};

/* story-draw-place.c */

/** vit_story_draw_get_scene: (transfer none) (nullable): that is edited. */
VitStoryScene *vit_story_draw_get_scene (VitStoryDraw *draw);

/**
 * vit_story_draw_find_target:
 * @widget: (nullable): that was found under the pointer
 * @figure: (out): its name; @run: (out) (transfer full) (nullable): label, where a note must say it
 *
 * Returns: (transfer none) (nullable): the map or plot that a note made there is on
 */
GtkWidget *
vit_story_draw_find_target (VitStoryDraw *draw, GtkWidget *widget, const char **figure, char **run);

/**
 * vit_story_draw_locate:
 * @point: px of the area of the marks
 * @at: (out): as #VitNote has it, at the point or at the nearest one of the face or the axes; with
 *   no more digits than can be seen
 * @inside: (out) (optional): whether it is that point
 *
 * Returns: whether there is such a place
 */
bool vit_story_draw_locate (
    VitStoryDraw *draw, GtkWidget *view, VitPoint point, double at[2], bool *inside);

/** vit_story_draw_find_middle: two points of the map or plot about its middle, px of the area. */
bool vit_story_draw_find_middle (VitStoryDraw *draw, GtkWidget *view, VitPoint ends[2]);

/** vit_story_draw_find_note: the note at @point, of which @part (out); %NULL if there is none. */
const VitDrawnNote *
vit_story_draw_find_note (VitStoryDraw *draw, VitPoint point, VitNotePart *part);

/** vit_story_draw_get_selected: (transfer none) (nullable): the selected note as it is seen. */
const VitDrawnNote *vit_story_draw_get_selected (VitStoryDraw *draw);

/** vit_story_draw_find_named: (transfer none) (nullable): @widget (nullable) or the nearest around
 * it that a scene can point at. */
GtkWidget *vit_story_draw_find_named (GtkWidget *widget);

/** vit_story_draw_next_named: (transfer none) (nullable): the widget behind @widget (nullable) that
 * a scene can point at; round and round. */
GtkWidget *vit_story_draw_next_named (VitStoryDraw *draw, GtkWidget *widget);

/** vit_story_draw_paint: ends of the selected note, and the outline of what a click would choose.
 */
void vit_story_draw_paint (cairo_t *cr, void *draw);

/* story-draw-keys.c */

/** vit_story_draw_follow: keys and hint are there as long as they are wanted. */
void vit_story_draw_follow (VitStoryDraw *draw);

/* story-draw-change.c */

/** vit_story_draw_select: @number: of a note, or %VIT_STORY_NO_NOTE. */
void vit_story_draw_select (VitStoryDraw *draw, int number, VitNotePart part);

/** vit_story_draw_hold: what follows moves the selected note from where it is. Returns: whether it
 * is seen */
bool vit_story_draw_hold (VitStoryDraw *draw);

/** vit_story_draw_move: the part that is selected, by so many px from where it was held. */
void vit_story_draw_move (VitStoryDraw *draw, double dx, double dy);

/** vit_story_draw_commit: the scene was changed. */
void vit_story_draw_commit (VitStoryDraw *draw);
void vit_story_draw_delete (VitStoryDraw *draw);

/** vit_story_draw_make: a note of the tool between two points of @view, which is selected. Returns:
 * whether there is room for it */
bool vit_story_draw_make (VitStoryDraw *draw,
                          GtkWidget *view,
                          const char *figure,
                          const char *run,
                          const VitPoint ends[2]);

/** vit_story_draw_make_in_middle: of the figure of the scene. */
void vit_story_draw_make_in_middle (VitStoryDraw *draw);

/** vit_story_draw_choose: the scene points at @widget, which has a name for it. @run (nullable):
 * label of the run whose map it is, where there are several of that name. */
void vit_story_draw_choose (VitStoryDraw *draw, GtkWidget *widget, const char *run);

/** vit_story_draw_end_tool: it has done what it is for. */
void vit_story_draw_end_tool (VitStoryDraw *draw);

/** vit_story_draw_add_words: adds the entry for the words of a note to the window. */
void vit_story_draw_add_words (VitStoryDraw *draw);

/** vit_story_draw_ask_words: shows it beside the selected note. @made (nullable): where that was
 * made just now, px of the area: it is not seen yet, and without words it is no note. */
void vit_story_draw_ask_words (VitStoryDraw *draw, const VitPoint *made);

/** vit_story_draw_cancel_words: hides it; words are as they were before, and those that were made
 * for it go. */
void vit_story_draw_cancel_words (VitStoryDraw *draw);
