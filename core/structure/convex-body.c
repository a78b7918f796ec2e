#include "core/structure/convex-body.h"

#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "core/base/vec3.h"
#include "core/base/error.h"

/* Distances below this fraction of the size are none. */
#define TOLERANCE 1e-9

typedef struct
{
  double x[3];
} Point;

/* A face while it is being made. */
typedef struct
{
  GArray *corners; /* element-type Point */
  double normal[3];
  bool real; /* not one of the cube that a cell begins with */
} Face;

static void
face_clear (gpointer data)
{
  Face *face = data;
  g_clear_pointer (&face->corners, g_array_unref);
}

static GArray *
new_faces (void)
{
  GArray *faces = g_array_new (FALSE, FALSE, sizeof (Face));
  g_array_set_clear_func (faces, face_clear);
  return faces;
}

void
vit_convex_body_free (VitConvexBody *polyhedron)
{
  if (!polyhedron)
    return;
  g_free (polyhedron->starts);
  g_free (polyhedron->corners);
  g_free (polyhedron->normals);
  g_free (polyhedron);
}

static VitConvexBody *
new_polyhedron (const GArray *faces)
{
  VitConvexBody *polyhedron = g_new0 (VitConvexBody, 1);
  size_t n = 0;
  for (guint f = 0; f < faces->len; f++)
    n += g_array_index (faces, Face, f).corners->len;
  polyhedron->n_faces = faces->len;
  polyhedron->starts = g_new (size_t, faces->len + 1);
  polyhedron->corners = g_new (double, MAX (3 * n, 1));
  polyhedron->normals = g_new (double, MAX (3 * faces->len, 1));
  n = 0;
  for (guint f = 0; f < faces->len; f++)
    {
      const Face *face = &g_array_index (faces, Face, f);
      const Point *p = (const Point *) face->corners->data;
      polyhedron->starts[f] = n;
      memcpy (polyhedron->normals + 3 * f, face->normal, sizeof face->normal);
      double twice = 0;
      for (guint i = 0; i < face->corners->len; i++)
        {
          memcpy (polyhedron->corners + 3 * n++, p[i].x, sizeof p[i].x);
          if (i < 2)
            continue;
          double a[3], b[3], c[3];
          for (int k = 0; k < 3; k++)
            {
              a[k] = p[i - 1].x[k] - p[0].x[k];
              b[k] = p[i].x[k] - p[0].x[k];
            }
          vit_vec3_cross (a, b, c);
          twice += vit_vec3_dot (c, face->normal);
        }
      polyhedron->area += twice / 2;
      polyhedron->volume += twice / 6 * vit_vec3_dot (p[0].x, face->normal);
    }
  polyhedron->starts[faces->len] = n;
  return polyhedron;
}

/* ---- Polygons ---- */

/* A point in a plane, and the one in space. */
typedef struct
{
  double u, v;
  Point point;
} Flat;

static int
compare_flat (const void *a, const void *b)
{
  const Flat *p = a, *q = b;
  if (p->u != q->u)
    return p->u < q->u ? -1 : 1;
  return (p->v > q->v) - (p->v < q->v);
}

/* Twice the area of a triangle, positive if it is counter-clockwise. */
static double
turn (const Flat *a, const Flat *b, const Flat *c)
{
  return (b->u - a->u) * (c->v - a->v) - (b->v - a->v) * (c->u - a->u);
}

/* Returns: (nullable): the corners of the convex hull of points in a plane, counter-clockwise about
 * @normal; %NULL if they lie on a line. Andrew's chain of sorted points. */
