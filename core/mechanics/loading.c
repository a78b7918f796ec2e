/* Curves of a log, straight lines, creep, and the volume while a glass is cooled. */

#include "core/mechanics/loading.h"

#include <math.h>

#include "core/base/error.h"

void
vit_loading_curve_free (VitLoadingCurve *curve)
{
  if (!curve)
    return;
  g_free (curve->time);
  g_free (curve->strain);
  g_free (curve->stress);
  g_free (curve);
}

/* The columns of one section; those of a column file have plain names. */
typedef struct
{
  const double *time, *step, *length, *pressure, *strain, *stress;
  size_t n;
} Columns;

static Columns
get_columns (VitThermoLog *log, size_t section)
{
  Columns c = { .n = vit_thermo_log_get_n_rows (log, section),
                .time = vit_thermo_log_get_column (log, section, "Time"),
                .step = vit_thermo_log_get_column (log, section, "Step"),
                .length = vit_thermo_log_get_column (log, section, "Lz"),
                .pressure = vit_thermo_log_get_column (log, section, "Pzz") };
  if (!c.time)
    c.time = vit_thermo_log_get_column (log, section, "time_ps");
  if (!c.length)
    c.strain = vit_thermo_log_get_column (log, section, "strain");
  if (!c.pressure)
    {
      c.stress = vit_thermo_log_get_column (log, section, "stress");
      const char *const *names = vit_thermo_log_get_columns (log, section);
      for (size_t i = 0; !c.stress && names[i]; i++)
        if (g_ascii_strncasecmp (names[i], "stress", 6) == 0)
          c.stress = vit_thermo_log_get_column (log, section, names[i]);
    }
  return c;
}

VitLoadingCurve *
vit_loading_curve_new (VitThermoLog *log, GError **error)
{
  g_return_val_if_fail (log, NULL);
  g_autoptr (GArray) time = g_array_new (FALSE, FALSE, sizeof (double)),
                     strain = g_array_new (FALSE, FALSE, sizeof (double)),
                     stress = g_array_new (FALSE, FALSE, sizeof (double));
  double l0 = vit_thermo_log_get_rest_length (log), last = -INFINITY;
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      Columns c = get_columns (log, s);
      if (!(c.length || c.strain) && !(c.pressure || c.stress))
        continue;
      for (size_t i = 0; i < c.n; i++)
        {
          double t = c.time ? c.time[i] : NAN;
          double e = c.length ? c.length[i] / l0 - 1 : c.strain ? c.strain[i] : NAN;
          double p = c.pressure ? -c.pressure[i] * VIT_GPA_PER_BAR : c.stress ? c.stress[i] : NAN;
          if (isfinite (t) && t <= last)
            continue;
          last = isfinite (t) ? t : last;
          g_array_append_val (time, t);
          g_array_append_val (strain, e);
          g_array_append_val (stress, p);
        }
    }
  if (time->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "the log has neither Lz nor Pzz, nor columns named strain and stress");
      return NULL;
    }
  VitLoadingCurve *curve = g_new0 (VitLoadingCurve, 1);
  curve->n = time->len;
  curve->time = (double *) (void *) g_array_free (g_steal_pointer (&time), FALSE);
  curve->strain = (double *) (void *) g_array_free (g_steal_pointer (&strain), FALSE);
  curve->stress = (double *) (void *) g_array_free (g_steal_pointer (&stress), FALSE);
  return curve;
}

/* ---- Straight lines ---- */

bool
vit_line_fit (const double *x, const double *y, size_t n, double from, double to, VitLine *line)
{
  double sx = 0, sy = 0, sxx = 0, sxy = 0, syy = 0, count = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]) && isfinite (y[i]) && x[i] >= from && x[i] <= to)
      {
        count++;
        sx += x[i];
        sy += y[i];
      }
  double mx = sx / count, my = sy / count;
  for (size_t i = 0; i < n; i++)
    if (isfinite (x[i]) && isfinite (y[i]) && x[i] >= from && x[i] <= to)
      {
        sxx += (x[i] - mx) * (x[i] - mx);
        sxy += (x[i] - mx) * (y[i] - my);
        syy += (y[i] - my) * (y[i] - my);
      }
  *line = (VitLine){ NAN, NAN, NAN, NAN, (size_t) count };
  if (count < 2 || !(sxx > 0))
    return false;
  line->slope = sxy / sxx;
  line->intercept = my - line->slope * mx;
  if (count > 2)
    {
      double variance = fmax (0, syy - line->slope * sxy) / (count - 2);
      line->slope_error = sqrt (variance / sxx);
      line->intercept_error = sqrt (variance * (1 / count + mx * mx / sxx));
    }
  return true;
}

