/* What is written is read back the same, by the readers and by eye. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/io/trajectory.h"
#include "core/io/formats.h"

/* A tilted box that is not periodic along z, wrapped, with an id beyond 32 bits. */
static const char tilted[] =
    "ITEM: TIMESTEP\n1200\nITEM: NUMBER OF ATOMS\n3\n"
    "ITEM: BOX BOUNDS xy xz yz pp pp ff\n-1.5 12.5 2\n-3 8 -0.5\n0.25 9.75 1\n"
    "ITEM: ATOMS id type element x y z\n7 2 Zr 0.1 -2.5 3\n"
    "5000000000 1 Cu 1e-7 0.333333333333333 9.5\n3 1 Cu 4 5 6.0000000001\n";

/* Unwrapped decimals, as a LAMMPS dump has them by default. */
static const char unwrapped[] =
    "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\n"
    "ITEM: BOX BOUNDS pp pp pp\n0 10\n0 11\n-6 6\n"
    "ITEM: ATOMS id type xu yu zu\n1 1 -25.1250 3.0000 0.1\n2 2 104.5 2.5 -7.75\n";

/* A box that no LAMMPS dump of old could hold. */
static const char turned[] =
    "2\nLattice=\"0 9 0 -8 0 0 0.5 0.5 7\" Properties=species:S:1:pos:R:3 pbc=\"T F T\"\n"
    "Cu 0.1 0.2 0.3\nZr -1.5 2.25 3.125\n";

static VitFrame *
read_text (const char *text, const char *ending)
{
  g_autofree char *folder = g_dir_make_tmp ("vitrine-writer-XXXXXX", NULL);
  g_autofree char *name = g_strconcat ("run", ending, NULL);
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  const char *const paths[] = { path, NULL };
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  VitFrame *frame = vit_trajectory_read_frame (run, 0, &error);
  g_assert_no_error (error);
  g_remove (path);
  g_rmdir (folder);
  return frame;
}

static void
check_same (const VitFrame *a, const VitFrame *b, bool with_species)
{
  g_assert_cmpuint (a->atoms->n, ==, b->atoms->n);
  g_assert_cmpint (a->step, ==, b->step);
  for (int i = 0; i < 3; i++)
    {
      g_assert_cmpint (a->cell.periodic[i], ==, b->cell.periodic[i]);
      g_assert_cmpfloat_with_epsilon (a->cell.origin[i], b->cell.origin[i], 1e-14);
      for (int j = 0; j < 3; j++)
        g_assert_cmpfloat_with_epsilon (a->cell.h[i][j], b->cell.h[i][j], 1e-14);
    }
  for (size_t i = 0; i < a->atoms->n; i++)
    {
      double x[3], y[3];
      vit_frame_get_position (a, i, x);
      vit_frame_get_position (b, i, y);
      g_assert_cmpint (a->atoms->ids[i], ==, b->atoms->ids[i]);
      g_assert_cmpuint (a->atoms->types[i], ==, b->atoms->types[i]);
      for (int k = 0; k < 3; k++)
        g_assert_cmpfloat (x[k], ==, y[k]);
      if (with_species)
        g_assert_cmpstr (a->atoms->species[a->atoms->types[i] - 1], ==,
                         b->atoms->species[b->atoms->types[i] - 1]);
    }
}

static void
check_round (const char *text, const char *ending)
{
  g_autoptr (VitFrame) frame = read_text (text, ending);
  g_autofree double *values = g_new (double, 4 * frame->atoms->n);
  for (size_t i = 0; i < 4 * frame->atoms->n; i++)
    values[i] = i == 1 ? NAN : 1.0 / (1.0 + (double) i);
  const VitWriterColumn columns[] = { { "t_ml", "K", values, 1, NULL },
                                      { "u", "Å", values + frame->atoms->n, 3, NULL } };
  const struct
  {
    VitWriterFormat format;
    const char *ending;
    bool species;
  } formats[] = { { VIT_WRITER_LAMMPS_DUMP, ".dump", false }, { VIT_WRITER_EXTXYZ, ".xyz", true } };
  for (gsize f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (GString) once = g_string_new (NULL), twice = g_string_new (NULL);
      vit_writer_append (once, formats[f].format, frame, 2.5, NULL, false, columns, 2);
      g_autoptr (VitFrame) again = read_text (once->str, formats[f].ending);
      check_same (frame, again, formats[f].species && *frame->atoms->species[0]);
      g_assert_cmpfloat (again->time, ==, 2.5);
      if (formats[f].format == VIT_WRITER_LAMMPS_DUMP)
        g_assert_cmpint (again->unwrapped, ==, frame->unwrapped);
      vit_writer_append (twice, formats[f].format, again, 2.5, NULL, false, columns, 2);
      g_assert_cmpstr (once->str, ==, twice->str);
    }
}

