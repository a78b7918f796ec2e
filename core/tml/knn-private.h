#pragma once

/* Inside of the neighbour search: see knn.h for what it promises, and knn-group.h for how it goes.
 *
 * Rows are rotated to their principal axes, rounded to 16-bit integers of one step, and cut by
 * medians into leaves. Integer distances, which are off by a known margin, decide which rows may be
 * among the nearest; those few are measured in double from the rows as they were given.
 *
 * Everything here is immutable once made, except #VitKnnScratch, which belongs to one thread. */

#include "core/tml/knn.h"

enum
{
  VIT_KNN_LANES = 16,      /* rows of a block; queries of a group */
  VIT_KNN_LEAF_ROWS = 128, /* at most */
  VIT_KNN_PARENT_LEAVES = 16,
};

typedef struct _VitKnnScratch VitKnnScratch;

/**
 * VitKnnKernel: the search of one group of queries for one instruction set
 * @search: finds the candidates of all lanes
 * @rank: measures the candidates of a lane and puts the nearest in order
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
  unsigned dim, n_pairs; /* of dimensions, rounded up */
  VitKnnMetric metric;
  const VitKnnKernel *kernel;

  float *rows;      /* n × dim, leaf by leaf */
  uint32_t *origin; /* n: index of that row as given */
  int16_t *blocks;  /* 16 rows each: n_pairs × 16 × 2 coordinates */

  unsigned n_leaves, n_parents;
  uint32_t *leaf_starts; /* n_leaves + 1, in blocks */
  int16_t *leaf_boxes;   /* n_pairs × (low, low, high, high) */
  int16_t *parent_boxes; /* of VIT_KNN_PARENT_LEAVES leaves each */

  double *axes;        /* dim × dim: coordinate a is Σ_j axes[j][a] (x_j − mean_j) */
  double *mean;        /* dim */
  double *middle;      /* dim: subtracted from the rotated coordinates */
  int32_t *reach;      /* dim: a query is searched in integers if no coordinate is beyond this */
  double step, margin; /* margin: error of an integer distance, in steps */
};

/* A group of queries and what has been found of each. */
struct _VitKnnScratch
{
  unsigned n_lanes; /* in use; the others repeat the first */
  unsigned k;
  int16_t *group;                      /* like a block of rows */
  const float *queries[VIT_KNN_LANES]; /* as given */
  const uint32_t *slot_groups;         /* (nullable): of the row in each slot */
  uint32_t groups[VIT_KNN_LANES];
  /* (nullable): by block, a bit for each row of the query's own group; instead of slot_groups */
  const uint16_t *own_rows[VIT_KNN_LANES];

  size_t capacity;                  /* candidates kept of each lane, before they are thinned out */
  size_t stride;                    /* room for each lane */
  int32_t *distances;               /* lanes × stride, in steps: squared, or city-block */
  uint32_t *slots;                  /* lanes × stride: positions in the leaf order */
  size_t counts[VIT_KNN_LANES];     /* candidates found */
  unsigned settled;                 /* bit per lane: its k nearest so far are known in double, */
  double last[VIT_KNN_LANES];       /* and this is the distance of the last of them, */
  uint32_t last_row[VIT_KNN_LANES]; /* of this index */
  int32_t *limits;                  /* lanes: farther rows are out of the question */

  int32_t *parent_distances; /* n_parents × lanes */
  uint32_t *parent_order;
  double *ranked;         /* stride: distances of a lane in order */
  uint32_t *ranked_slots; /* stride */
  int32_t *ranked_steps;  /* stride */
  double *work;           /* stride */
  int64_t *ranks;         /* stride */
};

/* knn-build.c */

/* Cuts @n records of @stride 16-bit numbers, of which the first @dim are coordinates, into
 * @n_leaves runs of whole units of 16 records; starts: n_leaves + 1, in units. Reorders the
 * records. */
bool vit_knn_partition (int16_t *records,
                        size_t n,
                        unsigned stride,
                        unsigned dim,
                        size_t n_leaves,
                        uint32_t *starts,
                        VitProgress *progress,
                        GError **error);

/* Rotates and rounds a row or query; false if it does not fit the integers. */
bool vit_knn_quantise (const VitKnn *knn, const float *x, int16_t *out);
void vit_knn_rotate (const VitKnn *knn, const float *x, double *out);

/* Puts 16 records, @stride apart, into a block. */
void
vit_knn_pack (const int16_t *records, size_t n, unsigned stride, unsigned n_pairs, int16_t *block);

bool vit_knn_build (VitKnn *knn, const float *rows, VitProgress *progress, GError **error);

/* knn-far.c */

/* One query in double, for those that do not fit the integers. Returns how many were found. */
size_t vit_knn_search_far (const VitKnn *knn,
                           const float *query,
                           unsigned k,
                           const uint32_t *row_groups,
                           uint32_t group,
                           uint32_t *slots,
                           double *distances);

/* knn-kernels.c */

/* The kernels that this machine can run, the fastest first, ended by NULL. */
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
