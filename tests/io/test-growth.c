/* A file that is written while it is read, byte by byte: a frame is kept when it is whole, and what
 * has grown reads as what is opened anew. */

#include <gio/gio.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <time.h>
#include <utime.h>

#include "core/base/error.h"
#include "core/io/thermo-log.h"
#include "core/io/trajectory.h"
#include "tests/support/folder.h"

static char *folder;

/* A file of frames, and where they end. */
typedef struct
{
  GString *text;
  gsize ends[8];
  int n;
} Content;

static void
content_clear (Content *content)
{
  g_string_free (content->text, TRUE);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Content, content_clear)

static void
end_frame (Content *content)
{
  content->ends[content->n++] = content->text->len;
}

static int
count_whole (const Content *content, gsize length)
{
  int n = 0;
  while (n < content->n && content->ends[n] <= length)
    n++;
  return n;
}

static void
append_dump_frame (Content *content, int step, const char *line_end)
{
  static const char *const lines[] = { "ITEM: UNITS",
                                       "metal",
                                       "ITEM: TIME",
                                       NULL,
                                       "ITEM: TIMESTEP",
                                       NULL,
                                       "ITEM: NUMBER OF ATOMS",
                                       "2",
                                       "ITEM: BOX BOUNDS pp pp pp",
                                       "0 10",
                                       "0 20",
                                       "0 40.25",
                                       "ITEM: ATOMS id type xu yu zu" };
  for (gsize i = 0; i < G_N_ELEMENTS (lines); i++)
    if (lines[i])
      g_string_append_printf (content->text, "%s%s", lines[i], line_end);
    else
      g_string_append_printf (content->text, "%d%s", 10 + step, line_end);
  g_string_append_printf (content->text, "1 1 %d.2345 -2.5000 3.0000%s", step, line_end);
  g_string_append_printf (content->text, "2 2 9.0000 19.0000 39.12%02d%s", 10 + step, line_end);
  end_frame (content);
}

static void
append_xyz_frame (Content *content, int step, bool extended)
{
  g_string_append (content->text, "2\n");
  if (extended)
    g_string_append_printf (content->text,
                            "Lattice=\"10 0 0 0 10 0 0 0 10\" "
                            "Properties=species:S:1:pos:R:3:vx:R:1 Time=%d.5\n",
                            step);
  else
    g_string_append_printf (content->text, "step %d\n", step);
  g_string_append_printf (content->text, "Cu 1.5 %d.25 3.125%s\n", step, extended ? " 0.5" : "");
  g_string_append_printf (content->text, "Zr 4.5 5.5 6.1%02d%s\n", 10 + step,
                          extended ? " 0.75" : "");
  end_frame (content);
}

/* In place, as a program that appends does. */
static void
write_file (const char *path, const char *text, gsize length)
{
  FILE *file = fopen (path, "w");
  g_assert_nonnull (file);
  g_assert_cmpuint (fwrite (text, 1, length, file), ==, length);
  g_assert_cmpint (fclose (file), ==, 0);
}

static VitTrajectory *
open_path (const char *path, bool use_index_cache)
{
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .use_index_cache = use_index_cache };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, &options, NULL, &error);
  g_assert_true (run != NULL || error != NULL);
  return run;
}

