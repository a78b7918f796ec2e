#pragma once

/* The text of a study file beside what GKeyFile makes of it: lines for messages, and what nothing
 * reads. Any thread. */

#include <gio/gio.h>
#include <stdbool.h>

/** vit_study_text_find_line: number of the line of a key, or with @key %NULL of the group; 1 if it
 * is not there. */
unsigned vit_study_text_find_line (const char *text, const char *group, const char *key);

/** vit_study_text_find_damage: number of the first line that GKeyFile does not take; 1 if there is
 * none. O(length · log lines) */
unsigned vit_study_text_find_damage (const char *text);

/**
 * vit_study_text_check:
 * @notes: (element-type utf8): gets a sentence, with file and line, for each group and key that
 *   no table knows, with the nearest name, and for each that stands twice
 */
void vit_study_text_check (const char *text, const char *path, GPtrArray *notes);

/** vit_study_keys_drop_repeats: keeps of a key that stands several times in a group the last one,
 * as GKeyFile reads it: it writes and removes that one alone. Comments of such a group are lost. */
void vit_study_keys_drop_repeats (GKeyFile *keys);

/** vit_study_keys_are_utf8: whether all values that this program reads are UTF-8. GKeyFile has no
 * value otherwise. @group and @key (transfer full) tell the first that is not. */
bool vit_study_keys_are_utf8 (GKeyFile *keys, char **group, char **key);

/** vit_study_text_refuse: (nullable): makes @error of a file that is too large to be a study say
 * what it is, if its beginning tells. Returns: %NULL */
void *vit_study_text_refuse (const char *path, GError **error);
