#include "ui/gallery/gallery.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/turns.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/figure-common.h"
#include "ui/gallery/figure-tables.h"
#include "ui/gallery/left-out.h"
#include "ui/gallery/premise-caption.h"

/* Each file of figures has an array of specs that ends with an empty one. */
static const VitFigureSpec *const figure_arrays[] = {
  vit_density_figures,      vit_time_figures,      vit_slice_figures,      vit_structure_figures,
  vit_distribution_figures, vit_chemistry_figures, vit_plasticity_figures, vit_cluster_figures,
  vit_mechanics_figures,    vit_msd_figures,       vit_model_figures,      vit_difference_figures,
  vit_joint_figures,        vit_history_figures,   vit_profile_figures,    vit_ranking_figures,
  vit_transfer_figures,     vit_score_figures,     vit_indicator_figures,
};

static const VitFigureSpec *const *
get_all_specs (size_t *n)
{
  static gsize filled = 0;
  static GPtrArray *all;
  if (g_once_init_enter (&filled))
    {
      all = g_ptr_array_new ();
      for (gsize f = 0; f < G_N_ELEMENTS (figure_arrays); f++)
        for (const VitFigureSpec *spec = figure_arrays[f]; spec->name; spec++)
          g_ptr_array_add (all, (gpointer) spec);
      g_once_init_leave (&filled, 1);
    }
  *n = all->len;
  return (const VitFigureSpec *const *) all->pdata;
}

const VitFigureSpec *const *
vit_gallery_list (size_t *n)
{
  g_return_val_if_fail (n, NULL);
  return get_all_specs (n);
}

const VitFigureSpec *
vit_gallery_find (const char *name)
{
  size_t n;
  const VitFigureSpec *const *all = get_all_specs (&n);
  for (size_t i = 0; i < n; i++)
    if (strcmp (all[i]->name, name) == 0)
      return all[i];
  return NULL;
}

VitFigure *
vit_gallery_make (const char *name, const VitGalleryRequest *request, GError **error)
{
  g_return_val_if_fail (name && request && request->analyses, NULL);
  VIT_TURN_PART ("figure", name);
  const VitFigureSpec *spec = vit_gallery_find (name);
  if (!spec)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "there is no figure \"%s\"", name);
      return NULL;
    }
  if (request->deriver)
    vit_deriver_begin (request->deriver);
  VitFigure *figure = spec->make (request, error);
  g_autofree char *left_out = figure ? vit_gallery_dup_left_out (spec, request, true) : NULL;
  if (left_out)
    vit_figure_extend_caption (figure, left_out);
  g_autofree char *premises = figure ? vit_gallery_describe_premises (spec, request) : NULL;
  if (premises)
    vit_figure_extend_caption (figure, premises);
  if (figure)
    vit_trace (VIT_TRACE_FIGURES, "figure %s", name);
  return figure;
}

/* ---- What a figure depends on ---- */

/* Append the start time of @run nearest to the playhead, and the state of its T_ML. */
static void
describe_start (const VitGalleryRequest *request, VitRun *run, GString *state)
{
  VitTmlSeries *series = vit_analyses_get_tml (request->analyses, run);
  VitTimeline *timeline = vit_run_get_timeline (run);
  int index = series ? vit_tml_series_find (series, request->time) : -1;
  if (index >= 0)
    g_string_append_printf (state, "start %p %d %d;", (void *) series, index,
                            vit_tml_series_get_state (series, (guint) index));
  else if (timeline)
    g_string_append_printf (state, "frame %zu;",
                            vit_timeline_find_nearest (timeline, request->time));
}

static void
describe_tml (const VitGalleryRequest *request, VitRun *run, GString *state)
{
  VitTmlSeries *series = vit_analyses_get_tml (request->analyses, run);
  if (series)
    g_string_append_printf (state, "series %p %u;", (void *) series,
                            vit_tml_series_get_n_ready (series));
  else
    g_string_append (state, vit_analyses_get_obstacle (request->analyses, run)
                                ? vit_analyses_get_obstacle (request->analyses, run)
                                : "no series;");
}

static bool
follows_start (const VitFigureSpec *spec, const VitGalleryRequest *request)
{
  return (spec->follows & VIT_FOLLOWS_START) ||
         ((spec->follows & VIT_FOLLOWS_START_UNLESS_POOLED) &&
          !vit_gallery_options (request)->structure.pool);
}

