#include "ui/gallery/gallery.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "ui/gallery/gallery-private.h"

typedef VitFigure *(*Maker) (const VitGalleryRequest *request, GError **error);

static const struct
{
  VitGalleryEntry entry;
  Maker make;
} figures[] = {
  { { "distribution", "Distribution of T_ML at a start time over those of other times", false,
      false, true, "Distribution" },
    vit_make_distribution },
  { { "evolution", "Density of T_ML against start time", true, true, false, "Evolution" },
    vit_make_evolution },
  { { "la-fraction", "Fraction of liquid-like atoms against start time", false, true, false,
      "LA fraction" },
    vit_make_fraction },
  { { "mean", "Mean T_ML against start time", false, true, false, "Mean" }, vit_make_mean },
  { { "history", "T_ML of one atom against start time", true, true, false, "History" },
    vit_make_history },
  { { "slice", "Slice maps side by side", false, false, true, "Slice" }, vit_make_slice },
  { { "filmstrip", "Slice maps at several times, a row for each run", false, false, false,
      "Filmstrip" },
    vit_make_filmstrip },
  { { "selection", "Distribution of T_ML of picked atoms and of all", false, false, true,
      "Picked atoms" },
    vit_make_selection },
  { { "q6-w6", "Joint density of q6 and w6 of all, liquid-like and solid-like atoms", false, false,
      true, "Bond order" },
    vit_make_q6_w6 },
  { { "polyhedra", "Most frequent Voronoi polyhedra of solid-like and liquid-like atoms", false,
      false, true, "Polyhedra" },
    vit_make_polyhedra },
  { { "sij", "Distribution of the similarity s(i,j) of neighbours", false, false, true,
      "Similarity s(i, j)" },
    vit_make_similarity },
  { { "gr", "Radial distribution functions, total and partial", false, false, false, "g(r)" },
    vit_make_rdf },
  { { "composition", "Composition of all, liquid-like and solid-like atoms", false, false, true,
      "Composition" },
    vit_make_composition },
  { { "alpha", "Warren–Cowley parameters of all, liquid-like and solid-like atoms", false, false,
      true, "Short-range order α" },
    vit_make_alpha },
  { { "eta", "Cargill–Spaepen parameters of all, liquid-like and solid-like atoms", false, false,
      true, "Short-range order η" },
    vit_make_eta },
  { { "cn-table", "Table of coordination, volume and fivefold faces", false, false, true,
      "Coordination" },
    vit_make_cn_table },
  { { "plasticity-grid", "Maps of T_ML, strain, non-affine motion and rotation of one slice", true,
      false, true, "Plasticity" },
    vit_make_plasticity_grid },
  { { "correlation", "Correlation of T_ML with plasticity against the interval", false, false,
      false, "Correlation" },
    vit_make_correlation },
  { { "plasticity-density", "Joint density of T_ML and a measure of plasticity", false, false, true,
      "<i>T</i><sub>ML</sub> and plasticity" },
    vit_make_plasticity_density },
  { { "clusters", "Liquid-like regions against start time: growth, percolation, persistence", false,
      false, false, "Liquid-like regions" },
    vit_make_clusters },
  { { "cluster-sizes", "Sizes of liquid-like regions at a start time", false, false, true,
      "Sizes of regions", true },
    vit_make_cluster_sizes },
  { { "strain", "Strain against time", false, true, false, "Strain", true }, vit_make_strain },
  { { "stress", "Stress against time", false, true, false, "Stress", true }, vit_make_stress },
  { { "strain-rate", "Strain rate against time", false, true, false, "Strain rate", true },
    vit_make_strain_rate },
  { { "loops", "Stress against strain, cycle by cycle", false, false, true, "Loops" },
    vit_make_loops },
  { { "cycles", "Amplitude, lag, loop area, mean strain and moduli of each cycle", false, false,
      false, "Cycles" },
    vit_make_cycles },
  { { "stress-strain", "Stress against strain with the yield point", false, false, false,
      "Stress and strain", true },
    vit_make_stress_strain },
  { { "volume-temperature", "Volume against temperature with the glass transition", false, false,
      false, "Volume and temperature", true },
    vit_make_volume_temperature },
  { { "msd", "Mean-square displacement with the fitted model", false, false, false, "MSD", true },
    vit_make_msd },
  { { "msd-collapse", "Mean-square displacement over temperature", false, false, false, "MSD / T",
      true },
    vit_make_msd_collapse },
  { { "alpha2", "Non-Gaussian parameter", false, false, false, "Non-Gaussian parameter", true },
    vit_make_alpha2 },
  { { "rheology", "Fitted stiffness and viscosities against temperature", false, false, false,
      "Rheology" },
    vit_make_rheology },
  { { "predicted-actual", "Cross-validation of the model: predicted against actual temperature",
      false, false, false, "Predicted and actual", true },
    vit_make_validation },
  { { "confusion", "Cross-validation of the model: which temperature is taken for which", false,
      false, false, "Confusion", true },
    vit_make_confusion },
  { { "dendrogram", "Which temperatures make one class", false, false, false, "Classes", true },
    vit_make_dendrogram },
  { { "relieff", "Which intervals tell temperatures apart", false, false, false, "Intervals",
      true },
    vit_make_relieff },
  { { "features", "Distribution of one feature in every class", false, false, false, "Features",
      true },
    vit_make_features },
  { { "learning-curve", "Quality against training instances and neighbours", false, false, false,
      "Learning curve" },
    vit_make_learning_curve },
  { { "distances", "Distance of a run's atoms from the training set", false, false, true,
      "Distance from the training set", true },
    vit_make_distances },
};

