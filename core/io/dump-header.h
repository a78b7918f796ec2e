#pragma once

/* The header of a frame of a LAMMPS text dump: every ITEM up to and including ITEM: ATOMS. Used by
 * one thread. */

#include "core/io/line-reader.h"
#include "core/geometry/cell.h"

/** VitDumpColumn: how the reader uses a column */
typedef enum
{
  VIT_DUMP_OTHER,
  VIT_DUMP_ID,
  VIT_DUMP_TYPE,
  VIT_DUMP_ELEMENT,
  VIT_DUMP_IMAGE,
  VIT_DUMP_POSITION,
} VitDumpColumn;

/** VitDumpCoordinates: kind of coordinates that is read */
typedef enum
{
  VIT_DUMP_NO_COORDINATES,
  VIT_DUMP_WRAPPED,          /* x y z */
  VIT_DUMP_SCALED,           /* xs ys zs */
  VIT_DUMP_UNWRAPPED,        /* xu yu zu */
  VIT_DUMP_UNWRAPPED_SCALED, /* xsu ysu zsu */
} VitDumpCoordinates;

/**
 * VitDumpPositions: columns that positions are read from
 * @coordinates: their kind; of mixed ones %VIT_DUMP_WRAPPED if an edge may be crossed
 * @position: columns along x, y and z; z is −1 in two dimensions
 * @image: columns of the image flags of these coordinates, −1 without
 */
typedef struct
{
  VitDumpCoordinates coordinates;
  int position[3], image[3];
} VitDumpPositions;

/** vit_dump_find_column: the first column of that name; −1 without. */
int vit_dump_find_column (char *const *columns, const char *name);

/**
 * vit_dump_find_positions:
 * @columns: (array zero-terminated=1): names of the columns
 * @periodic: of the box
 *
 * Returns: %false if there are no positions, or scaled ones along some axes alone
 */
bool
vit_dump_find_positions (char *const *columns, const bool periodic[3], VitDumpPositions *found);

/** VIT_DUMP_MAX_COLUMNS: more are an error of the file. */
#define VIT_DUMP_MAX_COLUMNS 1000000

/**
 * VitDumpHeader:
 * @step: from ITEM: TIMESTEP
 * @time: from ITEM: TIME; NaN without
 * @n_atoms: from ITEM: NUMBER OF ATOMS
 * @cell: from ITEM: BOX BOUNDS
 * @is_thin: whether the box has no thickness along a vector; @cell then has one of 1 Å
 * @units: (nullable): from ITEM: UNITS
 * @unknown: (nullable): the first ITEM that is not known, whose lines were skipped
 * @unknown_line: its line
 * @columns: (array zero-terminated=1): names of the columns
 * @n_columns: their number
 * @id, @type: column index, -1 without
 * @element: column of names: `element` or `typelabel`, or `type` if it holds names; -1 without
 * @position: columns of the coordinates that are read; z is -1 in two dimensions
 * @image: columns of the image flags of these coordinates, -1 without
 * @coordinates: kind of these coordinates
 * @begin: offset of the first ITEM
 * @begin_line: line of the first ITEM
 * @body: offset of the first row
 * @body_line: line of the first row
 */
typedef struct
{
  bool has_step;
  int64_t step;
  double time;
  bool has_n_atoms;
  uint64_t n_atoms;
  bool has_cell, is_thin;
  VitCell cell;
  char *units;
  char *unknown;
  uint64_t unknown_line;
  char **columns;
  int n_columns;
  int id, type, element;
  int position[3];
  int image[3];
  VitDumpCoordinates coordinates;
  uint64_t begin, begin_line;
  uint64_t body, body_line;
} VitDumpHeader;

void vit_dump_header_clear (VitDumpHeader *header);

/** VitDumpHeaderStatus: how reading a header ended */
typedef enum
{
  VIT_DUMP_HEADER_OK,
  VIT_DUMP_HEADER_NONE,       /* only blank lines follow */
  VIT_DUMP_HEADER_UNFINISHED, /* the content ends within the header */
  VIT_DUMP_HEADER_DAMAGED,
  VIT_DUMP_HEADER_ERROR, /* the system reports an error */
} VitDumpHeaderStatus;

/**
 * vit_dump_header_read:
 * @reader: positioned at the first line of the header, or at blank lines before it
 * @end: size of the decompressed content, which bounds the number of atoms
 * @what: (out) (transfer full) (nullable): what is wrong or unfinished
 * @line: (out): line of that problem
 */
VitDumpHeaderStatus vit_dump_header_read (VitLineReader *reader,
                                          VitDumpHeader *header,
                                          uint64_t end,
                                          char **what,
                                          uint64_t *line,
                                          GError **error);

/** vit_dump_header_look_at_row: finds by the first row whether the column `type` holds names. */
void vit_dump_header_look_at_row (VitDumpHeader *header, const char *begin, const char *end);

/** vit_dump_is_comment: whether a line among the rows is a comment, which somebody has written
 * there. */
static inline bool
vit_dump_is_comment (const VitLine *line)
{
  return line->begin < line->end && *line->begin == '#';
}

/** vit_dump_next_row: reads the next line that is no comment. */
static inline VitLineStatus
vit_dump_next_row (VitLineReader *reader, VitLine *line, GError **error)
{
  VitLineStatus status;
  do
    status = vit_line_reader_next (reader, line, error);
  while (status == VIT_LINE_OK && vit_dump_is_comment (line));
  return status;
}

/** vit_dump_check_row: (transfer full) (nullable): what is wrong with the tokens and numbers of a
 * row; %NULL if nothing is. */
char *vit_dump_check_row (const VitDumpHeader *header, const char *begin, const char *end);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitDumpHeader, vit_dump_header_clear)
