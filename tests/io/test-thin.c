/* Runs with fewer frames: what was used is kept, and a frame that is kept is the same, with the
 * same key, whatever format it is in. */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/thin.h"
#include "tests/support/folder.h"
#include "tests/support/shear-run.h"

#define N_FRAMES 12
#define N_ATOMS 30

static char *folder;

static VitTrajectory *
open_files (const char *const *paths)
{
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static char *
write_file (const char *name, const char *text, gsize n)
{
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, (gssize) n, NULL));
  return path;
}

static char *
make_xyz (size_t begin, size_t end)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t f = begin; f < end; f++)
    {
      g_string_append_printf (text,
                              "%d\nLattice=\"20 0 0 0 20 0 0 0 20\" "
                              "Properties=species:S:1:pos:R:3 Time=%zu\n",
                              N_ATOMS, f);
      for (int i = 0; i < N_ATOMS; i++)
        g_string_append_printf (text, "%s %d.%zu %d 5\n", i % 3 ? "Cu" : "Zr", i % 20, f % 10,
                                i * 7 % 20);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* A run of two files, in one of two formats. */
static VitTrajectory *
make_run (bool xyz)
{
  static const double still[3] = { 0 };
  g_autoptr (ShearRun) shear = shear_run_new (N_ATOMS, N_FRAMES, still, 0.1, 7);
  const ShearWriting writing = { .convention = SHEAR_XU };
  g_autofree char *a = xyz ? make_xyz (0, 7) : shear_run_write (shear, &writing, 0, 7);
  g_autofree char *b =
      xyz ? make_xyz (7, N_FRAMES) : shear_run_write (shear, &writing, 7, N_FRAMES);
  g_autofree char *first = write_file ("a", a, strlen (a)),
                  *second = write_file ("b", b, strlen (b));
  return open_files ((const char *const[]){ first, second, NULL });
}

static void
compare_frames (VitTrajectory *a, size_t i, VitTrajectory *b, size_t j)
{
  uint8_t x[16], y[16];
  g_autoptr (GError) error = NULL;
  g_assert_true (vit_trajectory_get_frame_key (a, i, x, &error));
  g_assert_true (vit_trajectory_get_frame_key (b, j, y, &error));
  g_assert_cmpmem (x, 16, y, 16);
  g_autoptr (VitFrame) one = vit_trajectory_read_frame (a, i, &error);
  g_autoptr (VitFrame) other = vit_trajectory_read_frame (b, j, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (one->atoms->n, ==, other->atoms->n);
  for (size_t k = 0; k < one->atoms->n; k++)
    {
      double p[3], q[3];
      vit_frame_get_position (one, k, p);
      vit_frame_get_position (other, k, q);
      g_assert_cmpmem (p, sizeof p, q, sizeof q);
    }
}

static void
check_thin (bool xyz, const size_t *wanted, size_t n, guint n_files)
{
  g_autoptr (VitTrajectory) run = make_run (xyz);
  g_autoptr (GError) error = NULL;
  vit_trajectory_record_use (run);
  for (size_t k = 0; k < n; k++)
    {
      uint8_t key[16];
      VitCell cell;
      g_autoptr (VitFrame) frame =
          k % 3 == 0 ? vit_trajectory_read_frame (run, wanted[k], &error) : NULL;
      if (k % 3 == 1)
        vit_trajectory_get_frame_key (run, wanted[k], key, &error);
      if (k % 3 == 2)
        vit_trajectory_read_cell (run, wanted[k], &cell, &error);
      g_assert_no_error (error);
    }
  g_autofree bool *used = vit_trajectory_get_used (run);
  size_t n_used = 0;
  for (size_t f = 0; f < N_FRAMES; f++)
    n_used += used[f];
  g_assert_cmpuint (n_used, ==, n + (n == 0 || wanted[0] != 0));
  g_autoptr (GPtrArray) files = vit_trajectory_thin (run, used, 1 << 20, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (files->len, ==, n_files);
  g_autoptr (GPtrArray) paths = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < files->len; i++)
    {
      const VitThinFile *file = files->pdata[i];
      g_autofree char *name = g_strdup_printf ("thin-%u", i);
      gsize size = 0;
      const char *data = file->bytes ? g_bytes_get_data (file->bytes, &size) : NULL;
      g_assert_true ((file->bytes == NULL) == (file->n_kept == file->n_of));
      g_ptr_array_add (paths, data ? write_file (name, data, size) : g_strdup (file->path));
    }
  g_ptr_array_add (paths, NULL);
  g_autoptr (VitTrajectory) thin = open_files ((const char *const *) paths->pdata);
  g_assert_cmpuint (vit_trajectory_get_n_frames (thin), ==, n_used);
  size_t at = 0;
  for (size_t f = 0; f < N_FRAMES; f++)
    if (used[f])
      compare_frames (run, f, thin, at++);
}

static void
test_frames (void)
{
  static const size_t some[] = { 0, 3, 4, 8, 11 }, few[] = { 9 }, early[] = { 2, 5 },
                      whole[] = { 7, 8, 9, 10, 11 };
  for (int xyz = 0; xyz < 2; xyz++)
    {
      check_thin (xyz, some, G_N_ELEMENTS (some), 2);
      check_thin (xyz, few, G_N_ELEMENTS (few), 2);
      check_thin (xyz, early, G_N_ELEMENTS (early), 1);
      check_thin (xyz, whole, G_N_ELEMENTS (whole), 2);
      check_thin (xyz, NULL, 0, 1);
    }
}

static void
test_most (void)
{
  g_autoptr (VitTrajectory) run = make_run (false);
  g_autoptr (GError) error = NULL;
  bool kept[N_FRAMES] = { true, true, true };
  g_assert_null (vit_trajectory_thin (run, kept, 100, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
}

/* A frame of a box that was flipped means something else without those before it. */
static void
test_flipped (void)
{
  static const double rate[3] = { 0.2, 0, 0 };
  g_autoptr (ShearRun) shear = shear_run_new (N_ATOMS, N_FRAMES, rate, 0.1, 7);
  const ShearWriting writing = { .convention = SHEAR_X };
  g_autofree char *text = shear_run_write (shear, &writing, 0, N_FRAMES);
  g_autofree char *path = write_file ("flipped", text, strlen (text));
  g_autoptr (VitTrajectory) run = open_files ((const char *const[]){ path, NULL });
  g_assert_false (vit_basis_is_identity (vit_trajectory_get_basis (run, N_FRAMES - 1)));
  vit_trajectory_record_use (run);
  g_autofree bool *used = vit_trajectory_get_used (run);
  for (size_t f = 0; f < N_FRAMES; f++)
    g_assert_true (used[f]);
}

/* Frames that wrapped atoms are followed through count. */
static void
test_path (void)
{
  static const double still[3] = { 0 };
  g_autoptr (ShearRun) shear = shear_run_new (N_ATOMS, N_FRAMES, still, 0.1, 7);
  for (int unwrapped = 0; unwrapped < 2; unwrapped++)
    {
      const ShearWriting writing = { .convention = unwrapped ? SHEAR_XU : SHEAR_X };
      g_autofree char *text = shear_run_write (shear, &writing, 0, N_FRAMES);
      g_autofree char *path = write_file ("path", text, strlen (text));
      g_autoptr (VitTrajectory) run = open_files ((const char *const[]){ path, NULL });
      vit_trajectory_record_use (run);
      size_t to = 8;
      bool has_key;
      uint8_t key[16];
      g_assert_true (vit_trajectory_get_path_key (run, 4, &to, 1, &has_key, key, NULL));
      g_autofree bool *used = vit_trajectory_get_used (run);
      g_assert_false (used[3] || used[9]);
      g_assert_true (used[6] == !unwrapped);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/thin/frames", test_frames);
  g_test_add_func ("/thin/most", test_most);
  g_test_add_func ("/thin/flipped", test_flipped);
  g_test_add_func ("/thin/path", test_path);
  int result = g_test_run ();
  folder_remove (folder);
  return result;
}
