#include "core/io/index-cache.h"

#include <string.h>
#include <unistd.h>

#include "core/io/content-hash.h"
#include "core/io/index-file.h"
#include "core/store/cache-folder.h"
#include "core/store/container.h"
#include "core/store/shared-files.h"

/* Ending of an index in a store. */
#define SHARED_SUFFIX ".index"

/* Spots of the content that are hashed, to tell a file that has grown from another one. */
#define N_SPOTS 8
#define SPOT ((uint64_t) 8 << 10)
#define EDGE ((uint64_t) 32 << 10)

/* Length of the first and last spot of a packed file, the middle of which costs more to reach. */
#define PACKED_EDGE ((uint64_t) 64 << 10)

/* Returns: NULL if there is no cache folder. */
static char *
new_cache_path (const char *path)
{
  g_autofree char *base = vit_cache_folder_dup ("index");
  if (!base)
    return NULL;
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, path, -1);
  g_mkdir_with_parents (base, 0700);
  return g_build_filename (base, name, NULL);
}

/* ---- Fingerprint ---- */

static void
hash_spot (VitContentHash *hash, VitSource *source, uint64_t at, uint64_t n, char *buffer)
{
  ssize_t got = n > 0 ? vit_source_read (source, at, buffer, (size_t) n, NULL) : 0;
  vit_content_hash_update (hash, buffer, (size_t) MAX (got, 0));
}

/* Hash the first and the last bytes that were indexed, which lie in the first and the last frame,
 * and spots in between, in order. */
static void
compute_fingerprint (VitSource *source, uint64_t end, uint8_t key[16])
{
  VitContentHash hash = { 0 };
  bool packed = vit_source_get_compression (source) != VIT_COMPRESSION_NONE;
  uint64_t edge = packed ? PACKED_EDGE : EDGE, n = MIN (end, edge);
  g_autofree char *buffer = g_malloc (PACKED_EDGE);
  uint64_t inner = end > 2 * edge + N_SPOTS * SPOT ? end - 2 * edge - SPOT : 0;
  /* Begin with the end of a packed file: it is still in memory after a pass. */
  if (packed)
    hash_spot (&hash, source, end - n, n, buffer);
  hash_spot (&hash, source, 0, n, buffer);
  for (uint64_t k = 0; k < N_SPOTS && inner > 0 && !packed; k++)
    hash_spot (&hash, source, edge + k * (inner / (N_SPOTS - 1)), SPOT, buffer);
  if (!packed)
    hash_spot (&hash, source, end - n, n, buffer);
  vit_content_hash_finish (&hash, key);
}

void
vit_index_take_fingerprint (VitIndex *index, VitSource *source)
{
  compute_fingerprint (source, index->end, index->fingerprint);
  index->has_fingerprint = true;
}

bool
vit_index_fits (const VitIndex *index, VitSource *source)
{
  uint8_t key[16];
  if (!index->has_fingerprint)
    return true;
  compute_fingerprint (source, index->end, key);
  return memcmp (key, index->fingerprint, sizeof key) == 0;
}

/* ---- Storing ---- */

static void
store_own (const char *path,
           const VitSourceStamp *stamp,
           bool fresh,
           const VitIndex *index,
           const VitReader *reader)
{
  g_autofree char *file = new_cache_path (path);
  g_autoptr (GVariant) content = file ? vit_index_pack (path, stamp, fresh, index, reader) : NULL;
  if (file)
    vit_container_save_lightly (file, VIT_INDEX_KIND, VIT_INDEX_VERSION, content, NULL);
}

static void store_shared (const char *path,
                          const VitSourceStamp *stamp,
                          const VitIndex *index,
                          const VitReader *reader);

void
vit_index_cache_store (const char *path,
                       const VitSourceStamp *stamp,
                       bool fresh,
                       const VitIndex *index,
                       const VitReader *reader)
{
  store_own (path, stamp, fresh, index, reader);
  if (!fresh)
    store_shared (path, stamp, index, reader);
}

void
vit_index_cache_remove (const char *path)
{
  g_autofree char *file = new_cache_path (path);
  if (file)
    unlink (file);
}

/* ---- Loading ---- */

static VitIndex *
load_index (const char *path, const VitReader **reader, VitSourceStamp *stamp, bool *fresh)
{
  g_autofree char *file = new_cache_path (path);
  return vit_index_load (file, path, path, reader, stamp, fresh);
}

static void merge_learned (VitIndex *into, const VitIndex *from);