static GArray *
wrap_polygon (const GArray *points, const double normal[3], double size)
{
  guint n = points->len;
  /* Edges of crystals have special directions, which must not be that of the sorting: corners on
   * an edge across it would have no order. */
  const double axis[3] = { 0.5377, -0.2718, 0.7982 }, other[3] = { 0.1234, 0.9123, 0.3907 };
  double u[3], v[3];
  vit_vec3_cross (axis, normal, u);
  if (vit_vec3_dot (u, u) < 0.01)
    vit_vec3_cross (other, normal, u);
  double length = sqrt (vit_vec3_dot (u, u));
  for (int k = 0; k < 3; k++)
    u[k] /= length;
  vit_vec3_cross (normal, u, v);
  g_autofree Flat *flat = g_new (Flat, MAX (n, 1));
  g_autofree Flat *hull = g_new (Flat, 2 * (size_t) n + 2);
  for (guint i = 0; i < n; i++)
    {
      const Point *p = &g_array_index (points, Point, i);
      flat[i] = (Flat){ vit_vec3_dot (p->x, u), vit_vec3_dot (p->x, v), *p };
    }
  qsort (flat, n, sizeof *flat, compare_flat);
  double least = TOLERANCE * size * size;
  size_t count = 0;
  for (int side = 0; side < 2; side++)
    {
      size_t base = count > 0 ? count - 1 : 0;
      for (guint j = 0; j < n; j++)
        {
          guint i = side ? n - 1 - j : j;
          if (side && j == 0)
            continue;
          while (count >= base + 2 && turn (&hull[count - 2], &hull[count - 1], &flat[i]) <= least)
            count--;
          hull[count++] = flat[i];
        }
    }
  GArray *corners = g_array_new (FALSE, FALSE, sizeof (Point));
  for (size_t i = 0; i + 1 < count; i++)
    g_array_append_val (corners, hull[i].point);
  if (corners->len >= 3)
    return corners;
  g_array_unref (corners);
  return NULL;
}

/* ---- Hulls ---- */

#define WORDS (VIT_CONVEX_BODY_MAX_POINTS / 64)

/* Points in a plane. */
typedef struct
{
  uint64_t words[WORDS];
} PointSet;

/* Find the points on the plane with the unit @normal through @at. Returns: 1 if all others are
 * below it, −1 above, 0 on both sides or none. */
static int
find_side (const double *points,
           size_t n,
           const double *at,
           const double normal[3],
           double near,
           PointSet *on)
{
  bool above = false, below = false;
  *on = (PointSet){ { 0 } };
  for (size_t i = 0; i < n; i++)
    {
      const double *p = points + 3 * i;
      const double d[3] = { p[0] - at[0], p[1] - at[1], p[2] - at[2] };
      double away = vit_vec3_dot (d, normal);
      if (fabs (away) <= near)
        on->words[i / 64] |= UINT64_C (1) << i % 64;
      above = above || away > near;
      below = below || away < -near;
      if (above && below)
        return 0;
    }
  return above == below ? 0 : below ? 1 : -1;
}

static void
add_hull_face (GArray *faces,
               const double *points,
               size_t n,
               const PointSet *on,
               const double *normal,
               double size)
{
  g_autoptr (GArray) set = g_array_new (FALSE, FALSE, sizeof (Point));
  for (size_t i = 0; i < n; i++)
    if (on->words[i / 64] >> i % 64 & 1)
      g_array_append_vals (set, points + 3 * i, 1);
  Face face = { .corners = wrap_polygon (set, normal, size), .real = true };
  memcpy (face.normal, normal, sizeof face.normal);
  if (face.corners)
    g_array_append_val (faces, face);
}

static bool
is_known (const GArray *sets, const PointSet *set)
{
  for (guint i = 0; i < sets->len; i++)
    if (memcmp (&g_array_index (sets, PointSet, i), set, sizeof *set) == 0)
      return true;
  return false;
}

/* Add the face through three points, if there is one. */
static void
try_face (GArray *faces,
          GArray *sets,
          const double *points,
          size_t n,
          const size_t corner[3],
          double size)
{
  double a[3], b[3], normal[3];
  for (int d = 0; d < 3; d++)
    {
      a[d] = points[3 * corner[1] + d] - points[3 * corner[0] + d];
      b[d] = points[3 * corner[2] + d] - points[3 * corner[0] + d];
    }
  vit_vec3_cross (a, b, normal);
  double length = sqrt (vit_vec3_dot (normal, normal));
  if (!(length > 1e-6 * size * size))
    return;
  for (int d = 0; d < 3; d++)
    normal[d] /= length;
  PointSet on;
  int side = find_side (points, n, points + 3 * corner[0], normal, TOLERANCE * size, &on);
  if (side == 0 || is_known (sets, &on))
    return;
  for (int d = 0; d < 3; d++)
    normal[d] *= side;
  g_array_append_val (sets, on);
  add_hull_face (faces, points, n, &on, normal, size);
}

