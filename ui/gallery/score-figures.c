/* How well the chosen indicator tells a target: curves, tenths, and scores against ξ and Δt. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/score-words.h"

/* The symbol; of T_ML of the past that, too. */
static char *
dup_chosen (const VitChosenIndicator *chosen)
{
  g_autofree char *symbol = vit_score_dup_symbol (chosen->indicator, chosen->averaged);
  return chosen->predictive ? g_strdup_printf ("%s of the past", symbol)
                            : g_steal_pointer (&symbol);
}

/* ---- Curves ---- */

/* Precision of the first few atoms that are taken is noise, and not what the axis is for. */
#define FIRST_RECALL 0.02

static double
find_precision (const VitScoreCurves *curves)
{
  double most = 0;
  for (size_t k = 0; k < curves->n; k++)
    if (curves->recall[k] >= FIRST_RECALL && isfinite (curves->precision[k]))
      most = fmax (most, curves->precision[k]);
  return most;
}

static VitFigure *
make_curves (const VitGalleryRequest *request, bool precision, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  double highest = 0;
  g_autoptr (GString) caption = g_string_new (NULL);
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitChosenIndicator *chosen = vit_gallery_derive (
          request, &vit_chosen_indicator_derivation, run, first ? NULL : &first);
      if (!chosen)
        continue;
      const VitScoreCurves *curves = chosen->curves;
      if (!curves)
        {
          if (!first)
            g_set_error (&first, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                         "The target is a number without events.");
          continue;
        }
      g_autofree char *label = vit_gallery_run_label (run);
      g_autofree char *symbol = dup_chosen (chosen);
      g_autofree char *name =
          request->n_runs > 1 ? g_strdup_printf ("%s, %s", label, symbol) : g_strdup (symbol);
      VitSeries style = { .label = name,
                          .colour = vit_gallery_colour (request, run),
                          .width = 1.4,
                          .more = curves->thresholds,
                          .more_name = "threshold" };
      vit_plot_add (plot, &style, precision ? curves->recall : curves->false_positives,
                    precision ? curves->precision : curves->recall, curves->n);
      if (precision)
        vit_plot_add_y_mark (plot, (double) chosen->score.events / (double) chosen->score.n,
                             vit_gallery_colour (request, run), 3, NULL);
      g_autofree char *own = vit_score_dup_basis (&chosen->basis, chosen->species, &chosen->score);
      g_string_append_printf (caption, "%s%s: %s; AUC %.3f (%.3f … %.3f), average precision %.3f",
                              caption->len > 0 ? "; " : "", name, own, chosen->score.auc,
                              chosen->score.auc_low, chosen->score.auc_high,
                              chosen->score.average_precision);
      highest = fmax (highest, find_precision (curves));
      found++;
    }
  if (!precision)
    vit_plot_add_diagonal (plot, vit_gallery_theme (request)->dim);
  vit_plot_set_x (plot, precision ? "recall" : "share of other atoms", 0, 1);
  vit_plot_set_y (plot, precision ? "precision" : "share of events", 0,
                  precision ? fmin (1, ceil (24 * highest) / 20) : 1);
  vit_plot_set_caption (plot, caption->str);
  return vit_gallery_finish_plot (plot, found, first, error);
}

static VitFigure *
make_roc (const VitGalleryRequest *request, GError **error)
{
  return make_curves (request, false, error);
}

static VitFigure *
make_precision_recall (const VitGalleryRequest *request, GError **error)
{
  return make_curves (request, true, error);
}

/* ---- Against ξ and Δt ---- */

static VitFigure *
make_series (const VitGalleryRequest *request,
             const VitDerivation *kind,
             bool interval,
             GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  bool events = true;
  g_autofree char *caption = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitScoreSeries *series = vit_gallery_derive (request, kind, run, first ? NULL : &first);
      if (!series)
        continue;
      size_t n = 0;
      g_autofree double *x = g_new (double, series->n), *y = g_new (double, series->n);
      g_autofree double *up = g_new (double, series->n), *down = g_new (double, series->n);
      events = series->has_events;
      for (size_t k = 0; k < series->n; k++)
        {
          double low, high;
          if (series->scores[k].n == 0)
            continue;
          vit_score_get_band (&series->scores[k], events, &y[n], &low, &high);
          if (!isfinite (y[n]))
            continue;
          x[n] = series->x[k];
          up[n] = high - y[n];
          down[n] = y[n] - low;
          n++;
        }
      g_autofree char *label = vit_gallery_run_label (run);
      bool averaged;
      g_autofree char *symbol = NULL;
      averaged = g_str_has_suffix (series->indicator, VIT_QUANTITY_AVERAGED);
      g_autofree char *plain =
          g_strndup (series->indicator,
                     strlen (series->indicator) - (averaged ? strlen (VIT_QUANTITY_AVERAGED) : 0));
      symbol = vit_score_dup_symbol (plain, averaged);
      VitSeries style = { .label = label,
                          .colour = vit_gallery_colour (request, run),
                          .width = 1.2,
                          .marker = 2.2,
                          .error = up,
                          .error_below = down,
                          .band = true };
      vit_plot_add (plot, &style, x, y, n);
      if (!caption)
        {
          g_autofree char *target = vit_score_dup_target (
              series->target, vit_gallery_options (request)->ranking.top, events);
          caption =
              g_strdup_printf ("%s for %s; bands of 95 %% over blocks of the box%s", symbol, target,
                               interval ? "" : "; <i>ξ</i> = 0: the indicator itself");
        }
      found += n > 0;
    }
  vit_plot_set_log (plot, interval, false);
  vit_plot_set_x (plot, interval ? "Δ<i>t</i> (ps)" : "<i>ξ</i> (Å)", NAN, NAN);
  vit_plot_set_y (plot, vit_score_get_label (events), NAN, NAN);
  if (events)
    vit_plot_add_y_mark (plot, 0.5, vit_gallery_theme (request)->dim, 3, NULL);
  if (caption)
    vit_plot_set_caption (plot, caption);
  return vit_gallery_finish_plot (plot, found, first, error);
}

