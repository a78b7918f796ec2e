#pragma once

/* A result on disk: its key is made of its name, the version of its kernel and layout, and
 * everything that it depends on. `VITRINE_TRACE=results` writes `result NAME KEY
 * computed|memory|disk`. Any thread; one VitStored belongs to one thread. */

#include "core/base/hash.h"
#include "core/io/trajectory.h"
#include "core/store/cache.h"

/**
 * VitStored: the key of a result
 * @cache: (nullable): borrowed; with %NULL nothing is stored or found
 * @name: name of the kind of result
 * @of_files: it rests on files by their names and times
 * @of_results: it is made of other results that are stored
 */
typedef struct
{
  VitCache *cache;
  const char *name;
  VitHash halves[2];
  uint8_t key[VIT_CACHE_KEY_BYTES];
  bool failed, finished, of_files, of_results;
} VitStored;

/** vit_stored_begin: begins a key. @version changes with the kernel or the layout, so that an old
 * entry is never taken for a new one. */
void vit_stored_begin (VitStored *stored, VitCache *cache, const char *name, unsigned version);

/** vit_stored_add: adds @n bytes that the result depends on. */
void vit_stored_add (VitStored *stored, const void *data, size_t n);

/** vit_stored_add_text: adds @text (nullable). */
void vit_stored_add_text (VitStored *stored, const char *text);

/** vit_stored_add_number: adds a number to its last bit; all NaN are equal. */
void vit_stored_add_number (VitStored *stored, double number);

/** vit_stored_add_frame: adds the key of a frame's content. If the frame cannot be read, the result
 * is never stored. */
void vit_stored_add_frame (VitStored *stored, VitTrajectory *trajectory, size_t frame);

/** vit_stored_add_path: adds the frames between two frames where atoms are followed through them,
 * or the box was flipped; see vit_trajectory_get_path_key(). */
void vit_stored_add_path (VitStored *stored, VitTrajectory *trajectory, size_t from, size_t to);

/** vit_stored_set_of_files: says that the key holds names or times of files, so that no other host
 * need have the same. */
void vit_stored_set_of_files (VitStored *stored);

/** vit_stored_set_of_results: says that other stored results are made on the way. A store that is
 * filled has to get those, too, so that what the cache has does not count. */
void vit_stored_set_of_results (VitStored *stored);

/** vit_stored_fail: marks the key as incomplete; the result is never stored or found. */
void vit_stored_fail (VitStored *stored);

/** vit_stored_find: (transfer full) (nullable): the entry on disk under the key. */
GBytes *vit_stored_find (VitStored *stored);

/** vit_stored_has: whether there is an entry on disk under the key, without reading it. */
bool vit_stored_has (VitStored *stored);

/** vit_stored_keep: stores the result. A failure, such as a full disk, is ignored: the result is
 * computed again later. */
void vit_stored_keep (VitStored *stored, const void *data, size_t n);

/** vit_stored_tell: traces the origin of the result. */
void vit_stored_tell (VitStored *stored, const char *from);
