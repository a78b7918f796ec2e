#pragma once

/* Streaming decompression of a whole file into another. Pure functions, any thread. */

#include "core/base/progress.h"
#include "core/io/lost-parts.h"
#include "core/io/stamp.h"

/* Content beyond both is left out: no file of numbers is packed that well, but bombs are. */
#define VIT_UNPACK_SURE ((uint64_t) 1 << 30)
#define VIT_UNPACK_MAX_RATIO 250

/** vit_compression_detect: compression of a file by its first bytes. */
VitCompression vit_compression_detect (const uint8_t *head, size_t n);

/**
 * vit_unpack:
 * @in: descriptor of the packed file, read from its start
 * @in_size: its length in bytes, for progress
 * @out: descriptor that receives the content
 * @damage: (out) (transfer full) (nullable): why the content ends early; the content before the
 *   damage is written
 * @lost: (out): what is left out of it, see vit_inflater_read()
 * @error: an error of the system, cancelled, or a disk that would be full
 *
 * Memory is bounded by the packer's window, at most 128 MiB. Concatenated members or frames are one
 * content.
 *
 * Returns: whether @out holds all content that could be unpacked
 */
bool vit_unpack (VitCompression compression,
                 int in,
                 uint64_t in_size,
                 int out,
                 char **damage,
                 VitLostParts *lost,
                 VitProgress *progress,
                 GError **error);

/**
 * vit_unpack_head:
 * @head: (out caller-allocates): the first @n bytes of the content, or fewer
 *
 * No more than that is unpacked. Damage ends the content.
 *
 * Returns: number of bytes; -1 with @error
 */
ssize_t vit_unpack_head (
    VitCompression compression, int in, uint64_t in_size, uint8_t *head, size_t n, GError **error);
