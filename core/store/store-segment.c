#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdio.h>
#include <string.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/store/read-file.h"
#include "core/store/store-private.h"

#define TABLE_MAGIC "VITTABL1"

/* Most bytes of a table: far beyond what is sealed. */
#define MAX_TABLE ((size_t) 1 << 28)

/* Entry of a table as it lies in the file. */
typedef struct
{
  uint8_t key[VIT_STORE_KEY_BYTES];
  char kind[VIT_STORE_KIND_BYTES];
  uint32_t flags, unused;
  uint64_t offset, n;
  uint8_t sum[16];
} TableEntry;

typedef struct
{
  char magic[8];
  uint64_t n;
  uint64_t sealed;
  uint8_t sum[16]; /* of the entries and the fields above */
} TableHeader;

void
vit_store_sum (const uint8_t *key, const void *data, size_t n, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, key, VIT_STORE_KEY_BYTES);
  vit_hash_update (&hash, data, n);
  vit_hash_finish (&hash, sum);
}

bool
vit_store_write_all (int fd, const void *data, size_t n, uint64_t at)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t put = pwrite (fd, (const char *) data + done, n - done, (off_t) (at + done));
      if (put < 0 && errno == EINTR)
        continue;
      if (put < 0)
        return false;
      done += (size_t) put;
    }
  return true;
}

void
vit_store_share_file (int fd)
{
  struct stat info;
  if (fstat (fd, &info) == 0 && !(info.st_mode & 040) &&
      fchmod (fd, (info.st_mode & 0777) | 040) != 0)
    g_debug ("the group cannot read a file of the store");
}

