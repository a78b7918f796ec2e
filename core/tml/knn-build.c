#include "core/tml/knn-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/parallel.h"

/* ---- Median splits ---- */

typedef struct
{
  size_t first_unit, n_units, first_leaf, n_leaves;
} PartitionNode;

typedef struct
{
  int16_t *records, *scratch;
  size_t n;
  unsigned stride, dim;
  const PartitionNode *nodes;
  PartitionNode *children; /* two per node */
  uint32_t *starts;
  VitProgress *progress;
} Partition;

/* Estimates from a sample: every axis is correct, a long one is fast. */
static unsigned
find_longest_axis (const int16_t *records, size_t n, unsigned stride, unsigned dim)
{
  size_t skip = MAX (1, n / 2048), count = 0;
  int64_t sum[64] = { 0 }, squares[64] = { 0 };
  for (size_t i = 0; i < n; i += skip, count++)
    for (unsigned j = 0; j < dim; j++)
      {
        int64_t x = records[i * stride + j];
        sum[j] += x;
        squares[j] += x * x;
      }
  unsigned longest = 0;
  double largest = -1;
  for (unsigned j = 0; j < dim; j++)
    {
      double spread = (double) squares[j] - (double) sum[j] * (double) sum[j] / (double) count;
      if (spread > largest)
        {
          largest = spread;
          longest = j;
        }
    }
  return longest;
}

static unsigned
find_bin_of_rank (const uint32_t *bins, size_t *rank)
{
  unsigned b = 0;
  while (*rank >= bins[b])
    *rank -= bins[b++];
  return b;
}

/* The value of rank @rank by radix selection; sets @rank to the number of records with this value
 * that precede it. */
static int
select_value (const int16_t *x, size_t n, unsigned stride, size_t *rank)
{
  uint32_t high[256] = { 0 }, low[256] = { 0 };
  for (size_t i = 0; i < n; i++)
    high[(x[i * stride] + 32768) >> 8]++;
  unsigned h = find_bin_of_rank (high, rank);
  for (size_t i = 0; i < n; i++)
    {
      unsigned key = (unsigned) (x[i * stride] + 32768);
      low[key & 255] += key >> 8 == h;
    }
  return (int) (h << 8 | find_bin_of_rank (low, rank)) - 32768;
}

static void
split_at_median (
    int16_t *records, int16_t *scratch, size_t n, size_t n_left, unsigned stride, unsigned dim)
{
  unsigned axis = find_longest_axis (records, n, stride, dim);
  size_t equal = n_left, left = 0, right = 0;
  int value = select_value (records + axis, n, stride, &equal);
  for (size_t i = 0; i < n; i++)
    {
      const int16_t *record = records + i * stride;
      bool same = record[axis] == value;
      bool before = record[axis] < value || (same && equal > 0);
      equal -= same && equal > 0;
      memcpy (scratch + right * stride, record, stride * sizeof *record);
      if (left < i)
        memcpy (records + left * stride, record, stride * sizeof *record);
      left += before;
      right += !before;
    }
  g_assert (left == n_left);
  memcpy (records + left * stride, scratch, right * stride * sizeof *records);
}

static bool
split_some_nodes (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  Partition *p = data;
  for (size_t i = begin; i < end; i++)
    {
      PartitionNode node = p->nodes[i];
      p->children[2 * i].n_leaves = p->children[2 * i + 1].n_leaves = 0;
      if (node.n_leaves <= 1)
        {
          if (node.n_leaves == 1)
            p->starts[node.first_leaf] = (uint32_t) node.first_unit;
          continue;
        }
      if (!vit_progress_check (p->progress, error))
        return false;
      size_t leaves = node.n_leaves / 2, units = node.n_units * leaves / node.n_leaves;
      size_t first = node.first_unit * VIT_KNN_LANES;
      size_t n = MIN (node.n_units * VIT_KNN_LANES, p->n - first);
      split_at_median (p->records + first * p->stride, p->scratch + first * p->stride, n,
                       units * VIT_KNN_LANES, p->stride, p->dim);
      p->children[2 * i] = (PartitionNode){ node.first_unit, units, node.first_leaf, leaves };
      p->children[2 * i + 1] = (PartitionNode){ node.first_unit + units, node.n_units - units,
                                                node.first_leaf + leaves, node.n_leaves - leaves };
    }
  return true;
}

