/* Clocks of every kind of file, and restarts: random walks whose truth is known. */

#include <glib.h>
#include <glib/gstdio.h>
#include <math.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/base/random.h"
#include "core/io/timeline.h"
#include "tests/support/folder.h"

#define N_ATOMS 20
#define N_FRAMES 24
#define STEPS 100
#define DT 0.002
#define EDGE 9.0

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

/* ---- Restarts ---- */

/* Walk is what happened: positions at N_FRAMES times, STEPS steps apart. */
typedef struct
{
  double x[N_FRAMES][N_ATOMS][3];
} Walk;

static void
new_walk (Walk *walk, uint64_t seed)
{
  uint64_t state = seed;
  for (size_t f = 0; f < N_FRAMES; f++)
    for (size_t i = 0; i < N_ATOMS; i++)
      for (int k = 0; k < 3; k++)
        {
          double move = (double) vit_random_below (&state, 2000) / 1000 - 1;
          walk->x[f][i][k] = f == 0 ? move : walk->x[f - 1][i][k] + 0.3 * move;
        }
}

/* Piece is what one run wrote: the frames @from … @to − 1 of a walk, counted from @first_step and
 * @first_time. */
typedef struct
{
  size_t from, to;
  int64_t first_step;
  double first_time;
} Piece;

static void
append_piece (GString *text, const Walk *walk, const Piece *piece, bool has_time)
{
  for (size_t f = piece->from; f < piece->to; f++)
    {
      size_t k = f - piece->from;
      char number[G_ASCII_DTOSTR_BUF_SIZE];
      if (has_time)
        g_string_append_printf (text, "ITEM: TIME\n%s\n",
                                g_ascii_formatd (number, sizeof number, "%.6f",
                                                 piece->first_time + (double) k * STEPS * DT));
      g_string_append_printf (text,
                              "ITEM: TIMESTEP\n%" G_GINT64_FORMAT
                              "\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS pp pp pp\n"
                              "0 9\n0 9\n0 9\nITEM: ATOMS id type xu yu zu\n",
                              piece->first_step + (int64_t) k * STEPS, N_ATOMS);
      for (int i = 0; i < N_ATOMS; i++)
        {
          g_string_append_printf (text, "%d 1", i + 1);
          for (int d = 0; d < 3; d++)
            g_string_append_printf (
                text, " %s", g_ascii_formatd (number, sizeof number, "%.6f", walk->x[f][i][d]));
          g_string_append_c (text, '\n');
        }
    }
}

/* Check that the frames that are used are the walk, each of its frames once, at its time. */
static void
check_walk (VitTrajectory *run, VitTimeline *timeline, const Walk *walk, size_t n)
{
  g_assert_cmpuint (vit_timeline_get_n_used (timeline), ==, n);
  for (size_t rank = 0; rank < n; rank++)
    {
      size_t frame = vit_timeline_get_frame_at (timeline, rank);
      double time = vit_timeline_get_times (timeline)[frame];
      g_assert_true (vit_timeline_is_used (timeline, frame));
      g_assert_cmpfloat_with_epsilon (
          time - vit_timeline_get_times (timeline)[vit_timeline_get_frame_at (timeline, 0)],
          (double) rank * STEPS * DT, 1e-9);
      g_assert_cmpint (vit_timeline_find (timeline, time, 1e-6), ==, (gssize) frame);
      g_autoptr (VitFrame) read = vit_trajectory_read_frame (run, frame, NULL);
      double x[3];
      for (size_t i = 0; i < N_ATOMS; i++)
        {
          vit_frame_get_position (read, i, x);
          for (int k = 0; k < 3; k++)
            g_assert_cmpfloat_with_epsilon (x[k], walk->x[rank][i][k], 1e-6);
        }
    }
}

/* How a run was written in pieces; frames of another walk were lost. */
typedef struct
{
  const char *what;
  Piece pieces[3];
  bool lost[3]; /* whether it went other ways from @lost_from on */
  size_t lost_from[3];
  size_t n, n_used, n_rewritten;
  bool needs_steps; /* cannot be told from times alone */
  bool doubted;
  const char *given; /* of the premise pieces */
} Restart;

