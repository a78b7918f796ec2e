/* Spheres from stamps: shading is the same for all atoms of one size that are seen without
 * perspective. */

#include <string.h>

#include "ui/scene/software-private.h"

/* Places within a pixel, in each direction. */
#define PHASES 6

/* Sizes of atoms, and their greatest radius in pixels. */
#define MAX_SIZES 8
#define MAX_RADIUS 48.0f

/* Atoms of one size below which they are painted one by one. */
#define LEAST_ATOMS 100

/* A pixel of a stamp: the colour is base × diffuse / 256 + gloss. */
typedef struct
{
  float height; /* of the surface over the centre, in radii */
  uint16_t diffuse;
  uint8_t gloss, cover, ring;
} StampPixel;

typedef struct
{
  float radius; /* Å */
  float pixels;
  int reach, side; /* pixels from the middle to the edge, and from edge to edge */
  StampPixel *pixel;
} StampSize;

struct _VitStamps
{
  int n;
  StampSize sizes[MAX_SIZES];
};

/* Paint one pixel, whose middle lies at (@x, @y), y upwards, from the centre of the sphere. */
static void
set_pixel (StampPixel *pixel, float x, float y, float radius, float ring_width)
{
  float rho = sqrtf (x * x + y * y) / radius, inside = (1 - rho) * radius;
  float cover = CLAMP (inside + 0.5f, 0, 1);
  const float normal[3] = { x / radius, y / radius, sqrtf (MAX (1 - rho * rho, 0)) };
  float diffuse, gloss;
  vit_canvas_light (normal, &diffuse, &gloss);
  *pixel = (StampPixel){
    .height = normal[2],
    .diffuse = (uint16_t) (diffuse * 256 + 0.5f),
    .gloss = vit_canvas_to_byte (gloss),
    .cover = vit_canvas_to_byte (cover),
    .ring = vit_canvas_to_byte (CLAMP (ring_width - inside + 0.5f, 0, 1)),
  };
}

static void
size_init (StampSize *size, const VitCanvas *canvas, float radius)
{
  size->radius = radius;
  size->pixels = MAX (radius / (float) canvas->per_pixel, 0.01f);
  size->reach = (int) ceilf (size->pixels + 1);
  size->side = 2 * size->reach + 1;
  size_t n = (size_t) size->side * size->side;
  size->pixel = g_new (StampPixel, n * PHASES * PHASES);
  float ring_width = MIN (VIT_RING_WIDTH * (float) canvas->list->scale, 0.25f * size->pixels);
  StampPixel *pixel = size->pixel;
  for (int v = 0; v < PHASES; v++)
    for (int u = 0; u < PHASES; u++)
      for (int y = -size->reach; y <= size->reach; y++)
        for (int x = -size->reach; x <= size->reach; x++)
          set_pixel (pixel++, x + 0.5f - (u + 0.5f) / PHASES, (v + 0.5f) / PHASES - (y + 0.5f),
                     size->pixels, ring_width);
}

static const StampSize *
find_size (const VitStamps *stamps, float radius)
{
  for (int i = 0; i < stamps->n; i++)
    if (stamps->sizes[i].radius == radius)
      return &stamps->sizes[i];
  return NULL;
}

/* Find the sizes of the atoms. Returns: %false if there are too many or one is too large. */
static bool
list_sizes (VitStamps *stamps, const VitCanvas *canvas)
{
  const VitDisplayList *list = canvas->list;
  float largest = MAX_RADIUS * (float) canvas->per_pixel;
  for (size_t i = 0; i < list->n_sprites; i++)
    {
      float radius = list->sprites[i].radius;
      if (find_size (stamps, radius))
        continue;
      if (stamps->n == MAX_SIZES || radius > largest)
        return false;
      stamps->sizes[stamps->n++].radius = radius;
    }
  return list->n_sprites >= (size_t) stamps->n * LEAST_ATOMS;
}

VitStamps *
vit_stamps_new (const VitCanvas *canvas)
{
  VitStamps *stamps = g_new0 (VitStamps, 1);
  if (!list_sizes (stamps, canvas))
    {
      g_free (stamps);
      return NULL;
    }
  for (int i = 0; i < stamps->n; i++)
    size_init (&stamps->sizes[i], canvas, stamps->sizes[i].radius);
  return stamps;
}

void
vit_stamps_free (VitStamps *stamps)
{
  if (!stamps)
    return;
  for (int i = 0; i < stamps->n; i++)
    g_free (stamps->sizes[i].pixel);
  g_free (stamps);
}

/* @x / 255, rounded, for products of two bytes. */
static inline unsigned
divide (unsigned x)
{
  return (x + 128 + ((x + 128) >> 8)) >> 8;
}

static inline void
put_pixel (const StampPixel *stamp, const VitSprite *sprite, uint8_t *pixel)
{
  const uint8_t base[3] = { sprite->colour.r, sprite->colour.g, sprite->colour.b };
  const uint8_t rim[3] = { sprite->ring.r, sprite->ring.g, sprite->ring.b };
  unsigned ring = sprite->ring.a > 0 ? divide (stamp->ring * (unsigned) sprite->ring.a) : 0;
  unsigned alpha =
      sprite->colour.a < 255 ? divide (stamp->cover * (unsigned) sprite->colour.a) : stamp->cover;
  for (int c = 0; c < 3; c++)
    {
      unsigned own = MIN (((base[c] * (unsigned) stamp->diffuse + 128) >> 8) + stamp->gloss, 255);
      if (ring > 0)
        own = divide (own * (255 - ring) + rim[c] * ring);
      pixel[c] = (uint8_t) (alpha == 255 ? own : divide (own * alpha + pixel[c] * (255 - alpha)));
    }
  pixel[3] = (uint8_t) (alpha + divide (pixel[3] * (255 - alpha)));
}

void
vit_band_stamp_sphere (const VitBand *band, const VitSprite *sprite, bool solid)
{
  const VitCanvas *canvas = band->canvas;
  const VitDisplayList *list = canvas->list;
  const StampSize *size = find_size (canvas->stamps, sprite->radius);
  float cx = 0.5f * canvas->width + sprite->x / (float) canvas->per_pixel;
  float cy = 0.5f * canvas->height - sprite->y / (float) canvas->per_pixel;
  float left = floorf (cx), top = floorf (cy);
  if (!(left > -1e6f && left < 1e6f && top > -1e6f && top < 1e6f))
    return;
  int u = MIN ((int) ((cx - left) * PHASES), PHASES - 1);
  int v = MIN ((int) ((cy - top) * PHASES), PHASES - 1);
  int x0 = (int) left - size->reach, y0 = (int) top - size->reach;
  int first = MAX (y0, band->first), last = MIN (y0 + size->side, band->last);
  int begin = MAX (x0, 0), end = MIN (x0 + size->side, canvas->width);
  float depth = vit_canvas_depth (list, sprite->z, false);
  float deeper = (float) list->depth[1] * sprite->radius;
  const StampPixel *stamp = size->pixel + (size_t) (v * PHASES + u) * size->side * size->side;
  for (int y = first; y < last; y++)
    {
      const StampPixel *from = stamp + (size_t) (y - y0) * size->side - x0;
      float *known = band->depth + (size_t) (y - band->first) * canvas->width;
      uint8_t *row = canvas->rgba + 4 * (size_t) y * canvas->width;
      for (int x = begin; x < end; x++)
        {
          float here = depth + deeper * from[x].height;
          if (from[x].cover == 0 || here > known[x])
            continue;
          if (solid)
            known[x] = here;
          put_pixel (&from[x], sprite, row + 4 * x);
        }
    }
}
