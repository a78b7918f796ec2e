#pragma once

/* Elements on their way to other ranks: one permutation for all arrays of the same elements.
 * Belongs to one rank. */

#include "core/base/communicator.h"

/**
 * VitRoute:
 * @communicator: borrowed
 * @n: number of elements
 * @order: (array length=n): their indices, those for rank 0 first, in their order
 * @counts: (array): of each rank: elements that go there
 */
typedef struct
{
  VitCommunicator *communicator;
  size_t n;
  size_t *order;
  size_t *counts;
} VitRoute;

/** vit_route_init: @destinations: (array length=n): rank that each element goes to. */
void vit_route_init (VitRoute *route,
                     VitCommunicator *communicator,
                     const unsigned *destinations,
                     size_t n);
void vit_route_clear (VitRoute *route);

/**
 * vit_route_send: (collective)
 * @values: (nullable) (array length=n): elements
 * @received_counts: (out) (optional) (array): elements from each rank
 * @n_received: (out) (optional): their sum
 *
 * Returns: (transfer full): what has come, by the rank that sent it, in its order
 */
void *vit_route_send (const VitRoute *route,
                      const void *values,
                      size_t element_size,
                      size_t *received_counts,
                      size_t *n_received);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitRoute, vit_route_clear)
