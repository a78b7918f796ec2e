/* The cache of results: what was stored comes back, damage counts as missing, and the budget holds.
 */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "core/base/error.h"
#include "core/store/budget.h"
#include "core/store/cache.h"

typedef struct
{
  char *folder;
  VitCache *cache;
} Fixture;

static void
set_up (Fixture *f, gconstpointer budget)
{
  g_autoptr (GError) error = NULL;
  f->folder = g_dir_make_tmp ("vitrine-cache-XXXXXX", &error);
  g_assert_no_error (error);
  f->cache = vit_cache_open (f->folder, GPOINTER_TO_SIZE (budget), &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  vit_cache_clear (f->cache, NULL);
  vit_cache_unref (f->cache);
  g_rmdir (f->folder);
  g_free (f->folder);
}

static void
make_key (uint8_t key[VIT_CACHE_KEY_BYTES], unsigned i)
{
  for (unsigned b = 0; b < VIT_CACHE_KEY_BYTES; b++)
    key[b] = (uint8_t) (i * 37 + b);
}

static char *
path_of (Fixture *f, const uint8_t *key)
{
  g_autoptr (GString) name = g_string_new (NULL);
  for (int b = 0; b < VIT_CACHE_KEY_BYTES; b++)
    g_string_append_printf (name, "%02x", key[b]);
  return g_build_filename (f->folder, name->str, NULL);
}

static void
store (VitCache *cache, unsigned i, const void *data, size_t n)
{
  uint8_t key[VIT_CACHE_KEY_BYTES];
  g_autoptr (GError) error = NULL;
  make_key (key, i);
  g_assert_true (vit_cache_store (cache, key, data, n, &error));
  g_assert_no_error (error);
}

static bool
has (VitCache *cache, unsigned i, const void *data, size_t n)
{
  uint8_t key[VIT_CACHE_KEY_BYTES];
  make_key (key, i);
  g_autoptr (GBytes) bytes = vit_cache_lookup (cache, key);
  if (bytes && data)
    g_assert_cmpmem (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), data, n);
  return bytes != NULL;
}

static void
test_round_trip (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_assert_false (has (f->cache, 1, NULL, 0));
  store (f->cache, 1, "glass", 5);
  store (f->cache, 2, "", 0);
  g_assert_true (has (f->cache, 1, "glass", 5));
  g_assert_true (has (f->cache, 2, "", 0));
  store (f->cache, 1, "liquid", 6);
  g_assert_true (has (f->cache, 1, "liquid", 6));
  g_assert_cmpuint (vit_cache_get_size (f->cache), >, 6);

  /* Another program with the same folder. */
  g_autoptr (VitCache) other = vit_cache_open (f->folder, 0, NULL);
  g_assert_true (has (other, 1, "liquid", 6));
  g_assert_true (vit_cache_clear (other, NULL));
  g_assert_false (has (f->cache, 1, NULL, 0));
  g_assert_cmpuint (vit_cache_get_size (f->cache), ==, 0);
}

/* A changed byte anywhere, a cut anywhere, and bytes too many. */
static void
test_damage (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  uint8_t key[VIT_CACHE_KEY_BYTES];
  make_key (key, 3);
  store (f->cache, 3, "0123456789", 10);
  g_autofree char *path = path_of (f, key);
  g_autofree char *good = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &good, &n, NULL));
  for (gsize at = 0; at <= 2 * n; at++)
    {
      g_autofree char *bad = g_malloc0 (n + 1);
      memcpy (bad, good, n);
      if (at < n)
        bad[at] ^= 0x10;
      gsize length = at < n ? n : at == 2 * n ? n + 1 : at - n;
      g_assert_true (g_file_set_contents (path, bad, (gssize) length, NULL));
      g_assert_null (vit_cache_lookup (f->cache, key));
      g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
    }
}

