#include "core/results/displacements.h"

#include <math.h>

#include "core/base/error.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/snapshot.h"

VitDisplacements *
vit_displacements_ref (VitDisplacements *displacements)
{
  g_atomic_ref_count_inc (&displacements->refs);
  return displacements;
}

void
vit_displacements_unref (VitDisplacements *displacements)
{
  if (!displacements || !g_atomic_ref_count_dec (&displacements->refs))
    return;
  g_free (displacements->d);
  g_free (displacements);
}

VitQuantitySource *
vit_displacements_new_source (
    VitAnalyses *analyses, VitRun *run, size_t frame, double *interval, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  double wanted = options->view.arrow_interval > 0 ? options->view.arrow_interval
                                                   : options->plasticity.interval;
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (!timeline)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: the times of its frames are not known",
                   vit_run_get_name (run));
      return NULL;
    }
  ssize_t to = vit_plasticity_find_frame (timeline, frame, wanted, interval);
  if (to < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "No frame lies after %.4g ps.",
                   vit_timeline_get_times (timeline)[frame]);
      return NULL;
    }
  const VitQuantityWish wish = { .has_to = true, .to = (size_t) to };
  return vit_quantity_source_new (analyses, run, frame, &wish);
}

VitDisplacements *
vit_displacements_new (VitQuantitySource *source,
                       double interval,
                       VitProgress *progress,
                       GError **error)
{
  g_return_val_if_fail (source, NULL);
  const double *d = vit_quantity_source_get_displacements (source, progress, error);
  VitFrame *frame = d ? vit_quantity_source_get_frame (source, error) : NULL;
  if (!frame)
    return NULL;
  VitDisplacements *self = g_new0 (VitDisplacements, 1);
  g_atomic_ref_count_init (&self->refs);
  self->from = vit_quantity_source_get_index (source);
  self->interval = interval;
  self->n = frame->atoms->n;
  self->d = g_new (float, MAX (3 * self->n, 1));
  for (size_t i = 0; i < 3 * self->n; i++)
    self->d[i] = (float) d[i];
  vit_quantity_source_release (source);
  return self;
}

/* ---- The derivation ---- */

typedef struct
{
  VitQuantitySource *source;
  double interval;
} DisplacementsInput;

static void
free_input (gpointer data)
{
  DisplacementsInput *input = data;
  vit_quantity_source_free (input->source);
  g_free (input);
}

static gpointer
take_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitFilter filter = vit_filter_read (options);
  ssize_t frame =
      vit_run_get_trajectory (run)
          ? vit_snapshot_find_frame (analyses, run, options->view.colour_column, &filter, time)
          : -1;
  if (frame < 0)
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  double interval;
  VitQuantitySource *source =
      vit_displacements_new_source (analyses, run, (size_t) frame, &interval, error);
  if (!source)
    return NULL;
  DisplacementsInput *input = g_new0 (DisplacementsInput, 1);
  input->source = source;
  input->interval = interval;
  vit_quantity_source_describe (source, key);
  g_string_append_printf (key, "|%.17g", interval);
  return input;
}

static gpointer
compute (gpointer data, VitProgress *progress, GError **error)
{
  const DisplacementsInput *input = data;
  return vit_displacements_new (input->source, input->interval, progress, error);
}

static void
unref (gpointer displacements)
{
  vit_displacements_unref (displacements);
}

const VitDerivation vit_displacements_derivation = {
  .name = "displacements",
  .title = "Following the atoms",
  .lane = VIT_JOB_PICTURE,
  .prepare = take_input,
  .compute = compute,
  .free_input = free_input,
  .unref = unref,
};
