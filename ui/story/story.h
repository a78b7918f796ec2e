#pragma once

/* Stories: scenes of a study with a text beside each, and questions (docs/formats.md, docs/
 * story.schema.json). The model, its reading and writing; what is computed of a story is in
 * story-value.h and question.h, its pages are in story-render.h.
 *
 * A story is plain data of its owner, who may change every field that is not marked as private;
 * main thread. All that is read is held against story-limits.h, and a story reads files of its own
 * folder alone. */

#include <glib.h>
#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "core/study/study.h"
#include "ui/story/question.h"

/** VitMotionKind: what moves by itself in a scene. */
typedef enum
{
  VIT_MOTION_NONE,
  VIT_MOTION_PLAY,  /* the playhead, ps */
  VIT_MOTION_SWEEP, /* the position of the slice, 0 … 1 */
  VIT_MOTION_TURN,  /* the whole box, degrees */
} VitMotionKind;

/** VitSceneMotion: goes from @from to @to in @seconds. */
typedef struct
{
  VitMotionKind kind;
  double from, to, seconds;
} VitSceneMotion;

/** VitTransitionKind: how a scene follows the one before. */
typedef enum
{
  VIT_TRANSITION_GLIDE, /* camera and slice */
  VIT_TRANSITION_CUT,
} VitTransitionKind;

/**
 * VitAnnotation: an arrow or words on a map or figure
 * @figure: (nullable): name of the figure; %NULL is that of the scene
 * @run: (nullable): label of the run whose map or plot it is on; %NULL is the first
 * @arrow: whether an arrow is drawn from @from to @to; else there are words alone, at @to
 * @from, @to: of a map: fractions of its face, from its lower left corner; of a plot: its data
 * @words: may be empty
 */
typedef struct
{
  char *figure, *run, *words;
  bool arrow;
  double from[2], to[2];
  JsonObject *kept; /* private */
} VitAnnotation;

/**
 * VitHighlight: what a scene points at
 * @widget: (nullable): name of a widget of the window
 * @run: (nullable): label of the run whose map has the region
 * @has_region: whether it is a region of a map: @region is left, lower, right, upper, as fractions
 * of its face
 */
typedef struct
{
  char *widget, *run;
  bool has_region;
  double region[4];
} VitHighlight;

/**
 * VitClaim: a number in the text of a scene, `{{NAME}}`
 * @value: how it is computed
 * @stated: what the text says, in @unit
 * @tolerance: how far the computed number may be from it
 * @digits: after the point
 */
typedef struct
{
  char *name, *unit;
  VitStoryValue *value;
  double stated, tolerance;
  int digits;
  JsonObject *kept; /* private */
} VitClaim;

/**
 * VitStoryScene:
 * @id: letters, digits, - and _
 * @header: one line
 * @text_path: (nullable): of the text, below the folder of the story
 * @text: CommonMark; see story-text.h
 * @notes: (nullable): for whoever presents it
 * @figure: (nullable): name of the figure that is the picture of the scene; %NULL is "slice"
 * @look: what the scene changes of the look of the study, see core/study/study-look.h
 * @motion, @transition, @transition_seconds: what moves
 * @linger: s until the next scene where a story plays by itself; 0: the program decides
 * @annotations: (element-type VitAnnotation)
 * @claims: (element-type VitClaim)
 * @question: (nullable)
 */
typedef struct
{
  char *id, *header, *text_path, *text, *notes, *figure;
  GKeyFile *look;
  VitHighlight highlight;
  VitSceneMotion motion;
  VitTransitionKind transition;
  double transition_seconds, linger;
  GPtrArray *annotations, *claims;
  VitQuestion *question;
  JsonObject *kept; /* private: as read, with all that is not known */
} VitStoryScene;

/**
 * VitStory:
 * @title, @language: @language as in BCP 47, "en"
 * @authors: (array zero-terminated=1)
 * @study: (nullable): path of the study below the folder, or `bundled:demo.vitrine`; %NULL: the
 * study that is open
 * @scenes: (element-type VitStoryScene)
 * @folder: where its files are; of a pack, where it is unpacked
 * @path: what was opened
 * @is_pack: whether that is a pack
 */
typedef struct
{
  char *title, *language, *study;
  char **authors;
  GPtrArray *scenes;
  char *folder, *path;
  bool is_pack;
  GPtrArray *slips; /* private: (element-type VitStorySlip): members that are not known */
  GKeyFile *base;   /* look of the study as it was attached, which scenes change; NULL before */
  JsonObject *kept; /* private */
} VitStory;

