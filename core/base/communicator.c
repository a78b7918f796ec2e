#include "core/base/communicator.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

struct _VitCommunicator
{
  unsigned rank, size;
  const VitCommunicatorBackend *backend;
  void *self;
  VitTraffic traffic;
};

VitCommunicator *
vit_communicator_new (unsigned rank,
                      unsigned size,
                      const VitCommunicatorBackend *backend,
                      void *self)
{
  g_return_val_if_fail (rank < size && backend != NULL, NULL);
  VitCommunicator *communicator = g_new0 (VitCommunicator, 1);
  *communicator = (VitCommunicator){ rank, size, backend, self, { 0, 0 } };
  return communicator;
}

void
vit_communicator_free (VitCommunicator *communicator)
{
  if (!communicator)
    return;
  if (communicator->backend->free)
    communicator->backend->free (communicator->self);
  g_free (communicator);
}

unsigned
vit_communicator_get_rank (const VitCommunicator *communicator)
{
  return communicator->rank;
}

unsigned
vit_communicator_get_size (const VitCommunicator *communicator)
{
  return communicator->size;
}

VitTraffic
vit_communicator_get_traffic (const VitCommunicator *communicator)
{
  return communicator->traffic;
}

static void
count_traffic (VitCommunicator *self, uint64_t n_bytes)
{
  self->traffic.n_calls += n_bytes > 0;
  self->traffic.n_bytes += n_bytes;
}

void
vit_communicator_barrier (VitCommunicator *communicator)
{
  communicator->backend->barrier (communicator->self);
}

void *
vit_communicator_exchange (VitCommunicator *communicator,
                           const void *sent,
                           const size_t *counts,
                           size_t element_size,
                           size_t *received_counts,
                           size_t *n_received)
{
  unsigned size = communicator->size;
  g_autofree uint64_t *out = g_new (uint64_t, size), *in = g_new (uint64_t, size);
  uint64_t total = 0, away = 0;
  for (unsigned r = 0; r < size; r++)
    {
      out[r] = (uint64_t) counts[r] * element_size;
      away += r != communicator->rank ? out[r] : 0;
    }
  communicator->backend->transpose (communicator->self, out, in);
  for (unsigned r = 0; r < size; r++)
    {
      total += in[r];
      if (received_counts)
        received_counts[r] = (size_t) (in[r] / element_size);
    }
  void *received = g_malloc (MAX (total, 1));
  communicator->backend->exchange (communicator->self, sent, out, received, in);
  count_traffic (communicator, away);
  if (n_received)
    *n_received = (size_t) (total / element_size);
  return received;
}

void *
vit_communicator_gather_all (VitCommunicator *communicator,
                             const void *own,
                             size_t n,
                             size_t element_size,
                             size_t *counts,
                             size_t *total)
{
  unsigned size = communicator->size;
  g_autofree uint64_t *out = g_new (uint64_t, size), *in = g_new (uint64_t, size);
  uint64_t sum = 0;
  for (unsigned r = 0; r < size; r++)
    out[r] = (uint64_t) n * element_size;
  communicator->backend->transpose (communicator->self, out, in);
  for (unsigned r = 0; r < size; r++)
    {
      sum += in[r];
      if (counts)
        counts[r] = (size_t) (in[r] / element_size);
    }
  void *received = g_malloc (MAX (sum, 1));
  communicator->backend->gather_all (communicator->self, own, out[0], received, in);
  count_traffic (communicator, out[0] * (size - 1));
  if (total)
    *total = (size_t) (sum / element_size);
  return received;
}

void *
vit_communicator_gather (VitCommunicator *communicator,
                         const void *own,
                         size_t n,
                         size_t element_size,
                         size_t *counts,
                         size_t *total)
{
  g_autofree size_t *for_rank = g_new0 (size_t, communicator->size);
  for_rank[0] = n;
  void *received =
      vit_communicator_exchange (communicator, own, for_rank, element_size, counts, total);
  if (communicator->rank != 0)
    g_clear_pointer (&received, g_free);
  return received;
}

void
vit_communicator_broadcast (VitCommunicator *communicator, void *data, size_t n, unsigned root)
{
  communicator->backend->broadcast (communicator->self, data, n, root);
  count_traffic (communicator, communicator->rank == root ? n * (communicator->size - 1) : 0);
}

void
vit_communicator_sum (VitCommunicator *communicator, uint64_t *values, size_t n)
{
  g_autofree uint64_t *all =
      vit_communicator_gather_all (communicator, values, n, sizeof *values, NULL, NULL);
  memset (values, 0, n * sizeof *values);
  for (unsigned r = 0; r < communicator->size; r++)
    for (size_t k = 0; k < n; k++)
      values[k] += all[r * n + k];
}

void
vit_communicator_min (VitCommunicator *communicator, double *values, size_t n)
{
  g_autofree double *all =
      vit_communicator_gather_all (communicator, values, n, sizeof *values, NULL, NULL);
  for (unsigned r = 0; r < communicator->size; r++)
    for (size_t k = 0; k < n; k++)
      values[k] = fmin (values[k], all[r * n + k]);
}

void
vit_communicator_max (VitCommunicator *communicator, double *values, size_t n)
{
  g_autofree double *all =
      vit_communicator_gather_all (communicator, values, n, sizeof *values, NULL, NULL);
  for (unsigned r = 0; r < communicator->size; r++)
    for (size_t k = 0; k < n; k++)
      values[k] = fmax (values[k], all[r * n + k]);
}

/* How a rank is; its message follows in another exchange, as nearly always there is none. */
typedef struct
{
  int32_t failed;
  int32_t code;
  uint64_t is_own_domain;
} RankState;

#define MAX_MESSAGE 2000

bool
vit_communicator_agree (VitCommunicator *communicator, bool done, GError **error)
{
  const GError *own = !done && error ? *error : NULL;
  RankState state = { !done, own ? own->code : VIT_ERROR_IO,
                      own == NULL || own->domain == VIT_ERROR };
  g_autofree RankState *all =
      vit_communicator_gather_all (communicator, &state, 1, sizeof state, NULL, NULL);
  unsigned first = 0;
  while (first < communicator->size && !all[first].failed)
    first++;
  if (first == communicator->size)
    return true;
  char message[MAX_MESSAGE] = "another rank has failed";
  if (own)
    g_strlcpy (message, own->message, sizeof message);
  vit_communicator_broadcast (communicator, message, sizeof message, first);
  if (done)
    g_set_error_literal (error, VIT_ERROR,
                         all[first].is_own_domain ? all[first].code : VIT_ERROR_IO, message);
  return false;
}
