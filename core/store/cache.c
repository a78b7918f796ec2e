#include "core/store/cache.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utime.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/store/atomic-file.h"
#include "core/store/budget.h"
#include "core/store/cache-folder.h"
#include "core/store/read-file.h"

#define DEFAULT_BUDGET ((uint64_t) 1 << 30)
#define VERSION 2

/* Most bytes of an entry: a file is read as far as it goes. */
#define MAX_ENTRY ((size_t) 1 << 40)

#define MAGIC "VITR"

/* Time between looks at what other programs have put into the store. */
#define LOOK_MICROSECONDS 1000000

/* EntryHeader stands before the content of every entry. */
typedef struct
{
  char magic[4];
  uint32_t version;
  uint64_t n;
  uint8_t checksum[16];
} EntryHeader;

struct _VitCache
{
  gatomicrefcount refs;
  char *folder; /* nullable: there is the store alone */
  uint64_t budget;
  GMutex lock;
  uint64_t total;  /* bytes on disk; other programs may have changed it */
  uint64_t stored; /* bytes since entries were last counted */
  bool counted;
  char *failure;        /* nullable: of the first entry that could not be stored */
  char *packed;         /* nullable: folder of entries that are only read */
  bool copies;          /* what is found there */
  VitStore *store;      /* nullable, atomic: looked at first */
  bool fills;           /* whether results go there */
  GHashTable *recorded; /* nullable: keys that are being listed */
  GHashTable *whole;    /* nullable: keys of entries that were read, once damage is looked for */
  gint64 looked;        /* when its tables were read last */
  int64_t opened;       /* ns, by the clock of files */
};

VitCache *
vit_cache_open (const char *folder, uint64_t budget, GError **error)
{
  g_autofree char *usual = folder ? g_strdup (folder) : vit_cache_folder_dup ("results");
  if (!usual)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "VITRINE_CACHE_DIR is empty: nothing is kept");
      return NULL;
    }
  VitCache *cache = g_new0 (VitCache, 1);
  g_atomic_ref_count_init (&cache->refs);
  g_mutex_init (&cache->lock);
  cache->opened = g_get_real_time () * 1000;
  cache->budget = vit_budget_get (budget, "VITRINE_CACHE_SIZE", DEFAULT_BUDGET);
  cache->folder = g_steal_pointer (&usual);
  if (g_mkdir_with_parents (cache->folder, 0700) == 0)
    return cache;
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot make the folder: %s", cache->folder,
               g_strerror (errno));
  vit_cache_unref (cache);
  return NULL;
}

VitCache *
vit_cache_ref (VitCache *cache)
{
  g_atomic_ref_count_inc (&cache->refs);
  return cache;
}

void
vit_cache_unref (VitCache *cache)
{
  if (!g_atomic_ref_count_dec (&cache->refs))
    return;
  g_mutex_clear (&cache->lock);
  g_free (cache->folder);
  g_free (cache->failure);
  g_free (cache->packed);
  g_clear_pointer (&cache->whole, g_hash_table_unref);
  g_clear_pointer (&cache->store, vit_store_unref);
  g_free (cache);
}

VitCache *
vit_cache_open_around (VitCache *around, VitStore *store, bool fill)
{
  g_return_val_if_fail (store || (around && !fill), NULL);
  VitCache *cache = g_new0 (VitCache, 1);
  g_atomic_ref_count_init (&cache->refs);
  g_mutex_init (&cache->lock);
  cache->folder = around ? g_strdup (around->folder) : NULL;
  cache->packed = around ? g_strdup (around->packed) : NULL;
  cache->copies = around && around->copies;
  cache->budget = around ? around->budget : DEFAULT_BUDGET;
  cache->store = store ? vit_store_ref (store) : NULL;
  cache->fills = fill;
  cache->opened = around ? around->opened : g_get_real_time () * 1000;
  return cache;
}

VitStore *
vit_cache_get_store (VitCache *cache)
{
  g_return_val_if_fail (cache, NULL);
  return g_atomic_pointer_get (&cache->store);
}

void
vit_cache_take_store (VitCache *cache, VitStore *store)
{
  g_return_if_fail (cache && store && !cache->fills);
  if (!g_atomic_pointer_compare_and_exchange (&cache->store, NULL, store))
    vit_store_unref (store);
}

bool
vit_cache_fills_store (VitCache *cache)
{
  g_return_val_if_fail (cache, false);
  return cache->fills;
}

void
vit_cache_add_store (VitCache *cache, const char *folder, bool copy)
{
  g_return_if_fail (cache && folder && !cache->packed);
  cache->packed = g_strdup (folder);
  cache->copies = copy;
}

