#pragma once

/* Packs: folders in one file, a zip archive (PKWARE APPNOTE 6.3). Stories and studies
 * travel as packs. Any thread.
 *
 * A pack may come from a stranger: what is taken out of one is checked against limits while it is
 * unpacked, whatever the archive says of itself, and nothing is written outside the folder. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/**
 * VitPackLimits: what a pack may hold
 * @most_files: entries
 * @most_bytes: unpacked, in all
 * @most_file_bytes: unpacked, of one file
 * @most_ratio: unpacked bytes per packed one, of a file of more than @free_bytes
 * @free_bytes: bytes up to which a file may be packed as well as it can be
 * @longest_name: bytes of a name with its folders
 */
typedef struct
{
  uint64_t most_files, most_bytes, most_file_bytes;
  double most_ratio;
  uint64_t free_bytes;
  size_t longest_name;
} VitPackLimits;

/** vit_pack_check_name: whether @name is that of a file below a folder: relative, of parts that are
 * neither empty nor `.` nor `..`, UTF-8 without control characters, backslashes and colons. */
bool vit_pack_check_name (const char *name, size_t longest);

/** vit_pack_is: whether a file begins as a zip archive does. */
bool vit_pack_is (const char *path);

/**
 * vit_pack_extract:
 * @folder: an empty folder
 * @error: %VIT_ERROR_FORMAT: damaged, or with names that lead out of it, stand twice, or are those
 *   of links; %VIT_ERROR_UNSUPPORTED: beyond the limits, or encrypted
 *
 * After a failure what was written is still there.
 */
bool vit_pack_extract (const char *path,
                       const char *folder,
                       const VitPackLimits *limits,
                       GError **error);

typedef struct _VitPack VitPack;

/** vit_pack_new: (transfer full): an empty pack. */
VitPack *vit_pack_new (void);

/** vit_pack_add: adds a file; @bytes is referenced until the end. @store: leave it as it is,
 * because it is compressed already. */
bool vit_pack_add (VitPack *pack, const char *name, GBytes *bytes, bool store, GError **error);

/** vit_pack_add_file: the same with the content of @path, at most @most bytes, which is read when
 * the pack is saved. */
bool vit_pack_add_file (
    VitPack *pack, const char *name, const char *path, uint64_t most, GError **error);

/** vit_pack_add_folder: adds all files below @folder, in the order of their names. */
bool vit_pack_add_folder (VitPack *pack, const char *folder, uint64_t most, GError **error);

/** vit_pack_save: writes it, whole or not at all. The same files in the same order are the same
 * bytes. Files are not held in memory. @n_bytes: (out) (optional): its size */
bool vit_pack_save (VitPack *pack, const char *path, uint64_t *n_bytes, GError **error);
void vit_pack_free (VitPack *pack);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPack, vit_pack_free)
