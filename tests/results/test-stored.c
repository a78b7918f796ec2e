/* What is computed from a run or a model is computed once: the result that is found on disk is the
 * one that was computed, bit for bit, and bytes that are no result give none. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/cluster-series.h"
#include "core/results/mechanics-derivation.h"
#include "core/results/model-derivation.h"
#include "core/results/plasticity-derivation.h"
#include "core/results/rdf-derivation.h"

#define RUN "creep 2.0 GPa"
#define TIME 20.0
#define N_MUTATIONS 300

static VitAnalyses *analyses;
static VitDeriver *deriver; /* keeps nothing on disk */

static VitRun *
find_run (VitAnalyses *of, const char *label)
{
  VitStudy *study = vit_analyses_get_study (of);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (strcmp (vit_run_get_label (vit_study_get_run (study, i)), label) == 0)
      return vit_study_get_run (study, i);
  g_error ("the demo has no run %s", label);
}

static VitAnalyses *
open_demo (VitCache *cache)
{
  g_autofree char *path =
      g_test_build_filename (G_TEST_DIST, "..", "resources", "samples", "demo.vitrine", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  VitAnalyses *made = vit_analyses_new (study, cache);
  g_assert_true (vit_analyses_open_sync (made, NULL, &error));
  g_assert_no_error (error);
  VitTmlSeries *series = vit_analyses_get_tml (made, find_run (made, RUN));
  g_assert_true (vit_tml_series_compute_all (series, NULL, &error));
  return made;
}

static VitCache *
open_cache (char **folder)
{
  g_autoptr (GError) error = NULL;
  *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", &error);
  VitCache *cache = vit_cache_open (*folder, 0, &error);
  g_assert_no_error (error);
  return cache;
}

static void
close_cache (VitCache *cache, char *folder)
{
  g_assert_true (vit_cache_clear (cache, NULL));
  vit_cache_unref (cache);
  g_rmdir (folder);
  g_free (folder);
}

/* ---- What is not on disk is made again from the input ---- */

static void
compare_rdf (gconstpointer a, gconstpointer b)
{
  const VitRunRdf *x = a, *y = b;
  g_assert_cmpstrv (x->species, y->species);
  g_assert_true (x->rdf->n_bins == y->rdf->n_bins && x->rdf->width == y->rdf->width);
}

static void
compare_msd (gconstpointer a, gconstpointer b)
{
  const VitMsd *x = a, *y = b;
  g_assert_cmpstrv (x->species, y->species);
  g_assert_true (x->n_lost == y->n_lost && x->damage->len == y->damage->len);
}

static void
compare_rheology (gconstpointer a, gconstpointer b)
{
  const VitRunMsd *x = a, *y = b;
  g_assert_true (x->msd == y->msd && x->model == y->model && x->fitted && y->fitted);
  g_assert_true (x->temperature == y->temperature && x->mass == y->mass);
}

static void
compare_classes (gconstpointer a, gconstpointer b)
{
  const VitClassSelection *x = a, *y = b;
  g_assert_true (x->method == y->method && x->city_block == y->city_block);
}

static void
compare_distances (gconstpointer a, gconstpointer b)
{
  const VitModelDistances *x = a, *y = b;
  g_assert_true (x->training == y->training);
  g_assert_true (x->n_training == y->n_training && x->time == y->time && x->beyond == y->beyond);
}

static void
compare_curves (gconstpointer a, gconstpointer b)
{
  const VitPlasticityCurves *x = a, *y = b;
  g_assert_true (x->n_starts == 5 && y->n_starts == 5 && x->n_intervals == y->n_intervals);
  g_assert_cmpmem (x->times, 5 * sizeof *x->times, y->times, 5 * sizeof *y->times);
  g_assert_cmpmem (x->points, 5 * x->n_intervals * sizeof *x->points, y->points,
                   5 * y->n_intervals * sizeof *y->points);
  g_assert_cmpmem (&x->options, sizeof x->options, &y->options, sizeof y->options);
}

static const struct
{
  const VitDerivation *kind;
  void (*compare) (gconstpointer a, gconstpointer b);
} kinds[] = {
  { &vit_rdf_derivation, compare_rdf },
  { &vit_msd_derivation, compare_msd },
  { &vit_rheology_derivation, compare_rheology },
  { &vit_validation_derivation, NULL },
  { &vit_class_selection_derivation, compare_classes },
  { &vit_feature_selection_derivation, NULL },
  { &vit_quality_derivation, NULL },
  { &vit_training_distances_derivation, NULL },
  { &vit_distances_derivation, compare_distances },
  { &vit_plasticity_curves_derivation, compare_curves },
};

/* ---- Each kind by itself ---- */

static gpointer
take_input (const VitDerivation *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GString) key = g_string_new (NULL);
  VitRun *run = find_run (analyses, RUN);
  gpointer input = kind->prepare (analyses, run, TIME, key, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (key->len, >, 0);
  if (kind->base)
    {
      gconstpointer base = vit_deriver_get (deriver, kind->base, run, TIME, &error);
      g_assert_no_error (error);
      kind->take_base (input, base);
    }
  return input;
}

static GByteArray *
save (const VitDerivation *kind, gconstpointer result)
{
  VitBlob blob = { .bytes = g_byte_array_new () };
  kind->save (result, &blob);
  g_assert_false (blob.too_long);
  return blob.bytes;
}

/* As the deriver does it. */
static gpointer
load (const VitDerivation *kind, gconstpointer input, const void *data, size_t n)
{
  VitBlobReader reader = { .data = data, .n = n };
  gpointer result = kind->load (&reader, input);
  if (result && !vit_blob_is_read (&reader))
    {
      kind->unref (result);
      return NULL;
    }
  return result;
}

/* The @m-th mutation of some bytes: another length, or other bytes; the head, where the lengths
 * are, is hit as often as all the rest. */
static uint8_t *
mutate (const uint8_t *good, size_t n_good, int m, GRand *random, size_t *n, bool *other_length)
{
  uint8_t *bytes = g_malloc0 (n_good + 8);
  memcpy (bytes, good, n_good);
  *n = n_good;
  *other_length = m % 3 == 0;
  if (*other_length)
    {
      *n = m % 2 == 0 ? (size_t) g_rand_int_range (random, 0, (gint32) n_good) : n_good + 1 + m % 8;
      return bytes;
    }
  size_t room = m % 3 == 1 ? MIN (n_good, 64) : n_good;
  for (int hit = m % 4; hit >= 0; hit--)
    bytes[g_rand_int_range (random, 0, (gint32) room)] = (uint8_t) g_rand_int (random);
  return bytes;
}

/* Bytes that are too few or too many are nothing; others that are wrong do no harm. */
static void
load_mutations (const VitDerivation *kind,
                gconstpointer input,
                const GByteArray *good,
                GRand *random)
{
  for (int m = 0; m < N_MUTATIONS; m++)
    {
      size_t n;
      bool other_length;
      g_autofree uint8_t *bytes = mutate (good->data, good->len, m, random, &n, &other_length);
      gpointer result = load (kind, input, bytes, n);
      if (other_length)
        g_assert_null (result);
      if (result)
        kind->unref (result);
    }
}

static void
test_kind (gconstpointer data)
{
  gsize k = GPOINTER_TO_SIZE (data);
  const VitDerivation *kind = kinds[k].kind;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  g_autoptr (GRand) random = g_rand_new_with_seed ((guint32) (11 + k));
  gpointer input = take_input (kind);
  gpointer computed = kind->compute (input, progress, &error);
  g_assert_no_error (error);
  g_autoptr (GByteArray) bytes = save (kind, computed);
  g_test_message ("%s: %u bytes", kind->name, bytes->len);
  gpointer loaded = load (kind, input, bytes->data, bytes->len);
  g_assert_nonnull (loaded);
  g_autoptr (GByteArray) again = save (kind, loaded);
  g_assert_cmpmem (bytes->data, bytes->len, again->data, again->len);
  if (kinds[k].compare)
    kinds[k].compare (computed, loaded);
  load_mutations (kind, input, bytes, random);
  kind->unref (loaded);
  kind->unref (computed);
  kind->free_input (input);
}

/* ---- Through the deriver ---- */

static const VitDerivation *counted;
static guint n_computed;

static gpointer
count_and_compute (gpointer input, VitProgress *progress, GError **error)
{
  n_computed++;
  return counted->compute (input, progress, error);
}

/* How often it is computed by a deriver that has nothing in memory. */
static guint
count_computed (VitAnalyses *of, const VitDerivation *kind)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDeriver) fresh = vit_deriver_new (of, false);
  VitDerivation copy = *kind;
  copy.compute = count_and_compute;
  counted = kind;
  n_computed = 0;
  g_assert_nonnull (vit_deriver_get (fresh, &copy, find_run (of, RUN), TIME, &error));
  g_assert_no_error (error);
  g_assert_nonnull (vit_deriver_get (fresh, &copy, find_run (of, RUN), TIME, &error));
  return n_computed;
}

