#include "ui/figure/pictures.h"

#include <math.h>
#include <string.h>

#include "ui/style/colormap.h"
#include "ui/style/number-format.h"

typedef struct
{
  char *title;
  VitPictureFunc func;
  void *data;
  GDestroyNotify destroy;
} Picture;

struct _VitPictures
{
  int rows, columns;
  double shape;
  Picture *pictures;
  char **row_labels;
  char *caption;
  char *colormap, *label, *mark_label;
  double minimum, maximum, mark;
  char *csv_header;
  VitPictureCsvFunc csv_func;
};

VitPictures *
vit_pictures_new (int rows, int columns, double shape)
{
  g_return_val_if_fail (rows > 0 && columns > 0 && shape > 0, NULL);
  VitPictures *self = g_new0 (VitPictures, 1);
  self->rows = rows;
  self->columns = columns;
  self->shape = shape;
  self->pictures = g_new0 (Picture, rows * columns);
  self->row_labels = g_new0 (char *, rows);
  self->mark = NAN;
  return self;
}

void
vit_pictures_free (VitPictures *self)
{
  if (!self)
    return;
  for (int i = 0; i < self->rows * self->columns; i++)
    {
      g_free (self->pictures[i].title);
      if (self->pictures[i].destroy)
        self->pictures[i].destroy (self->pictures[i].data);
    }
  for (int r = 0; r < self->rows; r++)
    g_free (self->row_labels[r]);
  g_free (self->row_labels);
  g_free (self->pictures);
  g_free (self->caption);
  g_free (self->colormap);
  g_free (self->label);
  g_free (self->mark_label);
  g_free (self->csv_header);
  g_free (self);
}

void
vit_pictures_set (VitPictures *self, int row, int column, const char *title, VitPictureFunc func, void *data,
                  GDestroyNotify destroy)
{
  g_return_if_fail (self && row < self->rows && column < self->columns);
  self->pictures[row * self->columns + column] = (Picture){ g_strdup (title), func, data, destroy };
}

void
vit_pictures_set_csv (VitPictures *self, const char *header, VitPictureCsvFunc func)
{
  g_free (self->csv_header);
  self->csv_header = g_strdup (header);
  self->csv_func = func;
}

char *
vit_pictures_dup_csv (const VitPictures *self)
{
  if (!self->csv_func)
    return NULL;
  GString *csv = g_string_new (self->csv_header);
  for (int i = 0; i < self->rows * self->columns; i++)
    if (self->pictures[i].data)
      self->csv_func (self->pictures[i].data, csv);
  return g_string_free (csv, FALSE);
}

void
vit_pictures_set_row_label (VitPictures *self, int row, const char *markup)
{
  g_free (self->row_labels[row]);
  self->row_labels[row] = g_strdup (markup);
}

void
vit_pictures_set_caption (VitPictures *self, const char *text)
{
  g_free (self->caption);
  self->caption = g_strdup (text);
}

void
vit_pictures_set_scale (VitPictures *self, const char *colormap, const char *label, double minimum, double maximum,
                        double mark, const char *mark_label)
{
  self->colormap = g_strdup (colormap);
  self->label = g_strdup (label);
  self->minimum = minimum;
  self->maximum = maximum;
  self->mark = mark;
  self->mark_label = g_strdup (mark_label);
}

/* ---- Drawing ---- */

/* Where things stand. */
typedef struct
{
  double left, right, top, bottom, title, gap;
} Margins;

static Margins
get_margins (const VitPictures *self, double font)
{
  Margins m = { .left = 0.3 * font, .right = self->colormap ? 6.2 * font : 0.3 * font, .top = 0.2 * font,
                .bottom = self->caption ? 1.6 * font : 0.3 * font, .title = 1.5 * font, .gap = 0.5 * font };
  for (int r = 0; r < self->rows; r++)
    if (self->row_labels[r])
      m.left = 1.8 * font;
  return m;
}

double
vit_pictures_get_shape (const VitPictures *self, double width, double font)
{
  Margins m = get_margins (self, font);
  double cell = (width - m.left - m.right - (self->columns - 1) * m.gap) / self->columns;
  double height = m.top + m.bottom + self->rows * (cell / self->shape + m.title) + (self->rows - 1) * m.gap;
  return width / height;
}

static void
draw_scale_bar (VitCanvas *canvas, VitRect r, double angstroms, double font, const VitTheme *theme)
{
  if (!(angstroms > 0))
    return;
  double per = r.width / angstroms, length = vit_nice_step (0.28 * angstroms);
  char number[VIT_NUMBER_BYTES];
  g_autofree char *label
      = length >= 10 ? g_strdup_printf ("%s nm", vit_format_number (length / 10, 3, number))
                     : g_strdup_printf ("%s Å", vit_format_number (length, 3, number));
  double width, height, pad = 0.3 * font, x = r.x + 0.5 * font, y = r.y + r.height - 0.6 * font;
  vit_canvas_measure (canvas, 0.85 * font, label, &width, &height);
  vit_canvas_set_alpha (canvas, theme->background, 0.75);
  vit_canvas_fill_rect (canvas, (VitRect){ x - pad, y - height - 2 * pad, MAX (length * per, width) + 2 * pad,
                                           height + 3 * pad });
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_line (canvas, 0.2 * font, 0);
  vit_canvas_line (canvas, x, y, x + length * per, y);
  vit_canvas_text (canvas, x + length * per / 2, y - pad, 0.5, 1, 0.85 * font, false, label);
}

