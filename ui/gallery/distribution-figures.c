/* Distributions over all, liquid-like and solid-like atoms: similarity, g(r), and any quantity. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/quantity-distribution.h"
#include "core/results/column.h"
#include "core/results/rdf-derivation.h"
#include "core/structure/bond-order.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/structure-pick.h"
#include "ui/style/number-format.h"

static const char *const subset_names[VIT_N_SUBSETS] = { "all", "LA", "SA" };

static double
find_largest (const double *values, size_t n)
{
  double largest = 0;
  for (size_t k = 0; k < n; k++)
    largest = fmax (largest, values[k]);
  return largest;
}

/* ---- Similarity of neighbours ---- */

static VitFigure *
new_similarity_plot (const VitGalleryRequest *request,
                     const VitStructureSample *sample,
                     const VitStructureSample *baseline,
                     VitRun *run,
                     double largest)
{
  VitPlot *plot = vit_plot_new ();
  double edges[VIT_SIMILARITY_BINS + 1];
  for (int b = 0; b <= VIT_SIMILARITY_BINS; b++)
    edges[b] = -1 + 2.0 * b / VIT_SIMILARITY_BINS;
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    {
      if (sample->counts[s] == 0)
        continue;
      g_autofree char *label =
          g_strdup_printf ("%s, %.1f %%", subset_names[s], 100 * sample->crystalline[s]);
      VitSeries style = { .label = label,
                          .name = subset_names[s],
                          .colour = vit_theme_get_subset_colour (s, request->dark),
                          .width = s == 0 ? 1.2 : 1.8,
                          .steps = true };
      vit_plot_add (plot, &style, edges, sample->similarity[s], VIT_SIMILARITY_BINS);
      if (!vit_gallery_has_enough (baseline, (VitSubset) s))
        continue;
      g_autofree char *base = g_strdup_printf ("baseline, %s", subset_names[s]);
      style.label = NULL;
      style.name = base;
      style.width = 0.9;
      style.dash = 3;
      vit_plot_add (plot, &style, edges, baseline->similarity[s], VIT_SIMILARITY_BINS);
    }
  vit_plot_add_x_mark (plot, VIT_BOND_ORDER_CRYSTALLINE, vit_gallery_theme (request)->mark, 4,
                       "0.7");
  vit_plot_set_x (plot, "<i>s</i>(<i>i</i>, <i>j</i>)", -0.6, 1);
  vit_plot_set_y (plot, "density", 0, largest);
  g_autofree char *title = vit_gallery_run_label (run);
  vit_plot_set_title (plot, title);
  vit_plot_set_tag (plot, "sij", run, 0);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_similarity (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) samples = vit_gallery_samples (request, runs, error);
  if (!samples)
    return NULL;
  g_autoptr (VitStructureSample) baseline = vit_gallery_baseline (request);
  g_autoptr (GPtrArray) panels = g_ptr_array_new ();
  double largest = 0;
  for (guint r = 0; r < samples->len; r++)
    for (int s = 0; s < VIT_N_SUBSETS; s++)
      if (s == VIT_SUBSET_ALL || vit_gallery_has_enough (samples->pdata[r], (VitSubset) s))
        largest =
            fmax (largest, find_largest (((VitStructureSample *) samples->pdata[r])->similarity[s],
                                         VIT_SIMILARITY_BINS));
  for (guint r = 0; r < samples->len; r++)
    g_ptr_array_add (panels, new_similarity_plot (request, samples->pdata[r], baseline,
                                                  runs->pdata[r], 1.5 * largest));
  const VitStructureSample *first = samples->pdata[0];
  g_autofree char *options = vit_structure_sample_dup_bond_rule (first);
  g_autofree char *rule =
      g_strdup_printf ("%s; directed bonds with the centre in the subset, per cent above 0.7%s",
                       options, baseline ? "; dashed: baseline" : "");
  g_autofree char *caption = vit_gallery_structure_caption (request, samples, runs, baseline, rule);
  return vit_gallery_on_shared_axes (panels, caption);
}

/* ---- g(r) ---- */

