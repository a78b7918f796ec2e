/* Whether segments are what their writers left: read once, and remembered with size and time of
 * change of the file, beside it, for all programs. */

#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/store/read-file.h"
#include "core/store/store-private.h"

#define MARK_MAGIC "VITCHKD1"

/* Most bytes of a mark: far beyond one that names all entries of a sealed segment. */
#define MAX_MARK ((size_t) 1 << 24)

/* Mark says which entries of a segment were read, as the file was then; the numbers of those that
 * were damaged follow. */
typedef struct
{
  char magic[8];
  uint64_t size;
  int64_t seconds, nanoseconds;
  uint64_t n, n_bad;
  uint8_t sum[16]; /* of the fields above and the numbers */
} Mark;

static void
sum_mark (const Mark *mark, const void *bad, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, mark, offsetof (Mark, sum));
  vit_hash_update (&hash, bad, mark->n_bad * sizeof (uint64_t));
  vit_hash_finish (&hash, sum);
}

/* @bad: (out) (transfer full): numbers of entries */
static bool
load_mark (const char *path, Mark *mark, uint64_t **bad)
{
  g_autofree char *data = NULL;
  size_t n;
  uint8_t sum[16];
  if (!vit_file_read (path, MAX_MARK, &data, &n, NULL) || n < sizeof *mark)
    return false;
  memcpy (mark, data, sizeof *mark);
  if (memcmp (mark->magic, MARK_MAGIC, sizeof mark->magic) != 0 ||
      mark->n_bad != (n - sizeof *mark) / sizeof (uint64_t) ||
      (n - sizeof *mark) % sizeof (uint64_t) != 0)
    return false;
  sum_mark (mark, data + sizeof *mark, sum);
  if (memcmp (sum, mark->sum, sizeof sum) != 0)
    return false;
  *bad = g_malloc (n - sizeof *mark + 1);
  memcpy (*bad, data + sizeof *mark, n - sizeof *mark);
  return true;
}

/* A mark that cannot be written, or is lost in a crash, costs another reading. */
static void
save_mark (const char *path, const struct stat *info, uint64_t n, const uint64_t *bad, guint n_bad)
{
  static gint counter;
  Mark mark = { .size = (uint64_t) info->st_size,
                .seconds = info->st_mtim.tv_sec,
                .nanoseconds = info->st_mtim.tv_nsec,
                .n = n,
                .n_bad = n_bad };
  memcpy (mark.magic, MARK_MAGIC, sizeof mark.magic);
  sum_mark (&mark, bad, mark.sum);
  g_autofree char *temporary =
      g_strdup_printf ("%s.%s-%d", path, vit_store_get_writer (), g_atomic_int_add (&counter, 1));
  int fd = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0644);
  if (fd < 0)
    return;
  vit_store_share_file (fd);
  bool ok = vit_store_write_all (fd, &mark, sizeof mark, 0) &&
            vit_store_write_all (fd, bad, n_bad * sizeof *bad, sizeof mark);
  ok = close (fd) == 0 && ok;
  if (!ok || rename (temporary, path) != 0)
    unlink (temporary);
}

/* File systems that know no fractions of seconds give 0 for them. */
static bool
is_of (const Mark *mark, const struct stat *info)
{
  return mark->size == (uint64_t) info->st_size && mark->seconds == info->st_mtim.tv_sec &&
         (mark->nanoseconds == info->st_mtim.tv_nsec || mark->nanoseconds == 0 ||
          info->st_mtim.tv_nsec == 0);
}

/* Indices of the entries of a segment, in their order. Call with the lock. */
static GArray *
list_indices (VitStore *store, guint number)
{
  GArray *indices = g_array_new (FALSE, FALSE, sizeof (guint));
  for (guint i = 0; i < store->entries->len; i++)
    if (vit_store_get_entry (store, i)->segment == number)
      g_array_append_val (indices, i);
  return indices;
}