static const Restart restarts[] = {
  { "no restart", { { 0, 24, 500, 3 } }, .n = 1, .n_used = 24 },
  { "rewritten",
    { { 0, 12, 0, 0 }, { 8, 24, 8 * STEPS, 8 * STEPS *DT } },
    .lost = { true },
    .lost_from = { 8 },
    .n = 2,
    .n_used = 24,
    .n_rewritten = 4 },
  { "rewritten twice",
    { { 0, 12, 1000, 7 },
      { 8, 20, 1000 + 8 * STEPS, 7 + 8 * STEPS *DT },
      { 6, 24, 1000 + 6 * STEPS, 7 + 6 * STEPS *DT } },
    .lost = { true, true },
    .lost_from = { 6, 6 },
    .n = 3,
    .n_used = 24,
    .n_rewritten = 18 },
  { "steps go on, times from 0",
    { { 0, 12, 0, 0 }, { 12, 24, 12 * STEPS, STEPS *DT } },
    .n = 2,
    .n_used = 24,
    .needs_steps = true,
    .doubted = true },
  { "steps go back, times from 0",
    { { 0, 12, 0, 0 }, { 8, 24, 8 * STEPS, 0 } },
    .lost = { true },
    .lost_from = { 8 },
    .n = 2,
    .n_used = 24,
    .n_rewritten = 4,
    .needs_steps = true,
    .doubted = true },
  { "anew, with the frame that was the last",
    { { 0, 12, 0, 0 }, { 11, 24, 0, 0 } },
    .n = 2,
    .n_used = 24,
    .n_rewritten = 1,
    .doubted = true },
  { "anew, with the next frame",
    { { 0, 12, 0, 0 }, { 12, 24, 0, 0 } },
    .n = 2,
    .n_used = 24,
    .doubted = true },
  { "anew twice",
    { { 0, 9, 100, 5 }, { 8, 17, 100, 5 }, { 16, 24, 100, 5 } },
    .n = 3,
    .n_used = 24,
    .n_rewritten = 2,
    .doubted = true },
  { "anew, in place of what was there",
    { { 0, 12, 0, 0 }, { 0, 24, 0, 0 } },
    .lost = { true },
    .lost_from = { 0 },
    .n = 2,
    .n_used = 24,
    .n_rewritten = 12,
    .given = "rewritten" },
  { "from the second step on, as given",
    { { 0, 12, 0, 0 }, { 12, 24, STEPS, STEPS *DT } },
    .n = 2,
    .n_used = 24,
    .given = "appended" },
  { "from the middle on, with the frame that was the last, as given",
    { { 0, 12, 0, 0 }, { 11, 24, 5 * STEPS, 5 * STEPS *DT } },
    .n = 2,
    .n_used = 24,
    .n_rewritten = 1,
    .given = "appended" },
  { "anew after an equilibration",
    { { 0, 12, 1000, 1000 * DT }, { 11, 24, 0, 0 } },
    .n = 2,
    .n_used = 24,
    .n_rewritten = 1,
    .doubted = true },
};

/* Let a walk go other ways from frame @from on. */
static void
diverge (Walk *walk, const Walk *other, size_t from)
{
  size_t last = from > 0 ? from - 1 : 0;
  for (size_t f = from; f < N_FRAMES; f++)
    for (size_t i = 0; i < N_ATOMS; i++)
      for (int k = 0; k < 3; k++)
        walk->x[f][i][k] = walk->x[last][i][k] + other->x[f][i][k] - other->x[last][i][k];
}

static void
check_restart (const Restart *restart, bool has_time, bool has_files)
{
  static Walk walk, other;
  g_autoptr (GString) text = g_string_new (NULL);
  char *paths[4] = { NULL };
  guint n_paths = 0;
  new_walk (&walk, 3);
  g_test_message ("%s, %s, %s", restart->what, has_time ? "with times" : "by steps",
                  has_files ? "in files" : "in one file");
  for (size_t p = 0; p < restart->n; p++)
    {
      new_walk (&other, 17 + p);
      const Piece *piece = &restart->pieces[p];
      Walk written = walk;
      if (restart->lost[p])
        diverge (&written, &other, restart->lost_from[p]);
      append_piece (text, &written, piece, has_time);
      if (!has_files && p + 1 < restart->n)
        continue;
      g_autofree char *name = g_strdup_printf ("piece-%zu.dump", p);
      paths[n_paths++] = write_file (name, text->str);
      g_string_truncate (text, 0);
    }
  g_autoptr (VitPremises) given = vit_premises_new (), judged = vit_premises_new ();
  if (!has_time)
    vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, "0.002");
  if (restart->given)
    vit_premises_set (given, VIT_PREMISE_PIECES, VIT_SOURCE_USER, restart->given);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run =
      vit_trajectory_open ((const char *const *) paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, restart->n_used + restart->n_rewritten);
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, judged, &error);
  g_assert_no_error (error);
  check_walk (run, timeline, &walk, restart->n_used);
  const VitPremise *pieces = vit_premises_look_up (judged, VIT_PREMISE_PIECES);
  bool doubted = restart->doubted && (has_time || !restart->needs_steps);
  g_assert_true ((pieces && pieces->doubt) == doubted);
  g_assert_true (!restart->given || (pieces && pieces->source == VIT_SOURCE_USER));
  g_assert_true ((vit_timeline_get_warning (timeline) != NULL) == (restart->n_rewritten > 0));
  const char *clock = vit_premises_get_text (judged, VIT_PREMISE_CLOCK);
  g_assert_cmpstr (clock, ==, has_time ? "ps" : "step");
  g_assert_cmpfloat_with_epsilon (vit_premises_get_number (judged, VIT_PREMISE_TIMESTEP), DT, 1e-9);
  for (guint p = 0; p < n_paths; p++)
    {
      g_unlink (paths[p]);
      g_free (paths[p]);
    }
}

