/* Runs whose box does not say all: edges that are not periodic, boxes that are missing, sheets of
 * atoms; and what the user says of them. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/motion/msd.h"
#include "core/results/default-cutoff.h"
#include "core/results/plasticity.h"
#include "tests/support/folder.h"

#define N 80
#define FRAMES 12

static char *folder;

/* Paths of atoms in a box of 12 × 14 × 16 Å. */
static double walk[FRAMES][N][3];

static void
make_walk (double step, bool flat)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (3);
  const double edges[3] = { 12, 14, 16 };
  for (int f = 0; f < FRAMES; f++)
    for (int i = 0; i < N; i++)
      for (int k = 0; k < 3; k++)
        {
          double move = f == 0 ? g_rand_double_range (random, 0, edges[k])
                               : g_rand_double_range (random, -step, step);
          walk[f][i][k] = flat && k == 2 ? 0.25 : move + (f > 0 ? walk[f - 1][i][k] : 0);
        }
}

static VitTrajectory *
try_open (const char *name, const char *text, const char *premise, GError **error)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (VitPremises) given = vit_premises_new ();
  g_assert_true (vit_premises_parse_assignment (given, "timestep=0.001", NULL));
  if (premise)
    g_assert_true (vit_premises_parse_assignment (given, premise, NULL));
  VitTrajectoryOptions options = { .given = given };
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return vit_trajectory_open (paths, &options, NULL, error);
}

static VitTrajectory *
open_text (const char *name, const char *text, const char *premise)
{
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = try_open (name, text, premise, &error);
  g_assert_no_error (error);
  return run;
}

static VitMsd *
find_msd (VitTrajectory *run, GError **error)
{
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, error);
  VitMsdOptions options = { .max_origins = 1000 };
  return timeline ? vit_msd_new (run, timeline, &options, NULL, error) : NULL;
}

/* The mean square of displacements without drift between the first and the last frame. */
static double
true_square (void)
{
  double mean[3] = { 0 }, sum = 0;
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      mean[k] += (walk[FRAMES - 1][i][k] - walk[0][i][k]) / N;
  for (int i = 0; i < N; i++)
    for (int k = 0; k < 3; k++)
      sum += pow (walk[FRAMES - 1][i][k] - walk[0][i][k] - mean[k], 2) / N;
  return sum;
}

static double
last_square (VitTrajectory *run)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitMsd) msd = find_msd (run, &error);
  g_assert_no_error (error);
  return msd->msd[msd->n - 1];
}

/* A dump of the walk. Along axes that are not periodic the edges follow the atoms; along others
 * positions are put back into the box. */
static char *
write_dump (const bool periodic[3], bool tilted, const char *edge)
{
  GString *text = g_string_new (NULL);
  for (int f = 0; f < FRAMES; f++)
    {
      double lo[3] = { 0, 0, 0 }, hi[3] = { 12, 14, 16 };
      for (int k = 0; k < 3; k++)
        for (int i = 0; i < N && !periodic[k]; i++)
          {
            lo[k] = i == 0 ? walk[f][i][k] : MIN (lo[k], walk[f][i][k]);
            hi[k] = i == 0 ? walk[f][i][k] + 0.1 : MAX (hi[k], walk[f][i][k] + 0.1);
          }
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS%s",
                              f, N, tilted ? " xy xz yz" : "");
      for (int k = 0; k < 3; k++)
        g_string_append_printf (text, " %s", periodic[k] ? "pp" : edge);
      for (int k = 0; k < 3; k++)
        g_string_append_printf (text, "\n%.17g %.17g%s", lo[k], hi[k], tilted ? " 0" : "");
      g_string_append (text, "\nITEM: ATOMS id type x y z\n");
      for (int i = 0; i < N; i++)
        {
          g_string_append_printf (text, "%d 1", i + 1);
          for (int k = 0; k < 3; k++)
            {
              double x = walk[f][i][k];
              g_string_append_printf (text, " %.17g",
                                      periodic[k] ? x - hi[k] * floor (x / hi[k]) : x);
            }
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}

/* Every choice of periodic edges, shrink-wrapped or fixed or with a minimum: the box moves, the
 * atoms move as they do, and no more. */
static void
test_edges (void)
{
  static const char *const edges[] = { "ss", "ff", "mm", "sf" };
  make_walk (0.8, false);
  for (int which = 0; which < 8; which++)
    for (int tilted = 0; tilted < 2; tilted++)
      {
        const bool periodic[3] = { which & 1, which & 2, which & 4 };
        g_autofree char *text = write_dump (periodic, tilted, edges[(which + tilted) % 4]);
        g_autoptr (VitTrajectory) run = open_text ("edges.dump", text, NULL);
        g_assert_cmpfloat_with_epsilon (last_square (run), true_square (), 1e-9);
        const VitPremises *premises = vit_trajectory_get_premises (run);
        static const char *const names[] = { "none", "x", "y", "xy", "z", "xz", "yz", "xyz" };
        g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_PERIODIC), ==, names[which]);
        g_assert_cmpuint (vit_premises_count_doubts (premises), ==, 0);
      }
}

