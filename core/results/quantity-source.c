#include "core/results/quantity-source.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/motion/unwrap.h"
#include "core/results/default-cutoff.h"
#include "core/results/plasticity-derivation.h"
#include "core/store/read-file.h"
#include "core/structure/surroundings.h"
#include "core/tml/features.h"

/* Bytes, of a file of a learned indicator. */
#define LARGEST_MODEL (64u << 20)

struct _VitQuantitySource
{
  /* Inputs, taken on the main thread. */
  VitTrajectory *trajectory;
  size_t index;
  double time;
  double interval; /* ps to the later frame; NaN if there is none */
  VitOptions *options;
  VitLiquidRule rule;
  char **species;
  char *indicator_model;
  VitCache *cache;
  VitRunShells *shells;
  VitTimeline *timeline; /* nullable */
  VitAffects affects;
  unsigned parts;
  VitMotionOptions motion;
  double cutoff;
  GError *cutoff_error;
  VitTmlStarts *starts;
  GError *tml_error;
  double developing; /* longest interval, ps; 0: final */
  size_t to;
  GError *to_error;

  /* Results, made on request. */
  VitFrame *frame;
  VitFrameStructure *structure;
  VitTmlResult *tml;
  uint8_t *liquid, *solid;
  VitClusters *regions;
  VitPlasticity *plasticity;
  double *displacements;
  VitPastMotion *past;
  GPtrArray *notes;
};

/* ---- Inputs ---- */

/* Make start times for a frame that the series has not computed or does not start from. They have
 * the source of the series: a key that names it stays the same as long as the series. */
static VitTmlStarts *
new_own_starts (VitTmlSeries *series, size_t frame, double time)
{
  g_autoptr (VitTmlStarts) all = vit_tml_series_get_starts (series, -1);
  VitTmlStarts *starts = vit_tml_starts_new (all->source, 1);
  starts->frames[0] = frame;
  starts->times[0] = time;
  return starts;
}

static void
take_tml_starts (VitQuantitySource *self,
                 VitAnalyses *analyses,
                 VitRun *run,
                 const VitQuantityWish *wish)
{
  VitTmlSeries *series = vit_analyses_get_tml (analyses, run);
  if (!series)
    {
      const char *obstacle = vit_analyses_get_obstacle (analyses, run);
      g_set_error (&self->tml_error, VIT_ERROR, VIT_ERROR_MISSING, "%s",
                   obstacle ? obstacle : "There is no T_ML.");
      return;
    }
  int found = vit_tml_series_find (series, self->time);
  bool starts_here = found >= 0 && vit_tml_series_get_frame (series, (guint) found) == self->index;
  if (starts_here && vit_tml_series_get_state (series, (guint) found) == VIT_TML_READY)
    self->starts = vit_tml_series_get_starts (series, found);
  else if (wish->developing)
    self->starts = vit_tml_series_get_developing (series, self->index, &self->developing);
  if (self->starts)
    return;
  if (wish->compute_tml)
    self->starts = new_own_starts (series, self->index, self->time);
  else
    {
      const char *reason =
          starts_here ? vit_tml_series_get_reason (series, (guint) found) : "no start time";
      g_set_error (&self->tml_error, VIT_ERROR, VIT_ERROR_MISSING, "T_ML at %.4g ps: %s",
                   self->time, reason ? reason : "not computed yet");
    }
}

/* Find the later frame of strain and displacements. */
static void
find_later_frame (VitQuantitySource *self, VitTimeline *timeline, const VitQuantityWish *wish)
{
  self->to = wish->to;
  if (wish->has_to)
    return;
  if (!timeline)
    {
      g_set_error (&self->to_error, VIT_ERROR, VIT_ERROR_MISSING,
                   "The file has no clock: the timestep of the run is needed.");
      return;
    }
  double missing;
  if (wish->interval > 0)
    {
      if (!vit_features_find_frames (timeline, self->index, &wish->interval, 1, 0, &self->to,
                                     &missing))
        g_set_error (&self->to_error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "no frame %g ps after %g ps",
                     wish->interval, self->time);
      return;
    }
  ssize_t to =
      vit_plasticity_find_frame (timeline, self->index, self->options->plasticity.interval, NULL);
  if (to >= 0)
    self->to = (size_t) to;
  else
    g_set_error (&self->to_error, VIT_ERROR, VIT_ERROR_NOT_FOUND, "No frame lies after %.4g ps.",
                 self->time);
}

