/* How well indicators tell a target. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/ranking-derivation.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"

/* Indicators of a ranking that are drawn; CSV of `rank` has all. */
#define MOST_RANKED 24

/* ---- Words ---- */

static char *
dup_symbol (const char *indicator, bool averaged)
{
  g_autofree char *symbol = vit_column_dup_symbol (indicator);
  return averaged ? g_strdup_printf ("⟨%s⟩", symbol) : g_steal_pointer (&symbol);
}

static char *
dup_target (const char *target, double top, bool has_events)
{
  const VitTarget *known = vit_target_find (target);
  g_autofree char *symbol = vit_column_dup_symbol (
      known ? known->column
            : target + (g_str_has_prefix (target, "column:") ? strlen ("column:") : 0));
  return known && known->always ? g_strdup (symbol)
         : has_events           ? g_strdup_printf ("the top %g %% of %s", top, symbol)
                                : g_strdup (symbol);
}

static const char *
get_group (const VitRankingRow *row)
{
  return strcmp (row->species, VIT_RANKING_CENTRED) == 0 ? "species' means taken out"
                                                         : row->species;
}

/* What was pooled: start times and atoms, target, and the bands. */
static char *
dup_caption (const VitRankedRun *ranked, const VitRankingRow *row)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree char *target = dup_target (ranked->target, ranked->top, ranked->ranking->has_events);
  const VitIndicatorField *fields = ranked->table->fields;
  size_t n = ranked->table->n_fields;
  g_string_append_printf (text, "target: %s; %zu start time%s", target, n, n == 1 ? "" : "s");
  if (n > 0 && isfinite (fields[0].time))
    g_string_append_printf (text, n > 1 ? " from %.4g to %.4g ps" : " at %.4g ps", fields[0].time,
                            fields[n - 1].time);
  if (row)
    g_string_append_printf (text, "; %s: %zu atoms", get_group (row), row->score.n);
  if (row && ranked->ranking->has_events)
    g_string_append_printf (text, ", %zu events", row->score.events);
  g_string_append_printf (text, "; bands of 95 %% over %zu blocks of the box",
                          ranked->ranking->n_blocks);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
set_title (VitPlot *plot, const VitGalleryRequest *request, VitRun *run, const char *what)
{
  g_autofree char *label = vit_gallery_run_label (run);
  if (request->n_runs > 1 && what)
    {
      g_autofree char *title = g_strdup_printf ("%s, %s", label, what);
      vit_plot_set_title (plot, title);
    }
  else if (request->n_runs > 1 || what)
    vit_plot_set_title (plot, request->n_runs > 1 ? label : what);
}

static const char *
score_label (bool has_events)
{
  return has_events ? "AUC" : "|Pearson's <i>ρ</i>|";
}

/* Score and band as they are sorted: the size. */
static void
get_band (const VitScore *score, bool has_events, double *value, double *low, double *high)
{
  *value = has_events ? score->auc : fabs (score->pearson);
  *low = has_events ? score->auc_low : fmin (fabs (score->pearson_low), fabs (score->pearson_high));
  *high =
      has_events ? score->auc_high : fmax (fabs (score->pearson_low), fabs (score->pearson_high));
  if (!has_events && score->pearson_low * score->pearson_high < 0)
    *low = 0;
}

/* ---- One figure for each run ---- */

typedef VitFigure *
MakeOne (const VitGalleryRequest *request, VitRun *run, const VitRankedRun *ranked);

static VitFigure *
make_each (const VitGalleryRequest *request, MakeOne *make, GError **error)
{
  g_autoptr (GPtrArray) figures = g_ptr_array_new ();
  GError *first = NULL;
  for (guint r = 0; r < request->n_runs; r++)
    {
      const VitRankedRun *ranked = vit_gallery_derive (request, &vit_ranking_derivation,
                                                       request->runs[r], first ? NULL : &first);
      VitFigure *figure = ranked ? make (request, request->runs[r], ranked) : NULL;
      if (figure)
        g_ptr_array_add (figures, figure);
    }
  if (figures->len == 0)
    {
      if (!first)
        g_set_error (&first, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "No indicator has a score.");
      g_propagate_error (error, first);
      return NULL;
    }
  g_clear_error (&first);
  return vit_gallery_side_by_side (figures, NULL);
}

/* ---- Ranking ---- */

