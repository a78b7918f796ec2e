#include "ui/figure/pictures-private.h"
#include "ui/style/number-format.h"

#include <math.h>
#include <string.h>

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
      g_clear_pointer (&self->pictures[i].notes, g_ptr_array_unref);
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
  g_strfreev (self->names);
  g_free (self);
}

void
vit_pictures_set (VitPictures *self,
                  int row,
                  int column,
                  const char *title,
                  VitPictureFunc func,
                  void *data,
                  GDestroyNotify destroy)
{
  g_return_if_fail (self && row < self->rows && column < self->columns);
  self->pictures[row * self->columns + column] =
      (Picture){ g_strdup (title), func, data, destroy, NULL, NULL };
}

void
vit_pictures_set_owner (VitPictures *self, int row, int column, gconstpointer owner)
{
  g_return_if_fail (self && row < self->rows && column < self->columns);
  self->pictures[row * self->columns + column].owner = owner;
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

const char *
vit_pictures_get_caption (const VitPictures *self)
{
  return self->caption;
}

void
vit_pictures_set_scale (VitPictures *self,
                        const char *colormap,
                        const char *label,
                        double minimum,
                        double maximum,
                        double mark,
                        const char *mark_label)
{
  self->colormap = g_strdup (colormap);
  self->label = g_strdup (label);
  self->minimum = minimum;
  self->maximum = maximum;
  self->mark = mark;
  self->mark_label = g_strdup (mark_label);
}

bool
vit_pictures_has_scale (const VitPictures *self)
{
  return self->colormap != NULL;
}

bool
vit_pictures_has_same_scale (const VitPictures *self, const VitPictures *other)
{
  return self->colormap && other->colormap && strcmp (self->colormap, other->colormap) == 0 &&
         g_strcmp0 (self->label, other->label) == 0 && self->minimum == other->minimum &&
         self->maximum == other->maximum && !self->names == !other->names;
}

void
vit_pictures_hide_bar (VitPictures *self)
{
  self->bar_hidden = true;
}

void
vit_pictures_draw_shared_bar (
    const VitPictures *self, VitCanvas *canvas, VitRect bar, double font, const VitTheme *theme)
{
  vit_pictures_draw_flat_bar (self, canvas, bar, font, theme);
}

/* Whether the pictures have a colour bar of their own. */
static bool
has_bar (const VitPictures *self)
{
  return self->colormap && !self->bar_hidden;
}

void
vit_pictures_set_ends (VitPictures *self, VitPictureEndsFunc func)
{
  self->ends = func;
}

void
vit_pictures_set_whole (VitPictures *self)
{
  self->whole = true;
}

void
vit_pictures_set_names (VitPictures *self, const char *const *names)
{
  g_strfreev (self->names);
  self->names = g_strdupv ((char **) names);
  for (char **name = self->names; name && *name; name++)
    {
      char *markup = g_markup_escape_text (*name, -1);
      g_free (*name);
      *name = markup;
    }
}

/* ---- Drawing ---- */

/* The layout of the grid: margins and room for titles, points. */
typedef struct
{
  double left, right, top, bottom, title, gap;
  bool two_lines; /* whether titles take two lines */
  double titles;  /* height of all titles together; rows without a title have none */
  GPtrArray *caption;
} GridLayout;

#define CAPTION_SIZE(font) (VIT_CAPTION_TEXT * (font))
#define CAPTION_LINE(font) (1.1 * (font))

/* Height of a horizontal colour bar beneath the pictures, with its label and numbers. */
#define FLAT_BAR(font) (3.9 * (font))

static bool
row_has_title (const VitPictures *self, int row)
{
  for (int c = 0; c < self->columns; c++)
    if (self->pictures[row * self->columns + c].title)
      return true;
  return false;
}

/* Width of a vertical colour bar beside the pictures, with its numbers. */
#define BAR_ROOM(font) (6.2 * (font))

/* The colour bar lies beneath narrow pictures, as beside them it would be as wide as they are. It
 * also lies beneath a low row, which would be too short for its numbers. */
static bool
has_flat_bar (const VitPictures *self, double width, double font)
{
  double narrowest = self->columns == 1 ? 9.8 : self->rows == 1 ? 11.5 : 6;
  return has_bar (self) && (width - BAR_ROOM (font)) / self->columns < narrowest * font;
}

/* Put both parts of a two-part title on one line. */
static char *
join_title (const char *title)
{
  g_auto (GStrv) parts = g_strsplit (title, "\n", 2);
  return g_strjoinv ("  ", parts);
}

/* Use two lines if a two-part title would be too small on one. */
static bool
needs_two_lines (const VitPictures *self, VitCanvas *canvas, double font, double room)
{
  double width;
  for (int i = 0; i < self->rows * self->columns; i++)
    {
      const char *title = self->pictures[i].title;
      if (!title || !strchr (title, '\n'))
        continue;
      g_autofree char *joined = join_title (title);
      vit_canvas_measure (canvas, 0.8 * font, joined, &width, NULL);
      if (width > room)
        return true;
    }
  return false;
}

static GridLayout
lay_out_grid (const VitPictures *self, VitCanvas *canvas, double width, double font)
{
  GridLayout m = { .left = 0.3 * font,
                   .right = has_bar (self) ? BAR_ROOM (font) : 0.3 * font,
                   .top = 0.2 * font,
                   .bottom = 0.3 * font,
                   .title = 1.5 * font,
                   .gap = 0.5 * font };
  bool flat = has_flat_bar (self, width, font);
  if (flat)
    m.right = 0.3 * font;
  for (int r = 0; r < self->rows; r++)
    if (self->row_labels[r])
      m.left = 1.8 * font;
  double room = (width - m.left - m.right) / self->columns - m.gap;
  m.two_lines = needs_two_lines (self, canvas, font, room);
  if (m.two_lines)
    m.title = 2.5 * font;
  for (int r = 0; r < self->rows; r++)
    m.titles += row_has_title (self, r) ? m.title : 0;
  bool captioned = self->caption && vit_canvas_get_style (canvas)->caption;
  m.caption = vit_canvas_wrap (canvas, CAPTION_SIZE (font), captioned ? self->caption : "",
                               width - m.left - 0.3 * font);
  m.bottom += m.caption->len * CAPTION_LINE (font);
  if (flat)
    m.bottom += FLAT_BAR (font);
  return m;
}

double
vit_pictures_get_shape (const VitPictures *self,
                        double width,
                        double font,
                        const VitFigureStyle *style)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_svg (1, 1, style);
  GridLayout m = lay_out_grid (self, canvas, width, font);
  g_ptr_array_unref (m.caption);
  double cell = (width - m.left - m.right - (self->columns - 1) * m.gap) / self->columns;
  double height =
      m.top + m.bottom + m.titles + self->rows * (cell / self->shape) + (self->rows - 1) * m.gap;
  return width / height;
}

