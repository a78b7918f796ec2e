#include "core/domain/dump-part.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/io/trajectory.h"
#include "tests/domain/decomposed.h"

/* A dump with as many frames as columns are listed, separated by |. */
static char *
write_dump (const char *columns, const char *box, size_t n, bool tidy)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_auto (GStrv) frames = g_strsplit (columns, "|", -1);
  uint64_t state = 3;
  for (int f = 0; frames[f]; f++)
    {
      g_auto (GStrv) names = g_strsplit (frames[f], " ", -1);
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%zu\n%sITEM: ATOMS %s\n",
                              100 * f, n, box, frames[f]);
      for (size_t row = 0; row < n; row++)
        {
          size_t i = (row * 7 + (size_t) f) % n;
          for (char **name = names; *name; name++)
            {
              double value = (double) (vit_random_next (&state) % 1000000) / 1e5;
              if (strcmp (*name, "id") == 0)
                g_string_append_printf (text, "%zu", i + 1);
              else if (strcmp (*name, "type") == 0)
                g_string_append_printf (text, "%zu", i % 3 + 1);
              else if ((*name)[0] == 'i')
                g_string_append_printf (text, "%d", (int) (i % 5) - 2);
              else if (strlen (*name) > 1 && (*name)[1] == 's')
                g_string_append_printf (text, "%.7f", value / 10);
              else
                g_string_append_printf (text, tidy || row % 3 ? "%.5f" : "%.3e", value);
              g_string_append (text, name[1] ? " " : "\n");
            }
          if (!tidy && row % 11 == 0)
            g_string_append (text, "# a comment\n");
        }
    }
  char *path;
  g_autoptr (GError) error = NULL;
  int fd = g_file_open_tmp ("dump-part-XXXXXX", &path, &error);
  g_assert_no_error (error);
  close (fd);
  g_file_set_contents (path, text->str, (gssize) text->len, &error);
  g_assert_no_error (error);
  return path;
}

typedef struct
{
  const char *path;
  VitFrame *frame; /* what one process reads */
  double *charges; /* its column q, nullable */
  int64_t number;
  const char *message; /* expected failure */
} Expected;

static void
check_rows (VitCommunicator *communicator, void *data)
{
  const Expected *expected = data;
  g_autoptr (GError) error = NULL;
  g_auto (VitDumpPlaces) places = { 0 };
  g_auto (VitDumpPart) part = { 0 };
  const char *const columns[] = { "q" };
  bool found = vit_dump_places_find (communicator, expected->path, &expected->number, 1, &places,
                                     NULL, &error);
  bool read = found && vit_dump_part_read (communicator, expected->path, places.entries, columns,
                                           expected->charges != NULL, &part, &error);
  if (expected->message)
    {
      g_assert_false (read);
      g_assert_nonnull (strstr (error->message, expected->message));
      return;
    }
  g_assert_no_error (error);
  const VitFrame *frame = expected->frame;
  uint64_t n = part.rows.n;
  vit_communicator_sum (communicator, &n, 1);
  g_assert_cmpuint (n, ==, frame->atoms->n);
  g_assert_true (vit_cell_equal (&part.cell, &frame->cell));
  g_assert_cmpint (part.unwrapped, ==, frame->unwrapped);
  g_assert_cmpint (part.decimals, ==, frame->fixed ? frame->decimals : -1);
  g_assert_cmpint (part.step, ==, frame->step);
  for (size_t row = 0; row < part.rows.n; row++)
    {
      ssize_t i = vit_atoms_find (frame->atoms, part.rows.ids[row]);
      double x[3];
      g_assert_cmpint (i, >=, 0);
      vit_frame_get_position (frame, (size_t) i, x);
      g_assert_cmpmem (part.rows.x + 3 * row, sizeof x, x, sizeof x);
      g_assert_cmpint (part.rows.types[row], ==, frame->atoms->types[i]);
      if (expected->charges)
        g_assert_true (part.rows.columns[row] == expected->charges[i]);
    }
}

static const unsigned sizes[] = { 1, 2, 3, 8, 31 };

static void
run (const Expected *expected)
{
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    vit_communicator_run_threads (sizes[s], check_rows, (void *) expected);
}

#define ORTHOGONAL "ITEM: BOX BOUNDS pp ff pp\n0 10\n-1 11\n2 12\n"
#define TILTED "ITEM: BOX BOUNDS xy xz yz pp pp pp\n-1 12 1.5\n0 10 -1\n0 10 0.5\n"

