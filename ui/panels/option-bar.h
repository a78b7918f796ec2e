#pragma once

/* Controls for options of the study, one below the other, made from the table of options. Each
 * control follows the study when its option changes elsewhere, and is visible only while the option
 * has an effect. Main thread. */

#include <gtk/gtk.h>

#include "ui/gallery/figure-spec.h"
#include "ui/session/session.h"

/** vit_option_bar_new: an empty bar for options of @group. */
GtkWidget *vit_option_bar_new (VitSession *session, const char *group);

/** vit_option_bar_add: (transfer none): adds the control of the option @key of the bar's group, or
 * of another if it is "group.key". */
GtkWidget *vit_option_bar_add (GtkWidget *bar, const char *key);

/** vit_option_bar_add_for: the same; the control is visible only while the option affects one of
 * @affects. */
GtkWidget *vit_option_bar_add_for (GtkWidget *bar, const char *key, VitAffects affects);

/** vit_option_bar_add_columns: adds a drop-down of the available columns of the atoms for an option
 * that names one, and of an expression; one that is empty by default can be that which colours the
 * atoms. */
GtkWidget *vit_option_bar_add_columns (GtkWidget *bar, const char *key);

/** vit_option_bar_add_values: adds a drop-down for a numerical option; @values (array
 * zero-terminated=1) are the numbers as text, @names their labels. */
GtkWidget *vit_option_bar_add_values (GtkWidget *bar,
                                      const char *key,
                                      const char *const *values,
                                      const char *const *names);

/** vit_option_bar_set_values: gives a drop-down of vit_option_bar_add_values() other entries; the
 * option's own value is added where it is not among them. */
void
vit_option_bar_set_values (GtkWidget *choice, const char *const *values, const char *const *names);

/**
 * VitOptionScale:
 * @key: of a number, as in vit_option_bar_add()
 * @low, @high: ends of the scale; what the option has beyond them is shown at an end
 * @logarithmic: whether the scale is; values are then rounded to two digits, else to @step
 * @marks: (array length=n_marks)
 * @format: of the value in the label, as "Δt ≈ %.3g ps"
 * @name: for screen readers
 * @tooltip: (nullable): in place of the option's
 */
typedef struct
{
  const char *key;
  double low, high, step;
  bool logarithmic;
  const double *marks;
  gsize n_marks;
  const char *format, *name, *tooltip;
} VitOptionScale;

/** vit_option_bar_add_scale: adds a slider that acts while it is dragged, its value above it. */
void vit_option_bar_add_scale (GtkWidget *bar, const VitOptionScale *scale);

/** vit_option_bar_new_file: a button, with the label of the option, that chooses its file; to be
 * appended. */
GtkWidget *vit_option_bar_new_file (GtkWidget *bar, const char *key);

/** vit_option_bar_append: adds another widget, which acts on what @affects says. */
void vit_option_bar_append (GtkWidget *bar, GtkWidget *widget, VitAffects affects);

/**
 * vit_option_bar_arrange:
 * @figures: (array length=n): the figures beside the bar
 *
 * Puts what acts on one of @figures alone under the title of that figure, in their order, and all
 * else before that.
 *
 * Returns: whether there is anything else
 */
bool vit_option_bar_arrange (GtkWidget *bar, const VitFigureSpec *const *figures, gsize n);

/**
 * vit_option_bar_mark:
 * @figure: (nullable): the figure in focus
 *
 * Marks the controls that act on @figure.
 *
 * Returns: (nullable): the first of them that is visible
 */
GtkWidget *vit_option_bar_mark (GtkWidget *bar, const VitFigureSpec *figure);
