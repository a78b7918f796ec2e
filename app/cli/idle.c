/* Premises that are given and change nothing: it is said. */

#include "app/cli/premises.h"

/* Whether only numbers of a log rest on a premise. */
static bool
is_of_log (VitPremiseId id)
{
  return (vit_premise_get (id)->groups & ~VIT_PREMISES_OF_LOG) == 0;
}

void
vit_cli_print_idle (const char *label, const VitPremises *given, char *const *idle)
{
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    if (idle[id] && vit_premises_look_up (given, id))
      g_printerr ("%s: %s=%s changes nothing: %s (warning)\n", label, vit_premise_get (id)->name,
                  vit_premises_get_text (given, id), idle[id]);
}

gboolean
vit_cli_refuse_idle (const char *command)
{
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      if (!vit_premises_look_up (vit_cli_get_premises (), id) ||
          (vit_premise_get (id)->groups & VIT_PREMISES_OF_LOG))
        continue;
      vit_cli_usage (command, "%s=%s: nothing of a log rests on it", vit_premise_get (id)->name,
                     vit_premises_get_text (vit_cli_get_premises (), id));
      return FALSE;
    }
  return TRUE;
}

/* How the same is said of the study's own log, if it has one. */
static char *
dup_hint (VitStudy *study, VitPremiseId id)
{
  g_autofree char *path =
      study ? vit_study_dup_option_path (study, "mechanics", "stress-strain-log") : NULL;
  return path ? g_strdup_printf ("; of the log of the stress–strain test it is said with "
                                 "--premise stress-strain:%s=…",
                                 vit_premise_get (id)->name)
              : g_strdup ("");
}

void
vit_cli_print_idle_of_log (const char *label,
                           const VitPremises *given,
                           const VitLoadingCurve *curve,
                           bool has_log,
                           VitStudy *study)
{
  char *idle[VIT_N_PREMISES] = { NULL };
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    {
      bool of_box = id == VIT_PREMISE_AXIS || id == VIT_PREMISE_LENGTH0;
      g_autofree char *hint = dup_hint (study, id);
      if (!is_of_log (id))
        continue;
      if (curve && curve->idle[id])
        idle[id] = g_strconcat (curve->idle[id], hint, NULL);
      else if (!has_log && !of_box)
        idle[id] = g_strconcat ("there is no log", hint, NULL);
    }
  vit_cli_print_idle (label, given, idle);
  for (VitPremiseId id = 0; id < VIT_N_PREMISES; id++)
    g_free (idle[id]);
}

void
vit_cli_print_idle_of_run (VitStudy *study, VitRun *run)
{
  const VitPremises *given = vit_run_get_given (run);
  vit_cli_print_idle_of_log (vit_run_get_label (run), given, vit_run_get_loading (run),
                             vit_run_get_log (run) != NULL, study);
}
