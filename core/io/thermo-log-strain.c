/* Strain from a log: from a column of its own, or from the length of the box. */

#include <math.h>
#include <string.h>

#include "core/io/thermo-log-private.h"

/* Find the length at which the log's own strain is zero; NaN if there is none. */
static double
find_unstrained_length (VitThermoLog *log)
{
  double least = INFINITY, length = NAN;
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      const double *lz = vit_thermo_log_get_column (log, s, "Lz");
      const double *strain = vit_thermo_log_get_column (log, s, "v_strain");
      for (size_t i = 0; lz && strain && i < vit_thermo_log_get_n_rows (log, s); i++)
        if (fabs (strain[i]) < least)
          {
            least = fabs (strain[i]);
            length = lz[i];
          }
    }
  return least < 1e-9 ? length : NAN;
}

double
vit_thermo_log_get_rest_length (VitThermoLog *log)
{
  g_return_val_if_fail (log, NAN);
  double length = find_unstrained_length (log);
  for (size_t s = 0; isnan (length) && s < vit_thermo_log_get_n_sections (log); s++)
    {
      const double *lz = vit_thermo_log_get_column (log, s, "Lz");
      if (lz && vit_thermo_log_get_n_rows (log, s) > 0)
        length = lz[0];
    }
  return length;
}

static double
get_strain_at (VitThermoLog *log, size_t s, const double *x, double at, double l0)
{
  size_t n = vit_thermo_log_get_n_rows (log, s);
  const double *lz = vit_thermo_log_get_column (log, s, "Lz");
  /* Compute the strain from Lz, as loading curves do: a strain column may be rounded. */
  if (lz && isfinite (l0))
    return vit_thermo_interpolate (x, lz, n, at) / l0 - 1;
  const double *strain = vit_thermo_log_find_quantity (log, s, "strain");
  return strain ? vit_thermo_interpolate (x, strain, n, at) : NAN;
}

static bool
compute_strain_by_time (VitThermoLog *log, const double *times, size_t n, double l0, double *strain)
{
  bool any = false;
  for (size_t i = 0; i < n; i++)
    {
      strain[i] = NAN;
      for (size_t s = vit_thermo_log_get_n_sections (log); s-- > 0 && isnan (strain[i]);)
        {
          const double *x = vit_thermo_log_find_quantity (log, s, "time");
          if (x)
            strain[i] = get_strain_at (log, s, x, times[i], l0);
        }
      any = any || isfinite (strain[i]);
    }
  return any;
}

bool
vit_thermo_log_get_strain (
    VitThermoLog *log, const int64_t *steps, const double *times, size_t n, double *strain)
{
  g_return_val_if_fail (log && n > 0 && steps && strain, false);
  double l0 = vit_thermo_log_get_rest_length (log);
  if (times && isfinite (times[0]) && compute_strain_by_time (log, times, n, l0, strain))
    return true;
  ssize_t s = vit_thermo_log_find_section (log, (double) steps[0], (double) steps[n - 1]);
  const double *x = s >= 0 ? vit_thermo_log_get_column (log, (size_t) s, "Step") : NULL;
  bool any = false;
  for (size_t i = 0; i < n; i++)
    {
      strain[i] = x ? get_strain_at (log, (size_t) s, x, (double) steps[i], l0) : NAN;
      any = any || isfinite (strain[i]);
    }
  return any;
}
