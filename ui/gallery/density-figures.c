/* Densities of T_ML: at one start time with those of others, and against start time. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/tml-density.h"
#include "core/stats/histogram.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/style/number-format.h"

/* Densities at all ready start times of a run. The bins are the same for all runs. */
typedef struct
{
  VitBins bins;
  guint n;        /* number of ready start times */
  double *times;  /* n */
  float *density; /* n × bins.n */
  guint *indices; /* n; indices of the start times in the series */
} Densities;

static void
densities_clear (Densities *d)
{
  g_free (d->times);
  g_free (d->density);
  g_free (d->indices);
}

static const VitDistributionOptions *
get_distribution_options (const VitGalleryRequest *request)
{
  return &vit_gallery_options (request)->distribution;
}

/* Fill @d with the densities at all start times, or at about @wanted evenly spaced ones and at
 * @shown. */
static bool
fill_densities (const VitGalleryRequest *request,
                VitTmlSeries *series,
                guint wanted,
                int shown,
                Densities *d,
                GError **error)
{
  guint n = vit_tml_series_get_n (series), stride = vit_tml_density_stride (n, wanted);
  d->bins = vit_tml_density_bins (request->analyses);
  d->n = 0;
  d->times = g_new (double, MAX (n, 1));
  d->indices = g_new (guint, MAX (n, 1));
  d->density = g_new (float, MAX (n, 1) * d->bins.n);
  for (guint i = 0; i < n; i++)
    {
      if ((i % stride != 0 && (int) i != shown) ||
          !vit_tml_series_get_density (series, i, &d->bins, d->density + d->n * d->bins.n))
        continue;
      d->times[d->n] = vit_tml_series_get_time (series, i);
      d->indices[d->n++] = i;
    }
  if (d->n > 0)
    return true;
  densities_clear (d);
  g_autofree char *unready = vit_tml_series_dup_unready (series);
  g_set_error_literal (error, VIT_ERROR, VIT_ERROR_MISSING, unready);
  return false;
}

/* Least number of start times of equal phase for a map of these alone; with fewer all are shown. */
#define MIN_EQUAL_PHASES 3

/* Greatest fraction of the atoms beyond either end of the axis. */
#define TAIL 2e-3

/* Set the range outside which at most TAIL of the atoms lie at any time, with one bin to spare. */
static void
find_axis_range (const Densities *d, double *low, double *high)
{
  size_t first = d->bins.n, last = 0;
  for (guint i = 0; i < d->n; i++)
    {
      double below = 0;
      for (size_t b = 0; b < d->bins.n; b++)
        {
          double share = (double) d->density[i * d->bins.n + b] * d->bins.width;
          below += share;
          if (below > TAIL)
            first = MIN (first, b);
          if (share > 0 && below - share < 1 - TAIL)
            last = MAX (last, b);
        }
    }
  if (first > last)
    first = last = 0;
  *low = d->bins.first + d->bins.width * MAX ((double) first - 1, 0);
  *high = d->bins.first + d->bins.width * MIN ((double) last + 2, (double) d->bins.n);
}

/* Add the @i-th density as steps, or the smooth curve for its time if there are @kernels
 * (nullable). */
static void
add_density_curve (VitPlot *plot,
                   const Densities *d,
                   const VitTmlKernels *kernels,
                   guint i,
                   const VitSeries *style)
{
  size_t n = kernels ? kernels->n_points : d->bins.n;
  const double *smooth = kernels ? vit_tml_kernels_find (kernels, d->times[i]) : NULL;
  g_autofree double *x = g_new (double, n + 1), *y = g_new (double, n + 1);
  VitSeries own = *style;
  own.steps = !kernels;
  if (kernels && !smooth)
    return;
  for (size_t b = 0; b <= n && !kernels; b++)
    x[b] = d->bins.first + d->bins.width * (double) b;
  for (size_t b = 0; b < n; b++)
    y[b] = 1e3 * (kernels ? smooth[b] : (double) d->density[i * n + b]);
  vit_plot_add (plot, &own, kernels ? kernels->x : x, y, n);
}