static void
add_rdf_curve (VitPlot *plot, const VitRdf *rdf, const double *g, const VitSeries *style)
{
  g_autofree double *r = g_new (double, rdf->n_bins), *smooth = g_new (double, rdf->n_bins);
  for (size_t k = 0; k < rdf->n_bins; k++)
    r[k] = ((double) k + 0.5) * rdf->width;
  vit_rdf_smooth (g, rdf->n_bins, rdf->width, VIT_RDF_SMOOTHING, smooth);
  vit_plot_add (plot, style, r, smooth, rdf->n_bins);
}

/* Returns: where the axis begins: at 1.5 Å, or below the nearest pair of a denser system. */
static double
find_rdf_begin (const VitRdf *rdf)
{
  size_t first = 0;
  while (first < rdf->n_bins && !(rdf->total[first] > 0))
    first++;
  double nearest = (double) first * rdf->width;
  return fmin (1.5, floor (8 * nearest) / 10);
}

static VitFigure *
new_rdf_plot (const VitGalleryRequest *request,
              const VitRunRdf *result,
              VitRun *run,
              double highest)
{
  const VitRdf *rdf = result->rdf;
  VitPlot *plot = vit_plot_new ();
  int colour = 1;
  for (unsigned a = 1; a <= rdf->n_types; a++)
    for (unsigned b = a; b <= rdf->n_types && rdf->n_types > 1; b++)
      {
        g_autofree char *first = g_markup_escape_text (result->species[a - 1], -1);
        g_autofree char *second = g_markup_escape_text (result->species[b - 1], -1);
        g_autofree char *label = g_strdup_printf ("%s–%s", first, second);
        VitSeries style = { .label = label, .width = 1.1 };
        style.colour = vit_theme_get_run_colour (colour++, request->dark);
        add_rdf_curve (plot, rdf, vit_rdf_get_partial (rdf, a, b), &style);
      }
  VitSeries style = { .label = "all",
                      .colour = vit_gallery_theme (request)->foreground,
                      .width = 1.8 };
  add_rdf_curve (plot, rdf, rdf->total, &style);
  vit_plot_add_x_mark (plot, vit_analyses_get_cutoff (request->analyses, NULL),
                       vit_gallery_theme (request)->mark, 4, "<i>r</i><sub>c</sub>");
  vit_plot_set_x (plot, "<i>r</i> (Å)", find_rdf_begin (rdf), 10);
  vit_plot_set_y (plot, "<i>g</i>(<i>r</i>)", 0, 1.05 * highest);
  g_autofree char *title = vit_gallery_run_label (run);
  vit_plot_set_title (plot, title);
  vit_plot_set_tag (plot, "gr", run, 0);
  return vit_figure_new_plot (plot);
}

/* Returns: the highest value of all curves, smoothed as they are drawn. */
static double
find_highest_rdf (const VitRdf *rdf)
{
  g_autofree double *smooth = g_new (double, rdf->n_bins);
  double highest = 0;
  for (unsigned a = 0; a <= rdf->n_types; a++)
    for (unsigned b = MAX (a, 1); b <= rdf->n_types; b++)
      {
        const double *g = a > 0 ? vit_rdf_get_partial (rdf, a, b) : rdf->total;
        vit_rdf_smooth (g, rdf->n_bins, rdf->width, VIT_RDF_SMOOTHING, smooth);
        highest = fmax (highest, find_largest (smooth, rdf->n_bins));
      }
  return highest;
}

/* Append the first minima of the total and of the partial functions. */
static void
append_minima (GString *text, const VitRunRdf *result, VitRun *run, bool several)
{
  unsigned n = result->rdf->n_types;
  g_autofree char *label = vit_gallery_run_label (run);
  g_string_append_printf (text, "; %s%sfirst minimum %.2f Å", several ? label : "",
                          several ? ": " : "", result->minimum);
  for (unsigned a = 1; a <= n && n > 1; a++)
    for (unsigned b = a; b <= n; b++)
      {
        g_autofree char *first = g_markup_escape_text (result->species[a - 1], -1);
        g_autofree char *second = g_markup_escape_text (result->species[b - 1], -1);
        g_string_append_printf (text, ", %s–%s %.2f", first, second,
                                result->partial_minima[(a - 1) * n + b - 1]);
      }
}

