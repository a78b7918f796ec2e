#include "core/structure/voronoi-tree.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/structure/voronoi-corners.h"

#define LEAF_ATOMS 8

/* Image numbers are stored as int8. */
#define MAX_IMAGES 100

/* Far above the rounding of distances. */
#define ROUNDING_MARGIN (1 + 1e-9)

typedef struct
{
  double lo[3], hi[3]; /* bounds of the atoms */
  uint32_t begin, end; /* range of atoms in the order of the tree */
  uint32_t second;     /* second child; the first follows the node. 0: a leaf */
} TreeNode;

typedef struct
{
  double distance_2; /* between the bounds of all atoms and this image of them, Å² */
  double shift[3];   /* Å */
  int8_t image[4];
} PeriodicImage;

struct _VitVoronoiTree
{
  const VitGrid *grid;
  double radius;
  uint32_t *ranks; /* in the order of the tree */
  GArray *nodes;
  GArray *images; /* by ascending distance */
};

/* ---- The tree ---- */

static void
find_bounds (const VitVoronoiTree *tree, TreeNode *node)
{
  for (int k = 0; k < 3; k++)
    {
      node->lo[k] = INFINITY;
      node->hi[k] = -INFINITY;
    }
  for (uint32_t a = node->begin; a < node->end; a++)
    for (int k = 0; k < 3; k++)
      {
        double x = tree->grid->x[tree->ranks[a]][k];
        node->lo[k] = x < node->lo[k] ? x : node->lo[k];
        node->hi[k] = x > node->hi[k] ? x : node->hi[k];
      }
}

/* Partitions by coordinate @k, so that the lower half comes first. */
static void
partition_at_median (
    const VitVoronoiTree *tree, uint32_t begin, uint32_t end, uint32_t middle, int k)
{
  const double (*x)[3] = (const double (*)[3]) tree->grid->x;
  uint32_t *ranks = tree->ranks;
  while (end - begin > 1)
    {
      double pivot = x[ranks[begin + (end - begin) / 2]][k];
      uint32_t i = begin, j = end - 1;
      for (;;)
        {
          while (x[ranks[i]][k] < pivot)
            i++;
          while (x[ranks[j]][k] > pivot)
            j--;
          if (i >= j)
            break;
          uint32_t rank = ranks[i];
          ranks[i++] = ranks[j];
          ranks[j--] = rank;
        }
      /* Before i are values of at most the pivot, from i on values of at least it. */
      if (middle < i)
        end = i;
      else
        begin = MAX (i, begin + 1);
    }
}

static uint32_t
add_node (VitVoronoiTree *tree, uint32_t begin, uint32_t end)
{
  uint32_t index = tree->nodes->len;
  TreeNode node = { .begin = begin, .end = end };
  find_bounds (tree, &node);
  g_array_append_val (tree->nodes, node);
  if (end - begin <= LEAF_ATOMS)
    return index;
  int longest = 0;
  for (int k = 1; k < 3; k++)
    if (node.hi[k] - node.lo[k] > node.hi[longest] - node.lo[longest])
      longest = k;
  uint32_t middle = begin + (end - begin) / 2;
  partition_at_median (tree, begin, end, middle, longest);
  add_node (tree, begin, middle);
  uint32_t second = add_node (tree, middle, end);
  g_array_index (tree->nodes, TreeNode, index).second = second;
  return index;
}

/* ---- Images ---- */

static gint
compare_images (gconstpointer a, gconstpointer b)
{
  const PeriodicImage *p = a, *q = b;
  if (p->distance_2 != q->distance_2)
    return p->distance_2 < q->distance_2 ? -1 : 1;
  return memcmp (p->image, q->image, sizeof p->image);
}

static void
add_image (VitVoronoiTree *tree, const int image[3])
{
  const TreeNode *root = &g_array_index (tree->nodes, TreeNode, 0);
  const VitCell *cell = &tree->grid->cell;
  PeriodicImage here = { .image = { (int8_t) image[0], (int8_t) image[1], (int8_t) image[2], 0 } };
  for (int k = 0; k < 3; k++)
    {
      here.shift[k] =
          image[0] * cell->h[0][k] + image[1] * cell->h[1][k] + image[2] * cell->h[2][k];
      double gap = fmax (fabs (here.shift[k]) - (root->hi[k] - root->lo[k]), 0);
      here.distance_2 += gap * gap;
    }
  if (here.distance_2 <= tree->radius * tree->radius)
    g_array_append_val (tree->images, here);
}

