#include "core/results/indicator-maps.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/indicator-plan.h"
#include "core/results/score-private.h"

/* Shares of the values that lie below the lower and the upper end of a scale. */
#define LOW_SHARE 0.02
#define HIGH_SHARE 0.98

const char *const vit_hit_names[] = { "none", "miss", "false", "hit", NULL };

VitIndicatorMaps *
vit_indicator_maps_ref (VitIndicatorMaps *maps)
{
  g_atomic_ref_count_inc (&maps->refs);
  return maps;
}

void
vit_indicator_maps_unref (VitIndicatorMaps *maps)
{
  if (!g_atomic_ref_count_dec (&maps->refs))
    return;
  for (int part = 0; part < VIT_INDICATOR_N_PARTS; part++)
    g_clear_pointer (&maps->snapshots[part], vit_snapshot_unref);
  g_free (maps->indicator);
  g_free (maps->target);
  g_free (maps->species);
  g_free (maps);
}

const char *
vit_indicator_maps_get_column (const VitIndicatorMaps *maps, VitIndicatorPart part)
{
  g_return_val_if_fail (maps && part < VIT_INDICATOR_N_PARTS, NULL);
  return part == VIT_INDICATOR_HITS ? NULL : maps->snapshots[part]->column;
}

/* ---- Inputs ---- */

typedef struct
{
  VitIndicatorPlan *plan;
  VitQuantitySource *atoms; /* of the snapshot */
  VitFilter filter;
  char *indicator, *species, *target;
  bool averaged, predictive;
  double top, average, interval;
} Input;

static void
free_input (gpointer data)
{
  Input *input = data;
  g_clear_pointer (&input->plan, vit_indicator_plan_free);
  g_clear_pointer (&input->atoms, vit_quantity_source_free);
  g_free (input->indicator);
  g_free (input->species);
  g_free (input->target);
  g_free (input);
}

/* What is read of the atoms besides their numbers: nothing that has to be computed. */
#define PLAIN_COLUMN "type"

static gpointer
take_maps (VitAnalyses *analyses, VitRun *run, double time, GString *key, GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (analyses));
  VitIndicatorWish wish = vit_score_wish (analyses, time);
  Input *input = g_new0 (Input, 1);
  input->indicator = vit_score_split_indicator (options->ranking.indicator, &input->averaged);
  input->species = g_strdup (options->ranking.species);
  input->target = g_strdup (wish.target);
  /* Of a target that is a number its highest are to be told, too. */
  input->top = options->ranking.top;
  input->average = wish.average;
  input->predictive = options->ranking.predictive && strcmp (input->indicator, "t_ml") == 0;
  input->filter = vit_filter_read (options);
  const char *const names[] = { input->indicator, NULL };
  wish.indicators = names;
  wish.predictive = input->predictive;
  wish.average = input->averaged ? wish.average : 0;
  wish.top = input->top;
  wish.at_time = true;
  wish.at = time;
  input->plan = vit_indicator_plan_new (analyses, &run, 1, &wish, error);
  if (!input->plan)
    {
      free_input (input);
      return NULL;
    }
  const VitPlannedField *field = &g_array_index (input->plan->fields, VitPlannedField, 0);
  const VitQuantityWish atoms = vit_snapshot_wish (PLAIN_COLUMN, &input->filter, options);
  input->interval = vit_column_get_needs (input->plan->target) & VIT_NEEDS_INTERVAL
                        ? vit_quantity_source_get_interval (field->source)
                        : NAN;
  input->atoms = vit_quantity_source_new (analyses, run,
                                          vit_quantity_source_get_index (field->source), &atoms);
  vit_indicator_plan_describe (input->plan, key);
  g_string_append_printf (key, "|%s|%g %g|%s|", input->species, input->top, input->average,
                          input->filter.condition);
  vit_quantity_source_describe (input->atoms, key);
  return input;
}

/* ---- Hits and misses ---- */

typedef struct
{
  double value;
  size_t atom;
} Ranked;

static int
compare_ranked (const void *a, const void *b)
{
  const Ranked *p = a, *q = b;
  if (p->value != q->value)
    return p->value > q->value ? -1 : 1;
  return p->atom < q->atom ? -1 : p->atom > q->atom;
}