static VitFigure *
make_rdf (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) panels = g_ptr_array_new ();
  g_autoptr (GPtrArray) results = g_ptr_array_new (), runs = g_ptr_array_new ();
  g_autoptr (GError) first = NULL;
  g_autoptr (GString) minima = g_string_new (NULL);
  unsigned n_frames = 0;
  double highest = 0;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitRunRdf *result = vit_gallery_derive (request, &vit_rdf_derivation, request->runs[r],
                                                    first ? NULL : &first);
      if (!result)
        continue;
      n_frames = MAX (n_frames, result->rdf->n_frames);
      append_minima (minima, result, request->runs[r], request->n_runs > 1);
      highest = fmax (highest, find_highest_rdf (result->rdf));
      g_ptr_array_add (results, (gpointer) result);
      g_ptr_array_add (runs, request->runs[r]);
    }
  for (guint r = 0; r < results->len; r++)
    g_ptr_array_add (panels, new_rdf_plot (request, results->pdata[r], runs->pdata[r], highest));
  if (panels->len == 0)
    {
      if (first)
        g_propagate_error (error, g_steal_pointer (&first));
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
      return NULL;
    }
  g_autofree char *caption = g_strdup_printf (
      "mean of %u frames, smoothed with %g Å; <i>r</i><sub>c</sub> = %g Å%s", n_frames,
      VIT_RDF_SMOOTHING, vit_analyses_get_cutoff (request->analyses, NULL), minima->str);
  return vit_gallery_on_shared_axes (panels, caption);
}

/* ---- Any quantity ---- */

/* Greatest number of bins. */
#define MAX_BINS 2000

/* Greatest fraction of the values beyond either end of the axis. */
#define TAIL 1e-3

/* Least number of values with which a subset influences the scale, or serves as a baseline. */
#define FEWEST_VALUES 30

/* Round to two significant digits. */
static double
round_bin_width (double width)
{
  double unit = pow (10, floor (log10 (width)) - 1);
  return fmax (round (width / unit), 1) * unit;
}

/* Returns: the smallest of the widths that the runs propose. */
static double
propose_bin_width (GPtrArray *results)
{
  double width = INFINITY;
  for (guint r = 0; r < results->len; r++)
    {
      double own = vit_quantity_distribution_propose_width (results->pdata[r]);
      width = own > 0 ? fmin (width, own) : width;
    }
  return isfinite (width) ? round_bin_width (width) : 1;
}

static VitBins
get_bins (double low, double high, double width, double phase)
{
  double first = (floor (low / width + phase) - phase) * width;
  return (VitBins){ .n = (size_t) fmin (floor ((high - first) / width), 1e9) + 1,
                    .first = first,
                    .width = width };
}

/* Set bins that all runs share. Integers lie at the middle of their bins; T_ML has the bin edges of
 * its own figures. */
static bool
choose_bins (
    double chosen, const VitLattice *lattice, GPtrArray *results, VitBins *bins, GError **error)
{
  const VitQuantityDistribution *first = results->pdata[0];
  double low = INFINITY, high = -INFINITY;
  bool whole = true;
  for (guint r = 0; r < results->len; r++)
    {
      const VitQuantityDistribution *d = results->pdata[r];
      low = fmin (low, vit_quantity_distribution_get_quantile (d, 0));
      high = fmax (high, vit_quantity_distribution_get_quantile (d, 1));
      whole = whole && d->whole;
    }
  double width = chosen > 0 ? chosen : propose_bin_width (results);
  double phase = whole && width == round (width) ? 0.5 : 0;
  bool is_tml = strcmp (first->column, "t_ml") == 0;
  *bins =
      is_tml ? vit_bins_on_lattice (lattice, low, high, width) : get_bins (low, high, width, phase);
  if (bins->n <= MAX_BINS)
    return true;
  double least = round_bin_width ((high - low) / (MAX_BINS - 2) + width);
  if (chosen > 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "Bins of %g are more than %d from %g to %g: %g would be wide enough.", chosen,
                   MAX_BINS, low, high, round_bin_width (1.1 * (high - low) / MAX_BINS));
      return false;
    }
  *bins = get_bins (low, high, least, phase);
  return true;
}

static void
add_subset_density (VitPlot *plot,
                    const VitQuantityDistribution *d,
                    VitSubset subset,
                    const VitBins *bins,
                    const VitSeries *style,
                    double *largest)
{
  g_autofree double *edges = g_new (double, bins->n + 1), *density = g_new (double, bins->n);
  vit_quantity_distribution_fill (d, subset, bins, density);
  for (size_t b = 0; b <= bins->n; b++)
    edges[b] = bins->first + bins->width * (double) b;
  if (d->n[subset] >= FEWEST_VALUES || subset == VIT_SUBSET_ALL)
    *largest = fmax (*largest, find_largest (density, bins->n));
  vit_plot_add (plot, style, edges, density, bins->n);
}

