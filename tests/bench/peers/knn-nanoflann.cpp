// nanoflann's kd-tree. Environment: LEAF (default 10).
#include <nanoflann.hpp>

#include "knn-peer.h"

struct Cloud
{
  const float *rows;
  size_t n;
  int dim;

  size_t
  kdtree_get_point_count () const
  {
    return n;
  }
  float
  kdtree_get_pt (size_t i, size_t j) const
  {
    return rows[i * dim + j];
  }
  template <class B>
  bool
  kdtree_get_bbox (B &) const
  {
    return false;
  }
};

template <int Dim>
static void
search (Work &work, int leaf)
{
  Cloud cloud{ work.rows.data (), work.n, work.dim };
  using Tree = nanoflann::KDTreeSingleIndexAdaptor<nanoflann::L2_Simple_Adaptor<float, Cloud>,
                                                   Cloud, Dim, uint32_t>;
  Timer build;
  Tree tree (work.dim, cloud, nanoflann::KDTreeSingleIndexAdaptorParams (leaf));
  tree.buildIndex ();
  build.report ("seconds_build");
  Timer query;
  work.on_threads ([&] (int worker) {
    std::vector<uint32_t> indices (work.k);
    std::vector<float> distances (work.k);
    for (size_t q = worker; q < work.m; q += work.threads)
      {
        tree.knnSearch (&work.queries[q * work.dim], work.k, indices.data (), distances.data ());
        std::copy (indices.begin (), indices.end (), work.indices.begin () + q * work.k);
      }
  });
  query.report ("seconds");
}

int
main (int argc, char **argv)
{
  Work work (argc, argv);
  int leaf = getenv ("LEAF") ? atoi (getenv ("LEAF")) : 10;
  if (work.dim == 10)
    search<10> (work, leaf);
  else
    search<-1> (work, leaf);
  work.finish ();
}
