#pragma once

/* Decompression of a gzip or zstd file in order, from its start or from a saved state. gzip is
 * unpacked by ISA-L if the build has it, else by zlib; a zstd state can be saved between two frames
 * only. One thread at a time. */

#include <glib.h>
#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "core/io/lost-parts.h"
#include "core/io/stamp.h"

typedef struct _VitInflater VitInflater;

/** VIT_ENDS_EARLY: how the damage of a file ends that stops within a member or frame, as one does
 * that is being written. */
#define VIT_ENDS_EARLY "data end early"

/** VIT_CHECKSUM_ALONE: damage of a file that was unpacked to its end, whose last checksum or length
 * does not fit. */
#define VIT_CHECKSUM_ALONE                                                                         \
  "the checksum of the packed data is wrong: all was unpacked, but may not be what was packed"

/**
 * VitInflaterSave:
 * @content: bytes of content before the state
 * @state: state for vit_inflater_restore()
 */
typedef void (*VitInflaterSave) (uint64_t content, const void *state, size_t n, void *data);

/** VIT_INFLATER_MAX_STATE: maximum length of a state, bytes. */
#define VIT_INFLATER_MAX_STATE ((size_t) 256 << 10)

/** vit_inflater_get_kind: name and version of the engine; states of another kind are invalid for
 * it. */
const char *vit_inflater_get_kind (VitCompression compression);

/** vit_inflater_new: (transfer full): an inflater at the start of the file behind @fd, which
 * remains the caller's. */
VitInflater *vit_inflater_new (VitCompression compression, int fd);

/** vit_inflater_restore: (transfer full) (nullable): an inflater at the place where the state was
 * saved; %NULL if the state is invalid. */
VitInflater *vit_inflater_restore (
    VitCompression compression, int fd, uint64_t content, const void *state, size_t n);
void vit_inflater_free (VitInflater *inflater);

/** vit_inflater_set_save: has a state saved about every @interval bytes of content. */
void
vit_inflater_set_save (VitInflater *inflater, uint64_t interval, VitInflaterSave save, void *data);

/**
 * vit_inflater_read:
 *
 * Concatenated members are one content; zeros may follow the last one. Where a member of gzip or a
 * frame of zstd is damaged and others follow, the content goes on with the next one, on a new line.
 * Of a damaged frame of zstd that is not larger than %VIT_INFLATER_HELD nothing is content, as its
 * checksum tells at its end alone; of a member of gzip, what was unpacked until then.
 *
 * Returns: bytes of content, less than @n only at its end, see vit_inflater_get_damage(); -1 with
 *   @error if the system reports one
 */
ssize_t vit_inflater_read (VitInflater *inflater, void *buffer, size_t n, GError **error);

/** VIT_INFLATER_HELD: content of a frame of zstd that is held back until all of it is there. */
#define VIT_INFLATER_HELD ((size_t) 8 << 20)

/** vit_inflater_get_lost: (transfer none): what was left out so far. */
const VitLostParts *vit_inflater_get_lost (const VitInflater *inflater);

/** vit_inflater_get_damage: (transfer none) (nullable): why the content ended before the file. */
const char *vit_inflater_get_damage (const VitInflater *inflater);

/** vit_inflater_tell_packed: bytes of the file that were consumed. */
uint64_t vit_inflater_tell_packed (const VitInflater *inflater);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitInflater, vit_inflater_free)
