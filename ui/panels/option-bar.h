#pragma once

/* A line of controls for options of the study, made from the table of options. Each follows the
 * study when its option changes elsewhere, and is there only while the option bears on something.
 * Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_option_bar_new: an empty line for options of @group. */
GtkWidget *vit_option_bar_new (VitSession *session, const char *group);

/** vit_option_bar_add: (transfer none): the control of the option @key. */
GtkWidget *vit_option_bar_add (GtkWidget *bar, const char *key);

/** vit_option_bar_add_for: the same, there only while the option bears on one of @affects. */
GtkWidget *vit_option_bar_add_for (GtkWidget *bar, const char *key, VitAffects affects);

/** vit_option_bar_add_columns: a text that names a column of the atoms, chosen from those there
 * are.
 */
GtkWidget *vit_option_bar_add_columns (GtkWidget *bar, const char *key);

/** vit_option_bar_add_values: a number that is chosen from a list; @values (array
 * zero-terminated=1) are numbers in text, @names what they are called. */
GtkWidget *vit_option_bar_add_values (GtkWidget *bar,
                                      const char *key,
                                      const char *const *values,
                                      const char *const *names);
