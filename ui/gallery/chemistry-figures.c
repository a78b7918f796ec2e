/* Chemistry of liquid-like and solid-like atoms: the paper's Fig. 7. */

#include <math.h>
#include <string.h>

#include "core/base/csv.h"
#include "core/stats/wilson.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/style/number-format.h"

static const char *const short_names[VIT_N_SUBSETS] = { "all", "LA", "SA" };

typedef double (*Measure) (
    const VitStructureSample *sample, int subset, unsigned category, double *low, double *high);

/* A figure with bars of the three subsets in each category. */
typedef struct
{
  const char *label;
  char **(*new_categories) (const VitStructureSample *sample);
  Measure measure;
} BarFigure;

static char **
new_species_names (const VitStructureSample *sample)
{
  char **names = g_new0 (char *, sample->n_types + 1);
  for (unsigned t = 0; t < sample->n_types; t++)
    names[t] = g_markup_escape_text (sample->species[t], -1);
  return names;
}

static char **
new_pair_names (const VitStructureSample *sample)
{
  unsigned n = sample->n_types;
  char **names = g_new0 (char *, n *n + 1);
  for (unsigned a = 0; a < n; a++)
    for (unsigned b = 0; b < n; b++)
      {
        g_autofree char *text = g_strdup_printf ("%s–%s", sample->species[a], sample->species[b]);
        names[a * n + b] = g_markup_escape_text (text, -1);
      }
  return names;
}

static double
measure_composition (
    const VitStructureSample *sample, int subset, unsigned category, double *low, double *high)
{
  const VitChemicalOrder *order = sample->chemical[subset];
  vit_wilson_interval (order->counts[category], order->n, VIT_WILSON_95, low, high);
  *low *= 100;
  *high *= 100;
  return 100 * order->fractions[category];
}

static double
measure_alpha (
    const VitStructureSample *sample, int subset, unsigned category, double *low, double *high)
{
  return sample->chemical[subset]->alpha[category];
}

static double
measure_eta (
    const VitStructureSample *sample, int subset, unsigned category, double *low, double *high)
{
  return sample->chemical[subset]->eta[category];
}

static void
add_subset_bars (VitPlot *plot,
                 const VitGalleryRequest *request,
                 const BarFigure *figure,
                 const VitStructureSample *sample,
                 const VitStructureSample *baseline,
                 int subset,
                 guint n)
{
  g_autofree double *values = g_new (double, n), *low = g_new (double, n),
                    *high = g_new (double, n), *base = g_new (double, n);
  double ignored[2];
  bool has_base =
      vit_gallery_has_enough (baseline, (VitSubset) subset) && baseline->n_types == sample->n_types;
  for (guint c = 0; c < n; c++)
    {
      low[c] = high[c] = base[c] = NAN;
      values[c] = figure->measure (sample, subset, c, &low[c], &high[c]);
      if (has_base)
        base[c] = figure->measure (baseline, subset, c, &ignored[0], &ignored[1]);
    }
  VitBars bars = { .label = short_names[subset],
                   .colour = vit_theme_get_subset_colour (subset, request->dark),
                   .values = values,
                   .low = isfinite (low[0]) ? low : NULL,
                   .high = isfinite (low[0]) ? high : NULL,
                   .baseline = has_base ? base : NULL };
  vit_plot_add_bars (plot, &bars);
}

static void
widen_to_bars (const VitStructureSample *sample,
               const BarFigure *figure,
               int subset,
               double *low,
               double *high)
{
  g_auto (GStrv) categories = figure->new_categories (sample);
  for (guint c = 0; categories[c]; c++)
    {
      double from = NAN, to = NAN, value = figure->measure (sample, subset, c, &from, &to);
      *low = fmin (*low, isfinite (value) ? value : 0);
      *high = fmax (*high, isfinite (to) ? to : isfinite (value) ? value : 0);
    }
}

/* The range covers all runs and subsets, so that figures side by side have the same axis. */
static void
find_bar_range (GPtrArray *samples,
                const VitStructureSample *baseline,
                const BarFigure *figure,
                double *low,
                double *high)
{
  for (int s = 0; s < VIT_N_SUBSETS; s++)
    {
      for (guint r = 0; r < samples->len; r++)
        widen_to_bars (samples->pdata[r], figure, s, low, high);
      if (vit_gallery_has_enough (baseline, (VitSubset) s))
        widen_to_bars (baseline, figure, s, low, high);
    }
  double margin = 0.08 * (*high - *low);
  *low -= *low < 0 ? margin : 0;
  *high += *high > 0 ? margin : 0;
}

