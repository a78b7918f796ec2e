/* Correlation of T_ML with the plasticity that follows: the paper's Fig. 5. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/column.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/map-words.h"
#include "ui/gallery/picture.h"
#include "ui/style/number-format.h"

static char *
new_axis_label (VitPlasticityMeasure measure)
{
  return vit_column_dup_label (vit_plasticity_measure_name (measure));
}

/* ---- ρ against Δt ---- */

/* Make later start times paler. */
static VitRgba
get_shade (VitRgba colour, size_t start, size_t n)
{
  colour.alpha = n > 1 ? 1 - 0.65 * (double) start / (double) (n - 1) : 1;
  return colour;
}

static void
add_correlation_curve (VitPlot *plot,
                       const double *times,
                       const VitPlasticityCurves *curves,
                       size_t start,
                       VitPlasticityMeasure measure,
                       const char *label,
                       const char *name,
                       VitRgba colour)
{
  size_t n = curves->n_intervals;
  g_autofree double *x = g_new (double, n), *y = g_new (double, n), *up = g_new (double, n),
                    *down = g_new (double, n);
  for (size_t k = 0; k < n; k++)
    {
      const VitPlasticityPoint *point = &curves->points[start * n + k];
      const VitCorrelation *rho = &point->rho[measure];
      /* The interval between the frames that were taken. */
      x[k] = point->to >= 0 && point->from >= 0 ? times[point->to] - times[point->from]
                                                : point->interval;
      y[k] = point->to >= 0 ? rho->rho : NAN;
      up[k] = point->to >= 0 ? rho->hi - rho->rho : NAN;
      down[k] = point->to >= 0 ? rho->rho - rho->lo : NAN;
    }
  VitSeries style = { .label = label,
                      .name = name,
                      .colour = colour,
                      .width = 1.4,
                      .marker = 2,
                      .error = up,
                      .error_below = down,
                      .band = true };
  vit_plot_add (plot, &style, x, y, n);
}

static void
append_correlation_rule (GString *text, const VitPlasticityCurves *curves)
{
  g_string_append_printf (text, "%s over atoms, bands: 95 %% of %u bootstrap samples",
                          curves->options.correlation.ranked ? "Spearman's coefficient"
                                                             : "Pearson's coefficient",
                          curves->options.correlation.n_resamples);
  if (curves->options.block > 0)
    g_string_append_printf (text, " over cells of %g Å or more", curves->options.block);
  else
    g_string_append (text, " that take atoms as independent");
  g_string_append_printf (text, "; neighbours within %g Å", curves->options.plasticity.cutoff);
  if (curves->options.plasticity.per_neighbour)
    g_string_append (text, "; <i>D</i>²<sub>min</sub> per neighbour");
  if (curves->options.delay > 0)
    g_string_append_printf (text, "; predictive: plasticity from <i>t</i> + %g ps on",
                            curves->options.delay);
}

/* With more than two runs show three start times at most: the first, the middle and the last. */
static size_t
count_starts (const VitGalleryRequest *request, const VitPlasticityCurves *curves)
{
  return request->n_runs > 2 ? MIN (curves->n_starts, 3) : curves->n_starts;
}

static size_t
get_shown_start (const VitPlasticityCurves *curves, size_t k, size_t n)
{
  return n > 1 ? k * (curves->n_starts - 1) / (n - 1) : 0;
}

/* List the start times, from the strongest shade to the palest. */
static void
append_start_times (GString *text, const VitPlasticityCurves *curves, size_t n, const char *run)
{
  g_string_append_printf (text, "; %s: <i>t</i> =", run);
  for (size_t k = 0; k < n; k++)
    g_string_append_printf (text, "%s %.4g", k > 0 ? "," : "",
                            curves->times[get_shown_start (curves, k, n)]);
  g_string_append (text, n > 1 ? " ps, later ones paler" : " ps");
}