/* How many there are; @damage flips a bit of each. */
static guint
walk_files (const char *folder, bool damage)
{
  guint count = 0;
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  for (const char *name = g_dir_read_name (dir); name; name = g_dir_read_name (dir))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *data = NULL;
      gsize n = 0;
      bool is_folder = g_file_test (path, G_FILE_TEST_IS_DIR);
      count += is_folder ? walk_files (path, damage) : 1;
      if (is_folder || !damage || !g_file_get_contents (path, &data, &n, NULL) || n == 0)
        continue;
      data[n - 1 - n / 8] ^= 4;
      g_assert_true (g_file_set_contents (path, data, (gssize) n, NULL));
    }
  return count;
}

static void
test_once (void)
{
  char *folder;
  VitCache *cache = open_cache (&folder);
  g_autoptr (VitAnalyses) kept = open_demo (cache);
  static const VitDerivation *const some[] = { &vit_rdf_derivation, &vit_msd_derivation,
                                               &vit_class_selection_derivation,
                                               &vit_plasticity_curves_derivation };
  for (int round = 0; round < 2; round++)
    {
      for (gsize k = 0; k < G_N_ELEMENTS (some); k++)
        {
          g_assert_cmpuint (count_computed (kept, some[k]), ==, 1);
          g_assert_cmpuint (count_computed (kept, some[k]), ==, 0);
        }
      walk_files (folder, true);
    }
  /* Without a folder each deriver computes its own. */
  for (int k = 0; k < 2; k++)
    g_assert_cmpuint (count_computed (analyses, &vit_rdf_derivation), ==, 1);
  close_cache (cache, folder);
}

