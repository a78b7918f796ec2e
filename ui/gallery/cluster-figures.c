/* Liquid-like regions against time: growth, percolation, heterogeneity. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/cluster-series.h"
#include "core/results/region-surface.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"

typedef double (*PointValue) (const VitClusterPoint *point);

static double
get_largest (const VitClusterPoint *point)
{
  return (double) point->largest / (double) MAX (point->n_valid, 1);
}

static double
get_fraction (const VitClusterPoint *point)
{
  return (double) point->n_liquid / (double) MAX (point->n_valid, 1);
}

static double
get_percolating (const VitClusterPoint *point)
{
  return (double) point->n_percolating / (double) MAX (point->n_valid, 1);
}

static double
get_region_count (const VitClusterPoint *point)
{
  return (double) point->n_clusters;
}

static double
get_threshold (const VitClusterPoint *point)
{
  return point->t_perc;
}

static double
get_deviation (const VitClusterPoint *point)
{
  return point->deviation;
}

static double
get_decay (const VitClusterPoint *point)
{
  return point->decay_length;
}

static void
add_point_series (VitPlot *plot,
                  const VitClusterSeries *series,
                  PointValue value,
                  const VitSeries *style)
{
  g_autofree double *x = g_new (double, MAX (series->n, 1)),
                    *y = g_new (double, MAX (series->n, 1));
  for (size_t k = 0; k < series->n; k++)
    {
      x[k] = series->points[k].time;
      y[k] = value (&series->points[k]);
    }
  vit_plot_add (plot, style, x, y, series->n);
}

/* T_perc of labels shuffled over the atoms, as a baseline. */
static void
add_shuffled (VitPlot *plot, const VitClusterSeries *series, VitRgba colour, const char *run)
{
  g_autofree char *name = g_strdup_printf ("%s, shuffled labels", run);
  size_t n = series->n;
  g_autofree double *x = g_new (double, MAX (n, 1)), *y = g_new (double, MAX (n, 1)),
                    *e = g_new (double, MAX (n, 1));
  for (size_t k = 0; k < n; k++)
    {
      x[k] = series->points[k].time;
      y[k] = series->points[k].t_perc_shuffled;
      e[k] = series->points[k].t_perc_spread;
    }
  VitSeries style = {
    .name = name, .colour = colour, .width = 1, .dash = 3, .error = e, .band = true
  };
  vit_plot_add (plot, &style, x, y, n);
}

/* Filled dots where the largest region wraps around the box along all of its vectors. */
static void
add_wrapping (VitPlot *plot, const VitClusterSeries *series, VitRgba colour, const char *run)
{
  g_autofree char *name = g_strdup_printf ("%s, largest region where it wraps along all", run);
  g_autofree double *x = g_new (double, MAX (series->n, 1)),
                    *y = g_new (double, MAX (series->n, 1));
  size_t n = 0;
  for (size_t k = 0; k < series->n; k++)
    if (series->points[k].wraps_all)
      {
        x[n] = series->points[k].time;
        y[n++] = get_largest (&series->points[k]);
      }
  VitSeries style = { .name = name, .colour = colour, .marker = 2.6 };
  vit_plot_add (plot, &style, x, y, n);
}

static void
add_run_series (VitPlot *plots[6],
                const VitGalleryRequest *request,
                const VitClusterSeries *series,
                VitRun *run,
                double persistence[2])
{
  static const PointValue values[6] = { get_largest,   get_region_count, get_threshold,
                                        get_deviation, get_decay,        NULL };
  VitRgba colour = vit_gallery_colour (request, run);
  g_autofree char *label = vit_gallery_run_label (run);
  for (int p = 0; values[p]; p++)
    {
      g_autofree char *name = p == 0 ? g_strdup_printf ("%s, largest region", label) : NULL;
      VitSeries style = {
        .label = p == 0 ? label : NULL, .name = name ? name : label, .colour = colour, .width = 1.5
      };
      add_point_series (plots[p], series, values[p], &style);
    }
  g_autofree char *all = g_strdup_printf ("%s, all LA", label),
                  *wrapping = g_strdup_printf ("%s, in regions that wrap", label);
  VitSeries thin = { .name = all, .colour = colour, .width = 0.9, .dash = 3 };
  add_point_series (plots[0], series, get_fraction, &thin);
  /* This fraction is nearly always that of the largest region or 0, so it is left out of the plot:
   * a series without width is in the table of numbers only. */
  VitSeries unseen = { .name = wrapping, .colour = colour };
  add_point_series (plots[0], series, get_percolating, &unseen);
  add_wrapping (plots[0], series, colour, label);
  add_shuffled (plots[2], series, colour, label);
  g_autofree double *x = g_new (double, MAX (series->n_lags, 1)),
                    *y = g_new (double, MAX (series->n_lags, 1)),
                    *e = g_new (double, MAX (series->n_lags, 1)),
                    *below = g_new (double, MAX (series->n_lags, 1));
  for (size_t k = 0; k < series->n_lags; k++)
    {
      x[k] = series->persistence[k].lag;
      y[k] = series->persistence[k].value;
      e[k] = isfinite (series->persistence[k].deviation) ? series->persistence[k].deviation : 0;
      below[k] = fmin (e[k], 0.999 * y[k]); /* above 0, for the logarithmic axis */
      if (y[k] > 0)
        {
          persistence[0] = fmin (persistence[0], y[k]);
          persistence[1] = fmax (persistence[1], y[k] + e[k]);
        }
    }
  VitSeries style = {
    .name = label, .colour = colour, .width = 1.5, .error = e, .error_below = below, .band = true
  };
  vit_plot_add (plots[5], &style, x, y, series->n_lags);
}