/* Add the curve of the start time at the playhead, and faint ones of other start times. */
static bool
add_run_densities (VitPlot *plot,
                   const VitGalleryRequest *request,
                   VitRun *run,
                   bool several,
                   double *low,
                   double *high,
                   GError **error)
{
  VitTmlSeries *series = vit_gallery_series (request, run, error);
  int shown = series ? vit_tml_series_find (series, request->time) : -1;
  bool smooth = get_distribution_options (request)->kernel;
  const VitTmlKernels *kernels =
      series && smooth ? vit_gallery_derive (request, &vit_tml_kernels_derivation, run, error)
                       : NULL;
  Densities d;
  if (!series || (smooth && !kernels) ||
      !fill_densities (request, series, several ? VIT_TML_MAX_BEHIND / 2 : VIT_TML_MAX_BEHIND,
                       shown, &d, error))
    return false;
  VitRgba colour = vit_gallery_colour (request, run);
  double from, to;
  find_axis_range (&d, &from, &to);
  *low = fmin (*low, from);
  *high = fmax (*high, to);
  g_autofree char *name = vit_gallery_run_label (run);
  for (guint i = 0; i < d.n; i++)
    {
      g_autofree char *which = g_strdup_printf ("%s, %.4g ps", name, d.times[i]);
      VitSeries faint = { .name = which,
                          .colour = several ? colour : vit_gallery_theme (request)->dim,
                          .width = 0.6 };
      faint.colour.alpha = several ? 0.3 : 0.45;
      if ((int) d.indices[i] != shown)
        add_density_curve (plot, &d, kernels, i, &faint);
    }
  for (guint i = 0; i < d.n; i++)
    {
      if ((int) d.indices[i] != shown)
        continue;
      g_autofree char *which = g_strdup_printf ("%s, %.4g ps", name, d.times[i]);
      g_autofree char *label =
          several ? g_strdup (which) : g_strdup_printf ("<i>t</i> = %.4g ps", d.times[i]);
      VitSeries strong = {
        .label = label, .name = which, .colour = colour, .width = 1.8, .fill = 0.16
      };
      add_density_curve (plot, &d, kernels, i, &strong);
    }
  densities_clear (&d);
  return true;
}

