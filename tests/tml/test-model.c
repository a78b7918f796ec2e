/* What a model predicts from its instances: against a plain search over scaled features, and jobs
 * that wait for one search structure. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdlib.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/tml/model-private.h"

#define N 600
#define N_INTERVALS 3
#define K 7

static const double intervals[N_INTERVALS] = { 0.5, 2, 10 };

/* Evenly from 0 to 1. */
static double
uniform (uint64_t *state)
{
  return (double) vit_random_below (state, 1u << 24) / (1u << 24);
}

/* Three classes of instances around centres of their own, with spreads that differ by interval. */
static VitModel *
new_model (VitScaling scaling, VitMetric metric)
{
  VitModel *model = vit_model_alloc ();
  uint64_t state = 7;
  model->options = (VitModelOptions){ .k = K, .scaling = scaling, .metric = metric };
  model->n_intervals = model->n_defaults = N_INTERVALS;
  model->intervals = g_memdup2 (intervals, sizeof intervals);
  model->defaults = g_memdup2 (intervals, sizeof intervals);
  model->n_classes = 3;
  model->classes = g_new (double, 3);
  for (int c = 0; c < 3; c++)
    model->classes[c] = 300 + 200 * c;
  model->n = N;
  model->labels = g_new (uint16_t, N);
  model->groups = g_new (uint32_t, N);
  model->features = g_new (float, N *N_INTERVALS);
  for (size_t i = 0; i < N; i++)
    {
      model->labels[i] = (uint16_t) (i % 3);
      model->groups[i] = (uint32_t) i;
      for (size_t j = 0; j < N_INTERVALS; j++)
        model->features[j * N + i] =
            (float) (-4 + 0.3 * (double) (i % 3) + (1 + 9 * (double) j) * uniform (&state));
    }
  vit_model_freeze (model);
  return model;
}

typedef struct
{
  double distance;
  size_t index;
} Found;

static int
compare_found (const void *a, const void *b)
{
  const Found *x = a, *y = b;
  if (x->distance != y->distance)
    return x->distance < y->distance ? -1 : 1;
  return x->index < y->index ? -1 : 1;
}

/* Mean of the class temperatures of the K nearest, and the distance to the last. */
static double
search_plainly (
    VitModel *model, const double *shift, const double *scale, const float *query, double *last)
{
  Found found[N];
  double sum = 0;
  for (size_t i = 0; i < N; i++)
    {
      found[i] = (Found){ 0, i };
      for (size_t j = 0; j < N_INTERVALS; j++)
        {
          float row = model->features[j * N + i], other = query[j];
          row = (row - (float) shift[j]) * (float) scale[j];
          other = (other - (float) shift[j]) * (float) scale[j];
          double d = (double) row - (double) other;
          found[i].distance += model->options.metric == VIT_METRIC_EUCLIDEAN ? d * d : fabs (d);
        }
    }
  qsort (found, N, sizeof *found, compare_found);
  for (int j = 0; j < K; j++)
    sum += model->classes[model->labels[found[j].index]];
  *last = found[K - 1].distance;
  if (model->options.metric == VIT_METRIC_EUCLIDEAN)
    *last = sqrt (*last);
  return sum / K;
}

static void
check_prediction (VitScaling scaling, VitMetric metric)
{
  g_autoptr (VitModel) model = new_model (scaling, metric);
  g_autoptr (GError) error = NULL;
  double shift[N_INTERVALS] = { 0 }, scale[N_INTERVALS] = { 1, 1, 1 };
  for (size_t j = 0; scaling == VIT_SCALING_STANDARDISE && j < N_INTERVALS; j++)
    {
      double sum = 0, squares = 0;
      for (size_t i = 0; i < N; i++)
        sum += (double) model->features[j * N + i];
      for (size_t i = 0; i < N; i++)
        squares += pow ((double) model->features[j * N + i] - sum / N, 2);
      shift[j] = sum / N;
      scale[j] = 1 / sqrt (squares / N);
    }

  enum
  {
    N_QUERIES = 40
  };
  float queries[N_QUERIES * N_INTERVALS], t_ml[N_QUERIES], distance[N_QUERIES];
  uint64_t state = 3;
  for (size_t q = 0; q < N_QUERIES * N_INTERVALS; q++)
    queries[q] = (float) (-4 + 10 * uniform (&state));
  g_assert_true (vit_model_predict (model, intervals, N_INTERVALS, queries, N_QUERIES, t_ml,
                                    distance, NULL, &error));
  g_assert_no_error (error);
  for (size_t q = 0; q < N_QUERIES; q++)
    {
      double last,
          expected = search_plainly (model, shift, scale, queries + q * N_INTERVALS, &last);
      g_assert_cmpfloat_with_epsilon ((double) t_ml[q], expected, 1e-3);
      g_assert_cmpfloat_with_epsilon ((double) distance[q], last, 1e-5 * (1 + last));
    }
}

