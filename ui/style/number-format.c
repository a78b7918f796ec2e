#include "ui/style/number-format.h"

#include <glib.h>
#include <math.h>
#include <stdbool.h>
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

VitTicks
vit_nice_ticks (double minimum, double maximum, int wanted)
{
  VitTicks ticks = { .step = 1, .parts = 5 };
  double raw = (maximum - minimum) / (wanted > 0 ? wanted : 1);
  /* A step below the spacing of doubles gives no ticks. */
  if (!(raw > 0) || !isfinite (raw) || raw < 1e-12 * fmax (fabs (minimum), fabs (maximum)))
    return ticks;
  ticks.step = vit_nice_step (raw);
  /* Take the next round step where this one would give too many ticks. */
  if (raw > ticks.step * 1.5)
    ticks.step = vit_nice_step (ticks.step * 2.5);
  ticks.start = ceil (minimum / ticks.step - 1e-9);
  ticks.n = (int) CLAMP (floor (maximum / ticks.step + 1e-9) - ticks.start + 1, 0, VIT_MAX_TICKS);
  double leading = ticks.step / pow (10, floor (log10 (ticks.step) + 1e-9));
  ticks.parts = leading > 1.5 && leading < 3 ? 4 : 5;
  return ticks;
}

static void
append_power_of_ten (int power, char text[VIT_NUMBER_BYTES])
{
  static const char *const raised[] = { "⁰", "¹", "²", "³", "⁴", "⁵", "⁶", "⁷", "⁸", "⁹" };
  char digits[16];
  g_strlcat (text, power < 0 ? "×10⁻" : "×10", VIT_NUMBER_BYTES);
  g_snprintf (digits, sizeof digits, "%d", ABS (power));
  for (const char *p = digits; *p; p++)
    g_strlcat (text, raised[*p - '0'], VIT_NUMBER_BYTES);
}

/* Append @value > 0 as 2.5×10⁻⁷. */
static void
format_as_power (double value, double step, char text[VIT_NUMBER_BYTES])
{
  int power = (int) floor (log10 (value) + 1e-9);
  int decimals = (int) CLAMP (power - floor (log10 (step) + 1e-9), 0, 6);
  char format[8], digits[16];
  g_snprintf (format, sizeof format, "%%.%df", decimals);
  g_ascii_formatd (digits, sizeof digits, format, value / pow (10, power));
  g_strlcat (text, digits, VIT_NUMBER_BYTES);
  append_power_of_ten (power, text);
}

const char *
vit_format_tick (double value, double step, char text[VIT_NUMBER_BYTES])
{
  if (!isfinite (value) || !(step > 0) || !isfinite (step))
    return strcpy (text, "");
  if (fabs (value) < step * 1e-6)
    value = 0;
  g_strlcpy (text, value < 0 ? "\u2212" : "", VIT_NUMBER_BYTES);
  if (value != 0 && (step < 0.999e-4 || step >= 0.999e6 || fabs (value) >= 1e15))
    {
      format_as_power (fabs (value), step, text);
      return text;
    }
  int decimals = (int) CLAMP (ceil (-log10 (step) - 1e-9), 0, 4);
  char format[8], plain[VIT_NUMBER_BYTES - 3];
  g_snprintf (format, sizeof format, "%%.%df", value == 0 && step < 0.999e-4 ? 0 : decimals);
  g_ascii_formatd (plain, sizeof plain, format, fabs (value));
  g_strlcat (text, plain, VIT_NUMBER_BYTES);
  return text;
}

int
vit_common_power (double low, double high, double step)
{
  double largest = fmax (fabs (low), fabs (high));
  if (!isfinite (largest) || !(step > 0) || !(largest > 0) ||
      (step >= 0.999e-4 && step < 0.999e6 && largest < 1e15))
    return 0;
  int power = (int) floor (log10 (largest) + 1e-9);
  /* Numbers that differ late have many digits anyway. */
  return log10 (step) - power < -4 ? 0 : power;
}

char *
vit_label_with_power (const char *label, int power)
{
  if (power == 0)
    return g_strdup (label);
  g_autofree char *factor =
      g_strdup_printf ("10<sup>%s%d</sup>", power < 0 ? "\u2212" : "", abs (power));
  const char *unit = strrchr (label, '(');
  if (!unit || !g_str_has_suffix (label, ")"))
    return g_strdup_printf ("%s (%s)", label, factor);
  return g_strdup_printf ("%.*s%s %s", (int) (unit - label + 1), label, factor, unit + 1);
}

char *
vit_format_uncertain (double value, double error)
{
  char text[VIT_NUMBER_BYTES], spread[VIT_NUMBER_BYTES];
  bool known = isfinite (error) && error > 0, visible = known && error >= 1e-4 * fabs (value);
  double size = visible ? error : fabs (value);
  int digits = visible ? 0 : known ? 3 : 2;
  double step = size > 0 ? pow (10, floor (log10 (size) + 1e-9) - digits) : 1;
  vit_format_tick (value, step, text);
  if (!visible)
    return g_strdup (text);
  return g_strdup_printf ("%s ± %s", text, vit_format_tick (error, step, spread));
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

const char *
vit_format_reading (const char *format, double value, char text[VIT_NUMBER_BYTES])
{
  char plain[VIT_NUMBER_BYTES];
  if (!isfinite (value))
    return strcpy (text, "–");
  g_ascii_formatd (plain, sizeof plain, format, fabs (value));
  char *power = strchr (plain, 'e');
  if (power)
    *power = '\0';
  g_strlcpy (text, value < 0 && strpbrk (plain, "123456789") ? "\u2212" : "", VIT_NUMBER_BYTES);
  g_strlcat (text, plain, VIT_NUMBER_BYTES);
  if (power)
    append_power_of_ten ((int) g_ascii_strtoll (power + 1, NULL, 10), text);
  return text;
}

char *
vit_phase_text (double frequency, double time)
{
  double cycles = frequency * 1e-12 * time;
  if (!(frequency > 0) || !isfinite (cycles))
    return g_strdup ("");
  double phase = cycles - floor (cycles + 0.005);
  return g_strdup_printf (", phase %.2f", fabs (phase) < 0.005 ? 0 : phase);
}

double
vit_round_scale (double high)
{
  if (!(high > 0) || !isfinite (high))
    return 1;
  double step = vit_nice_step (high / 4);
  return ceil (high / step - 1e-9) * step;
}
