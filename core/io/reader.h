#pragma once

/* The interface of file formats: recognise a file, index its frames in one pass, and read one of
 * them. There is one constant VitReader per format, listed in formats.c. Readers are pure: all that
 * they need is passed to them, and any thread may call them. */

#include "core/geometry/basis.h"
#include "core/io/composition.h"
#include "core/io/frame.h"
#include "core/io/line-reader.h"
#include "core/io/premise.h"
#include "core/io/problem.h"
#include "core/io/source.h"

/**
 * VitIndexEntry: one frame of a file, 64 bytes
 * @offset: offset of its first byte in the decompressed content
 * @step: simulation step
 * @time: the file's own clock, in its units; NaN if it has none
 * @key: hash of its bytes, if @known says so
 * @n_atoms: number of rows
 * @number: frames of the file that were begun before this one, damaged ones counted
 * @length: bytes up to the end of its last row
 * @body: bytes from @offset to the first row, at most %VIT_INDEX_MAX_BODY
 * @flags: VIT_INDEX_NOT_COUNTED, VIT_INDEX_NO_STEP, VIT_INDEX_NO_CELL, VIT_INDEX_OTHER_EDGES
 * @line: line of the first byte, from 1; 0 if the file has no lines
 * @body_line: lines from @line to the first row, at most %VIT_INDEX_MAX_BODY_LINE
 * @known: VitIndexKnown; only this and @key change after the index is made, under the lock of its
 *   owner
 */
typedef struct
{
  uint64_t offset;
  int64_t step;
  double time;
  uint8_t key[16];
  uint32_t n_atoms;
  uint32_t number;
  uint64_t length : 40;
  uint64_t body : 20;
  uint64_t flags : 4;
  uint64_t line : 40;
  uint64_t body_line : 16;
  uint8_t known;
} VitIndexEntry;

G_STATIC_ASSERT (sizeof (VitIndexEntry) == 64);

#define VIT_INDEX_MAX_BODY (((uint64_t) 1 << 20) - 1)
#define VIT_INDEX_MAX_BODY_LINE ((uint64_t) UINT16_MAX)

/**
 * VitIndexKnown: what has been learned about a frame by reading it
 * @VIT_KNOWN_KEY: the key is set
 * @VIT_KNOWN_DOUBTFUL: the file has changed since; the key has to be computed again
 * @VIT_KNOWN_CARRIED: the file has grown since, and only spots of this part were compared
 * @VIT_KNOWN_KIND: %VIT_KNOWN_UNWRAPPED is known
 * @VIT_KNOWN_UNWRAPPED: positions are unwrapped, if that is known
 * @VIT_KNOWN_SHAPE: %VIT_KNOWN_FLAT is known
 * @VIT_KNOWN_FLAT: all atoms lie at one z, if that is known
 * @VIT_KNOWN_NEW_TYPE: there is a type that the first frame of the file lacks
 */
typedef enum
{
  VIT_KNOWN_KEY = 1,
  VIT_KNOWN_DOUBTFUL = 2,
  VIT_KNOWN_CARRIED = 4,
  VIT_KNOWN_KIND = 8,
  VIT_KNOWN_UNWRAPPED = 16,
  VIT_KNOWN_SHAPE = 32,
  VIT_KNOWN_FLAT = 64,
  VIT_KNOWN_NEW_TYPE = 128,
} VitIndexKnown;

/** VIT_INDEX_NOT_COUNTED: the rows of the frame were jumped over; they are counted when the frame
 * is read. */
#define VIT_INDEX_NOT_COUNTED 1u

/** VIT_INDEX_NO_STEP: the file has no step for the frame. */
#define VIT_INDEX_NO_STEP 2u

/** VIT_INDEX_NO_CELL: the frame has no box; that of the frame before it holds, if there is one. */
#define VIT_INDEX_NO_CELL 4u

/** VIT_INDEX_OTHER_EDGES: the box is periodic along other vectors than in the first frame of the
 * file. */
#define VIT_INDEX_OTHER_EDGES 8u

/** VIT_NO_LINE_END: warning about a file of one structure that is kept without its last line
 * end. */
