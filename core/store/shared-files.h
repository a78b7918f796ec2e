#pragma once

/* What programs know of files (indexes, states of unpacking) is kept in the user's cache folder
 * under the file's path. Where a store of results is in use, it is also looked for in the store,
 * under the content of the file, and goes there from programs that fill it. Any thread. */

#include <glib.h>
#include <stdbool.h>

/** vit_shared_files_add: uses the folder of a store from now on. @fill: whether this program adds
 * to it; of several stores the last one is filled. */
void vit_shared_files_add (const char *folder, bool fill);

/** vit_shared_files_dup_folders: (transfer full) (array zero-terminated=1): where to look. */
char **vit_shared_files_dup_folders (void);

/** vit_shared_files_dup_filled: (transfer full) (nullable): where to add, made if need be. */
char *vit_shared_files_dup_filled (void);

/** vit_shared_files_dup_identity: (transfer full) (nullable): a name for the content of the file at
 * @path, made of its size and its first and last 64 KiB, as they lie on the disk. */
char *vit_shared_files_dup_identity (const char *path);

/** vit_shared_files_find: (transfer full) (element-type utf8): paths of what is known of @identity
 * (nullable) under names that end in @suffix, sorted. */
GPtrArray *vit_shared_files_find (const char *identity, const char *suffix);

/** vit_shared_files_dup_own: (transfer full) (nullable): the path under which this program adds
 * what it knows of @identity (nullable); %NULL if it fills no store. */
char *vit_shared_files_dup_own (const char *identity, const char *suffix);
