#include "app/cli/cli.h"

#include <math.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "app/cli/interrupt.h"
#include "app/cli/numbers.h"
#include "core/base/error.h"
#include "core/base/json-text.h"
#include "core/base/nearest.h"
#include "core/io/file-names.h"
#include "core/io/premise.h"
#include "core/store/read-file.h"
#include "core/study/study-pack.h"

/* Whether the command has the option --timestep, and not --premise alone. */
static gboolean has_timestep;

VitExit
vit_cli_fail (GError *error)
{
  vit_cli_progress_end ();
  /* What the file does not say is for the user to give. */
  bool no_times =
      g_error_matches (error, VIT_ERROR, VIT_ERROR_MISSING) && strstr (error->message, "timestep");
  size_t n = no_times ? strlen (error->message) : 0;
  if (n > 0 && error->message[n - 1] == '.')
    error->message[n - 1] = '\0';
  VitExit exit = no_times                                                  ? VIT_EXIT_USAGE
                 : g_error_matches (error, VIT_ERROR, VIT_ERROR_INVALID)   ? VIT_EXIT_USAGE
                 : g_error_matches (error, VIT_ERROR, VIT_ERROR_CHANGED)   ? VIT_EXIT_INCOMPLETE
                 : g_error_matches (error, VIT_ERROR, VIT_ERROR_CANCELLED) ? VIT_EXIT_INTERRUPTED
                                                                           : VIT_EXIT_DAMAGED;
  g_printerr ("vitrine-cli: %s%s\n",
              exit == VIT_EXIT_INTERRUPTED ? "interrupted"
              : error                      ? error->message
                                           : "failed",
              !no_times      ? ""
              : has_timestep ? ": give --timestep PS"
                             : ": give --premise timestep=PS");
  g_clear_error (&error);
  return exit;
}

VitExit
vit_cli_usage (const char *command, const char *format, ...)
{
  va_list args;
  va_start (args, format);
  g_autofree char *message = g_strdup_vprintf (format, args);
  va_end (args);
  g_printerr ("vitrine-cli %s: %s\nTry: vitrine-cli %s --help\n", command, message, command);
  return VIT_EXIT_USAGE;
}

char *
vit_cli_dup_nearest (const char *word, const char *const *words)
{
  const char *nearest = vit_nearest_word (word, words);
  return nearest ? g_strdup_printf ("; the nearest is %s", nearest) : g_strdup ("");
}

/* The option with two dashes that @message, "Unknown option --…", is about. */
static char *
dup_nearest_option (const GOptionEntry *entries, const char *message)
{
  const char *word = strstr (message, "--");
  VitPremiseId id;
  g_autofree char *name = g_strdelimit (g_strdup (word ? word + 2 : ""), "-", '_');
  if (vit_premise_find (name, &id))
    return g_strdup_printf (": give --premise %s=VALUE", name);
  g_autoptr (GPtrArray) words = g_ptr_array_new_with_free_func (g_free);
  for (; word && entries->long_name; entries++)
    g_ptr_array_add (words, g_strconcat ("--", entries->long_name, NULL));
  g_ptr_array_add (words, NULL);
  return word ? vit_cli_dup_nearest (word, (const char *const *) words->pdata) : NULL;
}

gboolean vit_cli_in_order;

void
vit_cli_order_files (char **files)
{
  if (vit_cli_in_order || !vit_order_globbed (files))
    return;
  g_autofree char *first = g_filename_display_basename (files[0]);
  g_printerr (
      "vitrine-cli: the files are taken in the order of the numbers in their names, %s first; "
      "--in-order keeps that of the command line (warning)\n",
      first);
}

/* Remove the -- that ends the options, which GLib keeps before names with a dash. */
static void
drop_end_of_options (int *argc, char **argv)
{
  for (int i = 1; i < *argc; i++)
    if (strcmp (argv[i], "--") == 0)
      {
        memmove (argv + i, argv + i + 1, (size_t) (*argc - i) * sizeof *argv);
        (*argc)--;
        return;
      }
}