bool
vit_store_read_all (int fd, void *data, size_t n, uint64_t at)
{
  for (size_t done = 0; done < n;)
    {
      ssize_t got = pread (fd, (char *) data + done, n - done, (off_t) (at + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return false;
      done += (size_t) got;
    }
  return true;
}

void
vit_store_record_fill (VitStoreRecord *record, const VitStoreEntry *entry)
{
  VitHash hash = { 0 };
  memset (record, 0, sizeof *record);
  memcpy (record->magic, VIT_STORE_RECORD_MAGIC, sizeof record->magic);
  memcpy (record->key, entry->key, sizeof record->key);
  memcpy (record->kind, entry->kind, sizeof record->kind);
  memcpy (record->sum, entry->sum, sizeof record->sum);
  record->flags = entry->flags;
  record->n = entry->n;
  vit_hash_update (&hash, record, offsetof (VitStoreRecord, own));
  vit_hash_finish (&hash, record->own);
}

bool
vit_store_record_is_whole (const VitStoreRecord *record)
{
  VitHash hash = { 0 };
  uint8_t sum[16];
  vit_hash_update (&hash, record, offsetof (VitStoreRecord, own));
  vit_hash_finish (&hash, sum);
  return memcmp (record->magic, VIT_STORE_RECORD_MAGIC, sizeof record->magic) == 0 &&
         memcmp (sum, record->own, sizeof sum) == 0;
}

/* ---- Files ---- */

static gpointer
make_writer (gpointer unused)
{
  uint64_t words[1] = { 0 };
  if (getrandom (words, sizeof words, 0) != (ssize_t) sizeof words)
    words[0] = (uint64_t) g_get_real_time () ^ (uint64_t) getpid () << 40;
  return g_strdup_printf ("%016" G_GINT64_MODIFIER "x", words[0]);
}

const char *
vit_store_get_writer (void)
{
  static GOnce once = G_ONCE_INIT;
  return g_once (&once, make_writer, NULL);
}

int
vit_store_make_folder (const char *path)
{
  g_return_val_if_fail (path, -1);
  struct stat info;
  if (stat (path, &info) == 0)
    {
      errno = ENOTDIR;
      return S_ISDIR (info.st_mode) ? 0 : -1;
    }
  if (mkdir (path, 0777) != 0)
    return errno == EEXIST ? 0 : -1;
  if (stat (path, &info) == 0 && (info.st_mode & 050) != 050 &&
      chmod (path, (info.st_mode & 07777) | 050) != 0)
    g_debug ("%s: the group cannot read it", path);
  return 0;
}

static bool
fail (const char *path, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot write: %s", path, g_strerror (errno));
  return false;
}

bool
vit_store_replace_file (const char *path, const void *data, size_t n, GError **error)
{
  static gint counter;
  g_return_val_if_fail (path && (data || n == 0), false);
  /* No other program has the name, so that none is disturbed, wherever it runs. */
  g_autofree char *temporary =
      g_strdup_printf ("%s.%s-%d", path, vit_store_get_writer (), g_atomic_int_add (&counter, 1));
  int fd = open (temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
  if (fd < 0)
    return fail (path, error);
  vit_store_share_file (fd);
  bool ok = vit_store_write_all (fd, data, n, 0) && fsync (fd) == 0;
  int why = errno;
  /* Network file systems tell of a full disk when a file is closed. */
  if (close (fd) != 0 && ok)
    {
      ok = false;
      why = errno;
    }
  if (ok && rename (temporary, path) == 0)
    return true;
  if (ok)
    why = errno;
  unlink (temporary);
  errno = why;
  return fail (path, error);
}

/* ---- Tables ---- */

static void
sum_table (const TableHeader *header, const void *entries, uint8_t sum[16])
{
  VitHash hash = { 0 };
  vit_hash_update (&hash, header, offsetof (TableHeader, sum));
  vit_hash_update (&hash, entries, header->n * sizeof (TableEntry));
  vit_hash_finish (&hash, sum);
}

bool
vit_store_table_save (
    const char *path, const VitStoreEntry *entries, size_t n, bool sealed, GError **error)
{
  size_t size = sizeof (TableHeader) + n * sizeof (TableEntry);
  g_autofree uint8_t *bytes = g_malloc0 (size);
  TableEntry *to = (TableEntry *) (void *) (bytes + sizeof (TableHeader));
  TableHeader header = { .n = n, .sealed = sealed };
  memcpy (header.magic, TABLE_MAGIC, sizeof header.magic);
  for (size_t i = 0; i < n; i++)
    {
      memcpy (to[i].key, entries[i].key, sizeof to[i].key);
      memcpy (to[i].kind, entries[i].kind, sizeof to[i].kind);
      memcpy (to[i].sum, entries[i].sum, sizeof to[i].sum);
      to[i].flags = entries[i].flags;
      to[i].offset = entries[i].offset;
      to[i].n = entries[i].n;
    }
  sum_table (&header, to, header.sum);
  memcpy (bytes, &header, sizeof header);
  return vit_store_replace_file (path, bytes, size, error);
}

bool
vit_store_table_load (const char *path, VitStoreTable *table, bool *damaged)
{
  g_autofree char *data = NULL;
  size_t n;
  TableHeader header;
  uint8_t sum[16];
  *damaged = false;
  *table = (VitStoreTable){ 0 };
  if (!vit_file_read (path, MAX_TABLE, &data, &n, NULL))
    return false;
  *damaged = true;
  if (n < sizeof header)
    return false;
  memcpy (&header, data, sizeof header);
  if (memcmp (header.magic, TABLE_MAGIC, sizeof header.magic) != 0 ||
      header.n != (n - sizeof header) / sizeof (TableEntry) ||
      (n - sizeof header) % sizeof (TableEntry) != 0)
    return false;
  const TableEntry *from = (const TableEntry *) (const void *) (data + sizeof header);
  sum_table (&header, from, sum);
  if (memcmp (sum, header.sum, sizeof sum) != 0)
    return false;
  table->n = header.n;
  table->sealed = header.sealed != 0;
  table->entries = g_new0 (VitStoreEntry, MAX (header.n, 1));
  for (size_t i = 0; i < table->n; i++)
    {
      VitStoreEntry *to = &table->entries[i];
      memcpy (to->key, from[i].key, sizeof to->key);
      memcpy (to->kind, from[i].kind, sizeof to->kind);
      memcpy (to->sum, from[i].sum, sizeof to->sum);
      to->kind[sizeof to->kind - 1] = '\0';
      to->flags = from[i].flags;
      to->offset = from[i].offset;
      to->n = from[i].n;
    }
  *damaged = false;
  return true;
}
