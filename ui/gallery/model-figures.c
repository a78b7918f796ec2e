/* The quality of the model, and the choices behind it: the paper's Fig. 1. */

#include <math.h>

#include "core/base/error.h"
#include "core/results/model-derivation.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/style/colormap.h"

static const VitValidation *
get_validation (const VitGalleryRequest *request, GError **error)
{
  return vit_gallery_derive (request, &vit_validation_derivation, NULL, error);
}

/* Colours of classes run from blue to yellow, on dark backgrounds from violet, as blue would be
 * invisible. */
static VitRgba
get_class_colour (const VitGalleryRequest *request, size_t c, size_t n)
{
  uint8_t table[256][4];
  vit_colormap_fill ("plasma", table);
  size_t first = request->dark ? 70 : 0;
  const uint8_t *p = table[n > 1 ? first + (230 - first) * c / (n - 1) : first];
  return vit_theme_lighten ((VitRgba){ p[0] / 255.0, p[1] / 255.0, p[2] / 255.0, 1 },
                            request->dark);
}

/* The density of predictions for a class: an outline centred on the class's temperature, as wide as
 * the density is high. */
static void
add_violin (VitPlot *plot,
            const VitGalleryRequest *request,
            const VitValidation *v,
            const uint16_t *labels,
            size_t n,
            size_t c,
            double half_width)
{
  enum
  {
    BINS = 60
  };
  double low = v->classes[0], high = v->classes[v->n_classes - 1], counts[BINS] = { 0 },
         largest = 1;
  for (size_t i = 0; i < n; i++)
    if (labels[i] == c)
      {
        double place = high > low ? ((double) v->t_ml[i] - low) / (high - low) * BINS : 0;
        counts[(int) CLAMP (place, 0, BINS - 1)]++;
      }
  for (int b = 0; b < BINS; b++)
    largest = fmax (largest, counts[b]);
  double x[2 * BINS + 1], y[2 * BINS + 1];
  for (int b = 0; b < BINS; b++)
    {
      double t = low + (high - low) * (b + 0.5) / BINS, w = half_width * counts[b] / largest;
      x[b] = v->classes[c] - w;
      y[b] = t;
      x[2 * BINS - 1 - b] = v->classes[c] + w;
      y[2 * BINS - 1 - b] = t;
    }
  x[2 * BINS] = x[0];
  y[2 * BINS] = y[0];
  VitSeries style = { .colour = get_class_colour (request, c, v->n_classes), .width = 0.9 };
  style.colour.alpha = 0.8;
  vit_plot_add (plot, &style, x, y, 2 * BINS + 1);
}

/* A thin line from the 5th to the 95th percentile, a thick one between the quartiles. */
static void
add_percentile_bars (VitPlot *plot,
                     const VitGalleryRequest *request,
                     const VitValidation *v,
                     size_t c)
{
  const double *q = v->quantiles + c * VIT_VALIDATION_QUANTILES;
  const double x[2] = { v->classes[c], v->classes[c] };
  const double whole[2] = { q[0], q[4] }, middle[2] = { q[1], q[3] };
  VitSeries thin = { .colour = get_class_colour (request, c, v->n_classes), .width = 1 };
  VitSeries thick = { .colour = thin.colour, .width = 4 };
  vit_plot_add (plot, &thin, x, whole, 2);
  vit_plot_add (plot, &thick, x, middle, 2);
}

