/* Real runs, other shapes of the same run, growth and reload. */

#include <glib.h>
#include <glib/gstdio.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/io/dump-fast.h"
#include "core/io/timeline.h"
#include "tests/support/folder.h"

static char *folder;

static char *
write_file (const char *name, const char *text)
{
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  return path;
}

/* A frame of three atoms, out of order, with the columns that @columns asks for. */
static void
append_frame (GString *text, int step)
{
  g_string_append_printf (
      text,
      "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n3\nITEM: BOX BOUNDS pp pp pp\n0 10\n0 20\n0 40\n"
      "ITEM: ATOMS id type xu yu zu vx\n"
      "3 2 %d.5000 2.0000 3.0000 0.3\n1 1 1.2345 -2.5000 3.0000 0.1\n2 1 9.0000 19.0000 39.0000 "
      "0.2\n",
      step, step);
}

static VitTrajectory *
open_one (const char *path)
{
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  VitTrajectory *run = vit_trajectory_open (paths, NULL, NULL, &error);
  g_assert_no_error (error);
  return run;
}

static void
test_order (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  append_frame (text, 0);
  append_frame (text, 1);
  g_autofree char *path = write_file ("order.dump", text->str);
  g_autoptr (VitTrajectory) run = open_one (path);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 2);

  g_autoptr (GError) error = NULL;
  g_autoptr (VitFrame) a = vit_trajectory_read_frame (run, 0, &error);
  g_autoptr (VitFrame) b = vit_trajectory_read_frame (run, 1, &error);
  g_assert_no_error (error);
  g_assert_true (a->atoms == b->atoms);
  g_assert_cmpint (a->decimals, ==, 4);
  g_assert_cmpint (a->fixed[0], ==, 12345);
  g_assert_cmpint (a->fixed[1], ==, -25000);
  g_assert_cmpint (b->fixed[6], ==, 15000);
  g_assert_cmpint (a->atoms->ids[2], ==, 3);
  g_assert_cmpint (a->atoms->types[2], ==, 2);
  g_assert_true (a->unwrapped);
  double x[3];
  vit_frame_get_position (a, 0, x);
  g_assert_cmpfloat (x[0], ==, 1.2345);

  double v[3];
  g_assert_true (vit_trajectory_read_column (run, 0, "vx", v, &error));
  g_assert_cmpfloat (v[0], ==, 0.1);
  g_assert_cmpfloat (v[2], ==, 0.3);
  g_assert_false (vit_trajectory_read_column (run, 0, "fx", v, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND);
}

#define DUMP_HEADER                                                                                \
  "ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n2\nITEM: BOX BOUNDS pp pp pp\n0 9\n0 9\n0 9\n"        \
  "ITEM: ATOMS vx id type x y z\n"
#define XYZ_HEADER(columns) "2\nLattice=\"9 0 0 0 9 0 0 0 9\" Properties=" columns "\n"
#define XYZ_ID XYZ_HEADER ("vx:R:1:id:I:1:species:S:1:pos:R:3")
#define XYZ_PLAIN XYZ_HEADER ("species:S:1:pos:R:3:vx:R:1")

/* The second frame has a row whose wanted number is good but whose id is none, or one that ends too
 * soon. */
static void
test_damaged_column (void)
{
  static const struct
  {
    const char *name, *text, *message;
  } cases[] = {
    { "no-id.dump",
      DUMP_HEADER "0.5 1 1 1 2 3\n0.6 2 1 4 5 6\n" DUMP_HEADER "0.5 1 1 1 2 3\n0.6 2.5 1 4 5 6\n",
      ":22: frame 1 (step 7): no id beside column vx" },
    { "no-id.xyz",
      XYZ_ID "0.5 1 Cu 1 2 3\n0.6 2 Cu 4 5 6\n" XYZ_ID "0.5 1 Cu 1 2 3\n0.6 x Cu 4 5 6\n",
      ":8: frame 1: no id beside column vx" },
    { "short-row.xyz",
      XYZ_PLAIN "Cu 1 2 3 0.5\nCu 4 5 6 0.6\n" XYZ_PLAIN "Cu 1 2 3\nCu 4 5 6 0.6\n",
      ":7: frame 1: no number in column vx" },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = write_file (cases[i].name, cases[i].text);
      g_autofree char *message = g_strconcat (path, cases[i].message, NULL);
      g_autoptr (VitTrajectory) run = open_one (path);
      g_autoptr (GError) error = NULL;
      double v[2];
      g_assert_true (vit_trajectory_read_column (run, 0, "vx", v, &error));
      g_assert_cmpfloat (v[1], ==, 0.6);
      g_assert_false (vit_trajectory_read_column (run, 1, "vx", v, &error));
      g_assert_error (error, VIT_ERROR, VIT_ERROR_FORMAT);
      g_assert_cmpstr (error->message, ==, message);
    }
}

