/* Files that break rules: what is read with a warning, what is refused, and what is said. Foreign
 * files by their first bytes. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "core/base/error.h"
#include "core/io/dump-header.h"
#include "core/io/file-names.h"
#include "core/io/foreign.h"
#include "core/io/trajectory.h"
#include "tests/support/folder.h"

static char *folder;

static char *
write_bytes (const char *name, const char *bytes, size_t n)
{
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_true (g_file_set_contents (path, bytes, (gssize) n, &error));
  g_assert_no_error (error);
  return path;
}

static VitTrajectory *
open_one (const char *path, GError **error)
{
  const char *const paths[] = { path, NULL };
  return vit_trajectory_open (paths, NULL, NULL, error);
}

/* ---- Dumps ---- */

/* Rule is a dump of two frames of two atoms: what stands in its parts, and what is said of it. */
typedef struct
{
  const char *before, *step, *box, *columns, *rows;
  const char *said; /* text of the one warning; NULL: none */
  bool refused;
} Rule;

#define BOX "pp pp pp\n0 9\n0 9\n0 9"
#define COLUMNS "id type x y z"
#define ROWS "1 1 1 2 3\n2 1 4 5 6\n"

static const Rule rules[] = {
  { "", "0", BOX, COLUMNS, ROWS, NULL },
  { "", "2e+02", BOX, COLUMNS, ROWS, NULL },
  { "", "2.5", BOX, COLUMNS, ROWS, "not an integer", true },
  { "ITEM: LABEL\na glass\nof copper\n", "0", BOX, COLUMNS, ROWS, "ITEM: LABEL is not known" },
  { "ITEM: LABEL\n", "0", BOX, COLUMNS, ROWS, "ITEM: LABEL is not known" },
  { "", "0", BOX, "type x y z", "1 1 2 3\n1 4 5 6\n", "no column id" },
  { "", "0", BOX, "id type x y z x", "1 1 1 2 3 7\n2 1 4 5 6 7\n", "two columns are named x" },
  { "", "0", BOX, "id type x y", "1 1 1 2\n2 1 4 5\n", "no column z" },
  { "", "0", BOX, "id type xs ys ix", "1 1 .1 .2 0\n2 1 .4 .5 0\n", NULL, false },
  { "", "0", BOX, "id type x y z ix iy", "1 1 1 2 3 0 0\n2 1 4 5 6 0 0\n", "ix iy alone" },
  { "", "0", BOX, "id type xu yu zu ix", "1 1 1 2 3 0\n2 1 4 5 6 0\n", NULL },
  { "", "0", BOX, COLUMNS, "1 1 1 2 3\n2 1 4 5 90000\n",
    "more than 1000 box edges away, first id 2" },
  { "", "0", BOX, COLUMNS, "1 1 1 2 3\n1 1 4 5 6\n", "id 1 occurs more than once" },
  { "", "0", BOX, COLUMNS, "1 1 1 2 3\n# the other\n2 1 4 5 6\n", "no atom row" },
  { "", "0", BOX, COLUMNS, "# first\n1 1 1 2 3\n2 1 4 5 6\n", "no atom row" },
  { "", "0", BOX, COLUMNS, "1 1 1 2 3\n2 1 4 5 6\n# end\n", "no atom row" },
  { "", "0", BOX, COLUMNS, "1 1 1 2 3\nsome text\n2 1 4 5 6\n", "columns", true },
  { "", "0", "pp pp pp\n0 9\n0 9\n4 4", COLUMNS, ROWS, "no thickness" },
  { "", "0", "pp pp pp\n0 9\n0 9\n4 3", COLUMNS, ROWS, "inverted", true },
};

static char *
write_rule (const Rule *rule)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < 2; f++)
    g_string_append_printf (text,
                            "ITEM: TIMESTEP\n%s\n%sITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS %s\n"
                            "ITEM: ATOMS %s\n%s",
                            rule->step, rule->before, rule->box, rule->columns, rule->rows);
  return write_bytes ("rule.dump", text->str, text->len);
}

