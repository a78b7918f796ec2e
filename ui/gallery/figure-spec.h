#pragma once

/* What a figure is: its names, what it depends on, how it is read out and picked. Each file of
 * figures has the specs of its own; nobody else knows a figure by its name. Constant. */

#include "core/study/options.h"
#include "ui/figure/figure.h"
#include "ui/gallery/gallery.h"

/**
 * VitFigureFollows: what makes another figure, besides options and results
 * @VIT_FOLLOWS_START: the start time nearest to the playhead, of each run
 * @VIT_FOLLOWS_START_UNLESS_POOLED: the same, but not while all start times are pooled
 * @VIT_FOLLOWS_TIME: the playhead itself
 * @VIT_FOLLOWS_TIME_OF_CYCLES: the playhead, if a run is loaded in cycles
 * @VIT_FOLLOWS_TML: T_ML of any start time that lands
 * @VIT_FOLLOWS_SLICE: the slice
 * @VIT_FOLLOWS_COLOURS: the colouring
 * @VIT_FOLLOWS_ATOM: the followed atom
 * @VIT_FOLLOWS_SELECTION: the picked atoms
 */
typedef enum
{
  VIT_FOLLOWS_START = 1 << 0,
  VIT_FOLLOWS_START_UNLESS_POOLED = 1 << 1,
  VIT_FOLLOWS_TIME = 1 << 2,
  VIT_FOLLOWS_TML = 1 << 3,
  VIT_FOLLOWS_SLICE = 1 << 4,
  VIT_FOLLOWS_COLOURS = 1 << 5,
  VIT_FOLLOWS_ATOM = 1 << 6,
  VIT_FOLLOWS_SELECTION = 1 << 7,
  VIT_FOLLOWS_TIME_OF_CYCLES = 1 << 8,
} VitFigureFollows;

/**
 * VitFigureView: how a figure is seen in the window
 * @VIT_VIEW_CHART: as the figure
 * @VIT_VIEW_MAPS: as a live map for every shown run
 * @VIT_VIEW_MEASURES: as live maps of one run: coloured as the study says, and by measures of
 *   plasticity
 */
typedef enum
{
  VIT_VIEW_CHART,
  VIT_VIEW_MAPS,
  VIT_VIEW_MEASURES,
} VitFigureView;

/** VIT_FIGURE_MAX_RESULTS: derivations that one figure may show */
#define VIT_FIGURE_MAX_RESULTS 4

/**
 * VitFigureSpec:
 * @name: on the command line
 * @title: for people
 * @short_title: over a view of it, in markup
 * @view: how it is seen in the window
 * @per_run: whether it shows the first of the runs alone
 * @time_axis: whether its x axis is the time of the run
 * @captioned: whether a view has a caption: what was found stands in it
 * @bright_playhead: whether the line of the playhead crosses a map
 * @regions: whether regions can be drawn in it that pick atoms
 * @follows: #VitFigureFollows
 * @options: what an option bears upon that changes the figure
 * @results: (array zero-terminated=1): what it shows of each run
 * @study_results: (array zero-terminated=1): what it shows of the study
 * @baseline: whether @results of the baseline are shown, too
 * @dragged: (nullable): key of the option of the group "model" that a line in it stands for
 * @count_lines: (nullable): rows of panels, in heights of a plot; %NULL: one
 * @read: (nullable): (transfer full) (nullable): what is at a point of a plot, in markup; %NULL:
 *   what the plot says itself
 * @pick: (nullable): the atoms (transfer full) (nullable) that a click at a point means; whether
 *   there is anything to pick in that plot
 * @pick_inside: (nullable): the atoms inside a polygon of data points
 * @make: the figure
 */
struct _VitFigureSpec
{
  const char *name, *title, *short_title;
  VitFigureView view;
  bool per_run, time_axis, captioned, bright_playhead, regions;
  unsigned follows;
  VitAffects options;
  const VitDerivation *results[VIT_FIGURE_MAX_RESULTS + 1];
  const VitDerivation *study_results[VIT_FIGURE_MAX_RESULTS + 1];
  bool baseline;
  const char *dragged;
  double (*count_lines) (const VitGalleryRequest *request);
  char *(*read) (const VitGalleryRequest *request, const VitFigurePanel *panel, double x, double y);
  bool (*pick) (const VitGalleryRequest *request,
                const VitPlotTag *tag,
                double x,
                double y,
                VitAtomSet **set);
  VitAtomSet *(*pick_inside) (const VitGalleryRequest *request,
                              const VitPlotTag *tag,
                              const double (*polygon)[2],
                              size_t n);
  VitFigure *(*make) (const VitGalleryRequest *request, GError **error);
};
