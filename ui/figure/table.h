#pragma once

/* Numbers in rows and columns, as a figure. A table belongs to one thread at a time. */

#include "ui/figure/canvas.h"

typedef struct _VitTable VitTable;

/** vit_table_new: @columns: (array zero-terminated=1): heads in markup with units. */
VitTable *vit_table_new (const char *const *columns);
void vit_table_free (VitTable *table);

/** vit_table_add: adds a row; @cells: (array zero-terminated=1): markup, as many as there are
 * columns. A line is drawn above a row that begins a group. */
void vit_table_add (VitTable *table, const char *const *cells, bool begins_group);
void vit_table_set_caption (VitTable *table, const char *markup);

/** vit_table_get_caption: (transfer none) (nullable): */
const char *vit_table_get_caption (const VitTable *table);

/** vit_table_dup_headings: (transfer full): in markup, a line each. */
char *vit_table_dup_headings (const VitTable *table);

/** vit_table_set_csv: the numbers for programs, for tables whose cells hold more than one number;
 * the first line has the names. */
void vit_table_set_csv (VitTable *table, const char *csv);

void vit_table_draw (const VitTable *table,
                     VitCanvas *canvas,
                     VitRect rect,
                     double font_size,
                     const VitTheme *theme);

/** vit_table_dup_csv: (transfer full): the caption as a comment, then the text given to
 * vit_table_set_csv(), or else the cells without markup. */
char *vit_table_dup_csv (const VitTable *table);

/** vit_table_get_shape: width / height that suits the table. */
double vit_table_get_shape (const VitTable *table,
                            double width,
                            double font_size,
                            const VitFigureStyle *style);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitTable, vit_table_free)