static void
check_rule (const Rule *rule)
{
  g_autofree char *path = write_rule (rule);
  g_autoptr (GError) error = NULL;
  g_test_message ("%s|%s|%s|%s", rule->before, rule->step, rule->columns, rule->rows);
  g_autoptr (VitTrajectory) run = open_one (path, &error);
  if (rule->refused)
    {
      g_assert_null (run);
      g_assert_nonnull (strstr (error->message, rule->said));
      return;
    }
  g_assert_no_error (error);
  size_t n_kept;
  g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &n_kept, NULL, NULL, NULL);
  g_assert_cmpuint (n_kept, ==, 2);
  for (guint i = 0; i < problems->len; i++)
    {
      const VitProblem *problem = problems->pdata[i];
      g_assert_false (problem->damaging);
      g_assert_true (problem->line > 0 && problem->frame >= 0);
      if (rule->said && !strstr (problem->message, "box edges"))
        g_assert_nonnull (strstr (problem->message, rule->said));
    }
  g_assert_true (!rule->said || problems->len > 0);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 1, &error);
  g_assert_no_error (error);
  double x[3];
  vit_frame_get_position (frame, 0, x);
  g_assert_cmpfloat_with_epsilon (x[1], rule->columns[9] == 's' ? 1.8 : 2, 1e-12);
  g_assert_true (frame->has_cell == !strstr (rule->box, "4 4"));
  g_assert_cmpfloat (vit_cell_volume (&frame->cell), >, 0);
}

static void
test_dumps (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (rules); i++)
    check_rule (&rules[i]);
}

/* Many columns, of which the last ones are read. */
static void
test_columns (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append (text, "ITEM: TIMESTEP\n0\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS " BOX
                         "\nITEM: ATOMS id type");
  for (int c = 0; c < 5000; c++)
    g_string_append_printf (text, " c_x[%d]", c);
  g_string_append (text, " x y z\n");
  for (int i = 0; i < 2; i++)
    {
      g_string_append_printf (text, "%d 1", i + 1);
      for (int c = 0; c < 5000; c++)
        g_string_append_printf (text, " %d", c + i);
      g_string_append (text, " 1 2 3\n");
    }
  g_autofree char *path = write_bytes ("columns.dump", text->str, text->len);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = open_one (path, &error);
  g_assert_no_error (error);
  double values[2];
  g_assert_true (vit_trajectory_read_column (run, 0, "c_x[4999]", values, &error));
  g_assert_cmpfloat (values[1], ==, 5000);
}

/* ---- Binary dumps ---- */

static void
put (GByteArray *bytes, const void *number, guint width, bool swapped)
{
  const guint8 *from = number;
  for (guint k = 0; k < width; k++)
    g_byte_array_append (bytes, from + (swapped ? width - 1 - k : k), 1);
}

static void
put_int (GByteArray *bytes, gint32 value, bool swapped)
{
  put (bytes, &value, 4, swapped);
}

static void
put_long (GByteArray *bytes, gint64 value, bool swapped)
{
  put (bytes, &value, 8, swapped);
}

static void
put_double (GByteArray *bytes, double value, bool swapped)
{
  put (bytes, &value, 8, swapped);
}