static VitFigure *
make_correlation (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plots[VIT_PLASTICITY_N_SHOWN];
  g_autoptr (GError) first = NULL;
  g_autoptr (GString) caption = g_string_new (NULL);
  guint found = 0;
  for (gsize m = 0; m < VIT_PLASTICITY_N_SHOWN; m++)
    plots[m] = vit_plot_new ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitPlasticityCurves *curves = vit_gallery_derive (
          request, &vit_plasticity_curves_derivation, request->runs[r], first ? NULL : &first);
      if (!curves)
        continue;
      g_autofree char *run = vit_gallery_run_label (request->runs[r]);
      if (found++ == 0)
        append_correlation_rule (caption, curves);
      size_t n = count_starts (request, curves);
      const double *times = vit_timeline_get_times (vit_run_get_timeline (request->runs[r]));
      append_start_times (caption, curves, n, run);
      for (size_t k = 0; k < n; k++)
        {
          size_t s = get_shown_start (curves, k, n);
          VitRgba colour = vit_gallery_colour (request, request->runs[r]);
          g_autofree char *name = g_strdup_printf ("%s, <i>t</i> = %.4g ps", run, curves->times[s]);
          for (gsize m = 0; m < VIT_PLASTICITY_N_SHOWN; m++)
            add_correlation_curve (plots[m], times, curves, s, vit_plasticity_shown[m],
                                   k == 0 && m == 0 ? run : NULL, name,
                                   get_shade (colour, s, curves->n_starts));
        }
    }
  VitFigure *figures[VIT_PLASTICITY_N_SHOWN];
  for (gsize m = 0; m < VIT_PLASTICITY_N_SHOWN; m++)
    {
      const VitQuantity *quantity =
          vit_quantity_find (vit_plasticity_measure_name (vit_plasticity_shown[m]));
      g_autofree char *title = g_strdup_printf ("<i>T</i><sub>ML</sub> and %s", quantity->symbol);
      vit_plot_set_title (plots[m], title);
      vit_plot_set_log (plots[m], true, false);
      vit_plot_set_x (plots[m], "Δ<i>t</i> (ps)", NAN, NAN);
      vit_plot_set_y (plots[m], "<i>ρ</i>", NAN, NAN);
      vit_plot_add_y_mark (plots[m], 0, vit_gallery_theme (request)->grid, 0, NULL);
      vit_plot_set_tag (plots[m], "correlation", NULL, (int) vit_plasticity_shown[m]);
      figures[m] = vit_figure_new_plot (plots[m]);
    }
  VitFigure *page = vit_figure_new_page (figures, VIT_PLASTICITY_N_SHOWN, VIT_PLASTICITY_N_SHOWN);
  vit_figure_share_legend (page);
  if (found > 0)
    {
      vit_figure_set_caption (page, caption->str);
      return page;
    }
  vit_figure_free (page);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
  return NULL;
}

/* ---- Joint density of T_ML and a measure ---- */

#define BINS_X 60
#define BINS_Y 50

/* Measures are shown by their logarithms, as they span decades, except the signed one. */
static double
scale_measure (VitPlasticityMeasure measure, double value)
{
  return measure == VIT_PLASTICITY_VOLUMETRIC ? value : value > 0 ? log10 (value) : NAN;
}

static void
widen_density_range (const VitPlasticityMap *map,
                     VitPlasticityMeasure measure,
                     const float *t_ml,
                     double x[2],
                     double y[2])
{
  for (size_t i = 0; i < map->plasticity->atoms->n; i++)
    {
      double v = scale_measure (measure, map->plasticity->values[measure][i]);
      if (!isfinite (v) || !isfinite (t_ml[i]))
        continue;
      x[0] = fmin (x[0], (double) t_ml[i]);
      x[1] = fmax (x[1], (double) t_ml[i]);
      y[0] = fmin (y[0], v);
      y[1] = fmax (y[1], v);
    }
}

/* The axes and the scale that all runs share. */
typedef struct
{
  double x[2], y[2];
  float largest;
} DensityScale;

/* Count the atoms in each bin; NaN where there is none. Returns: the most in one of them. */
static float
count_density (const VitPlasticityMaps *maps,
               VitPlasticityMeasure measure,
               const DensityScale *scale,
               float counts[BINS_X * BINS_Y])
{
  const VitPlasticity *p = maps->maps[0].plasticity;
  const double *x = scale->x, *y = scale->y;
  float largest = 1;
  for (int k = 0; k < BINS_X * BINS_Y; k++)
    counts[k] = 0;
  for (size_t i = 0; i < p->atoms->n; i++)
    {
      double t_ml = (double) maps->tml->t_ml[i], v = scale_measure (measure, p->values[measure][i]);
      if (!isfinite (v) || !isfinite (t_ml))
        continue;
      int a = MIN ((int) ((t_ml - x[0]) / (x[1] - x[0]) * BINS_X), BINS_X - 1);
      int b = MIN ((int) ((v - y[0]) / (y[1] - y[0]) * BINS_Y), BINS_Y - 1);
      largest = fmaxf (largest, ++counts[a * BINS_Y + b]);
    }
  for (int k = 0; k < BINS_X * BINS_Y; k++)
    if (counts[k] == 0)
      counts[k] = NAN;
  return largest;
}

