#pragma once

/* Reading one column of a text format with one atom per line. Pure functions, any thread. */

#include "core/io/reader.h"

/**
 * vit_read_column_rows:
 * @reader: positioned at the first row
 * @name: name of the column, for messages
 * @wanted: its index in a row, from 0
 * @id: index of the ids, −1 without ids
 * @values: (out caller-allocates): in the order of the frame's atoms
 * @error: a row is missing, or a token is no number or no id
 *
 * Reads the numbers of one column of a text format with one atom per line.
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