VitConvexBody *
vit_convex_body_new_hull (const double *points, size_t n, GError **error)
{
  g_return_val_if_fail (n == 0 || points, NULL);
  if (n > VIT_CONVEX_BODY_MAX_POINTS)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
                   "a polyhedron of %zu neighbours is not drawn: %d at most", n,
                   VIT_CONVEX_BODY_MAX_POINTS);
      return NULL;
    }
  double size = 0;
  for (size_t i = 0; i < n; i++)
    size = fmax (size, sqrt (vit_vec3_dot (points + 3 * i, points + 3 * i)));
  g_autoptr (GArray) faces = new_faces ();
  g_autoptr (GArray) sets = g_array_new (FALSE, FALSE, sizeof (PointSet));
  for (size_t i = 0; i < n; i++)
    for (size_t j = i + 1; j < n; j++)
      for (size_t k = j + 1; k < n; k++)
        try_face (faces, sets, points, n, (const size_t[3]){ i, j, k }, size);
  if (faces->len >= 4)
    return new_polyhedron (faces);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INAPPLICABLE,
               "%zu neighbour%s make%s no polyhedron: they lie in a plane", n, n == 1 ? "" : "s",
               n == 1 ? "s" : "");
  return NULL;
}

/* ---- Cells ---- */

static void
append_cube (GArray *faces, double half)
{
  for (int k = 0; k < 3; k++)
    for (int side = -1; side <= 1; side += 2)
      {
        Face face = { .corners = g_array_new (FALSE, FALSE, sizeof (Point)) };
        static const int around[4][2] = { { -1, -1 }, { 1, -1 }, { 1, 1 }, { -1, 1 } };
        for (int i = 0; i < 4; i++)
          {
            Point p;
            p.x[k] = side * half;
            p.x[(k + 1) % 3] = around[i][0] * half * side;
            p.x[(k + 2) % 3] = around[i][1] * half;
            g_array_append_val (face.corners, p);
          }
        face.normal[k] = side;
        g_array_append_val (faces, face);
      }
}

/* Cut a face by the plane x · normal = offset, and add its points on the plane to @edge. Returns:
 * whether anything is left of it. */
static bool
cut_face (Face *face, const double normal[3], double offset, double near, GArray *edge)
{
  guint n = face->corners->len;
  GArray *kept = g_array_new (FALSE, FALSE, sizeof (Point));
  for (guint i = 0; i < n; i++)
    {
      const Point *a = &g_array_index (face->corners, Point, i);
      const Point *b = &g_array_index (face->corners, Point, (i + 1) % n);
      double da = vit_vec3_dot (a->x, normal) - offset, db = vit_vec3_dot (b->x, normal) - offset;
      if (da <= near)
        g_array_append_vals (kept, a, 1);
      if (fabs (da) <= near)
        g_array_append_vals (edge, a, 1);
      if ((da < -near && db > near) || (da > near && db < -near))
        {
          Point p;
          double t = da / (da - db);
          for (int k = 0; k < 3; k++)
            p.x[k] = a->x[k] + t * (b->x[k] - a->x[k]);
          g_array_append_val (kept, p);
          g_array_append_val (edge, p);
        }
    }
  g_array_unref (face->corners);
  face->corners = kept;
  return kept->len >= 3;
}

/* Cut all by the bisecting plane of a point. */
static void
cut_cell (GArray *faces, const double point[3], double half)
{
  double length = sqrt (vit_vec3_dot (point, point)), normal[3], near = TOLERANCE * half;
  for (int k = 0; k < 3; k++)
    normal[k] = point[k] / length;
  bool touched = false;
  for (guint f = 0; f < faces->len && !touched; f++)
    {
      const GArray *corners = g_array_index (faces, Face, f).corners;
      for (guint i = 0; i < corners->len && !touched; i++)
        touched = vit_vec3_dot (g_array_index (corners, Point, i).x, normal) > length / 2 + near;
    }
  if (!touched)
    return;
  g_autoptr (GArray) edge = g_array_new (FALSE, FALSE, sizeof (Point));
  for (guint f = faces->len; f-- > 0;)
    if (!cut_face (&g_array_index (faces, Face, f), normal, length / 2, near, edge))
      g_array_remove_index (faces, f);
  Face face = { .corners = wrap_polygon (edge, normal, half), .real = true };
  memcpy (face.normal, normal, sizeof normal);
  if (face.corners)
    g_array_append_val (faces, face);
}

