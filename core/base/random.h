#pragma once

/* Pseudo-random numbers, the same on every machine for the same seed. The state is a value; threads
 * must not share it. */

#include <stdint.h>

/** vit_random_next: the next 64 bits of SplitMix64 (Steele, Lea and Flood 2014); @state begins as
 * the seed, any number. */
static inline uint64_t
vit_random_next (uint64_t *state)
{
  uint64_t z = *state += UINT64_C (0x9e3779b97f4a7c15);
  z = (z ^ z >> 30) * UINT64_C (0xbf58476d1ce4e5b9);
  z = (z ^ z >> 27) * UINT64_C (0x94d049bb133111eb);
  return z ^ z >> 31;
}

/** vit_random_below: uniform on 0 ... @n − 1; @n up to 2³². */
static inline uint64_t
vit_random_below (uint64_t *state, uint64_t n)
{
  return (vit_random_next (state) >> 32) * n >> 32;
}
