#pragma once

/* Figures one after the other as a movie. Any thread, one at a time. The program must ignore
 * SIGPIPE. */

#include "core/base/progress.h"
#include "ui/figure/figure.h"

/**
 * VitMovieOptions:
 * @width, @height: pixels; made even
 * @rate: pictures per second
 * @font_size: pixels
 * @dark: on a dark background
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

/**
 * vit_movie_write:
 * @figures: (array length=n): pictures in order
 * @path: ending in .mp4 or .webm: through a pipe to ffmpeg; any other name is a folder that gets
 * numbered PNGs
 * @note: (out) (transfer full) (nullable): for a folder: the command that joins them
 */
bool vit_movie_write (VitFigure **figures,
                      size_t n,
                      const char *path,
                      const VitMovieOptions *options,
                      char **note,
                      VitProgress *progress,
                      GError **error);
