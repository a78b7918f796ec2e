#include "ui/scene/software.h"

#include <math.h>
#include <string.h>

#include "core/base/parallel.h"
#include "ui/scene/resample-private.h"
#include "ui/scene/shading.h"
#include "ui/scene/software-private.h"

/* Number of rows that one task paints. */
#define BAND_ROWS 32

static void
shade_sphere (const VitSprite *sprite, const float normal[3], float ring, float colour[3])
{
  float diffuse, gloss;
  vit_canvas_light (normal, &diffuse, &gloss);
  const uint8_t base[3] = { sprite->colour.r, sprite->colour.g, sprite->colour.b };
  const uint8_t rim[3] = { sprite->ring.r, sprite->ring.g, sprite->ring.b };
  for (int c = 0; c < 3; c++)
    {
      float own = base[c] / 255.0f * diffuse + gloss;
      colour[c] = own + ring * (rim[c] / 255.0f - own);
    }
}

/* A sphere and the disc through its centre, facing the viewer, that just covers it. */
typedef struct
{
  float centre[3], radius;
  float right[3], up[3]; /* axes of the disc, unit vectors */
  float reach;           /* radius of the disc, Å */
  float pixels;          /* radius of the disc, pixels */
} Ball;

static void
ball_init (Ball *ball, const VitSprite *s, const VitCanvas *canvas)
{
  *ball = (Ball){ { s->x, s->y, s->z }, s->radius, { 1, 0, 0 }, { 0, 1, 0 }, s->radius };
  float w = 1;
  if (canvas->perspective)
    {
      const float *c = ball->centre;
      float d2 = c[0] * c[0] + c[1] * c[1] + c[2] * c[2], d = sqrtf (d2);
      ball->reach *= sqrtf (d2 / MAX (d2 - s->radius * s->radius, 1e-6f * d2));
      const float t[3] = { -c[0] / d, -c[1] / d, -c[2] / d };
      float flat = hypotf (t[0], t[2]);
      const float right[3] = { t[2] / flat, 0, -t[0] / flat };
      const float up[3] = { t[1] * right[2] - t[2] * right[1], t[2] * right[0] - t[0] * right[2],
                            t[0] * right[1] - t[1] * right[0] };
      memcpy (ball->right, right, sizeof right);
      memcpy (ball->up, up, sizeof up);
      w = -s->z;
    }
  ball->pixels = MAX (ball->reach / (canvas->per_pixel * w), 0.01f);
}

/* Set @disc to where the line of sight through pixel position (@x, @y) meets the disc, in radii of
 * the disc. For a perspective camera also set @point to that point, Å. */
static void
meet_disc (
    const VitCanvas *canvas, const Ball *ball, float x, float y, float disc[2], float point[3])
{
  const float *c = ball->centre;
  if (!canvas->perspective)
    {
      float per_reach = canvas->per_pixel / ball->reach;
      disc[0] = (x - 0.5f * canvas->width) * per_reach - c[0] / ball->reach;
      disc[1] = (0.5f * canvas->height - y) * per_reach - c[1] / ball->reach;
      return;
    }
  point[0] = (x - 0.5f * canvas->width) * canvas->per_pixel;
  point[1] = (0.5f * canvas->height - y) * canvas->per_pixel;
  point[2] = -1;
  float d2 = c[0] * c[0] + c[1] * c[1] + c[2] * c[2];
  float t = d2 / (point[0] * c[0] + point[1] * c[1] + point[2] * c[2]);
  for (int i = 0; i < 3; i++)
    point[i] *= t;
  disc[0] = disc[1] = 0;
  for (int i = 0; i < 3; i++)
    {
      disc[0] += (point[i] - c[i]) * ball->right[i] / ball->reach;
      disc[1] += (point[i] - c[i]) * ball->up[i] / ball->reach;
    }
}

static float
meet_surface (const VitCanvas *canvas,
              const Ball *ball,
              const float disc[2],
              const float point[3],
              float rho,
              float normal[3])
{
  const float *c = ball->centre;
  if (!canvas->perspective)
    {
      normal[0] = disc[0];
      normal[1] = disc[1];
      normal[2] = sqrtf (MAX (1 - rho * rho, 0));
      return c[2] + ball->radius * normal[2];
    }
  float pp = point[0] * point[0] + point[1] * point[1] + point[2] * point[2];
  float pc = point[0] * c[0] + point[1] * c[1] + point[2] * c[2];
  float gap = c[0] * c[0] + c[1] * c[1] + c[2] * c[2] - ball->radius * ball->radius;
  float t = (pc - sqrtf (MAX (pc * pc - pp * gap, 0))) / pp;
  for (int i = 0; i < 3; i++)
    normal[i] = (t * point[i] - c[i]) / ball->radius;
  return t * point[2];
}

