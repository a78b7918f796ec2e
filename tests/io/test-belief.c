/* When a file is believed: what is done to it × how it is packed. Keys are equal exactly when the
 * content of the frame is, and are not found again for a file that is as it was. */

#include <errno.h>
#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <zlib.h>
#include <zstd.h>

#include "core/io/packed.h"
#include "core/io/trace.h"
#include "core/io/trajectory.h"
#include "tests/support/folder.h"

#define N_FRAMES 3
#define MOST_FRAMES (N_FRAMES + 1)

/* A frame is longer than what was once looked at of it: half a MiB at either end. */
#define N_ATOMS 36000

typedef enum
{
  PLAIN,
  GZ,
  ZST,
  N_PACKINGS
} Packing;

static char *folder, *program;

/* ---- Files ---- */

static void
append_frame (GString *text, int step, bool wrapped)
{
  g_string_append_printf (text,
                          "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS pp pp "
                          "pp\n0 90\n0 90\n0 90\nITEM: ATOMS id type %s\n",
                          step, N_ATOMS, wrapped ? "x y z" : "xu yu zu");
  for (unsigned i = 0; i < N_ATOMS; i++)
    {
      unsigned x = (i * 7919u + (unsigned) step * 104729u) % 900000u;
      g_string_append_printf (text, "%u 1 %u.%04u 12.5000 7.2500\n", i + 1, x / 10000, x % 10000);
    }
}

static GString *
new_text (int n_frames, bool wrapped)
{
  GString *text = g_string_new (NULL);
  for (int f = 0; f < n_frames; f++)
    append_frame (text, 10 * f, wrapped);
  return text;
}

/* A digit in the middle of a frame becomes another one. */
static void
edit (GString *text, int frame)
{
  char *begin = text->str;
  for (int f = 0; f < frame; f++)
    begin = strstr (begin + 1, "ITEM: TIMESTEP");
  char *row = strstr (begin, "\n18000 1 ");
  char *digit = strchr (row, '.') + 2;
  *digit = *digit == '5' ? '6' : '5';
}

static void
write_gz (const char *path, const GString *text)
{
  /* Stored, so that an edit keeps the size. */
  gzFile file = gzopen (path, "wb0");
  g_assert_cmpint (gzwrite (file, text->str, (unsigned) text->len), ==, (int) text->len);
  g_assert_cmpint (gzclose (file), ==, Z_OK);
}

static void
write_plain (const char *path, const char *data, gsize n)
{
  FILE *file = fopen (path, "wb");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (data, 1, n, file), ==, n);
  g_assert_cmpint (fclose (file), ==, 0);
}

/* In place: the file keeps its inode. */
static void
write_file (const char *path, Packing packing, const GString *text)
{
  if (packing == PLAIN)
    write_plain (path, text->str, text->len);
  else if (packing == GZ)
    write_gz (path, text);
  else
    {
      gsize room = ZSTD_compressBound (text->len);
      g_autofree char *packed = g_malloc (room);
      gsize n = ZSTD_compress (packed, room, text->str, text->len, 1);
      g_assert_false (ZSTD_isError (n));
      write_plain (path, packed, n);
    }
}

/* So long that a change to come leaves a trace in the times. */
static void
settle (void)
{
  g_usleep (30000);
}

static void
get_mtime (const char *path, struct timespec times[2])
{
  struct stat info;
  g_assert_cmpint (stat (path, &info), ==, 0);
  times[0] = info.st_atim;
  times[1] = info.st_mtim;
}

static void
set_mtime (const char *path, const struct timespec times[2])
{
  g_assert_cmpint (utimensat (AT_FDCWD, path, times, 0), ==, 0);
}

static char *
new_path (const char *name, Packing packing)
{
  static const char *const endings[] = { "", ".gz", ".zst" };
  g_autofree char *file = g_strconcat (name, ".dump", endings[packing], NULL);
  return g_build_filename (folder, file, NULL);
}

/* ---- Keys ---- */

typedef struct
{
  size_t n;
  uint8_t frames[MOST_FRAMES][16];
  size_t n_read, n_hashed;
} Keys;

static VitTrajectory *
open_run (const char *path)
{
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .use_index_cache = true };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, &options, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
get_keys (VitTrajectory *run, Keys *keys)
{
  g_autoptr (GError) error = NULL;
  keys->n = vit_trajectory_get_n_frames (run);
  g_assert_cmpuint (keys->n, <=, MOST_FRAMES);
  for (size_t i = 0; i < keys->n; i++)
    {
      g_assert_true (vit_trajectory_get_frame_key (run, i, keys->frames[i], &error));
      g_assert_no_error (error);
    }
}

