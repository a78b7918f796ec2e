// The reference: every distance in double, ties to the lower index. Slow: give max_queries.
#include "knn-peer.h"

int
main (int argc, char **argv)
{
  Work work (argc, argv);
  typedef std::pair<double, int> Candidate;
  Timer timer;
  for (size_t q = 0; q < work.m; q++)
    {
      std::vector<Candidate> heap;
      for (size_t i = 0; i < work.n; i++)
        {
          Candidate candidate (work.distance (q, i), (int) i);
          if ((int) heap.size () == work.k && !(candidate < heap[0]))
            continue;
          if ((int) heap.size () == work.k)
            {
              std::pop_heap (heap.begin (), heap.end ());
              heap.pop_back ();
            }
          heap.push_back (candidate);
          std::push_heap (heap.begin (), heap.end ());
        }
      for (int j = 0; j < work.k; j++)
        work.indices[q * work.k + j] = heap[j].second;
    }
  timer.report ("seconds");
  work.finish ();
}
