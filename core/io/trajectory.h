#pragma once

/* A run on disk: one or several files of any known format as one indexed, random-access sequence of
 * frames. Immutable once open, reference counted, and safe to read from many threads at once; it
 * never holds more in memory than its index, a bounded frame cache and one buffer per reader.
 *
 * Files are read with pread(), so that a file that is cut short meanwhile is an error and not a
 * signal. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/base/progress.h"
#include "core/geometry/basis.h"
#include "core/io/composition.h"
#include "core/io/frame.h"
#include "core/io/premise.h"
#include "core/io/problem.h"

typedef struct _VitTrajectory VitTrajectory;

/**
 * VitFrameInfo: what the index knows about a frame
 * @step: simulation step
 * @has_step: whether @step is the file's; else it is a number of the frame
 * @time: the file's own clock, in its units; NaN if it has none. VitTimeline has ps
 * @n_atoms: number of atoms in this frame
 * @file: index into vit_trajectory_get_paths()
 * @line: line of the frame's first header
 */
typedef struct
{
  int64_t step;
  bool has_step;
  double time;
  size_t n_atoms;
  unsigned file;
  uint64_t line;
} VitFrameInfo;

/**
 * VitTrajectoryOptions:
 * @given: (nullable): premises that the user gave; those of reading act: species, units …
 * @frame_cache_bytes: budget of the frame cache; 0 is the default of 256 MiB
 * @count_rows: whether to count the rows of every frame while indexing. Otherwise the rows of a
 *   large dump are counted when a frame is read; a wrong number is reported then, and a reload
 *   indexes the file again
 * @problems: (nullable) (element-type VitProblem): receives all problems if no frame can be kept
 * @use_index_cache: whether to look for the index in, and write it to, the user's cache folder
 */
typedef struct
{
  const VitPremises *given;
  size_t frame_cache_bytes;
  bool count_rows;
  bool use_index_cache;
  GPtrArray *problems;
} VitTrajectoryOptions;

/**
 * vit_trajectory_open:
 * @paths: (array zero-terminated=1): files or `*` patterns; several form one run, in this
 *   order; VitTimeline knows which frames a restart wrote again
 * @options: (nullable):
 * @progress: (nullable): indexing a large file takes a pass over it
 * @error: the first problem, if no frame can be read; %VIT_ERROR_INVALID if the given species are
 *   not as many as the types, or directions are periodic without a box
 *
 * Format and compression are found by content. Damage does not fail the call as long as a frame
 * is left: see vit_trajectory_get_problems().
 *
 * Returns: (transfer full): the run. One pass over the file, or O(frames) from a cached index
 */
VitTrajectory *vit_trajectory_open (const char *const *paths,
                                    const VitTrajectoryOptions *options,
                                    VitProgress *progress,
                                    GError **error);

/**
 * vit_trajectory_reload:
 *
 * Returns: (transfer full): the same run as it is on disk now; frames that were appended are
 *   indexed, the rest is taken over
 */
VitTrajectory *
vit_trajectory_reload (VitTrajectory *trajectory, VitProgress *progress, GError **error);

/**
 * vit_trajectory_get_n_shared:
 * @old: the run from which @trajectory was reloaded
 *
 * Returns: how many frames, from the first on, are those of @old: the file was written on behind
 *   them. They have the same numbers, and what was found of them holds. 0 for any other run. O(1)
 */
size_t vit_trajectory_get_n_shared (VitTrajectory *trajectory, VitTrajectory *old);

/** vit_trajectory_recall_boxes: takes six numbers a frame that vit_trajectory_keep_boxes() has kept
 * of this file as it is, with what was given. Of packed files alone: others are read as fast. */
bool vit_trajectory_recall_boxes (VitTrajectory *trajectory, double *boxes);

/** vit_trajectory_keep_boxes: keeps them in the cache, and in the store that is filled. */
void vit_trajectory_keep_boxes (VitTrajectory *trajectory, const double *boxes);

/** vit_trajectory_learn_shared: takes over the keys of frames that other programs have put into a
 * store since, see core/store/shared-files.h. */
void vit_trajectory_learn_shared (VitTrajectory *trajectory);

/** vit_trajectory_set_usual_cache: bytes of the frame cache of runs that are opened from now on and
 * say nothing; 0 is the default. */
void vit_trajectory_set_usual_cache (size_t bytes);

/** vit_trajectory_forget_frames: empties the frame cache. */
void vit_trajectory_forget_frames (VitTrajectory *trajectory);

/** vit_trajectory_save_index: writes what was learned about frames to the index cache, if the run
 * was opened with it. The last unref does the same. */
void vit_trajectory_save_index (VitTrajectory *trajectory);

VitTrajectory *vit_trajectory_ref (VitTrajectory *trajectory);
void vit_trajectory_unref (VitTrajectory *trajectory);

/** vit_trajectory_get_n_frames: number of frames that can be read, at least one. */
size_t vit_trajectory_get_n_frames (VitTrajectory *trajectory);

