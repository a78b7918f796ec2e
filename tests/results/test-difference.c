/* Differences of two runs and times, against a field that is known. */

#include <glib.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/difference.h"
#include "tests/support/folder.h"

#define EDGE 6
#define N (EDGE * EDGE * EDGE)

static char *folder;

/* What stands in the file of one run; all zero are the atoms as they are. */
typedef struct
{
  bool shuffled;  /* rows in another order */
  bool permuted;  /* other ids */
  bool shifted;   /* some atoms in other images of the box */
  double strain;  /* of the box along z */
  size_t missing; /* first atoms that are left out */
  bool field;     /* whether the column has the field less */
} Kind;

/* The field that two runs differ by. */
static double
get_field (const double x[3])
{
  return 0.5 + 0.01 * x[0] - 0.02 * x[1] * x[2];
}

static void
get_atom (size_t i, double x[3], int *type, double *value)
{
  guint32 a = (guint32) i * 2654435761u, b = a * 2246822519u + 7;
  x[0] = 3 * (double) (i % EDGE) + 0.2 + (a >> 16) % 100 * 0.004;
  x[1] = 3 * (double) (i / EDGE % EDGE) + 0.2 + (a >> 8) % 100 * 0.004;
  x[2] = 3 * (double) (i / EDGE / EDGE) + 0.2 + b % 100 * 0.004;
  *type = (b >> 20) % 3 == 0 ? 2 : 1;
  *value = (double) ((b >> 10) % 1000);
}

/* Frames are 1 ps apart; in later ones atoms have moved and the column is twice as large. */
static VitRun *
new_run (const char *label, const Kind *kind)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autofree size_t *order = g_new (size_t, N);
  for (size_t i = 0; i < N; i++)
    order[i] = kind->shuffled ? (i * 101 + 17) % N : i;
  for (int frame = 0; frame < 2; frame++)
    {
      double height = 18 * (1 + kind->strain);
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%zu\n"
                              "ITEM: BOX BOUNDS pp pp pp\n0 18\n0 18\n0 %.17g\n"
                              "ITEM: ATOMS id type xu yu zu c_v\n",
                              1000 * frame, N - kind->missing, height);
      for (size_t row = 0; row < N; row++)
        {
          size_t i = order[row], id = kind->permuted ? (i * 35 + 11) % N + 1 : i + 1;
          double x[3], value;
          int type;
          get_atom (i, x, &type, &value);
          if (i < kind->missing)
            continue;
          value = (value - (kind->field ? get_field (x) : 0)) * (1 + frame);
          x[0] += (i % 7) * 0.9 * frame + (kind->shifted && i % 3 == 0 ? 36 : 0);
          x[2] = x[2] * (1 + kind->strain) - (kind->shifted && i % 5 == 0 ? height : 0);
          g_string_append_printf (text, "%zu %d %.6f %.6f %.6f %.17g\n", id, type, x[0], x[1], x[2],
                                  value);
        }
    }
  g_autofree char *name = g_strconcat (label, ".dump", NULL),
                  *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  const char *const paths[] = { path, NULL }, *const species[] = { "Cu", "Zr", NULL };
  VitRun *run = vit_run_new (paths);
  g_object_set (run, "species", species, "label", label, "timestep", 0.001, NULL);
  return run;
}

static VitAnalyses *
new_analyses (const Kind *a, const Kind *b)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_new ();
  g_autoptr (VitRun) first = new_run ("a", a), second = b ? new_run ("b", b) : NULL;
  vit_study_add_run (study, first);
  if (second)
    vit_study_add_run (study, second);
  vit_study_set_option (study, "compare", "quantity", "c_v", NULL);
  vit_study_set_option_number (study, "analysis", "cutoff", 3.5);
  VitAnalyses *analyses = vit_analyses_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (analyses, NULL, &error));
  g_assert_no_error (error);
  return analyses;
}

