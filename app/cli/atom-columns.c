#include "app/cli/atom-columns.h"

#include <string.h>

#include "app/cli/column-checks.h"

/* ---- Words ---- */

static gboolean
check_property (const char *name, VitExit *exit)
{
  if (vit_quantity_find (name))
    return TRUE;
  g_autofree char *known = vit_quantity_dup_names ();
  *exit = vit_cli_usage ("atoms", "there is no property \"%s\"; there are: %s", name, known);
  return FALSE;
}

/* Names that every format can have as a column. */
static gboolean
is_plain_name (const char *name)
{
  if (!g_ascii_isalpha (*name) && *name != '_')
    return FALSE;
  for (; *name; name++)
    if (!g_ascii_isalnum (*name) && *name != '_')
      return FALSE;
  return TRUE;
}

/* Split NAME=EXPRESSION, and check both. */
static gboolean
take_expression (VitAtomColumns *columns, guint k, const char *text, VitExit *exit)
{
  static const char *const taken[] = { "id", "type", "element", "species", "pos",  "x", "y",
                                       "z",  "xu",   "yu",      "zu",      "time", NULL };
  const char *sign = strchr (text, '=');
  g_autofree char *name =
      g_strstrip (sign ? g_strndup (text, (gsize) (sign - text)) : g_strdup (""));
  g_autoptr (GError) why = NULL;
  g_autoptr (VitExpression) expression = sign ? vit_expression_parse (sign + 1, &why) : NULL;
  if (!sign || !is_plain_name (name))
    *exit = vit_cli_usage (
        "atoms", "--expression %s is not NAME=EXPRESSION, with letters, digits and _ in NAME",
        text);
  else if (g_strv_contains (taken, name) || vit_quantity_find (name) ||
           g_strv_contains ((const char *const *) columns->names, name))
    *exit = vit_cli_usage ("atoms", "--expression %s: the name \"%s\" is taken", text, name);
  else if (!expression)
    *exit = vit_cli_usage ("atoms", "--expression %s: %s", name, why->message);
  else
    {
      columns->names[k] = g_steal_pointer (&name);
      columns->expressions[k] = g_strstrip (g_strdup (sign + 1));
      return TRUE;
    }
  return FALSE;
}

gboolean
vit_atom_columns_take (VitAtomColumns *columns,
                       const char *properties,
                       char **expressions,
                       const char *condition,
                       VitExit *exit)
{
  guint n = expressions ? g_strv_length (expressions) : 0;
  *columns = (VitAtomColumns){
    .properties = properties ? g_strsplit (properties, ",", -1) : g_new0 (char *, 1),
    .names = g_new0 (char *, n + 1),
    .expressions = g_new0 (char *, n + 1),
  };
  if (condition && strlen (condition) > VIT_OPTION_MAX_TEXT)
    {
      *exit = vit_cli_usage ("atoms", "--where: the condition is longer than %d bytes",
                             VIT_OPTION_MAX_TEXT);
      return FALSE;
    }
  if (condition)
    g_strlcpy (columns->filter.condition, condition, sizeof columns->filter.condition);
  g_strstrip (columns->filter.condition);
  for (char **name = columns->properties; *name; name++)
    if (!check_property (g_strstrip (*name), exit))
      return FALSE;
  for (guint k = 0; k < n; k++)
    if (!take_expression (columns, k, expressions[k], exit))
      return FALSE;
  return vit_cli_check_condition ("atoms", condition, exit);
}

gboolean
vit_atom_columns_check (const VitAtomColumns *columns, VitRun *run, VitExit *exit)
{
  g_autoptr (GError) why = NULL;
  for (guint k = 0; columns->names[k]; k++)
    if (!vit_column_check_run (columns->expressions[k], run, &why))
      {
        *exit = vit_cli_usage ("atoms", "--expression %s: %s", columns->names[k], why->message);
        return FALSE;
      }
  if (!vit_filter_is_set (&columns->filter) ||
      vit_column_check_run (columns->filter.condition, run, &why))
    return TRUE;
  *exit = vit_cli_usage ("atoms", "--where: %s", why->message);
  return FALSE;
}
