#pragma once

/* A reader of the rows of the commonest LAMMPS dump, `id type` and three fixed-point coordinates,
 * many times faster than the general reader. Anything out of the ordinary is left to the general
 * reader, which alone reports damage. Pure functions, any thread. */

#include "core/io/dump-header.h"
#include "core/io/frame-builder.h"

/**
 * vit_dump_fast_read:
 * @entry: the frame
 * @header: its header
 * @like: (nullable): atoms that the rows are compared with, which is cheaper than to store them
 * @builder: (out): ids, types and fixed-point positions in the order of the file
 *
 * Returns: %false, with an empty @builder and without a reason, if the rows are not of that form or
 *   the processor lacks the instructions
 */
bool vit_dump_fast_read (VitSource *source,
                         const VitIndexEntry *entry,
                         const VitDumpHeader *header,
                         const VitAtoms *like,
                         VitFrameBuilder *builder);

/** vit_dump_fast_set_enabled: for tests and benches; on by default. */
void vit_dump_fast_set_enabled (bool enabled);
