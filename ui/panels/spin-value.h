#pragma once

/* Numbers as people see them. Main thread. */

#include <gtk/gtk.h>

/** vit_spin_show_powers: @spin writes numbers that its digits do not show as 2.5e-08, and reads
 * them. */
void vit_spin_show_powers (GtkSpinButton *spin);

/** vit_spin_value: the number with as many digits as @spin shows: what is typed or pasted may have
 * more, which nobody would see; @now if it looks the same, so that what nobody has touched keeps
 * its digits. */
double vit_spin_value (GtkSpinButton *spin, double now);
