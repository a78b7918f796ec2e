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
