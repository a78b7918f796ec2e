#pragma once

/* The fields of a player of a story, for its files. */

#include "core/base/job.h"
#include "ui/panels/story-player.h"

struct _VitStoryPlayer
{
  GObject parent_instance;

  VitStory *story; /* owned */
  VitSession *session;
  guint index;
  bool shown; /* whether a scene has been shown before */
  bool animated;
  bool edited;
  bool putting;     /* whether a scene is being put on the session */
  GPtrArray *notes; /* of the look of the scene */
  GPtrArray *lacks; /* of every scene */
  VitSlice put_slice;
  double put_time;

  /* What moves: first a slice that glides, then the motion of the scene. */
  double glide_seconds; /* 0: none */
  double glide_from, glide_goal, glide_now;
  bool moves;
  double passed; /* s */

  GHashTable *asked; /* id of a scene → answers and truth */
  VitJob *job;       /* that computes the truth of the scene, or NULL */
  GArray *clicks;    /* of int64_t */
  bool marked;       /* whether atoms of a question may be marked on the maps */
};

/** vit_story_player_put: puts the scene on the session as it is; nothing glides. */
void vit_story_player_put (VitStoryPlayer *player);

/** vit_story_player_lacks_runs: whether no run is on its way any more. */
bool vit_story_player_lacks_runs (VitStoryPlayer *player);

/* story-player-question.c */
void vit_story_player_emit_question_changed (VitStoryPlayer *player);
void vit_story_player_watch (VitStoryPlayer *player);
void vit_story_player_enter_question (VitStoryPlayer *player);
void vit_story_player_leave_question (VitStoryPlayer *player);
void vit_story_player_free_asked (gpointer asked);
