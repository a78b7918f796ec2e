#pragma once

/* Writing of per-atom values to files for other programs. Numbers have the fewest digits that read
 * back as the same value, with a point whatever the locale. Any thread. */

#include "core/io/frame.h"

/**
 * VitWriterColumn:
 * @name: plain text, as in `t_ml`
 * @unit: as in `K`; empty for none; shown in CSV headers
 * @values: one per atom; NaN where there is none
 * @components: 1, or 3 for vectors, or more with @component_names: @values is then n × @components
 * @component_names: (nullable): names in place of the column's own; with %NULL components of
 *   vectors get _x, _y, _z
 */
typedef struct
{
  const char *name;
  const char *unit;
  const double *values;
  int components;
  const char *const *component_names;
} VitWriterColumn;

/** vit_writer_column_name: (transfer full): name of component @k. */
char *vit_writer_column_name (const VitWriterColumn *column, int k);

/** vit_writer_append_number: appends a number with the fewest digits that read back as the same
 * double. */
void vit_writer_append_number (GString *text, double value);

/** VitWriterFormat: format of written frames; vit_formats_find_writer() finds it by the ending of a
 * name */
typedef enum
{
  VIT_WRITER_NONE,
  VIT_WRITER_CSV,
  VIT_WRITER_EXTXYZ,
  VIT_WRITER_LAMMPS_DUMP,
} VitWriterFormat;

/**
 * vit_writer_append:
 * @text: text that the frame is appended to; if it is empty, a header comes first if the format has
 *   one
 * @time: ps since the start of the run; NaN if not known
 * @premises: (nullable): what the numbers rest on, as vit_premises_describe() says it: a comment
 *   ahead of the header of CSV, a key of extended XYZ
 * @several: whether there are several frames; CSV then has a first column `time (ps)`
 *
 * Atoms are written in the order of the frame, which is by id. O(atoms)
 */
void vit_writer_append (GString *text,
                        VitWriterFormat format,
                        const VitFrame *frame,
                        double time,
                        const char *premises,
                        bool several,
                        const VitWriterColumn *columns,
                        size_t n_columns);

/**
 * vit_writer_append_part:
 * @frame: some of the atoms of a frame; its types have no names
 * @first: whether these are the first, which a header comes ahead of
 * @n_all: atoms of all parts
 *
 * Parts that are written one after another, in the order of the ids, are the frame.
 */
void vit_writer_append_part (GString *text,
                             VitWriterFormat format,
                             const VitFrame *frame,
                             bool first,
                             uint64_t n_all,
                             const VitWriterColumn *columns,
                             size_t n_columns);
