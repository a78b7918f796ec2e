/* Derivations from the loading curve of a run: its creep rate and its cycles. They are cheap, so
 * they are not stored on disk. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/mechanics-derivation.h"

/* Returns: whether any value is finite; without one the curve would be empty. */
static bool
has_values (const double *values, size_t n)
{
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      return true;
  return false;
}

/* ---- Creep ---- */

typedef struct
{
  const VitLoadingCurve *loading; /* result of the base */
  double window;
  bool cyclic;
} CreepInput;

static gpointer
take_creep_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  CreepInput *input = g_new0 (CreepInput, 1);
  input->window = options->mechanics.rate_window;
  input->cyclic = vit_run_get_frequency (run) > 0;
  vit_options_describe (options, VIT_AFFECTS_CREEP, key);
  g_string_append_printf (key, "%d", input->cyclic);
  return input;
}

static void
take_creep_loading (gpointer input, gconstpointer loading)
{
  ((CreepInput *) input)->loading = loading;
}

static void
free_creep (gpointer data)
{
  VitRunCreep *creep = data;
  g_free (creep->rate);
  g_free (creep);
}

static gpointer
compute_creep (gpointer data, VitProgress *progress, GError **error)
{
  const CreepInput *input = data;
  const VitLoadingCurve *curve = input->loading;
  VitRunCreep *self = g_new0 (VitRunCreep, 1);
  self->loading = curve;
  self->window = input->window;
  self->rate = g_new (double, MAX (curve->n, 1));
  if (!has_values (curve->strain, curve->n) ||
      vit_creep_rate (curve->time, curve->strain, curve->n, input->window, self->rate, NULL) < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "The strain spans less than the %g ps that a rate is taken over.",
                   input->window);
      free_creep (self);
      return NULL;
    }
  for (size_t i = 0; i < curve->n; i++)
    {
      self->rate[i] = fabs (self->rate[i]);
      self->moves = self->moves || self->rate[i] > 0;
    }
  /* Neither the ramp before the first frame nor cyclic loading is creep. */
  size_t begin = input->cyclic ? curve->n : 0;
  while (begin < curve->n && curve->time[begin] < 0)
    begin++;
  self->found =
      begin < curve->n && vit_creep_find (curve->time + begin, curve->strain + begin,
                                          curve->n - begin, input->window, &self->creep, NULL);
  return self;
}

const VitDerivation vit_creep_derivation = {
  .name = "creep",
  .title = "Taking strain rates",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_creep_input,
  .compute = compute_creep,
  .free_input = g_free,
  .unref = free_creep,
  .base = &vit_loading_derivation,
  .take_base = take_creep_loading,
};

/* ---- Cycles ---- */

typedef struct
{
  const VitLoadingCurve *loading; /* result of the base */
  double period;
} CyclesInput;

static gpointer
take_cycles_input (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  double frequency = vit_run_get_frequency (run);
  if (!(frequency > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s is not loaded in cycles.",
                   vit_run_get_name (run));
      return NULL;
    }
  CyclesInput *input = g_new0 (CyclesInput, 1);
  input->period = 1e12 / frequency;
  g_string_append_printf (key, "%.17g", input->period);
  return input;
}

static void
take_cycles_loading (gpointer input, gconstpointer loading)
{
  ((CyclesInput *) input)->loading = loading;
}

static void
free_cycles (gpointer data)
{
  VitRunCycles *cycles = data;
  g_free (cycles->cycles);
  g_free (cycles->first);
  g_free (cycles);
}

/* Find the points of each cycle: from its start up to the start of the next one, which is
 * excluded. */
static void
find_cycle_points (VitRunCycles *self)
{
  const VitLoadingCurve *curve = self->loading;
  self->first = g_new (size_t, self->n + 1);
  size_t at = 0;
  for (size_t c = 0; c < self->n; c++)
    {
      while (at < curve->n && curve->time[at] < self->cycles[c].start)
        at++;
      self->first[c] = at;
    }
  while (self->n > 0 && at < curve->n &&
         curve->time[at] < self->cycles[self->n - 1].start + self->period)
    at++;
  self->first[self->n] = at;
}

static gpointer
compute_cycles (gpointer data, VitProgress *progress, GError **error)
{
  const CyclesInput *input = data;
  const VitLoadingCurve *curve = input->loading;
  VitRunCycles *self = g_new0 (VitRunCycles, 1);
  self->loading = curve;
  self->period = input->period;
  self->found = vit_cycles_find_period (curve->time, curve->strain, curve->n);
  self->has_stress = has_values (curve->stress, curve->n);
  self->cycles = vit_cycles_new (curve->time, curve->strain, curve->stress, curve->n, input->period,
                                 &self->n, error);
  if (self->cycles && self->n == 0)
    {
      g_clear_pointer (&self->cycles, g_free);
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "No cycle can be fitted: a log with stress and strain is needed, with several "
                   "points in each period of %g ps.",
                   input->period);
    }
  if (!self->cycles)
    {
      free_cycles (self);
      return NULL;
    }
  find_cycle_points (self);
  return self;
}

const VitDerivation vit_cycles_derivation = {
  .name = "cycles",
  .title = "Fitting cycles",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_cycles_input,
  .compute = compute_cycles,
  .free_input = g_free,
  .unref = free_cycles,
  .base = &vit_loading_derivation,
  .take_base = take_cycles_loading,
};
