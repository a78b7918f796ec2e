/* Subtitle and message of a slice view. */

#include <math.h>
#include <string.h>

#include "ui/style/number-format.h"
#include "ui/views/slice-view-private.h"

/* Returns: the number of regions, the largest one, and the directions in which it wraps around the
 * box. */
static char *
new_region_text (VitSliceView *self)
{
  const VitClusters *regions = self->snapshot->regions;
  if (!regions || regions->n_clusters == 0 || self->own ||
      !vit_session_get_colouring (self->session)->outline)
    return g_strdup ("");
  g_autoptr (GString) text = g_string_new (NULL);
  g_string_append_printf (text, " · %zu region%s, largest %zu atoms", regions->n_clusters,
                          regions->n_clusters == 1 ? "" : "s", regions->clusters[0].size);
  if (regions->wraps[0] || regions->wraps[1] || regions->wraps[2])
    g_string_append_printf (text, ", wraps %s%s%s", regions->wraps[0] ? "x" : "",
                            regions->wraps[1] ? "y" : "", regions->wraps[2] ? "z" : "");
  return g_string_free (g_steal_pointer (&text), FALSE);
}

/* The box that is drawn. */
static void
get_cell (VitSliceView *self, VitCell *cell)
{
  *cell = self->snapshot->cell;
  if (self->point.motion)
    *cell = self->cell;
}

/* The atoms of the slice or box, as the scene takes them. Returns: how many of them the filter
 * keeps. */
static size_t
count_shown (VitSliceView *self, size_t *n_of)
{
  const VitSlice *slice = vit_session_get_slice (self->session);
  const VitSnapshot *snapshot = self->snapshot;
  size_t n = snapshot->frame->atoms->n, count = 0;
  *n_of = n;
  if (slice->whole && slice->clip == 0)
    return snapshot->n_kept;
  /* The scene goes over them for drawing. */
  if (!slice->whole && !snapshot->kept)
    return *n_of = vit_scene_count_shown (vit_atom_view_get_scene (self->atoms));

  VitShownCount *known = &self->shown_count;
  double time = vit_slice_view_get_time (self);
  if (known->of == snapshot && known->time == time &&
      memcmp (&known->slice, slice, sizeof *slice) == 0)
    {
      *n_of = known->n_of;
      return known->n;
    }
  *n_of = 0;
  VitCell cell;
  double widths[3];
  get_cell (self, &cell);
  vit_cell_widths (&cell, widths);
  const float *scaled = self->point.motion ? self->moved : snapshot->scaled;
  for (size_t i = 0; i < n; i++)
    {
      double s[3] = { 0 };
      s[slice->axis] = (double) scaled[3 * i + (size_t) slice->axis];
      bool inside = vit_slice_has (slice, &cell, widths, s);
      *n_of += inside;
      count += inside && (!snapshot->kept || snapshot->kept[i]);
    }
  *known = (VitShownCount){ snapshot, time, *slice, count, *n_of };
  return count;
}

/* What the values that are drawn are, where the colour bar has no room for it; or empty. */
static char *
dup_formula (VitSliceView *self)
{
  const char *column = self->snapshot->column;
  return self->snapshot->values && vit_column_is_formula (column)
             ? g_markup_printf_escaped (" · <i>c</i> = %s", column)
             : g_strdup ("");
}

/* "5324 atoms", or "412 of 5324 atoms" under a filter. */
static char *
dup_count (VitSliceView *self)
{
  size_t n_of, n = count_shown (self, &n_of);
  if (self->snapshot->filter_problem)
    return g_strdup_printf ("? of %zu atoms", n_of);
  return self->snapshot->kept ? g_strdup_printf ("%zu of %zu atoms", n, n_of)
                              : g_strdup_printf ("%zu atoms", n);
}

