#include "core/store/store.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/read-file.h"
#include "core/store/store-private.h"

/* Entries after which a segment is sealed and the next one begun: the table is written anew at each
 * publication. */
#define SEALED_AFTER 1024

/* A key in the table of places: the last bytes are as good as any. */
static guint
hash_key (gconstpointer key)
{
  guint hash;
  memcpy (&hash, (const uint8_t *) key + VIT_STORE_KEY_BYTES - sizeof hash, sizeof hash);
  return hash;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  return memcmp (a, b, VIT_STORE_KEY_BYTES) == 0;
}

static void
free_segment (gpointer data)
{
  VitStoreSegment *segment = data;
  g_free (segment->name);
  g_free (segment);
}

static VitStore *
open_store (const char *folder, bool make, GError **error)
{
  bool fits, is = vit_store_read_format (folder, &fits);
  if (is && !fits)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: a store of results of another version or byte order", folder);
      return NULL;
    }
  if (!is && !make)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s: is no store of results", folder);
      return NULL;
    }
  if (!is && !vit_store_make (folder, error))
    return NULL;
  VitStore *store = g_new0 (VitStore, 1);
  g_atomic_ref_count_init (&store->refs);
  g_mutex_init (&store->lock);
  store->folder = g_canonicalize_filename (folder, NULL);
  store->segment_folder = g_build_filename (store->folder, VIT_STORE_SEGMENTS, NULL);
  store->segments = g_ptr_array_new_with_free_func (free_segment);
  store->entries = g_array_new (FALSE, FALSE, sizeof (VitStoreEntry));
  store->bad = g_byte_array_new ();
  store->places = g_hash_table_new_full (hash_key, equal_keys, g_free, NULL);
  store->fd = -1;
  return store;
}

VitStore *
vit_store_open_unread (const char *folder, GError **error)
{
  g_return_val_if_fail (folder, NULL);
  return open_store (folder, false, error);
}

VitStore *
vit_store_open (const char *folder, bool make, GError **error)
{
  g_return_val_if_fail (folder, NULL);
  VitStore *store = open_store (folder, make, error);
  if (store)
    vit_store_refresh (store);
  return store;
}

VitStore *
vit_store_ref (VitStore *store)
{
  g_atomic_ref_count_inc (&store->refs);
  return store;
}

void
vit_store_unref (VitStore *store)
{
  if (!g_atomic_ref_count_dec (&store->refs))
    return;
  vit_store_publish (store, NULL);
  if (store->fd >= 0)
    close (store->fd);
  g_mutex_clear (&store->lock);
  g_ptr_array_unref (store->segments);
  g_array_unref (store->entries);
  g_byte_array_unref (store->bad);
  g_hash_table_unref (store->places);
  g_free (store->segment_folder);
  g_free (store->folder);
  g_free (store->failure);
  g_free (store);
}

const char *
vit_store_get_folder (VitStore *store)
{
  g_return_val_if_fail (store, NULL);
  return store->folder;
}

bool
vit_store_check_writable (VitStore *store, GError **error)
{
  g_return_val_if_fail (store, false);
  if (access (store->segment_folder, W_OK | X_OK) == 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot be written: %s", store->folder,
               g_strerror (errno));
  return false;
}

char *
vit_store_dup_path (VitStore *store, const char *name)
{
  g_return_val_if_fail (store && name, NULL);
  char *path = g_build_filename (store->folder, name, NULL);
  vit_store_make_folder (path);
  return path;
}

char *
vit_store_dup_failure (VitStore *store)
{
  g_return_val_if_fail (store, NULL);
  g_mutex_lock (&store->lock);
  char *failure = g_strdup (store->failure);
  g_mutex_unlock (&store->lock);
  return failure;
}

/* ---- Entries ---- */

char *
vit_store_new_path (VitStore *store, const VitStoreSegment *segment, const char *suffix)
{
  g_autofree char *name = g_strconcat (segment->name, suffix, NULL);
  return g_build_filename (store->segment_folder, name, NULL);
}

VitStoreEntry *
vit_store_get_entry (VitStore *store, guint index)
{
  return &g_array_index (store->entries, VitStoreEntry, index);
}

