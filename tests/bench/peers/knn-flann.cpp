// FLANN's KDTreeSingleIndex, exact, with its rows reordered. Environment: LEAF (default 10).
#include <flann/flann.hpp>

#include "knn-peer.h"

int
main (int argc, char **argv)
{
  Work work (argc, argv);
  int leaf = getenv ("LEAF") ? atoi (getenv ("LEAF")) : 10;
  flann::Matrix<float> rows (work.rows.data (), work.n, work.dim),
      queries (work.queries.data (), work.m, work.dim);
  Timer build;
  flann::Index<flann::L2_Simple<float> > index (rows, flann::KDTreeSingleIndexParams (leaf, true));
  index.buildIndex ();
  build.report ("seconds_build");
  std::vector<float> squares (work.m * work.k);
  flann::Matrix<int> indices (work.indices.data (), work.m, work.k);
  flann::Matrix<float> distances (squares.data (), work.m, work.k);
  flann::SearchParams parameters (-1);
  parameters.cores = work.threads;
  Timer search;
  index.knnSearch (queries, indices, distances, work.k, parameters);
  search.report ("seconds");
  work.finish ();
}
