/* Volume and temperature while a glass is cooled, and the glass transition. */

#include "core/base/error.h"
#include "core/mechanics/loading-private.h"
#include "core/stats/rank.h"

/* A temperature falls steadily if its rank correlation with time is at most this. */
#define MAX_CORRELATION -0.8

bool
vit_glass_transition_find (const double *temperature,
                           const double *volume,
                           size_t n,
                           const double windows[4],
                           VitGlassTransition *transition,
                           GError **error)
{
  static const double usual[4] = { 100, 550, 1000, 1800 };
  const double *w = windows ? windows : usual;
  for (int i = 0; i < 4; i++)
    transition->windows[i] = w[i];
  bool glass = vit_line_fit (temperature, volume, n, w[0], w[1], &transition->glass);
  bool liquid = vit_line_fit (temperature, volume, n, w[2], w[3], &transition->liquid);
  transition->t_g = glass && liquid ? (transition->glass.intercept - transition->liquid.intercept) /
                                          (transition->liquid.slope - transition->glass.slope)
                                    : NAN;
  if (isfinite (transition->t_g) && transition->t_g > 0)
    return true;
  if (glass && liquid)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                 "the lines of %g … %g K and %g … %g K do not cross", w[0], w[1], w[2], w[3]);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                 "no line can be drawn through the volumes from %g to %g K: the cooling has too "
                 "few points there",
                 glass ? w[2] : w[0], glass ? w[3] : w[1]);
  return false;
}

/* Volume of a row: a column, the product of the lengths, the inverse of the density. */
static double
get_volume (const VitLogRun *run, size_t row)
{
  if (run->volume.values)
    return vit_log_curve_get (&run->volume, row);
  if (run->length[0].values && run->length[1].values && run->length[2].values)
    return vit_log_curve_get (&run->length[0], row) * vit_log_curve_get (&run->length[1], row) *
           vit_log_curve_get (&run->length[2], row);
  return run->density.values ? 1 / vit_log_curve_get (&run->density, row) : NAN;
}

static bool
has_volume (const VitLogRun *run)
{
  return run->n > 0 && run->temperature.values && isfinite (get_volume (run, 0));
}

/* Whether the temperature of a run falls steadily with time. A table that has neither step nor time
 * says nothing of order. */
static bool
cools (const VitLogRun *run)
{
  if (!run->step && !run->clock.values)
    return true;
  g_autofree double *marks = g_new (double, MAX (run->n, 1)),
                    *values = g_new (double, MAX (run->n, 1));
  for (size_t i = 0; i < run->n; i++)
    {
      marks[i] = (double) i;
      values[i] = vit_log_curve_get (&run->temperature, i);
    }
  return run->n > 2 && vit_spearman (marks, values, run->n) <= MAX_CORRELATION;
}

typedef struct
{
  guint first, last;
  double fall;
} CoolingGroup;

/* A run at the temperature at which the one before it ended: within this part of it. */
#define SAME_TEMPERATURE 0.05

static double
average_temperature (const VitLogRun *run, size_t first, size_t last)
{
  double sum = 0;
  for (size_t i = first; i < last; i++)
    sum += vit_log_curve_get (&run->temperature, i);
  return sum / (double) (last - first);
}

/* Whether a run is a stop of a cooling in steps: it stays at the temperature that the run before it
 * reached. */
static bool
holds (const VitLogRun *run, const VitLogRun *before)
{
  double reached = average_temperature (before, before->n - MIN (before->n, 5), before->n);
  double first = average_temperature (run, 0, (run->n + 1) / 2);
  double last = average_temperature (run, run->n / 2, run->n);
  return fabs (first - reached) < SAME_TEMPERATURE * reached &&
         fabs (last - reached) < SAME_TEMPERATURE * reached;
}

/* Find the group of neighbouring runs with the widest fall from its first to its last row. A run of
 * a few rows neither joins nor parts, nor does one that holds the temperature reached between two
 * that cool. */