static VitFigure *
new_density_plot (const VitGalleryRequest *request,
                  const VitPlasticityMaps *maps,
                  VitPlasticityMeasure measure,
                  const DensityScale *scale,
                  VitRun *run,
                  GString *caption)
{
  const VitPlasticityMap *map = &maps->maps[0];
  const VitPlasticity *p = map->plasticity;
  const double *x = scale->x, *y = scale->y;
  size_t n = p->atoms->n;
  double x_edges[BINS_X + 1], y_edges[BINS_Y + 1];
  for (int i = 0; i <= BINS_X; i++)
    x_edges[i] = x[0] + (x[1] - x[0]) * i / BINS_X;
  for (int j = 0; j <= BINS_Y; j++)
    y_edges[j] = y[0] + (y[1] - y[0]) * j / BINS_Y;
  g_autofree float *counts = g_new (float, BINS_X *BINS_Y);
  g_autofree double *t_ml = g_new (double, MAX (n, 1));
  count_density (maps, measure, scale, counts);
  for (size_t i = 0; i < n; i++)
    t_ml[i] = (double) maps->tml->t_ml[i];
  double pearson = vit_correlation_coefficient (t_ml, p->values[measure], n, false, NULL);
  char first[VIT_NUMBER_BYTES], second[VIT_NUMBER_BYTES];
  double spearman = vit_correlation_coefficient (t_ml, p->values[measure], n, true, NULL);
  g_autofree char *label = new_axis_label (measure);
  g_autofree char *axis =
      measure == VIT_PLASTICITY_VOLUMETRIC ? g_strdup (label) : g_strdup_printf ("lg %s", label);
  g_autofree char *title = vit_gallery_run_label (run);
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, counts, BINS_X, BINS_Y, x_edges, y_edges, 0, (double) scale->largest,
                    "viridis", "atoms");
  vit_plot_set_x (plot, "<i>T</i><sub>ML</sub> (K)", x[0], x[1]);
  vit_plot_set_y (plot, axis, y[0], y[1]);
  vit_plot_set_title (plot, title);
  vit_plot_add_x_mark (plot,
                       vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g,
                       vit_gallery_theme (request)->mark, 4, NULL);
  vit_plot_set_tag (plot, "plasticity-density", run, (int) measure);
  g_string_append_printf (caption,
                          "%s%s: <i>t</i> = %.4g ps, Δ<i>t</i> = %.4g ps, <i>ρ</i> = %s "
                          "(Pearson), %s (Spearman)",
                          caption->len > 0 ? "; " : "", title, maps->time, map->interval,
                          vit_format_tick (pearson, 1e-3, first),
                          vit_format_tick (spearman, 1e-3, second));
  if (p->n_flagged + p->n_missing > 0)
    g_string_append_printf (caption, ", %zu atoms left out", p->n_flagged + p->n_missing);
  return vit_figure_new_plot (plot);
}

/* Why there is no T_ML beside what moves. */
static GError *
new_lack_of_tml (const VitGalleryRequest *request, VitRun *run)
{
  VitTmlSeries *series = vit_analyses_get_tml (request->analyses, run);
  const char *obstacle = vit_analyses_get_obstacle (request->analyses, run);
  g_autofree char *unready = series ? vit_tml_series_dup_unready (series) : NULL;
  return g_error_new (VIT_ERROR, VIT_ERROR_MISSING, "%s",
                      unready    ? unready
                      : obstacle ? obstacle
                                 : "There is no T_ML.");
}

