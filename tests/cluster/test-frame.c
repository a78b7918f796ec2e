/* vitrine-mpi frame, over threads instead of MPI. */

#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>

#include "app/mpi/frame.h"
#include "core/geometry/cell.h"
#include "tests/domain/decomposed.h"
#include "tests/support/folder.h"

static char *folder;

/* A command and what came of it on rank 0. */
typedef struct
{
  char **argv;
  char *out, *messages;
  VitExit exits[8];
} Command;

static void
run_rank (VitCommunicator *communicator, void *data)
{
  Command *command = data;
  unsigned rank = vit_communicator_get_rank (communicator);
  char *texts[2] = { NULL, NULL };
  size_t lengths[2];
  FILE *out = open_memstream (&texts[0], &lengths[0]),
       *messages = open_memstream (&texts[1], &lengths[1]);
  command->exits[rank] = vit_mpi_command_frame (communicator, (int) g_strv_length (command->argv),
                                                command->argv, NULL, out, messages);
  fclose (out);
  fclose (messages);
  if (rank == 0)
    {
      command->out = g_strdup (texts[0]);
      command->messages = g_strdup (texts[1]);
    }
  else
    g_assert_true (*texts[0] == '\0' && *texts[1] == '\0');
  free (texts[0]);
  free (texts[1]);
}

static Command
run (unsigned size, const char *line)
{
  Command command = { .argv = g_strsplit (line, " ", -1) };
  vit_communicator_run_threads (size, run_rank, &command);
  for (unsigned r = 1; r < size; r++)
    g_assert_cmpint (command.exits[r], ==, command.exits[0]);
  return command;
}

static void
command_clear (Command *command)
{
  g_strfreev (command->argv);
  g_free (command->out);
  g_free (command->messages);
}

/* Two frames of a glass, the second one sheared and stirred; rows in no order. */
static char *
write_dump (const char *name, Sample *sample)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (int f = 0; f < 2; f++)
    {
      const double (*h)[3] = sample->cell.h;
      double xy = h[1][0] + 0.02 * f * h[1][1];
      g_string_append_printf (
          text,
          "ITEM: TIMESTEP\n%d\nITEM: NUMBER OF ATOMS\n%zu\nITEM: BOX BOUNDS xy "
          "xz yz %s %s %s\n%.17g %.17g %.17g\n%.17g %.17g 0\n%.17g %.17g 0\n"
          "ITEM: ATOMS type id xu yu zu v\n",
          1000 * f, sample->n, sample->cell.periodic[0] ? "pp" : "ff",
          sample->cell.periodic[1] ? "pp" : "ff", sample->cell.periodic[2] ? "pp" : "ff",
          sample->cell.origin[0] + MIN (xy, 0), sample->cell.origin[0] + h[0][0] + MAX (xy, 0), xy,
          sample->cell.origin[1], sample->cell.origin[1] + h[1][1], sample->cell.origin[2],
          sample->cell.origin[2] + h[2][2]);
      for (size_t row = 0; row < sample->n; row++)
        {
          size_t i = (row * 101 + (size_t) f) % sample->n;
          const double *x = sample->x + 3 * i;
          g_string_append_printf (text, "%d %zu %.5f %.5f %.5f %zu\n", (int) (i % 2) + 1, i + 1,
                                  x[0] + 0.02 * f * (x[1] - sample->cell.origin[1]), x[1], x[2],
                                  i * 37 % 100);
        }
      decomposed_perturb (sample, 0.4, 3);
    }
  char *path = g_build_filename (folder, name, NULL);
  g_assert_true (g_file_set_contents (path, text->str, (gssize) text->len, NULL));
  return path;
}

#define ALL "voronoi,bond-order,displacement,d2min,clusters,percolation"

/* Text and file have the same bytes for any number of ranks. */
static void
check_dump (const char *path, const char *results, const char *options)
{
  g_autofree char *expected_file = NULL, *expected_text = NULL;
  gsize expected_length = 0;
  static const char *const endings[] = { "dump", "csv", "xyz", "dump" };
  for (unsigned s = 0; s < decomposed_n_sizes; s++)
    for (unsigned repeat = 0; repeat < 2; repeat++)
      {
        /* Once to each format, and once to that which is compared. */
        const char *ending = repeat ? "dump" : endings[s];
        g_autofree char *output = g_strdup_printf ("%s.out.%s", path, ending);
        g_autofree char *line =
            g_strdup_printf ("frame %s --results %s %s -o %s", path, results, options, output);
        Command command = run (decomposed_sizes[s], line);
        g_assert_cmpstr (command.messages, ==, "");
        g_assert_cmpint (command.exits[0], ==, VIT_EXIT_GOOD);
        if (!expected_text)
          expected_text = g_strdup (command.out);
        g_assert_cmpstr (command.out, ==, expected_text);
        command_clear (&command);
        g_autofree char *file = NULL;
        gsize length;
        g_assert_true (g_file_get_contents (output, &file, &length, NULL));
        g_remove (output);
        if (!repeat)
          continue;
        if (!expected_file)
          {
            expected_file = g_steal_pointer (&file);
            expected_length = length;
            continue;
          }
        g_assert_cmpmem (file, length, expected_file, expected_length);
      }
  if (g_test_verbose ())
    g_print ("%s%.600s\n", expected_text, expected_file);
}