static void
set_age (Fixture *f, unsigned i, int seconds)
{
  uint8_t key[VIT_CACHE_KEY_BYTES];
  make_key (key, i);
  g_autofree char *path = path_of (f, key);
  struct utimbuf then = { .actime = 1000000000 - seconds, .modtime = 1000000000 - seconds };
  g_assert_cmpint (utime (path, &then), ==, 0);
}

/* Ten entries of 1 kB into 10 kB: the one that was read last stays although it is the oldest. */
static void
test_budget (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  char content[1000] = { 0 };
  for (unsigned i = 0; i < 9; i++)
    {
      store (f->cache, i, content, sizeof content);
      set_age (f, i, 100 - (int) i);
    }
  g_assert_true (has (f->cache, 0, content, sizeof content));
  for (unsigned i = 9; i < 30; i++)
    {
      store (f->cache, i, content, sizeof content);
      g_assert_cmpuint (vit_cache_get_size (f->cache), <=, 10000);
      if (i == 10)
        {
          g_assert_true (has (f->cache, 0, content, sizeof content));
          g_assert_false (has (f->cache, 1, NULL, 0));
        }
    }
  g_assert_true (has (f->cache, 29, content, sizeof content));
}

/* An entry under the name of another is none. */
static void
test_other_name (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  uint8_t keys[2][VIT_CACHE_KEY_BYTES];
  char *paths[2];
  g_autofree char *content = NULL;
  gsize n;
  for (unsigned i = 0; i < 2; i++)
    {
      char name[2 * VIT_CACHE_KEY_BYTES + 1];
      make_key (keys[i], i);
      for (int b = 0; b < VIT_CACHE_KEY_BYTES; b++)
        g_snprintf (name + 2 * b, 3, "%02x", keys[i][b]);
      paths[i] = g_build_filename (f->folder, name, NULL);
    }
  store (f->cache, 0, "first", 5);
  store (f->cache, 1, "other", 5);
  g_assert_true (vit_cache_has (f->cache, keys[1]));
  g_assert_true (g_file_get_contents (paths[0], &content, &n, NULL));
  g_assert_true (g_file_set_contents (paths[1], content, (gssize) n, NULL));
  /* Only reading tells, but for whoever asks for that. */
  g_assert_true (vit_cache_has (f->cache, keys[1]));
  vit_cache_check (f->cache);
  g_assert_false (vit_cache_has (f->cache, keys[1]));
  g_assert_true (vit_cache_has (f->cache, keys[0]));
  g_assert_false (has (f->cache, 1, NULL, 0));
  g_assert_true (has (f->cache, 0, "first", 5));
  g_assert_false (vit_cache_has (f->cache, keys[1]));
  g_free (paths[0]);
  g_free (paths[1]);
}

/* A budget of the environment is like one that is given. */
static void
set_up_by_environment (Fixture *f, gconstpointer data)
{
  g_setenv ("VITRINE_CACHE_SIZE", "10kB", TRUE);
  set_up (f, NULL);
  g_unsetenv ("VITRINE_CACHE_SIZE");
}

static void
test_sizes (void)
{
  uint64_t bytes = 7;
  g_assert_true (vit_budget_parse ("512MiB", &bytes));
  g_assert_cmpuint (bytes, ==, 512u << 20);
  g_assert_true (vit_budget_parse ("4G", &bytes));
  g_assert_cmpuint (bytes, ==, (uint64_t) 4 << 30);
  g_assert_true (vit_budget_parse ("1e6", &bytes));
  g_assert_cmpuint (bytes, ==, 1000000);
  for (const char *const *text =
           (const char *const[]){ "", "0", "-1", "MiB", "1 MiB", "1TB", "nan", "1e30", NULL };
       *text; text++)
    g_assert_false (vit_budget_parse (*text, &bytes));
  g_assert_cmpuint (bytes, ==, 1000000);
  g_assert_cmpuint (vit_budget_get (5, "VITRINE_TEST_BUDGET", 3), ==, 5);
  g_assert_cmpuint (vit_budget_get (0, "VITRINE_TEST_BUDGET", 3), ==, 3);
}

