#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/indicator/folds.h"
#include "core/indicator/linear.h"
#include "core/indicator/shift.h"
#include "tests/indicator/smooth-field.h"

/* ---- scikit-learn ---- */

static double *
find_line (char **lines, const char *name, size_t *n)
{
  for (; *lines; lines++)
    {
      g_auto (GStrv) words = g_strsplit (*lines, "\t", -1);
      if (strcmp (words[0], name) != 0)
        continue;
      *n = g_strv_length (words) - 1;
      double *values = g_new (double, *n);
      for (size_t i = 0; i < *n; i++)
        values[i] = g_ascii_strtod (words[i + 1], NULL);
      return values;
    }
  g_assert_not_reached ();
}

static VitLinearModel *
train (const VitLinearRows *rows, const VitLinearOptions *options, VitLinearValidation **validation)
{
  GError *error = NULL;
  VitLinearModel *model = vit_linear_train (rows, options, validation, NULL, &error);
  g_assert_no_error (error);
  return model;
}

static void
test_oracle (void)
{
  static const double tried[] = { 1e-4, 0.1, 1 };
  g_autofree char *path = g_test_build_filename (G_TEST_DIST, "data", "linear.tsv", NULL);
  g_autofree char *text = NULL;
  size_t n, m;
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_autofree double *x = find_line (lines, "features", &m), *y = find_line (lines, "target", &n);
  g_assert_cmpuint (m, ==, 3 * n);
  /* Another species among them changes nothing of the first. */
  g_autofree double *both = g_new (double, 2 * m), *target = g_new (double, 2 * n);
  g_autofree uint8_t *types = g_new (uint8_t, 2 * n);
  for (size_t i = 0; i < n; i++)
    for (size_t s = 0; s < 2; s++)
      {
        for (int k = 0; k < 3; k++)
          both[3 * (2 * i + s) + k] = s ? 7 - x[3 * i + (k + 1) % 3] * y[i] : x[3 * i + k];
        types[2 * i + s] = (uint8_t) (1 + s);
      }
  for (int kind = 0; kind < 2; kind++)
    for (size_t q = 0; q < G_N_ELEMENTS (tried); q++)
      {
        g_autofree char *name = g_strdup_printf ("%s_%g", kind ? "logistic" : "ridge", tried[q]);
        g_autofree double *expected = find_line (lines, name, &m);
        for (size_t i = 0; i < 2 * n; i++)
          target[i] = kind ? y[i / 2] > 0.3 : y[i / 2];
        VitLinearRows rows = {
          .n = 2 * n, .p = 3, .features = both, .target = target, .types = types, .n_types = 2
        };
        VitLinearOptions options = { .kind = (VitLinearKind) kind,
                                     .per_species = true,
                                     .penalty = tried[q] };
        g_autoptr (VitLinearModel) model = train (&rows, &options, NULL);
        g_assert_cmpuint (model->n_rows[0], ==, n);
        for (int k = 0; k < 4; k++)
          {
            double found = k < 3 ? model->weights[k] : model->biases[0];
            g_assert_cmpfloat_with_epsilon (found, expected[k], 1e-6 * fabs (expected[k]));
          }
        g_autofree double *scores = g_new (double, 2 * n);
        vit_linear_model_apply (model, both, types, 2 * n, scores);
        double by_hand = model->biases[0];
        for (int k = 0; k < 3; k++)
          by_hand += model->weights[k] * x[k];
        g_assert_cmpfloat_with_epsilon (scores[0], by_hand, 1e-9);
      }
}

/* ---- Properties ---- */

typedef struct
{
  size_t n, p;
  VitCell cell;
  double *x, *features, *target;
  uint8_t *types;
} Sample;

static void
sample_clear (Sample *sample)
{
  g_free (sample->x);
  g_free (sample->features);
  g_free (sample->target);
  g_free (sample->types);
}

