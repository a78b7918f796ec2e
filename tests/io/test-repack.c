/* Repacked trajectories: the content is the same, byte for byte, any frame is reached on its own,
 * and the table at the end is where the frames are. */

#include <fcntl.h>
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>
#include <zstd.h>

#include "core/base/error.h"
#include "core/io/repack.h"
#include "core/io/trajectory.h"
#include "core/io/zstd-frames.h"
#include "tests/support/folder.h"

#define N_FRAMES 7

static char *folder;

static char *
path_of (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

/* Frames of @n atoms each, the last one unfinished behind a comment's worth of nothing. */
static char *
write_dump (const char *name, size_t n, char **content, gsize *length)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < N_FRAMES; f++)
    {
      g_string_append_printf (
          text,
          "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS pp pp "
          "pp\n0 50\n0 50\n0 50\nITEM: ATOMS id type x y z\n",
          f * 100, n);
      for (size_t i = 0; i < n; i++)
        g_string_append_printf (text, "%zu 1 %.4f %.4f %.4f\n", i + 1,
                                (double) (i * 7919 % 50000) / 1e3,
                                (double) (i * 104729 % 50000) / 1e3,
                                (double) ((i + (size_t) f) * 1299709 % 50000) / 1e3);
    }
  char *path = path_of (name);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  *length = text->len;
  *content = g_strdup (text->str);
  return path;
}

static uint32_t
read_le32 (const uint8_t *p)
{
  return (uint32_t) p[0] | (uint32_t) p[1] << 8 | (uint32_t) p[2] << 16 | (uint32_t) p[3] << 24;
}

/* Unpack by the table alone, each frame for itself. */
static void
check_packed (const char *path, const char *content, gsize length, guint at_least)
{
  g_autofree char *data = NULL;
  gsize n;
  g_assert_true (g_file_get_contents (path, &data, &n, NULL));
  const uint8_t *bytes = (const uint8_t *) data;
  g_assert_cmphex (read_le32 (bytes + n - 4), ==, 0x8f92eab1u);
  uint32_t frames = read_le32 (bytes + n - 9);
  g_assert_cmpuint (frames, >=, at_least);
  const uint8_t *table = bytes + n - 9 - 8 * (gsize) frames;
  g_assert_cmphex (read_le32 (table - 8), ==, 0x184d2a5eu);
  g_assert_cmpuint (read_le32 (table - 4), ==, 8 * frames + 9);
  gsize from = 0, to = 0;
  for (uint32_t i = 0; i < frames; i++)
    {
      uint32_t packed = read_le32 (table + 8 * i), unpacked = read_le32 (table + 8 * i + 4);
      g_autofree char *piece = g_malloc (unpacked);
      g_assert_cmpuint (unpacked, <=, 4 << 20);
      g_assert_cmpuint (ZSTD_decompress (piece, unpacked, bytes + from, packed), ==, unpacked);
      g_assert_cmpmem (piece, unpacked, content + to, unpacked);
      from += packed;
      to += unpacked;
    }
  g_assert_cmpuint (to, ==, length);
  g_assert_true (bytes + from == table - 8);
  int fd = g_open (path, O_RDONLY, 0);
  g_assert_true (vit_zstd_is_divided (fd, n));
  close (fd);
}

/* The frames of both files are the same. */
static void
check_frames (const char *a, const char *b)
{
  const char *const one[] = { a, NULL }, *const two[] = { b, NULL };
  g_autoptr (VitTrajectory) x = vit_trajectory_open (one, NULL, NULL, NULL);
  g_autoptr (VitTrajectory) y = vit_trajectory_open (two, NULL, NULL, NULL);
  g_assert_cmpuint (vit_trajectory_get_n_frames (x), ==, N_FRAMES);
  g_assert_cmpuint (vit_trajectory_get_n_frames (y), ==, N_FRAMES);
  for (size_t f = N_FRAMES; f-- > 0;)
    {
      uint8_t p[16], q[16];
      g_assert_true (vit_trajectory_get_frame_key (x, f, p, NULL));
      g_assert_true (vit_trajectory_get_frame_key (y, f, q, NULL));
      g_assert_cmpmem (p, sizeof p, q, sizeof q);
    }
}

