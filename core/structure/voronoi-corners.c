#include "core/structure/voronoi-corners.h"

#include <math.h>
#include <string.h>

#include "core/base/vec3.h"

/* Most atoms around one vertex. */
#define MOST_CORNERS 48

VitVoronoiCorners *
vit_voronoi_corners_new (double tolerance)
{
  VitVoronoiCorners *corners = g_new0 (VitVoronoiCorners, 1);
  corners->tolerance = tolerance;
  corners->tried = g_array_new (FALSE, FALSE, sizeof (VitVoronoiTried));
  corners->seen = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  return corners;
}

void
vit_voronoi_corners_free (VitVoronoiCorners *corners)
{
  if (!corners)
    return;
  g_array_unref (corners->tried);
  g_free (corners->tetrahedra);
  g_array_unref (corners->seen);
  g_free (corners);
}

/* ---- Order ---- */

static int
compare_images (const int8_t a[3], const int8_t b[3])
{
  for (int k = 0; k < 3; k++)
    if (a[k] != b[k])
      return a[k] < b[k] ? -1 : 1;
  return 0;
}

/* Whether the atom of rank @i itself comes before an image of an atom. */
static bool
is_lower (size_t i, uint32_t rank, const int8_t image[3])
{
  static const int8_t none[3] = { 0, 0, 0 };
  return i < rank || (i == rank && compare_images (none, image) < 0);
}

static int
compare_atoms (const VitVoronoiTried *a, const VitVoronoiTried *b)
{
  return a->rank != b->rank ? (a->rank < b->rank ? -1 : 1) : compare_images (a->image, b->image);
}

static void
reserve (VitVoronoiCorners *corners, size_t n)
{
  if (n <= corners->room)
    return;
  corners->room = 2 * n + 64;
  corners->tetrahedra = g_renew (VitVoronoiTetrahedron, corners->tetrahedra, corners->room);
}

static inline void
add_tetrahedron (VitVoronoiCorners *corners, size_t i, const VitVoronoiTried *others[3])
{
  /* Sort three. */
  for (int k = 1; k < 3; k++)
    for (int m = k; m > 0 && compare_atoms (others[m], others[m - 1]) < 0; m--)
      {
        const VitVoronoiTried *swapped = others[m];
        others[m] = others[m - 1];
        others[m - 1] = swapped;
      }
  reserve (corners, corners->n_tetrahedra + 1);
  VitVoronoiTetrahedron *tetrahedron = &corners->tetrahedra[corners->n_tetrahedra++];
  tetrahedron->rank[0] = (uint32_t) i;
  for (int k = 0; k < 3; k++)
    {
      tetrahedron->rank[k + 1] = others[k]->rank;
      memcpy (tetrahedron->image[k], others[k]->image, sizeof others[k]->image);
    }
}

/* ---- Cells that were walked: three faces meet in every vertex ---- */

/* A row of the walk's arrays. */
#define ROW_OF(offset) ((offset) / VIT_VORONOI_WALK_ROW)

static void
find_centroid_of_walk (VitVoronoiCorners *corners, const VitVoronoiWalk *walk)
{
  /* Pyramids over the triangles of each edge with the feet of its planes: six
   * times the volume, times four times the centroid. */
  double sum[3] = { 0 }, volumes[VIT_VORONOI_WALK_PLANES] = { 0 };
  for (unsigned e = 0; e < walk->n_edges; e++)
    {
      const double *u = walk->vertex[ROW_OF (walk->begin[e])],
                   *v = walk->vertex[ROW_OF (walk->end[e])];
      unsigned left = ROW_OF (walk->left[e]), right = ROW_OF (walk->right[e]);
      const double *l = walk->normal[left], *r = walk->normal[right];
      double c[3] = { u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                      u[0] * v[1] - u[1] * v[0] };
      double over_left = l[0] * c[0] + l[1] * c[1] + l[2] * c[2],
             over_right = -(r[0] * c[0] + r[1] * c[1] + r[2] * c[2]), both = over_left + over_right;
      volumes[left] += over_left;
      volumes[right] += over_right;
      for (int k = 0; k < 3; k++)
        sum[k] += both * (u[k] + v[k]);
    }
  double whole = 0;
  for (uint64_t left = walk->faces; left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      whole += volumes[p];
      for (int k = 0; k < 3; k++)
        sum[k] += 0.5 * volumes[p] * walk->normal[p][k];
    }
  for (int k = 0; k < 3; k++)
    corners->centroid[k] = sum[k] / (4 * whole);
}

/* Atoms and images in their order as numbers: the rank, then the image along each box vector. */
static inline uint64_t
get_key (uint32_t rank, const int8_t image[3])
{
  return (uint64_t) rank << 24 | (uint64_t) (uint8_t) (image[0] + 128) << 16 |
         (uint64_t) (uint8_t) (image[1] + 128) << 8 | (uint8_t) (image[2] + 128);
}

