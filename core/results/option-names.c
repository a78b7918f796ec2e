#include "core/results/option-names.h"

#include <string.h>

#include "core/base/error.h"
#include "core/results/indicator-table.h"
#include "core/results/ranking.h"
#include "core/results/snapshot.h"

bool
vit_columns_check (const char *text, GPtrArray *runs, GError **error)
{
  g_return_val_if_fail (text && runs, false);
  g_autoptr (GError) first = NULL;
  for (guint i = 0; i < runs->len; i++)
    {
      g_autoptr (GError) why = NULL;
      if (vit_column_check_run (text, runs->pdata[i], &why))
        return true;
      if (!first)
        first = g_steal_pointer (&why);
    }
  if (first)
    g_propagate_error (error, g_steal_pointer (&first));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "there is no run");
  return false;
}

bool
vit_condition_check (const char *text, GPtrArray *runs, GError **error)
{
  if (!text || !*text)
    return true;
  g_autoptr (VitExpression) expression = vit_expression_parse (text, error);
  if (!expression)
    return false;
  if (!vit_expression_is_condition (expression))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s is no condition; one is, for instance, %s > 0", text, text);
      return false;
    }
  return !runs || vit_columns_check (text, runs, error);
}

/* A quantity of several numbers, or the name of a region, is none. */
static bool
is_single_number (const char *column, const char *why, GError **error)
{
  const VitQuantity *quantity = vit_quantity_find (column);
  if (strcmp (column, VIT_COLUMN_REGION) != 0 && (!quantity || quantity->components <= 1))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s is no single number: %s", column, why);
  return false;
}

bool
vit_colour_check (const char *column, GPtrArray *runs, GError **error)
{
  g_return_val_if_fail (column && runs, false);
  if (strcmp (column, VIT_COLUMN_REGION) == 0)
    return true;
  if (!is_single_number (column, "no colours can show it", error))
    return false;
  g_autoptr (GError) why = NULL;
  if (vit_quantity_find (column) || vit_columns_check (column, runs, &why))
    return true;
  g_autofree char *names = vit_quantity_dup_names ();
  g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "%s; besides columns there are: %s",
               why->message, names);
  return false;
}

static bool
check_species (const char *text, GPtrArray *runs, GError **error)
{
  bool is_word = strcmp (text, VIT_RANKING_CENTRED) == 0 || strcmp (text, VIT_RANKING_ALL) == 0;
  for (guint i = 0; i < runs->len && !is_word; i++)
    {
      VitTrajectory *trajectory = vit_run_get_trajectory (runs->pdata[i]);
      const char *const *species = vit_run_get_species (runs->pdata[i]);
      if (!species && trajectory)
        species = (const char *const *) vit_trajectory_get_composition (trajectory)->species;
      is_word = species && g_strv_contains (species, text);
    }
  if (!is_word)
    g_set_error (error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "no run has the species %s", text);
  return is_word;
}

bool
vit_option_check_names (const VitOption *option, const char *text, GPtrArray *runs, GError **error)
{
  g_return_val_if_fail (option && text && runs, false);
  if (!*text)
    return true;
  switch (option->names)
    {
    case VIT_NAMES_COLOUR:
      return vit_colour_check (text, runs, error);
    case VIT_NAMES_COLUMN:
    case VIT_NAMES_INDICATOR:
      return is_single_number (text, "choose another quantity", error) &&
             vit_columns_check (text, runs, error);
    case VIT_NAMES_CONDITION:
      return vit_condition_check (text, runs, error);
    case VIT_NAMES_TARGET:
      return vit_target_find (text) || vit_columns_check (text, runs, error);
    case VIT_NAMES_SPECIES:
      return check_species (text, runs, error);
    case VIT_NAMES_NOTHING:
    case VIT_NAMES_PAGE:
    case VIT_NAMES_CAMERA:
      break;
    }
  return true;
}
