#include "core/store/pack.h"

#include <errno.h>
#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zip.h>

#include "core/base/error.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"

/* Time of all entries, 1 January 1980: a pack does not tell when it was made. */
#define EPOCH ((time_t) 315532800)

#define MAGIC "PK\003\004"
#define CHUNK ((size_t) 1 << 16)

typedef zip_t ZipArchive;
typedef zip_file_t ZipFile;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZipArchive, zip_discard)

static void
close_file (ZipFile *file)
{
  zip_fclose (file);
}
G_DEFINE_AUTOPTR_CLEANUP_FUNC (ZipFile, close_file)

/* ---- Names ---- */

bool
vit_pack_check_name (const char *name, size_t longest)
{
  size_t n = name ? strlen (name) : 0;
  if (n == 0 || n > longest || !g_utf8_validate (name, (gssize) n, NULL))
    return false;
  for (const char *c = name; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)) || *c == '\\' || *c == ':')
      return false;
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);
  for (char **part = parts; *part; part++)
    if (!**part || strcmp (*part, ".") == 0 || strcmp (*part, "..") == 0)
      return false;
  return true;
}

bool
vit_pack_is (const char *path)
{
  char head[4];
  return vit_file_peek (path, head, sizeof head) == sizeof head &&
         memcmp (head, MAGIC, sizeof head) == 0;
}

/* ---- Unpacking ---- */

typedef struct
{
  const char *path, *folder;
  const VitPackLimits *limits;
  ZipArchive *archive;
  GHashTable *names; /* that were unpacked */
  uint64_t total;
} Extraction;

/* Quote a name that may hold anything, for a message. */
static char *
dup_shown_name (const char *name)
{
  g_autofree char *valid = g_utf8_make_valid (name, -1);
  return g_utf8_strlen (valid, -1) > 80 ? g_strdup_printf ("%.60s…", valid) : g_strdup (valid);
}

static bool
refuse (const Extraction *self, int code, const char *name, const char *why, GError **error)
{
  g_autofree char *shown = dup_shown_name (name);
  g_set_error (error, VIT_ERROR, code, "%s: \"%s\" in the pack %s", self->path, shown, why);
  return false;
}

static bool
is_link (Extraction *self, zip_uint64_t index)
{
  zip_uint8_t system;
  zip_uint32_t attributes;
  return zip_file_get_external_attributes (self->archive, index, 0, &system, &attributes) == 0 &&
         system == ZIP_OPSYS_UNIX && S_ISLNK (attributes >> 16);
}

/* Judge an entry by what the archive says of it. */
static bool
check_entry (Extraction *self, zip_uint64_t index, zip_stat_t *stat, GError **error)
{
  const VitPackLimits *limits = self->limits;
  if (zip_stat_index (self->archive, index, ZIP_FL_ENC_RAW, stat) != 0 ||
      !(stat->valid & ZIP_STAT_NAME) || !(stat->valid & ZIP_STAT_SIZE) ||
      !(stat->valid & ZIP_STAT_COMP_SIZE))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT,
                   "%s: the pack is damaged: entry %" G_GUINT64_FORMAT, self->path,
                   (guint64) index);
      return false;
    }
  /* A folder has a slash at its end. */
  g_autofree char *name = g_strdup (stat->name);
  size_t n = strlen (name);
  if (n > 1 && name[n - 1] == '/')
    name[n - 1] = '\0';
  if (!vit_pack_check_name (name, limits->longest_name))
    return refuse (self, VIT_ERROR_FORMAT, stat->name, "is no name of a file below a folder",
                   error);
  if (!g_hash_table_add (self->names, g_strdup (name)))
    return refuse (self, VIT_ERROR_FORMAT, name, "is there twice", error);
  if (is_link (self, index))
    return refuse (self, VIT_ERROR_FORMAT, name, "is a link", error);
  if ((stat->valid & ZIP_STAT_ENCRYPTION_METHOD) && stat->encryption_method != ZIP_EM_NONE)
    return refuse (self, VIT_ERROR_UNSUPPORTED, name, "is encrypted", error);
  if (stat->size > limits->most_file_bytes || stat->size > limits->most_bytes - self->total)
    return refuse (self, VIT_ERROR_UNSUPPORTED, name, "is too large", error);
  if (stat->size > limits->free_bytes &&
      (double) stat->size > limits->most_ratio * (double) stat->comp_size)
    return refuse (self, VIT_ERROR_UNSUPPORTED, name, "grows too much when it is unpacked", error);
  return true;
}

