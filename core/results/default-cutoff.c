#include "core/results/default-cutoff.h"

#include <string.h>

#include "core/base/error.h"

/* Version of g(r), its smoothing and the search for the minimum. */
#define KERNEL_VERSION 2

#define MAX_FRAMES 20
#define BIN_WIDTH 0.01
#define R_MAX 8.0

bool
vit_frame_has_density (const VitFrame *frame, GError **error)
{
  if (!frame->has_cell)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                 "step %" G_GINT64_FORMAT " has no box, and so no density for g(r)", frame->step);
  return frame->has_cell;
}

static bool
add_frame_to_rdf (
    VitRdf *rdf, VitTrajectory *trajectory, size_t index, VitProgress *progress, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, index, error);
  if (!frame || !vit_frame_has_density (frame, error))
    return false;
  rdf->dimension = frame->dimension;
  g_autofree double *x = g_new (double, MAX (3 * frame->atoms->n, 1));
  vit_frame_copy_positions (frame, x);
  return vit_rdf_add_frame (rdf, &frame->cell, x, frame->atoms->types, frame->atoms->n,
                            (const char *const *) frame->atoms->species, progress, error);
}

static size_t
pick_frame (size_t n, size_t wanted, size_t k)
{
  return wanted > 1 ? k * (n - 1) / (wanted - 1) : 0;
}

static size_t
count_frames (VitTrajectory *trajectory)
{
  return MIN (vit_trajectory_get_n_frames (trajectory), MAX_FRAMES);
}

bool
vit_cutoff_add_frames (VitRdf *rdf,
                       VitTrajectory *trajectory,
                       VitProgress *progress,
                       GError **error)
{
  g_return_val_if_fail (rdf && trajectory, false);
  size_t n = vit_trajectory_get_n_frames (trajectory), wanted = count_frames (trajectory);
  for (size_t k = 0; k < wanted; k++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, (double) k / (double) wanted,
                              (double) (k + 1) / (double) wanted, "Counting distances");
      if (!add_frame_to_rdf (rdf, trajectory, pick_frame (n, wanted, k), progress, error))
        return false;
      vit_progress_leave (progress, whole);
    }
  return true;
}

void
vit_cutoff_add_key (VitStored *stored, VitTrajectory *trajectory)
{
  g_return_if_fail (stored && trajectory);
  size_t n = vit_trajectory_get_n_frames (trajectory), wanted = count_frames (trajectory);
  for (size_t k = 0; k < wanted; k++)
    vit_stored_add_frame (stored, trajectory, pick_frame (n, wanted, k));
}

static bool
find_minimum (VitTrajectory *trajectory, double *cutoff, VitProgress *progress, GError **error)
{
  g_autoptr (VitRdf) rdf = vit_rdf_new (
      R_MAX, BIN_WIDTH, MAX (vit_trajectory_get_composition (trajectory)->n_types, 1), error);
  if (!rdf || !vit_cutoff_add_frames (rdf, trajectory, progress, error))
    return false;
  double minimum;
  if (!vit_rdf_first_minimum (rdf->total, rdf->n_bins, rdf->width, &minimum, error))
    return false;
  *cutoff = vit_rdf_round_cutoff (minimum);
  return true;
}

bool
vit_default_cutoff (VitTrajectory *trajectory,
                    VitCache *cache,
                    double *cutoff,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (trajectory && cutoff, false);
  VitStored stored;
  vit_stored_begin (&stored, cache, "cutoff", KERNEL_VERSION);
  if (cache)
    vit_cutoff_add_key (&stored, trajectory);
  g_autoptr (GBytes) bytes = vit_stored_find (&stored);
  gsize size;
  const void *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  if (data && size == sizeof *cutoff)
    {
      memcpy (cutoff, data, size);
      vit_stored_tell (&stored, "disk");
      return true;
    }
  if (!find_minimum (trajectory, cutoff, progress, error))
    return false;
  vit_stored_tell (&stored, "computed");
  vit_stored_keep (&stored, cutoff, sizeof *cutoff);
  return true;
}
