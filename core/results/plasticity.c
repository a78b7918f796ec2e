#include "core/results/plasticity.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/motion/unwrap.h"
#include "core/results/stored.h"
#include "core/tml/features.h"

/* Version of the kernel and the layout. */
#define VERSION 3

static const char *const names[VIT_PLASTICITY_N_MEASURES] = { "d2min", "mises", "rotation",
                                                              "volumetric" };

const char *
vit_plasticity_measure_name (VitPlasticityMeasure measure)
{
  g_return_val_if_fail (measure < VIT_PLASTICITY_N_MEASURES, NULL);
  return names[measure];
}

static VitPlasticity *
plasticity_new (VitAtoms *atoms, size_t from, size_t to)
{
  VitPlasticity *self = g_new0 (VitPlasticity, 1);
  g_atomic_ref_count_init (&self->refs);
  self->atoms = vit_atoms_ref (atoms);
  self->from = from;
  self->to = to;
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    self->values[m] = g_new (double, MAX (atoms->n, 1));
  self->flags = g_new0 (uint8_t, MAX (atoms->n, 1));
  return self;
}

VitPlasticity *
vit_plasticity_ref (VitPlasticity *plasticity)
{
  g_atomic_ref_count_inc (&plasticity->refs);
  return plasticity;
}

void
vit_plasticity_unref (VitPlasticity *plasticity)
{
  if (!plasticity || !g_atomic_ref_count_dec (&plasticity->refs))
    return;
  vit_atoms_unref (plasticity->atoms);
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    g_free (plasticity->values[m]);
  g_free (plasticity->flags);
  g_free (plasticity);
}

/* ---- On disk ---- */

/* PlasticityHeader stands before values and flags on disk. */
typedef struct
{
  uint64_t n, n_missing, n_flagged, n_inverted, n_ambiguous;
} PlasticityHeader;

static void
begin_plasticity_key (VitStored *stored,
                      VitTrajectory *trajectory,
                      size_t from,
                      size_t to,
                      const VitPlasticityOptions *options,
                      VitCache *cache)
{
  vit_stored_begin (stored, cache, "plasticity", VERSION);
  if (!cache && !vit_trace_on (VIT_TRACE_RESULTS))
    return;
  vit_stored_add_number (stored, options->cutoff);
  vit_stored_add_number (stored, options->per_neighbour);
  vit_stored_add_frame (stored, trajectory, from);
  vit_stored_add_frame (stored, trajectory, to);
  vit_stored_add_path (stored, trajectory, from, to);
}

static VitPlasticity *
look_up_plasticity (VitStored *stored, VitAtoms *atoms, size_t from, size_t to)
{
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  if (!bytes)
    return NULL;
  gsize size;
  const uint8_t *data = g_bytes_get_data (bytes, &size);
  PlasticityHeader header;
  size_t column = atoms->n * sizeof (double);
  if (size != sizeof header + VIT_PLASTICITY_N_MEASURES * column + atoms->n)
    return NULL;
  memcpy (&header, data, sizeof header);
  if (header.n != atoms->n)
    return NULL;
  data += sizeof header;
  VitPlasticity *self = plasticity_new (atoms, from, to);
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++, data += column)
    memcpy (self->values[m], data, column);
  memcpy (self->flags, data, atoms->n);
  self->n_missing = header.n_missing;
  self->n_flagged = header.n_flagged;
  self->n_inverted = header.n_inverted;
  self->n_ambiguous = header.n_ambiguous;
  vit_stored_tell (stored, "disk");
  return self;
}

static void
store_plasticity (VitStored *stored, const VitPlasticity *self)
{
  vit_stored_tell (stored, "computed");
  if (!stored->cache)
    return;
  size_t n = self->atoms->n, column = n * sizeof (double);
  size_t size = sizeof (PlasticityHeader) + VIT_PLASTICITY_N_MEASURES * column + n;
  g_autofree uint8_t *data = g_malloc (size);
  PlasticityHeader header = { n, self->n_missing, self->n_flagged, self->n_inverted,
                              self->n_ambiguous };
  uint8_t *to = data;
  memcpy (to, &header, sizeof header);
  to += sizeof header;
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++, to += column)
    memcpy (to, self->values[m], column);
  memcpy (to, self->flags, n);
  vit_stored_keep (stored, data, size);
}