static void
test_any_ranks (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 1, 1, 1 }, 21);
  g_autofree char *path = write_dump ("glass.dump", glass);
  check_dump (path, ALL, "--reference 0 --cutoff 3.6 --of v --above 60");
  check_dump (path, "d2min,clusters,percolation", "-r 0 -f 1 -c 3.2 --of d2min --above 8");
  check_dump (path, "voronoi,bond-order", "-f 0 --face-threshold 2 --area-weights");
}

static void
test_surfaces (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 1, 1, 1 }, 22);
  glass->cell.periodic[0] = false;
  g_autofree char *path = write_dump ("surface.dump", glass);
  check_dump (path, "displacement,d2min,clusters,percolation",
              "--reference 0 --cutoff 3.6 --of v --above 60");
}

/* What makes no sense is said once, and all ranks end alike. */
static void
test_refusals (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 1, 1, 1 }, 23);
  g_autofree char *path = write_dump ("small.dump", glass);
  static const struct
  {
    const char *options;
    VitExit exit;
    const char *words;
  } cases[] = {
    { "--results voronoy", VIT_EXIT_USAGE, "there is no \"voronoy\"" },
    { "--results d2min", VIT_EXIT_USAGE, "give --reference" },
    { "--results d2min --reference 0", VIT_EXIT_USAGE, "Give --cutoff" },
    { "--results clusters --cutoff 3", VIT_EXIT_USAGE, "Give --of" },
    { "--results clusters --cutoff 3 --of v", VIT_EXIT_USAGE, "Give --above" },
    { "--results clusters --cutoff 3 --of v --above x", VIT_EXIT_USAGE, "is no number" },
    { "--reference 1 --frame 0", VIT_EXIT_USAGE, "is not before" },
    { "--frame -3", VIT_EXIT_USAGE, "a number from 0 on" },
    { "-o out.pdf", VIT_EXIT_USAGE, "the name ends in" },
    { "more.dump", VIT_EXIT_USAGE, "one dump is taken" },
    { "--nonsense", VIT_EXIT_USAGE, "nonsense" },
    { "--frame 5", VIT_EXIT_DAMAGED, "there is no frame 5" },
    { "--results clusters --cutoff 3 --of w --above 1", VIT_EXIT_DAMAGED, "no column \"w\"" },
    { "--results clusters --cutoff 3 --of d5 --above 1", VIT_EXIT_DAMAGED, "--results" },
    { "--face-threshold 200", VIT_EXIT_DAMAGED, "out of range" },
    { "-o /nowhere/at/all.dump", VIT_EXIT_DAMAGED, "/nowhere/at" },
  };
  for (gsize k = 0; k < G_N_ELEMENTS (cases); k++)
    for (unsigned size = 1; size <= 3; size += 2)
      {
        g_autofree char *line = g_strdup_printf ("frame %s %s", path, cases[k].options);
        Command command = run (size, line);
        g_assert_cmpint (command.exits[0], ==, cases[k].exit);
        g_assert_cmpstr (command.out, ==, "");
        if (!strstr (command.messages, cases[k].words))
          g_error ("%s: %s", cases[k].options, command.messages);
        command_clear (&command);
      }
}

/* Options have help, and rank 0 alone prints. */
static void
test_help (void)
{
  Command command = run (3, "frame --help");
  g_assert_cmpint (command.exits[0], ==, VIT_EXIT_GOOD);
  g_assert_nonnull (strstr (command.out, "--reference"));
  g_assert_nonnull (strstr (command.out, "percolation"));
  command_clear (&command);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  folder = folder_new ();
  g_test_add_func ("/frame/any-ranks", test_any_ranks);
  g_test_add_func ("/frame/surfaces", test_surfaces);
  g_test_add_func ("/frame/refusals", test_refusals);
  g_test_add_func ("/frame/help", test_help);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
