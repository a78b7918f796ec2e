#include "core/structure/polyhedra.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/stats/wilson.h"

VitPolyhedra *
vit_polyhedra_new (unsigned n_subsets)
{
  g_return_val_if_fail (n_subsets <= VIT_POLYHEDRA_MAX_SUBSETS, NULL);
  VitPolyhedra *polyhedra = g_new0 (VitPolyhedra, 1);
  polyhedra->n_subsets = n_subsets;
  polyhedra->kinds = g_array_new (FALSE, TRUE, sizeof (VitPolyhedron));
  return polyhedra;
}

void
vit_polyhedra_free (VitPolyhedra *polyhedra)
{
  if (!polyhedra)
    return;
  g_array_unref (polyhedra->kinds);
  g_free (polyhedra);
}

static const VitPolyhedron *
get_kind (const VitPolyhedra *polyhedra, size_t kind)
{
  return &g_array_index (polyhedra->kinds, VitPolyhedron, kind);
}

static uint32_t
pack_index (const uint8_t index[4])
{
  return (uint32_t) index[0] << 24 | (uint32_t) index[1] << 16 | (uint32_t) index[2] << 8 |
         index[3];
}

static int
compare_frequencies (const VitPolyhedron *a, const VitPolyhedron *b, int subset)
{
  size_t p = subset < 0 ? a->count : a->counts[subset];
  size_t q = subset < 0 ? b->count : b->counts[subset];
  if (p != q)
    return p < q ? 1 : -1;
  uint32_t i = pack_index (a->index), j = pack_index (b->index);
  return i < j ? -1 : i > j;
}

static int
compare_kinds (const void *a, const void *b)
{
  return compare_frequencies (a, b, -1);
}

static VitPolyhedron *
find_kind (VitPolyhedra *polyhedra, GHashTable *positions, const uint8_t index[4])
{
  void *key = GUINT_TO_POINTER (pack_index (index)), *place;
  if (!g_hash_table_lookup_extended (positions, key, NULL, &place))
    {
      VitPolyhedron kind = { .count = 0 };
      memcpy (kind.index, index, sizeof kind.index);
      place = GUINT_TO_POINTER (polyhedra->kinds->len);
      g_array_append_val (polyhedra->kinds, kind);
      g_hash_table_insert (positions, key, place);
    }
  return &g_array_index (polyhedra->kinds, VitPolyhedron, GPOINTER_TO_UINT (place));
}

void
vit_polyhedra_add_indices (VitPolyhedra *polyhedra,
                           const VitVoronoiIndex *indices,
                           size_t n,
                           const uint8_t *subsets,
                           const uint8_t *include)
{
  g_return_if_fail (polyhedra != NULL && (indices != NULL || n == 0));
  g_autoptr (GHashTable) positions = g_hash_table_new (NULL, NULL);
  for (guint k = 0; k < polyhedra->kinds->len; k++)
    g_hash_table_insert (positions, GUINT_TO_POINTER (pack_index (get_kind (polyhedra, k)->index)),
                         GUINT_TO_POINTER (k));
  for (size_t i = 0; i < n; i++)
    {
      if (include && !include[i])
        continue;
      VitPolyhedron *kind = find_kind (polyhedra, positions, indices[i].n);
      kind->count++;
      polyhedra->n++;
      for (unsigned s = 0; subsets && s < polyhedra->n_subsets; s++)
        if (subsets[i] >> s & 1)
          {
            kind->counts[s]++;
            polyhedra->n_in[s]++;
          }
    }
  g_array_sort (polyhedra->kinds, compare_kinds);
}

void
vit_polyhedra_add (VitPolyhedra *polyhedra,
                   const VitVoronoi *voronoi,
                   const uint8_t *subsets,
                   const uint8_t *include)
{
  g_return_if_fail (polyhedra != NULL && voronoi != NULL);
  g_autofree VitVoronoiIndex *indices = g_new (VitVoronoiIndex, MAX (voronoi->n, 1));
  for (size_t i = 0; i < voronoi->n; i++)
    indices[i] = vit_voronoi_get_index (voronoi, i);
  vit_polyhedra_add_indices (polyhedra, indices, voronoi->n, subsets, include);
}

typedef struct
{
  const VitPolyhedra *polyhedra;
  int subset;
} Ranking;

static int
compare_ranked (const void *a, const void *b, void *data)
{
  const Ranking *ranking = data;
  return compare_frequencies (get_kind (ranking->polyhedra, *(const size_t *) a),
                              get_kind (ranking->polyhedra, *(const size_t *) b), ranking->subset);
}

size_t
vit_polyhedra_rank (const VitPolyhedra *polyhedra, int subset, size_t *kinds, size_t n)
{
  g_return_val_if_fail (polyhedra != NULL && (kinds != NULL || n == 0), 0);
  g_return_val_if_fail (subset < (int) polyhedra->n_subsets, 0);
  size_t n_ranked = 0;
  g_autofree size_t *positions = g_new (size_t, MAX (polyhedra->kinds->len, 1));
  for (guint k = 0; k < polyhedra->kinds->len; k++)
    {
      const VitPolyhedron *kind = get_kind (polyhedra, k);
      if ((subset < 0 ? kind->count : kind->counts[subset]) > 0)
        positions[n_ranked++] = k;
    }
  Ranking ranking = { polyhedra, subset };
  g_qsort_with_data (positions, (int) n_ranked, sizeof *positions, compare_ranked, &ranking);
  n_ranked = MIN (n_ranked, n);
  if (n_ranked > 0)
    memcpy (kinds, positions, n_ranked * sizeof *kinds);
  return n_ranked;
}

static void
get_counts (const VitPolyhedra *polyhedra, size_t kind, int subset, size_t *count, size_t *total)
{
  *count =
      subset < 0 ? get_kind (polyhedra, kind)->count : get_kind (polyhedra, kind)->counts[subset];
  *total = subset < 0 ? polyhedra->n : polyhedra->n_in[subset];
}

double
vit_polyhedra_get_fraction (const VitPolyhedra *polyhedra, size_t kind, int subset)
{
  g_return_val_if_fail (polyhedra != NULL && kind < polyhedra->kinds->len, NAN);
  g_return_val_if_fail (subset < (int) polyhedra->n_subsets, NAN);
  size_t count, total;
  get_counts (polyhedra, kind, subset, &count, &total);
  return total > 0 ? (double) count / (double) total : NAN;
}

void
vit_polyhedra_get_interval (
    const VitPolyhedra *polyhedra, size_t kind, int subset, double *lo, double *hi)
{
  g_return_if_fail (polyhedra != NULL && kind < polyhedra->kinds->len);
  g_return_if_fail (subset < (int) polyhedra->n_subsets);
  size_t count, total;
  get_counts (polyhedra, kind, subset, &count, &total);
  vit_wilson_interval (count, total, VIT_WILSON_95, lo, hi);
}

double
vit_polyhedra_get_excess (const VitPolyhedra *polyhedra, size_t kind, unsigned subset)
{
  double all = vit_polyhedra_get_fraction (polyhedra, kind, -1);
  double some = vit_polyhedra_get_fraction (polyhedra, kind, (int) subset);
  return 100 * (some - all) / all;
}

double
vit_disclination_excess (VitVoronoiIndex index)
{
  static const int n4[] = { 4, 3, 2, 2, 0, 1, 0, 0, 0 };
  int n = index.n[0] + index.n[1] + index.n[2] + index.n[3];
  if (index.n[0] > 0 || index.more > 0 || n < 8 || n > 16)
    return NAN;
  return index.n[1] - n4[n - 8];
}
