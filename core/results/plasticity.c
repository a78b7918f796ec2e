#include "core/results/plasticity-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/motion/unwrap.h"
#include "core/results/stored.h"

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

/* A current frame with the atoms that it shares with the reference frame. */
typedef struct
{
  VitFrame *frame;
  CommonAtoms common;
} LaterFrame;

static void
later_frames_free (LaterFrame *later, size_t n)
{
  for (size_t k = 0; k < n; k++)
    {
      g_clear_pointer (&later[k].frame, vit_frame_unref);
      common_atoms_clear (&later[k].common);
    }
  g_free (later);
}

static bool
read_later (VitTrajectory *trajectory,
            VitFrame *a,
            size_t from,
            size_t to,
            LaterFrame *later,
            VitProgress *progress,
            GError **error)
{
  VitFrame *b = later->frame = vit_trajectory_read_frame (trajectory, to, error);
  if (!b || !can_match_atoms (a, b, error) || !vit_motion_can_follow (trajectory, a, b, error))
    return false;
  g_autofree int32_t *images = NULL;
  if ((!a->unwrapped || !b->unwrapped) &&
      !follow_atoms (trajectory, a, from, to, &images, progress, error))
    return false;
  find_common (a, b, vit_trajectory_get_basis (trajectory, to), images, &later->common);
  return true;
}

static bool
are_same_atoms (const CommonAtoms *a, const CommonAtoms *b)
{
  return a->n == b->n &&
         (a->n == 0 || memcmp (a->indices, b->indices, a->n * sizeof *a->indices) == 0);
}

/* Measure the first frame without a result, and all others that share the same atoms with the
 * reference frame. */
static bool
measure_next (VitTrajectory *trajectory,
              VitFrame *a,
              size_t from,
              const size_t *to,
              const LaterFrame *later,
              size_t n,
              const VitPlasticityOptions *options,
              VitPlasticity **results,
              VitProgress *progress,
              GError **error)
{
  g_autofree VitNonaffineLater *targets = g_new (VitNonaffineLater, n);
  g_autofree VitNonaffine **nonaffine = g_new0 (VitNonaffine *, n);
  g_autofree size_t *places = g_new (size_t, n);
  size_t n_targets = 0;
  for (size_t k = 0; k < n; k++)
    {
      const CommonAtoms *common = &later[k].common;
      if (results[k] || (n_targets > 0 && !are_same_atoms (common, &later[places[0]].common)))
        continue;
      targets[n_targets] =
          (VitNonaffineLater){ &later[k].frame->cell, common->x1, common->continuous,
                               vit_trajectory_get_basis_between (trajectory, from, to[k]) };
      places[n_targets++] = k;
    }
  const CommonAtoms *common = &later[places[0]].common;
  VitNonaffineOptions how = { .cutoff = options->cutoff,
                              .per_neighbour = options->per_neighbour,
                              .dimension = a->dimension };
  if (!vit_nonaffine_new_several (&a->cell, common->x0, common->n, targets, n_targets, &how,
                                  nonaffine, progress, error))
    return false;
  for (size_t t = 0; t < n_targets; t++)
    {
      VitPlasticity *self = results[places[t]] = plasticity_new (a->atoms, from, to[places[t]]);
      spread_to_atoms (self, &later[places[t]].common, nonaffine[t]);
      vit_nonaffine_free (nonaffine[t]);
    }
  return true;
}

/* Set @results, all %NULL, to the plasticity from @a to each of @n frames. In a function of its
 * own, so that the copies of the frames are freed before the results are stored. */
static bool
compute_plasticity (VitTrajectory *trajectory,
                    VitFrame *a,
                    size_t from,
                    const size_t *to,
                    size_t n,
                    const VitPlasticityOptions *options,
                    VitPlasticity **results,
                    VitProgress *progress,
                    GError **error)
{
  LaterFrame *later = g_new0 (LaterFrame, MAX (n, 1));
  bool good = true;
  for (size_t k = 0; good && k < n; k++)
    good = read_later (trajectory, a, from, to[k], &later[k], progress, error);
  for (size_t k = 0; good && k < n; k++)
    if (!results[k])
      good = measure_next (trajectory, a, from, to, later, n, options, results, progress, error);
  later_frames_free (later, n);
  for (size_t k = 0; !good && k < n; k++)
    g_clear_pointer (&results[k], vit_plasticity_unref);
  return good;
}

bool
vit_plasticity_get_several (VitTrajectory *trajectory,
                            size_t from,
                            const size_t *to,
                            size_t n,
                            const VitPlasticityOptions *options,
                            VitCache *cache,
                            VitPlasticity **results,
                            VitProgress *progress,
                            GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, from, error);
  VitStored stored[VIT_PLASTICITY_SEVERAL];
  VitPlasticity *computed[VIT_PLASTICITY_SEVERAL] = { NULL };
  size_t missing[VIT_PLASTICITY_SEVERAL] = { 0 }, places[VIT_PLASTICITY_SEVERAL] = { 0 },
         n_missing = 0;
  if (!frame)
    return false;
  for (size_t k = 0; k < n; k++)
    {
      begin_plasticity_key (&stored[k], trajectory, from, to[k], options, cache);
      results[k] = look_up_plasticity (&stored[k], frame->atoms, from, to[k]);
      if (results[k])
        continue;
      places[n_missing] = k;
      missing[n_missing++] = to[k];
    }
  bool good = compute_plasticity (trajectory, frame, from, missing, n_missing, options, computed,
                                  progress, error);
  for (size_t m = 0; good && m < n_missing; m++)
    {
      results[places[m]] = computed[m];
      store_plasticity (&stored[places[m]], computed[m]);
    }
  for (size_t k = 0; !good && k < n; k++)
    g_clear_pointer (&results[k], vit_plasticity_unref);
  return good;
}

bool
vit_plasticity_check_cutoff (const VitPlasticityOptions *options, GError **error)
{
  if (options->cutoff > 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The cutoff r_c is not known.");
  return false;
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
  VitPlasticity *self = NULL;
  if (vit_plasticity_check_cutoff (options, error))
    vit_plasticity_get_several (trajectory, from, &to, 1, options, cache, &self, progress, error);
  return self;
}