static VitFigure *
make_clusters (const VitGalleryRequest *request, GError **error)
{
  static const char *const labels[6] = {
    "fraction of atoms",           "number of regions",
    "<i>T</i><sub>perc</sub> (K)", "s.d. of <i>T</i><sub>ML</sub> (K)",
    "decay length <i>ξ</i> (Å)",   "persistence <i>P</i>(<i>τ</i>)"
  };
  VitPlot *plots[6];
  VitFigure *figures[6];
  g_autoptr (GError) first = NULL;
  guint found = 0;
  double cutoff = 0, persistence[2] = { 1, 1 }; /* the range of persistence */
  for (int p = 0; p < 6; p++)
    plots[p] = vit_plot_new ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitClusterSeries *series = vit_gallery_derive (request, &vit_cluster_derivation,
                                                           request->runs[r], first ? NULL : &first);
      if (!series)
        continue;
      add_run_series (plots, request, series, request->runs[r], persistence);
      cutoff = series->cutoff;
      found++;
    }
  const VitLiquidRule *rule =
      vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses));
  const VitTheme *theme = vit_gallery_theme (request);
  for (int p = 0; p < 6; p++)
    {
      vit_plot_set_x (plots[p], p < 5 ? "start time <i>t</i> (ps)" : "<i>τ</i> (ps)", NAN, NAN);
      vit_plot_set_y (plots[p], labels[p], p == 0 || p == 1 ? 0 : NAN, NAN);
      if (p < 5)
        vit_plot_set_tag (plots[p], "time", NULL, p);
      figures[p] = vit_figure_new_plot (plots[p]);
    }
  /* If few atoms are liquid-like, persistence can exceed that of chance many times over. */
  bool decades = persistence[1] > 8;
  vit_plot_set_log (plots[5], false, decades);
  vit_plot_set_y (plots[5], labels[5], decades ? 0.8 * persistence[0] : 0,
                  decades ? 1.25 * persistence[1] : NAN);
  if (!rule->by_percentage)
    vit_plot_add_y_mark (plots[2], rule->t_g, theme->mark, 4, "<i>T</i><sub>g</sub>");
  vit_plot_add_y_mark (plots[5], 1, theme->mark, 4, NULL);
  VitFigure *page = vit_figure_new_page (figures, 6, 3);
  vit_figure_share_legend (page);
  if (found > 0)
    {
      g_autofree char *subsets = vit_liquid_rule_dup_text (rule);
      g_autofree char *caption = g_strdup_printf (
          "%s; connected within %g Å; largest region, dashed: all LA; dots: it wraps along all box "
          "vectors; dashed <i>T</i><sub>perc</sub>: shuffled labels; <i>ξ</i>: decay length of "
          "<i>C</i>(<i>r</i>); <i>P</i> = 1: uncorrelated",
          subsets, cutoff);
      vit_figure_set_caption (page, caption);
      return page;
    }
  vit_figure_free (page);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
  return NULL;
}

/* The number of regions of each size or larger, at the start time nearest to the playhead. */
static VitFigure *
make_cluster_sizes (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  g_autoptr (GError) first = NULL;
  g_autoptr (GString) caption = g_string_new ("regions of so many atoms or more");
  guint found = 0;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitClusterSeries *series = vit_gallery_derive (request, &vit_cluster_derivation,
                                                           request->runs[r], first ? NULL : &first);
      const VitClusterPoint *point =
          series ? vit_cluster_series_find (series, request->time) : NULL;
      if (!point || point->n_clusters == 0)
        continue;
      size_t n = point->n_clusters;
      g_autofree double *x = g_new (double, n), *y = g_new (double, n);
      for (size_t c = 0; c < n; c++)
        {
          x[c] = (double) point->sizes[n - 1 - c];
          y[c] = (double) (n - c);
        }
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, request->runs[r]),
                          .width = 1.2,
                          .marker = 2.2 };
      vit_plot_add (plot, &style, x, y, n);
      g_string_append_printf (
          caption, "; %s: <i>t</i> = %.4g ps, %zu region%s, %s%s%s%s", label, point->time, n,
          n == 1 ? "" : "s",
          point->wraps[0] || point->wraps[1] || point->wraps[2] ? "wraps along " : "none wraps",
          point->wraps[0] ? "x" : "", point->wraps[1] ? "y" : "", point->wraps[2] ? "z" : "");
      found++;
    }
  vit_plot_set_log (plot, true, true);
  vit_plot_set_x (plot, "atoms in a region", NAN, NAN);
  vit_plot_set_y (plot, "regions of that size or larger", NAN, NAN);
  vit_plot_set_caption (plot, caption->str);
  if (found > 0)
    return vit_figure_new_plot (plot);
  vit_plot_free (plot);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "No atom is liquid-like.");
  return NULL;
}