static void
append_statistics (GString *text, const VitDifference *d)
{
  const VitQuantity *quantity = vit_column_find_quantity (d->column);
  const char *unit = vit_quantity_get_unit_markup (quantity), *space = *unit ? " " : "";
  char mean[VIT_NUMBER_BYTES], rms[VIT_NUMBER_BYTES];
  g_autofree char *match = vit_difference_dup_match (d);
  g_string_append_printf (text, " · mean %s%s%s, rms %s%s%s",
                          vit_format_reading ("%.3g", d->mean, mean), space, unit,
                          vit_format_reading ("%.3g", d->rms, rms), space, unit);
  /* A filter leaves atoms out, and so does a value that one of the two lacks. */
  if (d->n != d->n_matched)
    g_string_append_printf (text, " over %zu atoms", d->n);
  g_string_append_printf (text, " · %s", match);
}

double
vit_slice_view_get_time (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NAN);
  return self->point.motion ? self->point.time : self->snapshot ? self->snapshot->time : NAN;
}

/* The time of the atoms and, where it is another, that of their colours. */
static void
append_time (VitSliceView *self, GString *text)
{
  const VitMotionPoint *point = &self->point;
  if (!point->motion)
    {
      g_string_append_printf (text, "<i>t</i> = %.4g ps", self->snapshot->time);
      return;
    }
  g_string_append_printf (text, "<i>t</i> %s %.2f ps", point->on_frame ? "=" : "≈", point->time);
  if (!point->on_frame)
    g_string_append (text, ", between frames");
  if (!isnan (self->beside))
    {
      g_string_append_printf (text, " · colours between %.4g and %.4g ps",
                              fmin (self->snapshot->time, self->beside),
                              fmax (self->snapshot->time, self->beside));
      if (self->bodies.surface)
        g_string_append_printf (text, ", surfaces of %.4g ps", self->snapshot->time);
    }
  else if (fabs (self->snapshot->time - point->time) > 1e-6)
    g_string_append_printf (text, " · colours%s of %.4g ps",
                            self->bodies.surface ? " and surfaces" : "", self->snapshot->time);
}

/* What a surface encloses, or empty. */
static char *
dup_surface (VitSliceView *self)
{
  const VitIsosurface *surface = self->bodies.surface;
  if (!surface || !vit_session_get_slice (self->session)->whole)
    return g_strdup ("");
  char share[VIT_NUMBER_BYTES], area[VIT_NUMBER_BYTES];
  return g_strdup_printf (
      " · surfaces: %s %% of the box, %s Å²%s",
      vit_format_reading ("%.3g", 100 * surface->volume / vit_cell_volume (&self->snapshot->cell),
                          share),
      vit_format_reading ("%.4g", surface->area, area), surface->coarsened ? ", coarse" : "");
}

/* What polyhedron is shown, or empty. */
static char *
dup_polyhedron (VitSliceView *self)
{
  const VitAtomPolyhedron *polyhedron = self->polyhedron;
  char volume[VIT_NUMBER_BYTES];
  if (!polyhedron)
    return g_strdup (self->hides_polyhedron ? " · polyhedron hidden while atoms move" : "");
  bool hull = polyhedron->kind == VIT_POLYHEDRON_COORDINATION;
  return g_strdup_printf (" · %s of %" G_GINT64_FORMAT ": %zu %s, %s Å³",
                          hull ? "polyhedron" : "Voronoi cell", polyhedron->id,
                          polyhedron->n_neighbours, hull ? "neighbours" : "faces",
                          vit_format_reading ("%.4g", polyhedron->body->volume, volume));
}