static VitGalleryEntry entries[G_N_ELEMENTS (figures)];

const VitGalleryEntry *
vit_gallery_list (size_t *n)
{
  static gsize filled = 0;
  if (g_once_init_enter (&filled))
    {
      for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
        entries[i] = figures[i].entry;
      g_once_init_leave (&filled, 1);
    }
  *n = G_N_ELEMENTS (entries);
  return entries;
}

const VitGalleryEntry *
vit_gallery_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (figures[i].entry.name, name) == 0)
      return &figures[i].entry;
  return NULL;
}

VitFigure *
vit_gallery_make (const char *name, const VitGalleryRequest *request, GError **error)
{
  g_return_val_if_fail (name && request && request->analyses, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (figures); i++)
    if (strcmp (figures[i].entry.name, name) == 0)
      {
        vit_trace (VIT_TRACE_FIGURES, "figure %s", name);
        return figures[i].make (request, error);
      }
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "there is no figure \"%s\"", name);
  return NULL;
}

char *
vit_gallery_run_label (VitRun *run)
{
  return g_markup_escape_text (vit_run_get_label (run), -1);
}

VitRgba
vit_gallery_colour (const VitGalleryRequest *request, VitRun *run)
{
  VitStudy *study = vit_analyses_get_study (request->analyses);
  int index = 0;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (vit_study_get_run (study, i) == run)
      index = (int) i;
  return vit_theme_get_run_colour (index, request->dark);
}

VitTmlSeries *
vit_gallery_series (const VitGalleryRequest *request, VitRun *run, GError **error)
{
  VitTmlSeries *series = run ? vit_analyses_get_tml (request->analyses, run) : NULL;
  if (series)
    return series;
  const char *obstacle =
      run ? vit_analyses_get_obstacle (request->analyses, run) : "There is no run.";
  g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: %s",
               run ? vit_run_get_label (run) : "study",
               obstacle ? obstacle : "nothing has been computed");
  return NULL;
}

const VitTheme *
vit_gallery_theme (const VitGalleryRequest *request)
{
  return request->dark ? vit_theme_get_dark () : vit_theme_get_light ();
}