static bool
write_all (int fd, const char *data, size_t n)
{
  while (n > 0)
    {
      ssize_t done = write (fd, data, n);
      if (done < 0 && errno == EINTR)
        continue;
      if (done <= 0)
        return false;
      data += done;
      n -= (size_t) done;
    }
  return true;
}

/* Unpack no more bytes than were announced, whatever comes. */
static bool
copy_content (
    Extraction *self, ZipFile *file, int fd, const zip_stat_t *stat, const char *to, GError **error)
{
  g_autofree char *chunk = g_malloc (CHUNK);
  uint64_t n = 0;
  for (;;)
    {
      zip_int64_t got = zip_fread (file, chunk, CHUNK);
      if (got < 0)
        return refuse (self, VIT_ERROR_FORMAT, stat->name, "is damaged", error);
      if (got == 0)
        break;
      n += (uint64_t) got;
      if (n > stat->size)
        return refuse (self, VIT_ERROR_FORMAT, stat->name, "is larger than it says", error);
      if (!write_all (fd, chunk, (size_t) got))
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", to, g_strerror (errno));
          return false;
        }
    }
  if (n != stat->size)
    return refuse (self, VIT_ERROR_FORMAT, stat->name, "is shorter than it says", error);
  self->total += n;
  return true;
}

static bool
extract_entry (Extraction *self, zip_uint64_t index, GError **error)
{
  zip_stat_t stat;
  if (!check_entry (self, index, &stat, error))
    return false;
  g_autofree char *to = g_build_filename (self->folder, stat.name, NULL);
  bool is_folder = g_str_has_suffix (stat.name, "/");
  g_autofree char *folder = is_folder ? g_strdup (to) : g_path_get_dirname (to);
  if (g_mkdir_with_parents (folder, 0700) != 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", folder, g_strerror (errno));
      return false;
    }
  if (is_folder)
    return true;
  g_autoptr (ZipFile) file = zip_fopen_index (self->archive, index, 0);
  if (!file)
    return refuse (self, VIT_ERROR_FORMAT, stat.name, "cannot be unpacked", error);
  int fd = g_open (to, O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  if (fd < 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", to, g_strerror (errno));
      return false;
    }
  bool ok = copy_content (self, file, fd, &stat, to, error);
  if (close (fd) != 0 && ok)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", to, g_strerror (errno));
      ok = false;
    }
  return ok;
}

bool
vit_pack_extract (const char *path, const char *folder, const VitPackLimits *limits, GError **error)
{
  g_return_val_if_fail (path && folder && limits, false);
  int code = 0;
  g_autoptr (ZipArchive) archive = zip_open (path, ZIP_RDONLY | ZIP_CHECKCONS, &code);
  if (!archive)
    {
      zip_error_t failure;
      zip_error_init_with_code (&failure, code);
      g_set_error (error, VIT_ERROR,
                   code == ZIP_ER_OPEN || code == ZIP_ER_READ ? VIT_ERROR_IO : VIT_ERROR_FORMAT,
                   "%s: is no pack: %s", path, zip_error_strerror (&failure));
      zip_error_fini (&failure);
      return false;
    }
  zip_int64_t n = zip_get_num_entries (archive, 0);
  if (n < 0 || (uint64_t) n > limits->most_files)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: the pack has %" G_GINT64_FORMAT " files; at most %" G_GUINT64_FORMAT
                   " are taken",
                   path, (gint64) n, limits->most_files);
      return false;
    }
  g_autoptr (GHashTable) names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  Extraction self = {
    .path = path, .folder = folder, .limits = limits, .archive = archive, .names = names
  };
  for (zip_int64_t i = 0; i < n; i++)
    if (!extract_entry (&self, (zip_uint64_t) i, error))
      return false;
  return true;
}

/* ---- Packing ---- */

