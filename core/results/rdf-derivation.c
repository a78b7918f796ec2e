#include "core/results/rdf-derivation.h"

#include <math.h>

#include "core/base/error.h"

#define MAX_FRAMES 20
#define R_MAX 10.0
#define WIDTH 0.02

typedef struct
{
  VitTrajectory *trajectory;
  char **species;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  vit_trajectory_unref (input->trajectory);
  g_strfreev (input->species);
  g_free (input);
}

static void
free_result (gpointer data)
{
  VitRunRdf *result = data;
  vit_rdf_free (result->rdf);
  g_free (result->partial_minima);
  g_strfreev (result->species);
  g_free (result);
}

static gpointer
prepare (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  if (!trajectory)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The run is not open yet.");
      return NULL;
    }
  Input *input = g_new0 (Input, 1);
  input->trajectory = vit_trajectory_ref (trajectory);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  g_string_append_printf (key, "%p", (void *) trajectory);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
  return input;
}

static bool
add_frame (VitRunRdf *result, Input *input, size_t index, VitProgress *progress, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (input->trajectory, index, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  if (!result->rdf)
    {
      unsigned n_types = frame->atoms->n_types;
      guint given = input->species ? g_strv_length (input->species) : 0;
      guint named = frame->atoms->species ? g_strv_length (frame->atoms->species) : 0;
      result->rdf = vit_rdf_new (R_MAX, WIDTH, n_types, error);
      if (!result->rdf)
        return false;
      result->species = g_new0 (char *, n_types + 1);
      for (unsigned t = 0; t < n_types; t++)
        if (t < given && *input->species[t])
          result->species[t] = g_strdup (input->species[t]);
        else if (t < named && *frame->atoms->species[t])
          result->species[t] = g_strdup (frame->atoms->species[t]);
        else
          result->species[t] = g_strdup_printf ("%u", t + 1);
    }
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  return vit_rdf_add_frame (result->rdf, &frame->cell, x, frame->atoms->types, n, progress, error);
}

static void
find_minima (VitRunRdf *result)
{
  const VitRdf *rdf = result->rdf;
  unsigned n = rdf->n_types;
  if (!vit_rdf_first_minimum (rdf->total, rdf->n_bins, rdf->width, &result->minimum, NULL))
    result->minimum = NAN;
  result->partial_minima = g_new (double, n *n);
  for (unsigned a = 1; a <= n; a++)
    for (unsigned b = 1; b <= n; b++)
      {
        double *minimum = &result->partial_minima[(a - 1) * n + b - 1];
        if (!vit_rdf_first_minimum (vit_rdf_get_partial (rdf, a, b), rdf->n_bins, rdf->width,
                                    minimum, NULL))
          *minimum = NAN;
      }
}

static gpointer
compute (gpointer data, VitProgress *progress, GError **error)
{
  Input *input = data;
  VitRunRdf *result = g_new0 (VitRunRdf, 1);
  size_t n_frames = vit_trajectory_get_n_frames (input->trajectory);
  size_t wanted = MIN (n_frames, MAX_FRAMES);
  bool ok = wanted > 0;
  if (!ok)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The run has no frames.");
  for (size_t k = 0; ok && k < wanted; k++)
    {
      size_t index = wanted > 1 ? k * (n_frames - 1) / (wanted - 1) : 0;
      vit_progress_set_range (progress, (double) k / (double) wanted,
                              (double) (k + 1) / (double) wanted, "Counting distances");
      ok = add_frame (result, input, index, progress, error);
    }
  if (!ok)
    {
      free_result (result);
      return NULL;
    }
  find_minima (result);
  return result;
}

const VitDerivation vit_rdf_derivation = {
  .name = "rdf",
  .title = "Counting distances",
  .lane = VIT_JOB_MOMENT,
  .prepare = prepare,
  .compute = compute,
  .free_input = free_input,
  .unref = free_result,
};
