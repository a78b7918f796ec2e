#pragma once

/* Parsing of the rows of a frame of a LAMMPS text dump, of any columns. Used by one thread. */

#include "core/io/dump-header.h"
#include "core/io/frame-builder.h"

/**
 * VitDumpRows: the state of parsing some rows
 * @header: borrowed, as are @source, @entry and @context
 * @kind: #VitDumpColumn of each column
 * @axis: of a column of positions or images
 * @room: rows that there is room for
 * @builder: ids, types and positions of the rows; its @n is @room until they are counted
 * @elements: (nullable): interned names, if there is a column of elements
 * @other: (nullable): columns that are wanted besides, by column: −1, or the place in a row of
 * @values
 * @n_others: how many
 * @values: (nullable): @room × @n_others
 * @exact: whether positions are still fixed-point
 */
typedef struct
{
  VitSource *source;
  const VitIndexEntry *entry;
  const VitReadContext *context;
  VitDumpHeader *header;
  uint8_t *kind;
  uint8_t *axis;
  size_t room;
  VitFrameBuilder builder;
  char **elements;
  int *other;
  size_t n_others;
  double *values;
  int64_t image[3];
  bool has_image;
  bool exact;
} VitDumpRows;

/** vit_dump_rows_init: with room for @n rows. */
void vit_dump_rows_init (VitDumpRows *rows,
                         VitSource *source,
                         const VitIndexEntry *entry,
                         const VitReadContext *context,
                         VitDumpHeader *header,
                         size_t n);

/** vit_dump_rows_want: parses other columns too; @columns: (array length=n): their numbers. Before
 * the first row. */
void vit_dump_rows_want (VitDumpRows *rows, const int *columns, size_t n);

/** vit_dump_rows_grow: makes room for @n rows. */
void vit_dump_rows_grow (VitDumpRows *rows, size_t n);

/** vit_dump_rows_parse: parses a line as row @row; damage names the line. */
bool vit_dump_rows_parse (VitDumpRows *rows, const VitLine *line, size_t row, GError **error);
void vit_dump_rows_clear (VitDumpRows *rows);

/** vit_dump_read_frame_header: reads the header of a frame again, as columns may differ between
 * frames, and finds by the first row whether types are names; @reader: (out): at the first row. */
bool vit_dump_read_frame_header (VitSource *source,
                                 const VitIndexEntry *entry,
                                 const VitReadContext *context,
                                 VitLineReader *reader,
                                 VitDumpHeader *header,
                                 GError **error);

/** vit_dump_header_is_unwrapped: whether positions continue paths. */
bool vit_dump_header_is_unwrapped (const VitDumpHeader *header);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitDumpRows, vit_dump_rows_clear)
