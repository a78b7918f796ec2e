/* Which atoms are liquid-like and solid-like, and what names a result in the cache. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/tml/tml.h"

#define N 30

typedef struct
{
  VitAtoms atoms;
  uint8_t types[N];
  float t_ml[N], mean[N];
  VitTmlResult result;
} Fixture;

static void
fixture_init (Fixture *f)
{
  *f = (Fixture){ 0 };
  f->atoms = (VitAtoms){ .n = N, .types = f->types, .n_types = 2 };
  f->result =
      (VitTmlResult){ .atoms = &f->atoms, .t_ml = f->t_ml, .feature_mean = f->mean, .n_valid = N };
  for (int i = 0; i < N; i++)
    {
      f->types[i] = (uint8_t) (1 + i % 2);
      f->t_ml[i] = 500 + 10 * (float) i;
    }
}

static int
count (const bool *flags)
{
  int n = 0;
  for (int i = 0; i < N; i++)
    n += flags[i];
  return n;
}

/* At T_g itself an atom is neither. */
static void
test_threshold (void)
{
  Fixture f;
  bool liquid[N], solid[N];
  VitLiquidRule rule = { .t_g = 600 };
  fixture_init (&f);
  f.t_ml[20] = NAN;
  f.result.n_valid--;
  vit_tml_result_classify (&f.result, &rule, liquid, solid);
  for (int i = 0; i < N; i++)
    {
      g_assert_cmpint (liquid[i], ==, i > 10 && i != 20);
      g_assert_cmpint (solid[i], ==, i < 10);
    }
  g_assert_cmpfloat_with_epsilon (vit_tml_result_get_liquid_fraction (&f.result, 600), 18.0 / 29,
                                  1e-12);
}

/* ⌊10 %⌋ of the atoms that have a value; of equal T_ML the mean of the features decides, then the
 * id. */
static void
test_percentage (void)
{
  Fixture f;
  bool liquid[N], solid[N];
  VitLiquidRule rule = VIT_LIQUID_RULE_DEFAULT;
  rule.by_percentage = true;
  fixture_init (&f);
  vit_tml_result_classify (&f.result, &rule, liquid, solid);
  g_assert_true (liquid[27] && liquid[28] && liquid[29] && solid[0] && solid[1] && solid[2]);
  g_assert_cmpint (count (liquid), ==, 3);
  g_assert_cmpint (count (solid), ==, 3);

  f.t_ml[29] = NAN;
  f.result.n_valid--;
  vit_tml_result_classify (&f.result, &rule, liquid, solid);
  g_assert_true (liquid[27] && liquid[28] && solid[0] && solid[1]);
  g_assert_cmpint (count (liquid), ==, 2);

  for (int i = 0; i < N; i++)
    {
      f.t_ml[i] = 700;
      f.mean[i] = i == 4 || i == 17 ? 2 : i == 9 || i == 13 || i == 22 ? -2 : 0;
    }
  f.result.n_valid = N;
  vit_tml_result_classify (&f.result, &rule, liquid, solid);
  g_assert_true (liquid[4] && liquid[17] && liquid[29]);
  g_assert_true (solid[9] && solid[13] && solid[22]);
  g_assert_cmpint (count (liquid) + count (solid), ==, 6);
}

static void
test_within_species (void)
{
  Fixture f;
  bool liquid[N], solid[N];
  VitLiquidRule rule = { .by_percentage = true, .percentage = 20, .within_species = true };
  fixture_init (&f);
  for (int i = 0; i < N; i++)
    f.t_ml[i] += f.types[i] == 2 ? 1000 : 0;
  vit_tml_result_classify (&f.result, &rule, liquid, solid);
  int of_type[2] = { 0 };
  for (int i = 0; i < N; i++)
    of_type[f.types[i] - 1] += liquid[i];
  g_assert_cmpint (of_type[0], ==, 3);
  g_assert_cmpint (of_type[1], ==, 3);
  g_assert_true (liquid[28] && liquid[29] && solid[0] && solid[1]);
}

static void
get_key (VitModel *model,
         VitTrajectory *run,
         VitTimeline *timeline,
         size_t start,
         const VitTmlOptions *options,
         uint8_t key[32])
{
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_tml_get_key (model, run, timeline, start, options, key, &error));
  g_assert_no_error (error);
}

/* Whatever changes T_ML changes the key. */
static void
test_key (void)
{
  g_autofree char *folder = g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", NULL);
  g_autofree char *path = g_build_filename (folder, "creep-2.0.lammpstrj.zst", NULL);
  g_autofree char *model_path = g_build_filename (folder, "CuZr.vitmodel", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_autoptr (VitModel) model = vit_model_load (model_path, &error);
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, &error);
  g_assert_no_error (error);

  const double fewer[] = { 1, 2, 5 };
  VitTmlOptions options = { .temperature = 100 }, other;
  uint8_t keys[5][32];
  size_t first = (size_t) vit_timeline_find (timeline, 20, 0.01);
  size_t second = (size_t) vit_timeline_find (timeline, 40, 0.01);
  get_key (model, run, timeline, first, &options, keys[0]);
  get_key (model, run, timeline, second, &options, keys[1]);
  other = options;
  other.temperature = 101;
  get_key (model, run, timeline, first, &other, keys[2]);
  other = options;
  other.intervals = fewer;
  other.n_intervals = 3;
  get_key (model, run, timeline, first, &other, keys[3]);
  other.n_intervals = 2;
  get_key (model, run, timeline, first, &other, keys[4]);
  for (int i = 0; i < 5; i++)
    for (int j = 0; j < i; j++)
      g_assert_cmpint (memcmp (keys[i], keys[j], 32), !=, 0);
  get_key (model, run, timeline, first, &options, keys[1]);
  g_assert_cmpmem (keys[0], 32, keys[1], 32);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/tml/result/threshold", test_threshold);
  g_test_add_func ("/tml/result/percentage", test_percentage);
  g_test_add_func ("/tml/result/within-species", test_within_species);
  g_test_add_func ("/tml/result/key", test_key);
  return g_test_run ();
}
