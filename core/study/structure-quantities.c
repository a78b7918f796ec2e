#include "core/study/structure-quantities.h"

#include "core/structure/bond-order.h"
#include "core/structure/voronoi.h"

#define DEFAULT_CUTOFF 3.85

const char *const vit_voronoi_index_names[4] = { "n3", "n4", "n5", "n6" };

/* A frame with its positions and, if they are wanted, its Voronoi cells. */
typedef struct
{
  VitFrame *frame;
  double *x;
  VitVoronoi *voronoi;
} Structure;

static void
structure_clear (Structure *structure)
{
  g_clear_pointer (&structure->frame, vit_frame_unref);
  g_clear_pointer (&structure->voronoi, vit_voronoi_unref);
  g_free (structure->x);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Structure, structure_clear)

static bool
load (const VitQuantityInputs *in,
      Structure *structure,
      bool with_voronoi,
      VitProgress *progress,
      GError **error)
{
  structure->frame = vit_trajectory_read_frame (in->trajectory, in->frame, error);
  if (!structure->frame)
    return false;
  size_t n = structure->frame->atoms->n;
  structure->x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (structure->frame, structure->x);
  if (with_voronoi)
    structure->voronoi =
        vit_voronoi_new (&structure->frame->cell, structure->x, n, 0, progress, error);
  return !with_voronoi || structure->voronoi;
}

bool
vit_quantity_voronoi (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  g_auto (Structure) s = { 0 };
  if (!load (in, &s, true, progress, error))
    return false;
  for (size_t i = 0; i < s.voronoi->n; i++)
    {
      VitVoronoiIndex index = vit_voronoi_get_index (s.voronoi, i);
      for (size_t k = 0; k < 4; k++)
        values[4 * i + k] = index.n[k];
    }
  return true;
}

bool
vit_quantity_volume (const VitQuantityInputs *in,
                     double *values,
                     VitProgress *progress,
                     GError **error)
{
  g_auto (Structure) s = { 0 };
  if (!load (in, &s, true, progress, error))
    return false;
  for (size_t i = 0; i < s.voronoi->n; i++)
    values[i] = s.voronoi->volumes[i];
  return true;
}

bool
vit_quantity_d5 (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  g_auto (Structure) s = { 0 };
  if (!load (in, &s, true, progress, error))
    return false;
  for (size_t i = 0; i < s.voronoi->n; i++)
    values[i] = vit_voronoi_get_fivefold (s.voronoi, i);
  return true;
}

bool
vit_quantity_cn (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  g_auto (Structure) s = { 0 };
  if (!load (in, &s, false, progress, error))
    return false;
  size_t n = s.frame->atoms->n;
  g_autoptr (VitNeighbours) neighbours = vit_neighbours_new_cutoff (
      &s.frame->cell, s.x, n, in->cutoff > 0 ? in->cutoff : DEFAULT_CUTOFF, progress, error);
  if (!neighbours)
    return false;
  for (size_t i = 0; i < n; i++)
    values[i] = (double) vit_neighbours_count (neighbours, i);
  return true;
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
  g_auto (Structure) s = { 0 };
  if (!load (in, &s, true, progress, error))
    return false;
  g_autoptr (VitBondOrder) order = vit_bond_order_new (&s.frame->cell, s.x, s.voronoi->neighbours,
                                                       NULL, l, averaged, progress, error);
  if (!order)
    return false;
  for (size_t i = 0; i < order->n; i++)
    values[i] = third ? order->w[i] : order->q[i];
  return true;
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
  g_auto (Structure) s = { 0 };
  if (!load (in, &s, true, progress, error))
    return false;
  const VitNeighbours *neighbours = s.voronoi->neighbours;
  size_t n = s.voronoi->n;
  g_autoptr (VitBondOrder) order =
      vit_bond_order_new (&s.frame->cell, s.x, neighbours, NULL, 6, false, progress, error);
  g_autofree float *similarity = g_new (float, MAX (neighbours->offsets[n], 1));
  g_autofree uint16_t *counts = g_new (uint16_t, MAX (n, 1));
  if (!order || !vit_bond_order_similarity (order, neighbours, similarity, progress, error))
    return false;
  vit_bond_order_count_crystalline (neighbours, similarity, VIT_BOND_ORDER_CRYSTALLINE, counts);
  for (size_t i = 0; i < n; i++)
    values[i] = counts[i];
  return true;
}