static void
draw_picture (const Picture *picture, VitCanvas *canvas, VitRect r, double font, double resolution, bool scale_bar,
              const VitTheme *theme)
{
  int width = (int) CLAMP (lround (r.width * resolution), 1, 12000), height = (int) CLAMP (lround (r.height * resolution), 1, 12000);
  g_autofree uint8_t *rgba = g_malloc0 ((size_t) width * (size_t) height * 4);
  g_autoptr (GError) error = NULL;
  double angstroms = 0;
  if (picture->func && picture->func (picture->data, width, height, resolution, theme->dark, &angstroms, rgba, &error))
    {
      vit_canvas_image (canvas, rgba, width, height, r, true);
      if (scale_bar)
        draw_scale_bar (canvas, r, angstroms, font, theme);
      return;
    }
  vit_canvas_set_colour (canvas, theme->dim);
  vit_canvas_set_line (canvas, 0.6, 3);
  vit_canvas_stroke_rect (canvas, r);
  g_autofree char *why = g_markup_escape_text (error ? error->message : "not computed", -1);
  vit_canvas_push_clip (canvas, r);
  vit_canvas_text (canvas, r.x + r.width / 2, r.y + r.height / 2, 0.5, 0.5, 0.8 * font, false, why);
  vit_canvas_pop_clip (canvas);
}

static void
draw_bar (const VitPictures *self, VitCanvas *canvas, VitRect bar, double font, const VitTheme *theme)
{
  uint8_t table[256][4], column[256][4];
  double small = 0.88 * font, first, span = self->maximum - self->minimum;
  vit_colormap_fill (self->colormap, table);
  for (int i = 0; i < 256; i++)
    memcpy (column[i], table[255 - i], 4);
  vit_canvas_image (canvas, column[0], 1, 256, bar, true);
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_line (canvas, 0.6, 0);
  vit_canvas_stroke_rect (canvas, bar);

  double step = vit_nice_ticks (self->minimum, self->maximum, (int) MAX (2, bar.height / (3.2 * small)), &first);
  double y_mark = bar.y + bar.height * (1 - (self->mark - self->minimum) / span);
  bool marked = self->mark > self->minimum && self->mark < self->maximum;
  char text[VIT_NUMBER_BYTES];
  for (double v = first; v <= self->maximum + 1e-9 * step; v += step)
    {
      double y = bar.y + bar.height * (1 - (v - self->minimum) / span);
      vit_canvas_line (canvas, bar.x + bar.width, y, bar.x + bar.width + 0.3 * small, y);
      if (!marked || fabs (y - y_mark) > 1.2 * small)
        vit_canvas_text (canvas, bar.x + bar.width + 0.5 * small, y, 0, 0.5, small, false, vit_format_tick (v, step, text));
    }
  if (marked)
    {
      vit_canvas_set_line (canvas, 1.4, 0);
      vit_canvas_line (canvas, bar.x - 0.25 * small, y_mark, bar.x + bar.width + 0.35 * small, y_mark);
      vit_canvas_text (canvas, bar.x + bar.width + 0.5 * small, y_mark, 0, 0.5, small, false, self->mark_label);
    }
  vit_canvas_text (canvas, bar.x, bar.y - 0.3 * small, 0, 1, font, false, self->label);
}

void
vit_pictures_draw (const VitPictures *self, VitCanvas *canvas, VitRect rect, double font, double resolution,
                   const VitTheme *theme)
{
  g_return_if_fail (self && canvas && theme);
  Margins m = get_margins (self, font);
  double room_x = (rect.width - m.left - m.right - (self->columns - 1) * m.gap) / self->columns;
  double room_y = (rect.height - m.top - m.bottom - (self->rows - 1) * m.gap) / self->rows - m.title;
  double width = MIN (room_x, room_y * self->shape), height = width / self->shape;
  if (width < 4 || height < 4)
    return;
  /* The block stands in the middle, with its bar beside it. */
  double block = self->columns * width + (self->columns - 1) * m.gap;
  double left = rect.x + m.left + MAX (0, (rect.width - m.left - m.right - block) / 2);
  double top = rect.y + m.top;
  for (int r = 0; r < self->rows; r++)
    {
      double y = top + r * (m.title + height + m.gap);
      for (int c = 0; c < self->columns; c++)
        {
          const Picture *picture = &self->pictures[r * self->columns + c];
          VitRect place = { left + c * (width + m.gap), y + m.title, width, height };
          draw_picture (picture, canvas, place, font, resolution, c == 0, theme);
          vit_canvas_set_colour (canvas, theme->foreground);
          if (picture->title)
            vit_canvas_text (canvas, place.x + width / 2, y + 0.1 * font, 0.5, 0, font, false, picture->title);
        }
      vit_canvas_set_colour (canvas, theme->foreground);
      if (self->row_labels[r])
        vit_canvas_text (canvas, left - 0.3 * font, y + m.title + height / 2, 0.5, 1, font, true, self->row_labels[r]);
    }
  double bottom = top + self->rows * (m.title + height) + (self->rows - 1) * m.gap;
  if (self->colormap)
    draw_bar (self, canvas, (VitRect){ left + block + 0.9 * font, top + m.title + 1.0 * font, 0.9 * font,
                                       MAX (bottom - top - m.title - 1.0 * font, 1) },
              font, theme);
  vit_canvas_set_colour (canvas, theme->dim);
  if (self->caption)
    vit_canvas_text (canvas, left, bottom + 0.3 * font, 0, 0, 0.8 * font, false, self->caption);
}
