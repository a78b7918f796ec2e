#pragma once

/* The index pass of LAMMPS text dumps, for their reader. */

#include "core/io/reader.h"

/** vit_lammps_dump_index: see VitReader.index. */
bool
vit_lammps_dump_index (VitSource *source, VitIndex *index, VitProgress *progress, GError **error);

/** vit_reader_lammps_dump: the reader of LAMMPS text dumps. */
extern const VitReader vit_reader_lammps_dump;