static void
test_growth (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  append_frame (text, 0);
  append_frame (text, 1);
  gsize whole = text->len;
  append_frame (text, 2);
  g_autofree char *half = g_strndup (text->str, whole + 120);
  g_autofree char *path = write_file ("growing.dump", half);
  const char *const paths[] = { path, NULL };
  VitTrajectoryOptions options = { .use_index_cache = true };
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run = vit_trajectory_open (paths, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 2);
  g_assert_true (vit_trajectory_is_unfinished (run));
  g_assert_cmpuint (vit_trajectory_get_n_damaged (run), ==, 0);

  uint8_t before[16], after[16];
  g_assert_true (vit_trajectory_get_frame_key (run, 1, before, &error));
  append_frame (text, 3);
  g_assert_true (g_file_set_contents (path, text->str, -1, NULL));
  g_autoptr (VitTrajectory) more = vit_trajectory_reload (run, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (more), ==, 4);
  g_assert_false (vit_trajectory_is_unfinished (more));
  g_assert_cmpuint (vit_trajectory_get_problems (more)->len, ==, 0);
  g_assert_true (vit_trajectory_get_frame_key (more, 1, after, &error));
  g_assert_cmpmem (before, 16, after, 16);

  /* From the cache, by another instance. */
  g_autoptr (VitTrajectory) again = vit_trajectory_open (paths, &options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (again), ==, 4);
}

static void
test_cut_under_us (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < 4; i++)
    append_frame (text, i);
  g_autofree char *path = write_file ("cut.dump", text->str);
  g_autoptr (VitTrajectory) run = open_one (path);
  g_assert_cmpint (truncate (path, 300), ==, 0);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 3, &error);
  g_assert_null (frame);
  g_assert_nonnull (error);
}

static void
test_restart (void)
{
  g_autoptr (GString) first = g_string_new (NULL), second = g_string_new (NULL);
  for (int i = 0; i < 4; i++)
    append_frame (first, i);
  for (int i = 2; i < 6; i++)
    append_frame (second, i);
  g_autofree char *a = write_file ("part.1.dump", first->str);
  g_autofree char *b = write_file ("part.2.dump", second->str);
  g_autofree char *pattern = g_build_filename (folder, "part.*.dump", NULL);
  g_autoptr (VitTrajectory) run = open_one (pattern);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 8);
  g_autoptr (VitPremises) given = vit_premises_new ();
  vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, "0.002");
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, NULL, NULL);
  g_assert_cmpuint (vit_timeline_get_n_used (timeline), ==, 6);
  for (size_t i = 0; i < 6; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (run, vit_timeline_get_frame_at (timeline, i), &info);
      g_assert_cmpint (info.step, ==, (int) i);
      g_assert_cmpuint (info.file, ==, i < 2 ? 0 : 1);
    }
}

static void
test_single_frames (void)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (int i = 0; i < 70; i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      append_frame (text, 5);
      g_autofree char *name = g_strdup_printf ("single.%d.dump", i);
      g_autofree char *path = write_file (name, text->str);
      g_strv_builder_add (names, path);
    }
  g_auto (GStrv) paths = g_strv_builder_end (names);
  g_autoptr (GError) error = NULL;
  g_autoptr (VitTrajectory) run =
      vit_trajectory_open ((const char *const *) paths, NULL, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 70);
  g_autoptr (VitFrame) last = vit_trajectory_read_frame (run, 69, &error);
  g_assert_nonnull (last);
}

