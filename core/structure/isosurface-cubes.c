#include <string.h>

#include "core/base/error.h"
#include "core/structure/isosurface-private.h"

/* ---- The cases ---- */

/* The edge between two neighbouring corners. */
static int
find_edge (int a, int b)
{
  int low = a & b, d = (a ^ b) == 1 ? 0 : (a ^ b) == 2 ? 1 : 2;
  return 4 * d + (low >> (d + 1) % 3 & 1) + 2 * (low >> (d + 2) % 3 & 1);
}

/* Bits of the two faces, 2 k + side, that an edge lies on. */
static unsigned
get_edge_faces (int edge)
{
  int d = edge / 4, u = (d + 1) % 3, v = (d + 2) % 3;
  return 1u << (2 * u + (edge & 1)) | 1u << (2 * v + (edge >> 1 & 1));
}

/* Set @next: of each edge that the surface crosses, the one that follows it around the inside. On a
 * face with four crossings every corner inside is kept apart from the other, whichever cube looks
 * at it. */
static void
link_edges (unsigned inside, int next[12])
{
  for (int k = 0; k < 3; k++)
    for (int side = 0; side < 2; side++)
      {
        /* The corners of the face, counter-clockwise as seen from outside. */
        int u = 1 << (k + 1) % 3, v = 1 << (k + 2) % 3, base = side << k;
        const int around[4] = { base, base + (side ? u : v), base + u + v, base + (side ? v : u) };
        for (int i = 0; i < 4; i++)
          {
            int before = around[(i + 3) % 4], j = i;
            if (!(inside >> around[i] & 1) || (inside >> before & 1))
              continue;
            while (inside >> around[(j + 1) % 4] & 1)
              j++;
            next[find_edge (before, around[i])] = find_edge (around[j % 4], around[(j + 1) % 4]);
          }
      }
}

/* Append triangles of a polygon without a diagonal in a face of the cube, where the next cube may
 * have the same one. Returns: whether there are any. */
static bool
split_polygon (VitCubeCase *cube, const int *edges, int n)
{
  if (n < 3)
    return true;
  uint8_t before = cube->n;
  for (int m = 1; m < n - 1; m++)
    {
      bool bad = (m > 1 && (get_edge_faces (edges[0]) & get_edge_faces (edges[m]))) ||
                 (m < n - 2 && (get_edge_faces (edges[m]) & get_edge_faces (edges[n - 1])));
      if (bad)
        continue;
      uint8_t *out = cube->edges + 3 * cube->n++;
      out[0] = (uint8_t) edges[0];
      out[1] = (uint8_t) edges[m];
      out[2] = (uint8_t) edges[n - 1];
      if (split_polygon (cube, edges, m + 1) && split_polygon (cube, edges + m, n - m))
        return true;
      cube->n = before;
    }
  return false;
}

static void
make_case (VitCubeCase *cube, unsigned inside)
{
  int next[12];
  for (int e = 0; e < 12; e++)
    next[e] = -1;
  link_edges (inside, next);
  for (int e = 0; e < 12; e++)
    {
      int polygon[12], n = 0;
      for (int at = e; next[at] >= 0;)
        {
          polygon[n++] = at;
          int following = next[at];
          next[at] = -1;
          at = following;
        }
      bool split = split_polygon (cube, polygon, n);
      g_assert (split);
    }
}

const VitCubeCase *
vit_cube_cases (void)
{
  static VitCubeCase cases[256];
  static gsize made = 0;
  if (g_once_init_enter (&made))
    {
      for (unsigned inside = 0; inside < 256; inside++)
        make_case (&cases[inside], inside);
      g_once_init_leave (&made, 1);
    }
  return cases;
}

/* ---- Walking over the grid ---- */

typedef struct
{
  const VitIsosurfaceGrid *grid;
  GArray *crossings;
  uint32_t *known[2];     /* of two layers of nodes, by edge: index of the crossing + 1, or 0 */
  GHashTable *known_flat; /* the same for flat pieces */
} Tracer;

static uint32_t
append_crossing (Tracer *tracer, const size_t at[3], int dir, int flat)
{
  const VitIsosurfaceGrid *grid = tracer->grid;
  VitCrossing crossing = { .dir = (int8_t) dir, .flat = (int8_t) flat };
  for (int k = 0; k < 3; k++)
    {
      crossing.node[k] = (int32_t) at[k] - (grid->closed[k] ? 1 : 0);
      if (crossing.node[k] < 0)
        crossing.node[k] = 0;
      if (k == dir || !grid->closed[k])
        continue;
      crossing.faces |= (uint8_t) ((crossing.node[k] == 0) << (2 * k));
      crossing.faces |= (uint8_t) ((crossing.node[k] == (int32_t) grid->n[k]) << (2 * k + 1));
    }
  /* An edge that leaves the box begins or ends at its face. */
  if (flat >= 0 && dir == flat / 2)
    {
      crossing.dir = 3;
      crossing.faces |= (uint8_t) (1 << flat);
    }
  g_array_append_val (tracer->crossings, crossing);
  return tracer->crossings->len;
}

