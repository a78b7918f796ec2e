/* Structure of liquid-like and solid-like atoms: the paper's Fig. 6. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/structure-pick.h"
#include "ui/style/number-format.h"

#define MAX_LEVELS 16
#define TOP_KINDS 10

static const char *const subset_names[VIT_N_SUBSETS] = { "All atoms", "Liquid-like", "Solid-like" };
static const char *const short_names[VIT_N_SUBSETS] = { "all", "LA", "SA" };

/* ---- Joint density of q6 and w6 ---- */

static const struct
{
  const char *name;
  double q6, w6;
} references[] = {
  { "ico", 0.663325, -0.169754 }, { "fcc", 0.574524, -0.013161 }, { "hcp", 0.484762, -0.012442 },
  { "bcc", 0.510688, 0.013161 },  { "sc", 0.353553, 0.013161 },
};

static double
find_largest (const double *values, size_t n)
{
  double largest = 0;
  for (size_t k = 0; k < n; k++)
    largest = fmax (largest, fabs (values[k]));
  return largest;
}

static bool
wants_enclosed (const VitGalleryRequest *request)
{
  return vit_gallery_options (request)->structure.levels == 1;
}

static void
add_reference_points (VitPlot *plot, const VitStructureSample *sample, bool dark)
{
  const VitRgba red = dark ? (VitRgba){ 1, 0.50, 0.45, 1 } : (VitRgba){ 0.80, 0.10, 0.15, 1 };
  /* Perfect clusters are references for the values of single atoms, not for averages over
   * neighbours. */
  for (gsize i = 0; !sample->options.averaged && i < G_N_ELEMENTS (references); i++)
    vit_plot_add_point (plot, references[i].q6, references[i].w6, red, references[i].name);
}

static VitFigure *
new_contour_map (bool dark,
                 const VitStructureSample *sample,
                 VitRun *run,
                 const double *values,
                 const double *levels,
                 size_t n_levels,
                 const char *colormap,
                 const char *label,
                 const char *title,
                 int part)
{
  const VitRaster *raster = &sample->raster;
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_contours (plot, values, raster, levels, n_levels, colormap, label);
  const char *bar = sample->options.averaged ? "averaged " : "";
  g_autofree char *x = g_strdup_printf ("%s<i>q</i><sub>6</sub>", bar);
  g_autofree char *y = g_strdup_printf ("%s<i>w̄</i><sub>6</sub>", bar);
  vit_plot_set_x (plot, x, raster->x0, raster->x0 + (double) (raster->nx - 1) * raster->dx);
  vit_plot_set_y (plot, y, raster->y0, raster->y0 + (double) (raster->ny - 1) * raster->dy);
  vit_plot_set_title (plot, title);
  add_reference_points (plot, sample, dark);
  vit_plot_set_tag (plot, "q6-w6", run, part);
  g_autofree char *definition = vit_structure_sample_dup_bond_rule (sample);
  vit_plot_set_definition (plot, definition);
  return vit_figure_new_plot (plot);
}

/* Set levels at multiples of a round step up to @largest, and one at a fifth of the step. */
static size_t
fill_levels (double largest, double levels[MAX_LEVELS])
{
  double step = vit_nice_step (largest / 5);
  size_t n = (size_t) CLAMP (ceil (largest / step - 1e-9), 1, MAX_LEVELS - 1);
  levels[0] = 0.2 * step;
  for (size_t k = 1; k <= n; k++)
    levels[k] = (double) k * step;
  return n + 1;
}

/* Set levels at multiples of a round step on both sides of zero; the band around zero has no
 * colour. */
static size_t
fill_difference_levels (double largest, double levels[MAX_LEVELS])
{
  double step = vit_nice_step (largest / 3);
  int n = (int) CLAMP (ceil (largest / step - 1e-9), 1, MAX_LEVELS / 2);
  size_t count = 0;
  for (int k = -n; k <= n; k++)
    if (k != 0)
      levels[count++] = k * step;
  return count;
}

