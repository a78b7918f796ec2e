#include "ui/scene/occlusion-private.h"

#include <math.h>
#include <string.h>

/* Below this total area of sprites, in viewports, few can be hidden. */
#define WORTHWHILE 2.0

/* The viewport in square cells. A cell's depth is a z that something opaque reaches all over it. */
typedef struct
{
  float size; /* pixels */
  int columns, rows;
  float *z;
} Cover;

/* A sprite's image: surely covered within @inner of the centre, nothing beyond @outer, no point
 * nearer than @front, none of the inner disc farther than @back. Pixels and Å. */
typedef struct
{
  float x, y, inner, outer;
  float front, back;
} Image;

/* How perspective distorts spheres at most: their images are longer by @stretch, and their rims
 * farther than their centres by @lean radii. */
typedef struct
{
  double width, height, scale;
  bool perspective;
  float stretch, lean;
} Lens;

static void
lens_init (Lens *lens, const VitDisplayList *list)
{
  const VitCamera *camera = &list->camera;
  *lens = (Lens){ list->width, list->height, list->height / camera->height, camera->fov > 0, 1, 0 };
  if (!lens->perspective)
    return;
  double slope = tan (camera->fov / 2) * hypot (1, list->width / list->height);
  lens->scale *= vit_camera_distance (camera);
  lens->stretch = hypot (1, slope);
  lens->lean = sin (atan (slope));
}

static bool
image_of (const Lens *lens, const VitSprite *sprite, Image *image)
{
  float scale = lens->scale, radius = sprite->radius, shift = 0, near = 0;
  if (lens->perspective)
    {
      scale /= -sprite->z;
      near = radius / -sprite->z;
      /* Close to the viewer an image leaves its centre; such atoms are always drawn. */
      if (near > 0.15f)
        return false;
      shift = near * radius * scale;
    }
  image->x = 0.5f * lens->width + scale * sprite->x;
  image->y = 0.5f * lens->height - scale * sprite->y;
  image->inner = radius * scale - shift - 1; /* without the smooth edge */
  image->outer = radius * scale * lens->stretch * (1 + near) + shift + 1;
  image->front = sprite->z + radius;
  image->back = sprite->z - lens->lean * radius;
  return true;
}

/* Conversion truncates, which for what is left of the cells is rounding down; floorf() and ceilf()
 * would be calls where this is compiled for any x86-64. */
static inline int
cell_down (float x, int limit)
{
  return (int) CLAMP (x, 0, (float) limit);
}

/* The cells of row @row that a disc touches or, if @within, that lie in it. */
static inline void
row_span (
    const Cover *cover, float x, float y, float radius, int row, bool within, int *first, int *last)
{
  float above = row * cover->size - y, below = above + cover->size;
  float dy = within ? MAX (ABS (above), ABS (below)) : MAX (MAX (above, -below), 0);
  *first = 0;
  *last = -1;
  if (dy >= radius)
    return;
  float half = sqrtf (radius * radius - dy * dy);
  float from = (x - half) / cover->size, to = (x + half) / cover->size;
  if (to < 0)
    return;
  *first = cell_down (from, cover->columns);
  *last = cell_down (to, cover->columns);
  if (within)
    {
      *first += *first < from;
      *last -= 1;
    }
  *last = MIN (*last, cover->columns - 1);
}

static inline void
rows_of (const Cover *cover, float y, float radius, int *first, int *last)
{
  *first = cell_down ((y - radius) / cover->size, cover->rows);
  *last = y + radius < 0 ? -1 : cell_down ((y + radius) / cover->size, cover->rows - 1);
}

static bool
is_hidden (const Cover *cover, const Image *image)
{
  int top, bottom, first, last;
  rows_of (cover, image->y, image->outer, &top, &bottom);
  for (int row = top; row <= bottom; row++)
    {
      row_span (cover, image->x, image->y, image->outer, row, false, &first, &last);
      for (int column = first; column <= last; column++)
        if (cover->z[row * cover->columns + column] < image->front)
          return false;
    }
  return true;
}

static void
add_cover (Cover *cover, const Image *image)
{
  int top, bottom, first, last;
  if (image->inner <= 0)
    return;
  rows_of (cover, image->y, image->inner, &top, &bottom);
  for (int row = top; row <= bottom; row++)
    {
      row_span (cover, image->x, image->y, image->inner, row, true, &first, &last);
      float *z = cover->z + row * cover->columns;
      for (int column = first; column <= last; column++)
        z[column] = MAX (z[column], image->back);
    }
}

/* Pixels of a typical radius, and whether sprites overlap enough for any of this to pay. */
static bool
worthwhile (const VitDisplayList *list, const Lens *lens, float *radius)
{
  double sum = 0, area = 0;
  for (size_t i = 0; i < list->n_sprites; i++)
    {
      double r = list->sprites[i].radius * lens->scale;
      if (lens->perspective)
        r /= -list->sprites[i].z;
      sum += r;
      area += r * r;
    }
  *radius = sum / list->n_sprites;
  return area * G_PI > WORTHWHILE * list->width * list->height;
}

void
vit_display_list_drop_hidden (VitDisplayList *list)
{
  Lens lens;
  float radius;
  lens_init (&lens, list);
  if (list->n_sprites == 0 || !worthwhile (list, &lens, &radius))
    return;
  Cover cover = { .size = fmaxf (radius / 5, 1) };
  cover.columns = (int) ceil (list->width / cover.size);
  cover.rows = (int) ceil (list->height / cover.size);
  size_t n_cells = (size_t) cover.columns * cover.rows;
  cover.z = g_new (float, n_cells);
  for (size_t i = 0; i < n_cells; i++)
    cover.z[i] = -INFINITY;

  /* Front to back; what stays gathers at the end of the array, still back to front. */
  size_t kept = list->n_sprites;
  for (size_t i = list->n_sprites; i-- > 0;)
    {
      VitSprite sprite = list->sprites[i];
      Image image;
      if (image_of (&lens, &sprite, &image))
        {
          if (is_hidden (&cover, &image))
            continue;
          if (sprite.colour.a == 255)
            add_cover (&cover, &image);
        }
      list->sprites[--kept] = sprite;
    }
  g_free (cover.z);
  list->n_sprites -= kept;
  memmove (list->sprites, list->sprites + kept, list->n_sprites * sizeof *list->sprites);
}