static VitFigure *
make_ranking_of (const VitGalleryRequest *request, VitRun *run, const VitRankedRun *ranked)
{
  const VitRanking *ranking = ranked->ranking;
  const VitRankingRow *chosen = ranked->chosen;
  bool events = ranking->has_events;
  double values[MOST_RANKED], low[MOST_RANKED], high[MOST_RANKED], signs[MOST_RANKED];
  double null_sd[MOST_RANKED], before[MOST_RANKED], before_low[MOST_RANKED],
      before_high[MOST_RANKED];
  g_auto (GStrv) names = g_new0 (char *, MOST_RANKED + 1);
  size_t n = 0;
  bool any_before = false;
  if (!chosen)
    return NULL;
  for (size_t k = 0; k < ranking->n_rows && n < MOST_RANKED; k++)
    {
      const VitRankingRow *row = &ranking->rows[k];
      if (row->group != chosen->group || !isfinite (vit_ranking_get_strength (ranking, row)))
        continue;
      g_autofree char *symbol = dup_symbol (row->indicator, row->averaged);
      names[n] = g_strdup_printf ("%s%s", row->score.sign < 0 ? "− " : "", symbol);
      get_band (&row->score, events, &values[n], &low[n], &high[n]);
      signs[n] = row->score.sign;
      null_sd[n] = row->score.null_sd;
      const VitRankingRow *earlier =
          ranked->earlier
              ? vit_ranking_find (ranked->earlier, row->indicator, row->averaged, row->species)
              : NULL;
      before[n] = before_low[n] = before_high[n] = NAN;
      /* T_ML looks ahead; all others are the same in both. */
      if (earlier)
        get_band (&earlier->score, events, &before[n], &before_low[n], &before_high[n]);
      else if (strcmp (row->indicator, "t_ml") != 0)
        get_band (&row->score, events, &before[n], &before_low[n], &before_high[n]);
      any_before = any_before || earlier;
      n++;
    }
  if (n == 0)
    return NULL;
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_categories (plot, (const char *const *) names, true);
  VitBars bars = { .label = any_before ? "concurrent" : NULL,
                   .colour = vit_gallery_colour (request, run),
                   .values = values,
                   .low = low,
                   .high = high,
                   .more = { signs, null_sd },
                   .more_names = { "sign", "sd of the null" } };
  VitBars later = { .label = "predictive",
                    .colour = vit_gallery_colour (request, run),
                    .values = before,
                    .low = before_low,
                    .high = before_high };
  later.colour.alpha = 0.45;
  vit_plot_add_bars (plot, &bars);
  if (any_before)
    vit_plot_add_bars (plot, &later);
  vit_plot_set_x (plot, score_label (events), events ? 0.45 : 0, NAN);
  if (events)
    vit_plot_add_x_mark (plot, 0.5, vit_gallery_theme (request)->dim, 3, NULL);
  g_autofree char *caption = dup_caption (ranked, chosen);
  g_autofree char *full = g_strdup_printf (
      "%s; −: low where atoms flow; ⟨ ⟩: averaged over <i>ξ</i> = %g Å", caption, ranked->average);
  set_title (plot, request, run, get_group (chosen));
  vit_plot_set_caption (plot, full);
  vit_plot_set_tag (plot, "ranking", run, 0);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_ranking (const VitGalleryRequest *request, GError **error)
{
  return make_each (request, make_ranking_of, error);
}

static double
count_ranking_lines (const VitGalleryRequest *request)
{
  return 1.6;
}

/* ---- Curves ---- */

static VitFigure *
make_curves (const VitGalleryRequest *request, bool precision, GError **error)
{
  VitPlot *plot = vit_plot_new ();
  GError *first = NULL;
  guint found = 0;
  g_autoptr (GString) caption = g_string_new (NULL);
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitRun *run = request->runs[r];
      const VitRankedRun *ranked =
          vit_gallery_derive (request, &vit_ranking_derivation, run, first ? NULL : &first);
      if (!ranked || !ranked->chosen)
        continue;
      const VitScoreCurves *curves = ranked->curves;
      if (!curves)
        {
          if (!first)
            g_set_error (&first, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                         "The target is a number without events.");
          continue;
        }
      g_autofree char *label = vit_gallery_run_label (run);
      g_autofree char *symbol = dup_symbol (ranked->chosen->indicator, ranked->chosen->averaged);
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
        vit_plot_add_y_mark (
            plot, (double) ranked->chosen->score.events / (double) ranked->chosen->score.n,
            vit_gallery_colour (request, run), 3, NULL);
      g_autofree char *own = dup_caption (ranked, ranked->chosen);
      g_string_append_printf (caption, "%s%s: %s; AUC %.3f (%.3f … %.3f), average precision %.3f",
                              caption->len > 0 ? "; " : "", name, own, ranked->chosen->score.auc,
                              ranked->chosen->score.auc_low, ranked->chosen->score.auc_high,
                              ranked->chosen->score.average_precision);
      found++;
    }
  if (!precision)
    vit_plot_add_diagonal (plot, vit_gallery_theme (request)->dim);
  vit_plot_set_x (plot, precision ? "recall" : "share of other atoms", 0, 1);
  vit_plot_set_y (plot, precision ? "precision" : "share of events", 0, precision ? NAN : 1);
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
          get_band (&series->scores[k], events, &y[n], &low, &high);
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
      symbol = dup_symbol (plain, averaged);
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
          g_autofree char *target =
              dup_target (series->target, vit_gallery_options (request)->ranking.top, events);
          caption =
              g_strdup_printf ("%s for %s; bands of 95 %% over blocks of the box%s", symbol, target,
                               interval ? "" : "; <i>ξ</i> = 0: the indicator itself");
        }
      found += n > 0;
    }
  vit_plot_set_log (plot, interval, false);
  vit_plot_set_x (plot, interval ? "Δ<i>t</i> (ps)" : "<i>ξ</i> (Å)", NAN, NAN);
  vit_plot_set_y (plot, score_label (events), NAN, NAN);
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

