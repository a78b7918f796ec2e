/* The overlay of the atoms: the track that shows the slice's position in the box, and the focus
 * ring. */

#include <math.h>

#include "ui/views/atom-view-private.h"

static void
fill_rounded_rect (GtkSnapshot *snapshot, float x, float y, float w, float h, const GdkRGBA *colour)
{
  GskRoundedRect shape;
  gsk_rounded_rect_init_from_rect (&shape, &GRAPHENE_RECT_INIT (x, y, w, h), fminf (w, h) / 2);
  gtk_snapshot_push_rounded_clip (snapshot, &shape);
  gtk_snapshot_append_color (snapshot, colour, &shape.bounds);
  gtk_snapshot_pop (snapshot);
}

static void
snapshot_slice_track (VitAtomView *view, GtkSnapshot *snapshot, GdkRGBA colour)
{
  const VitCell *cell = vit_scene_get_cell (view->scene);
  bool wanted = view->pointer_inside || view->drag == VIT_ATOM_DRAG_SLICE;
  if (!cell || !vit_atom_view_has_plane (view) || !wanted)
    return;
  double widths[3];
  vit_cell_widths (cell, widths);
  float width = gtk_widget_get_width (GTK_WIDGET (view));
  float length = gtk_widget_get_height (GTK_WIDGET (view)) - 16;
  float x = width - VIT_ATOM_VIEW_TRACK / 2.0f;
  float knob =
      view->whole_box ? 14 : CLAMP (view->thickness / widths[view->axis] * length, 14, length);
  float y = 8 + (1 - view->position) * length;
  colour.alpha = 0.18;
  fill_rounded_rect (snapshot, x - 1.5f, 8, 3, length, &colour);
  colour.alpha = view->drag == VIT_ATOM_DRAG_SLICE ? 0.9 : 0.6;
  fill_rounded_rect (snapshot, x - 4, y - knob / 2, 8, knob, &colour);
}

void
vit_atom_view_snapshot_track (VitAtomView *view, GtkSnapshot *snapshot)
{
  GtkWidget *widget = GTK_WIDGET (view);
  GdkRGBA colour;
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &colour);
  snapshot_slice_track (view, snapshot, colour);
  if (gtk_widget_has_visible_focus (widget))
    {
      GskRoundedRect edge;
      gsk_rounded_rect_init_from_rect (&edge,
                                       &GRAPHENE_RECT_INIT (1, 1, gtk_widget_get_width (widget) - 2,
                                                            gtk_widget_get_height (widget) - 2),
                                       4);
      colour.alpha = 0.5;
      const float widths[4] = { 2, 2, 2, 2 };
      const GdkRGBA colours[4] = { colour, colour, colour, colour };
      gtk_snapshot_append_border (snapshot, &edge, widths, colours);
    }
}