/* A result that had to make room in memory is found on disk again. */
static void
test_dropped (void)
{
  enum
  {
    N_KINDS = 200
  };
  static VitDerivation copies[N_KINDS];
  char *folder;
  VitCache *cache = open_cache (&folder);
  g_autoptr (VitAnalyses) kept = open_demo (cache);
  g_autoptr (VitDeriver) many = vit_deriver_new (kept, false);
  g_autoptr (GError) error = NULL;
  counted = &vit_class_selection_derivation;
  n_computed = 0;
  for (int i = 0; i < N_KINDS; i++)
    {
      copies[i] = *counted;
      g_autofree char *name = g_strdup_printf ("copy-%d", i);
      copies[i].name = g_intern_string (name);
      copies[i].compute = count_and_compute;
      g_assert_nonnull (vit_deriver_get (many, &copies[i], NULL, 0, &error));
    }
  g_assert_cmpuint (n_computed, ==, N_KINDS);
  gconstpointer first = vit_deriver_get (many, &copies[0], NULL, 0, &error);
  for (int i = 0; i < 3 * N_KINDS; i++)
    g_assert_true (vit_deriver_get (many, &copies[0], NULL, 0, &error) == first);
  /* New ones drop the old. */
  static VitDerivation others[N_KINDS];
  for (int i = 0; i < N_KINDS; i++)
    {
      others[i] = copies[i];
      others[i].name = copies[N_KINDS - 1 - i].name;
      g_assert_nonnull (vit_deriver_get (many, &others[i], NULL, 0, &error));
      g_assert_nonnull (vit_deriver_get (many, &copies[i], NULL, 0, &error));
    }
  g_assert_cmpuint (n_computed, ==, N_KINDS);
  close_cache (cache, folder);
}

