#pragma once

/* The members of a session, for its files. */

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

  GPtrArray *seen;  /* element-type VitRun: runs whose snapshots a view has asked for */
  GPtrArray *shown; /* element-type VitRun: the runs shown at the last `shown-changed` */
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

/** vit_session_notify: notifies of a change of the property with the id @prop. */
void vit_session_notify (VitSession *self, guint prop);

/** vit_session_update_extent: sets the extent from the first to the last frame of the shown runs,
 * and clamps the time to it. */
void vit_session_update_extent (VitSession *self);