static void
describe_run (const VitFigureSpec *spec,
              const VitGalleryRequest *request,
              VitRun *run,
              GString *state)
{
  const VitRgba colour = vit_gallery_colour (request, run);
  g_string_append_printf (state, "run %p %s %g %g %g %d %p %p;", (void *) run,
                          vit_run_get_label (run), colour.red, colour.green, colour.blue,
                          vit_run_get_state (run), (void *) vit_run_get_trajectory (run),
                          (const void *) vit_run_get_strain (run, NULL));
  g_string_append_printf (state, "%g %g %g;", vit_run_get_temperature (run),
                          vit_run_get_stress (run), vit_run_get_frequency (run));
  if (follows_start (spec, request))
    describe_start (request, run, state);
  if (spec->follows & VIT_FOLLOWS_TML)
    describe_tml (request, run, state);
}

/* Append the numbers of the results to @state. Returns: whether all results are up to date. */
static bool
describe_results (const VitFigureSpec *spec, const VitGalleryRequest *request, GString *state)
{
  bool current = true;
  VitRun *baseline = spec->baseline ? vit_analyses_get_baseline (request->analyses) : NULL;
  if (!request->deriver)
    return true;
  for (guint r = 0; r <= request->n_runs; r++)
    for (int k = 0; spec->results[k]; k++)
      {
        VitRun *run = r < request->n_runs ? request->runs[r] : baseline;
        if (run)
          g_string_append_printf (state, "%u ",
                                  vit_deriver_request (request->deriver, spec->results[k], run,
                                                       request->time, &current));
      }
  for (int k = 0; spec->study_results[k]; k++)
    g_string_append_printf (state, "%u ",
                            vit_deriver_request (request->deriver, spec->study_results[k], NULL,
                                                 request->time, &current));
  return current;
}

static void
describe_options (const VitFigureSpec *spec, const VitGalleryRequest *request, GString *state)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  const VitOptions *options = vit_gallery_options (request);
  for (size_t i = 0; i < n; i++)
    if (vit_option_get_affects (&table[i], options) & spec->options)
      {
        g_autofree char *value = vit_option_format (&table[i], options);
        g_string_append_printf (state, "%s;", value);
      }
  if (spec->baseline)
    g_string_append_printf (state, "baseline %p;",
                            (void *) vit_analyses_get_baseline (request->analyses));
}

char *
vit_gallery_describe (const VitFigureSpec *spec,
                      const VitGalleryRequest *request,
                      char **results,
                      bool *current)
{
  g_return_val_if_fail (spec && request && results && current, NULL);
  GString *state = g_string_new (NULL);
  g_autoptr (GString) numbers = g_string_new (NULL);
  g_string_append_printf (state, "%d %p;", request->dark,
                          (void *) vit_analyses_get_model (request->analyses));
  guint n = spec->per_run ? MIN (request->n_runs, 1) : request->n_runs;
  for (guint r = 0; r < n; r++)
    describe_run (spec, request, request->runs[r], state);
  describe_options (spec, request, state);
  const VitSlice *s = &request->slice;
  const VitColouring *c = &request->colouring;
  bool cyclic = vit_gallery_count_cyclic (request) > 0;
  if ((spec->follows & VIT_FOLLOWS_TIME) ||
      ((spec->follows & VIT_FOLLOWS_TIME_OF_CYCLES) && cyclic))
    g_string_append_printf (state, "time %.17g;", request->time);
  if (spec->follows & VIT_FOLLOWS_SLICE)
    g_string_append_printf (state, "%d %.17g %.17g %d %d;", s->axis, s->position, s->thickness,
                            s->whole, s->clip);
  if (spec->follows & VIT_FOLLOWS_COLOURS)
    g_string_append_printf (state, "%s %s %.17g %.17g %d %d %d;", c->column, c->map, c->minimum,
                            c->maximum, c->outline, c->equal_sizes, c->ghosts);
  if (spec->follows & VIT_FOLLOWS_ATOM)
    {
      g_autofree char *atoms = vit_followed_atoms_dup_text (&request->atoms);
      g_string_append_printf (state, "atoms %s|", atoms);
    }
  if (spec->follows & VIT_FOLLOWS_SELECTION)
    g_string_append_printf (state, "set %p;", (void *) request->set);
  if (spec->follows & VIT_FOLLOWS_CONDITION)
    g_string_append_printf (state, "where %s %d;", request->filter.condition,
                            request->filter.steps);
  g_autofree char *premises = vit_gallery_describe_premises (spec, request);
  g_string_append (state, premises ? premises : "");
  *current = describe_results (spec, request, numbers);
  *results = g_strdup (numbers->str);
  return g_string_free (state, FALSE);
}

double
vit_gallery_count_lines (const VitFigureSpec *spec, const VitGalleryRequest *request)
{
  g_return_val_if_fail (spec && request, 1);
  return spec->count_lines ? spec->count_lines (request) : 1;
}
