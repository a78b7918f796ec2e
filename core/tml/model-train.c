#include "core/tml/model-train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "config.h"
#include "core/base/error.h"
#include "core/base/random.h"
#include "core/tml/features.h"
#include "core/tml/model-private.h"

static const double candidates[] = {
  0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200
};
static const double default_intervals[] = { 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200 };
static const double first_frame[] = { 0 };

typedef struct
{
  const VitTrainingRun *runs;
  size_t n_runs;
  const double *origins;
  size_t n_origins;
  VitModel *model;
} Training;

static int
compare_doubles (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static size_t
get_origin_frame (const VitTrainingRun *run, double origin, GError **error)
{
  ssize_t frame = vit_timeline_find (run->timeline, origin, 1e-6 + 1e-3 * fabs (origin));
  if (frame >= 0)
    return (size_t) frame;
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s: no frame at the time origin %g ps",
               vit_trajectory_get_paths (run->trajectory)[0], origin);
  return SIZE_MAX;
}

/* Chooses the candidate and default intervals that every run has from every origin. */
static bool
choose_intervals (Training *training, const double *wanted, size_t n_wanted, GError **error)
{
  VitModel *model = training->model;
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (double));
  g_array_append_vals (all, candidates, G_N_ELEMENTS (candidates));
  g_array_append_vals (all, wanted, (guint) n_wanted);
  qsort (all->data, all->len, sizeof (double), compare_doubles);

  model->intervals = g_new (double, all->len);
  for (guint j = 0; j < all->len; j++)
    {
      double interval = g_array_index (all, double, j), missing;
      if (model->n_intervals > 0 && interval - model->intervals[model->n_intervals - 1] < 1e-9)
        continue;
      bool everywhere = model->n_intervals < VIT_MODEL_MAX_INTERVALS;
      for (size_t r = 0; r < training->n_runs && everywhere; r++)
        for (size_t o = 0; o < training->n_origins && everywhere; o++)
          {
            size_t frame,
                start = get_origin_frame (&training->runs[r], training->origins[o], error);
            if (start == SIZE_MAX)
              return false;
            everywhere = vit_features_find_frames (training->runs[r].timeline, start, &interval, 1,
                                                   0, &frame, &missing);
          }
      if (everywhere)
        model->intervals[model->n_intervals++] = interval;
    }

  model->defaults = g_new (double, MAX (n_wanted, 1));
  for (size_t w = 0; w < n_wanted; w++)
    for (size_t j = 0; j < model->n_intervals; j++)
      if (fabs (model->intervals[j] - wanted[w]) < 1e-9)
        model->defaults[model->n_defaults++] = wanted[w];
  if (model->n_defaults > 0)
    return true;
  g_set_error (
      error, VIT_ERROR, VIT_ERROR_NOT_FOUND,
      training->n_origins > 1
          ? "the training runs do not all have frames at one of the wanted intervals after "
            "every time origin"
          : "the training runs share none of the wanted intervals");
  return false;
}

static bool
collect_classes (Training *training, GError **error)
{
  VitModel *model = training->model;
  model->classes = g_new (double, training->n_runs);
  for (size_t r = 0; r < training->n_runs; r++)
    {
      if (!(training->runs[r].temperature > 0))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                       "%s: the temperature of a training run is needed",
                       vit_trajectory_get_paths (training->runs[r].trajectory)[0]);
          return false;
        }
      size_t c = 0;
      while (c < model->n_classes && model->classes[c] != training->runs[r].temperature)
        c++;
      if (c == model->n_classes)
        model->classes[model->n_classes++] = training->runs[r].temperature;
    }
  qsort (model->classes, model->n_classes, sizeof (double), compare_doubles);
  if (model->n_classes < 2)
    g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                 "a model needs runs at two temperatures or more");
  return model->n_classes >= 2;
}

static bool
set_composition (Training *training, GError **error)
{
  VitModel *model = training->model;
  const VitAtoms *first = vit_trajectory_get_atoms (training->runs[0].trajectory);
  size_t total = 0;

  model->n_species = first->n_types;
  model->species = g_strdupv (first->species);
  model->composition = g_new0 (double, model->n_species);
  for (size_t r = 0; r < training->n_runs; r++)
    {
      const VitAtoms *atoms = vit_trajectory_get_atoms (training->runs[r].trajectory);
      if (atoms->n_types != first->n_types)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                       "%s: has %u species, the first training run has %u",
                       vit_trajectory_get_paths (training->runs[r].trajectory)[0], atoms->n_types,
                       first->n_types);
          return false;
        }
      for (size_t i = 0; i < atoms->n; i++)
        model->composition[atoms->types[i] - 1]++;
      total += atoms->n;
    }
  for (size_t k = 0; k < model->n_species; k++)
    model->composition[k] /= (double) total;
  return true;
}

