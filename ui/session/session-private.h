#pragma once

/* The members of a session, for its files. */

#include "core/live/run-follower.h"
#include "ui/session/session.h"

struct _VitSession
{
  GObject parent_instance;

  VitStudy *study;
  VitAnalyses *analyses;
  GSignalGroup *analyses_signals;
  GSignalGroup *study_signals;

  double time;
  double start, end;
  bool playing;
  double speed;
  bool loop;
  bool turning;
  bool follow_end;
  bool extending; /* the time is moved to where the runs have come to */
  bool follows_files;
  VitAlarms *alarms;    /* nullable */
  GPtrArray *followers; /* element-type VitRunFollower: of @shown */
  bool taking;          /* a look: nothing is written into the study meanwhile */
  bool writing;         /* slice or colours into the study: what it tells of them is known */
  double wanted;        /* time of a look, until runs that are not open yet reach it; else NaN */

  VitSlice slice;
  VitColouring colouring;

  VitRun *selected_run;
  int64_t selected_atom;
  VitFollowedAtoms followed; /* among them the selected atom; none without one */
  VitDeriver *deriver;

  bool scrubbing;
  bool hides_values;  /* of atoms: they are asked for */
  GPtrArray *readers; /* element-type MotionOfRun */

  GHashTable *turned; /* set of VitRun: that have turned out to be written, or not to be */
  GPtrArray *seen;    /* element-type VitRun: runs whose snapshots a view has asked for */
  GPtrArray *shown;   /* element-type VitRun: the runs shown at the last `shown-changed` */
};

enum
{
  PROP_0,
  PROP_TIME,
  PROP_PLAYING,
  PROP_SPEED,
  PROP_LOOP,
  PROP_TURNING,
  PROP_FOLLOW_END,
  PROP_LIVE,
  PROP_ALARMS,
  PROP_SLICE,
  PROP_COLOURING,
  PROP_LIQUID_RULE,
  PROP_SELECTED_RUN,
  PROP_SELECTED_ATOM,
  PROP_HAS_SELECTION,
  PROP_ATOM_SET,
  PROP_EXTENT,
  N_PROPS,
};

/** vit_session_notify: notifies of a change of the property with the id @prop. */
void vit_session_notify (VitSession *self, guint prop);

/** vit_session_emit_moved: emits `moved`. */
void vit_session_emit_moved (VitSession *self);

/** vit_session_forget_results: drops what was made of @run, which is another one now, and asks for
 * it anew. */
void vit_session_forget_results (VitSession *self, VitRun *run);

/** vit_session_emit_news: emits `news`. */
void vit_session_emit_news (VitSession *self, VitRun *run, const char *text);

/* session-live.c */

/** vit_session_note_beginnings: runs that have just begun are live where the end is followed. */
void vit_session_note_beginnings (VitSession *self);

/** vit_session_update_followers: other runs are shown. */
void vit_session_update_followers (VitSession *self);

/* session-atoms.c */

/** vit_session_load_atoms: follows the atoms that the study's view names. */
void vit_session_load_atoms (VitSession *self);

/* session-motion.c */

/** vit_session_init_motion: with nothing read. */
void vit_session_init_motion (VitSession *self);

/** vit_session_follow_motion: time, speed or whether it moves has changed. */
void vit_session_follow_motion (VitSession *self);

/** vit_session_forget_motion: drops what was read of runs that are no longer in the study, or have
 * other frames. */
void vit_session_forget_motion (VitSession *self);

/** vit_session_settle_range: takes the range of the colours from the study, or finds it in what is
 * shown. */
void vit_session_settle_range (VitSession *self);

/** vit_session_find_live_end: the last time of those shown runs that are being written, else of
 * all, ps: the end that is followed. */
double vit_session_find_live_end (VitSession *session);

/** vit_session_update_extent: sets the extent from the first to the last frame of the shown runs,
 * and clamps the time to it. */
void vit_session_update_extent (VitSession *self);
