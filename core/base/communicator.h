#pragma once

/* Ranks: parts of one computation that share no memory and exchange messages.
 *
 * A communicator belongs to one rank and is used by one thread. All functions that are named
 * collective are called by all ranks, in the same order, or all wait for ever: who meets an error
 * tells the others by vit_communicator_agree() before the next of them. What is received is ordered
 * by the rank that sent it, so results do not depend on who was faster. Backends: one process
 * (here), threads of one process (here, for tests), MPI (app/mpi). */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct _VitCommunicator VitCommunicator;

/**
 * VitCommunicatorBackend: how messages travel; @self is what vit_communicator_new() was given
 * @barrier: (collective): returns when all ranks have called it
 * @transpose: (collective): @received[r] becomes what rank r has at @sent[own rank]
 * @exchange: (collective): the bytes for each rank lie one after another at @sent, and those of
 *   each rank are put one after another at @received; both sides know all sizes
 * @gather_all: (collective): all ranks receive the bytes of all, by rank; all know all sizes
 * @broadcast: (collective): all ranks receive @n bytes of @root
 * @free: (nullable): frees @self
 */
typedef struct
{
  void (*barrier) (void *self);
  void (*transpose) (void *self, const uint64_t *sent, uint64_t *received);
  void (*exchange) (void *self,
                    const void *sent,
                    const uint64_t *sent_bytes,
                    void *received,
                    const uint64_t *received_bytes);
  void (*gather_all) (
      void *self, const void *own, uint64_t n, void *received, const uint64_t *received_bytes);
  void (*broadcast) (void *self, void *data, uint64_t n, unsigned root);
  void (*free) (void *self);
} VitCommunicatorBackend;

/** vit_communicator_new: (transfer full): a communicator of rank @rank of @size. */
VitCommunicator *vit_communicator_new (unsigned rank,
                                       unsigned size,
                                       const VitCommunicatorBackend *backend,
                                       void *self);

/** vit_communicator_new_single: (transfer full): the only rank. */
VitCommunicator *vit_communicator_new_single (void);
void vit_communicator_free (VitCommunicator *communicator);

/** VitRankFunc: what a rank does. */
typedef void (*VitRankFunc) (VitCommunicator *communicator, void *data);

/** vit_communicator_run_threads: calls @func as each of @size ranks, in threads of this process,
 * and returns when all have returned. */
void vit_communicator_run_threads (unsigned size, VitRankFunc func, void *data);

unsigned vit_communicator_get_rank (const VitCommunicator *communicator);
unsigned vit_communicator_get_size (const VitCommunicator *communicator);

/** VitTraffic: messages to other ranks: how many calls had some, and their bytes. */
typedef struct
{
  uint64_t n_calls;
  uint64_t n_bytes;
} VitTraffic;

/** vit_communicator_get_traffic: what this rank has sent so far. */
VitTraffic vit_communicator_get_traffic (const VitCommunicator *communicator);

/** vit_communicator_barrier: (collective): waits for all ranks. */
void vit_communicator_barrier (VitCommunicator *communicator);

/**
 * vit_communicator_exchange: (collective)
 * @sent: elements, those for rank 0 first
 * @counts: elements for each rank
 * @element_size: bytes of an element, the same on all ranks
 * @received_counts: (out) (optional) (array): elements from each rank
 * @n_received: (out) (optional): their sum
 *
 * Returns: (transfer full): the elements for this rank, those of rank 0 first
 */
void *vit_communicator_exchange (VitCommunicator *communicator,
                                 const void *sent,
                                 const size_t *counts,
                                 size_t element_size,
                                 size_t *received_counts,
                                 size_t *n_received);

/**
 * vit_communicator_gather_all: (collective)
 * @own: @n elements
 * @element_size: bytes of an element, the same on all ranks
 * @counts: (out) (optional) (array): elements of each rank
 * @total: (out) (optional): their sum
 *
 * Returns: (transfer full): the elements of all ranks, those of rank 0 first, on all ranks
 */
void *vit_communicator_gather_all (VitCommunicator *communicator,
                                   const void *own,
                                   size_t n,
                                   size_t element_size,
                                   size_t *counts,
                                   size_t *total);

/** vit_communicator_gather: (collective) (transfer full) (nullable): as
 * vit_communicator_gather_all(), but on rank 0 alone; %NULL on the others. */
void *vit_communicator_gather (VitCommunicator *communicator,
                               const void *own,
                               size_t n,
                               size_t element_size,
                               size_t *counts,
                               size_t *total);

/** vit_communicator_broadcast: (collective): replaces @data by that of rank @root, of equal size.
 */
void
vit_communicator_broadcast (VitCommunicator *communicator, void *data, size_t n, unsigned root);

/** vit_communicator_sum: (collective): replaces each value by its sum over the ranks, modulo 2⁶⁴.
 */
void vit_communicator_sum (VitCommunicator *communicator, uint64_t *values, size_t n);

/** vit_communicator_min: (collective): replaces each value by its minimum over the ranks. */
void vit_communicator_min (VitCommunicator *communicator, double *values, size_t n);

/** vit_communicator_max: (collective): replaces each value by its maximum over the ranks. */
void vit_communicator_max (VitCommunicator *communicator, double *values, size_t n);

/**
 * vit_communicator_agree: (collective)
 * @done: whether this rank has succeeded so far
 * @error: of a rank that has failed: set already; of the others: set to that of the first rank that
 *   has failed
 *
 * Returns: whether all ranks have succeeded. Otherwise all return their own failure.
 */
bool vit_communicator_agree (VitCommunicator *communicator, bool done, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitCommunicator, vit_communicator_free)