/* Features are smooth fields; the target is a sum of them and of noise as smooth, if @related. */
static void
make_sample (Sample *sample, int edge, size_t p, double width, bool related, uint64_t seed)
{
  uint64_t state = seed;
  sample->n = (size_t) edge * edge * edge;
  sample->p = p;
  sample->x = smooth_sites_new (edge, &sample->cell);
  sample->features = g_new (double, sample->n *p);
  sample->target = smooth_field_new (edge, width, &state);
  sample->types = g_new (uint8_t, sample->n);
  for (size_t i = 0; i < sample->n; i++)
    sample->types[i] = (uint8_t) (1 + vit_random_below (&state, 2));
  for (size_t k = 0; k < p; k++)
    {
      g_autofree double *field = smooth_field_new (edge, width, &state);
      for (size_t i = 0; i < sample->n; i++)
        {
          sample->features[p * i + k] = field[i];
          if (related)
            sample->target[i] += field[i] * (k % 2 ? 1 : -1) / sqrt ((double) p);
        }
    }
}

static VitLinearValidation *
validate (const Sample *sample, VitLinearKind kind, double guard, unsigned n_nulls, double *share)
{
  VitFoldField field = { 0, &sample->cell, sample->x, sample->n };
  g_autoptr (VitFolds) folds = vit_folds_new (&field, 1, guard);
  g_autoptr (VitShiftSearch) search = vit_shift_search_new (&sample->cell, sample->x, sample->n);
  g_autofree double **nulls = g_new0 (double *, MAX (n_nulls, 1));
  g_autofree double *store = g_new (double, MAX (n_nulls, 1) * sample->n);
  g_autofree uint32_t *map = g_new (uint32_t, sample->n);
  uint64_t state = 4;
  for (unsigned s = 0; s < n_nulls; s++)
    {
      double shift[3];
      vit_shift_draw (&sample->cell, &state, shift);
      g_assert_true (vit_shift_map (search, shift, map, NULL, NULL));
      nulls[s] = store + s * sample->n;
      for (size_t i = 0; i < sample->n; i++)
        nulls[s][i] = sample->target[map[i]];
    }
  VitLinearRows rows = { .n = sample->n,
                         .p = sample->p,
                         .features = sample->features,
                         .target = sample->target,
                         .types = sample->types,
                         .n_types = 2,
                         .n_nulls = n_nulls,
                         .nulls = (const double *const *) nulls,
                         .n_folds = folds->n,
                         .folds = folds->folds,
                         .zones = folds->zones };
  VitLinearOptions options = { .kind = kind };
  VitLinearValidation *validation = NULL;
  g_autoptr (VitLinearModel) model = train (&rows, &options, &validation);
  *share = folds->share;
  return validation;
}

/* Smooth features and targets that have nothing to do with each other: what a block knows of the
 * one beside it is taken for knowledge, unless the atoms between are left out. */
static void
test_guard (void)
{
  double nulls[2] = { 0 }, share;
  for (uint64_t seed = 1; seed <= 2; seed++)
    {
      Sample sample;
      make_sample (&sample, 12, 40, 5, false, seed);
      for (size_t i = 0; i < sample.n; i++)
        sample.target[i] = sample.target[i] > 1;
      for (int guarded = 0; guarded < 2; guarded++)
        {
          g_autoptr (VitLinearValidation) v =
              validate (&sample, VIT_LINEAR_LOGISTIC, guarded ? 10.5 : 0, 20, &share);
          nulls[guarded] += v->scores[0].null_mean / 2;
          g_assert_cmpfloat (v->scores[0].null_sd, >, 0.01);
        }
      g_assert_cmpfloat (share, >, 0.3);
      sample_clear (&sample);
    }
  g_test_message ("the null is %.3f with the guard, %.3f without", nulls[1], nulls[0]);
  g_assert_cmpfloat (fabs (nulls[1] - 0.5), <, 0.03);
  g_assert_cmpfloat (nulls[0], >, 0.6);
}

/* What is there is found, with shared weights and in each species. */
static void
test_related (void)
{
  Sample sample;
  double share;
  make_sample (&sample, 18, 6, 4, true, 9);
  g_autoptr (VitLinearValidation) v = validate (&sample, VIT_LINEAR_RIDGE, 9, 5, &share);
  /* The target is half features, half noise. */
  for (unsigned t = 0; t <= 2; t++)
    {
      g_assert_cmpfloat (v->scores[t].mean, >, 0.6);
      g_assert_cmpfloat (v->scores[t].mean, <, 0.8);
      g_assert_cmpfloat (fabs (v->scores[t].null_mean), <, 0.1);
      g_assert_cmpfloat (v->scores[t].error, >, 0);
    }
  sample_clear (&sample);
}

