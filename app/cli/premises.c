#include "app/cli/premises.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error.h"

gboolean vit_cli_strict;

/* Of all runs, and those of one run by its label. */
static VitPremises *given;
static GHashTable *given_by_label;

/* A run that was opened, and what was said about it. */
typedef struct
{
  VitRun *run;
  char *name;
  VitPremises *said;
} OpenedRun;

static GPtrArray *opened;

VitPremises *
vit_cli_get_premises (void)
{
  if (!given)
    given = vit_premises_new ();
  return given;
}

/* The premises that LABEL:NAME=VALUE or NAME=VALUE belongs to. A label may hold colons itself. */
static VitPremises *
find_premises (const char *text, const char **assignment)
{
  const char *equals = strchr (text, '=');
  const char *colon = equals ? memrchr (text, ':', (size_t) (equals - text)) : NULL;
  *assignment = colon ? colon + 1 : text;
  if (!colon)
    return vit_cli_get_premises ();
  if (!given_by_label)
    given_by_label = g_hash_table_new_full (g_str_hash, g_str_equal, g_free,
                                            (GDestroyNotify) vit_premises_unref);
  g_autofree char *label = g_strndup (text, (gsize) (colon - text));
  VitPremises *premises = g_hash_table_lookup (given_by_label, label);
  if (!premises)
    {
      premises = vit_premises_new ();
      g_hash_table_insert (given_by_label, g_steal_pointer (&label), premises);
    }
  return premises;
}

static void
give (VitRun *run, const VitPremises *premises)
{
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const char *value = vit_premises_get_text (premises, (VitPremiseId) id);
      if (value)
        vit_run_set_premise (run, (VitPremiseId) id, value, NULL);
    }
}

gboolean
vit_cli_take_premise (const char *name, const char *value, gpointer data, GError **error)
{
  g_autoptr (GError) inner = NULL;
  VitPremiseId id;
  bool ok;
  if (strcmp (name, "-T") == 0)
    name = "--temperature";
  if (strcmp (name, "--atom-style") == 0)
    name = "--atom_style";
  if (strcmp (name, "--premise") == 0)
    {
      const char *assignment;
      VitPremises *premises = find_premises (value, &assignment);
      ok = vit_premises_parse_assignment (premises, assignment, &inner);
    }
  else if (*value == '\0')
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s has no value", name);
      return FALSE;
    }
  else if (vit_premise_find (name + strspn (name, "-"), &id))
    ok = vit_premises_parse (vit_cli_get_premises (), id, value, &inner);
  else
    g_return_val_if_reached (FALSE);
  if (!ok)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, "%s%s",
                 strcmp (name, "--premise") == 0 ? "--premise " : "--", inner->message);
  return ok;
}

void
vit_cli_give_premises (VitRun *run)
{
  give (run, given);
}

gboolean
vit_cli_refuse_labels (GError **error)
{
  if (!given_by_label)
    return TRUE;
  GHashTableIter each;
  gpointer label = NULL;
  g_hash_table_iter_init (&each, given_by_label);
  g_hash_table_iter_next (&each, &label, NULL);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "--premise %s:…: only runs of a study have labels, and only studies have logs of "
               "their own; give NAME=VALUE",
               (char *) label);
  return FALSE;
}

/* Set what is said of a log of the study. */
static gboolean
give_log (const char *command, VitStudy *study, VitStudyLog log, const VitPremises *premises)
{
  const char *name = vit_study_log_name (log);
  g_autofree char *path = vit_study_dup_option_path (study, "mechanics", vit_study_log_key (log));
  if (!path)
    {
      vit_cli_usage (command, "--premise %s:…: the study names no %s log", name, name);
      return FALSE;
    }
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      const char *value = vit_premises_get_text (premises, id);
      g_autoptr (GError) error = NULL;
      if (value && !vit_study_set_log_premise (study, log, id, value, &error))
        {
          vit_cli_usage (command, "--premise %s:%s", name, error->message);
          return FALSE;
        }
    }
  return TRUE;
}

static VitRun *
find_run (VitStudy *study, const char *label)
{
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (strcmp (vit_run_get_label (vit_study_get_run (study, i)), label) == 0)
      return vit_study_get_run (study, i);
  return NULL;
}

