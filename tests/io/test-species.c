/* Species: every way in which files name them, and that each keeps its number while others enter
 * and leave. Data files whose atom style is told, guessed or asked for. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/trajectory.h"
#include "tests/support/folder.h"

#define N 24
#define N_FRAMES 4

static char *folder;

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, text, -1, &error));
  g_assert_no_error (error);
  return path;
}

static VitTrajectory *
open_given (const char *path, VitPremiseId id, const char *value, GError **error)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (VitPremises) given = vit_premises_new ();
  if (value)
    vit_premises_set (given, id, VIT_SOURCE_USER, value);
  VitTrajectoryOptions options = { .given = given };
  return vit_trajectory_open (paths, &options, NULL, error);
}

/* ---- Names ---- */

static const char *const symbols[] = { "Zr", "Cu", "Al", "Ni" };

/* The truth: species of an atom in a frame. Copper is missing in the second frame, aluminium enters
 * in the third, and nickel in the fourth. */
static size_t
get_species (size_t frame, size_t atom)
{
  static const size_t of_frame[N_FRAMES][4] = {
    { 0, 1, 0, 1 }, { 0, 0, 0, 0 }, { 0, 1, 2, 1 }, { 3, 1, 2, 2 }
  };
  return of_frame[frame][atom % 4];
}

/* How rows name species: %t number, %s symbol. */
typedef struct
{
  const char *columns, *row;
  bool has_numbers; /* the file numbers its types, as 1 + the truth */
  bool has_names;
} Convention;

static const Convention dumps[] = {
  { "id type x y z", "%t", true, false },
  { "id type element x y z", "%t %s", true, true },
  { "id type typelabel x y z", "%t %s", true, true },
  { "id element x y z", "%s", false, true },
  { "id typelabel x y z", "%s", false, true },
  { "id type x y z", "%s", false, true },
  { "id type typelabel element x y z", "%t %s C", true, true },
  { "id typelabel element x y z", "%s C", false, true },
};

static const Convention xyzs[] = {
  { "a comment", "%s", false, true },
  { "Properties=species:S:1:pos:R:3", "%s", false, true },
  { "Properties=element:S:1:pos:R:3", "%s", false, true },
  { "Properties=type:S:1:pos:R:3", "%s", false, true },
  { "Properties=species:S:1:type:I:1:pos:R:3", "%s %t", true, true },
  { "a comment", "%t", false, false },
};

static void
append_row (GString *text, const Convention *convention, size_t species)
{
  g_autoptr (GString) row = g_string_new (convention->row);
  g_autofree char *number = g_strdup_printf ("%zu", species + 1);
  g_string_replace (row, "%t", number, 0);
  g_string_replace (row, "%s", symbols[species], 0);
  g_string_append_printf (text, "%s 1.5 2.5 3.5\n", row->str);
}

static char *
write_convention (const Convention *convention, bool is_xyz)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t f = 0; f < N_FRAMES; f++)
    {
      if (is_xyz)
        g_string_append_printf (text, "%d\n%s\n", N, convention->columns);
      else
        g_string_append_printf (text,
                                "ITEM: TIMESTEP\n%zu\nITEM: NUMBER OF ATOMS\n%d\n"
                                "ITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\nITEM: ATOMS %s\n",
                                f, N, convention->columns);
      for (size_t i = 0; i < N; i++)
        {
          if (!is_xyz)
            g_string_append_printf (text, "%zu ", i + 1);
          append_row (text, convention, get_species (f, i));
        }
    }
  return write_file (is_xyz ? "names.xyz" : "names.dump", text->str);
}

