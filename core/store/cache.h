#pragma once

/* Results on disk by key: a hash of 32 bytes over the inputs, the options and the version of the
 * kernel. Safe for several programs at once and against a crash: an entry is written whole or not
 * at all and carries a checksum. An entry is not synced, vit_cache_sync() does that for all: what a
 * crash of the machine leaves of one counts as missing. Reference counted, any thread. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "core/store/store.h"

typedef struct _VitCache VitCache;

/** VIT_CACHE_KEY_BYTES: length of a key. */
#define VIT_CACHE_KEY_BYTES 32

/**
 * vit_cache_open:
 * @folder: (nullable): %NULL is $VITRINE_CACHE_DIR/results, else the user's cache folder
 * @budget: bytes that entries may take; 0 is 1 GiB
 * @error: the folder cannot be made
 */
VitCache *vit_cache_open (const char *folder, uint64_t budget, GError **error);

/** vit_cache_open_around: (transfer full): a cache of @store, which is looked at first. @cache:
 * (nullable): its folder and budget, with what else it looks at; without it there is the store
 * alone. @store: (nullable): %NULL where it may come later, see vit_cache_take_store(). @fill:
 * whether results go to the store, and not to the folder. */
VitCache *vit_cache_open_around (VitCache *cache, VitStore *store, bool fill);
VitCache *vit_cache_ref (VitCache *cache);
void vit_cache_unref (VitCache *cache);

/**
 * vit_cache_lookup:
 * @key: %VIT_CACHE_KEY_BYTES bytes
 *
 * Returns: (transfer full) (nullable): the stored content; a damaged entry is removed and counts as
 *   missing
 */
GBytes *vit_cache_lookup (VitCache *cache, const uint8_t *key);

/** vit_cache_find: the same; where a store is filled, what the folder has is copied to it as a
 * result of @kind. @flags: #VitStoreFlags */
GBytes *vit_cache_find (VitCache *cache, const uint8_t *key, const char *kind, unsigned flags);

/**
 * vit_cache_add_store:
 * @folder: entries as a cache keeps them, which is only read
 * @copy: whether what is found there is stored in the cache, too
 *
 * Entries that the cache has not are looked for there. Before any other thread uses the cache.
 */
void vit_cache_add_store (VitCache *cache, const char *folder, bool copy);

/** vit_cache_get_store: (transfer none) (nullable): what it was opened around. */
VitStore *vit_cache_get_store (VitCache *cache);

/** vit_cache_take_store: looks into @store (transfer full) first from now on, unless it has another
 * one; nothing is put there. Any thread, while others use the cache. */
void vit_cache_take_store (VitCache *cache, VitStore *store);

/** vit_cache_fills_store: whether results go to the store. */
bool vit_cache_fills_store (VitCache *cache);

/** vit_cache_get_folder: (transfer none) (nullable): where entries are. */
const char *vit_cache_get_folder (VitCache *cache);

/** vit_cache_has: whether an entry exists (in the store, where that is filled) and has the length
 * that its header says. Its content is not read (but see vit_cache_check()); the entry counts as
 * used. */
bool vit_cache_has (VitCache *cache, const uint8_t *key);

/** vit_cache_check: from now on vit_cache_has() and its like count what reading would give, and not
 * what is damaged: the store is checked at once, see vit_store_check(), an entry when it is first
 * asked for. Any thread, while others use the cache. */
void vit_cache_check (VitCache *cache);

/** vit_cache_store: stores an entry; beyond the budget the entries used longest ago are removed. */
bool
vit_cache_store (VitCache *cache, const uint8_t *key, const void *data, size_t n, GError **error);

/** vit_cache_keep: stores a result of @kind in the store, if that is filled, else as an entry.
 * @flags: #VitStoreFlags. A failure is told by vit_cache_dup_failure(). */
void vit_cache_keep (VitCache *cache,
                     const uint8_t *key,
                     const char *kind,
                     unsigned flags,
                     const void *data,
                     size_t n);

/** vit_cache_begin_record: lists the keys of results that are found or kept from now on, on any
 * thread. */
void vit_cache_begin_record (VitCache *cache);

/** vit_cache_end_record: (transfer full): the list, each key once, %VIT_CACHE_KEY_BYTES each. */
GArray *vit_cache_end_record (VitCache *cache);

/** vit_cache_sync: publishes what is in the store, else waits until all entries are on the disk.
 * Once for each lot: it takes the time of one sync for many entries. */
void vit_cache_sync (VitCache *cache);

/** vit_cache_dup_failure: (transfer full) (nullable): why the first entry that could not be stored
 * was not. */
char *vit_cache_dup_failure (VitCache *cache);

/** vit_cache_count_dropped: entries that were removed for the budget, by this program, while it
 * used them: stored or found since it opened its cache. They are computed again when they are asked
 * for.
 */
unsigned vit_cache_count_dropped (void);

/** vit_cache_get_budget: bytes that entries may take. */
uint64_t vit_cache_get_budget (VitCache *cache);

/** vit_cache_get_size: bytes on disk. O(entries) */
uint64_t vit_cache_get_size (VitCache *cache);

/** vit_cache_clear: removes all entries. */
bool vit_cache_clear (VitCache *cache, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitCache, vit_cache_unref)
