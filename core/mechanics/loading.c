/* Curves of a log, straight lines, and the volume while a glass is cooled. */

#include "core/mechanics/loading.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

void
vit_loading_curve_free (VitLoadingCurve *curve)
{
  if (!curve)
    return;
  g_free (curve->step);
  g_free (curve->time);
  g_free (curve->strain);
  g_free (curve->stress);
  g_free (curve);
}

/* The columns of one run section; those of a column file have plain names. */
typedef struct
{
  const double *time, *step, *length, *pressure, *strain, *stress;
  size_t n;
} CurveColumns;

static CurveColumns
get_columns (VitThermoLog *log, size_t section)
{
  CurveColumns c = { .n = vit_thermo_log_get_n_rows (log, section),
                     .time = vit_thermo_log_get_column (log, section, "Time"),
                     .step = vit_thermo_log_get_column (log, section, "Step"),
                     .length = vit_thermo_log_get_column (log, section, "Lz"),
                     .pressure = vit_thermo_log_get_column (log, section, "Pzz") };
  if (!c.time)
    c.time = vit_thermo_log_find_quantity (log, section, "time");
  if (!c.length)
    c.strain = vit_thermo_log_find_quantity (log, section, "strain");
  if (!c.pressure)
    c.stress = vit_thermo_log_find_quantity (log, section, "stress");
  return c;
}

/* Gets GPa per unit of pressure of the log (with the sign of stress), and ps per unit of time. */
static void
get_units (VitThermoLog *log, double *gpa, double *ps)
{
  static const struct
  {
    const char *name;
    double gpa, ps;
  } styles[] = { { "metal", VIT_GPA_PER_BAR, 1 },
                 { "real", 1.01325e-4, 1e-3 },
                 { "si", 1e-9, 1e12 },
                 { "cgs", 1e-10, 1e12 },
                 { "electron", 1e-9, 1e-3 } };
  const char *units = vit_thermo_log_get_units (log);
  *gpa = units ? NAN : styles[0].gpa;
  *ps = 1;
  for (size_t i = 0; units && i < G_N_ELEMENTS (styles); i++)
    if (strcmp (units, styles[i].name) == 0)
      {
        *gpa = styles[i].gpa;
        *ps = styles[i].ps;
      }
}

enum
{
  STEP,
  TIME,
  STRAIN,
  STRESS,
  N_CURVES
};

/* Drops the points at and after the first point of a later section. */
static size_t
drop_overlap (GArray *const curves[N_CURVES], double time, double step)
{
  guint n = curves[TIME]->len, keep = n;
  while (keep > 0)
    {
      double t = g_array_index (curves[TIME], double, keep - 1);
      double s = g_array_index (curves[STEP], double, keep - 1);
      bool before = isfinite (t) && isfinite (time)   ? t < time
                    : isfinite (s) && isfinite (step) ? s < step
                                                      : true;
      if (before)
        break;
      keep--;
    }
  for (int c = 0; c < N_CURVES; c++)
    g_array_set_size (curves[c], keep);
  return n - keep;
}

static void
append_section (VitThermoLog *log, size_t s, double l0, GArray *const curves[N_CURVES])
{
  double gpa, ps, timestep = vit_thermo_log_get_timestep (log);
  CurveColumns c = get_columns (log, s);
  get_units (log, &gpa, &ps);
  for (size_t i = 0; i < c.n; i++)
    {
      double values[N_CURVES];
      values[STEP] = c.step ? c.step[i] : NAN;
      values[TIME] = ps * (c.time ? c.time[i] : timestep * values[STEP]);
      values[STRAIN] = c.length ? c.length[i] / l0 - 1 : c.strain ? c.strain[i] : NAN;
      values[STRESS] = c.pressure ? -c.pressure[i] * gpa : c.stress ? c.stress[i] : NAN;
      for (int k = 0; k < N_CURVES; k++)
        g_array_append_val (curves[k], values[k]);
    }
}

VitLoadingCurve *
vit_loading_curve_new (VitThermoLog *log, GError **error)
{
  g_return_val_if_fail (log, NULL);
  GArray *curves[N_CURVES];
  for (int k = 0; k < N_CURVES; k++)
    curves[k] = g_array_new (FALSE, FALSE, sizeof (double));
  double l0 = vit_thermo_log_get_rest_length (log);
  VitLoadingCurve *curve = g_new0 (VitLoadingCurve, 1);
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      CurveColumns c = get_columns (log, s);
      if (!(c.length || c.strain) && !(c.pressure || c.stress))
        continue;
      double gpa, ps;
      get_units (log, &gpa, &ps);
      double step = c.step ? c.step[0] : NAN;
      double time = ps * (c.time ? c.time[0] : vit_thermo_log_get_timestep (log) * step);
      /* A run repeats the last row of the one before it. */
      size_t n_replaced = drop_overlap (curves, time, step);
      curve->n_replaced += n_replaced > 1 ? n_replaced : 0;
      curve->last_run = curves[TIME]->len;
      curve->has_clock = c.time != NULL;
      append_section (log, s, l0, curves);
    }
  curve->n = curves[TIME]->len;
  curve->step = (double *) (void *) g_array_free (curves[STEP], FALSE);
  curve->time = (double *) (void *) g_array_free (curves[TIME], FALSE);
  curve->strain = (double *) (void *) g_array_free (curves[STRAIN], FALSE);
  curve->stress = (double *) (void *) g_array_free (curves[STRESS], FALSE);
  if (curve->n > 0)
    return curve;
  vit_loading_curve_free (curve);
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
               "the log has neither Lz nor Pzz, nor columns named strain and stress");
  return NULL;
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
