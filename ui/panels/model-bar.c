#include "ui/panels/model-bar.h"

#include "ui/panels/option-bar.h"

GtkWidget *
vit_model_bar_new (VitSession *session)
{
  static const char *const linkages[] = { "average", "single", "complete", "ward", NULL };
  static const char *const linkage_names[] = { "average", "single", "complete", "Ward", NULL };
  static const char *const metrics[] = { "euclidean", "cityblock", NULL };
  static const char *const metric_names[] = { "Euclidean", "city-block", NULL };
  GtkWidget *bar = vit_option_bar_new (session, "model");
  vit_option_bar_add_choice (bar, "linkage", "Linkage", "How the distance of two groups is taken",
                             linkages, linkage_names);
  vit_option_bar_add_choice (bar, "metric", "Distance", "Of two temperatures' mean features",
                             metrics, metric_names);
  vit_option_bar_add_number (bar, "interval", "Feature at (ps)",
                             "The interval whose feature is shown class by class", 0.01, 200, 0.01,
                             2, 10);
  GtkWidget *train = gtk_button_new_with_label ("Train a Model…");
  gtk_widget_add_css_class (train, "compact");
  gtk_widget_set_valign (train, GTK_ALIGN_CENTER);
  gtk_widget_set_tooltip_text (train, "Make a model of your own equilibrium runs");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (train), "win.train-model");
  gtk_flow_box_append (GTK_FLOW_BOX (bar), train);
  gtk_widget_set_focusable (gtk_widget_get_parent (train), FALSE);
  return bar;
}
