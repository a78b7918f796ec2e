#include "ui/gallery/gallery.h"

#include <string.h>

#include "core/base/error.h"
#include "ui/gallery/gallery-private.h"

typedef VitFigure *(*Maker) (const VitGalleryRequest *request, GError **error);

static const VitGalleryEntry entries[] = {
  { "distribution", "Distribution of T_ML at a start time over those of other times", false },
  { "evolution", "Density of T_ML against start time", true },
  { "la-fraction", "Fraction of liquid-like atoms against start time", false },
  { "mean", "Mean T_ML against start time", false },
  { "history", "T_ML of one atom against start time", true },
  { "slice", "Slice maps side by side", false },
  { "filmstrip", "Slice maps at several times, a row for each run", false },
  { "predicted-actual", "Cross-validation of the model: predicted against actual temperature",
    false },
  { "confusion", "Cross-validation of the model: which temperature is taken for which", false },
};

static const Maker makers[] = {
  vit_make_distribution, vit_make_evolution,  vit_make_fraction,
  vit_make_mean,         vit_make_history,    vit_make_slice,
  vit_make_filmstrip,    vit_make_validation, vit_make_confusion,
};

G_STATIC_ASSERT (G_N_ELEMENTS (entries) == G_N_ELEMENTS (makers));

const VitGalleryEntry *
vit_gallery_list (size_t *n)
{
  *n = G_N_ELEMENTS (entries);
  return entries;
}

VitFigure *
vit_gallery_make (const char *name, const VitGalleryRequest *request, GError **error)
{
  g_return_val_if_fail (name && request && request->analyses, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (entries); i++)
    if (strcmp (entries[i].name, name) == 0)
      return makers[i](request, error);
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
  VitRgba colour;
  int index = 0;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (vit_study_get_run (study, i) == run)
      index = (int) i;
  vit_theme_get_run_colour (index, &colour);
  /* Lighter on a dark ground, so that it stands out as well. */
  if (request->dark)
    colour = (VitRgba){ 0.75 * colour.red + 0.25, 0.75 * colour.green + 0.25,
                        0.75 * colour.blue + 0.25, 1 };
  return colour;
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