/** vit_story_new: an empty story whose files go to @folder, which need not be there. */
VitStory *vit_story_new (const char *folder);

/**
 * vit_story_open:
 * @path: the folder of a story, its `story.json`, or a pack
 * @error: %VIT_ERROR_FORMAT or %VIT_ERROR_UNSUPPORTED with the file and the
 *   place in it, as in `story.json: scenes[3].motion.seconds: …`
 *
 * Reads the scenes and their texts; no data. A pack is unpacked to a temporary folder, which goes
 * with the story: do that in a job where it is large.
 */
VitStory *vit_story_open (const char *path, GError **error);
void vit_story_free (VitStory *story);

/** vit_story_save: writes `story.json` and the texts to its folder; what was not understood when it
 * was read is written as it was. */
bool vit_story_save (VitStory *story, GError **error);

/**
 * vit_story_load_study:
 * @error: %VIT_ERROR_FORMAT if the study, or a file that it names, is outside the folder
 *
 * Returns: (transfer full): the study of the story, attached. No run is opened
 */
VitStudy *vit_story_load_study (VitStory *story, GError **error);

/** vit_story_attach: the look that @study has now is the one that scenes change. */
void vit_story_attach (VitStory *story, VitStudy *study);

/** vit_story_dup_results: (transfer full) (nullable): folder of the results that a pack brings, for
 * vit_cache_add_store(). */
char *vit_story_dup_results (const VitStory *story);

/** vit_story_find: place of the scene @id; −1 if there is none. */
int vit_story_find (const VitStory *story, const char *id);

/** vit_story_get: (transfer none) (nullable): the scene at @index. */
VitStoryScene *vit_story_get (const VitStory *story, guint index);

/** vit_story_show: gives @study, which was attached, the look of the scene. @notes (nullable): see
 * vit_study_take_look(). Where a session shows the study, call vit_session_take_look() with @base
 * and the scene's @look instead. */
void
vit_story_show (VitStory *story, const VitStoryScene *scene, VitStudy *study, GPtrArray *notes);

/** vit_story_retake: the scene takes the look that @study, which was attached, has now. */
void vit_story_retake (VitStory *story, VitStoryScene *scene, VitStudy *study);

/** vit_story_add: (transfer none): a new scene at @index, with a free id and file for its text, and
 * the look of @study (nullable). */
VitStoryScene *vit_story_add (VitStory *story, guint index, VitStudy *study);
void vit_story_move (VitStory *story, guint from, guint to);
void vit_story_remove (VitStory *story, guint index);

/** vit_story_take_out: (transfer full): the scene at @index, which the story then lacks. */
VitStoryScene *vit_story_take_out (VitStory *story, guint index);

/** vit_story_put_in: takes @scene, which vit_story_take_out() gave. */
void vit_story_put_in (VitStory *story, guint index, VitStoryScene *scene);
void vit_story_scene_free (VitStoryScene *scene);

/** vit_story_scene_to_json: (transfer full): the scene as `story.json` has it; all of it can be
 * changed. */
JsonObject *vit_story_scene_to_json (const VitStoryScene *scene);

/**
 * vit_story_scene_take_json:
 * @error: %VIT_ERROR_FORMAT with the place, as in `claims[0].name: …`; the scene is as it was then
 *
 * The scene becomes what @object says, but for its text.
 */
bool vit_story_scene_take_json (VitStoryScene *scene, JsonObject *object, GError **error);

/** vit_story_scene_find_claim: (transfer none) (nullable): */
VitClaim *vit_story_scene_find_claim (const VitStoryScene *scene, const char *name);

/** vit_story_scene_add_annotation: (transfer none) (nullable): a new one behind the others; %NULL
 * if there are as many as may be. */
VitAnnotation *vit_story_scene_add_annotation (VitStoryScene *scene);

/** vit_story_scene_get_run: (transfer none) (nullable): label of the run that it speaks of: what it
 * points at, its arrows and words, its question; %NULL if none of them names one. */
const char *vit_story_scene_get_run (const VitStoryScene *scene);

/** vit_story_scene_get_figure: name of the figure that is its picture. */
const char *vit_story_scene_get_figure (const VitStoryScene *scene);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitStory, vit_story_free)
