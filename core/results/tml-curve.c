#include "core/results/tml-curve.h"

#include <math.h>

#include "core/base/error.h"

typedef struct
{
  VitTmlStarts *starts;
  double t_g;
  VitFollowedAtoms atoms;
} CurveInput;

static void
free_curve_input (gpointer data)
{
  CurveInput *input = data;
  vit_tml_starts_free (input->starts);
  g_free (input);
}

static CurveInput *
take_ready_starts (VitAnalyses *analyses, VitRun *run, GString *key, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (analyses, run) : NULL;
  if (!series || vit_tml_series_get_n_ready (series) == 0)
    {
      const char *obstacle = run ? vit_analyses_get_obstacle (analyses, run) : NULL;
      g_autofree char *unready = series ? vit_tml_series_dup_unready (series) : NULL;
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   unready    ? unready
                   : obstacle ? obstacle
                              : "There is no run.");
      return NULL;
    }
  CurveInput *input = g_new0 (CurveInput, 1);
  input->starts = vit_tml_series_get_starts (series, -1);
  vit_tml_starts_describe (input->starts, key);
  return input;
}

/* ---- Means and fractions ---- */

static gpointer
take_curve_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  CurveInput *input = take_ready_starts (analyses, run, key, error);
  if (!input)
    return NULL;
  input->t_g = vit_study_get_liquid_rule (vit_analyses_get_study (analyses))->t_g;
  g_string_append_printf (key, "%.17g", input->t_g);
  return input;
}

static VitTmlCurve *
curve_new (size_t n)
{
  VitTmlCurve *curve = g_new0 (VitTmlCurve, 1);
  curve->n = n;
  curve->times = g_new0 (double, MAX (n, 1));
  curve->mean = g_new0 (double, MAX (n, 1));
  curve->fraction = g_new0 (double, MAX (n, 1));
  return curve;
}

static void
free_curve (gpointer data)
{
  VitTmlCurve *curve = data;
  g_free (curve->times);
  g_free (curve->mean);
  g_free (curve->fraction);
  g_free (curve);
}

static gpointer
compute_curve (gpointer data, VitProgress *progress, GError **error)
{
  CurveInput *input = data;
  const VitTmlStarts *starts = input->starts;
  VitTmlCurve *curve = curve_new (starts->n);
  curve->t_g = input->t_g;
  for (size_t k = 0; k < starts->n; k++)
    {
      g_autoptr (VitTmlResult) result = vit_tml_starts_get (starts, k, progress, error);
      if (!result || !vit_progress_step (progress, k, starts->n, error))
        {
          free_curve (curve);
          return NULL;
        }
      curve->times[k] = starts->times[k];
      curve->mean[k] = vit_tml_result_get_mean (result);
      curve->fraction[k] = vit_tml_result_get_liquid_fraction (result, input->t_g);
    }
  return curve;
}

static void
add_curve_key (gconstpointer data, VitStored *stored)
{
  const CurveInput *input = data;
  vit_tml_starts_add_key (input->starts, stored);
  vit_stored_add_number (stored, input->t_g);
}

static void
save_curve (gconstpointer result, VitBlob *blob)
{
  const VitTmlCurve *curve = result;
  vit_blob_put_array (blob, curve->mean, curve->n, sizeof (double));
  vit_blob_put_array (blob, curve->fraction, curve->n, sizeof (double));
}

static gpointer
load_curve (VitBlobReader *reader, gconstpointer data)
{
  const CurveInput *input = data;
  size_t n = input->starts->n;
  VitTmlCurve *curve = g_new0 (VitTmlCurve, 1);
  curve->n = n;
  curve->t_g = input->t_g;
  curve->times = g_memdup2 (input->starts->times, MAX (n, 1) * sizeof (double));
  curve->mean = vit_blob_get_array_of (reader, sizeof (double), n);
  curve->fraction = vit_blob_get_array_of (reader, sizeof (double), n);
  return curve;
}

const VitDerivation vit_tml_curve_derivation = {
  .name = "t_ml-curve",
  .title = "Averaging T_ML",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_curve_input,
  .compute = compute_curve,
  .free_input = free_curve_input,
  .unref = free_curve,
  .version = 1,
  .of_results = true,
  .add_key = add_curve_key,
  .save = save_curve,
  .load = load_curve,
};

