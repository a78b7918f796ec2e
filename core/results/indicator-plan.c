#include "core/results/indicator-plan.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/nearest.h"
#include "core/geometry/species.h"
#include "core/motion/vibration.h"
#include "core/results/column.h"
#include "core/tml/features.h"

#define USUAL_STARTS 20

void
vit_indicator_plan_free (VitIndicatorPlan *plan)
{
  if (!plan)
    return;
  for (guint f = 0; f < plan->fields->len; f++)
    {
      VitPlannedField *field = &g_array_index (plan->fields, VitPlannedField, f);
      vit_quantity_source_free (field->source);
      vit_quantity_source_free (field->earlier);
    }
  for (guint r = 0; r < plan->n_runs; r++)
    g_free (plan->types[r]);
  g_free (plan->types);
  g_array_unref (plan->fields);
  g_ptr_array_unref (plan->indicators);
  g_ptr_array_unref (plan->notes);
  g_strfreev (plan->species);
  g_free (plan->target);
  g_free (plan);
}

void
vit_indicator_plan_describe (const VitIndicatorPlan *plan, GString *key)
{
  g_string_append_printf (key, "%s %d %d %d %d %g %g|", plan->target, plan->of_file,
                          plan->has_events, plan->bottom, plan->predictive, plan->top,
                          plan->average);
  for (guint k = 0; k < plan->indicators->len; k++)
    g_string_append_printf (key, "%s,", (const char *) plan->indicators->pdata[k]);
  for (guint f = 0; f < plan->fields->len; f++)
    {
      const VitPlannedField *field = &g_array_index (plan->fields, VitPlannedField, f);
      g_string_append_printf (key, "|%u ", field->run);
      vit_quantity_source_describe (field->source, key);
      if (field->earlier)
        vit_quantity_source_describe (field->earlier, key);
    }
}

void
vit_indicator_plan_add_key (const VitIndicatorPlan *plan, VitStored *stored)
{
  g_return_if_fail (plan && stored);
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, "%s %d %d %d %d %d|", plan->target, plan->of_file, plan->has_events,
                          plan->bottom, plan->predictive, plan->named);
  for (guint k = 0; k < plan->indicators->len; k++)
    g_string_append_printf (text, "%s,", (const char *) plan->indicators->pdata[k]);
  for (char **name = plan->species; *name; name++)
    g_string_append_printf (text, "|%s", *name);
  vit_stored_add_text (stored, text->str);
  vit_stored_add_number (stored, plan->top);
  vit_stored_add_number (stored, plan->average);
  for (guint f = 0; f < plan->fields->len; f++)
    {
      const VitPlannedField *field = &g_array_index (plan->fields, VitPlannedField, f);
      vit_stored_add (stored, &field->run, sizeof field->run);
      vit_quantity_source_add_key (field->source, stored);
      if (field->earlier)
        vit_quantity_source_add_key (field->earlier, stored);
    }
}

/* ---- What is asked for ---- */

static bool
set_target (VitIndicatorPlan *plan, const VitIndicatorWish *wish, GError **error)
{
  const VitTarget *target = vit_target_find (wish->target);
  double usual = 0;
  if (target)
    {
      plan->target = g_strdup (target->column);
      usual = target->top;
    }
  else if (g_str_has_prefix (wish->target, VIT_COLUMN_OF_FILE))
    plan->target = g_strdup (wish->target + strlen (VIT_COLUMN_OF_FILE));
  else
    {
      size_t n;
      const VitTarget *list = vit_target_list (&n);
      g_autofree const char **names = g_new0 (const char *, n + 1);
      for (size_t k = 0; k < n; k++)
        names[k] = list[k].name;
      g_autofree char *all = g_strjoinv (", ", (char **) names);
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   "there is no target \"%s\"; the nearest is \"%s\"; there are: %s, column:NAME",
                   wish->target, vit_nearest_word (wish->target, names), all);
      return false;
    }
  plan->top = target && target->always ? 0 : wish->top > 0 ? wish->top : usual;
  plan->bottom = wish->bottom;
  plan->has_events = (target && target->always) || plan->top > 0;
  plan->predictive = wish->predictive;
  plan->average = wish->average;
  return true;
}

/* A target `column:NAME` is the column of the files if all have it, else an expression. */
static void
find_in_files (VitIndicatorPlan *plan,
               const VitIndicatorWish *wish,
               VitRun *const *runs,
               guint n_runs)
{
  plan->of_file = g_str_has_prefix (wish->target, VIT_COLUMN_OF_FILE);
  for (guint r = 0; r < n_runs; r++)
    plan->of_file =
        plan->of_file && vit_column_is_in_file (plan->target, vit_run_get_trajectory (runs[r]));
}

