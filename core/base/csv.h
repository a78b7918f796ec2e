#pragma once

/* Cells of CSV files. Any thread. */

#include <glib.h>

/**
 * vit_csv_append_cell:
 * @text: of one cell, UTF-8
 *
 * Appends a cell (RFC 4180): quoted where it holds a comma, a quotation mark or the end of a line.
 * Text that a spreadsheet would take for a formula, because it begins with `=`, `+`, `-`, `@` or a
 * tab and is no number, gets an apostrophe ahead of it.
 */
void vit_csv_append_cell (GString *csv, const char *text);