/* Read all frames, the first or the last one first, and check that a species has one number. */
static void
check_convention (const Convention *convention, bool is_xyz, bool backward)
{
  g_autofree char *path = write_convention (convention, is_xyz);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = open_given (path, VIT_PREMISE_UNITS, NULL, &error);
  g_assert_no_error (error);
  g_test_message ("%s: %s", convention->columns, convention->row);
  unsigned number_of[4] = { 0 };
  for (size_t k = 0; k < N_FRAMES; k++)
    {
      size_t f = backward ? N_FRAMES - 1 - k : k;
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, f, &error);
      g_assert_no_error (error);
      for (size_t i = 0; i < N; i++)
        {
          size_t species = get_species (f, i);
          unsigned type = frame->atoms->types[i];
          if (number_of[species] == 0)
            number_of[species] = type;
          g_assert_cmpuint (type, ==, number_of[species]);
          if (convention->has_numbers)
            g_assert_cmpuint (type, ==, species + 1);
          if (convention->has_names)
            g_assert_cmpstr (frame->atoms->species[type - 1], ==, symbols[species]);
        }
    }
  /* Without numbers: by name in the first frame, then as they enter. */
  static const unsigned by_entry[] = { 2, 1, 3, 4 };
  for (size_t s = 0; s < 4; s++)
    if (!convention->has_numbers && convention->has_names)
      g_assert_cmpuint (number_of[s], ==, by_entry[s]);
}

static void
test_names (void)
{
  for (int backward = 0; backward < 2; backward++)
    {
      for (gsize i = 0; i < G_N_ELEMENTS (dumps); i++)
        check_convention (&dumps[i], false, backward);
      for (gsize i = 0; i < G_N_ELEMENTS (xyzs); i++)
        check_convention (&xyzs[i], true, backward);
    }
}

/* Long names stay apart; placeholders and missing types are doubted; a wrong number of names is an
 * error, and names that are given act. */
static void
test_doubts (void)
{
  static const struct
  {
    const char *columns, *first, *second, *value;
    bool doubted;
  } cases[] = {
    { "id type x y z", "1 1", "2 2", NULL, false },
    { "id type element x y z", "1 1 C", "2 2 C", "C,C", true },
    { "id type element x y z", "1 1 C", "2 1 C", "C", false },
    { "id type element x y z", "1 1 Cu", "2 2 C", "Cu,C", false },
    { "id x y z", "1", "2", NULL, true },
    { "id element x y z", "1 a-long-name-of-a-bead-1", "2 a-long-name-of-a-bead-2",
      "a-long-name-of-a-bead-1,a-long-name-of-a-bead-2", false },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"
          "ITEM: ATOMS %s\n%s 1 2 3\n%s 4 5 6\n",
          cases[i].columns, cases[i].first, cases[i].second);
      g_autofree char *path = write_file ("doubts.dump", text);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = open_given (path, VIT_PREMISE_SPECIES, NULL, &error);
      g_assert_no_error (error);
      const VitPremise *premise =
          vit_premises_look_up (vit_trajectory_get_premises (run), VIT_PREMISE_SPECIES);
      g_assert_cmpstr (premise->value, ==, cases[i].value);
      g_assert_true ((premise->doubt != NULL) == cases[i].doubted);
      unsigned n = vit_trajectory_get_atoms (run)->n_types;
      g_autoptr (VitTrajectory) wrong = open_given (path, VIT_PREMISE_SPECIES, "Cu,Zr,Al", &error);
      g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
      g_clear_error (&error);
      g_autoptr (VitTrajectory) named =
          open_given (path, VIT_PREMISE_SPECIES, n == 2 ? "Ni,Nb" : "Ni", &error);
      g_assert_no_error (error);
      g_assert_cmpstr (vit_trajectory_get_atoms (named)->species[0], ==, "Ni");
      g_assert_cmpuint (vit_premises_count_doubts (vit_trajectory_get_premises (named)), ==, 0);
    }
}

/* ---- Data files ---- */

/* Data is a data file of N atoms of two types in turn, the first of type 1. */
typedef struct
{
  const char *header; /* after Atoms */
  const char *row;    /* %i id, %t type, %o the other type, %p position, %m 1 + id / 4 */
  const char *given;
  const char *style; /* expected; NULL: refused */
  bool doubted;
} Data;

