/* The store of results: what was published comes back, in any program; damage and what was not
 * published count as missing; nothing that was published is lost. */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/store/store.h"
#include "tests/support/folder.h"

typedef struct
{
  char *root, *folder;
  VitStore *store;
} Fixture;

static VitStore *
open_store (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  VitStore *store = vit_store_open (f->folder, true, &error);
  g_assert_no_error (error);
  return store;
}

static void
set_up (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  f->root = folder_new ();
  f->folder = g_build_filename (f->root, "a.results", NULL);
  f->store = open_store (f);
}

static void
tear_down (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_clear_pointer (&f->store, vit_store_unref);
  folder_remove (f->root);
  g_free (f->folder);
}

static void
make_key (uint8_t key[VIT_STORE_KEY_BYTES], unsigned i)
{
  for (unsigned b = 0; b < VIT_STORE_KEY_BYTES; b++)
    key[b] = (uint8_t) (i * 37 + b * (i >> 8) + b);
  memcpy (key, &i, sizeof i);
}

/* Content that differs from key to key in length, too. */
static GBytes *
make_content (unsigned i)
{
  size_t n = 100 + i % 977;
  uint8_t *data = g_malloc (n);
  for (size_t k = 0; k < n; k++)
    data[k] = (uint8_t) (i + k * 7);
  return g_bytes_new_take (data, n);
}

static bool
put (VitStore *store, unsigned i, GError **error)
{
  uint8_t key[VIT_STORE_KEY_BYTES];
  gsize n;
  g_autoptr (GBytes) content = make_content (i);
  const void *data = g_bytes_get_data (content, &n);
  make_key (key, i);
  return vit_store_put (store, key, i % 2 ? "odd" : "even", 0, data, n, error);
}

static void
put_all (VitStore *store, unsigned from, unsigned to)
{
  g_autoptr (GError) error = NULL;
  for (unsigned i = from; i < to; i++)
    g_assert_true (put (store, i, &error));
  g_assert_true (vit_store_publish (store, &error));
  g_assert_no_error (error);
}

/* Returns: number of @from … @to − 1 that are found; what is found is what was put. */
static unsigned
count_found (VitStore *store, unsigned from, unsigned to)
{
  unsigned n = 0;
  for (unsigned i = from; i < to; i++)
    {
      uint8_t key[VIT_STORE_KEY_BYTES];
      make_key (key, i);
      g_autoptr (GBytes) found = vit_store_lookup (store, key);
      g_autoptr (GBytes) expected = make_content (i);
      g_assert_true (!found || g_bytes_equal (found, expected));
      g_assert_true ((found != NULL) == vit_store_has (store, key));
      n += found != NULL;
    }
  return n;
}

static bool
has (VitStore *store, unsigned i)
{
  uint8_t key[VIT_STORE_KEY_BYTES];
  make_key (key, i);
  return vit_store_has (store, key);
}

