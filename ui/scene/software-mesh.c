#include "ui/scene/software-private.h"

/* Faces whose corners are farther away from the canvas than this are not drawn, pixels. */
#define FARTHEST 3e6

void
vit_canvas_place_vertices (VitCanvas *canvas)
{
  const VitDisplayList *list = canvas->list;
  const VitMeshVertex *vertices = (const VitMeshVertex *) list->vertices->data;
  canvas->places = g_new (VitFacePlace, MAX (list->vertices->len, 1));
  for (guint i = 0; i < list->vertices->len; i++)
    {
      const VitMeshVertex *v = &vertices[i];
      VitFacePlace *place = &canvas->places[i];
      double w = canvas->perspective ? -v->z : 1;
      double x = 0.5 * canvas->width + v->x / (canvas->per_pixel * w);
      double y = 0.5 * canvas->height - v->y / (canvas->per_pixel * w);
      *place = (VitFacePlace){ .x = G_MININT32 };
      if (!(w > 0) || !(fabs (x) < FARTHEST) || !(fabs (y) < FARTHEST))
        continue;
      place->x = (int32_t) lrint (x * VIT_SUBPIXELS);
      place->y = (int32_t) lrint (y * VIT_SUBPIXELS);
      place->depth = vit_canvas_depth (list, v->z, canvas->perspective);
      place->weight = (float) (1 / w);
    }
}

/* A triangle on the canvas: three edges whose functions are positive inside, and are scaled so that
 * they add up to @area. */
typedef struct
{
  const VitMeshVertex *vertex[3];
  const VitFacePlace *place[3];
  int64_t dx[3], dy[3]; /* of the edge opposite to a corner */
  bool owned[3];        /* whether pixels on that edge belong to the triangle */
  double area;
} Face;

static bool
face_init (Face *face, const VitCanvas *canvas, const uint32_t corners[3])
{
  const VitMeshVertex *vertices = (const VitMeshVertex *) canvas->list->vertices->data;
  for (int i = 0; i < 3; i++)
    {
      face->vertex[i] = &vertices[corners[i]];
      face->place[i] = &canvas->places[corners[i]];
      if (face->place[i]->x == G_MININT32)
        return false;
    }
  const VitFacePlace *const *p = face->place;
  int64_t area = ((int64_t) p[1]->x - p[0]->x) * ((int64_t) p[2]->y - p[0]->y) -
                 ((int64_t) p[1]->y - p[0]->y) * ((int64_t) p[2]->x - p[0]->x);
  if (area == 0)
    return false;
  for (int i = 0; i < 3; i++)
    {
      const VitFacePlace *a = p[(i + 1) % 3], *b = p[(i + 2) % 3];
      int sign = area > 0 ? 1 : -1;
      face->dx[i] = sign * ((int64_t) b->x - a->x);
      face->dy[i] = sign * ((int64_t) b->y - a->y);
      /* Pixels on an edge that two triangles share belong to one of them. */
      face->owned[i] = face->dy[i] < 0 || (face->dy[i] == 0 && face->dx[i] > 0);
    }
  face->area = (double) ABS (area);
  return true;
}

/* Set the weights of the corners at the middle of a pixel. Returns: whether it is inside. */
static inline bool
get_weights (const Face *face, int x, int y, double weights[3])
{
  int64_t px = (int64_t) x * VIT_SUBPIXELS + VIT_SUBPIXELS / 2;
  int64_t py = (int64_t) y * VIT_SUBPIXELS + VIT_SUBPIXELS / 2;
  for (int i = 0; i < 3; i++)
    {
      const VitFacePlace *a = face->place[(i + 1) % 3];
      int64_t e = face->dx[i] * (py - a->y) - face->dy[i] * (px - a->x);
      if (e < 0 || (e == 0 && !face->owned[i]))
        return false;
      weights[i] = (double) e / face->area;
    }
  return true;
}