static char *
write_binary (gint32 revision, bool swapped)
{
  static const char magic[] = "DUMPCUSTOM", columns[] = "id type x y z";
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  put_long (bytes, -(gint64) strlen (magic), swapped);
  g_byte_array_append (bytes, (const guint8 *) magic, strlen (magic));
  put_int (bytes, 1, swapped);
  put_int (bytes, revision, swapped);
  put_long (bytes, 700, swapped);
  put_long (bytes, 2, swapped);
  put_int (bytes, 0, swapped);
  for (int k = 0; k < 6; k++)
    put_int (bytes, 0, swapped);
  for (int k = 0; k < 3; k++)
    {
      put_double (bytes, 0, swapped);
      put_double (bytes, 9, swapped);
    }
  put_int (bytes, 5, swapped);
  put_int (bytes, 5, swapped);
  g_byte_array_append (bytes, (const guint8 *) "metal", 5);
  g_byte_array_append (bytes, (const guint8 *) "\1", 1);
  put_double (bytes, 1.25, swapped);
  put_int (bytes, (gint32) strlen (columns), swapped);
  g_byte_array_append (bytes, (const guint8 *) columns, strlen (columns));
  put_int (bytes, 1, swapped);
  put_int (bytes, 10, swapped);
  for (int i = 0; i < 2; i++)
    {
      const double row[] = { i + 1, 1, 1.5 + i, 2.5, 3.5 };
      for (int k = 0; k < 5; k++)
        put_double (bytes, row[k], swapped);
    }
  return write_bytes ("dump.bin", (const char *) bytes->data, bytes->len);
}

static void
test_binary (void)
{
  for (int swapped = 0; swapped < 2; swapped++)
    for (gint32 revision = 2; revision < 4; revision++)
      {
        g_autofree char *path = write_binary (revision, swapped);
        g_autoptr (GError) error = NULL;
        g_autoptr (VitTrajectory) run = open_one (path, &error);
        if (revision > 2)
          {
            g_assert_null (run);
            g_assert_nonnull (strstr (error->message, "revision"));
            continue;
          }
        g_assert_no_error (error);
        g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 0, NULL);
        double x[3];
        vit_frame_get_position (frame, 1, x);
        g_assert_cmpfloat (x[0], ==, 2.5);
        g_assert_cmpint (frame->step, ==, 700);
        g_assert_cmpfloat (frame->time, ==, 1.25);
        g_assert_cmpstr (vit_trajectory_get_units (run), ==, "metal");
      }
}

/* ---- XYZ ---- */

static void
test_lattice (void)
{
  static const struct
  {
    const char *comment;
    bool refused, has_cell;
  } cases[] = {
    { "Lattice=\"9 0 0 0 9 0 0 0 9\"", false, true },
    { "a crystal, Lattice=fcc of copper", false, false },
    { "Lattice=3.6", false, false },
    { "Lattice= 3.6 of copper", false, false },
    { "Lattice=\"9 0 0 0 9 0 0 0\"", true, false },
    { "Lattice=fcc Properties=species:S:1:pos:R:3", true, false },
    { "Lattice=\"9 0 0 0 9 0 0 0 0\"", false, false },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = g_strdup_printf ("1\n%s\nCu 1 2 3\n", cases[i].comment);
      g_autofree char *path = write_bytes ("lattice.xyz", text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_test_message ("%s", cases[i].comment);
      g_autoptr (VitTrajectory) run = open_one (path, &error);
      g_assert_true ((run == NULL) == cases[i].refused);
      g_autoptr (VitFrame) frame = run ? vit_trajectory_read_frame (run, 0, NULL) : NULL;
      if (frame)
        g_assert_true (frame->has_cell == cases[i].has_cell);
    }
}

/* ---- Packed files ---- */

/* Append a member of gzip; @flip is a byte from its end that is changed. */
static void
append_member (GByteArray *bytes, const char *text, int flip)
{
  z_stream stream = { 0 };
  guint8 out[8192];
  g_assert_cmpint (deflateInit2 (&stream, 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY), ==, Z_OK);
  stream.next_in = (guint8 *) text;
  stream.avail_in = (guint) strlen (text);
  stream.next_out = out;
  stream.avail_out = sizeof out;
  g_assert_cmpint (deflate (&stream, Z_FINISH), ==, Z_STREAM_END);
  size_t n = sizeof out - stream.avail_out;
  deflateEnd (&stream);
  if (flip > 0)
    out[n - (size_t) flip] ^= 0x20;
  g_byte_array_append (bytes, out, (guint) n);
}

/* A wrong checksum or length at the end is a warning; before another member it is damage, and what
 * follows is read. */
static void
test_checksum (void)
{
  static const char text[] = "2\n\nCu 1 2 3\nZr 4 5 6\n";
  static const struct
  {
    int first, second; /* flips; −1: no such member */
    guint frames;
    bool damaging, said;
  } cases[] = { { 0, 0, 2, false, false },
                { 0, 6, 2, false, true },
                { 0, 2, 2, false, true },
                { 6, -1, 1, false, true },
                { 6, 0, 2, true, true } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GByteArray) bytes = g_byte_array_new ();
      append_member (bytes, text, cases[i].first);
      if (cases[i].second >= 0)
        append_member (bytes, text, cases[i].second);
      g_autofree char *path = write_bytes ("sum.xyz.gz", (const char *) bytes->data, bytes->len);
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = open_one (path, &error);
      g_assert_no_error (error);
      g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, cases[i].frames);
      GPtrArray *problems = vit_trajectory_get_problems (run);
      bool damaging = false;
      for (guint k = 0; k < problems->len; k++)
        damaging = damaging || ((VitProblem *) problems->pdata[k])->damaging;
      g_assert_true (damaging == cases[i].damaging);
      g_assert_true ((problems->len > 0) == cases[i].said);
    }
}

