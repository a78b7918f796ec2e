#pragma once

/* What the files of a store share. Functions that take a store are called with its lock, but for
 * those of its folder. */

#include <sys/stat.h>
#include <time.h>

#include "core/store/store.h"

#define VIT_STORE_SEGMENTS "segments"
#define VIT_STORE_TABLE_SUFFIX ".table"
#define VIT_STORE_DATA_SUFFIX ".data"

/**
 * VitStoreRecord: stands before the bytes of a result in a segment, so that a segment can be read
 * without its table
 * @sum: of key and bytes, as in #VitStoreEntry
 * @own: of all before it
 */
typedef struct
{
  char magic[8];
  uint8_t key[VIT_STORE_KEY_BYTES];
  char kind[VIT_STORE_KIND_BYTES];
  uint32_t flags, unused;
  uint64_t n;
  uint8_t sum[16];
  uint8_t own[16];
} VitStoreRecord;

#define VIT_STORE_RECORD_MAGIC "VITRECD1"

/** vit_store_sum: hash of a key and the bytes under it. */
void vit_store_sum (const uint8_t *key, const void *data, size_t n, uint8_t sum[16]);

/** vit_store_write_all: writes @n bytes at @at; %false with errno. */
bool vit_store_write_all (int fd, const void *data, size_t n, uint64_t at);

/** vit_store_share_file: the group may read it, whatever the umask. */
void vit_store_share_file (int fd);

/** vit_store_read_all: reads @n bytes at @at. */
bool vit_store_read_all (int fd, void *data, size_t n, uint64_t at);

/** vit_store_record_fill: makes the header of a record. */
void vit_store_record_fill (VitStoreRecord *record, const VitStoreEntry *entry);

/** vit_store_record_is_whole: whether a header is one. */
bool vit_store_record_is_whole (const VitStoreRecord *record);

/**
 * VitStoreTable: what a table file holds
 * @n: entries
 * @sealed: whether its segment gets no more
 */
typedef struct
{
  VitStoreEntry *entries;
  size_t n;
  bool sealed;
} VitStoreTable;

/** vit_store_table_save: writes a table elsewhere, syncs, renames. */
bool vit_store_table_save (
    const char *path, const VitStoreEntry *entries, size_t n, bool sealed, GError **error);

/** vit_store_table_load: @damaged: there is such a file and it is no table. */
bool vit_store_table_load (const char *path, VitStoreTable *table, bool *damaged);

/* VitStoreSegment is what is known of the segment of a program. */
typedef struct
{
  char *name;
  struct timespec mtime;
  ino_t inode;
  off_t size;   /* of the table, when it was read last */
  size_t n;     /* entries that were taken from it */
  bool sealed;  /* nothing will come */
  bool damaged; /* the table that was seen last is none */
  bool own;     /* this object writes it */
} VitStoreSegment;

struct _VitStore
{
  gatomicrefcount refs;
  char *folder, *segment_folder;
  GMutex lock;
  GPtrArray *segments; /* VitStoreSegment */
  GArray *entries;     /* VitStoreEntry; several may have one key */
  GHashTable *places;  /* key → index of its entry + 1 */
  GByteArray *bad;     /* per entry, whether it was found damaged */
  int fd;              /* of the own segment, −1 while there is none */
  guint own;           /* its number */
  uint64_t end;        /* of its records */
  guint first_own;     /* its first entry */
  guint n_published;   /* entries that its table has */
  char *failure;
};

/** vit_store_read_format: whether a folder is a store; @fits: of this version and byte order. */
bool vit_store_read_format (const char *folder, bool *fits);

/** vit_store_make: makes the folder of a store. */
bool vit_store_make (const char *folder, GError **error);

/** vit_store_new_path: (transfer full): of a file of a segment. */
char *vit_store_new_path (VitStore *store, const VitStoreSegment *segment, const char *suffix);

/** vit_store_get_entry: an entry by its number. */
VitStoreEntry *vit_store_get_entry (VitStore *store, guint index);

/** vit_store_read_entry: (transfer full) (nullable): the bytes of an entry of the segment at @path;
 * %NULL if they are damaged. */
GBytes *vit_store_read_entry (const char *path, const VitStoreEntry *entry);

/** vit_store_give_up_entry: marks an entry as damaged and takes another of its key. */
void vit_store_give_up_entry (VitStore *store, guint index);

/** vit_store_mark_segment: keeps beside a segment that all its entries were read, or written, while
 * the file was as @info says, and which of them are damaged. */
void vit_store_mark_segment (VitStore *store, guint number, const struct stat *info);

/** vit_store_drop_mark: has a segment be read again by the next vit_store_check(). */
void vit_store_drop_mark (VitStore *store, guint number);