VitQuantitySource *
vit_quantity_source_new (VitAnalyses *analyses,
                         VitRun *run,
                         size_t frame,
                         const VitQuantityWish *wish)
{
  g_return_val_if_fail (VIT_IS_ANALYSES (analyses) && VIT_IS_RUN (run) && wish, NULL);
  g_return_val_if_fail (vit_run_get_trajectory (run), NULL);
  VitStudy *study = vit_analyses_get_study (analyses);
  VitTimeline *timeline = vit_run_get_timeline (run);
  VitCache *cache = vit_analyses_get_cache (analyses);
  VitQuantitySource *self = g_new0 (VitQuantitySource, 1);
  self->trajectory = vit_trajectory_ref (vit_run_get_trajectory (run));
  self->index = frame;
  self->time = timeline ? vit_timeline_get_times (timeline)[frame] : NAN;
  self->affects = wish->affects;
  self->parts = wish->parts;
  self->cache = cache ? vit_cache_ref (cache) : NULL;
  self->shells = vit_run_shells_of (run, cache);
  self->timeline = timeline ? vit_timeline_ref (timeline) : NULL;
  const char *const *species = vit_run_get_species (run);
  self->species = g_strdupv (species ? (char **) species
                                     : vit_trajectory_get_composition (self->trajectory)->species);
  if (wish->needs_cutoff)
    self->cutoff = vit_analyses_get_cutoff (analyses, &self->cutoff_error);
  /* Copy the options after r_c was asked for, which may have set it in the study. */
  self->options = vit_options_copy (vit_study_get_options (study));
  if (wish->hop_window > 0)
    self->options->indicators.hop_window = wish->hop_window;
  self->rule = *vit_study_get_liquid_rule (study);
  self->indicator_model = vit_study_dup_option_path (study, "indicators", "model");
  self->motion = wish->motion;
  self->motion.cage_cutoff = self->cutoff;
  take_tml_starts (self, analyses, run, wish);
  find_later_frame (self, timeline, wish);
  self->interval = NAN;
  if (timeline && !self->to_error)
    self->interval = vit_timeline_get_times (timeline)[self->to] - self->time;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return self;
}

void
vit_quantity_source_release (VitQuantitySource *self)
{
  g_return_if_fail (self);
  g_clear_pointer (&self->frame, vit_frame_unref);
  g_clear_pointer (&self->structure, vit_frame_structure_free);
  g_clear_pointer (&self->tml, vit_tml_result_unref);
  g_clear_pointer (&self->liquid, g_free);
  g_clear_pointer (&self->solid, g_free);
  g_clear_pointer (&self->regions, vit_clusters_free);
  g_clear_pointer (&self->plasticity, vit_plasticity_unref);
  g_clear_pointer (&self->displacements, g_free);
  g_clear_pointer (&self->past, vit_past_motion_free);
}

void
vit_quantity_source_free (VitQuantitySource *self)
{
  if (!self)
    return;
  vit_quantity_source_release (self);
  vit_trajectory_unref (self->trajectory);
  vit_options_free (self->options);
  g_strfreev (self->species);
  g_free (self->indicator_model);
  g_clear_pointer (&self->cache, vit_cache_unref);
  vit_run_shells_unref (self->shells);
  g_clear_pointer (&self->timeline, vit_timeline_unref);
  g_clear_error (&self->cutoff_error);
  g_clear_pointer (&self->starts, vit_tml_starts_free);
  g_clear_error (&self->tml_error);
  g_clear_error (&self->to_error);
  g_ptr_array_unref (self->notes);
  g_free (self);
}

void
vit_quantity_source_describe (const VitQuantitySource *self, GString *key)
{
  g_return_if_fail (self && key);
  g_string_append_printf (key, "%p %zu|", (void *) self->trajectory, self->index);
  vit_options_describe (self->options, self->affects, key);
  g_string_append_printf (key, "|%g %u %d %d %d|", self->cutoff, self->parts, self->motion.frame,
                          self->motion.keep_drift, self->cutoff_error != NULL);
  if (self->affects & (VIT_AFFECTS_PAST | VIT_AFFECTS_VIBRATION | VIT_AFFECTS_HOP))
    g_string_append_printf (key, "%p|", (void *) self->timeline);
  if (self->starts)
    vit_tml_starts_describe (self->starts, key);
  g_string_append_printf (key, "|%d %zu", self->to_error != NULL, self->to);
  for (char **name = self->species; name && *name; name++)
    g_string_append_printf (key, "|%s", *name);
}

