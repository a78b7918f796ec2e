#include "ui/panels/plasticity-bar.h"

#include <math.h>
#include <string.h>

#include "ui/panels/option-bar.h"

/* Ends of the logarithmic scale of Δt, ps. */
#define SHORTEST_INTERVAL 0.1
#define LONGEST_INTERVAL 1000.0

/* The study has the exact interval; the scale stores a rounded one. */
static void
on_interval_changed (GtkRange *scale, VitStudy *study)
{
  double interval = pow (10, gtk_range_get_value (scale));
  double digits = pow (10, floor (log10 (interval)) - 1);
  vit_study_set_option_number (study, "plasticity", "interval", round (interval / digits) * digits);
}

static void
show_interval (VitStudy *study, GtkRange *scale, GtkLabel *label)
{
  double interval = vit_study_get_options (study)->plasticity.interval;
  g_autofree char *text = g_strdup_printf ("Δt ≈ %.3g ps", interval);
  gtk_label_set_text (label, text);
  g_signal_handlers_block_by_func (scale, on_interval_changed, study);
  gtk_range_set_value (scale, log10 (CLAMP (interval, SHORTEST_INTERVAL, LONGEST_INTERVAL)));
  g_signal_handlers_unblock_by_func (scale, on_interval_changed, study);
}

static void
on_plasticity_option_changed (VitStudy *study, const char *group, const char *key, GtkWidget *pair)
{
  GtkWidget *label = gtk_widget_get_first_child (pair);
  if (strcmp (key, "interval") == 0)
    show_interval (study, GTK_RANGE (gtk_widget_get_next_sibling (label)), GTK_LABEL (label));
}

/* The scale is continuous: the frame nearest to Δt is taken. */
static void
add_interval_scale (GtkWidget *bar, VitSession *session)
{
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *pair = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  GtkWidget *label = gtk_label_new (NULL);
  GtkWidget *scale = gtk_scale_new_with_range (
      GTK_ORIENTATION_HORIZONTAL, log10 (SHORTEST_INTERVAL), log10 (LONGEST_INTERVAL), 0.05);
  gtk_widget_add_css_class (label, "caption");
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_scale_set_draw_value (GTK_SCALE (scale), FALSE);
  static const double marks[] = { 0.1, 1, 10, 100, 1000 };
  for (gsize i = 0; i < G_N_ELEMENTS (marks); i++)
    gtk_scale_add_mark (GTK_SCALE (scale), log10 (marks[i]), GTK_POS_BOTTOM, NULL);
  gtk_widget_set_tooltip_text (pair,
                               "Over which interval strain, D²min and rotation are measured; the "
                               "frame nearest to it is taken");
  gtk_accessible_update_property (GTK_ACCESSIBLE (scale), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Interval of plasticity", -1);
  gtk_box_append (GTK_BOX (pair), label);
  gtk_box_append (GTK_BOX (pair), scale);
  g_signal_connect_object (scale, "value-changed", G_CALLBACK (on_interval_changed), study, 0);
  g_signal_connect_object (study, "option-changed::plasticity",
                           G_CALLBACK (on_plasticity_option_changed), pair, 0);
  show_interval (study, GTK_RANGE (scale), GTK_LABEL (label));
  vit_option_bar_append (bar, pair, vit_option_find ("plasticity", "interval")->affects);
}

GtkWidget *
vit_plasticity_bar_new (VitSession *session)
{
  static const char *const intervals[] = { "0",  "0.2", "0.5", "1",   "2",   "5",
                                           "10", "20",  "50",  "100", "200", NULL };
  static const char *const interval_names[] = { "–",     "0.2 ps", "0.5 ps", "1 ps",
                                                "2 ps",  "5 ps",   "10 ps",  "20 ps",
                                                "50 ps", "100 ps", "200 ps", NULL };
  static const char *const blocks[] = { "10", "15", "0", NULL };
  static const char *const block_names[] = { "cells of 10 Å", "cells of 15 Å", "atoms", NULL };
  GtkWidget *bar = vit_option_bar_new (session, "plasticity");
  add_interval_scale (bar, session);
  vit_option_bar_add_values (bar, "second-interval", intervals, interval_names);
  vit_option_bar_add_values (bar, "third-interval", intervals, interval_names);
  vit_option_bar_add (bar, "run");
  vit_option_bar_add (bar, "measure");
  vit_option_bar_add (bar, "ranked");
  vit_option_bar_add_values (bar, "block", blocks, block_names);
  vit_option_bar_add (bar, "predictive");
  vit_option_bar_add (bar, "per-neighbour");
  return bar;
}