/* ---- Matrix and deciles ---- */

static VitFigure *
make_matrix_of (const VitGalleryRequest *request, VitRun *run, const VitRankedRun *ranked)
{
  size_t n = ranked->n_shown;
  if (n < 2)
    return NULL;
  g_autofree float *values = g_new (float, n *n);
  g_autofree double *edges = g_new (double, n + 1);
  g_auto (GStrv) names = g_new0 (char *, n + 1);
  for (size_t i = 0; i <= n; i++)
    edges[i] = (double) i;
  for (size_t i = 0; i < n; i++)
    {
      names[i] = dup_symbol (
          vit_indicator_table_get_column (ranked->table, (guint) ranked->shown[i])->name, false);
      for (size_t j = 0; j < n; j++)
        values[i * n + j] = (float) ranked->matrix[i * n + j];
    }
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, values, n, n, edges, edges, -1, 1, "diverging", "Spearman's <i>ρ</i>");
  vit_plot_set_names (plot, (const char *const *) names, (const char *const *) names);
  vit_plot_set_x (plot, "indicator", 0, (double) n);
  vit_plot_set_y (plot, "indicator", 0, (double) n);
  g_autofree char *caption =
      g_strdup_printf ("%zu start time%s, all atoms that have both; in the order of average "
                       "linkage of the rows of |<i>ρ</i>|",
                       ranked->table->n_fields, ranked->table->n_fields == 1 ? "" : "s");
  set_title (plot, request, run, NULL);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_matrix (const VitGalleryRequest *request, GError **error)
{
  return make_each (request, make_matrix_of, error);
}

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
      const VitRankedRun *ranked =
          vit_gallery_derive (request, &vit_ranking_derivation, run, first ? NULL : &first);
      if (!ranked || !ranked->chosen)
        continue;
      double x[10], y[10], up[10], down[10], middle[10];
      events = ranked->ranking->has_events;
      size_t n = 0, of = 0;
      for (int d = 0; d < 10; d++)
        {
          const VitScoreDecile *decile = &ranked->deciles[d];
          x[d] = d + 1;
          y[d] = events ? 100 * decile->share : decile->mean;
          up[d] = events ? 100 * (decile->share_high - decile->share) : 0;
          down[d] = events ? 100 * (decile->share - decile->share_low) : 0;
          middle[d] = 0.5 * (decile->low + decile->high);
          n += decile->events;
          of += decile->n;
        }
      g_autofree char *label = vit_gallery_run_label (run);
      g_autofree char *symbol = dup_symbol (ranked->chosen->indicator, ranked->chosen->averaged);
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
      g_autofree char *own = dup_caption (ranked, ranked->chosen);
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
#define OFF_PAGES "made for papers and by the command line, not watched while a run is looked at"
#define PREMISES (VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_CELL | VIT_PREMISES_OF_MOTION)

const VitFigureSpec vit_ranking_figures[] = {
  { .name = "ranking",
    .title = "How well each indicator tells the target, with bands",
    .short_title = "Ranking of indicators",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .count_lines = count_ranking_lines,
    .make = make_ranking },
  { .name = "roc",
    .title = "ROC curve of the chosen indicator",
    .short_title = "ROC curve",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .make = make_roc },
  { .name = "precision-recall",
    .title = "Precision against recall of the chosen indicator",
    .short_title = "Precision and recall",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .make = make_precision_recall },
  { .name = "score-interval",
    .title = "Score of the chosen indicator against the interval of the target",
    .short_title = "Score against Δ<i>t</i>",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_score_interval_derivation },
    .rests_on = PREMISES,
    .make = make_score_interval },
  { .name = "score-average",
    .title = "Score of the chosen indicator against the width that it is averaged over",
    .short_title = "Score against <i>ξ</i>",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_score_average_derivation },
    .rests_on = PREMISES,
    .make = make_score_average },
  { .name = "indicator-matrix",
    .title = "Which indicators say the same",
    .short_title = "Correlation of indicators",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .count_lines = count_ranking_lines,
    .make = make_matrix },
  { .name = "indicator-deciles",
    .title = "Share of events in each tenth of the chosen indicator",
    .short_title = "Deciles",
    .off_pages = OFF_PAGES,
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .make = make_deciles },
  { NULL },
};