/* What the user says of the edges acts: on who is a neighbour, on motion, on keys. */
static void
test_given_periodic (void)
{
  make_walk (0.8, false);
  g_autofree char *text = write_dump ((const bool[3]){ true, true, true }, false, "");
  g_autoptr (VitTrajectory) run = open_text ("given.dump", text, NULL);
  g_autoptr (VitTrajectory) other = open_text ("given-2.dump", text, "periodic=xy");
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (other, 3, NULL);
  VitCell cell;
  uint8_t key[16], other_key[16];
  g_assert_true (frame->cell.periodic[0] && frame->cell.periodic[1] && !frame->cell.periodic[2]);
  g_assert_true (vit_trajectory_read_cell (other, 3, &cell, NULL));
  g_assert_true (vit_cell_equal (&cell, &frame->cell));
  g_assert_true (vit_trajectory_get_frame_key (run, 3, key, NULL));
  g_assert_true (vit_trajectory_get_frame_key (other, 3, other_key, NULL));
  g_assert_cmpint (memcmp (key, other_key, sizeof key), !=, 0);
  g_assert_cmpfloat_with_epsilon (last_square (run), true_square (), 1e-9);
  g_assert_cmpfloat (last_square (other), >, true_square () + 1);
  /* Positions that are called unwrapped are taken as they are. */
  g_autoptr (VitTrajectory) raw = open_text ("given-3.dump", text, "unwrapped=yes");
  g_assert_cmpfloat (last_square (raw), >, true_square () + 1);
  g_assert_true (vit_trajectory_get_frame_key (raw, 3, other_key, NULL));
  g_assert_cmpint (memcmp (key, other_key, sizeof key), !=, 0);
}

/* ---- XYZ ---- */

static const char lattice[] = "Lattice=\"12 0 0 0 14 0 0 0 16\"";

/* Frames for which @with is true have a box. */
static char *
write_xyz (bool (*with) (int), bool wrapped, bool flat)
{
  GString *text = g_string_new (NULL);
  const double edges[3] = { 12, 14, 16 };
  for (int f = 0; f < FRAMES; f++)
    {
      g_string_append_printf (text, "%d\n%s Time=%d\n", N, with (f) ? lattice : "", f);
      for (int i = 0; i < N; i++)
        {
          g_string_append (text, "Cu");
          for (int k = 0; k < 3; k++)
            {
              double x = walk[f][i][k];
              bool wraps = wrapped && !(flat && k == 2);
              g_string_append_printf (text, " %.17g",
                                      wraps ? x - edges[k] * floor (x / edges[k]) : x);
            }
          g_string_append_c (text, '\n');
        }
    }
  return g_string_free (text, FALSE);
}

static bool
always (G_GNUC_UNUSED int frame)
{
  return true;
}

static bool
at_first (int frame)
{
  return frame == 0;
}

static bool
now_and_then (int frame)
{
  return frame % 4 == 0;
}