/** vit_trajectory_get_frame_info: what the index knows about a frame, without reading it. O(1) */
void vit_trajectory_get_frame_info (VitTrajectory *trajectory, size_t frame, VitFrameInfo *info);

/** vit_trajectory_get_number: number of a frame among all that were begun, as in VitProblem. After
 * lost frames it is larger than the index. */
size_t vit_trajectory_get_number (VitTrajectory *trajectory, size_t frame);

/** vit_trajectory_get_paths: (transfer none): the files, patterns expanded. */
const char *const *vit_trajectory_get_paths (VitTrajectory *trajectory);

/** vit_trajectory_get_format: (transfer none): "LAMMPS text dump", ... of the first file. */
const char *vit_trajectory_get_format (VitTrajectory *trajectory);

/** vit_trajectory_get_units: (transfer none) (nullable): units as written in `ITEM: UNITS`. */
const char *vit_trajectory_get_units (VitTrajectory *trajectory);

/** vit_trajectory_get_atoms: (transfer none): ids, types and species of the first frame. */
VitAtoms *vit_trajectory_get_atoms (VitTrajectory *trajectory);

/** vit_trajectory_get_composition: (transfer none): composition of the first frame, which is not
 * read if the index has it. */
const VitComposition *vit_trajectory_get_composition (VitTrajectory *trajectory);

/** vit_trajectory_get_columns: (transfer none): names of all columns of the first frame. */
const char *const *vit_trajectory_get_columns (VitTrajectory *trajectory);

/** vit_trajectory_get_clock: (transfer none) (nullable): unit of the times in the files where they
 * or their writer tell it, see VitIndex. */
const char *vit_trajectory_get_clock (VitTrajectory *trajectory);

/** vit_trajectory_get_given: (transfer none): premises that the user gave. */
const VitPremises *vit_trajectory_get_given (VitTrajectory *trajectory);

/**
 * vit_trajectory_get_premises:
 *
 * What reading the files rests on (units, species, periodic, dimension, unwrapped), judged from the
 * index, the first and the last frame, with what the user gave; vit_trajectory_add_doubts() adds
 * what other frames say. Clock, timestep and pieces are
 * judged by vit_timeline_new(). Any thread.
 *
 * Returns: (transfer none): the premises. At the first call two frames are read, then O(1)
 */
const VitPremises *vit_trajectory_get_premises (VitTrajectory *trajectory);

/**
 * vit_trajectory_add_doubts:
 * @premises: premises of the run
 *
 * Doubts premises that the first frame or file gave and others speak against: frames are judged
 * when they are indexed or read, now or at an earlier time that the index remembers. O(frames)
 */
void vit_trajectory_add_doubts (VitTrajectory *trajectory, VitPremises *premises);

/**
 * vit_trajectory_watch_doubts:
 * @on_doubt: (nullable): called in any thread when a frame that is read is the first to speak
 *   against a premise; it must not call the trajectory
 * @destroy: (nullable): frees @data
 *
 * Replaces who watched before.
 */
void vit_trajectory_watch_doubts (VitTrajectory *trajectory,
                                  void (*on_doubt) (void *data),
                                  void *data,
                                  GDestroyNotify destroy);

/** vit_trajectory_get_problems: (transfer none) (element-type VitProblem): problems found by
 * indexing. */
GPtrArray *vit_trajectory_get_problems (VitTrajectory *trajectory);

/** vit_trajectory_get_n_damaged: number of frames that were begun in the files and could not be
 * kept. */
size_t vit_trajectory_get_n_damaged (VitTrajectory *trajectory);

/** vit_trajectory_get_unread: (transfer none) (nullable): the first frame that could not be read
 * since the run was opened, and why. */
const char *vit_trajectory_get_unread (VitTrajectory *trajectory);

/** vit_trajectory_is_damaged: whether something of the run is known to be lost: frames that were
 * begun and could not be kept, parts of packed data, frames that could not be read since it was
 * opened. */
bool vit_trajectory_is_damaged (VitTrajectory *trajectory);

/** vit_trajectory_is_unfinished: whether the last frame is still being written. */
bool vit_trajectory_is_unfinished (VitTrajectory *trajectory);

/** vit_trajectory_ends_packed: whether the last file is a packed one. */
bool vit_trajectory_ends_packed (VitTrajectory *trajectory);

/**
 * vit_trajectory_read_frame:
 * @frame: index, less than vit_trajectory_get_n_frames()
 * @error: damage, a file that was cut short, or an error of the system
 *
 * Returns: (transfer full): the frame, from the frame cache if it is there. O(atoms)
 */
VitFrame *vit_trajectory_read_frame (VitTrajectory *trajectory, size_t frame, GError **error);

/** vit_trajectory_get_predecessor: the frame that frame @frame, not the first, continues: the one
 * before it, or where a restart goes back into the range of steps that was written, the latest one
 * of an earlier or equal step. O(1), at a restart O(frames) */
size_t vit_trajectory_get_predecessor (VitTrajectory *trajectory, size_t frame);