static void
check_dump (const char *columns, const char *box, size_t n, bool tidy)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = write_dump (columns, box, n, tidy);
  g_autoptr (VitTrajectory) trajectory = vit_trajectory_open (
      (const char *const[]){ path, NULL }, &(VitTrajectoryOptions){ 0 }, NULL, &error);
  g_assert_no_error (error);
  size_t n_frames = vit_trajectory_get_n_frames (trajectory);
  for (size_t f = 0; f < n_frames; f++)
    {
      Expected expected = { .path = path, .number = f + 1 == n_frames ? -1 : (int64_t) f };
      g_autoptr (VitFrame) frame = expected.frame =
          vit_trajectory_read_frame (trajectory, f, &error);
      g_assert_no_error (error);
      g_autofree double *charges = g_new (double, n);
      if (vit_trajectory_read_column (trajectory, f, "q", charges, NULL))
        expected.charges = charges;
      run (&expected);
    }
  remove (path);
}

/* Coordinates of all kinds, other columns, comments, few atoms for many ranks. */
static void
test_as_one_process (void)
{
  check_dump ("id type x y z|id type x y z|id type x y z", ORTHOGONAL, 500, true);
  check_dump ("id type x y z", ORTHOGONAL, 500, false);
  check_dump ("q id type xs ys zs ix iy iz", TILTED, 300, true);
  check_dump ("type xu yu zu q", TILTED, 333, false);
  check_dump ("id x y z ix iy iz", ORTHOGONAL, 5, true);
  check_dump ("id type x y z", ORTHOGONAL, 1, true);
}

/* Damage has the words and the line that one process gives it, whichever rank meets it. */
static void
test_damage (void)
{
  g_autofree char *path = write_dump ("id type x y z", ORTHOGONAL, 400, true);
  for (int line = 10; line < 400; line += 129)
    {
      g_autofree char *text = NULL, *damaged = NULL, *message = NULL;
      g_file_get_contents (path, &text, NULL, NULL);
      g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
      g_free (lines[line - 1]);
      lines[line - 1] = g_strdup ("12 1 0.5 zero 1.5");
      damaged = g_strjoinv ("\n", lines);
      g_autofree char *bad = g_strdup_printf ("%s.bad", path);
      g_file_set_contents (bad, damaged, -1, NULL);
      message = g_strdup_printf ("%s:%d: frame 0 (step 0): \"zero\" in column y is not a number",
                                 bad, line);
      run (&(Expected){ .path = bad, .message = message });
      remove (bad);
    }
  g_autofree char *missing = g_strdup_printf ("%s: there is no frame 7", path);
  run (&(Expected){ .path = path, .number = 7, .message = missing });
  g_autofree char *gone = g_strdup_printf ("%s.gone", path);
  run (&(Expected){ .path = gone, .message = gone });
  g_autofree char *other = g_strdup_printf ("%s.xyz", path);
  g_file_set_contents (other, "2\n\nCu 0 0 0\nCu 1 1 1\n", -1, NULL);
  run (&(Expected){ .path = other, .message = "no LAMMPS text dump" });
  remove (other);
  remove (path);
}

/* A frame in which a number of rows is missing, or a position is no number. */
static void
test_nan (void)
{
  g_autofree char *path = write_dump ("id type x y z", ORTHOGONAL, 40, true), *text = NULL;
  g_file_get_contents (path, &text, NULL, NULL);
  g_auto (GStrv) lines = g_strsplit (text, "\n", -1);
  g_free (lines[30]);
  lines[30] = g_strdup ("4711 1 1 nan 2");
  g_autofree char *joined = g_strjoinv ("\n", lines);
  g_file_set_contents (path, joined, -1, NULL);
  run (&(Expected){ .path = path, .message = "the position of atom 4711 is not finite" });
  remove (path);
}

/* A box that a shear has flipped, between two frames. */
static void
check_basis (VitCommunicator *communicator, void *data)
{
  g_autoptr (GError) error = NULL;
  g_auto (VitDumpPlaces) places = { 0 };
  vit_dump_places_find (communicator, data, (const int64_t[]){ 0, 2 }, 2, &places, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpint (places.basis.xy, ==, 1);
  g_assert_cmpint (places.basis.xz, ==, 0);
  g_assert_cmpint (places.basis.yz, ==, 0);
}

static void
test_flip (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  const double tilts[] = { 4, 4.8, -4.6 };
  for (int f = 0; f < 3; f++)
    g_string_append_printf (text,
                            "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n1\n"
                            "ITEM: BOX BOUNDS xy xz yz pp pp pp\n%g %g %g\n0 10 0\n0 10 0\n"
                            "ITEM: ATOMS id type x y z\n1 1 1 1 1\n",
                            f, fmin (tilts[f], 0), 10 + fmax (tilts[f], 0), tilts[f]);
  g_autofree char *path = write_dump ("id type x y z", ORTHOGONAL, 1, true);
  g_file_set_contents (path, text->str, -1, NULL);
  for (gsize s = 0; s < G_N_ELEMENTS (sizes); s++)
    vit_communicator_run_threads (sizes[s], check_basis, path);
  remove (path);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/dump-part/as-one-process", test_as_one_process);
  g_test_add_func ("/dump-part/damage", test_damage);
  g_test_add_func ("/dump-part/nan", test_nan);
  g_test_add_func ("/dump-part/flip", test_flip);
  return g_test_run ();
}
