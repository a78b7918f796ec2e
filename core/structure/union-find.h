#pragma once

/* Disjoint sets of the atoms of a periodic box (union–find with offsets): the offset of each atom
 * from its root, in box vectors, shows when a cluster meets an image of itself. For
 * core/structure and core/domain. Belongs to one thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/geometry/cell.h"

/* Winding vectors of a cluster around the box, linearly independent, in box vectors. */
typedef struct
{
  int64_t vectors[3][3];
  uint8_t rank;  /* independent vectors: 0 compact, 1 thread, 2 sheet, 3 network */
  uint8_t wraps; /* bit k: a winding vector has a component along box vector k */
} VitWinding;

typedef struct
{
  size_t n;
  uint32_t *parent;
  int32_t (*offset)[3]; /* box vectors from the parent's image to that of this atom */
  uint32_t *size;       /* of roots */
  VitWinding *winding;  /* of roots */
} VitUnionFind;

/* The bits of a winding along all box vectors that are periodic. */
unsigned vit_winding_all (const VitCell *cell);

VitUnionFind *vit_union_find_new (size_t n);
void vit_union_find_free (VitUnionFind *sets);

/* Finds the root of @i and makes its offset the one from the root. */
uint32_t vit_union_find_root (VitUnionFind *sets, uint32_t i);

/* Joins the sets of @i and of the image of @j that is @shift box vectors away. Returns the root. */
uint32_t vit_union_find_join (VitUnionFind *sets, uint32_t i, uint32_t j, const int16_t shift[3]);
uint32_t
vit_union_find_join_far (VitUnionFind *sets, uint32_t i, uint32_t j, const int64_t shift[3]);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitUnionFind, vit_union_find_free)
