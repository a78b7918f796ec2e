/* The mean of a quantity in slabs of the box: at the playhead, and in time. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/profile-series.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/map-words.h"
#include "ui/style/number-format.h"

/* The profiles of a run that are known by now. A program without a main loop waits for all. */
static const VitProfileSeries *
get_profiles (const VitGalleryRequest *request, VitRun *run, GError **error)
{
  size_t before = 0;
  const VitProfileSeries *series =
      vit_gallery_derive (request, &vit_profile_derivation, run, error);
  while (series && series->n_known < series->n_wanted && series->n_known > before)
    {
      before = series->n_known;
      series = vit_gallery_derive (request, &vit_profile_derivation, run, error);
    }
  return series;
}

static char *
dup_mean_label (const VitProfileSeries *series)
{
  g_autofree char *label = vit_column_dup_short_label (series->column);
  return g_strconcat ("mean ", label, NULL);
}

static char *
dup_position_label (const VitProfileSeries *series)
{
  return g_strdup_printf ("position along <i>%c</i> (Å)", "xyz"[series->axis]);
}

static double
get_position (const VitProfileSeries *series, size_t edge)
{
  return series->edge * (double) edge / (double) series->n_bins;
}

static double
find_longest_edge (GPtrArray *all)
{
  double longest = 0;
  for (guint k = 0; k < all->len; k++)
    longest = fmax (longest, ((const VitProfileSeries *) all->pdata[k])->edge);
  return longest;
}

/* ---- Words ---- */

/* Append how many atoms the filter leaves in the profile of each run, and which. */
static void
append_counts (GString *text, const VitGalleryRequest *request, GPtrArray *all)
{
  g_autoptr (GString) counts = g_string_new (NULL);
  for (guint r = 0; r < all->len; r++)
    {
      const VitProfileSeries *series = all->pdata[r];
      ssize_t k = vit_profile_series_find (series, request->time);
      double n = 0;
      for (size_t b = 0; k >= 0 && b < series->n_bins; b++)
        n += fmax (series->counts[(size_t) k * series->n_bins + b], 0);
      g_string_append_printf (counts, "%s%.0f", r > 0 ? ", " : "", n);
    }
  g_string_append_c (counts, ' ');
  vit_map_append_filter (text, request, counts->str);
}

static char *
dup_caption (const VitGalleryRequest *request, GPtrArray *all, bool with_errors)
{
  const VitProfileSeries *first = all->pdata[0];
  GString *text = g_string_new (NULL);
  const VitOptions *options = vit_gallery_options (request);
  g_autofree char *rule = vit_column_dup_rule (
      first->column, options, vit_run_get_species (request->runs[0]), first->interval);
  bool same = true;
  for (guint k = 1; k < all->len; k++)
    {
      const VitProfileSeries *series = all->pdata[k];
      same = same && series->n_bins == first->n_bins && series->edge == first->edge;
    }
  if (same)
    g_string_append_printf (text,
                            "%zu slab%s of equal parts of the edge, %.4g Å on average over the run",
                            first->n_bins, first->n_bins == 1 ? "" : "s", get_position (first, 1));
  else
    g_string_append_printf (text, "slabs of equal parts of the edge, about %g Å on average",
                            options->compare.bin);
  g_string_append (text, "; positions: part of the edge times its mean");
  if (with_errors)
    g_string_append (text, "; bands: standard error, atoms taken as independent");
  if (vit_column_is_formula (first->column))
    {
      g_autofree char *formula = g_markup_escape_text (first->column, -1);
      g_string_append_printf (text, "; <i>c</i> = %s", formula);
    }
  if (rule)
    g_string_append_printf (text, "; %s", rule);
  if (with_errors && vit_filter_is_set (&request->filter))
    append_counts (text, request, all);
  else
    vit_map_append_filter (text, request, "only ");
  if (first->stride > 1)
    g_string_append_printf (text, "; every %zuth %s", first->stride,
                            first->from_starts ? "start time" : "frame");
  vit_gallery_append_page (text, request);
  return g_string_free (text, FALSE);
}

/* Append why some times have no profile. */
static void
append_failures (GString *caption, const VitProfileSeries *series, const char *run)
{
  if (series->n_failed == 0)
    return;
  g_autofree char *reason = g_markup_escape_text (series->reason, -1);
  g_string_append_printf (caption, "; %s: blank at %zu times: %s", run, series->n_failed, reason);
}

/* References to the profiles of all runs that have any; their runs are appended to @runs. */
static GPtrArray *
collect (const VitGalleryRequest *request, GPtrArray *runs, GError **error)
{
  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_profile_series_unref);
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitProfileSeries *series =
          get_profiles (request, request->runs[r], first ? NULL : &first);
      if (!series || !(series->maximum >= series->minimum))
        {
          if (series && series->reason && !first)
            g_set_error (&first, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s",
                         vit_run_get_name (request->runs[r]), series->reason);
          continue;
        }
      g_ptr_array_add (all, vit_profile_series_ref ((VitProfileSeries *) series));
      g_ptr_array_add (runs, request->runs[r]);
    }
  if (all->len > 0)
    return all;
  g_ptr_array_unref (all);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                 request->n_runs > 0 ? "No start time has been computed yet." : "There is no run.");
  return NULL;
}