/* Numbers of the group: NaN for atoms of other species, less the mean of their species if centred.
 */
static double *
dup_group_values (const VitIndicatorTable *table, const double *values, int group)
{
  double *own = g_new (double, MAX (table->n, 1));
  double sums[UINT8_MAX + 1] = { 0 }, counts[UINT8_MAX + 1] = { 0 };
  for (size_t i = 0; i < table->n; i++)
    {
      bool counts_here = isfinite (values[i]) && isfinite (table->target[i]) &&
                         (group <= 0 || table->types[i] == group);
      own[i] = counts_here ? values[i] : NAN;
      sums[table->types[i]] += counts_here ? values[i] : 0;
      counts[table->types[i]] += counts_here;
    }
  for (size_t i = 0; i < table->n && group == VIT_SCORE_CENTRED; i++)
    own[i] -= sums[table->types[i]] / counts[table->types[i]];
  return own;
}

/* As many atoms as are events, of the highest values × sign. */
static double *
new_hits (VitIndicatorMaps *maps, const VitIndicatorTable *table, const double *own)
{
  double *hits = g_new (double, MAX (table->n, 1));
  g_autofree Ranked *ranked = g_new (Ranked, MAX (table->n, 1));
  g_autofree uint8_t *told = g_new0 (uint8_t, MAX (table->n, 1));
  for (size_t i = 0; i < table->n; i++)
    if (isfinite (own[i]))
      {
        ranked[maps->n++] = (Ranked){ maps->sign * own[i], i };
        maps->events += table->events[i] != 0;
      }
  qsort (ranked, maps->n, sizeof *ranked, compare_ranked);
  for (size_t k = 0; k < maps->events; k++)
    told[ranked[k].atom] = 1;
  for (size_t i = 0; i < table->n; i++)
    {
      bool event = table->events[i] != 0;
      maps->found += isfinite (own[i]) && event && told[i];
      hits[i] = !isfinite (own[i]) ? NAN
                : event            ? (told[i] ? VIT_HIT_FOUND : VIT_HIT_MISSED)
                : told[i]          ? VIT_HIT_FALSE
                                   : VIT_HIT_NEITHER;
    }
  return hits;
}

/* ---- Maps ---- */

static int
compare_numbers (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static void
find_ends (const double *values, size_t n, double *low, double *high)
{
  g_autofree double *sorted = g_new (double, MAX (n, 1));
  size_t k = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      sorted[k++] = values[i];
  qsort (sorted, k, sizeof *sorted, compare_numbers);
  *low = k > 0 ? sorted[(size_t) (LOW_SHARE * (double) (k - 1))] : NAN;
  *high = k > 0 ? sorted[(size_t) ceil (HIGH_SHARE * (double) (k - 1))] : NAN;
}

/* @values: (transfer full): */
static void
add_map (VitIndicatorMaps *maps,
         const Input *input,
         VitIndicatorPart part,
         const VitSnapshot *atoms,
         double *values)
{
  g_autofree char *averaged =
      input->averaged ? g_strconcat (input->indicator, VIT_QUANTITY_AVERAGED, NULL) : NULL;
  const char *const columns[] = { [VIT_INDICATOR_ITSELF] = averaged ? averaged : input->indicator,
                                  [VIT_INDICATOR_TARGET] = input->plan->target,
                                  [VIT_INDICATOR_HITS] = "hits" };
  find_ends (values, atoms->frame->atoms->n, &maps->low[part], &maps->high[part]);
  maps->snapshots[part] = vit_snapshot_new_with (atoms, columns[part], values);
}

/* What is known of the maps before anything is computed. */
static VitIndicatorMaps *
maps_new (const Input *input)
{
  VitIndicatorMaps *maps = g_new0 (VitIndicatorMaps, 1);
  g_atomic_ref_count_init (&maps->refs);
  maps->indicator = g_strdup (input->indicator);
  maps->target = g_strdup (input->target);
  maps->species = g_strdup (input->species);
  maps->averaged = input->averaged;
  maps->predictive = input->predictive;
  maps->top = input->top;
  maps->average = input->average;
  maps->interval = input->interval;
  return maps;
}

static gpointer
compute_maps (gpointer data, VitProgress *progress, GError **error)
{
  const Input *input = data;
  static const VitScoreOptions no_bands = { .n_resamples = 1, .n_shifts = -1 };
  g_autoptr (VitIndicatorTable) table = vit_indicator_plan_compute (input->plan, progress, error);
  g_autoptr (VitSnapshot) atoms =
      table ? vit_snapshot_new (input->atoms, PLAIN_COLUMN, &input->filter, progress, error) : NULL;
  g_autoptr (VitScoring) scoring =
      atoms ? vit_indicator_table_score (table, &no_bands, progress, error) : NULL;
  VitScore score;
  if (!scoring)
    return NULL;
  const VitIndicatorColumn *column =
      vit_indicator_table_get_column (table, table->columns->len - 1);
  int group = vit_score_find_group (table, input->species);
  if (!vit_scoring_score (scoring, column->values, group, &score, progress, error))
    return NULL;
  if (score.n == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE, "%s: %s", input->indicator,
                   column->blank ? column->blank : "no atom has a value");
      return NULL;
    }
  g_autoptr (VitIndicatorMaps) maps = maps_new (input);
  maps->sign = score.sign;
  g_autofree double *own = dup_group_values (table, column->values, group);
  size_t bytes = MAX (table->n, 1) * sizeof (double);
  add_map (maps, input, VIT_INDICATOR_HITS, atoms, new_hits (maps, table, own));
  add_map (maps, input, VIT_INDICATOR_ITSELF, atoms, g_memdup2 (column->values, bytes));
  add_map (maps, input, VIT_INDICATOR_TARGET, atoms, g_memdup2 (table->target, bytes));
  return g_steal_pointer (&maps);
}