/* (transfer full): what stands for a column of the file where it may be taken for a quantity. */
static char *
dup_file_column (const char *name)
{
  return vit_column_find_quantity (name) || vit_quantity_find_averaged (name)
             ? g_strconcat (VIT_COLUMN_OF_FILE, name, NULL)
             : g_strdup (name);
}

/* Columns that all files have, but for the target. */
static void
add_file_columns (VitIndicatorPlan *plan, VitRun *const *runs, guint n_runs)
{
  const char *const *columns = vit_trajectory_get_columns (vit_run_get_trajectory (runs[0]));
  for (; *columns; columns++)
    {
      bool common = !vit_column_tells_place (*columns) &&
                    !(plan->of_file && strcmp (*columns, plan->target) == 0);
      for (guint r = 0; r < n_runs && common; r++)
        common = vit_column_is_in_file (*columns, vit_run_get_trajectory (runs[r]));
      if (common)
        g_ptr_array_add (plan->indicators, dup_file_column (*columns));
    }
}

static unsigned
get_target_needs (const VitIndicatorPlan *plan)
{
  return plan->of_file ? 0 : vit_column_get_needs (plan->target);
}

/* Whether a quantity may tell something of the target that is not the target itself. */
static bool
is_indicator (const VitQuantity *quantity, const char *target, bool has_tml, bool has_learned)
{
  static const char *const labels[] = { "cluster", "liquid", "solid", NULL };
  bool of_model = quantity->needs & VIT_NEEDS_MODEL;
  bool target_of_model = strcmp (target, "t_ml") == 0 || strcmp (target, "liquid") == 0;
  return quantity->components == 1 &&
         !(quantity->needs & (VIT_NEEDS_INTERVAL | VIT_NEEDS_FUTURE)) &&
         !g_strv_contains (labels, quantity->name) && strcmp (quantity->name, target) != 0 &&
         (!of_model || (has_tml && !target_of_model)) &&
         (has_learned || strcmp (quantity->name, "learned") != 0);
}

char **
vit_indicator_dup_names (const char *target, bool has_tml, bool has_learned)
{
  size_t n;
  const VitQuantity *list = vit_quantity_list (&n);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (size_t k = 0; k < n; k++)
    if (is_indicator (&list[k], target, has_tml, has_learned))
      g_strv_builder_add (names, list[k].name);
  return g_strv_builder_end (names);
}

static void
add_all_indicators (VitIndicatorPlan *plan, bool has_tml, bool has_learned)
{
  g_auto (GStrv) names =
      vit_indicator_dup_names (plan->of_file ? "" : plan->target, has_tml, has_learned);
  for (char **name = names; *name; name++)
    g_ptr_array_add (plan->indicators, g_strdup (*name));
}

/* The target of a run, which may be called otherwise there than in the files before. */
static bool
check_target (const VitIndicatorPlan *plan, VitRun *run, GError **error)
{
  g_autoptr (GError) why = NULL;
  if (plan->of_file || vit_column_check_run (plan->target, run, &why))
    return true;
  g_autofree char *columns =
      g_strjoinv (", ", (char **) vit_trajectory_get_columns (vit_run_get_trajectory (run)));
  g_set_error (error, why->domain, why->code, "%s: %s; the file has %s", vit_run_get_paths (run)[0],
               why->message, columns);
  return false;
}

static bool
check_columns (VitIndicatorPlan *plan, VitRun *const *runs, guint n_runs, GError **error)
{
  for (guint r = 0; r < n_runs; r++)
    {
      if (!check_target (plan, runs[r], error))
        return false;
      for (guint k = 0; k < plan->indicators->len; k++)
        if (!vit_column_check_run (plan->indicators->pdata[k], runs[r], error))
          {
            g_prefix_error (error, "%s: ", vit_run_get_paths (runs[r])[0]);
            return false;
          }
    }
  return true;
}

