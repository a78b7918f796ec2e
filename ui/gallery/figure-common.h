#pragma once

/* Functions that the files of figures share. */

#include "core/results/structure-sample.h"
#include "ui/gallery/figure-spec.h"

/** vit_gallery_count_samples: number of runs of the request, and the baseline if it is not one of
 * them. */
double vit_gallery_count_samples (const VitGalleryRequest *request);

/** vit_gallery_count_cyclic: number of runs of the request with a frequency. */
guint vit_gallery_count_cyclic (const VitGalleryRequest *request);

/** vit_gallery_tagged_run: (transfer none) (nullable): the run of the study that a plot shows. */
VitRun *vit_gallery_tagged_run (const VitGalleryRequest *request, const VitPlotTag *tag);

/** vit_gallery_derive: (transfer none) (nullable): a result of @run at the playhead; %NULL with
 * @error. */
gconstpointer vit_gallery_derive (const VitGalleryRequest *request,
                                  const VitDerivation *kind,
                                  VitRun *run,
                                  GError **error);

/** vit_gallery_samples: (transfer full) (nullable) (element-type VitStructureSample): references to
 * the available samples of the request's runs; their runs are appended to @runs. %NULL with the
 * first error if there is none. */
GPtrArray *vit_gallery_samples (const VitGalleryRequest *request, GPtrArray *runs, GError **error);

/** vit_gallery_add_curve: adds a curve; @x and @y are multiplied by factors. Very long curves are
 * thinned out. */
void vit_gallery_add_curve (VitPlot *plot,
                            const VitSeries *style,
                            const double *x,
                            const double *y,
                            size_t n,
                            double x_factor,
                            double y_factor);

/** vit_gallery_curve_style: a curve of @n points against time; its points are marked where they are
 * few. @label is not copied. */
VitSeries vit_gallery_curve_style (const char *label, VitRgba colour, size_t n);

/** vit_gallery_finish_plot: takes @plot. Returns: the figure if there is any curve (@found > 0);
 * otherwise %NULL with @first (transfer full) (nullable) as the error, or an error that says that
 * nothing applies. */
VitFigure *vit_gallery_finish_plot (VitPlot *plot, guint found, GError *first, GError **error);

/** vit_gallery_add_baseline: appends the baseline's sample and run, unless the run is among @runs.
 */
void
vit_gallery_add_baseline (const VitGalleryRequest *request, GPtrArray *samples, GPtrArray *runs);

/** vit_gallery_baseline: (transfer full) (nullable): the baseline's sample. */
VitStructureSample *vit_gallery_baseline (const VitGalleryRequest *request);

/** vit_gallery_has_enough: whether a subset of @sample (nullable) has enough atoms to influence the
 * scale, or to serve as a baseline. */
bool vit_gallery_has_enough (const VitStructureSample *sample, VitSubset subset);

/** vit_gallery_append_times: appends the time, or how many start times or frames from when to when.
 */
void vit_gallery_append_times (GString *text, bool has_tml, const double *times, size_t n);

/** vit_gallery_append_counts: appends the @n start times or frames, and the number of atoms of each
 * subset. */
void vit_gallery_append_counts (
    GString *text, bool has_tml, const double *times, size_t n, const size_t counts[VIT_N_SUBSETS]);

/** vit_gallery_append_page: appends which of all runs these are, if some are left out. */
void vit_gallery_append_page (GString *text, const VitGalleryRequest *request);

/** vit_gallery_structure_caption: (transfer full): rules, start times and numbers of atoms, also
 * those of @baseline (nullable), or why the chosen baseline is not available. */
char *vit_gallery_structure_caption (const VitGalleryRequest *request,
                                     GPtrArray *samples,
                                     GPtrArray *runs,
                                     const VitStructureSample *baseline,
                                     const char *rule);

/** vit_gallery_side_by_side: makes one figure from the figures (transfer full) of several runs. */
VitFigure *vit_gallery_side_by_side (GPtrArray *figures, const char *caption);

/** vit_gallery_on_shared_axes: the same, for figures that have the same y axis. */
VitFigure *vit_gallery_on_shared_axes (GPtrArray *figures, const char *caption);

/** vit_gallery_options: (transfer none): the study's options. */
const VitOptions *vit_gallery_options (const VitGalleryRequest *request);

/** vit_gallery_fit_range: fits the ends of the colour scale that the request does not have to
 * values from @minimum to @maximum; nothing changes where there are none. */
void vit_gallery_fit_range (VitGalleryRequest *request, double minimum, double maximum);

/** vit_gallery_colour: colour of a run. */
VitRgba vit_gallery_colour (const VitGalleryRequest *request, VitRun *run);

/** vit_gallery_series: (transfer none) (nullable): the series of a run; %NULL with an @error that
 * says what is missing. */
VitTmlSeries *vit_gallery_series (const VitGalleryRequest *request, VitRun *run, GError **error);

/** vit_gallery_theme: (transfer none): the light or the dark theme, as the request says. */
const VitTheme *vit_gallery_theme (const VitGalleryRequest *request);

/** vit_gallery_run_label: (transfer full): the label of a run in markup. */
char *vit_gallery_run_label (VitRun *run);

/** vit_gallery_append_box_strain: says in @caption which of @runs, whose strains share an axis,
 * have that of the boxes. */
void vit_gallery_append_box_strain (GString *caption, const GPtrArray *runs);

/** vit_gallery_is_inside: whether a point lies in a polygon, by the even–odd rule. */
bool vit_gallery_is_inside (const double (*polygon)[2], size_t n, double x, double y);

/** vit_gallery_format_change: (transfer full): a change in per cent with its sign; – if it is not
 * finite. */
char *vit_gallery_format_change (double percent);