/* The first whole entry of a key counts. */
static void
add_entry (VitStore *store, const VitStoreEntry *entry)
{
  static const uint8_t good = 0;
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (store->places, entry->key));
  g_array_append_val (store->entries, *entry);
  g_byte_array_append (store->bad, &good, 1);
  if (place == 0 || store->bad->data[place - 1])
    g_hash_table_insert (store->places, g_memdup2 (entry->key, VIT_STORE_KEY_BYTES),
                         GUINT_TO_POINTER (store->entries->len));
}

/* Take new entries of a table as far as their records are in the segment. Returns: whether there
 * was any. */
static bool
take_table (VitStore *store, guint number, const VitStoreTable *table)
{
  VitStoreSegment *segment = store->segments->pdata[number];
  g_autofree char *path = vit_store_new_path (store, segment, VIT_STORE_DATA_SUFFIX);
  struct stat info;
  /* Opening a file asks the server of a network file system how long it is. */
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  uint64_t size = fd >= 0 && fstat (fd, &info) == 0 ? (uint64_t) info.st_size : 0;
  if (fd >= 0)
    close (fd);
  size_t before = segment->n;
  for (; segment->n < table->n; segment->n++)
    {
      VitStoreEntry *entry = &table->entries[segment->n];
      if (entry->offset > size || size - entry->offset < sizeof (VitStoreRecord) ||
          entry->n > size - entry->offset - sizeof (VitStoreRecord))
        break;
      entry->segment = number;
      add_entry (store, entry);
    }
  segment->sealed = table->sealed && segment->n == table->n;
  return segment->n > before;
}

static VitStoreSegment *
find_segment (VitStore *store, const char *name, guint *number)
{
  for (*number = 0; *number < store->segments->len; (*number)++)
    {
      VitStoreSegment *segment = store->segments->pdata[*number];
      if (strcmp (segment->name, name) == 0)
        return segment;
    }
  VitStoreSegment *segment = g_new0 (VitStoreSegment, 1);
  segment->name = g_strdup (name);
  g_ptr_array_add (store->segments, segment);
  return segment;
}

/* Returns: whether the table is another one than the last time. */
static bool
look_at_table (VitStoreSegment *segment, const char *path)
{
  struct stat info;
  if (stat (path, &info) != 0)
    return false;
  bool same = info.st_size == segment->size && info.st_ino == segment->inode &&
              info.st_mtim.tv_sec == segment->mtime.tv_sec &&
              info.st_mtim.tv_nsec == segment->mtime.tv_nsec;
  segment->size = info.st_size;
  segment->inode = info.st_ino;
  segment->mtime = info.st_mtim;
  return !same;
}

static bool
read_segment (VitStore *store, const char *name)
{
  guint number;
  VitStoreTable table;
  VitStoreSegment *segment = find_segment (store, name, &number);
  g_autofree char *path = vit_store_new_path (store, segment, VIT_STORE_TABLE_SUFFIX);
  if (segment->sealed || segment->own || !look_at_table (segment, path))
    return false;
  /* A table that is replaced while it is read over a network is read again. */
  bool ok = false;
  for (int tries = 0; tries < 2 && !ok; tries++)
    ok = vit_store_table_load (path, &table, &segment->damaged);
  bool news = ok && take_table (store, number, &table);
  /* Records that are not to be seen yet are looked for again. */
  if (ok && segment->n < table.n)
    segment->size = -1;
  if (ok)
    g_free (table.entries);
  return news;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

bool
vit_store_refresh (VitStore *store)
{
  g_return_val_if_fail (store, false);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GDir) dir = g_dir_open (store->segment_folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, VIT_STORE_TABLE_SUFFIX))
      g_ptr_array_add (names, g_strndup (name, strlen (name) - strlen (VIT_STORE_TABLE_SUFFIX)));
  g_ptr_array_sort (names, compare_names);
  bool news = false;
  g_mutex_lock (&store->lock);
  for (guint i = 0; i < names->len; i++)
    news = read_segment (store, names->pdata[i]) || news;
  g_mutex_unlock (&store->lock);
  return news;
}

bool
vit_store_has (VitStore *store, const uint8_t *key)
{
  g_return_val_if_fail (store && key, false);
  g_mutex_lock (&store->lock);
  guint place = GPOINTER_TO_UINT (g_hash_table_lookup (store->places, key));
  bool has = place > 0 && !store->bad->data[place - 1];
  g_mutex_unlock (&store->lock);
  return has;
}

