#include "core/results/structure-quantities.h"

#include <math.h>
#include <string.h>

#include "core/structure/bond-order.h"
#include "core/structure/polyhedra.h"
#include "core/structure/voronoi.h"

#define DEFAULT_CUTOFF 3.85

const char *const vit_voronoi_index_names[4] = { "n3", "n4", "n5", "n6" };

/* Where bond orders are kept: by l, and whether they are averaged. */
#define ORDER(l, averaged) ((l) == 6 ? 2 + (averaged) : (averaged))

struct _VitFrameStructure
{
  VitQuantityInputs key;                  /* what it was made for */
  VitNeighbourChoice bonds, coordination; /* what it points to */
  VitFrame *frame;
  double *x;
  VitVoronoi *voronoi;
  VitNeighbours *near;       /* of CN */
  VitNeighbours *neighbours; /* of bond order */
  VitBondOrder *orders[4];
};

static void
clear (VitFrameStructure *structure)
{
  g_clear_pointer (&structure->frame, vit_frame_unref);
  g_clear_pointer (&structure->x, g_free);
  g_clear_pointer (&structure->voronoi, vit_voronoi_unref);
  g_clear_pointer (&structure->near, vit_neighbours_unref);
  g_clear_pointer (&structure->neighbours, vit_neighbours_unref);
  for (gsize k = 0; k < G_N_ELEMENTS (structure->orders); k++)
    g_clear_pointer (&structure->orders[k], vit_bond_order_free);
}

VitFrameStructure *
vit_frame_structure_new (void)
{
  return g_new0 (VitFrameStructure, 1);
}

void
vit_frame_structure_free (VitFrameStructure *structure)
{
  if (!structure)
    return;
  clear (structure);
  g_free (structure);
}

static bool
is_same_choice (const VitNeighbourChoice *a, const VitNeighbourChoice *b)
{
  return a && b ? memcmp (a, b, sizeof *a) == 0 : a == b;
}

static bool
is_for (const VitFrameStructure *structure, const VitQuantityInputs *in)
{
  const VitQuantityInputs *key = &structure->key;
  return structure->frame && key->trajectory == in->trajectory && key->frame == in->frame &&
         key->cutoff == in->cutoff && is_same_choice (key->bonds, in->bonds) &&
         is_same_choice (key->coordination, in->coordination) &&
         key->face_threshold == in->face_threshold && key->weighted == in->weighted;
}

/* The shared structure of these inputs, or a new one in @own; its frame is read. */
static VitFrameStructure *
begin (const VitQuantityInputs *in, VitFrameStructure **own, GError **error)
{
  VitFrameStructure *s = in->structure ? in->structure : (*own = vit_frame_structure_new ());
  if (is_for (s, in))
    return s;
  clear (s);
  s->key = *in;
  if (in->bonds)
    s->bonds = *in->bonds;
  if (in->coordination)
    s->coordination = *in->coordination;
  s->key.bonds = in->bonds ? &s->bonds : NULL;
  s->key.coordination = in->coordination ? &s->coordination : NULL;
  s->frame = vit_trajectory_read_frame (in->trajectory, in->frame, error);
  if (!s->frame)
    return NULL;
  s->x = g_new (double, MAX (3 * s->frame->atoms->n, 1));
  vit_frame_copy_positions (s->frame, s->x);
  return s;
}

static VitVoronoi *
need_voronoi (VitFrameStructure *s, VitProgress *progress, GError **error)
{
  if (s && !s->voronoi)
    s->voronoi = vit_voronoi_new (&s->frame->cell, s->x, s->frame->atoms->n, s->key.face_threshold,
                                  progress, error);
  return s ? s->voronoi : NULL;
}

/* By a rule, or the usual one. */
static VitNeighbours *
find_neighbours (VitFrameStructure *s,
                 const VitNeighbourChoice *choice,
                 VitNeighbourRule usual,
                 VitProgress *progress,
                 GError **error)
{
  VitNeighbourChoice chosen = choice ? *choice : (VitNeighbourChoice){ .rule = usual };
  chosen.cutoff = s->key.cutoff > 0 ? s->key.cutoff : DEFAULT_CUTOFF;
  const VitVoronoi *voronoi = NULL;
  if (chosen.rule == VIT_NEIGHBOURS_VORONOI && !(voronoi = need_voronoi (s, progress, error)))
    return NULL;
  return vit_neighbour_choice_find (&chosen, s->frame, s->x, voronoi, progress, error);
}

static VitNeighbours *
need_coordination (VitFrameStructure *s, VitProgress *progress, GError **error)
{
  if (s && !s->near)
    s->near = find_neighbours (s, s->key.coordination, VIT_NEIGHBOURS_CUTOFF, progress, error);
  return s ? s->near : NULL;
}

static VitNeighbours *
need_bonds (VitFrameStructure *s, VitProgress *progress, GError **error)
{
  if (s && !s->neighbours)
    s->neighbours = find_neighbours (s, s->key.bonds, VIT_NEIGHBOURS_VORONOI, progress, error);
  return s ? s->neighbours : NULL;
}