/* Returns: the crossing of an edge of the cube at @cube. */
static uint32_t
find_crossing (Tracer *tracer, const size_t cube[3], int edge, int flat)
{
  const VitIsosurfaceGrid *grid = tracer->grid;
  int d = edge / 4, u = (d + 1) % 3, v = (d + 2) % 3;
  size_t at[3] = { cube[0], cube[1], cube[2] };
  at[u] += edge & 1;
  at[v] += edge >> 1 & 1;
  size_t place = 3 * (at[1] * grid->size[0] + at[0]) + d;
  if (flat < 0)
    {
      uint32_t *known = &tracer->known[at[2] % 2][place];
      if (*known == 0)
        *known = append_crossing (tracer, at, d, flat);
      return *known - 1;
    }
  uint64_t key = ((uint64_t) at[2] * grid->size[0] * grid->size[1] * 3 + place) * 6 + flat;
  gpointer known = g_hash_table_lookup (tracer->known_flat, &key);
  if (!known)
    {
      known = GUINT_TO_POINTER (append_crossing (tracer, at, d, flat));
      g_hash_table_insert (tracer->known_flat, g_memdup2 (&key, sizeof key), known);
    }
  return GPOINTER_TO_UINT (known) - 1;
}

/* Returns: −1 for a cube in the box, 2 k + side for one beyond a face where the surface is closed,
 * −2 for one beyond several, which has no volume and no area. */
static int
find_face (const VitIsosurfaceGrid *grid, const size_t cube[3])
{
  int face = -1;
  for (int k = 0; k < 3; k++)
    {
      if (!grid->closed[k] || (cube[k] > 0 && cube[k] + 2 < grid->size[k]))
        continue;
      face = face == -1 ? 2 * k + (cube[k] > 0) : -2;
      if (face == -2)
        return face;
    }
  return face;
}

/* Append the triangles of the cubes between a layer of nodes and the next. */
static void
trace_layer (Tracer *tracer, size_t layer, GArray *surface, GArray *flat)
{
  const VitIsosurfaceGrid *grid = tracer->grid;
  const VitCubeCase *cases = vit_cube_cases ();
  size_t nx = grid->size[0], ny = grid->size[1];
  for (size_t row = 0; row + 1 < ny; row++)
    {
      const uint8_t *a = grid->inside + (layer * ny + row) * nx, *b = a + nx;
      const uint8_t *c = a + nx * ny, *d = c + nx;
      unsigned left = 0;
      for (size_t i = 0; i < nx; i++)
        {
          unsigned right = a[i] | b[i] << 2 | c[i] << 4 | d[i] << 6;
          unsigned inside = left | right << 1;
          left = right;
          if (i == 0 || inside == 0 || inside == 255)
            continue;
          const size_t cube[3] = { i - 1, row, layer };
          int face = find_face (grid, cube);
          for (int k = 0; face != -2 && k < cases[inside].n; k++)
            {
              uint32_t corners[3];
              for (int j = 0; j < 3; j++)
                corners[j] = find_crossing (tracer, cube, cases[inside].edges[3 * k + j], face);
              g_array_append_vals (face >= 0 ? flat : surface, corners, 3);
            }
        }
    }
}

bool
vit_isosurface_cubes_trace (const VitIsosurfaceGrid *grid,
                            GArray *crossings,
                            GArray *surface,
                            GArray *flat,
                            VitProgress *progress,
                            GError **error)
{
  size_t n = 3 * grid->size[0] * grid->size[1];
  Tracer tracer = { grid, crossings, { g_new0 (uint32_t, n), g_new0 (uint32_t, n) }, NULL };
  tracer.known_flat = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  bool ok = true;
  for (size_t layer = 0; ok && layer + 1 < grid->size[2]; layer++)
    {
      ok = vit_progress_step (progress, layer, grid->size[2], error);
      memset (tracer.known[(layer + 1) % 2], 0, n * sizeof (uint32_t));
      if (ok)
        trace_layer (&tracer, layer, surface, flat);
      if (ok && (surface->len > G_MAXUINT / 4 || flat->len > G_MAXUINT / 4))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                       "the surface has too many triangles at this width");
          ok = false;
        }
    }
  g_free (tracer.known[0]);
  g_free (tracer.known[1]);
  g_hash_table_unref (tracer.known_flat);
  return ok;
}