/* Another model of the MSD is another fit, and no other MSD. */
static void
test_rheology (void)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDeriver) own = vit_deriver_new (analyses, false);
  VitStudy *study = vit_analyses_get_study (analyses);
  VitRun *run = find_run (analyses, "unstressed");
  const VitRunMsd *run_msd = vit_deriver_get (own, &vit_rheology_derivation, run, 0, &error);
  g_assert_no_error (error);
  const VitMsd *msd = run_msd->msd;
  double eta1 = run_msd->fit.parameters.eta1;
  g_assert_cmpint (run_msd->model, ==, VIT_RHEOLOGY_JEFFREYS);
  vit_study_set_option (study, "mechanics", "model", "kelvin-voigt", NULL);
  run_msd = vit_deriver_get (own, &vit_rheology_derivation, run, 0, &error);
  g_assert_no_error (error);
  g_assert_cmpint (run_msd->model, ==, VIT_RHEOLOGY_KELVIN_VOIGT);
  g_assert_true (run_msd->msd == msd);
  g_assert_cmpfloat (run_msd->fit.parameters.eta1, !=, eta1);
  g_assert_true (vit_deriver_get (own, &vit_msd_derivation, run, 0, &error) == msd);
  vit_study_set_option (study, "mechanics", "model", NULL, NULL);
}

/* ---- Keys ---- */

static void
make_key (VitAnalyses *of, const VitDerivation *kind, const char *label, uint8_t key[32])
{
  g_autoptr (GString) text = g_string_new (NULL);
  gpointer input = kind->prepare (of, find_run (of, label), 0, text, NULL);
  g_assert_nonnull (input);
  VitStored stored;
  vit_stored_begin (&stored, NULL, kind->name, kind->version);
  kind->add_key (input, &stored);
  g_assert_false (stored.failed);
  vit_hash_finish (&stored.halves[0], key);
  vit_hash_finish (&stored.halves[1], key + 16);
  kind->free_input (input);
}

/* Neither the path nor the label nor names of species are part of a key: a copy has the same. */
static void
test_copy (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", &error);
  g_autofree char *from = g_test_build_filename (G_TEST_DIST, "..", "resources", "samples",
                                                 "glass-100K.lammpstrj.zst", NULL);
  g_autofree char *to = g_build_filename (folder, "elsewhere.lammpstrj.zst", NULL);
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (from, &data, &n, &error));
  g_assert_true (g_file_set_contents (to, data, (gssize) n, &error));
  const char *const paths[] = { to, NULL };
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitRun) run = vit_run_new (paths);
  g_object_set (run, "label", "another", NULL);
  vit_study_add_run (study, run);
  g_autoptr (VitAnalyses) other = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (other, NULL, &error));
  static const VitDerivation *const of_runs[] = { &vit_rdf_derivation, &vit_msd_derivation };
  uint8_t keys[3][32];
  for (gsize k = 0; k < G_N_ELEMENTS (of_runs); k++)
    {
      make_key (analyses, of_runs[k], "unstressed", keys[0]);
      make_key (other, of_runs[k], "another", keys[1]);
      make_key (analyses, of_runs[k], RUN, keys[2]);
      g_assert_cmpmem (keys[0], 32, keys[1], 32);
      g_assert_cmpint (memcmp (keys[0], keys[2], 32), !=, 0);
    }
  g_remove (to);
  g_rmdir (folder);
}

