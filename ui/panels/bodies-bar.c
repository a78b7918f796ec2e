#include "ui/panels/bodies-bar.h"

#include "core/results/region-surface.h"
#include "ui/panels/option-bar.h"

/* Width and level stand in a group of their own, and act while surfaces are shown. */
static void
on_view_changed (VitStudy *study, const char *group, const char *key, GtkWidget *surface)
{
  gtk_widget_set_visible (surface, vit_snapshot_wants_surface (vit_study_get_options (study)));
}

GtkWidget *
vit_bodies_bar_new (VitSession *session)
{
  VitStudy *study = vit_session_get_study (session);
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  GtkWidget *first = vit_option_bar_new (session, "view");
  GtkWidget *surface = vit_option_bar_new (session, "surface");
  GtkWidget *last = vit_option_bar_new (session, "view");
  vit_option_bar_add_for (first, "surfaces", VIT_AFFECTS_MAP);
  vit_option_bar_add_for (first, "surface-opacity", VIT_AFFECTS_MAP);
  vit_option_bar_add (surface, "width");
  vit_option_bar_add (surface, "level");
  vit_option_bar_add (last, "polyhedron");
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), surface);
  gtk_box_append (GTK_BOX (box), last);
  g_signal_connect_object (study, "option-changed::view", G_CALLBACK (on_view_changed), surface, 0);
  on_view_changed (study, NULL, NULL, surface);
  return box;
}