static VitDifference *
make (VitAnalyses *analyses, double time, GError **error)
{
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  const VitDifference *difference =
      vit_deriver_get (deriver, &vit_difference_derivation, NULL, time, error);
  return difference ? vit_difference_ref ((VitDifference *) difference) : NULL;
}

/* Check the difference of a run and one with a field less. */
static void
check_field (const Kind *b, VitDifferenceMatch match, double time)
{
  g_autoptr (GError) error = NULL;
  const Kind plain = { 0 };
  g_autoptr (VitAnalyses) analyses = new_analyses (&plain, b);
  g_autoptr (VitDifference) d = make (analyses, time, &error);
  double sum = 0, squares = 0;
  g_assert_no_error (error);
  g_assert_cmpint (d->match, ==, match);
  g_assert_cmpuint (d->n_matched, ==, N - b->missing);
  g_assert_cmpuint (d->n, ==, N - b->missing);
  for (size_t i = 0; i < N; i++)
    {
      double x[3], value;
      int type;
      get_atom (i, x, &type, &value);
      double expected = get_field (x) * (1 + time);
      if (i < b->missing)
        {
          g_assert_true (isnan (d->snapshot->values[i]) && isnan (d->second[i]));
          continue;
        }
      g_assert_cmpfloat_with_epsilon (d->snapshot->values[i], expected, 1e-9);
      g_assert_cmpfloat_with_epsilon (d->first[i] - d->second[i], expected, 1e-9);
      sum += expected;
      squares += expected * expected;
    }
  g_assert_cmpfloat_with_epsilon (d->mean, sum / (double) d->n, 1e-9);
  g_assert_cmpfloat_with_epsilon (d->rms, sqrt (squares / (double) d->n), 1e-9);
}

static void
test_by_id (void)
{
  check_field (&(Kind){ .field = true }, VIT_MATCHED_BY_ID, 0);
  check_field (&(Kind){ .field = true, .shuffled = true, .shifted = true, .strain = 0.1 },
               VIT_MATCHED_BY_ID, 1);
  check_field (&(Kind){ .field = true, .missing = 20 }, VIT_MATCHED_BY_ID, 1);
}

static void
test_by_position (void)
{
  check_field (&(Kind){ .field = true, .permuted = true }, VIT_MATCHED_BY_POSITION, 0);
  check_field (&(Kind){ .field = true, .permuted = true, .shuffled = true, .shifted = true },
               VIT_MATCHED_BY_POSITION, 1);
  check_field (&(Kind){ .field = true, .permuted = true, .shifted = true, .strain = 0.08 },
               VIT_MATCHED_BY_POSITION, 1);
  check_field (&(Kind){ .field = true, .permuted = true, .missing = 20 }, VIT_MATCHED_BY_POSITION,
               1);
}