/* ---- Regions ---- */

static VitClusterInput
new_cluster_input (VitCache *cache, size_t n_starts, bool known)
{
  VitRun *run = find_run (analyses, RUN);
  VitClusterInput input = { .trajectory = vit_run_get_trajectory (run),
                            .rule = VIT_LIQUID_RULE_DEFAULT,
                            .cutoff = 3.85,
                            .options = (char *) "r_c 3.85, 685 K",
                            .cache = cache };
  input.starts = vit_tml_series_get_starts (vit_analyses_get_tml (analyses, run), -1);
  g_assert_cmpuint (input.starts->n, ==, 27);
  input.starts->n = n_starts;
  /* Another source has nothing in memory. */
  if (!known)
    {
      VitTmlSource *own = input.starts->source;
      input.starts->source = vit_tml_source_new (own->trajectory, own->timeline, own->model,
                                                 own->cache, &own->options, 0);
      vit_tml_source_unref (own);
    }
  return input;
}

static VitClusterSeries *
follow (VitCache *cache, size_t n_starts, bool known)
{
  g_autoptr (GError) error = NULL;
  VitClusterInput input = new_cluster_input (cache, n_starts, known);
  VitClusterSeries *series = vit_cluster_series_new (&input, NULL, &error);
  g_assert_no_error (error);
  vit_tml_starts_free (input.starts);
  return series;
}

static void
assert_same_series (const VitClusterSeries *a, const VitClusterSeries *b)
{
  g_assert_cmpuint (a->n, ==, b->n);
  for (size_t k = 0; k < a->n; k++)
    {
      const VitClusterPoint *x = &a->points[k], *y = &b->points[k];
      const size_t counts[2][5] = {
        { x->n_atoms, x->n_liquid, x->n_clusters, x->largest, x->n_percolating },
        { y->n_atoms, y->n_liquid, y->n_clusters, y->largest, y->n_percolating }
      };
      g_assert_cmpmem (counts[0], sizeof counts[0], counts[1], sizeof counts[1]);
      g_assert_cmpmem (x->wraps, sizeof x->wraps, y->wraps, sizeof y->wraps);
      g_assert_true (x->wraps_all == y->wraps_all);
      const double numbers[2][6] = {
        { x->time, x->t_perc, x->t_perc_shuffled, x->t_perc_spread, x->deviation, x->decay_length },
        { y->time, y->t_perc, y->t_perc_shuffled, y->t_perc_spread, y->deviation, y->decay_length }
      };
      g_assert_cmpmem (numbers[0], sizeof numbers[0], numbers[1], sizeof numbers[1]);
      g_assert_cmpmem (x->labels, x->n_atoms * 4, y->labels, y->n_atoms * 4);
      g_assert_cmpmem (x->sizes, x->n_clusters * sizeof (size_t), y->sizes,
                       y->n_clusters * sizeof (size_t));
      g_assert_cmpmem (x->tracks, x->n_clusters * 8, y->tracks, y->n_clusters * 8);
      g_assert_cmpmem (&x->events, sizeof x->events, &y->events, sizeof y->events);
      g_assert_true (x->ids == y->ids);
    }
  g_assert_cmpuint (a->n_lags, ==, b->n_lags);
  for (size_t k = 0; k < a->n_lags; k++)
    {
      const VitPersistencePoint *x = &a->persistence[k], *y = &b->persistence[k];
      g_assert_cmpmem (&x->lag, 3 * sizeof (double), &y->lag, 3 * sizeof (double));
      g_assert_cmpuint (x->n_pairs, ==, y->n_pairs);
    }
}