static inline void
set_corner (VitVoronoiTetrahedron *tetrahedron, int k, uint64_t key)
{
  tetrahedron->rank[k + 1] = (uint32_t) (key >> 24);
  for (int m = 0; m < 3; m++)
    tetrahedron->image[k][m] = (int8_t) ((int) (key >> (16 - 8 * m) & 0xff) - 128);
}

/* Each vertex is written, and kept if it is the turn of this atom: which is not to be foretold. */
void
vit_voronoi_corners_take_walk (VitVoronoiBuilder *builder, size_t i)
{
  static const int8_t none[3] = { 0, 0, 0 };
  const VitGrid *grid = builder->grid;
  const VitVoronoiWalk *walk = builder->walk;
  VitVoronoiCorners *corners = builder->corners;
  uint64_t keys[VIT_VORONOI_WALK_PLANES], higher = 0, own = get_key ((uint32_t) i, none);
  for (uint64_t left = walk->faces; left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      uint32_t slot = walk->tag[p];
      keys[p] = get_key (grid->rank[slot], grid->image[slot]);
      higher |= (uint64_t) (keys[p] > own) << p;
    }
  reserve (corners, walk->n_vertices);
  size_t n = 0;
  for (unsigned v = 0; v < walk->n_vertices; v++)
    {
      unsigned a = ROW_OF (walk->first[v]), b = ROW_OF (walk->second[v]),
               c = ROW_OF (walk->third[v]);
      uint64_t low = MIN (keys[a], keys[b]), high = MAX (keys[a], keys[b]), other = keys[c];
      VitVoronoiTetrahedron *to = &corners->tetrahedra[n];
      to->rank[0] = (uint32_t) i;
      set_corner (to, 0, MIN (low, other));
      set_corner (to, 1, MAX (low, MIN (high, other)));
      set_corner (to, 2, MAX (high, other));
      n += higher >> a & higher >> b & higher >> c & 1;
    }
  corners->n_tetrahedra = n;
  find_centroid_of_walk (corners, walk);
}

/* ---- Cells that were cut ---- */

static void
find_centroid_of_cut (VitVoronoiCorners *corners, const VitVoronoiCell *cell)
{
  const VitVoronoiArrays *in = &cell->arrays;
  double sum[3] = { 0 }, whole = 0;
  unsigned n_vertices = 0;
  for (unsigned w = 0; w * 64 < cell->n_slots; w++)
    n_vertices += (unsigned) __builtin_popcountll (in->live_vertices[w]);
  for (unsigned e = 0; e < 3 * n_vertices / 2; e++)
    {
      uint64_t edge = in->cut_edges[e];
      const double *l = in->normal[edge & 0xffff], *r = in->normal[edge >> 16 & 0xffff],
                   *u = in->vertex[edge >> 32 & 0xffff], *v = in->vertex[edge >> 48];
      double c[3] = { u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2],
                      u[0] * v[1] - u[1] * v[0] };
      double over_left = l[0] * c[0] + l[1] * c[1] + l[2] * c[2],
             over_right = -(r[0] * c[0] + r[1] * c[1] + r[2] * c[2]);
      whole += over_left + over_right;
      for (int k = 0; k < 3; k++)
        sum[k] +=
            (over_left + over_right) * (u[k] + v[k]) + 0.5 * (over_left * l[k] + over_right * r[k]);
    }
  for (int k = 0; k < 3; k++)
    corners->centroid[k] = sum[k] / (4 * whole);
}

/* Whether the atoms around a vertex were divided before: vertices that rounding
 * has split. */
static bool
is_seen (VitVoronoiCorners *corners, const uint32_t *near, uint32_t n)
{
  GArray *seen = corners->seen;
  for (guint at = 0; at < seen->len;)
    {
      uint32_t n_there = g_array_index (seen, uint32_t, at);
      if (n_there == n &&
          memcmp (&g_array_index (seen, uint32_t, at + 1), near, n * sizeof *near) == 0)
        return true;
      at += n_there + 1;
    }
  g_array_append_val (seen, n);
  g_array_append_vals (seen, near, n);
  return false;
}

/* The corners of a polytope on a sphere: the atom itself, then others. */
typedef struct
{
  unsigned n;
  const VitVoronoiTried *atoms[MOST_CORNERS];
  double x[MOST_CORNERS][3];
} Polytope;

/* The corners in the plane of three of them, as a set, and on how many sides of
 * it others lie. */
static uint64_t
find_plane (const Polytope *body, unsigned a, unsigned b, unsigned c, double thickness, int *sides)
{
  double n[3];
  uint64_t on = 0;
  bool above = false, below = false;
  vit_vec3_normal (body->x[a], body->x[b], body->x[c], n);
  double limit = thickness * sqrt (vit_vec3_dot (n, n));
  for (unsigned p = 0; p < body->n; p++)
    {
      double d[3];
      for (int k = 0; k < 3; k++)
        d[k] = body->x[p][k] - body->x[a][k];
      double height = vit_vec3_dot (n, d);
      on |= (uint64_t) (fabs (height) <= limit || p == a || p == b || p == c) << p;
      above = above || height > limit;
      below = below || height < -limit;
    }
  *sides = above + below;
  return on;
}

