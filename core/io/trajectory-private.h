#pragma once

/* What a trajectory is made of, for trajectory.c and trajectory-check.c alone. */

#include "core/io/frame-cache.h"
#include "core/io/trajectory-files.h"
#include "core/io/trajectory.h"

/* A frame of the run: where it lies. */
typedef struct
{
  uint32_t file;
  uint32_t frame;
} Place;

struct _VitTrajectory
{
  gatomicrefcount refs;
  char **given; /* as the user named them, patterns and all */
  char **paths;
  char **species;
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
  VitAtoms *atoms; /* of the first frame that can be read; atomic, NULL until somebody asks */
  char **columns;  /* likewise */
  VitComposition *composition; /* likewise */
  GMutex lock;
  GPtrArray *companions; /* of Companion */
};

/** vit_trajectory_learn: what a frame turned out to be, for good; @key is optional. */
void vit_trajectory_learn (VitTrajectory *self, size_t frame, const uint8_t *key, bool unwrapped);

/** vit_trajectory_wants_key: whether a frame is to be hashed as it is read. */
bool vit_trajectory_wants_key (VitTrajectory *self, size_t frame);

/** vit_trajectory_get_entry: where a frame lies; @file is optional. */
const VitIndexEntry *
vit_trajectory_get_entry (VitTrajectory *self, size_t frame, VitTrajectoryFile **file);

/** vit_trajectory_read_anew: a frame, past the frame cache. */
VitFrame *
vit_trajectory_read_anew (VitTrajectory *self, size_t frame, GPtrArray *warnings, GError **error);