static void
test_prediction (void)
{
  check_prediction (VIT_SCALING_NONE, VIT_METRIC_EUCLIDEAN);
  check_prediction (VIT_SCALING_NONE, VIT_METRIC_CITYBLOCK);
  check_prediction (VIT_SCALING_STANDARDISE, VIT_METRIC_EUCLIDEAN);
  check_prediction (VIT_SCALING_STANDARDISE, VIT_METRIC_CITYBLOCK);
}

/* Any order and any choice of intervals; standardised over all instances. */
static void
test_features (void)
{
  g_autoptr (VitModel) plain = new_model (VIT_SCALING_NONE, VIT_METRIC_EUCLIDEAN);
  g_autoptr (VitModel) scaled = new_model (VIT_SCALING_STANDARDISE, VIT_METRIC_EUCLIDEAN);
  const double two[] = { 10, 0.5 }, unknown[] = { 0.5, 3 };
  g_autofree float *rows = g_new (float, 2 * N);
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_model_copy_features (plain, two, 2, rows, &error));
  for (size_t i = 0; i < N; i++)
    {
      g_assert_true (rows[2 * i] == plain->features[2 * N + i]);
      g_assert_true (rows[2 * i + 1] == plain->features[i]);
    }
  g_assert_true (vit_model_copy_features (scaled, two, 2, rows, &error));
  g_assert_no_error (error);
  for (size_t j = 0; j < 2; j++)
    {
      double sum = 0, squares = 0;
      for (size_t i = 0; i < N; i++)
        sum += (double) rows[2 * i + j];
      for (size_t i = 0; i < N; i++)
        squares += pow ((double) rows[2 * i + j], 2);
      g_assert_cmpfloat_with_epsilon (sum / N, 0, 1e-5);
      g_assert_cmpfloat_with_epsilon (squares / N, 1, 1e-5);
    }
  g_assert_false (vit_model_copy_features (plain, unknown, 2, rows, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

/* What was saved comes back; what no training can make is refused, whole as its checksum may be. */
static void
test_file (void)
{
  g_autoptr (VitModel) model = new_model (VIT_SCALING_STANDARDISE, VIT_METRIC_CITYBLOCK);
  g_autofree char *path = g_build_filename (g_get_tmp_dir (), "vitrine-test-model.vitmodel", NULL);
  g_autoptr (GError) error = NULL;
  model->provenance = g_strdup ("test");
  model->species = g_new0 (char *, 1);
  g_assert_true (vit_model_save (model, path, &error));
  g_autoptr (VitModel) again = vit_model_load (path, &error);
  g_assert_no_error (error);
  uint8_t key[16], other[16];
  vit_model_get_key (model, key);
  vit_model_get_key (again, other);
  g_assert_cmpmem (key, 16, other, 16);

  const double wrong[] = { NAN, INFINITY, -1, 400 };
  for (gsize i = 0; i < G_N_ELEMENTS (wrong); i++)
    {
      double right = model->classes[2];
      model->classes[2] = wrong[i];
      g_assert_true (vit_model_save (model, path, NULL));
      g_assert_null (vit_model_load (path, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
      g_clear_error (&error);
      model->classes[2] = right;
    }
  g_unlink (path);
}

/* ---- Several jobs and one search structure ---- */

typedef struct
{
  VitModel *model;
  VitProgress *progress;
  bool ok;
  GError *error;
} Caller;

static gpointer
call (gpointer data)
{
  Caller *caller = data;
  const float query[N_INTERVALS] = { -3, -3, -3 };
  float t_ml;
  caller->ok = vit_model_predict (caller->model, intervals, N_INTERVALS, query, 1, &t_ml, NULL,
                                  caller->progress, &caller->error);
  return NULL;
}

/* Who waits for a structure that another job makes can be cancelled; who still wants it makes it
 * where that job has given up. */
static void
test_waiting (void)
{
  g_autoptr (VitModel) model = new_model (VIT_SCALING_NONE, VIT_METRIC_EUCLIDEAN);
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  Caller unwanted = { .model = model, .progress = progress }, heir = { .model = model };
  model->building = true;
  GThread *waiting = g_thread_new ("unwanted", call, &unwanted);
  vit_progress_cancel (progress);
  g_thread_join (waiting);
  g_assert_false (unwanted.ok);
  g_assert_error (unwanted.error, VIT_ERROR, VIT_ERROR_CANCELLED);
  g_assert_cmpuint (g_hash_table_size (model->predictors), ==, 0);

  waiting = g_thread_new ("heir", call, &heir);
  g_mutex_lock (&model->lock);
  model->building = false;
  g_cond_broadcast (&model->built);
  g_mutex_unlock (&model->lock);
  g_thread_join (waiting);
  g_assert_no_error (heir.error);
  g_assert_true (heir.ok);
  g_assert_false (model->building);
  g_assert_cmpuint (g_hash_table_size (model->predictors), ==, 1);
  g_clear_error (&unwanted.error);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tml/model/prediction", test_prediction);
  g_test_add_func ("/tml/model/features", test_features);
  g_test_add_func ("/tml/model/file", test_file);
  g_test_add_func ("/tml/model/waiting", test_waiting);
  return g_test_run ();
}
