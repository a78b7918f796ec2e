/* What a step is called, from the states of the study before and after it. */

#include "core/study/undo-private.h"

#include <string.h>

GKeyFile *
vit_undo_parse (const char *state)
{
  GKeyFile *keys = g_key_file_new ();
  g_key_file_load_from_data (keys, state, (gsize) -1, G_KEY_FILE_NONE, NULL);
  return keys;
}

static char *
get_label (GKeyFile *keys, const char *group)
{
  g_autofree char *label = g_key_file_get_string (keys, group, "label", NULL);
  return g_strdup (label ? label : group);
}

/* Text of a title with Pango markup. */
static char *
strip_markup (const char *markup)
{
  g_autoptr (GString) text = g_string_new (NULL);
  bool within = false;
  for (const char *c = markup; *c; c++)
    {
      within = within || *c == '<';
      if (!within)
        g_string_append_c (text, *c);
      within = within && *c != '>';
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
name_change_of_run (GKeyFile *after, const char *group, const char *key, const char *old)
{
  g_autofree char *label = get_label (after, group);
  VitPremiseId id;
  if (strcmp (key, "label") == 0)
    return g_strdup_printf ("Rename %s to %s", old ? old : group, label);
  if (strcmp (key, "colour") == 0)
    return g_strdup_printf ("Change the colour of %s", label);
  if (strcmp (key, "group") == 0)
    {
      g_autofree char *name = g_key_file_get_string (after, group, key, NULL);
      return name ? g_strdup_printf ("Put %s into %s", label, name)
                  : g_strdup_printf ("Take %s out of %s", label, old);
    }
  if (strcmp (key, "shown") == 0)
    return g_strdup_printf (
        "%s %s", g_key_file_get_boolean (after, group, key, NULL) ? "Show" : "Hide", label);
  const char *title = vit_premise_find (key, &id) ? vit_premise_get (id)->title
                      : strcmp (key, "log") == 0  ? "Log"
                                                  : key;
  g_autofree char *lower = g_utf8_strdown (title, 1);
  return g_strdup_printf ("Change %s%s of %s", lower, title + strlen (lower), label);
}

/* Whether two lists are equal without one of their words. */
static bool
are_equal_without (char **a, char **b, const char *word)
{
  for (;; a++, b++)
    {
      a += *a && strcmp (*a, word) == 0;
      b += *b && strcmp (*b, word) == 0;
      if (!*a || !*b)
        return !*a && !*b;
      if (strcmp (*a, *b) != 0)
        return false;
    }
}

/* Which of the runs moved; two where each may have. */
static char *
name_change_of_order (GKeyFile *after, const char *old)
{
  g_auto (GStrv) before = g_strsplit (old ? old : "", ";", -1),
                 now = g_key_file_get_string_list (after, "study", "order", NULL, NULL);
  g_autoptr (GPtrArray) moved = g_ptr_array_new_with_free_func (g_free);
  guint n = g_strv_length (before);
  /* A list ends in a semicolon. */
  if (n > 0 && !*before[n - 1])
    g_clear_pointer (&before[n - 1], g_free);
  for (char **group = now; group && *group; group++)
    if (are_equal_without (before, now, *group))
      g_ptr_array_add (moved, get_label (after, *group));
  if (moved->len == 1)
    return g_strdup_printf ("Move %s", (char *) moved->pdata[0]);
  if (moved->len == 2)
    return g_strdup_printf ("Swap %s and %s", (char *) moved->pdata[0], (char *) moved->pdata[1]);
  return g_strdup ("Order the runs");
}

static char *
name_change (GKeyFile *after, const char *group, const char *key, const char *old)
{
  if (g_str_has_prefix (group, "run "))
    return name_change_of_run (after, group, key, old);
  const VitOption *option = vit_option_find (group, key);
  VitStudyLog log;
  VitPremiseId id;
  if (vit_study_log_find (group, &log) && vit_premise_find (key, &id))
    return g_strdup_printf ("Change %s of the %s log", vit_premise_get (id)->name, group);
  if (option)
    {
      g_autofree char *label = strip_markup (option->label);
      return g_strdup_printf ("Change %s", label);
    }
  if (strcmp (group, "ranges") == 0)
    return g_strdup ("Change the range of the colours");
  if (strcmp (group, "model") == 0)
    return g_strdup (strcmp (key, "file") == 0 ? "Change the model" : "Change the intervals");
  if (strcmp (key, "title") == 0)
    return g_strdup ("Rename the study");
  if (strcmp (key, "order") == 0)
    return name_change_of_order (after, old);
  return g_strdup_printf ("Change %s", key);
}

/* Name the changes of the keys of a group. */
static void
name_changes_of_group (GKeyFile *before, GKeyFile *after, const char *group, GPtrArray *names)
{
  GKeyFile *sides[] = { before, after };
  for (int side = 0; side < 2; side++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (sides[side], group, NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *old = g_key_file_get_string (before, group, *key, NULL),
                          *new = g_key_file_get_string (after, group, *key, NULL);
          if ((side == 1 && old) || g_strcmp0 (old, new) == 0)
            continue;
          g_ptr_array_add (names, name_change (after, group, *key, old));
        }
    }
}

/* The order changes with the runs and with their groups. */
static void
forget_order (GKeyFile *before, GKeyFile *after)
{
  g_key_file_remove_key (after, "study", "order", NULL);
  g_key_file_remove_key (before, "study", "order", NULL);
}

/* Number of atoms in ids such as 5;9:12. */
static guint64
count_picked (GKeyFile *keys)
{
  g_auto (GStrv) pieces = g_key_file_get_string_list (keys, "picked", "atoms", NULL, NULL);
  guint64 n = 0;
  for (char **piece = pieces; piece && *piece; piece++)
    {
      const char *colon = strchr (*piece, ':');
      gint64 first = g_ascii_strtoll (*piece, NULL, 10),
             last = colon ? g_ascii_strtoll (colon + 1, NULL, 10) : first;
      n += (guint64) (last - first) + 1;
    }
  return n;
}

/* What is picked is one thing of several keys, and goes with its run. */
static void
name_change_of_picked (GKeyFile *before, GKeyFile *after, bool told, GPtrArray *names)
{
  bool differs = false;
  GKeyFile *sides[] = { before, after };
  for (int side = 0; side < 2; side++)
    {
      g_auto (GStrv) keys = g_key_file_get_keys (sides[side], "picked", NULL, NULL);
      for (char **key = keys; key && *key; key++)
        {
          g_autofree char *old = g_key_file_get_string (before, "picked", *key, NULL),
                          *new = g_key_file_get_string (after, "picked", *key, NULL);
          differs = differs || g_strcmp0 (old, new) != 0;
        }
    }
  guint64 n = count_picked (after);
  bool region = g_key_file_has_key (after, "picked", "corners", NULL);
  if (differs && told && n == 0)
    g_ptr_array_add (names, g_strdup ("Let go of the picked atoms"));
  else if (differs && told)
    g_ptr_array_add (names, g_strdup_printf ("Pick %s%" G_GUINT64_FORMAT " atom%s",
                                             region ? "a region of " : "", n, n == 1 ? "" : "s"));
  g_key_file_remove_group (before, "picked", NULL);
  g_key_file_remove_group (after, "picked", NULL);
}

char *
vit_undo_describe (const char *state_before, const char *state_after)
{
  g_autoptr (GKeyFile) before = vit_undo_parse (state_before), after = vit_undo_parse (state_after);
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  g_auto (GStrv) old = g_key_file_get_groups (before, NULL),
                 new = g_key_file_get_groups (after, NULL);
  guint n_runs = 0;
  for (char **group = old; *group; group++)
    if (g_str_has_prefix (*group, "run ") && !g_key_file_has_group (after, *group))
      {
        g_autofree char *label = get_label (before, *group);
        g_ptr_array_add (names, g_strdup_printf ("Remove %s", label));
        n_runs++;
      }
  for (char **group = new; *group; group++)
    if (g_str_has_prefix (*group, "run ") && !g_key_file_has_group (before, *group))
      {
        g_autofree char *label = get_label (after, *group);
        g_ptr_array_add (names, g_strdup_printf ("Add %s", label));
        n_runs++;
      }
  if (n_runs > 0)
    forget_order (before, after);
  name_change_of_picked (before, after, n_runs == 0, names);
  for (char **group = old; *group; group++)
    {
      g_autofree char *was = g_key_file_get_string (before, *group, "group", NULL),
                      *is = g_key_file_get_string (after, *group, "group", NULL);
      if (g_strcmp0 (was, is) != 0)
        forget_order (before, after);
    }
  for (char **group = old; *group; group++)
    if (g_key_file_has_group (after, *group))
      name_changes_of_group (before, after, *group, names);
  for (char **group = new; *group; group++)
    if (!g_key_file_has_group (before, *group) && !g_str_has_prefix (*group, "run "))
      name_changes_of_group (before, after, *group, names);
  for (char **group = old; *group; group++)
    if (!g_key_file_has_group (after, *group) && !g_str_has_prefix (*group, "run "))
      name_changes_of_group (before, after, *group, names);
  if (names->len == 0)
    return g_strdup ("Change the study");
  const char *first = names->pdata[0];
  if (names->len == 1)
    return g_strdup (first);
  return g_strdup_printf ("%s and %u more change%s", first, names->len - 1,
                          names->len > 2 ? "s" : "");
}

const VitOption *
vit_undo_find_only_number (const char *state_before, const char *state_after)
{
  g_autoptr (GKeyFile) before = vit_undo_parse (state_before), after = vit_undo_parse (state_after);
  GKeyFile *sides[] = { before, after };
  const VitOption *found = NULL;
  for (int side = 0; side < 2; side++)
    {
      g_auto (GStrv) groups = g_key_file_get_groups (sides[side], NULL);
      for (char **group = groups; *group; group++)
        {
          g_auto (GStrv) keys = g_key_file_get_keys (sides[side], *group, NULL, NULL);
          for (char **key = keys; key && *key; key++)
            {
              g_autofree char *one = g_key_file_get_string (sides[0], *group, *key, NULL),
                              *other = g_key_file_get_string (sides[1], *group, *key, NULL);
              if (g_strcmp0 (one, other) == 0)
                continue;
              const VitOption *option = vit_option_find (*group, *key);
              bool number = option && (option->type == VIT_OPTION_NUMBER ||
                                       option->type == VIT_OPTION_INTEGER);
              if (!number || (found && option != found))
                return NULL;
              found = option;
            }
        }
    }
  return found;
}