/**
 * vit_trajectory_get_basis:
 *
 * The box vectors that a file prints are one basis of a periodic lattice; a simulation that shears
 * its box changes the basis without moving an atom (docs/science.md §1). Each printed box is
 * compared with the printed box of the frame before. Where the boxes do not tell, the two frames
 * are read once, and the atoms decide.
 *
 * Returns: N, the change of basis that continues the first frame's box: its vectors are h N, h the
 *   printed ones
 */
VitBasis vit_trajectory_get_basis (VitTrajectory *trajectory, size_t frame);

/** vit_trajectory_get_basis_between: the change of basis of frame @to that continues the printed
 * box of frame @from. */
VitBasis vit_trajectory_get_basis_between (VitTrajectory *trajectory, size_t from, size_t to);

/** vit_trajectory_get_dimension: dimension of space: 2 if all atoms of the first and of the last
 * frame lie at one z, or if the user says so; else 3. At most two frames are read, once. */
int vit_trajectory_get_dimension (VitTrajectory *trajectory);

/** vit_trajectory_read_cell: the box of a frame without its atoms; a frame that has none is given
 * the one that holds, or one round its atoms that is not periodic. */
bool
vit_trajectory_read_cell (VitTrajectory *trajectory, size_t frame, VitCell *cell, GError **error);

/**
 * vit_trajectory_read_column:
 * @name: one of the file's columns
 * @values: (out caller-allocates): one per atom, in the order of the frame's atoms
 * @error: %VIT_ERROR_NOT_FOUND if this frame lacks the column
 */
bool vit_trajectory_read_column (
    VitTrajectory *trajectory, size_t frame, const char *name, double *values, GError **error);

/**
 * vit_trajectory_check_frame:
 *
 * Reads a frame for what speaks against it, such as ids that occur twice.
 *
 * Returns: (transfer full) (element-type VitProblem): warnings. O(atoms)
 */
GPtrArray *vit_trajectory_check_frame (VitTrajectory *trajectory, size_t frame);

/**
 * vit_trajectory_check:
 * @n_kept: (out): frames that can be read
 * @kept: (nullable) (array): for every frame of the run, whether it can be read; needs a run opened
 *   with @count_rows
 * @progress: (nullable):
 * @error: an error of the system, or cancelled
 *
 * Reads every frame, in parallel, without the frame cache.
 *
 * Returns: (transfer full) (element-type VitProblem): all problems, in the order of the files
 */
GPtrArray *vit_trajectory_check (
    VitTrajectory *trajectory, size_t *n_kept, bool *kept, VitProgress *progress, GError **error);

/**
 * vit_trajectory_get_frame_key:
 * @key: hash of all bytes of the frame; it does not depend on the folder or name of the file, on
 *   how it is packed, or on frames that were appended later
 * @error: an error of the system
 *
 * The key is part of the keys of cached results. A known key, from reading the frame or from the
 * index cache, costs one stat() of the file. Otherwise the frame is read once.
 */
bool vit_trajectory_get_frame_key (VitTrajectory *trajectory,
                                   size_t frame,
                                   uint8_t key[16],
                                   GError **error);

/** vit_trajectory_knows_frame: whether the key of a frame, and whether its positions are
 * @unwrapped, are known without reading it. */
bool vit_trajectory_knows_frame (VitTrajectory *run, size_t frame, bool *unwrapped);

/**
 * vit_trajectory_get_path_key:
 * @from: frame from which atoms are followed
 * @to: (array length=n_to): frames to which they are followed
 * @has_key: (out): whether frames in between count for that; they do not if positions are unwrapped
 *   and the basis of the box stays
 * @key: if so, 16 bytes that change when the content of one of these frames does
 *
 * Made of the keys of all frames that are read, see vit_trajectory_get_frame_key(), and of the
 * changes of basis.
 */
bool vit_trajectory_get_path_key (VitTrajectory *trajectory,
                                  size_t from,
                                  const size_t *to,
                                  size_t n_to,
                                  bool *has_key,
                                  uint8_t key[16],
                                  GError **error);

/**
 * vit_trajectory_get_companion:
 * @key: an address that identifies the companion
 * @create: makes it at the first call, without access to the run
 * @destroy: frees it with the run
 * @save: (nullable): keeps what it has for programs to come: with the index, see
 *   vit_trajectory_save_index()
 *
 * A companion is data that a layer above derives from the run and keeps as long as the run lives.
 * Thread-safe; the companion has to be, too.
 *
 * Returns: (transfer none): the companion
 */
void *vit_trajectory_get_companion (VitTrajectory *trajectory,
                                    const void *key,
                                    void *(*create) (size_t n_frames),
                                    GDestroyNotify destroy,
                                    void (*save) (void *companion, VitTrajectory *trajectory));

/** vit_trajectory_keeps_index: whether what is learned of the run is kept for programs to come. */
bool vit_trajectory_keeps_index (VitTrajectory *trajectory);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTrajectory, vit_trajectory_unref)
