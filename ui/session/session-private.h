#pragma once

/* What the files of a session share. */

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

  VitSlice slice;
  VitColouring colouring;

  VitRun *selected_run;
  int64_t selected_atom;
  VitAtomSet *atom_set;
  VitDeriver *deriver;

  GPtrArray *seen;  /* of VitRun: whose snapshots are looked at */
  GPtrArray *shown; /* of VitRun: as of the last `shown-changed` */
};

enum
{
  PROP_0,
  PROP_TIME,
  PROP_PLAYING,
  PROP_SPEED,
  PROP_LOOP,
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

/** vit_session_notify: that one of these properties has changed. */
void vit_session_notify (VitSession *self, guint prop);

/** vit_session_update_extent: from the first to the last frame of the runs on show; the time stays
 * within. */
void vit_session_update_extent (VitSession *self);
