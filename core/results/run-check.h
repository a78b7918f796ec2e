#pragma once

/* The result of checking all frames of a run's files, remembered for the stamps of the files. Any
 * thread; a VitStored belongs to one thread. */

#include "core/results/stored.h"

/**
 * vit_run_find_check:
 * @paths: (array zero-terminated=1): as the user gave them; paths with patterns are not remembered
 * @stored: (out caller-allocates): for vit_run_keep_check()
 * @n_frames: (out): number of frames
 *
 * Returns: whether all frames of these files, as they are now, are known to be whole and without a
 *   problem
 */
bool
vit_run_find_check (const char *const *paths, VitCache *cache, VitStored *stored, size_t *n_frames);

/** vit_run_keep_check: remembers that all @n_frames were read without a problem. */
void vit_run_keep_check (VitStored *stored, size_t n_frames);
