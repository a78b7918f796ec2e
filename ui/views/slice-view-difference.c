/* What a slice view shows of a difference of two runs or times. */

#include "core/base/error.h"
#include "ui/style/number-format.h"
#include "ui/views/slice-view-private.h"

const VitDifference *
vit_slice_view_get_difference (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  return self->difference;
}

/* The run that the newest difference shows, which may have been chosen meanwhile. */
static void
take_run (VitSliceView *self)
{
  VitStudy *study = vit_session_get_study (self->session);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (g_strcmp0 (vit_run_get_label (run), self->difference->labels[0]) != 0)
        continue;
      g_set_object (&self->run, run);
      return;
    }
}

static VitSnapshot *
get_difference (VitSliceView *self, bool *busy, GError **error)
{
  VitDeriver *deriver = vit_session_get_deriver (self->session);
  double time = vit_session_get_time (self->session);
  g_autoptr (GError) why = NULL;
  bool current = true;
  /* Nobody sees the difference on a page that is hidden. */
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)))
    return self->snapshot;
  const VitDifference *difference =
      vit_deriver_get (deriver, &vit_difference_derivation, NULL, time, &why);
  vit_deriver_request (deriver, &vit_difference_derivation, NULL, time, &current);
  if (busy)
    *busy = !current;
  g_free (self->problem);
  self->problem = why ? g_strdup (why->message) : NULL;
  if (why && !g_error_matches (why, VIT_ERROR, VIT_ERROR_MISSING))
    g_propagate_error (error, g_steal_pointer (&why));
  if (!difference)
    return NULL;
  if (difference != self->difference)
    {
      g_clear_pointer (&self->difference, vit_difference_unref);
      self->difference = vit_difference_ref ((VitDifference *) difference);
      take_run (self);
    }
  return difference->snapshot;
}

VitSnapshot *
vit_slice_view_get_newest (VitSliceView *self, bool *busy, GError **error)
{
  return self->compares ? get_difference (self, busy, error)
         : self->own    ? vit_slice_view_take_indicator (self, busy, error)
                        : vit_session_get_snapshot (self->session, self->run, busy, error);
}

void
vit_slice_view_append_difference (VitSliceView *self, size_t i, GString *text)
{
  const VitDifference *d = self->difference;
  if (!d || self->snapshot != d->snapshot)
    return;
  g_autofree char *symbol =
      vit_column_is_formula (d->column) ? g_strdup ("<i>c</i>") : vit_column_dup_symbol (d->column);
  const VitQuantity *quantity = vit_column_find_quantity (d->column);
  const char *unit = vit_quantity_get_unit_markup (quantity);
  char first[VIT_NUMBER_BYTES], second[VIT_NUMBER_BYTES], number[VIT_NUMBER_BYTES];
  g_string_append_printf (text, "\nΔ%s %s %s\n%s − %s", symbol,
                          vit_format_reading ("%.6g", d->snapshot->values[i], number), unit,
                          vit_format_reading ("%.6g", d->first[i], first),
                          vit_format_reading ("%.6g", d->second[i], second));
}

/* ---- Changes that call for another result ---- */

static void
on_option_changed (VitSliceView *self)
{
  vit_slice_view_show_colouring (self);
  vit_slice_view_show_snapshot (self);
}

void
vit_slice_view_watch_own (VitSliceView *self)
{
  g_signal_connect_object (vit_session_get_study (self->session), "option-changed",
                           G_CALLBACK (on_option_changed), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::time", G_CALLBACK (vit_slice_view_show_snapshot),
                           self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "notify::liquid-rule",
                           G_CALLBACK (vit_slice_view_show_snapshot), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->session, "shown-changed",
                           G_CALLBACK (vit_slice_view_show_snapshot), self, G_CONNECT_SWAPPED);
}