/* b − a is −(a − b). */
static void
test_swap (void)
{
  g_autoptr (GError) error = NULL;
  const Kind plain = { 0 }, field = { .field = true };
  g_autoptr (VitAnalyses) analyses = new_analyses (&plain, &field);
  VitStudy *study = vit_analyses_get_study (analyses);
  g_autoptr (VitDifference) there = make (analyses, 1, &error);
  vit_study_set_option (study, "compare", "run", "b", NULL);
  vit_study_set_option (study, "compare", "other", "a", NULL);
  g_autoptr (VitDifference) back = make (analyses, 1, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (back->labels[0], ==, "b");
  g_assert_cmpfloat (back->mean, ==, -there->mean);
  for (size_t i = 0; i < N; i++)
    g_assert_cmpfloat (back->snapshot->values[i], ==, -there->snapshot->values[i]);
}

/* A lone run is compared with itself at another time; an expression is compared like a column. */
static void
test_times (void)
{
  g_autoptr (GError) error = NULL;
  const Kind plain = { 0 };
  g_autoptr (VitAnalyses) analyses = new_analyses (&plain, NULL);
  VitStudy *study = vit_analyses_get_study (analyses);
  vit_study_set_option (study, "compare", "quantity", "10 * c_v + id", NULL);
  g_autoptr (VitDifference) d = make (analyses, 1, &error);
  g_assert_no_error (error);
  g_assert_true (d->same_run);
  g_assert_cmpfloat (d->times[0], ==, 1);
  g_assert_cmpfloat (d->times[1], ==, 0);
  for (size_t i = 0; i < N; i++)
    {
      double x[3], value;
      int type;
      get_atom (i, x, &type, &value);
      g_assert_cmpfloat_with_epsilon (d->snapshot->values[i], 10 * value, 1e-9);
    }
  vit_study_set_option_number (study, "compare", "other-time", 1);
  g_assert_null (make (analyses, 1, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE);
}

/* Two runs, one of them at a time of its own; only atoms that are shown count. */
static void
test_own_time (void)
{
  g_autoptr (GError) error = NULL;
  const Kind plain = { 0 }, field = { .field = true };
  g_autoptr (VitAnalyses) analyses = new_analyses (&plain, &field);
  VitStudy *study = vit_analyses_get_study (analyses);
  vit_study_set_option_number (study, "compare", "own-time", 1);
  vit_study_set_option_number (study, "compare", "other-time", 0);
  vit_study_set_option (study, "view", "filter", "id <= 10", NULL);
  g_autoptr (VitDifference) d = make (analyses, 1, &error);
  double sum = 0;
  g_assert_no_error (error);
  g_assert_cmpuint (d->n, ==, 10);
  for (size_t i = 0; i < 10; i++)
    {
      double x[3], value;
      int type;
      get_atom (i, x, &type, &value);
      g_assert_cmpfloat_with_epsilon (d->snapshot->values[i], value + get_field (x), 1e-9);
      sum += value + get_field (x);
    }
  g_assert_cmpfloat_with_epsilon (d->mean, sum / 10, 1e-9);
}

/* Without a change nothing is made again. */
static void
test_kept (void)
{
  const Kind plain = { 0 }, field = { .field = true };
  g_autoptr (VitAnalyses) analyses = new_analyses (&plain, &field);
  g_autoptr (VitDeriver) deriver = vit_deriver_new (analyses, false);
  bool current = true;
  gconstpointer first = vit_deriver_get (deriver, &vit_difference_derivation, NULL, 1, NULL);
  guint landed = vit_deriver_request (deriver, &vit_difference_derivation, NULL, 1, &current);
  g_assert_nonnull (first);
  g_assert_cmpuint (landed, ==, 1);
  g_assert_true (vit_deriver_get (deriver, &vit_difference_derivation, NULL, 1.2, NULL) == first);
  g_assert_true (vit_deriver_get (deriver, &vit_difference_derivation, NULL, 0, NULL) != first);
}

static void
test_failures (void)
{
  const Kind plain = { 0 }, field = { .field = true };
  g_autoptr (VitAnalyses) analyses = new_analyses (&plain, &field);
  VitStudy *study = vit_analyses_get_study (analyses);
  static const char *const bad[][2] = { { "quantity", "region" },
                                        { "quantity", "c_w" },
                                        { "quantity", "t_ml" },
                                        { "run", "c" },
                                        { "other", "c" } };
  for (gsize k = 0; k < G_N_ELEMENTS (bad); k++)
    {
      g_autoptr (GError) error = NULL;
      vit_study_set_option (study, "compare", bad[k][0], bad[k][1], NULL);
      g_assert_null (make (analyses, 0, &error));
      g_assert_nonnull (error);
      vit_study_set_option (study, "compare", bad[k][0], *bad[k][0] == 'q' ? "c_v" : "", NULL);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/difference/by-id", test_by_id);
  g_test_add_func ("/difference/by-position", test_by_position);
  g_test_add_func ("/difference/swap", test_swap);
  g_test_add_func ("/difference/times", test_times);
  g_test_add_func ("/difference/own-time", test_own_time);
  g_test_add_func ("/difference/kept", test_kept);
  g_test_add_func ("/difference/failures", test_failures);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
