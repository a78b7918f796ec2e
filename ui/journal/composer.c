#include "ui/journal/composer.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/gallery/figure-spec.h"

/* The runs of a panel. */
static bool
find_runs (VitStudy *study, const VitPanel *panel, GPtrArray *runs, GError **error)
{
  for (char **label = panel->runs; label && *label; label++)
    {
      guint before = runs->len;
      for (guint i = 0; i < vit_study_get_n_runs (study); i++)
        if (strcmp (vit_run_get_label (vit_study_get_run (study, i)), *label) == 0)
          g_ptr_array_add (runs, vit_study_get_run (study, i));
      if (runs->len > before)
        continue;
      g_autofree char *said = vit_study_dup_nearest_run (study, *label);
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s", said);
      return false;
    }
  return true;
}

static VitFigure *
make_panel (const VitPanel *panel, const VitGalleryRequest *request, GError **error)
{
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  VitGalleryRequest own = *request;
  const VitFigureSpec *spec = vit_gallery_find (panel->figure);
  if (!find_runs (vit_analyses_get_study (request->analyses), panel, runs, error))
    return NULL;
  if (runs->len > 0)
    {
      own.runs = (VitRun **) runs->pdata;
      own.n_runs = runs->len;
    }
  if (spec && spec->per_run)
    own.n_runs = MIN (own.n_runs, 1);
  if (isfinite (panel->time))
    own.time = panel->time;
  return vit_gallery_make (panel->figure, &own, error);
}

VitFigure *
vit_montage_make (const VitMontage *montage, const VitGalleryRequest *request, GError **error)
{
  g_return_val_if_fail (montage && request, NULL);
  int n = (int) montage->panels->len;
  g_autofree VitFigure **children = g_new0 (VitFigure *, n);
  g_autofree VitGridPlace *places = g_new (VitGridPlace, n);
  for (int i = 0; i < n; i++)
    {
      const VitPanel *panel = &g_array_index (montage->panels, VitPanel, i);
      places[i] = (VitGridPlace){ panel->row, panel->column, panel->rows, panel->columns };
      children[i] = make_panel (panel, request, error);
      if (children[i])
        continue;
      g_prefix_error (error, "panel %c: ", 'a' + i);
      for (int k = 0; k < i; k++)
        vit_figure_free (children[k]);
      return NULL;
    }
  VitFigure *figure = vit_figure_new_grid (children, places, n, montage->rows, montage->columns);
  if (montage->shares_legend)
    vit_figure_share_grid_legend (figure);
  if (montage->shares_scale)
    vit_figure_share_grid_scale (figure);
  return figure;
}
