#include "ui/session/session-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/turns.h"
#include "core/results/difference.h"
#include "core/results/tml-curve.h"

static GParamSpec *props[N_PROPS];

enum
{
  RESULTS_CHANGED,
  SHOWN_CHANGED,
  SNAPSHOT_CHANGED,
  MOVED,
  NEWS,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitSession, vit_session, G_TYPE_OBJECT)

void
vit_session_notify (VitSession *self, guint prop)
{
  g_object_notify_by_pspec (G_OBJECT (self), props[prop]);
}

void
vit_session_emit_moved (VitSession *self)
{
  g_signal_emit (self, signals[MOVED], 0);
}

void
vit_session_emit_news (VitSession *self, VitRun *run, const char *text)
{
  g_signal_emit (self, signals[NEWS], 0, run, text);
}

/* ---- View options of the study ---- */

static void
load_view (VitSession *self)
{
  const VitViewOptions *view = &vit_study_get_options (self->study)->view;
  vit_view_read (self->study, &self->slice, &self->colouring);
  self->time = view->time;
  self->speed = view->speed;
  self->loop = view->loop;
  self->follow_end = view->follow_end;
}

/* ---- Slice ---- */

const VitSlice *
vit_session_get_slice (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return &self->slice;
}

void
vit_session_set_slice (VitSession *self, const VitSlice *slice)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  VitSlice clamped = { .axis = CLAMP (slice->axis, 0, 2),
                       .position = vit_slice_wrap (slice->position),
                       .thickness = CLAMP (slice->thickness, 0.01, 1e4),
                       .whole = slice->whole,
                       .clip = CLAMP (slice->clip, -1, 1) };

  if (clamped.axis == self->slice.axis && clamped.position == self->slice.position &&
      clamped.thickness == self->slice.thickness && clamped.whole == self->slice.whole &&
      clamped.clip == self->slice.clip)
    return;
  self->slice = clamped;
  if (!clamped.whole)
    vit_session_set_turning (self, false);
  self->writing = true;
  vit_view_write_slice (self->study, &self->slice);
  self->writing = false;
  vit_session_notify (self, PROP_SLICE);
}

const VitLiquidRule *
vit_session_get_liquid_rule (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return vit_study_get_liquid_rule (self->study);
}

void
vit_session_set_liquid_rule (VitSession *self, const VitLiquidRule *rule)
{
  g_return_if_fail (VIT_IS_SESSION (self));
  vit_study_set_liquid_rule (self->study, rule);
}

/* ---- Runs ---- */

guint
vit_session_get_n_shown (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), 0);
  return self->shown->len;
}

VitRun *
vit_session_get_shown (VitSession *self, guint index)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return index < self->shown->len ? self->shown->pdata[index] : NULL;
}

static void
update_shown (VitSession *self)
{
  g_autoptr (GPtrArray) shown = g_ptr_array_new_with_free_func (g_object_unref);
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    {
      VitRun *run = vit_study_get_run (self->study, i);
      if (vit_run_get_shown (run))
        g_ptr_array_add (shown, g_object_ref (run));
    }

  bool same = self->shown && shown->len == self->shown->len;
  for (guint i = 0; same && i < shown->len; i++)
    same = shown->pdata[i] == self->shown->pdata[i];
  if (same)
    return;
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  self->shown = g_steal_pointer (&shown);
  vit_session_update_followers (self);
  vit_session_settle_range (self);
  if (self->shown->len == 0)
    vit_session_set_playing (self, false);
  g_signal_emit (self, signals[SHOWN_CHANGED], 0);
}

int
vit_session_get_run_index (VitSession *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), -1);
  for (guint i = 0; i < vit_study_get_n_runs (self->study); i++)
    if (vit_study_get_run (self->study, i) == run)
      return (int) i;
  return -1;
}

VitDeriver *
vit_session_get_deriver (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return self->deriver;
}

/* ---- Results ---- */

int
vit_session_find_start (VitSession *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), -1);
  VitTmlSeries *tml = vit_analyses_get_tml (self->analyses, run);
  return tml ? vit_tml_series_find (tml, self->time) : -1;
}

