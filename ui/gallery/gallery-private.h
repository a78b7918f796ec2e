#pragma once

/* What the files of figures share. */

#include "core/results/structure-sample.h"
#include "ui/gallery/figure-spec.h"

extern const VitFigureSpec vit_density_figures[];
extern const VitFigureSpec vit_time_figures[];
extern const VitFigureSpec vit_slice_figures[];
extern const VitFigureSpec vit_structure_figures[];
extern const VitFigureSpec vit_distribution_figures[];
extern const VitFigureSpec vit_chemistry_figures[];
extern const VitFigureSpec vit_plasticity_figures[];
extern const VitFigureSpec vit_cluster_figures[];
extern const VitFigureSpec vit_mechanics_figures[];
extern const VitFigureSpec vit_msd_figures[];
extern const VitFigureSpec vit_model_figures[];

/** vit_gallery_count_samples: the runs on show, and the one that they are compared with. */
double vit_gallery_count_samples (const VitGalleryRequest *request);

/** vit_gallery_count_cyclic: runs of the request with a frequency. */
guint vit_gallery_count_cyclic (const VitGalleryRequest *request);

/** vit_gallery_tagged_run: (nullable): the run of the study that a plot is about. */
VitRun *vit_gallery_tagged_run (const VitGalleryRequest *request, const VitPlotTag *tag);

/** vit_gallery_derive: (nullable): a result of @run at the playhead. */
gconstpointer vit_gallery_derive (const VitGalleryRequest *request,
                                  const VitDerivation *kind,
                                  VitRun *run,
                                  GError **error);

/** vit_gallery_samples: (transfer full) (nullable) (element-type VitStructureSample): those of the
 * request's runs that are there, referenced; @runs gets the runs of them. %NULL with the first
 * error if there is none. */
GPtrArray *vit_gallery_samples (const VitGalleryRequest *request, GPtrArray *runs, GError **error);

/** vit_gallery_add_curve: with factors on @x and @y; very long ones are thinned out. */
void vit_gallery_add_curve (VitPlot *plot,
                            const VitSeries *style,
                            const double *x,
                            const double *y,
                            size_t n,
                            double x_factor,
                            double y_factor);

/** vit_gallery_finish_plot: the figure, or, without any curve @found, why there is none: @first
 * (transfer full) (nullable), else that nothing applies. */
VitFigure *vit_gallery_finish_plot (VitPlot *plot, guint found, GError *first, GError **error);

/** vit_gallery_add_baseline: the sample and the run that the study compares with come last, unless
 * the run is among @runs. */
void
vit_gallery_add_baseline (const VitGalleryRequest *request, GPtrArray *samples, GPtrArray *runs);

/** vit_gallery_baseline: (transfer full) (nullable): the sample that the study compares with. */
VitStructureSample *vit_gallery_baseline (const VitGalleryRequest *request);

/** vit_gallery_has_enough: whether a subset of @sample (nullable) has so many atoms that it says
 * something: else it is no baseline, and sets no scale. */
bool vit_gallery_has_enough (const VitStructureSample *sample, VitSubset subset);

/** vit_gallery_append_counts: the @n start times or frames, and the atoms of each subset. */
void vit_gallery_append_counts (
    GString *text, bool has_tml, const double *times, size_t n, const size_t counts[VIT_N_SUBSETS]);

/** vit_gallery_structure_caption: (transfer full): rules, start times and numbers of atoms, those
 * of
 * @baseline (nullable) too, or why the one that is wanted is not there. */
char *vit_gallery_structure_caption (const VitGalleryRequest *request,
                                     GPtrArray *samples,
                                     GPtrArray *runs,
                                     const VitStructureSample *baseline,
                                     const char *rule);

/** vit_gallery_side_by_side: one figure from the figures (taken) of several runs. */
VitFigure *vit_gallery_side_by_side (GPtrArray *figures, const char *caption);

/** vit_gallery_on_shared_axes: the same, of figures that have the same y axis. */
VitFigure *vit_gallery_on_shared_axes (GPtrArray *figures, const char *caption);

/** vit_gallery_options: (transfer none): the study's options. */
const VitOptions *vit_gallery_options (const VitGalleryRequest *request);

/** vit_gallery_colour: of a run, by its place in the study. */
VitRgba vit_gallery_colour (const VitGalleryRequest *request, VitRun *run);

/** vit_gallery_series: (nullable): of a run; %NULL with @error that says what is missing. */
VitTmlSeries *vit_gallery_series (const VitGalleryRequest *request, VitRun *run, GError **error);

/** vit_gallery_theme: the one that the request's colours are for. */
const VitTheme *vit_gallery_theme (const VitGalleryRequest *request);