const char *
vit_cache_get_folder (VitCache *cache)
{
  g_return_val_if_fail (cache, NULL);
  return cache->folder;
}

static char *
new_entry_path (const char *folder, const uint8_t *key)
{
  char name[2 * VIT_CACHE_KEY_BYTES + 1];
  for (int i = 0; i < VIT_CACHE_KEY_BYTES; i++)
    g_snprintf (name + 2 * i, 3, "%02x", key[i]);
  return g_build_filename (folder, name, NULL);
}

/* Include the key: an entry under the name of another is no entry. */
static void
compute_checksum (const uint8_t *key, const void *data, size_t n, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, key, VIT_CACHE_KEY_BYTES);
  vit_hash_update (&hash, data, n);
  vit_hash_finish (&hash, sum);
}

/* @damaged: whether there is an entry that is none. */
static GBytes *
read_entry (const char *path, const uint8_t *key, bool *damaged)
{
  char *data;
  gsize n;
  *damaged = false;
  if (!vit_file_read (path, MAX_ENTRY, &data, &n, NULL))
    return NULL;

  g_autoptr (GBytes) all = g_bytes_new_take (data, n);
  EntryHeader header;
  uint8_t sum[16];
  bool ok = n >= sizeof header;
  if (ok)
    memcpy (&header, data, sizeof header);
  ok = ok && memcmp (header.magic, MAGIC, 4) == 0 && header.version == VERSION &&
       header.n == n - sizeof header;
  if (ok)
    compute_checksum (key, data + sizeof header, (size_t) header.n, sum);
  *damaged = !ok || memcmp (sum, header.checksum, sizeof sum) != 0;
  return *damaged ? NULL : g_bytes_new_from_bytes (all, sizeof header, (gsize) header.n);
}

static GBytes *
look_in_pack (VitCache *cache, const uint8_t *key)
{
  bool damaged;
  g_autofree char *path = cache->packed ? new_entry_path (cache->packed, key) : NULL;
  GBytes *found = path ? read_entry (path, key, &damaged) : NULL;
  if (found && cache->copies)
    vit_cache_store (cache, key, g_bytes_get_data (found, NULL), g_bytes_get_size (found), NULL);
  return found;
}

/* See what other programs have published, once in a while. */
static bool
look_at_store (VitCache *cache)
{
  gint64 now = g_get_monotonic_time ();
  g_mutex_lock (&cache->lock);
  bool looks = now - cache->looked > LOOK_MICROSECONDS;
  if (looks)
    cache->looked = now;
  g_mutex_unlock (&cache->lock);
  return looks && vit_store_refresh (vit_cache_get_store (cache));
}

static bool
store_has (VitCache *cache, const uint8_t *key)
{
  VitStore *store = vit_cache_get_store (cache);
  return store &&
         (vit_store_has (store, key) || (look_at_store (cache) && vit_store_has (store, key)));
}

static GBytes *
look_up (VitCache *cache, const uint8_t *key)
{
  GBytes *stored =
      store_has (cache, key) ? vit_store_lookup (vit_cache_get_store (cache), key) : NULL;
  if (stored || !cache->folder)
    return stored;
  g_autofree char *path = new_entry_path (cache->folder, key);
  bool damaged;
  GBytes *found = read_entry (path, key, &damaged);
  if (damaged)
    g_unlink (path);
  if (found)
    utime (path, NULL);
  return found ? found : look_in_pack (cache, key);
}

GBytes *
vit_cache_lookup (VitCache *cache, const uint8_t *key)
{
  g_return_val_if_fail (cache && key, NULL);
  return look_up (cache, key);
}

static guint
hash_key (gconstpointer key)
{
  guint hash;
  memcpy (&hash, key, sizeof hash);
  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, VIT_CACHE_KEY_BYTES) == 0;
}

void
vit_cache_begin_record (VitCache *cache)
{
  g_return_if_fail (cache && !cache->recorded);
  g_mutex_lock (&cache->lock);
  cache->recorded = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  g_mutex_unlock (&cache->lock);
}

GArray *
vit_cache_end_record (VitCache *cache)
{
  g_return_val_if_fail (cache && cache->recorded, NULL);
  GArray *keys = g_array_new (FALSE, FALSE, VIT_CACHE_KEY_BYTES);
  GHashTableIter iter;
  gpointer key;
  g_mutex_lock (&cache->lock);
  g_hash_table_iter_init (&iter, cache->recorded);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_array_append_vals (keys, key, 1);
  g_clear_pointer (&cache->recorded, g_hash_table_unref);
  g_mutex_unlock (&cache->lock);
  return keys;
}

