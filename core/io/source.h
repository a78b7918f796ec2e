#pragma once

/* Random access to the decompressed bytes of a file: plain, gzip, zstd, xz or bzip2, recognised by
 * content.
 *
 * A plain file is read with pread(). A large gzip file, or a zstd file of many frames, is unpacked
 * once as its content is first read, and states of the decompressor are stored in the cache folder,
 * from which any place is reached again; see packed.h. Any other packed file is unpacked as a
 * whole, in bounded memory, into an unnamed file in the cache folder. An excerpt (excerpt.h) has
 * the content of another file, as far as it was taken. Reference counted, safe to read from many
 * threads. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/base/progress.h"
#include "core/io/lost-parts.h"
#include "core/io/stamp.h"

typedef struct _VitSource VitSource;

/**
 * vit_source_open:
 * @path: the file
 * @progress: (nullable): progress of unpacking
 * @error: an error of the system, or damage before the first byte of content
 *
 * A packed file that is damaged further on opens with the content that could be unpacked; see
 * vit_source_get_damage().
 *
 * Returns: (transfer full): the source
 */
VitSource *vit_source_open (const char *path, VitProgress *progress, GError **error);

/** vit_source_open_late: like vit_source_open(), but a file that has to be unpacked is unpacked
 * when its content is first read. Damage before the first byte of content then fails every read. */
VitSource *vit_source_open_late (const char *path, GError **error);

/** vit_source_unpack: unpacks the file if vit_source_open_late() has not done it. */
bool vit_source_unpack (VitSource *source, VitProgress *progress, GError **error);
VitSource *vit_source_ref (VitSource *source);
void vit_source_unref (VitSource *source);

/** vit_source_get_path: (transfer none): path as it was opened, for messages. */
const char *vit_source_get_path (VitSource *source);

/** vit_source_get_compression: compression by content, not by name. */
VitCompression vit_source_get_compression (VitSource *source);

/** vit_source_get_excerpt: (transfer none) (nullable): the excerpt that this is. */
struct _VitExcerpt *vit_source_get_excerpt (VitSource *source);

/** vit_source_get_stamp: the stamp of the file when it was opened. */
void vit_source_get_stamp (VitSource *source, VitSourceStamp *stamp);

/** vit_source_look: gets the present stamp of the open file. */
void vit_source_look (VitSource *source, VitSourceStamp *stamp);

/**
 * vit_source_new_tee:
 * @begin: first byte of interest
 * @end: one past the last
 *
 * Makes a view of @source for one thread, which hashes the bytes of interest as they are read
 * through it.
 *
 * Returns: (transfer full): the view
 */
VitSource *vit_source_new_tee (VitSource *source, uint64_t begin, uint64_t end);

/** vit_source_finish_tee: reads the rest of the bytes of interest and gives the hash of all of
 * them; %false if some in between were not read. */
bool vit_source_finish_tee (VitSource *tee, uint8_t key[16], GError **error);

/** vit_source_get_size: size of the decompressed content when the file was opened; completes the
 * pass over a packed file. */
uint64_t vit_source_get_size (VitSource *source);

/** vit_source_get_size_bound: an upper bound of the size, without a pass over a packed file. */
uint64_t vit_source_get_size_bound (VitSource *source);

/** vit_source_finish: completes the pass over a packed file, after which its size and damage are
 * known. */
bool vit_source_finish (VitSource *source, VitProgress *progress, GError **error);

/** vit_source_step: vit_progress_step() for a first pass over the content that began at @start and
 * has reached @offset. */
bool vit_source_step (
    VitSource *source, uint64_t start, uint64_t offset, VitProgress *progress, GError **error);

/** vit_source_get_damage: (transfer none) (nullable): why unpacking stopped early. */
const char *vit_source_get_damage (VitSource *source);

/** vit_source_get_lost: what of a packed file was left out before it ended, see
 * vit_inflater_read(). */
void vit_source_get_lost (VitSource *source, VitLostParts *lost);

/** vit_source_is_lost_at: whether something is left out at @offset, which has been read already. */
bool vit_source_is_lost_at (VitSource *source, uint64_t offset);

/**
 * vit_source_read:
 * @offset: offset in the decompressed content
 * @buffer: (out caller-allocates):
 * @n: bytes wanted
 *
 * Returns: bytes read, less than @n only at the end; -1 with @error
 */
ssize_t
vit_source_read (VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error);

/** vit_source_read_exactly: like vit_source_read(), but an end before @n bytes is %VIT_ERROR_IO:
 * the file was cut short. */
bool vit_source_read_exactly (
    VitSource *source, uint64_t offset, void *buffer, size_t n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitSource, vit_source_unref)
