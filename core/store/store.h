#pragma once

/* A store: results of a study on disk by key, which nothing evicts, for many programs and hosts at
 * once. Reference counted, any thread.
 *
 * A folder with one *segment* per writing program: a file of records, to which that program alone
 * appends, and a table of the published ones, which is written elsewhere, synced and renamed.
 * Readers look at tables alone, so that a record that is being written, or was when its program
 * ended, is not there. No locks are taken: this holds on NFS, sshfs and disks of clusters. Folder
 * and files can be read by the group, and belong to no path and no host. */

#include <glib.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

typedef struct _VitStore VitStore;

/** VIT_STORE_KEY_BYTES: length of a key, as of a cache. */
#define VIT_STORE_KEY_BYTES 32

/** VIT_STORE_KIND_BYTES: most characters of the name of a kind of result, with its end. */
#define VIT_STORE_KIND_BYTES 24

/** VIT_STORE_SUFFIX: ending of the folder beside a study. */
#define VIT_STORE_SUFFIX ".results"

/** VIT_STORE_MARK_SUFFIX: ending of what vit_store_check() knows of a segment. */
#define VIT_STORE_MARK_SUFFIX ".checked"

/**
 * VitStoreFlags:
 * @VIT_STORE_OF_FILES: it rests on files by their names and times, so that it is no result that
 *   another host would have, too
 */
typedef enum
{
  VIT_STORE_OF_FILES = 1,
} VitStoreFlags;

/**
 * VitStoreEntry: a published result
 * @kind: name of its kind
 * @n: bytes
 * @sum: hash of its key and bytes
 */
typedef struct
{
  uint8_t key[VIT_STORE_KEY_BYTES];
  char kind[VIT_STORE_KIND_BYTES];
  uint32_t flags;
  uint32_t segment; /* private: number of its segment */
  uint64_t offset;  /* private: of its record in the segment */
  uint64_t n;
  uint8_t sum[16];
} VitStoreEntry;

/** vit_store_is: whether a folder is a store of a version that can be read. */
bool vit_store_is (const char *folder);

/** vit_store_dup_beside: (transfer full) (nullable): `NAME.results` beside `NAME.vitrine`. */
char *vit_store_dup_beside (const char *study);

/**
 * vit_store_open:
 * @make: whether the folder is made if there is none; otherwise it has to be a store
 * @error: %VIT_ERROR_NOT_FOUND: it is no store; %VIT_ERROR_UNSUPPORTED: one of another version or
 *   byte order; %VIT_ERROR_IO: it cannot be made or read
 */
VitStore *vit_store_open (const char *folder, bool make, GError **error);

/** vit_store_open_unread: a store that is there, whose tables are read by the first
 * vit_store_refresh(): takes no time. */
VitStore *vit_store_open_unread (const char *folder, GError **error);
VitStore *vit_store_ref (VitStore *store);
void vit_store_unref (VitStore *store);

/** vit_store_get_folder: (transfer none): where it lies. */
const char *vit_store_get_folder (VitStore *store);

/** vit_store_check_writable: whether a program may add to it; says why not. */
bool vit_store_check_writable (VitStore *store, GError **error);

/**
 * vit_store_put:
 * @kind: name of the kind of result
 * @flags: #VitStoreFlags
 * @error: %VIT_ERROR_IO, such as a full disk: nothing that was put before is lost
 *
 * Appends a result to this program's segment. It is found by this object at once, by others after
 * vit_store_publish(). A key that is there already is left as it is.
 */
bool vit_store_put (VitStore *store,
                    const uint8_t *key,
                    const char *kind,
                    unsigned flags,
                    const void *data,
                    size_t n,
                    GError **error);

/** vit_store_publish: syncs what was put and makes it visible to all. O(entries of the segment, of
 * which there are at most some thousand) */
bool vit_store_publish (VitStore *store, GError **error);

/** vit_store_refresh: reads tables that were published since. Returns: whether there was any. */
bool vit_store_refresh (VitStore *store);

/** vit_store_has: whether a result is there; its bytes are not read. */
bool vit_store_has (VitStore *store, const uint8_t *key);

/** vit_store_lookup: (transfer full) (nullable): a result; a damaged one counts as missing. */
GBytes *vit_store_lookup (VitStore *store, const uint8_t *key);

/**
 * vit_store_check: has damaged results count as missing from now on, as reading them would
 *
 * A segment is read once; a mark beside it says so for all programs, as long as the file has the
 * same size and time of change. What another program has written behind what was read is read
 * alone. Nothing that this object writes is looked at. Returns: number of damaged results
 */
size_t vit_store_check (VitStore *store);

/** vit_store_get_n: number of results. */
size_t vit_store_get_n (VitStore *store);

/** vit_store_list: (transfer full) (element-type VitStoreEntry): all results, in the order of kind
 * and key. */
GArray *vit_store_list (VitStore *store);

/**
 * VitStoreReport: what vit_store_verify() found
 * @n_entries: results that are whole
 * @n_damaged: results whose bytes are not those that were stored, or cannot be read
 * @n_again: results that more than one program has stored
 * @n_different: results of one key that are not the same: a kernel is not deterministic
 * @n_tables: tables that are damaged
 * @bytes: of all segments
 * @unpublished: bytes of records that no table names, of programs that run or were killed
 * @messages: (element-type utf8): a line for each fault
 */
typedef struct
{
  size_t n_entries, n_damaged, n_again, n_different, n_tables;
  uint64_t bytes, unpublished;
  GPtrArray *messages;
} VitStoreReport;

/** vit_store_verify: reads everything. */
void vit_store_verify (VitStore *store, VitStoreReport *report);
void vit_store_report_clear (VitStoreReport *report);

/** vit_store_dup_failure: (transfer full) (nullable): why the first result that could not be kept
 * was not. */
char *vit_store_dup_failure (VitStore *store);

/** vit_store_dup_path: (transfer full): a folder in the store for other things than results, such
 * as "files"; made if the store can be written. */
char *vit_store_dup_path (VitStore *store, const char *name);

/** vit_store_get_writer: (transfer none): a name that no other program has. */
const char *vit_store_get_writer (void);

/** vit_store_make_folder: makes a folder that the group may read, whatever the umask; 0 or −1 with
 * errno. */
int vit_store_make_folder (const char *path);

/** vit_store_replace_file: writes beside @path under a name of this program, syncs, renames. The
 * group may read it. */
bool vit_store_replace_file (const char *path, const void *data, size_t n, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitStore, vit_store_unref)