/* The file of a segment, of which there must be one. */
static char *
find_file (Fixture *f, const char *suffix)
{
  g_autofree char *folder = g_build_filename (f->folder, "segments", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  char *found = NULL;
  while ((name = g_dir_read_name (dir)))
    if (g_str_has_suffix (name, suffix))
      {
        g_assert_null (found);
        found = g_build_filename (folder, name, NULL);
      }
  return found;
}

static void
test_published (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (VitStore) reader = open_store (f);
  g_assert_true (put (f->store, 1, NULL));
  g_assert_cmpuint (count_found (f->store, 0, 3), ==, 1);
  vit_store_refresh (reader);
  g_assert_cmpuint (count_found (reader, 0, 3), ==, 0);
  g_assert_true (vit_store_publish (f->store, NULL));
  g_assert_true (vit_store_refresh (reader));
  g_assert_false (vit_store_refresh (reader));
  g_assert_cmpuint (count_found (reader, 0, 3), ==, 1);
  /* Segments are sealed after a while, and the next ones begun. */
  put_all (f->store, 2, 2500);
  g_assert_true (put (f->store, 2500, NULL));
  g_assert_true (vit_store_publish (f->store, NULL));
  g_assert_true (vit_store_refresh (reader));
  g_assert_cmpuint (count_found (reader, 0, 3000), ==, 2500);
  g_assert_cmpuint (vit_store_get_n (reader), ==, 2500);
}

static void
test_two_writers (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (VitStore) other = open_store (f);
  /* They take turns, and have 50 results in common that neither knows the other has. */
  for (unsigned i = 0; i < 100; i++)
    {
      g_assert_true (put (f->store, i, NULL));
      g_assert_true (put (other, i + 50, NULL));
      if (i % 7 == 0)
        g_assert_true (vit_store_publish (f->store, NULL));
      if (i % 11 == 0)
        g_assert_true (vit_store_publish (other, NULL));
    }
  g_assert_true (vit_store_publish (f->store, NULL));
  g_assert_true (vit_store_publish (other, NULL));
  g_autoptr (VitStore) reader = open_store (f);
  g_assert_cmpuint (count_found (reader, 0, 200), ==, 150);
  VitStoreReport report;
  vit_store_verify (reader, &report);
  g_assert_cmpuint (report.n_entries, ==, 150);
  g_assert_cmpuint (report.n_again, ==, 50);
  g_assert_cmpuint (report.n_different, ==, 0);
  g_assert_cmpuint (report.n_damaged, ==, 0);
  g_assert_cmpuint (report.unpublished, ==, 0);
  vit_store_report_clear (&report);
  /* A writer goes on after it has seen what others wrote. */
  vit_store_refresh (f->store);
  put_all (f->store, 200, 210);
  vit_store_refresh (reader);
  g_assert_cmpuint (count_found (reader, 0, 210), ==, 160);
}

/* The list does not depend on who wrote what when. */
static void
test_list (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  put_all (f->store, 0, 40);
  g_autofree char *folder = g_build_filename (f->root, "b.results", NULL);
  g_autoptr (VitStore) a = vit_store_open (folder, true, NULL);
  g_autoptr (VitStore) b = vit_store_open (folder, true, NULL);
  put_all (b, 20, 40);
  put_all (a, 0, 30);
  vit_store_refresh (a);
  g_autoptr (GArray) one = vit_store_list (f->store);
  g_autoptr (GArray) two = vit_store_list (a);
  g_assert_cmpuint (one->len, ==, 40);
  g_assert_cmpuint (two->len, ==, 40);
  for (guint i = 0; i < 40; i++)
    {
      const VitStoreEntry *x = &g_array_index (one, VitStoreEntry, i),
                          *y = &g_array_index (two, VitStoreEntry, i);
      g_assert_cmpmem (x->key, sizeof x->key, y->key, sizeof y->key);
      g_assert_cmpmem (x->sum, sizeof x->sum, y->sum, sizeof y->sum);
      g_assert_cmpstr (x->kind, ==, i < 20 ? "even" : "odd");
      g_assert_cmpstr (x->kind, ==, y->kind);
    }
}

static void
flip_byte (const char *path, long at)
{
  FILE *file = g_fopen (path, "r+b");
  g_assert_nonnull (file);
  g_assert_cmpint (fseek (file, at, at < 0 ? SEEK_END : SEEK_SET), ==, 0);
  int c = fgetc (file);
  g_assert_cmpint (fseek (file, at, at < 0 ? SEEK_END : SEEK_SET), ==, 0);
  fputc (c ^ 0x10, file);
  fclose (file);
}

static void
test_damage (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  put_all (f->store, 0, 20);
  g_autofree char *path = find_file (f, ".data");
  flip_byte (path, -5);
  g_autoptr (VitStore) reader = open_store (f);
  VitStoreReport report;
  vit_store_verify (reader, &report);
  g_assert_cmpuint (report.n_damaged, ==, 1);
  g_assert_cmpuint (report.n_entries, ==, 19);
  g_assert_cmpuint (report.messages->len, ==, 1);
  vit_store_report_clear (&report);
  g_assert_cmpuint (count_found (reader, 0, 20), ==, 19);
  /* It is put again, and found from then on, also by others. */
  put_all (reader, 0, 20);
  g_assert_cmpuint (count_found (reader, 0, 20), ==, 20);
  g_autoptr (VitStore) again = open_store (f);
  g_assert_cmpuint (count_found (again, 0, 20), ==, 20);
}

/* Damage counts as missing before anything is read, once it is looked for; what was read once is
 * not read again; what a reader meets is looked at again. */
static void
test_checked (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  uint8_t key[VIT_STORE_KEY_BYTES];
  put_all (f->store, 0, 20);
  make_key (key, 19);
  g_autofree char *path = find_file (f, ".data"), *mark = find_file (f, ".checked");
  g_assert_nonnull (mark);
  for (int kept = 0; kept < 2; kept++)
    {
      /* The writer said that all was right: the file is no longer the one that it left. */
      if (!kept)
        flip_byte (path, -5);
      g_autoptr (VitStore) reader = open_store (f);
      g_assert_true (vit_store_has (reader, key));
      g_assert_cmpuint (vit_store_check (reader), ==, 1);
      g_assert_false (vit_store_has (reader, key));
      g_assert_cmpuint (count_found (reader, 0, 20), ==, 19);
    }
  /* What the mark says is believed: the file is not read. */
  struct stat info;
  g_assert_cmpint (stat (path, &info), ==, 0);
  flip_byte (path, 200);
  struct timespec times[] = { info.st_atim, info.st_mtim };
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
  g_autoptr (VitStore) believer = open_store (f);
  g_assert_cmpuint (vit_store_check (believer), ==, 1);
  /* Whoever reads it finds out, and the next one that checks, too. */
  g_assert_cmpuint (count_found (believer, 0, 20), ==, 18);
  g_autoptr (VitStore) later = open_store (f);
  g_assert_cmpuint (vit_store_check (later), ==, 2);
  g_assert_cmpuint (count_found (later, 0, 20), ==, 18);
  /* verify keeps what it has read. */
  g_assert_cmpint (g_unlink (mark), ==, 0);
  VitStoreReport report;
  vit_store_verify (later, &report);
  vit_store_report_clear (&report);
  g_assert_true (g_file_test (mark, G_FILE_TEST_EXISTS));
  /* A mark that is none is no mark. */
  flip_byte (mark, 9);
  g_autoptr (VitStore) last = open_store (f);
  g_assert_cmpuint (vit_store_check (last), ==, 2);
  put_all (last, 0, 20);
  g_assert_cmpuint (vit_store_check (last), ==, 2);
  g_assert_cmpuint (count_found (last, 0, 20), ==, 20);
}

/* A program that goes on writing leaves what it has written: that is not read again. */
static void
test_checked_while_written (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  put_all (f->store, 0, 10);
  g_autoptr (VitStore) reader = open_store (f);
  g_assert_cmpuint (vit_store_check (reader), ==, 0);
  g_autofree char *path = find_file (f, ".data"), *mark = find_file (f, ".checked");
  flip_byte (path, 200);
  g_autofree char *old = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (mark, &old, &n, NULL));
  put_all (f->store, 10, 20);
  /* As if the writer had been killed before it said so. */
  g_assert_true (g_file_set_contents (mark, old, (gssize) n, NULL));
  flip_byte (path, -5);
  g_autoptr (VitStore) again = open_store (f);
  g_assert_cmpuint (vit_store_check (again), ==, 1);
  g_assert_true (has (again, 0));
  g_assert_false (has (again, 19));
}