/* ---- Foreign files ---- */

static void
test_foreign (void)
{
  static const struct
  {
    const char *head;
    size_t n;
    const char *name;
  } cases[] = {
#define HEAD(text) text, sizeof (text) - 1
    { HEAD ("CDF\001\0\0\0\0"), "a netCDF file" },
    { HEAD ("\211HDF\r\n\032\n\0\0"), "an HDF5 file (netCDF 4, H5MD …)" },
    { HEAD ("\124\0\0\0CORD\0\0\0\0"), "a DCD trajectory" },
    { HEAD ("\0\0\0\124CORD\0\0\0\0"), "a DCD trajectory" },
    { HEAD ("\0\0\007\313\0\0\0\7"), "an XTC trajectory of GROMACS" },
    { HEAD ("\0\0\007\311\0\0\0\7"), "a TRR trajectory of GROMACS" },
    { HEAD ("\337\145\337\145\337\145\337\145\0"), "a GSD trajectory" },
    { HEAD ("LammpS RestartT\0\1\2"), "a restart file of LAMMPS" },
    { HEAD ("LAMMPS (2 Aug 2023)\nunits metal\n"), "a log of LAMMPS" },
    { HEAD ("\n\nStep Temp Press\n0 300 1\n100 301 2\nLoop time of 3\n"), "a log of LAMMPS" },
    { HEAD ("[study]\nversion=1\n"), "a study of Vitrine" },
    { HEAD ("VitModel\1\0\0\0"), "a T_ML model of Vitrine" },
    { HEAD ("%PDF-1.5\n"), "a PDF document" },
    { HEAD ("\211PNG\r\n\032\n\0\0"), "a PNG image" },
    { HEAD ("\377\330\377\340\0\020JFIF"), "a JPEG image" },
    { HEAD ("PK\003\004\024\0"), "a ZIP archive (or a file of NumPy)" },
    { HEAD ("7z\274\257\047\034\0\4"), "a 7z archive" },
    { HEAD ("Number of particles = 2\nA = 1 Angstrom\n"), "an AtomEye configuration (cfg)" },
    { HEAD ("glass\n1.0\n9 0 0\n0 9 0\n0 0 9\nCu Zr\n1 1\nDirect\n0 0 0\n"),
      "a POSCAR or XDATCAR of VASP" },
    { HEAD ("CRYST1    9.000    9.000    9.000  90.00\nATOM      1\n"), "a PDB file" },
    { HEAD ("---\ncreator: LAMMPS\ntimestep: 0\n"), "a YAML dump of LAMMPS" },
    { HEAD ("units metal\natom_style atomic\nread_data glass.data\n"),
      "an input script of LAMMPS" },
    { HEAD ("<!DOCTYPE html>\n<html>\n"), "a web page" },
    { HEAD ("version https://git-lfs.github.com/spec/v1\n"),
      "a pointer of Git LFS and not the file itself" },
    { HEAD ("# strain stress\n0 0\n0.1 8\n0.2 9\n0.3 9\n"), "a table of columns" },
    { HEAD ("BMG is a bulk metallic glass\n"), NULL },
    { HEAD ("\1\2\3\4\5\6\7\10"), NULL },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const VitForeign *found = vit_foreign_find (cases[i].head, cases[i].n);
      g_assert_cmpstr (found ? found->name : NULL, ==, cases[i].name);
      g_autofree char *path = write_bytes ("foreign", cases[i].head, cases[i].n);
      g_autoptr (GError) error = NULL;
      g_assert_null (open_one (path, &error));
      g_assert_true (g_utf8_validate (error->message, -1, NULL));
      for (const char *p = error->message; *p; p++)
        g_assert_true ((unsigned char) *p >= 32);
      if (found)
        g_assert_nonnull (strstr (error->message, found->advice));
    }
}

