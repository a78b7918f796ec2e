#pragma once

/* Finding the frames of a zstd file without unpacking them. Pure functions, any thread. */

#include <stdbool.h>
#include <stdint.h>

/**
 * vit_zstd_is_divided:
 * @size: size of the file behind @fd
 *
 * Returns: whether it has several frames, none of them large, so
 *   that any place is near the start of one. pzstd, old `zstd -B` with threads, and programs that
 *   write one zstd frame per simulation frame make such files; zstd(1) writes one frame
 */
bool vit_zstd_is_divided (int fd, uint64_t size);

/** vit_zstd_begins: whether a frame begins at @at, where the file has the four bytes @head: it is
 * followed by another frame, by the end of the file, or goes on up to that, and is none that is
 * skipped unless it is followed so. */
bool vit_zstd_begins (int fd, uint64_t at, const uint8_t head[4], uint64_t size);
