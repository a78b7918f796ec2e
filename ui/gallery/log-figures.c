/* Figures of the study's own logs: a stress–strain test and a quench. */

#include "ui/gallery/log-figures.h"

#include <math.h>

#include "core/base/error.h"
#include "core/results/mechanics-derivation.h"
#include "ui/gallery/figure-common.h"

const char *
vit_gallery_stress_unit (const VitLoadingCurve *curve)
{
  return curve->reduced ? "<i>ε</i>/<i>σ</i><sup>3</sup>" : "GPa";
}

void
vit_gallery_set_stress_axis (VitPlot *plot, bool shear, const char *unit)
{
  g_autofree char *label =
      g_strdup_printf ("%s (%s)", shear ? "shear stress <i>τ</i>" : "stress <i>σ</i>", unit);
  vit_plot_set_y (plot, label, NAN, NAN);
}

bool
vit_gallery_is_shear (const VitLoadingCurve *curve)
{
  return curve->axis >= 3 && curve->axis < 6;
}

/* Append what a log of the study rests on; with @only_doubts what of it is in doubt. Units stand
 * behind their column; what is @quiet goes without saying unless it was given or is in doubt. */
static void
append_premises (GString *caption, const VitPremises *premises, bool only_doubts)
{
  static const struct
  {
    VitPremiseId id;
    const char *words, *unit;
    bool behind, quiet;
  } parts[] = { { VIT_PREMISE_LOADING, "run", "", false, false },
                { VIT_PREMISE_AXIS, "along", "", false, false },
                { VIT_PREMISE_STRAIN_COLUMN, "strain from", "", false, false },
                { VIT_PREMISE_STRAIN_UNIT, "strain in", "", true, true },
                { VIT_PREMISE_STRESS_COLUMN, "stress from", "", false, false },
                { VIT_PREMISE_STRESS_UNIT, "stress in", "", true, false },
                { VIT_PREMISE_LENGTH0, "<i>L</i><sub>0</sub>", " Å", false, true },
                { VIT_PREMISE_UNITS, "units", "", false, true },
                { VIT_PREMISE_TIMESTEP, "timestep", " ps", false, true } };
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, parts[i].id);
      if (!premise || !premise->value || (only_doubts && !premise->doubt))
        continue;
      bool given = premise->source == VIT_SOURCE_USER;
      if (parts[i].quiet && !given && !premise->doubt)
        continue;
      const char *remark = given && premise->doubt ? " (given, in doubt)"
                           : given                 ? " (given)"
                           : premise->doubt        ? " (in doubt)"
                                                   : "";
      bool behind = parts[i].behind && !only_doubts;
      g_autofree char *value = g_markup_escape_text (premise->value, -1);
      g_string_append_printf (caption, "%s %s %s%s%s", behind ? "" : ",",
                              behind ? "in" : parts[i].words, value, parts[i].unit, remark);
    }
}

void
vit_gallery_add_yield_marks (const VitGalleryRequest *request, VitPlot *plot, GString *caption)
{
  GError *error = NULL;
  const VitReferenceLog *log =
      vit_gallery_derive (request, &vit_stress_strain_derivation, NULL, &error);
  bool unnamed = error && (g_error_matches (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE) ||
                           g_error_matches (error, VIT_ERROR, VIT_ERROR_MISSING));
  if (!log && !unnamed)
    g_string_append (caption, "; the log of the stress–strain test cannot be read");
  g_clear_error (&error);
  if (!log)
    return;
  g_autofree char *name = g_markup_escape_text (log->name, -1);
  if (!log->has_yield || !isfinite (log->yield.yield_strain))
    {
      g_string_append_printf (caption, "; %s gives no <i>ε</i><sub>y</sub>", name);
      return;
    }
  const VitTheme *theme = vit_gallery_theme (request);
  vit_plot_add_y_mark (plot, 100 * log->yield.yield_strain, theme->mark, 4, "<i>ε</i><sub>y</sub>");
  vit_plot_add_y_mark (plot, -100 * log->yield.yield_strain, theme->mark, 4,
                       "−<i>ε</i><sub>y</sub>");
  g_string_append_printf (caption, "; dashed: <i>ε</i><sub>y</sub> = %.2f %% of %s",
                          100 * log->yield.yield_strain, name);
  append_premises (caption, log->premises, true);
}