gboolean
vit_cli_give_study_premises (const char *command, VitStudy *study, gboolean all)
{
  for (guint i = 0; all && i < vit_study_get_n_runs (study); i++)
    vit_cli_give_premises (vit_study_get_run (study, i));
  if (!given_by_label)
    return TRUE;
  GHashTableIter each;
  gpointer label, premises;
  g_hash_table_iter_init (&each, given_by_label);
  while (g_hash_table_iter_next (&each, &label, &premises))
    {
      VitRun *run = find_run (study, label);
      VitStudyLog log;
      bool of_log = vit_study_log_find (label, &log);
      if (run && of_log)
        {
          vit_cli_usage (command,
                         "--premise %s:…: a run has the name of the study's log as its label",
                         (char *) label);
          return FALSE;
        }
      if (of_log && !give_log (command, study, log, premises))
        return FALSE;
      if (of_log)
        continue;
      if (!run)
        {
          vit_cli_usage (command,
                         "--premise %s:…: the study has no run of that label; its logs are "
                         "stress-strain and quench",
                         (char *) label);
          return FALSE;
        }
      give (run, premises);
    }
  return TRUE;
}

VitRun *
vit_cli_open_run (const char *const *paths, VitProgress *progress, GError **error)
{
  g_autoptr (VitRun) run = vit_run_new (paths);
  vit_cli_give_premises (run);
  if (!vit_cli_refuse_labels (error) || !vit_run_open_sync (run, progress, error))
    return NULL;
  vit_cli_print_run_problems (vit_run_get_trajectory (run), vit_run_get_timeline (run));
  vit_cli_print_idle_of_run (NULL, run);
  if (vit_cli_check_run (paths[0], run))
    return g_steal_pointer (&run);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: a premise is in doubt (--strict)",
               paths[0]);
  return NULL;
}

VitRun *
vit_cli_open_timed_run (const char *const *paths, VitProgress *progress, GError **error)
{
  g_autoptr (VitRun) run = vit_cli_open_run (paths, progress, error);
  if (!run || vit_run_get_timeline (run))
    return g_steal_pointer (&run);
  g_propagate_error (error, g_error_copy (vit_run_get_error (run)));
  return NULL;
}

/* A member that is text or null. */
static void
add_text (JsonBuilder *b, const char *name, const char *text)
{
  json_builder_set_member_name (b, name);
  if (text)
    json_builder_add_string_value (b, text);
  else
    json_builder_add_null_value (b);
}

/* Unit of a value: that of the table of premises, or of reduced units. */
static const char *
get_unit (const VitPremises *premises, VitPremiseId id)
{
  const char *unit = vit_premise_get (id)->unit;
  if (g_strcmp0 (vit_premises_get_text (premises, VIT_PREMISE_UNITS), "lj") != 0)
    return unit;
  return id == VIT_PREMISE_TIMESTEP      ? "τ"
         : id == VIT_PREMISE_LENGTH0     ? "σ"
         : id == VIT_PREMISE_TEMPERATURE ? "ε/k"
                                         : unit;
}

void
vit_cli_add_premises (JsonBuilder *b, const VitPremises *premises)
{
  json_builder_set_member_name (b, "premises");
  json_builder_begin_array (b);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      if (!premise)
        continue;
      json_builder_begin_object (b);
      add_text (b, "name", row->name);
      if (row->type == VIT_PREMISE_NUMBER &&
          isfinite (vit_premises_get_number (premises, (VitPremiseId) id)))
        vit_cli_add_number (b, "value", vit_premises_get_number (premises, (VitPremiseId) id));
      else
        add_text (b, "value", premise->value);
      add_text (b, "unit", get_unit (premises, (VitPremiseId) id));
      add_text (b, "source", vit_premise_source_name (premise->source));
      add_text (b, "doubt", premise->doubt);
      json_builder_end_object (b);
    }
  json_builder_end_array (b);
}