static void
test_locale (void)
{
  /* Any locale with a decimal comma that this system has; the C library's own is used otherwise. */
  static const char *const names[] = { "de_DE.UTF-8", "de_DE.utf8", "fr_FR.UTF-8", "C" };
  for (gsize i = 0; i < G_N_ELEMENTS (names) && !setlocale (LC_ALL, names[i]); i++)
    ;
  g_autoptr (GString) text = g_string_new (NULL);
  append_frame (text, 0);
  g_autofree char *path = write_file ("locale.dump", text->str);
  g_autoptr (VitTrajectory) run = open_one (path);
  double v[3];
  g_assert_true (vit_trajectory_read_column (run, 0, "vx", v, NULL));
  g_assert_cmpfloat (v[1], ==, 0.2);
  setlocale (LC_ALL, "C");
}

/* Every other form of the coordinates gives the same atoms as xu yu zu. */
static void
test_forms (void)
{
  static const struct
  {
    const char *columns, *row;
    bool unwrapped;
  } forms[] = {
    { "id type xu yu zu", "1 1 12.5 -5 10", true },
    { "type id x y z ix iy iz", "1 1 2.5 15 10 1 -1 0", true },
    { "id type xs ys zs ix iy iz", "1 1 0.25 0.75 0.25 1 -1 0", true },
    { "id type xsu ysu zsu", "1 1 1.25 -0.25 0.25", true },
    { "id type x y z", "1 1 12.5 -5 10", false },
    { "id type xu yu zu ix iy iz", "1 1 12.5 -5 10 1 -1 0", true },
    { "id type x y z xu yu zu", "1 1 2.5 15 10 1.25e1 -5 10", true },
  };
  for (gsize i = 0; i < G_N_ELEMENTS (forms); i++)
    {
      g_autofree char *text = g_strdup_printf (
          "ITEM: UNITS\nmetal\nITEM: TIME\n0.5\nITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n1\n"
          "ITEM: BOX BOUNDS pp pp ff\n0 10\n0 20\n0 40\nITEM: ATOMS %s\n%s\n",
          forms[i].columns, forms[i].row);
      g_autofree char *path = write_file ("form.dump", text);
      g_autoptr (VitTrajectory) run = open_one (path);
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 0, NULL);
      g_assert_nonnull (frame);
      double x[3];
      vit_frame_get_position (frame, 0, x);
      g_assert_cmpfloat_with_epsilon (x[0], 12.5, 1e-12);
      g_assert_cmpfloat_with_epsilon (x[1], -5, 1e-12);
      g_assert_cmpfloat_with_epsilon (x[2], 10, 1e-12);
      g_assert_true (frame->unwrapped == forms[i].unwrapped);
      g_assert_cmpfloat (frame->time, ==, 0.5);
      g_assert_cmpstr (vit_trajectory_get_units (run), ==, "metal");
      g_assert_true (frame->cell.periodic[0] && !frame->cell.periodic[2]);
    }
}

