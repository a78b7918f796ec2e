/* One number per start time: liquid-like fraction and mean T_ML. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/tml-curve.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"

/* The number of the run's curve that is shown. */
typedef enum
{
  MEASURE_FRACTION,
  MEASURE_MEAN,
} Measure;

/* Set @x and @y for all start times; y is NaN where T_ML is not ready. Returns: the number of ready
 * start times. */
static guint
fill_curve (const VitGalleryRequest *request,
            VitRun *run,
            VitTmlSeries *series,
            Measure measure,
            double *x,
            double *y,
            GError **error)
{
  guint n = vit_tml_series_get_n (series), ready = 0;
  const VitTmlCurve *curve = vit_gallery_derive (request, &vit_tml_curve_derivation, run, error);
  if (!curve)
    return 0;
  const double *values = measure == MEASURE_FRACTION ? curve->fraction : curve->mean;
  for (guint i = 0; i < n; i++)
    {
      x[i] = vit_tml_series_get_time (series, i);
      bool known = ready < curve->n && curve->times[ready] == x[i];
      y[i] = known ? values[ready] : NAN;
      ready += known;
    }
  return ready;
}

static bool
add_run_curve (VitPlot *plot,
               const VitGalleryRequest *request,
               VitRun *run,
               Measure measure,
               const char *label,
               GError **error)
{
  VitTmlSeries *series = vit_gallery_series (request, run, error);
  guint n = series ? vit_tml_series_get_n (series) : 0;
  if (n == 0)
    return false;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  if (fill_curve (request, run, series, measure, x, y, error) == 0)
    return false;
  VitSeries style = vit_gallery_curve_style (label, vit_gallery_colour (request, run), n);
  vit_plot_add (plot, &style, x, y, n);
  return true;
}

/* Strain of the boxes is dotted: it is not counted from where that of a log is. */
#define BOX_DASH 1

static bool
add_strain_curve (VitPlot *plot, const VitGalleryRequest *request, VitRun *run)
{
  size_t n = 0;
  const double *strain = vit_run_get_strain (run, &n);
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (!strain || !timeline || n < 2)
    return false;
  g_autofree double *percent = g_new (double, n);
  double factor = 100 * vit_options_get_strain_sign (vit_gallery_options (request));
  bool any = false;
  for (size_t i = 0; i < n; i++)
    {
      percent[i] = factor * strain[i];
      any = any || fabs (percent[i]) > 1e-6;
    }
  if (!any)
    return false;
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *name = g_strconcat (label, ", strain", NULL);
  VitSeries style = { .name = name,
                      .colour = vit_gallery_colour (request, run),
                      .width = 0.8,
                      .dash = vit_run_has_box_strain (run) ? BOX_DASH : 3,
                      .second = true };
  style.colour.alpha = 0.8;
  vit_plot_add (plot, &style, vit_timeline_get_times (timeline), percent, n);
  return true;
}

/* Says which lines are of the boxes: captions are not seen in a small chart. */
static char *
dup_strain_title (const VitGalleryRequest *request, const GPtrArray *runs)
{
  guint n_boxes = 0;
  for (guint r = 0; r < runs->len; r++)
    n_boxes += vit_run_has_box_strain (runs->pdata[r]);
  return g_strdup_printf ("%sstrain%s (%%), %s",
                          vit_gallery_options (request)->mechanics.flip ? "−" : "",
                          n_boxes == runs->len ? " of boxes" : "",
                          n_boxes == 0          ? "dashed"
                          : n_boxes < runs->len ? "dashed; of boxes dotted"
                                                : "dotted");
}

/* Returns: where the axis of time begins: a little before the first of runs that have one start
 * time each, whose points would lie on the edge of the plot; NaN: with the curves. */
static double
find_begin (const VitGalleryRequest *request)
{
  double first = INFINITY, end = -INFINITY;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, request->runs[r]);
      VitTimeline *timeline = vit_run_get_timeline (request->runs[r]);
      if (!series || !timeline)
        continue;
      if (vit_tml_series_get_n (series) != 1)
        return NAN;
      size_t n = vit_timeline_get_n_frames (timeline);
      first = fmin (first, vit_tml_series_get_time (series, 0));
      end = fmax (end, vit_timeline_get_times (timeline)[n - 1]);
    }
  return end > first ? first - 0.03 * (end - first) : NAN;
}

