#include "app/cli/numbers.h"

#include <math.h>
#include <stdbool.h>
#include <string.h>

/* NumberLimits: a row
 * @command: (nullable): %NULL for all that have the option
 * @above: whether the number is larger than @least, not equal to it */
typedef struct
{
  const char *command, *name;
  double least, most;
  bool above;
} NumberLimits;

#define WHOLE 2147483647.0

static const NumberLimits limits[] = {
  { "atoms", "frame", 0, WHOLE, false },
  { "atoms", "to-frame", 0, WHOLE, false },
  { NULL, "interval", 0, INFINITY, true },
  { NULL, "top", 0, INFINITY, true },
  { NULL, "bottom", 0, INFINITY, true },
  { "learn", "penalty", 0, INFINITY, true },
  { "mechanics", "period", 0, INFINITY, true },
  { "mechanics", "window", 0, INFINITY, true },
  { "mechanics", "offset", 0, INFINITY, true },
  { "model", "folds", 0, WHOLE, false },
  { NULL, "seed", 0, WHOLE, false },
  { "msd", "lags", 1, WHOLE, false },
  { NULL, "origins", 1, WHOLE, false },
  { NULL, "threads", 1, 4096, false },
  { "repack", "level", 1, 19, false },
  { NULL, "cut", 0, INFINITY, false },
  { NULL, "neighbours", 1, WHOLE, false },
  { NULL, "samples", 1, WHOLE, false },
  { NULL, "threshold", -INFINITY, INFINITY, false },
  { "train", "per-class", 1, WHOLE, false },
  { NULL, "width", 0, INFINITY, true },
  { NULL, "dpi", 0, INFINITY, true },
  { NULL, "font-size", 0, INFINITY, true },
  { "study", "frequency", 0, INFINITY, true },
  { "submit", "jobs", 1, WHOLE, false },
  { "watch", "idle", 0, INFINITY, true },
  { "watch", "every", 1, WHOLE, false },
};

/* A number of the command that runs, and where it goes. */
typedef struct
{
  const char *name;
  char letter;
  const NumberLimits *limits;
  bool is_whole;
  gpointer to;
} Number;

static GArray *numbers; /* Number */

static const NumberLimits *
find_limits (const char *command, const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (limits); i++)
    if (strcmp (limits[i].name, name) == 0 &&
        (!limits[i].command || strcmp (limits[i].command, command) == 0))
      return &limits[i];
  return NULL;
}

static const Number *
find_number (const char *option)
{
  option += strspn (option, "-");
  for (guint i = 0; i < numbers->len; i++)
    {
      const Number *number = &g_array_index (numbers, Number, i);
      bool is_letter = strlen (option) == 1 && *option == number->letter;
      if (is_letter || strcmp (option, number->name) == 0)
        return number;
    }
  return NULL;
}

static char *
dup_range (const Number *number)
{
  const NumberLimits *own = number->limits;
  const char *kind = number->is_whole ? "a whole number" : "a number";
  bool has_least = isfinite (own->least), has_most = isfinite (own->most) && own->most < WHOLE;
  if (has_least && has_most)
    return g_strdup_printf ("%s from %g to %g", kind, own->least, own->most);
  if (has_least)
    return g_strdup_printf ("%s %s %g", kind, own->above ? "above" : "from", own->least);
  return g_strdup (kind);
}

static gboolean
take_number (const char *name, const char *text, gpointer data, GError **error)
{
  const Number *number = find_number (name);
  char *end;
  double value = g_ascii_strtod (text, &end);
  const NumberLimits *own = number->limits;
  bool reads = *text && !*end && isfinite (value) && !g_ascii_isspace (*text) &&
               (!number->is_whole || value == floor (value));
  if (reads && (own->above ? value > own->least : value >= own->least) && value <= own->most)
    {
      if (number->is_whole)
        *(int *) number->to = (int) value;
      else
        *(double *) number->to = value;
      return TRUE;
    }
  g_autofree char *range = dup_range (number);
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s %s is not %s", name, text,
               range);
  return FALSE;
}

void
vit_cli_limit_numbers (const char *command, GOptionEntry *entries)
{
  g_return_if_fail (command && entries);
  g_clear_pointer (&numbers, g_array_unref);
  numbers = g_array_new (FALSE, FALSE, sizeof (Number));
  for (GOptionEntry *entry = entries; entry->long_name; entry++)
    {
      bool is_whole = entry->arg == G_OPTION_ARG_INT;
      if (!is_whole && entry->arg != G_OPTION_ARG_DOUBLE)
        continue;
      Number number = { entry->long_name, entry->short_name,
                        find_limits (command, entry->long_name), is_whole, entry->arg_data };
      g_assert (number.limits);
      g_array_append_val (numbers, number);
      entry->arg = G_OPTION_ARG_CALLBACK;
      entry->arg_data = (gpointer) take_number;
    }
}

const char *
vit_cli_find_empty (const GOptionEntry *entries)
{
  for (; entries->long_name; entries++)
    {
      bool is_text = entries->arg == G_OPTION_ARG_STRING || entries->arg == G_OPTION_ARG_FILENAME;
      const char *text = is_text ? *(char **) entries->arg_data : NULL;
      if (text && !*text && strcmp (entries->long_name, "title") != 0)
        return entries->long_name;
    }
  return NULL;
}