bool
vit_knn_partition (int16_t *records,
                   size_t n,
                   unsigned stride,
                   unsigned dim,
                   size_t n_leaves,
                   uint32_t *starts,
                   VitProgress *progress,
                   GError **error)
{
  size_t n_units = (n + VIT_KNN_LANES - 1) / VIT_KNN_LANES, n_nodes = 1;
  g_autofree int16_t *scratch = g_new (int16_t, n * stride);
  g_autofree PartitionNode *nodes = g_new (PartitionNode, 1);
  nodes[0] = (PartitionNode){ 0, n_units, 0, n_leaves };
  starts[n_leaves] = (uint32_t) n_units;
  while (n_nodes > 0)
    {
      PartitionNode *children = g_new (PartitionNode, 2 * n_nodes);
      Partition p = { records, scratch, n, stride, dim, nodes, children, starts, progress };
      bool ok =
          vit_parallel_for (n_nodes, n_nodes < 64 ? 1 : 16, split_some_nodes, &p, NULL, error);
      size_t n_children = 0;
      for (size_t i = 0; ok && i < 2 * n_nodes; i++)
        if (children[i].n_leaves > 0)
          children[n_children++] = children[i];
      g_free (nodes);
      nodes = children;
      n_nodes = n_children;
      if (!ok)
        return false;
    }
  return true;
}

/* ---- Principal axes ---- */

/* Sets a[p][q] to zero by a Jacobi rotation (Golub & Van Loan, Matrix Computations, 8.5). */
static void
rotate_away (double *a, double *v, unsigned dim, unsigned p, unsigned q)
{
  double theta = (a[q * dim + q] - a[p * dim + p]) / (2 * a[p * dim + q]);
  double t = copysign (1, theta) / (fabs (theta) + hypot (1, theta));
  double c = 1 / hypot (1, t), s = t * c;
  for (unsigned i = 0; i < dim; i++)
    {
      double x = a[i * dim + p], y = a[i * dim + q];
      a[i * dim + p] = c * x - s * y;
      a[i * dim + q] = s * x + c * y;
    }
  for (unsigned i = 0; i < dim; i++)
    {
      double x = a[p * dim + i], y = a[q * dim + i];
      a[p * dim + i] = c * x - s * y;
      a[q * dim + i] = s * x + c * y;
    }
  for (unsigned i = 0; i < dim; i++)
    {
      double x = v[i * dim + p], y = v[i * dim + q];
      v[i * dim + p] = c * x - s * y;
      v[i * dim + q] = s * x + c * y;
    }
}

/* Diagonalises @a by Jacobi sweeps; the columns of @v become the principal axes. @v is orthogonal
 * after any number of sweeps, so distances are preserved. */
static void
find_axes (double *a, double *v, unsigned dim)
{
  double trace = 0;
  for (unsigned p = 0; p < dim; p++)
    trace += a[p * dim + p];
  for (int sweep = 0; sweep < 12; sweep++)
    {
      double off = 0;
      for (unsigned p = 0; p < dim; p++)
        for (unsigned q = p + 1; q < dim; q++)
          {
            off = fmax (off, fabs (a[p * dim + q]));
            if (fabs (a[p * dim + q]) > 1e-14 * trace)
              rotate_away (a, v, dim, p, q);
          }
      if (!(off > 1e-9 * trace))
        break;
    }
}

static void
find_covariance (const float *rows, size_t n, unsigned dim, double *mean, double *a)
{
  size_t skip = MAX (1, n / 65536), count = 0;
  for (size_t i = 0; i < n; i += skip, count++)
    for (unsigned j = 0; j < dim; j++)
      mean[j] += (double) rows[i * dim + j];
  for (unsigned j = 0; j < dim; j++)
    mean[j] /= (double) count;
  for (size_t i = 0; i < n; i += skip)
    for (unsigned p = 0; p < dim; p++)
      for (unsigned q = 0; q <= p; q++)
        a[q * dim + p] +=
            ((double) rows[i * dim + p] - mean[p]) * ((double) rows[i * dim + q] - mean[q]);
  for (unsigned p = 0; p < dim; p++)
    for (unsigned q = 0; q < p; q++)
      a[p * dim + q] = a[q * dim + p];
}

static void
set_axes (VitKnn *knn, const float *rows)
{
  unsigned dim = knn->dim;
  g_autofree double *a = g_new0 (double, dim *dim);
  knn->mean = g_new0 (double, dim);
  knn->axes = g_new0 (double, dim *dim);
  for (unsigned j = 0; j < dim; j++)
    knn->axes[j * dim + j] = 1;
  find_covariance (rows, knn->n, dim, knn->mean, a);
  if (knn->metric == VIT_KNN_EUCLIDEAN) /* rotations do not preserve city-block distances */
    find_axes (a, knn->axes, dim);
}

/* ---- Rounding ---- */