double
vit_pictures_get_least_width (const VitPictures *self, double font)
{
  return (8 * self->columns + (has_bar (self) && self->columns > 1 ? 6 : 0)) * font;
}

/* In a picture that is this small a scale bar would hide much: it moves beneath the colour bar if
 * that is vertical. */
#define IS_SMALL(width, font) ((width) < 11 * (font))
#define IS_TINY(width, font) ((width) < 6 * (font))

/* The scale bar of the picture in @r; its line begins at (@x, @y). */
static void
draw_scale_bar (VitCanvas *canvas,
                VitRect r,
                double x,
                double y,
                double angstroms,
                double font,
                const VitTheme *theme)
{
  if (!(angstroms > 0))
    return;
  double per = r.width / angstroms, length = vit_nice_step (0.28 * angstroms);
  char number[VIT_NUMBER_BYTES];
  g_autofree char *label =
      length >= 10 ? g_strdup_printf ("%s nm", vit_format_number (length / 10, 3, number))
                   : g_strdup_printf ("%s Å", vit_format_number (length, 3, number));
  double width, height, pad = 0.3 * font;
  vit_canvas_measure (canvas, 0.85 * font, label, &width, &height);
  vit_canvas_set_alpha (canvas, theme->background, 0.75);
  vit_canvas_fill_rect (canvas, (VitRect){ x - pad, y - height - 2 * pad,
                                           MAX (length * per, width) + 2 * pad, height + 3 * pad });
  vit_canvas_set_colour (canvas, theme->foreground);
  vit_canvas_set_line (canvas, 0.2 * font, 0);
  vit_canvas_line (canvas, x, y, x + length * per, y);
  vit_canvas_text (canvas, MAX (x + length * per / 2, x + width / 2), y - pad, 0.5, 1, 0.85 * font,
                   false, label);
}

