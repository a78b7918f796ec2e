/* The colours of the atoms of a slice view: the session's quantity, the tracks of regions, or a
 * measure of plasticity. */

#include <math.h>
#include <string.h>

#include "core/results/cluster-series.h"
#include "core/results/developing-tml.h"
#include "core/results/plasticity-derivation.h"
#include "ui/gallery/indicator-colours.h"
#include "ui/style/atom-radius.h"
#include "ui/style/colormap.h"
#include "ui/style/number-format.h"
#include "ui/views/slice-view-private.h"

bool
vit_slice_view_shows_regions (VitSliceView *self)
{
  return self->measure < 0 && !self->own &&
         strcmp (vit_session_get_colouring (self->session)->column, VIT_COLUMN_REGION) == 0;
}

/* While values of another column are being computed, those that are drawn keep their label and
 * scale. */
static void
settle (VitSliceView *self, VitColouring *colouring)
{
  bool drawn = !self->snapshot || strcmp (self->snapshot->column, colouring->column) == 0;
  if (!drawn && *self->settled.column)
    {
      g_strlcpy (colouring->column, self->settled.column, sizeof colouring->column);
      colouring->minimum = self->settled.minimum;
      colouring->maximum = self->settled.maximum;
    }
  else if (drawn && self->snapshot)
    self->settled = *colouring;
}

VitColouring
vit_slice_view_get_colouring (VitSliceView *self)
{
  VitColouring colouring = *vit_session_get_colouring (self->session);
  if (vit_slice_view_shows_regions (self))
    vit_colouring_set_regions (&colouring, VIT_REGION_COLOURS);
  if (self->compares)
    {
      const VitDifference *difference = self->difference;
      if (difference)
        vit_colouring_set_difference (&colouring, vit_session_get_study (self->session),
                                      difference->column, difference->largest,
                                      difference->snapshot->sorted, difference->snapshot->n_sorted);
      return colouring;
    }
  if (self->own)
    {
      if (self->maps)
        vit_indicator_colouring (&colouring, self->maps, self->part);
      return colouring;
    }
  if (self->measure < 0)
    {
      settle (self, &colouring);
      return colouring;
    }
  g_strlcpy (colouring.column, vit_plasticity_measure_name ((VitPlasticityMeasure) self->measure),
             sizeof colouring.column);
  bool is_signed = self->measure == VIT_PLASTICITY_VOLUMETRIC;
  g_strlcpy (colouring.map, is_signed ? "diverging" : colouring.map, sizeof colouring.map);
  colouring.minimum = is_signed ? -self->largest : 0;
  colouring.maximum = self->largest;
  return colouring;
}

void
vit_slice_view_show_outline (VitSliceView *self)
{
  bool outline = vit_session_get_colouring (self->session)->outline,
       whole = vit_session_get_slice (self->session)->whole;
  double cutoff = vit_session_get_cutoff (self->session);
  if (cutoff > 0)
    vit_atom_view_set_outline_radius (self->atoms, cutoff / 2);
  vit_atom_view_set_outlined (self->atoms, outline && self->snapshot
                                               ? vit_snapshot_get_marked (self->snapshot, whole)
                                               : NULL);
}

void
vit_slice_view_show_filter (VitSliceView *self)
{
  vit_atom_view_set_filter (self->atoms, self->snapshot ? self->snapshot->kept : NULL,
                            vit_session_get_colouring (self->session)->ghosts);
}

void
vit_slice_view_show_sizes (VitSliceView *self)
{
  float radii[256];
  const VitAtoms *atoms = self->snapshot ? self->snapshot->frame->atoms : NULL;
  unsigned n = atoms ? MIN (atoms->n_types, G_N_ELEMENTS (radii)) : 0;
  if (n == 0)
    return;
  vit_atom_fill_radii ((const char *const *) atoms->species, n,
                       vit_session_get_colouring (self->session)->equal_sizes, radii);
  vit_atom_view_set_radii (self->atoms, radii, n);
}

/* Whether the colours are those of a T_ML that has yet to become what it will be. */
static bool
is_pale (VitSliceView *self)
{
  return self->measure < 0 && !self->own && self->snapshot && self->snapshot->developing > 0 &&
         self->snapshot->developing < VIT_DEVELOPING_PALE;
}

/* What the colours stand for, and that OpenGL is missing. */
static char *
dup_developing (VitSliceView *self)
{
  const char *validation = NULL;
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (self->session), self->run);
  if (!tml || self->measure >= 0 || self->own || !self->snapshot || self->snapshot->developing == 0)
    return NULL;
  g_autofree char *text =
      vit_tml_series_dup_developing (tml, self->snapshot->developing, &validation);
  g_autofree char *all = g_strconcat (text, validation ? "; " : NULL, validation, NULL);
  return g_markup_escape_text (all, -1);
}

void
vit_slice_view_explain (VitSliceView *self)
{
  const char *reason = vit_atom_view_get_fallback_reason (self->atoms);
  VitColouring c = vit_slice_view_get_colouring (self);
  g_autofree char *of = vit_column_dup_explanation (c.column);
  g_autofree char *developing = dup_developing (self);
  g_autofree char *column = g_strconcat (c.difference ? "Δ: difference of " : "", of,
                                         developing ? "\n" : NULL, developing, NULL);
  g_autofree char *plain = reason ? g_markup_escape_text (reason, -1) : NULL;
  g_autofree char *text =
      reason ? g_strdup_printf ("%s\nThe atoms are drawn without OpenGL: %s", column, plain) : NULL;
  gtk_widget_set_tooltip_markup (self->bar, text ? text : column);
}

