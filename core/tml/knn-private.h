#pragma once

/* Internals of the neighbour search: knn.h has the interface, knn-group.h the algorithm.
 *
 * Rows are rotated to their principal axes, rounded to 16-bit integers of one step, and put into
 * the leaves of a k-d tree by median splits. Integer distances, of bounded error, find the
 * candidates; these few are ranked by distances in double of the original rows.
 *
 * All is immutable once made, except #VitKnnScratch, which belongs to one thread. */

#include "core/tml/knn.h"

enum
{
  VIT_KNN_LANES = 16,      /* rows of a block, and queries of a group: lanes */
  VIT_KNN_LEAF_ROWS = 128, /* at most */
  VIT_KNN_PARENT_LEAVES = 16,
};

typedef struct _VitKnnScratch VitKnnScratch;

/**
 * VitKnnKernel: the search of one group of queries for one instruction set
 * @search: finds the candidates of all queries of a group
 * @rank: orders the candidates of a lane by distances in double
 */
typedef struct
{
  const char *name;
  void (*search) (const VitKnn *knn, VitKnnScratch *scratch);
  size_t (*rank) (const VitKnn *knn, VitKnnScratch *scratch, unsigned lane);
} VitKnnKernel;

struct _VitKnn
{
  gatomicrefcount refs;
  size_t n;
  unsigned dim, n_pairs; /* pairs of dimensions, rounded up */
  VitKnnMetric metric;
  const VitKnnKernel *kernel;

  float *rows;        /* n × dim, leaf by leaf */
  uint32_t *original; /* n: original index of the row */
  int16_t *blocks;    /* 16 rows each: n_pairs × 16 × 2 coordinates */

  unsigned n_leaves, n_parents;
  uint32_t *leaf_starts; /* n_leaves + 1, in blocks */
  int16_t *leaf_boxes;   /* n_pairs × (low, low, high, high) */
  int16_t *parent_boxes; /* of inner nodes of VIT_KNN_PARENT_LEAVES leaves each */

  double *axes;             /* dim × dim: coordinate a is Σ_j axes[j][a] (x_j − mean_j) */
  double *mean;             /* dim */
  double *middle;           /* dim: subtracted from the rotated coordinates */
  int32_t *max_coordinate;  /* dim: largest coordinate of queries that integers can hold */
  double step, error_bound; /* error_bound: of an integer distance, in steps */
};

/* A group of queries and their candidates. */
struct _VitKnnScratch
{
  unsigned n_lanes; /* in use; the others repeat the first */
  unsigned k;
  int16_t *group;                      /* laid out as a block of rows */
  const float *queries[VIT_KNN_LANES]; /* original coordinates */
  const uint32_t *slot_groups;         /* (nullable): group of the row in each slot */
  uint32_t groups[VIT_KNN_LANES];
  /* (nullable): by block, a bit for each row of the query's own group; replaces slot_groups */
  const uint16_t *own_rows[VIT_KNN_LANES];

  size_t capacity;                  /* maximum number of candidates per lane before pruning */
  size_t stride;                    /* elements per lane */
  int32_t *distances;               /* lanes × stride, in steps: squared, or city-block */
  uint32_t *slots;                  /* lanes × stride: positions in the leaf order */
  size_t counts[VIT_KNN_LANES];     /* candidates found */
  unsigned ranked_lanes;            /* bit per lane: its k nearest so far are ranked in double, */
  double last[VIT_KNN_LANES];       /* and this is the largest of their distances, */
  uint32_t last_row[VIT_KNN_LANES]; /* of the row of this index */
  int32_t *limits;                  /* lanes: largest distance that a candidate may have */

  int32_t *parent_distances; /* n_parents × lanes */
  uint32_t *parent_order;
  double *ranked;         /* stride: distances of a lane, ascending */
  uint32_t *ranked_slots; /* stride */
  int32_t *ranked_steps;  /* stride */
  double *work;           /* stride */
  int64_t *ranks;         /* stride */
};

/* knn-build.c */

/* Splits @n records of @stride 16-bit numbers, of which the first @dim are coordinates, at medians
 * into @n_leaves ranges of whole units of 16 records; starts: n_leaves + 1, in units. Reorders the
 * records. */
bool vit_knn_partition (int16_t *records,
                        size_t n,
                        unsigned stride,
                        unsigned dim,
                        size_t n_leaves,
                        uint32_t *starts,
                        VitProgress *progress,
                        GError **error);

/* Rotates and rounds a row or query; false if it is out of the range of integers. */
bool vit_knn_quantise (const VitKnn *knn, const float *x, int16_t *out);
void vit_knn_rotate (const VitKnn *knn, const float *x, double *out);

/* Packs 16 records, @stride apart, into a block. */
void
vit_knn_pack (const int16_t *records, size_t n, unsigned stride, unsigned n_pairs, int16_t *block);

bool vit_knn_build (VitKnn *knn, const float *rows, VitProgress *progress, GError **error);

/* knn-out-of-range.c */

/* Searches for one query that is out of the range of integers, in double. Returns how many were
 * found. */
size_t vit_knn_search_out_of_range (const VitKnn *knn,
                                    const float *query,
                                    unsigned k,
                                    const uint32_t *row_groups,
                                    uint32_t group,
                                    uint32_t *slots,
                                    double *distances);

/* knn-kernels.c */

/* The kernels that this machine supports, the fastest first, terminated by NULL. */
const VitKnnKernel *const *vit_knn_get_kernels (void);

static inline double
vit_knn_distance (const VitKnn *knn, const float *query, size_t slot)
{
  const float *row = knn->rows + slot * knn->dim;
  double sum = 0;
  for (unsigned j = 0; j < knn->dim; j++)
    {
      double d = (double) query[j] - (double) row[j];
      sum += knn->metric == VIT_KNN_EUCLIDEAN ? d * d : (d < 0 ? -d : d);
    }
  return sum;
}
