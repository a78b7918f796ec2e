/* Mean-square displacement against the interval, and the model fitted to it. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/mechanics-derivation.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"

static char *
new_fit_text (const VitRunMsd *run, const char *label)
{
  const VitRheologyFit *fit = &run->fit;
  g_autofree char *k = vit_format_uncertain (log10 (fit->parameters.k), fit->error_lg_k);
  g_autofree char *eta1 = vit_format_uncertain (log10 (fit->parameters.eta1), fit->error_lg_eta1);
  g_autofree char *eta2 = vit_format_uncertain (log10 (fit->parameters.eta2), fit->error_lg_eta2);
  /* A viscosity of the model is the friction of one particle, in eV ps Å⁻² as the caption says. */
  return g_strdup_printf ("%s: lg <i>k</i> %s, lg <i>η</i><sub>1</sub> %s%s, lg "
                          "<i>η</i><sub>2</sub> %s, misses lg MSD by %.2g",
                          label, k, fit->eta1_is_bound ? "&gt; " : "", eta1, eta2, fit->residual);
}

/* Colour runs by temperature if there are more of them than colours. */
static VitRgba
get_msd_colour (const VitGalleryRequest *request, VitRun *run)
{
  double low = INFINITY, high = -INFINITY, own = vit_run_get_temperature (run);
  for (guint r = 0; r < request->n_runs; r++)
    {
      low = fmin (low, vit_run_get_temperature (request->runs[r]));
      high = fmax (high, vit_run_get_temperature (request->runs[r]));
    }
  if (request->n_runs <= 7 || !(high > low) || !isfinite (own))
    return vit_gallery_colour (request, run);
  uint8_t table[256][4];
  vit_colormap_fill ("plasma", table);
  const uint8_t *c = table[(int) (230 * (own - low) / (high - low))];
  return vit_theme_lighten ((VitRgba){ c[0] / 255.0, c[1] / 255.0, c[2] / 255.0, 1 },
                            request->dark);
}

/* A remark on artefacts that could be mistaken for properties of the sample, and the runs that it
 * concerns. */
typedef struct
{
  char *text;
  GString *runs;
} Remark;

static void
clear_remark (gpointer data)
{
  Remark *remark = data;
  g_free (remark->text);
  g_string_free (remark->runs, TRUE);
}

static GArray *
new_remarks (void)
{
  GArray *remarks = g_array_new (FALSE, FALSE, sizeof (Remark));
  g_array_set_clear_func (remarks, clear_remark);
  return remarks;
}

static void
add_remark (GArray *remarks, const char *label, char *text)
{
  for (guint i = 0; i < remarks->len; i++)
    {
      Remark *remark = &g_array_index (remarks, Remark, i);
      if (strcmp (remark->text, text) != 0)
        continue;
      g_string_append_printf (remark->runs, ", %s", label);
      g_free (text);
      return;
    }
  const Remark remark = { text, g_string_new (label) };
  g_array_append_val (remarks, remark);
}

static void
add_run_remarks (GArray *remarks, VitRun *run, const VitMsd *msd, const char *label)
{
  double latest, longest = vit_msd_find_partial (msd, &latest);
  if (longest > 0)
    add_remark (remarks, label,
                g_strdup_printf ("Δ<i>t</i> up to %.3g ps of origins up to <i>t</i> = %.3g ps "
                                 "alone, longer ones of all of the run",
                                 longest, latest));
  if (vit_run_get_frequency (run) > 0)
    add_remark (remarks, label,
                g_strdup ("Δ<i>t</i> of no whole cycles holds the motion within a cycle"));
  if (msd->n_lost > 0)
    add_remark (
        remarks, label,
        g_strdup_printf ("%zu of %zu pairs of frames cannot be read", msd->n_lost, msd->n_pairs));
}

static void
append_remarks (GString *caption, const GArray *remarks)
{
  for (guint i = 0; i < remarks->len; i++)
    {
      const Remark *remark = &g_array_index (remarks, Remark, i);
      g_string_append_printf (caption, "; %s: %s", remark->runs->str, remark->text);
    }
}