static VitPlot *
new_quantity_plot (const VitGalleryRequest *request,
                   const VitQuantityDistribution *d,
                   const VitQuantityDistribution *baseline,
                   VitRun *run,
                   const VitBins *bins,
                   double *largest)
{
  VitPlot *plot = vit_plot_new ();
  char number[VIT_NUMBER_BYTES];
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    {
      if (d->n[s] == 0)
        continue;
      g_autofree char *label = g_strdup_printf ("%s, mean %s", subset_names[s],
                                                vit_format_reading ("%.4g", d->means[s], number));
      VitSeries style = { .label = label,
                          .name = subset_names[s],
                          .colour = vit_theme_get_subset_colour (s, request->dark),
                          .width = s == 0 ? 1.2 : 1.8,
                          .steps = true };
      add_subset_density (plot, d, (VitSubset) s, bins, &style, largest);
      if (!baseline || baseline->n[s] < FEWEST_VALUES)
        continue;
      g_autofree char *base = g_strdup_printf ("baseline, %s", subset_names[s]);
      style.label = NULL;
      style.name = base;
      style.width = 0.9;
      style.dash = 3;
      add_subset_density (plot, baseline, (VitSubset) s, bins, &style, largest);
    }
  g_autofree char *title = vit_gallery_run_label (run);
  vit_plot_set_title (plot, title);
  vit_plot_set_tag (plot, "quantity", run, 0);
  return plot;
}

/* Set the axis to nearly all values: a few in a long tail would compress the others. */
static void
find_axis_range (GPtrArray *results, const VitBins *bins, double *low, double *high)
{
  *low = INFINITY, *high = -INFINITY;
  for (guint r = 0; r < results->len; r++)
    {
      *low = fmin (*low, vit_quantity_distribution_get_quantile (results->pdata[r], TAIL));
      *high = fmax (*high, vit_quantity_distribution_get_quantile (results->pdata[r], 1 - TAIL));
    }
  double end = bins->first + bins->width * (double) bins->n;
  *low =
      fmax (bins->first, bins->first + bins->width * (floor ((*low - bins->first) / bins->width)));
  *high = fmin (end, bins->first + bins->width * (floor ((*high - bins->first) / bins->width) + 1));
}

static void
append_distribution_counts (GString *text, const VitQuantityDistribution *d)
{
  vit_gallery_append_counts (text, d->has_tml, d->times, d->n_frames, d->counts);
  if (d->stride > 1)
    g_string_append_printf (text, ", one of %zu start times", d->stride);
  if (d->n[VIT_SUBSET_ALL] < d->counts[VIT_SUBSET_ALL])
    g_string_append_printf (text, ", %zu without a value",
                            d->counts[VIT_SUBSET_ALL] - d->n[VIT_SUBSET_ALL]);
  if (d->n_without == 0)
    return;
  g_autofree char *reason = g_markup_escape_text (d->reason, -1);
  g_string_append_printf (text, ", %zu start times left out (%s)", d->n_without, reason);
}

static char *
new_quantity_caption (const VitGalleryRequest *request,
                      GPtrArray *results,
                      GPtrArray *runs,
                      const VitQuantityDistribution *baseline,
                      const VitBins *bins)
{
  const VitQuantityDistribution *first = results->pdata[0];
  const VitQuantity *quantity = vit_column_find_quantity (first->column);
  const char *unit = vit_quantity_get_unit_markup (quantity);
  GString *text = g_string_new (NULL);
  g_string_append_printf (text, "bins of %g%s%s", bins->width, *unit ? " " : "", unit);
  g_autofree char *column_rule = vit_column_dup_rule (first->column, vit_gallery_options (request),
                                                      vit_run_get_species (runs->pdata[0]), NAN);
  if (column_rule)
    g_string_append_printf (text, "; %s", column_rule);
  if (first->has_tml)
    {
      g_autofree char *rule = vit_liquid_rule_dup_text (
          vit_study_get_liquid_rule (vit_analyses_get_study (request->analyses)));
      g_string_append_printf (text, "; %s", rule);
    }
  for (guint r = 0; r < results->len; r++)
    {
      g_autofree char *label = vit_gallery_run_label (runs->pdata[r]);
      g_string_append (text, "; ");
      if (results->len > 1)
        g_string_append_printf (text, "%s: ", label);
      append_distribution_counts (text, results->pdata[r]);
    }
  if (baseline)
    {
      g_autofree char *label =
          vit_gallery_run_label (vit_analyses_get_baseline (request->analyses));
      g_string_append_printf (text, "; dashed: baseline %s: ", label);
      append_distribution_counts (text, baseline);
    }
  return g_string_free (text, FALSE);
}

