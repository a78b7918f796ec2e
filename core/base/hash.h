#pragma once

/* A fast 128-bit hash of content for cache keys; not cryptographic. Any thread. */

#include <stddef.h>
#include <stdint.h>

/** VitHash: a running hash; zero-initialise it, then update, then finish. */
typedef struct
{
  uint64_t state[2];
  uint64_t n;
  uint8_t tail[16];
} VitHash;

/** vit_hash_update: adds @n bytes; the hash does not depend on how they are divided over calls. */
void vit_hash_update (VitHash *hash, const void *data, size_t n);

/** vit_hash_finish: the same 16 bytes on every machine. */
void vit_hash_finish (VitHash *hash, uint8_t key[16]);