/* PackEntry is a file that goes into the pack: bytes, or what lies at a path. */
typedef struct
{
  char *name, *path;
  GBytes *bytes;
  bool store;
} PackEntry;

struct _VitPack
{
  GArray *entries; /* PackEntry */
};

static void
clear_entry (gpointer data)
{
  PackEntry *entry = data;
  g_free (entry->name);
  g_free (entry->path);
  g_clear_pointer (&entry->bytes, g_bytes_unref);
}

VitPack *
vit_pack_new (void)
{
  VitPack *self = g_new0 (VitPack, 1);
  self->entries = g_array_new (FALSE, TRUE, sizeof (PackEntry));
  g_array_set_clear_func (self->entries, clear_entry);
  return self;
}

void
vit_pack_free (VitPack *self)
{
  if (!self)
    return;
  g_array_unref (self->entries);
  g_free (self);
}

static bool
check_own_name (const char *name, GError **error)
{
  if (vit_pack_check_name (name, G_MAXUINT16))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: is no name of a file in a pack", name);
  return false;
}

bool
vit_pack_add (VitPack *self, const char *name, GBytes *bytes, bool store, GError **error)
{
  g_return_val_if_fail (self && bytes, false);
  if (!check_own_name (name, error))
    return false;
  PackEntry entry = { .name = g_strdup (name), .bytes = g_bytes_ref (bytes), .store = store };
  g_array_append_val (self->entries, entry);
  return true;
}

/* Names of files whose content is packed already. */
static bool
is_packed_already (const char *name)
{
  static const char *const endings[] = { ".gz",  ".zst",  ".xz",     ".bz2", ".png",
                                         ".jpg", ".jpeg", ".frames", ".data" };
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (name, endings[i]))
      return true;
  return false;
}

bool
vit_pack_add_file (VitPack *self, const char *name, const char *path, uint64_t most, GError **error)
{
  g_return_val_if_fail (self && path, false);
  struct stat info;
  if (!check_own_name (name, error))
    return false;
  bool there = stat (path, &info) == 0;
  if (!there || !S_ISREG (info.st_mode))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", path,
                   there ? "is no regular file" : g_strerror (errno));
      return false;
    }
  if ((uint64_t) info.st_size > most)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: is too large for a pack: at most %" G_GUINT64_FORMAT " MiB are taken", path,
                   (guint64) (most >> 20));
      return false;
    }
  PackEntry entry = { .name = g_strdup (name),
                      .path = g_strdup (path),
                      .store = is_packed_already (name) };
  g_array_append_val (self->entries, entry);
  return true;
}

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_files (const char *folder, const char *prefix, GPtrArray *names)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = g_strconcat (prefix, name, NULL);
      g_autofree char *below = g_strconcat (shown, "/", NULL);
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        list_files (path, below, names);
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

bool
vit_pack_add_folder (VitPack *self, const char *folder, uint64_t most, GError **error)
{
  g_return_val_if_fail (self && folder, false);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  list_files (folder, "", names);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      g_autofree char *from = g_build_filename (folder, names->pdata[i], NULL);
      if (!vit_pack_add_file (self, names->pdata[i], from, most, error))
        return false;
    }
  return true;
}

/* Output is the archive as libzip writes it: a file that takes its name when it is whole. */
typedef struct
{
  int fd;
  zip_uint64_t at, size;
  zip_error_t error;
} Output;

static zip_int64_t
fail_with_errno (Output *output)
{
  zip_error_set (&output->error, ZIP_ER_WRITE, errno);
  return -1;
}

static zip_int64_t
write_piece (Output *output, const char *data, zip_uint64_t n)
{
  for (zip_uint64_t done = 0; done < n;)
    {
      ssize_t got = pwrite (output->fd, data + done, n - done, (off_t) (output->at + done));
      if (got < 0 && errno == EINTR)
        continue;
      if (got <= 0)
        return fail_with_errno (output);
      done += (zip_uint64_t) got;
    }
  output->at += n;
  output->size = MAX (output->size, output->at);
  return (zip_int64_t) n;
}

