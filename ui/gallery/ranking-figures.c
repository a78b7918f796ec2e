/* How well indicators tell a target, and which of them say the same. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/learned.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/score-words.h"

/* Indicators of a ranking that are drawn; CSV of `rank` has all. */
#define MOST_RANKED 24

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

/* ---- One figure for each run, side by side where each is as wide as @narrowest, em ---- */

#define NARROWEST_RANKING 16
#define NARROWEST_MATRIX 26

typedef VitFigure *
MakeOne (const VitGalleryRequest *request, VitRun *run, const VitRankedRun *ranked);

static VitFigure *
make_each (const VitGalleryRequest *request, MakeOne *make, double narrowest, GError **error)
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
  VitFigure *all = vit_gallery_side_by_side (figures, NULL);
  if (figures->len > 1)
    vit_figure_set_narrowest (all, narrowest, 1);
  return all;
}

/* ---- Ranking ---- */

/* What is drawn of a ranking: rows of the group that the study chooses, by strength. */
typedef struct
{
  const VitRankingRow *rows[MOST_RANKED];
  size_t n, n_blank, n_more;  /* that are drawn, have no score, are weaker */
  const VitRankingRow *blank; /* nullable: the first without a score */
} ShownRows;

static bool
is_chosen (const VitGalleryRequest *request, const VitRankingRow *row)
{
  const char *chosen = vit_gallery_options (request)->ranking.indicator;
  size_t n = strlen (row->indicator);
  return strncmp (chosen, row->indicator, n) == 0 &&
         strcmp (chosen + n, row->averaged ? VIT_QUANTITY_AVERAGED : "") == 0;
}

/* The chosen one is among them, however weak it is. */
static ShownRows
choose_rows (const VitGalleryRequest *request, const VitRankedRun *ranked)
{
  ShownRows shown = { .n = 0 };
  const VitRanking *ranking = ranked->ranking;
  const char *species = vit_gallery_options (request)->ranking.species;
  const char *group = VIT_RANKING_ALL;
  for (size_t k = 0; k < ranking->n_rows; k++)
    if (strcmp (ranking->rows[k].species, species) == 0)
      group = species;
  for (size_t k = 0; k < ranking->n_rows; k++)
    {
      const VitRankingRow *row = &ranking->rows[k];
      if (strcmp (row->species, group) != 0)
        continue;
      if (isfinite (vit_ranking_get_strength (ranking, row)))
        {
          if (shown.n < MOST_RANKED)
            shown.rows[shown.n++] = row;
          else
            shown.n_more++;
          if (shown.n_more > 0 && is_chosen (request, row))
            shown.rows[shown.n - 1] = row;
        }
      else if (!row->averaged)
        {
          shown.blank = shown.blank ? shown.blank : row;
          shown.n_blank++;
        }
    }
  return shown;
}

/* The predictive score of a row: T_ML looks ahead; all others are the same in both. */
static const VitScore *
get_predictive (const VitRankedRun *ranked, const VitRankingRow *row)
{
  if (strcmp (row->indicator, "t_ml") != 0)
    return &row->score;
  const VitRankingRow *earlier =
      ranked->earlier
          ? vit_ranking_find (ranked->earlier, row->indicator, row->averaged, row->species)
          : NULL;
  return earlier ? &earlier->score : NULL;
}

/* What is not drawn. */
static void
append_blank (GString *caption, const ShownRows *shown)
{
  if (!shown->blank)
    return;
  g_autofree char *symbol = vit_score_dup_symbol (shown->blank->indicator, false);
  g_autofree char *reason =
      g_markup_escape_text (shown->blank->reason ? shown->blank->reason : "", -1);
  g_string_append_printf (caption, "; without a score: %s", symbol);
  if (shown->n_blank > 1)
    g_string_append_printf (caption, " and %zu more", shown->n_blank - 1);
  g_string_append_printf (caption, " (%s)", reason);
}

/* What is known of fewer atoms and start times than the rest is not scored on the same: the first
 * of as many atoms, and how many more. */
