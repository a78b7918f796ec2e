/* The parts of a frame's structure: cells, bonds, coordination. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/frame-structure-private.h"
#include "core/structure/neighbour-rule.h"

bool
vit_structure_need_frame (FrameStructure *self, GError **error)
{
  if (self->frame)
    return true;
  self->frame = vit_trajectory_read_frame (self->trajectory, self->index, error);
  if (!self->frame)
    return false;
  size_t n = self->frame->atoms->n;
  self->x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (self->frame, self->x);
  self->public.n = n;
  self->public.n_types = self->frame->atoms->n_types;
  return true;
}

/* Refuse what is defined in three dimensions alone. */
bool
vit_structure_is_solid (FrameStructure *self, const char *what, GError **error)
{
  if (!vit_structure_need_frame (self, error))
    return false;
  if (self->frame->dimension != 2)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%s of atoms in a plane are not defined here: they are those of three dimensions "
               "(premise dimension)",
               what);
  return false;
}

bool
vit_structure_need_voronoi (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (self->voronoi)
    return true;
  if (!vit_structure_is_solid (self, "Voronoi cells", error))
    return false;
  const VitCell *cell = &self->frame->cell;
  size_t n = self->public.n;
  double threshold = self->options->structure.face_threshold / 100;
  g_clear_error (&self->no_delaunay);
  if (self->wants_delaunay)
    self->voronoi = vit_voronoi_new_dual (cell, self->x, n, threshold, &self->delaunay, progress,
                                          &self->no_delaunay);
  /* Cells may be had where tetrahedra cannot be told. */
  if (!self->voronoi && !g_error_matches (self->no_delaunay, VIT_ERROR, VIT_ERROR_CANCELLED))
    self->voronoi = vit_voronoi_new (cell, self->x, n, threshold, progress, error);
  else if (!self->voronoi)
    g_propagate_error (error, g_steal_pointer (&self->no_delaunay));
  return self->voronoi != NULL;
}

bool
vit_structure_need_delaunay (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!self->delaunay && !self->no_delaunay)
    {
      g_clear_pointer (&self->voronoi, vit_voronoi_unref);
      self->wants_delaunay = true;
      if (!vit_structure_need_voronoi (self, progress, error))
        return false;
    }
  if (!self->delaunay)
    g_propagate_error (error, g_error_copy (self->no_delaunay));
  return self->delaunay != NULL;
}

static VitNeighbours *
find_neighbours (FrameStructure *self,
                 const VitNeighbourChoice *choice,
                 VitProgress *progress,
                 GError **error)
{
  if (!vit_structure_need_frame (self, error) ||
      (choice->rule == VIT_NEIGHBOURS_VORONOI &&
       !vit_structure_need_voronoi (self, progress, error)))
    return NULL;
  return vit_neighbour_choice_find (choice, self->frame, self->x, self->voronoi, progress, error);
}

static VitBondOrder *
new_order (FrameStructure *self, unsigned l, bool averaged, VitProgress *progress, GError **error)
{
  if (!vit_structure_is_solid (self, "Bond order parameters", error))
    return NULL;
  if (!self->neighbours)
    self->neighbours = find_neighbours (self, &self->how.bonds, progress, error);
  if (!self->neighbours)
    return NULL;
  bool by_area = self->how.weighted && self->how.bonds.rule == VIT_NEIGHBOURS_VORONOI;
  return vit_bond_order_new (&self->frame->cell, self->x, self->neighbours,
                             by_area ? self->voronoi->areas : NULL, l, averaged, progress, error);
}

bool
vit_structure_need_coordination (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!self->coordination && vit_structure_take_coordination (self, error))
    self->coordination = find_neighbours (self, &self->how.coordination, progress, error);
  return self->coordination != NULL;
}

/* ---- Cells ---- */

static bool
make_cells (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!vit_structure_need_voronoi (self, progress, error))
    return false;
  VitFrameStructure *s = &self->public;
  s->indices = g_new (VitVoronoiIndex, MAX (s->n, 1));
  s->d5 = g_new (double, MAX (s->n, 1));
  s->volumes = g_new (double, MAX (s->n, 1));
  for (size_t i = 0; i < s->n; i++)
    {
      s->indices[i] = vit_voronoi_get_index (self->voronoi, i);
      s->d5[i] = vit_voronoi_get_fivefold (self->voronoi, i);
      s->volumes[i] = self->voronoi->volumes[i];
    }
  return true;
}

/* ---- Coordination ---- */

static bool
make_coordination (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!vit_structure_need_coordination (self, progress, error))
    return false;
  VitFrameStructure *s = &self->public;
  s->partial = g_new (uint16_t, MAX (s->n * s->n_types, 1));
  vit_chemical_order_count (self->frame->atoms->types, s->n_types, self->coordination, s->partial);
  return true;
}

/* ---- Bond order ---- */

static bool
take_order (VitBondOrder *order, double **q, double **w)
{
  if (!order)
    return false;
  *q = g_steal_pointer (&order->q);
  *w = g_steal_pointer (&order->w);
  return true;
}

static bool
make_order_4 (FrameStructure *self, VitProgress *progress, GError **error)
{
  g_autoptr (VitBondOrder) order = new_order (self, 4, false, progress, error);
  return take_order (order, &self->public.q4, &self->public.w4);
}

static bool
need_order_6 (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!self->order)
    self->order = new_order (self, 6, false, progress, error);
  return self->order != NULL;
}

static bool
make_order_6 (FrameStructure *self, VitProgress *progress, GError **error)
{
  return need_order_6 (self, progress, error) &&
         take_order (self->order, &self->public.q6, &self->public.w6);
}

