#pragma once

/* Whether a story holds: its links, pictures and names are there, its claims are what the data say,
 * its questions have an answer. Main thread. */

#include "ui/story/story-stage.h"

/** VitStoryFinding: something that a check found; @scene (nullable): id. @fails: whether the story
 * does not hold; else it is only told. */
typedef void (*VitStoryFinding) (const char *scene, const char *words, bool fails, gpointer data);

/** vit_story_check_texts: all that can be told without data. */
void vit_story_check_texts (const VitStory *story, VitStoryFinding found, gpointer data);

/**
 * vit_story_check_data:
 * @told: (nullable): called with what was computed of each claim and question
 * @error: cancelled
 *
 * Puts each scene on the stage and computes its claims and its truth. The cost of all that they
 * name.
 */
bool vit_story_check_data (VitStoryStage *stage,
                           VitStoryFinding found,
                           gpointer data,
                           VitProgress *progress,
                           GError **error);
