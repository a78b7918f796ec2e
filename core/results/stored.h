#pragma once

/* A result on disk: its key is made of its name, the version of its kernel and layout, and all that
 * it rests on. `VITRINE_TRACE=results` writes `result NAME KEY computed|memory|disk`. Any thread;
 * one VitStored belongs to one thread. */

#include "core/base/hash.h"
#include "core/io/trajectory.h"
#include "core/store/cache.h"

/**
 * VitStored: a key that is being made
 * @cache: (nullable): borrowed; %NULL stores nothing, and all is computed
 * @name: of the kind of result
 */
typedef struct
{
  VitCache *cache;
  const char *name;
  VitHash halves[2];
  uint8_t key[VIT_CACHE_KEY_BYTES];
  bool failed, finished;
} VitStored;

/** vit_stored_begin: @version changes with the kernel or the layout, so that an old entry is never
 * taken for a new one. */
void vit_stored_begin (VitStored *stored, VitCache *cache, const char *name, unsigned version);

/** vit_stored_add: @n bytes that the result rests on. */
void vit_stored_add (VitStored *stored, const void *data, size_t n);

/** vit_stored_add_text: (nullable): */
void vit_stored_add_text (VitStored *stored, const char *text);

/** vit_stored_add_number: to its last bit; all NaN are one. */
void vit_stored_add_number (VitStored *stored, double number);

/** vit_stored_add_frame: the content of a frame. One whose content cannot be told is never
 * stored. */
void vit_stored_add_frame (VitStored *stored, VitTrajectory *trajectory, size_t frame);

/** vit_stored_fail: something that the result rests on is unknown: it is never stored. */
void vit_stored_fail (VitStored *stored);

/** vit_stored_find: (transfer full) (nullable): what is on disk under the key. */
GBytes *vit_stored_find (VitStored *stored);

/** vit_stored_has: whether there is something on disk under the key, without reading it. */
bool vit_stored_has (VitStored *stored);

/** vit_stored_keep: stores it; a full disk costs a recomputation later, nothing else. */
void vit_stored_keep (VitStored *stored, const void *data, size_t n);

/** vit_stored_tell: traces where the result came from. */
void vit_stored_tell (VitStored *stored, const char *from);