static VitFigure *
make_validation (const VitGalleryRequest *request, GError **error)
{
  VitModel *model = vit_analyses_get_model (request->analyses);
  const VitValidation *v = get_validation (request, error);
  if (!v || !model)
    return NULL;
  VitPlot *plot = vit_plot_new ();
  double span = v->classes[v->n_classes - 1] - v->classes[0], margin = 0.06 * span;
  double nearest = span;
  for (size_t c = 1; c < v->n_classes; c++)
    nearest = fmin (nearest, v->classes[c] - v->classes[c - 1]);
  vit_plot_add_diagonal (plot, vit_gallery_theme (request)->mark);
  for (size_t c = 0; c < v->n_classes; c++)
    {
      add_violin (plot, request, v, vit_model_get_labels (model), vit_model_get_n_instances (model),
                  c, 0.45 * nearest);
      add_percentile_bars (plot, request, v, c);
    }
  VitSeries style = { .colour = vit_gallery_theme (request)->foreground,
                      .marker = 2.6,
                      .hollow = true,
                      .label = "mean" };
  vit_plot_add (plot, &style, v->classes, v->mean, v->n_classes);
  double low = v->classes[0] - margin, high = v->classes[v->n_classes - 1] + margin;
  vit_plot_set_x (plot, "temperature of the run (K)", low, high);
  vit_plot_set_y (plot, "predicted <i>T</i><sub>ML</sub> (K)", fmin (low, 0), high);
  g_autofree char *caption = g_strdup_printf (
      "stratified 10-fold cross-validation, k = %u, %zu instances; outlines: densities, bars: 5, "
      "25, 75, 95 %%",
      vit_model_get_options (model)->k, vit_model_get_n_instances (model));
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_confusion (const VitGalleryRequest *request, GError **error)
{
  VitModel *model = vit_analyses_get_model (request->analyses);
  const VitValidation *v = get_validation (request, error);
  if (!v || !model)
    return NULL;

  size_t n = v->n_classes;
  g_autofree float *share = g_new (float, n *n);
  g_autofree double *edges = g_new (double, n + 1);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  for (size_t i = 0; i <= n; i++)
    edges[i] = (double) i;
  for (size_t i = 0; i < n; i++)
    {
      names[i] = g_strdup_printf ("%g", v->classes[i]);
      for (size_t j = 0; j < n; j++)
        share[i * n + j] =
            (float) (100.0 * (double) v->confusion[i * n + j] / (double) MAX (v->counts[i], 1));
    }
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, share, n, n, edges, edges, 0, 100, "cividis", "share of the class (%)");
  vit_plot_set_names (plot, (const char *const *) names, (const char *const *) names);
  vit_plot_set_x (plot, "temperature of the run (K)", 0, (double) n);
  vit_plot_set_y (plot, "class predicted (K)", 0, (double) n);
  g_autofree char *caption = g_strdup_printf (
      "majority of the k = %u neighbours, stratified 10-fold cross-validation, %zu instances, %.1f "
      "%% off the diagonal",
      vit_model_get_options (model)->k, vit_model_get_n_instances (model), 100 * v->error_rate);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

/* ---- Classes ---- */

/* The vertical line of a cluster in the dendrogram: its x and its lower end. */
typedef struct
{
  double x, height;
} ClusterStem;

static void
add_merge_lines (
    VitPlot *plot, const ClusterStem *a, const ClusterStem *b, double height, VitRgba colour)
{
  const double x[4] = { a->x, a->x, b->x, b->x };
  const double y[4] = { a->height, height, height, b->height };
  VitSeries style = { .colour = colour, .width = 1.6 };
  vit_plot_add (plot, &style, x, y, 4);
}

static VitFigure *
make_dendrogram (const VitGalleryRequest *request, GError **error)
{
  const VitClassSelection *s =
      vit_gallery_derive (request, &vit_class_selection_derivation, NULL, error);
  if (!s)
    return NULL;
  double chosen = vit_gallery_options (request)->model.cut;
  double cut = isfinite (chosen) ? chosen : vit_class_selection_default_cut (s);
  size_t n = s->n;
  g_autofree ClusterStem *stems = g_new0 (ClusterStem, 2 * n);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  for (size_t i = 0; i < n; i++)
    {
      stems[s->order[i]].x = (double) i + 0.5;
      names[i] = g_strdup_printf ("%g", s->temperatures[s->order[i]]);
    }
  VitPlot *plot = vit_plot_new ();
  double top = n > 1 ? s->merges[n - 2].height : 1;
  vit_plot_set_categories (plot, (const char *const *) names, false);
  for (size_t m = 0; m + 1 < n; m++)
    {
      const ClusterStem *a = &stems[s->merges[m].a], *b = &stems[s->merges[m].b];
      VitRgba colour = s->merges[m].height <= cut ? vit_theme_get_subset_colour (1, request->dark)
                                                  : vit_gallery_theme (request)->foreground;
      add_merge_lines (plot, a, b, s->merges[m].height, colour);
      stems[n + m] = (ClusterStem){ (a->x + b->x) / 2, s->merges[m].height };
    }
  vit_plot_add_y_mark (plot, cut, vit_gallery_theme (request)->mark, 4, NULL);
  vit_plot_set_x (plot, "temperature (K)", NAN, NAN);
  vit_plot_set_y (plot, "height", 0, 1.06 * top);
  vit_plot_set_tag (plot, "dendrogram", NULL, 0);
  g_autofree double *classes = g_new (double, MAX (n, 1));
  size_t n_classes = vit_class_selection_propose (s, cut, classes);
  g_autoptr (GString) caption = g_string_new (NULL);
  g_string_append_printf (caption,
                          "%s linkage of mean standardised features, %s distance, %zu intervals; "
                          "classes proposed by the cut (dashed):",
                          vit_linkage_method_get_name (s->method),
                          s->city_block ? "city-block" : "Euclidean", s->n_intervals);
  for (size_t c = 0; c < n_classes; c++)
    g_string_append_printf (caption, " %g", classes[c]);
  g_string_append (caption, " K");
  vit_plot_set_caption (plot, caption->str);
  return vit_figure_new_plot (plot);
}

/* ---- Intervals ---- */

static VitFigure *
make_relieff (const VitGalleryRequest *request, GError **error)
{
  const VitFeatureSelection *s =
      vit_gallery_derive (request, &vit_feature_selection_derivation, NULL, error);
  if (!s)
    return NULL;
  double chosen = vit_gallery_options (request)->model.threshold;
  double threshold = isfinite (chosen) ? chosen : vit_feature_selection_default_threshold (s);
  g_auto (GStrv) names = g_new0 (char *, s->n + 1);
  g_autofree double *kept = g_new (double, MAX (s->n, 1)), *left = g_new (double, MAX (s->n, 1));
  for (size_t j = 0; j < s->n; j++)
    {
      names[j] = g_strdup_printf ("%g", s->intervals[j]);
      kept[j] = s->weights[j] >= threshold ? s->weights[j] : NAN;
      left[j] = s->weights[j] >= threshold ? NAN : s->weights[j];
    }
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_categories (plot, (const char *const *) names, false);
  VitBars good = { .label = "proposed",
                   .colour = vit_theme_get_subset_colour (2, request->dark),
                   .values = kept };
  VitBars poor = { .label = "left out",
                   .colour = vit_theme_get_subset_colour (0, request->dark),
                   .values = left,
                   .same_place = true };
  vit_plot_add_bars (plot, &good);
  vit_plot_add_bars (plot, &poor);
  vit_plot_add_y_mark (plot, threshold, vit_gallery_theme (request)->mark, 4, NULL);
  vit_plot_set_x (plot, "Δ<i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "ReliefF weight", NAN, NAN);
  vit_plot_set_tag (plot, "relieff", NULL, 0);
  g_autofree char *caption = g_strdup_printf ("ReliefF, k = %u, %zu instances vote; threshold %.3g",
                                              s->k, s->n_sampled, threshold);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

/* The features of one interval for each class. */
static VitFigure *
make_features (const VitGalleryRequest *request, GError **error)
{
  VitModel *model = vit_analyses_get_model (request->analyses);
  if (!model)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The study has no T_ML model yet.");
      return NULL;
    }
  enum
  {
    BINS = 80
  };
  size_t n_intervals, n_classes, n = vit_model_get_n_instances (model);
  const double *intervals = vit_model_get_intervals (model, &n_intervals);
  const double *classes = vit_model_get_classes (model, &n_classes);
  const uint16_t *labels = vit_model_get_labels (model);
  double wanted = vit_gallery_options (request)->model.interval;
  size_t best = 0;
  for (size_t j = 1; j < n_intervals; j++)
    if (fabs (log (intervals[j] / wanted)) < fabs (log (intervals[best] / wanted)))
      best = j;
  g_autofree float *values = g_new (float, MAX (n, 1));
  if (!vit_model_copy_features (model, &intervals[best], 1, values, error))
    return NULL;
  double low = INFINITY, high = -INFINITY, edges[BINS + 1];
  for (size_t i = 0; i < n; i++)
    {
      low = fmin (low, (double) values[i]);
      high = fmax (high, (double) values[i]);
    }
  for (int b = 0; b <= BINS; b++)
    edges[b] = low + (high - low) * b / BINS;
  VitPlot *plot = vit_plot_new ();
  for (size_t c = 0; c < n_classes; c++)
    {
      double density[BINS] = { 0 }, count = 0;
      for (size_t i = 0; i < n; i++)
        if (labels[i] == c)
          {
            int b = (int) (((double) values[i] - low) / (high - low) * BINS);
            density[CLAMP (b, 0, BINS - 1)]++;
            count++;
          }
      for (int b = 0; b < BINS; b++)
        density[b] /= fmax (count, 1) * (high - low) / BINS;
      g_autofree char *label = g_strdup_printf ("%g K", classes[c]);
      VitSeries style = { .label = label,
                          .colour = get_class_colour (request, c, n_classes),
                          .width = 1.3,
                          .steps = true };
      vit_plot_add (plot, &style, edges, density, BINS);
    }
  g_autofree char *x = g_strdup_printf (
      "lg(Δ<i>r</i><sup>2</sup>/<i>T</i>) at Δ<i>t</i> = %g ps (lg Å<sup>2</sup>/K)",
      intervals[best]);
  vit_plot_set_x (plot, x, low, high);
  vit_plot_set_y (plot, "density", 0, NAN);
  g_autofree char *caption = g_strdup_printf ("%zu instances", n);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

/* ---- Quality ---- */

static VitFigure *
new_quality_plot (const VitGalleryRequest *request,
                  const VitQualityPoint *points,
                  size_t n,
                  const char *label)
{
  g_autofree double *x = g_new (double, MAX (n, 1)), *accuracy = g_new (double, MAX (n, 1)),
                    *error = g_new (double, MAX (n, 1)), *spread = g_new (double, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      x[i] = points[i].x;
      accuracy[i] = 100 * points[i].accuracy;
      error[i] = points[i].error;
      spread[i] = points[i].spread;
    }
  VitPlot *plot = vit_plot_new ();
  VitSeries style = { .label = "accuracy", .width = 1.4, .marker = 2.4 };
  style.colour = vit_theme_get_run_colour (0, request->dark);
  vit_plot_add (plot, &style, x, accuracy, n);
  style =
      (VitSeries){ .label = "error of class means", .width = 1.4, .marker = 2.4, .second = true };
  style.colour = vit_theme_get_run_colour (1, request->dark);
  vit_plot_add (plot, &style, x, error, n);
  style = (VitSeries){
    .label = "spread within a class", .width = 1.2, .marker = 2, .dash = 3, .second = true
  };
  style.colour = vit_theme_get_run_colour (2, request->dark);
  vit_plot_add (plot, &style, x, spread, n);
  vit_plot_set_log (plot, true, false);
  vit_plot_set_x (plot, label, NAN, NAN);
  vit_plot_set_y (plot, "accuracy (%)", NAN, NAN);
  vit_plot_set_y2 (plot, "<i>T</i><sub>ML</sub> (K)", 0, NAN);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_learning_curve (const VitGalleryRequest *request, GError **error)
{
  const VitModelQuality *quality =
      vit_gallery_derive (request, &vit_quality_derivation, NULL, error);
  if (!quality)
    return NULL;
  VitFigure *both[2] = {
    new_quality_plot (request, quality->learning, quality->n_learning, "training instances"),
    new_quality_plot (request, quality->neighbours, quality->n_neighbours, "neighbours <i>k</i>"),
  };
  VitFigure *page = vit_figure_new_page (both, 2, 2);
  vit_figure_share_legend (page);
  vit_figure_set_caption (
      page, "against instances: a tenth of the atoms held back, predicted from more and more "
            "of the others; against <i>k</i>: stratified 10-fold "
            "cross-validation");
  return page;
}

/* ---- Distances ---- */

static void
add_distances (VitPlot *plot, const float *values, size_t n, double high, const VitSeries *style)
{
  enum
  {
    BINS = 60
  };
  double edges[BINS + 1], density[BINS] = { 0 }, count = 0;
  for (int b = 0; b <= BINS; b++)
    edges[b] = high * b / BINS;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      {
        density[(int) CLAMP ((double) values[i] / high * BINS, 0, BINS - 1)]++;
        count++;
      }
  for (int b = 0; b < BINS; b++)
    density[b] /= fmax (count, 1) * high / BINS;
  vit_plot_add (plot, style, edges, density, BINS);
}

/* Greatest distance of the training set and all runs, at most 6 decades; the last bin takes all
 * beyond. */
static double
find_greatest_distance (const VitGalleryRequest *request)
{
  double high = 0;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitModelDistances *d =
          vit_gallery_derive (request, &vit_distances_derivation, request->runs[r], NULL);
      for (size_t i = 0; d && i < d->n_training; i++)
        high = fmax (high, (double) d->training[i]);
      for (size_t i = 0; d && i < d->n_run; i++)
        if (isfinite (d->run[i]))
          high = fmax (high, (double) d->run[i]);
    }
  return high > 0 ? fmin (high, 6) : 1;
}

static VitFigure *
make_distances (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  g_autoptr (GError) first = NULL;
  g_autoptr (GString) caption =
      g_string_new ("distance to the k-th neighbour; farther than 99 % of the training set:");
  guint found = 0;
  double high = find_greatest_distance (request);
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitModelDistances *d = vit_gallery_derive (request, &vit_distances_derivation,
                                                       request->runs[r], first ? NULL : &first);
      if (!d)
        continue;
      if (found == 0)
        {
          VitSeries style = { .label = "training set",
                              .colour = vit_gallery_theme (request)->dim,
                              .width = 1.4,
                              .fill = 0.15,
                              .steps = true };
          add_distances (plot, d->training, d->n_training, high, &style);
        }
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, request->runs[r]),
                          .width = 1.6,
                          .steps = true };
      add_distances (plot, d->run, d->n_run, high, &style);
      g_string_append_printf (caption, "%s %s (%.4g ps) %.1f %%", found > 0 ? "," : "", label,
                              d->time, 100 * d->beyond);
      found++;
    }
  vit_plot_set_x (plot, "distance (decades)", 0, high > 0 ? high : 1);
  vit_plot_set_y (plot, "density", 0, NAN);
  vit_plot_set_caption (plot, caption->str);
  if (found > 0)
    return vit_figure_new_plot (plot);
  vit_plot_free (plot);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "There is no run.");
  return NULL;
}