/* Opened, asked for all keys and closed, as a program does. */
static Keys
open_for_keys (const char *path)
{
  Keys keys = { 0 };
  size_t n_read = vit_trace_count (VIT_TRACE_READ), n_hashed = vit_trace_count (VIT_TRACE_HASHED);
  g_autoptr (VitTrajectory) run = open_run (path);
  get_keys (run, &keys);
  keys.n_read = vit_trace_count (VIT_TRACE_READ) - n_read;
  keys.n_hashed = vit_trace_count (VIT_TRACE_HASHED) - n_hashed;
  return keys;
}

static bool
equal (const Keys *a, const Keys *b, size_t frame)
{
  return memcmp (a->frames[frame], b->frames[frame], 16) == 0;
}

static void
assert_equal (const Keys *a, const Keys *b, size_t n)
{
  for (size_t i = 0; i < n; i++)
    g_assert_true (equal (a, b, i));
}

/* All but the frame in the middle. */
static void
assert_edited (const Keys *a, const Keys *b)
{
  g_assert_true (equal (a, b, 0));
  g_assert_false (equal (a, b, 1));
  g_assert_true (equal (a, b, 2));
}

/* Nothing of the file is read or hashed for its keys. */
static void
assert_remembered (const char *path, const Keys *expected)
{
  Keys keys = open_for_keys (path);
  g_assert_cmpuint (keys.n, ==, expected->n);
  assert_equal (&keys, expected, expected->n);
  g_assert_cmpuint (keys.n_read, ==, 0);
  g_assert_cmpuint (keys.n_hashed, ==, 0);
}

/* A file whose keys are known. */
static char *
new_known (const char *name, Packing packing, const GString *text, Keys *keys)
{
  char *path = new_path (name, packing);
  write_file (path, packing, text);
  settle ();
  *keys = open_for_keys (path);
  g_assert_cmpuint (keys->n_hashed, ==, keys->n);
  assert_remembered (path, keys);
  return path;
}

/* ---- What is done to a file ---- */

static void
test_touch (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys before;
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_known ("touch", packing, text, &before);
  const struct timespec times[2] = { { 1000000000, 5 }, { 1000000000, 5 } };
  set_mtime (path, times);
  settle ();
  Keys after = open_for_keys (path);
  assert_equal (&before, &after, N_FRAMES);
  g_assert_cmpuint (after.n_hashed, ==, N_FRAMES);
  assert_remembered (path, &after);
}

static void
test_edit (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  for (int restored = 0; restored < 2; restored++)
    {
      Keys before;
      struct timespec times[2];
      g_autoptr (GString) text = new_text (N_FRAMES, false);
      g_autofree char *path = new_known (restored ? "edit-back" : "edit", packing, text, &before);
      get_mtime (path, times);
      edit (text, 1);
      write_file (path, packing, text);
      if (restored)
        set_mtime (path, times);
      settle ();
      Keys after = open_for_keys (path);
      assert_edited (&before, &after);
      /* The frame that was edited has the index made anew at the next open. */
      Keys again = open_for_keys (path);
      assert_equal (&after, &again, N_FRAMES);
      assert_remembered (path, &after);
    }
}

/* Under a run that is open, within one tick of the clock. */
static void
test_edit_under_us (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys before = { 0 }, after = { 0 };
  struct timespec times[2];
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_path ("under-us", packing);
  write_file (path, packing, text);
  g_autoptr (VitTrajectory) run = open_run (path);
  get_keys (run, &before);
  g_autoptr (VitFrame) old = vit_trajectory_read_frame (run, 1, NULL);
  get_mtime (path, times);
  edit (text, 1);
  write_file (path, packing, text);
  set_mtime (path, times);
  get_keys (run, &after);
  if (packing == PLAIN)
    assert_edited (&before, &after);
  g_autoptr (VitTrajectory) reloaded = vit_trajectory_reload (run, NULL, NULL);
  get_keys (reloaded, &after);
  assert_edited (&before, &after);
  g_autoptr (VitFrame) edited = vit_trajectory_read_frame (reloaded, 1, NULL);
  g_assert_cmpmem (old->fixed, 12 * 17999, edited->fixed, 12 * 17999);
  g_assert_cmpint (old->fixed[3 * 17999], !=, edited->fixed[3 * 17999]);
}

