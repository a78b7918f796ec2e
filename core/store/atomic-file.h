#pragma once

/* Files that are written whole or not at all: the one road of all that the program writes.
 *
 * The content goes to a file without a name in the folder of the target, or, where the file system
 * knows no such files, to one named `.vitrine-XXXXXX`, and takes the target's name when it is
 * whole. What killed programs left of the latter is removed when a program first writes to that
 * folder. A symbolic link stays and its target is replaced; the mode and, as far as allowed, the
 * owner of what is replaced are kept; a file that is read-only is refused, also to root. Pipes and
 * devices are written through. Any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>

/** vit_file_replace: writes @n bytes and syncs before they take the name @path.
 * @error: %VIT_ERROR_IO, with the name of the file and why */
bool vit_file_replace (const char *path, const void *data, size_t n, GError **error);

/** vit_file_replace_lightly: the same without the sync. After a crash of the machine the file may
 * be empty or cut, so use it for content that carries a checksum and is cheap to make again. */
bool vit_file_replace_lightly (const char *path, const void *data, size_t n, GError **error);

/* A file in the making, for content that comes piece by piece. */
typedef struct _VitNewFile VitNewFile;

/**
 * vit_new_file_begin:
 * @path: what it will be called; no pipe or device
 * @mode: permissions, less the umask, if there is no such file yet
 * @ending: (nullable): the content is written by another program, to vit_new_file_get_name(), which
 *   ends in @ending
 * @error: %VIT_ERROR_IO
 */
VitNewFile *
vit_new_file_begin (const char *path, unsigned mode, const char *ending, GError **error);

/** vit_new_file_get_fd: opened for reading and writing; stays the object's. */
int vit_new_file_get_fd (VitNewFile *self);

/** vit_new_file_get_name: of the temporary file; %NULL if @ending was %NULL. */
const char *vit_new_file_get_name (VitNewFile *self);

/** vit_new_file_commit: the content takes its name, once. */
bool vit_new_file_commit (VitNewFile *self, bool sync, GError **error);

/** vit_new_file_free: what was not committed is gone. */
void vit_new_file_free (VitNewFile *self);

/** vit_file_sweep: removes what killed programs left in @folder; once for each folder and program,
 * O(files in it). */
void vit_file_sweep (const char *folder);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitNewFile, vit_new_file_free)
