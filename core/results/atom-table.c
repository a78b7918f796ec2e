#include "core/results/atom-table.h"

#include <string.h>

void
vit_atom_columns_clear (VitAtomColumns *columns)
{
  g_clear_pointer (&columns->properties, g_strfreev);
  g_clear_pointer (&columns->names, g_strfreev);
  g_clear_pointer (&columns->expressions, g_strfreev);
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
  return !vit_filter_is_set (&columns->filter) ||
         func ("--where", vit_column_get_needs (columns->filter.condition), data);
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
  vit_filter_wish (&columns->filter, options, wish);
}

/* What the columns rest on. */
static unsigned
find_groups (VitQuantityNeeds needs, bool timed)
{
  unsigned groups = VIT_PREMISES_OF_SPECIES | VIT_PREMISES_OF_CELL;
  if (timed || (needs & (VIT_NEEDS_MODEL | VIT_NEEDS_INTERVAL | VIT_NEEDS_PAST | VIT_NEEDS_FUTURE)))
    groups |= VIT_PREMISES_OF_MOTION;
  if (needs & VIT_NEEDS_MODEL)
    groups |= VIT_PREMISES_OF_BATH;
  return groups;
}

static void
append_part (GString *text, const char *part)
{
  if (part)
    g_string_append_printf (text, "%s%s", text->len > 0 ? "; " : "", part);
}

char *
vit_atom_columns_describe (const VitAtomColumns *columns,
                           VitAnalyses *analyses,
                           VitRun *run,
                           bool timed)
{
  VitQuantityNeeds needs = vit_atom_columns_get_needs (columns);
  g_autofree char *premises =
      vit_premises_describe (vit_run_get_premises (run), find_groups (needs, timed));
  VitTmlSeries *series = needs & VIT_NEEDS_MODEL ? vit_analyses_get_tml (analyses, run) : NULL;
  g_autoptr (GString) text = g_string_new (premises);
  append_part (text, series ? vit_tml_series_get_note (series) : NULL);
  for (guint k = 0; columns->names[k]; k++)
    {
      g_autofree char *part =
          g_strdup_printf ("%s = %s", columns->names[k], columns->expressions[k]);
      append_part (text, part);
    }
  if (vit_filter_is_set (&columns->filter))
    {
      g_autofree char *condition =
          vit_filter_dup_text (&columns->filter, vit_analyses_get_cutoff (analyses, NULL));
      g_autofree char *part = g_strdup_printf ("atoms where %s", condition);
      append_part (text, part);
    }
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
  g_autofree uint8_t *kept =
      vit_filter_is_set (&columns->filter) ? g_new (uint8_t, MAX (table->n_of, 1)) : NULL;
  if (kept && !vit_filter_compute (&columns->filter, source, kept, progress, error))
    return NULL;
  if (kept)
    filter (table, kept);
  return g_steal_pointer (&table);
}