static void
test_grow (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys before;
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_known ("grow", packing, text, &before);
  append_frame (text, 10 * N_FRAMES, false);
  write_file (path, packing, text);
  settle ();
  /* While it grows the old part is carried over, unless it has to be unpacked again. */
  Keys grown = open_for_keys (path);
  g_assert_cmpuint (grown.n, ==, N_FRAMES + 1);
  assert_equal (&before, &grown, N_FRAMES);
  g_assert_cmpuint (grown.n_hashed, ==, packing == PLAIN ? 1 : N_FRAMES + 1);
  /* At the first open after that it is looked at whole. */
  Keys whole = open_for_keys (path);
  assert_equal (&grown, &whole, N_FRAMES + 1);
  g_assert_cmpuint (whole.n_hashed, ==, packing == PLAIN ? N_FRAMES : 0);
  assert_remembered (path, &whole);
}

/* Grown, and the old part is not what it was where nobody looked. */
static void
test_grow_and_edit (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys before;
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_known ("grow-edit", packing, text, &before);
  edit (text, 1);
  append_frame (text, 10 * N_FRAMES, false);
  write_file (path, packing, text);
  settle ();
  Keys grown = open_for_keys (path), whole = open_for_keys (path);
  g_assert_cmpuint (grown.n, ==, N_FRAMES + 1);
  assert_edited (&before, &whole);
  Keys again = open_for_keys (path);
  assert_equal (&whole, &again, N_FRAMES + 1);
  assert_remembered (path, &whole);
}

static void
test_reload (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys before = { 0 }, after = { 0 };
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_path ("reload", packing);
  write_file (path, packing, text);
  settle ();
  g_autoptr (VitTrajectory) run = open_run (path);
  get_keys (run, &before);
  append_frame (text, 10 * N_FRAMES, false);
  write_file (path, packing, text);
  settle ();
  g_autoptr (VitTrajectory) more = vit_trajectory_reload (run, NULL, NULL);
  size_t n_hashed = vit_trace_count (VIT_TRACE_HASHED);
  get_keys (more, &after);
  g_assert_cmpuint (after.n, ==, N_FRAMES + 1);
  assert_equal (&before, &after, N_FRAMES);
  g_assert_cmpuint (vit_trace_count (VIT_TRACE_HASHED) - n_hashed, ==,
                    packing == PLAIN ? 1 : N_FRAMES + 1);
}

/* A number that takes a character more, in the middle: the file is longer, and nothing was
 * appended.
 */
static void
test_insert (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  for (int under_us = 0; under_us < 2; under_us++)
    {
      Keys before, after = { 0 };
      g_autoptr (GString) text = new_text (N_FRAMES, false);
      g_autofree char *path =
          new_known (under_us ? "insert-under" : "insert", packing, text, &before);
      g_autoptr (VitTrajectory) run = under_us ? open_run (path) : NULL;
      char *middle = strstr (strstr (text->str + 10, "ITEM: TIMESTEP"), "\n18000 1 ");
      g_string_insert_c (text, strchr (middle, '.') - text->str, '7');
      write_file (path, packing, text);
      settle ();
      if (run && packing == PLAIN)
        {
          get_keys (run, &after);
          g_assert_false (equal (&before, &after, 1));
        }
      after = open_for_keys (path);
      assert_edited (&before, &after);
      Keys again = open_for_keys (path);
      assert_equal (&after, &again, N_FRAMES);
      assert_remembered (path, &after);
    }
}

static void
copy_file (const char *from, const char *to)
{
  char *bytes;
  gsize n;
  g_assert_true (g_file_get_contents (from, &bytes, &n, NULL));
  write_plain (to, bytes, n);
  g_free (bytes);
}

static void
test_copy_and_move (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys before;
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_known ("copy", packing, text, &before);
  g_autofree char *copy = new_path ("copied", packing), *moved = new_path ("moved", packing);
  copy_file (path, copy);
  settle ();
  Keys copied = open_for_keys (copy);
  assert_equal (&before, &copied, N_FRAMES);
  assert_remembered (copy, &copied);
  g_assert_cmpint (g_rename (path, moved), ==, 0);
  settle ();
  Keys after = open_for_keys (moved);
  assert_equal (&before, &after, N_FRAMES);
  assert_remembered (moved, &after);
}