#define VIT_NO_LINE_END "the last line has no line end: its last number may be cut"

/**
 * VitStepState: how the change of basis from one frame to the next is known
 * @VIT_STEP_CLEAR: from the boxes
 * @VIT_STEP_HALF: the boxes changed by about half an edge; the atoms have yet to decide
 * @VIT_STEP_DECIDED: the same, and the atoms have decided
 * @VIT_STEP_UNKNOWN: the boxes have yet to be compared
 */
typedef enum
{
  VIT_STEP_CLEAR,
  VIT_STEP_HALF,
  VIT_STEP_DECIDED,
  VIT_STEP_UNKNOWN,
} VitStepState;

/**
 * VitIndexStep: a change of basis of the box (docs/science.md §1)
 * @frame: entry of the index; @step leads to it from the entry before
 * @state: #VitStepState
 */
typedef struct
{
  uint32_t frame;
  uint32_t state;
  VitBasis step;
} VitIndexStep;

G_STATIC_ASSERT (sizeof (VitIndexStep) == 32);

/** VIT_THIN_BOX: warning about a box that has no thickness along one of its vectors. Its frames are
 * read with a thickness of 1 Å there, are not periodic along it, and count as without a box. */
#define VIT_THIN_BOX                                                                               \
  "the box has no thickness along one of its vectors: nothing can be divided by its volume"

/**
 * VitIndex: the result of one pass over a file
 * @entries: (element-type VitIndexEntry): the frames that can be read
 * @steps: (element-type VitIndexStep): where the basis of the box changes, or may change
 * @first_cell: box of the first entry, if @has_first_cell
 * @last_cell: box that holds at entry @last_cell_of, if @has_last_cell
 * @problems: (element-type VitProblem): problems found
 * @n_damaged: frames that were begun and are not among @entries
 * @n_unsettled: those of them that begin at or past @end
 * @unfinished: whether the last frame is still being written
 * @end: byte up to which the index is settled, at the beginning of a line. When the file has grown,
 *   indexing goes on here, and everything past it is indexed again
 * @end_line: line at @end
 * @units: (nullable): units of the file
 * @put_back: (nullable): what was found of a run that begins with this file, that atoms which are
 *   said to be unwrapped jump by whole edges
 * @other_units: (nullable): other units that a later frame names
 * @clock: (nullable): unit of its times where the file or its writer tells it: an interned word of
 *   vit_clock_unit_find(), or %VIT_CLOCK_OF_UNITS
 * @readable: whether the first frame was read once
 * @composition: (nullable): composition of the first frame, with the names by type that the user
 *   had given
 * @named: (nullable): those names
 * @judged: (nullable): premises of a run that begins with this file, as its first frame alone tells
 *   them where the user gave none
 * @has_fingerprint: whether @fingerprint was taken
 * @fingerprint: hash of spots of the content up to @end
 * @recheck: the file has changed since and is as long as before: frames are to be found anew, and
 *   keys may be taken over
 * @count: whether to count the rows of every frame instead of jumping over them
 */
typedef struct
{
  GArray *entries;
  GArray *steps;
  VitCell first_cell, last_cell;
  bool has_first_cell, has_last_cell;
  uint32_t last_cell_of;
  GPtrArray *problems;
  size_t n_damaged;
  size_t n_unsettled;
  bool unfinished;
  uint64_t end;
  uint64_t end_line;
  char *units;
  char *other_units;
  char *put_back;
  const char *clock;
  bool readable;
  VitComposition *composition;
  char **named;
  VitPremises *judged;
  bool has_fingerprint;
  uint8_t fingerprint[16];
  bool recheck;
  bool count;
} VitIndex;

VitIndex *vit_index_new (void);
void vit_index_free (VitIndex *index);

/**
 * vit_index_add:
 * @cell: (nullable): the box of the frame, if it has one
 *
 * Adds a frame that can be read; its number is filled in. Its box is compared with that of the
 * frame before it. A frame whose step goes back is compared later, when it is known which frame it
 * continues.
 */
void vit_index_add (VitIndex *index, VitIndexEntry entry, const VitCell *cell);