/* Load what stores know of a file with this content: all that is said of this stamp, or else of one
 * copy of it. @merged: (nullable): gets the paths of what was read of this stamp. */
static VitIndex *
load_shared (const char *path,
             const VitSourceStamp *stamp,
             const VitReader **reader,
             VitSourceStamp *old,
             GPtrArray *merged)
{
  g_autofree char *identity = vit_shared_files_dup_identity (path);
  g_autoptr (GPtrArray) files = vit_shared_files_find (identity, SHARED_SUFFIX);
  VitIndex *all = NULL;
  bool all_fits = false;
  for (guint i = 0; i < files->len; i++)
    {
      VitSourceStamp its;
      bool fresh;
      const VitReader *its_reader;
      VitIndex *one = vit_index_load (files->pdata[i], path, "", &its_reader, &its, &fresh);
      bool fits = one && vit_source_stamp_equal (&its, stamp);
      if (!one || (all && !fits) || (all_fits && its_reader != *reader))
        {
          g_clear_pointer (&one, vit_index_free);
          continue;
        }
      if (all_fits)
        merge_learned (one, all);
      g_clear_pointer (&all, vit_index_free);
      all = one;
      all_fits = fits;
      *reader = its_reader;
      *old = its;
      if (fits && merged)
        g_ptr_array_add (merged, g_strdup (files->pdata[i]));
    }
  return all;
}

/* Add what is known of a file to the store that is filled, and remove what that says, too: others
 * may have added to it meanwhile, and do so again. */
static void
store_shared (const char *path,
              const VitSourceStamp *stamp,
              const VitIndex *index,
              const VitReader *reader)
{
  g_autofree char *filled = vit_shared_files_dup_filled ();
  g_autofree char *identity = filled ? vit_shared_files_dup_identity (path) : NULL;
  g_autofree char *file = vit_shared_files_dup_own (identity, SHARED_SUFFIX);
  if (!file)
    return;
  const VitReader *old_reader = NULL;
  VitSourceStamp old;
  g_autoptr (GPtrArray) merged = g_ptr_array_new_with_free_func (g_free);
  VitIndex *before = load_shared (path, stamp, &old_reader, &old, merged);
  VitIndex *all = vit_index_copy (index);
  if (merged->len > 0 && old_reader == reader)
    {
      merge_learned (all, before);
      if (!all->has_fingerprint)
        {
          memcpy (all->fingerprint, before->fingerprint, sizeof all->fingerprint);
          all->has_fingerprint = before->has_fingerprint;
        }
    }
  g_autoptr (GVariant) content = vit_index_pack ("", stamp, false, all, reader);
  bool saved = vit_container_save_shared (file, VIT_INDEX_KIND, VIT_INDEX_VERSION, content, NULL);
  for (guint i = 0; saved && i < merged->len && old_reader == reader; i++)
    if (strcmp (merged->pdata[i], file) != 0 && g_str_has_prefix (merged->pdata[i], filled))
      unlink (merged->pdata[i]);
  g_clear_pointer (&before, vit_index_free);
  vit_index_free (all);
}

bool
vit_index_cache_is_shared (const char *path)
{
  g_autofree char *filled = vit_shared_files_dup_filled ();
  if (!filled)
    return true;
  g_autofree char *identity = vit_shared_files_dup_identity (path);
  g_autoptr (GPtrArray) files = vit_shared_files_find (identity, SHARED_SUFFIX);
  return files->len > 0;
}

/* Mark keys that were carried over as doubtful, so that their frames are hashed in full: the file
 * no longer grows. */
static void
doubt_carried_keys (VitIndex *index)
{
  for (guint i = 0; i < index->entries->len; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      if (entry->known & VIT_KNOWN_CARRIED)
        entry->known = VIT_KNOWN_KEY | VIT_KNOWN_DOUBTFUL;
    }
}

static void
carry_over_keys (VitIndex *index)
{
  for (guint i = 0; i < index->entries->len; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      if (entry->known)
        entry->known |= VIT_KNOWN_CARRIED;
    }
}

