/* Arcs on the software renderer's canvas. */

#include "ui/scene/software-private.h"

/* An arc with what is the same for all of its pixels. Directions have y upwards. */
typedef struct
{
  float x, y, radius, half;
  float from[2], to[2]; /* unit vectors to the ends */
  bool whole, wide;     /* a full circle; more than half of one */
  float colour[3], alpha;
} ArcStroke;

static void
stroke_init (ArcStroke *stroke, const VitArcLine *arc)
{
  float span = arc->to - arc->from;
  *stroke = (ArcStroke){
    .x = arc->x,
    .y = arc->y,
    .radius = arc->radius,
    .half = 0.5f * arc->width,
    .from = { cosf (arc->from), sinf (arc->from) },
    .to = { cosf (arc->to), sinf (arc->to) },
    .whole = span >= 2 * (float) G_PI - 1e-4f,
    .wide = span > (float) G_PI,
    .colour = { arc->colour.r / 255.0f, arc->colour.g / 255.0f, arc->colour.b / 255.0f },
    .alpha = arc->colour.a / 255.0f * MIN (arc->width, 1),
  };
}

static inline float
cross (const float a[2], const float b[2])
{
  return a[0] * b[1] - a[1] * b[0];
}

/* Whether the direction @p lies between the two ends, counter-clockwise. */
static inline bool
is_between (const ArcStroke *stroke, const float p[2])
{
  bool after = cross (stroke->from, p) >= 0, before = cross (p, stroke->to) >= 0;
  return stroke->whole || (stroke->wide ? after || before : after && before);
}

static inline float
get_end_distance (const ArcStroke *stroke, const float end[2], const float p[2])
{
  float dx = p[0] - stroke->radius * end[0], dy = p[1] - stroke->radius * end[1];
  return sqrtf (dx * dx + dy * dy);
}

/* Distance of the point @p, counted from the centre, from the arc. */
static inline float
get_distance (const ArcStroke *stroke, const float p[2])
{
  if (is_between (stroke, p))
    return fabsf (sqrtf (p[0] * p[0] + p[1] * p[1]) - stroke->radius);
  return MIN (get_end_distance (stroke, stroke->from, p), get_end_distance (stroke, stroke->to, p));
}

static void
paint_run (const VitBand *band, const ArcStroke *stroke, int y, float x0, float x1)
{
  const VitCanvas *canvas = band->canvas;
  int first = (int) CLAMP (floorf (x0), 0, canvas->width);
  int last = (int) CLAMP (ceilf (x1) + 1, 0, canvas->width);
  uint8_t *row = canvas->rgba + 4 * (size_t) y * canvas->width;
  for (int x = first; x < last; x++)
    {
      const float p[2] = { x + 0.5f - stroke->x, stroke->y - (y + 0.5f) };
      float cover = CLAMP (stroke->half + 0.5f - get_distance (stroke, p), 0, 1);
      if (cover > 0)
        vit_canvas_blend (row + 4 * x, stroke->colour, cover * stroke->alpha);
    }
}

/* Along each row the ring is met once or twice: nothing inside of it is touched. */
static void
paint_arc (const VitBand *band, const VitArcLine *arc)
{
  float outer = arc->radius + 0.5f * arc->width + 1, inner = arc->radius - 0.5f * arc->width - 1;
  int first = (int) CLAMP (floorf (arc->y - outer), band->first, band->last);
  int last = (int) CLAMP (ceilf (arc->y + outer) + 1, band->first, band->last);
  if (first >= last)
    return;
  ArcStroke stroke;
  stroke_init (&stroke, arc);
  for (int y = first; y < last; y++)
    {
      float dy = y + 0.5f - arc->y, far2 = outer * outer - dy * dy;
      if (far2 <= 0)
        continue;
      float far = sqrtf (far2), near2 = inner > 0 ? inner * inner - dy * dy : 0;
      float near = near2 > 0 ? sqrtf (near2) : 0;
      if (near < 1)
        {
          paint_run (band, &stroke, y, arc->x - far, arc->x + far);
          continue;
        }
      paint_run (band, &stroke, y, arc->x - far, arc->x - near);
      /* The two runs must not meet in a pixel. */
      paint_run (band, &stroke, y, fmaxf (floorf (arc->x + near), ceilf (arc->x - near) + 1),
                 arc->x + far);
    }
}

void
vit_band_paint_arcs (const VitBand *band, const GArray *arcs)
{
  for (guint i = 0; i < arcs->len; i++)
    paint_arc (band, &g_array_index (arcs, VitArcLine, i));
}
