/* What a slice view shows of the chosen indicator: itself, the target, or hits and misses. */

#include <math.h>

#include "core/base/error.h"
#include "ui/gallery/indicator-colours.h"
#include "ui/style/number-format.h"
#include "ui/views/slice-view-private.h"

const VitIndicatorMaps *
vit_slice_view_get_indicator (VitSliceView *self, VitIndicatorPart *part)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self) && part, NULL);
  *part = self->part;
  return self->maps;
}

VitSnapshot *
vit_slice_view_take_indicator (VitSliceView *self, bool *busy, GError **error)
{
  VitDeriver *deriver = vit_session_get_deriver (self->session);
  double time = vit_session_get_time (self->session);
  g_autoptr (GError) why = NULL;
  bool current = true;
  /* Nobody sees the map on a page that is hidden. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return self->snapshot;
  const VitIndicatorMaps *maps =
      vit_deriver_get (deriver, &vit_indicator_maps_derivation, self->run, time, &why);
  vit_deriver_request (deriver, &vit_indicator_maps_derivation, self->run, time, &current);
  if (busy)
    *busy = !current;
  g_free (self->problem);
  self->problem = why ? g_strdup (why->message) : NULL;
  if (why && !g_error_matches (why, VIT_ERROR, VIT_ERROR_MISSING))
    g_propagate_error (error, g_steal_pointer (&why));
  if (!maps)
    return NULL;
  if (maps != self->maps)
    {
      g_clear_pointer (&self->maps, vit_indicator_maps_unref);
      self->maps = vit_indicator_maps_ref ((VitIndicatorMaps *) maps);
    }
  return maps->snapshots[self->part];
}

static void
append_value (GString *text, const VitIndicatorMaps *maps, VitIndicatorPart part, size_t i)
{
  const char *column = vit_indicator_maps_get_column (maps, part);
  const VitQuantity *quantity = vit_column_find_quantity (column);
  g_autofree char *symbol = vit_column_dup_symbol (column);
  char number[VIT_NUMBER_BYTES];
  g_string_append_printf (text, "\n%s %s %s", symbol,
                          vit_format_reading ("%.4g", maps->snapshots[part]->values[i], number),
                          vit_quantity_get_unit_markup (quantity));
}

void
vit_slice_view_append_indicator (VitSliceView *self, size_t i, GString *text)
{
  const VitIndicatorMaps *maps = self->maps;
  if (!maps || self->snapshot != maps->snapshots[self->part])
    return;
  append_value (text, maps, VIT_INDICATOR_ITSELF, i);
  append_value (text, maps, VIT_INDICATOR_TARGET, i);
  double hit = maps->snapshots[VIT_INDICATOR_HITS]->values[i];
  if (isfinite (hit))
    g_string_append_printf (text, "\n%s", vit_hit_names[(int) hit - 1]);
}
