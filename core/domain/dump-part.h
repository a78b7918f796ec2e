#pragma once

/* One frame of a LAMMPS text dump, read by many ranks: each parses the rows of its range of bytes.
 * Functions are collective. */

#include "core/domain/domain.h"
#include "core/io/reader.h"

/**
 * VitDumpPlaces: frames of a file
 * @n: number of frames
 * @entries: where each lies
 * @basis: change of basis of the last frame's box that continues that of the first
 *   (core/geometry/basis.h)
 */
typedef struct
{
  size_t n;
  VitIndexEntry *entries;
  VitBasis basis;
} VitDumpPlaces;

/**
 * vit_dump_places_find: (collective)
 * @path: a file that all ranks can read
 * @numbers: (array length=n): of the frames, counted from 0 as in messages, ascending; −1: the last
 * @error: %VIT_ERROR_UNSUPPORTED for other formats; %VIT_ERROR_NOT_FOUND for a frame that does not
 *   exist or is damaged; %VIT_ERROR_MISSING if the boxes between the frames do not tell how they
 *   continue each other; errors of the system
 *
 * Rank 0 goes over the file once.
 */
bool vit_dump_places_find (VitCommunicator *communicator,
                           const char *path,
                           const int64_t *numbers,
                           size_t n,
                           VitDumpPlaces *places,
                           VitProgress *progress,
                           GError **error);
void vit_dump_places_clear (VitDumpPlaces *places);

/**
 * VitDumpPart:
 * @rows: of this rank, in the order of the file
 * @cell: the box
 * @unwrapped: whether positions continue paths
 * @decimals: of all positions, if they are exactly so; −1 otherwise
 * @step: simulation step
 */
typedef struct
{
  VitAtomRows rows;
  VitCell cell;
  bool unwrapped;
  int decimals;
  int64_t step;
} VitDumpPart;

/**
 * vit_dump_part_read: (collective)
 * @columns: (array length=n_columns): names of columns that are wanted besides
 * @error: damage, with the line; %VIT_ERROR_NOT_FOUND for a column that is not there
 *
 * Positions have the values that vit_frame_get_position() gives. Atoms of a file without ids are
 * numbered by row. A packed file is unpacked by every rank.
 */
bool vit_dump_part_read (VitCommunicator *communicator,
                         const char *path,
                         const VitIndexEntry *entry,
                         const char *const *columns,
                         size_t n_columns,
                         VitDumpPart *part,
                         GError **error);
void vit_dump_part_clear (VitDumpPart *part);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitDumpPlaces, vit_dump_places_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitDumpPart, vit_dump_part_clear)