static void
test_restarts (void)
{
  for (gsize r = 0; r < G_N_ELEMENTS (restarts); r++)
    for (int variant = 0; variant < 4; variant++)
      check_restart (&restarts[r], variant & 1, variant & 2);
}

/* Steps that go back into what was written, while atoms move on: that they are written again is
 * doubted. */
static void
test_doubted_return (void)
{
  static Walk walk;
  new_walk (&walk, 3);
  for (int64_t back_to = 1; back_to < 10; back_to += 2)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      const Piece pieces[] = { { 0, 12, 0, 0 }, { 12, 24, back_to * STEPS, 0 } };
      for (size_t p = 0; p < 2; p++)
        append_piece (text, &walk, &pieces[p], false);
      g_autofree char *path = write_file ("return.dump", text->str);
      g_autoptr (VitTrajectory) run =
          vit_trajectory_open ((const char *const[]){ path, NULL }, NULL, NULL, NULL);
      g_autoptr (VitPremises) given = vit_premises_new (), judged = vit_premises_new ();
      vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, "0.002");
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, judged, NULL);
      g_assert_cmpuint (vit_timeline_get_n_used (timeline), ==, 12 + (size_t) back_to);
      const VitPremise *premise = vit_premises_look_up (judged, VIT_PREMISE_PIECES);
      g_assert_cmpstr (premise->value, ==, "rewritten");
      g_assert_nonnull (premise->doubt);
      g_unlink (path);
    }
}

/* Frames of one file that are not in the order of their steps are all used, without a doubt. */
static void
test_order_of_frames (void)
{
  static Walk walk;
  uint64_t state = 8;
  new_walk (&walk, 3);
  for (int round = 0; round < 20; round++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      size_t order[N_FRAMES];
      for (size_t f = 0; f < N_FRAMES; f++)
        order[f] = f;
      for (int swap = 0; swap <= round % 4; swap++)
        {
          /* Apart from each other, and not at the ends. */
          size_t f = 2 + 5 * (size_t) swap + vit_random_below (&state, 3), with = order[f];
          order[f] = order[f + 1];
          order[f + 1] = with;
        }
      for (size_t f = 0; f < N_FRAMES; f++)
        append_piece (text, &walk,
                      &(Piece){ order[f], order[f] + 1, (int64_t) order[f] * STEPS, 0 }, false);
      g_autofree char *path = write_file ("order.dump", text->str);
      g_autoptr (VitTrajectory) run =
          vit_trajectory_open ((const char *const[]){ path, NULL }, NULL, NULL, NULL);
      g_autoptr (VitPremises) given = vit_premises_new (), judged = vit_premises_new ();
      vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, "0.002");
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, judged, NULL);
      check_walk (run, timeline, &walk, N_FRAMES);
      g_assert_null (vit_premises_look_up (judged, VIT_PREMISE_PIECES));
      g_unlink (path);
    }
}

/* Files in an order that is not that of their steps fill each other's gaps: nothing is dropped. */
static void
test_order_of_files (void)
{
  static Walk walk;
  static const Piece pieces[] = { { 8, 16, 8 * STEPS, 8 * STEPS * DT },
                                  { 16, 24, 16 * STEPS, 16 * STEPS * DT },
                                  { 0, 8, 0, 0 } };
  char *paths[4] = { NULL };
  new_walk (&walk, 5);
  for (int order = 0; order < 3; order++)
    {
      for (size_t p = 0; p < 3; p++)
        {
          g_autoptr (GString) text = g_string_new (NULL);
          g_autofree char *name = g_strdup_printf ("order-%zu.dump", p);
          append_piece (text, &walk, &pieces[(p + (size_t) order) % 3], true);
          paths[p] = write_file (name, text->str);
        }
      g_autoptr (VitTrajectory) run =
          vit_trajectory_open ((const char *const *) paths, NULL, NULL, NULL);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
      check_walk (run, timeline, &walk, N_FRAMES);
      for (size_t p = 0; p < 3; p++)
        g_free (paths[p]);
    }
}

