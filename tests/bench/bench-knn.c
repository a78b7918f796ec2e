/* Times the neighbour search on one set of rows and queries: see bench-knn.py, which runs it beside
 * its peers and takes the same arguments as they do.
 *
 *   bench-knn TRAIN LABELS QUERIES DIM K [--threads N] [--repeat N] [--max-queries N] [--kernel
 * NAME]
 *
 * TRAIN, LABELS, QUERIES: little-endian float32, row-major. Prints seconds and a checksum: the sum
 * of the distances of the K-th neighbours. With --spin the time that a pure spin loop takes on as
 * many threads, which is what the machine can give. */

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>

#include "core/base/parallel.h"
#include "core/tml/knn-private.h"

static double
now (void)
{
  return (double) g_get_monotonic_time () * 1e-6;
}

static float *
read_floats (const char *path, size_t *n)
{
  g_autoptr (GError) error = NULL;
  char *content;
  gsize size;
  if (!g_file_get_contents (path, &content, &size, &error))
    g_error ("%s", error->message);
  *n = size / sizeof (float);
  return (float *) content;
}

static double
get_resident_mib (void)
{
  long pages = 0;
  FILE *file = fopen ("/proc/self/statm", "r");
  if (!file || fscanf (file, "%*d %ld", &pages) != 1)
    pages = 0;
  if (file)
    fclose (file);
  return (double) pages * 4096 / 1048576;
}

static bool
spin (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  volatile double *sums = data;
  for (size_t i = begin; i < end; i++)
    {
      double sum = sums[i];
      for (int j = 0; j < 100000; j++)
        sum = sum * 0.999999 + 1e-6;
      sums[i] = sum;
    }
  return true;
}

static void
print_spin (void)
{
  g_autofree double *sums = g_new0 (double, 1500);
  double begin = now ();
  vit_parallel_for (1500, 4, spin, sums, NULL, NULL);
  printf ("seconds_spin %.6f\n", now () - begin);
}

static void
print_results (const uint32_t *indices,
               const double *distances,
               const float *labels,
               size_t n_queries,
               unsigned k)
{
  double far = 0, mean = 0;
  for (size_t q = 0; q < n_queries; q++)
    {
      for (unsigned i = 0; i < k; i++)
        mean += (double) labels[indices[q * k + i]];
      far += sqrt (distances[q * k + k - 1]);
    }
  struct rusage usage;
  getrusage (RUSAGE_SELF, &usage);
  printf ("mean_label %.6f\nchecksum %.9f\npeak_rss_mib %.1f\n", mean / k / (double) n_queries, far,
          (double) usage.ru_maxrss / 1024);
}

int
main (int argc, char **argv)
{
  int threads = 1, repeat = 1, max_queries = 0;
  gboolean with_spin = FALSE, cityblock = FALSE;
  g_autofree char *kernel = NULL;
  GOptionEntry entries[] = {
    { "threads", 0, 0, G_OPTION_ARG_INT, &threads, "threads", "N" },
    { "repeat", 0, 0, G_OPTION_ARG_INT, &repeat, "take the fastest of N", "N" },
    { "max-queries", 0, 0, G_OPTION_ARG_INT, &max_queries, "only the first N", "N" },
    { "kernel", 0, 0, G_OPTION_ARG_STRING, &kernel, "plain, avx2 or avx512", "NAME" },
    { "cityblock", 0, 0, G_OPTION_ARG_NONE, &cityblock, "city-block distances", NULL },
    { "spin", 0, 0, G_OPTION_ARG_NONE, &with_spin, "time a spin loop too", NULL },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("TRAIN LABELS QUERIES DIM K");
  g_option_context_add_main_entries (context, entries, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 6)
    return 2;

  vit_parallel_set_n_threads ((unsigned) threads);
  unsigned dim = (unsigned) atoi (argv[4]), k = (unsigned) atoi (argv[5]);
  size_t n, n_labels, n_queries;
  g_autofree float *rows = read_floats (argv[1], &n);
  g_autofree float *labels = read_floats (argv[2], &n_labels);
  g_autofree float *queries = read_floats (argv[3], &n_queries);
  n /= dim;
  n_queries /= dim;
  if (max_queries > 0)
    n_queries = MIN (n_queries, (size_t) max_queries);

  double before = get_resident_mib (), begin = now ();
  g_autoptr (VitKnn) knn =
      vit_knn_new (rows, n, dim, cityblock ? VIT_KNN_CITYBLOCK : VIT_KNN_EUCLIDEAN, NULL, &error);
  if (!knn)
    g_error ("%s", error->message);
  printf ("seconds_build %.6f\n", now () - begin);
  printf ("bytes_per_row %.1f\n", (get_resident_mib () - before) * 1048576 / (double) n);
  g_clear_pointer (&rows, g_free); /* the index has its own */
  for (const VitKnnKernel *const *wanted = vit_knn_get_kernels (); kernel && *wanted; wanted++)
    if (strcmp ((*wanted)->name, kernel) == 0)
      knn->kernel = *wanted;
  printf ("kernel %s\n", knn->kernel->name);

  g_autofree uint32_t *indices = g_new (uint32_t, n_queries * k);
  g_autofree double *distances = g_new (double, n_queries *k);
  double best = INFINITY;
  for (int r = 0; r < repeat; r++)
    {
      begin = now ();
      if (!vit_knn_query (knn, queries, n_queries, k, NULL, NULL, indices, distances, NULL, &error))
        g_error ("%s", error->message);
      best = fmin (best, now () - begin);
    }
  printf ("seconds %.6f\nus_per_query %.3f\n", best, best * 1e6 / (double) n_queries);
  if (with_spin)
    print_spin ();
  print_results (indices, distances, labels, n_queries, k);
  return 0;
}
