#pragma once

/* Every figure by name: takes results, asks the scene for pictures, hands both to a figure. Views,
 * export and the command line all come here, so that a figure seen is a figure reproduced.
 *
 * Figures are made on the main thread from what has been computed so far; a figure that was made
 * holds all it needs and may be drawn by another thread. */

#include "core/study/atom-set.h"
#include "core/results/deriver.h"
#include "ui/figure/figure.h"
#include "ui/style/view-options.h"

/**
 * VitGalleryRequest: what a figure is to show
 * @analyses: study, model and series
 * @deriver: (nullable): where results beyond T_ML come from; without one figures that need them are
 *   missing
 * @runs: (array length=n_runs): the runs, in the order of their colours' places in the study
 * @time: under the playhead, ps
 * @slice: of maps
 * @colouring: of maps
 * @playhead: whether figures against time mark @time
 * @times: (nullable) (array length=n_times): of filmstrips; %NULL takes five even ones of the
 * computable span
 * @atom: id of an atom for its history
 * @set: (nullable): atoms that figures mark
 * @dark: which background the colours are for
 */
typedef struct
{
  VitAnalyses *analyses;
  VitDeriver *deriver;
  VitRun **runs;
  guint n_runs;
  double time;
  VitSlice slice;
  VitColouring colouring;
  bool playhead;
  const double *times;
  size_t n_times;
  int64_t atom;
  VitAtomSet *set;
  bool dark;
} VitGalleryRequest;

/** VitFigureSpec: see figure-spec.h */
typedef struct _VitFigureSpec VitFigureSpec;

/** vit_gallery_find: (transfer none) (nullable): the spec of a name. */
const VitFigureSpec *vit_gallery_find (const char *name);

/** vit_gallery_list: (transfer none): all figures. */
const VitFigureSpec *const *vit_gallery_list (size_t *n);

/**
 * vit_gallery_describe:
 * @results: (out) (transfer full): which results are there: another text after another one landed
 * @current: (out): whether they are those of what is asked for now; others are being made
 *
 * Returns: (transfer full): all else that the figure depends on: equal texts, equal figures
 */
char *vit_gallery_describe (const VitFigureSpec *spec,
                            const VitGalleryRequest *request,
                            char **results,
                            bool *current);

/** vit_gallery_count_lines: height of a figure, in heights of a plot. */
double vit_gallery_count_lines (const VitFigureSpec *spec, const VitGalleryRequest *request);

/**
 * vit_gallery_make:
 * @name: of the list
 * @error: %VIT_ERROR_NOT_FOUND for another name; %VIT_ERROR_MISSING if nothing of it has been
 * computed
 *
 * Returns: (transfer full): the figure
 */
VitFigure *vit_gallery_make (const char *name, const VitGalleryRequest *request, GError **error);

/** vit_gallery_run_label: (transfer full): a run's label in markup. */
char *vit_gallery_run_label (VitRun *run);

/** vit_gallery_format_change: (transfer full): per cent with its sign. */
char *vit_gallery_format_change (double percent);
