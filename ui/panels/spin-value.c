#include "ui/panels/spin-value.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* Digits of a number that is written as 2.5e-08. */
#define DIGITS 4

static double
get_unit (GtkSpinButton *spin)
{
  return pow (10, gtk_spin_button_get_digits (spin));
}

/* Whether fewer than two digits of @value would be seen. */
static bool
needs_power (GtkSpinButton *spin, double value)
{
  return g_object_get_data (G_OBJECT (spin), "powers") && value != 0 &&
         fabs (value) * get_unit (spin) < 10;
}

static gboolean
on_output (GtkSpinButton *spin, gpointer data)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  double value = gtk_spin_button_get_value (spin);
  if (!needs_power (spin, value))
    return FALSE;
  g_ascii_formatd (text, sizeof text, "%.4g", value);
  if (strcmp (text, gtk_editable_get_text (GTK_EDITABLE (spin))) != 0)
    gtk_editable_set_text (GTK_EDITABLE (spin), text);
  return TRUE;
}

/* GTK reads numbers as the locale has them, and so not what was written here. */
static gint
on_input (GtkSpinButton *spin, double *value, gpointer data)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (spin));
  char *end;
  double read = g_ascii_strtod (text, &end);
  if (!strpbrk (text, "eE") || end == text || *end || !isfinite (read))
    return FALSE;
  *value = read;
  return TRUE;
}

void
vit_spin_show_powers (GtkSpinButton *spin)
{
  g_return_if_fail (GTK_IS_SPIN_BUTTON (spin));
  g_object_set_data (G_OBJECT (spin), "powers", spin);
  g_signal_connect (spin, "output", G_CALLBACK (on_output), NULL);
  g_signal_connect (spin, "input", G_CALLBACK (on_input), NULL);
}

double
vit_spin_value (GtkSpinButton *spin, double now)
{
  double unit = get_unit (spin), value = gtk_spin_button_get_value (spin);
  if (needs_power (spin, value))
    {
      double digit = pow (10, floor (log10 (fabs (value))) - (DIGITS - 1));
      return fabs (value - now) < 0.5 * digit ? now : value;
    }
  value = round (value * unit);
  return value == round (now * unit) ? now : value / unit;
}