/** vit_index_forget_unsettled: removes frames and problems past @end, before indexing goes on
 * there. */
void vit_index_forget_unsettled (VitIndex *index);
/** vit_index_doubt: marks all keys as doubtful, because the file has changed. */
void vit_index_doubt (VitIndex *index);
VitIndex *vit_index_copy (const VitIndex *index);

/** vit_index_take_keys: takes from @old what is known of frames that lie where they lay. O(frames)
 */
void vit_index_take_keys (VitIndex *index, const VitIndex *old);

/** vit_index_add_problem: adds a problem of the frame that would come next in @index. */
void vit_index_add_problem (VitIndex *index,
                            VitSource *source,
                            uint64_t line,
                            bool has_frame,
                            bool has_step,
                            int64_t step,
                            bool damaging,
                            const char *format,
                            ...) G_GNUC_PRINTF (8, 9);

/**
 * VitReadContext: inputs of reading a frame besides its bytes
 * @frame: number of the frame in the run, as in VitProblem, for messages
 * @species: (nullable) (array zero-terminated=1): names by type, from the user
 * @names: (nullable) (array zero-terminated=1): species of the run by type − 1, for a file that has
 *   names alone: a species keeps its number
 * @unknown: (nullable): is set if the frame has other names than @names
 * @atom_style: (nullable): style of the rows of a data file, from the user
 * @like: (nullable): atoms that are shared if they are the same
 * @cell: (nullable): box of an earlier frame, which holds if the frame has none
 * @warnings: (nullable) (element-type VitProblem): problems that are no damage are added here
 */
typedef struct
{
  size_t frame;
  const char *const *species;
  const char *const *names;
  bool *unknown;
  const char *atom_style;
  VitAtoms *like;
  const VitCell *cell;
  GPtrArray *warnings;
} VitReadContext;

/**
 * VitReader:
 * @version: version of the index that it makes; with another version the index is made again
 * @sniff: whether content that begins with @head can be of this format; the first reader that
 *   returns %true reads the file
 * @index: indexes the content from @index->end on; fails only on an error of the system or if
 *   cancelled
 * @read: reads one frame; damage is %VIT_ERROR_FORMAT with `FILE:LINE: frame F (step S): `
 * @read_cell: (nullable): reads the box alone; %VIT_ERROR_NOT_FOUND if the frame has none
 * @read_column: reads one column, in the order of the frame's atoms
 * @read_columns: (transfer full): names of a frame's columns
 * @read_unwrapped: (nullable): VitFrame.unwrapped without the rows
 * @judge: (nullable): adds what a frame tells of the premises, and doubts them; of those that are
 *   there it may doubt the source %VIT_SOURCE_FILE
 */
typedef struct
{
  uint32_t version;
  bool (*sniff) (const char *head, size_t n);
  bool (*index) (VitSource *source, VitIndex *index, VitProgress *progress, GError **error);
  VitFrame *(*read) (VitSource *source,
                     const VitIndexEntry *entry,
                     const VitReadContext *context,
                     GError **error);
  bool (*read_cell) (VitSource *source, const VitIndexEntry *entry, VitCell *cell, GError **error);
  bool (*read_column) (VitSource *source,
                       const VitIndexEntry *entry,
                       const VitReadContext *context,
                       const char *name,
                       double *values,
                       GError **error);
  char **(*read_columns) (VitSource *source, const VitIndexEntry *entry, GError **error);
  bool (*read_unwrapped) (VitSource *source,
                          const VitIndexEntry *entry,
                          bool *unwrapped,
                          GError **error);
  void (*judge) (VitSource *source,
                 const VitIndexEntry *entry,
                 const VitReadContext *context,
                 VitPremises *premises);
} VitReader;

/** vit_set_damage: sets @error to %VIT_ERROR_FORMAT with `FILE:LINE: frame F (step S): …`. */
void vit_set_damage (GError **error,
                     VitSource *source,
                     const VitIndexEntry *entry,
                     const VitReadContext *context,
                     uint64_t line,
                     const char *format,
                     ...) G_GNUC_PRINTF (6, 7);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitIndex, vit_index_free)
