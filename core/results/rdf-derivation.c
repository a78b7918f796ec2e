#include "core/results/rdf-derivation.h"

#include <math.h>

#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/results/default-cutoff.h"

#define MAX_FRAMES 20
#define R_MAX 10.0
#define WIDTH 0.02

/* Version of g(r), the search for its minima and the layout on disk. */
#define RDF_VERSION 2

typedef struct
{
  VitTrajectory *trajectory;
  char **species; /* nullable: names that the user gave */
} RdfInput;

static void
free_rdf_input (gpointer data)
{
  RdfInput *input = data;
  vit_trajectory_unref (input->trajectory);
  g_strfreev (input->species);
  g_free (input);
}

static void
free_run_rdf (gpointer data)
{
  VitRunRdf *result = data;
  g_clear_pointer (&result->rdf, vit_rdf_free);
  g_free (result->partial_minima);
  g_strfreev (result->species);
  g_free (result);
}

static gpointer
take_rdf_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  VitTrajectory *trajectory = run ? vit_run_get_trajectory (run) : NULL;
  if (!trajectory)
    {
      vit_analyses_set_closed (analyses, run, error);
      return NULL;
    }
  RdfInput *input = g_new0 (RdfInput, 1);
  input->trajectory = vit_trajectory_ref (trajectory);
  input->species = g_strdupv ((char **) vit_run_get_species (run));
  g_string_append_printf (key, "%p", (void *) trajectory);
  for (char **name = input->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
  return input;
}

/* Count the frames that are averaged over, evenly spaced over the run. */
static size_t
count_frames (const RdfInput *input)
{
  return MIN (vit_trajectory_get_n_frames (input->trajectory), MAX_FRAMES);
}

static size_t
pick_frame (const RdfInput *input, size_t k)
{
  size_t n = vit_trajectory_get_n_frames (input->trajectory), wanted = count_frames (input);
  return wanted > 1 ? k * (n - 1) / (wanted - 1) : 0;
}

static void
name_species (VitRunRdf *result, const RdfInput *input)
{
  const VitComposition *own = vit_trajectory_get_composition (input->trajectory);
  result->species =
      vit_species_new_names ((const char *const *) input->species,
                             (const char *const *) own->species, result->rdf->n_types);
}

static bool
add_frame_to_rdf (
    VitRunRdf *result, RdfInput *input, size_t index, VitProgress *progress, GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (input->trajectory, index, error);
  if (!frame || !vit_frame_has_density (frame, error))
    return false;
  size_t n = frame->atoms->n;
  if (!result->rdf)
    result->rdf = vit_rdf_new (R_MAX, WIDTH, MAX (frame->atoms->n_types, 1), error);
  if (!result->rdf)
    return false;
  result->rdf->dimension = frame->dimension;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  return vit_rdf_add_frame (result->rdf, &frame->cell, x, frame->atoms->types, n,
                            (const char *const *) frame->atoms->species, progress, error);
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
compute_rdf (gpointer data, VitProgress *progress, GError **error)
{
  RdfInput *input = data;
  VitRunRdf *result = g_new0 (VitRunRdf, 1);
  size_t wanted = count_frames (input);
  bool ok = wanted > 0;
  if (!ok)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The run has no frames.");
  for (size_t k = 0; ok && k < wanted; k++)
    {
      vit_progress_set_range (progress, (double) k / (double) wanted,
                              (double) (k + 1) / (double) wanted, "Counting distances");
      ok = add_frame_to_rdf (result, input, pick_frame (input, k), progress, error);
    }
  if (!ok)
    {
      free_run_rdf (result);
      return NULL;
    }
  find_minima (result);
  name_species (result, input);
  return result;
}

/* ---- On disk, without names of species ---- */

static void
add_rdf_key (gconstpointer data, VitStored *stored)
{
  const RdfInput *input = data;
  for (size_t k = 0; k < count_frames (input); k++)
    vit_stored_add_frame (stored, input->trajectory, pick_frame (input, k));
}

static void
save_rdf (gconstpointer data, VitBlob *blob)
{
  const VitRunRdf *result = data;
  const VitRdf *rdf = result->rdf;
  size_t n_pairs = (size_t) rdf->n_types * rdf->n_types;
  vit_blob_put (blob, &rdf->n_types, sizeof rdf->n_types);
  vit_blob_put (blob, &rdf->n_frames, sizeof rdf->n_frames);
  vit_blob_put_array (blob, rdf->total, rdf->n_bins, sizeof (double));
  vit_blob_put_array (blob, rdf->partial, n_pairs * rdf->n_bins, sizeof (double));
  vit_blob_put (blob, &result->minimum, sizeof result->minimum);
  vit_blob_put_array (blob, result->partial_minima, n_pairs, sizeof (double));
}

static gpointer
load_rdf (VitBlobReader *reader, gconstpointer data)
{
  unsigned n_types, n_frames;
  vit_blob_get (reader, &n_types, sizeof n_types);
  vit_blob_get (reader, &n_frames, sizeof n_frames);
  VitRdf *rdf = n_types >= 1 && n_types <= 255 ? vit_rdf_new (R_MAX, WIDTH, n_types, NULL) : NULL;
  if (!rdf)
    return NULL;
  VitRunRdf *result = g_new0 (VitRunRdf, 1);
  size_t n_pairs = (size_t) n_types * n_types;
  g_free (rdf->total);
  g_free (rdf->partial);
  rdf->n_frames = n_frames;
  rdf->total = vit_blob_get_array_of (reader, sizeof (double), rdf->n_bins);
  rdf->partial = vit_blob_get_array_of (reader, sizeof (double), n_pairs * rdf->n_bins);
  result->rdf = rdf;
  vit_blob_get (reader, &result->minimum, sizeof result->minimum);
  result->partial_minima = vit_blob_get_array_of (reader, sizeof (double), n_pairs);
  name_species (result, data);
  return result;
}

const VitDerivation vit_rdf_derivation = {
  .name = "rdf",
  .title = "Counting distances",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_rdf_input,
  .compute = compute_rdf,
  .free_input = free_rdf_input,
  .unref = free_run_rdf,
  .version = RDF_VERSION,
  .add_key = add_rdf_key,
  .save = save_rdf,
  .load = load_rdf,
};