/* ---- Two frames ---- */

/* CommonAtoms are the atoms that both frames have at finite positions. */
typedef struct
{
  size_t n;
  size_t *indices; /* atoms of the reference frame */
  double *x0, *x1;
  bool continuous; /* x1 continues the paths from x0 */
} CommonAtoms;

static void
common_atoms_clear (CommonAtoms *common)
{
  g_free (common->indices);
  g_free (common->x0);
  g_free (common->x1);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (CommonAtoms, common_atoms_clear)

static bool
can_match_atoms (const VitFrame *a, const VitFrame *b, GError **error)
{
  if (a->atoms->unique && b->atoms->unique && a->atoms->has_ids == b->atoms->has_ids &&
      (a->atoms->has_ids || a->atoms->n == b->atoms->n))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
               "steps %" G_GINT64_FORMAT " and %" G_GINT64_FORMAT ": atoms cannot be followed: %s",
               a->step, b->step,
               a->atoms->unique && b->atoms->unique ? "there are no ids and their number changes"
                                                    : "an id occurs more than once");
  return false;
}

static bool
is_finite (const double *x)
{
  return isfinite (x[0]) && isfinite (x[1]) && isfinite (x[2]);
}

static void
add_image (const VitCell *cell, VitBasis basis, const int32_t image[3], double x[3])
{
  int64_t printed[3] = { image[0], image[1], image[2] };
  vit_basis_apply (basis, printed, printed);
  for (int k = 0; k < 3; k++)
    for (int j = 0; j < 3; j++)
      x[j] += (double) printed[k] * cell->h[k][j];
}

/* Follow wrapped atoms from frame to frame, as displacements do. Where a step is ambiguous, or a
 * frame in between cannot be read, there are no paths and @images is NULL: bonds then find their
 * images themselves. */
static bool
follow_atoms (VitTrajectory *trajectory,
              const VitFrame *a,
              size_t from,
              size_t to,
              int32_t **images,
              VitProgress *progress,
              GError **error)
{
  ssize_t ambiguous = -1;
  GError *failure = NULL;
  *images = g_new0 (int32_t, MAX (3 * a->atoms->n, 1));
  bool followed =
      vit_unwrap_advance (trajectory, a->atoms, from, to, *images, &ambiguous, progress, &failure);
  if (!followed || ambiguous >= 0)
    g_clear_pointer (images, g_free);
  if (!followed && g_error_matches (failure, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, failure);
      return false;
    }
  g_clear_error (&failure); /* a frame in between that cannot be read */
  return true;
}

/* Atoms that were lost between both frames are left out; @images is optional. */
static void
find_common (const VitFrame *a,
             const VitFrame *b,
             VitBasis basis,
             const int32_t *images,
             CommonAtoms *common)
{
  common->continuous = images || (a->unwrapped && b->unwrapped);
  size_t n = a->atoms->n;
  bool same = a->atoms == b->atoms || !a->atoms->has_ids;
  common->indices = g_new (size_t, MAX (n, 1));
  common->x0 = g_new (double, MAX (3 * n, 1));
  common->x1 = g_new (double, MAX (3 * n, 1));
  for (size_t i = 0; i < n; i++)
    {
      ssize_t j = same ? (ssize_t) i : vit_atoms_find (b->atoms, a->atoms->ids[i]);
      double *x0 = common->x0 + 3 * common->n, *x1 = common->x1 + 3 * common->n;
      if (j < 0 || (images && images[3 * i] == VIT_IMAGE_UNKNOWN))
        continue;
      vit_frame_get_position (a, i, x0);
      vit_frame_get_position (b, (size_t) j, x1);
      if (images)
        add_image (&b->cell, basis, images + 3 * i, x1);
      if (is_finite (x0) && is_finite (x1))
        common->indices[common->n++] = i;
    }
}

