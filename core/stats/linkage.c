#include "core/stats/linkage.h"

#include <math.h>
#include <string.h>

static const char *const method_names[] = { "average", "single", "complete", "ward" };

bool
vit_linkage_method_from_name (const char *name, VitLinkageMethod *method)
{
  for (gsize i = 0; i < G_N_ELEMENTS (method_names); i++)
    if (strcmp (method_names[i], name) == 0)
      {
        *method = (VitLinkageMethod) i;
        return true;
      }
  return false;
}

const char *
vit_linkage_method_get_name (VitLinkageMethod method)
{
  return method_names[method];
}

static double
point_distance (const double *a, const double *b, size_t dim, bool city_block)
{
  double sum = 0;
  for (size_t j = 0; j < dim; j++)
    sum += city_block ? fabs (a[j] - b[j]) : (a[j] - b[j]) * (a[j] - b[j]);
  return city_block ? sum : sqrt (sum);
}

/* Distance of cluster @v to the merged clusters @s and @t (Lance & Williams 1967). */
static double
update_distance (
    VitLinkageMethod method, double sv, double tv, double st, double ns, double nt, double nv)
{
  switch (method)
    {
    case VIT_LINKAGE_SINGLE:
      return fmin (sv, tv);
    case VIT_LINKAGE_COMPLETE:
      return fmax (sv, tv);
    case VIT_LINKAGE_AVERAGE:
      return (ns * sv + nt * tv) / (ns + nt);
    case VIT_LINKAGE_WARD:
      break;
    }
  double sum = ns + nt + nv;
  return sqrt (fmax (0, ((nv + ns) * sv * sv + (nv + nt) * tv * tv - nv * st * st) / sum));
}

VitMerge *
vit_linkage_new (
    const double *points, size_t n, size_t dim, VitLinkageMethod method, bool city_block)
{
  g_return_val_if_fail (points && n > 0, NULL);
  g_return_val_if_fail (method != VIT_LINKAGE_WARD || !city_block, NULL);
  VitMerge *merges = g_new0 (VitMerge, MAX (n - 1, 1));
  g_autofree double *d = g_new (double, n *n);
  g_autofree size_t *id = g_new (size_t, n), *size = g_new (size_t, n);
  for (size_t i = 0; i < n; i++)
    {
      id[i] = i;
      size[i] = 1;
      for (size_t j = 0; j < n; j++)
        d[i * n + j] = point_distance (points + i * dim, points + j * dim, dim, city_block);
    }
  /* Store the merged cluster in the place of its first part and empty the other place. */
  for (size_t m = 0; m + 1 < n; m++)
    {
      size_t s = n, t = n;
      for (size_t i = 0; i < n; i++)
        for (size_t j = i + 1; j < n && size[i] > 0; j++)
          if (size[j] > 0 && (s == n || d[i * n + j] < d[s * n + t]))
            {
              s = i;
              t = j;
            }
      double st = d[s * n + t];
      merges[m] = (VitMerge){ MIN (id[s], id[t]), MAX (id[s], id[t]), st, size[s] + size[t] };
      for (size_t v = 0; v < n; v++)
        if (v != s && v != t && size[v] > 0)
          d[s * n + v] = d[v * n + s] =
              update_distance (method, d[s * n + v], d[t * n + v], st, (double) size[s],
                               (double) size[t], (double) size[v]);
      size[s] += size[t];
      size[t] = 0;
      id[s] = n + m;
    }
  return merges;
}

void
vit_linkage_order (const VitMerge *merges, size_t n, size_t *leaves)
{
  g_autofree size_t *stack = g_new (size_t, 2 * n);
  size_t depth = 0, at = 0;
  stack[depth++] = n > 1 ? 2 * n - 2 : 0;
  while (depth > 0)
    {
      size_t cluster = stack[--depth];
      if (cluster < n)
        {
          leaves[at++] = cluster;
          continue;
        }
      stack[depth++] = merges[cluster - n].b;
      stack[depth++] = merges[cluster - n].a;
    }
}

size_t
vit_linkage_cut (const VitMerge *merges, size_t n, double height, size_t *labels)
{
  g_autofree size_t *parent = g_new (size_t, 2 * n), *number = g_new (size_t, 2 * n);
  size_t used = 0;
  for (size_t c = 0; c < 2 * n; c++)
    {
      parent[c] = c;
      number[c] = SIZE_MAX;
    }
  for (size_t m = 0; m + 1 < n; m++)
    if (merges[m].height <= height)
      parent[merges[m].a] = parent[merges[m].b] = n + m;
  for (size_t i = 0; i < n; i++)
    {
      size_t root = i;
      while (parent[root] != root)
        root = parent[root];
      if (number[root] == SIZE_MAX)
        number[root] = used++;
      labels[i] = number[root];
    }
  return used;
}