static zip_int64_t
on_zip (void *user, void *data, zip_uint64_t n, zip_source_cmd_t command)
{
  Output *output = user;
  zip_stat_t *stat = data;
  zip_int64_t at;
  switch (command)
    {
    case ZIP_SOURCE_SUPPORTS:
      return ZIP_SOURCE_SUPPORTS_WRITABLE;
    case ZIP_SOURCE_STAT:
      zip_stat_init (stat);
      stat->size = output->size;
      stat->valid = ZIP_STAT_SIZE;
      return sizeof *stat;
    case ZIP_SOURCE_WRITE:
      return write_piece (output, data, n);
    case ZIP_SOURCE_TELL_WRITE:
      return (zip_int64_t) output->at;
    case ZIP_SOURCE_SEEK_WRITE:
      at = zip_source_seek_compute_offset (output->at, output->size, data, n, &output->error);
      if (at < 0)
        return -1;
      output->at = (zip_uint64_t) at;
      return 0;
    case ZIP_SOURCE_ERROR:
      return zip_error_to_data (&output->error, data, n);
    case ZIP_SOURCE_OPEN:
    case ZIP_SOURCE_BEGIN_WRITE:
    case ZIP_SOURCE_COMMIT_WRITE:
    case ZIP_SOURCE_ROLLBACK_WRITE:
    case ZIP_SOURCE_REMOVE:
    case ZIP_SOURCE_CLOSE:
    case ZIP_SOURCE_FREE:
      return 0;
    default:
      zip_error_set (&output->error, ZIP_ER_OPNOTSUPP, 0);
      return -1;
    }
}

static bool
fail (ZipArchive *archive, const char *name, GError **error)
{
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot be packed: %s", name,
               zip_strerror (archive));
  return false;
}

static bool
add_to_archive (ZipArchive *archive, const PackEntry *entry, GError **error)
{
  gsize n = 0;
  const void *data = entry->bytes ? g_bytes_get_data (entry->bytes, &n) : NULL;
  zip_source_t *source = entry->bytes ? zip_source_buffer (archive, data, n, 0)
                                      : zip_source_file (archive, entry->path, 0, -1);
  zip_int64_t index = source ? zip_file_add (archive, entry->name, source, ZIP_FL_ENC_UTF_8) : -1;
  if (index < 0)
    {
      if (source)
        zip_source_free (source);
      return fail (archive, entry->name, error);
    }
  zip_uint64_t place = (zip_uint64_t) index;
  return (zip_set_file_compression (archive, place, entry->store ? ZIP_CM_STORE : ZIP_CM_DEFLATE,
                                    6) == 0 &&
          zip_file_set_mtime (archive, place, EPOCH, 0) == 0 &&
          zip_file_set_external_attributes (archive, place, 0, ZIP_OPSYS_UNIX,
                                            (zip_uint32_t) (S_IFREG | 0644) << 16) == 0) ||
         fail (archive, entry->name, error);
}

static bool
write_archive (VitPack *self, Output *output, const char *path, GError **error)
{
  zip_error_t failure;
  zip_error_init (&failure);
  zip_source_t *source = zip_source_function_create (on_zip, output, &failure);
  g_autoptr (ZipArchive) archive =
      source ? zip_open_from_source (source, ZIP_TRUNCATE, &failure) : NULL;
  if (!archive)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot be packed: %s", path,
                   zip_error_strerror (&failure));
      if (source)
        zip_source_free (source);
      zip_error_fini (&failure);
      return false;
    }
  zip_error_fini (&failure);
  for (guint i = 0; i < self->entries->len; i++)
    if (!add_to_archive (archive, &g_array_index (self->entries, PackEntry, i), error))
      return false;
  if (zip_close (archive) != 0)
    return fail (archive, path, error);
  archive = NULL;
  return true;
}

bool
vit_pack_save (VitPack *self, const char *path, uint64_t *n_bytes, GError **error)
{
  g_return_val_if_fail (self && path, false);
  g_autoptr (VitNewFile) file = vit_new_file_begin (path, 0666, NULL, error);
  if (!file)
    return false;
  Output output = { .fd = vit_new_file_get_fd (file) };
  zip_error_init (&output.error);
  bool ok = write_archive (self, &output, path, error);
  zip_error_fini (&output.error);
  if (ok && n_bytes)
    *n_bytes = output.size;
  return ok && vit_new_file_commit (file, true, error);
}