/* Another file under the name, as old as the first: its times say nothing. */
static void
test_another_inode (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  for (int edited = 0; edited < 2; edited++)
    {
      Keys before;
      struct timespec times[2];
      g_autoptr (GString) text = new_text (N_FRAMES, false);
      g_autofree char *path = new_known (edited ? "inode-edit" : "inode", packing, text, &before);
      g_autofree char *other = new_path ("other", packing);
      get_mtime (path, times);
      if (edited)
        edit (text, 1);
      write_file (other, packing, text);
      set_mtime (other, times);
      g_assert_cmpint (g_rename (other, path), ==, 0);
      settle ();
      Keys after = open_for_keys (path);
      if (edited)
        assert_edited (&before, &after);
      else
        assert_equal (&before, &after, N_FRAMES);
      g_assert_cmpuint (after.n_hashed, ==, N_FRAMES);
      Keys again = open_for_keys (path);
      assert_equal (&after, &again, N_FRAMES);
      assert_remembered (path, &after);
    }
}

/* Another process, which asks for one key: what it printed. */
static char *
ask_elsewhere (const char *path, int frame)
{
  g_autofree char *number = g_strdup_printf ("%d", frame);
  const char *const argv[] = { program, "--key", path, number, NULL };
  g_autoptr (GError) error = NULL;
  char *output = NULL;
  int status;
  g_spawn_sync (NULL, (char **) argv, NULL, G_SPAWN_DEFAULT, NULL, NULL, &output, NULL, &status,
                &error);
  g_assert_no_error (error);
  g_assert_true (g_spawn_check_wait_status (status, NULL));
  return output;
}

static char *
key_to_text (const uint8_t key[16])
{
  char *text = g_malloc (33);
  for (int i = 0; i < 16; i++)
    g_snprintf (text + 2 * i, 3, "%02x", key[i]);
  return text;
}

static int
answer (const char *path, int frame)
{
  uint8_t key[16];
  g_autoptr (VitTrajectory) run = open_run (path);
  g_assert_true (vit_trajectory_get_frame_key (run, (size_t) frame, key, NULL));
  g_autofree char *text = key_to_text (key);
  printf ("%s", text);
  return 0;
}

static void
test_two_processes (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_path ("processes", packing);
  write_file (path, packing, text);
  settle ();
  Keys keys = { .n = N_FRAMES };
  VitTrajectory *run = open_run (path);
  g_assert_true (vit_trajectory_get_frame_key (run, 0, keys.frames[0], NULL));
  g_autofree char *one = ask_elsewhere (path, 1);
  g_assert_true (vit_trajectory_get_frame_key (run, 2, keys.frames[2], NULL));
  vit_trajectory_unref (run);
  /* Neither has lost what the other learned. */
  size_t n_hashed = vit_trace_count (VIT_TRACE_HASHED);
  g_autoptr (VitTrajectory) again = open_run (path);
  get_keys (again, &keys);
  g_assert_cmpuint (vit_trace_count (VIT_TRACE_HASHED), ==, n_hashed);
  g_autofree char *found = key_to_text (keys.frames[1]);
  g_assert_cmpstr (found, ==, one);
}

/* ---- Other properties ---- */

/* The key does not depend on how the file is packed. */
static void
test_packings (void)
{
  Keys keys[N_PACKINGS];
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  for (int packing = 0; packing < N_PACKINGS; packing++)
    {
      g_autofree char *path = new_path ("packing", (Packing) packing);
      write_file (path, (Packing) packing, text);
      settle ();
      keys[packing] = open_for_keys (path);
      assert_equal (&keys[0], &keys[packing], N_FRAMES);
    }
}

/* Wrapped positions are followed through all frames in between: their keys make that of the path,
 * and whether they are wrapped is remembered. */