bool
vit_stress_exponent (const double *stress, const double *rate, size_t n, VitLine *line)
{
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      x[i] = stress[i] != 0 ? log (fabs (stress[i])) : NAN;
      y[i] = rate[i] != 0 ? log (fabs (rate[i])) : NAN;
    }
  return vit_line_fit (x, y, n, -INFINITY, INFINITY, line);
}

/* ---- Creep ---- */

ssize_t
vit_creep_rate (const double *time, const double *strain, size_t n, double window, double *rate)
{
  double half = (window > 0 ? window : 10) / 2;
  ssize_t least = -1;
  size_t first = 0, last = 0;
  for (size_t i = 0; i < n; i++)
    {
      rate[i] = NAN;
      while (first < n && time[first] < time[i] - half)
        first++;
      while (last < n && time[last] <= time[i] + half)
        last++;
      bool full = time[i] - half >= time[0] - 1e-9 && time[i] + half <= time[n - 1] + 1e-9;
      VitLine line;
      if (!full || last - first < 3 ||
          !vit_line_fit (time + first, strain + first, last - first, -INFINITY, INFINITY, &line))
        continue;
      rate[i] = line.slope;
      if (least < 0 || fabs (rate[i]) < fabs (rate[least]))
        least = (ssize_t) i;
    }
  return least;
}

bool
vit_creep_stages (const double *time, const double *rate, size_t n, VitCreepStages *stages)
{
  stages->minimum = -1;
  for (size_t i = 0; i < n; i++)
    if (isfinite (rate[i]) &&
        (stages->minimum < 0 || fabs (rate[i]) < fabs (rate[stages->minimum])))
      stages->minimum = (ssize_t) i;
  if (stages->minimum < 0)
    return false;
  double limit = 2 * fabs (rate[stages->minimum]);
  stages->minimum_rate = rate[stages->minimum];
  stages->primary_end = time[0];
  stages->secondary_end = time[n - 1];
  stages->tertiary = false;
  for (ssize_t i = stages->minimum; i >= 0; i--)
    if (isfinite (rate[i]) && fabs (rate[i]) > limit)
      {
        stages->primary_end = time[i];
        break;
      }
  for (size_t i = (size_t) stages->minimum; i < n; i++)
    if (isfinite (rate[i]) && fabs (rate[i]) > limit)
      {
        stages->secondary_end = time[i];
        stages->tertiary = true;
        break;
      }
  return true;
}

/* ---- Cooling ---- */

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
  bool found = vit_line_fit (temperature, volume, n, w[0], w[1], &transition->glass) &&
               vit_line_fit (temperature, volume, n, w[2], w[3], &transition->liquid);
  transition->t_g = found ? (transition->glass.intercept - transition->liquid.intercept) /
                                (transition->liquid.slope - transition->glass.slope)
                          : NAN;
  if (isfinite (transition->t_g) && transition->t_g > 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "the lines of %g … %g K and %g … %g K do not cross", w[0], w[1], w[2], w[3]);
  return false;
}

size_t
vit_volume_curve (VitThermoLog *log, double **temperature, double **volume)
{
  GArray *t = g_array_new (FALSE, FALSE, sizeof (double)),
         *v = g_array_new (FALSE, FALSE, sizeof (double));
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      const double *temp = vit_thermo_log_get_column (log, s, "Temp");
      const double *vol = vit_thermo_log_get_column (log, s, "Volume");
      if (!temp || !vol)
        continue;
      g_array_append_vals (t, temp, (guint) vit_thermo_log_get_n_rows (log, s));
      g_array_append_vals (v, vol, (guint) vit_thermo_log_get_n_rows (log, s));
    }
  size_t n = t->len;
  *temperature = (double *) (void *) g_array_free (t, FALSE);
  *volume = (double *) (void *) g_array_free (v, FALSE);
  return n;
}