ssize_t
vit_session_find_frame (VitSession *self, VitRun *run)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), -1);
  VitFilter filter = vit_filter_read (vit_study_get_options (self->study));
  return vit_snapshot_find_frame (self->analyses, run, self->colouring.column, &filter, self->time);
}

double
vit_session_get_liquid_fraction (VitSession *self, VitRun *run, guint index)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NAN);

  VitTmlSeries *tml = vit_analyses_get_tml (self->analyses, run);
  const VitTmlCurve *curve =
      tml && index < vit_tml_series_get_n (tml)
          ? vit_deriver_get (self->deriver, &vit_tml_curve_derivation, run, self->time, NULL)
          : NULL;
  /* A curve for another T_g does not count. */
  bool fits = curve && curve->t_g == vit_session_get_liquid_rule (self)->t_g;
  ssize_t place = fits ? vit_tml_curve_find (curve, vit_tml_series_get_time (tml, index)) : -1;
  return place >= 0 ? curve->fraction[place] : NAN;
}

double
vit_session_get_cutoff (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), 0);
  return vit_analyses_get_cutoff (self->analyses, NULL);
}

VitSnapshot *
vit_session_get_snapshot (VitSession *self, VitRun *run, bool *busy, GError **error)
{
  g_return_val_if_fail (VIT_IS_SESSION (self) && VIT_IS_RUN (run), NULL);
  if (!g_ptr_array_find (self->seen, run, NULL))
    g_ptr_array_add (self->seen, g_object_ref (run));
  g_autoptr (GError) why = NULL;
  gconstpointer snapshot =
      vit_deriver_get (self->deriver, &vit_snapshot_derivation, run, self->time, &why);
  if (busy)
    {
      bool current = true;
      vit_deriver_request (self->deriver, &vit_snapshot_derivation, run, self->time, &current);
      *busy = !current;
    }
  if (why && !g_error_matches (why, VIT_ERROR, VIT_ERROR_MISSING))
    g_propagate_error (error, g_steal_pointer (&why));
  return (VitSnapshot *) snapshot;
}

/* Request new snapshots: the playhead, the colouring or the data may have changed. */
static void
request_snapshots (VitSession *self)
{
  bool current;
  for (guint i = 0; i < self->seen->len; i++)
    vit_deriver_request (self->deriver, &vit_snapshot_derivation, self->seen->pdata[i], self->time,
                         &current);
}

void
vit_session_forget_results (VitSession *self, VitRun *run)
{
  vit_deriver_forget (self->deriver, run);
  vit_session_notify (self, PROP_LIVE);
  request_snapshots (self);
  g_signal_emit (self, signals[RESULTS_CHANGED], 0, run);
}

/* ---- Construction ---- */

VitStudy *
vit_session_get_study (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return self->study;
}

VitAnalyses *
vit_session_get_analyses (VitSession *self)
{
  g_return_val_if_fail (VIT_IS_SESSION (self), NULL);
  return self->analyses;
}

static void
on_tml_changed (VitAnalyses *analyses, VitRun *run, VitSession *self)
{
  update_shown (self);
  vit_session_note_beginnings (self);
  vit_session_update_extent (self);
  /* T_ML of the intervals that a short run has does not stand in for the one that is waited for. */
  if (g_hash_table_remove (self->turned, run))
    {
      vit_session_forget_results (self, run);
      return;
    }
  request_snapshots (self);
  g_signal_emit (self, signals[RESULTS_CHANGED], 0, run);
}

static void
on_tml_landed (VitAnalyses *analyses, VitRun *run, guint index, VitSession *self)
{
  request_snapshots (self);
  g_signal_emit (self, signals[RESULTS_CHANGED], 0, run);
}

/* Regions depend on r_c as they do on the rule: notify the same listeners. */
static void
on_cutoff_changed (VitAnalyses *analyses, VitSession *self)
{
  request_snapshots (self);
  vit_session_notify (self, PROP_LIQUID_RULE);
}

static void
on_liquid_rule_changed (VitStudy *study, GParamSpec *pspec, VitSession *self)
{
  vit_session_notify (self, PROP_LIQUID_RULE);
}

