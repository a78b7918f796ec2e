#pragma once

/* Random access to the content of a gzip file, or of a zstd file of many frames.
 *
 * The first pass over the file is made while its content is read in order, on a thread of its own
 * if the program uses more than one. States of the decompressor are stored on disk along the way,
 * some MiB apart, and are found again when the file is opened next. After the pass any place is
 * reached from the nearest state. Memory is bounded: three MiB during the pass, then one MiB for
 * each of a few cursors, and as much as a frame of zstd has, 8 MiB at most. Any thread may read. */

#include "core/base/progress.h"
#include "core/io/lost-parts.h"
#include "core/io/stamp.h"

typedef struct _VitPacked VitPacked;

/** vit_packed_open: (transfer full): @fd remains the caller's, who keeps it open. */
VitPacked *vit_packed_open (const char *path,
                            VitCompression compression,
                            int fd,
                            const VitSourceStamp *stamp,
                            GError **error);
void vit_packed_free (VitPacked *packed);

/** vit_packed_read: see vit_source_read(). */
ssize_t
vit_packed_read (VitPacked *packed, uint64_t offset, void *buffer, size_t n, GError **error);

/** vit_packed_finish: completes the pass, after which the size is known. */
bool vit_packed_finish (VitPacked *packed, VitProgress *progress, GError **error);

/** vit_packed_get_size: size of the content if the pass is over, else an upper bound; @known says
 * which. */
uint64_t vit_packed_get_size (VitPacked *packed, bool *known);

/** vit_packed_get_damage: (transfer none) (nullable): why the content ends early; known after the
 * pass. */
const char *vit_packed_get_damage (VitPacked *packed);

/** vit_packed_get_lost: what was left out before that, as far as the pass has come. */
void vit_packed_get_lost (VitPacked *packed, VitLostParts *lost);

/** vit_packed_tell: bytes of the packed file that the pass has consumed. */
uint64_t vit_packed_tell (VitPacked *packed);

/** vit_packed_set_from: for tests: sets the size from which on files are read in this way, and the
 * bytes between saved states; both are 4 MiB by default. */
void vit_packed_set_from (uint64_t size, uint64_t interval);

/** vit_packed_pays: whether to read the file in this way; smaller files, and files packed
 * otherwise, are unpacked as a whole. */
bool vit_packed_pays (VitCompression compression, int fd, const VitSourceStamp *stamp);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitPacked, vit_packed_free)
