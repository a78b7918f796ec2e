#pragma once

/* LAMMPS text dumps: shared by the index pass and the row parser. */

#include "core/io/reader.h"

/** vit_lammps_dump_index: see VitReader.index. */
bool
vit_lammps_dump_index (VitSource *source, VitIndex *index, VitProgress *progress, GError **error);