static void
append_fewer (GString *caption, const ShownRows *shown, size_t most)
{
  bool any = false;
  for (size_t k = 0; k < shown->n; k++)
    {
      size_t n = (size_t) shown->rows[k]->score.n, n_more = 0;
      bool told = false;
      for (size_t m = 0; m < shown->n; m++)
        if ((size_t) shown->rows[m]->score.n == n)
          {
            told = told || m < k;
            n_more += m > k;
          }
      if (n >= most || told)
        continue;
      g_autofree char *symbol =
          vit_score_dup_symbol (shown->rows[k]->indicator, shown->rows[k]->averaged);
      g_string_append_printf (caption, "%s %s", any ? "," : "; scored on fewer atoms:", symbol);
      if (n_more > 0)
        g_string_append_printf (caption, " and %zu more", n_more);
      g_string_append_printf (caption, " (%zu)", n);
      any = true;
    }
}

/* What was trained on the run is better there than anywhere else. */
static void
append_trained (GString *caption,
                const VitGalleryRequest *request,
                VitRun *run,
                const ShownRows *shown)
{
  bool any = false;
  for (size_t k = 0; k < shown->n; k++)
    any = any || strcmp (shown->rows[k]->indicator, "learned") == 0;
  if (!any || !vit_learned_is_of_run (vit_gallery_options (request), run))
    return;
  g_autofree char *symbol = vit_score_dup_symbol ("learned", false);
  g_string_append_printf (caption, "; %s was trained on this run", symbol);
}