/* Options of the view that somebody else has changed: a step of undo, or what is cut away. */
static void
follow_view (VitSession *self)
{
  VitSlice slice;
  VitColouring colouring;
  const VitSlice *old = &self->slice;
  const VitColouring *own = &self->colouring;
  if (self->writing || self->taking)
    return;
  vit_view_read (self->study, &slice, &colouring);
  bool moved = slice.axis != old->axis || slice.position != old->position ||
               slice.thickness != old->thickness || slice.whole != old->whole ||
               slice.clip != old->clip,
       other = strcmp (colouring.column, own->column) != 0;
  self->slice = slice;
  if (moved)
    vit_session_notify (self, PROP_SLICE);
  if (!other && strcmp (colouring.map, own->map) == 0 && colouring.outline == own->outline &&
      colouring.interpolated == own->interpolated && colouring.equal_sizes == own->equal_sizes &&
      colouring.ghosts == own->ghosts)
    return;
  /* The range of the same quantity stays. */
  if (!other)
    {
      colouring.minimum = own->minimum;
      colouring.maximum = own->maximum;
    }
  self->colouring = colouring;
  vit_session_settle_range (self);
  vit_session_notify (self, PROP_COLOURING);
}

static void
on_option_changed (VitStudy *study, const char *group, const char *key, VitSession *self)
{
  if (strcmp (group, "view") == 0)
    follow_view (self);
  if (strcmp (group, "compare") == 0)
    vit_session_notify (self, PROP_COLOURING);
  request_snapshots (self);
}

static void
on_picked_changed (VitSession *self)
{
  vit_session_notify (self, PROP_ATOM_SET);
}

static void
on_range_changed (VitStudy *study, const char *column, VitSession *self)
{
  g_autofree char *difference =
      vit_study_dup_difference_key (vit_compare_get_column (vit_study_get_options (self->study)));
  if (strcmp (column, difference) == 0)
    vit_session_notify (self, PROP_COLOURING);
  if (strcmp (column, self->colouring.column) != 0)
    return;
  /* Percentiles are those of sorted values. */
  request_snapshots (self);
  vit_session_settle_range (self);
}

/* Whoever shows a run shows its name and its colour. */
static void
on_run_changed (VitStudy *study, VitRun *run, const char *name, VitSession *self)
{
  static const char *const seen[] = { "label", "colour", NULL };
  /* Its T_ML is another one once `tml-changed` says so. */
  if (strcmp (name, "live") == 0)
    g_hash_table_add (self->turned, g_object_ref (run));
  if (g_strv_contains (seen, name))
    g_signal_emit (self, signals[RESULTS_CHANGED], 0, run);
}

static void
on_runs_changed (GListModel *model, guint position, guint removed, guint added, VitSession *self)
{
  if (self->selected_run && vit_session_get_run_index (self, self->selected_run) < 0)
    vit_session_select_atom (self, NULL, 0);
  for (guint i = self->seen->len; i-- > 0;)
    if (vit_session_get_run_index (self, self->seen->pdata[i]) < 0)
      g_ptr_array_remove_index (self->seen, i);
  vit_session_forget_motion (self);
  update_shown (self);
  vit_session_update_extent (self);
}

/* Curves show all start times, so a new one concerns every shown run. */
static void
on_result_derived (VitDeriver *deriver, const char *name, VitRun *run, VitSession *self)
{
  if (strcmp (name, vit_snapshot_derivation.name) == 0)
    {
      VIT_TURN_PART ("snapshot", NULL);
      /* Request the next snapshot before the views draw this one. */
      request_snapshots (self);
      vit_session_settle_range (self);
      g_signal_emit (self, signals[SNAPSHOT_CHANGED], 0, run);
    }
  if (strcmp (name, vit_difference_derivation.name) == 0)
    vit_session_notify (self, PROP_COLOURING);
  if (strcmp (name, vit_tml_curve_derivation.name) != 0)
    return;
  for (guint i = 0; i < self->shown->len; i++)
    g_signal_emit (self, signals[RESULTS_CHANGED], 0, self->shown->pdata[i]);
}