static void
add_fit_curve (VitPlot *plot, const VitRunMsd *run, const char *label, VitRgba colour)
{
  enum
  {
    N = 200
  };
  const VitMsd *msd = run->msd;
  double x[N], y[N];
  for (int i = 0; i < N; i++)
    {
      x[i] = msd->lags[0] * pow (msd->lags[msd->n - 1] / msd->lags[0], (double) i / (N - 1));
      y[i] = vit_rheology_msd (run->model, &run->fit.parameters, VIT_BOLTZMANN * run->temperature,
                               x[i]);
    }
  g_autofree char *name = g_strdup_printf ("%s, fit", label);
  VitSeries style = { .name = name, .colour = colour, .width = 1.1 };
  vit_plot_add (plot, &style, x, y, N);
}

static VitFigure *
make_msd_plot (const VitGalleryRequest *request, bool collapse, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  bool fitted = false;
  g_autoptr (GString) caption = g_string_new ("time-origin averages");
  g_autoptr (GArray) remarks = new_remarks ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitRunMsd *result =
          vit_gallery_derive (request, &vit_rheology_derivation, run, first ? NULL : &first);
      if (!result || (collapse && !(result->temperature > 0)))
        continue;
      double factor = collapse ? 1 / result->temperature : 1;
      g_autofree char *label = vit_gallery_run_label (run);
      VitRgba colour = get_msd_colour (request, run);
      VitSeries style = { .label = label, .colour = colour, .marker = 2.2, .hollow = true };
      vit_gallery_add_curve (plot, &style, result->msd->lags, result->msd->msd, result->msd->n, 1,
                             factor);
      if (result->fitted && !collapse)
        {
          g_autofree char *text = new_fit_text (result, label);
          if (!fitted)
            g_string_append (caption, result->model == VIT_RHEOLOGY_JEFFREYS
                                          ? "; lines: Jeffreys model"
                                          : "; lines: Kelvin–Voigt in series with a dashpot");
          if (request->n_runs <= 3)
            g_string_append_printf (caption, "; %s", text);
          add_fit_curve (plot, result, label, colour);
          fitted = true;
        }
      add_run_remarks (remarks, run, result->msd, label);
      found++;
    }
  if (fitted && request->n_runs <= 3)
    g_string_append (caption, " (eV Å<sup>−2</sup>, eV ps Å<sup>−2</sup>)");
  append_remarks (caption, remarks);
  vit_plot_set_log (plot, true, true);
  vit_plot_set_x (plot, "Δ<i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot,
                  collapse ? "MSD/<i>T</i> (Å<sup>2</sup> K<sup>−1</sup>)" : "MSD (Å<sup>2</sup>)",
                  NAN, NAN);
  vit_plot_set_caption (plot, caption->str);
  return vit_gallery_finish_plot (plot, found, first, error);
}

static VitFigure *
make_msd_figure (const VitGalleryRequest *request, GError **error)
{
  return make_msd_plot (request, false, error);
}

static VitFigure *
make_msd_collapse (const VitGalleryRequest *request, GError **error)
{
  return make_msd_plot (request, true, error);
}

static VitFigure *
make_alpha2 (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  g_autoptr (GString) caption =
      g_string_new ("3⟨Δ<i>r</i><sup>4</sup>⟩/(5⟨Δ<i>r</i><sup>2</sup>⟩<sup>2</sup>) − 1 over all "
                    "atoms and time origins");
  g_autoptr (GArray) remarks = new_remarks ();
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitMsd *msd = vit_gallery_derive (request, &vit_msd_derivation, request->runs[r],
                                              first ? NULL : &first);
      if (!msd)
        continue;
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      VitSeries style = { .label = label,
                          .colour = get_msd_colour (request, request->runs[r]),
                          .width = 1.2,
                          .marker = 2 };
      vit_plot_add (plot, &style, msd->lags, msd->alpha2, msd->n);
      add_run_remarks (remarks, request->runs[r], msd, label);
      found++;
    }
  vit_plot_set_log (plot, true, false);
  vit_plot_set_x (plot, "Δ<i>t</i> (ps)", NAN, NAN);
  vit_plot_set_y (plot, "<i>α</i><sub>2</sub>", NAN, NAN);
  append_remarks (caption, remarks);
  vit_plot_set_caption (plot, caption->str);
  return vit_gallery_finish_plot (plot, found, first, error);
}

