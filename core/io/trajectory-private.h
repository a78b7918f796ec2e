#pragma once

/* The structure of a trajectory, shared by the files trajectory*.c. */

#include "core/io/frame-cache.h"
#include "core/io/trajectory-files.h"
#include "core/io/trajectory.h"

/* Place is where a frame of the run lies. */
typedef struct
{
  uint32_t file;
  uint32_t frame;
} Place;

/* VitBasisChange is a frame at which the basis of the box changes; @step leads to it from the frame
 * before, @basis from the first frame once the change is resolved. */
typedef struct
{
  size_t frame;
  VitStepState state;
  VitBasis step;
  VitBasis basis;
} VitBasisChange;

struct _VitTrajectory
{
  gatomicrefcount refs;
  char **patterns; /* paths that the user gave, patterns included */
  char **paths;
  VitPremises *given;
  char **species; /* as given */
  bool count_rows;
  bool use_index_cache;
  size_t cache_bytes;
  GPtrArray *files;
  Place *places; /* NULL for one file: its frames in order */
  size_t n_frames;
  GPtrArray *problems;
  size_t n_damaged;
  VitFrameCache *cache;
  GMutex first_lock;
  VitAtoms *atoms;             /* atoms of the first frame; atomic, NULL until the first request */
  char **columns;              /* the same for its columns */
  VitComposition *composition; /* the same for its composition */
  VitPremises *premises;       /* the same for what was judged */
  GMutex lock;
  GPtrArray *companions; /* Companion */
  GMutex bases_lock;
  GArray *changes;  /* VitBasisChange; fixed in number, protected by bases_lock */
  guint n_resolved; /* changes whose basis is known */
};

/** vit_trajectory_judge: (transfer full): judges the premises of reading. */
VitPremises *vit_trajectory_judge (VitTrajectory *self);

/** vit_trajectory_list_bases: lists the changes of basis of the files that were put together. */
void vit_trajectory_list_bases (VitTrajectory *self);

/** vit_trajectory_learn: remembers what was learned by reading a frame; @key is optional. */
void vit_trajectory_learn (VitTrajectory *self, size_t frame, const uint8_t *key, bool unwrapped);

/** vit_trajectory_read_unwrapped: finds whether positions of a frame are unwrapped. */
bool
vit_trajectory_read_unwrapped (VitTrajectory *self, size_t frame, bool *unwrapped, GError **error);

/** vit_trajectory_wants_key: whether a frame is to be hashed as it is read. */
bool vit_trajectory_wants_key (VitTrajectory *self, size_t frame);

/** vit_trajectory_get_entry: index entry of a frame, and its file; @file is optional. */
const VitIndexEntry *
vit_trajectory_get_entry (VitTrajectory *self, size_t frame, VitTrajectoryFile **file);

/** vit_trajectory_read_anew: reads a frame without the frame cache. */
VitFrame *
vit_trajectory_read_anew (VitTrajectory *self, size_t frame, GPtrArray *warnings, GError **error);
