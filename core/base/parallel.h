#pragma once

/* Data-parallel loops on the project's own pool (one thread per core).
 *
 * The calling thread takes part and never waits for a pool task that has not begun, so loops may be
 * nested and called from jobs without deadlock. Chunk borders depend only on @n and @grain: a
 * kernel that writes per index, or reduces per chunk in chunk order, gives bit-identical results
 * for any number of threads. All functions are thread-safe. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

#include "core/base/progress.h"

/**
 * VitParallelFunc:
 * @begin: first index of the chunk
 * @end: one past the last
 * @worker: 0 ... vit_parallel_get_n_threads() - 1, unique among the threads in this loop: the index
 *   of scratch memory
 * @data: as given to vit_parallel_for()
 * @error: set on failure
 *
 * Returns: %false to stop the loop with @error
 */
typedef bool (*VitParallelFunc) (
    size_t begin, size_t end, unsigned worker, void *data, GError **error);

/**
 * vit_parallel_for:
 * @n: number of indices
 * @grain: indices per chunk, at least 1
 * @func: called once per chunk
 * @data: for @func
 * @progress: (nullable): stepped after every chunk; a cancel stops the loop at the next chunk
 * @error: the error of the failing chunk with the lowest index among those that ran
 *
 * Returns: whether all chunks were done
 */
bool vit_parallel_for (size_t n,
                       size_t grain,
                       VitParallelFunc func,
                       void *data,
                       VitProgress *progress,
                       GError **error);

/** vit_parallel_get_n_threads: maximum number of threads of a loop (default: number of cores). */
unsigned vit_parallel_get_n_threads (void);

/** vit_parallel_set_n_threads: sets the maximum; 0 restores the number of cores. For tests, benches
 * and `--threads`. */
void vit_parallel_set_n_threads (unsigned n_threads);