/* Three maps with one scale, and the map of a difference with its own. */
static VitFigure *
new_maps_of_run (const VitGalleryRequest *request,
                 const VitStructureSample *sample,
                 VitRun *run,
                 bool several,
                 double largest,
                 double largest_difference)
{
  static const double enclosed[] = { 2, 5, 10, 25, 50, 75, 90, 100 };
  size_t n = sample->raster.nx * sample->raster.ny;
  double levels[MAX_LEVELS], steps[MAX_LEVELS];
  size_t n_levels = fill_levels (largest, levels),
         n_steps = fill_difference_levels (largest_difference, steps);
  bool by_share = wants_enclosed (request);
  VitFigure *maps[VIT_N_SUBSETS + 1];
  /* Leave a map of few atoms empty: each atom would be a hill of its own, beyond the scale. */
  g_autofree double *nothing = g_new (double, n);
  for (size_t k = 0; k < n; k++)
    nothing[k] = NAN;
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    {
      bool few = s != VIT_SUBSET_ALL && !vit_gallery_has_enough (sample, (VitSubset) s);
      g_autofree char *title =
          !sample->has_tml && s != VIT_SUBSET_ALL
              ? g_strdup_printf ("%s: no <i>T</i><sub>ML</sub>", short_names[s])
              : g_strdup_printf ("%s, <i>n</i> = %zu%s", short_names[s], sample->counts[s],
                                 few ? ": too few" : "");
      maps[s] =
          by_share
              ? new_contour_map (request->dark, sample, run, few ? nothing : sample->share[s],
                                 enclosed, G_N_ELEMENTS (enclosed), "viridis",
                                 "outside contour (%)", title, s)
              : new_contour_map (request->dark, sample, run, few ? nothing : sample->density[s],
                                 levels, n_levels, "viridis", "density", title, s);
      /* Of nothing there is no scale. */
      if (s < VIT_N_SUBSETS - 1 || few)
        vit_plot_hide_bar (vit_figure_get_plot (maps[s]));
    }

  /* A difference with few atoms on one side would only show where these few happen to be. */
  bool liquid = vit_gallery_has_enough (sample, VIT_SUBSET_LIQUID),
       both = liquid && vit_gallery_has_enough (sample, VIT_SUBSET_SOLID);
  g_autofree double *difference = g_new (double, n);
  for (size_t k = 0; k < n; k++)
    difference[k] =
        both ? sample->density[VIT_SUBSET_LIQUID][k] - sample->density[VIT_SUBSET_SOLID][k] : NAN;
  maps[VIT_N_SUBSETS] = new_contour_map (request->dark, sample, run, difference, steps, n_steps,
                                         "diverging", "difference",
                                         both               ? "LA − SA"
                                         : !sample->has_tml ? "LA − SA: no <i>T</i><sub>ML</sub>"
                                         : liquid           ? "LA − SA: too few SA"
                                                            : "LA − SA: too few LA",
                                         VIT_N_SUBSETS);
  if (both)
    vit_plot_fill_below (vit_figure_get_plot (maps[VIT_N_SUBSETS]));
  else
    vit_plot_hide_bar (vit_figure_get_plot (maps[VIT_N_SUBSETS]));
  VitFigure *row = vit_figure_new_page (maps, VIT_N_SUBSETS + 1, VIT_N_SUBSETS + 1);
  vit_figure_align (row, 1);
  vit_figure_set_narrowest (row, 10, 2);
  if (several)
    {
      g_autofree char *label = vit_gallery_run_label (run);
      g_autofree char *heading = g_strdup_printf ("<b>%s</b>", label);
      vit_figure_set_heading (row, heading);
    }
  return row;
}

