#include "ui/panels/motion-bar.h"

#include "ui/panels/option-bar.h"

GtkWidget *
vit_motion_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "distribution");
  vit_option_bar_add (bar, "bin-width");
  vit_option_bar_add (bar, "kernel");
  vit_option_bar_add (bar, "all-phases");
  return bar;
}
