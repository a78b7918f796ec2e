#pragma once

/* The members of a grid of pictures, for its files. */

#include "ui/figure/canvas-private.h"
#include "ui/figure/pictures.h"

typedef struct
{
  char *title;
  VitPictureFunc func;
  void *data;
  GDestroyNotify destroy;
  gconstpointer owner; /* compared, never dereferenced */
  GPtrArray *notes;    /* nullable: VitNote */
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
  bool whole, bar_hidden;
  VitPictureEndsFunc ends; /* nullable */
  char **names;            /* nullable: stand for 1, 2 … on the colour bar */
  char *csv_header;
  VitPictureCsvFunc csv_func;
};

/** vit_pictures_draw_notes: over the picture at @r; @notes (nullable). */
void vit_pictures_draw_notes (const GPtrArray *notes,
                              const VitPictureMarks *marks,
                              VitCanvas *canvas,
                              VitRect r,
                              double font,
                              const VitTheme *theme);

/** vit_pictures_draw_upright_bar, vit_pictures_draw_flat_bar: the colour bar in @bar, with its
 * numbers beside or beneath; an end beyond which there are values has a tip. */
void vit_pictures_draw_upright_bar (const VitPictures *pictures,
                                    VitCanvas *canvas,
                                    VitRect bar,
                                    double font,
                                    const VitTheme *theme);
void vit_pictures_draw_flat_bar (const VitPictures *pictures,
                                 VitCanvas *canvas,
                                 VitRect bar,
                                 double font,
                                 const VitTheme *theme);