/* The learned indicator as it is in its file now. */
static void
add_indicator_model (const VitQuantitySource *self, VitStored *stored)
{
  char *content = NULL;
  size_t n;
  if (!(self->affects & VIT_AFFECTS_LEARNED) || !self->indicator_model)
    return;
  if (vit_file_read (self->indicator_model, LARGEST_MODEL, &content, &n, NULL))
    vit_stored_add (stored, content, n);
  else
    vit_stored_fail (stored);
  g_free (content);
}

void
vit_quantity_source_add_key (const VitQuantitySource *self, VitStored *stored)
{
  g_return_if_fail (self && stored);
  g_autoptr (GString) text = g_string_new (NULL);
  vit_options_describe (self->options, self->affects, text);
  g_string_append_printf (text, "|%u %d %d %d %d|", self->parts, self->motion.frame,
                          self->motion.keep_drift, self->cutoff_error != NULL,
                          self->to_error != NULL);
  for (char **name = self->species; name && *name; name++)
    g_string_append_printf (text, "|%s", *name);
  vit_stored_add_text (stored, text->str);
  vit_stored_add_number (stored, self->cutoff);
  vit_stored_add_number (stored, self->time);
  vit_stored_add_number (stored, self->interval);
  vit_stored_add_frame (stored, self->trajectory, self->index);
  if (self->affects & VIT_AFFECTS_SHELLS)
    vit_cutoff_add_key (stored, self->trajectory);
  if (!self->to_error)
    {
      vit_stored_add_frame (stored, self->trajectory, self->to);
      vit_stored_add_path (stored, self->trajectory, MIN (self->index, self->to),
                           MAX (self->index, self->to));
    }
  if (self->affects & (VIT_AFFECTS_PAST | VIT_AFFECTS_VIBRATION | VIT_AFFECTS_HOP))
    vit_past_motion_add_key (self->trajectory, self->timeline, self->index, self->options, stored);
  if (self->starts)
    vit_tml_starts_add_possible_key (self->starts, stored);
  add_indicator_model (self, stored);
}

VitTrajectory *
vit_quantity_source_get_trajectory (const VitQuantitySource *self)
{
  return self->trajectory;
}

size_t
vit_quantity_source_get_index (const VitQuantitySource *self)
{
  return self->index;
}

double
vit_quantity_source_get_time (const VitQuantitySource *self)
{
  return self->time;
}

/* Set @error to a copy of @why; without @why r_c is missing. */
static void
fail_with_copy (const GError *why, GError **error)
{
  if (why)
    g_propagate_error (error, g_error_copy (why));
  else
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The cutoff r_c is not known.");
}

const char *
vit_quantity_source_get_indicator_model (const VitQuantitySource *self)
{
  g_return_val_if_fail (self, NULL);
  return self->indicator_model;
}

double
vit_quantity_source_get_developing (const VitQuantitySource *self)
{
  return self->developing;
}

double
vit_quantity_source_get_cutoff (const VitQuantitySource *self, GError **error)
{
  g_return_val_if_fail (self, 0);
  if (!(self->cutoff > 0))
    fail_with_copy (self->cutoff_error, error);
  return self->cutoff;
}

const char *
vit_quantity_source_get_species (const VitQuantitySource *self, unsigned type)
{
  g_return_val_if_fail (self, "");
  return vit_species_get ((const char *const *) self->species, type);
}

/* ---- Results ---- */

VitFrame *
vit_quantity_source_get_frame (VitQuantitySource *self, GError **error)
{
  g_return_val_if_fail (self, NULL);
  if (!self->frame)
    self->frame = vit_trajectory_read_frame (self->trajectory, self->index, error);
  return self->frame;
}