/* Nobody writes to the pipe: it must not be waited for. */
static void
test_pipe (void)
{
  g_autofree char *path = g_build_filename (folder, "pipe", NULL);
  const char *const paths[] = { path, NULL };
  g_autoptr (GError) error = NULL;
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  g_assert_null (vit_trajectory_open (paths, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED);
}

static void
test_units (void)
{
  static const struct
  {
    const char *units;
    double last; /* ps */
    bool doubted;
  } cases[] = { { "metal", 500, false }, { "real", 0.5, false }, { "lj", 500, true } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      for (int k = 0; k < 2; k++)
        {
          g_string_append_printf (text, "ITEM: UNITS\n%s\nITEM: TIME\n%d\n", cases[i].units,
                                  1000 + 500 * k);
          append_frame (text, 40000 * k);
        }
      g_autofree char *path = write_file ("units.dump", text->str);
      g_autoptr (VitTrajectory) run = open_one (path);
      g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
      g_assert_cmpfloat_with_epsilon (vit_timeline_get_times (timeline)[1], cases[i].last, 1e-12);
      g_assert_cmpfloat_with_epsilon (vit_timeline_get_clock_offset (timeline), 2 * cases[i].last,
                                      1e-12);
      g_autoptr (VitPremises) premises = vit_premises_copy (vit_trajectory_get_premises (run));
      vit_trajectory_add_doubts (run, premises);
      const VitPremise *units = vit_premises_look_up (premises, VIT_PREMISE_UNITS);
      g_assert_true ((units->doubt != NULL) == cases[i].doubted);
    }
}

static void
test_boxes (void)
{
  static const char *const boxes[] = {
    "xy xz yz pp pp pp\n-2 15 3\n0 13.5 -2\n0 12 1.5",
    "abc origin pp pp pp\n12 0 0 0\n3 12 0 0\n-2 1.5 12 0",
  };
  for (gsize i = 0; i < G_N_ELEMENTS (boxes); i++)
    {
      g_autofree char *text =
          g_strdup_printf ("ITEM: TIMESTEP\n7\nITEM: NUMBER OF ATOMS\n1\nITEM: BOX BOUNDS %s\n"
                           "ITEM: ATOMS id element xs ys zs\n1 Zr 0.5 0.5 0.5\n",
                           boxes[i]);
      g_autofree char *path = write_file ("box.dump", text);
      g_autoptr (VitTrajectory) run = open_one (path);
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (run, 0, NULL);
      g_assert_nonnull (frame);
      g_assert_cmpfloat_with_epsilon (vit_cell_volume (&frame->cell), 1728, 1e-9);
      double x[3];
      vit_frame_get_position (frame, 0, x);
      g_assert_cmpfloat_with_epsilon (x[0], 6.5, 1e-9);
      g_assert_cmpfloat_with_epsilon (x[1], 6.75, 1e-9);
      g_assert_cmpstr (frame->atoms->species[0], ==, "Zr");
    }
}

static void
test_timeline (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int i = 0; i < 5; i++)
    append_frame (text, i * 100 + 1000);
  g_autofree char *path = write_file ("timeline.dump", text->str);
  g_autoptr (VitTrajectory) run = open_one (path);
  g_autoptr (GError) error = NULL;
  g_assert_null (vit_timeline_new (run, NULL, NULL, &error));
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISSING);
  g_clear_error (&error);
  g_autoptr (VitPremises) given = vit_premises_new ();
  vit_premises_set (given, VIT_PREMISE_TIMESTEP, VIT_SOURCE_USER, "0.002");
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, given, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpfloat_with_epsilon (vit_timeline_get_times (timeline)[4], 0.8, 1e-12);
  g_assert_cmpint ((int) vit_timeline_find (timeline, 0.401, 0.01), ==, 2);
  g_assert_cmpint ((int) vit_timeline_find (timeline, 0.5, 0.01), ==, -1);
  g_assert_cmpuint (vit_timeline_find_nearest (timeline, 99), ==, 4);
  g_assert_true (isnan (vit_timeline_get_clock_offset (timeline)));
}

