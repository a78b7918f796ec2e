#pragma once

/* Parts of a packed file that cannot be unpacked, with more behind them that can. Values. */

#include <stdint.h>

/** VIT_MOST_LOST: parts of which places are kept. */
#define VIT_MOST_LOST 16

/**
 * VitLostPart:
 * @content: bytes of content before it
 * @begin: its first byte in the packed file
 * @end: the byte behind it
 */
typedef struct
{
  uint64_t content, begin, end;
} VitLostPart;

/**
 * VitLostParts:
 * @n: their number, which may be larger than that of places
 */
typedef struct
{
  uint64_t n;
  VitLostPart parts[VIT_MOST_LOST];
} VitLostParts;
