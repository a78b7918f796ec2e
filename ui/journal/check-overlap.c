/* Whether texts lie on each other or on data. */

#include <math.h>

#include "ui/journal/check-private.h"

/* What texts may touch without being read worse, points. */
#define SLACK 0.4

/* Most characters of a text that is named. */
#define NAMED 24

static VitRect
shrink (VitRect r, double by)
{
  by = fmin (by, fmin (r.width, r.height) / 3);
  return (VitRect){ r.x + by, r.y + by, r.width - 2 * by, r.height - 2 * by };
}

static bool
overlap (VitRect a, VitRect b)
{
  return a.x < b.x + b.width && b.x < a.x + a.width && a.y < b.y + b.height && b.y < a.y + a.height;
}

/* The part of a line within a box. */
static bool
cut (VitPoint *a, VitPoint *b, VitRect box)
{
  double part[2];
  if (!vit_line_clip (*a, *b, box, part))
    return false;
  VitPoint start = *a, way = { b->x - a->x, b->y - a->y };
  *a = (VitPoint){ start.x + part[0] * way.x, start.y + part[0] * way.y };
  *b = (VitPoint){ start.x + part[1] * way.x, start.y + part[1] * way.y };
  return true;
}

/* Whether a line, as drawn within its clip, runs through a text. */
static bool
runs_through (const VitRecordLine *line, VitRect ink)
{
  VitRect box = { ink.x - line->width / 2, ink.y - line->width / 2, ink.width + line->width,
                  ink.height + line->width };
  for (gsize i = 0; i + 1 < line->n; i++)
    {
      VitPoint a = line->points[i], b = line->points[i + 1];
      if (fmax (a.x, b.x) < box.x || fmin (a.x, b.x) > box.x + box.width ||
          fmax (a.y, b.y) < box.y || fmin (a.y, b.y) > box.y + box.height)
        continue;
      if (cut (&a, &b, line->clip) && cut (&a, &b, box))
        return true;
    }
  return false;
}

static char *
dup_short (const VitRecordText *text)
{
  if (g_utf8_strlen (text->text, -1) <= NAMED)
    return g_strdup (text->text);
  g_autofree char *head = g_utf8_substring (text->text, 0, NAMED - 1);
  return g_strconcat (head, "…", NULL);
}

static char *
find_text_on_text (const VitFigureRecord *record)
{
  for (guint i = 0; i < record->texts->len; i++)
    for (guint k = i + 1; k < record->texts->len; k++)
      {
        const VitRecordText *a = &g_array_index (record->texts, VitRecordText, i),
                            *b = &g_array_index (record->texts, VitRecordText, k);
        if (!overlap (shrink (a->ink, SLACK), shrink (b->ink, SLACK)))
          continue;
        g_autofree char *one = dup_short (a), *other = dup_short (b);
        return g_strdup_printf ("“%s” and “%s” lie on each other", one, other);
      }
  return NULL;
}

static char *
find_text_on_data (const VitFigureRecord *record)
{
  for (guint i = 0; i < record->lines->len; i++)
    {
      const VitRecordLine *line = &g_array_index (record->lines, VitRecordLine, i);
      /* Areas are grounds, whose contrast counts. */
      if (line->role != VIT_ROLE_CURVE || line->width <= 0)
        continue;
      for (guint k = 0; k < record->texts->len; k++)
        {
          const VitRecordText *text = &g_array_index (record->texts, VitRecordText, k);
          if (!runs_through (line, shrink (text->ink, SLACK)))
            continue;
          g_autofree char *one = dup_short (text);
          return g_strdup_printf ("“%s” lies on a curve", one);
        }
    }
  return NULL;
}

static bool
is_cut (const VitRecordText *text)
{
  VitRect ink = shrink (text->ink, SLACK);
  const VitRect *clip = &text->clip;
  return ink.x < clip->x || ink.y < clip->y || ink.x + ink.width > clip->x + clip->width ||
         ink.y + ink.height > clip->y + clip->height;
}

static char *
find_text_outside (const VitFigureRecord *record)
{
  for (guint k = 0; k < record->texts->len; k++)
    {
      const VitRecordText *text = &g_array_index (record->texts, VitRecordText, k);
      const VitRect *r = &text->ink;
      if (is_cut (text))
        {
          g_autofree char *cut = dup_short (text);
          return g_strdup_printf ("“%s” is cut at the edge of its axes", cut);
        }
      if (r->x > -SLACK && r->y > -SLACK && r->x + r->width < record->width + SLACK &&
          r->y + r->height < record->height + SLACK)
        continue;
      g_autofree char *one = dup_short (text);
      return g_strdup_printf ("“%s” leaves the figure", one);
    }
  return NULL;
}

char *
vit_check_overlap (const VitFigureRecord *record)
{
  char *found = find_text_outside (record);
  found = found ? found : find_text_on_text (record);
  return found ? found : find_text_on_data (record);
}