/* Distance of the farthest corner. */
static double
get_reach (const GArray *faces)
{
  double reach2 = 0;
  for (guint f = 0; f < faces->len; f++)
    {
      const GArray *corners = g_array_index (faces, Face, f).corners;
      for (guint i = 0; i < corners->len; i++)
        {
          const double *x = g_array_index (corners, Point, i).x;
          reach2 = fmax (reach2, vit_vec3_dot (x, x));
        }
    }
  return sqrt (reach2);
}

typedef struct
{
  double d[3], r2;
} Near;

static int
compare_near (const void *a, const void *b)
{
  const Near *p = a, *q = b;
  return (p->r2 > q->r2) - (p->r2 < q->r2);
}

/* All atoms and images within @radius of an atom, by distance; not the atom itself. */
static GArray *
find_near (const VitCell *cell, const double *x, size_t n, size_t atom, double radius)
{
  GArray *found = g_array_new (FALSE, FALSE, sizeof (Near));
  double widths[3], own[3];
  vit_cell_widths (cell, widths);
  vit_cell_to_scaled (cell, x + 3 * atom, own);
  for (size_t i = 0; i < n; i++)
    {
      double s[3];
      int low[3], high[3];
      vit_cell_to_scaled (cell, x + 3 * i, s);
      for (int k = 0; k < 3; k++)
        {
          s[k] -= own[k];
          low[k] = (int) ceil (-radius / widths[k] - s[k]);
          high[k] = (int) floor (radius / widths[k] - s[k]);
        }
      for (int a = low[0]; a <= high[0]; a++)
        for (int b = low[1]; b <= high[1]; b++)
          for (int c = low[2]; c <= high[2]; c++)
            {
              const double t[3] = { s[0] + a, s[1] + b, s[2] + c };
              Near near;
              for (int k = 0; k < 3; k++)
                near.d[k] = t[0] * cell->h[0][k] + t[1] * cell->h[1][k] + t[2] * cell->h[2][k];
              near.r2 = vit_vec3_dot (near.d, near.d);
              bool itself = i == atom && near.r2 < 1e-12 * radius * radius;
              if (near.r2 <= radius * radius && !itself)
                g_array_append_val (found, near);
            }
    }
  qsort (found->data, found->len, sizeof (Near), compare_near);
  return found;
}

/* Leave out corners that rounding has doubled, and faces that touch the cell in an edge or a point
 * alone, as in crystals. */
static void
tidy_cell (GArray *faces, double size)
{
  for (guint f = faces->len; f-- > 0;)
    {
      Face *face = &g_array_index (faces, Face, f);
      GArray *corners = wrap_polygon (face->corners, face->normal, size);
      g_array_unref (face->corners);
      face->corners = corners;
      if (!corners)
        g_array_remove_index (faces, f);
    }
}

static bool
is_closed (const GArray *faces)
{
  for (guint f = 0; f < faces->len; f++)
    if (!g_array_index (faces, Face, f).real)
      return false;
  return true;
}

VitConvexBody *
vit_convex_body_new_voronoi (
    const VitCell *cell, const double *x, size_t n, size_t atom, GError **error)
{
  g_return_val_if_fail (cell && x && atom < n, NULL);
  if (!cell->periodic[0] || !cell->periodic[1] || !cell->periodic[2])
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "Voronoi cells need a box that is periodic in all directions");
      return NULL;
    }
  double lengths[3];
  vit_cell_lengths (cell, lengths);
  double longest = fmax (lengths[0], fmax (lengths[1], lengths[2]));
  /* Own images are no farther than the longest vector: the cell is closed at the latest then. */
  for (double radius = fmin (8, longest);; radius *= 1.5)
    {
      g_autoptr (GArray) near = find_near (cell, x, n, atom, radius);
      g_autoptr (GArray) faces = new_faces ();
      append_cube (faces, radius);
      for (guint i = 0; i < near->len; i++)
        {
          const Near *point = &g_array_index (near, Near, i);
          if (!(point->r2 > 1e-18 * radius * radius))
            {
              g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                           "two atoms are at the same position");
              return NULL;
            }
          if (point->r2 > 4 * get_reach (faces) * get_reach (faces))
            break;
          cut_cell (faces, point->d, radius);
        }
      tidy_cell (faces, radius);
      if (is_closed (faces) && 2 * get_reach (faces) <= radius)
        return new_polyhedron (faces);
      if (radius > 16 * longest)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "the Voronoi cell of an atom is open");
          return NULL;
        }
    }
}