/* Few atoms give high and narrow hills: with @enough, leave out subsets of few atoms. */
static void
find_map_scales (GPtrArray *samples, bool enough, double *largest, double *difference)
{
  *largest = *difference = 1e-300;
  for (guint r = 0; r < samples->len; r++)
    {
      const VitStructureSample *sample = samples->pdata[r];
      size_t n = sample->raster.nx * sample->raster.ny;
      bool counts[VIT_N_SUBSETS];
      for (int s = 0; s < VIT_N_SUBSETS; s++)
        {
          counts[s] = !enough || vit_gallery_has_enough (sample, (VitSubset) s);
          if (counts[s])
            *largest = fmax (*largest, find_largest (sample->density[s], n));
        }
      for (size_t k = 0; counts[VIT_SUBSET_LIQUID] && counts[VIT_SUBSET_SOLID] && k < n; k++)
        *difference = fmax (*difference, fabs (sample->density[VIT_SUBSET_LIQUID][k] -
                                               sample->density[VIT_SUBSET_SOLID][k]));
    }
}

static VitFigure *
make_q6_w6 (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) samples = vit_gallery_samples (request, runs, error);
  if (!samples)
    return NULL;
  double largest, difference;
  find_map_scales (samples, true, &largest, &difference);
  double any, any_difference;
  find_map_scales (samples, false, &any, &any_difference);
  largest = largest > 1e-300 ? largest : any;
  difference = difference > 1e-300 ? difference : any_difference;
  vit_gallery_add_baseline (request, samples, runs);
  g_autoptr (GPtrArray) rows = g_ptr_array_new ();
  size_t n_outside = 0;
  for (guint r = 0; r < samples->len; r++)
    {
      n_outside += ((const VitStructureSample *) samples->pdata[r])->n_outside;
      g_ptr_array_add (rows, new_maps_of_run (request, samples->pdata[r], runs->pdata[r],
                                              samples->len > 1, largest, difference));
    }
  const VitStructureSample *first = samples->pdata[0];
  VitFigure *page = vit_figure_new_page ((VitFigure **) rows->pdata, (int) rows->len, 1);
  g_autofree char *rule = vit_structure_sample_dup_bond_rule (first);
  g_autofree char *outside =
      n_outside > 0 ? g_strdup_printf (", %zu atoms beyond the axes", n_outside) : g_strdup ("");
  g_autofree char *how = g_strdup_printf ("%s; Gaussian of %.3f × %.3f%s", rule,
                                          first->bandwidths[0], first->bandwidths[1], outside);
  g_autofree char *caption = vit_gallery_structure_caption (request, samples, runs, NULL, how);
  vit_figure_set_caption (page, caption);
  return page;
}

/* ---- Polyhedra ---- */

static double
find_kind_fraction (const VitPolyhedra *polyhedra, const uint8_t index[4], int subset)
{
  for (guint k = 0; k < polyhedra->kinds->len; k++)
    if (memcmp (g_array_index (polyhedra->kinds, VitPolyhedron, k).index, index, 4) == 0)
      return vit_polyhedra_get_fraction (polyhedra, k, subset);
  return 0;
}