void
vit_slice_view_show_colouring (VitSliceView *self)
{
  VitColouring c = vit_slice_view_get_colouring (self);
  uint8_t table[256][4];
  vit_colormap_fill (c.map, table);
  if (is_pale (self))
    vit_colormap_make_pale (table);
  vit_atom_view_set_colormap (self->atoms, &table[0][0]);
  vit_atom_view_set_range (self->atoms, (float) c.minimum, (float) c.maximum);
  vit_slice_view_show_outline (self);
  vit_slice_view_show_filter (self);
  vit_slice_view_show_sizes (self);
  vit_slice_view_explain (self);
  gtk_widget_queue_draw (self->bar);
}

/* The regions of @snapshot, once they are tracked; %NULL with @error if they cannot be. */
static const VitClusterPoint *
find_regions (VitSliceView *self, const VitSnapshot *snapshot, GError **error)
{
  const VitClusterSeries *series =
      vit_deriver_get (vit_session_get_deriver (self->session), &vit_cluster_derivation, self->run,
                       snapshot->time, error);
  const VitClusterPoint *point = series ? vit_cluster_series_find (series, snapshot->time) : NULL;
  return point && fabs (point->time - snapshot->time) < 1e-6 &&
                 point->n_atoms == snapshot->frame->atoms->n
             ? point
             : NULL;
}

/* Colour each region by its track. Keep the last picture while the regions are being tracked. */
void
vit_slice_view_show_regions (VitSliceView *self)
{
  g_autoptr (GError) error = NULL;
  if (!vit_slice_view_shows_regions (self) || !self->snapshot ||
      strcmp (self->snapshot->column, VIT_COLUMN_REGION) != 0 ||
      !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return;
  const VitClusterPoint *point = find_regions (self, self->snapshot, &error);
  g_clear_pointer (&self->problem, g_free);
  if (point)
    {
      size_t n = point->n_atoms;
      g_autofree double *colours = g_new (double, MAX (n, 1));
      g_autofree float *values = g_new (float, MAX (n, 1));
      vit_cluster_point_fill_colours (point, colours);
      for (size_t i = 0; i < n; i++)
        values[i] = (float) colours[i];
      vit_atom_view_set_values (self->atoms, values);
      vit_slice_view_show_colouring (self);
    }
  else if (error)
    self->problem = g_strdup (error->message);
  vit_slice_view_emit_changed (self);
}

/* The map of the measure from @snapshot to one Δt later, once it is there; %NULL with @error if it
 * cannot be made. @maps (out): all maps of that time; @current (out): whether nothing newer is
 * being made. */
static const VitPlasticityMap *
find_map (VitSliceView *self,
          const VitSnapshot *snapshot,
          const VitPlasticityMaps **maps,
          bool *current,
          GError **error)
{
  VitDeriver *deriver = vit_session_get_deriver (self->session);
  double time = vit_session_get_time (self->session);
  *current = true;
  vit_deriver_request (deriver, &vit_plasticity_maps_derivation, self->run, time, current);
  *maps = vit_deriver_get (deriver, &vit_plasticity_maps_derivation, self->run, time, error);
  const VitPlasticityMap *map =
      *maps && self->place < (*maps)->n ? &(*maps)->maps[self->place] : NULL;
  return map && map->plasticity->from == snapshot->index &&
                 map->plasticity->atoms->n == snapshot->frame->atoms->n
             ? map
             : NULL;
}

bool
vit_slice_view_has_colours (VitSliceView *self, const VitSnapshot *snapshot)
{
  g_autoptr (GError) error = NULL;
  bool regions =
      vit_slice_view_shows_regions (self) && strcmp (snapshot->column, VIT_COLUMN_REGION) == 0;
  if ((self->measure < 0 && !regions) || !gtk_widget_get_mapped (GTK_WIDGET (self)))
    return true;
  const VitPlasticityMaps *maps;
  bool current;
  if (regions ? find_regions (self, snapshot, &error) != NULL
              : find_map (self, snapshot, &maps, &current, &error) != NULL)
    return true;
  g_autofree char *lack = vit_slice_view_dup_lack_at (self, snapshot->time);
  return error || lack;
}

/* Show the measure from the playhead to one Δt later. Keep the last picture while it is being
 * computed. */
void
vit_slice_view_show_measure (VitSliceView *self)
{
  g_autoptr (GError) error = NULL;
  const VitPlasticityMaps *maps;
  bool current;
  if (!gtk_widget_get_mapped (GTK_WIDGET (self)) || !self->snapshot)
    return;
  const VitPlasticityMap *map = find_map (self, self->snapshot, &maps, &current, &error);
  g_clear_pointer (&self->problem, g_free);
  g_autofree char *lack = vit_slice_view_dup_lack (self);
  self->waiting = !current || (!map && !error && !lack);
  if (map)
    {
      size_t n = map->plasticity->atoms->n;
      const double *from = map->plasticity->values[self->measure];
      g_autofree float *values = g_new (float, MAX (n, 1));
      for (size_t i = 0; i < n; i++)
        values[i] = (float) from[i];
      g_free (self->measured);
      self->measured = g_memdup2 (values, MAX (n, 1) * sizeof *values);
      self->interval = map->interval;
      self->largest = vit_round_scale (maps->largest[self->measure]);
      vit_atom_view_set_values (self->atoms, values);
      vit_slice_view_show_colouring (self);
    }
  else if (error && !self->held)
    self->problem = g_strdup (error->message);
  vit_slice_view_emit_changed (self);
}
