#include "core/domain/route.h"

#include <string.h>

void
vit_route_init (VitRoute *route,
                VitCommunicator *communicator,
                const unsigned *destinations,
                size_t n)
{
  unsigned size = vit_communicator_get_size (communicator);
  *route = (VitRoute){ communicator, n, g_new (size_t, MAX (n, 1)), g_new0 (size_t, size) };
  g_autofree size_t *next = g_new (size_t, size);
  for (size_t i = 0; i < n; i++)
    route->counts[destinations[i]]++;
  for (size_t r = 0, begin = 0; r < size; begin += route->counts[r++])
    next[r] = begin;
  for (size_t i = 0; i < n; i++)
    route->order[next[destinations[i]]++] = i;
}

void
vit_route_clear (VitRoute *route)
{
  g_clear_pointer (&route->order, g_free);
  g_clear_pointer (&route->counts, g_free);
}

void *
vit_route_send (const VitRoute *route,
                const void *values,
                size_t element_size,
                size_t *received_counts,
                size_t *n_received)
{
  g_autofree char *sent = g_malloc (MAX (route->n * element_size, 1));
  for (size_t k = 0; k < route->n; k++)
    memcpy (sent + k * element_size, (const char *) values + route->order[k] * element_size,
            element_size);
  return vit_communicator_exchange (route->communicator, sent, route->counts, element_size,
                                    received_counts, n_received);
}