static void
test_truncated (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  put_all (f->store, 0, 20);
  g_autofree char *path = find_file (f, ".data");
  struct stat info;
  g_assert_cmpint (stat (path, &info), ==, 0);
  for (off_t size = info.st_size - 1; size > info.st_size / 2; size -= 97)
    {
      g_assert_cmpint (truncate (path, size), ==, 0);
      g_autoptr (VitStore) reader = open_store (f);
      unsigned n = count_found (reader, 0, 20);
      g_assert_cmpuint (n, <, 20);
      g_assert_cmpuint (n, >=, 9);
      VitStoreReport report;
      vit_store_verify (reader, &report);
      g_assert_cmpuint (report.messages->len, >, 0);
      vit_store_report_clear (&report);
    }
}

static void
test_damaged_table (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  put_all (f->store, 0, 5);
  g_autofree char *path = find_file (f, ".table");
  for (long at = 0; at < 200; at += 11)
    {
      flip_byte (path, at);
      g_autoptr (VitStore) reader = open_store (f);
      VitStoreReport report;
      g_assert_cmpuint (count_found (reader, 0, 5), ==, 0);
      vit_store_verify (reader, &report);
      g_assert_cmpuint (report.n_tables, ==, 1);
      g_assert_cmpuint (report.unpublished, >, 0);
      vit_store_report_clear (&report);
      flip_byte (path, at);
    }
  g_autoptr (VitStore) reader = open_store (f);
  g_assert_cmpuint (count_found (reader, 0, 5), ==, 5);
}

