/* The tree of a dendrogram over the columns of a map. */

#include <math.h>

#include "ui/figure/plot-private.h"

/* Height, em, and at most this share of the figure. */
#define HEIGHT 5
#define SHARE 0.18

double
vit_plot_tree_height (VitPlotDraw *d)
{
  return d->plot->n_leaves > 1 ? fmin (HEIGHT * d->font, SHARE * d->rect.height) : 0;
}

/* The vertical line of a cluster: its x, and y of its lower end, points. */
typedef struct
{
  double x, y;
} Stem;

void
vit_plot_draw_tree (VitPlotDraw *d)
{
  const VitPlot *plot = d->plot;
  const VitRect *r = &d->area.rect;
  size_t n = plot->n_leaves;
  if (n < 2)
    return;
  double room = 0.88 * vit_plot_tree_height (d), highest = plot->merges[n - 2].height;
  g_autofree Stem *stems = g_new (Stem, 2 * n);
  for (size_t i = 0; i < n; i++)
    stems[i] = (Stem){ vit_plot_area_x (&d->area, (double) i + 0.5), r->y };
  vit_canvas_set_colour (d->canvas, d->theme->foreground);
  vit_canvas_set_stroke (d->canvas, VIT_STROKE_FRAME, 0);
  for (size_t m = 0; m + 1 < n; m++)
    {
      const VitMerge *merge = &plot->merges[m];
      const Stem *a = &stems[merge->a], *b = &stems[merge->b];
      double y = r->y - (highest > 0 ? room * merge->height / highest : room);
      const VitPoint corners[] = { { a->x, a->y }, { a->x, y }, { b->x, y }, { b->x, b->y } };
      vit_canvas_polyline (d->canvas, corners, G_N_ELEMENTS (corners));
      stems[n + m] = (Stem){ (a->x + b->x) / 2, y };
    }
}

void
vit_plot_set_tree (VitPlot *plot, const VitMerge *merges, size_t n)
{
  g_return_if_fail (plot && merges && n > 1);
  g_free (plot->merges);
  plot->merges = g_memdup2 (merges, (n - 1) * sizeof *merges);
  plot->n_leaves = n;
}