static VitFigure *
make_score_average (const VitGalleryRequest *request, GError **error)
{
  return make_series (request, &vit_score_average_derivation, false, error);
}

static VitFigure *
make_score_interval (const VitGalleryRequest *request, GError **error)
{
  return make_series (request, &vit_score_interval_derivation, true, error);
}

/* ---- Tenths ---- */

static VitFigure *
make_deciles (const VitGalleryRequest *request, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  bool events = true;
  g_autoptr (GString) caption = g_string_new (NULL);
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitChosenIndicator *chosen = vit_gallery_derive (
          request, &vit_chosen_indicator_derivation, run, first ? NULL : &first);
      if (!chosen)
        continue;
      double x[10], y[10], up[10], down[10], middle[10];
      events = chosen->basis.has_events;
      size_t n = 0, of = 0;
      for (int d = 0; d < 10; d++)
        {
          const VitScoreDecile *decile = &chosen->deciles[d];
          x[d] = d + 1;
          y[d] = events ? 100 * decile->share : decile->mean;
          up[d] = events ? 100 * (decile->share_high - decile->share) : 0;
          down[d] = events ? 100 * (decile->share - decile->share_low) : 0;
          middle[d] = 0.5 * (decile->low + decile->high);
          n += decile->events;
          of += decile->n;
        }
      g_autofree char *label = vit_gallery_run_label (run);
      g_autofree char *symbol = dup_chosen (chosen);
      g_autofree char *name =
          request->n_runs > 1 ? g_strdup_printf ("%s, %s", label, symbol) : g_strdup (symbol);
      VitSeries style = { .label = name,
                          .colour = vit_gallery_colour (request, run),
                          .width = 1.2,
                          .marker = 2.4,
                          .error = events ? up : NULL,
                          .error_below = events ? down : NULL,
                          .more = middle,
                          .more_name = "middle of the indicator" };
      vit_plot_add (plot, &style, x, y, 10);
      if (events && of > 0)
        vit_plot_add_y_mark (plot, 100.0 * (double) n / (double) of,
                             vit_gallery_colour (request, run), 3, NULL);
      g_autofree char *own = vit_score_dup_basis (&chosen->basis, chosen->species, &chosen->score);
      g_string_append_printf (caption, "%s%s: %s", caption->len > 0 ? "; " : "", name, own);
      found++;
    }
  vit_plot_set_x (plot, "tenth of the atoms by the indicator", 0.5, 10.5);
  vit_plot_set_y (plot, events ? "events (%)" : "mean of the target", events ? 0 : NAN, NAN);
  if (events)
    g_string_append (caption, "; intervals of Wilson, as if atoms were independent");
  vit_plot_set_caption (plot, caption->str);
  return vit_gallery_finish_plot (plot, found, first, error);
}

/* ---- Specs ---- */

#define SHOWN                                                                                      \
  (VIT_AFFECTS_RANKING | VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS |        \
   VIT_AFFECTS_LIQUID)
#define PREMISES (VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_CELL | VIT_PREMISES_OF_MOTION)

const VitFigureSpec vit_score_figures[] = {
  { .name = "roc",
    .title = "ROC curve of the chosen indicator",
    .short_title = "ROC curve",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_chosen_indicator_derivation },
    .rests_on = PREMISES,
    .make = make_roc },
  { .name = "precision-recall",
    .title = "Precision against recall of the chosen indicator",
    .short_title = "Precision and recall",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_chosen_indicator_derivation },
    .rests_on = PREMISES,
    .make = make_precision_recall },
  { .name = "score-interval",
    .title = "Score of the chosen indicator against the interval of the target",
    .short_title = "Score against Δ<i>t</i>",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_score_interval_derivation },
    .rests_on = PREMISES,
    .make = make_score_interval },
  { .name = "score-average",
    .title = "Score of the chosen indicator against the width that it is averaged over",
    .short_title = "Score against <i>ξ</i>",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_score_average_derivation },
    .rests_on = PREMISES,
    .make = make_score_average },
  { .name = "indicator-deciles",
    .title = "Share of events in each tenth of the chosen indicator",
    .short_title = "Deciles",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_chosen_indicator_derivation },
    .rests_on = PREMISES,
    .make = make_deciles },
  { NULL },
};