static bool
find_images (VitVoronoiTree *tree, GError **error)
{
  double widths[3];
  int most[3];
  vit_cell_widths (&tree->grid->cell, widths);
  for (int k = 0; k < 3; k++)
    {
      double n = ceil (tree->radius / widths[k]);
      if (n > MAX_IMAGES)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                       "The box of %g × %g × %g Å is too thin for its length: Voronoi cells may "
                       "reach through more than %d images",
                       widths[0], widths[1], widths[2], MAX_IMAGES);
          return false;
        }
      most[k] = (int) n;
    }
  for (int a = -most[0]; a <= most[0]; a++)
    for (int b = -most[1]; b <= most[1]; b++)
      for (int c = -most[2]; c <= most[2]; c++)
        add_image (tree, (int[3]){ a, b, c });
  g_array_sort (tree->images, compare_images);
  return true;
}

double
vit_voronoi_get_longest_radius (const VitCell *cell)
{
  double most = 0;
  for (int signs = 0; signs < 4; signs++)
    {
      double r2 = 0;
      for (int k = 0; k < 3; k++)
        {
          double d = cell->h[0][k] + (signs & 1 ? -1 : 1) * cell->h[1][k] +
                     (signs & 2 ? -1 : 1) * cell->h[2][k];
          r2 += d * d;
        }
      most = fmax (most, r2);
    }
  return sqrt (most) * (1 + 1e-6);
}

VitVoronoiTree *
vit_voronoi_tree_new (const VitGrid *grid, GError **error)
{
  VitVoronoiTree *tree = g_new0 (VitVoronoiTree, 1);
  tree->grid = grid;
  tree->radius = vit_voronoi_get_longest_radius (&grid->cell);
  tree->ranks = g_new (uint32_t, grid->n);
  for (uint32_t rank = 0; rank < grid->n; rank++)
    tree->ranks[rank] = rank;
  tree->nodes = g_array_new (FALSE, FALSE, sizeof (TreeNode));
  tree->images = g_array_new (FALSE, FALSE, sizeof (PeriodicImage));
  add_node (tree, 0, (uint32_t) grid->n);
  if (!find_images (tree, error))
    g_clear_pointer (&tree, vit_voronoi_tree_free);
  return tree;
}

void
vit_voronoi_tree_free (VitVoronoiTree *tree)
{
  if (!tree)
    return;
  g_free (tree->ranks);
  g_array_unref (tree->nodes);
  g_array_unref (tree->images);
  g_free (tree);
}

/* ---- Cells ---- */

/* A node of an image of the tree in the priority queue. */
typedef struct
{
  double distance_2; /* from the atom, Å² */
  uint32_t node;
  uint32_t image;
} QueuedNode;

/* The atom behind a face. */
typedef struct
{
  uint32_t rank;
  uint32_t image;
} FaceAtom;

typedef struct
{
  const VitVoronoiTree *tree;
  GArray *heap; /* of QueuedNode, nearest at the top */
  GArray *sources;
  guint n_images; /* images whose roots were queued */
} TreeSearch;

static void
heap_push (GArray *heap, QueuedNode queued)
{
  g_array_append_val (heap, queued);
  QueuedNode *h = (QueuedNode *) (void *) heap->data;
  guint i = heap->len - 1;
  for (; i > 0 && queued.distance_2 < h[(i - 1) / 2].distance_2; i = (i - 1) / 2)
    h[i] = h[(i - 1) / 2];
  h[i] = queued;
}

static QueuedNode
heap_pop (GArray *heap)
{
  QueuedNode *h = (QueuedNode *) (void *) heap->data, top = h[0], last = h[heap->len - 1];
  g_array_set_size (heap, heap->len - 1);
  guint n = heap->len, i = 0;
  for (guint child; (child = 2 * i + 1) < n; i = child)
    {
      if (child + 1 < n && h[child + 1].distance_2 < h[child].distance_2)
        child++;
      if (last.distance_2 <= h[child].distance_2)
        break;
      h[i] = h[child];
    }
  if (n > 0)
    h[i] = last;
  return top;
}

/* Bounds of a node relative to atom @i. */
static void
get_relative_bounds (const TreeSearch *search,
                     uint32_t node_index,
                     uint32_t image_index,
                     size_t i,
                     double lo[3],
                     double hi[3])
{
  const TreeNode *node = &g_array_index (search->tree->nodes, TreeNode, node_index);
  const PeriodicImage *image = &g_array_index (search->tree->images, PeriodicImage, image_index);
  const double *x = search->tree->grid->x[i];
  for (int k = 0; k < 3; k++)
    {
      lo[k] = node->lo[k] + (image->shift[k] - x[k]);
      hi[k] = node->hi[k] + (image->shift[k] - x[k]);
    }
}