/* ---- At the playhead ---- */

static void
add_curve (VitPlot *plot,
           const VitGalleryRequest *request,
           const VitProfileSeries *series,
           VitRun *run)
{
  ssize_t k = vit_profile_series_find (series, request->time);
  size_t n = series->n_bins;
  g_autofree double *x = g_new (double, n);
  g_autofree char *run_label = vit_gallery_run_label (run);
  g_autofree char *label = g_strdup_printf ("%s, <i>t</i> = %.4g ps", run_label, series->times[k]);
  for (size_t b = 0; b < n; b++)
    x[b] = 0.5 * (get_position (series, b) + get_position (series, b + 1));
  VitSeries style = vit_gallery_curve_style (label, vit_gallery_colour (request, run), n);
  style.error = series->error + (size_t) k * n;
  style.band = true;
  style.more = series->counts + (size_t) k * n;
  style.more_name = "atoms";
  vit_plot_add (plot, &style, x, series->mean + (size_t) k * n, n);
}

static VitFigure *
make_profile (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = collect (request, runs, error);
  if (!all)
    return NULL;
  VitPlot *plot = vit_plot_new ();
  for (guint k = 0; k < all->len; k++)
    add_curve (plot, request, all->pdata[k], runs->pdata[k]);
  g_autofree char *x = dup_position_label (all->pdata[0]), *y = dup_mean_label (all->pdata[0]),
                  *caption = dup_caption (request, all, true);
  vit_plot_set_x (plot, x, 0, find_longest_edge (all));
  vit_plot_set_y (plot, y, NAN, NAN);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

/* ---- In time ---- */

/* Half-way between times; a lone time gets a column about it. */
static double *
new_time_edges (const VitProfileSeries *series)
{
  size_t n = series->n;
  const double *t = series->times;
  double typical = n > 1 ? (t[n - 1] - t[0]) / (double) (n - 1) : 1;
  double *edges = g_new (double, n + 1);
  edges[0] = n > 1 ? t[0] - (t[1] - t[0]) / 2 : t[0] - typical / 2;
  for (size_t k = 1; k < n; k++)
    edges[k] = 0.5 * (t[k - 1] + t[k]);
  edges[n] = n > 1 ? t[n - 1] + (t[n - 1] - t[n - 2]) / 2 : t[0] + typical / 2;
  return edges;
}

static VitFigure *
new_map (const VitGalleryRequest *request,
         const VitProfileSeries *series,
         VitRun *run,
         const VitColouring *colouring,
         double longest)
{
  const VitRgba white = { 1, 1, 1, 1 };
  size_t n = series->n * series->n_bins;
  g_autofree float *values = g_new (float, n);
  g_autofree double *x_edges = new_time_edges (series),
                    *y_edges = g_new (double, series->n_bins + 1);
  for (size_t k = 0; k < n; k++)
    values[k] = (float) series->mean[k];
  for (size_t b = 0; b <= series->n_bins; b++)
    y_edges[b] = get_position (series, b);
  g_autofree char *label = dup_mean_label (series), *position = dup_position_label (series),
                  *title = vit_gallery_run_label (run);
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, values, series->n, series->n_bins, x_edges, y_edges, colouring->minimum,
                    colouring->maximum, colouring->map, label);
  vit_plot_set_map_points (plot, series->times);
  vit_plot_add_map_column (plot, "standard error", series->error);
  vit_plot_add_map_column (plot, "atoms", series->counts);
  vit_plot_set_x (plot, series->from_starts ? "start time <i>t</i> (ps)" : "time <i>t</i> (ps)",
                  x_edges[0], x_edges[series->n]);
  /* Maps side by side share the numbers of their y axis. */
  vit_plot_set_y (plot, position, 0, longest);
  vit_plot_set_title (plot, title);
  vit_plot_set_tag (plot, "profile-time", run, 0);
  if (request->playhead)
    vit_plot_add_x_mark (plot, request->time, white, 0, NULL);
  return vit_figure_new_plot (plot);
}

/* One colour scale for all runs. */
static VitColouring
fit_colours (const VitGalleryRequest *request, GPtrArray *all)
{
  VitColouring colouring = request->colouring;
  double minimum = INFINITY, maximum = -INFINITY;
  for (guint k = 0; k < all->len; k++)
    {
      const VitProfileSeries *series = all->pdata[k];
      g_strlcpy (colouring.column, series->column, sizeof colouring.column);
      minimum = fmin (minimum, series->minimum);
      maximum = fmax (maximum, series->maximum);
    }
  vit_colouring_fit (&colouring, minimum, maximum);
  return colouring;
}

/* Greatest number of maps in a row; more would be too narrow. */
#define MAX_MAPS_IN_ROW 3

