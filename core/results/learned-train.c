/* Training of learned indicators. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/column.h"
#include "core/results/learned-private.h"
#include "core/results/run-shells.h"

/* Sets have their averages with them: SET:avg is the set. */
static bool
is_set (const char *name, const char *set)
{
  return g_str_has_prefix (name, set) &&
         (name[strlen (set)] == '\0' || strcmp (name + strlen (set), VIT_QUANTITY_AVERAGED) == 0);
}

char **
vit_learn_take_features (const char *text, VitLearnWish *wish)
{
  g_return_val_if_fail (text && wish, NULL);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_auto (GStrv) parts = vit_target_split (text);
  for (char **part = parts; *part; part++)
    if (is_set (*part, VIT_LEARNED_SET_RADIAL))
      wish->radial = true;
    else if (is_set (*part, VIT_LEARNED_SET_ANGULAR))
      wish->angular = true;
    else if (is_set (*part, VIT_LEARNED_SET_INDICATORS))
      g_strv_builder_add (names, VIT_INDICATORS_ALL);
    else if (**part)
      g_strv_builder_add (names, *part);
  return g_strv_builder_end (names);
}

/* (transfer full): the column that a feature or a target is, or that it is the average of. */
static char *
dup_plain (const char *name)
{
  const VitTarget *target = vit_target_find (name);
  bool of_file = g_str_has_prefix (name, VIT_COLUMN_OF_FILE);
  const char *column = target    ? target->column
                       : of_file ? name + strlen (VIT_COLUMN_OF_FILE)
                                 : name;
  bool averaged = g_str_has_suffix (column, VIT_QUANTITY_AVERAGED);
  g_autofree char *plain =
      g_strndup (column, strlen (column) - (averaged ? strlen (VIT_QUANTITY_AVERAGED) : 0));
  /* As a column of the file it is not the quantity of that name. */
  return of_file && vit_column_find_quantity (plain) ? g_strconcat (VIT_COLUMN_OF_FILE, plain, NULL)
                                                     : g_steal_pointer (&plain);
}

bool
vit_learn_check_features (char *const *columns, const char *target, GError **error)
{
  g_return_val_if_fail (columns && target, false);
  g_autofree char *itself = dup_plain (target);
  for (; *columns; columns++)
    {
      g_autofree char *plain = dup_plain (*columns);
      if (strcmp (plain, itself) != 0)
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s is the target: it tells itself, and cannot be a feature", *columns);
      return false;
    }
  return true;
}

bool
vit_learn_take_sigma (VitRunShells *of_run, double *sigma, VitProgress *progress, GError **error)
{
  const VitShells *shells = vit_run_shells_get (of_run, progress, error);
  if (!shells)
    return false;
  *sigma = vit_shells_get (shells, 1, 1);
  if (isfinite (*sigma))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
               "the g(r) of the first species has no first maximum, by which radial and angular "
               "functions are measured");
  return false;
}

bool
vit_learn_find_sigma (
    VitAnalyses *analyses, VitRun *run, double *sigma, VitProgress *progress, GError **error)
{
  if (!vit_run_get_trajectory (run))
    {
      vit_analyses_set_closed (analyses, run, error);
      return false;
    }
  g_autoptr (VitRunShells) of_run = vit_run_shells_of (run, vit_analyses_get_cache (analyses));
  if (vit_learn_take_sigma (of_run, sigma, progress, error))
    return true;
  g_prefix_error (error, "%s: ", vit_run_get_paths (run)[0]);
  return false;
}

/* ---- All ---- */

