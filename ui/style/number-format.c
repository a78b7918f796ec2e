#include "ui/style/number-format.h"

#include <glib.h>
#include <math.h>
#include <string.h>

double
vit_nice_step (double span)
{
  if (!(span > 0) || !isfinite (span))
    return 1;
  double unit = pow (10, floor (log10 (span) + 1e-9));
  double f = span / unit;
  return (f >= 5 - 1e-9 ? 5 : f >= 2 - 1e-9 ? 2 : 1) * unit;
}

double
vit_nice_ticks (double minimum, double maximum, int wanted, double *first)
{
  double raw = (maximum - minimum) / (wanted > 0 ? wanted : 1);
  double step = vit_nice_step (raw);
  /* The next round step where this one would crowd the axis. */
  if (raw > step * 1.5)
    step = vit_nice_step (step * 2.5);
  *first = ceil (minimum / step - 1e-9) * step;
  return step;
}

const char *
vit_format_tick (double value, double step, char text[VIT_NUMBER_BYTES])
{
  if (fabs (value) < step * 1e-6)
    value = 0;
  int decimals = (int) CLAMP (ceil (-log10 (step) - 1e-9), 0, 12);
  char format[8], plain[VIT_NUMBER_BYTES - 3];
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  if (fabs (value) >= 1e7 || (value != 0 && fabs (value) < 1e-6))
    g_strlcpy (format, "%.4g", sizeof format);
  g_ascii_formatd (plain, sizeof plain, format, fabs (value));
  g_strlcpy (text, value < 0 ? "\u2212" : "", VIT_NUMBER_BYTES);
  g_strlcat (text, plain, VIT_NUMBER_BYTES);
  return text;
}

const char *
vit_format_number (double value, int digits, char text[VIT_NUMBER_BYTES])
{
  char format[8];
  if (!isfinite (value))
    return strcpy (text, "");
  g_snprintf (format, sizeof format, "%%.%dg", CLAMP (digits, 1, 17));
  return g_ascii_formatd (text, VIT_NUMBER_BYTES, format, value);
}
