#include "ui/panels/plasticity-bar.h"

#include "ui/panels/option-bar.h"

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
  static const double marks[] = { 0.1, 1, 10, 100, 1000 };
  GtkWidget *bar = vit_option_bar_new (session, "plasticity");
  /* The scale is continuous: the frame nearest to Δt is taken. */
  vit_option_bar_add_scale (
      bar, &(VitOptionScale){ .key = "interval",
                              .low = 0.1,
                              .high = 1000,
                              .step = 0.05,
                              .logarithmic = true,
                              .marks = marks,
                              .n_marks = G_N_ELEMENTS (marks),
                              .format = "Δt ≈ %.3g ps",
                              .name = "Interval of plasticity",
                              .tooltip = "Over which interval strain, D²min and rotation are "
                                         "measured; the frame nearest to it is taken" });
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
