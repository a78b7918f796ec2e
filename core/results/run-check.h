#pragma once

/* Whether all frames of a run's files were found whole before: counted once for the stamps of the
 * files. Any thread; a VitStored belongs to one thread. */

#include "core/results/stored.h"

/**
 * vit_run_find_check:
 * @paths: (array zero-terminated=1): as the user gave them; those with patterns are not remembered
 * @stored: (out caller-allocates): for vit_run_keep_check()
 * @n_frames: (out): how many there are
 *
 * Returns: whether all frames of these files, as they are now, are known to be whole and without a
 *   problem
 */
bool
vit_run_find_check (const char *const *paths, VitCache *cache, VitStored *stored, size_t *n_frames);

/** vit_run_keep_check: all @n_frames were read and nothing is wrong with them. */
void vit_run_keep_check (VitStored *stored, size_t n_frames);