/* Read the bytes of an entry; %NULL if they are damaged. */
GBytes *
vit_store_read_entry (const char *path, const VitStoreEntry *entry)
{
  uint8_t sum[16];
  VitStoreRecord record;
  struct stat info;
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  g_autofree uint8_t *data = NULL;
  bool ok = fd >= 0 && fstat (fd, &info) == 0 &&
            vit_store_read_all (fd, &record, sizeof record, entry->offset) &&
            vit_store_record_is_whole (&record) && record.n == entry->n &&
            memcmp (record.key, entry->key, sizeof record.key) == 0 &&
            entry->n <= (uint64_t) info.st_size;
  if (ok)
    {
      data = g_try_malloc (MAX (entry->n, 1));
      ok = data && vit_store_read_all (fd, data, entry->n, entry->offset + sizeof record);
    }
  if (fd >= 0)
    close (fd);
  if (ok)
    vit_store_sum (entry->key, data, entry->n, sum);
  if (!ok || memcmp (sum, entry->sum, sizeof sum) != 0)
    return NULL;
  return g_bytes_new_take (g_steal_pointer (&data), entry->n);
}

/* Mark an entry as damaged and take another of its key. */
void
vit_store_give_up_entry (VitStore *store, guint index)
{
  store->bad->data[index] = 1;
  const uint8_t *key = vit_store_get_entry (store, index)->key;
  for (guint i = 0; i < store->entries->len; i++)
    if (!store->bad->data[i] && equal_keys (vit_store_get_entry (store, i)->key, key))
      {
        g_hash_table_insert (store->places, g_memdup2 (key, VIT_STORE_KEY_BYTES),
                             GUINT_TO_POINTER (i + 1));
        return;
      }
}

GBytes *
vit_store_lookup (VitStore *store, const uint8_t *key)
{
  g_return_val_if_fail (store && key, NULL);
  for (;;)
    {
      g_mutex_lock (&store->lock);
      guint place = GPOINTER_TO_UINT (g_hash_table_lookup (store->places, key));
      bool has = place > 0 && !store->bad->data[place - 1];
      VitStoreEntry entry =
          has ? *vit_store_get_entry (store, place - 1) : (VitStoreEntry){ .n = 0 };
      g_autofree char *path =
          has ? vit_store_new_path (store, store->segments->pdata[entry.segment],
                                    VIT_STORE_DATA_SUFFIX)
              : NULL;
      g_mutex_unlock (&store->lock);
      if (!has)
        return NULL;
      GBytes *found = vit_store_read_entry (path, &entry);
      if (found)
        return found;
      g_mutex_lock (&store->lock);
      vit_store_give_up_entry (store, place - 1);
      vit_store_drop_mark (store, entry.segment);
      g_mutex_unlock (&store->lock);
    }
}

/* ---- Writing ---- */

/* Keep the first failure. Call with the lock. */
static bool
note_failure (VitStore *store, GError *inner, GError **error)
{
  if (!store->failure)
    store->failure = g_strdup (inner->message);
  g_propagate_error (error, inner);
  return false;
}

static bool
fail_to_write (VitStore *store, GError **error)
{
  return note_failure (store,
                       g_error_new (VIT_ERROR, VIT_ERROR_IO, "%s: cannot write: %s", store->folder,
                                    g_strerror (errno)),
                       error);
}

