#pragma once

/* Private to ui/story. */

#include "ui/story/story.h"

#define VIT_STORY_FILE "story.json"
#define VIT_STORY_RESULTS "results"
#define VIT_STORY_BUNDLED "bundled:"

/** Words of the file, by their enumerations. */
extern const char *const vit_story_motions[],
    *const vit_story_transitions[], *const vit_story_questions[], *const vit_story_picks[];

/** VitStorySlip: a member of `story.json` that no part of the program reads: @scene (nullable): id;
 * @words: plain text. */
typedef struct
{
  char *scene, *words;
} VitStorySlip;

void vit_story_slip_free (VitStorySlip *slip);

/** vit_story_read: reads `story.json` and the texts of the scenes from the folder of @story. */
bool vit_story_read (VitStory *story, GError **error);

/**
 * vit_story_resolve:
 * @name: path below the folder of the story
 * @error: %VIT_ERROR_FORMAT if it leads out of it, also through symbolic links, or is not there
 *
 * Returns: (transfer full): the file
 */
char *vit_story_resolve (const VitStory *story, const char *name, GError **error);

/** vit_story_check_folder: that no symbolic link below @folder leads out of it, and that there are
 * no more files and folders inside each other than a story may have. */
bool vit_story_check_folder (const char *folder, GError **error);

/** vit_story_find_bundled: (transfer full) (nullable): a file that comes with the program. */
char *vit_story_find_bundled (const char *name);

/** vit_story_check_id: whether it is an id of letters, digits, - and _. */
bool vit_story_check_id (const char *id);

/** vit_story_read_scene: (transfer full) (nullable): a scene without its text. */
VitStoryScene *vit_story_read_scene (JsonObject *object, GError **error);

/** Members of states. */
#define VIT_STORY_STATE_SCENES "scenes"
#define VIT_STORY_STATE_SCENE "scene"

/** vit_story_dup_state: (transfer full): title and scenes with their texts, for undo. */
char *vit_story_dup_state (const VitStory *story);

/** vit_story_take_state: makes all scenes anew as a state of the same story has them. */
void vit_story_take_state (VitStory *story, const char *state);

VitStoryScene *vit_story_scene_new (void);
VitAnnotation *vit_annotation_new (void);
void vit_annotation_free (VitAnnotation *annotation);
VitClaim *vit_claim_new (void);
void vit_claim_free (VitClaim *claim);

/** vit_story_scene_is_look_key: whether the program knows a key of a look; others stay as they are.
 */
bool vit_story_scene_is_look_key (const char *group, const char *key);
