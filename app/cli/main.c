/* The headless program. */

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/cli.h"
#include "app/cli/interrupt.h"
#include "app/cli/options.h"
#include "app/cli/premises.h"
#include "config.h"

static const VitCommand commands[] = {
  { "info", "what is in a trajectory, and what is wrong with it", vit_command_info },
  { "train", "make a T_ML model from equilibrium runs", vit_command_train },
  { "model", "what is in a model, and how well it tells temperatures apart", vit_command_model },
  { "classes", "which temperatures make one class of a model", vit_command_classes },
  { "features", "which intervals tell temperatures apart", vit_command_features },
  { "mechanics", "modulus, yield, cycles, creep and glass transition from a log",
    vit_command_mechanics },
  { "msd", "mean-square displacement and its rheology", vit_command_msd },
  { "atoms", "per-atom values as CSV, extended XYZ or LAMMPS dump", vit_command_atoms },
  { "rank", "how well each signature of an atom tells which ones flow", vit_command_rank },
  { "learn", "train a linear indicator of a target", vit_command_learn },
  { "indicator", "what is in a learned indicator", vit_command_indicator },
  { "study", "make a study of runs, model and temperature", vit_command_study },
  { "run", "compute what a study needs into its store of results", vit_command_run },
  { "watch", "follow runs that are still being written", vit_command_watch },
  { "status", "how far the work on a study is", vit_command_status },
  { "submit", "a script that computes a study on a cluster", vit_command_submit },
  { "pack", "a study with its results in one file, to open where its runs are not",
    vit_command_pack },
  { "repack", "a trajectory packed so that any frame is reached at once", vit_command_repack },
  { "store", "what is in a store of results, and whether it is whole", vit_command_store },
  { "options", "the options of a study, for --set", vit_command_options },
  { "premises", "what numbers of a run rest on, for --premise", vit_command_premises },
#if VIT_HAVE_FIGURES
  { "figure", "one figure of a study as SVG, PDF, PNG or CSV", vit_command_figure },
  { "figures", "all figures of a study into a folder", vit_command_figures },
#endif
#if VIT_HAVE_STORIES
  { "story", "scenes of a study with texts and questions: make, check, pack, render",
    vit_command_story },
#endif
};

static void
print_help (FILE *out)
{
  fputs ("Usage: vitrine-cli COMMAND [OPTION…] …\n\nWhich atoms of a metallic glass flow: "
         "machine-learned temperatures "
         "without a screen.\n\nCommands:\n",
         out);
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    fprintf (out, "  %-10s %s\n", commands[i].name, commands[i].summary);
#if !VIT_HAVE_STORIES
  fputs ("\nStories are left out: this program was built without cmark or libzip.\n", out);
#endif
  fputs ("\nOptions:\n  --help     this text; COMMAND --help tells more\n  --version  the "
         "program's version\n\n"
         "Exit status:\n",
         out);
  vit_exit_print_table (out);
}

/* What could not be written is a failure, whatever was computed; also where help ends the program.
 */
static void
close_output (void)
{
  bool failed = ferror (stdout) != 0;
  errno = 0;
  if (fflush (stdout) == 0 && !failed)
    return;
  g_printerr ("vitrine-cli: standard output: %s\n",
              errno != 0 ? g_strerror (errno) : "cannot be written");
  _exit (VIT_EXIT_DAMAGED);
}

/* Show what no terminal should act on: control characters and bytes that are no text come from file
 * names, labels and damaged files. */
static void
print_text (const char *text, FILE *out)
{
  const char *charset;
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_autoptr (GString) shown = g_string_sized_new (strlen (valid));
  for (const char *c = valid; *c; c = g_utf8_next_char (c))
    if (g_unichar_iscntrl (g_utf8_get_char (c)) && *c != '\n' && *c != '\t')
      g_string_append_printf (shown, "\\x%02x", g_utf8_get_char (c));
    else
      g_string_append_unichar (shown, g_utf8_get_char (c));
  g_autofree char *local =
      g_get_charset (&charset)
          ? NULL
          : g_convert_with_fallback (shown->str, -1, charset, "UTF-8", NULL, NULL, NULL, NULL);
  fputs (local ? local : shown->str, out);
}

static void
print_result (const char *text)
{
  print_text (text, stdout);
}

static void
print_message (const char *text)
{
  print_text (text, stderr);
}

int
main (int argc, char **argv)
{
  setlocale (LC_CTYPE, "");
  g_set_print_handler (print_result);
  g_set_printerr_handler (print_message);
  vit_interrupt_listen ();
  atexit (close_output);
  if (argc < 2)
    {
      print_help (stderr);
      return VIT_EXIT_USAGE;
    }
  if (strcmp (argv[1], "--help") == 0 || strcmp (argv[1], "-h") == 0)
    {
      print_help (stdout);
      return VIT_EXIT_GOOD;
    }
  if (strcmp (argv[1], "--version") == 0)
    {
      printf ("vitrine-cli %s\n", VIT_VERSION);
      return VIT_EXIT_GOOD;
    }
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    if (strcmp (argv[1], commands[i].name) == 0)
      {
        VitExit exit = commands[i].run (argc - 1, argv + 1);
        vit_cli_progress_end ();
        vit_cli_tell_dropped ();
        if (!vit_cli_review_runs () && exit == VIT_EXIT_GOOD)
          {
            g_printerr ("vitrine-cli: a premise is in doubt (--strict)\n");
            exit = VIT_EXIT_DAMAGED;
          }
        return exit != VIT_EXIT_GOOD && vit_interrupt_came () ? vit_interrupt_get_exit () : exit;
      }
  const char *names[G_N_ELEMENTS (commands) + 1] = { NULL };
  for (gsize i = 0; i < G_N_ELEMENTS (commands); i++)
    names[i] = commands[i].name;
  g_autofree char *nearest = vit_cli_dup_nearest (argv[1], names);
  g_printerr ("vitrine-cli: there is no command \"%s\"%s\nTry: vitrine-cli --help\n", argv[1],
              nearest);
  return VIT_EXIT_USAGE;
}