gboolean
vit_cli_parse_described (const GOptionEntry *entries,
                         const char *arguments,
                         const char *summary,
                         const char *description,
                         int *argc,
                         char ***argv,
                         VitExit *exit)
{
  g_autofree char *name = g_strdup ((*argv)[0]);
  g_autofree char *program = g_strdup_printf ("vitrine-cli %s", name);
  for (const GOptionEntry *entry = entries; entry->long_name; entry++)
    has_timestep = has_timestep || strcmp (entry->long_name, "timestep") == 0;
  g_autoptr (GOptionContext) context = g_option_context_new (arguments);
  g_autoptr (GError) error = NULL;
  guint n = 0;
  while (entries[n].long_name)
    n++;
  /* The options outlive what is read of them. */
  GOptionEntry *limited = g_memdup2 (entries, (n + 1) * sizeof *entries);
  vit_cli_limit_numbers (name, limited);
  g_option_context_add_main_entries (context, limited, NULL);
  g_option_context_set_summary (context, summary);
  g_option_context_set_description (context, description);
  g_set_prgname (program);
  bool parsed = g_option_context_parse (context, argc, argv, &error);
  const char *empty = parsed ? vit_cli_find_empty (limited) : NULL;
  g_free (limited);
  if (empty)
    {
      *exit = vit_cli_usage (name, "--%s is empty", empty);
      return FALSE;
    }
  if (parsed)
    {
      drop_end_of_options (argc, *argv);
      return TRUE;
    }
  g_autofree char *nearest = g_error_matches (error, G_OPTION_ERROR, G_OPTION_ERROR_UNKNOWN_OPTION)
                                 ? dup_nearest_option (entries, error->message)
                                 : NULL;
  *exit = vit_cli_usage (name, "%s%s", error->message, nearest ? nearest : "");
  return FALSE;
}

gboolean
vit_cli_parse (const GOptionEntry *entries,
               const char *arguments,
               const char *summary,
               int *argc,
               char ***argv,
               VitExit *exit)
{
  return vit_cli_parse_described (entries, arguments, summary, NULL, argc, argv, exit);
}

gboolean
vit_cli_parse_motion_frame (const char *command,
                            const char *name,
                            VitMotionFrame *frame,
                            VitExit *exit)
{
  static const char *const names[] = { "box", "raw", "cage" };
  *frame = VIT_MOTION_BOX;
  for (guint i = 0; name && i < G_N_ELEMENTS (names); i++)
    if (strcmp (names[i], name) == 0)
      {
        *frame = (VitMotionFrame) i;
        return TRUE;
      }
  if (name)
    *exit = vit_cli_usage (command, "there is no frame \"%s\"; there are box, raw and cage", name);
  return name == NULL;
}

/* ---- Progress ---- */

static gboolean bar_shown;

static void
show_progress (double fraction, const char *stage, void *data)
{
  static gint64 last;
  int percent = (int) (100 * fraction);
  if (isatty (STDERR_FILENO))
    {
      char bar[31];
      int filled = (int) (30 * CLAMP (fraction, 0, 1));
      memset (bar, '.', 30);
      memset (bar, '#', (size_t) filled);
      bar[30] = '\0';
      fprintf (stderr, "\r%-28s [%s] %3d %%", stage ? stage : "", bar, percent);
      bar_shown = TRUE;
      return;
    }
  /* In a log file a line every few seconds is enough. */
  gint64 now = g_get_monotonic_time ();
  if (last != 0 && now - last > 3 * G_USEC_PER_SEC)
    fprintf (stderr, "%s %d %%\n", stage ? stage : "Working", percent);
  if (last == 0 || now - last > 3 * G_USEC_PER_SEC)
    last = now;
}

VitProgress *
vit_cli_progress_new (void)
{
  VitProgress *progress = vit_progress_new (NULL, show_progress, NULL, NULL);
  vit_interrupt_cancels (progress);
  return progress;
}

void
vit_cli_progress_end (void)
{
  if (bar_shown)
    fprintf (stderr, "\r%72s\r", "");
  bar_shown = FALSE;
}

/* ---- Output ---- */

