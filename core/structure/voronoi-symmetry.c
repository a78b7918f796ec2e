#include "core/structure/voronoi-private.h"

size_t
vit_voronoi_find_mirror (const VitNeighbours *neighbours, size_t i, size_t k)
{
  const int16_t *s = neighbours->shifts[k];
  size_t j = neighbours->indices[k];
  for (size_t l = neighbours->offsets[j]; l < neighbours->offsets[j + 1]; l++)
    {
      const int16_t *t = neighbours->shifts[l];
      if (neighbours->indices[l] == i && t[0] == -s[0] && t[1] == -s[1] && t[2] == -s[2])
        return l;
    }
  return SIZE_MAX;
}

void
vit_voronoi_mark_small (const VitVoronoi *voronoi, double face_threshold, uint8_t *drop)
{
  const size_t *offsets = voronoi->neighbours->offsets;
  for (size_t i = 0; i < voronoi->n; i++)
    {
      double sum = 0;
      for (size_t k = offsets[i]; k < offsets[i + 1]; k++)
        sum += (double) voronoi->areas[k];
      double limit = face_threshold * sum / (double) MAX (offsets[i + 1] - offsets[i], 1);
      for (size_t k = offsets[i]; k < offsets[i + 1]; k++)
        drop[k] = (double) voronoi->areas[k] < limit;
    }
}

static void
mark_one_sided (const VitVoronoi *voronoi, uint8_t *drop)
{
  const VitNeighbours *neighbours = voronoi->neighbours;
  for (size_t i = 0; i < voronoi->n; i++)
    for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
      {
        size_t mirror = vit_voronoi_find_mirror (neighbours, i, k);
        if (mirror == SIZE_MAX)
          drop[k] = 1;
        else if (drop[k])
          drop[mirror] = 1;
      }
}

void
vit_voronoi_drop_marked (VitVoronoi *voronoi, const uint8_t *drop)
{
  VitNeighbours *neighbours = voronoi->neighbours;
  size_t to = 0, from = 0;
  for (size_t i = 0; i < voronoi->n; i++)
    {
      size_t end = neighbours->offsets[i + 1];
      for (; from < end; from++)
        {
          if (drop[from])
            continue;
          neighbours->indices[to] = neighbours->indices[from];
          for (int m = 0; m < 3; m++)
            neighbours->shifts[to][m] = neighbours->shifts[from][m];
          voronoi->areas[to] = voronoi->areas[from];
          voronoi->edges[to++] = voronoi->edges[from];
        }
      neighbours->offsets[i + 1] = to;
    }
  voronoi->n_dropped = from - to;
}

void
vit_voronoi_make_symmetric (VitVoronoi *voronoi, double face_threshold, uint64_t imbalance)
{
  if (face_threshold == 0 && imbalance == 0)
    return;
  g_autofree uint8_t *drop = g_new0 (uint8_t, MAX (voronoi->neighbours->offsets[voronoi->n], 1));
  vit_voronoi_mark_small (voronoi, face_threshold, drop);
  mark_one_sided (voronoi, drop);
  vit_voronoi_drop_marked (voronoi, drop);
}
