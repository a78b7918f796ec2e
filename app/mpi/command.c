#include "app/mpi/command.h"

#include <string.h>

#include "core/base/error.h"

bool
vit_mpi_fail_usage (GError **error, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error_literal (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, message);
  return false;
}

bool
vit_mpi_asks_for_help (int argc, char **argv)
{
  for (int a = 1; a < argc; a++)
    if (strcmp (argv[a], "--help") == 0 || strcmp (argv[a], "-h") == 0)
      return true;
  return false;
}

VitExit
vit_mpi_tell_failure (FILE *messages, const char *command, const GError *error, VitExit cancelled)
{
  bool usage = error->domain == G_OPTION_ERROR;
  if (messages)
    {
      fprintf (messages, "vitrine-mpi %s: %s\n", command, error->message);
      if (usage)
        fprintf (messages, "Try: vitrine-mpi %s --help\n", command);
    }
  return usage                                                     ? VIT_EXIT_USAGE
         : g_error_matches (error, VIT_ERROR, VIT_ERROR_CANCELLED) ? cancelled
         : g_error_matches (error, VIT_ERROR, VIT_ERROR_CHANGED)   ? VIT_EXIT_INCOMPLETE
                                                                   : VIT_EXIT_DAMAGED;
}
