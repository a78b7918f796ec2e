/* A large box has fewer atoms where all would take too long, and says so in a corner. */

#include "ui/views/atom-view-private.h"

/* Greatest number of atoms of the whole box: about what the processor draws in 60 ms, and what a
 * graphics card draws in that time; at rest a few times as many. */
static const size_t most_moving[2] = { 30000, 500000 };
static const size_t most_at_rest[2] = { 200000, 1000000 };

/* Distance of the words from the edges, pixels. */
#define MARGIN 6

bool
vit_atom_view_is_moved (VitAtomView *view)
{
  return view->whole_box &&
         (view->playing || view->turning || view->gliding || view->drag != VIT_ATOM_DRAG_NONE);
}

void
vit_atom_view_draw_fewer (VitAtomView *view, bool wanted)
{
  int fast = !view->list->prune;
  size_t most = wanted ? most_moving[fast] : most_at_rest[fast];
  vit_scene_set_max_atoms (view->scene, view->whole_box ? most : 0);
  vit_atom_view_changed (view);
}

void
vit_atom_view_set_playing (VitAtomView *view, bool playing)
{
  if (playing == view->playing)
    return;
  view->playing = playing;
  vit_atom_view_draw_fewer (view, vit_atom_view_is_moved (view));
}

char *
vit_atom_view_dup_thinning (VitAtomView *view)
{
  g_return_val_if_fail (VIT_IS_ATOM_VIEW (view), NULL);
  unsigned one_of[2];
  if (!vit_scene_get_thinning (view->scene, one_of))
    return NULL;
  if (!view->outlined || one_of[0] == one_of[1])
    return g_strdup_printf ("1 of %u atoms drawn", one_of[0]);
  return one_of[1] == 1
             ? g_strdup_printf ("1 of %u solid-like atoms drawn, all liquid-like ones", one_of[0])
             : g_strdup_printf ("1 of %u solid-like atoms drawn, 1 of %u liquid-like ones",
                                one_of[0], one_of[1]);
}

void
vit_atom_view_snapshot_thinning (VitAtomView *view, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (view);
  g_autofree char *words = vit_atom_view_dup_thinning (view);
  if (!words)
    return;
  GdkRGBA colour;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, words);
  int width = gtk_widget_get_width (widget) - 2 * MARGIN;
  pango_layout_set_width (layout, MAX (width, 1) * PANGO_SCALE);
  gtk_snapshot_save (snapshot);
  gtk_snapshot_translate (snapshot, &GRAPHENE_POINT_INIT (MARGIN, MARGIN));
  gtk_snapshot_append_layout (snapshot, layout, &colour);
  gtk_snapshot_restore (snapshot);
}
