#include "core/results/quantity.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/motion/unwrap.h"
#include "core/structure/cluster.h"
#include "core/results/plasticity.h"
#include "core/results/structure-quantities.h"
#include "core/tml/features.h"

/* T_ML at the frame. */
static VitTmlResult *
take_t_ml (const VitQuantityInputs *in, VitProgress *progress, GError **error)
{
  size_t n_intervals;
  g_autofree double *intervals =
      vit_model_usable_intervals (in->model, in->timeline, 0, &n_intervals);
  if (n_intervals == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "the run has frames at none of the model's intervals");
      return NULL;
    }
  VitTmlOptions options = { .temperature = in->temperature,
                            .intervals = intervals,
                            .n_intervals = n_intervals };
  VitTmlResult *result = NULL;
  ssize_t ambiguous = -1;
  vit_tml_compute (in->model, in->trajectory, in->timeline, &in->frame, 1, &options, &result,
                   &ambiguous, progress, error);
  if (in->ambiguous && ambiguous >= 0 && (*in->ambiguous < 0 || ambiguous < *in->ambiguous))
    *in->ambiguous = ambiguous;
  return result;
}

static bool
compute_t_ml (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  g_autoptr (VitTmlResult) result = take_t_ml (in, progress, error);
  for (size_t i = 0; result && i < result->atoms->n; i++)
    values[i] = (double) result->t_ml[i];
  return result != NULL;
}

static bool
compute_cluster (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  g_autoptr (VitTmlResult) result = take_t_ml (in, progress, error);
  g_autoptr (VitFrame) frame =
      result ? vit_trajectory_read_frame (in->trajectory, in->frame, error) : NULL;
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree bool *liquid = g_new0 (bool, MAX (n, 1));
  g_autofree uint8_t *flags = g_new (uint8_t, MAX (n, 1));
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  bool by_default = !in->liquid.by_percentage && in->liquid.t_g == 0;
  VitLiquidRule rule = by_default ? VIT_LIQUID_RULE_DEFAULT : in->liquid;
  vit_tml_result_classify (result, &rule, liquid, NULL);
  for (size_t i = 0; i < n; i++)
    flags[i] = liquid[i];
  vit_frame_copy_positions (frame, x);
  g_autoptr (VitClusters) clusters = vit_clusters_new (
      &frame->cell, x, n, flags, in->cutoff > 0 ? in->cutoff : VIT_NONAFFINE_DEFAULT_CUTOFF,
      progress, error);
  for (size_t i = 0; clusters && i < n; i++)
    values[i] = clusters->labels[i] + 1;
  return clusters != NULL;
}

bool
vit_quantity_find_later (const VitQuantityInputs *in, size_t *later, GError **error)
{
  g_return_val_if_fail (in && later, false);
  double missing;
  *later = in->to;
  if (in->has_to ||
      vit_features_find_frames (in->timeline, in->frame, &in->interval, 1, 0, later, &missing))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "no frame %g ps after %g ps", in->interval,
               vit_timeline_get_times (in->timeline)[in->frame]);
  return false;
}

/* Displacement vectors over the interval. */
static bool
displace (const VitQuantityInputs *in, double *d, VitProgress *progress, GError **error)
{
  size_t later;
  return vit_quantity_find_later (in, &later, error) &&
         vit_motion_between (in->trajectory, in->frame, later, &in->motion, d, in->ambiguous,
                             progress, error);
}

static bool
compute_displacement (const VitQuantityInputs *in,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  return displace (in, values, progress, error);
}