/* Set colour and alpha at the point with the (perspective) @weights; see shaders/mesh.frag. */
static float
shade_face (const Face *face, const float weights[3], bool perspective, float colour[3])
{
  float point[3] = { 0 }, normal[3] = { 0 }, rgba[4] = { 0 };
  for (int i = 0; i < 3; i++)
    {
      const VitMeshVertex *v = face->vertex[i];
      const float p[3] = { v->x, v->y, v->z }, n[3] = { v->nx, v->ny, v->nz };
      const uint8_t c[4] = { v->colour.r, v->colour.g, v->colour.b, v->colour.a };
      for (int k = 0; k < 3; k++)
        {
          point[k] += weights[i] * p[k];
          normal[k] += weights[i] * n[k];
        }
      for (int k = 0; k < 4; k++)
        rgba[k] += weights[i] * c[k] / 255.0f;
    }
  float nn = normal[0] * normal[0] + normal[1] * normal[1] + normal[2] * normal[2];
  float unit = 1 / sqrtf (MAX (nn, 1e-12f)), square = normal[2] * unit;
  if (perspective)
    {
      float pp = point[0] * point[0] + point[1] * point[1] + point[2] * point[2];
      float dot = normal[0] * point[0] + normal[1] * point[1] + normal[2] * point[2];
      square = -dot * unit / sqrtf (pp);
    }
  for (int k = 0; k < 3; k++)
    normal[k] *= square < 0 ? -unit : unit;
  float diffuse, gloss;
  vit_canvas_light (normal, &diffuse, &gloss);
  for (int k = 0; k < 3; k++)
    colour[k] = rgba[k] * diffuse + gloss;
  return 1 - powf (1 - MIN (rgba[3], 1.0f), 1 / MAX (fabsf (square), 0.2f));
}

static void
paint_face (const VitBand *band, const Face *face, bool opaque, bool hidden)
{
  const VitCanvas *canvas = band->canvas;
  const VitFacePlace *const *p = face->place;
  int32_t low[2] = { MIN (MIN (p[0]->x, p[1]->x), p[2]->x), MIN (MIN (p[0]->y, p[1]->y), p[2]->y) };
  int32_t high[2] = { MAX (MAX (p[0]->x, p[1]->x), p[2]->x),
                      MAX (MAX (p[0]->y, p[1]->y), p[2]->y) };
  int x0 = MAX (low[0] / VIT_SUBPIXELS - 1, 0),
      x1 = MIN (high[0] / VIT_SUBPIXELS + 1, canvas->width - 1);
  int y0 = MAX (low[1] / VIT_SUBPIXELS - 1, band->first),
      y1 = MIN (high[1] / VIT_SUBPIXELS + 1, band->last - 1);
  for (int y = y0; y <= y1; y++)
    for (int x = x0; x <= x1; x++)
      {
        double screen[3];
        if (!get_weights (face, x, y, screen))
          continue;
        float depth =
            (float) (screen[0] * p[0]->depth + screen[1] * p[1]->depth + screen[2] * p[2]->depth);
        float *known = band->depth + (size_t) (y - band->first) * canvas->width + x;
        if (hidden && depth > *known)
          continue;
        if (opaque)
          *known = depth;
        float weights[3], colour[3], sum = 0;
        for (int i = 0; i < 3; i++)
          sum += weights[i] = (float) screen[i] * p[i]->weight;
        for (int i = 0; i < 3; i++)
          weights[i] /= sum;
        float alpha = shade_face (face, weights, canvas->perspective, colour);
        vit_canvas_blend (canvas->rgba + 4 * ((size_t) y * canvas->width + x), colour, alpha);
      }
}

void
vit_band_paint_faces (const VitBand *band, size_t first, size_t last)
{
  const VitDisplayList *list = band->canvas->list;
  const VitFacePlace *places = band->canvas->places;
  const uint32_t *faces = (const uint32_t *) list->faces->data;
  int32_t above = band->first * VIT_SUBPIXELS, below = band->last * VIT_SUBPIXELS;
  for (size_t k = first; k < last; k += 3)
    {
      int32_t y[3] = { places[faces[k]].y, places[faces[k + 1]].y, places[faces[k + 2]].y };
      Face face;
      if ((y[0] < above && y[1] < above && y[2] < above) ||
          (y[0] > below && y[1] > below && y[2] > below) ||
          !face_init (&face, band->canvas, faces + k))
        continue;
      paint_face (band, &face, k < list->n_opaque, k < list->n_hidden);
    }
}
