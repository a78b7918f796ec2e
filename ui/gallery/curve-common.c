/* Functions that figures of curves share. */

#include "core/base/error.h"
#include "ui/gallery/figure-common.h"

/* Greatest number of points that is drawn of a curve; longer curves are thinned out. */
#define MAX_POINTS 4000

void
vit_gallery_add_curve (VitPlot *plot,
                       const VitSeries *style,
                       const double *x,
                       const double *y,
                       size_t n,
                       double x_factor,
                       double y_factor)
{
  size_t stride = MAX (1, n / MAX_POINTS), count = 0;
  g_autofree double *a = g_new (double, n / stride + 1), *b = g_new (double, n / stride + 1);
  for (size_t i = 0; i < n; i += stride)
    {
      a[count] = x_factor * x[i];
      b[count++] = y_factor * y[i];
    }
  vit_plot_add (plot, style, a, b, count);
}

/* Points of a curve of more than these are not marked. */
#define MOST_MARKED 60

VitSeries
vit_gallery_curve_style (const char *label, VitRgba colour, size_t n)
{
  return (VitSeries){ .label = label,
                      .colour = colour,
                      .width = 1.6,
                      .marker = n == 1             ? 3.5 /* alone it is seen beside the axis, too */
                                : n <= MOST_MARKED ? 1.8
                                                   : 0 };
}

void
vit_gallery_append_box_strain (GString *caption, const GPtrArray *runs)
{
  g_autoptr (GString) names = g_string_new (NULL);
  guint n = 0;
  for (guint r = 0; r < runs->len; r++)
    {
      if (!vit_run_has_box_strain (runs->pdata[r]))
        continue;
      g_autofree char *label = vit_gallery_run_label (runs->pdata[r]);
      g_string_append_printf (names, "%s%s", n++ > 0 ? ", " : "", label);
    }
  if (n > 0)
    g_string_append_printf (caption, "%s%s: strain of the boxes, against the first frame",
                            caption->len > 0 ? "; " : "",
                            n == runs->len && n > 1 ? "all runs" : names->str);
}

VitFigure *
vit_gallery_finish_plot (VitPlot *plot, guint found, GError *first, GError **error)
{
  if (found > 0)
    {
      g_clear_error (&first);
      return vit_figure_new_plot (plot);
    }
  vit_plot_free (plot);
  if (first)
    g_propagate_error (error, first);
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "No run has such a curve.");
  return NULL;
}
