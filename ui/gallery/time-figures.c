/* One number per start time: liquid-like fraction, mean T_ML, and the T_ML of one atom. */

#include <math.h>

#include "core/base/error.h"
#include "ui/gallery/gallery-private.h"

typedef double (*Measure) (VitTmlResult *result, const VitGalleryRequest *request);

static double
liquid_fraction (VitTmlResult *result, const VitGalleryRequest *request)
{
  return vit_tml_result_get_liquid_fraction (
      result, vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g);
}

static double
mean (VitTmlResult *result, const VitGalleryRequest *request)
{
  return vit_tml_result_get_mean (result);
}

static double
of_atom (VitTmlResult *result, const VitGalleryRequest *request)
{
  ssize_t atom = vit_atoms_find (result->atoms, request->atom);
  return atom >= 0 ? (double) result->t_ml[atom] : NAN;
}

/* Start times that are not ready break the curve. */
static guint
measure_run (
    const VitGalleryRequest *request, VitTmlSeries *series, Measure measure, double *x, double *y)
{
  guint n = vit_tml_series_get_n (series), ready = 0;
  for (guint i = 0; i < n; i++)
    {
      VitTmlResult *result = vit_tml_series_get (series, i);
      x[i] = vit_tml_series_get_time (series, i);
      y[i] = result ? measure (result, request) : NAN;
      ready += result != NULL;
    }
  return ready;
}

static bool
add_run (VitPlot *plot,
         const VitGalleryRequest *request,
         VitRun *run,
         Measure measure,
         const char *label)
{
  VitTmlSeries *series = vit_gallery_series (request, run, NULL);
  guint n = series ? vit_tml_series_get_n (series) : 0;
  if (n == 0)
    return false;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n);
  if (measure_run (request, series, measure, x, y) == 0)
    return false;
  VitSeries style = { .label = label,
                      .colour = vit_gallery_colour (request, run),
                      .width = 1.6,
                      .marker = n <= 60 ? 1.8 : 0 };
  vit_plot_add (plot, &style, x, y, n);
  return true;
}

static bool
add_strain (VitPlot *plot, const VitGalleryRequest *request, VitRun *run)
{
  size_t n = 0;
  const double *strain = vit_run_get_strain (run, &n);
  VitTimeline *timeline = vit_run_get_timeline (run);
  if (!strain || !timeline || n < 2)
    return false;
  g_autofree double *percent = g_new (double, n);
  bool any = false;
  for (size_t i = 0; i < n; i++)
    {
      percent[i] = 100 * strain[i];
      any = any || fabs (percent[i]) > 1e-6;
    }
  if (!any)
    return false;
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *name = g_strconcat (label, ", strain", NULL);
  VitSeries style = { .name = name,
                      .colour = vit_gallery_colour (request, run),
                      .width = 0.8,
                      .dash = 3,
                      .second = true };
  style.colour.alpha = 0.8;
  vit_plot_add (plot, &style, vit_timeline_get_times (timeline), percent, n);
  return true;
}

static VitFigure *
make_curves (const VitGalleryRequest *request,
             Measure measure,
             const char *y_label,
             double from,
             bool with_strain,
             const char *caption,
             GError **error)
{
  VitPlot *plot = vit_plot_new ();
  bool any = false, strained = false;
  for (guint r = 0; r < request->n_runs; r++)
    {
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      any = add_run (plot, request, request->runs[r], measure, label) || any;
    }
  for (guint r = 0; any && with_strain && r < request->n_runs; r++)
    strained = add_strain (plot, request, request->runs[r]) || strained;
  if (!any)
    {
      vit_plot_free (plot);
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No start time has been computed yet.");
      return NULL;
    }
  vit_plot_set_x (plot, with_strain && strained ? "time <i>t</i> (ps)" : "start time <i>t</i> (ps)",
                  NAN, NAN);
  vit_plot_set_y (plot, y_label, from, NAN);
  if (strained)
    vit_plot_set_y2 (plot, "strain (%), dashed", NAN, NAN);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, vit_gallery_theme (request)->playhead, 0, NULL);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

VitFigure *
vit_make_fraction (const VitGalleryRequest *request, GError **error)
{
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  g_autofree char *caption =
      g_strdup_printf ("atoms with <i>T</i><sub>ML</sub> &gt; <i>T</i><sub>g</sub> = %g K", t_g);
  return make_curves (request, liquid_fraction, "LA fraction", 0, true, caption, error);
}

VitFigure *
vit_make_mean (const VitGalleryRequest *request, GError **error)
{
  return make_curves (request, mean, "mean <i>T</i><sub>ML</sub> (K)", NAN, false, NULL, error);
}

/* Liquid-like or not is what one wants to see: T_g is always in sight. */
static void
set_range_of_history (VitPlot *plot, const VitGalleryRequest *request, double t_g)
{
  VitTmlSeries *series = vit_gallery_series (request, request->runs[0], NULL);
  double low = t_g, high = t_g;
  for (guint i = 0; series && i < vit_tml_series_get_n (series); i++)
    {
      VitTmlResult *result = vit_tml_series_get (series, i);
      double value = result ? of_atom (result, request) : NAN;
      low = fmin (low, value);
      high = fmax (high, value);
    }
  double air = 0.06 * (high - low) + 1;
  vit_plot_set_y (plot, "<i>T</i><sub>ML</sub> (K)", low - air, high + air);
}

VitFigure *
vit_make_history (const VitGalleryRequest *request, GError **error)
{
  VitGalleryRequest one = *request;
  one.n_runs = MIN (one.n_runs, 1);
  VitFigure *figure =
      make_curves (&one, of_atom, "<i>T</i><sub>ML</sub> (K)", NAN, false, NULL, error);
  if (!figure)
    return NULL;
  VitPlot *plot = vit_figure_get_plot (figure);
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  vit_plot_add_y_mark (plot, t_g, vit_gallery_theme (request)->mark, 4, "<i>T</i><sub>g</sub>");
  set_range_of_history (plot, &one, t_g);
  g_autofree char *title = g_strdup_printf ("atom %" G_GINT64_FORMAT, request->atom);
  vit_plot_set_title (plot, title);
  return figure;
}