/* All instances of one class. */
typedef struct
{
  GArray *rows;   /* of float, n × n_intervals */
  GArray *groups; /* of uint32_t */
} ClassInstances;

static bool
add_instances_of_run (Training *training,
                      size_t r,
                      ClassInstances *class,
                      uint32_t *n_groups,
                      VitProgress *progress,
                      GError **error)
{
  const VitTrainingRun *run = &training->runs[r];
  const VitModel *model = training->model;
  size_t dim = model->n_intervals, n = vit_trajectory_get_atoms (run->trajectory)->n;
  g_autofree float *rows = NULL;
  size_t frames[VIT_MODEL_MAX_INTERVALS];

  for (size_t o = 0; o < training->n_origins; o++)
    {
      size_t start = get_origin_frame (run, training->origins[o], error);
      VitFrameInfo info;
      if (start == SIZE_MAX)
        return false;
      vit_trajectory_get_frame_info (run->trajectory, start, &info);
      if (info.n_atoms != n)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH, "%s: the number of atoms changes",
                       vit_trajectory_get_paths (run->trajectory)[0]);
          return false;
        }
      vit_features_find_frames (run->timeline, start, model->intervals, dim, 0, frames, NULL);
      rows = g_realloc (rows, n * dim * sizeof (float));
      if (!vit_features_compute (run->trajectory, start, frames, dim, run->temperature,
                                 &model->options.motion, rows, NULL, progress, error))
        return false;
      for (size_t i = 0; i < n; i++)
        {
          if (!isfinite (rows[i * dim]))
            continue;
          uint32_t group = *n_groups + (uint32_t) i;
          g_array_append_vals (class->rows, rows + i * dim, (guint) dim);
          g_array_append_val (class->groups, group);
        }
    }
  *n_groups += (uint32_t) n;
  return true;
}

/* @count of @n indices, ascending, by a partial Fisher–Yates shuffle. */
static size_t *
choose_instances (size_t n, size_t count, uint64_t *seed)
{
  size_t *order = g_new (size_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    order[i] = i;
  if (count == n)
    return order;
  g_autofree bool *chosen = g_new0 (bool, n);
  for (size_t i = 0; i < count; i++)
    {
      size_t k = i + (size_t) (vit_random_next (seed) % (n - i));
      size_t swap = order[i];
      order[i] = order[k];
      order[k] = swap;
      chosen[order[i]] = true;
    }
  for (size_t i = 0, k = 0; i < n; i++)
    if (chosen[i])
      order[k++] = i;
  return order;
}

static void
fill_features (Training *training, ClassInstances *classes, size_t per_class, uint64_t seed)
{
  VitModel *model = training->model;
  size_t dim = model->n_intervals;
  model->n = per_class * model->n_classes;
  model->labels = g_new (uint16_t, model->n);
  model->groups = g_new (uint32_t, model->n);
  model->features = g_new (float, model->n *dim);
  size_t row = 0;
  for (size_t c = 0; c < model->n_classes; c++)
    {
      g_autofree size_t *chosen = choose_instances (classes[c].groups->len, per_class, &seed);
      for (size_t i = 0; i < per_class; i++, row++)
        {
          const float *from = (const float *) classes[c].rows->data + chosen[i] * dim;
          model->labels[row] = (uint16_t) c;
          model->groups[row] = g_array_index (classes[c].groups, uint32_t, chosen[i]);
          for (size_t j = 0; j < dim; j++)
            model->features[j * model->n + row] = from[j];
        }
    }
}

/* Dimension of the space that the atoms of a run move in. */
static unsigned
get_dimension (const VitTrainingRun *run)
{
  const VitPremises *premises = vit_trajectory_get_premises (run->trajectory);
  const char *text = vit_premises_get_text (premises, VIT_PREMISE_DIMENSION);
  return g_strcmp0 (text, "2") == 0 ? 2 : 3;
}

/* All runs move in the same. */
static bool
set_dimension (Training *training, GError **error)
{
  const VitTrainingRun *runs = training->runs;
  training->model->dimension = get_dimension (&runs[0]);
  for (size_t r = 1; r < training->n_runs; r++)
    if (get_dimension (&runs[r]) != training->model->dimension)
      {
        g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                     "%s: its atoms move in %u dimensions, those of %s in %u",
                     vit_trajectory_get_paths (runs[r].trajectory)[0], get_dimension (&runs[r]),
                     vit_trajectory_get_paths (runs[0].trajectory)[0], get_dimension (&runs[0]));
        return false;
      }
  return true;
}