static void
unref_maps (gpointer maps)
{
  vit_indicator_maps_unref (maps);
}

/* ---- On disk: the values; atoms, and which of them are left out, are read ---- */

#define VERSION 1u

static void
add_maps_key (gconstpointer data, VitStored *stored)
{
  const Input *input = data;
  vit_indicator_plan_add_key (input->plan, stored);
  vit_stored_add_text (stored, input->species);
  vit_stored_add_text (stored, input->target);
  vit_stored_add_number (stored, input->average);
  vit_stored_add_number (stored, VIT_SCORE_VERSION);
}

static void
save_maps (gconstpointer data, VitBlob *blob)
{
  const VitIndicatorMaps *maps = data;
  const size_t counts[] = { maps->n, maps->events, maps->found };
  vit_blob_put (blob, &maps->sign, sizeof maps->sign);
  vit_blob_put (blob, counts, sizeof counts);
  for (int part = 0; part < VIT_INDICATOR_N_PARTS; part++)
    vit_blob_put_array (blob, maps->snapshots[part]->values, maps->snapshots[part]->frame->atoms->n,
                        sizeof (double));
}

static gpointer
load_maps (VitBlobReader *reader, gconstpointer data)
{
  const Input *input = data;
  size_t counts[3] = { 0 };
  g_autoptr (VitIndicatorMaps) maps = maps_new (input);
  g_autoptr (VitSnapshot) atoms =
      vit_snapshot_new (input->atoms, PLAIN_COLUMN, &input->filter, NULL, NULL);
  vit_blob_get (reader, &maps->sign, sizeof maps->sign);
  vit_blob_get (reader, counts, sizeof counts);
  maps->n = counts[0];
  maps->events = counts[1];
  maps->found = counts[2];
  for (int part = 0; part < VIT_INDICATOR_N_PARTS && atoms && !reader->failed; part++)
    {
      double *values = vit_blob_get_array_of (reader, sizeof (double), atoms->frame->atoms->n);
      if (values)
        add_map (maps, input, (VitIndicatorPart) part, atoms, values);
    }
  return reader->failed || !atoms ? NULL : g_steal_pointer (&maps);
}

const VitDerivation vit_indicator_maps_derivation = {
  .name = "indicator-maps",
  .title = "Mapping the indicator",
  .lane = VIT_JOB_MOMENT,
  .prepare = take_maps,
  .compute = compute_maps,
  .free_input = free_input,
  .unref = unref_maps,
  .version = VERSION,
  .of_results = true,
  .add_key = add_maps_key,
  .save = save_maps,
  .load = load_maps,
};
