/* The program vitrine-mpi: work over the ranks of MPI. */

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <string.h>

#include "app/cli/interrupt.h"
#include "app/mpi/frame.h"
#include "app/mpi/mpi-communicator.h"
#include "app/mpi/run.h"
#include "config.h"

typedef struct
{
  const char *name;
  const char *summary;
  VitExit (*run) (VitCommunicator *communicator,
                  int argc,
                  char **argv,
                  VitProgress *progress,
                  FILE *out,
                  FILE *messages);
} MpiCommand;

static const MpiCommand commands[] = {
  { "frame", "results of one frame that is larger than a machine", vit_mpi_command_frame },
  { "run", "all that a study needs, its start times divided over ranks", vit_mpi_command_run },
};

static void
print_help (FILE *out)
{
  fputs (
      "Usage: mpirun -n RANKS vitrine-mpi COMMAND [OPTION…] …\n\nWhich atoms of a metallic glass "
      "flow: machine-learned temperatures over the ranks of MPI.\n\nCommands:\n",
      out);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %-10s %s\n", commands[i].name, commands[i].summary);
  fputs (
      "\nOptions:\n  --help     this text; COMMAND --help tells more\n  --version  the program's "
      "version and that of MPI\n\nExit status:\n",
      out);
  vit_exit_print_table (out);
}

static VitExit
run (VitCommunicator *communicator, int argc, char **argv)
{
  bool is_first = vit_communicator_get_rank (communicator) == 0;
  if (argc > 1 && strcmp (argv[1], "--version") == 0)
    {
      if (is_first)
        printf ("vitrine-mpi %s, %s\n", VIT_VERSION, vit_mpi_get_library ());
      return VIT_EXIT_GOOD;
    }
  if (argc > 1 && (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0))
    {
      if (is_first)
        print_help (stdout);
      return VIT_EXIT_GOOD;
    }
  g_autoptr (VitProgress) progress = vit_progress_new (NULL, NULL, NULL, NULL);
  vit_interrupt_cancels (progress);
  for (gsize i = 0; argc > 1 && i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      return commands[i].run (communicator, argc - 1, argv + 1, progress, stdout, stderr);
  if (is_first && argc > 1)
    fprintf (stderr, "vitrine-mpi: there is no command %s\nTry: vitrine-mpi --help\n", argv[1]);
  else if (is_first)
    print_help (stderr);
  return VIT_EXIT_USAGE;
}

int
main (int argc, char **argv)
{
  setlocale (LC_CTYPE, "");
  vit_mpi_begin (&argc, &argv);
  vit_interrupt_listen ();
  VitCommunicator *communicator = vit_mpi_communicator_new ();
  VitExit exit = run (communicator, argc, argv);
  errno = 0;
  if (fflush (stdout) != 0 || ferror (stdout))
    {
      fprintf (stderr, "vitrine-mpi: standard output: %s\n", g_strerror (errno));
      exit = VIT_EXIT_DAMAGED;
    }
  vit_communicator_free (communicator);
  vit_mpi_end ();
  return (int) exit;
}
