/* Readings and picks at the pointer of a chart, as the figure's spec defines them. */

#include <math.h>

#include "ui/gallery/figure-spec.h"
#include "ui/views/chart-private.h"

/* @runs is filled with the runs of the request and must live as long as the request. */
static VitGalleryRequest
get_request (VitSession *session, GPtrArray *runs)
{
  VitGalleryRequest request = { 0 };
  vit_session_fill_request (session, &request, runs);
  return request;
}

char *
vit_chart_new_reading (
    VitSession *session, const VitFigureSpec *spec, const VitFigurePanel *panel, double x, double y)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  const VitGalleryRequest request = get_request (session, runs);
  if (spec->read)
    return spec->read (&request, panel, x, y);
  char *bar = vit_plot_dup_bar_reading (panel->plot, x, y);
  if (bar)
    return bar;
  char *cell = vit_plot_dup_cell_reading (panel->plot, x, y);
  return cell ? cell : vit_plot_dup_reading (panel->plot, &panel->area, x, y);
}

void
vit_chart_select_inside (VitSession *session,
                         const VitFigureSpec *spec,
                         const VitPlotTag *tag,
                         const double (*polygon)[2],
                         size_t n)
{
  if (!spec->pick_inside)
    return;
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  const VitGalleryRequest request = get_request (session, runs);
  g_autoptr (VitAtomSet) set = spec->pick_inside (&request, tag, polygon, n);
  if (set)
    vit_atom_set_add_region (set, tag->kind, tag->part, tag->definition, polygon, n);
  vit_session_set_atom_set (session, set);
}

bool
vit_chart_select_at (
    VitSession *session, const VitFigureSpec *spec, const VitPlotTag *tag, double x, double y)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (VitAtomSet) set = NULL;
  const VitGalleryRequest request = get_request (session, runs);
  if (!spec->pick || !spec->pick (&request, tag, x, y, &set))
    return false;
  if (set)
    vit_session_set_atom_set (session, set);
  /* One atom is picked as it is in a map. */
  if (set && set->n == 1)
    vit_session_select_atom (session, set->run, set->ids[0]);
  return true;
}

bool
vit_chart_drag_at (VitSession *session, const VitFigureSpec *spec, double y)
{
  if (!spec->dragged)
    return false;
  vit_study_set_option_number (vit_session_get_study (session), "model", spec->dragged, y);
  return true;
}
