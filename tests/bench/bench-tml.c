/* Times T_ML of one start time from the files on: opening the run, reading its frames, features,
 * partition of the training instances, neighbours and their mean.
 *
 *   bench-tml RUN ROWS LABELS [--temperature K] [--threads N]
 *
 * RUN has one frame for the start and one for each of the ten intervals of docs/science.md §2; ROWS
 * and LABELS are float32 as inputs/mkfeat.py makes them. Prints seconds of each step and a
 * checksum. Cancelling is timed as well: from the cancel to the end of a search that is half done,
 * the longest of ten. */

#include <stdio.h>
#include <stdlib.h>

#include "core/base/parallel.h"
#include "core/base/progress.h"
#include "core/io/timeline.h"
#include "core/tml/features.h"
#include "core/tml/knn.h"

enum
{
  DIM = 10,
  K = 50
};

static const double intervals[DIM] = { 0.2, 0.5, 1, 2, 5, 10, 20, 50, 100, 200 };

typedef struct
{
  const float *labels;
  float *t_ml;
} Means;

typedef struct
{
  VitKnn *knn;
  const float *features;
  size_t n;
  VitProgress *progress;
  Means means;
} Search;

static double
seconds_since (gint64 *begin)
{
  gint64 now = g_get_monotonic_time ();
  double seconds = 1e-6 * (double) (now - *begin);
  *begin = now;
  return seconds;
}

static float *
read_floats (const char *path, size_t *n)
{
  char *bytes;
  gsize length;
  g_autoptr (GError) error = NULL;
  if (!g_file_get_contents (path, &bytes, &length, &error))
    g_error ("%s", error->message);
  *n = length / sizeof (float);
  return (float *) (void *) bytes;
}

static void
take_mean (size_t query, const uint32_t *indices, const double *distances, void *data)
{
  Means *means = data;
  double sum = 0;
  for (size_t k = 0; indices && k < K; k++)
    sum += means->labels[indices[k]];
  means->t_ml[query] = (float) (sum / K);
}

static void *
search (void *data)
{
  Search *s = data;
  return GINT_TO_POINTER (vit_knn_visit (s->knn, s->features, s->n, K, NULL, NULL, take_mean,
                                         &s->means, s->progress, NULL));
}

/* Seconds from the cancel to the end of a search, cancelled when half of @whole has gone. */
static double
time_cancel (Search *s, double whole)
{
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  s->progress = progress;
  GThread *thread = g_thread_new ("search", search, s);
  g_usleep ((gulong) (0.5e6 * whole));
  gint64 begin = g_get_monotonic_time ();
  vit_progress_cancel (progress);
  if (g_thread_join (thread))
    g_error ("The search ended before it was cancelled");
  s->progress = NULL;
  return seconds_since (&begin);
}

int
main (int argc, char **argv)
{
  int threads = 1;
  double temperature = 100;
  GOptionEntry entries[] = {
    { "temperature", 0, 0, G_OPTION_ARG_DOUBLE, &temperature, "of the run, K", "K" },
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads", "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("RUN ROWS LABELS");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 4)
    return 2;
  vit_parallel_set_n_threads ((unsigned) threads);
  size_t n_values, n_rows;
  g_autofree float *rows = read_floats (argv[2], &n_values),
                   *labels = read_floats (argv[3], &n_rows);
  if (n_values != DIM * n_rows)
    g_error ("%zu values do not make %zu rows", n_values, n_rows);

  gint64 begin = g_get_monotonic_time (), start = begin;
  const char *const paths[] = { argv[1], NULL };
  g_autoptr (VitTrajectory) trajectory = vit_trajectory_open (paths, NULL, NULL, &error);
  g_autoptr (VitTimeline) timeline =
      trajectory ? vit_timeline_new (trajectory, NULL, NULL, &error) : NULL;
  if (!timeline)
    g_error ("%s", error->message);
  double opening = seconds_since (&begin);

  size_t frames[DIM], n = vit_trajectory_get_atoms (trajectory)->n;
  double missing;
  if (!vit_features_find_frames (timeline, 0, intervals, DIM, 0, frames, &missing))
    g_error ("No frame after %g ps", missing);
  for (size_t j = 0; j <= DIM; j++)
    {
      g_autoptr (VitFrame) frame =
          vit_trajectory_read_frame (trajectory, j ? frames[j - 1] : 0, &error);
      if (!frame)
        g_error ("%s", error->message);
    }
  double reading = seconds_since (&begin);

  g_autofree float *features = g_new (float, DIM *n), *t_ml = g_new (float, n);
  VitMotionOptions options = { 0 };
  if (!vit_features_compute (trajectory, 0, frames, DIM, temperature, &options, features, NULL,
                             NULL, &error))
    g_error ("%s", error->message);
  double motion = seconds_since (&begin);

  g_autoptr (VitKnn) knn = vit_knn_new (rows, n_rows, DIM, VIT_KNN_EUCLIDEAN, NULL, &error);
  if (!knn)
    g_error ("%s", error->message);
  double partition = seconds_since (&begin);

  Search s = { knn, features, n, NULL, { labels, t_ml } };
  if (!search (&s))
    g_error ("The search failed");
  double neighbours = seconds_since (&begin);
  double whole = 1e-6 * (double) (begin - start), sum = 0, longest = 0;
  for (size_t i = 0; i < n; i++)
    sum += t_ml[i];
  for (int i = 0; i < 10; i++)
    longest = MAX (longest, time_cancel (&s, neighbours));
  printf ("atoms %zu\nrows %zu\nopening %.4f\nreading %.4f\nfeatures %.4f\npartition %.4f\n"
          "neighbours %.4f\nwhole %.4f\ncancel %.4f\nchecksum %.6f\n",
          n, n_rows, opening, reading, motion, partition, neighbours, whole, longest,
          sum / (double) n);
  return 0;
}