void
vit_cli_print_problems (GPtrArray *problems, size_t kept, size_t of)
{
  vit_cli_progress_end ();
  g_autofree char *end = g_strdup_printf ("; kept %zu of %zu frames", kept, of);
  for (guint i = 0; i < problems->len; i++)
    {
      const VitProblem *problem = problems->pdata[i];
      g_autofree char *text = vit_problem_to_string (problem);
      g_printerr ("%s%s\n", text, problem->damaging || kept == 0 ? end : " (warning)");
    }
}

void
vit_cli_print_timeline_warning (VitTrajectory *run, VitTimeline *timeline)
{
  if (timeline && vit_timeline_get_warning (timeline))
    g_printerr ("%s: %s (warning)\n", vit_trajectory_get_paths (run)[0],
                vit_timeline_get_warning (timeline));
}

void
vit_cli_print_run_problems (VitTrajectory *run, VitTimeline *timeline)
{
  size_t kept = vit_trajectory_get_n_frames (run);
  vit_cli_print_problems (vit_trajectory_get_problems (run), kept,
                          kept + vit_trajectory_get_n_damaged (run));
  vit_cli_print_timeline_warning (run, timeline);
}

static void
print_json (JsonNode *node, bool pretty)
{
  g_autofree char *text = json_to_string (node, pretty), *tidy = vit_json_dup_tidy (text);
  puts (tidy);
  json_node_unref (node);
}

void
vit_cli_print_json (JsonNode *node)
{
  print_json (node, true);
}

void
vit_cli_print_json_line (JsonNode *node)
{
  print_json (node, false);
  fflush (stdout);
}

static void
add_value (JsonBuilder *builder, double value)
{
  if (isfinite (value))
    json_builder_add_double_value (builder, value);
  else
    json_builder_add_null_value (builder);
}

void
vit_cli_add_number (JsonBuilder *builder, const char *name, double value)
{
  json_builder_set_member_name (builder, name);
  add_value (builder, value);
}

void
vit_cli_add_numbers (JsonBuilder *builder, const char *name, const double *values, size_t n)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_array (builder);
  for (size_t i = 0; i < n; i++)
    add_value (builder, values[i]);
  json_builder_end_array (builder);
}

double *
vit_cli_parse_numbers (const char *text, size_t *n)
{
  g_auto (GStrv) parts = g_strsplit (text, ",", -1);
  g_autofree double *numbers = g_new (double, g_strv_length (parts) + 1);
  *n = 0;
  for (char **part = parts; *part; part++)
    {
      char *end;
      g_strstrip (*part);
      numbers[*n] = g_ascii_strtod (*part, &end);
      if (!**part || *end || !isfinite (numbers[*n]))
        {
          *n = 0;
          return NULL;
        }
      (*n)++;
    }
  return *n > 0 ? g_steal_pointer (&numbers) : NULL;
}

VitExit
vit_cli_run_exit (VitTrajectory *run, gboolean was_said)
{
  const char *unread = vit_trajectory_get_unread (run);
  vit_cli_progress_end ();
  if (unread && !was_said)
    g_printerr ("%s; what rests on it is left out\n", unread);
  return vit_trajectory_is_damaged (run) ? VIT_EXIT_DAMAGED : VIT_EXIT_GOOD;
}

VitExit
vit_cli_study_exit (VitStudy *study)
{
  VitExit exit = VIT_EXIT_GOOD;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      VitTrajectory *trajectory = vit_run_get_trajectory (run);
      const GError *error = vit_run_get_error (run);
      /* Times that are not known keep nothing else from being right. */
      bool failed = error && !g_error_matches (error, VIT_ERROR, VIT_ERROR_MISSING);
      if (!trajectory || vit_cli_run_exit (trajectory, FALSE) != VIT_EXIT_GOOD || failed)
        exit = VIT_EXIT_DAMAGED;
    }
  return exit;
}

gboolean
vit_cli_is_study (const char *path)
{
  char head[4096];
  if (g_str_has_suffix (path, ".vitrine") || vit_study_pack_is (path))
    return TRUE;
  head[vit_file_peek (path, head, sizeof head - 1)] = '\0';
  for (const char *line = head; *line; line += strcspn (line, "\n"), line += *line == '\n')
    if (*line != '#' && *line != '\n' && *line != '\r' && *line != ' ')
      return g_str_has_prefix (line, "[study]");
  return FALSE;
}