static bool
never (G_GNUC_UNUSED int frame)
{
  return false;
}

static guint
count_carried (VitTrajectory *run)
{
  GPtrArray *problems = vit_trajectory_get_problems (run);
  guint n = 0;
  for (guint i = 0; i < problems->len; i++)
    n += strstr (((VitProblem *) problems->pdata[i])->message, "no box") != NULL;
  return n;
}

/* A box in the first frame, or in some, holds for the frames after it, in whatever order they are
 * read; that is said. */
static void
test_carried (void)
{
  make_walk (0.8, false);
  g_autofree char *all = write_xyz (always, true, false);
  g_autoptr (VitTrajectory) whole = open_text ("whole.xyz", all, NULL);
  g_assert_cmpuint (count_carried (whole), ==, 0);
  bool (*kinds[]) (int) = { at_first, now_and_then };
  for (int k = 0; k < 2; k++)
    {
      g_autofree char *text = write_xyz (kinds[k], true, false);
      g_autoptr (VitTrajectory) run = open_text ("carried.xyz", text, NULL);
      g_assert_cmpuint (count_carried (run), >, 0);
      for (size_t f = FRAMES; f-- > 0;)
        {
          VitCell cell, expected;
          g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, f, NULL);
          g_assert_true (frame->has_cell && !frame->unwrapped);
          g_assert_true (vit_trajectory_read_cell (run, f, &cell, NULL));
          g_assert_true (vit_trajectory_read_cell (whole, f, &expected, NULL));
          g_assert_true (vit_cell_equal (&cell, &expected));
          g_assert_true (vit_cell_equal (&cell, &frame->cell));
        }
      g_assert_cmpfloat_with_epsilon (last_square (run), true_square (), 1e-9);
      /* Another box in the first frame is another key of those that it holds for. */
      uint8_t key[16], other_key[16];
      char *edge = strstr (text, "12 0 0");
      g_assert_true (vit_trajectory_get_frame_key (run, 1, key, NULL));
      edge[1] = '3';
      g_autoptr (VitTrajectory) other = open_text ("other.xyz", text, NULL);
      g_assert_true (vit_trajectory_get_frame_key (other, 1, other_key, NULL));
      g_assert_cmpint (memcmp (key, other_key, sizeof key), !=, 0);
    }
}

/* The box of one file holds for the files after it. */
static void
test_carried_between_files (void)
{
  make_walk (0.3, false);
  g_autofree char *text = write_xyz (at_first, true, false);
  char *second = strstr (text + 4, "\n80\n") + 1;
  g_autofree char *first = g_strndup (text, (gsize) (second - text));
  g_autofree char *a = g_build_filename (folder, "a.xyz", NULL);
  g_autofree char *b = g_build_filename (folder, "b.xyz", NULL);
  g_assert_true (g_file_set_contents (a, first, -1, NULL));
  g_assert_true (g_file_set_contents (b, second, -1, NULL));
  const char *const paths[] = { a, b, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, FRAMES);
  g_assert_cmpfloat_with_epsilon (last_square (run), true_square (), 1e-9);
  /* The second file alone has no box. */
  g_autoptr (VitTrajectory) alone = vit_trajectory_open (paths + 1, NULL, NULL, &error);
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (alone, 0, NULL);
  g_assert_false (frame->has_cell);
}

/* Without any box nothing is subtracted and there is no density. Positions that jump as wrapped
 * ones do cannot be followed, unless the user knows better. */
