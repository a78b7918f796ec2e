#pragma once

/* The index pass of LAMMPS text dumps, for their reader. */

#include "core/io/reader.h"

/** vit_lammps_dump_index: see VitReader.index. */
bool
vit_lammps_dump_index (VitSource *source, VitIndex *index, VitProgress *progress, GError **error);