void
vit_knn_rotate (const VitKnn *knn, const float *x, double *out)
{
  unsigned dim = knn->dim;
  for (unsigned a = 0; a < dim; a++)
    out[a] = 0;
  for (unsigned j = 0; j < dim; j++)
    {
      double d = (double) x[j] - knn->mean[j];
      for (unsigned a = 0; a < dim; a++)
        out[a] += d * knn->axes[j * dim + a];
    }
}

bool
vit_knn_quantise (const VitKnn *knn, const float *x, int16_t *out)
{
  double y[64];
  vit_knn_rotate (knn, x, y);
  if (knn->dim & 1)
    out[knn->dim] = 0;
  for (unsigned a = 0; a < knn->dim; a++)
    {
      double steps = rint ((y[a] - knn->middle[a]) / knn->step);
      if (!(fabs (steps) <= knn->max_coordinate[a]))
        return false;
      out[a] = (int16_t) steps;
    }
  return true;
}

void
vit_knn_pack (const int16_t *records, size_t n, unsigned stride, unsigned n_pairs, int16_t *block)
{
  for (size_t i = 0; i < VIT_KNN_LANES; i++)
    {
      const int16_t *record = records + (i < n ? i : 0) * stride;
      for (unsigned p = 0; p < n_pairs; p++)
        memcpy (block + (p * VIT_KNN_LANES + i) * 2, record + 2 * p, 2 * sizeof *record);
    }
}

#define CHUNK 4096

typedef struct
{
  VitKnn *knn;
  const float *rows;
  double *ranges; /* per chunk: dim × (low, high) */
  int16_t *records;
  unsigned stride;
  VitProgress *progress;
} KnnBuild;

static bool
find_some_ranges (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  KnnBuild *build = data;
  unsigned dim = build->knn->dim;
  double *ranges = build->ranges + begin / CHUNK * 2 * dim, y[64];
  for (unsigned a = 0; a < dim; a++)
    {
      ranges[2 * a] = INFINITY;
      ranges[2 * a + 1] = -INFINITY;
    }
  for (size_t i = begin; i < end; i++)
    {
      vit_knn_rotate (build->knn, build->rows + i * dim, y);
      for (unsigned a = 0; a < dim; a++)
        {
          ranges[2 * a] = y[a] < ranges[2 * a] ? y[a] : ranges[2 * a];
          ranges[2 * a + 1] = y[a] > ranges[2 * a + 1] ? y[a] : ranges[2 * a + 1];
        }
    }
  return vit_progress_check (build->progress, error);
}

/* Chooses the step so that the difference of any two coordinates fits 16 bits and the squared
 * distance 31, for queries up to a quarter of the longest range beyond the rows. */
static bool
set_step (VitKnn *knn, KnnBuild *build, GError **error)
{
  unsigned dim = knn->dim;
  size_t n_chunks = (knn->n + CHUNK - 1) / CHUNK;
  g_autofree double *ranges = build->ranges = g_new (double, n_chunks * 2 * dim);
  if (!vit_parallel_for (knn->n, CHUNK, find_some_ranges, build, NULL, error))
    return false;
  double longest = 0, diagonal = 0;
  for (size_t c = 1; c < n_chunks; c++)
    for (unsigned a = 0; a < dim; a++)
      {
        ranges[2 * a] = fmin (ranges[2 * a], ranges[(c * dim + a) * 2]);
        ranges[2 * a + 1] = fmax (ranges[2 * a + 1], ranges[(c * dim + a) * 2 + 1]);
      }
  for (unsigned a = 0; a < dim; a++)
    longest = fmax (longest, ranges[2 * a + 1] - ranges[2 * a]);
  double beyond = longest > 0 ? longest / 4 : 1;
  for (unsigned a = 0; a < dim; a++)
    {
      double max_coordinate = ranges[2 * a + 1] - ranges[2 * a] + beyond;
      diagonal += max_coordinate * max_coordinate;
    }
  knn->step = fmax (sqrt (diagonal) / 46300, (longest + beyond) / 32700);
  if (knn->metric == VIT_KNN_CITYBLOCK)
    knn->error_bound = 1.01 * dim + 0.1;
  else
    knn->error_bound = 1.01 * sqrt (dim) + 0.1;
  knn->middle = g_new (double, dim);
  knn->max_coordinate = g_new (int32_t, dim);
  for (unsigned a = 0; a < dim; a++)
    {
      knn->middle[a] = ranges[2 * a] + (ranges[2 * a + 1] - ranges[2 * a]) / 2;
      knn->max_coordinate[a] =
          (int32_t) (((ranges[2 * a + 1] - ranges[2 * a]) / 2 + beyond) / knn->step);
    }
  return true;
}

