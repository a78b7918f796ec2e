#include "ui/panels/compare-bar.h"

#include "ui/panels/option-bar.h"

GtkWidget *
vit_compare_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "compare");
  vit_option_bar_add_columns (bar, "quantity");
  vit_option_bar_add (bar, "run");
  vit_option_bar_add (bar, "other");
  vit_option_bar_add (bar, "own-time");
  vit_option_bar_add (bar, "other-time");
  vit_option_bar_add (bar, "axis");
  vit_option_bar_add (bar, "bin");
  vit_option_bar_add_columns (bar, "joint.x");
  vit_option_bar_add_columns (bar, "joint.y");
  vit_option_bar_add (bar, "joint.show");
  vit_option_bar_add (bar, "joint.log-x");
  vit_option_bar_add (bar, "joint.log-y");
  vit_option_bar_add (bar, "structure.pool");
  return bar;
}