/* The number of threads changes no bit, and a feature that does not vary has no weight. */
static void
test_threads (void)
{
  Sample sample;
  make_sample (&sample, 8, 5, 4, true, 2);
  for (size_t i = 0; i < sample.n; i++)
    sample.features[sample.p * i + 3] = 2.5;
  VitLinearModel *models[4];
  for (unsigned k = 0; k < 4; k++)
    {
      vit_parallel_set_n_threads (k % 2 ? 4 : 1);
      VitFoldField field = { 0, &sample.cell, sample.x, sample.n };
      g_autoptr (VitFolds) folds = vit_folds_new (&field, 1, 3);
      for (size_t i = 0; i < sample.n && k == 2; i++)
        sample.target[i] = sample.target[i] > 0.5;
      VitLinearRows rows = { .n = sample.n,
                             .p = sample.p,
                             .features = sample.features,
                             .target = sample.target,
                             .types = sample.types,
                             .n_types = 2,
                             .n_folds = folds->n,
                             .folds = folds->folds,
                             .zones = folds->zones };
      VitLinearOptions options = { .kind = k < 2 ? VIT_LINEAR_RIDGE : VIT_LINEAR_LOGISTIC,
                                   .per_species = true };
      models[k] = train (&rows, &options, NULL);
      g_assert_cmpfloat (models[k]->weights[3], ==, 0);
    }
  vit_parallel_set_n_threads (0);
  for (int k = 0; k < 4; k += 2)
    g_assert_cmpmem (models[k]->weights, 2 * sample.p * sizeof (double), models[k + 1]->weights,
                     2 * sample.p * sizeof (double));
  for (int k = 0; k < 4; k++)
    vit_linear_model_free (models[k]);
  sample_clear (&sample);
}

/* A guard that leaves nothing is an error, and so is a target that does not vary. */
static void
test_refused (void)
{
  Sample sample;
  g_autoptr (GError) error = NULL;
  make_sample (&sample, 6, 2, 3, true, 2);
  VitFoldField field = { 0, &sample.cell, sample.x, sample.n };
  g_autoptr (VitFolds) folds = vit_folds_new (&field, 1, 20);
  VitLinearRows rows = { .n = sample.n,
                         .p = sample.p,
                         .features = sample.features,
                         .target = sample.target,
                         .types = sample.types,
                         .n_types = 2,
                         .n_folds = folds->n,
                         .folds = folds->folds,
                         .zones = folds->zones };
  VitLinearOptions options = { .kind = VIT_LINEAR_RIDGE };
  g_assert_cmpfloat (folds->share, ==, 0);
  g_assert_null (vit_linear_train (&rows, &options, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
  g_clear_error (&error);
  for (size_t i = 0; i < sample.n; i++)
    sample.target[i] = 3;
  g_assert_null (vit_linear_train (&rows, &options, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
  /* Three glasses are held out whole. */
  VitFoldField glasses[3];
  for (unsigned k = 0; k < 3; k++)
    glasses[k] = (VitFoldField){ k, &sample.cell, sample.x, sample.n };
  g_autoptr (VitFolds) whole = vit_folds_new (glasses, 3, 20);
  g_assert_cmpuint (whole->n, ==, 3);
  g_assert_cmpuint (whole->zones[sample.n], ==, 2);
  /* A guard of blocks: atoms of a block and those nearer than the guard. */
  g_autoptr (VitFolds) blocks = vit_folds_new (&field, 1, 4.1);
  g_assert_cmpuint (blocks->per_axis, ==, 3);
  /* 24 Å: 8 Å and 4.1 Å on each side, sites at 2, 6, 10 …: four of six along each axis. */
  g_assert_cmpfloat_with_epsilon (blocks->share, 1 - pow (4.0 / 6, 3), 1e-12);
  sample_clear (&sample);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/linear/oracle", test_oracle);
  g_test_add_func ("/linear/guard", test_guard);
  g_test_add_func ("/linear/related", test_related);
  g_test_add_func ("/linear/threads", test_threads);
  g_test_add_func ("/linear/refused", test_refused);
  return g_test_run ();
}