/* Names that a shell has listed are put in the order of their numbers, others stay. */
static void
test_order (void)
{
  static const struct
  {
    const char *given, *wanted;
  } cases[] = {
    { "d.0 d.100 d.1000 d.200", "d.0 d.100 d.200 d.1000" },
    { "d.2 d.1", "d.2 d.1" },
    { "d.1 d.2 d.10", "d.1 d.2 d.10" },
    { "d.10 d.9", "d.9 d.10" },
    { "b a", "b a" },
    { "d.100", "d.100" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (GStrv) paths = g_strsplit (cases[i].given, " ", -1);
      bool changed = vit_order_globbed (paths);
      g_autofree char *got = g_strjoinv (" ", paths);
      g_assert_cmpstr (got, ==, cases[i].wanted);
      g_assert_true (changed == (strcmp (cases[i].given, cases[i].wanted) != 0));
    }
}

/* Positions is a choice of columns, the box's edges, and what is read; @first is the column of x.
 */
typedef struct
{
  const char *columns, *edges;
  VitDumpCoordinates coordinates; /* VIT_DUMP_NO_COORDINATES: refused */
  const char *read;
} Positions;

static const Positions positions[] = {
  { "id x y z", "ppp", VIT_DUMP_WRAPPED, "x y z" },
  { "id z y x", "ppp", VIT_DUMP_WRAPPED, "x y z" },
  { "id x y z xu yu zu", "ppp", VIT_DUMP_UNWRAPPED, "xu yu zu" },
  { "id xs ys zs x y z", "ppp", VIT_DUMP_WRAPPED, "x y z" },
  { "id xsu ysu zsu x y z", "ppp", VIT_DUMP_UNWRAPPED_SCALED, "xsu ysu zsu" },
  { "id x y", "ppp", VIT_DUMP_WRAPPED, "x y -" },
  { "id xu yu", "ppp", VIT_DUMP_UNWRAPPED, "xu yu -" },
  { "id xu yu x y z", "ppp", VIT_DUMP_WRAPPED, "x y z" },
  { "id xu yu z", "ppp", VIT_DUMP_WRAPPED, "xu yu z" },
  { "id xu yu z", "ppf", VIT_DUMP_UNWRAPPED, "xu yu z" },
  { "id x y zu", "ppf", VIT_DUMP_WRAPPED, "x y zu" },
  { "id x yu zu", "fpp", VIT_DUMP_UNWRAPPED, "x yu zu" },
  { "id xu yu zs", "ppp", VIT_DUMP_NO_COORDINATES, "" },
  { "id xs ys zu", "ppp", VIT_DUMP_NO_COORDINATES, "" },
  { "id x z", "ppp", VIT_DUMP_NO_COORDINATES, "" },
  { "id vx vy vz", "ppp", VIT_DUMP_NO_COORDINATES, "" },
};

static void
test_positions (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (positions); i++)
    {
      const Positions *p = &positions[i];
      g_auto (GStrv) columns = g_strsplit (p->columns, " ", -1),
                     read = g_strsplit (p->read, " ", -1);
      bool periodic[3];
      for (int k = 0; k < 3; k++)
        periodic[k] = p->edges[k] == 'p';
      VitDumpPositions found;
      g_test_message ("%s, %s", p->columns, p->edges);
      bool ok = vit_dump_find_positions (columns, periodic, &found);
      g_assert_true (ok == (p->coordinates != VIT_DUMP_NO_COORDINATES));
      if (!ok)
        continue;
      g_assert_cmpint (found.coordinates, ==, p->coordinates);
      for (int k = 0; k < 3; k++)
        g_assert_cmpstr (found.position[k] < 0 ? "-" : columns[found.position[k]], ==, read[k]);
    }
}

