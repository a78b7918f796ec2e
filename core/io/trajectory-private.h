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
  guint64 serial, old_serial; /* of this run, and of the one that it was reloaded from */
  size_t n_shared;            /* leading frames that are those of the latter */
  GPtrArray *problems;
  size_t n_damaged;
  char *unread; /* set once, under @lock */
  VitFrameCache *cache;
  uint8_t *used; /* nullable: per frame, atomic: whether it was used since a recording began */
  GMutex names_lock;
  GMutex first_lock;
  char **names;                /* species by number where some are not in the first frame; atomic */
  VitAtoms *atoms;             /* atoms of the first frame; atomic, NULL until the first request */
  char **columns;              /* the same for its columns */
  VitComposition *composition; /* the same for its composition */
  VitPremises *premises;       /* the same for what was judged */
  GMutex lock;
  GPtrArray *companions; /* Companion */
  GMutex bases_lock;
  GArray *changes;  /* VitBasisChange; fixed in number, protected by bases_lock */
  guint n_resolved; /* changes whose basis is known */
  GMutex gaps_lock;
  GArray *gaps;   /* stretches of frames without a box of their own */
  gint dimension; /* atomic; 0 until it is judged */
  GMutex last_lock;
  VitFrame *last; /* nullable: the unwrapped frame that was read last, @last_index */
  size_t last_index;
  void *with_new_type; /* atomic; a frame of a later file, as a number; 0 without one */
  guint told;          /* atomic; premises that on_doubt was called for, as bits */
  void (*on_doubt) (void *data);
  void *on_doubt_data; /* this and the two beside it under @lock */
  GDestroyNotify destroy_on_doubt_data;
};

/** vit_trajectory_note_use: remembers that a frame was used, if that is recorded. */
static inline void
vit_trajectory_note_use (VitTrajectory *self, size_t frame)
{
  if (self->used)
    __atomic_store_n (&self->used[frame], 1, __ATOMIC_RELAXED);
}

/** vit_trajectory_note_unread: remembers that a frame could not be read, if that is what the error
 * says. */
void vit_trajectory_note_unread (VitTrajectory *self, const GError *error);

/** vit_trajectory_judge: (transfer full): judges the premises of reading. */
VitPremises *vit_trajectory_judge (VitTrajectory *self);

/** vit_trajectory_note_new_type: notes that a frame of a later file has a type that the first frame
 * lacks. */
void vit_trajectory_note_new_type (VitTrajectory *self, size_t frame);

/** vit_trajectory_compare_with_last: compares a frame whose positions are said to be unwrapped with
 * the one that was read before it, and notes atoms that were put back into the box. O(atoms) */
void vit_trajectory_compare_with_last (VitTrajectory *self, size_t frame, VitFrame *found);

/** vit_trajectory_tell_news: tells who watches if a frame that was read is the first to speak
 * against a premise. */
void vit_trajectory_tell_news (VitTrajectory *self, size_t frame);

/** vit_trajectory_list_bases: lists the changes of basis of the files that were put together. */
void vit_trajectory_list_bases (VitTrajectory *self);

/** vit_trajectory_list_gaps: lists frames without a box of their own. */
void vit_trajectory_list_gaps (VitTrajectory *self);

/** vit_trajectory_carry_cell: the box that holds at a frame that has none; %false without one. */
bool vit_trajectory_carry_cell (VitTrajectory *self, size_t frame, VitCell *cell);

/** vit_trajectory_apply_to_cell: lets premises act on the box of a frame. */
void vit_trajectory_apply_to_cell (VitTrajectory *self, VitCell *cell);

/** vit_trajectory_apply_to_frame: the same on a frame that nobody has seen yet. */
void vit_trajectory_apply_to_frame (VitTrajectory *self, VitFrame *frame);

/** vit_trajectory_add_to_key: adds premises that act, and a box that holds, to the key of a frame.
 */
void vit_trajectory_add_to_key (VitTrajectory *self, size_t frame, uint8_t key[16]);

/** vit_frame_is_flat: whether all atoms, four or more, lie at one z. */
bool vit_frame_is_flat (const VitFrame *frame);

/** vit_trajectory_read_as_written: reads a frame without the frame cache and before premises act.
 */
VitFrame *vit_trajectory_read_as_written (
    VitTrajectory *self, size_t frame, VitAtoms *like, GPtrArray *warnings, GError **error);

/** vit_trajectory_learn: remembers what was learned by reading a frame; @key is optional. */
void
vit_trajectory_learn (VitTrajectory *self, size_t frame, const uint8_t *key, const VitFrame *found);

/** vit_trajectory_read_unwrapped: finds whether positions of a frame are unwrapped. */
bool
vit_trajectory_read_unwrapped (VitTrajectory *self, size_t frame, bool *unwrapped, GError **error);

/** vit_trajectory_wants_key: whether a frame is to be hashed as it is read. */
bool vit_trajectory_wants_key (VitTrajectory *self, size_t frame);

/** vit_trajectory_get_entry: index entry of a frame, and its file; @file is optional. */
const VitIndexEntry *
vit_trajectory_get_entry (VitTrajectory *self, size_t frame, VitTrajectoryFile **file);

/** vit_trajectory_explain: makes @error one of %VIT_ERROR_CHANGED if the file of a frame that could
 * not be read is no longer what was opened. */
void vit_trajectory_explain (VitTrajectory *self, size_t frame, GError **error);

/** vit_trajectory_read_anew: reads a frame without the frame cache. */
VitFrame *
vit_trajectory_read_anew (VitTrajectory *self, size_t frame, GPtrArray *warnings, GError **error);

/** vit_trajectory_read_like: reads a frame and lets premises act; @like is the atoms of the first
 * frame if they are known. */
VitFrame *vit_trajectory_read_like (
    VitTrajectory *self, size_t frame, VitAtoms *like, GPtrArray *warnings, GError **error);

/** vit_trajectory_read_first_frame: finds the first frame that can be read, and takes atoms and
 * columns from it; problems of all others go to @problems, which is optional. */
bool vit_trajectory_read_first_frame (VitTrajectory *self, GPtrArray *problems, GError **error);

/** vit_trajectory_is_known_readable: whether the index says that the first frame can be read. */
bool vit_trajectory_is_known_readable (VitTrajectory *self);

/** vit_trajectory_ensure_atoms: reads the first frame, unless that was done. */
void vit_trajectory_ensure_atoms (VitTrajectory *self);
