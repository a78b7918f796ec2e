/* The table of formats: every row is complete, what is written is read again, and names mean what
 * they did. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/clock.h"
#include "core/io/formats.h"
#include "core/io/trajectory.h"
#include "tests/support/folder.h"

static char *folder;

static void
test_rows (void)
{
  size_t n;
  const VitFileFormat *formats = vit_formats_get (&n);
  g_autoptr (GHashTable) endings = g_hash_table_new (g_str_hash, g_str_equal),
                         titles = g_hash_table_new (g_str_hash, g_str_equal);
  for (size_t i = 0; i < n; i++)
    {
      const VitFileFormat *format = &formats[i];
      g_assert_true (g_hash_table_add (titles, (void *) format->title));
      g_assert_true (vit_formats_find_title (format->title) == format);
      g_assert_true (format->kind && format->told_by && format->reference);
      g_assert_true (format->reader || format->writer != VIT_WRITER_NONE);
      g_assert_nonnull (format->endings[0]);
      for (const char *const *ending = format->endings; *ending; ending++)
        {
          g_assert_true (**ending == '.');
          g_assert_true (g_hash_table_add (endings, (void *) *ending));
        }
      if (!format->reader)
        continue;
      g_assert_true (vit_formats_of_reader (format->reader) == format);
      const VitReader *reader = format->reader;
      g_assert_true (reader->sniff && reader->index && reader->read && reader->read_column &&
                     reader->read_columns && reader->version > 0);
    }
  g_assert_null (vit_formats_find_title ("GROMACS"));
}

/* Every ending that is written gives a file that is read as that format, if it can be read. */
static void
test_round (void)
{
  int64_t ids[] = { 1, 2 };
  uint8_t types[] = { 1, 2 };
  char copper[] = "Cu", zirconium[] = "Zr", *species[] = { copper, zirconium, NULL };
  double positions[] = { 1, 2, 3.5, 4, 5, 6.25 };
  VitAtoms atoms = { .n = 2,
                     .ids = ids,
                     .types = types,
                     .species = species,
                     .n_types = 2,
                     .has_ids = true,
                     .unique = true };
  VitFrame frame = { .atoms = &atoms, .has_cell = true, .real = positions, .step = 7, .time = NAN };
  const double lo[3] = { 0, 0, 0 }, hi[3] = { 9, 9, 9 };
  vit_cell_init_orthogonal (&frame.cell, lo, hi);
  size_t n, n_read = 0;
  const VitFileFormat *formats = vit_formats_get (&n);
  for (size_t i = 0; i < n; i++)
    for (const char *const *ending = formats[i].endings; *ending; ending++)
      {
        VitWriterFormat writer = VIT_WRITER_NONE;
        g_autofree char *name = g_strconcat ("round", *ending, NULL);
        g_autofree char *path = g_build_filename (folder, name, NULL);
        bool written = vit_formats_find_writer (path, &writer);
        g_assert_true (written == (formats[i].writer != VIT_WRITER_NONE));
        g_assert_true (writer == formats[i].writer);
        if (!written)
          continue;
        g_autoptr (GString) text = g_string_new (NULL);
        g_autoptr (GError) error = NULL;
        vit_writer_append (text, writer, &frame, NAN, NULL, false, NULL, 0);
        g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
        const char *const paths[] = { path, NULL };
        g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
        if (!formats[i].reader)
          {
            g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
            g_assert_nonnull (strstr (error->message, formats[0].title));
            continue;
          }
        g_assert_no_error (error);
        g_assert_cmpstr (vit_trajectory_get_format (run), ==, formats[i].title);
        VitCell cell;
        g_assert_true (vit_trajectory_read_cell (run, 0, &cell, NULL));
        g_assert_true (formats[i].has_cells);
        g_assert_cmpfloat (vit_cell_volume (&cell), ==, 729);
        g_assert_cmpuint (vit_trajectory_get_atoms (run)->n_types, ==, 2);
        n_read++;
      }
  g_assert_cmpuint (n_read, ==, 4);
}

static void
test_names (void)
{
  static const struct
  {
    const char *name, *stripped;
  } cases[] = {
    { "creep-2.3.lammpstrj.zst", "creep-2.3" },
    { "run.dump.gz", "run" },
    { "glass.data", "glass" },
    { "a.b.extxyz.xz", "a.b" },
    { "water.xyz.bz2", "water" },
    { "dump.100", "dump.100" },
    { ".dump", ".dump" },
    { "table.csv", "table.csv" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *stripped = vit_formats_strip_ending (cases[i].name);
      g_assert_cmpstr (stripped, ==, cases[i].stripped);
    }
  g_autofree char *written = vit_formats_list_written ();
  g_assert_cmpstr (written, ==, ".dump, .lammpstrj, .xyz, .extxyz or .csv");
}

static bool
matches (char **patterns, const char *name)
{
  for (; *patterns; patterns++)
    if (g_pattern_match_simple (*patterns, name))
      return true;
  return false;
}

static void
test_patterns (void)
{
  g_auto (GStrv) dumps = vit_formats_get_patterns ("LAMMPS dumps");
  g_auto (GStrv) data = vit_formats_get_patterns ("LAMMPS data");
  g_assert_true (matches (dumps, "dump.1000") && matches (dumps, "a.lammpstrj.zst") &&
                 matches (dumps, "b.dump") && matches (dumps, "b.bin"));
  g_assert_true (matches (data, "data.glass") && matches (data, "glass.data.gz"));
  g_assert_false (matches (dumps, "glass.data") || matches (data, "a.xyz"));
}

static void
test_clock (void)
{
  static const struct
  {
    const char *style;
    double ps;
  } styles[] = { { "metal", 1 },       { "real", 1e-3 }, { "si", 1e12 }, { "cgs", 1e12 },
                 { "electron", 1e-3 }, { "micro", 1e6 }, { "nano", 1e3 } };
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    g_assert_cmpfloat (vit_clock_unit_get (vit_clock_unit_of_style (styles[i].style)), ==,
                       styles[i].ps);
  g_assert_null (vit_clock_unit_of_style ("lj"));
  g_assert_null (vit_clock_unit_of_style (NULL));
  g_assert_cmpstr (vit_clock_unit_find ((VitToken){ "Femtoseconds", 12 }), ==, "fs");
  g_assert_null (vit_clock_unit_find ((VitToken){ "f", 1 }));
  g_assert_cmpfloat (vit_clock_unit_get ("step"), ==, 0);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/io/formats/rows", test_rows);
  g_test_add_func ("/io/formats/round", test_round);
  g_test_add_func ("/io/formats/names", test_names);
  g_test_add_func ("/io/formats/patterns", test_patterns);
  g_test_add_func ("/io/formats/clock", test_clock);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