/* Forms of pbc that are in use, and what they say; NULL: it cannot be read. */
static const struct
{
  const char *form, *periodic;
} forms[] = {
  { "pbc=\"T T T\"", "xyz" },
  { "pbc=\"T T F\"", "xy" },
  { "pbc=\"F T F\"", "y" },
  { "pbc=\"F F F\"", "none" },
  { "pbc=\"T,T,F\"", "xy" },
  { "pbc=\"T, T, F\"", "xy" },
  { "pbc=TTF", "xy" },
  { "pbc=ttf", "xy" },
  { "pbc=T", "xyz" },
  { "pbc=F", "none" },
  { "pbc=\"F\"", "none" },
  { "pbc=(T,T,F)", "xy" },
  { "pbc=[T, T, F]", "xy" },
  { "pbc=[True,True,False]", "xy" },
  { "pbc=\"true true false\"", "xy" },
  { "pbc=\".TRUE. .TRUE. .FALSE.\"", "xy" },
  { "pbc=\"1 1 0\"", "xy" },
  { "pbc=110", "xy" },
  { "pbc=\"yes yes no\"", "xy" },
  { "pbc=\"p p f\"", "xy" },
  { "pbc=ppf", "xy" },
  { "pbc=\"pp pp fs\"", "xy" },
  { "PBC=\"T T F\"", "xy" },
  { "pbc = \"T T F\"", "xy" },
  { "pbc=\"T T\"", NULL },
  { "pbc=\"T T T T\"", NULL },
  { "pbc=\"2 2 0\"", NULL },
  { "pbc=xy", NULL },
  { "pbc=periodic", NULL },
  { "pbc=\"T T ?\"", NULL },
};

static void
test_pbc (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "1\nLattice=\"9 0 0 0 9 0 0 0 9\" %s Properties=species:S:1:pos:R:3\nCu 1 2 3\n",
          forms[i].form);
      g_autofree char *path = write_bytes ("pbc.xyz", text, strlen (text));
      g_autoptr (GError) error = NULL;
      g_autoptr (VitTrajectory) run = open_one (path, &error);
      g_test_message ("%s", forms[i].form);
      g_assert_no_error (error);
      const VitPremise *premise =
          vit_premises_look_up (vit_trajectory_get_premises (run), VIT_PREMISE_PERIODIC);
      g_assert_cmpstr (premise->value, ==, forms[i].periodic ? forms[i].periodic : "xyz");
      g_assert_true ((premise->doubt != NULL) == (forms[i].periodic == NULL));
      g_assert_cmpint (premise->source, ==,
                       forms[i].periodic ? VIT_SOURCE_FILE : VIT_SOURCE_DEFAULT);
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/rules/dumps", test_dumps);
  g_test_add_func ("/rules/columns", test_columns);
  g_test_add_func ("/rules/binary", test_binary);
  g_test_add_func ("/rules/lattice", test_lattice);
  g_test_add_func ("/rules/positions", test_positions);
  g_test_add_func ("/rules/pbc", test_pbc);
  g_test_add_func ("/rules/checksum", test_checksum);
  g_test_add_func ("/rules/foreign", test_foreign);
  g_test_add_func ("/rules/order", test_order);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
