#include "app/cli/column-checks.h"

#include <string.h>

#include "core/base/error.h"
#include "core/results/snapshot.h"

/* Whether @condition is one by its form; @word is where it was said. */
static gboolean
check_form (const char *command, const char *word, const char *condition, VitExit *exit)
{
  g_autoptr (GError) why = NULL;
  g_autoptr (VitExpression) expression =
      condition && *condition ? vit_expression_parse (condition, &why) : NULL;
  if (!condition || !*condition)
    return TRUE;
  if (!expression)
    *exit = vit_cli_usage (command, "%s: %s", word, why->message);
  else if (!vit_expression_is_condition (expression))
    *exit = vit_cli_usage (command, "%s: %s is no condition; one is, for instance, %s > 0", word,
                           condition, condition);
  else
    return TRUE;
  return FALSE;
}

gboolean
vit_cli_check_condition (const char *command, const char *condition, VitExit *exit)
{
  return check_form (command, "--where", condition, exit);
}

/* @error: what the first run lacks. */
static gboolean
any_run_has (GPtrArray *runs, const char *text, GError **error)
{
  g_autoptr (GError) first = NULL;
  for (guint i = 0; i < runs->len; i++)
    {
      g_autoptr (GError) why = NULL;
      if (vit_column_check_run (text, runs->pdata[i], &why))
        return TRUE;
      if (!first)
        first = g_steal_pointer (&why);
    }
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "there is no run");
  return FALSE;
}

gboolean
vit_cli_check_where (
    const char *command, const char *word, const char *condition, GPtrArray *runs, VitExit *exit)
{
  g_autoptr (GError) why = NULL;
  if (!check_form (command, word, condition, exit))
    return FALSE;
  if (!condition || !*condition || any_run_has (runs, condition, &why))
    return TRUE;
  *exit = vit_cli_usage (command, "%s: %s", word, why->message);
  return FALSE;
}

gboolean
vit_cli_check_colour (const char *command, const char *column, GPtrArray *runs, VitExit *exit)
{
  const VitQuantity *quantity = vit_quantity_find (column);
  if (quantity && quantity->components > 1)
    *exit = vit_cli_usage (command, "%s is no single number: no colours can show it", column);
  if (quantity || strcmp (column, VIT_COLUMN_REGION) == 0)
    return !quantity || quantity->components == 1;
  g_autoptr (GError) why = NULL;
  if (any_run_has (runs, column, &why))
    return TRUE;
  g_autofree char *names = vit_quantity_dup_names ();
  *exit = vit_cli_usage (command, "%s; besides columns there are: %s", why->message, names);
  return FALSE;
}
