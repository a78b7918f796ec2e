#pragma once

/* A story in a window: opening it, its panel beside the page, its actions. Where the program was
 * built without the libraries that stories need, opening one says so (story-none.c). The window
 * owns one desk. Main thread. */

#include "app/action.h"

typedef struct _VitStoryDesk VitStoryDesk;

/** vit_story_is_path: whether a file is a story: `story.json`, a folder with one, or a pack. */
bool vit_story_is_path (const char *path);

VitStoryDesk *vit_story_desk_new (VitWindow *window);
void vit_story_desk_free (VitStoryDesk *desk);

/** vit_story_desk_open: opens a story in a job, and shows its first scene; in another window if
 * this one has changes that are not saved. */
void vit_story_desk_open (VitStoryDesk *desk, const char *path);

/** vit_story_desk_leave: the study of the window goes, and the story with it. */
void vit_story_desk_leave (VitStoryDesk *desk);

/** vit_story_desk_get_title: (nullable): of the story that is open. */
const char *vit_story_desk_get_title (VitStoryDesk *desk);

/** vit_story_desk_has_changes: whether the story has changes that are not saved. */
bool vit_story_desk_has_changes (VitStoryDesk *desk);

/** vit_story_desk_owns_study: whether the study came with the story, and is saved with it or not at
 * all. */
bool vit_story_desk_owns_study (VitStoryDesk *desk);

/** vit_story_desk_save: @then (nullable) is called when the story is saved. */
void vit_story_desk_save (VitStoryDesk *desk, bool choose_folder, void (*then) (VitWindow *window));

/** vit_story_desk_close: hides the text that lies over the page, or ends a presentation. Returns:
 * whether there was something to end */
bool vit_story_desk_close (VitStoryDesk *desk);

/** vit_story_desk_update_actions: enables those that there is something for. */
void vit_story_desk_update_actions (VitStoryDesk *desk);

/** vit_story_desk_offer_tour: once for each user, on the page that a window begins with. */
void vit_story_desk_offer_tour (VitStoryDesk *desk);

/** VitStoryKeys: accelerators while a story is presented; one of several does the same. */
typedef struct
{
  const char *title, *keys;
} VitStoryKeys;

/** vit_story_keys_list: (transfer none) (array length=n): for the window of shortcuts. */
const VitStoryKeys *vit_story_keys_list (gsize *n);

/** vit_story_actions_list: (transfer none) (array length=n): rows of the table of actions. */
const VitAction *vit_story_actions_list (gsize *n);
