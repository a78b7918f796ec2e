#pragma once

/* Excerpts: some frames of a file of a run, byte by byte as they are there, and the index of all of
 * its frames with their keys (docs/formats.md). A run that is opened from an excerpt has all times,
 * boxes and keys of the whole one, so that results of frames that are not there are found; such a
 * frame itself cannot be read. Any thread. */

#include "core/io/reader.h"
#include "core/io/trajectory.h"

typedef struct _VitExcerpt VitExcerpt;

/** VIT_EXCERPT_SUFFIX: ending of the name of an excerpt. */
#define VIT_EXCERPT_SUFFIX ".frames"

/** VIT_EXCERPT_MAGIC: first bytes of an excerpt. */
#define VIT_EXCERPT_MAGIC "VITFRAMS"

/**
 * vit_excerpt_write:
 * @file: number of the file among those of the run
 * @kept: (array): for every frame of the run, whether it is taken along
 * @path: the excerpt to make
 * @n_kept: (out): frames of the file that are kept
 *
 * Written whole or not at all. Memory: some MiB. O(bytes kept)
 */
bool vit_excerpt_write (VitTrajectory *trajectory,
                        unsigned file,
                        const bool *kept,
                        const char *path,
                        size_t *n_kept,
                        VitProgress *progress,
                        GError **error);

/**
 * vit_excerpt_open:
 * @fd: remains the caller's, who keeps it open
 * @path: for messages
 * @error: %VIT_ERROR_FORMAT: damaged, or unpacks to more than any numbers do;
 *   %VIT_ERROR_UNSUPPORTED: of another version
 */
VitExcerpt *vit_excerpt_open (int fd, const char *path, GError **error);
void vit_excerpt_free (VitExcerpt *excerpt);

/** vit_excerpt_dup_index: (transfer full): the index of the whole file; @reader: (out): its
 * format. */
VitIndex *vit_excerpt_dup_index (VitExcerpt *excerpt, const VitReader **reader);

/** vit_excerpt_get_size: bytes of content of the whole file. */
uint64_t vit_excerpt_get_size (VitExcerpt *excerpt);

/** vit_excerpt_has: whether all of @n bytes at @offset are there; %VIT_ERROR_INAPPLICABLE
 * otherwise. */
bool vit_excerpt_has (VitExcerpt *excerpt, uint64_t offset, uint64_t n, GError **error);

/** vit_excerpt_read: see vit_source_read(); less than @n bytes where the rest is not there, and
 * %VIT_ERROR_INAPPLICABLE where nothing is. */
ssize_t
vit_excerpt_read (VitExcerpt *excerpt, uint64_t offset, void *buffer, size_t n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitExcerpt, vit_excerpt_free)
