/* The region that was drawn in a chart to pick atoms. */

#include <math.h>
#include <string.h>

#include "ui/views/chart-private.h"

void
vit_picked_region_clear (VitPickedRegion *region)
{
  g_clear_pointer (&region->corners, g_free);
  g_clear_pointer (&region->set, vit_atom_set_unref);
  g_clear_pointer (&region->results, g_free);
  *region = (VitPickedRegion){ 0 };
}

void
vit_picked_region_set (VitPickedRegion *region,
                       const VitPlotTag *tag,
                       const double (*corners)[2],
                       size_t n,
                       VitAtomSet *set,
                       const char *results)
{
  vit_picked_region_clear (region);
  if (!set || n == 0)
    return;
  *region = (VitPickedRegion){ .corners = g_memdup2 (corners, n * sizeof *corners),
                               .n = n,
                               .tag = *tag,
                               .set = vit_atom_set_ref (set),
                               .results = g_strdup (results) };
}

/* Returns: the plot on whose axes the region has a meaning; %NULL if there is none. */
static const VitFigurePanel *
find_panel (const VitPickedRegion *region, const GArray *panels, const VitAtomSet *picked)
{
  for (guint i = 0; region->set && region->set == picked && i < panels->len; i++)
    {
      const VitFigurePanel *panel = &g_array_index (panels, VitFigurePanel, i);
      const VitPlotTag *tag = vit_plot_get_tag (panel->plot), *drawn = &region->tag;
      if (g_strcmp0 (tag->kind, drawn->kind) == 0 && tag->owner == drawn->owner &&
          tag->part == drawn->part && tag->definition == drawn->definition)
        return panel;
    }
  return NULL;
}

static bool
shows_same_results (const VitPickedRegion *region, const char *results)
{
  return g_strcmp0 (region->results, results) == 0;
}

static char *
new_text (const VitPickedRegion *region, const char *results)
{
  if (shows_same_results (region, results) || !isfinite (region->set->time))
    return g_strdup_printf ("%zu atoms", region->set->n);
  /* The atoms are followed and may have left the region by now. */
  return g_strdup_printf ("%zu atoms, picked at %.4g ps", region->set->n, region->set->time);
}

char *
vit_picked_region_dup_text (const VitPickedRegion *region,
                            const GArray *panels,
                            const VitAtomSet *picked,
                            const char *results)
{
  return find_panel (region, panels, picked) ? new_text (region, results) : NULL;
}

void
vit_picked_region_draw (const VitPickedRegion *region,
                        VitCanvas *canvas,
                        const GArray *panels,
                        const VitAtomSet *picked,
                        const char *results)
{
  const VitFigurePanel *panel = find_panel (region, panels, picked);
  if (!panel)
    return;
  const VitTheme *theme = vit_theme_get_current ();
  const VitRect *rect = &panel->area.rect;
  size_t n = region->n;
  g_autofree VitPoint *points = g_new (VitPoint, n + 1);
  VitPoint top = { 0, INFINITY };
  for (size_t k = 0; k <= n; k++)
    {
      const double *data = region->corners[k % n];
      points[k] = (VitPoint){ vit_plot_area_x (&panel->area, data[0]),
                              vit_plot_area_y (&panel->area, data[1]) };
      top = points[k].y < top.y ? points[k] : top;
    }
  vit_canvas_push_clip (canvas, *rect);
  vit_canvas_set_colour (canvas, theme->playhead);
  vit_canvas_set_line (canvas, 1.4, shows_same_results (region, results) ? 0 : 4);
  vit_canvas_polyline (canvas, points, n + 1);
  vit_canvas_pop_clip (canvas);

  g_autofree char *text = new_text (region, results);
  double width, height;
  vit_canvas_measure (canvas, VIT_CHART_FONT_SIZE, text, &width, &height);
  VitRect box = { CLAMP (top.x - width / 2, rect->x, fmax (rect->x + rect->width - width, rect->x)),
                  fmax (top.y - height - 3, rect->y), width, height };
  vit_canvas_set_line (canvas, 1.4, 0);
  vit_canvas_set_alpha (canvas, theme->background, 0.8);
  vit_canvas_fill_rect (canvas, box);
  vit_canvas_set_colour (canvas, theme->playhead);
  vit_canvas_text (canvas, box.x, box.y + height / 2, 0, 0.5, VIT_CHART_FONT_SIZE, false, text);
}

void
vit_chart_draw_outline (VitCanvas *canvas, const GArray *outline)
{
  if (outline->len < 2)
    return;
  const VitTheme *theme = vit_theme_get_current ();
  const VitPoint *points = (const VitPoint *) outline->data;
  vit_canvas_set_alpha (canvas, theme->playhead, 0.18);
  vit_canvas_polygon (canvas, points, outline->len);
  vit_canvas_set_colour (canvas, theme->playhead);
  vit_canvas_set_line (canvas, 1.4, 0);
  vit_canvas_polyline (canvas, points, outline->len);
}