/* ---- Surfaces ---- */

static double
get_share (const VitSurfacePoint *point)
{
  return 100 * point->volume / point->box;
}

static double
get_area (const VitSurfacePoint *point)
{
  return point->area;
}

static double
get_volume_per_atom (const VitSurfacePoint *point)
{
  return point->n_liquid > 0 ? point->volume / (double) point->n_liquid : NAN;
}

#define N_SURFACE_PLOTS 3

static void
add_surface_series (VitPlot *const plots[N_SURFACE_PLOTS],
                    const VitSurfaceSeries *series,
                    const VitSeries *style)
{
  static double (*const values[N_SURFACE_PLOTS]) (
      const VitSurfacePoint *point) = { get_share, get_area, get_volume_per_atom };
  g_autofree double *x = g_new (double, MAX (series->n, 1)),
                    *y = g_new (double, MAX (series->n, 1));
  for (int p = 0; p < N_SURFACE_PLOTS; p++)
    {
      for (size_t k = 0; k < series->n; k++)
        {
          x[k] = series->points[k].time;
          y[k] = values[p](&series->points[k]);
        }
      VitSeries own = *style;
      own.name = style->label;
      own.label = p == 0 ? style->label : NULL;
      vit_plot_add (plots[p], &own, x, y, series->n);
    }
}

/* Volume and area of the bodies that the whole box shows. */
static VitFigure *
make_surface (const VitGalleryRequest *request, GError **error)
{
  static const char *const labels[N_SURFACE_PLOTS] = { "enclosed volume (% of the box)",
                                                       "area (Å²)",
                                                       "volume per liquid-like atom (Å³)" };
  VitPlot *plots[N_SURFACE_PLOTS];
  VitFigure *figures[N_SURFACE_PLOTS];
  g_autoptr (GError) first = NULL;
  const VitSurfaceSeries *any = NULL;
  for (int p = 0; p < N_SURFACE_PLOTS; p++)
    plots[p] = vit_plot_new ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitSurfaceSeries *series = vit_gallery_derive (request, &vit_surface_series_derivation,
                                                           request->runs[r], first ? NULL : &first);
      if (!series)
        continue;
      any = series;
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, request->runs[r]),
                          .width = 1.5 };
      add_surface_series (plots, series, &style);
    }
  for (int p = 0; p < N_SURFACE_PLOTS; p++)
    {
      vit_plot_set_x (plots[p], "start time <i>t</i> (ps)", NAN, NAN);
      vit_plot_set_y (plots[p], labels[p], p < 2 ? 0 : NAN, NAN);
      vit_plot_set_tag (plots[p], "time", NULL, p);
      figures[p] = vit_figure_new_plot (plots[p]);
    }
  VitFigure *page = vit_figure_new_page (figures, N_SURFACE_PLOTS, N_SURFACE_PLOTS);
  vit_figure_share_legend (page);
  if (any)
    {
      g_autofree char *subsets = vit_liquid_rule_dup_text (
          vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses)));
      g_autofree char *caption = g_strdup_printf (
          "%s; surface where their density, in Gaussians of <i>σ</i> = %g Å, is %g of that of all "
          "atoms",
          subsets, any->width, any->level);
      vit_figure_set_caption (page, caption);
      return page;
    }
  vit_figure_free (page);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
  return NULL;
}

/* ---- Specs ---- */

/* The figure has two rows of panels. */
static double
count_cluster_lines (const VitGalleryRequest *request)
{
  return 1.25;
}

const VitFigureSpec vit_cluster_figures[] = {
  { .name = "clusters",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL,
    .shows_tml = true,
    .title = "Liquid-like regions against start time: growth, percolation, persistence",
    .short_title = "Liquid-like regions",
    .options = VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_LIQUID,
    .results = { &vit_cluster_derivation },
    .count_lines = count_cluster_lines,
    .make = make_clusters },
  { .name = "cluster-sizes",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL,
    .shows_tml = true,
    .title = "Sizes of liquid-like regions at a start time",
    .short_title = "Sizes of regions",
    .captioned = true,
    .follows = VIT_FOLLOWS_START,
    .options = VIT_AFFECTS_CLUSTERS | VIT_AFFECTS_LIQUID,
    .results = { &vit_cluster_derivation },
    .make = make_cluster_sizes },
  { .name = "surface",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL,
    .shows_tml = true,
    .title = "Volume and area of liquid-like regions as smooth bodies against start time",
    .short_title = "Volume of regions",
    .options = VIT_AFFECTS_SURFACE | VIT_AFFECTS_LIQUID,
    .results = { &vit_surface_series_derivation },
    .make = make_surface },
  { NULL },
};
