#include "core/study/run-opening.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/study/run-log.h"

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
  g_clear_pointer (&opening->old_log, vit_thermo_log_unref);
  g_free (opening->old_boxes);
  g_free (opening->boxes);
  g_clear_pointer (&opening->trajectory, vit_trajectory_unref);
  g_clear_pointer (&opening->timeline, vit_timeline_unref);
  g_clear_pointer (&opening->log, vit_thermo_log_unref);
  g_clear_pointer (&opening->loading, vit_loading_curve_free);
  g_clear_error (&opening->timeline_error);
  g_clear_error (&opening->log_error);
  g_free (opening->strain);
  g_free (opening);
}

/* Take the strain from the log. Returns: whether it says any. */
static bool
strain_from_log (VitRunOpening *opening, const double (*boxes)[6])
{
  GError *error = NULL;
  opening->loading = vit_run_read_log (opening->log, opening->trajectory, opening->timeline, boxes,
                                       opening->given, opening->premises, opening->strain, &error);
  /* A log that says nothing of strain is none of a loading; what the user gave has to fit it. */
  if (error && g_error_matches (error, VIT_ERROR, VIT_ERROR_INVALID))
    {
      g_clear_error (&opening->log_error);
      g_propagate_prefixed_error (&opening->log_error, g_steal_pointer (&error),
                                  "%s: ", opening->log_path);
    }
  g_clear_error (&error);
  for (size_t i = 0; opening->loading && i < vit_trajectory_get_n_frames (opening->trajectory); i++)
    if (isfinite (opening->strain[i]))
      return true;
  return false;
}

static bool
read_strain (VitRunOpening *opening, VitProgress *progress, GError **error)
{
  size_t n = vit_trajectory_get_n_frames (opening->trajectory);
  size_t n_known =
      opening->old_boxes ? vit_trajectory_get_n_shared (opening->trajectory, opening->old) : 0;
  opening->boxes =
      vit_run_read_boxes (opening->trajectory, (const double (*)[6]) (void *) opening->old_boxes,
                          n_known, progress, error);
  const double (*boxes)[6] = (const double (*)[6]) (void *) opening->boxes;
  if (!boxes)
    return false;
  opening->strain = g_new (double, n);
  if (!(opening->log && strain_from_log (opening, boxes)))
    vit_loading_read_boxes (boxes,
                            opening->timeline ? vit_timeline_get_times (opening->timeline) : NULL,
                            n, opening->given, opening->premises, opening->strain);
  /* What a restart wrote again has no place on a curve. */
  for (size_t i = 0; opening->timeline && i < n; i++)
    if (!vit_timeline_is_used (opening->timeline, i))
      opening->strain[i] = NAN;
  return true;
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
  if (opening->log_path && opening->old)
    opening->log =
        vit_thermo_log_follow (opening->old_log, opening->log_path, progress, &opening->log_error);
  else if (opening->log_path)
    opening->log = vit_thermo_log_open (opening->log_path, progress, &opening->log_error);
  opening->timeline = vit_run_read_times (opening->trajectory, opening->log, opening->given,
                                          opening->premises, &opening->timeline_error);
  return read_strain (opening, progress, error);
}

VitPremises *
vit_run_join_premises (const VitPremises *judged, const VitPremises *given)
{
  VitPremises *premises = vit_premises_copy (judged);
  const char *clock = vit_premises_get_text (judged, VIT_PREMISE_CLOCK);
  const VitPremise *timestep = vit_premises_look_up (judged, VIT_PREMISE_TIMESTEP);
  g_autoptr (VitPremises) acting = vit_premises_copy (given);
  /* Where the times are those of the file, a timestep that was given does not act. */
  if (timestep && timestep->value && timestep->source == VIT_SOURCE_FILE && clock &&
      strcmp (clock, "step") != 0 && strcmp (clock, "frame") != 0)
    vit_premises_remove (acting, VIT_PREMISE_TIMESTEP);
  vit_premises_take_over (premises, acting);
  if (!vit_premises_look_up (premises, VIT_PREMISE_TEMPERATURE))
    vit_premises_set (premises, VIT_PREMISE_TEMPERATURE, VIT_SOURCE_DEFAULT, NULL);
  return premises;
}
