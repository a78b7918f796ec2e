#pragma once

/* Random access to the bytes of a file, decompressed: plain, gzip, zstd, xz or bzip2, told by
 * content.
 *
 * A plain file is read with pread(). A large gzip file, or a zstd file of many frames, is gone
 * through once, as its content is first asked for, and states of the decompressor are kept in the
 * cache folder, from which any place is reached again; see packed.h. Any other packed file is
 * unpacked as a whole, in bounded memory, into an unnamed file in the cache folder.
 * Reference counted, safe to read from many threads. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/progress.h"

typedef struct _VitSource VitSource;

/** VitCompression: how a file is packed. */
typedef enum
{
  VIT_COMPRESSION_NONE,
  VIT_COMPRESSION_GZIP,
  VIT_COMPRESSION_ZSTD,
  VIT_COMPRESSION_XZ,
  VIT_COMPRESSION_BZIP2,
} VitCompression;

/**
 * VitSourceStamp: what tells whether a file is still the one that was indexed
 * @size: of the file as it lies on disk
 * @mtime_ns: time of its last change, which anybody can set
 * @ctime_ns: time at which the system last saw it changed
 * @inode: number of the file within its device
 */
typedef struct
{
  uint64_t size;
  int64_t mtime_ns;
  int64_t ctime_ns;
  uint64_t inode;
} VitSourceStamp;

/** vit_source_stamp_equal: nothing was written to the file in between. Numbers of devices change
 * from host to host and are not compared. */
bool vit_source_stamp_equal (const VitSourceStamp *a, const VitSourceStamp *b);

/** vit_source_stamp_is_fresh: the file was changed so shortly before now that a change to come may
 * leave the same stamp. */
bool vit_source_stamp_is_fresh (const VitSourceStamp *stamp);

/**
 * vit_source_open:
 * @path: the file
 * @progress: (nullable): unpacking a large file takes a while
 * @error: the system's refusal, or damage before the first byte of content
 *
 * A packed file that is damaged further on opens with what could be unpacked; see
 * vit_source_get_damage().
 *
 * Returns: (transfer full): the source
 */
VitSource *vit_source_open (const char *path, VitProgress *progress, GError **error);

/** vit_source_open_late: the same, but a file that has to be unpacked is unpacked when its content
 * is first asked for. Damage before the first byte of content fails that, and every read. */
VitSource *vit_source_open_late (const char *path, GError **error);

/** vit_source_unpack: what vit_source_open_late() left to be done. */
bool vit_source_unpack (VitSource *source, VitProgress *progress, GError **error);
VitSource *vit_source_ref (VitSource *source);
void vit_source_unref (VitSource *source);

/** vit_source_get_path: (transfer none): as it was opened, for messages. */
const char *vit_source_get_path (VitSource *source);

/** vit_source_get_compression: by content, not by name. */
VitCompression vit_source_get_compression (VitSource *source);

/** vit_source_get_stamp: what tells whether the file is still the one that was opened. */
void vit_source_get_stamp (VitSource *source, VitSourceStamp *stamp);

/** vit_source_look: the stamp of the open file now. */
void vit_source_look (VitSource *source, VitSourceStamp *stamp);

/** vit_source_look_at_path: the stamp of what lies at a path now. */
bool vit_source_look_at_path (const char *path, VitSourceStamp *stamp);

/**
 * vit_source_new_tee:
 * @begin: first byte of interest
 * @end: one past the last
 *
 * A view of @source for one thread, which hashes the bytes of interest as they are read through it.
 *
 * Returns: (transfer full): the view
 */
VitSource *vit_source_new_tee (VitSource *source, uint64_t begin, uint64_t end);

/** vit_source_finish_tee: reads what nobody asked for, and gives the hash of all bytes of interest;
 * %false where bytes were left out in between. */
bool vit_source_finish_tee (VitSource *tee, uint8_t key[16], GError **error);

/** vit_source_get_size: decompressed bytes when it was opened; goes through a packed file if nobody
 * has yet. */
uint64_t vit_source_get_size (VitSource *source);

/** vit_source_get_size_bound: no less than the size; without going through a packed file. */
uint64_t vit_source_get_size_bound (VitSource *source);

/** vit_source_finish: goes through what is left of a packed file, which becomes known then. */
bool vit_source_finish (VitSource *source, VitProgress *progress, GError **error);

/** vit_source_step: vit_progress_step() of a first pass over the content that has come to @offset,
 * having begun at @start. */
bool vit_source_step (
    VitSource *source, uint64_t start, uint64_t offset, VitProgress *progress, GError **error);

/** vit_source_get_damage: (transfer none) (nullable): why unpacking stopped early. */
const char *vit_source_get_damage (VitSource *source);

/**
 * vit_source_read:
 * @offset: of the decompressed content
 * @buffer: (out caller-allocates):
 * @n: bytes wanted
 *
 * Returns: bytes read, less than @n only at the end; -1 with @error
 */
ssize_t
vit_source_read (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error);

/** vit_source_read_exactly: an end before @n bytes is %VIT_ERROR_IO: the file was cut short. */
bool vit_source_read_exactly (
    VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitSource, vit_source_unref)
