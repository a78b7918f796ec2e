#include "core/io/content-hash.h"

#include <glib.h>
#include <string.h>

#include "core/base/hash.h"

/* Each lane is multiplied and rotated on its own, so that the processor works on all of them at
 * once. A step is a bijection of the lane and of the word that goes in, so that a difference in a
 * word is never lost in its lane. vit_hash_finish() mixes the lanes at the end. */

#define STRIPE (8 * (size_t) VIT_CONTENT_HASH_LANES)

/* Factors are odd, so that multiplying modulo 2^64 is a bijection. */
static const uint64_t factors[VIT_CONTENT_HASH_LANES] = {
  0x9e3779b97f4a7c15u, 0xd6e8feb86659fd93u, 0xbf58476d1ce4e5b9u, 0x94d049bb133111ebu,
  0xff51afd7ed558ccdu, 0xc4ceb9fe1a85ec53u, 0xa0761d6478bd642fu, 0xe7037ed1a0b428dbu,
};

static inline uint64_t
load_word (const uint8_t *p)
{
  uint64_t x;
  memcpy (&x, p, sizeof x);
  return GUINT64_FROM_LE (x);
}

static inline uint64_t
mix_word (uint64_t lane, uint64_t word, uint64_t factor)
{
  uint64_t x = (lane ^ word) * factor;
  return x << 29 | x >> 35;
}

static const uint8_t *
take_stripes (uint64_t *lanes, const uint8_t *p, const uint8_t *end)
{
  uint64_t x[VIT_CONTENT_HASH_LANES];
  memcpy (x, lanes, sizeof x);
  for (; end - p >= (ptrdiff_t) STRIPE; p += STRIPE)
    for (int i = 0; i < VIT_CONTENT_HASH_LANES; i++)
      x[i] = mix_word (x[i], load_word (p + 8 * i), factors[i]);
  memcpy (lanes, x, sizeof x);
  return p;
}

void
vit_content_hash_update (VitContentHash *hash, const void *data, size_t n)
{
  if (n == 0)
    return;
  const uint8_t *p = data, *end = p + n;
  size_t held = (size_t) (hash->n % STRIPE);
  hash->n += n;
  if (held > 0)
    {
      size_t take = n < STRIPE - held ? n : STRIPE - held;
      memcpy (hash->tail + held, p, take);
      p += take;
      if (held + take < STRIPE)
        return;
      take_stripes (hash->lanes, hash->tail, hash->tail + STRIPE);
    }
  p = take_stripes (hash->lanes, p, end);
  memcpy (hash->tail, p, (size_t) (end - p));
}

void
vit_content_hash_finish (VitContentHash *hash, uint8_t key[16])
{
  size_t held = (size_t) (hash->n % STRIPE);
  memset (hash->tail + held, 0, STRIPE - held);
  take_stripes (hash->lanes, hash->tail, hash->tail + STRIPE);
  VitHash mixed = { 0 };
  for (int i = 0; i < VIT_CONTENT_HASH_LANES; i++)
    for (int b = 0; b < 8; b++)
      {
        uint8_t byte = (uint8_t) (hash->lanes[i] >> 8 * b);
        vit_hash_update (&mixed, &byte, 1);
      }
  for (int b = 0; b < 8; b++)
    {
      uint8_t byte = (uint8_t) (hash->n >> 8 * b);
      vit_hash_update (&mixed, &byte, 1);
    }
  vit_hash_finish (&mixed, key);
}