static VitFigure *
make_distribution (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  double low = INFINITY, high = -INFINITY;
  bool any = false;
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    any = add_run_densities (plot, request, request->runs[r], request->n_runs > 1, &low, &high,
                             first ? NULL : &first) ||
          any;
  if (!any)
    {
      vit_plot_free (plot);
      if (first)
        g_propagate_error (error, g_steal_pointer (&first));
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
      return NULL;
    }
  const VitTheme *theme = vit_gallery_theme (request);
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  vit_plot_add_x_mark (plot, t_g, theme->mark, 4, "<i>T</i><sub>g</sub>");
  vit_plot_set_x (plot, "<i>T</i><sub>ML</sub> (K)", low, high);
  vit_plot_set_y (plot, "density (10<sup>−3</sup> K<sup>−1</sup>)", 0, NAN);
  g_autofree char *caption =
      get_distribution_options (request)->kernel
          ? g_strdup ("Gaussian kernel estimate, Scott's bandwidth; faint: other start times")
          : g_strdup_printf ("bins of %g K; faint: other start times",
                             vit_tml_density_bins (request->analyses).width);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

/* Set the edges of one column per start time, half-way between start times. */
static void
fill_column_edges (const Densities *d, const double *all_times, guint n_all, double *edges)
{
  double typical = n_all > 1 ? (all_times[n_all - 1] - all_times[0]) / (n_all - 1) : 1;
  for (guint i = 0; i <= n_all; i++)
    if (i == 0)
      edges[i] = all_times[0] - typical / 2;
    else if (i == n_all)
      edges[i] = all_times[n_all - 1] + typical / 2;
    else
      edges[i] = 0.5 * (all_times[i - 1] + all_times[i]);
}

/* The start times of a cyclic run alias its period: keep only those in phase with the first, if
 * there are enough of them. Returns: the column of each start time; −1 if it is left out. */
static int *
choose_columns (VitRun *run, VitTmlSeries *series, bool all)
{
  guint n = vit_tml_series_get_n (series), kept = 0;
  int *column = g_new (int, MAX (n, 1));
  double cycles_per_ps = vit_run_get_frequency (run) * 1e-12;
  for (guint i = 0; i < n; i++)
    {
      double cycles = (vit_tml_series_get_time (series, i) - vit_tml_series_get_time (series, 0)) *
                      cycles_per_ps;
      bool same = !(cycles_per_ps > 0) || fabs (cycles - round (cycles)) < 0.02;
      column[i] = same && !all ? (int) kept++ : -1;
    }
  if (kept >= MIN_EQUAL_PHASES)
    return column;
  for (guint i = 0; i < n; i++)
    column[i] = (int) i;
  return column;
}

/* The densities of one run as a map with one column per start time. */
typedef struct
{
  VitRun *run;
  VitBins bins;
  float *map;
  guint n;         /* number of columns */
  double *x_edges; /* n + 1 */
  double largest, low, high;
  bool some_left_out; /* whether start times of other phases are left out */
} EvolutionMap;

static void
evolution_map_free (gpointer data)
{
  EvolutionMap *e = data;
  g_free (e->map);
  g_free (e->x_edges);
  g_free (e);
}

static EvolutionMap *
evolution_map_new (const VitGalleryRequest *request, VitRun *run, GError **error)
{
  VitTmlSeries *series = vit_gallery_series (request, run, error);
  Densities d;
  if (!series || !fill_densities (request, series, 0, -1, &d, error))
    return NULL;
  guint n_all = vit_tml_series_get_n (series);
  size_t nb = d.bins.n;
  EvolutionMap *e = g_new0 (EvolutionMap, 1);
  e->run = run;
  e->bins = d.bins;
  e->map = g_new (float, n_all *nb);
  e->x_edges = g_new (double, n_all + 1);
  g_autofree double *times = g_new (double, n_all);
  g_autofree int *column =
      choose_columns (run, series, get_distribution_options (request)->all_phases);
  for (guint i = 0; i < n_all; i++)
    if (column[i] >= 0)
      times[e->n++] = vit_tml_series_get_time (series, i);
  e->some_left_out = e->n < n_all;
  for (size_t k = 0; k < e->n * nb; k++)
    e->map[k] = NAN;
  for (guint i = 0; i < d.n; i++)
    for (size_t b = 0; b < nb && column[d.indices[i]] >= 0; b++)
      {
        float value = 1e3f * d.density[i * nb + b];
        e->map[(size_t) column[d.indices[i]] * nb + b] = value;
        e->largest = fmax (e->largest, (double) value);
      }
  fill_column_edges (&d, times, e->n, e->x_edges);
  find_axis_range (&d, &e->low, &e->high);
  densities_clear (&d);
  return e;
}

static VitFigure *
new_evolution_plot (const VitGalleryRequest *request,
                    const EvolutionMap *e,
                    double largest,
                    double low,
                    double high)
{
  const VitRgba white = { 1, 1, 1, 1 };
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  g_autofree double *y_edges = g_new (double, e->bins.n + 1);
  g_autofree char *title = vit_gallery_run_label (e->run);
  for (size_t b = 0; b <= e->bins.n; b++)
    y_edges[b] = e->bins.first + e->bins.width * (double) b;
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, e->map, e->n, e->bins.n, e->x_edges, y_edges, 0, largest, "inferno",
                    "density (10<sup>−3</sup> K<sup>−1</sup>)");
  vit_plot_set_x (plot, "start time <i>t</i> (ps)", e->x_edges[0], e->x_edges[e->n]);
  vit_plot_set_y (plot, "<i>T</i><sub>ML</sub> (K)", low, high);
  vit_plot_set_title (plot, title);
  vit_plot_add_y_mark (plot, t_g, white, 4, NULL);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, white, 0, NULL);
  return vit_figure_new_plot (plot);
}