static const Data data_files[] = {
  { " # atomic", "%i %t %p", NULL, "atomic", false },
  { "", "%i %t %p", NULL, "atomic", false },
  { "", "%i %t %p 0 0 1", NULL, "atomic", false },
  { " # charge", "%i %t 1 %p", NULL, "charge", false },
  { "", "%i %t 0 %p", NULL, "charge", false },
  { "", "%i %t 0.5 %p", NULL, "charge", false },
  { "", "%i %t -1 %p 0 0 0", NULL, "charge", false },
  { "", "%i %t 1 %p", NULL, "charge", true },
  { "", "%i %m %t %p", NULL, "molecular", false },
  { "", "%i 1 %t %p", NULL, "molecular", true },
  { "", "%i %o %t %p", NULL, "molecular", true },
  { "", "%i %o %t %p", "molecular", "molecular", false },
  { "", "%i %t %o %p", "charge", "charge", false },
  { "", "%i %m %t 0.25 %p", NULL, "full", false },
  { "", "%i %t 1.5 2.25 %p", NULL, "sphere", false },
  { "", "%i %t %p 0 0 1 1.6", NULL, "spin", true },
  { " # spin", "%i %t %p 0 0 1 1.6", NULL, "spin", false },
  { " # spin", "%i %t %p 0 0 1 1.6 0 0 0", NULL, "spin", false },
  { " # dipole", "%i %t 0.5 %p 0.25 0 1", NULL, "dipole", false },
  { " # the atoms of a glass", "%i %t %p", NULL, "atomic", false },
  { " # my charge style", "%i %t 1 %p", NULL, "charge", false },
  { " # nonsense", "%i %t %p", NULL, NULL, false },
  { " # nonsense", "%i %t %p", "atomic", "atomic", false },
  { "", "%i %t %p", "nonsense", NULL, false },
  { "", "%i %t 1 2 3 4 5 6 7 %p", NULL, NULL, false },
  { "", "%i %t 1 2 3 4 5 6 7 8 %p", "smd", "smd", false },
};

static void
check_data (const Data *data)
{
  g_autoptr (GString) text = g_string_new ("a glass\n\n24 atoms\n2 atom types\n0 9 xlo xhi\n"
                                           "0 9 ylo yhi\n0 9 zlo zhi\n\n");
  g_string_append_printf (text, "Atoms%s\n\n", data->header);
  for (int i = 0; i < N; i++)
    {
      g_autoptr (GString) row = g_string_new (data->row);
      g_autofree char *id = g_strdup_printf ("%d", i + 1),
                      *type = g_strdup_printf ("%d", 1 + i % 2),
                      *other = g_strdup_printf ("%d", 1 + i / 12),
                      *molecule = g_strdup_printf ("%d", 1 + i / 4);
      g_string_replace (row, "%i", id, 0);
      g_string_replace (row, "%t", type, 0);
      g_string_replace (row, "%o", other, 0);
      g_string_replace (row, "%m", molecule, 0);
      g_string_replace (row, "%p", "1.25 2.5 3.75", 0);
      g_string_append_printf (text, "%s\n", row->str);
    }
  g_autofree char *path = write_file ("style.data", text->str);
  g_autoptr (GError) error = NULL;
  g_test_message ("Atoms%s: %s", data->header, data->row);
  g_autoptr (VitTrajectory) run = open_given (path, VIT_PREMISE_ATOM_STYLE, data->given, &error);
  if (!data->style)
    {
      g_assert_nonnull (error);
      g_assert_nonnull (strstr (error->message, "--atom-style"));
      return;
    }
  g_assert_no_error (error);
  const VitPremise *premise =
      vit_premises_look_up (vit_trajectory_get_premises (run), VIT_PREMISE_ATOM_STYLE);
  g_assert_cmpstr (premise->value, ==, data->style);
  g_assert_true ((premise->doubt != NULL) == data->doubted);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 0, NULL);
  for (size_t i = 0; i < N; i++)
    {
      double x[3];
      g_assert_cmpuint (frame->atoms->types[i], ==, 1 + i % 2);
      vit_frame_get_position (frame, i, x);
      g_assert_cmpfloat (x[0], ==, 1.25);
      g_assert_cmpfloat (x[1], ==, 2.5);
    }
  size_t n_kept;
  g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &n_kept, NULL, NULL, NULL);
  bool guessed = (!*data->header || strstr (data->header, "glass")) && !data->given;
  g_assert_cmpuint (problems->len, ==, guessed);
}

