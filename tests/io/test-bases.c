/* The basis of a run's boxes: wherever its frames lie, and however they are read, the changes of
 * basis add up to the whole shear. */

#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/io/trajectory.h"
#include "tests/support/folder.h"
#include "tests/support/shear-run.h"

#define N 40
#define FRAMES 120

static char *folder;
static ShearRun *truth;

static char *
get_path (const char *name)
{
  return g_build_filename (folder, name, NULL);
}

static void
write_text (const char *name, const char *text)
{
  g_autofree char *path = get_path (name);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

static void
write_frames (const char *name, const ShearWriting *writing, size_t begin, size_t end)
{
  g_autofree char *text = shear_run_write (truth, writing, begin, end);
  write_text (name, text);
}

static VitTrajectory *
open_names (const char *const *names, bool use_index_cache)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GStrvBuilder) paths = g_strv_builder_new ();
  for (; *names; names++)
    {
      g_autofree char *path = get_path (*names);
      g_strv_builder_add (paths, path);
    }
  g_auto (GStrv) list = g_strv_builder_end (paths);
  VitTrajectoryOptions options = { .use_index_cache = use_index_cache };
  VitTrajectory *run = vit_trajectory_open ((const char *const *) list, &options, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
assert_same_basis (VitBasis a, VitBasis b)
{
  g_assert_cmpint (a.xy, ==, b.xy);
  g_assert_cmpint (a.xz, ==, b.xz);
  g_assert_cmpint (a.yz, ==, b.yz);
}

/* Frame k of @run is frame @first + k · @stride of the truth. */
static void
check_bases (VitTrajectory *run, size_t first, size_t stride)
{
  size_t n = vit_trajectory_get_n_frames (run);
  /* From the end first: nothing is known but what is looked up. */
  for (size_t i = 0; i < n; i++)
    {
      size_t k = i % 2 == 0 ? n - 1 - i / 2 : i / 2;
      VitBasis expected = vit_basis_multiply (truth->basis[first + k * stride],
                                              vit_basis_invert (truth->basis[first]));
      assert_same_basis (vit_trajectory_get_basis (run, k), expected);
      assert_same_basis (vit_trajectory_get_basis_between (run, 0, k), expected);
      assert_same_basis (vit_trajectory_get_basis_between (run, k, 0), vit_basis_invert (expected));
    }
}

static guint
count_halves (VitTrajectory *run)
{
  GPtrArray *problems = vit_trajectory_get_problems (run);
  guint n = 0;
  for (guint i = 0; i < problems->len; i++)
    n += strstr (((VitProblem *) problems->pdata[i])->message, "half an edge") != NULL;
  return n;
}

static const ShearWriting unwrapped = { .convention = SHEAR_XU, .with_time = true };

static void
test_one_file (void)
{
  const ShearWriting general = { .convention = SHEAR_X, .general = true };
  const ShearWriting *writings[] = { &unwrapped, &general };
  for (size_t w = 0; w < G_N_ELEMENTS (writings); w++)
    {
      write_frames ("one.dump", writings[w], 0, FRAMES);
      g_autoptr (VitTrajectory) run = open_names ((const char *[]){ "one.dump", NULL }, false);
      g_assert_cmpuint (vit_trajectory_get_problems (run)->len, ==, 0);
      check_bases (run, 0, 1);
    }
}

/* Boxes that change by about half an edge from frame to frame: the atoms decide, wrapped or not,
 * and it is said once. What was decided is kept with the index. */
static void
test_half (void)
{
  for (ShearConvention c = 0; c < SHEAR_N_CONVENTIONS; c++)
    {
      const ShearWriting sparse = { .convention = c, .stride = 10, .reverse = true };
      write_frames ("half.dump", &sparse, 0, FRAMES);
      for (int again = 0; again < 2; again++)
        {
          g_autoptr (VitTrajectory) run = open_names ((const char *[]){ "half.dump", NULL }, true);
          g_assert_cmpuint (count_halves (run), ==, 1);
          check_bases (run, 0, 10);
        }
    }
}

/* Frames are appended in pieces of any length while the index is kept. */
static void
test_growth (void)
{
  g_autofree char *text = shear_run_write (truth, &unwrapped, 0, FRAMES);
  g_autofree char *path = get_path ("grown.dump");
  g_autoptr (GRand) random = g_rand_new_with_seed (4);
  size_t length = strlen (text), end = length / 3;
  write_text ("grown.dump", "");
  FILE *file = fopen (path, "wb");
  g_assert_cmpuint (fwrite (text, 1, end, file), ==, end);
  fflush (file);
  g_autoptr (VitTrajectory) followed = open_names ((const char *[]){ "grown.dump", NULL }, true);
  while (end < length)
    {
      size_t more = MIN (length - end, (size_t) g_rand_int_range (random, 1, (int) length / 8));
      g_assert_cmpuint (fwrite (text + end, 1, more, file), ==, more);
      fflush (file);
      end += more;
      g_autoptr (GError) error = NULL;
      VitTrajectory *next = vit_trajectory_reload (followed, NULL, &error);
      g_assert_no_error (error);
      vit_trajectory_unref (followed);
      followed = next;
      check_bases (followed, 0, 1);
      g_autoptr (VitTrajectory) anew = open_names ((const char *[]){ "grown.dump", NULL }, true);
      check_bases (anew, 0, 1);
    }
  g_assert_cmpuint (vit_trajectory_get_n_frames (followed), ==, FRAMES);
  fclose (file);
}

/* Several files, one of a single frame, whose ends were written again by the next one. */
static void
test_files (void)
{
  write_frames ("part-1.dump", &unwrapped, 0, 50);
  write_frames ("part-2.dump", &unwrapped, 41, 80);
  write_frames ("part-3.dump", &unwrapped, 80, 81);
  write_frames ("part-4.dump", &unwrapped, 81, FRAMES);
  const char *const names[] = { "part-1.dump", "part-2.dump", "part-3.dump", "part-4.dump", NULL };
  for (int again = 0; again < 2; again++)
    {
      g_autoptr (VitTrajectory) run = open_names (names, true);
      for (size_t k = 0; k < vit_trajectory_get_n_frames (run); k++)
        {
          VitFrameInfo info;
          vit_trajectory_get_frame_info (run, k, &info);
          assert_same_basis (vit_trajectory_get_basis (run, k),
                             truth->basis[info.step / SHEAR_RUN_STEPS]);
        }
    }
}

/* The same box in extended XYZ, and in LAMMPS data files of one frame each. */
static void
test_other_formats (void)
{
  g_autoptr (GString) xyz = g_string_new (NULL);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  for (size_t k = 0; k < FRAMES; k++)
    {
      const VitCell *cell = &truth->printed[k];
      const double (*h)[3] = cell->h, *o = cell->origin;
      g_string_append_printf (xyz, "1\nLattice=\"%.17g 0 0 %.17g %.17g 0 %.17g %.17g %.17g\"\n",
                              h[0][0], h[1][0], h[1][1], h[2][0], h[2][1], h[2][2]);
      g_string_append (xyz, "Cu 1 2 3\n");
      g_autofree char *data = g_strdup_printf (
          "frame\n\n1 atoms\n1 atom types\n\n%.17g %.17g xlo xhi\n%.17g %.17g ylo yhi\n%.17g "
          "%.17g zlo zhi\n%.17g %.17g %.17g xy xz yz\n\nAtoms # atomic\n\n1 1 1 2 3\n",
          o[0], o[0] + h[0][0], o[1], o[1] + h[1][1], o[2], o[2] + h[2][2], h[1][0], h[2][0],
          h[2][1]);
      g_autofree char *name = g_strdup_printf ("frame-%03zu.data", k);
      write_text (name, data);
      g_strv_builder_add (builder, name);
    }
  write_text ("shear.xyz", xyz->str);
  g_auto (GStrv) names = g_strv_builder_end (builder);
  g_autoptr (VitTrajectory) one = open_names ((const char *[]){ "shear.xyz", NULL }, false);
  g_autoptr (VitTrajectory) many = open_names ((const char *const *) names, false);
  check_bases (one, 0, 1);
  check_bases (many, 0, 1);
}

/* A restart that goes back within one file by many box lengths continues the frame before the one
 * that it writes again. */
static void
test_restart (void)
{
  g_autofree char *before = shear_run_write (truth, &unwrapped, 0, 70);
  g_autofree char *after = shear_run_write (truth, &unwrapped, 24, FRAMES);
  g_autofree char *both = g_strconcat (before, after, NULL);
  write_text ("restart.dump", both);
  g_autoptr (VitTrajectory) run = open_names ((const char *[]){ "restart.dump", NULL }, true);
  for (size_t k = 0; k < vit_trajectory_get_n_frames (run); k++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (run, k, &info);
      assert_same_basis (vit_trajectory_get_basis (run, k),
                         truth->basis[info.step / SHEAR_RUN_STEPS]);
    }
}

/* A key of a path changes with the basis, and with nothing else for unwrapped positions. */
static void
test_keys (void)
{
  write_frames ("keys.dump", &unwrapped, 0, FRAMES);
  g_autoptr (VitTrajectory) run = open_names ((const char *[]){ "keys.dump", NULL }, false);
  size_t flip = 1;
  while (vit_basis_is_identity (truth->basis[flip]))
    flip++;
  bool has_key;
  uint8_t key[16], other[16];
  const size_t to[] = { flip - 1, flip, FRAMES - 1 };
  g_assert_true (vit_trajectory_get_path_key (run, 0, to, 1, &has_key, key, NULL));
  g_assert_false (has_key);
  g_assert_true (vit_trajectory_get_path_key (run, 0, to, 2, &has_key, key, NULL));
  g_assert_true (has_key);
  g_assert_true (vit_trajectory_get_path_key (run, 0, to, 3, &has_key, other, NULL));
  g_assert_true (has_key);
  g_assert_cmpint (memcmp (key, other, sizeof key), !=, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  truth = shear_run_new (N, FRAMES, (double[3]){ 0.05, -0.04, 0.045 }, 0.05, 9);
  g_test_add_func ("/bases/one-file", test_one_file);
  g_test_add_func ("/bases/half", test_half);
  g_test_add_func ("/bases/growth", test_growth);
  g_test_add_func ("/bases/files", test_files);
  g_test_add_func ("/bases/other-formats", test_other_formats);
  g_test_add_func ("/bases/restart", test_restart);
  g_test_add_func ("/bases/keys", test_keys);
  int status = g_test_run ();
  shear_run_free (truth);
  folder_remove (folder);
  return status;
}