/* Species by name over all runs. */
static void
join_species (VitIndicatorPlan *plan, VitRun *const *runs, guint n_runs)
{
  g_autoptr (GPtrArray) names = g_ptr_array_new ();
  plan->types = g_new0 (uint8_t *, MAX (n_runs, 1));
  plan->n_runs = n_runs;
  for (guint r = 0; r < n_runs; r++)
    {
      const VitComposition *composition =
          vit_trajectory_get_composition (vit_run_get_trajectory (runs[r]));
      const char *const *given = vit_run_get_species (runs[r]);
      const char *const *species = given ? given : (const char *const *) composition->species;
      plan->types[r] = g_new0 (uint8_t, UINT8_MAX + 1);
      guint n_before = names->len, n_own = 0;
      for (unsigned t = 1; t <= UINT8_MAX; t++)
        {
          g_autofree char *name = vit_species_dup_name (species, t);
          guint at = 0;
          if (t > composition->n_types)
            break;
          while (at < names->len && strcmp (names->pdata[at], name) != 0)
            at++;
          if (at == names->len)
            g_ptr_array_add (names, g_steal_pointer (&name));
          plan->types[r][t] = (uint8_t) MIN (at + 1, UINT8_MAX);
          n_own++;
        }
      if (r > 0 && n_own > 0 && names->len == n_before + n_own)
        g_ptr_array_add (plan->notes,
                         g_strdup_printf ("%s has none of the species of the files before: where "
                                          "they are the same by other names, --species says so",
                                          vit_run_get_paths (runs[r])[0]));
    }
  g_ptr_array_add (names, NULL);
  plan->species = (char **) g_ptr_array_free (g_steal_pointer (&names), FALSE);
}

/* ---- Start times ---- */

/* What limits the start times of a run. */
typedef struct
{
  VitRun *run;
  VitTimeline *timeline;
  VitTmlSeries *series; /* (nullable): of T_ML, as target or indicator */
  bool needs_series;    /* the target starts where T_ML does */
  double interval;      /* ps; 0: the target needs no later frame */
  double window;        /* of p_hop of what follows, ps; 0: it is not the target */
} Starts;

static bool
has_halves (const Starts *starts, size_t frame)
{
  g_auto (VitFrameWindows) halves =
      vit_hop_find_halves (starts->timeline, frame, starts->window, true);
  return vit_hop_halves_suffice (&halves);
}

/* Whether T_ML starts at a frame. */
static bool
starts_tml (const Starts *starts, size_t frame)
{
  if (!starts->series)
    return false;
  double time = vit_timeline_get_times (starts->timeline)[frame];
  int found = vit_tml_series_find (starts->series, time);
  return found >= 0 && vit_tml_series_get_frame (starts->series, (guint) found) == frame &&
         vit_tml_series_get_state (starts->series, (guint) found) != VIT_TML_IMPOSSIBLE;
}

static bool
may_start (const Starts *starts, size_t frame, bool with_past, bool with_tml)
{
  size_t to;
  return vit_timeline_is_used (starts->timeline, frame) &&
         (!with_past || vit_timeline_get_times (starts->timeline)[frame] >= VIT_INDICATOR_PAST) &&
         (starts->interval <= 0 ||
          vit_features_find_frames (starts->timeline, frame, &starts->interval, 1, 0, &to, NULL)) &&
         (starts->window <= 0 || has_halves (starts, frame)) &&
         (!(with_tml || starts->needs_series) || starts_tml (starts, frame));
}

/* Frames that the target can start from, by time: those with a past and with T_ML if there are
 * any. */
static GArray *
list_starts (const Starts *starts)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (size_t));
  size_t n = vit_timeline_get_n_used (starts->timeline);
  for (int attempt = 0; attempt < 4 && all->len == 0; attempt++)
    for (size_t k = 0; k < n; k++)
      {
        size_t frame = vit_timeline_get_frame_at (starts->timeline, k);
        if (may_start (starts, frame, attempt % 2 == 0, attempt < 2))
          g_array_append_val (all, frame);
      }
  return all;
}

/* The one of all that the target can start from that is nearest to a time. */
static GArray *
choose_nearest (const Starts *starts, double time)
{
  const double *times = vit_timeline_get_times (starts->timeline);
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (size_t));
  for (size_t k = 0; k < vit_timeline_get_n_used (starts->timeline); k++)
    {
      size_t frame = vit_timeline_get_frame_at (starts->timeline, k);
      if (chosen->len == 0)
        {
          if (may_start (starts, frame, false, false))
            g_array_append_val (chosen, frame);
          continue;
        }
      size_t *best = &g_array_index (chosen, size_t, 0);
      if (fabs (times[frame] - time) < fabs (times[*best] - time) &&
          may_start (starts, frame, false, false))
        *best = frame;
    }
  return chosen;
}