/* Shrink a text that is wider than @room, and cut out its middle if that is not enough. */
static void
draw_fitted (VitCanvas *canvas,
             double x,
             double y,
             double valign,
             double font,
             bool turned,
             double room,
             const char *markup)
{
  double width, size = font;
  vit_canvas_measure (canvas, font, markup, &width, NULL);
  if (width > room)
    size = font * MAX (0.6, 0.99 * room / width);
  g_autofree char *text = vit_canvas_shorten (canvas, size, markup, room);
  vit_canvas_text (canvas, x, y, 0.5, valign, size, turned, text);
}

/* Returns: the lines that a title is written on. */
static char **
split_title (const char *title, bool two_lines)
{
  if (two_lines)
    return g_strsplit (title, "\n", 2);
  char **lines = g_new0 (char *, 2);
  lines[0] = join_title (title);
  return lines;
}

/* Returns: the font size at which every title fits, at least 0.6 @font. */
static double
get_title_size (
    const VitPictures *self, VitCanvas *canvas, double font, double room, bool two_lines)
{
  double size = font, width;
  for (int i = 0; i < self->rows * self->columns; i++)
    {
      if (!self->pictures[i].title)
        continue;
      g_auto (GStrv) lines = split_title (self->pictures[i].title, two_lines);
      for (int k = 0; lines[k]; k++)
        {
          vit_canvas_measure (canvas, font, lines[k], &width, NULL);
          size = MIN (size, font * MAX (0.6, 0.99 * room / width));
        }
    }
  return size;
}

/* The last line of the title ends above @y. */
static void
draw_title (VitCanvas *canvas,
            const char *title,
            bool two_lines,
            double x,
            double y,
            double size,
            double room)
{
  g_auto (GStrv) lines = split_title (title, two_lines);
  int n = (int) g_strv_length (lines);
  for (int k = 0; k < n; k++)
    draw_fitted (canvas, x, y - (n - 1 - k) * 1.25 * size, 1, size, false, room, lines[k]);
}

/* The label runs upwards to the left of @x, on two lines where it does not fit on one. */
static void
draw_row_label (VitCanvas *canvas, double x, double y, double font, double room, const char *markup)
{
  double width, size = 0.75 * font;
  vit_canvas_measure (canvas, font, markup, &width, NULL);
  g_autoptr (GPtrArray) lines = vit_canvas_wrap (canvas, size, markup, room);
  bool fits = lines->len == 2;
  for (guint i = 0; i < lines->len; i++)
    {
      double own;
      vit_canvas_measure (canvas, size, lines->pdata[i], &own, NULL);
      fits = fits && own <= room;
    }
  if (width <= room || !fits)
    {
      draw_fitted (canvas, x, y, 1, font, true, room, markup);
      return;
    }
  for (guint i = 0; i < lines->len; i++)
    vit_canvas_text (canvas, x - (1 - (double) i) * 1.1 * size, y, 0.5, 1, size, true,
                     lines->pdata[i]);
}