/* Make all parts of the wish that can be made. */
static bool
make_structure (VitQuantitySource *self, VitProgress *progress, GError **error)
{
  g_autoptr (VitFrameStructure) structure =
      vit_frame_structure_new (self->trajectory, self->index, self->options,
                               (const char *const *) self->species, self->cache, self->shells);
  g_autoptr (GError) why = NULL;
  if (!vit_frame_structure_need (structure, self->parts, progress, &why) &&
      g_error_matches (why, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&why));
      return false;
    }
  self->structure = g_steal_pointer (&structure);
  return true;
}

const VitFrameStructure *
vit_quantity_source_get_structure (VitQuantitySource *self,
                                   unsigned parts,
                                   VitProgress *progress,
                                   GError **error)
{
  g_return_val_if_fail (self, NULL);
  g_autoptr (GError) why = NULL;
  if (!self->structure && !make_structure (self, progress, error))
    return NULL;
  if (vit_frame_structure_need (self->structure, parts, progress, &why))
    return self->structure;
  /* Of a part that lacks r_c it is known why there is none. */
  bool lacks_cutoff = g_error_matches (why, VIT_ERROR, VIT_ERROR_MISSING) && self->cutoff_error &&
                      !(self->cutoff > 0);
  g_propagate_error (error,
                     lacks_cutoff ? g_error_copy (self->cutoff_error) : g_steal_pointer (&why));
  return NULL;
}

bool
vit_quantity_source_get_radii (VitQuantitySource *self,
                               const char *what,
                               double radii[UINT8_MAX + 1],
                               GError **error)
{
  const VitFrame *frame = vit_quantity_source_get_frame (self, error);
  if (!frame ||
      !vit_structure_radii_take (self->options, (const char *const *) self->species, radii, error))
    return false;
  for (unsigned t = 1; t <= frame->atoms->n_types && t <= UINT8_MAX; t++)
    {
      const char *species = vit_quantity_source_get_species (self, t);
      if (isfinite (radii[t]))
        continue;
      g_autofree char *note = g_strdup_printf ("%s: the radius of species %u%s%s is not known",
                                               what, t, *species ? ", " : "", species);
      vit_quantity_source_add_note (self, note);
    }
  return true;
}

bool
vit_quantity_source_average (VitQuantitySource *self,
                             const double *values,
                             double *averages,
                             VitProgress *progress,
                             GError **error)
{
  g_return_val_if_fail (self && values && averages, false);
  VitFrame *frame = vit_quantity_source_get_frame (self, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  return vit_surroundings_average (&frame->cell, x, n, self->options->indicators.average, &values,
                                   &averages, 1, progress, error);
}

static void
note_ambiguous (VitQuantitySource *self, ssize_t frame)
{
  if (frame < 0)
    return;
  g_autofree char *note = g_strdup_printf (
      "an atom moves by nearly half a box edge into frame %zd: unwrapping it is ambiguous", frame);
  vit_quantity_source_add_note (self, note);
}

VitTmlResult *
vit_quantity_source_get_tml (VitQuantitySource *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self, NULL);
  if (!self->starts)
    {
      fail_with_copy (self->tml_error, error);
      return NULL;
    }
  if (!self->tml)
    {
      self->tml = vit_tml_starts_get (self->starts, 0, progress, error);
      if (self->tml)
        note_ambiguous (self, self->tml->ambiguous);
    }
  return self->tml;
}

bool
vit_quantity_source_has_tml (const VitQuantitySource *self)
{
  g_return_val_if_fail (self, false);
  return self->starts != NULL;
}

const uint8_t *
vit_quantity_source_get_liquid (VitQuantitySource *self, VitProgress *progress, GError **error)
{
  const VitTmlResult *tml = vit_quantity_source_get_tml (self, progress, error);
  if (!tml || self->liquid)
    return self->liquid;
  size_t n = tml->atoms->n;
  g_autofree bool *liquid = g_new0 (bool, MAX (n, 1)), *solid = g_new0 (bool, MAX (n, 1));
  vit_tml_result_classify (tml, &self->rule, liquid, solid);
  self->liquid = g_new (uint8_t, MAX (n, 1));
  self->solid = g_new (uint8_t, MAX (n, 1));
  for (size_t i = 0; i < n; i++)
    {
      self->liquid[i] = liquid[i];
      self->solid[i] = solid[i];
    }
  return self->liquid;
}

