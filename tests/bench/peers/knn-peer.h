// What the peer programs share: arguments, input, timing, checksums.
//
//   PROGRAM TRAIN LABELS QUERIES DIM K [threads = 1] [max_queries = 0: all] [out.bin]
//
// TRAIN, QUERIES: little-endian float32, row-major; LABELS: float32. out.bin: per query two
// float64, the mean label and the squared distance of the K-th neighbour, in double from the
// float32 data.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <sys/resource.h>
#include <thread>
#include <vector>

static inline double
now ()
{
  timespec t;
  clock_gettime (CLOCK_MONOTONIC, &t);
  return t.tv_sec + 1e-9 * t.tv_nsec;
}

struct Timer
{
  double begin = now ();
  void
  report (const char *name) const
  {
    printf ("%s %.6f\n", name, now () - begin);
  }
};

static inline std::vector<float>
read_floats (const char *path)
{
  FILE *file = fopen (path, "rb");
  if (!file)
    {
      perror (path);
      exit (1);
    }
  fseek (file, 0, SEEK_END);
  std::vector<float> v (ftell (file) / sizeof (float));
  rewind (file);
  if (fread (v.data (), sizeof (float), v.size (), file) != v.size ())
    exit (1);
  fclose (file);
  return v;
}

struct Work
{
  std::vector<float> rows, labels, queries;
  int dim, k, threads;
  size_t n, m;
  const char *out;
  std::vector<int> indices; // m × k

  Work (int argc, char **argv)
  {
    if (argc < 6)
      {
        fprintf (stderr, "usage: TRAIN LABELS QUERIES DIM K [threads] [max_queries] [out.bin]\n");
        exit (2);
      }
    rows = read_floats (argv[1]);
    labels = read_floats (argv[2]);
    queries = read_floats (argv[3]);
    dim = atoi (argv[4]);
    k = atoi (argv[5]);
    threads = argc > 6 ? atoi (argv[6]) : 1;
    n = rows.size () / dim;
    m = queries.size () / dim;
    size_t most = argc > 7 ? atol (argv[7]) : 0;
    if (most && most < m)
      m = most;
    out = argc > 8 ? argv[8] : nullptr;
    indices.resize (m * k);
  }

  // Calls f (worker) on every thread.
  template <class F>
  void
  on_threads (F f) const
  {
    std::vector<std::thread> others;
    for (int t = 1; t < threads; t++)
      others.emplace_back (f, t);
    f (0);
    for (auto &t : others)
      t.join ();
  }

  double
  distance (size_t q, size_t row) const
  {
    double sum = 0;
    for (int j = 0; j < dim; j++)
      {
        double d = (double) rows[row * dim + j] - (double) queries[q * dim + j];
        sum += d * d;
      }
    return sum;
  }

  void
  finish () const
  {
    std::vector<double> results (2 * m);
    double label_sum = 0, distance_sum = 0;
    for (size_t q = 0; q < m; q++)
      {
        double sum = 0, farthest = 0;
        for (int i = 0; i < k; i++)
          {
            int row = indices[q * k + i];
            sum += labels[row];
            farthest = std::max (farthest, distance (q, row));
          }
        results[2 * q] = sum / k;
        results[2 * q + 1] = farthest;
        label_sum += sum / k;
        distance_sum += std::sqrt (farthest);
      }
    rusage usage;
    getrusage (RUSAGE_SELF, &usage);
    printf ("mean_label %.6f\nchecksum %.9f\npeak_rss_mib %.1f\n", label_sum / m, distance_sum,
            usage.ru_maxrss / 1024.0);
    if (!out)
      return;
    FILE *file = fopen (out, "wb");
    if (!file || fwrite (results.data (), 16, m, file) != m || fclose (file))
      exit (1);
  }
};