/* Of all that can start some that are evenly spaced and, if they are enough, an interval apart. */
static GArray *
choose_starts (const Starts *starts, unsigned most)
{
  const double *times = vit_timeline_get_times (starts->timeline);
  g_autoptr (GArray) all = list_starts (starts);
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (size_t));
  if (all->len == 0)
    return chosen;
  double first = times[g_array_index (all, size_t, 0)];
  double last = times[g_array_index (all, size_t, all->len - 1)];
  double step = MAX (MAX (starts->interval, starts->window),
                     most > 1 ? (last - first) / (most - 1) : INFINITY);
  double next = -INFINITY;
  for (guint k = 0; k < all->len && chosen->len < most; k++)
    {
      size_t frame = g_array_index (all, size_t, k);
      if (times[frame] < next - 1e-6 * fabs (next))
        continue;
      g_array_append_val (chosen, frame);
      next = times[frame] + step;
    }
  return chosen;
}

static bool
find_given_starts (const Starts *starts,
                   const VitIndicatorWish *wish,
                   GArray *frames,
                   GError **error)
{
  for (size_t k = 0; k < wish->n_times; k++)
    {
      double t = wish->times[k];
      ssize_t frame = vit_timeline_find (starts->timeline, t, 1e-3 + 1e-6 * fabs (t));
      if (frame < 0)
        {
          size_t nearest = vit_timeline_find_nearest (starts->timeline, t);
          g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                       "%s: there is no frame at %g ps; the nearest is at %g ps",
                       vit_run_get_label (starts->run), t,
                       vit_timeline_get_times (starts->timeline)[nearest]);
          return false;
        }
      g_array_append_val (frames, frame);
    }
  return true;
}

/* The frame at which the window of T_ML begins that ends at @frame; −1 if there is none. */
static ssize_t
find_earlier (VitAnalyses *analyses, VitTimeline *timeline, size_t frame)
{
  size_t n;
  VitModel *model = vit_analyses_get_model (analyses);
  if (!model || !timeline)
    return -1;
  const double *intervals = vit_study_get_intervals (vit_analyses_get_study (analyses), &n);
  if (n == 0)
    intervals = vit_model_get_default_intervals (model, &n);
  double longest = 0, time = vit_timeline_get_times (timeline)[frame];
  for (size_t k = 0; k < n; k++)
    longest = MAX (longest, intervals[k]);
  return n > 0 ? vit_timeline_find (timeline, time - longest, VIT_DEFAULT_TOLERANCE * longest) : -1;
}

/* What sources of indicators, target and earlier T_ML have to provide. */
typedef struct
{
  VitQuantityWish all, earlier;
  bool wants_earlier;
} Wishes;

static void
add_field (VitIndicatorPlan *plan,
           VitAnalyses *analyses,
           VitRun *run,
           guint r,
           size_t frame,
           const Wishes *wishes)
{
  VitPlannedField field = { .run = r };
  field.source = vit_quantity_source_new (analyses, run, frame, &wishes->all);
  if (wishes->wants_earlier)
    {
      ssize_t earlier = find_earlier (analyses, vit_run_get_timeline (run), frame);
      if (earlier >= 0)
        field.earlier = vit_quantity_source_new (analyses, run, (size_t) earlier, &wishes->earlier);
    }
  g_array_append_val (plan->fields, field);
}