/* Returns: the Å that the picture's width spans; 0 where there is no picture or no one scale. */
static double
draw_picture (const Picture *picture,
              VitCanvas *canvas,
              VitRect r,
              double font,
              double resolution,
              const VitTheme *theme)
{
  int width = (int) CLAMP (lround (r.width * resolution), 1, 12000),
      height = (int) CLAMP (lround (r.height * resolution), 1, 12000);
  g_autofree uint8_t *rgba = g_malloc0 ((size_t) width * (size_t) height * 4);
  g_autoptr (GError) error = NULL;
  VitPictureMarks marks = { 0 };
  if (picture->func &&
      picture->func (picture->data, width, height, resolution, theme->dark, &marks, rgba, &error))
    {
      vit_canvas_image (canvas, rgba, width, height, r, true);
      vit_canvas_set_role (canvas, VIT_ROLE_VALUE, 0);
      vit_picture_marks_draw (&marks, canvas, r, font, theme);
      vit_pictures_draw_notes (picture->notes, &marks, canvas, r, font, theme);
      vit_canvas_set_role (canvas, VIT_ROLE_PLAIN, 0);
      return marks.angstroms;
    }
  vit_canvas_set_colour (canvas, theme->dim);
  vit_canvas_set_stroke (canvas, VIT_STROKE_EMPTY, 3);
  vit_canvas_stroke_rect (canvas, r);
  g_autofree char *why = g_markup_escape_text (error ? error->message : "not computed", -1);
  vit_canvas_push_clip (canvas, r);
  g_autoptr (GPtrArray) lines = vit_canvas_wrap (canvas, 0.8 * font, why, 0.9 * r.width);
  for (guint i = 0; i < lines->len; i++)
    vit_canvas_text (canvas, r.x + r.width / 2,
                     r.y + r.height / 2 + (i - 0.5 * (lines->len - 1)) * font, 0.5, 0.5, 0.8 * font,
                     false, lines->pdata[i]);
  vit_canvas_pop_clip (canvas);
  return 0;
}

#define SAME_SCALE(a, b) (fabs ((a) - (b)) <= 0.02 * (b))

/* Returns: the Å that every picture spans; 0 if they differ or there is none. */
static double
get_common_scale (const double *angstroms, int n)
{
  double common = 0;
  for (int i = 0; i < n; i++)
    if (!(common > 0))
      common = angstroms[i];
    else if (angstroms[i] > 0 && !SAME_SCALE (angstroms[i], common))
      return 0;
  return common;
}

/* One scale bar serves all pictures of the same scale, otherwise all those of a row. In a single
 * row each picture has its own. */
static bool
needs_scale_bar (const VitPictures *self, const double *angstroms, double common, int i)
{
  if (!(angstroms[i] > 0))
    return false;
  if (common > 0)
    return angstroms[i] == common && (i == 0 || !(angstroms[i - 1] > 0));
  bool leads = self->rows == 1 || i % self->columns == 0;
  return leads || !SAME_SCALE (angstroms[i], angstroms[i - 1]);
}

