#pragma once

/* What a figure is asked to show. */

#include "core/results/deriver.h"
#include "core/results/filter.h"
#include "core/study/atom-set.h"
#include "core/study/followed-atoms.h"
#include "ui/style/view-options.h"

/**
 * VitGalleryRequest: the data and the view that a figure shows
 * @analyses: study, model and series
 * @deriver: (nullable): the source of results beyond T_ML; without it figures that need them are
 * missing
 * @runs: (array length=n_runs): the runs to show, in the order of the study
 * @first_run, @n_of: of @n_of runs they are those from @first_run on; 0: they are all
 * @time: time under the playhead, ps
 * @slice: slice of maps
 * @colouring: colouring of maps
 * @box: how the whole box is shown
 * @fits_minimum, @fits_maximum: whether that end of the colour scale is fitted to the values that
 * maps show, instead of the one in @colouring
 * @percentiles: %, of the values that a scale is fitted to; 0, 0: it is fitted to all
 * @playhead: whether figures against time mark @time
 * @times: (nullable) (array length=n_times): times of filmstrips; %NULL takes at most five evenly
 * spaced ones of the span that can be computed
 * @atoms: the atoms whose histories are shown
 * @set: (nullable): picked atoms, which figures mark
 * @filter: the atoms that maps show
 * @developing: whether maps show T_ML that develops (core/results/developing-tml.h) where there is
 * no final one yet
 * @dark: whether the colours are for a dark background
 */
typedef struct
{
  VitAnalyses *analyses;
  VitDeriver *deriver;
  VitRun **runs;
  guint n_runs;
  guint first_run, n_of;
  double time;
  VitSlice slice;
  VitColouring colouring;
  VitBoxView box;
  bool fits_minimum, fits_maximum;
  double percentiles[2];
  bool playhead;
  const double *times;
  size_t n_times;
  VitFollowedAtoms atoms;
  VitAtomSet *set;
  VitFilter filter;
  bool developing;
  bool dark;
} VitGalleryRequest;

/** vit_gallery_take_range: sets how the ends of the colour scale are found. */
void vit_gallery_take_range (VitGalleryRequest *request, const VitColourRange *range);

/** vit_gallery_read_view: sets what the options of @study say: slice, colouring and its range, box,
 * time, filter. */
void vit_gallery_read_view (VitStudy *study, VitGalleryRequest *request);

/** VitFigureSpec: see figure-spec.h */
typedef struct _VitFigureSpec VitFigureSpec;
