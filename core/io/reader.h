#pragma once

/* What a file format has to offer: recognise itself, index its frames in one pass, and read one of
 * them. One constant VitReader per format, listed in formats.c. Readers are pure: what they need of
 * a run is handed to them, and any thread may call them. */

#include "core/io/composition.h"
#include "core/io/frame.h"
#include "core/io/line-reader.h"
#include "core/io/problem.h"
#include "core/io/source.h"

/**
 * VitIndexEntry: one frame of a file, 64 bytes
 * @offset: of its first byte in the decompressed content
 * @step: simulation step
 * @time: the file's own clock, in its units; NaN if it has none
 * @key: hash of its bytes, if @known says so
 * @n_atoms: rows
 * @number: frames of the file that were begun before this one, damaged ones counted
 * @length: bytes up to the end of its last row
 * @body: bytes from @offset to the first row, or %VIT_INDEX_MAX_BODY where they are as many or more
 * @flags: VIT_INDEX_NOT_COUNTED, VIT_INDEX_NO_STEP
 * @line: of the first byte, from 1; 0 where lines mean nothing
 * @body_line: lines from @line to the first row, at most %VIT_INDEX_MAX_BODY_LINE
 * @known: VitIndexKnown; this and @key alone change once the index is made, with the lock of its
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
 * VitIndexKnown: what has been learned of a frame by reading it
 * @VIT_KNOWN_KEY: there is a key
 * @VIT_KNOWN_DOUBTFUL: it is of the file as it was: it has to be found again
 * @VIT_KNOWN_CARRIED: the file has grown since, and this part of it was looked at in spots alone
 * @VIT_KNOWN_KIND: whether positions are unwrapped
 * @VIT_KNOWN_UNWRAPPED: they are
 */
typedef enum
{
  VIT_KNOWN_KEY = 1,
  VIT_KNOWN_DOUBTFUL = 2,
  VIT_KNOWN_CARRIED = 4,
  VIT_KNOWN_KIND = 8,
  VIT_KNOWN_UNWRAPPED = 16,
} VitIndexKnown;

/** VIT_INDEX_NOT_COUNTED: the rows of the frame were jumped over; who reads them counts them. */
#define VIT_INDEX_NOT_COUNTED 1u

/** VIT_INDEX_NO_STEP: the file does not say at which step it was. */
#define VIT_INDEX_NO_STEP 2u

/** VIT_NO_LINE_END: said of a file of one structure that is kept all the same. */
#define VIT_NO_LINE_END "the last line has no line end: its last number may be cut"

/**
 * VitIndex: what one pass over a file finds
 * @entries: (element-type VitIndexEntry): the frames that can be read
 * @problems: (element-type VitProblem):
 * @n_damaged: frames that were begun and are not among @entries
 * @n_unsettled: those of them that begin at or past @end
 * @unfinished: the last frame is still being written
 * @end: byte up to which all is settled, where a line begins: indexing goes on here when the file
 *   has grown, and whatever was found past it is found anew
 * @end_line: line at @end
 * @units: (nullable): of the file
 * @readable: the first frame was read once
 * @composition: (nullable): of it, with the names by type that were given then
 * @named: (nullable): those names
 * @has_fingerprint: whether @fingerprint was taken
 * @fingerprint: of spots of the content up to @end
 * @count: count the rows of every frame, whatever it takes
 */
typedef struct
{
  GArray *entries;
  GPtrArray *problems;
  size_t n_damaged;
  size_t n_unsettled;
  bool unfinished;
  uint64_t end;
  uint64_t end_line;
  char *units;
  bool readable;
  VitComposition *composition;
  char **named;
  bool has_fingerprint;
  uint8_t fingerprint[16];
  bool count;
} VitIndex;

VitIndex *vit_index_new (void);
void vit_index_free (VitIndex *index);

/** vit_index_add: a frame that can be read; its number is filled in. */
void vit_index_add (VitIndex *index, VitIndexEntry entry);

/** vit_index_forget_unsettled: frames and problems found past @end, before indexing goes on there.
 */
void vit_index_forget_unsettled (VitIndex *index);
/** vit_index_doubt: keys are those of the file as it was. */
void vit_index_doubt (VitIndex *index);
VitIndex *vit_index_copy (const VitIndex *index);

/** vit_index_add_problem: of the frame that would come next in @index. */
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
 * VitReadContext: what reading a frame needs besides its bytes
 * @frame: its number in the run, for messages: as in VitProblem
 * @species: (nullable) (array zero-terminated=1): names by type, from the user
 * @like: (nullable): atoms that are shared if they are the same
 * @warnings: (nullable) (element-type VitProblem): what is wrong without being damage is added here
 */
typedef struct
{
  size_t frame;
  const char *const *species;
  VitAtoms *like;
  GPtrArray *warnings;
} VitReadContext;

/**
 * VitReader:
 * @version: of what it puts into an index; another one has it made anew
 * @sniff: whether content that begins with @head can be of this format; the first that says so
 * reads
 * @index: goes over the content from @index->end on and adds what it finds; fails only if the
 * system refuses or it was cancelled
 * @read: one frame; damage is %VIT_ERROR_FORMAT with `FILE:LINE: frame F (step S): `
 * @read_cell: (nullable): the box alone
 * @read_column: one column, in the order of the frame's atoms
 * @read_columns: (transfer full): names of a frame's columns
 * @read_unwrapped: (nullable): VitFrame.unwrapped without the rows
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
} VitReader;

/** vit_set_damage: `FILE:LINE: frame F (step S): …` as %VIT_ERROR_FORMAT. */
void vit_set_damage (GError **error,
                     VitSource *source,
                     const VitIndexEntry *entry,
                     const VitReadContext *context,
                     uint64_t line,
                     const char *format,
                     ...) G_GNUC_PRINTF (6, 7);