/* The next corner of a face around its middle. */
static unsigned
find_next (const Polytope *body, uint64_t face, unsigned from, const double normal[3])
{
  unsigned next = from;
  for (uint64_t left = face & ~(UINT64_C (1) << from); left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      double n[3];
      if (next == from)
        {
          next = p;
          continue;
        }
      vit_vec3_normal (body->x[from], body->x[next], body->x[p], n);
      if (vit_vec3_dot (n, normal) < 0)
        next = p;
    }
  return next;
}

/* Divide a face into triangles at its lowest corner; with the lowest corner of
 * the body each is a tetrahedron. */
static void
divide_face (VitVoronoiCorners *corners, const Polytope *body, size_t i, uint64_t face)
{
  unsigned lowest = MOST_CORNERS, others[3], n = 0;
  double normal[3];
  for (uint64_t left = face; left; left &= left - 1)
    {
      unsigned p = (unsigned) __builtin_ctzll (left);
      if (lowest == MOST_CORNERS || compare_atoms (body->atoms[p], body->atoms[lowest]) < 0)
        lowest = p;
      if (n < 3)
        others[n++] = p;
    }
  vit_vec3_normal (body->x[others[0]], body->x[others[1]], body->x[others[2]], normal);
  unsigned from = find_next (body, face, lowest, normal), to = find_next (body, face, from, normal);
  for (unsigned steps = 0; to != lowest && steps < MOST_CORNERS; steps++)
    {
      const VitVoronoiTried *triangle[3] = { body->atoms[lowest], body->atoms[from],
                                             body->atoms[to] };
      add_tetrahedron (corners, i, triangle);
      from = to;
      to = find_next (body, face, from, normal);
    }
}

static void
divide_polytope (VitVoronoiCorners *corners, const Polytope *body, size_t i, double size)
{
  uint64_t faces[4 * MOST_CORNERS];
  unsigned n_faces = 0;
  /* In a plane that is a face the corners are as far from the sphere's middle
   * as the tolerance says; that much they may be off the plane. */
  double thickness = 1e3 * corners->tolerance * size;
  for (unsigned a = 1; a < body->n; a++)
    for (unsigned b = a + 1; b < body->n; b++)
      for (unsigned c = b + 1; c < body->n; c++)
        {
          int sides;
          uint64_t face = find_plane (body, a, b, c, thickness, &sides);
          bool known = sides != 1 || (face & 1);
          for (unsigned k = 0; k < n_faces && !known; k++)
            known = faces[k] == face;
          if (known)
            continue;
          if (n_faces == G_N_ELEMENTS (faces))
            {
              corners->failed = true;
              return;
            }
          faces[n_faces++] = face;
          divide_face (corners, body, i, face);
        }
}

/* The atoms that are as far from a vertex as the cell's own. */
static void
take_vertex (VitVoronoiCorners *corners, size_t i, const double x[3])
{
  double square = vit_vec3_dot (x, x), limit = corners->tolerance * square;
  const VitVoronoiTried *tried = (const VitVoronoiTried *) (void *) corners->tried->data;
  uint32_t near[MOST_CORNERS], n = 0;
  bool is_lowest = true;
  for (guint t = 0; t < corners->tried->len; t++)
    {
      const double *d = tried[t].d;
      double slack = 0.5 * vit_vec3_dot (d, d) - vit_vec3_dot (x, d);
      if (slack > limit)
        continue;
      if (n == MOST_CORNERS - 1)
        {
          corners->failed = true;
          return;
        }
      near[n++] = t;
      is_lowest = is_lowest && is_lower (i, tried[t].rank, tried[t].image);
    }
  corners->failed = corners->failed || n < 3;
  if (!is_lowest || n < 3 || is_seen (corners, near, n))
    return;
  if (n == 3)
    {
      const VitVoronoiTried *others[3] = { &tried[near[0]], &tried[near[1]], &tried[near[2]] };
      add_tetrahedron (corners, i, others);
      return;
    }
  Polytope body = { .n = n + 1 };
  for (uint32_t k = 0; k < n; k++)
    {
      body.atoms[k + 1] = &tried[near[k]];
      memcpy (body.x[k + 1], tried[near[k]].d, sizeof body.x[k + 1]);
    }
  divide_polytope (corners, &body, i, sqrt (square));
}

void
vit_voronoi_corners_take_cut (VitVoronoiBuilder *builder, size_t i)
{
  VitVoronoiCorners *corners = builder->corners;
  const VitVoronoiCell *cell = builder->cell;
  const VitVoronoiArrays *in = &cell->arrays;
  corners->n_tetrahedra = 0;
  g_array_set_size (corners->seen, 0);
  for (unsigned v = 0; v < cell->n_slots; v++)
    if (in->live_vertices[v / 64] >> v % 64 & 1)
      take_vertex (corners, i, in->vertex[v]);
  find_centroid_of_cut (corners, cell);
}