/* Begin a segment under a name that no other program has. Call with the lock. */
static bool
begin_segment (VitStore *store, GError **error)
{
  if (store->fd >= 0)
    return true;
  for (guint i = 1;; i++)
    {
      g_autofree char *name = g_strdup_printf ("%s-%u", vit_store_get_writer (), i);
      VitStoreSegment candidate = { .name = name };
      g_autofree char *path = vit_store_new_path (store, &candidate, VIT_STORE_DATA_SUFFIX);
      store->fd = open (path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (store->fd < 0 && errno == EEXIST)
        continue;
      if (store->fd < 0)
        return fail_to_write (store, error);
      vit_store_share_file (store->fd);
      find_segment (store, name, &store->own)->own = true;
      store->end = 0;
      store->first_own = store->entries->len;
      store->n_published = 0;
      return true;
    }
}

bool
vit_store_put (VitStore *store,
               const uint8_t *key,
               const char *kind,
               unsigned flags,
               const void *data,
               size_t n,
               GError **error)
{
  g_return_val_if_fail (store && key && kind && (data || n == 0), false);
  VitStoreEntry entry = { .flags = flags, .n = n };
  VitStoreRecord record;
  memcpy (entry.key, key, sizeof entry.key);
  g_strlcpy (entry.kind, kind, sizeof entry.kind);
  vit_store_sum (key, data, n, entry.sum);
  vit_store_record_fill (&record, &entry);
  if (vit_store_has (store, key))
    return true;
  g_mutex_lock (&store->lock);
  bool ok = begin_segment (store, error);
  if (ok)
    {
      entry.segment = store->own;
      entry.offset = store->end;
      ok = vit_store_write_all (store->fd, &record, sizeof record, store->end) &&
           vit_store_write_all (store->fd, data, n, store->end + sizeof record);
      if (!ok)
        {
          fail_to_write (store, error);
          /* The room may be needed for the table. */
          if (ftruncate (store->fd, (off_t) store->end) != 0)
            g_debug ("%s: cannot be cut", store->folder);
        }
    }
  if (ok)
    {
      store->end += sizeof record + n;
      add_entry (store, &entry);
    }
  g_mutex_unlock (&store->lock);
  return ok;
}

/* The entries of the own segment, among which others may have come. Call with the lock. */
static VitStoreEntry *
list_own (VitStore *store, guint *n)
{
  VitStoreEntry *own = g_new (VitStoreEntry, MAX (store->entries->len - store->first_own, 1));
  *n = 0;
  for (guint i = store->first_own; i < store->entries->len; i++)
    if (vit_store_get_entry (store, i)->segment == store->own)
      own[(*n)++] = *vit_store_get_entry (store, i);
  return own;
}

static bool
publish_own (VitStore *store, GError **error)
{
  guint n;
  g_autofree VitStoreEntry *own = list_own (store, &n);
  if (n == store->n_published)
    return true;
  VitStoreSegment *segment = store->segments->pdata[store->own];
  g_autofree char *path = vit_store_new_path (store, segment, VIT_STORE_TABLE_SUFFIX);
  g_autoptr (GError) inner = NULL;
  if (fdatasync (store->fd) != 0)
    return fail_to_write (store, error);
  if (!vit_store_table_save (path, own, n, n >= SEALED_AFTER, &inner))
    return note_failure (store, g_steal_pointer (&inner), error);
  store->n_published = segment->n = n;
  struct stat info;
  if (fstat (store->fd, &info) == 0 && (uint64_t) info.st_size == store->end)
    vit_store_mark_segment (store, store->own, &info);
  if (n < SEALED_AFTER)
    return true;
  segment->sealed = true;
  int fd = store->fd;
  store->fd = -1;
  return close (fd) == 0 || fail_to_write (store, error);
}

bool
vit_store_publish (VitStore *store, GError **error)
{
  g_return_val_if_fail (store, false);
  g_mutex_lock (&store->lock);
  bool ok = store->fd < 0 || publish_own (store, error);
  g_mutex_unlock (&store->lock);
  return ok;
}

/* ---- Listing ---- */

size_t
vit_store_get_n (VitStore *store)
{
  g_return_val_if_fail (store, 0);
  g_mutex_lock (&store->lock);
  size_t n = g_hash_table_size (store->places);
  g_mutex_unlock (&store->lock);
  return n;
}

static int
compare_entries (gconstpointer a, gconstpointer b)
{
  const VitStoreEntry *x = a, *y = b;
  int kinds = strcmp (x->kind, y->kind);
  return kinds != 0 ? kinds : memcmp (x->key, y->key, sizeof x->key);
}

GArray *
vit_store_list (VitStore *store)
{
  g_return_val_if_fail (store, NULL);
  GArray *list = g_array_new (FALSE, FALSE, sizeof (VitStoreEntry));
  GHashTableIter iter;
  gpointer place;
  g_mutex_lock (&store->lock);
  g_hash_table_iter_init (&iter, store->places);
  while (g_hash_table_iter_next (&iter, NULL, &place))
    if (!store->bad->data[GPOINTER_TO_UINT (place) - 1])
      g_array_append_val (list, *vit_store_get_entry (store, GPOINTER_TO_UINT (place) - 1));
  g_mutex_unlock (&store->lock);
  g_array_sort (list, compare_entries);
  return list;
}