/* The fast reader and the general one give the same frame, whatever the numbers look like. */
static void
test_fast (void)
{
  static const struct
  {
    int decimals;
    double span;
    bool shuffled, blank, large, crlf;
  } cases[] = { { 4, 50, false, false, false },      { 4, 99999, true, false, false },
                { 1, 9000000, false, true, false },  { 6, 900, true, true, false },
                { 3, 0.01, false, false, false },    { 2, 30, false, false, true },
                { 4, 50, false, false, false, true } };
  g_autoptr (GRand) random = g_rand_new_with_seed (5);
  for (gsize c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      const int n = 9000;
      g_autoptr (GString) text = g_string_new (NULL);
      for (int frame = 0; frame < 2; frame++)
        {
          g_string_append_printf (text,
                                  "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS "
                                  "pp pp pp\n0 10\n0 10\n"
                                  "0 10\nITEM: ATOMS id type xu yu zu\n",
                                  frame, n);
          for (int i = 0; i < n; i++)
            {
              int id = cases[c].shuffled ? (i * 7919) % n + 1 : i + 1;
              double span = cases[c].span * (cases[c].large && i == 4321 ? 1e7 : 1);
              g_string_append_printf (
                  text, "%d %d %.*f %.*f %.*f%s%s\n", id, 1 + id % 2, cases[c].decimals,
                  g_rand_double_range (random, -span, span), cases[c].decimals,
                  g_rand_double_range (random, -span, span), cases[c].decimals,
                  i % 100 == 0 ? -0.0 : g_rand_double_range (random, -span, span),
                  cases[c].blank ? " " : "", cases[c].crlf ? "\r" : "");
            }
        }
      g_autofree char *path = write_file ("fast.dump", text->str);
      g_autoptr (VitTrajectory) run = open_one (path);
      for (size_t k = 0; k < 2; k++)
        {
          vit_dump_fast_set_enabled (true);
          g_autoptr (VitFrame) fast = vit_trajectory_read_frame (run, k, NULL);
          vit_dump_fast_set_enabled (false);
          /* The first frame was read at opening, by the fast reader: another trajectory without it.
           */
          g_autoptr (VitTrajectory) plain = open_one (path);
          g_autoptr (VitFrame) slow = vit_trajectory_read_frame (plain, k, NULL);
          vit_dump_fast_set_enabled (true);
          g_assert_cmpmem (fast->atoms->ids, 8 * (size_t) n, slow->atoms->ids, 8 * (size_t) n);
          g_assert_cmpmem (fast->atoms->types, (size_t) n, slow->atoms->types, (size_t) n);
          g_assert_cmpint (fast->decimals, ==, slow->decimals);
          g_assert_true ((fast->fixed != NULL) == (slow->fixed != NULL));
          if (fast->fixed)
            g_assert_cmpmem (fast->fixed, 12 * (size_t) n, slow->fixed, 12 * (size_t) n);
          else
            g_assert_cmpmem (fast->real, 24 * (size_t) n, slow->real, 24 * (size_t) n);
        }
    }
}

/* Rows that are nearly of the common form are not misread, wherever they stand. */
static void
test_fast_refuses (void)
{
  static const char *const rows[] = { "2 1 1.5000 2.5000 3.500a",
                                      "2 1 1.5000 2.5000 3.50000",
                                      "2 1 1.5000 25000 3.5000",
                                      "2 1 1.5e00 2.5000 3.5000",
                                      "2 1 1.5000 2.5000",
                                      "2 1 -.50000 2.5000 3.5000",
                                      "2 1 1.5000 2.5000 3.5000 7",
                                      "x 1 1.5000 2.5000 3.5000",
                                      "2 0 1.5000 2.5000 3.5000",
                                      "2 1 1-5.5000 2.5000 3.5000",
                                      "2 1 --5.5000 2.5000 3.5000",
                                      "2 1 1.5000 2.5-00 3.5000",
                                      "2 1 +1.5000 2.5000 3.5000",
                                      "2 1 1,5000 2.5000 3.5000",
                                      "2\t1 1.5000 2.5000 3.5000",
                                      "2 1  1.5000 2.5000 3.5000",
                                      " 2 1 1.5000 2.5000 3.5000",
                                      "2 1 1.5000 2.5000 3.5000 ",
                                      "-2 1 1.5000 2.5000 3.5000",
                                      "2 12 1.5000 2.5000 3.5000",
                                      "2 1 1.5000 nan 3.5000",
                                      "2 1 inf 2.5000 3.5000",
                                      "2 1 1.5000 2.5000 3.5000\r",
                                      "2 1 1.5000 2.5000 3.50\xc3\xa9",
                                      "2 1 222222.5000 2.5000 3.5",
                                      "2 1 222222.5000 2.5 3.0000",
                                      "2 1 2222222.5000 2.5000 3.0000",
                                      "2000000001 1 1.5000 2.5000 3.5000" };
  static const int places[] = { 0, 1, 50, 700, 1198, 1199 };
  for (gsize i = 0; i < G_N_ELEMENTS (rows) * G_N_ELEMENTS (places); i++)
    {
      const char *row = rows[i / G_N_ELEMENTS (places)];
      int place = places[i % G_N_ELEMENTS (places)], n = 1200;
      g_autoptr (GString) text = g_string_new (NULL);
      for (int frame = 0; frame < 2; frame++)
        {
          g_string_append_printf (text,
                                  "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%d\nITEM: BOX BOUNDS "
                                  "pp pp pp\n0 10\n0 10\n0 10\nITEM: ATOMS id type xu yu zu\n",
                                  frame, n);
          for (int k = 0; k < n; k++)
            if (frame == 1 && k == place)
              g_string_append_printf (text, "%s\n", row);
            else
              g_string_append_printf (text, "%d 1 1.0000 -1.0000 %d.0000\n", k + 1, k);
        }
      g_autofree char *path = write_file ("nearly.dump", text->str);
      VitFrame *frames[2] = { NULL };
      char *errors[2] = { NULL };
      for (int fast = 0; fast < 2; fast++)
        {
          vit_dump_fast_set_enabled (fast);
          g_autoptr (VitTrajectory) run = open_one (path);
          g_autoptr (GError) error = NULL;
          if (vit_trajectory_get_n_frames (run) > 1)
            frames[fast] = vit_trajectory_read_frame (run, 1, &error);
          errors[fast] = g_strdup (error ? error->message : "");
        }
      vit_dump_fast_set_enabled (true);
      g_assert_cmpstr (errors[0], ==, errors[1]);
      g_assert_true ((frames[0] == NULL) == (frames[1] == NULL));
      for (size_t k = 0; frames[0] && k < (size_t) n; k++)
        {
          double a[3], b[3];
          vit_frame_get_position (frames[0], k, a);
          vit_frame_get_position (frames[1], k, b);
          g_assert_cmpmem (a, sizeof a, b, sizeof b);
          g_assert_cmpint (frames[0]->atoms->ids[k], ==, frames[1]->atoms->ids[k]);
          g_assert_cmpint (frames[0]->atoms->types[k], ==, frames[1]->atoms->types[k]);
        }
      for (int fast = 0; fast < 2; fast++)
        {
          g_clear_pointer (&frames[fast], vit_frame_unref);
          g_free (errors[fast]);
        }
    }
}

