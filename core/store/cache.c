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

/* Most bytes of an entry: what a blob may hold, and the header. */
#define MAX_ENTRY (((size_t) 2 << 30) + 4096)

#define MAGIC "VITR"

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
  char *folder;
  uint64_t budget;
  GMutex lock;
  uint64_t total;  /* bytes on disk; other programs may have changed it */
  uint64_t stored; /* bytes since entries were last counted */
  bool counted;
  char *failure; /* nullable: of the first entry that could not be stored */
  char *store;   /* nullable: folder of entries that are only read */
  bool copies;   /* what is found there */
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
  g_free (cache->store);
  g_free (cache);
}

void
vit_cache_add_store (VitCache *cache, const char *folder, bool copy)
{
  g_return_if_fail (cache && folder && !cache->store);
  cache->store = g_strdup (folder);
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
look_in_store (VitCache *cache, const uint8_t *key)
{
  bool damaged;
  g_autofree char *path = cache->store ? new_entry_path (cache->store, key) : NULL;
  GBytes *found = path ? read_entry (path, key, &damaged) : NULL;
  if (found && cache->copies)
    vit_cache_store (cache, key, g_bytes_get_data (found, NULL), g_bytes_get_size (found), NULL);
  return found;
}

GBytes *
vit_cache_lookup (VitCache *cache, const uint8_t *key)
{
  g_return_val_if_fail (cache && key, NULL);
  g_autofree char *path = new_entry_path (cache->folder, key);
  bool damaged;
  GBytes *found = read_entry (path, key, &damaged);
  if (damaged)
    g_unlink (path);
  if (found)
    utime (path, NULL);
  return found ? found : look_in_store (cache, key);
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

bool
vit_cache_has (VitCache *cache, const uint8_t *key)
{
  g_return_val_if_fail (cache && key, false);
  g_autofree char *path = new_entry_path (cache->folder, key);
  if (has_entry (path))
    {
      utime (path, NULL);
      return true;
    }
  g_autofree char *stored = cache->store ? new_entry_path (cache->store, key) : NULL;
  if (!stored || !has_entry (stored))
    return false;
  /* One that is to be copied counts only if it is whole. */
  g_autoptr (GBytes) found = cache->copies ? look_in_store (cache, key) : NULL;
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
  g_autoptr (GDir) dir = g_dir_open (cache->folder, 0, NULL);
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
          if (g_unlink (entry->path) == 0)
            cache->total -= entry->bytes;
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
vit_cache_sync (VitCache *cache)
{
  g_return_if_fail (cache);
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