/* Set the columns and rows whose pixels the ball may cover. Returns: %false if there are none. */
static bool
get_ball_extent (const Ball *ball, const VitBand *band, int x[2], int y[2])
{
  const VitCanvas *canvas = band->canvas;
  float per_pixel = canvas->per_pixel, stretch = 1;
  if (canvas->perspective)
    {
      per_pixel *= -ball->centre[2];
      /* A sphere's image is an ellipse that grows with the angle from the viewing axis. */
      float sx = ball->centre[0] / ball->centre[2], sy = ball->centre[1] / ball->centre[2];
      float near = ball->radius / -ball->centre[2];
      stretch = sqrtf (1 + sx * sx + sy * sy) / MAX (1 - near, 0.01f);
    }
  float r = ball->pixels * stretch + 1;
  float cx = 0.5f * canvas->width + ball->centre[0] / per_pixel;
  float cy = 0.5f * canvas->height - ball->centre[1] / per_pixel;
  x[0] = (int) CLAMP (floorf (cx - r), 0, canvas->width);
  x[1] = (int) CLAMP (ceilf (cx + r) + 1, 0, canvas->width);
  y[0] = (int) CLAMP (floorf (cy - r), band->first, band->last);
  y[1] = (int) CLAMP (ceilf (cy + r) + 1, band->first, band->last);
  return x[0] < x[1] && y[0] < y[1];
}

static void
paint_sphere (const VitBand *band, const VitSprite *sprite, bool solid)
{
  const VitCanvas *canvas = band->canvas;
  const VitDisplayList *list = canvas->list;
  Ball ball;
  int xs[2], ys[2];
  ball_init (&ball, sprite, canvas);
  if (!get_ball_extent (&ball, band, xs, ys))
    return;
  float ring_width = MIN (VIT_RING_WIDTH * list->scale, 0.25f * ball.pixels);
  for (int y = ys[0]; y < ys[1]; y++)
    for (int x = xs[0]; x < xs[1]; x++)
      {
        float disc[2], point[3], normal[3], colour[3];
        meet_disc (canvas, &ball, x + 0.5f, y + 0.5f, disc, point);
        float rho = sqrtf (disc[0] * disc[0] + disc[1] * disc[1]);
        float inside = (1 - rho) * ball.pixels;
        float cover = CLAMP (inside + 0.5f, 0, 1);
        if (cover <= 0)
          continue;
        float z = meet_surface (canvas, &ball, disc, point, rho, normal);
        float depth = vit_canvas_depth (list, z, canvas->perspective);
        float *known = band->depth + (size_t) (y - band->first) * canvas->width + x;
        if (depth > *known)
          continue;
        if (solid)
          *known = depth;
        float ring = sprite->ring.a / 255.0f * CLAMP (ring_width - inside + 0.5f, 0, 1);
        shade_sphere (sprite, normal, ring, colour);
        vit_canvas_blend (canvas->rgba + 4 * ((size_t) y * canvas->width + x), colour,
                          cover * sprite->colour.a / 255.0f);
      }
}

static void
paint_line (const VitBand *band, const VitLine *line, bool hidden)
{
  const VitCanvas *canvas = band->canvas;
  float dx = line->b[0] - line->a[0], dy = line->b[1] - line->a[1];
  float length = hypotf (dx, dy), half = 0.5f * line->width, reach = half + 1;
  dx = length > 0 ? dx / length : 1;
  dy = length > 0 ? dy / length : 0;
  int y0 = (int) CLAMP (floorf (MIN (line->a[1], line->b[1]) - reach), band->first, band->last);
  int y1 = (int) CLAMP (ceilf (MAX (line->a[1], line->b[1]) + reach), band->first, band->last);
  int x0 = (int) CLAMP (floorf (MIN (line->a[0], line->b[0]) - reach), 0, canvas->width);
  int x1 = (int) CLAMP (ceilf (MAX (line->a[0], line->b[0]) + reach), 0, canvas->width);
  const float colour[3] = { line->colour.r / 255.0f, line->colour.g / 255.0f,
                            line->colour.b / 255.0f };
  for (int y = y0; y < y1; y++)
    for (int x = x0; x < x1; x++)
      {
        float px = x + 0.5f - line->a[0], py = y + 0.5f - line->a[1];
        float along = CLAMP (px * dx + py * dy, 0, length);
        float away = hypotf (px - along * dx, py - along * dy);
        float cover = CLAMP (half + 0.5f - away, 0, 1) * MIN (2 * half, 1);
        if (cover <= 0)
          continue;
        float t = length > 0 ? along / length : 0;
        float depth = line->a[2] + t * (line->b[2] - line->a[2]);
        if (hidden && depth > band->depth[(size_t) (y - band->first) * canvas->width + x])
          continue;
        vit_canvas_blend (canvas->rgba + 4 * ((size_t) y * canvas->width + x), colour,
                          cover * line->colour.a / 255.0f);
      }
}