static void
test_frames (void)
{
  static const size_t atoms[] = { 50, 3000, 200000 };
  for (gsize k = 0; k < G_N_ELEMENTS (atoms); k++)
    {
      g_autofree char *content = NULL, *out = path_of ("out.dump.zst"),
                      *again = path_of ("again.zst");
      gsize length;
      VitRepacked done;
      g_autoptr (GError) error = NULL;
      g_autofree char *path = write_dump ("in.dump", atoms[k], &content, &length);
      g_assert_true (vit_repack (path, out, 1, &done, NULL, &error));
      g_assert_no_error (error);
      g_assert_cmpuint (done.n_frames, ==, N_FRAMES);
      g_assert_cmpuint (done.n_bytes, ==, length);
      check_packed (out, content, length, atoms[k] > 100000 ? 2 * N_FRAMES : N_FRAMES);
      check_frames (path, out);
      /* What is packed is packed anew into the same. */
      g_assert_true (vit_repack (out, again, 1, &done, NULL, &error));
      check_packed (again, content, length, N_FRAMES);
    }
}

/* One damaged byte costs the frame that it is in, and no other; it is said which. */
static void
test_damaged (void)
{
  static const size_t atoms[] = { 50, 3000, 200000 };
  for (gsize k = 0; k < 2 * G_N_ELEMENTS (atoms); k++)
    {
      g_autofree char *content = NULL, *data = NULL, *out = path_of ("damaged.dump.zst"),
                      *again = path_of ("not-made.zst");
      gsize length, n, at = 0;
      VitRepacked done;
      g_autoptr (GError) error = NULL;
      bool is_large = atoms[k / 2] > 100000;
      g_autofree char *path = write_dump ("in.dump", atoms[k / 2], &content, &length);
      g_assert_true (vit_repack (path, out, 1, &done, NULL, &error));
      g_assert_no_error (error);
      g_assert_true (g_file_get_contents (out, &data, &n, NULL));
      /* In the second frame; the large ones are in two parts each, of which it is the first or the
       * second. */
      const uint8_t *bytes = (const uint8_t *) data;
      guint part = is_large ? 2 + k % 2 : 1;
      const uint8_t *table = bytes + n - 9 - 8 * (gsize) read_le32 (bytes + n - 9);
      for (guint i = 0; i < part; i++)
        at += read_le32 (table + 8 * i);
      at += k % 2 ? read_le32 (table + 8 * part) / 2 : read_le32 (table + 8 * part) - 2;
      data[at] ^= 0x20;
      g_assert_true (g_file_set_contents (out, data, (gssize) n, NULL));
      const char *const paths[] = { out, NULL };
      for (int warm = 0; warm < 2; warm++)
        {
          VitTrajectoryOptions options = { .use_index_cache = true };
          g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, &options, NULL, &error);
          g_assert_no_error (error);
          g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, N_FRAMES - 1);
          g_assert_true (vit_trajectory_is_damaged (run));
          GPtrArray *problems = vit_trajectory_get_problems (run);
          guint n_said = 0;
          for (guint i = 0; i < problems->len; i++)
            n_said += strstr (((VitProblem *) problems->pdata[i])->message,
                              "left out, behind frame 0 (step 0)") != NULL;
          g_assert_cmpuint (n_said, ==, 1);
          g_assert_cmpuint (vit_trajectory_get_n_damaged (run), ==, is_large);
          for (size_t f = 0; f < N_FRAMES - 1; f++)
            {
              VitFrameInfo info;
              vit_trajectory_get_frame_info (run, f, &info);
              g_assert_cmpint (info.step, ==, f == 0 ? 0 : 100 * ((int64_t) f + 1));
              g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, f, &error);
              g_assert_no_error (error);
              g_assert_cmpuint (frame->atoms->n, ==, atoms[k / 2]);
            }
        }
      /* What is lost is not passed over in silence by packing again. */
      g_assert_false (vit_repack (out, again, 1, &done, NULL, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
    }
}

static void
test_refused (void)
{
  g_autofree char *content = NULL, *out = path_of ("none.zst"), *text = path_of ("text.zst");
  gsize length;
  VitRepacked done;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_dump ("self.dump", 10, &content, &length);
  g_assert_false (vit_repack (path, path, 1, &done, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (text, "no trajectory\n", -1, NULL));
  g_assert_false (vit_repack (text, out, 1, &done, NULL, &error));
  g_assert_nonnull (error);
  g_assert_false (g_file_test (out, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/repack/frames", test_frames);
  g_test_add_func ("/repack/damaged", test_damaged);
  g_test_add_func ("/repack/refused", test_refused);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
