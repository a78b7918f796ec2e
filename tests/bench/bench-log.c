/* Times reading a LAMMPS log beside strtod() over its lines, in turns.
 *
 *   bench-log LOG [--rounds N]
 *
 * LOG is uncompressed and best some 100 MB: one log many times over is as a run that was often
 * restarted. Prints MB/s of both, by medians. */

#include <stdio.h>
#include <stdlib.h>

#include "core/io/thermo-log.h"

static int
compare (const void *a, const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;
  return (x > y) - (x < y);
}

static size_t
read_log (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitThermoLog) log = vit_thermo_log_open (path, NULL, &error);
  if (!log)
    g_error ("%s", error->message);
  size_t n = 0;
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    n += vit_thermo_log_get_n_rows (log, s) *
         g_strv_length ((char **) vit_thermo_log_get_columns (log, s));
  return n;
}

/* Numbers at the start of every line. */
static size_t
read_numbers (const char *path, double *sum)
{
  FILE *file = fopen (path, "r");
  char *line = NULL;
  size_t capacity = 0, n = 0;
  while (file && getline (&line, &capacity, file) > 0)
    for (char *at = line, *end;; at = end, n++)
      {
        double value = strtod (at, &end);
        if (end == at)
          break;
        *sum += value;
      }
  free (line);
  if (file)
    fclose (file);
  return n;
}

int
main (int argc, char **argv)
{
  int rounds = 5;
  GOptionEntry entries[] = {
    { "rounds", 0, 0, G_OPTION_ARG_INT, &rounds, "rounds", "N" },
    { NULL },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GOptionContext) context = g_option_context_new ("LOG");
  g_option_context_add_main_entries (context, entries, NULL);
  char *contents;
  gsize length;
  if (!g_option_context_parse (context, &argc, &argv, &error) || argc != 2 || rounds < 1)
    return 2;
  if (!g_file_get_contents (argv[1], &contents, &length, &error))
    g_error ("%s", error->message);
  g_free (contents);
  g_autofree double *ours = g_new (double, rounds), *theirs = g_new (double, rounds);
  size_t n = 0, n_peer = 0;
  double sum = 0;
  for (int r = 0; r < rounds; r++)
    {
      gint64 begin = g_get_monotonic_time ();
      n = read_log (argv[1]);
      gint64 middle = g_get_monotonic_time ();
      n_peer = read_numbers (argv[1], &sum);
      ours[r] = (double) (middle - begin);
      theirs[r] = (double) (g_get_monotonic_time () - middle);
    }
  qsort (ours, (size_t) rounds, sizeof *ours, compare);
  qsort (theirs, (size_t) rounds, sizeof *theirs, compare);
  double us = ours[rounds / 2], them = theirs[rounds / 2], bytes = (double) length;
  printf (
      "%.0f MB: %zu numbers at %.0f MB/s, x %.2f of strtod (%zu numbers at %.0f MB/s, mean %g)\n",
      bytes / 1e6, n, bytes / us, them / us, n_peer, bytes / them, sum / (double) n_peer);
  return 0;
}