static VitLearnedModel *
fill_model (const VitIndicatorTable *table,
            const VitLearnWish *wish,
            GArray *features,
            const VitFolds *folds,
            unsigned n_runs,
            unsigned n_glasses,
            VitLinearModel *linear,
            const VitLinearValidation *validation,
            size_t n_rows)
{
  VitLearnedModel *model = g_new0 (VitLearnedModel, 1);
  g_autoptr (GStrvBuilder) runs = g_strv_builder_new ();
  g_atomic_ref_count_init (&model->refs);
  for (unsigned r = 0; r < n_runs; r++)
    g_strv_builder_add (runs, wish->runs[r]);
  model->target = g_strdup (wish->target);
  model->top = wish->top;
  model->bottom = wish->bottom;
  model->interval = wish->interval;
  model->species = g_strdupv (table->species);
  model->sigma = wish->radial || wish->angular ? wish->sigma : 0;
  model->cutoff = wish->cutoff;
  model->options = g_strdup (wish->options ? wish->options : "");
  model->runs = g_strv_builder_end (runs);
  model->n_starts = table->n_fields;
  model->n_atoms = n_rows;
  model->guard = folds->guard;
  model->n_folds = folds->n;
  model->per_axis = folds->per_axis;
  model->n_glasses = n_glasses;
  model->scores = g_memdup2 (validation->scores, (linear->n_types + 1) * sizeof *model->scores);
  model->linear = linear;
  model->features = g_memdup2 (features->data, features->len * sizeof (VitLearnedFeature));
  memset (features->data, 0, features->len * sizeof (VitLearnedFeature));
  return model;
}

void
vit_learned_feature_clear (gpointer feature)
{
  g_clear_pointer (&((VitLearnedFeature *) feature)->name, g_free);
}

VitLearnedModel *
vit_learn_train (VitIndicatorTable *table,
                 const VitLearnWish *wish,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (table && wish && wish->target && wish->runs, NULL);
  unsigned n_runs = 0, n_types = table->n_types;
  for (size_t f = 0; f < table->n_fields; f++)
    n_runs = MAX (n_runs, table->fields[f].run + 1);
  g_autoptr (GArray) features = g_array_new (FALSE, TRUE, sizeof (VitLearnedFeature));
  g_array_set_clear_func (features, vit_learned_feature_clear);
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.4, "Describing surroundings");
  if (!vit_learned_make_features (table, wish, features, progress, error))
    return NULL;
  vit_progress_leave (progress, whole);
  g_autofree unsigned *glasses = g_new0 (unsigned, MAX (n_runs, 1));
  unsigned n_glasses = vit_learned_number_glasses (table, n_runs, glasses);
  g_autoptr (VitFolds) folds =
      vit_learned_make_folds (table, 0, table->n_fields, glasses, vit_learned_find_guard (wish));
  g_auto (VitLearnedRows) rows = { 0 };
  vit_learned_take_rows (table, &rows);
  vit_learned_take_folds (&rows, 0, rows.n, folds, 0);
  unsigned n_nulls = wish->n_shifts > 0 ? (unsigned) wish->n_shifts : wish->n_shifts < 0 ? 0 : 20;
  VitLinearModel *linear = NULL;
  g_autoptr (VitLinearValidation) validation = NULL;
  whole = vit_progress_enter (progress, 0.4, 0.5, "Shifting the target");
  if (vit_learned_make_nulls (table, glasses, &rows, n_nulls, progress, error))
    {
      vit_progress_leave (progress, whole);
      VitLinearRows of = { .n = rows.n,
                           .p = rows.p,
                           .features = rows.features,
                           .target = rows.target,
                           .types = rows.types,
                           .n_types = n_types,
                           .n_nulls = rows.n_nulls,
                           .nulls = (const double *const *) rows.nulls,
                           .n_folds = folds->n,
                           .folds = rows.folds,
                           .zones = rows.zones };
      VitLinearOptions how = { .kind = table->events ? VIT_LINEAR_LOGISTIC : VIT_LINEAR_RIDGE,
                               .per_species = wish->per_species,
                               .penalty = wish->penalty };
      whole = vit_progress_enter (progress, 0.5, 1, "Fitting");
      linear = vit_linear_train (&of, &how, &validation, progress, error);
      vit_progress_leave (progress, whole);
    }
  if (!linear)
    return NULL;
  return fill_model (table, wish, features, folds, n_runs, n_glasses, linear, validation, rows.n);
}
