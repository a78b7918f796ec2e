#include "core/domain/domain-structure.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/domain/route.h"
#include "core/structure/voronoi-part.h"

void
vit_domain_voronoi_free (VitDomainVoronoi *self)
{
  if (!self)
    return;
  vit_halo_free (self->halo);
  vit_voronoi_unref (self->voronoi);
  g_free (self);
}

/* ---- Faces from both sides ---- */

/* A face as its owner tells it to the owner of the other side. */
typedef struct
{
  int64_t from, to; /* ids */
  int16_t shift[3];
  int16_t small; /* below the threshold */
} ToldFace;

static int
compare_faces (const void *a, const void *b)
{
  const ToldFace *p = a, *q = b;
  if (p->to != q->to)
    return p->to < q->to ? -1 : 1;
  if (p->from != q->from)
    return p->from < q->from ? -1 : 1;
  return memcmp (p->shift, q->shift, sizeof p->shift);
}

/* A number for a face; that of the same face from the other side is its negative, modulo 2⁶⁴. */
static uint64_t
get_face_sign (int64_t i, int64_t j, const int16_t shift[3])
{
  int64_t way = (int64_t) shift[0] * 1009 + (int64_t) shift[1] * 31337 + (int64_t) shift[2] * 7;
  bool back = i > j || (i == j && way < 0);
  uint64_t h = (uint64_t) (back ? j : i) * UINT64_C (0x9e3779b97f4a7c15);
  h ^= h >> 29;
  h += (uint64_t) (back ? i : j) * UINT64_C (0xd6e8feb86659fd93);
  h ^= (uint64_t) (back ? -way : way) * UINT64_C (0xbf58476d1ce4e5b9);
  h = (h ^ h >> 31) * UINT64_C (0x94d049bb133111eb);
  h ^= h >> 32;
  return back ? -h : h;
}

static bool
has_one_sided (const VitDomainVoronoi *self)
{
  const VitNeighbours *neighbours = self->voronoi->neighbours;
  uint64_t sum = 0;
  for (size_t i = 0; i < neighbours->n; i++)
    for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
      sum += get_face_sign (self->halo->ids[i], self->halo->ids[neighbours->indices[k]],
                            neighbours->shifts[k]);
  vit_communicator_sum (self->halo->domain->communicator, &sum, 1);
  return sum != 0;
}

/* Tells the owners of the halo of the faces towards their atoms; returns what others tell, in the
 * order of compare_faces(). */
static ToldFace *
tell_faces (const VitDomainVoronoi *self, const uint8_t *small, size_t *n_told)
{
  const VitHalo *halo = self->halo;
  const VitNeighbours *neighbours = self->voronoi->neighbours;
  g_autofree unsigned *owners = vit_halo_dup_owners (halo);
  g_autoptr (GArray) faces = g_array_new (FALSE, TRUE, sizeof (ToldFace)),
                     ranks = g_array_new (FALSE, FALSE, sizeof (unsigned));
  for (size_t i = 0; i < neighbours->n; i++)
    for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
      {
        uint32_t j = neighbours->indices[k];
        if (!halo->is_halo[j])
          continue;
        ToldFace face = { .from = halo->ids[i], .to = halo->ids[j], .small = small[k] };
        memcpy (face.shift, neighbours->shifts[k], sizeof face.shift);
        g_array_append_val (faces, face);
        g_array_append_val (ranks, owners[j]);
      }
  g_auto (VitRoute) route = { 0 };
  vit_route_init (&route, halo->domain->communicator, (const unsigned *) (void *) ranks->data,
                  ranks->len);
  ToldFace *told = vit_route_send (&route, faces->data, sizeof *told, NULL, n_told);
  if (*n_told > 0)
    qsort (told, *n_told, sizeof *told, compare_faces);
  return told;
}

/* Whether the other side of entry @k of atom @i, which another rank owns, is missing or small. */
static bool
is_dropped_there (
    const VitDomainVoronoi *self, size_t i, size_t k, const ToldFace *told, size_t n_told)
{
  const VitNeighbours *neighbours = self->voronoi->neighbours;
  ToldFace key = { .from = self->halo->ids[neighbours->indices[k]], .to = self->halo->ids[i] };
  for (int m = 0; m < 3; m++)
    key.shift[m] = (int16_t) -neighbours->shifts[k][m];
  const ToldFace *face =
      n_told > 0 ? bsearch (&key, told, n_told, sizeof *told, compare_faces) : NULL;
  return !face || face->small;
}