/* Greatest number of maps in a row; more would be too narrow. */
#define MAX_EVOLUTIONS_IN_ROW 3

static VitFigure *
make_evolution (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_new_with_free_func (evolution_map_free);
  g_autoptr (GError) first = NULL;
  double largest = 0, low = INFINITY, high = -INFINITY;
  bool some_left_out = false;
  for (guint r = 0; r < request->n_runs; r++)
    {
      EvolutionMap *e = evolution_map_new (request, request->runs[r], first ? NULL : &first);
      if (!e)
        continue;
      g_ptr_array_add (all, e);
      largest = fmax (largest, e->largest);
      low = fmin (low, e->low);
      high = fmax (high, e->high);
      some_left_out = some_left_out || e->some_left_out;
    }
  if (all->len == 0)
    {
      if (first)
        g_propagate_error (error, g_steal_pointer (&first));
      else
        vit_gallery_series (request, NULL, error);
      return NULL;
    }
  g_autofree VitFigure **plots = g_new (VitFigure *, all->len);
  for (guint k = 0; k < all->len; k++)
    plots[k] = new_evolution_plot (request, all->pdata[k], largest, low, high);
  g_autofree char *caption =
      g_strdup_printf ("bins of %g K; dashed: <i>T</i><sub>g</sub> = %g K%s",
                       vit_tml_density_bins (request->analyses).width,
                       vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g,
                       some_left_out ? "; start times of equal phase" : "");
  if (all->len == 1)
    {
      vit_plot_set_caption (vit_figure_get_plot (plots[0]), caption);
      return plots[0];
    }
  int columns = all->len == 4 ? 2 : MIN ((int) all->len, MAX_EVOLUTIONS_IN_ROW);
  VitFigure *page = vit_figure_new_page (plots, (int) all->len, columns);
  vit_figure_align (page, 1.5);
  vit_figure_set_narrowest (page, 16, 1);
  vit_figure_set_wide (page);
  vit_figure_set_caption (page, caption);
  return page;
}

/* ---- Picked atoms ---- */

static void
add_histogram (
    VitPlot *plot, const VitBins *bins, const float *values, size_t n, const VitSeries *style)
{
  g_autofree float *density = g_new (float, bins->n);
  g_autofree double *x = g_new (double, bins->n + 1), *y = g_new (double, bins->n);
  vit_histogram_density (values, n, bins, density);
  for (size_t b = 0; b <= bins->n; b++)
    x[b] = bins->first + bins->width * (double) b;
  for (size_t b = 0; b < bins->n; b++)
    y[b] = 1e3 * (double) density[b];
  vit_plot_add (plot, style, x, y, bins->n);
}

