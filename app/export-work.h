#pragma once

/* Figures on their way to a file: they are made one after the other, each when all that it shows is
 * there, then drawn and written in the background. Main thread; nothing here waits. */

#include "app/export-source.h"
#include "ui/gallery/movie.h"
#include "ui/journal/layout.h"

typedef struct _VitExportWork VitExportWork;

/** VitExportPlan: a figure in @format, laid out by @settings, with its source data if
 * @source_data, or a movie with @movie_options, over which
 * whole boxes turn by @turn degrees */
typedef struct
{
  VitExportSource source;
  char *path;
  bool movie;
  VitFormat format;
  const VitFigureSettings *settings; /* copied */
  bool dark, source_data;
  VitMovieOptions movie_options;
  double turn;
} VitExportPlan;

typedef enum
{
  VIT_EXPORT_COMPUTING,
  VIT_EXPORT_DRAWING,
  VIT_EXPORT_WRITTEN,
  VIT_EXPORT_FAILED,
} VitExportStage;

/** VitExportFunc: stage or fraction have changed; it may free @work. */
typedef void (*VitExportFunc) (VitExportWork *work, void *data);

/**
 * vit_export_work_start:
 * @plan: copied
 * @times: (transfer full) (element-type double): a figure for each
 * @changed: never called before this returns
 */
VitExportWork *
vit_export_work_start (const VitExportPlan *plan, GArray *times, VitExportFunc changed, void *data);

/**
 * vit_export_repeat_time:
 * @time: ps, of all pictures
 * @turn: degrees in all, either way
 * @rate: pictures a second
 * @seconds: for 360°
 *
 * Returns: (transfer full) (element-type double): for a movie in which nothing but the box moves: a
 *   time for each picture, one at least
 */
GArray *vit_export_repeat_time (double time, double turn, double rate, double seconds);

/** vit_export_work_free: stops it, if it is not done. */
void vit_export_work_free (VitExportWork *work);
VitExportStage vit_export_work_get_stage (const VitExportWork *work);

/** vit_export_work_get_fraction: of the stage; negative: it cannot be said. */
double vit_export_work_get_fraction (const VitExportWork *work);

/** vit_export_work_get_message: (nullable): why it failed; or what is left to be done. */
const char *vit_export_work_get_message (const VitExportWork *work);