void
vit_pictures_draw (const VitPictures *self,
                   VitCanvas *canvas,
                   VitRect rect,
                   double font,
                   double resolution,
                   const VitTheme *theme)
{
  g_return_if_fail (self && canvas && theme);
  GridLayout m = lay_out_grid (self, canvas, rect.width, font);
  g_autoptr (GPtrArray) caption = m.caption;
  bool flat = has_flat_bar (self, rect.width, font);
  g_autofree double *angstroms = g_new0 (double, self->rows * self->columns);
  g_autofree VitRect *places = g_new0 (VitRect, self->rows * self->columns);
  double room_x = (rect.width - m.left - m.right - (self->columns - 1) * m.gap) / self->columns;
  double room_y =
      (rect.height - m.top - m.bottom - m.titles - (self->rows - 1) * m.gap) / self->rows;
  double width = MIN (room_x, room_y * self->shape), height = width / self->shape;
  for (int i = 0; i < self->rows * self->columns; i++)
    vit_canvas_begin_panel (canvas, (VitRect){ rect.x, rect.y, width, height }, font);
  if (width < 4 || height < 4)
    return;
  /* Centre the grid together with the colour bar beside it. */
  bool scaled = flat ? !IS_TINY (width, font) : !IS_SMALL (width, font);
  double block = self->columns * width + (self->columns - 1) * m.gap;
  double title_size = get_title_size (self, canvas, font, width - 0.5 * m.gap, m.two_lines);
  double left = rect.x + m.left + MAX (0, (rect.width - m.left - m.right - block) / 2);
  double y = rect.y + m.top, bar_top = y + (row_has_title (self, 0) ? m.title : font);
  for (int r = 0; r < self->rows; r++)
    {
      double title = row_has_title (self, r) ? m.title : 0;
      for (int c = 0; c < self->columns; c++)
        {
          const Picture *picture = &self->pictures[r * self->columns + c];
          VitRect place = { left + c * (width + m.gap), y + title, width, height };
          int i = r * self->columns + c;
          places[i] = place;
          angstroms[i] = draw_picture (picture, canvas, place, font, resolution, theme);
          vit_canvas_set_colour (canvas, theme->foreground);
          if (picture->title)
            draw_title (canvas, picture->title, m.two_lines, place.x + width / 2,
                        y + title - 0.2 * font, title_size, width - 0.5 * m.gap);
        }
      vit_canvas_set_colour (canvas, theme->foreground);
      if (self->row_labels[r])
        draw_row_label (canvas, left - 0.3 * font, y + title + height / 2, font,
                        height + 0.3 * m.gap, self->row_labels[r]);
      y += title + height + m.gap;
    }
  double scale_of = get_common_scale (angstroms, self->rows * self->columns);
  /* A scale bar outside the pictures can serve a single scale only. */
  double scale_font = (scaled ? 1 : 0.7) * font;
  for (int i = 0; (scaled || !(scale_of > 0)) && i < self->rows * self->columns; i++)
    if (needs_scale_bar (self, angstroms, scale_of, i))
      draw_scale_bar (canvas, places[i], places[i].x + 0.5 * scale_font,
                      places[i].y + height - 0.6 * scale_font, angstroms[i], scale_font, theme);
  vit_canvas_set_colour (canvas, theme->foreground);
  double bottom = y - m.gap, bar_x = left + block + 0.9 * font, bar_bottom = bottom;
  if (has_bar (self) && scale_of > 0 && !scaled && !flat)
    {
      draw_scale_bar (canvas, (VitRect){ left, 0, width, height }, bar_x, bottom - 0.1 * font,
                      scale_of, font, theme);
      bar_bottom -= 2.4 * font;
    }
  if (flat)
    {
      double bar_width = block;
      if (scale_of > 0 && !scaled && block > 14 * font)
        {
          double aside = MAX (4 * font, 0.4 * width + font);
          bar_width -= aside;
          draw_scale_bar (canvas, (VitRect){ left, 0, width, height },
                          left + bar_width + 1.4 * font, bottom + 2.4 * font, scale_of, font,
                          theme);
        }
      vit_pictures_draw_flat_bar (
          self, canvas, (VitRect){ left, bottom + 1.7 * font, bar_width, 0.7 * font }, font, theme);
      bottom += FLAT_BAR (font);
    }
  else if (has_bar (self))
    vit_pictures_draw_upright_bar (
        self, canvas,
        (VitRect){ bar_x, bar_top + font, 0.9 * font, MAX (bar_bottom - bar_top - font, 1) }, font,
        theme);
  vit_canvas_set_role (canvas, VIT_ROLE_CAPTION, 0);
  vit_canvas_set_colour (canvas, theme->dim);
  for (guint i = 0; i < caption->len; i++)
    vit_canvas_text (canvas, rect.x + m.left, bottom + 0.3 * font + i * CAPTION_LINE (font), 0, 0,
                     CAPTION_SIZE (font), false, caption->pdata[i]);
  vit_canvas_set_role (canvas, VIT_ROLE_PLAIN, 0);
}
