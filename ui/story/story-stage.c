#include "ui/story/story-stage.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/premise-caption.h"
#include "ui/journal/layout.h"
#include "ui/story/story-notes.h"

void
vit_story_stage_show (VitStoryStage *stage, const VitStoryScene *scene, GPtrArray *notes)
{
  vit_story_show (stage->story, scene, vit_analyses_get_study (stage->analyses), notes);
}

/* ---- Pictures ---- */

static void
read_followed (const VitViewOptions *view, VitFollowedAtoms *atoms)
{
  vit_followed_atoms_read (atoms, view->atoms);
  if (view->atom > 0 && vit_followed_atoms_find (atoms, (int64_t) view->atom) < 0)
    *atoms = (VitFollowedAtoms){ { (int64_t) view->atom }, 1 };
}

void
vit_story_scene_read_request (VitStudy *study, GPtrArray *runs, VitGalleryRequest *request)
{
  vit_gallery_read_view (study, request);
  request->playhead = true;
  read_followed (&vit_study_get_options (study)->view, &request->atoms);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (vit_run_get_shown (vit_study_get_run (study, i)))
      g_ptr_array_add (runs, vit_study_get_run (study, i));
  request->runs = (VitRun **) runs->pdata;
  request->n_runs = runs->len;
}

/* Whether T_ML of the start time nearest to the playhead is all that a figure shows of it. */
static bool
shows_one_start (const VitFigureSpec *spec, const VitOptions *options)
{
  return spec->view == VIT_VIEW_MAPS || spec->view == VIT_VIEW_MEASURES ||
         ((spec->follows & VIT_FOLLOWS_START_UNLESS_POOLED) && !options->structure.pool);
}

/* Figures show what was computed so far. */
static bool
compute_tml (VitStoryStage *stage,
             const VitFigureSpec *spec,
             const VitGalleryRequest *request,
             VitProgress *progress,
             GError **error)
{
  const VitOptions *options = vit_study_get_options (vit_analyses_get_study (stage->analyses));
  VitRun *baseline = spec->baseline ? vit_analyses_get_baseline (stage->analyses) : NULL;
  bool one = shows_one_start (spec, options);
  if (!vit_gallery_shows_tml (spec, request) && !(spec->follows & VIT_FOLLOWS_TML))
    return true;
  for (guint i = 0; i <= request->n_runs; i++)
    {
      VitRun *run = i < request->n_runs ? request->runs[i] : baseline;
      VitTmlSeries *series = run ? vit_analyses_get_tml (stage->analyses, run) : NULL;
      if (series && !(one ? vit_tml_series_compute_near (series, request->time, progress, error)
                          : vit_tml_series_compute_all (series, progress, error)))
        return false;
    }
  return true;
}

VitFigure *
vit_story_stage_remake_figure (VitStoryStage *stage,
                               const VitStoryScene *scene,
                               double turn,
                               VitProgress *progress,
                               GError **error)
{
  const char *name = vit_story_scene_get_figure (scene);
  const VitFigureSpec *spec = vit_gallery_find (name);
  if (!spec)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "there is no figure \"%s\"", name);
      return NULL;
    }
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  VitGalleryRequest request = { .analyses = stage->analyses, .deriver = stage->deriver };
  vit_story_scene_read_request (vit_analyses_get_study (stage->analyses), runs, &request);
  request.box.turn = turn;
  request.box.turns = turn != 0;
  if (request.n_runs == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "no run is shown");
      return NULL;
    }
  vit_analyses_set_atoms (stage->analyses, &request.atoms);
  VitFigure *figure = compute_tml (stage, spec, &request, progress, error)
                          ? vit_gallery_make (name, &request, error)
                          : NULL;
  if (figure && !stage->plain)
    vit_story_scene_add_notes (scene, vit_analyses_get_study (stage->analyses), name, figure);
  return figure;
}

VitFigure *
vit_story_stage_make_figure (VitStoryStage *stage,
                             const VitStoryScene *scene,
                             VitProgress *progress,
                             GError **error)
{
  vit_story_stage_show (stage, scene, NULL);
  return vit_story_stage_remake_figure (stage, scene, 0, progress, error);
}

bool
vit_story_stage_lay_out (VitStoryStage *stage,
                         const VitStoryScene *scene,
                         VitFigure *figure,
                         VitFormat format,
                         double usual_dpi,
                         VitExportOptions *options,
                         GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  g_autoptr (VitFigureSettings) settings =
      vit_study_get_figure_settings (study, vit_story_scene_get_figure (scene));
  if (stage->settings)
    vit_figure_settings_add (settings, stage->settings);
  const char *wanted = settings->texts[VIT_FIGURE_JOURNAL];
  g_autoptr (VitJournal) journal = wanted ? vit_journal_load (wanted, error) : NULL;
  if ((wanted && !journal) ||
      !vit_journal_lay_out (journal, settings, format, false, figure, options, error))
    return false;
  if (usual_dpi > 0 && !journal && !settings->texts[VIT_FIGURE_DPI])
    options->dpi = usual_dpi;
  return true;
}

/* ---- Numbers ---- */

VitTruth *
vit_story_stage_find_truth (VitStoryStage *stage,
                            const VitStoryScene *scene,
                            VitProgress *progress,
                            GError **error)
{
  g_return_val_if_fail (scene->question, NULL);
  vit_story_stage_show (stage, scene, NULL);
  g_autoptr (VitTruthWork) work =
      vit_truth_prepare (scene->question, stage->analyses, stage->deriver, error);
  return work ? vit_truth_compute (work, progress, error) : NULL;
}

/* A window has T_ML computed in the background; here it is made at once. */
static bool
compute_tml_of (VitStoryStage *stage,
                const VitStoryValue *value,
                VitProgress *progress,
                GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  VitRun *run = value->fact && value->fact->rests_on_tml
                    ? vit_story_find_run (study, value->run, NULL)
                    : NULL;
  VitTmlSeries *series = run ? vit_analyses_get_tml (stage->analyses, run) : NULL;
  double time = isfinite (value->time) ? value->time : vit_study_get_options (study)->view.time;
  return !series || vit_tml_series_compute_near (series, time, progress, error);
}

bool
vit_story_stage_compute_claim (VitStoryStage *stage,
                               const VitStoryScene *scene,
                               const VitClaim *claim,
                               double *number,
                               VitProgress *progress,
                               GError **error)
{
  vit_story_stage_show (stage, scene, NULL);
  if (!compute_tml_of (stage, claim->value, progress, error))
    return false;
  g_autoptr (VitValueWork) work =
      vit_value_prepare (claim->value, NULL, stage->analyses, stage->deriver, error);
  return work && vit_value_compute (work, number, progress, error);
}
