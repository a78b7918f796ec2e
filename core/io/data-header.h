#pragma once

/* The content of a LAMMPS data file before the rows of its section Atoms. Used by one thread. */

#include "core/geometry/cell.h"
#include "core/io/line-reader.h"
#include "core/io/text.h"

/**
 * VitDataHeader:
 * @n_atoms, @n_types: as declared
 * @lo, @hi, @tilt, @vectors, @origin: box, restricted or general
 * @is_thin: whether the box has no thickness along a vector
 * @names: (nullable): by type: its label, or its name in the section Masses
 * @has_labels: whether rows may have labels in place of types
 * @style: atom style that is named after Atoms; empty without
 * @units: as write_data prints them into the title; empty without
 * @has_atoms: whether there is a section Atoms, whose first row is at @rows_offset, @rows_line
 */
typedef struct
{
  int64_t n_atoms, n_types;
  double lo[3], hi[3], tilt[3];
  bool has_bounds[3], has_tilt;
  double vectors[3][3], origin[3];
  bool has_vectors[3], is_thin;
  char *names[256];
  bool has_labels;
  char style[32], units[16];
  bool has_atoms;
  uint64_t rows_offset, rows_line;
} VitDataHeader;

void vit_data_header_clear (VitDataHeader *header);

/**
 * VitDataParse: the state of reading
 * @what: (nullable): what is wrong; the reader frees it
 * @line: its line
 */
typedef struct
{
  VitSource *source;
  VitLineReader *reader;
  VitDataHeader *header;
  char *what;
  uint64_t line;
} VitDataParse;

/** vit_data_wrong: sets what is wrong; returns %false. */
bool vit_data_wrong (VitDataParse *parse, uint64_t line, const char *format, ...)
    G_GNUC_PRINTF (3, 4);

/** vit_data_split_line: splits a line into tokens, of which the first @most are stored; a comment
 * after # goes to @comment. Returns the number of tokens. */
int vit_data_split_line (const VitLine *line, VitToken *tokens, int most, const char **comment);

/** vit_data_find_label: finds the type that a label stands for. */
bool vit_data_find_label (const VitDataHeader *header, VitToken token, int64_t *type);

/** vit_data_header_read: reads up to the first row of the section Atoms; %false with
 * @parse->what, or with @error if the system reports one. */
bool vit_data_header_read (VitDataParse *parse, GError **error);

/** vit_data_make_cell: the box; %false if it is missing or has no volume. */
bool vit_data_make_cell (VitDataHeader *header, VitCell *cell);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitDataHeader, vit_data_header_clear)