/* Everything that is known and read of a run. */
static char *
describe (VitTrajectory *run)
{
  g_autoptr (GString) text = g_string_new (NULL);
  if (!run)
    return g_strdup ("refused");
  GPtrArray *problems = vit_trajectory_get_problems (run);
  g_string_append_printf (text, "damaged %zu unfinished %d\n", vit_trajectory_get_n_damaged (run),
                          vit_trajectory_is_unfinished (run));
  for (size_t i = 0; i < vit_trajectory_get_n_frames (run); i++)
    {
      VitFrameInfo info;
      g_autoptr (GError) error = NULL;
      vit_trajectory_get_frame_info (run, i, &info);
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, i, &error);
      g_string_append_printf (text, "frame %zu line %" G_GUINT64_FORMAT " step %d time %g:", i,
                              info.line, (int) info.step, info.time);
      if (error)
        g_string_append (text, error->message);
      for (size_t k = 0; frame && k < frame->atoms->n; k++)
        {
          double x[3];
          vit_frame_get_position (frame, k, x);
          g_string_append_printf (text, " %.6f %.6f %.6f", x[0], x[1], x[2]);
        }
      g_string_append_c (text, '\n');
    }
  for (guint i = 0; i < problems->len; i++)
    {
      g_autofree char *line = vit_problem_to_string (problems->pdata[i]);
      g_string_append_printf (text, "%s\n", line);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The frames of a run are the first @n of the whole file. */
static void
check_frames (VitTrajectory *run, VitTrajectory *whole, size_t n)
{
  g_assert_cmpuint (run ? vit_trajectory_get_n_frames (run) : 0, ==, n);
  for (size_t i = 0; i < n; i++)
    {
      g_autoptr (VitFrame) a = vit_trajectory_read_frame (run, i, NULL);
      g_autoptr (VitFrame) b = vit_trajectory_read_frame (whole, i, NULL);
      g_assert_true (a && b && a->atoms->n == b->atoms->n);
      g_assert_cmpint (a->step, ==, b->step);
      for (size_t k = 0; k < a->atoms->n; k++)
        {
          double x[3], y[3];
          vit_frame_get_position (a, k, x);
          vit_frame_get_position (b, k, y);
          g_assert_cmpmem (x, sizeof x, y, sizeof y);
        }
    }
}

typedef struct
{
  VitTrajectory *run;
  bool use_index_cache;
} Follower;

/* Goes on with the file as a window does that follows it. */
static void
follow (Follower *follower, const char *path)
{
  VitTrajectory *next = follower->run ? vit_trajectory_reload (follower->run, NULL, NULL)
                                      : open_path (path, follower->use_index_cache);
  g_clear_pointer (&follower->run, vit_trajectory_unref);
  follower->run = next;
}

/* A few rows and lines of a header before and after the end of a frame. */
static bool
is_near_end (const Content *content, gsize length)
{
  for (int i = 0; i < content->n; i++)
    if (length + 45 > content->ends[i] && length < content->ends[i] + 45)
      return true;
  return false;
}

/* @lone: a first frame without its last line end may be kept, being the whole file. */
static void
grow (const char *name, const Content *content, bool lone)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  write_file (path, content->text->str, strlen (content->text->str));
  g_autoptr (VitTrajectory) whole = open_path (path, false);
  g_assert_cmpuint (vit_trajectory_get_n_frames (whole), ==, content->n);
  Follower followers[] = { { NULL, false }, { NULL, true } };
  FILE *file = fopen (path, "w");
  g_assert_nonnull (file);
  for (gsize length = 1; length <= content->text->len; length++)
    {
      g_assert_cmpint (fputc (content->text->str[length - 1], file), !=, EOF);
      g_assert_cmpint (fflush (file), ==, 0);
      if (!is_near_end (content, length))
        continue;
      size_t n = (size_t) count_whole (content, length);
      g_autoptr (VitTrajectory) fresh = open_path (path, false);
      g_autofree char *expected = describe (fresh);
      for (gsize i = 0; i < G_N_ELEMENTS (followers); i++)
        {
          follow (&followers[i], path);
          g_autofree char *found = describe (followers[i].run);
          g_assert_cmpstr (found, ==, expected);
        }
      g_autoptr (VitTrajectory) known = open_path (path, true);
      g_autofree char *found = describe (known);
      g_assert_cmpstr (found, ==, expected);
      if (lone && n == 0 && fresh)
        {
          GPtrArray *problems = vit_trajectory_get_problems (fresh);
          g_assert_cmpuint (vit_trajectory_get_n_frames (fresh), ==, 1);
          g_assert_cmpuint (problems->len, ==, 1);
          g_assert_nonnull (strstr (((VitProblem *) problems->pdata[0])->message, "line end"));
          continue;
        }
      check_frames (fresh, whole, n);
      if (fresh)
        g_assert_cmpuint (vit_trajectory_get_n_damaged (fresh), ==, 0);
    }
  fclose (file);
  for (gsize i = 0; i < G_N_ELEMENTS (followers); i++)
    {
      g_assert_cmpuint (vit_trajectory_get_problems (followers[i].run)->len, ==, 0);
      vit_trajectory_unref (followers[i].run);
    }
}

static void
test_dump (void)
{
  static const char *const line_ends[] = { "\n", "\r\n", " \n" };
  for (gsize i = 0; i < G_N_ELEMENTS (line_ends); i++)
    {
      g_auto (Content) content = { .text = g_string_new (NULL) };
      for (int step = 0; step < 3; step++)
        append_dump_frame (&content, step, line_ends[i]);
      g_autofree char *name = g_strdup_printf ("grows-%d.dump", (int) i);
      grow (name, &content, false);
    }
}

static void
test_xyz (void)
{
  for (int extended = 0; extended < 2; extended++)
    {
      g_auto (Content) content = { .text = g_string_new (NULL) };
      for (int step = 0; step < 3; step++)
        append_xyz_frame (&content, step, extended);
      grow (extended ? "grows-extended.xyz" : "grows.xyz", &content, true);
    }
}