static bool
quantise_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  KnnBuild *build = data;
  for (size_t i = begin; i < end; i++)
    {
      int16_t *record = build->records + i * build->stride;
      uint32_t index = (uint32_t) i;
      bool fits = vit_knn_quantise (build->knn, build->rows + i * build->knn->dim, record);
      g_assert (fits);
      memcpy (record + build->stride - 2, &index, sizeof index);
    }
  return vit_progress_check (build->progress, error);
}

/* ---- Leaves ---- */

static bool
fill_some (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  KnnBuild *build = data;
  VitKnn *knn = build->knn;
  unsigned dim = knn->dim;
  for (size_t b = begin; b < end; b++)
    {
      size_t first = b * VIT_KNN_LANES, n = MIN (VIT_KNN_LANES, knn->n - first);
      const int16_t *records = build->records + first * build->stride;
      vit_knn_pack (records, n, build->stride, knn->n_pairs,
                    knn->blocks + b * knn->n_pairs * VIT_KNN_LANES * 2);
      for (size_t i = 0; i < n; i++)
        {
          uint32_t index;
          memcpy (&index, records + i * build->stride + build->stride - 2, sizeof index);
          knn->original[first + i] = index;
          memcpy (knn->rows + (first + i) * dim, build->rows + (size_t) index * dim,
                  dim * sizeof (float));
        }
    }
  return vit_progress_check (build->progress, error);
}

static void
find_box (const VitKnn *knn, size_t first_block, size_t end_block, int16_t *box)
{
  for (unsigned p = 0; p < knn->n_pairs; p++, box += 4)
    for (unsigned j = 0; j < 2; j++)
      {
        int16_t low = INT16_MAX, high = INT16_MIN;
        for (size_t b = first_block; b < end_block; b++)
          for (unsigned i = 0; i < VIT_KNN_LANES; i++)
            {
              int16_t x = knn->blocks[((b * knn->n_pairs + p) * VIT_KNN_LANES + i) * 2 + j];
              low = MIN (low, x);
              high = MAX (high, x);
            }
        box[j] = low;
        box[2 + j] = high;
      }
}

static void
find_boxes (VitKnn *knn)
{
  size_t size = knn->n_pairs * 4;
  knn->leaf_boxes = g_new (int16_t, knn->n_leaves * size);
  knn->parent_boxes = g_new (int16_t, knn->n_parents * size);
  for (unsigned l = 0; l < knn->n_leaves; l++)
    find_box (knn, knn->leaf_starts[l], knn->leaf_starts[l + 1], knn->leaf_boxes + l * size);
  for (unsigned p = 0; p < knn->n_parents; p++)
    {
      unsigned first = p * VIT_KNN_PARENT_LEAVES,
               end = MIN (first + VIT_KNN_PARENT_LEAVES, knn->n_leaves);
      find_box (knn, knn->leaf_starts[first], knn->leaf_starts[end], knn->parent_boxes + p * size);
    }
}

bool
vit_knn_build (VitKnn *knn, const float *rows, VitProgress *progress, GError **error)
{
  knn->n_pairs = (knn->dim + 1) / 2;
  unsigned stride = knn->n_pairs * 2 + 2;
  size_t n_blocks = (knn->n + VIT_KNN_LANES - 1) / VIT_KNN_LANES;
  set_axes (knn, rows);

  KnnBuild build = { knn, rows, NULL, NULL, stride, progress };
  if (!set_step (knn, &build, error))
    return false;
  g_autofree int16_t *records = build.records = g_new (int16_t, knn->n * stride);
  if (!vit_parallel_for (knn->n, CHUNK, quantise_some, &build, NULL, error))
    return false;

  knn->n_leaves = 1; /* a power of two, so that inner nodes are nodes of the partition */
  while (n_blocks > (size_t) knn->n_leaves * (VIT_KNN_LEAF_ROWS / VIT_KNN_LANES))
    knn->n_leaves *= 2;
  knn->n_parents = (knn->n_leaves + VIT_KNN_PARENT_LEAVES - 1) / VIT_KNN_PARENT_LEAVES;
  knn->leaf_starts = g_new (uint32_t, knn->n_leaves + 1);
  if (!vit_knn_partition (records, knn->n, stride, knn->dim, knn->n_leaves, knn->leaf_starts,
                          progress, error))
    return false;

  knn->rows = g_new (float, knn->n * knn->dim);
  knn->original = g_new (uint32_t, knn->n);
  knn->blocks = g_aligned_alloc (n_blocks * knn->n_pairs, VIT_KNN_LANES * 2 * sizeof (int16_t), 64);
  if (!vit_parallel_for (n_blocks, CHUNK / VIT_KNN_LANES, fill_some, &build, NULL, error))
    return false;
  find_boxes (knn);
  return true;
}