VitFigure *
vit_gallery_make_stress_strain (const VitGalleryRequest *request, GError **error)
{
  const VitReferenceLog *log =
      vit_gallery_derive (request, &vit_stress_strain_derivation, NULL, error);
  if (!log)
    return NULL;
  if (!log->has_yield)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s gives no yield point: %s",
                   log->name, log->why ? log->why : "stress does not rise with strain");
      return NULL;
    }
  const VitYield *yield = &log->yield;
  const VitTheme *theme = vit_gallery_theme (request);
  VitPlot *plot = vit_plot_new ();
  VitSeries raw = { .name = "as measured", .colour = theme->dim, .width = 0.6 };
  raw.colour.alpha = 0.5;
  VitSeries smooth = { .label = "smoothed", .width = 1.8 };
  smooth.colour = vit_theme_get_run_colour (0, request->dark);
  vit_gallery_add_curve (plot, &raw, log->loading->strain, log->loading->stress, log->loading->n,
                         100 * yield->sign, yield->sign);
  vit_gallery_add_curve (plot, &smooth, log->loading->strain, log->smooth, log->loading->n,
                         100 * yield->sign, yield->sign);
  double offset = vit_gallery_options (request)->mechanics.yield_offset;
  double reach = 1.1 * yield->peak_stress / yield->modulus;
  const double x[2] = { 100 * (yield->origin + offset), 100 * (yield->origin + offset + reach) };
  const double y[2] = { 0, 1.1 * yield->peak_stress };
  g_autofree char *label = g_strdup_printf ("%g %% offset", 100 * offset);
  VitSeries line = { .label = label, .colour = theme->mark, .width = 1.1, .dash = 4 };
  vit_plot_add (plot, &line, x, y, 2);
  VitRgba red = { 0.80, 0.10, 0.15, 1 };
  if (request->dark)
    red = (VitRgba){ 1, 0.45, 0.40, 1 };
  if (isfinite (yield->yield_strain))
    vit_plot_add_point (plot, 100 * yield->yield_strain, yield->yield_stress, red, "yield");
  vit_plot_add_point (plot, 100 * yield->peak_strain, yield->peak_stress, red, "peak");
  const char *unit = vit_gallery_stress_unit (log->loading);
  bool shear = vit_gallery_is_shear (log->loading), compressed = yield->sign < 0 && !shear;
  vit_plot_set_x (plot,
                  shear        ? "shear strain <i>γ</i> (%)"
                  : compressed ? "compressive strain (%)"
                               : "strain <i>ε</i> (%)",
                  NAN, NAN);
  g_autofree char *compressive = g_strdup_printf ("compressive stress (%s)", unit);
  if (compressed)
    vit_plot_set_y (plot, compressive, NAN, NAN);
  else
    vit_gallery_set_stress_axis (plot, shear, unit);
  g_autofree char *name = g_markup_escape_text (log->name, -1);
  g_autoptr (GString) caption = g_string_new (name);
  append_premises (caption, log->premises, false);
  g_string_append_printf (caption, "; modulus %.1f %s", yield->modulus, unit);
  if (isfinite (yield->yield_strain))
    g_string_append_printf (caption, ", yield %.2f %% at %.2f %s", 100 * yield->yield_strain,
                            yield->yield_stress, unit);
  else
    g_string_append (caption, ", no yield point");
  g_string_append_printf (caption, ", peak %.2f %% at %.2f %s", 100 * yield->peak_strain,
                          yield->peak_stress, unit);
  vit_plot_set_caption (plot, caption->str);
  return vit_figure_new_plot (plot);
}

VitFigure *
vit_gallery_make_volume_temperature (const VitGalleryRequest *request, GError **error)
{
  const VitReferenceLog *log = vit_gallery_derive (request, &vit_cooling_derivation, NULL, error);
  if (!log)
    return NULL;
  if (!log->has_transition)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s gives no glass transition: %s",
                   log->name, log->why ? log->why : "the lines of its volume do not cross");
      return NULL;
    }
  const VitGlassTransition *t = &log->transition;
  VitPlot *plot = vit_plot_new ();
  VitSeries points = { .marker = 1.3 };
  points.colour = vit_theme_get_run_colour (0, request->dark);
  points.colour.alpha = 0.5;
  vit_gallery_add_curve (plot, &points, log->temperature, log->volume, log->n_volumes, 1, 1e-3);
  const VitLineFit *lines[2] = { &t->glass, &t->liquid };
  const double ends[2][2] = { { t->windows[0], 1.15 * t->t_g }, { 0.7 * t->t_g, t->windows[3] } };
  for (int k = 0; k < 2; k++)
    {
      double y[2];
      for (int i = 0; i < 2; i++)
        y[i] = 1e-3 * (lines[k]->intercept + lines[k]->slope * ends[k][i]);
      VitSeries style = { .label = k == 0 ? "glass" : "liquid", .width = 1.4 };
      style.colour = vit_theme_get_run_colour (k == 0 ? 2 : 1, request->dark);
      vit_plot_add (plot, &style, ends[k], y, 2);
    }
  vit_plot_add_x_mark (plot, t->t_g, vit_gallery_theme (request)->mark, 4, "<i>T</i><sub>g</sub>");
  double hottest = 0;
  for (size_t i = 0; i < log->n_volumes; i++)
    hottest = fmax (hottest, log->temperature[i]);
  /* Leave out the hottest frames: newly assigned velocities are twice as hot as the liquid. */
  vit_plot_set_x (plot, "temperature (K)", 0, 1.02 * fmin (hottest, 1.15 * t->windows[3]));
  vit_plot_set_y (plot, "volume (nm<sup>3</sup>)", NAN, NAN);
  g_autofree char *name = g_markup_escape_text (log->name, -1);
  g_autoptr (GString) caption = g_string_new (name);
  append_premises (caption, log->premises, false);
  g_string_append_printf (
      caption, "; <i>T</i><sub>g</sub> = %.0f K, where the lines of %g … %g K and %g … %g K cross",
      t->t_g, t->windows[0], t->windows[1], t->windows[2], t->windows[3]);
  vit_plot_set_caption (plot, caption->str);
  return vit_figure_new_plot (plot);
}
