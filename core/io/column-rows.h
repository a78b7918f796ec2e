#pragma once

/* One column of a text format with an atom a line. Pure functions, any thread. */

#include "core/io/reader.h"

/**
 * vit_read_column_rows:
 * @reader: at the first row
 * @name: of the column, for messages
 * @wanted: its place in a row, from 0
 * @id: place of the ids, −1 without
 * @values: (out caller-allocates): in the order of the frame's atoms
 * @error: a row that is missing, a number or an id that is none
 *
 * The numbers of one column of a text format with an atom a line.
 */
bool vit_read_column_rows (VitLineReader *reader,
                           VitSource *source,
                           const VitIndexEntry *entry,
                           const VitReadContext *context,
                           const char *name,
                           int wanted,
                           int id,
                           double *values,
                           GError **error);