void
vit_cli_print_premises (const VitPremises *premises)
{
  bool any = false;
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      if (!premise)
        continue;
      const char *unit = get_unit (premises, (VitPremiseId) id);
      if (!any)
        printf ("premises\n");
      any = true;
      printf ("  %-26s%s%s%s (%s)\n", row->name, premise->value ? premise->value : "not known",
              premise->value && unit ? " " : "", premise->value && unit ? unit : "",
              vit_premise_source_name (premise->source));
      if (premise->doubt)
        printf ("    doubt: %s\n", premise->doubt);
    }
}

/* ---- vitrine-cli premises ---- */

VitExit
vit_command_premises (int argc, char **argv)
{
  static const GOptionEntry none[] = { { NULL } };
  VitExit exit;
  if (!vit_cli_parse (none, "",
                      "What numbers of a run rest on, for --premise: a tab-separated table.", &argc,
                      &argv, &exit))
    return exit;
  if (argc != 1)
    return vit_cli_usage ("premises", "it takes no arguments");
  puts ("name\tvalues\tunit\twhat");
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      static const char *const values[] = { [VIT_PREMISE_NUMBER] = "positive number",
                                            [VIT_PREMISE_LIST] = "words with commas between them",
                                            [VIT_PREMISE_WORD] = "text" };
      const VitPremiseRow *row = vit_premise_get ((VitPremiseId) id);
      g_autofree char *choices =
          row->choices ? g_strjoinv ("|", (char **) row->choices) : g_strdup (values[row->type]);
      printf ("%s\t%s\t%s\t%s\n", row->name, choices, row->unit ? row->unit : "", row->words);
    }
  return VIT_EXIT_GOOD;
}

gboolean
vit_cli_check_premises (const char *path, const VitPremises *premises)
{
  vit_cli_progress_end ();
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      if (premise && premise->doubt)
        g_printerr ("%s%s%s=%s: %s%s\n", path ? path : "", path ? ": " : "",
                    vit_premise_get ((VitPremiseId) id)->name,
                    premise->value ? premise->value : "not known", premise->doubt,
                    vit_cli_strict ? "" : " (warning)");
    }
  return !vit_cli_strict || vit_premises_count_doubts (premises) == 0;
}

/* ---- Runs ---- */

static void
free_opened_run (void *data)
{
  OpenedRun *known = data;
  g_object_unref (known->run);
  g_free (known->name);
  vit_premises_unref (known->said);
  g_free (known);
}

gboolean
vit_cli_check_run (const char *name, VitRun *run)
{
  if (!opened)
    opened = g_ptr_array_new_with_free_func (free_opened_run);
  OpenedRun *known = g_new (OpenedRun, 1);
  *known = (OpenedRun){ g_object_ref (run), g_strdup (name),
                        vit_premises_copy (vit_run_get_premises (run)) };
  g_ptr_array_add (opened, known);
  return vit_cli_check_premises (name, known->said);
}

/* Take out of @premises what was said before. */
static void
keep_new_doubts (VitPremises *premises, const VitPremises *said)
{
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *now = vit_premises_look_up (premises, (VitPremiseId) id);
      const VitPremise *before = vit_premises_look_up (said, (VitPremiseId) id);
      if (now && before && g_strcmp0 (now->doubt, before->doubt) == 0)
        vit_premises_remove (premises, (VitPremiseId) id);
    }
}

gboolean
vit_cli_review_runs (void)
{
  gboolean sure = TRUE;
  for (guint i = 0; opened && i < opened->len; i++)
    {
      OpenedRun *known = opened->pdata[i];
      vit_run_review_premises (known->run);
      g_autoptr (VitPremises) premises = vit_premises_copy (vit_run_get_premises (known->run));
      keep_new_doubts (premises, known->said);
      sure = vit_cli_check_premises (known->name, premises) && sure;
    }
  g_clear_pointer (&opened, g_ptr_array_unref);
  return sure;
}

gboolean
vit_cli_check_tml (const char *name, VitTmlSeries *series)
{
  const char *warning = series ? vit_tml_series_get_warning (series) : NULL;
  vit_cli_progress_end ();
  if (warning)
    g_printerr ("%s: T_ML: %s%s\n", name, warning, vit_cli_strict ? "" : " (warning)");
  return !vit_cli_strict || !warning;
}