static void
write_provenance (Training *training)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree char *date = g_date_time_format (now, "%Y-%m-%d");
  g_string_append_printf (text, "Trained with Vitrine %s on %s from %zu runs:\n", VIT_VERSION, date,
                          training->n_runs);
  for (size_t r = 0; r < training->n_runs; r++)
    {
      g_autofree char *name =
          g_path_get_basename (vit_trajectory_get_paths (training->runs[r].trajectory)[0]);
      g_string_append_printf (text, "  %g K: %s, %zu atoms\n", training->runs[r].temperature, name,
                              vit_trajectory_get_atoms (training->runs[r].trajectory)->n);
    }
  g_string_append (text, "Time origins (ps):");
  for (size_t o = 0; o < training->n_origins; o++)
    g_string_append_printf (text, " %g", training->origins[o]);
  training->model->provenance = g_string_free (g_steal_pointer (&text), FALSE);
}

static bool
collect_instances (Training *training,
                   ClassInstances *classes,
                   VitProgress *progress,
                   GError **error)
{
  VitModel *model = training->model;
  uint32_t n_groups = 0;
  for (size_t r = 0; r < training->n_runs; r++)
    {
      size_t c = 0;
      while (model->classes[c] != training->runs[r].temperature)
        c++;
      if (!vit_progress_step (progress, r, training->n_runs, error) ||
          !add_instances_of_run (training, r, &classes[c], &n_groups, progress, error))
        return false;
    }
  return true;
}

VitModel *
vit_model_train (const VitTrainingRun *runs,
                 size_t n_runs,
                 const VitTrainingOptions *options,
                 VitProgress *progress,
                 GError **error)
{
  g_return_val_if_fail (runs && n_runs > 0 && options && options->model.k > 0, NULL);
  g_autoptr (VitModel) model = vit_model_alloc ();
  Training training = { .runs = runs,
                        .n_runs = n_runs,
                        .origins = options->origins ? options->origins : first_frame,
                        .n_origins = options->origins ? options->n_origins : 1,
                        .model = model };
  model->options = options->model;
  const double *wanted = options->intervals ? options->intervals : default_intervals;
  size_t n_wanted = options->intervals ? options->n_intervals : G_N_ELEMENTS (default_intervals);
  if (!collect_classes (&training, error) || !set_composition (&training, error) ||
      !set_dimension (&training, error) || !choose_intervals (&training, wanted, n_wanted, error))
    return NULL;

  g_autofree ClassInstances *classes = g_new0 (ClassInstances, model->n_classes);
  for (size_t c = 0; c < model->n_classes; c++)
    {
      classes[c].rows = g_array_new (FALSE, FALSE, sizeof (float));
      classes[c].groups = g_array_new (FALSE, FALSE, sizeof (uint32_t));
    }
  bool ok = collect_instances (&training, classes, progress, error);
  size_t least = SIZE_MAX;
  for (size_t c = 0; c < model->n_classes; c++)
    least = MIN (least, classes[c].groups->len);
  size_t per_class = options->per_class > 0 ? MIN (options->per_class, least) : least;
  if (ok && per_class * model->n_classes < model->options.k)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%zu instances are fewer than k = %u",
                   per_class * model->n_classes, model->options.k);
      ok = false;
    }
  if (ok)
    {
      fill_features (&training, classes, per_class, options->seed);
      write_provenance (&training);
      vit_model_freeze (model);
    }
  for (size_t c = 0; c < model->n_classes; c++)
    {
      g_array_unref (classes[c].rows);
      g_array_unref (classes[c].groups);
    }
  return ok ? g_steal_pointer (&model) : NULL;
}