static void
push_node (TreeSearch *search, uint32_t node, uint32_t image, size_t i)
{
  double lo[3], hi[3];
  QueuedNode queued = { .node = node, .image = image };
  get_relative_bounds (search, node, image, i, lo, hi);
  for (int k = 0; k < 3; k++)
    {
      double d = fmax (fmax (lo[k], -hi[k]), 0);
      queued.distance_2 += d * d;
    }
  heap_push (search->heap, queued);
}

/* Removes the nearest node from the queue; false if there is none. The roots of images are queued
 * when they may be next. */
static bool
pop_nearest (TreeSearch *search, size_t i, QueuedNode *nearest)
{
  const GArray *images = search->tree->images;
  const QueuedNode *top = (const QueuedNode *) (void *) search->heap->data;
  while (search->n_images < images->len &&
         (search->heap->len == 0 ||
          g_array_index (images, PeriodicImage, search->n_images).distance_2 <= top->distance_2))
    {
      push_node (search, 0, search->n_images++, i);
      top = (const QueuedNode *) (void *) search->heap->data;
    }
  if (search->heap->len == 0)
    return false;
  *nearest = heap_pop (search->heap);
  return true;
}

/* Vector from the atom of rank @i; that of the reversed pair is exactly the negative. */
static void
get_vector (const TreeSearch *search, size_t i, const FaceAtom *source, double d[3])
{
  const VitGrid *grid = search->tree->grid;
  const PeriodicImage *image = &g_array_index (search->tree->images, PeriodicImage, source->image);
  const double *a = grid->x[i], *b = grid->x[source->rank];
  for (int k = 0; k < 3; k++)
    d[k] = b[k] - a[k] + image->shift[k];
}

/* Cuts with the atoms of a leaf. */
static VitCutResult
cut_with_leaf (
    VitVoronoiBuilder *builder, TreeSearch *search, size_t i, const QueuedNode *at, uint32_t *same)
{
  const TreeNode *leaf = &g_array_index (search->tree->nodes, TreeNode, at->node);
  const int8_t *image = g_array_index (search->tree->images, PeriodicImage, at->image).image;
  for (uint32_t k = leaf->begin; k < leaf->end; k++)
    {
      FaceAtom source = { search->tree->ranks[k], at->image };
      if (source.rank == i && !(image[0] | image[1] | image[2]))
        continue;
      double d[3];
      get_vector (search, i, &source, d);
      *same = source.rank;
      if (vit_voronoi_builder_is_same_position (builder, d))
        return VIT_CUT_RESULT_SAME_POSITION;
      if (builder->corners)
        vit_voronoi_corners_try (builder->corners, source.rank, image, d);
      VitCut cut = builder->cutting->cut (builder->cell, d, search->sources->len);
      if (cut == VIT_CUT_DONE)
        g_array_append_val (search->sources, source);
      else if (cut != VIT_CUT_NONE)
        return cut == VIT_CUT_FULL ? VIT_CUT_RESULT_FULL : VIT_CUT_RESULT_INCONSISTENT;
    }
  return VIT_CUT_RESULT_CLOSED;
}

static VitCutResult
cut_cell (VitVoronoiBuilder *builder, size_t i, double tolerance, uint32_t *same, void *data)
{
  TreeSearch *search = data;
  g_array_set_size (search->heap, 0);
  g_array_set_size (search->sources, 0);
  search->n_images = 0;
  builder->cutting->init (builder->cell, search->tree->radius, tolerance);
  for (QueuedNode nearest; pop_nearest (search, i, &nearest);)
    {
      double lo[3], hi[3];
      get_relative_bounds (search, nearest.node, nearest.image, i, lo, hi);
      if (!builder->cutting->touches (builder->cell, lo, hi))
        {
          /* Stop at distances beyond which no plane can cut. */
          if (nearest.distance_2 > 4 * builder->cell->r2_max * ROUNDING_MARGIN)
            break;
          continue;
        }
      uint32_t second = g_array_index (search->tree->nodes, TreeNode, nearest.node).second;
      if (second)
        {
          push_node (search, nearest.node + 1, nearest.image, i);
          push_node (search, second, nearest.image, i);
          continue;
        }
      VitCutResult result = cut_with_leaf (builder, search, i, &nearest, same);
      if (result != VIT_CUT_RESULT_CLOSED)
        return result;
    }
  return builder->cutting->finish (builder->cell) ? VIT_CUT_RESULT_CLOSED
                                                  : VIT_CUT_RESULT_INCONSISTENT;
}

