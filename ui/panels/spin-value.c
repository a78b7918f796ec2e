#include "ui/panels/spin-value.h"

#include <math.h>

double
vit_spin_value (GtkSpinButton *spin, double now)
{
  double unit = pow (10, gtk_spin_button_get_digits (spin));
  double value = round (gtk_spin_button_get_value (spin) * unit);
  return value == round (now * unit) ? now : value / unit;
}
