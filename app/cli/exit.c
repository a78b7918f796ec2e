#include "app/cli/exit.h"

#include <glib.h>

static const struct
{
  VitExit exit;
  const char *meaning;
} exits[] = {
  { VIT_EXIT_GOOD, "good, warnings included" },
  { VIT_EXIT_DAMAGED, "damaged or unreadable input, with what could be kept; a failure; no result; "
                      "a doubt under --strict" },
  { VIT_EXIT_USAGE, "the command line makes no sense" },
  { VIT_EXIT_INCOMPLETE,
    "incomplete: a file changed while it was read, or work was stopped or is not all "
    "there yet: try again" },
  { VIT_EXIT_INTERRUPTED, "interrupted by SIGINT or SIGTERM; what was finished is stored" },
};

void
vit_exit_print_table (FILE *out)
{
  for (gsize i = 0; i < G_N_ELEMENTS (exits); i++)
    fprintf (out, "  %-4d %s\n", (int) exits[i].exit, exits[i].meaning);
}