static void
test_styles (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (data_files); i++)
    check_data (&data_files[i]);
}

/* Names from the section Masses. */
static void
test_masses (void)
{
  static const struct
  {
    const char *mass, *name;
  } cases[] = {
    { "63.546 # Cu", "Cu" },
    { "63.546 # mass of Cu", "Cu" },
    { "91.224 # (Zr)", "Zr" },
    { "91.224 # copper", "Zr" },
    { "91.224", "Zr" },
    { "91.2", "Zr" },
    { "58.7", "Ni" },
    { "58.9332 # metal", "Co" },
    { "1.0 # A", "A" },
    { "1", "" },
    { "1.008 # a gas", "H" },
    { "72 # bead", "bead" },
    { "91.224 # In grams: Zr", "Zr" },
    { "300 # U, heavy", "U" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "a glass\n\n1 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n"
          "\nMasses\n\n1 %s\n\nAtoms # atomic\n\n1 1 1 2 3\n",
          cases[i].mass);
      g_autofree char *path = write_file ("masses.data", text);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = open_given (path, VIT_PREMISE_SPECIES, NULL, &error);
      g_assert_no_error (error);
      g_assert_cmpstr (vit_trajectory_get_atoms (run)->species[0], ==, cases[i].name);
    }
}

/* What follows the rows of a data file, and comments among them. */
static void
test_rows (void)
{
  static const struct
  {
    const char *rows;
    bool refused;
    guint n_problems;
  } cases[] = {
    { "1 1 1 2 3\n2 1 4 5 6\n", false, 0 },
    { "1 1 1 2 3\n2 1 4 5 6\n\nVelocities\n\n1 0 0 0\n2 0 0 0\n", false, 0 },
    { "1 1 1 2 3\n2 1 4 5 6\n3 1 4 5 6\n", true, 1 },
    { "1 1 1 2 3\n2 1 4 5 6\n\n3 1 4 5 6\n", true, 1 },
    { "1 1 1 2 3\n", true, 1 },
    { "1 1 1 2 3\n# the other one\n2 1 4 5 6\n", false, 1 },
    { "1 1 1 2 3 # a comment\n2 1 4 5 6\n# nothing else\n", false, 0 },
    { "1 1 1 2 3\n2 1 4 5 6", false, 1 },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "a glass\n\n2 atoms\n1 atom types\n0 9 xlo xhi\n0 9 ylo yhi\n0 9 zlo zhi\n"
          "\nAtoms # atomic\n\n%s",
          cases[i].rows);
      g_autofree char *path = write_file ("rows.data", text);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = open_given (path, VIT_PREMISE_SPECIES, NULL, &error);
      g_assert_true ((run == NULL) == cases[i].refused);
      if (!run)
        continue;
      size_t n_kept;
      g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &n_kept, NULL, NULL, NULL);
      g_assert_cmpuint (problems->len, ==, cases[i].n_problems);
      double x[3];
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 0, NULL);
      vit_frame_get_position (frame, 1, x);
      g_assert_cmpfloat (x[2], ==, 6);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/species/names", test_names);
  g_test_add_func ("/species/doubts", test_doubts);
  g_test_add_func ("/species/styles", test_styles);
  g_test_add_func ("/species/masses", test_masses);
  g_test_add_func ("/species/rows", test_rows);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