/* Drops small faces and those without a counterpart, as vit_voronoi_new() does. */
static void
make_symmetric (VitDomainVoronoi *self, double face_threshold)
{
  const VitNeighbours *neighbours = self->voronoi->neighbours;
  if (!has_one_sided (self) && face_threshold == 0)
    return;
  size_t total = neighbours->offsets[neighbours->n], n_told;
  g_autofree uint8_t *small = g_new0 (uint8_t, MAX (total, 1)),
                     *drop = g_new0 (uint8_t, MAX (total, 1));
  vit_voronoi_mark_small (self->voronoi, face_threshold, small);
  g_autofree ToldFace *told = tell_faces (self, small, &n_told);
  for (size_t i = 0; i < neighbours->n; i++)
    for (size_t k = neighbours->offsets[i]; k < neighbours->offsets[i + 1]; k++)
      {
        if (self->halo->is_halo[neighbours->indices[k]])
          {
            drop[k] = small[k] || is_dropped_there (self, i, k, told, n_told);
            continue;
          }
        size_t mirror = vit_voronoi_find_mirror (neighbours, i, k);
        drop[k] = small[k] || mirror == SIZE_MAX || small[mirror];
      }
  vit_voronoi_drop_marked (self->voronoi, drop);
  self->n_dropped = self->voronoi->n_dropped;
  vit_communicator_sum (self->halo->domain->communicator, &self->n_dropped, 1);
}

/* ---- Cells ---- */

/* Halo of the first attempt, in edges of the mean cube of an atom: that of nearly all cells of
 * glasses with vacancies. It is doubled while cells reach farther. */
#define FIRST_REACH 3.2

/* The atoms within @reach of own ones, or all, and the bins of own atoms in @layout. */
static VitHalo *
new_halo (const VitDomain *domain, const VitGridLayout *layout, double *reach)
{
  VitGridLayout wide;
  bool found = *reach < vit_voronoi_get_longest_radius (&domain->cell) &&
               vit_domain_find_layout (domain, *reach, &wide, NULL);
  VitHalo *halo = vit_halo_new (domain, found ? &wide : layout, !found);
  if (!found)
    *reach = INFINITY;
  vit_halo_find_part (halo, layout);
  return halo;
}

/* Builds the cells of own atoms; @n_open: (out): of all ranks, those that atoms farther away could
 * cut. */
static bool
build_cells (VitDomainVoronoi *self,
             const VitDomain *domain,
             const VitGridLayout *layout,
             double unit,
             double *reach,
             uint64_t *n_open,
             VitProgress *progress,
             GError **error)
{
  size_t n_own_open;
  g_clear_pointer (&self->halo, vit_halo_free);
  g_clear_pointer (&self->voronoi, vit_voronoi_unref);
  VitHalo *halo = self->halo = new_halo (domain, layout, reach);
  self->voronoi = vit_voronoi_new_part (layout, unit, &halo->part, halo->x, halo->n, *reach,
                                        &n_own_open, progress, error);
  *n_open = n_own_open;
  vit_communicator_sum (domain->communicator, n_open, 1);
  return vit_communicator_agree (domain->communicator, self->voronoi != NULL, error);
}

VitDomainVoronoi *
vit_domain_voronoi_new (const VitDomain *domain,
                        double face_threshold,
                        VitProgress *progress,
                        GError **error)
{
  VitGridLayout layout;
  double unit;
  g_return_val_if_fail (domain != NULL, NULL);
  if (!vit_voronoi_check_input (&domain->cell, face_threshold, error) ||
      !vit_domain_find_relative_layout (domain, VIT_VORONOI_SEARCH_RADIUS,
                                        vit_voronoi_get_longest_radius (&domain->cell), &layout,
                                        &unit, error))
    return NULL;
  g_autoptr (VitDomainVoronoi) self = g_new0 (VitDomainVoronoi, 1);
  uint64_t n_open = 1;
  for (self->reach = FIRST_REACH * unit; n_open > 0; self->reach *= 2)
    if (!build_cells (self, domain, &layout, unit, &self->reach, &n_open, progress, error))
      return NULL;
  self->reach /= 2;
  make_symmetric (self, face_threshold);
  return g_steal_pointer (&self);
}

/* ---- Bond order ---- */

VitBondOrder *
vit_domain_bond_order_new (const VitDomainVoronoi *self,
                           bool weighted,
                           unsigned l,
                           bool averaged,
                           VitProgress *progress,
                           GError **error)
{
  const VitHalo *halo = self->halo;
  const VitVoronoi *voronoi = self->voronoi;
  g_autoptr (VitBondOrder) order =
      vit_bond_order_new (&halo->domain->cell, halo->x, voronoi->neighbours,
                          weighted ? voronoi->areas : NULL, l, false, progress, error);
  if (!vit_communicator_agree (halo->domain->communicator, order != NULL, error))
    return NULL;
  vit_halo_fill (halo, order->components, (2 * l + 1) * sizeof *order->components);
  if (averaged)
    {
      vit_bond_order_average (order, voronoi->neighbours);
      vit_halo_fill (halo, order->components, (2 * l + 1) * sizeof *order->components);
    }
  vit_halo_fill (halo, order->q, sizeof *order->q);
  vit_halo_fill (halo, order->w, sizeof *order->w);
  return g_steal_pointer (&order);
}
