#include <math.h>
#include <string.h>

#include "core/base/vec3.h"

#include "core/structure/isosurface-private.h"

static void
subtract (const double a[3], const double b[3], double d[3])
{
  for (int k = 0; k < 3; k++)
    d[k] = a[k] - b[k];
}

/* How much the surface bends between two vertices: squared distance times curvature. */
static double
get_bend (const double a[3], const double b[3], const double na[3], const double nb[3])
{
  double d[3], n[3];
  subtract (b, a, d);
  subtract (nb, na, n);
  return vit_vec3_dot (d, n);
}

/* Area that a surface has over its flat triangle of area @area. Its height there is ½ Σ bend λ λ'
 * over the pairs of barycentric coordinates, and ∫ ½ |grad height|² is exact from the middles of
 * the edges. */
static double
get_excess (const double edges[3][3], const double bends[3], double area)
{
  double sum = 0;
  for (int m = 0; m < 3; m++)
    {
      double lambda[3] = { 0.5, 0.5, 0.5 }, slope[3];
      lambda[m] = 0;
      /* @bends[i] belongs to the edge opposite to corner i. */
      for (int i = 0; i < 3; i++)
        {
          int j = (i + 1) % 3, k = (i + 2) % 3;
          slope[i] = 0.5 * (bends[k] * lambda[j] + bends[j] * lambda[k]);
        }
      for (int i = 0; i < 3; i++)
        for (int j = 0; j < 3; j++)
          sum += slope[i] * slope[j] * vit_vec3_dot (edges[i], edges[j]) / (4 * area * area);
    }
  return fmin (sum / 3 * 0.5 * area, 0.5 * area);
}

/* The normal of a surface in a flat piece that it ends at. Returns: whether it has one there. */
static bool
get_normal_in_plane (const double normal[3], const double face[3], double in_plane[3])
{
  double away = vit_vec3_dot (normal, face);
  for (int k = 0; k < 3; k++)
    in_plane[k] = normal[k] - away * face[k];
  double length = sqrt (vit_vec3_dot (in_plane, in_plane));
  for (int k = 0; k < 3; k++)
    in_plane[k] /= length;
  return length > 1e-6;
}

/* The faces of the box: normals outwards. */
typedef struct
{
  double middle[3];
  double normal[6][3];
} Faces;

static void
find_faces (Faces *faces, const VitCell *cell)
{
  double g[3][3];
  vit_cell_inverse (cell, g);
  for (int k = 0; k < 3; k++)
    {
      faces->middle[k] = 0.5 * (cell->h[0][k] + cell->h[1][k] + cell->h[2][k]);
      double length = sqrt (vit_vec3_dot (g[k], g[k]));
      for (int side = 0; side < 2; side++)
        {
          for (int i = 0; i < 3; i++)
            faces->normal[2 * k + side][i] = (side ? 1 : -1) * g[k][i] / length;
        }
    }
}

/* A triangle of the surface: corners, normals, faces of the box that they are on, the edges
 * opposite to them. */
typedef struct
{
  const double *x[3], *normals[3];
  uint8_t on[3];
  double edges[3][3], unit[3], area;
} Triangle;

/* Add what lies at the edge opposite to corner @i beyond the prism over the triangle: towards the
 * next triangle, up to the mean normal; at a face of the box up to the face. */
static void
add_edge (VitIsosurface *surface, const Faces *faces, const Triangle *triangle, int i, double bend)
{
  int j = (i + 1) % 3, k = (i + 2) % 3;
  const double *a = triangle->normals[j], *b = triangle->normals[k];
  double outwards[3], in_plane[2][3], to[3];
  vit_vec3_cross (triangle->edges[i], triangle->unit, outwards);
  for (int face = 0; face < 6; face++)
    {
      const double *normal = faces->normal[face];
      if (!((triangle->on[j] & triangle->on[k]) >> face & 1) ||
          !get_normal_in_plane (a, normal, in_plane[0]) ||
          !get_normal_in_plane (b, normal, in_plane[1]))
        continue;
      a = in_plane[0];
      b = in_plane[1];
      bend = get_bend (triangle->x[j], triangle->x[k], a, b);
      break;
    }
  for (int d = 0; d < 3; d++)
    to[d] = 0.5 * (a[d] + b[d]);
  surface->area += bend * vit_vec3_dot (to, outwards) / 12;
}

/* Add what curvature adds to a triangle. */
static void
add_curved (VitIsosurface *surface, const Faces *faces, const Triangle *triangle)
{
  double bends[3];
  for (int i = 0; i < 3; i++)
    {
      int j = (i + 1) % 3, k = (i + 2) % 3;
      bends[i] =
          get_bend (triangle->x[j], triangle->x[k], triangle->normals[j], triangle->normals[k]);
      add_edge (surface, faces, triangle, i, bends[i]);
    }
  surface->volume += triangle->area / 24 * (bends[0] + bends[1] + bends[2]);
  surface->area += triangle->area + get_excess (triangle->edges, bends, triangle->area);
}

void
vit_isosurface_measure (VitIsosurface *surface,
                        const VitCell *cell,
                        const double *x,
                        const double *normals,
                        const VitCrossing *crossings)
{
  Faces faces;
  find_faces (&faces, cell);
  surface->volume = surface->area = 0;
  for (size_t t = 0; t < surface->n_triangles; t++)
    {
      const uint32_t *corner = surface->triangles + 3 * t;
      Triangle triangle;
      double vector[3], from[3];
      for (int i = 0; i < 3; i++)
        {
          triangle.x[i] = x + 3 * (size_t) corner[i];
          triangle.normals[i] = normals + 3 * (size_t) corner[i];
          triangle.on[i] = crossings[corner[i]].faces;
        }
      for (int i = 0; i < 3; i++)
        subtract (triangle.x[(i + 2) % 3], triangle.x[(i + 1) % 3], triangle.edges[i]);
      vit_vec3_cross (triangle.edges[1], triangle.edges[2], vector);
      subtract (triangle.x[0], faces.middle, from);
      surface->volume += vit_vec3_dot (from, vector) / 6;
      double twice = sqrt (vit_vec3_dot (vector, vector));
      if (t >= surface->n_surface || !(twice > 0))
        continue;
      triangle.area = twice / 2;
      for (int k = 0; k < 3; k++)
        triangle.unit[k] = vector[k] / twice;
      add_curved (surface, &faces, &triangle);
    }
}