ssize_t
vit_tml_curve_find (const VitTmlCurve *curve, double time)
{
  g_return_val_if_fail (curve, -1);
  for (size_t low = 0, high = curve->n; low < high;)
    {
      size_t middle = low + (high - low) / 2;
      if (curve->times[middle] == time)
        return (ssize_t) middle;
      if (curve->times[middle] < time)
        low = middle + 1;
      else
        high = middle;
    }
  return -1;
}

/* ---- History of the followed atoms ---- */

static gpointer
take_history_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitFollowedAtoms *followed = vit_analyses_get_atoms (analyses);
  if (followed->n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No atom is picked: click one in a map.");
      return NULL;
    }
  CurveInput *input = take_ready_starts (analyses, run, key, error);
  if (!input)
    return NULL;
  input->atoms = *followed;
  g_autofree char *atoms = vit_followed_atoms_dup_text (&input->atoms);
  g_string_append (key, atoms);
  return input;
}

static void
free_history (gpointer data)
{
  VitAtomHistory *history = data;
  g_free (history->times);
  g_free (history->t_ml);
  g_free (history);
}

static VitAtomHistory *
history_new (const CurveInput *input)
{
  VitAtomHistory *history = g_new0 (VitAtomHistory, 1);
  history->n = input->starts->n;
  history->atoms = input->atoms;
  history->times = g_memdup2 (input->starts->times, MAX (history->n, 1) * sizeof (double));
  return history;
}

static gpointer
compute_history (gpointer data, VitProgress *progress, GError **error)
{
  CurveInput *input = data;
  const VitTmlStarts *starts = input->starts;
  VitAtomHistory *history = history_new (input);
  history->t_ml = g_new (double, MAX (starts->n * input->atoms.n, 1));
  for (size_t k = 0; k < starts->n; k++)
    {
      g_autoptr (VitTmlResult) result = vit_tml_starts_get (starts, k, progress, error);
      if (!result || !vit_progress_step (progress, k, starts->n, error))
        {
          free_history (history);
          return NULL;
        }
      for (guint a = 0; a < input->atoms.n; a++)
        {
          ssize_t atom = vit_atoms_find (result->atoms, input->atoms.ids[a]);
          history->present[a] = history->present[a] || atom >= 0;
          history->t_ml[a * starts->n + k] = atom >= 0 ? (double) result->t_ml[atom] : NAN;
        }
    }
  return history;
}

static void
add_history_key (gconstpointer data, VitStored *stored)
{
  const CurveInput *input = data;
  vit_tml_starts_add_key (input->starts, stored);
  vit_stored_add (stored, input->atoms.ids, input->atoms.n * sizeof *input->atoms.ids);
}

static void
save_history (gconstpointer result, VitBlob *blob)
{
  const VitAtomHistory *history = result;
  uint8_t present[VIT_FOLLOWED_MOST];
  for (int a = 0; a < VIT_FOLLOWED_MOST; a++)
    present[a] = history->present[a];
  vit_blob_put_array (blob, present, VIT_FOLLOWED_MOST, 1);
  vit_blob_put_array (blob, history->t_ml, history->n * history->atoms.n, sizeof (double));
}

static gpointer
load_history (VitBlobReader *reader, gconstpointer data)
{
  const CurveInput *input = data;
  VitAtomHistory *history = history_new (input);
  g_autofree uint8_t *present = vit_blob_get_array_of (reader, 1, VIT_FOLLOWED_MOST);
  for (int a = 0; present && a < VIT_FOLLOWED_MOST; a++)
    history->present[a] = present[a] != 0;
  history->t_ml = vit_blob_get_array_of (reader, sizeof (double), history->n * input->atoms.n);
  return history;
}

const VitDerivation vit_atom_history_derivation = {
  .name = "atom-history",
  .title = "Following atoms",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_history_input,
  .compute = compute_history,
  .free_input = free_curve_input,
  .unref = free_history,
  .version = 2,
  .of_results = true,
  .add_key = add_history_key,
  .save = save_history,
  .load = load_history,
};