/* What has damage in it, too, is found as if it had been there at once. */
static void
test_damaged (void)
{
  static const char *const between[] = {
    "1 1 2.0 3.0 4.0\n",                                              /* a row too many */
    "\n\n",                                                           /* blank lines */
    "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n9\n",                  /* broken off */
    "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS\n" /* a bad last row */
    "0 1\n0 1\n0 1\nITEM: ATOMS id type x y z\n1 1 0.5 0.5\n",
    "killed by signal 9\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (between); i++)
    {
      g_auto (Content) content = { .text = g_string_new (NULL) };
      append_dump_frame (&content, 0, "\n");
      append_dump_frame (&content, 1, "\n");
      g_string_append (content.text, between[i]);
      append_dump_frame (&content, 2, "\n");
      append_dump_frame (&content, 3, "\n");
      g_autofree char *name = g_strdup_printf ("damaged-%d.dump", (int) i);
      g_autofree char *path = g_build_filename (folder, name, NULL);
      Follower followers[] = { { NULL, false }, { NULL, true } };
      for (gsize length = content.ends[0]; length <= content.text->len; length++)
        {
          gsize from = content.ends[1] - 5, to = content.ends[2] + 30;
          if ((length < from || length > to) && length < content.text->len)
            continue;
          write_file (path, content.text->str, length);
          g_autoptr (VitTrajectory) fresh = open_path (path, false);
          g_autofree char *expected = describe (fresh);
          for (gsize k = 0; k < G_N_ELEMENTS (followers); k++)
            {
              follow (&followers[k], path);
              g_autofree char *found = describe (followers[k].run);
              g_assert_cmpstr (found, ==, expected);
            }
        }
      for (gsize k = 0; k < G_N_ELEMENTS (followers); k++)
        vit_trajectory_unref (followers[k].run);
    }
}

/* An XYZ file of one structure, as an editor leaves it; a dump is never left so. */
static void
test_no_line_end (void)
{
  g_autofree char *xyz = g_build_filename (folder, "molecule.xyz", NULL);
  static const char molecule[] = "2\nfrom an editor\nCu 0 0 0\nZr 1 2 3.25";
  write_file (xyz, molecule, sizeof molecule - 1);
  g_autoptr (VitTrajectory) run = open_path (xyz, true);
  g_assert_nonnull (run);
  g_assert_cmpuint (vit_trajectory_get_problems (run)->len, ==, 1);
  g_assert_false (((VitProblem *) vit_trajectory_get_problems (run)->pdata[0])->damaging);

  g_auto (Content) content = { .text = g_string_new (NULL) };
  append_dump_frame (&content, 0, "\n");
  append_dump_frame (&content, 1, "\n");
  g_autofree char *dump = g_build_filename (folder, "edited.dump", NULL);
  write_file (dump, content.text->str, content.text->len - 1);
  g_autoptr (VitTrajectory) cut = open_path (dump, true);
  g_assert_cmpuint (vit_trajectory_get_n_frames (cut), ==, 1);
  g_assert_true (vit_trajectory_is_unfinished (cut));
  VitProblem *problem = vit_trajectory_get_problems (cut)->pdata[0];
  g_assert_false (problem->damaging);
  g_assert_nonnull (strstr (problem->message, "no line end"));
}

/* One gzip member a frame. */
static GBytes *
pack_frames (const Content *content)
{
  g_autoptr (GOutputStream) packed = g_memory_output_stream_new_resizable ();
  for (int i = 0; i < content->n; i++)
    {
      gsize from = i > 0 ? content->ends[i - 1] : 0;
      g_autoptr (GZlibCompressor) gzip = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_GZIP, 6);
      g_autoptr (GOutputStream) member = g_converter_output_stream_new (packed, G_CONVERTER (gzip));
      g_filter_output_stream_set_close_base_stream (G_FILTER_OUTPUT_STREAM (member), FALSE);
      g_assert_true (g_output_stream_write_all (member, content->text->str + from,
                                                content->ends[i] - from, NULL, NULL, NULL));
      g_assert_true (g_output_stream_close (member, NULL, NULL));
    }
  g_assert_true (g_output_stream_close (packed, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (packed));
}

/* What ends within packed data waits, however often it is looked at, until it is old. */
static void
test_packed (void)
{
  g_autofree char *path = g_build_filename (folder, "packed.dump.gz", NULL);
  g_auto (Content) content = { .text = g_string_new (NULL) };
  append_dump_frame (&content, 0, "\n");
  append_dump_frame (&content, 1, "\n");
  g_autoptr (GBytes) two = pack_frames (&content);
  append_dump_frame (&content, 2, "\n");
  g_autoptr (GBytes) three = pack_frames (&content);
  gsize size;
  const char *bytes = g_bytes_get_data (three, &size);

  write_file (path, bytes, g_bytes_get_size (two));
  g_autoptr (VitTrajectory) run = open_path (path, true);
  write_file (path, bytes, size - 9);
  for (int look = 0; look < 3; look++)
    {
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) grown = vit_trajectory_reload (run, NULL, &error);
      g_assert_no_error (error);
      g_assert_true (vit_trajectory_is_unfinished (grown));
      g_assert_cmpuint (vit_trajectory_get_n_damaged (grown), ==, 0);
      vit_trajectory_unref (run);
      run = g_steal_pointer (&grown);
    }

  struct utimbuf then = { .actime = time (NULL) - 60, .modtime = time (NULL) - 60 };
  g_assert_cmpint (g_utime (path, &then), ==, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) left = vit_trajectory_reload (run, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (vit_trajectory_is_unfinished (left));
  g_autoptr (VitTrajectory) again = vit_trajectory_reload (left, NULL, &error);
  g_assert_no_error (error);
  g_assert_false (vit_trajectory_is_unfinished (again));
}

/* A data file that has grown is one structure, still. */
static void
test_data (void)
{
  static const char head[] = "title\n\n2 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo "
                             "zhi\n\nAtoms # atomic\n\n1 1 1 2 3\n2 1 4 5 6.75";
  g_autofree char *path = g_build_filename (folder, "grows.data", NULL);
  write_file (path, head, sizeof head - 3);
  g_autoptr (VitTrajectory) cut = open_path (path, true);
  g_assert_cmpuint (vit_trajectory_get_problems (cut)->len, ==, 1);
  g_autofree char *text = g_strconcat (head, "\n", NULL);
  write_file (path, text, strlen (text));
  g_autoptr (VitTrajectory) run = vit_trajectory_reload (cut, NULL, NULL);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 1);
  g_assert_cmpuint (vit_trajectory_get_problems (run)->len, ==, 0);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 0, NULL);
  double x[3];
  vit_frame_get_position (frame, 1, x);
  g_assert_cmpfloat (x[2], ==, 6.75);
}