/* What was published stays when the program is killed; what was not counts as missing. */
static void
test_killed (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  pid_t child = fork ();
  if (child == 0)
    {
      put_all (f->store, 0, 30);
      for (unsigned i = 30; i < 40; i++)
        put (f->store, i, NULL);
      kill (getpid (), SIGKILL);
    }
  int status;
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFSIGNALED (status));
  vit_store_refresh (f->store);
  g_assert_cmpuint (count_found (f->store, 0, 40), ==, 30);
  put_all (f->store, 30, 40);
  g_autoptr (VitStore) reader = open_store (f);
  g_assert_cmpuint (count_found (reader, 0, 40), ==, 40);
  VitStoreReport report;
  vit_store_verify (reader, &report);
  g_assert_cmpuint (report.n_damaged, ==, 0);
  g_assert_cmpuint (report.unpublished, >, 0);
  vit_store_report_clear (&report);
}

/* A file that cannot grow is a disk that is full. */
static void
test_full_disk (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  struct rlimit old, small;
  signal (SIGXFSZ, SIG_IGN);
  put_all (f->store, 0, 20);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  small = (struct rlimit){ .rlim_cur = 8192, .rlim_max = old.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &small), ==, 0);
  g_autoptr (GError) error = NULL;
  unsigned i = 20;
  while (put (f->store, i, &error))
    i++;
  bool published = vit_store_publish (f->store, NULL);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_error (error, VIT_ERROR, VIT_ERROR_IO);
  g_assert_nonnull (strstr (error->message, f->folder));
  g_assert_nonnull (strstr (error->message, g_strerror (EFBIG)));
  g_autofree char *failure = vit_store_dup_failure (f->store);
  g_assert_cmpstr (failure, ==, error->message);
  g_assert_true (published);
  g_autoptr (VitStore) reader = open_store (f);
  g_assert_cmpuint (count_found (reader, 0, 100), ==, i);
  g_assert_cmpuint (i, >, 20);
  /* When there is room again it goes on. */
  put_all (f->store, i, 100);
  vit_store_refresh (reader);
  g_assert_cmpuint (count_found (reader, 0, 100), ==, 100);
}

static void
test_folder (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  struct stat info;
  g_autofree char *segments = g_build_filename (f->folder, "segments", NULL);
  g_autofree char *private = g_build_filename (f->root, "private.results", NULL);
  g_assert_true (vit_store_is (f->folder));
  g_assert_false (vit_store_is (f->root));
  g_assert_null (vit_store_open (f->root, false, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* Nobody's folder is made a store. */
  g_assert_null (vit_store_open (f->root, true, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
  g_clear_error (&error);
  /* The group can read all, whatever the umask. */
  mode_t old = umask (077);
  VitStore *store = vit_store_open (private, true, &error);
  g_assert_no_error (error);
  put_all (store, 0, 3);
  umask (old);
  g_autofree char *inner = g_build_filename (private, "segments", NULL);
  g_assert_cmpint (stat (private, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 070, ==, 050);
  g_assert_cmpint (stat (inner, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 070, ==, 050);
  g_autoptr (GDir) dir = g_dir_open (inner, 0, NULL);
  for (const char *name; (name = g_dir_read_name (dir));)
    {
      g_autofree char *path = g_build_filename (inner, name, NULL);
      g_assert_cmpint (stat (path, &info), ==, 0);
      g_assert_cmpuint (info.st_mode & 040, ==, 040);
    }
  vit_store_unref (store);
  /* Another version is said to be one. */
  g_autofree char *format = g_build_filename (private, "format", NULL);
  g_assert_true (g_file_set_contents (format, "vitrine-results 9 little-endian\n", -1, NULL));
  g_assert_null (vit_store_open (private, true, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
  g_autofree char *beside = vit_store_dup_beside ("/x/a.b.vitrine");
  g_assert_cmpstr (beside, ==, "/x/a.b.results");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  static const struct
  {
    const char *name;
    void (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "published", test_published },
    { "two-writers", test_two_writers },
    { "list", test_list },
    { "damage", test_damage },
    { "truncated", test_truncated },
    { "damaged-table", test_damaged_table },
    { "killed", test_killed },
    { "full-disk", test_full_disk },
    { "folder", test_folder },
    { "checked", test_checked },
    { "checked-while-written", test_checked_while_written },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    {
      g_autofree char *path = g_strconcat ("/store/", tests[i].name, NULL);
      g_test_add (path, Fixture, NULL, set_up, tests[i].func, tear_down);
    }
  return g_test_run ();
}
