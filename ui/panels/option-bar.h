#pragma once

/* A line of choices and numbers that are options of the study. A control sets its option, and shows
 * what else sets it. Main thread. */

#include <gtk/gtk.h>

#include "ui/session/session.h"

/** vit_option_bar_new: an empty line for options of @group. */
GtkWidget *vit_option_bar_new (VitSession *session, const char *group);

/**
 * vit_option_bar_add_choice:
 * @key: of the option
 * @label: before it
 * @tooltip: what it does
 * @values: (array zero-terminated=1): what is stored; the first is the default
 * @names: (array zero-terminated=1): for people, in Pango markup
 */
GtkWidget *vit_option_bar_add_choice (GtkWidget *bar,
                                      const char *key,
                                      const char *label,
                                      const char *tooltip,
                                      const char *const *values,
                                      const char *const *names);

/** vit_option_bar_add_runs: the labels of the study's runs; @none stands for no choice. */
GtkWidget *vit_option_bar_add_runs (
    GtkWidget *bar, const char *key, const char *label, const char *tooltip, const char *none);

/** vit_option_bar_add_number: a number from @low to @high. */
GtkWidget *vit_option_bar_add_number (GtkWidget *bar,
                                      const char *key,
                                      const char *label,
                                      const char *tooltip,
                                      double low,
                                      double high,
                                      double step,
                                      int digits,
                                      double fallback);

/** vit_option_bar_add_percent: an option that is a fraction, shown from @low to @high %; @fallback
 * is a fraction, too. */
GtkWidget *vit_option_bar_add_percent (GtkWidget *bar,
                                       const char *key,
                                       const char *label,
                                       const char *tooltip,
                                       double low,
                                       double high,
                                       double step,
                                       int digits,
                                       double fallback);

/** vit_option_bar_add_text: @example is shown while it is empty; taken over by Enter or when left.
 */
GtkWidget *vit_option_bar_add_text (GtkWidget *bar,
                                    const char *key,
                                    const char *label,
                                    const char *tooltip,
                                    const char *example,
                                    int width_chars);

/** vit_option_bar_add_switch: on or off. */
GtkWidget *
vit_option_bar_add_switch (GtkWidget *bar, const char *key, const char *label, const char *tooltip);
