/* The search of a group of queries in plain C, for any machine. */

#include "core/tml/knn-kernels.h"

#define KERNEL vit_knn_kernel_plain
#define KERNEL_NAME "plain"

static ALWAYS_INLINE int32_t
add_pair (int32_t sum, int d0, int d1, bool cityblock)
{
  return sum + (cityblock ? abs (d0) + abs (d1) : d0 * d0 + d1 * d1);
}

static inline int
get_outside (int x, int low, int high)
{
  return x < low ? low - x : x > high ? x - high : 0;
}

static ALWAYS_INLINE void
measure_box (
    const int16_t *group, const int16_t *box, unsigned n_pairs, bool cityblock, int32_t *distances)
{
  for (unsigned i = 0; i < VIT_KNN_LANES; i++)
    distances[i] = 0;
  for (unsigned p = 0; p < n_pairs; p++, box += 4, group += 2 * VIT_KNN_LANES)
    for (unsigned i = 0; i < VIT_KNN_LANES; i++)
      distances[i] = add_pair (distances[i], get_outside (group[2 * i], box[0], box[2]),
                               get_outside (group[2 * i + 1], box[1], box[3]), cityblock);
}

static ALWAYS_INLINE unsigned
mask_near (const int32_t *distances, const int32_t *limits)
{
  unsigned mask = 0;
  for (unsigned i = 0; i < VIT_KNN_LANES; i++)
    mask |= (unsigned) (distances[i] <= limits[i]) << i;
  return mask;
}

static ALWAYS_INLINE size_t
scan_blocks (const int16_t *blocks,
             size_t n_blocks,
             const int16_t *query,
             unsigned n_pairs,
             bool cityblock,
             int32_t limit,
             const uint16_t *own,
             uint32_t slot,
             int32_t *distances,
             uint32_t *slots)
{
  size_t n = 0;
  for (size_t b = 0; b < n_blocks; b++, slot += VIT_KNN_LANES)
    {
      int32_t sums[VIT_KNN_LANES] = { 0 };
      for (unsigned p = 0; p < n_pairs; p++, blocks += 2 * VIT_KNN_LANES)
        {
          int q0 = query[p * 2 * VIT_KNN_LANES], q1 = query[p * 2 * VIT_KNN_LANES + 1];
          for (unsigned i = 0; i < VIT_KNN_LANES; i++)
            sums[i] = add_pair (sums[i], q0 - blocks[2 * i], q1 - blocks[2 * i + 1], cityblock);
        }
      for (unsigned i = 0; i < VIT_KNN_LANES; i++)
        {
          distances[n] = sums[i];
          slots[n] = slot + i;
          n += (sums[i] <= limit) & (own ? ~(own[b] >> i) & 1 : 1);
        }
    }
  return n;
}

static size_t
count_near (const int32_t *distances, size_t n, int32_t limit)
{
  size_t count = 0;
  for (size_t i = 0; i < n; i++)
    count += distances[i] <= limit;
  return count;
}

static size_t
keep_near (int32_t *distances, uint32_t *slots, size_t n, int32_t limit)
{
  size_t kept = 0;
  for (size_t i = 0; i < n; i++)
    {
      int32_t distance = distances[i];
      uint32_t slot = slots[i];
      distances[kept] = distance;
      slots[kept] = slot;
      kept += distance <= limit;
    }
  return kept;
}

#include "core/tml/knn-group.h"