static void
test_sample (void)
{
  const char *data = g_getenv ("VITRINE_TEST_DATA");
  if (!data)
    {
      g_test_skip ("VITRINE_TEST_DATA is not set: no sample runs");
      return;
    }
  g_autofree char *path = g_build_filename (data, "samples", "creep-2.3.lammpstrj.zst", NULL);
  g_autoptr (VitTrajectory) run = open_one (path);
  g_assert_cmpuint (vit_trajectory_get_n_frames (run), ==, 331);
  g_assert_cmpuint (vit_trajectory_get_atoms (run)->n, ==, 5324);
  g_assert_cmpuint (vit_trajectory_get_problems (run)->len, ==, 0);
  g_assert_cmpstr (vit_trajectory_get_format (run), ==, "LAMMPS text dump");
  g_autoptr (VitTimeline) timeline = vit_timeline_new (run, NULL, NULL, NULL);
  g_assert_cmpfloat_with_epsilon (vit_timeline_get_times (timeline)[330], 330, 1e-6);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = g_dir_make_tmp ("vitrine-test-XXXXXX", NULL);
  g_setenv ("VITRINE_CACHE_DIR", folder, TRUE);
  g_test_add_func ("/io/trajectory/order", test_order);
  g_test_add_func ("/io/trajectory/damaged-column", test_damaged_column);
  g_test_add_func ("/io/trajectory/growth", test_growth);
  g_test_add_func ("/io/trajectory/cut-under-us", test_cut_under_us);
  g_test_add_func ("/io/trajectory/restart", test_restart);
  g_test_add_func ("/io/trajectory/single-frames", test_single_frames);
  g_test_add_func ("/io/trajectory/locale", test_locale);
  g_test_add_func ("/io/trajectory/forms", test_forms);
  g_test_add_func ("/io/trajectory/pipe", test_pipe);
  g_test_add_func ("/io/trajectory/units", test_units);
  g_test_add_func ("/io/trajectory/boxes", test_boxes);
  g_test_add_func ("/io/trajectory/timeline", test_timeline);
  g_test_add_func ("/io/trajectory/fast", test_fast);
  g_test_add_func ("/io/trajectory/fast-refuses", test_fast_refuses);
  g_test_add_func ("/io/trajectory/sample", test_sample);
  int failed = g_test_run ();
  folder_remove (folder);
  return failed;
}
