#include "core/study/default-cutoff.h"

#include "core/structure/rdf.h"

#define MAX_FRAMES 20
#define BIN_WIDTH 0.01
#define R_MAX 8.0

static bool
add_frame (
    VitRdf *rdf, VitTrajectory *trajectory, size_t index, VitProgress *progress, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, index, error);
  if (!frame)
    return false;
  g_autofree double *x = g_new (double, MAX (3 * frame->atoms->n, 1));
  vit_frame_copy_positions (frame, x);
  return vit_rdf_add_frame (rdf, &frame->cell, x, frame->atoms->types, frame->atoms->n, progress,
                            error);
}

bool
vit_default_cutoff (VitTrajectory *trajectory,
                    double *cutoff,
                    VitProgress *progress,
                    GError **error)
{
  g_return_val_if_fail (trajectory && cutoff, false);
  size_t n = vit_trajectory_get_n_frames (trajectory), wanted = MIN (n, MAX_FRAMES);
  g_autoptr (VitRdf) rdf = vit_rdf_new (
      R_MAX, BIN_WIDTH, MAX (vit_trajectory_get_atoms (trajectory)->n_types, 1), error);
  if (!rdf)
    return false;
  for (size_t k = 0; k < wanted; k++)
    {
      VitProgressPart whole = vit_progress_enter (progress, (double) k / wanted,
                                                  (double) (k + 1) / wanted, "Finding the cutoff");
      if (!add_frame (rdf, trajectory, wanted > 1 ? k * (n - 1) / (wanted - 1) : 0, progress,
                      error))
        return false;
      vit_progress_leave (progress, whole);
    }
  double minimum;
  if (!vit_rdf_first_minimum (rdf->total, rdf->n_bins, rdf->width, &minimum, error))
    return false;
  *cutoff = vit_rdf_round_cutoff (minimum);
  return true;
}
