/* The state of a study as a text: what a step back or forward changes. It is the text that would be
 * saved, without where one looks, with paths below the root. */

#include <stdlib.h>
#include <string.h>

#include "core/study/study-private.h"

/* A file that the text might have been read from: paths are relative to its folder. */
#define PLACE "/study"

/* Keys that are decisions of the user's, neither found nor where he looks. */
static bool
is_decision (const VitOption *option)
{
  return !option->looked && strcmp (option->key, "cutoff-found") != 0 &&
         strcmp (option->key, "cutoff-run") != 0;
}

static bool
is_view (const VitOption *option)
{
  return strcmp (option->group, "view") == 0;
}

static int
compare_words (const void *a, const void *b)
{
  return strcmp (*(char *const *) a, *(char *const *) b);
}

/* Format keys by groups and names in order, without groups that have none: how a study came to be
 * is not told. */
static char *
format_sorted (GKeyFile *keys)
{
  g_autoptr (GString) text = g_string_new (NULL);
  gsize n_groups;
  g_auto (GStrv) groups = g_key_file_get_groups (keys, &n_groups);
  qsort (groups, n_groups, sizeof *groups, compare_words);
  for (char **group = groups; *group; group++)
    {
      gsize n;
      g_auto (GStrv) names = g_key_file_get_keys (keys, *group, &n, NULL);
      if (n == 0)
        continue;
      qsort (names, n, sizeof *names, compare_words);
      g_string_append_printf (text, "[%s]\n", *group);
      for (char **name = names; *name; name++)
        {
          g_autofree char *value = g_key_file_get_value (keys, *group, *name, NULL);
          g_string_append_printf (text, "%s=%s\n", *name, value);
        }
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static char *
dup_state (VitStudy *self, bool with_view)
{
  gsize n;
  g_autofree char *written = g_key_file_to_data (self->keys, &n, NULL);
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_key_file_load_from_data (keys, written, n, G_KEY_FILE_KEEP_COMMENTS, NULL);
  vit_study_write_keys (self, keys, "/");
  size_t n_options;
  const VitOption *options = vit_option_list (&n_options);
  for (size_t i = 0; i < n_options; i++)
    {
      const VitOption *option = &options[i];
      g_autofree char *text = vit_option_format (option, self->options);
      /* A value is the same however a file spells it, a default also where it stands in the file.
       */
      if (!is_decision (option) || (!with_view && is_view (option)) ||
          vit_option_is_usual (option, self->options))
        g_key_file_remove_key (keys, option->group, option->key, NULL);
      else if (option->type != VIT_OPTION_FILE)
        g_key_file_set_string (keys, option->group, option->key, text);
    }
  /* The order of runs is that of the list, whatever the order of their groups. */
  g_key_file_set_string_list (keys, "study", "order", (const char *const *) self->groups->pdata,
                              self->groups->len);
  return format_sorted (keys);
}

char *
vit_study_dup_state (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  return dup_state (self, true);
}

char *
vit_study_dup_document (VitStudy *self)
{
  return dup_state (self, false);
}

char *
vit_study_dup_text (VitStudy *self)
{
  g_return_val_if_fail (VIT_IS_STUDY (self), NULL);
  gsize n;
  g_autofree char *text = g_key_file_to_data (self->keys, &n, NULL),
                  *own = vit_study_dup_folder (self);
  const char *folder = own ? own : "/";
  g_autoptr (GKeyFile) keys = g_key_file_new ();
  g_key_file_load_from_data (keys, text, n, G_KEY_FILE_KEEP_COMMENTS, NULL);
  vit_study_write_keys (self, keys, folder);
  return g_key_file_to_data (keys, NULL, NULL);
}

static VitStudy *
read_state (const char *state)
{
  g_autoptr (VitStudy) study = vit_study_new ();
  study->loading = true;
  bool ok =
      g_key_file_load_from_data (study->keys, state, (gsize) -1, G_KEY_FILE_KEEP_COMMENTS, NULL) &&
      vit_study_read_keys (study, PLACE, state, NULL);
  study->loading = false;
  return ok ? g_steal_pointer (&study) : NULL;
}

/* ---- Runs ---- */

static int
find_group (VitStudy *self, const char *group)
{
  for (guint i = 0; i < self->groups->len; i++)
    if (strcmp (self->groups->pdata[i], group) == 0)
      return (int) i;
  return -1;
}

/* Whether two runs are of the same files, so that one may stand for the other. */
static bool
are_of_same_files (VitRun *a, VitRun *b)
{
  return g_strv_equal (vit_run_get_paths (a), vit_run_get_paths (b));
}

/* Find a run of the same files that was taken out before and is not back: it is still open. */
static VitRun *
find_kept (VitStudy *self, GPtrArray *kept, VitRun *like)
{
  for (guint i = 0; kept && i < kept->len; i++)
    if (are_of_same_files (kept->pdata[i], like) &&
        !g_ptr_array_find (self->runs, kept->pdata[i], NULL))
      return kept->pdata[i];
  return like;
}

static void
copy_run (VitRun *run, VitRun *from)
{
  if (run == from)
    return;
  g_object_set (run, "label", vit_run_get_label (from), "stress", vit_run_get_stress (from),
                "frequency", vit_run_get_frequency (from), "log", vit_run_get_log (from), "shown",
                vit_run_get_shown (from), "group", vit_run_get_group (from), "colour",
                vit_run_get_colour (from), NULL);
  vit_run_set_given (run, vit_run_get_given (from));
}

static void
copy_group (GKeyFile *to, GKeyFile *from, const char *group)
{
  g_auto (GStrv) keys = g_key_file_get_keys (from, group, NULL, NULL);
  for (char **key = keys; key && *key; key++)
    {
      g_autofree char *value = g_key_file_get_value (from, group, *key, NULL);
      g_key_file_set_value (to, group, *key, value);
    }
}

/* Make the runs those of @from, in its order; @kept gives those that come back. */
static void
take_runs (VitStudy *self, VitStudy *from, const char *const *order, GPtrArray *kept)
{
  for (guint i = self->runs->len; i-- > 0;)
    {
      VitRun *run = self->runs->pdata[i];
      int there = find_group (from, self->groups->pdata[i]);
      if (there >= 0 && are_of_same_files (run, from->runs->pdata[there]))
        continue;
      vit_study_withdraw_run (self, run);
    }
  for (guint i = 0; order && order[i]; i++)
    {
      int wanted = find_group (from, order[i]), here = find_group (self, order[i]);
      if (wanted < 0)
        continue;
      VitRun *like = from->runs->pdata[wanted];
      g_autoptr (VitRun) run =
          g_object_ref (here >= 0 ? self->runs->pdata[here] : find_kept (self, kept, like));
      /* A run that only stands elsewhere keeps all that was computed of it. */
      if (here >= 0)
        vit_study_shift_run (self, (guint) here, i);
      else
        {
          copy_group (self->keys, from->keys, order[i]);
          copy_run (run, like);
          vit_study_insert_run_at (self, run, order[i], i);
        }
      copy_run (run, like);
    }
}

/* ---- The rest ---- */

static void
take_options (VitStudy *self, VitStudy *from)
{
  size_t n;
  const VitOption *options = vit_option_list (&n);
  for (size_t i = 0; i < n; i++)
    {
      const VitOption *option = &options[i];
      bool is_file = option->type == VIT_OPTION_FILE;
      if (!is_decision (option) ||
          (!is_file && vit_option_equal (option, self->options, from->options)))
        continue;
      g_autofree char *text = is_file ? vit_study_dup_option_path (from, option->group, option->key)
                                      : vit_option_format (option, from->options);
      g_autofree char *now =
          is_file ? vit_study_dup_option_path (self, option->group, option->key) : NULL;
      if (!is_file || g_strcmp0 (text, now) != 0)
        vit_study_set_option (self, option->group, option->key,
                              vit_option_is_usual (option, from->options) ? NULL : text, NULL);
    }
}

static void
take_logs (VitStudy *self, VitStudy *from)
{
  for (VitStudyLog log = 0; log < VIT_N_STUDY_LOGS; log++)
    for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
      {
        const char *text = vit_premises_get_text (vit_study_get_log_given (from, log), id);
        if (vit_study_log_takes (log, id))
          vit_study_set_log_premise (self, log, id, text ? text : "", NULL);
      }
}

void
vit_study_take_state (VitStudy *self, const char *state, GPtrArray *kept)
{
  g_return_if_fail (VIT_IS_STUDY (self) && state);
  g_autoptr (VitStudy) from = read_state (state);
  g_return_if_fail (from);
  g_free (from->path);
  from->path = g_strdup (PLACE);
  g_auto (GStrv) order = g_key_file_get_string_list (from->keys, "study", "order", NULL, NULL);
  take_runs (self, from, (const char *const *) order, kept);
  vit_study_set_title (self, from->title);
  vit_study_set_model_path (self, from->model_path);
  size_t n, n_now;
  const double *intervals = vit_study_get_intervals (from, &n),
               *now = vit_study_get_intervals (self, &n_now);
  if (n != n_now || (n > 0 && memcmp (intervals, now, n * sizeof *now) != 0))
    vit_study_set_intervals (self, intervals, n);
  take_options (self, from);
  take_logs (self, from);
  vit_study_take_ranges (self, from);
  vit_study_take_figures (self, from);
  vit_study_take_picked (self, from);
  g_autofree char *taken = vit_study_dup_document (self);
  vit_study_mark_modified (self, g_strcmp0 (taken, self->saved) != 0);
}