/* ---- Clocks ---- */

/* Clock is a comment or header, in which %d is the number of the frame and %g ten times that. */
typedef struct
{
  const char *form;
  double given;      /* timestep, ps */
  const char *clock; /* as judged */
  double last;       /* time of the third frame */
  bool doubted;
} Clock;

static const Clock xyz_clocks[] = {
  { "Atoms. Timestep: %g", 0.002, "step", 0.04 },
  { " Atoms. Timestep: %g Time: %g.5", 0, "ps", 20 },
  { "Timestep=%g Time=%g pbc=\"T T T\" Lattice=\"9 0 0 0 9 0 0 0 9\" "
    "Properties=species:S:1:pos:R:3",
    0, "ps", 20 },
  { " i =        %g, time =        %g.000, E =      -100.0000000000", 0, "fs", 0.02 },
  { "# CELL(abcABC):   9.0 9.0 9.0 90.0 90.0 90.0  Step:   %g  Bead:       0 "
    "positions{angstrom}  cell{angstrom}",
    0.001, "step", 0.02 },
  { "Time=%g pbc=\"T T T\" Lattice=\"9 0 0 0 9 0 0 0 9\" energy=-1 "
    "Properties=species:S:1:pos:R:3",
    0, "fs", 0.02 },
  { "Lattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3 pbc=\"T T T\" Time=%g", 0, "ps",
    20, true },
  { "Lattice=\"9 0 0 0 9 0 0 0 9\" Properties=species:S:1:pos:R:3 Step=%d Time=%g Time_unit=fs", 0,
    "fs", 0.02 },
  { "Properties=species:S:1:pos:R:3 time_fs=%g", 0, "fs", 0.02 },
  { "time = %g fs", 0, "fs", 0.02 },
  { "Time (ps) = %g", 0, "ps", 20 },
  { "time[fs]=%g", 0, "fs", 0.02 },
  { "Time: %g ps, energy: 3", 0, "ps", 20 },
  { "time=%gfs", 0, "fs", 0.02 },
  { "generated by somebody t= %g step= %d", 0, "ps", 20 },
  { "Step: %d", 0.5, "step", 1 },
  { "step=%d.0e+01", 0.002, "step", 0.04 },
  { "a glass of copper, frame %d", 0.5, "frame", 1 },
  { "Time: 12:3%d of the day", 0.5, "frame", 1 },
};

