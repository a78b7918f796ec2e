#pragma once

/* The frames of a zstd file without unpacking them. Pure functions, any thread. */

#include <stdbool.h>
#include <stdint.h>

/**
 * vit_zstd_is_divided:
 * @size: of the file behind @fd
 *
 * Whether it has several frames, none of them large, so that any place is near the start of one: as
 * pzstd, `zstd -B` with threads of old, or a program that writes a frame for each of its own makes
 * them. What zstd(1) writes is one frame.
 */
bool vit_zstd_is_divided (int fd, uint64_t size);
