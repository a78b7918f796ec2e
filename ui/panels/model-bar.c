#include "ui/panels/model-bar.h"

#include "ui/panels/option-bar.h"

GtkWidget *
vit_model_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "model");
  vit_option_bar_add (bar, "linkage");
  vit_option_bar_add (bar, "metric");
  vit_option_bar_add (bar, "interval");
  GtkWidget *train = gtk_button_new_with_label ("Train a Model…");
  gtk_widget_add_css_class (train, "compact");
  gtk_widget_set_valign (train, GTK_ALIGN_CENTER);
  gtk_widget_set_halign (train, GTK_ALIGN_START);
  gtk_widget_set_tooltip_text (train, "Make a model of your own equilibrium runs");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (train), "win.train-model");
  vit_option_bar_append (bar, train, VIT_AFFECTS_EVERYTHING);
  return bar;
}