static void
spread_to_atoms (VitPlasticity *self, const CommonAtoms *common, const VitNonaffine *nonaffine)
{
  const double *columns[VIT_PLASTICITY_N_MEASURES] = {
    [VIT_PLASTICITY_D2MIN] = nonaffine->d2min,
    [VIT_PLASTICITY_MISES] = nonaffine->mises,
    [VIT_PLASTICITY_ROTATION] = nonaffine->rotation,
    [VIT_PLASTICITY_VOLUMETRIC] = nonaffine->volumetric,
  };
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    {
      for (size_t i = 0; i < self->atoms->n; i++)
        self->values[m][i] = NAN;
      for (size_t k = 0; k < common->n; k++)
        self->values[m][common->indices[k]] = columns[m][k];
    }
  for (size_t k = 0; k < common->n; k++)
    self->flags[common->indices[k]] = nonaffine->flags[k];
  self->n_missing = self->atoms->n - common->n;
  self->n_flagged = nonaffine->n_few;
  self->n_inverted = nonaffine->n_inverted;
  self->n_ambiguous = nonaffine->n_ambiguous;
}

/* Compute the plasticity in a function of its own, so that the copies of both frames are freed
 * before the result is stored. */
static VitPlasticity *
compute_plasticity (VitTrajectory *trajectory,
                    VitFrame *a,
                    size_t from,
                    size_t to,
                    const VitPlasticityOptions *options,
                    VitProgress *progress,
                    GError **error)
{
  g_autoptr (VitFrame) b = vit_trajectory_read_frame (trajectory, to, error);
  if (!b || !can_match_atoms (a, b, error) || !vit_motion_can_follow (trajectory, a, b, error))
    return NULL;
  g_autofree int32_t *images = NULL;
  if ((!a->unwrapped || !b->unwrapped) &&
      !follow_atoms (trajectory, a, from, to, &images, progress, error))
    return NULL;
  g_auto (CommonAtoms) common = { 0 };
  find_common (a, b, vit_trajectory_get_basis (trajectory, to), images, &common);
  VitNonaffineOptions how = { .cutoff = options->cutoff,
                              .per_neighbour = options->per_neighbour,
                              .dimension = a->dimension,
                              .basis = vit_trajectory_get_basis_between (trajectory, from, to) };
  g_autoptr (VitNonaffine) nonaffine = vit_nonaffine_new (
      &a->cell, common.x0, &b->cell, common.x1, common.n, common.continuous, &how, progress, error);
  if (!nonaffine)
    return NULL;
  VitPlasticity *self = plasticity_new (a->atoms, from, to);
  spread_to_atoms (self, &common, nonaffine);
  return self;
}

VitPlasticity *
vit_plasticity_compute (VitTrajectory *trajectory,
                        size_t from,
                        size_t to,
                        const VitPlasticityOptions *options,
                        VitCache *cache,
                        VitProgress *progress,
                        GError **error)
{
  g_return_val_if_fail (trajectory && options, NULL);
  if (!(options->cutoff > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The cutoff r_c is not known.");
      return NULL;
    }
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, from, error);
  if (!frame)
    return NULL;
  VitStored stored;
  begin_plasticity_key (&stored, trajectory, from, to, options, cache);
  VitPlasticity *self = look_up_plasticity (&stored, frame->atoms, from, to);
  if (self)
    return self;
  self = compute_plasticity (trajectory, frame, from, to, options, progress, error);
  if (self)
    store_plasticity (&stored, self);
  return self;
}

/* ---- Correlation with T_ML ---- */

/* Find the frame at t + @interval within the tolerance; −1 if there is none. */
static ssize_t
find_later (VitTimeline *timeline, size_t start, double interval, double tolerance)
{
  size_t frame;
  return vit_features_find_frames (timeline, start, &interval, 1, tolerance, &frame, NULL)
             ? (ssize_t) frame
             : -1;
}

/* Copy T_ML in the order of the reference frame's atoms. */
static void
order_t_ml (const VitTmlResult *result, const VitAtoms *atoms, double *t_ml)
{
  bool same = result->atoms == atoms;
  for (size_t i = 0; i < atoms->n; i++)
    {
      ssize_t j = same ? (ssize_t) i : vit_atoms_find (result->atoms, atoms->ids[i]);
      t_ml[i] = j >= 0 ? (double) result->t_ml[j] : NAN;
    }
}

/* Assign each atom to a block for the bootstrap. The box of the reference frame is divided into as
 * many blocks of width @edge as fit along each vector; if these are fewer than eight, the widest
 * blocks are divided further. */