static void
test_path (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  const size_t to[] = { 2 };
  uint8_t keys[3][16];
  for (int wrapped = 0; wrapped < 2; wrapped++)
    {
      g_autoptr (GString) text = new_text (N_FRAMES, wrapped);
      g_autofree char *path = new_path (wrapped ? "wrapped" : "unwrapped", packing);
      write_file (path, packing, text);
      settle ();
      for (int k = 0; k < 3; k++)
        {
          bool has_key;
          size_t n_read = vit_trace_count (VIT_TRACE_READ),
                 n_hashed = vit_trace_count (VIT_TRACE_HASHED);
          g_autoptr (VitTrajectory) run = open_run (path);
          g_assert_true (vit_trajectory_get_path_key (run, 0, to, 1, &has_key, keys[k], NULL));
          g_assert_true (has_key == wrapped);
          if (k == 1)
            {
              g_assert_cmpmem (keys[0], 16, keys[1], 16);
              g_assert_cmpuint (vit_trace_count (VIT_TRACE_READ), ==, n_read);
              g_assert_cmpuint (vit_trace_count (VIT_TRACE_HASHED), ==, n_hashed);
              edit (text, 1);
              write_file (path, packing, text);
              settle ();
            }
        }
      g_assert_true ((memcmp (keys[0], keys[2], 16) != 0) == wrapped);
    }
}

/* A frame that is read once its key is wanted is hashed on the way, to the same key. */
static void
test_on_the_way (gconstpointer data)
{
  Packing packing = (Packing) GPOINTER_TO_INT (data);
  Keys keys, raw;
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_known ("raw", packing, text, &raw);
  g_autofree char *other = new_path ("way", packing);
  write_file (other, packing, text);
  settle ();
  g_autoptr (VitTrajectory) run = open_run (other);
  uint8_t key[16];
  g_assert_true (vit_trajectory_get_frame_key (run, 2, key, NULL));
  vit_frame_unref (vit_trajectory_read_frame (run, 1, NULL));
  size_t n_hashed = vit_trace_count (VIT_TRACE_HASHED);
  g_assert_true (vit_trajectory_get_frame_key (run, 1, key, NULL));
  g_assert_cmpuint (vit_trace_count (VIT_TRACE_HASHED), ==, n_hashed);
  get_keys (run, &keys);
  assert_equal (&raw, &keys, N_FRAMES);
}

/* An index that was damaged, or is of another version, is not read. */
static void
test_damaged_index (void)
{
  Keys keys;
  g_autoptr (GString) text = new_text (N_FRAMES, false);
  g_autofree char *path = new_known ("damaged", PLAIN, text, &keys);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, path, -1);
  g_autofree char *index = g_build_filename (folder, "index", name, NULL);
  static const gsize places[] = { 8, 200, 500 };
  for (gsize i = 0; i < G_N_ELEMENTS (places); i++)
    {
      char *bytes;
      gsize n;
      g_assert_true (g_file_get_contents (index, &bytes, &n, NULL));
      g_assert_cmpuint (n, >, places[i]);
      bytes[places[i]] ^= 0x20;
      write_plain (index, bytes, n);
      g_free (bytes);
      Keys again = open_for_keys (path);
      assert_equal (&keys, &again, N_FRAMES);
      g_assert_cmpuint (again.n_hashed, ==, N_FRAMES);
      assert_remembered (path, &keys);
    }
}

int
main (int argc, char **argv)
{
  static const char *const packings[] = { "plain", "gz", "zst" };
  static const struct
  {
    const char *name;
    GTestDataFunc run;
  } tests[] = {
    { "touch", test_touch },
    { "edit", test_edit },
    { "edit-under-us", test_edit_under_us },
    { "grow", test_grow },
    { "grow-and-edit", test_grow_and_edit },
    { "reload", test_reload },
    { "insert", test_insert },
    { "copy-and-move", test_copy_and_move },
    { "another-inode", test_another_inode },
    { "two-processes", test_two_processes },
    { "path", test_path },
    { "on-the-way", test_on_the_way },
  };
  vit_packed_set_from (1 << 16, 1 << 20);
  if (argc == 4 && strcmp (argv[1], "--key") == 0)
    return answer (argv[2], atoi (argv[3]));
  g_test_init (&argc, &argv, NULL);
  program = g_canonicalize_filename (argv[0], NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  for (gsize i = 0; i < G_N_ELEMENTS (tests); i++)
    for (int packing = 0; packing < N_PACKINGS; packing++)
      {
        g_autofree char *name =
            g_strdup_printf ("/io/belief/%s/%s", tests[i].name, packings[packing]);
        g_test_add_data_func (name, GINT_TO_POINTER (packing), tests[i].run);
      }
  g_test_add_func ("/io/belief/packings", test_packings);
  g_test_add_func ("/io/belief/damaged-index", test_damaged_index);
  int failed = g_test_run ();
  folder_remove (folder);
  g_free (program);
  return failed;
}
