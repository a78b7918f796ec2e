#include "core/structure/voronoi-far.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"

#define LEAF_ATOMS 8

/* Images are kept as int8. */
#define MOST_IMAGES 100

/* Far more than distances round by. */
#define SLACK (1 + 1e-9)

typedef struct
{
  double lo[3], hi[3]; /* of the atoms themselves */
  uint32_t begin, end; /* of the atoms in the order of the tree */
  uint32_t second;     /* the other half; the first one follows the node. 0: a leaf */
} Node;

typedef struct
{
  double distance_2; /* between the box of all atoms and this image of it, Å² */
  double shift[3];   /* Å */
  int8_t image[4];
} Image;

struct _VitVoronoiFar
{
  const VitGrid *grid;
  double enough;
  uint32_t *ranks; /* in the order of the tree */
  GArray *nodes;
  GArray *images; /* the nearest first */
};

/* ---- The tree ---- */

static void
find_box (const VitVoronoiFar *far, Node *node)
{
  for (int k = 0; k < 3; k++)
    {
      node->lo[k] = INFINITY;
      node->hi[k] = -INFINITY;
    }
  for (uint32_t a = node->begin; a < node->end; a++)
    for (int k = 0; k < 3; k++)
      {
        double x = far->grid->x[far->ranks[a]][k];
        node->lo[k] = x < node->lo[k] ? x : node->lo[k];
        node->hi[k] = x > node->hi[k] ? x : node->hi[k];
      }
}

/* Puts the lower half along axis @k first. */
static void
part (const VitVoronoiFar *far, uint32_t begin, uint32_t end, uint32_t middle, int k)
{
  const double (*x)[3] = (const double (*)[3]) far->grid->x;
  uint32_t *ranks = far->ranks;
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
      /* All before i are at most, all from i on at least the pivot. */
      if (middle < i)
        end = i;
      else
        begin = MAX (i, begin + 1);
    }
}

static uint32_t
grow (VitVoronoiFar *far, uint32_t begin, uint32_t end)
{
  uint32_t index = far->nodes->len;
  Node node = { .begin = begin, .end = end };
  find_box (far, &node);
  g_array_append_val (far->nodes, node);
  if (end - begin <= LEAF_ATOMS)
    return index;
  int longest = 0;
  for (int k = 1; k < 3; k++)
    if (node.hi[k] - node.lo[k] > node.hi[longest] - node.lo[longest])
      longest = k;
  uint32_t middle = begin + (end - begin) / 2;
  part (far, begin, end, middle, longest);
  grow (far, begin, middle);
  uint32_t second = grow (far, middle, end);
  g_array_index (far->nodes, Node, index).second = second;
  return index;
}

/* ---- Images ---- */

static gint
compare_images (gconstpointer a, gconstpointer b)
{
  const Image *p = a, *q = b;
  if (p->distance_2 != q->distance_2)
    return p->distance_2 < q->distance_2 ? -1 : 1;
  return memcmp (p->image, q->image, sizeof p->image);
}

static void
add_image (VitVoronoiFar *far, const int image[3])
{
  const Node *root = &g_array_index (far->nodes, Node, 0);
  const VitCell *cell = &far->grid->cell;
  Image here = { .image = { (int8_t) image[0], (int8_t) image[1], (int8_t) image[2], 0 } };
  for (int k = 0; k < 3; k++)
    {
      here.shift[k] =
          image[0] * cell->h[0][k] + image[1] * cell->h[1][k] + image[2] * cell->h[2][k];
      double gap = fmax (fabs (here.shift[k]) - (root->hi[k] - root->lo[k]), 0);
      here.distance_2 += gap * gap;
    }
  if (here.distance_2 <= far->enough * far->enough)
    g_array_append_val (far->images, here);
}

static bool
find_images (VitVoronoiFar *far, GError **error)
{
  double widths[3];
  int most[3];
  vit_cell_widths (&far->grid->cell, widths);
  for (int k = 0; k < 3; k++)
    {
      double n = ceil (far->enough / widths[k]);
      if (n > MOST_IMAGES)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                       "The box of %g × %g × %g Å is too thin for its length: Voronoi cells may "
                       "reach through more than %d images",
                       widths[0], widths[1], widths[2], MOST_IMAGES);
          return false;
        }
      most[k] = (int) n;
    }
  for (int a = -most[0]; a <= most[0]; a++)
    for (int b = -most[1]; b <= most[1]; b++)
      for (int c = -most[2]; c <= most[2]; c++)
        add_image (far, (int[3]){ a, b, c });
  g_array_sort (far->images, compare_images);
  return true;
}

