/* What the atoms are coloured by, with which colours, from which value to which. */

#include <math.h>
#include <string.h>

#include "core/results/difference.h"
#include "ui/panels/column-choice.h"
#include "ui/panels/drop-down.h"
#include "ui/panels/inspector-private.h"
#include "ui/panels/spin-value.h"
#include "ui/style/colormap.h"

static guint
find_string (GtkStringList *list, const char *text)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (list)); i++)
    if (strcmp (gtk_string_list_get_string (list, i), text) == 0)
      return i;
  return GTK_INVALID_LIST_POSITION;
}

/* The last entry stands for all that is not offered. */
static guint
get_expression_entry (VitInspector *self)
{
  return g_list_model_get_n_items (G_LIST_MODEL (self->columns)) - 1;
}

static void
show_column (VitInspector *self, const char *name)
{
  guint column = find_string (self->columns, name);
  bool offered = column < get_expression_entry (self) && !self->typing;
  gtk_drop_down_set_selected (self->column, offered ? column : get_expression_entry (self));
  if (!offered && !self->typing)
    vit_expression_entry_set_text (self->expression, name);
  gtk_widget_set_visible (GTK_WIDGET (self->expression), !offered);
}

static VitColouring
get_colours (VitInspector *self, char **key)
{
  VitColouring colouring = *vit_session_get_colouring (self->session);
  if (self->compares)
    return vit_session_get_difference_colouring (self->session, key);
  *key = g_strdup (colouring.column);
  return colouring;
}

static void
set_range (VitInspector *self, const VitColourRange *range)
{
  g_autofree char *key = NULL;
  get_colours (self, &key);
  vit_study_set_range (vit_session_get_study (self->session), key, range);
}

void
vit_inspector_show_colouring (VitInspector *self)
{
  g_autofree char *key = NULL;
  const VitColouring own = get_colours (self, &key), *colouring = &own;

  self->updating = true;
  show_column (self, vit_session_get_colouring (self->session)->column);
  gtk_drop_down_set_selected (
      self->map,
      find_string (GTK_STRING_LIST (gtk_drop_down_get_model (self->map)), colouring->map));
  double span = colouring->maximum - colouring->minimum;
  guint digits = span > 0 ? (guint) CLAMP (2 - floor (log10 (span)), 0, 4) : 1;
  gtk_spin_button_set_digits (self->minimum, digits);
  gtk_spin_button_set_digits (self->maximum, digits);
  double step = span > 0 ? pow (10, floor (log10 (span)) - 1) : 1;
  gtk_spin_button_set_increments (self->minimum, step, 10 * step);
  gtk_spin_button_set_increments (self->maximum, step, 10 * step);
  gtk_spin_button_set_value (self->minimum, colouring->minimum);
  gtk_spin_button_set_value (self->maximum, colouring->maximum);
  gtk_check_button_set_active (self->outline, colouring->outline);
  gtk_check_button_set_active (self->interpolated, colouring->interpolated);
  gtk_check_button_set_active (self->by_element, !colouring->equal_sizes);
  /* Regions have colours of their own, and no range. */
  bool ranged = strcmp (colouring->column, VIT_COLUMN_REGION) != 0;
  gtk_widget_set_sensitive (GTK_WIDGET (self->minimum), ranged);
  gtk_widget_set_sensitive (GTK_WIDGET (self->maximum), ranged);
  gtk_widget_set_sensitive (GTK_WIDGET (self->fit), ranged);
  gtk_widget_set_sensitive (GTK_WIDGET (self->range), ranged);
  VitColourRange range = vit_study_get_range (vit_session_get_study (self->session), key);
  bool by_percentiles = ranged && range.mode == VIT_RANGE_PERCENTILES;
  gtk_drop_down_set_selected (self->range, range.mode);
  gtk_widget_set_visible (self->percentiles, by_percentiles);
  if (by_percentiles)
    {
      gtk_spin_button_set_value (self->low_percentile, range.low);
      gtk_spin_button_set_value (self->high_percentile, range.high);
    }
  self->updating = false;
}

/* No entry has what was searched for. */
static void
take_typed (GtkDropDown *column, const char *typed, void *inspector)
{
  VitInspector *self = inspector;
  if (!self->session)
    return;
  self->typing = true;
  gtk_widget_set_visible (GTK_WIDGET (self->expression), TRUE);
  vit_inspector_show_colouring (self);
  vit_expression_entry_take (self->expression, typed);
}

void
vit_inspector_fill_columns (VitInspector *self)
{
  g_auto (GStrv) columns = vit_column_choice_dup (self->session, true);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  g_strv_builder_addv (names, (const char **) columns);
  g_strv_builder_add (names, "Expression…");
  g_auto (GStrv) wanted = g_strv_builder_end (names);
  self->updating = true;
  vit_drop_down_set_strings (self->columns, (const char *const *) wanted);
  self->updating = false;
  vit_drop_down_offer_expression (self->column, take_typed, self);
  vit_inspector_show_colouring (self);
}