static void
record (VitCache *cache, const uint8_t *key)
{
  g_mutex_lock (&cache->lock);
  if (cache->recorded)
    g_hash_table_add (cache->recorded, g_memdup2 (key, VIT_CACHE_KEY_BYTES));
  g_mutex_unlock (&cache->lock);
}

GBytes *
vit_cache_find (VitCache *cache, const uint8_t *key, const char *kind, unsigned flags)
{
  g_return_val_if_fail (cache && key && kind, NULL);
  GBytes *found = look_up (cache, key);
  gsize n;
  if (found)
    record (cache, key);
  if (!found || !cache->fills || vit_store_has (cache->store, key))
    return found;
  const void *data = g_bytes_get_data (found, &n);
  vit_cache_keep (cache, key, kind, flags, data, n);
  return found;
}

static bool
has_entry (const char *path)
{
  struct stat info;
  EntryHeader header;
  return vit_file_peek (path, (char *) &header, sizeof header) == sizeof header &&
         stat (path, &info) == 0 && memcmp (header.magic, MAGIC, 4) == 0 &&
         header.version == VERSION && (uint64_t) info.st_size == header.n + sizeof header;
}

void
vit_cache_check (VitCache *cache)
{
  g_return_if_fail (cache);
  g_mutex_lock (&cache->lock);
  if (!cache->whole)
    cache->whole = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  g_mutex_unlock (&cache->lock);
  VitStore *store = vit_cache_get_store (cache);
  if (store)
    vit_store_check (store);
}

/* Whether an entry of the right length is whole, where that is asked; else it is removed. */
static bool
is_whole (VitCache *cache, const char *path, const uint8_t *key)
{
  g_mutex_lock (&cache->lock);
  bool known = !cache->whole || g_hash_table_contains (cache->whole, key);
  g_mutex_unlock (&cache->lock);
  if (known)
    return true;
  bool damaged;
  g_autoptr (GBytes) bytes = read_entry (path, key, &damaged);
  if (damaged)
    g_unlink (path);
  if (!bytes)
    return false;
  g_mutex_lock (&cache->lock);
  g_hash_table_add (cache->whole, g_memdup2 (key, VIT_CACHE_KEY_BYTES));
  g_mutex_unlock (&cache->lock);
  return true;
}

bool
vit_cache_has (VitCache *cache, const uint8_t *key)
{
  g_return_val_if_fail (cache && key, false);
  if (store_has (cache, key))
    return true;
  /* What goes to a store has to be there. */
  if (!cache->folder || cache->fills)
    return false;
  g_autofree char *path = new_entry_path (cache->folder, key);
  if (has_entry (path) && is_whole (cache, path, key))
    {
      utime (path, NULL);
      return true;
    }
  g_autofree char *stored = cache->packed ? new_entry_path (cache->packed, key) : NULL;
  if (!stored || !has_entry (stored))
    return false;
  /* One that is to be copied counts only if it is whole. */
  g_autoptr (GBytes) found = cache->copies ? look_in_pack (cache, key) : NULL;
  return found || !cache->copies;
}

/* ---- Keeping to the budget ---- */

typedef struct
{
  char *path;
  uint64_t bytes;
  int64_t used;
} CacheEntry;

static void
clear_entry (gpointer data)
{
  g_free (((CacheEntry *) data)->path);
}

/* Match entries and the temporary files that a crash left of them, and no other file. */
static bool
is_entry (const char *name)
{
  size_t length = strspn (name, "0123456789abcdef");
  return length == 2 * VIT_CACHE_KEY_BYTES && (name[length] == '\0' || name[length] == '.');
}

static GArray *
list_entries (VitCache *cache)
{
  GArray *entries = g_array_new (FALSE, FALSE, sizeof (CacheEntry));
  g_array_set_clear_func (entries, clear_entry);
  g_autoptr (GDir) dir = cache->folder ? g_dir_open (cache->folder, 0, NULL) : NULL;
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      if (!is_entry (name))
        continue;
      CacheEntry entry = { .path = g_build_filename (cache->folder, name, NULL) };
      GStatBuf info;
      if (g_stat (entry.path, &info) != 0 || !S_ISREG (info.st_mode))
        {
          g_free (entry.path);
          continue;
        }
      entry.bytes = (uint64_t) info.st_size;
      entry.used = (int64_t) info.st_mtim.tv_sec * 1000000000 + info.st_mtim.tv_nsec;
      g_array_append_val (entries, entry);
    }
  return entries;
}

