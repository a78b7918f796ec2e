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
 * @intervals: (nullable) (array length=n_intervals): Δt of grids of plasticity, ps; %NULL takes the
 *   study's
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
  const double *intervals;
  size_t n_intervals;
  int64_t atom;
  VitAtomSet *set;
  bool dark;
} VitGalleryRequest;

/**
 * VitGalleryEntry:
 * @name: of the command line
 * @title: for people
 * @per_run: whether it shows the first of the runs alone
 * @time_axis: whether its x axis is the time of the run
 * @follows_time: whether what it shows depends on the playhead
 * @short_title: over a view of it, in markup
 * @captioned: whether a view has a caption: what was found stands in it
 */
typedef struct
{
  const char *name;
  const char *title;
  bool per_run, time_axis, follows_time;
  const char *short_title;
  bool captioned;
} VitGalleryEntry;

/** vit_gallery_find: (transfer none) (nullable): the entry of a name. */
const VitGalleryEntry *vit_gallery_find (const char *name);

/** vit_gallery_list: (transfer none): all figures. */
const VitGalleryEntry *vit_gallery_list (size_t *n);

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