/* ---- Specs ---- */

const VitFigureSpec vit_model_figures[] = {
  { .name = "predicted-actual",
    .title = "Cross-validation of the model: predicted against actual temperature",
    .short_title = "Predicted and actual",
    .captioned = true,
    .study_results = { &vit_validation_derivation },
    .make = make_validation },
  { .name = "confusion",
    .title = "Cross-validation of the model: which temperature is taken for which",
    .short_title = "Confusion",
    .captioned = true,
    .study_results = { &vit_validation_derivation },
    .make = make_confusion },
  { .name = "dendrogram",
    .title = "Which temperatures make one class",
    .short_title = "Classes",
    .captioned = true,
    .options = VIT_AFFECTS_CLASSES | VIT_AFFECTS_FEATURE,
    .study_results = { &vit_class_selection_derivation },
    .dragged = "cut",
    .make = make_dendrogram },
  { .name = "relieff",
    .title = "Which intervals tell temperatures apart",
    .short_title = "Intervals",
    .captioned = true,
    .options = VIT_AFFECTS_FEATURE,
    .study_results = { &vit_feature_selection_derivation },
    .dragged = "threshold",
    .make = make_relieff },
  { .name = "features",
    .title = "Distribution of one feature in every class",
    .short_title = "Features",
    .captioned = true,
    .options = VIT_AFFECTS_FEATURE,
    .make = make_features },
  { .name = "learning-curve",
    .title = "Quality against training instances and neighbours",
    .short_title = "Learning curve",
    .study_results = { &vit_quality_derivation },
    .make = make_learning_curve },
  { .name = "distances",
    .title = "Distance of a run's atoms from the training set",
    .short_title = "Distance from the training set",
    .captioned = true,
    .shows_tml = true,
    .follows = VIT_FOLLOWS_START,
    .results = { &vit_distances_derivation },
    .make = make_distances },
  { NULL },
};
