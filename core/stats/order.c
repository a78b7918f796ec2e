#include "core/stats/order.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#define BITS 11
#define BUCKETS (1u << BITS)
#define PASSES 6

typedef struct
{
  uint64_t key;
  uint32_t index;
} Item;

/* Keys rise with the values: of negative numbers all bits are turned, of others the sign alone. */
static uint64_t
key_of (double value)
{
  uint64_t bits;
  double plain = value + 0.0; /* −0 becomes 0 */
  memcpy (&bits, &plain, sizeof bits);
  return bits >> 63 ? ~bits : bits | UINT64_C (1) << 63;
}

void
vit_order (const double *values, size_t n, uint32_t *order)
{
  g_return_if_fail (n == 0 || (values && order));
  g_return_if_fail (n <= UINT32_MAX);
  g_autofree Item *a = g_new (Item, MAX (n, 1)), *b = g_new (Item, MAX (n, 1));
  g_autofree uint32_t *counts = g_new0 (uint32_t, PASSES * BUCKETS);
  for (size_t i = 0; i < n; i++)
    {
      uint64_t key = key_of (values[i]);
      a[i] = (Item){ key, (uint32_t) i };
      for (int p = 0; p < PASSES; p++)
        counts[p * BUCKETS + (key >> (p * BITS) & (BUCKETS - 1))]++;
    }
  for (int p = 0; p < PASSES; p++)
    {
      uint32_t *at = counts + p * BUCKETS, sum = 0;
      bool spread = n > 0 && at[a[0].key >> (p * BITS) & (BUCKETS - 1)] < n;
      if (!spread)
        continue;
      for (unsigned k = 0; k < BUCKETS; k++)
        {
          uint32_t count = at[k];
          at[k] = sum;
          sum += count;
        }
      for (size_t i = 0; i < n; i++)
        b[at[a[i].key >> (p * BITS) & (BUCKETS - 1)]++] = a[i];
      Item *swap = a;
      a = b;
      b = swap;
    }
  for (size_t i = 0; i < n; i++)
    order[i] = a[i].index;
}
