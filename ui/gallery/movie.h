#pragma once

/* A sequence of figures as a movie. Any thread, one at a time. The program must ignore SIGPIPE. */

#include "core/base/progress.h"
#include "ui/figure/figure.h"

/**
 * VitMovieOptions:
 * @width, @height: pixels; odd numbers are rounded down to even ones
 * @rate: pictures per second
 * @font_size: pixels
 * @dark: whether the background is dark
 */
typedef struct
{
  int width, height;
  double rate;
  double font_size;
  bool dark;
} VitMovieOptions;

/** vit_movie_can_encode: whether `ffmpeg` is installed. */
bool vit_movie_can_encode (void);

/** VitMovieFrame: the picture at @index, @width × @height × 4 bytes, valid until the next call;
 * %NULL with @error ends the movie. They are asked for in order. */
typedef const uint8_t *(*VitMovieFrame) (size_t index, gpointer data, GError **error);

/** vit_movie_encode: @n pictures as @path, which ends in .mp4 or .webm; width and height are even.
 */
bool vit_movie_encode (VitMovieFrame frame,
                       gpointer data,
                       size_t n,
                       const char *path,
                       const VitMovieOptions *options,
                       VitProgress *progress,
                       GError **error);

/**
 * vit_movie_write:
 * @figures: (array length=n): the pictures, in order
 * @path: a file that ends in .mp4 or .webm, which ffmpeg encodes; any other name is a folder for
 * numbered PNG files
 * @note: (out) (transfer full) (nullable): for a folder, the command that makes a movie of its
 * files
 */
bool vit_movie_write (VitFigure **figures,
                      size_t n,
                      const char *path,
                      const VitMovieOptions *options,
                      char **note,
                      VitProgress *progress,
                      GError **error);