static VitBondOrder *
need_order (VitFrameStructure *s, unsigned l, bool averaged, VitProgress *progress, GError **error)
{
  const VitNeighbours *neighbours = need_bonds (s, progress, error);
  if (!neighbours)
    return NULL;
  VitBondOrder **order = &s->orders[ORDER (l, averaged)];
  bool by_area = s->key.weighted && (!s->key.bonds || s->key.bonds->rule == VIT_NEIGHBOURS_VORONOI);
  if (!*order)
    *order = vit_bond_order_new (&s->frame->cell, s->x, neighbours,
                                 by_area ? s->voronoi->areas : NULL, l, averaged, progress, error);
  return *order;
}

/* What is taken from the cell of one atom into a row. */
typedef void (*TakeFunc) (const VitVoronoi *voronoi, size_t i, double *row);

static bool
take_cells (const VitQuantityInputs *in,
            size_t width,
            TakeFunc take,
            double *values,
            VitProgress *progress,
            GError **error)
{
  VitFrameStructure *own = NULL;
  const VitVoronoi *voronoi = need_voronoi (begin (in, &own, error), progress, error);
  for (size_t i = 0; voronoi && i < voronoi->n; i++)
    take (voronoi, i, values + width * i);
  vit_frame_structure_free (own);
  return voronoi != NULL;
}

static void
take_index (const VitVoronoi *voronoi, size_t i, double *row)
{
  VitVoronoiIndex index = vit_voronoi_get_index (voronoi, i);
  for (size_t k = 0; k < 4; k++)
    row[k] = index.n[k];
}

static void
take_volume (const VitVoronoi *voronoi, size_t i, double *row)
{
  *row = voronoi->volumes[i];
}

static void
take_d5 (const VitVoronoi *voronoi, size_t i, double *row)
{
  *row = vit_voronoi_get_fivefold (voronoi, i);
}

static void
take_disclinations (const VitVoronoi *voronoi, size_t i, double *row)
{
  *row = vit_disclination_excess (vit_voronoi_get_index (voronoi, i));
}

bool
vit_quantity_voronoi (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  return take_cells (in, 4, take_index, values, progress, error);
}

bool
vit_quantity_volume (const VitQuantityInputs *in,
                     double *values,
                     VitProgress *progress,
                     GError **error)
{
  return take_cells (in, 1, take_volume, values, progress, error);
}

bool
vit_quantity_d5 (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return take_cells (in, 1, take_d5, values, progress, error);
}

bool
vit_quantity_disclinations (const VitQuantityInputs *in,
                            double *values,
                            VitProgress *progress,
                            GError **error)
{
  return take_cells (in, 1, take_disclinations, values, progress, error);
}

bool
vit_quantity_cn (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  VitFrameStructure *own = NULL;
  const VitNeighbours *near = need_coordination (begin (in, &own, error), progress, error);
  for (size_t i = 0; near && i < near->n; i++)
    values[i] = (double) vit_neighbours_count (near, i);
  vit_frame_structure_free (own);
  return near != NULL;
}

static bool
bond_order (const VitQuantityInputs *in,
            unsigned l,
            bool averaged,
            bool third,
            double *values,
            VitProgress *progress,
            GError **error)
{
  VitFrameStructure *own = NULL;
  const VitBondOrder *order = need_order (begin (in, &own, error), l, averaged, progress, error);
  for (size_t i = 0; order && i < order->n; i++)
    values[i] = third ? order->w[i] : order->q[i];
  vit_frame_structure_free (own);
  return order != NULL;
}

bool
vit_quantity_q4 (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return bond_order (in, 4, false, false, values, progress, error);
}

bool
vit_quantity_q6 (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return bond_order (in, 6, false, false, values, progress, error);
}

bool
vit_quantity_w4 (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return bond_order (in, 4, false, true, values, progress, error);
}

bool
vit_quantity_w6 (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return bond_order (in, 6, false, true, values, progress, error);
}

bool
vit_quantity_q6_avg (const VitQuantityInputs *in,
                     double *values,
                     VitProgress *progress,
                     GError **error)
{
  return bond_order (in, 6, true, false, values, progress, error);
}

bool
vit_quantity_w6_avg (const VitQuantityInputs *in,
                     double *values,
                     VitProgress *progress,
                     GError **error)
{
  return bond_order (in, 6, true, true, values, progress, error);
}

bool
vit_quantity_crystalline (const VitQuantityInputs *in,
                          double *values,
                          VitProgress *progress,
                          GError **error)
{
  VitFrameStructure *own = NULL, *s = begin (in, &own, error);
  const VitBondOrder *order = need_order (s, 6, false, progress, error);
  bool done = false;
  if (order)
    {
      g_autofree float *similarity = g_new (float, MAX (s->neighbours->offsets[order->n], 1));
      g_autofree uint16_t *counts = g_new (uint16_t, MAX (order->n, 1));
      done = vit_bond_order_similarity (order, s->neighbours, similarity, progress, error);
      if (done)
        vit_bond_order_count_crystalline (s->neighbours, similarity, VIT_BOND_ORDER_CRYSTALLINE,
                                          counts);
      for (size_t i = 0; done && i < order->n; i++)
        values[i] = counts[i];
    }
  vit_frame_structure_free (own);
  return done;
}
