#pragma once

/* The table of file formats that hold atoms. The choice of reader and writer, the endings of names
 * and the filters of file dialogs come from it. To add a format, add a row and its reader. Constant
 * data, any thread. */

#include "core/io/reader.h"
#include "core/io/writer.h"

/** VitFileClock: unit of the times in a file */
typedef enum
{
  VIT_CLOCK_NONE,        /* the file has no times */
  VIT_CLOCK_PICOSECONDS, /* ps */
  VIT_CLOCK_LAMMPS,      /* depends on the `units` of the file */
  VIT_CLOCK_TOLD,        /* as the file or its writer tells, see VitIndex; else it is not known */
} VitFileClock;

/**
 * VitFileFormat:
 * @title: name for people, which also identifies the format in indexes
 * @kind: filter of file dialogs that offers it; several formats may share one
 * @endings: (array zero-terminated=1): endings of file names, with the point; the first is used for
 *   writing
 * @beginnings: (array zero-terminated=1): beginnings of file names, as in `dump.`
 * @told_by: how content is recognised, in words; @reader has the function
 * @clock: unit of its times
 * @has_types: whether atoms have types or species
 * @has_cells: whether frames have a box
 * @has_images: whether there may be image flags or unwrapped positions
 * @topology: (nullable): ending of a file beside the trajectory that names its atoms
 * @reader: (nullable): %NULL if the format is only written
 * @writer: %VIT_WRITER_NONE if the format is only read
 * @reference: address of its description
 */
typedef struct
{
  const char *title;
  const char *kind;
  const char *endings[4];
  const char *beginnings[4];
  const char *told_by;
  VitFileClock clock;
  bool has_types, has_cells, has_images;
  const char *topology;
  const VitReader *reader;
  VitWriterFormat writer;
  const char *reference;
} VitFileFormat;

/** vit_formats_get: (array length=n): the table; the first format that recognises the content of a
 * file reads it. */
const VitFileFormat *vit_formats_get (size_t *n);

/** vit_formats_find: the format of @source by content; else %NULL, with an @error that lists the
 * formats that can be read. */
const VitFileFormat *vit_formats_find (VitSource *source, GError **error);

/** vit_formats_find_title: (nullable): the format with a title, as stored in an index. */
const VitFileFormat *vit_formats_find_title (const char *title);

/** vit_formats_of_reader: the format of a reader. */
const VitFileFormat *vit_formats_of_reader (const VitReader *reader);

/** vit_formats_find_writer: finds the format that the ending of @path stands for. */
bool vit_formats_find_writer (const char *path, VitWriterFormat *writer);

/** vit_formats_list_written: (transfer full): the endings that can be written, as in ".csv or
 * .xyz". */
char *vit_formats_list_written (void);

/** vit_formats_strip_ending: (transfer full): a name without the endings of packers and formats. */
char *vit_formats_strip_ending (const char *name);

/** vit_formats_get_patterns: (transfer full) (array zero-terminated=1): patterns of file names of
 * the formats of @kind, packed or not. */
char **vit_formats_get_patterns (const char *kind);