static void
test_without_cell (void)
{
  make_walk (0.8, false);
  g_autofree char *plain = write_xyz (never, false, false);
  g_autofree char *wrapped = write_xyz (never, true, false);
  g_autoptr (VitTrajectory) run = open_text ("plain.xyz", plain, NULL);
  g_assert_cmpfloat_with_epsilon (last_square (run), true_square (), 1e-9);
  const VitPremises *premises = vit_trajectory_get_premises (run);
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_PERIODIC), ==, "none");
  g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_UNWRAPPED), ==, "yes");
  g_assert_cmpuint (vit_premises_count_doubts (premises), ==, 0);
  double cutoff;
  g_autoptr (GError) error = NULL;
  g_assert_null (try_open ("given.xyz", plain, "periodic=xy", &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
  g_clear_error (&error);
  g_assert_false (vit_default_cutoff (run, NULL, &cutoff, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_clear_error (&error);

  const char *const cases[][2] = { { wrapped, NULL }, { plain, "unwrapped=no" } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitTrajectory) lost = open_text ("wrapped.xyz", cases[i][0], cases[i][1]);
      premises = vit_trajectory_get_premises (lost);
      g_assert_cmpstr (vit_premises_get_text (premises, VIT_PREMISE_UNWRAPPED), ==, "no");
      g_assert_cmpuint (vit_premises_count_doubts (premises), ==, i == 0 ? 1 : 0);
      g_assert_null (find_msd (lost, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
      g_assert_nonnull (strstr (error->message, "premise unwrapped"));
      g_clear_error (&error);
      VitPlasticityOptions options = { .cutoff = 4 };
      g_assert_null (vit_plasticity_compute (lost, 0, 1, &options, NULL, NULL, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
      g_clear_error (&error);
    }
  g_autoptr (VitTrajectory) known = open_text ("known.xyz", wrapped, "unwrapped=yes");
  g_assert_cmpfloat (last_square (known), >, true_square () + 1);
}

/* ---- Two dimensions ---- */

/* A sheet, with a column of z or without, in a box that is periodic along z. */
static char *
write_sheet (bool with_z, double thickness)
{
  GString *text = g_string_new (NULL);
  for (int f = 0; f < FRAMES; f++)
    {
      g_string_append_printf (
          text,
          "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS pp pp "
          "pp\n0 12\n0 14\n%g %g\nITEM: ATOMS id type xu yu%s\n",
          f, N, -thickness / 2, thickness / 2, with_z ? " zu" : "");
      for (int i = 0; i < N; i++)
        g_string_append_printf (text, "%d 1 %.17g %.17g%s\n", i + 1, walk[f][i][0], walk[f][i][1],
                                with_z ? " 0.1" : "");
    }
  return g_string_free (text, FALSE);
}

static void
test_sheet (void)
{
  make_walk (0.3, true);
  double counts[N];
  for (int with_z = 0; with_z < 2; with_z++)
    for (int thick = 0; thick < 3; thick++)
      {
        g_autoptr (GError) error = NULL;
        g_autofree char *text = write_sheet (with_z, (const double[]){ 1, 9, 0 }[thick]);
        g_autoptr (VitTrajectory) run = open_text ("sheet.dump", text, NULL);
        g_assert_cmpint (vit_trajectory_get_dimension (run), ==, 2);
        g_assert_cmpstr (
            vit_premises_get_text (vit_trajectory_get_premises (run), VIT_PREMISE_DIMENSION), ==,
            "2");
        g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 2, NULL);
        g_assert_cmpint (frame->dimension, ==, 2);
        g_assert_true (frame->cell.periodic[0] && frame->cell.periodic[1]);
        g_assert_false (frame->cell.periodic[2]);
        g_assert_true (frame->has_cell);

        g_autoptr (VitMsd) msd = find_msd (run, &error);
        g_assert_no_error (error);
        g_assert_cmpfloat_with_epsilon (msd->msd[msd->n - 1], true_square (), 1e-9);
        double fourth = 0, mean[2] = { 0 };
        for (int i = 0; i < N; i++)
          for (int k = 0; k < 2; k++)
            mean[k] += (walk[FRAMES - 1][i][k] - walk[0][i][k]) / N;
        for (int i = 0; i < N; i++)
          {
            double dx = walk[FRAMES - 1][i][0] - walk[0][i][0] - mean[0];
            double dy = walk[FRAMES - 1][i][1] - walk[0][i][1] - mean[1];
            fourth += pow (dx * dx + dy * dy, 2) / N;
          }
        g_assert_cmpfloat_with_epsilon (msd->alpha2[msd->n - 1],
                                        fourth / (2 * pow (true_square (), 2)) - 1, 1e-9);

        /* The same plasticity whatever the thickness, and defined. */
        VitPlasticityOptions options = { .cutoff = 4 };
        g_autoptr (VitPlasticity) plasticity =
            vit_plasticity_compute (run, 0, FRAMES - 1, &options, NULL, NULL, &error);
        g_assert_no_error (error);
        g_assert_cmpuint (plasticity->n_flagged, ==, 0);
        for (int i = 0; i < N; i++)
          {
            double d2min = plasticity->values[VIT_PLASTICITY_D2MIN][i];
            if (!with_z && !thick)
              counts[i] = d2min;
            g_assert_cmpfloat_with_epsilon (d2min, counts[i], 1e-12);
          }
      }
  /* One frame that is no sheet makes a run of three dimensions, and so does the user. */
  g_autofree char *text = write_sheet (true, 1);
  g_autoptr (VitTrajectory) given = open_text ("given.dump", text, "dimension=3");
  g_assert_cmpint (vit_trajectory_get_dimension (given), ==, 3);
  g_autoptr (VitFrame) solid = vit_trajectory_read_frame (given, 0, NULL);
  g_assert_true (solid->cell.periodic[2]);
  char *last = g_strrstr (text, " 0.1\n");
  memcpy (last, " 0.2\n", 5);
  g_autoptr (VitTrajectory) rough = open_text ("rough.dump", text, NULL);
  g_assert_cmpint (vit_trajectory_get_dimension (rough), ==, 3);
}

/* A box without thickness that is no sheet: positions that are wrapped into it are not followed. */
static void
test_thin (void)
{
  make_walk (0.3, false);
  g_autofree char *text = write_dump ((const bool[3]){ true, true, true }, false, "");
  g_auto (GStrv) parts = g_strsplit (text, "\n0 16\n", -1);
  g_autofree char *thin = g_strjoinv ("\n3 3\n", parts);
  g_assert_cmpuint (g_strv_length (parts), ==, FRAMES + 1);
  g_autoptr (VitTrajectory) run = open_text ("thin.dump", thin, NULL);
  g_autoptr (GError) error = NULL;
  g_assert_null (find_msd (run, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_autoptr (VitTrajectory) known = open_text ("known.dump", thin, "unwrapped=yes");
  g_assert_cmpfloat (last_square (known), >, 0);
}

/* A run that leaves the plane between its first and its last frame: it is said when it is read. */
static void
test_sheet_that_is_none (void)
{
  make_walk (0.3, true);
  g_autofree char *text = write_sheet (true, 1);
  char *middle = strstr (text + strlen (text) / 2, " 0.1\n");
  memcpy (middle, " 0.2\n", 5);
  g_autoptr (VitTrajectory) run = open_text ("bent.dump", text, NULL);
  g_assert_cmpint (vit_trajectory_get_dimension (run), ==, 2);
  size_t kept;
  g_autoptr (GPtrArray) problems = vit_trajectory_check (run, &kept, NULL, NULL, NULL);
  g_assert_cmpuint (problems->len, ==, 0);
  g_autoptr (VitPremises) premises = vit_premises_copy (vit_trajectory_get_premises (run));
  vit_trajectory_add_doubts (run, premises);
  g_assert_nonnull (
      strstr (vit_premises_look_up (premises, VIT_PREMISE_DIMENSION)->doubt, "at one z"));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/cells/edges", test_edges);
  g_test_add_func ("/cells/given-periodic", test_given_periodic);
  g_test_add_func ("/cells/carried", test_carried);
  g_test_add_func ("/cells/carried-between-files", test_carried_between_files);
  g_test_add_func ("/cells/without", test_without_cell);
  g_test_add_func ("/cells/sheet", test_sheet);
  g_test_add_func ("/cells/thin", test_thin);
  g_test_add_func ("/cells/sheet-that-is-none", test_sheet_that_is_none);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
