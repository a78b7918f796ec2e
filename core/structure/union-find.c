#include "core/structure/union-find.h"

#include <string.h>

unsigned
vit_winding_all (const VitCell *cell)
{
  unsigned all = 0;
  for (int k = 0; k < 3; k++)
    all |= (unsigned) cell->periodic[k] << k;
  return all;
}

VitUnionFind *
vit_union_find_new (size_t n)
{
  VitUnionFind *sets = g_new0 (VitUnionFind, 1);
  sets->n = n;
  sets->parent = g_new (uint32_t, MAX (n, 1));
  sets->offset = g_malloc0_n (MAX (n, 1), sizeof *sets->offset);
  sets->size = g_new (uint32_t, MAX (n, 1));
  sets->winding = g_new0 (VitWinding, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      sets->parent[i] = (uint32_t) i;
      sets->size[i] = 1;
    }
  return sets;
}

void
vit_union_find_free (VitUnionFind *sets)
{
  if (!sets)
    return;
  g_free (sets->parent);
  g_free (sets->offset);
  g_free (sets->size);
  g_free (sets->winding);
  g_free (sets);
}

uint32_t
vit_union_find_root (VitUnionFind *sets, uint32_t i)
{
  uint32_t root = i;
  int32_t total[3] = { 0, 0, 0 };
  while (sets->parent[root] != root)
    {
      for (int k = 0; k < 3; k++)
        total[k] += sets->offset[root][k];
      root = sets->parent[root];
    }
  while (i != root)
    {
      uint32_t next = sets->parent[i];
      for (int k = 0; k < 3; k++)
        {
          int32_t own = sets->offset[i][k];
          sets->offset[i][k] = total[k];
          total[k] -= own;
        }
      sets->parent[i] = root;
      i = next;
    }
  return root;
}

static void
cross (const int64_t a[3], const int64_t b[3], int64_t c[3])
{
  c[0] = a[1] * b[2] - a[2] * b[1];
  c[1] = a[2] * b[0] - a[0] * b[2];
  c[2] = a[0] * b[1] - a[1] * b[0];
}

static void
add_winding_vector (VitWinding *winding, const int64_t vector[3])
{
  for (int k = 0; k < 3; k++)
    if (vector[k] != 0)
      winding->wraps |= (uint8_t) (1 << k);
  int64_t c[3] = { 0, 0, 0 };
  bool independent = false;
  if (winding->rank == 0)
    independent = vector[0] || vector[1] || vector[2];
  else if (winding->rank == 1)
    {
      cross (winding->vectors[0], vector, c);
      independent = c[0] || c[1] || c[2];
    }
  else if (winding->rank == 2)
    {
      cross (winding->vectors[0], winding->vectors[1], c);
      independent = c[0] * vector[0] + c[1] * vector[1] + c[2] * vector[2] != 0;
    }
  if (independent)
    memcpy (winding->vectors[winding->rank++], vector, sizeof winding->vectors[0]);
}

uint32_t
vit_union_find_join (VitUnionFind *sets, uint32_t i, uint32_t j, const int16_t shift[3])
{
  return vit_union_find_join_far (sets, i, j, (const int64_t[3]){ shift[0], shift[1], shift[2] });
}

uint32_t
vit_union_find_join_far (VitUnionFind *sets, uint32_t i, uint32_t j, const int64_t shift[3])
{
  uint32_t a = vit_union_find_root (sets, i), b = vit_union_find_root (sets, j);
  /* Offset from the image of a's root that reaches i to that of b's root that reaches j. */
  int64_t gap[3];
  for (int k = 0; k < 3; k++)
    gap[k] =
        (int64_t) (i == a ? 0 : sets->offset[i][k]) + shift[k] - (j == b ? 0 : sets->offset[j][k]);
  if (a == b)
    {
      add_winding_vector (&sets->winding[a], gap);
      return a;
    }
  if (sets->size[a] < sets->size[b] || (sets->size[a] == sets->size[b] && b < a))
    {
      uint32_t keep = a;
      a = b;
      b = keep;
      for (int k = 0; k < 3; k++)
        gap[k] = -gap[k];
    }
  sets->parent[b] = a;
  for (int k = 0; k < 3; k++)
    sets->offset[b][k] = (int32_t) gap[k];
  sets->size[a] += sets->size[b];
  const VitWinding *other = &sets->winding[b];
  for (int l = 0; l < other->rank; l++)
    add_winding_vector (&sets->winding[a], other->vectors[l]);
  sets->winding[a].wraps |= other->wraps;
  return a;
}