static VitFigure *
make_plasticity_density (const VitGalleryRequest *request, GError **error)
{
  VitPlasticityMeasure measure =
      (VitPlasticityMeasure) vit_gallery_options (request)->plasticity.measure;
  g_autoptr (GPtrArray) panels = g_ptr_array_new (), all = g_ptr_array_new (),
                        runs = g_ptr_array_new ();
  g_autoptr (GError) first = NULL;
  g_autoptr (GString) caption = g_string_new (NULL);
  DensityScale scale = { { INFINITY, -INFINITY }, { INFINITY, -INFINITY }, 1 };
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitPlasticityMaps *maps = vit_gallery_derive (request, &vit_plasticity_maps_derivation,
                                                          request->runs[r], first ? NULL : &first);
      double x[2] = { INFINITY, -INFINITY }, y[2] = { INFINITY, -INFINITY };
      if (maps && maps->tml)
        widen_density_range (&maps->maps[0], measure, maps->tml->t_ml, x, y);
      else if (maps && !first)
        first = new_lack_of_tml (request, request->runs[r]);
      if (!(x[1] > x[0]) || !(y[1] > y[0]))
        continue;
      for (int end = 0; end < 2; end++)
        {
          double (*choose) (double, double) = end == 0 ? fmin : fmax;
          scale.x[end] = choose (scale.x[end], x[end]);
          scale.y[end] = choose (scale.y[end], y[end]);
        }
      g_ptr_array_add (all, (gpointer) maps);
      g_ptr_array_add (runs, request->runs[r]);
    }
  g_autofree float *counts = g_new (float, BINS_X *BINS_Y);
  for (guint r = 0; r < all->len; r++)
    scale.largest = fmaxf (scale.largest, count_density (all->pdata[r], measure, &scale, counts));
  for (guint r = 0; r < all->len; r++)
    {
      VitFigure *panel =
          new_density_plot (request, all->pdata[r], measure, &scale, runs->pdata[r], caption);
      if (r + 1 < all->len)
        vit_plot_hide_bar (vit_figure_get_plot (panel));
      g_ptr_array_add (panels, panel);
    }
  if (panels->len > 0)
    return vit_gallery_on_shared_axes (panels, caption->str);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "No atom has a value.");
  return NULL;
}

/* ---- Maps of the same slice ---- */

/* A column of maps, coloured by @measure, or by the study's colouring if @measure is negative;
 * @arrow_interval (out): that of their arrows, or NaN. */
static VitFigure *
new_map_column (const VitGalleryRequest *request,
                VitRun *run,
                const VitPlasticityMaps *maps,
                int measure,
                double *arrow_interval)
{
  VitColouring colouring = request->colouring;
  if (measure >= 0)
    {
      g_strlcpy (colouring.column, vit_plasticity_measure_name ((VitPlasticityMeasure) measure),
                 sizeof colouring.column);
      colouring.minimum = 0;
      colouring.maximum = vit_round_scale (maps->largest[measure]);
    }
  VitPictures *pictures = NULL;
  for (size_t k = 0; k < maps->n; k++)
    {
      const VitPlasticityMap *map = &maps->maps[k];
      VitPicture *picture = vit_picture_new (request->analyses, run, maps->frame, &request->slice,
                                             &colouring, &request->box, &request->filter, false);
      vit_picture_mark (picture, &request->atoms,
                        request->set && request->set->run == run ? request->set : NULL);
      if (measure >= 0)
        {
          vit_picture_set_values (picture, map->plasticity->values[measure],
                                  map->plasticity->atoms->n);
          vit_picture_set_interval (picture, map->interval);
        }
      *arrow_interval = vit_picture_get_arrow_interval (picture);
      if (!pictures)
        pictures = vit_pictures_new ((int) maps->n, 1, vit_picture_get_shape (picture));
      g_autofree char *title = measure < 0 ? g_strdup_printf ("<i>t</i> = %.4g ps", maps->time)
                                           : g_strdup_printf ("Δ<i>t</i> = %.4g ps", map->interval);
      vit_pictures_set (pictures, (int) k, 0, title, vit_picture_render, picture,
                        (GDestroyNotify) vit_picture_free);
    }
  g_autofree char *label = vit_column_dup_short_label (colouring.column);
  bool is_tml = strcmp (colouring.column, "t_ml") == 0;
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  vit_pictures_set_scale (pictures, colouring.map, label, colouring.minimum, colouring.maximum,
                          is_tml ? t_g : NAN, is_tml ? "<i>T</i><sub>g</sub>" : NULL);
  g_autofree char *header = vit_picture_dup_csv_header (colouring.column, NULL, false);
  vit_pictures_set_csv (pictures, header, vit_picture_append_csv);
  return vit_figure_new_pictures (pictures);
}