static void
paint_lines (const VitBand *band, const GArray *lines, bool hidden)
{
  for (guint i = 0; i < lines->len; i++)
    paint_line (band, &g_array_index (lines, VitLine, i), hidden);
}

/* Paint the sprites @first ... @last − 1; those that are not @solid hide nothing. */
static void
paint_spheres (const VitBand *band, size_t first, size_t last, bool solid)
{
  const VitDisplayList *list = band->canvas->list;
  for (size_t i = first; i < last; i++)
    if (band->canvas->stamps)
      vit_band_stamp_sphere (band, &list->sprites[i], solid);
    else
      paint_sphere (band, &list->sprites[i], solid);
}

static bool
paint_rows (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  const VitCanvas *canvas = data;
  const VitDisplayList *list = canvas->list;
  size_t n = (end - begin) * canvas->width;
  g_autofree float *depth = g_new (float, n);
  for (size_t i = 0; i < n; i++)
    depth[i] = 1;
  VitBand band = { canvas, begin, end, depth };

  const VitColour *b = &list->background;
  const uint8_t clear[4] = { (b->r * b->a + 127) / 255, (b->g * b->a + 127) / 255,
                             (b->b * b->a + 127) / 255, b->a };
  uint8_t *pixels = canvas->rgba + 4 * begin * canvas->width;
  for (size_t i = 0; i < n; i++)
    memcpy (pixels + 4 * i, clear, 4);

  paint_lines (&band, list->under, false);
  paint_spheres (&band, 0, list->n_solid, true);
  vit_band_paint_faces (&band, 0, list->n_opaque);
  paint_lines (&band, list->among, true);
  VitSlab slab = { 0 };
  while (vit_display_list_next_slab (list, &slab))
    {
      paint_spheres (&band, slab.sprites[0], slab.sprites[1], false);
      vit_band_paint_faces (&band, slab.faces[0], slab.faces[1]);
    }
  paint_lines (&band, list->front, true);
  vit_band_paint_faces (&band, list->n_hidden, list->faces->len);
  paint_lines (&band, list->on_top, false);
  vit_band_paint_arcs (&band, list->over);
  for (size_t i = 0; canvas->swapped && i < n; i++)
    {
      uint8_t red = pixels[4 * i];
      pixels[4 * i] = pixels[4 * i + 2];
      pixels[4 * i + 2] = red;
    }
  return true;
}

static void
paint (const VitDisplayList *list, uint8_t *rgba, bool swapped)
{
  double distance = vit_camera_distance (&list->camera);
  VitCanvas canvas = {
    .list = list,
    .width = (int) lrint (list->width),
    .height = (int) lrint (list->height),
    .perspective = distance > 0,
    .per_pixel = list->camera.height / list->height / (distance > 0 ? distance : 1),
    .rgba = rgba,
    .swapped = swapped,
  };
  vit_canvas_place_vertices (&canvas);
  canvas.stamps = canvas.perspective ? NULL : vit_stamps_new (&canvas);
  vit_parallel_for (canvas.height, BAND_ROWS, paint_rows, &canvas, NULL, NULL);
  g_free (canvas.places);
  vit_stamps_free (canvas.stamps);
}

void
vit_display_list_paint (const VitDisplayList *list, uint8_t *rgba)
{
  g_return_if_fail (list != NULL && rgba != NULL);
  paint (list, rgba, false);
}

void
vit_display_list_paint_bgra (const VitDisplayList *list, uint8_t *bgra)
{
  g_return_if_fail (list != NULL && bgra != NULL);
  paint (list, bgra, true);
}

void
vit_scene_render_software (
    const VitScene *scene, int width, int height, double scale, int supersampling, uint8_t *rgba)
{
  g_return_if_fail (scene != NULL && rgba != NULL && width > 0 && height > 0 && scale > 0);
  g_return_if_fail (supersampling >= 1 && supersampling <= 4);
  g_autoptr (VitDisplayList) list = vit_display_list_new ();
  list->prune = true;
  vit_display_list_build (list, scene, (double) width * supersampling,
                          (double) height * supersampling, scale * supersampling);
  if (supersampling == 1)
    {
      vit_display_list_paint (list, rgba);
      return;
    }
  size_t n = (size_t) width * height * supersampling * supersampling;
  g_autofree uint8_t *pixels = g_malloc_n (n, 4);
  vit_display_list_paint (list, pixels);
  vit_resample (pixels, width, height, supersampling, false, rgba);
}
