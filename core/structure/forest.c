#include "core/structure/forest.h"

#include <string.h>

VitForest *
vit_forest_new (size_t n)
{
  VitForest *forest = g_new0 (VitForest, 1);
  forest->n = n;
  forest->parent = g_new (uint32_t, MAX (n, 1));
  forest->offset = g_malloc0_n (MAX (n, 1), sizeof *forest->offset);
  forest->size = g_new (uint32_t, MAX (n, 1));
  forest->winding = g_new0 (VitWinding, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      forest->parent[i] = (uint32_t) i;
      forest->size[i] = 1;
    }
  return forest;
}

void
vit_forest_free (VitForest *forest)
{
  if (!forest)
    return;
  g_free (forest->parent);
  g_free (forest->offset);
  g_free (forest->size);
  g_free (forest->winding);
  g_free (forest);
}

uint32_t
vit_forest_find (VitForest *forest, uint32_t i)
{
  uint32_t root = i;
  int32_t total[3] = { 0, 0, 0 };
  while (forest->parent[root] != root)
    {
      for (int k = 0; k < 3; k++)
        total[k] += forest->offset[root][k];
      root = forest->parent[root];
    }
  while (i != root)
    {
      uint32_t next = forest->parent[i];
      for (int k = 0; k < 3; k++)
        {
          int32_t own = forest->offset[i][k];
          forest->offset[i][k] = total[k];
          total[k] -= own;
        }
      forest->parent[i] = root;
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
add_loop (VitWinding *winding, const int64_t loop[3])
{
  for (int k = 0; k < 3; k++)
    if (loop[k] != 0)
      winding->wraps |= (uint8_t) (1 << k);
  int64_t c[3] = { 0, 0, 0 };
  bool independent = false;
  if (winding->rank == 0)
    independent = loop[0] || loop[1] || loop[2];
  else if (winding->rank == 1)
    {
      cross (winding->loops[0], loop, c);
      independent = c[0] || c[1] || c[2];
    }
  else if (winding->rank == 2)
    {
      cross (winding->loops[0], winding->loops[1], c);
      independent = c[0] * loop[0] + c[1] * loop[1] + c[2] * loop[2] != 0;
    }
  if (independent)
    memcpy (winding->loops[winding->rank++], loop, sizeof winding->loops[0]);
}

uint32_t
vit_forest_join (VitForest *forest, uint32_t i, uint32_t j, const int16_t shift[3])
{
  uint32_t a = vit_forest_find (forest, i), b = vit_forest_find (forest, j);
  /* From the image of a's root that reaches i to the one of b's root that reaches j. */
  int64_t gap[3];
  for (int k = 0; k < 3; k++)
    gap[k] = (int64_t) (i == a ? 0 : forest->offset[i][k]) + shift[k] -
             (j == b ? 0 : forest->offset[j][k]);
  if (a == b)
    {
      add_loop (&forest->winding[a], gap);
      return a;
    }
  if (forest->size[a] < forest->size[b] || (forest->size[a] == forest->size[b] && b < a))
    {
      uint32_t keep = a;
      a = b;
      b = keep;
      for (int k = 0; k < 3; k++)
        gap[k] = -gap[k];
    }
  forest->parent[b] = a;
  for (int k = 0; k < 3; k++)
    forest->offset[b][k] = (int32_t) gap[k];
  forest->size[a] += forest->size[b];
  const VitWinding *other = &forest->winding[b];
  for (int l = 0; l < other->rank; l++)
    add_loop (&forest->winding[a], other->loops[l]);
  forest->winding[a].wraps |= other->wraps;
  return a;
}