double
vit_voronoi_far_enough (const VitCell *cell)
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

VitVoronoiFar *
vit_voronoi_far_new (const VitGrid *grid, GError **error)
{
  VitVoronoiFar *far = g_new0 (VitVoronoiFar, 1);
  far->grid = grid;
  far->enough = vit_voronoi_far_enough (&grid->cell);
  far->ranks = g_new (uint32_t, grid->n);
  for (uint32_t rank = 0; rank < grid->n; rank++)
    far->ranks[rank] = rank;
  far->nodes = g_array_new (FALSE, FALSE, sizeof (Node));
  far->images = g_array_new (FALSE, FALSE, sizeof (Image));
  grow (far, 0, (uint32_t) grid->n);
  if (!find_images (far, error))
    g_clear_pointer (&far, vit_voronoi_far_free);
  return far;
}

void
vit_voronoi_far_free (VitVoronoiFar *far)
{
  if (!far)
    return;
  g_free (far->ranks);
  g_array_unref (far->nodes);
  g_array_unref (far->images);
  g_free (far);
}

/* ---- Cells ---- */

/* A box that waits for its turn. */
typedef struct
{
  double distance_2; /* from the atom, Å² */
  uint32_t node;
  uint32_t image;
} Waiting;

/* The atom behind a plane. */
typedef struct
{
  uint32_t rank;
  uint32_t image;
} Source;

typedef struct
{
  const VitVoronoiFar *far;
  GArray *heap; /* Waiting, the nearest at the top */
  GArray *sources;
  guint n_images; /* whose boxes have got into the heap */
} Search;

static void
push (GArray *heap, Waiting waiting)
{
  g_array_append_val (heap, waiting);
  Waiting *h = (Waiting *) (void *) heap->data;
  guint i = heap->len - 1;
  for (; i > 0 && waiting.distance_2 < h[(i - 1) / 2].distance_2; i = (i - 1) / 2)
    h[i] = h[(i - 1) / 2];
  h[i] = waiting;
}

