#include "ui/scene/occlusion-private.h"

#include <math.h>
#include <string.h>

/* Total area of sprites, in areas of the viewport, below which few sprites can be hidden. */
#define LEAST_AREA 2.0

/* A grid of square cells over the viewport. All of a cell is covered by opaque spheres whose
 * surfaces are at its z or nearer to the viewer. */
typedef struct
{
  float size; /* pixels */
  int columns, rows;
  float *z;
} CoverGrid;

/* Bounds of a sprite's image. The disc of radius @inner is certainly covered, and nothing lies
 * outside @outer (pixels). No point is nearer than @front, and no point of the inner disc is
 * farther away than @back (view coordinate z, Å). */
typedef struct
{
  float x, y, inner, outer;
  float front, back;
} ImageBounds;

/* Bounds of the distortion of spheres by perspective: their images are longer by a factor of at
 * most @stretch, and their rims are farther away than their centres by at most @lean radii. */
typedef struct
{
  double width, height, scale;
  bool perspective;
  float stretch, lean;
} Projection;

static void
projection_init (Projection *lens, const VitDisplayList *list)
{
  const VitCamera *camera = &list->camera;
  *lens = (Projection){
    list->width, list->height, list->height / camera->height, camera->fov > 0, 1, 0
  };
  if (!lens->perspective)
    return;
  double slope = tan (camera->fov / 2) * hypot (1, list->width / list->height);
  lens->scale *= vit_camera_distance (camera);
  lens->stretch = hypot (1, slope);
  lens->lean = sin (atan (slope));
}

static bool
get_image_bounds (const Projection *lens, const VitSprite *sprite, ImageBounds *image)
{
  float scale = lens->scale, radius = sprite->radius, shift = 0, near = 0;
  if (lens->perspective)
    {
      scale /= -sprite->z;
      near = radius / -sprite->z;
      /* Close to the viewer the image is not centred on the centre's projection; such atoms are
       * always drawn. */
      if (near > 0.15f)
        return false;
      shift = near * radius * scale;
    }
  image->x = 0.5f * lens->width + scale * sprite->x;
  image->y = 0.5f * lens->height - scale * sprite->y;
  image->inner = radius * scale - shift - 1; /* less the smooth edge */
  image->outer = radius * scale * lens->stretch * (1 + near) + shift + 1;
  image->front = sprite->z + radius;
  image->back = sprite->z - lens->lean * radius;
  return true;
}

/* Truncation rounds the clamped value down. floorf() would be a function call in code compiled for
 * any x86-64. */
static inline int
get_cell (float x, int limit)
{
  return (int) CLAMP (x, 0, (float) limit);
}

/* The cells of row @row that a disc touches, or those that lie inside the disc if @within. */
static inline void
get_cells_of_row (const CoverGrid *cover,
                  float x,
                  float y,
                  float radius,
                  int row,
                  bool within,
                  int *first,
                  int *last)
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
  *first = get_cell (from, cover->columns);
  *last = get_cell (to, cover->columns);
  if (within)
    {
      *first += *first < from;
      *last -= 1;
    }
  *last = MIN (*last, cover->columns - 1);
}

static inline void
get_rows (const CoverGrid *cover, float y, float radius, int *first, int *last)
{
  *first = get_cell ((y - radius) / cover->size, cover->rows);
  *last = y + radius < 0 ? -1 : get_cell ((y + radius) / cover->size, cover->rows - 1);
}

static bool
is_hidden (const CoverGrid *cover, const ImageBounds *image)
{
  int top, bottom, first, last;
  get_rows (cover, image->y, image->outer, &top, &bottom);
  for (int row = top; row <= bottom; row++)
    {
      get_cells_of_row (cover, image->x, image->y, image->outer, row, false, &first, &last);
      for (int column = first; column <= last; column++)
        if (cover->z[row * cover->columns + column] < image->front)
          return false;
    }
  return true;
}

static void
add_cover (CoverGrid *cover, const ImageBounds *image)
{
  int top, bottom, first, last;
  if (image->inner <= 0)
    return;
  get_rows (cover, image->y, image->inner, &top, &bottom);
  for (int row = top; row <= bottom; row++)
    {
      get_cells_of_row (cover, image->x, image->y, image->inner, row, true, &first, &last);
      float *z = cover->z + row * cover->columns;
      for (int column = first; column <= last; column++)
        z[column] = MAX (z[column], image->back);
    }
}

/* Set the typical radius in pixels. Returns: whether sprites overlap so much that removal saves
 * time. */
static bool
is_worthwhile (const VitDisplayList *list, const Projection *lens, float *radius)
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
  return area * G_PI > LEAST_AREA * list->width * list->height;
}

void
vit_display_list_drop_hidden (VitDisplayList *list)
{
  Projection lens;
  float radius;
  projection_init (&lens, list);
  if (list->n_sprites == 0 || !is_worthwhile (list, &lens, &radius))
    return;
  CoverGrid cover = { .size = fmaxf (radius / 5, 1) };
  cover.columns = (int) ceil (list->width / cover.size);
  cover.rows = (int) ceil (list->height / cover.size);
  size_t n_cells = (size_t) cover.columns * cover.rows;
  cover.z = g_new (float, n_cells);
  for (size_t i = 0; i < n_cells; i++)
    cover.z[i] = -INFINITY;

  /* Go from front to back. The sprites that are kept collect at the end of the array, in the same
   * order. */
  size_t kept = list->n_sprites;
  for (size_t i = list->n_sprites; i-- > 0;)
    {
      VitSprite sprite = list->sprites[i];
      ImageBounds image;
      if (get_image_bounds (&lens, &sprite, &image))
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