static VitFigure *
make_time_curves (const VitGalleryRequest *request,
                  Measure measure,
                  const char *y_label,
                  double from,
                  bool with_strain,
                  const char *caption,
                  GError **error)
{
  VitPlot *plot = vit_plot_new ();
  bool any = false;
  g_autoptr (GPtrArray) strained = g_ptr_array_new ();
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      any =
          add_run_curve (plot, request, request->runs[r], measure, label, first ? NULL : &first) ||
          any;
    }
  for (guint r = 0; any && with_strain && r < request->n_runs; r++)
    if (add_strain_curve (plot, request, request->runs[r]))
      g_ptr_array_add (strained, request->runs[r]);
  if (!any)
    {
      vit_plot_free (plot);
      if (first)
        g_propagate_error (error, g_steal_pointer (&first));
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No start time has been computed yet.");
      return NULL;
    }
  vit_plot_set_x (plot, strained->len > 0 ? "time <i>t</i> (ps)" : "start time <i>t</i> (ps)",
                  strained->len > 0 ? find_begin (request) : NAN, NAN);
  vit_plot_set_y (plot, y_label, from, NAN);
  if (strained->len > 0)
    {
      g_autofree char *title = dup_strain_title (request, strained);
      vit_plot_set_y2 (plot, title, NAN, NAN);
    }
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, vit_gallery_theme (request)->playhead, 0, NULL);
  g_autoptr (GString) said = g_string_new (caption);
  vit_gallery_append_box_strain (said, strained);
  vit_plot_set_caption (plot, said->len > 0 ? said->str : NULL);
  return vit_figure_new_plot (plot);
}

static const VitLiquidRule *
get_rule (const VitGalleryRequest *request)
{
  return vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses));
}

static VitFigure *
make_fraction (const VitGalleryRequest *request, GError **error)
{
  const VitLiquidRule *rule = get_rule (request);
  g_autofree char *subsets = rule->by_percentage ? vit_liquid_rule_dup_text (rule) : NULL;
  g_autofree char *caption =
      g_strdup_printf ("atoms with <i>T</i><sub>ML</sub> &gt; <i>T</i><sub>g</sub> = %g K%s%s",
                       rule->t_g, subsets ? "; elsewhere " : "", subsets ? subsets : "");
  g_autofree char *label =
      rule->by_percentage
          ? g_strdup_printf ("fraction with %s", vit_liquid_rule_get_fraction_name (rule))
          : g_strdup ("LA fraction");
  return make_time_curves (request, MEASURE_FRACTION, label, 0, true, caption, error);
}

static VitFigure *
make_mean (const VitGalleryRequest *request, GError **error)
{
  return make_time_curves (request, MEASURE_MEAN, "mean <i>T</i><sub>ML</sub> (K)", NAN, false,
                           NULL, error);
}

/* ---- Specs ---- */

static char *
read_fraction (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "<i>t</i> = %.4g ps", x);
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, run);
      const VitTmlCurve *curve = vit_gallery_derive (request, &vit_tml_curve_derivation, run, NULL);
      int index = series ? vit_tml_series_find (series, x) : -1;
      ssize_t place =
          curve && index >= 0
              ? vit_tml_curve_find (curve, vit_tml_series_get_time (series, (guint) index))
              : -1;
      g_autofree char *label = vit_gallery_run_label (run);
      if (place >= 0)
        g_string_append_printf (
            text, "\n%s: %.1f %% %s at %.4g ps", label, 100 * curve->fraction[place],
            vit_liquid_rule_get_fraction_name (get_rule (request)), curve->times[place]);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
read_mean (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  return g_strdup_printf ("<i>t</i> = %.4g ps\n<i>T</i><sub>ML</sub> = %.0f K", x, y);
}

const VitFigureSpec vit_time_figures[] = {
  { .name = "la-fraction",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_LOADING,
    .shows_tml = true,
    .results = { &vit_tml_curve_derivation },
    .title = "Fraction of liquid-like atoms against start time",
    .short_title = "LA fraction",
    .time_axis = true,
    .follows = VIT_FOLLOWS_TML,
    .options = VIT_AFFECTS_LIQUID | VIT_AFFECTS_CURVES,
    .read = read_fraction,
    .make = make_fraction },
  { .name = "mean",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH,
    .shows_tml = true,
    .results = { &vit_tml_curve_derivation },
    .title = "Mean T_ML against start time",
    .short_title = "Mean <i>T</i><sub>ML</sub>",
    .time_axis = true,
    .follows = VIT_FOLLOWS_TML,
    .options = VIT_AFFECTS_LIQUID,
    .read = read_mean,
    .make = make_mean },
  { NULL },
};
