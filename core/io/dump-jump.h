#pragma once

/* Jumping over the rows of a frame of a LAMMPS text dump without reading them: the next frame is
 * looked for where it would begin if the rows took as many bytes as those of the last frame. Pure
 * functions, any thread. */

#include "core/io/dump-header.h"

/** vit_dump_begins_frame: whether a line can be the first of a frame. */
bool vit_dump_begins_frame (const char *begin, const char *end);

/**
 * vit_dump_jump:
 * @header: header of the frame
 * @length: bytes that its rows are expected to take
 * @end: (out): offset where its rows end and the next frame begins
 *
 * Looks for a header after a whole row. The rows before it are not counted.
 *
 * Returns: whether a frame begins near the expected place. O(1) unless rows vary much in length
 */
bool vit_dump_jump (VitSource *source, const VitDumpHeader *header, uint64_t length, uint64_t *end);

/** vit_dump_jump_set_from: for tests: sets the size from which on rows of a file are jumped over;
 * 64 MiB by default. */
void vit_dump_jump_set_from (uint64_t size);

/** vit_dump_jump_pays: whether to jump over rows: neither in small files nor in packed ones. */
bool vit_dump_jump_pays (VitSource *source);