static bool
find_cooling (GPtrArray *runs, CoolingGroup *best)
{
  bool open = false, found = false;
  CoolingGroup group = { 0 };
  for (guint i = 0; i < runs->len; i++)
    {
      const VitLogRun *run = runs->pdata[i];
      if (run->n < VIT_LOADING_MIN_ROWS && vit_log_run_has_clock (run))
        continue;
      bool usable = has_volume (run) && !run->minimises;
      bool joins = usable && cools (run);
      if (joins && (!open || run->beside))
        group = (CoolingGroup){ i, i, 0 };
      open = joins || (open && usable && !run->beside && holds (run, runs->pdata[i - 1]));
      if (!joins)
        continue;
      const VitLogRun *first = runs->pdata[group.first];
      group.last = i;
      group.fall = vit_log_curve_get (&first->temperature, 0) -
                   vit_log_curve_get (&run->temperature, run->n - 1);
      if (!vit_log_run_has_clock (run))
        group.fall = fabs (group.fall);
      if (!found || group.fall > best->fall)
        *best = group;
      found = true;
    }
  return found;
}

static char *
explain (VitThermoLog *log, GPtrArray *runs)
{
  bool temperature = false, volume = false;
  for (guint i = 0; i < runs->len; i++)
    {
      const VitLogRun *run = runs->pdata[i];
      temperature = temperature || run->temperature.values;
      volume = volume || (run->n > 0 && isfinite (get_volume (run, 0)));
    }
  g_autofree char *columns = vit_log_list_columns (log);
  if (!temperature || !volume)
    return g_strdup_printf (
        "no %s: looked for columns named Temp and Volume, Density or Lx, Ly, Lz; there are %s",
        temperature ? "volume"
        : volume    ? "temperature"
                    : "temperature and volume",
        columns);
  return g_strdup_printf ("no cooling: looked for runs of %d rows or more in which the temperature "
                          "falls steadily; of %u runs none does",
                          VIT_LOADING_MIN_ROWS, runs->len);
}

/* Take the runs that the user named. */
static bool
take_given (GPtrArray *runs, const char *text, CoolingGroup *group)
{
  unsigned first, last;
  bool any = false;
  if (!vit_parse_runs (text, &first, &last))
    return false;
  for (guint i = 0; i < runs->len; i++)
    {
      const VitLogRun *run = runs->pdata[i];
      if (run->number < first || run->number > last || !has_volume (run))
        continue;
      group->first = any ? group->first : i;
      group->last = i;
      any = true;
    }
  return any;
}

size_t
vit_volume_curve (VitThermoLog *log,
                  const VitPremises *given,
                  VitPremises *judged,
                  double **temperature,
                  double **volume,
                  GError **error)
{
  g_return_val_if_fail (log && temperature && volume, 0);
  *temperature = *volume = NULL;
  g_autoptr (GPtrArray) runs = vit_log_runs_new (log, given, error);
  if (!runs)
    return 0;
  const char *text = vit_premises_get_text (given, VIT_PREMISE_LOADING);
  CoolingGroup group = { 0 };
  if (text && !take_given (runs, text, &group))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "no cooling: loading=%s names no run of the log with temperature and volume",
                   text);
      return 0;
    }
  if (!text && !find_cooling (runs, &group))
    {
      g_autofree char *why = explain (log, runs);
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s", why);
      return 0;
    }
  GArray *t = g_array_new (FALSE, FALSE, sizeof (double)),
         *v = g_array_new (FALSE, FALSE, sizeof (double));
  for (guint i = group.first; i <= group.last; i++)
    {
      const VitLogRun *run = runs->pdata[i];
      for (size_t row = 0; has_volume (run) && row < run->n; row++)
        {
          double values[2] = { vit_log_curve_get (&run->temperature, row), get_volume (run, row) };
          g_array_append_val (t, values[0]);
          g_array_append_val (v, values[1]);
        }
    }
  const VitLogRun *first = runs->pdata[group.first], *last = runs->pdata[group.last];
  g_autofree char *name = first == last ? g_strdup_printf ("%u", first->number)
                                        : g_strdup_printf ("%u-%u", first->number, last->number);
  bool is_table = vit_thermo_log_is_table (log);
  VitPremiseSource source = text ? VIT_SOURCE_USER : is_table ? VIT_SOURCE_FILE : VIT_SOURCE_LOG;
  if (judged)
    vit_premises_set (judged, VIT_PREMISE_LOADING, source, name);
  size_t n = t->len;
  *temperature = (double *) (void *) g_array_free (t, FALSE);
  *volume = (double *) (void *) g_array_free (v, FALSE);
  return n;
}