static VitFigure *
make_quantity (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) results = g_ptr_array_new (), runs = g_ptr_array_new (),
                        panels = g_ptr_array_new ();
  g_autoptr (GError) first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      gconstpointer result = vit_gallery_derive (request, &vit_quantity_derivation,
                                                 request->runs[r], first ? NULL : &first);
      if (!result)
        continue;
      g_ptr_array_add (results, (gpointer) result);
      g_ptr_array_add (runs, request->runs[r]);
    }
  if (results->len == 0)
    {
      if (first)
        g_propagate_error (error, g_steal_pointer (&first));
      else
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
      return NULL;
    }
  VitRun *run = vit_analyses_get_baseline (request->analyses);
  const VitQuantityDistribution *baseline =
      run ? vit_gallery_derive (request, &vit_quantity_derivation, run, NULL) : NULL;
  VitBins bins;
  VitLattice lattice = vit_tml_lattice (vit_analyses_get_model (request->analyses));
  if (!choose_bins (vit_gallery_options (request)->structure.quantity_bin, &lattice, results, &bins,
                    error))
    return NULL;
  double low, high, largest = 0;
  find_axis_range (results, &bins, &low, &high);
  for (guint r = 0; r < results->len; r++)
    g_ptr_array_add (panels, new_quantity_plot (request, results->pdata[r], baseline,
                                                runs->pdata[r], &bins, &largest));
  const VitQuantityDistribution *any = results->pdata[0];
  g_autofree char *label = vit_column_dup_label (any->column);
  for (guint r = 0; r < panels->len; r++)
    {
      vit_plot_set_x (panels->pdata[r], label, low, high);
      vit_plot_set_y (panels->pdata[r], "density", 0, 1.3 * largest);
      panels->pdata[r] = vit_figure_new_plot (panels->pdata[r]);
    }
  g_autofree char *caption = new_quantity_caption (request, results, runs, baseline, &bins);
  return vit_gallery_on_shared_axes (panels, caption);
}

static char *
read_quantity (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y)
{
  const char *column = vit_quantity_distribution_column (vit_gallery_options (request));
  const VitQuantity *quantity = vit_column_find_quantity (column);
  g_autofree char *name =
      quantity ? g_strdup (quantity->symbol) : g_markup_escape_text (column, -1);
  return g_strdup_printf ("%s = %.4g%s%s\ndensity %.3g", name, x, quantity ? " " : "",
                          vit_quantity_get_unit_markup (quantity), y);
}

/* ---- Specs ---- */

/* With several runs the caption, which describes each of them, is long: leave room for it. */
static double
count_similarity_lines (const VitGalleryRequest *request)
{
  return request->n_runs > 1 ? 1.12 * ((request->n_runs + 1) / 2) : 1;
}

const VitFigureSpec vit_distribution_figures[] = {
  { .name = "sij",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Distribution of the similarity s(i,j) of neighbours",
    .short_title = "Similarity s(i, j)",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_COLUMNS | VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .count_lines = count_similarity_lines,
    .read = vit_read_similarity,
    .make = make_similarity },
  { .name = "gr",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Radial distribution functions, total and partial",
    .short_title = "g(r)",
    .options = VIT_AFFECTS_CUTOFF,
    .results = { &vit_rdf_derivation },
    .read = vit_read_rdf,
    .make = make_rdf },
  { .name = "quantity",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Distribution of a per-atom quantity over all, liquid-like and solid-like atoms",
    .short_title = "Distribution of a quantity",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_QUANTITY | VIT_AFFECTS_LIQUID,
    .results = { &vit_quantity_derivation },
    .baseline = true,
    .count_lines = count_similarity_lines,
    .read = read_quantity,
    .make = make_quantity },
  { NULL },
};