static int
compare_use (gconstpointer a, gconstpointer b)
{
  const CacheEntry *x = a, *y = b;
  return (x->used > y->used) - (x->used < y->used);
}

static uint64_t
sum_bytes (const GArray *entries)
{
  uint64_t total = 0;
  for (guint i = 0; i < entries->len; i++)
    total += g_array_index (entries, CacheEntry, i).bytes;
  return total;
}

static gint n_dropped;

unsigned
vit_cache_count_dropped (void)
{
  return (unsigned) g_atomic_int_get (&n_dropped);
}

/* Remove entries down to nine tenths of the budget, so that not every store has to list the folder.
 * List it again after a tenth of the budget in any case, because another program may store here,
 * too. */
static void
keep_to_budget (VitCache *cache, size_t n)
{
  g_mutex_lock (&cache->lock);
  cache->total += n;
  cache->stored += n;
  if (!cache->counted || cache->total > cache->budget || cache->stored > cache->budget / 10)
    {
      g_autoptr (GArray) entries = list_entries (cache);
      cache->total = sum_bytes (entries);
      g_array_sort (entries, compare_use);
      uint64_t wanted = cache->total > cache->budget ? cache->budget / 10 * 9 : cache->total;
      for (guint i = 0; i < entries->len && cache->total > wanted; i++)
        {
          CacheEntry *entry = &g_array_index (entries, CacheEntry, i);
          if (g_unlink (entry->path) != 0)
            continue;
          cache->total -= entry->bytes;
          if (entry->used >= cache->opened)
            g_atomic_int_inc (&n_dropped);
        }
      cache->counted = true;
      cache->stored = 0;
    }
  g_mutex_unlock (&cache->lock);
}

bool
vit_cache_store (VitCache *cache, const uint8_t *key, const void *data, size_t n, GError **error)
{
  g_return_val_if_fail (cache && key, false);
  if (!cache->folder)
    return true;
  g_autofree char *path = new_entry_path (cache->folder, key);
  g_autofree char *all = g_malloc (sizeof (EntryHeader) + n);
  EntryHeader header = { .version = VERSION, .n = n };
  memcpy (header.magic, MAGIC, 4);
  compute_checksum (key, data, n, header.checksum);
  memcpy (all, &header, sizeof header);
  memcpy (all + sizeof header, data, n);
  g_autoptr (GError) inner = NULL;
  if (vit_file_replace_lightly (path, all, sizeof header + n, &inner))
    {
      keep_to_budget (cache, sizeof header + n);
      return true;
    }
  g_mutex_lock (&cache->lock);
  if (!cache->failure)
    cache->failure = g_strdup (inner->message);
  g_mutex_unlock (&cache->lock);
  g_propagate_error (error, g_steal_pointer (&inner));
  return false;
}

void
vit_cache_keep (VitCache *cache,
                const uint8_t *key,
                const char *kind,
                unsigned flags,
                const void *data,
                size_t n)
{
  g_return_if_fail (cache && key && kind);
  record (cache, key);
  if (!cache->fills)
    vit_cache_store (cache, key, data, n, NULL);
  else
    vit_store_put (cache->store, key, kind, flags, data, n, NULL);
}

void
vit_cache_sync (VitCache *cache)
{
  g_return_if_fail (cache);
  if (cache->fills)
    vit_store_publish (cache->store, NULL);
  if (cache->fills || !cache->folder)
    return;
  int fd = open (cache->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (fd < 0)
    return;
  syncfs (fd);
  close (fd);
}

char *
vit_cache_dup_failure (VitCache *cache)
{
  g_return_val_if_fail (cache, NULL);
  if (cache->fills)
    return vit_store_dup_failure (cache->store);
  g_mutex_lock (&cache->lock);
  char *failure = g_strdup (cache->failure);
  g_mutex_unlock (&cache->lock);
  return failure;
}

uint64_t
vit_cache_get_budget (VitCache *cache)
{
  g_return_val_if_fail (cache, 0);
  return cache->budget;
}

uint64_t
vit_cache_get_size (VitCache *cache)
{
  g_return_val_if_fail (cache, 0);
  g_autoptr (GArray) entries = list_entries (cache);
  return sum_bytes (entries);
}

bool
vit_cache_clear (VitCache *cache, GError **error)
{
  g_return_val_if_fail (cache, false);
  g_autoptr (GArray) entries = list_entries (cache);
  for (guint i = 0; i < entries->len; i++)
    {
      const char *path = g_array_index (entries, CacheEntry, i).path;
      if (g_unlink (path) != 0 && errno != ENOENT)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot remove: %s", path,
                       g_strerror (errno));
          return false;
        }
    }
  return true;
}