static guint
count_columns (guint n)
{
  return n == 4 ? 2 : MIN (n, MAX_MAPS_IN_ROW);
}

static double
count_map_lines (const VitGalleryRequest *request)
{
  guint columns = count_columns (MAX (request->n_runs, 1));
  return (request->n_runs + columns - 1) / columns;
}

static VitFigure *
make_profile_time (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) all = collect (request, runs, error);
  if (!all)
    return NULL;
  VitColouring colouring = fit_colours (request, all);
  double longest = find_longest_edge (all);
  g_autofree VitFigure **maps = g_new (VitFigure *, all->len);
  g_autofree char *rule = dup_caption (request, all, false);
  g_autoptr (GString) caption = g_string_new (rule);
  for (guint k = 0; k < all->len; k++)
    {
      g_autofree char *label = vit_gallery_run_label (runs->pdata[k]);
      maps[k] = new_map (request, all->pdata[k], runs->pdata[k], &colouring, longest);
      append_failures (caption, all->pdata[k], label);
    }
  if (all->len == 1)
    {
      vit_plot_set_caption (vit_figure_get_plot (maps[0]), caption->str);
      return maps[0];
    }
  VitFigure *page = vit_figure_new_page (maps, (int) all->len, (int) count_columns (all->len));
  vit_figure_align (page, 1.5);
  vit_figure_set_narrowest (page, 16, 1);
  vit_figure_set_wide (page);
  vit_figure_set_caption (page, caption->str);
  return page;
}

/* The numbers of the slab at a point, at the time nearest to it. */
static char *
read_profile_time (const VitGalleryRequest *request,
                   const VitFigurePanel *panel,
                   double x,
                   double y)
{
  VitRun *run = vit_gallery_tagged_run (request, vit_plot_get_tag (panel->plot));
  const VitProfileSeries *series =
      run ? vit_gallery_derive (request, &vit_profile_derivation, run, NULL) : NULL;
  size_t nearest = 0;
  if (!series || series->n == 0 || !(y >= 0 && y <= series->edge))
    return NULL;
  for (size_t k = 0; k < series->n; k++)
    if (fabs (series->times[k] - x) < fabs (series->times[nearest] - x))
      nearest = k;
  size_t bin = MIN ((size_t) (y / series->edge * (double) series->n_bins), series->n_bins - 1);
  size_t at = nearest * series->n_bins + bin;
  GString *text = g_string_new (NULL);
  const VitQuantity *quantity = vit_column_find_quantity (series->column);
  g_autofree char *symbol = vit_column_is_formula (series->column)
                                ? g_strdup ("<i>c</i>")
                                : vit_column_dup_symbol (series->column);
  char number[VIT_NUMBER_BYTES];
  g_string_append_printf (text, "<i>t</i> = %.4g ps\n<i>%c</i> = %.4g … %.4g Å",
                          series->times[nearest], "xyz"[series->axis], get_position (series, bin),
                          get_position (series, bin + 1));
  if (isnan (series->mean[at]))
    {
      g_string_append (text,
                       series->known[nearest] ? "\nno atom has a value" : "\nnot computed yet");
      return g_string_free (text, FALSE);
    }
  g_string_append_printf (text, "\nmean %s = %s", symbol,
                          vit_format_reading ("%.4g", series->mean[at], number));
  if (isfinite (series->error[at]))
    g_string_append_printf (text, " ± %.2g", series->error[at]);
  g_string_append_printf (text, " %s\n%.0f atoms", vit_quantity_get_unit_markup (quantity),
                          series->counts[at]);
  return g_string_free (text, FALSE);
}

/* ---- Specs ---- */

#define PROFILE_OPTIONS                                                                            \
  (VIT_AFFECTS_PROFILE | VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS |        \
   VIT_AFFECTS_LIQUID)

/* Why no time has a profile. */
static const char *
get_lack (gconstpointer result)
{
  const VitProfileSeries *series = result;
  return series->maximum >= series->minimum ? NULL : series->reason;
}

const VitFigureSpec vit_profile_figures[] = {
  { .name = "profile",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Profile of a quantity along the box, with standard errors",
    .short_title = "Profile",
    .follows = VIT_FOLLOWS_TIME | VIT_FOLLOWS_TML | VIT_FOLLOWS_CONDITION,
    .options = PROFILE_OPTIONS,
    .results = { &vit_profile_derivation },
    .lacks = get_lack,
    .make = make_profile },
  { .name = "profile-time",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Profile of a quantity along the box against time",
    .short_title = "Profile in time",
    .paged = true,
    .time_axis = true,
    .bright_playhead = true,
    .follows = VIT_FOLLOWS_TML | VIT_FOLLOWS_CONDITION,
    .options = PROFILE_OPTIONS,
    .results = { &vit_profile_derivation },
    .lacks = get_lack,
    .count_lines = count_map_lines,
    .read = read_profile_time,
    .make = make_profile_time },
  { NULL },
};
