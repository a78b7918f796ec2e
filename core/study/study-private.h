#pragma once

/* What the files of a study share. */

#include "core/study/study.h"

struct _VitStudy
{
  GObject parent_instance;

  GPtrArray *runs;
  GPtrArray *groups; /* per run: the name of its group in @keys */
  GKeyFile *keys;    /* all that was read and set; the runs' own keys are written at saving */
  char *path;
  char *title;
  char *model_path;
  VitOptions *options;
  VitLiquidRule rule; /* of the options */
  GPtrArray *notes;   /* what was clamped in reading, for people */
  double *intervals;
  gsize n_intervals;
  bool modified;
  bool loading;
};

void vit_study_mark_modified (VitStudy *self, bool modified);

/** vit_study_insert_run: @group is the name of its group in the file. */
void vit_study_insert_run (VitStudy *self, VitRun *run, const char *group);

/** vit_study_write_optional: a key without text is no key. */
void
vit_study_write_optional (GKeyFile *keys, const char *group, const char *key, const char *text);

/** vit_study_take_rule: makes the liquid-like rule from the options; whether it changed. */
bool vit_study_take_rule (VitStudy *self);