static bool
add_run (VitIndicatorPlan *plan,
         VitAnalyses *analyses,
         VitRun *run,
         guint r,
         const VitIndicatorWish *wish,
         const Wishes *wishes,
         GError **error)
{
  VitTimeline *timeline = vit_run_get_timeline (run);
  unsigned needs = get_target_needs (plan);
  VitTmlSeries *series = needs & VIT_NEEDS_MODEL ? vit_analyses_get_tml (analyses, run) : NULL;
  bool timed = needs & (VIT_NEEDS_INTERVAL | VIT_NEEDS_MODEL | VIT_NEEDS_FUTURE);
  if ((needs & VIT_NEEDS_MODEL) && !series)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", vit_run_get_label (run),
                   vit_analyses_get_obstacle (analyses, run));
      return false;
    }
  if (!timeline && !timed && !wish->times)
    {
      /* Without a clock: every frame is a sample of its own. */
      size_t n = vit_trajectory_get_n_frames (vit_run_get_trajectory (run));
      unsigned most = wish->max_starts > 0 ? wish->max_starts : USUAL_STARTS;
      size_t step = wish->samples ? 1 : (n + most - 1) / most;
      for (size_t f = 0; f < n; f += step)
        add_field (plan, analyses, run, r, f, wishes);
      return true;
    }
  if (!timeline)
    {
      const GError *why = vit_run_get_error (run);
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s", vit_run_get_label (run),
                   why ? why->message : "times are needed");
      return false;
    }
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  double interval = wish->interval > 0 ? wish->interval : options->plasticity.interval,
         window = wish->interval > 0 ? wish->interval : options->indicators.hop_window;
  Starts starts = { run,
                    timeline,
                    series,
                    needs & VIT_NEEDS_MODEL,
                    needs & VIT_NEEDS_INTERVAL ? interval : 0,
                    needs & VIT_NEEDS_FUTURE ? window : 0 };
  g_autoptr (GArray) frames = g_array_new (FALSE, FALSE, sizeof (size_t));
  if (wish->times)
    {
      if (!find_given_starts (&starts, wish, frames, error))
        return false;
    }
  else
    {
      g_array_unref (frames);
      frames = wish->at_time ? choose_nearest (&starts, wish->at)
                             : choose_starts (&starts, wish->max_starts > 0 ? wish->max_starts
                                                                            : USUAL_STARTS);
    }
  if (frames->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
                   vit_timeline_get_n_used (timeline) == 1
                       ? "%s: a single frame has no later one that is %g ps away; a column of the "
                         "file can be the target"
                   : starts.window > 0 ? "%s: at no time do both halves of the %g ps after it hold "
                                         "three frames"
                   : starts.interval > 0 ? "%s: no two frames are %g ps apart"
                                         : "%s: there is no start time",
                   vit_run_get_label (run), starts.window > 0 ? starts.window : starts.interval);
      return false;
    }
  for (guint k = 0; k < frames->len; k++)
    add_field (plan, analyses, run, r, g_array_index (frames, size_t, k), wishes);
  return true;
}

VitIndicatorPlan *
vit_indicator_plan_new (VitAnalyses *analyses,
                        VitRun *const *runs,
                        guint n_runs,
                        const VitIndicatorWish *wish,
                        GError **error)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && n_runs > 0 && wish && wish->target, NULL);
  g_autoptr (VitIndicatorPlan) plan = g_new0 (VitIndicatorPlan, 1);
  plan->indicators = g_ptr_array_new_with_free_func (g_free);
  plan->fields = g_array_new (FALSE, TRUE, sizeof (VitPlannedField));
  plan->notes = g_ptr_array_new_with_free_func (g_free);
  bool has_tml = true;
  for (guint r = 0; r < n_runs; r++)
    {
      if (!vit_run_get_trajectory (runs[r]))
        {
          vit_analyses_set_closed (analyses, runs[r], error);
          return NULL;
        }
      has_tml = has_tml && vit_analyses_get_tml (analyses, runs[r]);
    }
  if (!set_target (plan, wish, error))
    return NULL;
  find_in_files (plan, wish, runs, n_runs);
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  bool all = !wish->indicators || g_strv_contains (wish->indicators, VIT_INDICATORS_ALL);
  plan->named = !all;
  /* Averages that are named stand before what is averaged yet. */
  for (int averaged = 1; averaged >= 0; averaged--)
    for (guint k = 0; wish->indicators && wish->indicators[k]; k++)
      if ((vit_quantity_find_averaged (wish->indicators[k]) != NULL) == averaged &&
          strcmp (wish->indicators[k], VIT_INDICATORS_ALL) != 0)
        g_ptr_array_add (plan->indicators, g_strdup (wish->indicators[k]));
  if (all)
    add_all_indicators (plan, has_tml && !wish->untrained,
                        *options->indicators.model && !wish->untrained);
  if (all && !wish->untrained)
    add_file_columns (plan, runs, n_runs);
  if (!check_columns (plan, runs, n_runs, error))
    return NULL;
  join_species (plan, runs, n_runs);
  Wishes wishes = { 0 };
  wishes.all.compute_tml = wishes.earlier.compute_tml = true;
  bool hops = get_target_needs (plan) & VIT_NEEDS_FUTURE;
  wishes.all.interval = hops ? 0 : wish->interval;
  wishes.all.hop_window = hops ? wish->interval : 0;
  if (!plan->of_file)
    vit_column_wish (plan->target, options, &wishes.all);
  for (guint k = 0; k < plan->indicators->len; k++)
    {
      vit_column_wish (plan->indicators->pdata[k], options, &wishes.all);
      wishes.wants_earlier = wishes.wants_earlier ||
                             (wish->predictive && strcmp (plan->indicators->pdata[k], "t_ml") == 0);
    }
  for (guint r = 0; r < n_runs; r++)
    if (!add_run (plan, analyses, runs[r], r, wish, &wishes, error))
      return NULL;
  return g_steal_pointer (&plan);
}