/* Fit the ends of the colour scale that nobody chose for the quantity of the first column. */
static void
fit_range (VitGalleryRequest *request, VitRun *run, const VitPlasticityMaps *maps)
{
  double minimum = INFINITY, maximum = -INFINITY;
  if (!request->fits_minimum && !request->fits_maximum)
    return;
  VitPicture *picture =
      vit_picture_new (request->analyses, run, maps->frame, &request->slice, &request->colouring,
                       &request->box, &request->filter, false);
  vit_picture_widen (picture, &minimum, &maximum, NULL, NULL);
  vit_picture_free (picture);
  vit_gallery_fit_range (request, minimum, maximum);
}

static VitFigure *
make_plasticity_grid (const VitGalleryRequest *request, GError **error)
{
  VitRun *run = request->n_runs > 0 ? request->runs[0] : NULL;
  const VitPlasticityMaps *maps =
      vit_gallery_derive (request, &vit_plasticity_maps_derivation, run, error);
  if (!maps)
    return NULL;
  VitGalleryRequest own = *request;
  request = &own;
  fit_range (&own, run, maps);
  VitFigure *columns[1 + VIT_PLASTICITY_N_SHOWN];
  double arrow_interval;
  columns[0] = new_map_column (request, run, maps, -1, &arrow_interval);
  for (int m = 0; m < VIT_PLASTICITY_N_SHOWN; m++)
    columns[m + 1] =
        new_map_column (request, run, maps, (int) vit_plasticity_shown[m], &arrow_interval);
  VitFigure *page = vit_figure_new_page (columns, G_N_ELEMENTS (columns), G_N_ELEMENTS (columns));
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  bool flat = trajectory && vit_trajectory_get_dimension (trajectory) == 2;
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *words = vit_map_dup_words (request, flat);
  g_autofree char *caption =
      g_strdup_printf ("%s, <i>t</i> = %.4g ps; %s; neighbours within %g Å%s", label, maps->time,
                       words, maps->cutoff,
                       vit_gallery_options (request)->plasticity.per_neighbour
                           ? "; <i>D</i>²<sub>min</sub> per neighbour"
                           : "");
  const char *column = request->colouring.column;
  g_autofree char *formula =
      vit_column_is_formula (column) ? g_markup_printf_escaped ("; <i>c</i> = %s", column) : NULL;
  g_autoptr (GString) marked = g_string_new (caption);
  g_string_append (marked, formula ? formula : "");
  vit_map_append_filter (marked, request, "");
  vit_map_append_marks (marked, request);
  vit_map_append_arrows (marked, request, arrow_interval);
  vit_figure_set_caption (page, marked->str);
  return page;
}

/* ---- Specs ---- */

static double
count_density_lines (const VitGalleryRequest *request)
{
  return (request->n_runs + 1) / 2;
}

static double
count_grid_lines (const VitGalleryRequest *request)
{
  size_t n;
  g_autofree double *intervals = vit_plasticity_dup_intervals (request->analyses, &n);
  return (double) n;
}

const VitFigureSpec vit_plasticity_figures[] = {
  { .name = "plasticity-grid",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL,
    .shows_tml = true,
    .title = "Maps of T_ML, strain, non-affine motion and rotation of one slice",
    .short_title = "Plasticity",
    .view = VIT_VIEW_MEASURES,
    .per_run = true,
    .follows = VIT_FOLLOWS_START | VIT_FOLLOWS_SLICE | VIT_FOLLOWS_COLOURS | VIT_FOLLOWS_CONDITION |
               VIT_FOLLOWS_ATOM | VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS | VIT_AFFECTS_MAP | VIT_AFFECTS_LIQUID,
    .results = { &vit_plasticity_maps_derivation },
    .count_lines = count_grid_lines,
    .make = make_plasticity_grid },
  { .name = "correlation",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL,
    .shows_tml = true,
    .title = "Correlation of T_ML with plasticity against the interval",
    .short_title = "Correlation",
    .follows = VIT_FOLLOWS_TML,
    .options = VIT_AFFECTS_CORRELATION,
    .results = { &vit_plasticity_curves_derivation },
    .make = make_correlation },
  { .name = "plasticity-density",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL,
    .shows_tml = true,
    .title = "Joint density of T_ML and a measure of plasticity",
    .short_title = "<i>T</i><sub>ML</sub> and plasticity",
    .follows = VIT_FOLLOWS_START,
    .options =
        VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS | VIT_AFFECTS_MEASURE | VIT_AFFECTS_LIQUID,
    .results = { &vit_plasticity_maps_derivation },
    .count_lines = count_density_lines,
    .make = make_plasticity_density },
  { NULL },
};
