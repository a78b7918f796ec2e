#pragma once

/* A grid of pictures with one colour bar: slice maps, filmstrips. It owns its data and belongs to
 * one thread at a time. Pixels are asked for when it is drawn, at the resolution of the drawing. */

#include "ui/figure/canvas.h"

typedef struct _VitPictures VitPictures;

/** VitPictureAxis: @x, @y: of a direction, to the right and upwards, at most 1; @label: one letter.
 */
typedef struct
{
  double x, y;
  char label[4];
} VitPictureAxis;

/* Greatest numbers of marks: rings of followed atoms, and ways between them, each of which may be
 * drawn from both of its ends. */
#define VIT_PICTURE_MAX_RINGS 12
#define VIT_PICTURE_MAX_STEPS 6
#define VIT_PICTURE_MAX_WORDS 2

/** VitPictureRing: around an atom: @x, @y: its middle, from the upper left corner; @radius: all in
 * widths of the picture; @hidden: whether the atom is not shown there, which dashes the ring;
 * @number: 1, 2 … gives its colour and is written beside it. */
typedef struct
{
  double x, y, radius;
  bool hidden;
  int number;
} VitPictureRing;

/** VitPictureStep: a line from (@x0, @y0) to (@x1, @y1), in widths of the picture; @text: at its
 * middle, or empty. */
typedef struct
{
  double x0, y0, x1, y1;
  char text[32];
} VitPictureStep;

/** VitPictureWords: @text below (@x, @y), in widths of the picture. */
typedef struct
{
  double x, y;
  char text[32];
} VitPictureWords;

/** VitPictureArrows: the scale of arrows, in the upper right corner: an arrow of @length widths of
 * the picture (0: none) with @text beside it; colours of @colormap, or none if that is empty, from
 * 0 to @longest. */
typedef struct
{
  double length;
  char text[32], colormap[32], longest[32];
} VitPictureArrows;

/**
 * VitPictureMarks: what is drawn over a picture
 * @angstroms: Å that the picture's width spans, for a scale bar; 0 for none
 * @axes: (array length=n_axes): directions to be shown in a corner, in the order of drawing
 * @rings: (array length=n_rings): of followed atoms
 * @steps: (array length=n_steps): ways between them
 * @words: (array length=n_words): what else is measured between them
 * @arrows: their scale, if there are any
 * @face: if @has_face: where the corners of the slice are, lower left, lower right, upper right and
 *   upper left, in widths of the picture from its upper left corner
 */
typedef struct
{
  double angstroms;
  int n_axes, n_rings, n_steps, n_words;
  VitPictureAxis axes[3];
  VitPictureRing rings[VIT_PICTURE_MAX_RINGS];
  VitPictureStep steps[VIT_PICTURE_MAX_STEPS];
  VitPictureWords words[VIT_PICTURE_MAX_WORDS];
  VitPictureArrows arrows;
  bool has_face;
  double face[4][2];
} VitPictureMarks;

/**
 * VitPictureFunc:
 * @data: the data given to vit_pictures_set()
 * @width, @height: pixels
 * @scale: pixels per point
 * @dark: whether it stands on a dark background
 * @marks: (inout): empty; what is drawn over it
 * @rgba: (out caller-allocates): premultiplied, rows from top to bottom
 *
 * Returns: %false with @error if there is no picture
 */
typedef bool (*VitPictureFunc) (void *data,
                                int width,
                                int height,
                                double scale,
                                bool dark,
                                VitPictureMarks *marks,
                                uint8_t *rgba,
                                GError **error);

/** vit_picture_marks_draw: draws the marks over the picture at @rect, the axes in its lower right
 * corner. */
void vit_picture_marks_draw (const VitPictureMarks *marks,
                             VitCanvas *canvas,
                             VitRect rect,
                             double font_size,
                             const VitTheme *theme);

/** VitPictureCsvFunc: appends the rows of a picture's numbers. */
typedef void (*VitPictureCsvFunc) (void *data, GString *csv);

