/* The region that was drawn in a chart to pick atoms. */

#include <math.h>
#include <string.h>

#include "ui/views/chart-private.h"

void
vit_region_drawn_clear (VitRegionDrawn *drawn)
{
  g_clear_pointer (&drawn->set, vit_atom_set_unref);
  g_clear_pointer (&drawn->results, g_free);
}

void
vit_region_drawn_set (VitRegionDrawn *drawn, VitAtomSet *set, const char *results)
{
  vit_region_drawn_clear (drawn);
  if (set)
    *drawn = (VitRegionDrawn){ vit_atom_set_ref (set), g_strdup (results) };
}

/* Returns: the plot on whose axes the region has a meaning; %NULL if there is none. */
static const VitFigurePanel *
find_panel (const GArray *panels, const VitAtomSet *picked)
{
  for (guint i = 0; picked && picked->region && i < panels->len; i++)
    {
      const VitFigurePanel *panel = &g_array_index (panels, VitFigurePanel, i);
      const VitPlotTag *tag = vit_plot_get_tag (panel->plot);
      const VitPickRegion *region = picked->region;
      if (g_strcmp0 (tag->kind, region->map) == 0 && tag->owner == picked->run &&
          tag->part == region->part && g_strcmp0 (tag->definition, region->axes) == 0)
        return panel;
    }
  return NULL;
}

static bool
shows_same_results (const VitRegionDrawn *drawn, const VitAtomSet *picked, const char *results)
{
  return drawn->set && vit_atom_set_equal (drawn->set, picked) &&
         g_strcmp0 (drawn->results, results) == 0;
}

static char *
new_text (const VitRegionDrawn *drawn, const VitAtomSet *picked, const char *results)
{
  if (shows_same_results (drawn, picked, results) || !isfinite (picked->time))
    return g_strdup_printf ("%zu atoms", picked->n);
  /* The atoms are followed and may have left the region by now. */
  return g_strdup_printf ("%zu atoms, picked at %.4g ps", picked->n, picked->time);
}

char *
vit_picked_region_dup_text (const VitRegionDrawn *drawn,
                            const GArray *panels,
                            const VitAtomSet *picked,
                            const char *results)
{
  return find_panel (panels, picked) ? new_text (drawn, picked, results) : NULL;
}

void
vit_picked_region_draw (const VitRegionDrawn *drawn,
                        VitCanvas *canvas,
                        const GArray *panels,
                        const VitAtomSet *picked,
                        const char *results)
{
  const VitFigurePanel *panel = find_panel (panels, picked);
  if (!panel)
    return;
  const VitTheme *theme = vit_theme_get_current ();
  const VitRect *rect = &panel->area.rect;
  const VitPickRegion *region = picked->region;
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
  vit_canvas_set_line (canvas, 1.4, shows_same_results (drawn, picked, results) ? 0 : 4);
  vit_canvas_polyline (canvas, points, n + 1);
  vit_canvas_pop_clip (canvas);

  g_autofree char *text = new_text (drawn, picked, results);
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
