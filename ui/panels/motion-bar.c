#include "ui/panels/motion-bar.h"

#include "ui/panels/option-bar-private.h"

GtkWidget *
vit_motion_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "distribution");
  vit_option_bar_add (bar, "bin-width");
  vit_option_bar_add (bar, "kernel");
  vit_option_bar_add (bar, "all-phases");
  GtkWidget *alarms = vit_option_bar_new (session, "live");
  GtkWidget *title = gtk_label_new ("Alarms");
  gtk_label_set_xalign (GTK_LABEL (title), 0);
  gtk_widget_add_css_class (title, VIT_OPTION_BAR_TITLE);
  vit_option_bar_append (alarms, title, VIT_AFFECTS_NOTHING);
  vit_option_bar_add (alarms, "alarm-liquid-fraction");
  vit_option_bar_add (alarms, "alarm-percolation");
  vit_option_bar_add (alarms, "alarm-strain-rate");
  vit_option_bar_append (bar, alarms, 0);
  return bar;
}
