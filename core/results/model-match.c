#include "core/results/model-match.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/stored.h"
#include "core/tml/validation.h"

/* Version of the cross-validation and of the sentence about it. */
#define VALIDATION_VERSION 1

void
vit_model_match_free (VitModelMatch *match)
{
  if (!match)
    return;
  g_free (match->intervals);
  g_free (match->warning);
  g_free (match->note);
  g_free (match);
}

void
vit_model_match_warn (VitModelMatch *match, const char *text)
{
  g_return_if_fail (match != NULL && text != NULL);
  if (match->warning && strstr (match->warning, text))
    return;
  char *old = match->warning;
  match->warning = old ? g_strdup_printf ("%s; %s", old, text) : g_strdup (text);
  g_free (old);
}

/* Features are scaled by the bath's temperature, so that far outside the classes they cannot be
 * compared. */
static void
warn_of_temperature (VitModelMatch *match, VitModel *model, double temperature)
{
  size_t n;
  const double *classes = vit_model_get_classes (model, &n);
  if (n == 0 || (temperature >= 0.5 * classes[0] && temperature <= 1.5 * classes[n - 1]))
    return;
  g_autofree char *text =
      g_strdup_printf ("the bath is at %g K, far outside the model's classes of %g … %g K",
                       temperature, classes[0], classes[n - 1]);
  vit_model_match_warn (match, text);
}

/* "0.2, 0.5, 1 ps" */
static char *
list_intervals (const VitModelMatch *match)
{
  GString *text = g_string_new (NULL);
  for (size_t j = 0; j < match->n_intervals; j++)
    g_string_append_printf (text, "%s%g", j > 0 ? ", " : "", match->intervals[j]);
  g_string_append (text, " ps");
  return g_string_free (text, FALSE);
}

static void
warn_of_intervals (VitModelMatch *match)
{
  g_autofree char *list = list_intervals (match);
  g_autofree char *text =
      g_strdup_printf ("the run lacks some intervals of the model; T_ML uses Δt = %s", list);
  vit_model_match_warn (match, text);
}

static bool
has_own_intervals (const VitModelMatch *match, VitModel *model)
{
  size_t n;
  const double *own = vit_model_get_default_intervals (model, &n);
  bool same = n == match->n_intervals;
  for (size_t j = 0; same && j < n; j++)
    same = own[j] == match->intervals[j];
  return same;
}

/* Axes along which positions are subtracted as they are, though the model's displacements are
 * against the box. */
static char *
describe_raw_axes (VitModel *model, VitTrajectory *trajectory)
{
  static const char *const names[] = { "x", "y", "z" };
  const VitPremises *premises = vit_trajectory_get_premises (trajectory);
  const char *periodic = vit_premises_get_text (premises, VIT_PREMISE_PERIODIC);
  const char *dimension = vit_premises_get_text (premises, VIT_PREMISE_DIMENSION);
  if (!periodic || vit_model_get_options (model)->motion.frame != VIT_MOTION_BOX)
    return NULL;
  bool none = strcmp (periodic, "none") == 0;
  g_autoptr (GString) text = g_string_new (NULL);
  for (int k = 0; k < (g_strcmp0 (dimension, "2") == 0 ? 2 : 3); k++)
    if (none || !strchr (periodic, *names[k]))
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : "", names[k]);
  return text->len > 0 ? g_strdup_printf ("raw displacements along %s, not periodic", text->str)
                       : NULL;
}

/* For captions; called before the warning grows by sentences that belong to none. */
static void
set_note (VitModelMatch *match, VitModel *model, VitTrajectory *trajectory, bool chosen)
{
  bool own = has_own_intervals (match, model);
  g_autofree char *raw = describe_raw_axes (model, trajectory);
  g_autofree char *list = own || match->reduced ? NULL : list_intervals (match);
  g_autofree char *given =
      list ? g_strdup_printf ("Δt = %s%s", list, chosen ? " (given)" : "") : NULL;
  const char *parts[] = { match->warning, given, raw };
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i])
      g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "T_ML: ", parts[i]);
  match->note = text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* Check the intervals that the user chose: the model has each of them, and each counts once. */
static bool
check_intervals (VitModel *model, const VitTmlOptions *options, GError **error)
{
  size_t n;
  const double *known = vit_model_get_intervals (model, &n);
  for (size_t j = 0; j < options->n_intervals; j++)
    {
      double wanted = options->intervals[j];
      size_t found = 0, before = 0;
      while (found < n && !(fabs (known[found] - wanted) <= 1e-9 * (1 + fabs (wanted))))
        found++;
      while (before < j && options->intervals[before] != wanted)
        before++;
      if (found < n && before == j)
        continue;
      g_autoptr (GString) list = g_string_new (NULL);
      for (size_t k = 0; k < n; k++)
        g_string_append_printf (list, "%s%g", k > 0 ? ", " : "", known[k]);
      if (found == n)
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                     "the model has no interval of %g ps; it has %s ps", wanted, list->str);
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH, "the interval of %g ps is chosen twice",
                     wanted);
      return false;
    }
  return true;
}

