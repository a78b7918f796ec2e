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
    .condition = g_strdup (condition),
  };
  for (char **name = columns->properties; *name; name++)
    if (!check_property (g_strstrip (*name), exit))
      return FALSE;
  for (guint k = 0; k < n; k++)
    if (!take_expression (columns, k, expressions[k], exit))
      return FALSE;
  return vit_cli_check_condition ("atoms", condition, exit);
}

void
vit_atom_columns_clear (VitAtomColumns *columns)
{
  g_clear_pointer (&columns->properties, g_strfreev);
  g_clear_pointer (&columns->names, g_strfreev);
  g_clear_pointer (&columns->expressions, g_strfreev);
  g_clear_pointer (&columns->condition, g_free);
}

/* ---- Needs ---- */

gboolean
vit_atom_columns_foreach (const VitAtomColumns *columns, VitAtomColumnsFunc func, gpointer data)
{
  for (char **name = columns->properties; *name; name++)
    if (!func (*name, vit_quantity_find (*name)->needs, data))
      return FALSE;
  for (guint k = 0; columns->names[k]; k++)
    if (!func (columns->names[k], vit_column_get_needs (columns->expressions[k]), data))
      return FALSE;
  return !columns->condition || func ("--where", vit_column_get_needs (columns->condition), data);
}

static gboolean
add_needs (const char *name, VitQuantityNeeds needs, gpointer data)
{
  *(VitQuantityNeeds *) data |= needs;
  return TRUE;
}

VitQuantityNeeds
vit_atom_columns_get_needs (const VitAtomColumns *columns)
{
  VitQuantityNeeds needs = VIT_NEEDS_FRAME;
  vit_atom_columns_foreach (columns, add_needs, &needs);
  return needs;
}

void
vit_atom_columns_wish (const VitAtomColumns *columns,
                       const VitOptions *options,
                       VitQuantityWish *wish)
{
  for (char **name = columns->properties; *name; name++)
    vit_quantity_wish (vit_quantity_find (*name), options, wish);
  for (char **text = columns->expressions; *text; text++)
    vit_column_wish (*text, options, wish);
  if (columns->condition)
    vit_column_wish (columns->condition, options, wish);
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
  if (!columns->condition || vit_column_check_run (columns->condition, run, &why))
    return TRUE;
  *exit = vit_cli_usage ("atoms", "--where: %s", why->message);
  return FALSE;
}

char *
vit_atom_columns_describe (const VitAtomColumns *columns, const char *premises)
{
  g_autoptr (GString) text = g_string_new (premises);
  for (guint k = 0; columns->names[k]; k++)
    g_string_append_printf (text, "%s%s = %s", text->len > 0 ? "; " : "", columns->names[k],
                            columns->expressions[k]);
  if (columns->condition)
    g_string_append_printf (text, "%satoms where %s", text->len > 0 ? "; " : "",
                            columns->condition);
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

/* ---- Values ---- */

void
vit_atom_table_free (VitAtomTable *table)
{
  if (!table)
    return;
  for (guint c = 0; c < table->n_columns; c++)
    g_free ((double *) table->columns[c].values);
  g_free (table->columns);
  g_clear_pointer (&table->frame, vit_frame_unref);
  g_free (table);
}

static gboolean
compute_column (const VitAtomColumns *columns,
                guint c,
                VitQuantitySource *source,
                size_t n,
                VitWriterColumn *column,
                VitProgress *progress,
                GError **error)
{
  guint n_properties = g_strv_length (columns->properties);
  const VitQuantity *quantity =
      c < n_properties ? vit_quantity_find (columns->properties[c]) : NULL;
  double *values = g_new (double, MAX (n, 1) * (size_t) (quantity ? quantity->components : 1));
  if (quantity)
    {
      *column = (VitWriterColumn){ quantity->name, quantity->unit, values, quantity->components,
                                   quantity->component_names };
      return vit_quantity_compute (quantity, source, values, progress, error);
    }
  *column = (VitWriterColumn){ columns->names[c - n_properties], "", values, 1, NULL };
  return vit_column_compute (columns->expressions[c - n_properties], source, values, progress,
                             error);
}

/* Leave atoms out of the table. */
static void
filter (VitAtomTable *table, const uint8_t *kept)
{
  for (guint c = 0; c < table->n_columns; c++)
    {
      double *values = (double *) table->columns[c].values;
      size_t width = (size_t) table->columns[c].components, n = 0;
      for (size_t i = 0; i < table->n_of; i++)
        if (kept[i])
          memmove (values + width * n++, values + width * i, width * sizeof *values);
    }
  VitFrame *some = vit_frame_new_subset (table->frame, kept);
  vit_frame_unref (table->frame);
  table->frame = some;
}

VitAtomTable *
vit_atom_columns_compute (const VitAtomColumns *columns,
                          VitQuantitySource *source,
                          VitProgress *progress,
                          GError **error)
{
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return NULL;
  g_autoptr (VitAtomTable) table = g_new0 (VitAtomTable, 1);
  table->frame = vit_frame_ref (frame);
  table->n_of = frame->atoms->n;
  guint n = g_strv_length (columns->properties) + g_strv_length (columns->names);
  table->columns = g_new0 (VitWriterColumn, n + 1);
  while (table->n_columns < n)
    {
      guint c = table->n_columns++;
      if (!compute_column (columns, c, source, table->n_of, &table->columns[c], progress, error))
        return NULL;
    }
  g_autofree uint8_t *kept = columns->condition ? g_new (uint8_t, MAX (table->n_of, 1)) : NULL;
  if (kept && !vit_column_compute_condition (columns->condition, source, kept, progress, error))
    return NULL;
  if (kept)
    filter (table, kept);
  return g_steal_pointer (&table);
}
