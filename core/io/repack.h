#pragma once

/* Packing a trajectory so that any frame of it is reached at once. */

#include <stdint.h>

#include "core/base/progress.h"

/**
 * VitRepacked: what was written
 * @n_frames: frames of the trajectory
 * @n_bytes: its content
 * @n_packed: the file
 */
typedef struct
{
  size_t n_frames;
  uint64_t n_bytes, n_packed;
} VitRepacked;

/**
 * vit_repack:
 * @path: a trajectory of one file, plain or packed in any way
 * @output: the file to make; not @path
 * @level: of zstd; 0 is its default
 * @error: what opening says; %VIT_ERROR_IO
 *
 * Writes the content, byte for byte, as one zstd frame for each frame of the trajectory, and
 * several for a frame of more than 4 MiB, with a table of their places at the end (the seekable
 * format of zstd's contrib, a skippable frame). zstd(1) reads it. Written whole or not at all.
 * Memory: 8 MiB a thread.
 */
bool vit_repack (const char *path,
                 const char *output,
                 int level,
                 VitRepacked *repacked,
                 VitProgress *progress,
                 GError **error);
