/* What a plot shows, in words: for those who do not see it. */

#include <math.h>
#include <pango/pango.h>
#include <string.h>

#include "ui/figure/plot-private.h"
#include "ui/style/number-format.h"

/* Width beside the axes in which their labels are looked for, as a share of the axes. */
#define VIT_PLOT_LABEL_DEPTH 0.2

/* Curves that are named. */
#define MOST_CURVES 6

static char *
dup_plain (const char *markup)
{
  char *plain = NULL;
  return markup && pango_parse_markup (markup, -1, 0, NULL, &plain, NULL, NULL)
             ? plain
             : g_strdup (markup ? markup : "");
}

static void
append_axis (GString *text, const char *name, const char *label, double from, double to)
{
  char low[VIT_NUMBER_BYTES], high[VIT_NUMBER_BYTES];
  g_autofree char *plain = dup_plain (label);
  if (!*plain)
    return;
  g_string_append_printf (text, "%s%s: %s", text->len > 0 ? "; " : "", name, plain);
  if (isfinite (from) && isfinite (to))
    g_string_append_printf (text, ", %s to %s", vit_format_reading ("%.4g", from, low),
                            vit_format_reading ("%.4g", to, high));
}

/* Index of the point nearest to @x; n if there is none. */
static size_t
find_point (const Series *series, double x)
{
  size_t nearest = series->n;
  for (size_t i = 0; i < series->n; i++)
    if (isfinite (series->x[i]) && isfinite (series->y[i]) &&
        (nearest == series->n || fabs (series->x[i] - x) < fabs (series->x[nearest] - x)))
      nearest = i;
  return nearest;
}

static void
append_curves (GString *text, const VitPlot *plot, double at)
{
  guint named = 0;
  for (guint s = 0; s < plot->series->len && named < MOST_CURVES; s++)
    {
      const Series *series = &g_array_index (plot->series, Series, s);
      size_t i = isfinite (at) ? find_point (series, at) : series->n;
      if (!series->label)
        continue;
      char number[VIT_NUMBER_BYTES];
      g_autofree char *plain = dup_plain (series->label);
      g_string_append_printf (text, "%s%s", named > 0 ? ", " : "; curves: ", plain);
      if (i < series->n)
        g_string_append_printf (text, " %s", vit_format_reading ("%.4g", series->y[i], number));
      named++;
    }
}

char *
vit_plot_dup_summary (const VitPlot *plot, const VitPlotArea *area, double at)
{
  g_return_val_if_fail (plot && area, NULL);
  g_autoptr (GString) text = g_string_new (NULL);
  if (plot->title)
    {
      g_autofree char *title = dup_plain (plot->title);
      g_strdelimit (title, "\n", ' ');
      g_string_append (text, title);
    }
  append_axis (text, "x", plot->x.label, area->x0, area->x1);
  append_axis (text, "y", plot->y.label, area->y0, area->y1);
  append_axis (text, "right", plot->y2.label, area->second0, area->second1);
  if (plot->map)
    append_axis (text, "colours", plot->map_label, plot->map_minimum, plot->map_maximum);
  if (isfinite (at))
    {
      char number[VIT_NUMBER_BYTES];
      g_string_append_printf (text, "; at %s", vit_format_reading ("%.4g", at, number));
    }
  append_curves (text, plot, at);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

const char *
vit_plot_find_label (const VitPlot *plot, const VitPlotArea *area, double px, double py)
{
  g_return_val_if_fail (plot && area, NULL);
  const VitRect *r = &area->rect;
  bool beside = py >= r->y && py <= r->y + r->height, beneath = px >= r->x && px <= r->x + r->width;
  double depth = VIT_PLOT_LABEL_DEPTH * r->width;
  depth = fmax (depth, 40);
  if (beneath && py > r->y + r->height && py < r->y + r->height + depth)
    return plot->x.label;
  if (beside && px < r->x && px > r->x - depth)
    return plot->y.label;
  if (beside && px > r->x + r->width && px < r->x + r->width + depth)
    return plot->y2.label ? plot->y2.label : plot->map_label;
  return NULL;
}
