/* T_ML as bytes. It has few values, as it is the mean of k temperatures out of some: where there
 * are at most 65,536 of them, an atom has the number of its own in a list, exactly. */

#include <stdlib.h>
#include <string.h>

#include "core/tml/tml-private.h"

/* Slots of the table of values, a power of two. */
#define N_SLOTS ((size_t) 1 << 18)
#define MAX_VALUES ((size_t) 1 << 16)

/* @ambiguous: counted from the start frame, so that it holds wherever the frames lie in a file.
 * @n_values: length of the list of values; 0: each atom has its own value. */
typedef struct
{
  uint64_t n;
  int64_t ambiguous;
  uint64_t n_values;
} Header;

/* Values by their bits, so that a NaN is one, too. */
typedef struct
{
  uint32_t *values; /* ascending, once all are there */
  uint32_t *slots;  /* number of a value + 1 */
  size_t n;
} ValueList;

static size_t
find_slot (const ValueList *list, uint32_t bits)
{
  size_t slot = (bits * 2654435761u) >> 14;
  while (list->slots[slot] > 0 && list->values[list->slots[slot] - 1] != bits)
    slot = (slot + 1) % N_SLOTS;
  return slot;
}

static int
compare_values (const void *a, const void *b)
{
  const uint32_t *x = a, *y = b;
  return (*x > *y) - (*x < *y);
}

/* List all values; %false if there are too many. */
static bool
list_values (ValueList *list, const float *t_ml, size_t n)
{
  for (size_t i = 0; i < n; i++)
    {
      uint32_t bits;
      memcpy (&bits, &t_ml[i], sizeof bits);
      size_t slot = find_slot (list, bits);
      if (list->slots[slot] > 0)
        continue;
      if (list->n == MAX_VALUES)
        return false;
      list->values[list->n++] = bits;
      list->slots[slot] = (uint32_t) list->n;
    }
  qsort (list->values, list->n, sizeof *list->values, compare_values);
  memset (list->slots, 0, N_SLOTS * sizeof *list->slots);
  for (size_t k = 0; k < list->n; k++)
    list->slots[find_slot (list, list->values[k])] = (uint32_t) k + 1;
  return true;
}

static uint8_t *
put (uint8_t *to, const void *data, size_t n)
{
  if (n > 0)
    memcpy (to, data, n);
  return to + n;
}

GBytes *
vit_tml_result_serialise (const VitTmlResult *result)
{
  g_return_val_if_fail (result, NULL);
  size_t n = result->atoms->n;
  Header header = { n, result->ambiguous < 0 ? -1 : result->ambiguous - (ssize_t) result->frame,
                    0 };
  g_autofree uint32_t *values = g_new (uint32_t, MAX_VALUES), *slots = g_new0 (uint32_t, N_SLOTS);
  ValueList list = { values, slots, 0 };
  bool listed = list_values (&list, result->t_ml, n);
  header.n_values = listed ? list.n : 0;
  size_t wide = listed ? list.n * sizeof (uint32_t) + n * sizeof (uint16_t) : n * sizeof (float);
  size_t size = sizeof header + wide + 2 * n * sizeof (float);
  uint8_t *data = g_malloc (size), *to = put (data, &header, sizeof header);
  if (listed)
    to = put (to, values, list.n * sizeof (uint32_t));
  for (size_t i = 0; i < n && listed; i++)
    {
      uint32_t bits;
      memcpy (&bits, &result->t_ml[i], sizeof bits);
      uint16_t number = (uint16_t) (slots[find_slot (&list, bits)] - 1);
      to = put (to, &number, sizeof number);
    }
  if (!listed)
    to = put (to, result->t_ml, n * sizeof (float));
  to = put (to, result->feature_mean, n * sizeof (float));
  put (to, result->distance_k, n * sizeof (float));
  return g_bytes_new_take (data, size);
}

/* Returns: whether all numbers are in the list. */
static bool
take_listed (const uint8_t *data, size_t n_values, float *t_ml, size_t n)
{
  const uint8_t *numbers = data + n_values * sizeof (uint32_t);
  for (size_t i = 0; i < n; i++)
    {
      uint16_t number;
      memcpy (&number, numbers + i * sizeof number, sizeof number);
      if (number >= n_values)
        return false;
      memcpy (&t_ml[i], data + number * sizeof (uint32_t), sizeof t_ml[i]);
    }
  return true;
}

VitTmlResult *
vit_tml_result_deserialise (GBytes *bytes, VitAtoms *atoms, size_t frame, double time)
{
  g_return_val_if_fail (bytes && atoms, NULL);
  gsize size;
  const uint8_t *data = g_bytes_get_data (bytes, &size);
  Header header;
  if (size < sizeof header)
    return NULL;
  memcpy (&header, data, sizeof header);
  data += sizeof header;
  size_t n = atoms->n, n_values = header.n_values;
  if (header.n != n || n_values > MAX_VALUES)
    return NULL;
  size_t wide =
      n_values > 0 ? n_values * sizeof (uint32_t) + n * sizeof (uint16_t) : n * sizeof (float);
  if (size != sizeof header + wide + 2 * n * sizeof (float))
    return NULL;
  g_autoptr (VitTmlResult) result = vit_tml_result_new (atoms, frame, time);
  result->ambiguous = header.ambiguous < 0 ? -1 : (ssize_t) frame + (ssize_t) header.ambiguous;
  if (n_values == 0)
    memcpy (result->t_ml, data, n * sizeof (float));
  else if (!take_listed (data, n_values, result->t_ml, n))
    return NULL;
  memcpy (result->feature_mean, data + wide, n * sizeof (float));
  memcpy (result->distance_k, data + wide + n * sizeof (float), n * sizeof (float));
  vit_tml_result_count_valid (result);
  return g_steal_pointer (&result);
}
