#pragma once

/* Private to core/results/work*.c. */

#include "core/results/cluster-series.h"
#include "core/results/work.h"

/* VitWorkRun is a run with start times, or one of which something is wanted that needs none. */
typedef struct
{
  VitRun *run;
  VitTmlSeries *series; /* nullable */
  VitTmlStarts *starts; /* all that are possible; none without a series */
  size_t first;         /* number of its first unit */
  guint place;          /* among the runs of the study */
  char **texts;         /* nullable: per kind, what it rests on */
} VitWorkRun;

struct _VitWork
{
  VitAnalyses *analyses;
  VitDeriver *deriver;
  VitCache *cache;    /* borrowed from the analyses, or @of_store */
  VitCache *of_store; /* nullable: the store alone, once it is only looked */
  unsigned results;
  uint64_t memory;
  GArray *runs;    /* VitWorkRun */
  VitRun *current; /* the one that was worked on last */
  size_t n;
  guint n_places; /* runs of the study */
  size_t n_failed;
  char *failure; /* nullable: the first reason */
  char *name;
  bool met_change;
  bool sought; /* r_c */
  bool looks;  /* nothing is computed or kept */
  gint64 saved;
};

/* VitWorkKind is a kind of results. */
typedef struct
{
  const char *word, *description;
  VitAffects affects; /* options that it rests on */
  unsigned needs;     /* what it is made of */
  bool (*compute) (VitWork *work,
                   const VitWorkRun *run,
                   size_t k,
                   VitProgress *progress,
                   GError **error);    /* of a start time */
  const VitDerivation *derivations[6]; /* of a run; the last is NULL */
  bool at_playhead;                    /* whether those may be of the time under the playhead */
} VitWorkKind;

/** VIT_WORK_N_KINDS: kinds of results, in the order of the bits of #VitWorkResults. */
#define VIT_WORK_N_KINDS ((gsize) 8)
extern const VitWorkKind vit_work_kinds[VIT_WORK_N_KINDS];

/** vit_work_describe_kind: appends what all results of a kind rest on, besides the frames and the
 * model. @run: (nullable): with its species */
void vit_work_describe_kind (VitWork *work, const VitWorkKind *kind, VitRun *run, GString *text);

/** vit_work_has_marked: whether there is a mark, and all that it lists; @k: the start time, −1 for
 * the whole run. */
bool vit_work_has_marked (VitWork *work, const VitWorkKind *kind, const VitWorkRun *run, ssize_t k);

/** vit_work_put_mark: says that all of a kind is there: the results of @keys, which are sorted. */
void vit_work_put_mark (
    VitWork *work, const VitWorkKind *kind, const VitWorkRun *run, ssize_t k, GArray *keys);