static VitFigure *
make_ranking_of (const VitGalleryRequest *request, VitRun *run, const VitRankedRun *ranked)
{
  ShownRows shown = choose_rows (request, ranked);
  bool events = ranked->basis.has_events, any_before = ranked->earlier != NULL;
  double values[MOST_RANKED], low[MOST_RANKED], high[MOST_RANKED], signs[MOST_RANKED];
  double null_sd[MOST_RANKED], before[MOST_RANKED], before_low[MOST_RANKED],
      before_high[MOST_RANKED];
  g_auto (GStrv) names = g_new0 (char *, MOST_RANKED + 1);
  for (size_t k = 0; k < shown.n; k++)
    {
      const VitRankingRow *row = shown.rows[k];
      const VitScore *predictive = get_predictive (ranked, row);
      g_autofree char *symbol = vit_score_dup_symbol (row->indicator, row->averaged);
      const char *sign = row->score.sign < 0 ? "− " : "";
      names[k] = is_chosen (request, row) ? g_strdup_printf ("%s<b>%s</b>", sign, symbol)
                                          : g_strdup_printf ("%s%s", sign, symbol);
      vit_score_get_band (&row->score, events, &values[k], &low[k], &high[k]);
      signs[k] = row->score.sign;
      null_sd[k] = row->score.null_sd;
      before[k] = before_low[k] = before_high[k] = NAN;
      if (predictive)
        vit_score_get_band (predictive, events, &before[k], &before_low[k], &before_high[k]);
    }
  if (shown.n == 0)
    return NULL;
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_categories (plot, (const char *const *) names, true);
  VitBars bars = { .label = any_before ? "concurrent" : NULL,
                   .colour = vit_gallery_colour (request, run),
                   .values = values,
                   .low = low,
                   .high = high,
                   .more = { signs, null_sd },
                   .more_names = { "sign", "sd of the null" },
                   .dots = true };
  VitBars later = { .label = "predictive",
                    .colour = vit_gallery_colour (request, run),
                    .values = before,
                    .low = before_low,
                    .high = before_high,
                    .dots = true,
                    .hollow = true };
  vit_plot_add_bars (plot, &bars);
  if (any_before)
    vit_plot_add_bars (plot, &later);
  vit_plot_set_x (plot, vit_score_get_label (events), events ? 0.45 : 0, NAN);
  if (events)
    vit_plot_add_x_mark (plot, 0.5, vit_gallery_theme (request)->dim, 3, NULL);
  const VitRankingRow *first = shown.rows[0];
  for (size_t k = 1; k < shown.n; k++)
    first = shown.rows[k]->score.n > first->score.n ? shown.rows[k] : first;
  g_autofree char *basis = vit_score_dup_basis (&ranked->basis, first->species, &first->score);
  g_autoptr (GString) caption = g_string_new (basis);
  g_string_append_printf (caption,
                          "; −: low where atoms flow; ⟨ ⟩: averaged over <i>ξ</i> = %g Å; bold: "
                          "chosen",
                          ranked->basis.average);
  if (shown.n_more > 0)
    g_string_append_printf (caption, "; %zu weaker one%s left out", shown.n_more,
                            shown.n_more == 1 ? " is" : "s are");
  append_trained (caption, request, run, &shown);
  append_fewer (caption, &shown, (size_t) first->score.n);
  append_blank (caption, &shown);
  set_title (plot, request, run, vit_score_get_group (first->species));
  vit_plot_set_caption (plot, caption->str);
  vit_plot_set_tag (plot, "ranking", run, 0);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_ranking (const VitGalleryRequest *request, GError **error)
{
  return make_each (request, make_ranking_of, NARROWEST_RANKING, error);
}

/* A click on a dot chooses its indicator for curves and maps, and T_ML of which window. */
static bool
choose_ranked (
    const VitGalleryRequest *request, const VitPlotTag *tag, double x, double y, VitAtomSet **set)
{
  VitRun *run = vit_gallery_tagged_run (request, tag);
  const VitRankedRun *ranked =
      run ? vit_gallery_derive (request, &vit_ranking_derivation, run, NULL) : NULL;
  *set = NULL;
  if (!ranked)
    return false;
  ShownRows shown = choose_rows (request, ranked);
  if (!(y >= 0) || !(y < (double) shown.n))
    return false;
  const VitRankingRow *row = shown.rows[(size_t) y];
  g_autofree char *name =
      g_strconcat (row->indicator, row->averaged ? VIT_QUANTITY_AVERAGED : NULL, NULL);
  VitStudy *study = vit_analyses_get_study (request->analyses);
  /* Concurrent and predictive dots lie in the upper and the lower half of a row. */
  if (ranked->earlier && strcmp (row->indicator, "t_ml") == 0)
    vit_study_set_option (study, "ranking", "predictive", y - floor (y) > 0.5 ? "1" : "0", NULL);
  vit_study_set_option (study, "ranking", "indicator", name, NULL);
  return true;
}

static double
count_ranking_lines (const VitGalleryRequest *request)
{
  return 1.6;
}

/* ---- Matrix ---- */

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
      names[i] = vit_score_dup_symbol (ranked->shown[i], false);
      for (size_t j = 0; j < n; j++)
        values[i * n + j] = (float) ranked->matrix[i * n + j];
    }
  VitPlot *plot = vit_plot_new ();
  vit_plot_set_map (plot, values, n, n, edges, edges, -1, 1, "diverging", "Spearman's <i>ρ</i>");
  vit_plot_set_names (plot, (const char *const *) names, (const char *const *) names);
  vit_plot_set_x (plot, "indicator", 0, (double) n);
  vit_plot_set_y (plot, "indicator", 0, (double) n);
  vit_plot_set_tree (plot, ranked->merges, n);
  g_autofree char *caption =
      g_strdup_printf ("%zu start time%s, all atoms that have both; tree: average linkage of "
                       "the rows of |<i>ρ</i>|",
                       ranked->basis.n_starts, ranked->basis.n_starts == 1 ? "" : "s");
  set_title (plot, request, run, NULL);
  vit_plot_set_caption (plot, caption);
  return vit_figure_new_plot (plot);
}

static VitFigure *
make_matrix (const VitGalleryRequest *request, GError **error)
{
  return make_each (request, make_matrix_of, NARROWEST_MATRIX, error);
}

/* ---- Specs ---- */

#define SHOWN                                                                                      \
  (VIT_AFFECTS_RANKING | VIT_AFFECTS_COLUMNS | VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS |        \
   VIT_AFFECTS_LIQUID)
#define PREMISES (VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_CELL | VIT_PREMISES_OF_MOTION)

const VitFigureSpec vit_ranking_figures[] = {
  { .name = "ranking",
    .title = "How well each indicator tells the target, with bands",
    .short_title = "Ranking of indicators",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .count_lines = count_ranking_lines,
    .pick = choose_ranked,
    .make = make_ranking },
  { .name = "indicator-matrix",
    .title = "Which indicators say the same",
    .short_title = "Correlation of indicators",
    .captioned = true,
    .options = SHOWN,
    .results = { &vit_ranking_derivation },
    .rests_on = PREMISES,
    .count_lines = count_ranking_lines,
    .make = make_matrix },
  { NULL },
};
