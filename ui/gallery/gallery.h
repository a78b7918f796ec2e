#pragma once

/* All figures by name. They are made from results and from pictures of scenes. Views, export and
 * the command line all make their figures here, so that a figure on screen can be reproduced.
 *
 * Figures are made on the main thread from what has been computed so far. A finished figure owns
 * all its data and may be drawn by another thread. */

#include "core/study/atom-set.h"
#include "core/results/deriver.h"
#include "ui/figure/figure.h"
#include "ui/style/view-options.h"

/**
 * VitGalleryRequest: the data and the view that a figure shows
 * @analyses: study, model and series
 * @deriver: (nullable): the source of results beyond T_ML; without it figures that need them are
 * missing
 * @runs: (array length=n_runs): the runs to show, in the order of the study
 * @time: time under the playhead, ps
 * @slice: slice of maps
 * @colouring: colouring of maps
 * @playhead: whether figures against time mark @time
 * @times: (nullable) (array length=n_times): times of filmstrips; %NULL takes five evenly spaced
 * ones of the span that can be computed
 * @atom: id of the atom whose history is shown
 * @set: (nullable): picked atoms, which figures mark
 * @dark: whether the colours are for a dark background
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

/** vit_gallery_find: (transfer none) (nullable): the spec of the figure @name. */
const VitFigureSpec *vit_gallery_find (const char *name);

/** vit_gallery_list: (transfer none) (array length=n): the specs of all figures. */
const VitFigureSpec *const *vit_gallery_list (size_t *n);

/**
 * vit_gallery_describe:
 * @results: (out) (transfer full): the results that are there, as a text that changes whenever a
 * result does
 * @current: (out): whether they are up to date; if not, new ones are being made
 *
 * Returns: (transfer full): all else that the figure depends on, as a text; equal texts mean equal
 * figures
 */
char *vit_gallery_describe (const VitFigureSpec *spec,
                            const VitGalleryRequest *request,
                            char **results,
                            bool *current);

/** vit_gallery_count_lines: height of the figure, in heights of a plot. */
double vit_gallery_count_lines (const VitFigureSpec *spec, const VitGalleryRequest *request);

/**
 * vit_gallery_make:
 * @name: name of a figure of vit_gallery_list()
 * @error: %VIT_ERROR_NOT_FOUND for any other name; %VIT_ERROR_MISSING if none of its results has
 * been computed
 *
 * Returns: (transfer full): the figure
 */
VitFigure *vit_gallery_make (const char *name, const VitGalleryRequest *request, GError **error);

/** vit_gallery_run_label: (transfer full): the label of a run in markup. */
char *vit_gallery_run_label (VitRun *run);

/** vit_gallery_format_change: (transfer full): a change in per cent with its sign; – if it is not
 * finite. */
char *vit_gallery_format_change (double percent);