/* One more start time costs one more point. */
static void
test_regions (void)
{
  char *folder;
  VitCache *cache = open_cache (&folder);
  guint before = walk_files (folder, false);
  g_autoptr (VitClusterSeries) some = follow (cache, 10, true);
  guint after = walk_files (folder, false);
  g_assert_cmpuint (after - before, ==, 10);
  g_autoptr (VitClusterSeries) more = follow (cache, 11, true);
  g_assert_cmpuint (walk_files (folder, false), ==, after + 1);
  g_autoptr (VitClusterSeries) found = follow (cache, 11, false);
  g_autoptr (VitClusterSeries) alone = follow (NULL, 11, true);
  g_assert_cmpuint (walk_files (folder, false), ==, after + 1);
  assert_same_series (more, alone);
  assert_same_series (more, found);
  walk_files (folder, true);
  g_autoptr (VitClusterSeries) anew = follow (cache, 11, true);
  assert_same_series (more, anew);
  close_cache (cache, folder);
}

/* Of a point, whatever its bytes are: never a label without a region, and no harm. */
static void
test_regions_mutated (void)
{
  char *folder;
  VitCache *cache = open_cache (&folder);
  g_autoptr (GRand) random = g_rand_new_with_seed (23);
  g_autoptr (VitClusterSeries) good = follow (cache, 1, true);
  VitClusterInput input = new_cluster_input (cache, 1, true);
  VitStored stored;
  vit_stored_begin (&stored, cache, "regions", 2);
  vit_tml_starts_add_start_key (input.starts, 0, &stored);
  vit_stored_add_frame (&stored, input.trajectory, input.starts->frames[0]);
  vit_stored_add_text (&stored, input.options);
  vit_tml_starts_free (input.starts);
  g_autoptr (GBytes) bytes = vit_stored_find (&stored);
  g_assert_nonnull (bytes);
  gsize n_good;
  const uint8_t *data = g_bytes_get_data (bytes, &n_good);
  for (int m = 0; m < N_MUTATIONS / 2; m++)
    {
      size_t n;
      bool other_length;
      g_autofree uint8_t *mutated = mutate (data, n_good, m, random, &n, &other_length);
      vit_stored_keep (&stored, mutated, n);
      g_autoptr (VitClusterSeries) series = follow (cache, 1, true);
      const VitClusterPoint *point = &series->points[0];
      if (other_length)
        assert_same_series (good, series);
      for (size_t i = 0; i < point->n_atoms; i++)
        g_assert_cmpint (point->labels[i], <, (int64_t) point->n_clusters);
    }
  close_cache (cache, folder);
}

/* What is on disk needs no T_ML: neither read nor computed. */
static void
test_regions_alone (void)
{
  if (g_test_subprocess ())
    {
      char *folder;
      VitCache *cache = open_cache (&folder);
      vit_cluster_series_free (follow (cache, 3, true));
      vit_cluster_series_free (follow (cache, 3, false));
      close_cache (cache, folder);
      return;
    }
  g_setenv ("VITRINE_TRACE", "results", TRUE);
  g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
  g_unsetenv ("VITRINE_TRACE");
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("*result regions * computed\n*result regions * disk\n*");
  g_test_trap_assert_stderr_unmatched ("* disk\nresult t_ml *");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  analyses = open_demo (NULL);
  deriver = vit_deriver_new (analyses, false);
  for (gsize k = 0; k < G_N_ELEMENTS (kinds); k++)
    {
      g_autofree char *path = g_strconcat ("/stored/", kinds[k].kind->name, NULL);
      g_test_add_data_func (path, GSIZE_TO_POINTER (k), test_kind);
    }
  g_test_add_func ("/stored/once", test_once);
  g_test_add_func ("/stored/dropped", test_dropped);
  g_test_add_func ("/stored/another-rheology", test_rheology);
  g_test_add_func ("/stored/copy", test_copy);
  g_test_add_func ("/stored/regions", test_regions);
  g_test_add_func ("/stored/regions-mutated", test_regions_mutated);
  g_test_add_func ("/stored/regions-alone", test_regions_alone);
  int status = g_test_run ();
  g_object_unref (deriver);
  g_object_unref (analyses);
  return status;
}
