// Every distance by blocks of OpenBLAS SGEMM, |x|² − 2 q·x, then selection by a running threshold.
// Float rounding can swap near ties. Set OPENBLAS_NUM_THREADS=1: queries are dealt to threads here.
#include <cblas.h>

#include "knn-peer.h"

typedef std::pair<float, int> Candidate;

static const int QUERIES = 64, ROWS = 2048, PIECE = 64;

static float
cut (std::vector<Candidate> &found, int k)
{
  std::nth_element (found.begin (), found.begin () + k - 1, found.end ());
  found.resize (k);
  return found[k - 1].first;
}

static void
select (float *g,
        const float *squares,
        int first,
        int n,
        int k,
        std::vector<Candidate> &found,
        float &limit)
{
  for (int b = 0; b < n; b += PIECE)
    {
      int end = std::min (b + PIECE, n), any = 0;
      for (int j = b; j < end; j++)
        {
          g[j] += squares[first + j];
          any |= g[j] < limit;
        }
      for (int j = b; any && j < end; j++)
        if (g[j] < limit)
          {
            found.emplace_back (g[j], first + j);
            if ((int) found.size () >= 8 * k)
              limit = cut (found, k);
          }
    }
}

int
main (int argc, char **argv)
{
  Work work (argc, argv);
  const int dim = work.dim, k = work.k;
  Timer timer;
  std::vector<float> squares (work.n);
  for (size_t i = 0; i < work.n; i++)
    for (int j = 0; j < dim; j++)
      squares[i] += work.rows[i * dim + j] * work.rows[i * dim + j];
  work.on_threads ([&] (int worker) {
    std::vector<float> products (QUERIES * ROWS);
    for (size_t q0 = (size_t) worker * QUERIES; q0 < work.m; q0 += (size_t) QUERIES * work.threads)
      {
        int nq = std::min<size_t> (QUERIES, work.m - q0);
        std::vector<std::vector<Candidate> > found (nq);
        std::vector<float> limits (nq, INFINITY);
        for (size_t x0 = 0; x0 < work.n; x0 += ROWS)
          {
            int nx = std::min<size_t> (ROWS, work.n - x0);
            cblas_sgemm (CblasRowMajor, CblasNoTrans, CblasTrans, nq, nx, dim, -2,
                         &work.queries[q0 * dim], dim, &work.rows[x0 * dim], dim, 0,
                         products.data (), ROWS);
            for (int i = 0; i < nq; i++)
              select (&products[(size_t) i * ROWS], squares.data (), x0, nx, k, found[i],
                      limits[i]);
          }
        for (int i = 0; i < nq; i++)
          {
            cut (found[i], k);
            for (int j = 0; j < k; j++)
              work.indices[(q0 + i) * k + j] = found[i][j].second;
          }
      }
  });
  timer.report ("seconds");
  work.finish ();
}
