#pragma once

/* The stage of a story: its study with all that follows from it. Scenes are put on it one after
 * the other; their pictures and numbers are made there, at once, for programs without a main loop
 * and for jobs' preparations. Main thread. */

#include "core/study/figure-settings.h"
#include "ui/gallery/gallery.h"
#include "ui/story/story.h"

/**
 * VitStoryStage: belongs to its owner, who has all of it and frees what is in it
 * @analyses: of the study, which was attached to @story
 * @deriver: one that makes results at once
 * @settings: (nullable): of all pictures, beside what the study has for each
 * @plain: whether pictures are without the notes of their scenes
 */
typedef struct
{
  VitStory *story;
  VitAnalyses *analyses;
  VitDeriver *deriver;
  VitFigureSettings *settings;
  bool plain;
} VitStoryStage;

/** vit_story_stage_show: puts a scene on the stage: see vit_story_show(). */
void vit_story_stage_show (VitStoryStage *stage, const VitStoryScene *scene, GPtrArray *notes);

/**
 * vit_story_stage_make_figure:
 * @scene: which is put on the stage
 * @error: %VIT_ERROR_NOT_FOUND if there is no such figure; else why it cannot be made
 *
 * Computes the T_ML that the figure rests on, and makes it on the road of the command `figure`.
 *
 * Returns: (transfer full): the picture of the scene
 */
VitFigure *vit_story_stage_make_figure (VitStoryStage *stage,
                                        const VitStoryScene *scene,
                                        VitProgress *progress,
                                        GError **error);

/** vit_story_stage_lay_out: lays the picture of a scene out as the study and the stage have it.
 * @usual_dpi: where neither says it; 0 is that of exports */
bool vit_story_stage_lay_out (VitStoryStage *stage,
                              const VitStoryScene *scene,
                              VitFigure *figure,
                              VitFormat format,
                              double usual_dpi,
                              VitExportOptions *options,
                              GError **error);

/** vit_story_stage_remake_figure: the same of a scene that is on the stage and was moved since; the
 * whole box is turned by @turn degrees. */
VitFigure *vit_story_stage_remake_figure (VitStoryStage *stage,
                                          const VitStoryScene *scene,
                                          double turn,
                                          VitProgress *progress,
                                          GError **error);

/**
 * vit_story_scene_read_request:
 * @runs: (element-type VitRun): gets the runs that are shown; the request points into it
 * @request: analyses and deriver are set by the caller
 *
 * What the figure of a scene is asked to show, once the study has its look.
 */
void vit_story_scene_read_request (VitStudy *study, GPtrArray *runs, VitGalleryRequest *request);

/** vit_story_stage_find_truth: (transfer full) (nullable): of the question of a scene, which is put
 * on the stage. */
VitTruth *vit_story_stage_find_truth (VitStoryStage *stage,
                                      const VitStoryScene *scene,
                                      VitProgress *progress,
                                      GError **error);

/** vit_story_stage_compute_claim: the number that a claim of @scene states, computed. */
bool vit_story_stage_compute_claim (VitStoryStage *stage,
                                    const VitStoryScene *scene,
                                    const VitClaim *claim,
                                    double *number,
                                    VitProgress *progress,
                                    GError **error);