static VitFigure *
new_ranking (const VitGalleryRequest *request,
             const VitStructureSample *sample,
             const VitStructureSample *baseline,
             VitRun *run,
             VitSubset subset,
             double largest)
{
  int s = (int) subset - 1;
  size_t kinds[TOP_KINDS], n = vit_polyhedra_rank (sample->polyhedra, s, kinds, TOP_KINDS);
  g_auto (GStrv) names = g_new0 (char *, n + 1), notes = g_new0 (char *, n + 1);
  double values[TOP_KINDS], low[TOP_KINDS], high[TOP_KINDS], all[TOP_KINDS], base[TOP_KINDS],
      counts[TOP_KINDS], excess[TOP_KINDS];
  bool has_base = vit_gallery_has_enough (baseline, subset);
  for (size_t i = 0; i < n; i++)
    {
      const VitPolyhedron *kind =
          &g_array_index (sample->polyhedra->kinds, VitPolyhedron, kinds[i]);
      double fraction = vit_polyhedra_get_fraction (sample->polyhedra, kinds[i], s);
      double expected = s >= 0 ? sample->excess_base[s][kinds[i]] : NAN;
      size_t count = s >= 0 ? kind->counts[s] : kind->count;
      vit_polyhedra_get_interval (sample->polyhedra, kinds[i], s, &low[i], &high[i]);
      names[i] = g_strdup_printf ("⟨%u,%u,%u,%u⟩", kind->index[0], kind->index[1], kind->index[2],
                                  kind->index[3]);
      counts[i] = (double) count;
      excess[i] = 100 * (fraction - expected) / expected;
      g_autofree char *change = vit_gallery_format_change (excess[i]);
      notes[i] =
          s >= 0 ? g_strdup_printf ("%zu, %s", count, change) : g_strdup_printf ("%zu", count);
      values[i] = 100 * fraction;
      low[i] *= 100;
      high[i] *= 100;
      all[i] = 100 * expected;
      base[i] = has_base ? 100 * find_kind_fraction (baseline->polyhedra, kind->index, s) : NAN;
    }
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_categories (plot, (const char *const *) names, true);
  VitBars bars = { .label = short_names[subset],
                   .colour = vit_theme_get_subset_colour ((int) subset, request->dark),
                   .values = values,
                   .low = low,
                   .high = high,
                   .notes = (const char *const *) notes,
                   .more = { counts, s >= 0 ? excess : NULL },
                   .more_names = { "count", "Δf (%)" } };
  VitBars total = { .label = sample->rule.within_species ? "all, same composition" : "all",
                    .colour = vit_theme_get_subset_colour (VIT_SUBSET_ALL, request->dark),
                    .values = all };
  VitRgba pale = total.colour;
  pale.alpha = 0.6;
  total.colour = pale;
  VitBars before = { .label = "baseline", .colour = bars.colour, .values = base };
  before.colour.alpha = 0.4;
  vit_plot_add_bars (plot, &bars);
  if (s >= 0)
    vit_plot_add_bars (plot, &total);
  if (has_base)
    vit_plot_add_bars (plot, &before);
  g_autofree char *title = vit_gallery_run_label (run);
  g_autofree char *full = g_strdup_printf (
      "%s%s%s, <i>n</i> = %zu%s", request->n_runs > 1 ? title : "", request->n_runs > 1 ? ", " : "",
      (request->n_runs > 1 ? short_names : subset_names)[subset], sample->counts[subset],
      n > 0 && !vit_gallery_has_enough (sample, subset) ? ": too few" : "");
  vit_plot_set_title (plot, full);
  vit_plot_set_x (plot, "fraction (%)", 0, largest);
  vit_plot_set_tag (plot, "polyhedra", run, (int) subset);
  return vit_figure_new_plot (plot);
}

/* Returns: the length of the longest bar of a ranking, or of a bar beside it. An interval that
 * reaches beyond twice its fraction says little, and may be cut. */
static double
find_longest_bar (const VitStructureSample *sample,
                  const VitStructureSample *baseline,
                  VitSubset subset)
{
  double longest = 0;
  int s = (int) subset - 1;
  size_t kinds[TOP_KINDS], n = vit_polyhedra_rank (sample->polyhedra, s, kinds, TOP_KINDS);
  for (size_t i = 0; i < n; i++)
    {
      const VitPolyhedron *kind =
          &g_array_index (sample->polyhedra->kinds, VitPolyhedron, kinds[i]);
      double low, high, fraction = vit_polyhedra_get_fraction (sample->polyhedra, kinds[i], s);
      vit_polyhedra_get_interval (sample->polyhedra, kinds[i], s, &low, &high);
      longest = fmax (longest, high <= 2 * fraction ? high : fraction);
      if (s >= 0)
        longest = fmax (longest, sample->excess_base[s][kinds[i]]);
      if (vit_gallery_has_enough (baseline, subset))
        longest = fmax (longest, find_kind_fraction (baseline->polyhedra, kind->index, s));
    }
  return longest;
}

