#include "ui/scene/arrows-private.h"

#include <math.h>
#include <stdlib.h>

#include "ui/scene/lines-private.h"
#include "ui/scene/scene-private.h"

/* Width of the shaft, Å; of the head, and its length, in widths of the shaft. */
#define SHAFT 0.24
#define HEAD_WIDTH 2.8
#define HEAD_LENGTH 3.2

/* Limits of the width of the shaft, pixels at scale 1. */
#define LEAST_SHAFT 1.0
#define MOST_SHAFT 3

/* Width of the rim that sets an arrow off from what is behind it, pixels at scale 1. */
#define RIM 0.5

/* Lines that a head is made of: each is narrower than the one before. */
#define N_HEAD 5

void
vit_scene_set_arrows (VitScene *scene, const VitArrows *arrows)
{
  g_return_if_fail (scene != NULL);
  g_return_if_fail (!arrows || (isfinite (arrows->scale) && arrows->longest > 0));
  g_free ((gpointer) scene->arrows.d);
  scene->arrows = (VitArrows){ 0 };
  if (!arrows || !arrows->d || scene->n == 0)
    return;
  scene->arrows = *arrows;
  scene->arrows.d = g_memdup2 (arrows->d, 3 * scene->n * sizeof *arrows->d);
}

bool
vit_scene_has_arrows (const VitScene *scene)
{
  return scene->arrows.d != NULL;
}

typedef struct
{
  double from[3], to[3], depth;
  VitColour colour;
} Arrow;

static int
compare_depths (const void *a, const void *b)
{
  double x = ((const Arrow *) a)->depth, y = ((const Arrow *) b)->depth;
  return (x > y) - (x < y);
}

/* Set the arrow of an atom. Returns: %false if it has none. */
static bool
get_arrow (const VitScene *scene,
           size_t i,
           VitColour (*colour_of) (const VitScene *scene, size_t i),
           Arrow *arrow)
{
  const VitArrows *arrows = &scene->arrows;
  const float *d = arrows->d + 3 * i;
  double s[3], view[3];
  double length = sqrt ((double) d[0] * d[0] + (double) d[1] * d[1] + (double) d[2] * d[2]);
  if (!isfinite (length) || length < arrows->least || length == 0 ||
      vit_scene_is_left_out (scene, i) || !vit_scene_locate (scene, i, s))
    return false;
  arrow->colour = colour_of (scene, i);
  if (arrow->colour.a == 0)
    return false;
  if (arrows->by_length)
    {
      uint8_t alpha = arrow->colour.a;
      arrow->colour = scene->colours[(int) (CLAMP (length / arrows->longest, 0, 1) * 255 + 0.5)];
      arrow->colour.a = alpha;
    }
  vit_scene_to_world (scene, s, arrow->from);
  for (int k = 0; k < 3; k++)
    arrow->to[k] = arrow->from[k] + arrows->scale * (double) d[k];
  vit_camera_to_view (&scene->camera, arrow->to, view);
  arrow->depth = view[2];
  return true;
}

static void
draw_arrow (VitDisplayList *list,
            GArray *lines,
            const Arrow *arrow,
            double shaft,
            double rim,
            VitColour colour)
{
  double from[2], to[2], scale, tip[3], neck[3];
  if (!vit_camera_project (&list->camera, list->width, list->height, arrow->from, from, &scale) ||
      !vit_camera_project (&list->camera, list->width, list->height, arrow->to, to, &scale))
    return;
  /* The head is as long as it is seen. */
  double seen = hypot (to[0] - from[0], to[1] - from[1]);
  double head = fmin (HEAD_LENGTH * shaft, 0.6 * seen), part = seen > 0 ? head / seen : 0;
  double wide = HEAD_WIDTH * shaft * fmin (1, head / (HEAD_LENGTH * shaft));
  for (int k = 0; k < 3; k++)
    neck[k] = arrow->to[k] - part * (arrow->to[k] - arrow->from[k]);
  vit_display_list_add_edge (list, lines, arrow->from, neck, shaft + 2 * rim, colour);
  for (int j = 0; j < N_HEAD && part > 0; j++)
    {
      double low = (double) j / N_HEAD, high = (j + 1.0) / N_HEAD, begin[3];
      for (int k = 0; k < 3; k++)
        {
          begin[k] = neck[k] + low * (arrow->to[k] - neck[k]);
          tip[k] = neck[k] + high * (arrow->to[k] - neck[k]);
        }
      vit_display_list_add_edge (list, lines, begin, tip, wide * (1 - (low + high) / 2) + 2 * rim,
                                 colour);
    }
}

void
vit_display_list_add_arrows (VitDisplayList *list,
                             const VitScene *scene,
                             VitColour (*colour_of) (const VitScene *scene, size_t i))
{
  if (!scene->arrows.d || !scene->has_frame)
    return;
  g_autoptr (GArray) arrows = g_array_new (FALSE, FALSE, sizeof (Arrow));
  const VitThinning *drawn = vit_scene_get_drawn (scene);
  size_t n = drawn ? drawn->n : scene->n;
  for (size_t k = 0; k < n; k++)
    {
      size_t i = drawn ? drawn->atoms[k] : k;
      Arrow arrow;
      if (get_arrow (scene, i, colour_of, &arrow))
        g_array_append_val (arrows, arrow);
    }
  qsort (arrows->data, arrows->len, sizeof (Arrow), compare_depths);
  GArray *lines = list->front;
  guint n_before = lines->len;
  double per_angstrom = list->height / scene->camera.height;
  double shaft = CLAMP (SHAFT * per_angstrom, LEAST_SHAFT * list->scale, MOST_SHAFT * list->scale);
  for (guint i = 0; i < arrows->len; i++)
    {
      const Arrow *arrow = &g_array_index (arrows, Arrow, i);
      VitColour ink = scene->style.outline;
      ink.a = arrow->colour.a;
      draw_arrow (list, lines, arrow, shaft, RIM * list->scale, ink);
      draw_arrow (list, lines, arrow, shaft, 0, arrow->colour);
    }
  for (guint i = n_before; scene->axis >= 0 && i < lines->len; i++)
    {
      VitLine *line = &g_array_index (lines, VitLine, i);
      line->a[2] = line->b[2] = 0;
    }
}