/* The rows of a log that grows are the first ones of the whole log. */
static void
test_log (void)
{
  static const char *const logs[] = {
    "LAMMPS (1 Jan 2024)\nPer MPI rank memory allocation\n   Step   Temp   Lz\n 0 100.25 40.5\n"
    " 10 100.75 41.5\nWARNING: x\n 20 101.25 42.5\nLoop time of 1\n",
    "---\nkeywords: ['Step', 'Temp', 'Lz']\ndata:\n  - [0, 100.25, 40.5]\n  - [10, 100.75, 41.5]\n"
    "...\n",
    "Per MPI rank memory allocation\n"
    "------------ Step        0 ----- CPU =   0.0 ------------\nTotEng =  -1.25 KinEng = 12.5\n"
    "PotEng = 3.75 Lz = 40.5\n"
    "------------ Step       10 ----- CPU =   0.5 ------------\nTotEng =  -1.50 KinEng = 13.5\n"
    "PotEng = 4.75 Lz = 41.5\nLoop time of 1\n",
    "# time_ps strain stress_GPa\n0.5 0.01 1.25\n1.5 0.02 2.25\n2.5 0.03 3.25\n",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (logs); i++)
    {
      g_autofree char *path = g_build_filename (folder, "log.lammps", NULL);
      write_file (path, logs[i], strlen (logs[i]));
      g_autoptr (VitThermoLog) whole = vit_thermo_log_open (path, NULL, NULL);
      g_assert_nonnull (whole);
      const char *const *columns = vit_thermo_log_get_columns (whole, 0);
      for (gsize length = 1; length < strlen (logs[i]); length++)
        {
          write_file (path, logs[i], length);
          g_autoptr (GError) error = NULL;
          g_autoptr (VitThermoLog) log = vit_thermo_log_open (path, NULL, &error);
          g_assert_true (log != NULL || error != NULL);
          if (!log)
            continue;
          g_assert_cmpuint (vit_thermo_log_get_n_sections (log), ==, 1);
          g_assert_true (g_strv_equal (vit_thermo_log_get_columns (log, 0), columns));
          size_t n = vit_thermo_log_get_n_rows (log, 0);
          g_assert_cmpuint (n, <=, vit_thermo_log_get_n_rows (whole, 0));
          for (const char *const *name = columns; *name; name++)
            g_assert_cmpmem (vit_thermo_log_get_column (log, 0, *name), n * sizeof (double),
                             vit_thermo_log_get_column (whole, 0, *name), n * sizeof (double));
        }
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  g_test_add_func ("/io/growth/dump", test_dump);
  g_test_add_func ("/io/growth/xyz", test_xyz);
  g_test_add_func ("/io/growth/damaged", test_damaged);
  g_test_add_func ("/io/growth/no-line-end", test_no_line_end);
  g_test_add_func ("/io/growth/packed", test_packed);
  g_test_add_func ("/io/growth/data", test_data);
  g_test_add_func ("/io/growth/log", test_log);
  int failed = g_test_run ();
  folder_remove (folder);
  return failed;
}