/* Returns: the length of the longest bar of all rankings, per cent. A single one of three atoms
 * would be a third of them: rankings of few atoms count only where there are no others, and run
 * beyond the axis where there are. */
static double
find_scale (GPtrArray *samples, const VitStructureSample *baseline)
{
  double longest = 0, any = 0;
  for (guint r = 0; r < samples->len; r++)
    {
      const VitStructureSample *sample = samples->pdata[r];
      /* Without T_ML there is one ranking, of all atoms. */
      VitSubset first = sample->has_tml ? VIT_SUBSET_LIQUID : VIT_SUBSET_ALL,
                last = sample->has_tml ? VIT_SUBSET_SOLID : VIT_SUBSET_ALL;
      for (VitSubset s = first; s <= last; s++)
        {
          double bar = find_longest_bar (sample, baseline, s);
          any = fmax (any, bar);
          if (vit_gallery_has_enough (sample, s))
            longest = fmax (longest, bar);
        }
    }
  return 100 * (longest > 0 ? longest : any);
}

static VitFigure *
make_polyhedra (const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) samples = vit_gallery_samples (request, runs, error);
  if (!samples)
    return NULL;
  g_autoptr (VitStructureSample) baseline = vit_gallery_baseline (request);
  g_autoptr (GPtrArray) panels = g_ptr_array_new ();
  double largest = find_scale (samples, baseline);
  /* The axis is 1.75 times as long as the longest bar, which leaves room for the notes at the ends.
   */
  for (guint r = 0; r < samples->len; r++)
    {
      const VitStructureSample *sample = samples->pdata[r];
      int last = sample->has_tml ? VIT_SUBSET_LIQUID : VIT_SUBSET_ALL;
      for (int s = sample->has_tml ? VIT_SUBSET_SOLID : VIT_SUBSET_ALL; s >= last; s--)
        g_ptr_array_add (panels, new_ranking (request, sample, baseline, runs->pdata[r],
                                              (VitSubset) s, 1.75 * largest));
    }
  const VitStructureSample *first = samples->pdata[0];
  VitFigure *page =
      vit_figure_new_page ((VitFigure **) panels->pdata, (int) panels->len, (int) panels->len);
  vit_figure_set_narrowest (page, 18, 1);
  vit_figure_set_group (page, first->has_tml ? 2 : 1);
  g_autofree char *rule =
      g_strdup_printf ("Voronoi cells, faces ≥ %g %%; 95 %% Wilson intervals; number of atoms and "
                       "Δ<i>f</i> against %s",
                       100 * first->options.face_threshold,
                       first->rule.within_species ? "all atoms of the same composition" : "all");
  g_autofree char *caption = vit_gallery_structure_caption (request, samples, runs, baseline, rule);
  vit_figure_set_caption (page, caption);
  return page;
}

/* ---- Specs ---- */

static double
count_polyhedra_lines (const VitGalleryRequest *request)
{
  return (2 * request->n_runs + 3) / 4;
}

const VitFigureSpec vit_structure_figures[] = {
  { .name = "q6-w6",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Joint density of q6 and w6 of all, liquid-like and solid-like atoms",
    .short_title = "Bond order",
    .regions = true,
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION |
               VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID |
               VIT_AFFECTS_CONTOURS,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .count_lines = vit_gallery_count_samples,
    .read = vit_read_q6_w6,
    .pick_inside = vit_pick_q6_w6,
    .make = make_q6_w6 },
  { .name = "polyhedra",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Most frequent Voronoi polyhedra of solid-like and liquid-like atoms",
    .short_title = "Polyhedra",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION |
               VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .count_lines = count_polyhedra_lines,
    .read = vit_read_polyhedron,
    .pick = vit_pick_polyhedron,
    .make = make_polyhedra },
  { NULL },
};