static uint32_t *
new_blocks (VitTrajectory *trajectory, size_t from, double edge, size_t *n_blocks, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, from, error);
  if (!frame)
    return NULL;
  double widths[3];
  size_t cells[3];
  vit_cell_widths (&frame->cell, widths);
  for (int k = 0; k < 3; k++)
    cells[k] = (size_t) CLAMP (widths[k] / edge, 1, 1000);
  while (cells[0] * cells[1] * cells[2] < 8)
    {
      int widest = 0;
      for (int k = 1; k < 3; k++)
        if (widths[k] / (double) cells[k] > widths[widest] / (double) cells[widest])
          widest = k;
      cells[widest]++;
    }
  uint32_t *blocks = g_new (uint32_t, MAX (frame->atoms->n, 1));
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      double x[3], s[3];
      size_t block = 0;
      vit_frame_get_position (frame, i, x);
      vit_cell_to_scaled (&frame->cell, x, s);
      for (int k = 0; k < 3; k++)
        {
          double inside = frame->cell.periodic[k] ? s[k] - floor (s[k]) : CLAMP (s[k], 0, 1);
          size_t place = inside >= 0 ? (size_t) (inside * (double) cells[k]) : 0;
          block = block * cells[k] + MIN (place, cells[k] - 1);
        }
      blocks[i] = (uint32_t) block;
    }
  *n_blocks = cells[0] * cells[1] * cells[2];
  return blocks;
}

static bool
correlate_with_t_ml (const VitPlasticity *plasticity,
                     const VitTmlResult *result,
                     const VitCorrelationOptions *options,
                     VitPlasticityPoint *point,
                     VitProgress *progress,
                     GError **error)
{
  size_t n = plasticity->atoms->n;
  g_autofree double *t_ml = g_new (double, MAX (n, 1));
  order_t_ml (result, plasticity->atoms, t_ml);
  for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
    if (!vit_correlation_compute (t_ml, plasticity->values[m], n, options, &point->rho[m], progress,
                                  error))
      return false;
  point->n_flagged = plasticity->n_flagged;
  return true;
}

bool
vit_plasticity_curve (VitTrajectory *trajectory,
                      VitTimeline *timeline,
                      const VitTmlResult *result,
                      const double *intervals,
                      size_t n_intervals,
                      const VitPlasticityCurveOptions *options,
                      VitCache *cache,
                      VitPlasticityPoint *points,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (trajectory && timeline && result && options && points, false);
  g_return_val_if_fail (intervals || n_intervals == 0, false);
  VitCorrelationOptions correlation = options->correlation;
  g_autofree uint32_t *blocks = NULL;
  ssize_t from = options->delay > 0
                     ? find_later (timeline, result->frame, options->delay, options->tolerance)
                     : (ssize_t) result->frame;
  for (size_t k = 0; k < n_intervals; k++)
    {
      VitPlasticityPoint *point = &points[k];
      *point = (VitPlasticityPoint){ .interval = intervals[k], .from = from, .to = -1 };
      for (int m = 0; m < VIT_PLASTICITY_N_MEASURES; m++)
        point->rho[m] = (VitCorrelation){ .rho = NAN, .lo = NAN, .hi = NAN };
      if (from >= 0)
        point->to = find_later (timeline, (size_t) from, intervals[k], options->tolerance);
      if (point->to < 0)
        continue;
      if (!blocks && options->block >= 0)
        {
          double edge = options->block > 0 ? options->block : VIT_PLASTICITY_BLOCK;
          blocks = new_blocks (trajectory, (size_t) from, edge, &correlation.n_blocks, error);
          if (!blocks)
            return false;
        }
      correlation.blocks = blocks;
      double share = 1 / (double) n_intervals, part = (double) k * share;
      vit_progress_set_range (progress, part, part + 0.5 * share, "Measuring plasticity");
      g_autoptr (VitPlasticity) plasticity = vit_plasticity_compute (
          trajectory, (size_t) from, (size_t) point->to, &options->plasticity, cache, NULL, error);
      if (!plasticity ||
          !correlate_with_t_ml (plasticity, result, &correlation, point, NULL, error))
        return false;
    }
  return vit_progress_step (progress, n_intervals, n_intervals, error);
}