/**
 * vit_pictures_new:
 * @rows, @columns: size of the grid
 * @shape: width / height of every picture
 */
VitPictures *vit_pictures_new (int rows, int columns, double shape);
void vit_pictures_free (VitPictures *pictures);

/** vit_pictures_set: @title: markup over the picture; its two parts, if a line break divides it,
 * stand on one line or on two. @data is freed with @destroy. */
void vit_pictures_set (VitPictures *pictures,
                       int row,
                       int column,
                       const char *title,
                       VitPictureFunc func,
                       void *data,
                       GDestroyNotify destroy);

/** vit_pictures_set_owner: of the picture, as in #VitPlotTag, for notes on it. */
void vit_pictures_set_owner (VitPictures *pictures, int row, int column, gconstpointer owner);

/** vit_pictures_set_csv: @header is the first line of the numbers; @func appends the rows of each
 * picture. */
void vit_pictures_set_csv (VitPictures *pictures, const char *header, VitPictureCsvFunc func);

/** vit_pictures_dup_csv: (transfer full) (nullable): the numbers of all pictures. */
char *vit_pictures_dup_csv (const VitPictures *pictures);

/** vit_pictures_set_row_label: markup to the left of a row. */
void vit_pictures_set_row_label (VitPictures *pictures, int row, const char *markup);
void vit_pictures_set_caption (VitPictures *pictures, const char *text);

/** vit_pictures_get_caption: (transfer none) (nullable): markup. */
const char *vit_pictures_get_caption (const VitPictures *pictures);

/** VitPictureEndsFunc: least and largest value in a picture that was drawn; @minimum > @maximum if
 * there is none. */
typedef void (*VitPictureEndsFunc) (void *data, double *minimum, double *maximum);

/** vit_pictures_set_ends: the colour bar then shows whether values lie beyond it. */
void vit_pictures_set_ends (VitPictures *pictures, VitPictureEndsFunc func);

/** vit_pictures_set_whole: the colours stand for whole numbers: no ticks between them. */
void vit_pictures_set_whole (VitPictures *pictures);

/** vit_pictures_set_names: @names (nullable) (array zero-terminated=1): stand for the numbers 1, 2
 * … on the colour scale; plain text. */
void vit_pictures_set_names (VitPictures *pictures, const char *const *names);

/** vit_pictures_set_scale: sets the colour bar; @mark (NaN: none) is a value that is labelled
 * @mark_label. */
void vit_pictures_set_scale (VitPictures *pictures,
                             const char *colormap,
                             const char *label,
                             double minimum,
                             double maximum,
                             double mark,
                             const char *mark_label);

/** vit_pictures_draw: @resolution: pixels per point of the pictures. An error message takes the
 * place of a picture that fails. */
void vit_pictures_draw (const VitPictures *pictures,
                        VitCanvas *canvas,
                        VitRect rect,
                        double font_size,
                        double resolution,
                        const VitTheme *theme);

bool vit_pictures_has_scale (const VitPictures *pictures);

/** vit_pictures_has_same_scale: whether a colour means the same in both. */
bool vit_pictures_has_same_scale (const VitPictures *pictures, const VitPictures *other);

/** vit_pictures_hide_bar: draws no colour bar: that of the whole figure applies. */
void vit_pictures_hide_bar (VitPictures *pictures);

/** vit_pictures_draw_shared_bar: draws the colour bar at @bar, with its label above and its numbers
 * below. */
void vit_pictures_draw_shared_bar (const VitPictures *pictures,
                                   VitCanvas *canvas,
                                   VitRect bar,
                                   double font,
                                   const VitTheme *theme);

/** vit_pictures_get_least_width: points; pictures in a narrower grid are too small to be useful. */
double vit_pictures_get_least_width (const VitPictures *pictures, double font_size);

/** vit_pictures_get_shape: width / height that suits the whole figure at this @width and a font
 * size of @font points. */
double vit_pictures_get_shape (const VitPictures *pictures,
                               double width,
                               double font_size,
                               const VitFigureStyle *style);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPictures, vit_pictures_free)