const uint8_t *
vit_quantity_source_get_solid (VitQuantitySource *self, VitProgress *progress, GError **error)
{
  return vit_quantity_source_get_liquid (self, progress, error) ? self->solid : NULL;
}

const VitClusters *
vit_quantity_source_get_regions (VitQuantitySource *self, VitProgress *progress, GError **error)
{
  if (self->regions)
    return self->regions;
  const uint8_t *liquid = vit_quantity_source_get_liquid (self, progress, error);
  VitFrame *frame = liquid ? vit_quantity_source_get_frame (self, error) : NULL;
  if (!frame || !(vit_quantity_source_get_cutoff (self, error) > 0))
    return NULL;
  size_t n = frame->atoms->n;
  if (n != self->tml->atoms->n)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISMATCH,
                   "frame %zu has changed since T_ML was computed", self->index);
      return NULL;
    }
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  self->regions = vit_clusters_new (&frame->cell, x, n, liquid, self->cutoff, progress, error);
  return self->regions;
}

VitClusters *
vit_quantity_source_take_regions (VitQuantitySource *self)
{
  g_return_val_if_fail (self, NULL);
  return g_steal_pointer (&self->regions);
}

const VitPlasticity *
vit_quantity_source_get_plasticity (VitQuantitySource *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self, NULL);
  if (self->to_error)
    {
      fail_with_copy (self->to_error, error);
      return NULL;
    }
  if (!self->plasticity && vit_quantity_source_get_cutoff (self, error) > 0)
    {
      VitPlasticityOptions options = { .cutoff = self->cutoff,
                                       .per_neighbour = self->options->plasticity.per_neighbour };
      self->plasticity = vit_plasticity_compute (self->trajectory, self->index, self->to, &options,
                                                 self->cache, progress, error);
    }
  return self->plasticity;
}

const double *
vit_quantity_source_get_displacements (VitQuantitySource *self,
                                       VitProgress *progress,
                                       GError **error)
{
  g_return_val_if_fail (self, NULL);
  if (self->displacements)
    return self->displacements;
  if (self->to_error)
    {
      fail_with_copy (self->to_error, error);
      return NULL;
    }
  VitFrame *frame = vit_quantity_source_get_frame (self, error);
  if (!frame || (self->motion.frame == VIT_MOTION_CAGE &&
                 !(vit_quantity_source_get_cutoff (self, error) > 0)))
    return NULL;
  g_autofree double *d = g_new (double, MAX (3 * frame->atoms->n, 1));
  ssize_t ambiguous = -1;
  if (!vit_motion_between (self->trajectory, self->index, self->to, &self->motion, d, &ambiguous,
                           progress, error))
    return NULL;
  note_ambiguous (self, ambiguous);
  self->displacements = g_steal_pointer (&d);
  return self->displacements;
}

VitPastMotion *
vit_quantity_source_get_past (VitQuantitySource *self, VitPastKind kind, GError **error)
{
  g_return_val_if_fail (self, NULL);
  if (kind == VIT_PAST_STRAIN && !(vit_quantity_source_get_cutoff (self, error) > 0))
    return NULL;
  if (!self->past)
    self->past = vit_past_motion_new (self->trajectory, self->timeline, self->index, self->options,
                                      self->cutoff, self->cache);
  return self->past;
}

/* ---- Notes ---- */

void
vit_quantity_source_add_note (VitQuantitySource *self, const char *note)
{
  g_return_if_fail (self && note);
  for (guint k = 0; k < self->notes->len; k++)
    if (strcmp (self->notes->pdata[k], note) == 0)
      return;
  g_ptr_array_add (self->notes, g_strdup (note));
}

double
vit_quantity_source_get_interval (VitQuantitySource *self)
{
  g_return_val_if_fail (self, NAN);
  return self->interval;
}

GPtrArray *
vit_quantity_source_get_notes (VitQuantitySource *self)
{
  g_return_val_if_fail (self, NULL);
  return self->notes;
}

GPtrArray *
vit_quantity_source_take_notes (VitQuantitySource *self)
{
  g_return_val_if_fail (self, NULL);
  GPtrArray *notes = self->notes;
  self->notes = g_ptr_array_new_with_free_func (g_free);
  return notes;
}