static VitFigure *
make_bars (const VitGalleryRequest *request,
           const BarFigure *figure,
           char *(*new_rule) (const VitStructureSample *sample, const char *sign),
           const char *sign,
           GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) samples = vit_gallery_samples (request, runs, error);
  if (!samples)
    return NULL;
  g_autoptr (VitStructureSample) baseline = vit_gallery_baseline (request);
  g_autoptr (GPtrArray) panels = g_ptr_array_new ();
  double low = 0, high = 0;
  find_bar_range (samples, baseline, figure, &low, &high);
  for (guint r = 0; r < samples->len; r++)
    {
      const VitStructureSample *sample = samples->pdata[r];
      g_auto (GStrv) categories = figure->new_categories (sample);
      VitPlot *plot = vit_plot_new ();
      vit_plot_set_categories (plot, (const char *const *) categories, false);
      for (int s = 0; s < VIT_N_SUBSETS; s++)
        add_subset_bars (plot, request, figure, sample, baseline, s, g_strv_length (categories));
      vit_plot_set_y (plot, figure->label, low, high);
      g_autofree char *title = vit_gallery_run_label (runs->pdata[r]);
      vit_plot_set_title (plot, title);
      vit_plot_set_tag (plot, "bars", runs->pdata[r], 0);
      g_ptr_array_add (panels, vit_figure_new_plot (plot));
    }
  g_autofree char *rule = new_rule (samples->pdata[0], sign);
  g_autofree char *full = g_strdup_printf ("%s%s", rule, baseline ? "; lines: baseline" : "");
  g_autofree char *caption = vit_gallery_structure_caption (request, samples, runs, baseline, full);
  return vit_gallery_on_shared_axes (panels, caption);
}

/* The rule that the sample was made with; the study's options may have changed since. */
static char *
new_order_rule (const VitStructureSample *sample, const char *sign)
{
  g_autofree char *rule = vit_structure_sample_dup_coordination_rule (sample);
  return g_strdup_printf (
      "%s; expected from %s; %s", rule,
      sample->options.reference == VIT_CHEMICAL_REFERENCE_ALL ? "all atoms" : "the subset alone",
      sign);
}

static char *
new_interval_rule (const VitStructureSample *sample, const char *sign)
{
  return g_strdup ("95 % Wilson intervals");
}

static VitFigure *
make_composition (const VitGalleryRequest *request, GError **error)
{
  const BarFigure figure = { "atoms (%)", new_species_names, measure_composition };
  return make_bars (request, &figure, new_interval_rule, NULL, error);
}

static VitFigure *
make_alpha (const VitGalleryRequest *request, GError **error)
{
  const BarFigure figure = { "<i>α</i>", new_pair_names, measure_alpha };
  return make_bars (request, &figure, new_order_rule, "negative: favoured", error);
}

/* The sign of η is an option: this is 1 − Z/Z*. */
static double
measure_opposite (
    const VitStructureSample *sample, int subset, unsigned category, double *low, double *high)
{
  return -sample->chemical[subset]->eta[category];
}

static VitFigure *
make_eta (const VitGalleryRequest *request, GError **error)
{
  bool opposite = vit_gallery_options (request)->structure.eta_opposite;
  const BarFigure figure = { opposite ? "<i>η</i> (1 − Z/Z*)" : "<i>η</i>", new_pair_names,
                             opposite ? measure_opposite : measure_eta };
  return make_bars (request, &figure, new_order_rule,
                    opposite ? "negative: favoured" : "positive: favoured", error);
}

/* ---- Table ---- */

static char *
format_mean (const VitMean *mean, int decimals)
{
  if (mean->n == 0)
    return g_strdup ("–");
  if (!isfinite (mean->standard_error))
    return g_strdup_printf ("%.*f", decimals, mean->mean);
  return g_strdup_printf ("%.*f ± %.*f", decimals, mean->mean, decimals, mean->standard_error);
}

/* Digits that do not depend on the order in which atoms are summed. */
#define CSV_DIGITS 13

static void
append_csv_mean (GString *csv, const VitMean *mean)
{
  const double values[2] = { mean->n > 0 ? mean->mean : NAN,
                             mean->n > 0 ? mean->standard_error : NAN };
  char text[VIT_NUMBER_BYTES];
  for (int k = 0; k < 2; k++)
    g_string_append_printf (csv, ",%s", vit_format_number (values[k], CSV_DIGITS, text));
}

static void
append_csv_name (GString *csv, const char *markup)
{
  g_autofree char *plain = vit_markup_to_plain (markup);
  vit_csv_append_cell (csv, plain);
  g_string_append_c (csv, ',');
}

