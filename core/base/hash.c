#include "core/base/hash.h"

#include <string.h>

/* Two lanes of multiply and rotate over 16-byte blocks, mixed at the end with the finaliser of
 * SplitMix64 (Steele, Lea & Flood 2014). */

#define LANE_0 0x9e3779b97f4a7c15u
#define LANE_1 0xd6e8feb86659fd93u

static inline uint64_t
rotate (uint64_t x, int by)
{
  return x << by | x >> (64 - by);
}

static inline uint64_t
mix (uint64_t x)
{
  x = (x ^ x >> 30) * 0xbf58476d1ce4e5b9u;
  x = (x ^ x >> 27) * 0x94d049bb133111ebu;
  return x ^ x >> 31;
}

static inline uint64_t
load (const uint8_t *p)
{
  uint64_t x = 0;
  for (int i = 7; i >= 0; i--)
    x = x << 8 | p[i];
  return x;
}

static inline void
block (VitHash *hash, const uint8_t *p)
{
  uint64_t a = hash->state[0], b = hash->state[1];
  a = rotate ((a ^ load (p)) * LANE_0, 29) + b;
  b = rotate ((b ^ load (p + 8)) * LANE_1, 31) + a;
  hash->state[0] = a;
  hash->state[1] = b;
}

void
vit_hash_update (VitHash *hash, const void *data, size_t n)
{
  if (n == 0)
    return;
  const uint8_t *p = data, *end = p + n;
  size_t held = hash->n % 16;
  hash->n += n;
  if (held > 0)
    {
      size_t take = n < 16 - held ? n : 16 - held;
      memcpy (hash->tail + held, p, take);
      p += take;
      if (held + take < 16)
        return;
      block (hash, hash->tail);
    }
  for (; end - p >= 16; p += 16)
    block (hash, p);
  memcpy (hash->tail, p, (size_t) (end - p));
}

void
vit_hash_finish (VitHash *hash, uint8_t key[16])
{
  size_t held = hash->n % 16;
  memset (hash->tail + held, 0, 16 - held);
  block (hash, hash->tail);
  uint64_t a = mix (hash->state[0] ^ hash->n), b = mix (hash->state[1] + a);
  a = mix (a + b);
  for (int i = 0; i < 8; i++)
    {
      key[i] = (uint8_t) (a >> 8 * i);
      key[8 + i] = (uint8_t) (b >> 8 * i);
    }
}