VitSession *
vit_session_new (VitStudy *study, VitCache *cache)
{
  g_return_val_if_fail (VIT_IS_STUDY (study), NULL);

  VitSession *self = g_object_new (VIT_TYPE_SESSION, NULL);
  self->wanted = NAN;
  self->study = g_object_ref (study);
  load_view (self);
  update_shown (self);

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "notify::liquid-rule",
                          G_CALLBACK (on_liquid_rule_changed), self);
  g_signal_group_connect (self->study_signals, "items-changed", G_CALLBACK (on_runs_changed), self);
  g_signal_group_connect_swapped (self->study_signals, "picked-changed",
                                  G_CALLBACK (on_picked_changed), self);
  g_signal_group_connect (self->study_signals, "range-changed", G_CALLBACK (on_range_changed),
                          self);
  g_signal_group_connect (self->study_signals, "run-changed", G_CALLBACK (on_run_changed), self);
  g_signal_group_connect (self->study_signals, "option-changed", G_CALLBACK (on_option_changed),
                          self);

  self->analyses = vit_analyses_new (study, cache);
  self->deriver = vit_deriver_new (self->analyses, true);
  g_signal_group_set_target (self->study_signals, study);
  g_signal_connect_object (self->deriver, "changed", G_CALLBACK (on_result_derived), self, 0);
  vit_analyses_set_focus (self->analyses, self->time);
  self->analyses_signals = g_signal_group_new (VIT_TYPE_ANALYSES);
  g_signal_group_connect (self->analyses_signals, "tml-changed", G_CALLBACK (on_tml_changed), self);
  g_signal_group_connect (self->analyses_signals, "landed", G_CALLBACK (on_tml_landed), self);
  g_signal_group_connect (self->analyses_signals, "cutoff-changed", G_CALLBACK (on_cutoff_changed),
                          self);
  g_signal_group_set_target (self->analyses_signals, self->analyses);
  vit_session_load_atoms (self);
  return self;
}

static void
vit_session_dispose (GObject *object)
{
  VitSession *self = VIT_SESSION (object);

  g_clear_object (&self->alarms);
  g_ptr_array_set_size (self->followers, 0);
  g_ptr_array_set_size (self->seen, 0);
  g_hash_table_remove_all (self->turned);
  g_ptr_array_set_size (self->readers, 0);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->analyses_signals);
  g_clear_object (&self->deriver);
  g_clear_object (&self->analyses);
  g_clear_object (&self->selected_run);
  g_clear_pointer (&self->shown, g_ptr_array_unref);
  g_clear_object (&self->study);
  G_OBJECT_CLASS (vit_session_parent_class)->dispose (object);
}

static void
vit_session_finalize (GObject *object)
{
  g_ptr_array_unref (VIT_SESSION (object)->followers);
  g_ptr_array_unref (VIT_SESSION (object)->seen);
  g_hash_table_unref (VIT_SESSION (object)->turned);
  g_ptr_array_unref (VIT_SESSION (object)->readers);
  G_OBJECT_CLASS (vit_session_parent_class)->finalize (object);
}