VitModelMatch *
vit_model_match_new (VitModel *model,
                     VitTrajectory *trajectory,
                     VitTimeline *timeline,
                     const VitTmlOptions *options,
                     GError **error)
{
  g_return_val_if_fail (model && trajectory && timeline && options, NULL);
  g_autoptr (VitModelMatch) match = g_new0 (VitModelMatch, 1);
  if (!vit_model_check_run (model, trajectory, &match->warning, error))
    return NULL;
  warn_of_temperature (match, model, options->temperature);
  if (options->intervals && !check_intervals (model, options, error))
    return NULL;
  if (options->intervals)
    {
      match->n_intervals = options->n_intervals;
      match->intervals = g_memdup2 (options->intervals, options->n_intervals * sizeof (double));
      set_note (match, model, trajectory, true);
      return g_steal_pointer (&match);
    }
  size_t n_defaults;
  vit_model_get_default_intervals (model, &n_defaults);
  match->intervals =
      options->live
          ? vit_model_awaited_intervals (model, timeline, options->tolerance, &match->n_intervals)
          : vit_model_usable_intervals (model, timeline, options->tolerance, &match->n_intervals);
  if (match->n_intervals == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "the run has frames at none of the model's intervals: it was written too "
                   "rarely or is too short");
      return NULL;
    }
  match->reduced = match->n_intervals != n_defaults;
  if (match->reduced)
    warn_of_intervals (match);
  set_note (match, model, trajectory, false);
  return g_steal_pointer (&match);
}

/* Append mean and deviation of T_ML of each class, as in "242 ± 45, 588 ± 104". */
static void
append_classes (GString *text, const VitValidation *validation)
{
  for (size_t c = 0; c < validation->n_classes; c++)
    g_string_append_printf (text, "%s%.0f ± %.0f", c > 0 ? ", " : "", validation->mean[c],
                            validation->deviation[c]);
}

static char *
cross_validate (VitModel *model,
                const double *intervals,
                size_t n_intervals,
                VitProgress *progress,
                GError **error)
{
  size_t n_own;
  const double *own = vit_model_get_default_intervals (model, &n_own);
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Validating the model");
  g_autoptr (VitValidation) reduced =
      vit_validation_cross (model, intervals, n_intervals, 10, 1, progress, error);
  vit_progress_leave (progress, whole);
  whole = vit_progress_enter (progress, 0.5, 1, "Validating the model");
  g_autoptr (VitValidation) full =
      reduced ? vit_validation_cross (model, own, n_own, 10, 1, progress, error) : NULL;
  vit_progress_leave (progress, whole);
  if (!full)
    return NULL;
  g_autoptr (GString) text = g_string_new ("cross-validated on these, the classes of ");
  for (size_t c = 0; c < reduced->n_classes; c++)
    g_string_append_printf (text, "%s%g", c > 0 ? ", " : "", reduced->classes[c]);
  g_string_append (text, " K come out at ");
  append_classes (text, reduced);
  g_string_append (text, " K, on all intervals at ");
  append_classes (text, full);
  g_string_append_printf (text,
                          " K; %.1f %% against %.1f %% of the instances are taken for another "
                          "class",
                          100 * reduced->error_rate, 100 * full->error_rate);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
vit_model_match_validate (VitModel *model,
                          const double *intervals,
                          size_t n_intervals,
                          VitCache *cache,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (model && intervals && n_intervals > 0, NULL);
  VitStored stored;
  uint8_t key[16];
  vit_stored_begin (&stored, cache, "model-validation", VALIDATION_VERSION);
  vit_model_get_key (model, key);
  vit_stored_add (&stored, key, sizeof key);
  vit_stored_add (&stored, intervals, n_intervals * sizeof *intervals);
  g_autoptr (GBytes) bytes = vit_stored_find (&stored);
  gsize n = 0;
  const char *found = bytes ? g_bytes_get_data (bytes, &n) : NULL;
  if (found && n > 0 && g_utf8_validate_len (found, n, NULL))
    {
      vit_stored_tell (&stored, "disk");
      return g_strndup (found, n);
    }
  char *text = cross_validate (model, intervals, n_intervals, progress, error);
  if (!text)
    return NULL;
  vit_stored_tell (&stored, "computed");
  vit_stored_keep (&stored, text, strlen (text));
  return text;
}
