#include "core/study/run-opening.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/mechanics/loading.h"

void
vit_run_opening_unref (gpointer data)
{
  VitRunOpening *opening = data;
  if (!g_atomic_ref_count_dec (&opening->refs))
    return;
  g_strfreev (opening->paths);
  g_clear_pointer (&opening->given, vit_premises_unref);
  g_clear_pointer (&opening->premises, vit_premises_unref);
  g_free (opening->log_path);
  g_clear_pointer (&opening->old, vit_trajectory_unref);
  g_clear_pointer (&opening->kept, vit_trajectory_unref);
  g_clear_pointer (&opening->trajectory, vit_trajectory_unref);
  g_clear_pointer (&opening->timeline, vit_timeline_unref);
  g_clear_pointer (&opening->log, vit_thermo_log_unref);
  g_clear_error (&opening->timeline_error);
  g_clear_error (&opening->log_error);
  g_free (opening->strain);
  g_free (opening);
}

/* Read lengths and tilts of the box of a frame, in the continued basis; NaN for edges that are not
 * periodic, which follow the atoms and are no strain. */
static void
read_box (VitTrajectory *trajectory, size_t frame, double box[6])
{
  VitCell cell;
  for (int k = 0; k < 6; k++)
    box[k] = NAN;
  if (!vit_trajectory_read_cell (trajectory, frame, &cell, NULL))
    return;
  vit_basis_continue (&cell, vit_trajectory_get_basis (trajectory, frame), &cell);
  VitBoxShape shape = vit_cell_get_shape (&cell);
  const double numbers[6] = { shape.lx, shape.ly, shape.lz, shape.xy, shape.xz, shape.yz };
  static const int of_axes[6][2] = { { 0, 0 }, { 1, 1 }, { 2, 2 }, { 0, 1 }, { 0, 2 }, { 1, 2 } };
  for (int k = 0; k < 6; k++)
    if (cell.periodic[of_axes[k][0]] && cell.periodic[of_axes[k][1]])
      box[k] = numbers[k];
}

/* Take the strain from the boxes, relative to the first frame whose box can be read. */
static bool
strain_from_boxes (VitRunOpening *opening, VitProgress *progress, GError **error)
{
  size_t n = vit_trajectory_get_n_frames (opening->trajectory);
  g_autofree double *boxes = g_new (double, MAX (n, 1) * 6);
  for (size_t i = 0; i < n; i++)
    {
      if (!vit_progress_step (progress, i, n, error))
        return false;
      read_box (opening->trajectory, i, boxes + 6 * i);
    }
  const double *times = opening->timeline ? vit_timeline_get_times (opening->timeline) : NULL;
  vit_loading_read_boxes ((const double (*)[6]) (void *) boxes, times, n, opening->given,
                          opening->premises, opening->strain);
  return true;
}

VitLoadingCurve *
vit_run_read_log (VitThermoLog *log,
                  const VitPremises *given,
                  VitPremises *premises,
                  GError **error)
{
  g_return_val_if_fail (log && premises, NULL);
  g_autoptr (VitPremises) judged = vit_premises_new ();
  VitLoadingCurve *curve = vit_loading_read (log, given, judged, error);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    if (vit_premise_get ((VitPremiseId) id)->groups & ~VIT_PREMISES_OF_LOG)
      vit_premises_remove (judged, (VitPremiseId) id);
  vit_premises_take_over (premises, judged);
  return curve;
}

/* Take the strain from the log. Frames of a file without a clock are matched by step; those of a
 * table without steps by the time that their step has. */
static bool
strain_from_log (VitRunOpening *opening)
{
  GError *error = NULL;
  g_autoptr (VitLoadingCurve) curve =
      vit_run_read_log (opening->log, opening->given, opening->premises, &error);
  /* A log that says nothing of strain is none of a loading; what the user gave has to fit it. */
  if (error && g_error_matches (error, VIT_ERROR, VIT_ERROR_INVALID))
    {
      g_clear_error (&opening->log_error);
      g_propagate_prefixed_error (&opening->log_error, g_steal_pointer (&error),
                                  "%s: ", opening->log_path);
    }
  g_clear_error (&error);
  if (!curve)
    return false;
  size_t n = vit_trajectory_get_n_frames (opening->trajectory);
  double timestep = vit_premises_get_number (opening->given, VIT_PREMISE_TIMESTEP);
  g_autofree int64_t *steps = g_new (int64_t, n);
  g_autofree double *clocks = g_new (double, n);
  for (size_t i = 0; i < n; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (opening->trajectory, i, &info);
      steps[i] = info.step;
      clocks[i] = info.time;
      if (isnan (info.time) && isnan (curve->step[0]) && opening->timeline)
        clocks[i] = timestep > 0 ? (double) info.step * timestep
                                 : vit_timeline_get_times (opening->timeline)[i];
    }
  return vit_loading_curve_get_strain (curve, steps, clocks, n, opening->strain);
}

bool
vit_run_opening_read (VitRunOpening *opening, VitProgress *progress, GError **error)
{
  VitTrajectoryOptions options = { .given = opening->given, .use_index_cache = true };
  if (opening->kept)
    opening->trajectory = vit_trajectory_ref (opening->kept);
  else
    opening->trajectory = opening->old ? vit_trajectory_reload (opening->old, progress, error)
                                       : vit_trajectory_open ((const char *const *) opening->paths,
                                                              &options, progress, error);
  if (!opening->trajectory)
    return false;
  opening->premises = vit_premises_copy (vit_trajectory_get_premises (opening->trajectory));
  opening->timeline = vit_timeline_new (opening->trajectory, opening->given, opening->premises,
                                        &opening->timeline_error);
  if (opening->log_path)
    opening->log = vit_thermo_log_open (opening->log_path, progress, &opening->log_error);
  opening->strain = g_new (double, vit_trajectory_get_n_frames (opening->trajectory));
  if (!(opening->log && strain_from_log (opening)) && !strain_from_boxes (opening, progress, error))
    return false;
  /* What a restart wrote again has no place on a curve. */
  for (size_t i = 0; opening->timeline && i < vit_timeline_get_n_frames (opening->timeline); i++)
    if (!vit_timeline_is_used (opening->timeline, i))
      opening->strain[i] = NAN;
  return true;
}

VitPremises *
vit_run_join_premises (const VitPremises *judged, const VitPremises *given)
{
  VitPremises *premises = vit_premises_copy (judged);
  const char *clock = vit_premises_get_text (judged, VIT_PREMISE_CLOCK);
  const VitPremise *timestep = vit_premises_look_up (judged, VIT_PREMISE_TIMESTEP);
  vit_premises_take_over (premises, given);
  /* Where the times are those of the file, a timestep that was given does not act. */
  if (timestep && timestep->value && timestep->source == VIT_SOURCE_FILE && clock &&
      strcmp (clock, "step") != 0 && strcmp (clock, "frame") != 0)
    vit_premises_set (premises, VIT_PREMISE_TIMESTEP, timestep->source, timestep->value);
  if (!vit_premises_look_up (premises, VIT_PREMISE_TEMPERATURE))
    vit_premises_set (premises, VIT_PREMISE_TEMPERATURE, VIT_SOURCE_DEFAULT, NULL);
  return premises;
}