VitIndex *
vit_index_cache_load (const char *path,
                      VitSource *source,
                      const VitSourceStamp *stamp,
                      const VitReader **reader,
                      bool *goes_on,
                      VitProgress *progress)
{
  VitSourceStamp old;
  bool fresh = false;
  VitIndex *index = load_index (path, reader, &old, &fresh);
  *goes_on = false;
  if (!index || fresh || !vit_source_stamp_equal (&old, stamp))
    {
      VitSourceStamp its;
      const VitReader *its_reader;
      VitIndex *shared = load_shared (path, stamp, &its_reader, &its, NULL);
      bool better = shared && (!index || vit_source_stamp_equal (&its, stamp));
      VitIndex *worse = better ? index : shared;
      g_clear_pointer (&worse, vit_index_free);
      if (better)
        {
          index = shared;
          old = its;
          *reader = its_reader;
          fresh = false;
        }
    }
  if (!index)
    return NULL;
  if (vit_source_stamp_equal (&old, stamp) && !fresh)
    {
      doubt_carried_keys (index);
      return index;
    }
  if (stamp->size < old.size || !vit_source_unpack (source, progress, NULL) ||
      index->end > vit_source_get_size (source) || !vit_index_fits (index, source))
    {
      vit_index_free (index);
      return NULL;
    }
  *goes_on = true;
  /* A packed file is unpacked again in any case. */
  bool plain = vit_source_get_compression (source) == VIT_COMPRESSION_NONE;
  if (plain && stamp->size > old.size && stamp->inode == old.inode && !fresh)
    carry_over_keys (index);
  else
    {
      vit_index_doubt (index);
      index->recheck = plain;
    }
  index->readable = false;
  return index;
}

/* Merge what another program has learned about the same frames meanwhile. */
static void
merge_frames (VitIndex *into, const VitIndex *from)
{
  for (guint i = 0; i < MIN (into->entries->len, from->entries->len); i++)
    {
      VitIndexEntry *a = &g_array_index (into->entries, VitIndexEntry, i);
      const VitIndexEntry *b = &g_array_index (from->entries, VitIndexEntry, i);
      bool lacks = !(a->known & VIT_KNOWN_KEY) || (a->known & VIT_KNOWN_DOUBTFUL);
      if (a->offset != b->offset || a->length != b->length)
        continue;
      if (lacks && (b->known & VIT_KNOWN_KEY) && !(b->known & VIT_KNOWN_DOUBTFUL))
        {
          memcpy (a->key, b->key, sizeof a->key);
          a->known &= (uint8_t) ~(VIT_KNOWN_DOUBTFUL | VIT_KNOWN_CARRIED);
          a->known |= b->known & (VIT_KNOWN_KEY | VIT_KNOWN_CARRIED);
        }
      if (!(a->known & VIT_KNOWN_KIND))
        a->known |= b->known & (VIT_KNOWN_KIND | VIT_KNOWN_UNWRAPPED);
      if (!(a->known & VIT_KNOWN_SHAPE))
        a->known |= b->known & (VIT_KNOWN_SHAPE | VIT_KNOWN_FLAT);
      a->known |= b->known & VIT_KNOWN_NEW_TYPE;
    }
}

static void
merge_learned (VitIndex *into, const VitIndex *from)
{
  merge_frames (into, from);
  into->readable = into->readable || from->readable;
  if (!into->put_back)
    into->put_back = g_strdup (from->put_back);
  if (!into->judged && from->judged)
    into->judged = vit_premises_ref (from->judged);
  if (into->composition || !from->composition)
    return;
  into->composition = vit_composition_copy (from->composition);
  into->named = g_strdupv (from->named);
}

void
vit_index_cache_update (const char *path,
                        const VitSourceStamp *stamp,
                        const VitIndex *index,
                        const VitReader *reader)
{
  VitSourceStamp old;
  bool fresh;
  const VitReader *old_reader;
  VitIndex *stored = load_index (path, &old_reader, &old, &fresh);
  if (stored && old_reader == reader && vit_source_stamp_equal (&old, stamp))
    {
      VitIndex *all = vit_index_copy (index);
      if (!fresh)
        merge_learned (all, stored);
      memcpy (all->fingerprint, stored->fingerprint, sizeof all->fingerprint);
      store_own (path, stamp, fresh, all, reader);
      vit_index_free (all);
    }
  vit_index_free (stored);
  store_shared (path, stamp, index, reader);
}

void
vit_index_cache_learn (const char *path,
                       const VitSourceStamp *stamp,
                       VitIndex *index,
                       const VitReader *reader)
{
  VitSourceStamp its;
  const VitReader *its_reader;
  VitIndex *shared = load_shared (path, stamp, &its_reader, &its, NULL);
  if (shared && its_reader == reader && vit_source_stamp_equal (&its, stamp))
    merge_frames (index, shared);
  g_clear_pointer (&shared, vit_index_free);
}
