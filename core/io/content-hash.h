#pragma once

/* A 128-bit hash of long content, several times as fast as vit_hash_update(); not cryptographic.
 * Any thread. */

#include <stddef.h>
#include <stdint.h>

/** VIT_CONTENT_HASH_LANES: number of 64-bit words that are hashed at once. */
#define VIT_CONTENT_HASH_LANES 8

/** VitContentHash: a running hash; zero-initialise it, then update, then finish. */
typedef struct
{
  uint64_t lanes[VIT_CONTENT_HASH_LANES];
  uint64_t n;
  uint8_t tail[8 * VIT_CONTENT_HASH_LANES];
} VitContentHash;

/** vit_content_hash_update: adds @n bytes; how they are cut into calls does not matter. */
void vit_content_hash_update (VitContentHash *hash, const void *data, size_t n);

/** vit_content_hash_finish: gives the hash: 16 bytes, the same on every machine. */
void vit_content_hash_finish (VitContentHash *hash, uint8_t key[16]);