static GArray *
list_bad (VitStore *store, const GArray *indices)
{
  GArray *bad = g_array_new (FALSE, FALSE, sizeof (uint64_t));
  for (uint64_t i = 0; i < indices->len; i++)
    if (store->bad->data[g_array_index (indices, guint, i)])
      g_array_append_val (bad, i);
  return bad;
}

void
vit_store_mark_segment (VitStore *store, guint number, const struct stat *info)
{
  g_autoptr (GArray) indices = list_indices (store, number);
  g_autoptr (GArray) bad = list_bad (store, indices);
  g_autofree char *path =
      vit_store_new_path (store, store->segments->pdata[number], VIT_STORE_MARK_SUFFIX);
  save_mark (path, info, indices->len, (const uint64_t *) (const void *) bad->data, bad->len);
}

void
vit_store_drop_mark (VitStore *store, guint number)
{
  g_autofree char *path =
      vit_store_new_path (store, store->segments->pdata[number], VIT_STORE_MARK_SUFFIX);
  unlink (path);
}

/* Entries of a segment that need not be read, as the mark says what they are. A program that goes
 * on writing leaves what it has written. Call with the lock. */
static guint
believe_mark (VitStore *store, guint number, const GArray *indices, const struct stat *info)
{
  VitStoreSegment *segment = store->segments->pdata[number];
  g_autofree char *path = vit_store_new_path (store, segment, VIT_STORE_MARK_SUFFIX);
  g_autofree uint64_t *bad = NULL;
  Mark mark;
  if (!load_mark (path, &mark, &bad) ||
      (!is_of (&mark, info) && (segment->sealed || mark.size >= (uint64_t) info->st_size)))
    return 0;
  for (uint64_t i = 0; i < mark.n_bad; i++)
    if (bad[i] < indices->len)
      vit_store_give_up_entry (store, g_array_index (indices, guint, bad[i]));
  return (guint) MIN (mark.n, indices->len);
}

/* Returns: whether the bytes are those that were stored; the lock is not held meanwhile. */
static bool
read_entry (VitStore *store, const char *path, guint index)
{
  g_mutex_lock (&store->lock);
  VitStoreEntry entry = *vit_store_get_entry (store, index);
  bool is_bad = store->bad->data[index];
  g_mutex_unlock (&store->lock);
  g_autoptr (GBytes) bytes = is_bad ? NULL : vit_store_read_entry (path, &entry);
  return bytes != NULL;
}

static void
check_segment (VitStore *store, guint number)
{
  struct stat info;
  g_mutex_lock (&store->lock);
  VitStoreSegment *segment = store->segments->pdata[number];
  g_autofree char *path = vit_store_new_path (store, segment, VIT_STORE_DATA_SUFFIX);
  g_autoptr (GArray) indices = list_indices (store, number);
  bool looks = !segment->own && indices->len > 0 && stat (path, &info) == 0;
  guint first = looks ? believe_mark (store, number, indices, &info) : indices->len;
  g_mutex_unlock (&store->lock);
  for (guint i = first; i < indices->len; i++)
    {
      guint index = g_array_index (indices, guint, i);
      if (read_entry (store, path, index))
        continue;
      g_mutex_lock (&store->lock);
      vit_store_give_up_entry (store, index);
      g_mutex_unlock (&store->lock);
    }
  if (first == indices->len)
    return;
  g_mutex_lock (&store->lock);
  vit_store_mark_segment (store, number, &info);
  g_mutex_unlock (&store->lock);
}

size_t
vit_store_check (VitStore *store)
{
  g_return_val_if_fail (store, 0);
  vit_store_refresh (store);
  g_mutex_lock (&store->lock);
  guint n = store->segments->len;
  g_mutex_unlock (&store->lock);
  for (guint number = 0; number < n; number++)
    check_segment (store, number);
  size_t n_bad = 0;
  g_mutex_lock (&store->lock);
  for (guint i = 0; i < store->bad->len; i++)
    n_bad += store->bad->data[i];
  g_mutex_unlock (&store->lock);
  return n_bad;
}
