#pragma once

/* Union–find over atoms of a periodic box that remembers through how many box vectors each atom was
 * reached, so that a cluster which meets an image of itself is noticed. Private to core/structure.
 * Owned and used by one thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Ways around the box that a cluster closes on itself: independent vectors, in box vectors. */
typedef struct
{
  int64_t loops[3][3];
  uint8_t rank;  /* independent loops: 0 finite, 1 a thread, 2 a sheet, 3 a network */
  uint8_t wraps; /* bit k: a loop goes along box vector k */
} VitWinding;

typedef struct
{
  size_t n;
  uint32_t *parent;
  int32_t (*offset)[3]; /* box vectors from the parent's image to this atom's */
  uint32_t *size;       /* of roots */
  VitWinding *winding;  /* of roots */
} VitForest;

VitForest *vit_forest_new (size_t n);
void vit_forest_free (VitForest *forest);

/* The root of @i; its offset becomes the one from the root. */
uint32_t vit_forest_find (VitForest *forest, uint32_t i);

/* Joins @i and the image of @j that is @shift box vectors away. Returns the root. */
uint32_t vit_forest_join (VitForest *forest, uint32_t i, uint32_t j, const int16_t shift[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitForest, vit_forest_free)
