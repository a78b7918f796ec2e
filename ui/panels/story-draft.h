#pragma once

/* A scene as JSON while it is edited: what is not right yet is in it as well. Main thread. */

#include <json-glib/json-glib.h>
#include <stdbool.h>

#include "ui/panels/story-fields.h"

/**
 * vit_story_draft_find:
 * @path: names of members, with points between them
 * @list: −1: nothing is made; else objects that are missing are, and the last one as a list if
 *   @list is above 0
 *
 * Returns: (transfer none) (nullable): the object or list
 */
JsonNode *vit_story_draft_find (JsonObject *object, const char *path, int list);

/** vit_story_draft_tidy: objects and lists without members are taken away. */
void vit_story_draft_tidy (JsonObject *object);

/** vit_story_draft_parse_numbers: (transfer full) (nullable): the numbers between commas; one alone
 * unless @list. */
JsonNode *vit_story_draft_parse_numbers (const char *text, bool list);

/** vit_story_draft_dup_numbers: (transfer full): a number or a list of them as text. */
char *vit_story_draft_dup_numbers (JsonNode *node);

/** vit_story_draft_get_value: (transfer none) (nullable): how the number of @object is computed. */
JsonObject *vit_story_draft_get_value (JsonObject *object);

/** vit_story_draft_drop_unused: takes away what means nothing with @kind or with the value, as
 * nobody would see it. @object: (nullable): with those @fields */
void
vit_story_draft_drop_unused (JsonObject *object, const VitStoryField *fields, const char *kind);

/** vit_story_draft_complete_motion: ends and seconds that the motion of a scene lacks; @time: of
 * the playhead, ps. A motion of no kind is taken away. */
void vit_story_draft_complete_motion (JsonObject *draft, double time);
