#pragma once

/* The rows of the commonest LAMMPS dump, `id type` and three fixed-point coordinates, many times
 * faster than the general reader, which remains the judge: anything out of the ordinary is left to
 * it. Pure functions, any thread. */

#include "core/io/dump-header.h"
#include "core/io/frame-builder.h"

/**
 * vit_dump_fast_read:
 * @entry: the frame
 * @header: of it
 * @like: (nullable): atoms that the rows are compared with, which is cheaper than to store them
 * @builder: (out): ids, types and fixed-point positions in the order of the file
 *
 * Returns: %false if the rows are not of that form, or the processor cannot: @builder is empty
 * then, and nothing is said about why
 */
bool vit_dump_fast_read (VitSource *source,
                         const VitIndexEntry *entry,
                         const VitDumpHeader *header,
                         const VitAtoms *like,
                         VitFrameBuilder *builder);

/** vit_dump_fast_set_enabled: for tests and benches; on by default. */
void vit_dump_fast_set_enabled (bool enabled);
