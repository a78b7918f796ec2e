#include "core/results/snapshot.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/quantity.h"

VitSnapshot *
vit_snapshot_ref (VitSnapshot *snapshot)
{
  g_atomic_ref_count_inc (&snapshot->refs);
  return snapshot;
}

void
vit_snapshot_unref (VitSnapshot *snapshot)
{
  if (!g_atomic_ref_count_dec (&snapshot->refs))
    return;
  g_clear_pointer (&snapshot->frame, vit_frame_unref);
  g_clear_pointer (&snapshot->result, vit_tml_result_unref);
  g_clear_pointer (&snapshot->regions, vit_clusters_free);
  g_free (snapshot->positions);
  g_free (snapshot->values);
  g_free (snapshot->liquid);
  g_free (snapshot->problem);
  g_free (snapshot);
}

static void
take_positions (VitSnapshot *snapshot)
{
  const VitFrame *frame = snapshot->frame;
  size_t n = frame->atoms->n;
  snapshot->positions = g_new (float, 3 * n);
  for (size_t i = 0; i < n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      for (int k = 0; k < 3; k++)
        snapshot->positions[3 * i + (size_t) k] = (float) x[k];
    }
}

static void
take_range (VitSnapshot *snapshot)
{
  snapshot->minimum = INFINITY;
  snapshot->maximum = -INFINITY;
  for (size_t i = 0; snapshot->values && i < snapshot->frame->atoms->n; i++)
    if (isfinite (snapshot->values[i]))
      {
        snapshot->minimum = fmin (snapshot->minimum, (double) snapshot->values[i]);
        snapshot->maximum = fmax (snapshot->maximum, (double) snapshot->values[i]);
      }
}

static void
take_column (VitSnapshot *snapshot, VitTrajectory *trajectory, double cutoff, VitProgress *progress)
{
  if (strcmp (snapshot->column, VIT_COLUMN_REGION) == 0)
    return;
  size_t n = snapshot->frame->atoms->n;
  g_autoptr (GError) error = NULL;
  g_autofree double *column = g_new (double, n);

  const VitQuantity *quantity = vit_quantity_find (snapshot->column);
  VitQuantityInputs inputs = { .trajectory = trajectory,
                               .frame = snapshot->index,
                               .cutoff = cutoff };
  bool computed = quantity && quantity->needs == VIT_NEEDS_FRAME && quantity->components == 1;
  if (computed ? !vit_quantity_compute (quantity, &inputs, column, progress, &error)
               : !vit_trajectory_read_column (trajectory, snapshot->index, snapshot->column, column,
                                              &error))
    {
      snapshot->problem = g_strdup (error->message);
      return;
    }
  snapshot->values = g_new (float, n);
  for (size_t i = 0; i < n; i++)
    snapshot->values[i] = (float) column[i];
}

/* Of several that are equally large none is the largest. */
static void
mark_largest (VitSnapshot *snapshot)
{
  const VitClusters *regions = snapshot->regions;
  if (!regions || regions->n_clusters == 0 ||
      (regions->n_clusters > 1 && regions->clusters[0].size == regions->clusters[1].size))
    return;
  for (size_t i = 0; i < regions->n; i++)
    if (regions->labels[i] == 0)
      snapshot->liquid[i] = 2;
}

static bool
take_regions (VitSnapshot *snapshot,
              const VitLiquidRule *rule,
              double cutoff,
              VitProgress *progress,
              GError **error)
{
  const VitFrame *frame = snapshot->frame;
  size_t n = frame->atoms->n;
  if (snapshot->result->atoms->n != n)
    return true;

  g_autofree bool *liquid = g_new0 (bool, n);
  vit_tml_result_classify (snapshot->result, rule, liquid, NULL);
  snapshot->liquid = g_new (uint8_t, n);
  for (size_t i = 0; i < n; i++)
    {
      snapshot->liquid[i] = liquid[i];
      snapshot->n_liquid += liquid[i];
    }

  /* Without r_c nothing is connected yet. */
  if (!(cutoff > 0))
    return true;
  g_autofree double *x = g_new (double, 3 * n);
  g_autoptr (GError) cluster_error = NULL;
  vit_frame_copy_positions (frame, x);
  snapshot->regions =
      vit_clusters_new (&frame->cell, x, n, snapshot->liquid, cutoff, progress, &cluster_error);
  if (!snapshot->regions && g_error_matches (cluster_error, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&cluster_error));
      return false;
    }
  mark_largest (snapshot);
  return true;
}

VitSnapshot *
vit_snapshot_new (VitTrajectory *trajectory,
                  size_t index,
                  double time,
                  const char *column,
                  VitTmlResult *result,
                  const VitLiquidRule *rule,
                  double cutoff,
                  VitProgress *progress,
                  GError **error)
{
  g_return_val_if_fail (trajectory && column && rule, NULL);

  VitFrame *frame = vit_trajectory_read_frame (trajectory, index, error);
  if (!frame)
    return NULL;

  g_autoptr (VitSnapshot) snapshot = g_new0 (VitSnapshot, 1);
  g_atomic_ref_count_init (&snapshot->refs);
  snapshot->frame = frame;
  snapshot->index = index;
  snapshot->time = time;
  g_strlcpy (snapshot->column, column, sizeof snapshot->column);
  take_positions (snapshot);

  bool belongs = result && result->frame == index && result->atoms->n == frame->atoms->n;
  if (belongs)
    snapshot->result = vit_tml_result_ref (result);
  if (strcmp (column, "t_ml") != 0)
    take_column (snapshot, trajectory, cutoff, progress);
  else if (belongs)
    snapshot->values = g_memdup2 (result->t_ml, frame->atoms->n * sizeof (float));
  take_range (snapshot);
  if (belongs && !take_regions (snapshot, rule, cutoff, progress, error))
    return NULL;
  return g_steal_pointer (&snapshot);
}
