#pragma once

/* The fields of a story's desk, for its files. */

#include "app/presentation.h"
#include "app/story-desk.h"
#include "app/story-marks.h"
#include "app/window-private.h"
#include "ui/panels/story-panel.h"
#include "ui/story/story-undo.h"

typedef struct _VitStoryDraw VitStoryDraw;

struct _VitStoryDesk
{
  VitWindow *window;             /* which owns the desk */
  VitStoryPanel *panel;          /* nullable: made with the first story */
  VitStoryMarks *marks;          /* likewise */
  VitStoryDraw *draw;            /* likewise */
  VitPage *asking;               /* that shows the figure of a question alone, or NULL */
  const char *asked;             /* name of that figure */
  VitStoryPlayer *player;        /* nullable */
  VitPresentation *presentation; /* nullable: while it lasts */
  GtkRevealer *pointed;          /* panel that is there because the scene points at it, or NULL */
  VitJob *opening;               /* or NULL */
  bool owns_study;
  guint ticking;                    /* tick callback, or 0 */
  gint64 last_tick;                 /* µs; 0 before the first */
  VitStoryUndo *undo;               /* nullable: of the story */
  guint pausing;                    /* source, or 0: what is done meanwhile is one step */
  void (*then) (VitWindow *window); /* after saving */
};

/** vit_story_desk_show: takes @story, and shows its first scene in the window of @desk or in
 * another. */
void vit_story_desk_show (VitStoryDesk *desk, VitStory *story);

/** vit_story_desk_set_player: takes @player; the panel is shown. */
void vit_story_desk_set_player (VitStoryDesk *desk, VitStoryPlayer *player);

/** vit_story_desk_reveal: shows the panel, beside the page or over it. */
void vit_story_desk_reveal (VitStoryDesk *desk);

/** vit_story_desk_add_scene: the view of the window becomes a scene behind the one that is shown;
 * without a story, of a new one. */
void vit_story_desk_add_scene (VitStoryDesk *desk);

/** vit_story_desk_begin: a new story without scenes, of the study that is open. */
void vit_story_desk_begin (VitStoryDesk *desk);

/** vit_story_desk_is_demo: whether a study without a file is the one that comes along. */
bool vit_story_desk_is_demo (VitStudy *study);
void vit_story_desk_retake (VitStoryDesk *desk);
void vit_story_desk_delete_scene (VitStoryDesk *desk);
void vit_story_desk_move_scene (VitStoryDesk *desk, int by);

/** vit_story_desk_follow_edits: @story (nullable): whose steps can be taken back from now on. */
void vit_story_desk_follow_edits (VitStoryDesk *desk, VitStory *story);

/** vit_story_desk_note_edit: something was changed. */
void vit_story_desk_note_edit (VitStoryDesk *desk);

/** vit_story_desk_end_step: what was done before is a step of its own. */
void vit_story_desk_end_step (VitStoryDesk *desk);

/** vit_story_desk_step: takes what was done last back, or does it again. */
void vit_story_desk_step (VitStoryDesk *desk, bool back);

/** vit_story_desk_save_to: saves to @folder, with all pictures, and says so; @then (nullable): is
 * called instead. */
void vit_story_desk_save_to (VitStoryDesk *desk, const char *folder, void (*then) (VitWindow *));

/** vit_story_desk_pack: asks for a file, and packs what is saved by the program's twin. */
void vit_story_desk_pack (VitStoryDesk *desk);

/** vit_story_desk_pack_to: packs what is saved to @path, to which `.vitstory` is added where it is
 * not there. What the twin says of it stands in the problem bar. */
void vit_story_desk_pack_to (VitStoryDesk *desk, const char *path);

/** vit_story_desk_present: in full screen, after a question where there are several monitors. */
void vit_story_desk_present (VitStoryDesk *desk);
void vit_story_desk_end_presentation (VitStoryDesk *desk);