static void
add_table_row (VitTable *table,
               GString *csv,
               const VitStructureSample *sample,
               VitRun *run,
               int subset,
               unsigned type)
{
  size_t place = (size_t) subset * (sample->n_types + 1) + type;
  g_autofree char *species =
      type > 0 ? g_markup_escape_text (sample->species[type - 1], -1) : g_strdup ("all species");
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *name = g_strdup_printf ("%s, %s", short_names[subset], species);
  g_autofree char *count = g_strdup_printf ("%zu", sample->means.cn[place].n);
  g_autofree char *cn = format_mean (&sample->means.cn[place], 2);
  g_autofree char *d5 = format_mean (&sample->means.d5[place], 3);
  g_autofree char *volume = format_mean (&sample->means.volume[place], 2);
  g_autofree char *excess = format_mean (&sample->means.disclinations[place], 2);
  const char *const cells[] = { name, count, cn, d5, volume, excess, NULL };
  vit_table_add (table, cells, type == 0);
  const VitStructureMeans *means = &sample->means;
  append_csv_name (csv, label);
  append_csv_name (csv, short_names[subset]);
  append_csv_name (csv, species);
  g_string_append (csv, count);
  append_csv_mean (csv, &means->cn[place]);
  append_csv_mean (csv, &means->d5[place]);
  append_csv_mean (csv, &means->volume[place]);
  append_csv_mean (csv, &means->disclinations[place]);
  g_string_append_printf (csv, ",%zu\n", means->disclinations[place].n);
}

static void
add_run_heading (VitTable *table, VitRun *run)
{
  g_autofree char *label = vit_gallery_run_label (run);
  g_autofree char *bold = g_strdup_printf ("<b>%s</b>", label);
  const char *const cells[] = { bold, "", "", "", "", "", NULL };
  vit_table_add (table, cells, true);
}

static VitFigure *
make_cn_table (const VitGalleryRequest *request, GError **error)
{
  static const char *const heads[] = { "atoms",
                                       "n",
                                       "CN",
                                       "<i>d</i><sub>5</sub>",
                                       "volume (Å<sup>3</sup>)",
                                       "<i>n</i><sub>4</sub> − <i>n</i><sub>4</sub><sup>Z</sup>",
                                       NULL };
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  g_autoptr (GPtrArray) samples = vit_gallery_samples (request, runs, error);
  if (!samples)
    return NULL;
  vit_gallery_add_baseline (request, samples, runs);
  VitTable *table = vit_table_new (heads);
  g_autoptr (GString) csv = g_string_new (
      "run,subset,species,n,CN,CN: standard error,d5,d5: standard error,volume (Å3),"
      "volume (Å3): standard error,n4 − n4(Z),n4 − n4(Z): standard error,n of n4 − n4(Z)\n");
  for (guint r = 0; r < samples->len; r++)
    {
      const VitStructureSample *sample = samples->pdata[r];
      if (samples->len > 1)
        add_run_heading (table, runs->pdata[r]);
      for (int s = 0; s < VIT_N_SUBSETS; s++)
        for (unsigned type = 0; type <= sample->n_types; type++)
          add_table_row (table, csv, sample, runs->pdata[r], s, type);
    }
  const VitStructureSample *first = samples->pdata[0];
  g_autofree char *who = vit_structure_sample_dup_coordination_rule (first);
  g_autofree char *rule = g_strdup_printf (
      "CN: %s; <i>d</i><sub>5</sub>, volume and disclination excess of Voronoi cells, "
      "faces ≥ %g %%; mean ± standard error",
      who, 100 * first->options.face_threshold);
  g_autofree char *caption = vit_gallery_structure_caption (request, samples, runs, NULL, rule);
  vit_table_set_caption (table, caption);
  vit_table_set_csv (table, csv->str);
  return vit_figure_new_table (table);
}

/* ---- Specs ---- */

static double
count_composition_lines (const VitGalleryRequest *request)
{
  return (request->n_runs + 3) / 4;
}

static double
count_alpha_lines (const VitGalleryRequest *request)
{
  return (request->n_runs + 1) / 2;
}

/* The height of a row of the table, about, in heights of a plot. */
static double
count_table_lines (const VitGalleryRequest *request)
{
  return 0.25 + 0.8 * vit_gallery_count_samples (request);
}

const VitFigureSpec vit_chemistry_figures[] = {
  { .name = "composition",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Composition of all, liquid-like and solid-like atoms",
    .short_title = "Composition",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION |
               VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .count_lines = count_composition_lines,
    .make = make_composition },
  { .name = "alpha",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Warren–Cowley parameters of all, liquid-like and solid-like atoms",
    .short_title = "Short-range order α",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION |
               VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .count_lines = count_alpha_lines,
    .make = make_alpha },
  { .name = "eta",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Cargill–Spaepen parameters of all, liquid-like and solid-like atoms",
    .short_title = "Short-range order η",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION |
               VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID | VIT_AFFECTS_ETA,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .make = make_eta },
  { .name = "cn-table",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_CELL |
                VIT_PREMISES_OF_SPECIES,
    .shows_tml = true,
    .title = "Table of coordination, volume and fivefold faces",
    .short_title = "Coordination",
    .follows = VIT_FOLLOWS_START_UNLESS_POOLED,
    .options = VIT_AFFECTS_CELLS | VIT_AFFECTS_BONDS | VIT_AFFECTS_COORDINATION |
               VIT_AFFECTS_SAMPLE | VIT_AFFECTS_BASELINE | VIT_AFFECTS_LIQUID,
    .results = { &vit_structure_derivation },
    .baseline = true,
    .count_lines = count_table_lines,
    .make = make_cn_table },
  { NULL },
};