void
vit_inspector_edit_colouring (VitInspector *self)
{
  if (self->updating || !self->session)
    return;
  VitColouring colouring = *vit_session_get_colouring (self->session);
  GtkStringObject *map = gtk_drop_down_get_selected_item (self->map);
  if (map && self->compares)
    vit_study_set_option (vit_session_get_study (self->session), "compare", "colour-map",
                          gtk_string_object_get_string (map), NULL);
  else if (map)
    g_strlcpy (colouring.map, gtk_string_object_get_string (map), sizeof colouring.map);
  colouring.outline = gtk_check_button_get_active (self->outline);
  colouring.interpolated = gtk_check_button_get_active (self->interpolated);
  colouring.equal_sizes = !gtk_check_button_get_active (self->by_element);
  vit_session_set_colouring (self->session, &colouring);
}

static void
colour_by (VitInspector *self, const char *name)
{
  VitColouring colouring = *vit_session_get_colouring (self->session);
  self->typing = false;
  if (strcmp (name, colouring.column) == 0)
    {
      vit_inspector_show_colouring (self);
      return;
    }
  g_strlcpy (colouring.column, name, sizeof colouring.column);
  vit_session_set_colouring (self->session, &colouring);
}

void
vit_inspector_edit_column (VitInspector *self)
{
  if (self->updating || !self->session)
    return;
  guint selected = gtk_drop_down_get_selected (self->column);
  const char *name = gtk_string_list_get_string (self->columns, selected);
  if (!name)
    return;
  if (selected < get_expression_entry (self))
    {
      colour_by (self, name);
      return;
    }
  /* The present colours stay until there is an expression; they are a proposal for one. */
  self->typing = true;
  gtk_widget_set_visible (GTK_WIDGET (self->expression), TRUE);
  vit_expression_entry_propose (self->expression,
                                vit_session_get_colouring (self->session)->column);
}

void
vit_inspector_take_expression (VitInspector *self, const char *text)
{
  if (self->session && *text)
    colour_by (self, text);
}

static VitSnapshot *
get_coloured_snapshot (VitInspector *self, guint index)
{
  VitSnapshot *snapshot = vit_inspector_get_snapshot (self, index);
  const char *column = vit_session_get_colouring (self->session)->column;
  return snapshot && snapshot->values && strcmp (snapshot->column, column) == 0 ? snapshot : NULL;
}

/* ---- The range ---- */

void
vit_inspector_edit_range (VitInspector *self)
{
  if (self->updating || !self->session)
    return;
  g_autofree char *key = NULL;
  const VitColouring now = get_colours (self, &key);
  VitColourRange range = { VIT_RANGE_LOCKED, vit_spin_value (self->minimum, now.minimum),
                           vit_spin_value (self->maximum, now.maximum) };
  set_range (self, &range);
}

void
vit_inspector_edit_percentiles (VitInspector *self)
{
  if (self->updating || !self->session)
    return;
  VitColourRange range = { VIT_RANGE_PERCENTILES, vit_spin_value (self->low_percentile, NAN),
                           vit_spin_value (self->high_percentile, NAN) };
  set_range (self, &range);
}

/* What is locked is what is seen. */
void
vit_inspector_edit_range_mode (VitInspector *self)
{
  if (self->updating || !self->session)
    return;
  g_autofree char *key = NULL;
  const VitColouring own = get_colours (self, &key), *colouring = &own;
  VitColourRange range = { (VitRangeMode) gtk_drop_down_get_selected (self->range), 0, 100 };
  if (range.mode == VIT_RANGE_LOCKED)
    {
      range.low = colouring->minimum;
      range.high = colouring->maximum;
    }
  else if (range.mode == VIT_RANGE_PERCENTILES)
    {
      range.low = vit_spin_value (self->low_percentile, NAN);
      range.high = vit_spin_value (self->high_percentile, NAN);
    }
  set_range (self, &range);
  vit_inspector_show_colouring (self);
}

/* Lock the range to round numbers around the present values of all shown runs. */
void
vit_inspector_fit_range (VitInspector *self)
{
  double minimum = INFINITY, maximum = -INFINITY;
  g_autofree char *key = NULL;
  VitColouring fitted = get_colours (self, &key);
  if (self->compares)
    {
      const VitDifference *d =
          vit_deriver_get (vit_session_get_deriver (self->session), &vit_difference_derivation,
                           NULL, vit_session_get_time (self->session), NULL);
      minimum = d ? d->snapshot->minimum : INFINITY;
      maximum = d ? d->snapshot->maximum : -INFINITY;
    }
  for (guint i = 0; !self->compares && i < vit_session_get_n_shown (self->session); i++)
    {
      VitSnapshot *snapshot = get_coloured_snapshot (self, i);
      minimum = snapshot ? fmin (minimum, snapshot->minimum) : minimum;
      maximum = snapshot ? fmax (maximum, snapshot->maximum) : maximum;
    }
  vit_colouring_fit (&fitted, minimum, maximum);
  VitColourRange range = { VIT_RANGE_LOCKED, fitted.minimum, fitted.maximum };
  if (maximum >= minimum)
    set_range (self, &range);
}
