#include "app/cli/column-checks.h"

#include "app/cli/options.h"
#include "core/results/option-names.h"

gboolean
vit_cli_check_condition (const char *command, const char *condition, VitExit *exit)
{
  g_autoptr (GError) why = NULL;
  if (vit_condition_check (condition, NULL, &why))
    return TRUE;
  *exit = vit_cli_usage (command, "--where: %s", why->message);
  return FALSE;
}

gboolean
vit_cli_check_names (
    const char *command, VitStudy *study, VitAffects shown, GPtrArray *runs, VitExit *exit)
{
  size_t n;
  const VitOption *table = vit_option_list (&n);
  const VitOptions *options = vit_study_get_options (study);
  for (size_t i = 0; i < n; i++)
    {
      const VitOption *option = &table[i];
      bool given = vit_cli_is_given (option->group, option->key);
      if (option->names == VIT_NAMES_NOTHING ||
          !(given || (!vit_option_is_usual (option, options) &&
                      (vit_option_get_affects (option, options) & shown))))
        continue;
      g_autoptr (GError) why = NULL;
      g_autofree char *word = given && option->alias
                                  ? g_strconcat ("--", option->alias, NULL)
                                  : g_strdup_printf ("%s.%s", option->group, option->key);
      if (vit_option_check_names (option, vit_option_get_text (option, options), runs, &why))
        continue;
      *exit = vit_cli_usage (command, "%s: %s", word, why->message);
      return FALSE;
    }
  return TRUE;
}
