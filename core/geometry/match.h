#pragma once

/* Which atom of one set is which of another: by id, or by position where ids say nothing. Pure
 * functions; any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/progress.h"
#include "core/geometry/cell.h"

/**
 * vit_match_ids:
 * @a: (array length=n_a): ids, ascending, each once
 * @b: (array length=n_b): likewise
 * @partners: (out caller-allocates) (array length=n_a): index in @b; −1 for none
 *
 * Returns: the number of ids that both have. O(@n_a + @n_b)
 */
size_t
vit_match_ids (const int64_t *a, size_t n_a, const int64_t *b, size_t n_b, ssize_t *partners);

/** VitMatchPoints: points that are matched: @x: n × 3, Å, wrapped or not; @kinds: of each point */
typedef struct
{
  size_t n;
  const double *x;
  const int *kinds;
} VitMatchPoints;

/**
 * vit_match_nearest:
 * @cell: the box that both sets are in
 * @reach: greatest distance of partners, Å, positive
 * @partners: (out caller-allocates): of each point of @a the index in @b; −1 for none
 * @mean: (out): mean distance of partners, Å; NaN without any
 * @n_matched: (out): number of pairs
 * @error: as vit_neighbours_new_cutoff()
 *
 * Pairs each point of @a with the nearest point of @b of the same kind, by minimum image, if it is
 * the nearest one of that point, too: no point has two partners. Of equally near ones the lower
 * index is taken. A position that is not finite has no partner. O(n · neighbours within @reach)
 *
 * Returns: whether there is a result
 */
bool vit_match_nearest (const VitCell *cell,
                        const VitMatchPoints *a,
                        const VitMatchPoints *b,
                        double reach,
                        ssize_t *partners,
                        double *mean,
                        size_t *n_matched,
                        VitProgress *progress,
                        GError **error);