static VitFigure *
make_selection (const VitGalleryRequest *request, GError **error)
{
  VitAtomSet *set = request->set;
  if (!set)
    {
      g_set_error (
          error, VIT_ERROR, VIT_ERROR_INVALID,
          "Draw a region on a map of q₆ and w₆ (a rectangle with Shift), or click on the bar of a "
          "polyhedron.");
      return NULL;
    }
  const VitTmlResult *result =
      vit_gallery_derive (request, &vit_tml_start_derivation, set->run, error);
  if (!result)
    return NULL;
  size_t n = result->atoms->n, found = 0;
  g_autofree uint8_t *flags = g_new (uint8_t, MAX (n, 1));
  g_autofree float *picked = g_new (float, MAX (n, 1));
  vit_atom_set_flag (set, result->atoms, flags);
  for (size_t i = 0; i < n; i++)
    if (flags[i])
      picked[found++] = result->t_ml[i];
  VitBins bins = vit_tml_density_bins (request->analyses);
  VitLattice lattice = vit_tml_lattice (vit_analyses_get_model (request->analyses));
  bins = vit_bins_on_lattice (&lattice, bins.first, bins.first + bins.width * (double) bins.n,
                              2 * bins.width);
  VitPlot *plot = vit_plot_new ();
  g_autofree char *label = g_strdup_printf ("%zu picked", found);
  VitSeries all = {
    .label = "all", .colour = vit_gallery_theme (request)->dim, .width = 1.2, .steps = true
  };
  VitSeries some = { .label = label,
                     .name = "picked",
                     .colour = vit_gallery_colour (request, set->run),
                     .width = 1.8,
                     .fill = 0.16,
                     .steps = true };
  add_histogram (plot, &bins, result->t_ml, n, &all);
  add_histogram (plot, &bins, picked, found, &some);
  double t_g = vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses))->t_g;
  vit_plot_add_x_mark (plot, t_g, vit_gallery_theme (request)->mark, 4, "<i>T</i><sub>g</sub>");
  vit_plot_set_x (plot, "<i>T</i><sub>ML</sub> (K)", bins.first,
                  bins.first + bins.width * (double) bins.n);
  vit_plot_set_y (plot, "density (10<sup>−3</sup> K<sup>−1</sup>)", 0, NAN);
  g_autofree char *run = vit_gallery_run_label (set->run);
  g_autofree char *caption =
      g_strdup_printf ("%s, <i>t</i> = %.4g ps: atoms of %s; bins of %g K", run, result->time,
                       set->text ? set->text : "picked", bins.width);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

/* ---- Specs ---- */

static char *
read_density (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  return g_strdup_printf ("<i>T</i><sub>ML</sub> = %.0f K\n%.2f·10<sup>−3</sup> K<sup>−1</sup>", x,
                          y);
}

static char *
read_evolution (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  char number[VIT_NUMBER_BYTES];
  return g_strdup_printf (
      "<i>t</i> = %.4g ps\n<i>T</i><sub>ML</sub> = %.0f K\n%s·10<sup>−3</sup> K<sup>−1</sup>", x, y,
      vit_format_reading ("%.3g", vit_plot_get_value (panel->plot, x, y), number));
}

const VitFigureSpec vit_density_figures[] = {
  { .name = "distribution",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH,
    .shows_tml = true,
    .title = "Distribution of T_ML at a start time over those of other times",
    .short_title = "Distribution",
    .follows = VIT_FOLLOWS_START | VIT_FOLLOWS_TML,
    .options = VIT_AFFECTS_TML_DENSITY | VIT_AFFECTS_LIQUID,
    .results = { &vit_tml_kernels_derivation },
    .read = read_density,
    .make = make_distribution },
  { .name = "evolution",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH,
    .shows_tml = true,
    .title = "Density of T_ML against start time",
    .short_title = "Evolution",
    .per_run = true,
    .time_axis = true,
    .bright_playhead = true,
    .follows = VIT_FOLLOWS_TML,
    .options = VIT_AFFECTS_TML_DENSITY | VIT_AFFECTS_LIQUID,
    .read = read_evolution,
    .make = make_evolution },
  { .name = "selection",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH,
    .shows_tml = true,
    .title = "Distribution of T_ML of picked atoms and of all",
    .short_title = "Picked atoms",
    .needs_atoms = true,
    .captioned = true,
    .follows = VIT_FOLLOWS_START | VIT_FOLLOWS_SELECTION,
    .options = VIT_AFFECTS_TML_DENSITY | VIT_AFFECTS_LIQUID,
    .results = { &vit_tml_start_derivation },
    .read = read_density,
    .make = make_selection },
  { NULL },
};
