#pragma once

/* Over the rows of a frame of a LAMMPS text dump without reading them: the next frame is looked for
 * where it would begin if the rows were as long as those of the last one. Pure functions, any
 * thread. */

#include "core/io/dump-header.h"

/** vit_dump_begins_frame: whether a line can be the first of a frame. */
bool vit_dump_begins_frame (const char *begin, const char *end);

/**
 * vit_dump_jump:
 * @header: of the frame
 * @length: bytes that its rows are expected to take
 * @end: (out): where its rows end and the next frame begins
 *
 * What is found is a header after a whole row; how many rows lie before is not known.
 *
 * Returns: whether a frame begins near there. O(1) unless rows vary much in length
 */
bool vit_dump_jump (VitSource *source, const VitDumpHeader *header, uint64_t length, uint64_t *end);

/** vit_dump_jump_set_from: for tests: the size of files whose rows are jumped over, 64 MiB. */
void vit_dump_jump_set_from (uint64_t size);

/** vit_dump_jump_pays: not in small files, nor in packed ones. */
bool vit_dump_jump_pays (VitSource *source);