/* What is not ours stays. */
static void
test_foreign (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autofree char *path = g_build_filename (f->folder, "letter.txt", NULL);
  g_assert_true (g_file_set_contents (path, "dear", 4, NULL));
  store (f->cache, 1, "x", 1);
  g_assert_true (vit_cache_clear (f->cache, NULL));
  g_assert_true (g_file_test (path, G_FILE_TEST_EXISTS));
  g_unlink (path);
}

static void *
hammer (void *data)
{
  VitCache *cache = data;
  for (unsigned round = 0; round < 40; round++)
    {
      char content[64];
      memset (content, (int) (round % 4), sizeof content);
      store (cache, round % 4, content, sizeof content);
      for (unsigned i = 0; i < 4; i++)
        {
          memset (content, (int) i, sizeof content);
          has (cache, i, content, sizeof content);
        }
    }
  return NULL;
}

static void
test_threads (Fixture *f, G_GNUC_UNUSED gconstpointer data)
{
  g_autoptr (VitCache) other = vit_cache_open (f->folder, 0, NULL);
  GThread *a = g_thread_new ("a", hammer, f->cache), *b = g_thread_new ("b", hammer, other);
  g_thread_join (a);
  g_thread_join (b);
  for (unsigned i = 0; i < 4; i++)
    g_assert_true (has (f->cache, i, NULL, 0));
}

/* What a cache lacks is looked for in its store, which stays as it is. */
static void
test_store (Fixture *f, gconstpointer copies)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *folder = g_dir_make_tmp ("vitrine-cache-XXXXXX", &error);
  g_autoptr (VitCache) own = vit_cache_open (folder, 0, &error);
  store (f->cache, 1, "one", 3);
  store (f->cache, 2, "two", 3);
  store (own, 2, "own", 3);
  vit_cache_add_store (own, f->folder, copies != NULL);
  g_assert_cmpstr (vit_cache_get_folder (own), ==, folder);
  g_assert_true (has (own, 1, "one", 3));
  g_assert_true (has (own, 2, "own", 3));
  g_assert_false (has (own, 3, NULL, 0));
  uint8_t key[VIT_CACHE_KEY_BYTES];
  make_key (key, 1);
  g_assert_true (vit_cache_has (own, key));
  g_autofree char *damaged = path_of (f, key);
  g_assert_true (g_file_set_contents (damaged, "VITR", 4, NULL));
  g_assert_cmpint (has (own, 1, "one", 3), ==, copies != NULL);
  /* A store is only read: what is damaged there is left there. */
  g_assert_true (g_file_test (damaged, G_FILE_TEST_EXISTS));
  vit_cache_clear (own, NULL);
  g_assert_false (has (own, 1, NULL, 0));
  g_rmdir (folder);
}

static void
test_no_folder (void)
{
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_cache_open ("/dev/null/cache", 0, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_IO);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
#define ADD(name, budget, func)                                                                    \
  g_test_add ("/store/cache/" name, Fixture, GSIZE_TO_POINTER (budget), set_up, func, tear_down)
  ADD ("round-trip", 0, test_round_trip);
  ADD ("damage", 0, test_damage);
  ADD ("budget", 10000, test_budget);
  ADD ("foreign", 0, test_foreign);
  ADD ("other-name", 0, test_other_name);
  ADD ("threads", 0, test_threads);
  g_test_add ("/store/cache/budget-of-environment", Fixture, NULL, set_up_by_environment,
              test_budget, tear_down);
  ADD ("store", 0, test_store);
  g_test_add ("/store/cache/store-copied", Fixture, GINT_TO_POINTER (1 << 20), set_up, test_store,
              tear_down);
  g_test_add_func ("/store/cache/sizes", test_sizes);
  g_test_add_func ("/store/cache/no-folder", test_no_folder);
  return g_test_run ();
}
