/* Indexing that jumps over rows finds what counting them finds; a damaged file is never indexed
 * wrongly in silence. */

#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/io/dump-jump.h"
#include "core/io/trajectory.h"

#define N_ATOMS 700
#define N_FRAMES 12

static char *path;

static void
append_header (GString *text, int step, int n)
{
  g_string_append_printf (text,
                          "ITEM: UNITS\nmetal\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\n"
                          "ITEM: BOX BOUNDS pp pp pp\n0 10\n0 10\n0 10\n"
                          "ITEM: ATOMS id type xu yu zu\n",
                          step, n);
}

static void
append_rows (GString *text, GRand *random, int from, int n)
{
  for (int i = from; i < from + n; i++)
    g_string_append_printf (
        text, "%d %d %.4f %.4f %.4f\n", i + 1, 1 + i % 2, g_rand_double_range (random, -900, 900),
        g_rand_double_range (random, -20, 20), g_rand_double_range (random, 0, 9));
}

static VitTrajectory *
open_file (bool count_rows)
{
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .count_rows = count_rows };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, &options, NULL, &error);
  g_assert_no_error (error);
  return run;
}

/* Everything that is said of the file, once each frame has been read. */
static char *
describe (VitTrajectory *run)
{
  g_autoptr (GString) text = g_string_new (NULL);
  size_t kept;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &kept, NULL, NULL, &error);
  g_assert_no_error (error);
  g_string_append_printf (text, "%zu frames\n", kept);
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *line = vit_problem_to_string (problems->pdata[i]);
      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
compare_frames (VitTrajectory *a, VitTrajectory *b)
{
  g_assert_cmpuint (vit_trajectory_get_n_frames (a), ==, vit_trajectory_get_n_frames (b));
  for (size_t i = 0; i < vit_trajectory_get_n_frames (a); i++)
    {
      VitFrameInfo x, y;
      vit_trajectory_get_frame_info (a, i, &x);
      vit_trajectory_get_frame_info (b, i, &y);
      g_assert_cmpint (x.step, ==, y.step);
      g_assert_cmpuint (x.line, ==, y.line);
      g_assert_cmpuint (x.n_atoms, ==, y.n_atoms);
      g_autoptr (VitFrame) f = vit_trajectory_read_frame (a, i, NULL);
      g_autoptr (VitFrame) g = vit_trajectory_read_frame (b, i, NULL);
      g_assert_true (f && g);
      g_assert_cmpmem (f->fixed, 12 * x.n_atoms, g->fixed, 12 * y.n_atoms);
    }
}

static void
test_whole (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (1);
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < 2 * N_FRAMES; f++)
    {
      int n = f < N_FRAMES ? N_ATOMS : N_ATOMS + 50 * (f % 3);
      append_header (text, f, n);
      append_rows (text, random, 0, n);
    }
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_autoptr (VitTrajectory) jumped = open_file (false);
  g_autoptr (VitTrajectory) counted = open_file (true);
  g_assert_cmpuint (vit_trajectory_get_n_frames (counted), ==, 2 * N_FRAMES);
  compare_frames (jumped, counted);
}

typedef enum
{
  ROW_LOST,
  ROW_TOO_MANY,
  CUT_BY_RESTART,
  FRAME_WITHIN,
  ROW_TORN,
  FEED_LOST,
  HEADER_DAMAGED,
  N_DAMAGES
} Damage;

static void
append_damaged (GString *text, GRand *random, Damage damage, int step)
{
  append_header (text, step, N_ATOMS);
  gsize body = text->len;
  switch (damage)
    {
    case ROW_LOST:
      append_rows (text, random, 0, N_ATOMS - 1);
      break;
    case ROW_TOO_MANY:
      append_rows (text, random, 0, N_ATOMS + 1);
      break;
    case CUT_BY_RESTART:
      append_rows (text, random, 0, N_ATOMS / 2);
      g_string_truncate (text, text->len - 9);
      g_string_append (text, "\n");
      append_header (text, step, N_ATOMS);
      append_rows (text, random, 0, N_ATOMS);
      break;
    case FRAME_WITHIN:
      append_rows (text, random, 0, N_ATOMS - 30);
      append_header (text, step + 1, 25);
      append_rows (text, random, 0, 25);
      break;
    case ROW_TORN:
      append_rows (text, random, 0, N_ATOMS);
      memset (text->str + body + 3000, '\0', 40);
      break;
    case FEED_LOST:
      append_rows (text, random, 0, N_ATOMS);
      *strchr (text->str + body + 5000, '\n') = ' ';
      break;
    default:
      append_rows (text, random, 0, N_ATOMS);
      memcpy (strstr (text->str + body - 100, "BOX"), "BAX", 3);
    }
}

static void
test_damaged (void)
{
  for (int damage = 0; damage < N_DAMAGES; damage++)
    for (int where = 1; where < N_FRAMES; where += 5)
      {
        g_autoptr (GRand) random = g_rand_new_with_seed (2);
        g_autoptr (GString) text = g_string_new (NULL);
        for (int f = 0; f < N_FRAMES; f++)
          if (f == where)
            append_damaged (text, random, (Damage) damage, 10 * f);
          else
            {
              append_header (text, 10 * f, N_ATOMS);
              append_rows (text, random, 0, N_ATOMS);
            }
        g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
        g_autoptr (VitTrajectory) jumped = open_file (false);
        g_autoptr (VitTrajectory) counted = open_file (true);
        /* A row more or less is not seen from afar. */
        if (damage == ROW_LOST && where + 1 < N_FRAMES)
          {
            g_assert_cmpuint (vit_trajectory_get_n_damaged (counted), ==, 1);
            g_assert_cmpuint (vit_trajectory_get_n_damaged (jumped), ==, 0);
          }
        g_autofree char *expected = describe (counted), *found = describe (jumped);
        g_assert_cmpstr (found, ==, expected);
        g_assert_nonnull (strchr (strchr (expected, '\n') + 1, '\n'));
        /* Once a frame was found to be damaged, a reload counts. */
        g_autoptr (VitTrajectory) again = vit_trajectory_reload (jumped, NULL, NULL);
        g_assert_cmpuint (vit_trajectory_get_n_frames (again), ==,
                          vit_trajectory_get_n_frames (counted));
      }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_autofree char *folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  path = g_build_filename (folder, "run.dump", NULL);
  vit_dump_jump_set_from (0);
  g_test_add_func ("/io/jump/whole", test_whole);
  g_test_add_func ("/io/jump/damaged", test_damaged);
  int failed = g_test_run ();
  g_unlink (path);
  g_rmdir (folder);
  g_free (path);
  return failed;
}