static void
test_tilted (void)
{
  check_round (tilted, ".dump");
}

static void
test_unwrapped (void)
{
  check_round (unwrapped, ".dump");
}

/* A frame without a box is written without one. */
static void
test_boxless (void)
{
  static const char text[] = "4\nno box\nCu 0 0 0\nZr 1 2 3\nCu 4 0 1.5\nZr 2 2 -1\n";
  check_round (text, ".xyz");
  g_autoptr (VitFrame) frame = read_text (text, ".xyz");
  g_autoptr (GString) once = g_string_new (NULL);
  vit_writer_append (once, VIT_WRITER_EXTXYZ, frame, 2.5, NULL, false, NULL, 0);
  g_assert_null (strstr (once->str, "Lattice"));
  g_autoptr (VitFrame) again = read_text (once->str, ".xyz");
  g_assert_false (again->has_cell);
}

static void
test_turned (void)
{
  check_round (turned, ".xyz");
}

/* Several frames in one file are as many frames. */
static void
test_several (void)
{
  g_autoptr (VitFrame) frame = read_text (unwrapped, ".dump");
  const struct
  {
    VitWriterFormat format;
    const char *name;
  } formats[] = { { VIT_WRITER_LAMMPS_DUMP, "run.dump" }, { VIT_WRITER_EXTXYZ, "run.extxyz" } };
  for (gsize f = 0; f < G_N_ELEMENTS (formats); f++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int i = 0; i < 3; i++)
        {
          frame->step = 100 * i;
          vit_writer_append (text, formats[f].format, frame, 0.2 * i, NULL, true, NULL, 0);
        }
      g_autofree char *folder = g_dir_make_tmp ("vitrine-writer-XXXXXX", NULL);
      g_autofree char *path = g_build_filename (folder, formats[f].name, NULL);
      g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
      const char *const paths[] = { path, NULL };
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 3);
      VitFrameInfo info;
      vit_trajectory_get_frame_info (run, 2, &info);
      g_assert_cmpint (info.step, ==, 200);
      g_assert_cmpfloat (info.time, ==, 0.4);
      g_remove (path);
      g_rmdir (folder);
    }
}

static void
test_csv (void)
{
  g_autoptr (VitFrame) frame = read_text (unwrapped, ".dump");
  const double t[] = { 300, NAN }, u[] = { 1, 2, 3, 1e-9, 0.1, 1.0 / 3 };
  static const char *const names[] = { "strain", "rotation" };
  const double pair[] = { 0.5, 1, -2, INFINITY };
  const VitWriterColumn columns[] = { { "t_ml", "K", t, 1, NULL },
                                      { "u", "Å", u, 3, NULL },
                                      { "pair", "", pair, 2, names } };
  g_autoptr (GString) text = g_string_new (NULL);
  vit_writer_append (text, VIT_WRITER_CSV, frame, 0.1, NULL, true, columns, 3);
  vit_writer_append (text, VIT_WRITER_CSV, frame, 0.2, NULL, true, columns, 3);
  g_auto (GStrv) lines = g_strsplit (text->str, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_cmpstr (
      lines[0], ==,
      "time (ps),id,type,x (Å),y (Å),z (Å),t_ml (K),u_x (Å),u_y (Å),u_z (Å),strain,rotation");
  g_assert_cmpstr (lines[1], ==, "0.1,1,1,-25.125,3,0.1,300,1,2,3,0.5,1");
  g_assert_true (
      g_str_has_prefix (lines[2], "0.1,2,2,104.5,2.5,-7.75,,1e-09,0.1,0.333333333333333"));
  g_assert_true (g_str_has_prefix (lines[3], "0.2,1,1,"));
  g_assert_true (g_str_has_suffix (lines[4], ",-2,inf"));
}

static void
test_formats (void)
{
  VitWriterFormat format;
  g_assert_true (vit_formats_find_writer ("a.csv", &format) && format == VIT_WRITER_CSV);
  g_assert_true (vit_formats_find_writer ("a.b.extxyz", &format) && format == VIT_WRITER_EXTXYZ);
  g_assert_true (vit_formats_find_writer ("x/a.lammpstrj", &format) &&
                 format == VIT_WRITER_LAMMPS_DUMP);
  g_assert_false (vit_formats_find_writer ("a.txt", &format));
  g_assert_false (vit_formats_find_writer ("csv", &format));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/io/writer/tilted", test_tilted);
  g_test_add_func ("/io/writer/unwrapped", test_unwrapped);
  g_test_add_func ("/io/writer/turned", test_turned);
  g_test_add_func ("/io/writer/boxless", test_boxless);
  g_test_add_func ("/io/writer/several", test_several);
  g_test_add_func ("/io/writer/csv", test_csv);
  g_test_add_func ("/io/writer/formats", test_formats);
  return g_test_run ();
}