static bool
make_averaged_6 (FrameStructure *self, VitProgress *progress, GError **error)
{
  g_autoptr (VitBondOrder) order = new_order (self, 6, true, progress, error);
  return take_order (order, &self->public.averaged_q6, &self->public.averaged_w6);
}

/* ---- Similarity ---- */

static bool
need_similarity (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (self->similarity)
    return true;
  if (!need_order_6 (self, progress, error))
    return false;
  size_t n_bonds = self->neighbours->offsets[self->public.n];
  if (n_bonds > UINT32_MAX)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%zu bonds are too many", n_bonds);
      return false;
    }
  g_autofree float *s = g_new (float, MAX (n_bonds, 1));
  if (!vit_bond_order_similarity (self->order, self->neighbours, s, progress, error))
    return false;
  self->similarity = g_steal_pointer (&s);
  return true;
}

static bool
make_similarity (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!need_similarity (self, progress, error))
    return false;
  VitFrameStructure *s = &self->public;
  size_t n_bonds = self->neighbours->offsets[s->n];
  s->bins = g_new (uint8_t, MAX (n_bonds, 1));
  s->bonds = g_new (uint32_t, s->n + 1);
  for (size_t i = 0; i <= s->n; i++)
    s->bonds[i] = (uint32_t) self->neighbours->offsets[i];
  for (size_t k = 0; k < n_bonds; k++)
    {
      double value = (double) self->similarity[k];
      int bin = isnan (value) ? 0 : (int) floor ((value + 1) / 2 * VIT_SIMILARITY_BINS);
      s->bins[k] =
          isnan (value) ? VIT_SIMILARITY_NONE : (uint8_t) CLAMP (bin, 0, VIT_SIMILARITY_BINS - 1);
    }
  return true;
}

static bool
make_crystalline (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!need_similarity (self, progress, error))
    return false;
  self->public.crystalline = g_new (uint16_t, MAX (self->public.n, 1));
  vit_bond_order_count_crystalline (self->neighbours, self->similarity, VIT_BOND_ORDER_CRYSTALLINE,
                                    self->public.crystalline);
  return true;
}

/* The order is that of making: similarity before q6, which takes arrays out of the bond order that
 * similarity needs; coordination after the bonds are freed. */
static const StructurePart parts[] = {
  { VIT_STRUCTURE_CELLS,
    "cells",
    1,
    VIT_AFFECTS_CELLS,
    make_cells,
    { ARRAY (volumes, PER_ATOM), ARRAY (d5, PER_ATOM), ARRAY (indices, PER_ATOM) } },
  { VIT_STRUCTURE_ORDER_4,
    "order-4",
    1,
    VIT_AFFECTS_BONDS,
    make_order_4,
    { ARRAY (q4, PER_ATOM), ARRAY (w4, PER_ATOM) } },
  { VIT_STRUCTURE_AVERAGED_6,
    "averaged-6",
    1,
    VIT_AFFECTS_BONDS,
    make_averaged_6,
    { ARRAY (averaged_q6, PER_ATOM), ARRAY (averaged_w6, PER_ATOM) } },
  { VIT_STRUCTURE_SIMILARITY,
    "similarity",
    1,
    VIT_AFFECTS_BONDS,
    make_similarity,
    { ARRAY (bonds, PER_ATOM_AND_ONE), ARRAY (bins, PER_BOND) } },
  { VIT_STRUCTURE_CRYSTALLINE,
    "crystalline",
    1,
    VIT_AFFECTS_BONDS,
    make_crystalline,
    { ARRAY (crystalline, PER_ATOM) } },
  { VIT_STRUCTURE_ORDER_6,
    "order-6",
    1,
    VIT_AFFECTS_BONDS,
    make_order_6,
    { ARRAY (q6, PER_ATOM), ARRAY (w6, PER_ATOM) } },
  { VIT_STRUCTURE_COORDINATION,
    "coordination",
    1,
    VIT_AFFECTS_COORDINATION,
    make_coordination,
    { ARRAY (partial, PER_ATOM_AND_SPECIES) } },
  { VIT_STRUCTURE_SHAPE,
    "shape",
    2,
    VIT_AFFECTS_COORDINATION | VIT_AFFECTS_SHELLS,
    vit_structure_make_shape,
    { ARRAY (bond_deviation, PER_ATOM), ARRAY (tetrahedricity, PER_ATOM) } },
  { VIT_STRUCTURE_QUADRUPLES,
    "quadruples",
    1,
    VIT_AFFECTS_COORDINATION,
    vit_structure_make_quadruples,
    { ARRAY (n_tet, PER_ATOM) } },
  { VIT_STRUCTURE_ENTROPY,
    "pair-entropy",
    2,
    VIT_AFFECTS_ENTROPY,
    vit_structure_make_entropy,
    { ARRAY (s2, PER_ATOM) } },
  { VIT_STRUCTURE_IRREGULARITY,
    "irregularity",
    1,
    VIT_AFFECTS_SHELLS | VIT_AFFECTS_TETRAHEDRA,
    vit_structure_make_irregularity,
    { ARRAY (omega, PER_ATOM) } },
  { VIT_STRUCTURE_OVERPACKING,
    "overpacking",
    1,
    VIT_AFFECTS_NOTHING,
    vit_structure_make_overpacking,
    { ARRAY (overpacking, PER_ATOM) } },
  { VIT_STRUCTURE_INTERSTICES,
    "interstices",
    2,
    VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    vit_structure_make_interstices,
    { ARRAY (interstices, PER_ATOM) } },
};

const StructurePart *
vit_structure_part_list (size_t *n)
{
  *n = G_N_ELEMENTS (parts);
  return parts;
}