static bool
compute_distance (const VitQuantityInputs *in,
                  double *values,
                  VitProgress *progress,
                  GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (in->trajectory, in->frame, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *d = g_new (double, MAX (3 * n, 1));
  if (!displace (in, d, progress, error))
    return false;
  for (size_t i = 0; i < n; i++)
    values[i] =
        sqrt (d[3 * i] * d[3 * i] + d[3 * i + 1] * d[3 * i + 1] + d[3 * i + 2] * d[3 * i + 2]);
  return true;
}

static bool
measure (const VitQuantityInputs *in,
         VitPlasticityMeasure which,
         double *values,
         VitProgress *progress,
         GError **error)
{
  size_t later;
  if (!vit_quantity_find_later (in, &later, error))
    return false;
  VitPlasticityOptions options = { .cutoff = in->cutoff };
  g_autoptr (VitPlasticity) plasticity =
      vit_plasticity_compute (in->trajectory, in->frame, later, &options, NULL, progress, error);
  for (size_t i = 0; plasticity && i < plasticity->atoms->n; i++)
    values[i] = plasticity->values[which][i];
  return plasticity != NULL;
}

static bool
compute_d2min (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return measure (in, VIT_PLASTICITY_D2MIN, values, progress, error);
}

static bool
compute_mises (const VitQuantityInputs *in, double *values, VitProgress *progress, GError **error)
{
  return measure (in, VIT_PLASTICITY_MISES, values, progress, error);
}

static bool
compute_rotation (const VitQuantityInputs *in,
                  double *values,
                  VitProgress *progress,
                  GError **error)
{
  return measure (in, VIT_PLASTICITY_ROTATION, values, progress, error);
}

static bool
compute_volumetric (const VitQuantityInputs *in,
                    double *values,
                    VitProgress *progress,
                    GError **error)
{
  return measure (in, VIT_PLASTICITY_VOLUMETRIC, values, progress, error);
}

static const VitQuantity quantities[] = {
  { "t_ml", "<i>T</i><sub>ML</sub>", "K", "machine-learned temperature", VIT_NEEDS_MODEL, 1, NULL,
    compute_t_ml },
  { "displacement", "Δ<b>r</b>", "Å", "displacement over the interval", VIT_NEEDS_INTERVAL, 3, NULL,
    compute_displacement },
  { "distance", "|Δ<b>r</b>|", "Å", "length of the displacement over the interval",
    VIT_NEEDS_INTERVAL, 1, NULL, compute_distance },
  { "d2min", "<i>D</i>²<sub>min</sub>", "Å²", "non-affine motion over the interval",
    VIT_NEEDS_INTERVAL, 1, NULL, compute_d2min },
  { "mises", "<i>η</i><sub>Mises</sub>", "", "von Mises strain over the interval",
    VIT_NEEDS_INTERVAL, 1, NULL, compute_mises },
  { "rotation", "<i>θ</i>", "°", "rotation over the interval", VIT_NEEDS_INTERVAL, 1, NULL,
    compute_rotation },
  { "volumetric", "<i>ε</i><sub>V</sub>", "", "volumetric strain over the interval",
    VIT_NEEDS_INTERVAL, 1, NULL, compute_volumetric },
  { "cluster", "cluster", "", "liquid-like region, 1 the largest; 0 for solid-like atoms",
    VIT_NEEDS_MODEL, 1, NULL, compute_cluster },
  { "voronoi",
    "⟨<i>n</i><sub>3</sub>,<i>n</i><sub>4</sub>,<i>n</i><sub>5</sub>,<i>n</i><sub>6</sub>⟩", "",
    "Voronoi index", VIT_NEEDS_FRAME, 4, vit_voronoi_index_names, vit_quantity_voronoi },
  { "volume", "<i>V</i>", "Å³", "volume of the Voronoi cell", VIT_NEEDS_FRAME, 1, NULL,
    vit_quantity_volume },
  { "d5", "<i>d</i><sub>5</sub>", "", "share of faces with five edges", VIT_NEEDS_FRAME, 1, NULL,
    vit_quantity_d5 },
  { "disclinations", "<i>n</i><sub>4</sub> − <i>n</i><sub>4</sub><sup>Z</sup>", "",
    "fourfold faces beyond those of the Z-cluster of the same coordination", VIT_NEEDS_FRAME, 1,
    NULL, vit_quantity_disclinations },
  { "cn", "CN", "", "neighbours, by default within the cutoff r_c", VIT_NEEDS_FRAME, 1, NULL,
    vit_quantity_cn },
  { "q4", "<i>q</i><sub>4</sub>", "", "bond order", VIT_NEEDS_FRAME, 1, NULL, vit_quantity_q4 },
  { "q6", "<i>q</i><sub>6</sub>", "", "bond order", VIT_NEEDS_FRAME, 1, NULL, vit_quantity_q6 },
  { "w4", "<i>ŵ</i><sub>4</sub>", "", "bond order", VIT_NEEDS_FRAME, 1, NULL, vit_quantity_w4 },
  { "w6", "<i>ŵ</i><sub>6</sub>", "", "bond order", VIT_NEEDS_FRAME, 1, NULL, vit_quantity_w6 },
  { "q6_avg", "<i>q̄</i><sub>6</sub>", "", "bond order averaged over neighbours", VIT_NEEDS_FRAME, 1,
    NULL, vit_quantity_q6_avg },
  { "w6_avg", "<i>w̄</i><sub>6</sub>", "", "bond order averaged over neighbours", VIT_NEEDS_FRAME, 1,
    NULL, vit_quantity_w6_avg },
  { "crystalline_bonds", "<i>n</i><sub>c</sub>", "", "bonds with s(i,j) above 0.7", VIT_NEEDS_FRAME,
    1, NULL, vit_quantity_crystalline },
};

const VitQuantity *
vit_quantity_list (size_t *n)
{
  *n = G_N_ELEMENTS (quantities);
  return quantities;
}

const VitQuantity *
vit_quantity_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    if (strcmp (quantities[i].name, name) == 0)
      return &quantities[i];
  return NULL;
}

char *
vit_quantity_dup_names (void)
{
  GString *names = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", quantities[i].name);
  return g_string_free (names, FALSE);
}

bool
vit_quantity_compute (const VitQuantity *quantity,
                      const VitQuantityInputs *inputs,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (quantity && inputs && values, false);
  return quantity->kernel (inputs, values, progress, error);
}
