/* The model's own quality: the paper's Fig. 1. */

#include <math.h>

#include "core/base/error.h"
#include "core/tml/validation.h"
#include "ui/gallery/gallery-private.h"

/* A figure of the model's own quality needs no run. */
static VitValidation *
validate (const VitGalleryRequest *request, VitModel *model, GError **error)
{
  if (!model)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The study has no T_ML model.");
      return NULL;
    }
  size_t n;
  const double *intervals = vit_model_get_default_intervals (model, &n);
  return vit_validation_cross (model, intervals, n, 10, 1, NULL, error);
}

VitFigure *
vit_make_validation (const VitGalleryRequest *request, GError **error)
{
  VitModel *model = vit_analyses_get_model (request->analyses);
  g_autoptr (VitValidation) v = validate (request, model, error);
  if (!v)
    return NULL;

  VitPlot *plot = vit_plot_new ();
  VitSeries style = { .width = 0, .marker = 3, .error = v->deviation };
  vit_theme_get_run_colour (0, &style.colour);
  vit_plot_add_diagonal (plot, vit_gallery_theme (request)->mark);
  vit_plot_add (plot, &style, v->classes, v->mean, v->n_classes);
  double margin = 0.06 * (v->classes[v->n_classes - 1] - v->classes[0]);
  double low = v->classes[0] - margin, high = v->classes[v->n_classes - 1] + margin;
  vit_plot_set_x (plot, "temperature of the run (K)", low, high);
  vit_plot_set_y (plot, "predicted <i>T</i><sub>ML</sub> (K)", MIN (low, 0), high);
  g_autofree char *caption = g_strdup_printf (
      "mean and standard deviation, stratified 10-fold cross-validation, k = %u, %zu instances",
      vit_model_get_options (model)->k, vit_model_get_n_instances (model));
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

VitFigure *
vit_make_confusion (const VitGalleryRequest *request, GError **error)
{
  VitModel *model = vit_analyses_get_model (request->analyses);
  g_autoptr (VitValidation) v = validate (request, model, error);
  if (!v)
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
