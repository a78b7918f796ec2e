#pragma once

/* Random access to the content of a gzip file, or of a zstd file of many frames.
 *
 * The first pass over it is made as the content is asked for in order, on a thread of its own if
 * there is more than one; states of the decompressor are kept on disk on the way, some MiB apart,
 * and found again when the file is opened next. Afterwards any place is reached from the nearest of
 * them. Memory is bounded: three MiB during the pass, one for each of a few places where
 * reading may go on. Any thread may read. */

#include "core/io/source.h"

typedef struct _VitPacked VitPacked;

/** vit_packed_open: (transfer full): @fd stays the caller's, who keeps it open. */
VitPacked *vit_packed_open (const char *path,
                            VitCompression compression,
                            int fd,
                            const VitSourceStamp *stamp,
                            GError **error);
void vit_packed_free (VitPacked *packed);

/** vit_packed_read: see vit_source_read(). */
ssize_t
vit_packed_read (VitPacked *packed, uint64_t offset, void *buffer, size_t n, GError **error);

/** vit_packed_finish: makes the rest of the pass, if there is any; then the size is known. */
bool vit_packed_finish (VitPacked *packed, VitProgress *progress, GError **error);

/** vit_packed_get_size: of the content, if the pass has been made, else no less than it. */
uint64_t vit_packed_get_size (VitPacked *packed, bool *known);

/** vit_packed_get_damage: (transfer none) (nullable): why the content ends early; after the pass.
 */
const char *vit_packed_get_damage (VitPacked *packed);

/** vit_packed_tell: bytes of the packed file that the pass has used. */
uint64_t vit_packed_tell (VitPacked *packed);

/** vit_packed_set_from: for tests: the size of files that are read in this way, and how far apart
 * the states are saved; both 4 MiB. */
void vit_packed_set_from (uint64_t size, uint64_t interval);

/** vit_packed_pays: files that are smaller, or packed otherwise, are unpacked. */
bool vit_packed_pays (VitCompression compression, int fd, const VitSourceStamp *stamp);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPacked, vit_packed_free)
