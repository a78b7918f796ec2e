#pragma once

/* The formats of files that hold atoms: one row each. Everything that has to know them (who reads a
 * file, what a name's ending means, what file dialogs offer, what a writer is asked for) asks here.
 * A new one is its reader and its row. Constant data, any thread. */

#include "core/io/reader.h"
#include "core/io/writer.h"

/** VitFileClock: what a file's own clock counts */
typedef enum
{
  VIT_CLOCK_NONE,        /* it has none */
  VIT_CLOCK_PICOSECONDS, /* ps, or taken for ps: the format does not say */
  VIT_CLOCK_LAMMPS,      /* what the file's `units` make of it */
} VitFileClock;

/**
 * VitFileFormat:
 * @title: for people, and what indexes remember
 * @kind: line of a file dialog that offers it, which several formats may share
 * @endings: (array zero-terminated=1): of names, with the point; the first is what we would write
 * @beginnings: (array zero-terminated=1): of names, as in `dump.`
 * @told_by: how content is recognised, in words; @reader has the function
 * @clock: of its frames
 * @has_types: atoms have types or species
 * @has_cells: frames have a box
 * @has_images: image flags or unwrapped positions may be there
 * @topology: (nullable): ending of a file beside the trajectory that says what its atoms are
 * @reader: (nullable): %NULL where it is written only
 * @writer: %VIT_WRITER_NONE where it is read only
 * @reference: where it is described
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

/** vit_formats_get: (array length=n): the table; the first that recognises a content reads it. */
const VitFileFormat *vit_formats_get (size_t *n);

/** vit_formats_find: the format of @source by content; %NULL with @error that says what is read. */
const VitFileFormat *vit_formats_find (VitSource *source, GError **error);

/** vit_formats_find_title: (nullable): the format that an index remembers. */
const VitFileFormat *vit_formats_find_title (const char *title);

/** vit_formats_of_reader: the row of a reader. */
const VitFileFormat *vit_formats_of_reader (const VitReader *reader);

/** vit_formats_find_writer: what the ending of @path asks for. */
bool vit_formats_find_writer (const char *path, VitWriterFormat *writer);

/** vit_formats_list_written: (transfer full): the endings that can be written, as in ".csv or
 * .xyz". */
char *vit_formats_list_written (void);

/** vit_formats_strip_ending: (transfer full): a name without the endings of packers and formats. */
char *vit_formats_strip_ending (const char *name);

/** vit_formats_get_patterns: (transfer full) (array zero-terminated=1): what names of formats of
 * @kind look like, packed or not. */
char **vit_formats_get_patterns (const char *kind);

/** vit_formats_get_clock_unit: picoseconds in a unit of the file's clock; @units as the file has
 * them. */
double vit_formats_get_clock_unit (const VitFileFormat *format, const char *units);