static Waiting
pop (GArray *heap)
{
  Waiting *h = (Waiting *) (void *) heap->data, top = h[0], last = h[heap->len - 1];
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

/* The box of a node as seen from atom @i. */
static void
place_box (const Search *search,
           uint32_t node_index,
           uint32_t image_index,
           size_t i,
           double lo[3],
           double hi[3])
{
  const Node *node = &g_array_index (search->far->nodes, Node, node_index);
  const Image *image = &g_array_index (search->far->images, Image, image_index);
  const double *x = search->far->grid->x[i];
  for (int k = 0; k < 3; k++)
    {
      lo[k] = node->lo[k] + (image->shift[k] - x[k]);
      hi[k] = node->hi[k] + (image->shift[k] - x[k]);
    }
}

static void
push_node (Search *search, uint32_t node, uint32_t image, size_t i)
{
  double lo[3], hi[3];
  Waiting waiting = { .node = node, .image = image };
  place_box (search, node, image, i, lo, hi);
  for (int k = 0; k < 3; k++)
    {
      double d = fmax (fmax (lo[k], -hi[k]), 0);
      waiting.distance_2 += d * d;
    }
  push (search->heap, waiting);
}

/* The nearest box of all; false if there is none. Images get into the heap when it is their turn.
 */
static bool
get_nearest (Search *search, size_t i, Waiting *nearest)
{
  const GArray *images = search->far->images;
  const Waiting *top = (const Waiting *) (void *) search->heap->data;
  while (search->n_images < images->len &&
         (search->heap->len == 0 ||
          g_array_index (images, Image, search->n_images).distance_2 <= top->distance_2))
    {
      push_node (search, 0, search->n_images++, i);
      top = (const Waiting *) (void *) search->heap->data;
    }
  if (search->heap->len == 0)
    return false;
  *nearest = pop (search->heap);
  return true;
}

/* From the atom of rank @i: exactly the negative when seen from the other one. */
static void
find_vector (const Search *search, size_t i, const Source *source, double d[3])
{
  const VitGrid *grid = search->far->grid;
  const Image *image = &g_array_index (search->far->images, Image, source->image);
  const double *a = grid->x[i], *b = grid->x[source->rank];
  for (int k = 0; k < 3; k++)
    d[k] = b[k] - a[k] + image->shift[k];
}

/* Cuts with the atoms of a leaf. */
static VitCarve
carve_leaf (VitVoronoiMaker *maker, Search *search, size_t i, const Waiting *at, uint32_t *same)
{
  const Node *leaf = &g_array_index (search->far->nodes, Node, at->node);
  const int8_t *image = g_array_index (search->far->images, Image, at->image).image;
  for (uint32_t k = leaf->begin; k < leaf->end; k++)
    {
      Source source = { search->far->ranks[k], at->image };
      if (source.rank == i && !(image[0] | image[1] | image[2]))
        continue;
      double d[3];
      find_vector (search, i, &source, d);
      *same = source.rank;
      if (vit_voronoi_maker_is_same_place (maker, d))
        return VIT_CARVE_SAME_PLACE;
      VitCut cut = maker->cutting->cut (maker->cell, d, search->sources->len);
      if (cut == VIT_CUT_DONE)
        g_array_append_val (search->sources, source);
      else if (cut != VIT_CUT_NONE)
        return cut == VIT_CUT_FULL ? VIT_CARVE_FULL : VIT_CARVE_INCONSISTENT;
    }
  return VIT_CARVE_CLOSED;
}

static VitCarve
carve (VitVoronoiMaker *maker, size_t i, double tolerance, uint32_t *same, void *data)
{
  Search *search = data;
  g_array_set_size (search->heap, 0);
  g_array_set_size (search->sources, 0);
  search->n_images = 0;
  maker->cutting->init (maker->cell, search->far->enough, tolerance);
  for (Waiting nearest; get_nearest (search, i, &nearest);)
    {
      double lo[3], hi[3];
      place_box (search, nearest.node, nearest.image, i, lo, hi);
      if (!maker->cutting->touches (maker->cell, lo, hi))
        {
          /* What is farther than any corner reaches ends the search. */
          if (nearest.distance_2 > 4 * maker->cell->r2_max * SLACK)
            break;
          continue;
        }
      uint32_t second = g_array_index (search->far->nodes, Node, nearest.node).second;
      if (second)
        {
          push_node (search, nearest.node + 1, nearest.image, i);
          push_node (search, second, nearest.image, i);
          continue;
        }
      VitCarve carved = carve_leaf (maker, search, i, &nearest, same);
      if (carved != VIT_CARVE_CLOSED)
        return carved;
    }
  return maker->cutting->finish (maker->cell) ? VIT_CARVE_CLOSED : VIT_CARVE_INCONSISTENT;
}

VitVoronoiState
vit_voronoi_far_make (const VitVoronoiFar *far, VitVoronoiMaker *maker, size_t i, GError **error)
{
  g_autoptr (GArray) heap = g_array_new (FALSE, FALSE, sizeof (Waiting));
  g_autoptr (GArray) sources = g_array_new (FALSE, FALSE, sizeof (Source));
  Search search = { .far = far, .heap = heap, .sources = sources };
  VitVoronoiState state = vit_voronoi_maker_carve (maker, i, carve, &search, error);
  if (state != VIT_VORONOI_CLOSED)
    return state;
  const VitVoronoiCell *cell = maker->cell;
  const VitVoronoiArrays *in = &cell->arrays;
  vit_voronoi_maker_begin_faces (maker, cell->n_planes);
  for (unsigned p = 0; p < cell->n_planes; p++)
    if ((in->alive[p / 64] >> p % 64 & 1) && in->n_edges[p] >= 3)
      {
        const Source *source = &g_array_index (sources, Source, in->tag[p]);
        vit_voronoi_maker_add_face (maker, source->rank,
                                    g_array_index (far->images, Image, source->image).image,
                                    in->area[p], in->n_edges[p]);
      }
  maker->volume = cell->volume;
  return state;
}