/* ---- Cells from their faces ---- */

/* The atom behind a face that has been found. */
typedef struct
{
  double distance_2;
  uint32_t atom; /* the caller's index */
  FaceAtom source;
  const int8_t *image;
} FoundFace;

static gint
compare_faces (gconstpointer a, gconstpointer b)
{
  const FoundFace *p = a, *q = b;
  if (p->distance_2 != q->distance_2)
    return p->distance_2 < q->distance_2 ? -1 : 1;
  if (p->atom != q->atom)
    return p->atom < q->atom ? -1 : 1;
  return memcmp (p->image, q->image, 4);
}

/* The faces of the cell by ascending distance of their atoms. */
static GArray *
list_faces (const TreeSearch *search, const VitVoronoiBuilder *builder, size_t i)
{
  const VitVoronoiCell *cell = builder->cell;
  const VitVoronoiArrays *in = &cell->arrays;
  GArray *faces = g_array_new (FALSE, FALSE, sizeof (FoundFace));
  for (unsigned p = 0; p < cell->n_planes; p++)
    if ((in->live_planes[p / 64] >> p % 64 & 1) && in->n_edges[p] >= 3)
      {
        double d[3];
        FoundFace face = { .source = g_array_index (search->sources, FaceAtom, in->tag[p]) };
        get_vector (search, i, &face.source, d);
        face.distance_2 = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
        face.atom = builder->grid->atom[face.source.rank];
        face.image = g_array_index (search->tree->images, PeriodicImage, face.source.image).image;
        g_array_append_val (faces, face);
      }
  g_array_sort (faces, compare_faces);
  return faces;
}

typedef struct
{
  const TreeSearch *search;
  GArray *faces;
} FaceCutting;

static VitCutResult
cut_by_faces (VitVoronoiBuilder *builder, size_t i, double tolerance, uint32_t *same, void *data)
{
  const FaceCutting *cutting = data;
  builder->cutting->init (builder->cell, cutting->search->tree->radius, tolerance);
  for (guint f = 0; f < cutting->faces->len; f++)
    {
      double d[3];
      get_vector (cutting->search, i, &g_array_index (cutting->faces, FoundFace, f).source, d);
      VitCut cut = builder->cutting->cut (builder->cell, d, f);
      if (cut != VIT_CUT_DONE && cut != VIT_CUT_NONE)
        return cut == VIT_CUT_FULL ? VIT_CUT_RESULT_FULL : VIT_CUT_RESULT_INCONSISTENT;
    }
  return builder->cutting->finish (builder->cell) ? VIT_CUT_RESULT_CLOSED
                                                  : VIT_CUT_RESULT_INCONSISTENT;
}

VitVoronoiState
vit_voronoi_tree_build_cell (const VitVoronoiTree *tree,
                             VitVoronoiBuilder *builder,
                             size_t i,
                             GError **error)
{
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (QueuedNode));
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (FaceAtom));
  TreeSearch search = { .tree = tree, .heap = heap, .sources = sources };
  VitVoronoiState state = vit_voronoi_builder_cut (builder, i, cut_cell, &search, error);
  if (state != VIT_VORONOI_CLOSED)
    return state;
  if (builder->corners)
    vit_voronoi_corners_take_cut (builder, i);
  /* Cut again, by the faces alone: their order does not depend on the tree, and so neither do the
   * last digits, whatever other atoms are there. */
  g_autoptr (GArray) faces = list_faces (&search, builder, i);
  FaceCutting cutting = { &search, faces };
  state = vit_voronoi_builder_cut (builder, i, cut_by_faces, &cutting, error);
  if (state != VIT_VORONOI_CLOSED)
    return state;
  const VitVoronoiCell *cell = builder->cell;
  const VitVoronoiArrays *in = &cell->arrays;
  vit_voronoi_builder_begin_faces (builder, cell->n_planes);
  for (unsigned p = 0; p < cell->n_planes; p++)
    if ((in->live_planes[p / 64] >> p % 64 & 1) && in->n_edges[p] >= 3)
      {
        const FoundFace *face = &g_array_index (faces, FoundFace, in->tag[p]);
        vit_voronoi_builder_add_face (builder, face->source.rank, face->image, in->area[p],
                                      in->n_edges[p]);
      }
  builder->volume = cell->volume;
  return state;
}
