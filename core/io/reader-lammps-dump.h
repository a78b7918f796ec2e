#pragma once

/* LAMMPS text dumps: shared by the index pass and the row parser. */

#include "core/io/dump-header.h"
#include "core/io/reader.h"

/** vit_lammps_dump_index: see VitReader.index. */
bool
vit_lammps_dump_index (VitSource *source, VitIndex *index, VitProgress *progress, GError **error);

/** vit_lammps_dump_check_row: what is wrong with a row, tokens and numbers; %NULL if nothing is. */
char *vit_lammps_dump_check_row (const VitDumpHeader *header, const char *begin, const char *end);
