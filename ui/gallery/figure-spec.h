#pragma once

/* The specification of a figure: its names, its dependencies, and its reading and picking. Each
 * file of figures holds the specs of its figures, and no other code treats figures by name.
 * Constants. */

#include "core/study/options.h"
#include "ui/figure/figure.h"
#include "ui/gallery/request.h"

/**
 * VitFigureFollows: inputs that change a figure, besides options and results
 * @VIT_FOLLOWS_START: the start time nearest to the playhead, of each run
 * @VIT_FOLLOWS_START_UNLESS_POOLED: the same, but not while all start times are pooled
 * @VIT_FOLLOWS_TIME: the playhead itself
 * @VIT_FOLLOWS_TIME_OF_CYCLES: the playhead, if one of the runs is loaded in cycles
 * @VIT_FOLLOWS_TML: T_ML of all start times
 * @VIT_FOLLOWS_SLICE: the slice
 * @VIT_FOLLOWS_COLOURS: the colouring
 * @VIT_FOLLOWS_ATOM: the followed atoms
 * @VIT_FOLLOWS_SELECTION: the picked atoms
 * @VIT_FOLLOWS_CONDITION: the condition of the atoms that are shown
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
  VIT_FOLLOWS_CONDITION = 1 << 9,
} VitFigureFollows;

/**
 * VitFigureView: how the window shows a figure
 * @VIT_VIEW_CHART: the figure itself
 * @VIT_VIEW_MAPS: a live map for every shown run
 * @VIT_VIEW_MEASURES: live maps of one run: one coloured as the study says, others by measures of
 *   plasticity
 * @VIT_VIEW_DIFFERENCE: a live map of the difference of two runs or times
 * @VIT_VIEW_INDICATOR: live maps of one run: the chosen indicator, the target, hits and misses
 */
typedef enum
{
  VIT_VIEW_CHART,
  VIT_VIEW_MAPS,
  VIT_VIEW_MEASURES,
  VIT_VIEW_DIFFERENCE,
  VIT_VIEW_INDICATOR,
} VitFigureView;

/** VIT_FIGURE_MAX_RESULTS: greatest number of derivations that one figure shows. */
#define VIT_FIGURE_MAX_RESULTS 4

/**
 * VitFigureSpec:
 * @name: name on the command line
 * @title: title in menus and lists
 * @short_title: title of a view of it, in markup
 * @view: how the window shows it
 * @off_pages: (nullable): why it is on no page of the window; %NULL for all that are on one
 * @needs_atoms: whether nothing is shown without the atoms that it follows
 * @per_run: whether a view shows one run, the first of the request
 * @paged: whether it has a plot for each run, so that a view shows some of them at a time
 * @time_axis: whether the x axis is the time of the run
 * @captioned: whether a view shows the caption, because it tells results
 * @bright_playhead: whether the playhead is white, because it crosses a map
 * @regions: whether the user can pick atoms by drawing regions in it
 * @follows: #VitFigureFollows
 * @options: #VitAffects: the figure changes with the options that affect one of these
 * @results: (array zero-terminated=1): the derivations of each run that it shows
 * @lacks: (nullable): why the first of @results that is there shows nothing of its run; %NULL if it
 * does
 * @study_results: (array zero-terminated=1): the derivations of the study that it shows
 * @baseline: whether it shows @results of the baseline as well
 * @rests_on: bits of #VitPremiseGroup: the caption names what of each run its numbers rest on
 * @shows_tml: whether it shows T_ML, or subsets by it: the caption says what speaks against T_ML
 * @dragged: (nullable): key of an option of the group "model" whose value a draggable line shows
 * @count_lines: (nullable): height of the figure, in heights of a plot; %NULL stands for 1
 * @read: (nullable): (transfer full) (nullable): the values at a point of a plot, in markup; %NULL
 * takes those that the plot itself gives
 * @pick: (nullable): sets the atoms (transfer full) (nullable) that a click at a point picks;
 * returns whether there is anything to pick in that plot
 * @pick_inside: (nullable): (nullable): (transfer full) (nullable): the atoms inside a polygon of
 * data points
 * @make: makes the figure (transfer full)
 */
struct _VitFigureSpec
{
  const char *name, *title, *short_title;
  VitFigureView view;
  const char *off_pages;
  bool needs_atoms, per_run, paged, time_axis, captioned, bright_playhead, regions;
  unsigned follows;
  VitAffects options;
  const VitDerivation *results[VIT_FIGURE_MAX_RESULTS + 1];
  const char *(*lacks) (gconstpointer result);
  const VitDerivation *study_results[VIT_FIGURE_MAX_RESULTS + 1];
  bool baseline;
  unsigned rests_on;
  bool shows_tml;
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
