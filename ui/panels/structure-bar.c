#include "ui/panels/structure-bar.h"

#include "ui/panels/option-bar.h"

GtkWidget *
vit_structure_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "structure");
  vit_option_bar_add (bar, "pool");
  vit_option_bar_add (bar, "baseline");
  vit_option_bar_add (bar, "neighbours");
  vit_option_bar_add_for (bar, "pair-cutoffs", VIT_AFFECTS_BONDS);
  vit_option_bar_add (bar, "nearest");
  vit_option_bar_add (bar, "face-threshold");
  vit_option_bar_add (bar, "weighted");
  vit_option_bar_add (bar, "averaged");
  vit_option_bar_add (bar, "levels");
  vit_option_bar_add_columns (bar, "quantity");
  vit_option_bar_add (bar, "quantity-bin");
  return bar;
}

GtkWidget *
vit_chemistry_bar_new (VitSession *session)
{
  GtkWidget *bar = vit_option_bar_new (session, "structure");
  vit_option_bar_add (bar, "pool");
  vit_option_bar_add (bar, "baseline");
  vit_option_bar_add (bar, "chemistry-neighbours");
  vit_option_bar_add_for (bar, "pair-cutoffs", VIT_AFFECTS_COORDINATION);
  vit_option_bar_add (bar, "chemistry-nearest");
  vit_option_bar_add (bar, "reference");
  vit_option_bar_add (bar, "eta-opposite");
  return bar;
}
