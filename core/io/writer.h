#pragma once

/* Per-atom values into files that other programs read. Numbers are written shortest so that they
 * read back the same, with a point whatever the locale. Any thread. */

#include "core/io/frame.h"

/**
 * VitWriterColumn:
 * @name: plain, as in `t_ml`
 * @unit: as in `K`; empty for none; stands in CSV headers
 * @values: one per atom; NaN where there is none
 * @components: 1, or 3 for vectors, or more with @component_names: @values is then n × @components
 * @component_names: (nullable): names in place of the column's own; %NULL gives vectors _x, _y, _z
 */
typedef struct
{
  const char *name;
  const char *unit;
  const double *values;
  int components;
  const char *const *component_names;
} VitWriterColumn;

/** vit_writer_column_name: (transfer full): of component @k. */
char *vit_writer_column_name (const VitWriterColumn *column, int k);

/** vit_writer_append_number: with the fewest digits that read back as the same double. */
void vit_writer_append_number (GString *text, double value);

/** VitWriterFormat: how frames are written; formats.h says which ending asks for which */
typedef enum
{
  VIT_WRITER_NONE,
  VIT_WRITER_CSV,
  VIT_WRITER_EXTXYZ,
  VIT_WRITER_LAMMPS_DUMP,
} VitWriterFormat;

/**
 * vit_writer_append:
 * @text: where the frame is added; it begins with a header if it is empty and the format has one
 * @time: ps since the start of the run; NaN if not known
 * @several: whether frames follow each other: CSV then has a first column `time (ps)`
 *
 * Atoms in the order of the frame, which is by id. O(atoms)
 */
void vit_writer_append (GString *text,
                        VitWriterFormat format,
                        const VitFrame *frame,
                        double time,
                        bool several,
                        const VitWriterColumn *columns,
                        size_t n_columns);