static void
vit_session_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VitSession *self = VIT_SESSION (object);

  switch (id)
    {
    case PROP_TIME:
      g_value_set_double (value, self->time);
      break;
    case PROP_PLAYING:
      g_value_set_boolean (value, self->playing);
      break;
    case PROP_SPEED:
      g_value_set_double (value, self->speed);
      break;
    case PROP_TURNING:
      g_value_set_boolean (value, self->turning);
      break;
    case PROP_LOOP:
      g_value_set_boolean (value, self->loop);
      break;
    case PROP_FOLLOW_END:
      g_value_set_boolean (value, self->follow_end);
      break;
    case PROP_ALARMS:
      g_value_set_pointer (value, self->alarms);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, vit_session_is_live (self));
      break;
    case PROP_SLICE:
      g_value_set_pointer (value, &self->slice);
      break;
    case PROP_COLOURING:
      g_value_set_pointer (value, &self->colouring);
      break;
    case PROP_LIQUID_RULE:
      g_value_set_pointer (value, (gpointer) vit_study_get_liquid_rule (self->study));
      break;
    case PROP_SELECTED_RUN:
      g_value_set_object (value, self->selected_run);
      break;
    case PROP_SELECTED_ATOM:
      g_value_set_int64 (value, self->selected_atom);
      break;
    case PROP_ATOM_SET:
      g_value_set_pointer (value, vit_session_get_atom_set (self));
      break;
    case PROP_HAS_SELECTION:
      g_value_set_boolean (value, self->selected_run != NULL);
      break;
    case PROP_EXTENT:
      g_value_set_double (value, self->end - self->start);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_session_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VitSession *self = VIT_SESSION (object);

  switch (id)
    {
    case PROP_TIME:
      vit_session_set_time (self, g_value_get_double (value));
      break;
    case PROP_PLAYING:
      vit_session_set_playing (self, g_value_get_boolean (value));
      break;
    case PROP_SPEED:
      vit_session_set_speed (self, g_value_get_double (value));
      break;
    case PROP_TURNING:
      vit_session_set_turning (self, g_value_get_boolean (value));
      break;
    case PROP_LOOP:
      vit_session_set_loop (self, g_value_get_boolean (value));
      break;
    case PROP_FOLLOW_END:
      vit_session_set_follow_end (self, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_session_class_init (VitSessionClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = vit_session_dispose;
  object_class->finalize = vit_session_finalize;
  object_class->get_property = vit_session_get_property;
  object_class->set_property = vit_session_set_property;

  const GParamFlags rw = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_TIME] = g_param_spec_double ("time", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, rw);
  props[PROP_PLAYING] = g_param_spec_boolean ("playing", NULL, NULL, FALSE, rw);
  props[PROP_SPEED] = g_param_spec_double ("speed", NULL, NULL, 0, G_MAXDOUBLE, 10, rw);
  props[PROP_TURNING] = g_param_spec_boolean ("turning", NULL, NULL, FALSE, rw);
  props[PROP_LOOP] = g_param_spec_boolean ("loop", NULL, NULL, TRUE, rw);
  props[PROP_FOLLOW_END] = g_param_spec_boolean ("follow-end", NULL, NULL, FALSE, rw);
  props[PROP_ALARMS] = g_param_spec_pointer ("alarms", NULL, NULL, ro);
  props[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, ro);
  props[PROP_SLICE] = g_param_spec_pointer ("slice", NULL, NULL, ro);
  props[PROP_COLOURING] = g_param_spec_pointer ("colouring", NULL, NULL, ro);
  props[PROP_LIQUID_RULE] = g_param_spec_pointer ("liquid-rule", NULL, NULL, ro);
  props[PROP_SELECTED_RUN] = g_param_spec_object ("selected-run", NULL, NULL, VIT_TYPE_RUN, ro);
  props[PROP_SELECTED_ATOM] =
      g_param_spec_int64 ("selected-atom", NULL, NULL, G_MININT64, G_MAXINT64, 0, ro);
  props[PROP_ATOM_SET] = g_param_spec_pointer ("atom-set", NULL, NULL, ro);
  props[PROP_HAS_SELECTION] = g_param_spec_boolean ("has-selection", NULL, NULL, FALSE, ro);
  props[PROP_EXTENT] = g_param_spec_double ("extent", NULL, NULL, 0, G_MAXDOUBLE, 0, ro);
  g_object_class_install_properties (object_class, N_PROPS, props);

  signals[RESULTS_CHANGED] = g_signal_new ("results-changed", VIT_TYPE_SESSION, G_SIGNAL_RUN_LAST,
                                           0, NULL, NULL, NULL, G_TYPE_NONE, 1, VIT_TYPE_RUN);
  signals[SNAPSHOT_CHANGED] = g_signal_new ("snapshot-changed", VIT_TYPE_SESSION, G_SIGNAL_RUN_LAST,
                                            0, NULL, NULL, NULL, G_TYPE_NONE, 1, VIT_TYPE_RUN);
  signals[MOVED] = g_signal_new ("moved", VIT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                 G_TYPE_NONE, 0);
  signals[NEWS] = g_signal_new ("news", VIT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 2, VIT_TYPE_RUN, G_TYPE_STRING);
  signals[SHOWN_CHANGED] = g_signal_new ("shown-changed", VIT_TYPE_SESSION, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vit_session_init (VitSession *self)
{
  self->seen = g_ptr_array_new_with_free_func (g_object_unref);
  self->turned = g_hash_table_new_full (NULL, NULL, g_object_unref, NULL);
  self->followers = g_ptr_array_new_with_free_func (g_object_unref);
  vit_session_init_motion (self);
}