static char *
fill_form (const char *form, int frame)
{
  g_autofree char *number = g_strdup_printf ("%d", frame),
                  *ten = g_strdup_printf ("%d", 10 * frame);
  g_autoptr (GString) text = g_string_new (form);
  g_string_replace (text, "%d", number, 0);
  g_string_replace (text, "%g", ten, 0);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
check_clock (const Clock *clock)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_test_message ("%s", clock->form);
  for (int f = 0; f < 3; f++)
    {
      g_autofree char *comment = fill_form (clock->form, f);
      g_string_append_printf (text, "2\n%s\nCu 1 2 3\nZr 4 5 6.%d\n", comment, f);
    }
  g_autofree char *path = write_file ("clock.xyz", text->str);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VitPremises) given = vit_premises_new (), judged = vit_premises_new ();
  if (clock->given > 0)
    {
      g_assert_null (vit_timeline_new (run, NULL, NULL, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
      g_clear_error (&error);
      vit_premises_set_number (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, clock->given);
    }
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, judged, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (vit_timeline_get_times (timeline)[2], clock->last, 1e-12);
  const VitPremise *premise = vit_premises_look_up (judged, VIT_PREMISE_CLOCK);
  g_assert_cmpstr (premise->value, ==, clock->clock);
  g_assert_true (!clock->doubted || premise->doubt);
}

static void
test_xyz_clocks (void)
{
  for (gsize i = 0; i < G_N_ELEMENTS (xyz_clocks); i++)
    check_clock (&xyz_clocks[i]);
}

/* What the user gives acts, is not doubted, and is refused where the file lacks it. */
static void
test_given (void)
{
  static Walk walk;
  static const Piece piece = { 0, 3, 0, 0 };
  static const struct
  {
    const char *clock, *timestep;
    double last; /* ps; NaN: refused */
    bool warns;
  } cases[] = {
    { NULL, NULL, 2 * STEPS * DT, false },
    { "ps", NULL, 2 * STEPS * DT, false },
    { "fs", NULL, 2e-3 * STEPS * DT, true },
    { "ns", NULL, 2e3 * STEPS * DT, true },
    { "step", "0.001", 2 * STEPS * 0.001, false },
    { "frame", "0.5", 1, false },
    { "step", NULL, NAN, false },
    { NULL, "0.003", 2 * STEPS * DT, true },
    { "step", "1", 2 * STEPS, true },
  };
  g_autoptr (GString) text = g_string_new (NULL);
  new_walk (&walk, 9);
  append_piece (text, &walk, &piece, true);
  g_autofree char *path = write_file ("given.dump", text->str);
  const char *const paths[] = { path, NULL };
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VitPremises) given = vit_premises_new (), judged = vit_premises_new ();
      g_autoptr (GError) error = NULL;
      if (cases[i].clock)
        vit_premises_set (given, VIT_PREMISE_CLOCK, VIT_SOURCE_USER, cases[i].clock);
      if (cases[i].timestep)
        vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, cases[i].timestep);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, judged, &error);
      g_assert_true ((timeline == NULL) == isnan (cases[i].last));
      if (!timeline)
        continue;
      g_assert_cmpfloat_with_epsilon (vit_timeline_get_times (timeline)[2], cases[i].last, 1e-12);
      g_assert_true ((vit_timeline_get_warning (timeline) != NULL) == cases[i].warns);
      g_assert_cmpuint (vit_premises_count_doubts (judged), ==, 0);
    }
  g_autoptr (VitPremises) given = vit_premises_new ();
  g_autoptr (GError) error = NULL;
  vit_premises_set (given, VIT_PREMISE_CLOCK, VIT_SOURCE_USER, "fs");
  g_autofree char *bare = write_file ("bare.xyz", "1\n\nCu 1 2 3\n1\n\nCu 1 2 3\n");
  const char *const bare_paths[] = { bare, NULL };
  g_autoptr (VitTrajectory) timeless = vit_trajectory_open (bare_paths, NULL, NULL, NULL);
  g_assert_null (vit_timeline_new (timeless, given, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_INVALID);
}

/* Steps that no simulation of atoms takes are doubted, in units that have times. */
static void
test_implausible (void)
{
  static const struct
  {
    const char *units;
    double per_step; /* in those units */
    bool doubted;
  } cases[] = {
    { NULL, 1, true },       { NULL, 0.002, false },     { NULL, 1e-6, true },
    { "metal", 0.03, true }, { "metal", 0.01, false },   { "real", 1, false },
    { "real", 50, true },    { "real", 0.001, true },    { "lj", 0.005, false },
    { "lj", 1, false },      { "electron", 0.5, false },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int f = 0; f < 3; f++)
        {
          char number[G_ASCII_DTOSTR_BUF_SIZE];
          g_ascii_dtostr (number, sizeof number, cases[i].per_step * 1000 * f);
          if (cases[i].units)
            g_string_append_printf (text, "ITEM: UNITS\n%s\n", cases[i].units);
          g_string_append_printf (text,
                                  "ITEM: TIME\n%s\nITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n1\n"
                                  "ITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"
                                  "ITEM: ATOMS id type x y z\n1 1 1 2 3\n",
                                  number, 1000 * f);
        }
      g_autofree char *path = write_file ("step.dump", text->str);
      const char *const paths[] = { path, NULL };
      g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, NULL, NULL, NULL);
      g_autoptr (VitPremises) judged = vit_premises_new ();
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, judged, NULL);
      g_assert_cmpuint (vit_premises_count_doubts (judged), ==, cases[i].doubted);
      g_autoptr (VitTimeline) alone = vit_timeline_new (run, NULL, NULL, NULL);
      g_assert_true (!cases[i].doubted || vit_timeline_get_warning (alone));
    }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/clock/restarts", test_restarts);
  g_test_add_func ("/clock/order-of-files", test_order_of_files);
  g_test_add_func ("/clock/order-of-frames", test_order_of_frames);
  g_test_add_func ("/clock/doubted-return", test_doubted_return);
  g_test_add_func ("/clock/xyz", test_xyz_clocks);
  g_test_add_func ("/clock/given", test_given);
  g_test_add_func ("/clock/implausible", test_implausible);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