/* The fitted parameters against temperature, each run in its colour. */
static VitFigure *
make_rheology (const VitGalleryRequest *request, GError **error)
{
  static const char *const labels[] = { "lg <i>k</i> (eV Å<sup>−2</sup>)",
                                        "lg <i>η</i><sub>1</sub> (eV ps Å<sup>−2</sup>)",
                                        "lg <i>η</i><sub>2</sub> (eV ps Å<sup>−2</sup>)" };
  VitPlot *plots[3] = { vit_plot_new (), vit_plot_new (), vit_plot_new () };
  VitFigure *figures[3];
  g_autoptr (GError) first = NULL;
  double low = INFINITY, high = -INFINITY;
  bool bound = false, named = request->n_runs <= 7;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitRunMsd *result = vit_gallery_derive (request, &vit_rheology_derivation,
                                                    request->runs[r], first ? NULL : &first);
      if (!result || !result->fitted)
        continue;
      const VitRheologyFit *fit = &result->fit;
      const double own[3] = { fit->parameters.k, fit->parameters.eta1, fit->parameters.eta2 };
      const double off[3] = { fit->error_lg_k, fit->error_lg_eta1, fit->error_lg_eta2 };
      double t = result->temperature;
      g_autofree char *label = vit_gallery_run_label (request->runs[r]);
      for (int p = 0; p < 3; p++)
        {
          double y = log10 (own[p]);
          VitSeries style = { .label = named && p == 0 ? label : NULL,
                              .name = label,
                              .colour = get_msd_colour (request, request->runs[r]),
                              .marker = 3,
                              .error = &off[p] };
          vit_plot_add (plots[p], &style, &t, &y, 1);
        }
      bound = bound || fit->eta1_is_bound;
      low = fmin (low, t);
      high = fmax (high, t);
    }
  for (int p = 0; p < 3; p++)
    {
      double margin = 0.06 * (high - low) + 10;
      vit_plot_set_x (plots[p], "temperature (K)", low - margin, high + margin);
      vit_plot_set_y (plots[p], labels[p], NAN, NAN);
      figures[p] = vit_figure_new_plot (plots[p]);
    }
  VitFigure *page = vit_figure_new_page (figures, 3, 3);
  vit_figure_share_legend (page);
  vit_figure_set_caption (page, bound ? "least squares of lg MSD, standard errors; where diffusion "
                                        "is not reached η<sub>1</sub> is a lower bound"
                                      : "least squares of lg MSD, standard errors");
  if (high >= low)
    return page;
  vit_figure_free (page);
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                 "No shown run has a temperature, species that are elements, and an MSD that "
                 "the model fits.");
  return NULL;
}

/* ---- Specs ---- */

const VitFigureSpec vit_msd_figures[] = {
  { .name = "msd",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_SPECIES,
    .title = "Mean-square displacement with the fitted model",
    .short_title = "MSD",
    .captioned = true,
    .options = VIT_AFFECTS_RHEOLOGY,
    .results = { &vit_rheology_derivation },
    .make = make_msd_figure },
  { .name = "msd-collapse",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_SPECIES,
    .title = "Mean-square displacement over temperature",
    .short_title = "MSD / T",
    .captioned = true,
    .options = VIT_AFFECTS_RHEOLOGY,
    .results = { &vit_rheology_derivation },
    .make = make_msd_collapse },
  { .name = "alpha2",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_SPECIES,
    .title = "Non-Gaussian parameter",
    .short_title = "Non-Gaussian parameter",
    .captioned = true,
    .results = { &vit_msd_derivation },
    .make = make_alpha2 },
  { .name = "rheology",
    .rests_on = VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_BATH | VIT_PREMISES_OF_SPECIES,
    .title = "Fitted stiffness and viscosities against temperature",
    .short_title = "Rheology",
    .options = VIT_AFFECTS_RHEOLOGY,
    .results = { &vit_rheology_derivation },
    .make = make_rheology },
  { NULL },
};