/* What is special about the values and the atoms comes first: a title may be cut at its end. */
char *
vit_slice_view_dup_subtitle (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  if (!self->snapshot)
    return g_strdup ("");
  const VitSlice *slice = vit_session_get_slice (self->session);
  bool filtered = self->snapshot->kept, flat = !slice->whole;
  double widths[3];
  VitCell cell;
  get_cell (self, &cell);
  vit_cell_widths (&cell, widths);
  g_autofree char *count = dup_count (self), *formula = dup_formula (self);
  g_autofree char *phase =
      vit_phase_text (vit_run_get_frequency (self->run), vit_slice_view_get_time (self));
  g_autoptr (GString) text = g_string_new (NULL);
  const VitDifference *d = self->difference;
  append_time (self, text);
  if (d && fabs (d->times[0] - d->times[1]) > 1e-6)
    g_string_append_printf (text, " − %.4g ps", d->times[1]);
  if (d)
    append_statistics (text, d);
  if (self->measure >= 0)
    g_string_append_printf (text, " · Δ<i>t</i> = %.4g ps", self->interval);
  else
    g_string_append_printf (text, "%s%s", flat ? phase : "", formula);
  g_autofree char *surface = dup_surface (self), *polyhedron = dup_polyhedron (self);
  g_string_append_printf (text, "%s%s", surface, polyhedron);
  if (filtered)
    g_string_append_printf (text, " · %s", count);
  if (self->measure < 0 && flat)
    g_string_append_printf (text, " · slice ⊥ %c, %.4g Å at %.1f Å", "xyz"[slice->axis],
                            slice -> thickness, slice -> position *widths[slice->axis]);
  bool hidden = self->bodies.surface && self->bodies.alone && slice->whole;
  if (self->measure < 0 && !filtered && !d && !hidden)
    g_string_append_printf (text, " · %s", count);
  if (self->measure < 0 && flat)
    {
      g_autofree char *regions = new_region_text (self);
      g_string_append (text, regions);
    }
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
vit_slice_view_dup_lack (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  return self->snapshot ? vit_slice_view_dup_lack_at (self, self->snapshot->time) : NULL;
}

char *
vit_slice_view_dup_column (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  VitColouring colouring = vit_slice_view_get_colouring (self);
  return g_strdup (colouring.column);
}

char *
vit_slice_view_dup_lack_at (VitSliceView *self, double time)
{
  if (self->own)
    return NULL;
  const char *column = vit_session_get_colouring (self->session)->column;
  VitTmlSeries *tml = vit_analyses_get_tml (vit_session_get_analyses (self->session), self->run);
  VitFilter filter =
      vit_filter_read (vit_study_get_options (vit_session_get_study (self->session)));
  if (tml && self->measure < 0 && self->snapshot && self->snapshot->developing > 0 &&
      self->snapshot->time == time)
    {
      const char *validation;
      return vit_tml_series_dup_developing (tml, self->snapshot->developing, &validation);
    }
  bool needs_start = self->measure >= 0 || vit_snapshot_rests_on_tml (column, &filter);
  return tml && needs_start ? vit_tml_series_dup_lack (tml, time) : NULL;
}

char *
vit_slice_view_dup_message (VitSliceView *self)
{
  g_return_val_if_fail (VIT_IS_SLICE_VIEW (self), NULL);
  g_autoptr (GError) error = NULL;
  vit_slice_view_get_newest (self, NULL, &error);
  if (error)
    return g_strdup (error->message);
  if (self->own)
    return self->snapshot ? NULL : g_strdup (self->problem);
  VitAnalyses *analyses = vit_session_get_analyses (self->session);
  if (!self->snapshot)
    return g_strdup (vit_analyses_get_obstacle (analyses, self->run));
  if (self->snapshot->filter_problem)
    return g_strdup_printf ("Show only: %s", self->snapshot->filter_problem);
  if (self->problem)
    return g_strdup (self->problem);
  if (self->snapshot->problem)
    return g_strdup (self->snapshot->problem);
  if (self->snapshot->values || vit_slice_view_shows_regions (self))
    return NULL;

  VitTmlSeries *tml = vit_analyses_get_tml (analyses, self->run);
  if (!tml)
    return g_strdup (vit_analyses_get_obstacle (analyses, self->run));
  int index = vit_session_find_start (self->session, self->run);
  if (index < 0)
    return g_strdup ("No start time of this run has a frame at every interval of the model.");
  switch (vit_tml_series_get_state (tml, (guint) index))
    {
    case VIT_TML_IMPOSSIBLE:
    case VIT_TML_FAILED:
      return g_strdup (vit_tml_series_get_reason (tml, (guint) index));
    default:
      return vit_analyses_is_cancelled (analyses, self->run)
                 ? g_strdup ("T_ML was cancelled for this run.")
                 : g_strdup ("T_ML of this start time is being computed…");
    }
}
