#include "core/study/run.h"

#include <math.h>
#include <string.h>

#include "core/base/isolate.h"
#include "core/base/error.h"
#include "core/base/job.h"
#include "core/io/formats.h"
#include "core/study/run-opening.h"
#include "core/study/run-words.h"

struct _VitRun
{
  GObject parent_instance;

  char **paths;
  char *label;
  double stress, frequency;
  char *log_path;
  VitPremises *given; /* immutable: a change replaces it */
  char **species;     /* names in @given */
  char *name;         /* the label in a sentence */
  bool shown;
  char *group, *colour; /* nullable */

  VitRunState state;
  GError *error;
  VitJob *job;
  bool live;
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  VitLoadingCurve *loading;
  double *strain;
  double (*boxes)[6];    /* nullable: of the frames */
  VitThermoLog *log;     /* nullable: of a run that is followed */
  VitPremises *judged;   /* nullable: as found when the files were read */
  VitPremises *premises; /* nullable: the same with what was given in their place */
};

enum
{
  PROP_0,
  PROP_LABEL,
  PROP_TEMPERATURE,
  PROP_TIMESTEP,
  PROP_STRESS,
  PROP_FREQUENCY,
  PROP_LOG,
  PROP_SPECIES,
  PROP_SHOWN,
  PROP_GROUP,
  PROP_COLOUR,
  PROP_STATE,
  PROP_TRAJECTORY,
  PROP_GIVEN,
  PROP_PREMISES,
  PROP_LOADING,
  PROP_LIVE,
  N_PROPS,
};

static GParamSpec *props[N_PROPS];
static guint followed_signal;

G_DEFINE_FINAL_TYPE (VitRun, vit_run, G_TYPE_OBJECT)

/* ---- Opening ---- */

/* Names of the types as the user gave them. */
static char **
new_species (const VitPremises *given)
{
  const char *text = vit_premises_get_text (given, VIT_PREMISE_SPECIES);
  return text ? g_strsplit (text, ",", -1) : NULL;
}

static double
get_timestep (const VitPremises *given)
{
  double timestep = vit_premises_get_number (given, VIT_PREMISE_TIMESTEP);
  return timestep > 0 ? timestep : 0;
}

/* How much of an open run is read anew. */
typedef enum
{
  READ_ALL,   /* as if it were not open */
  READ_AGAIN, /* what was appended, and what has changed */
  READ_LOG,   /* the log alone */
} ReadWhat;

static VitRunOpening *
new_opening (VitRun *self, ReadWhat what)
{
  VitRunOpening *opening = g_new0 (VitRunOpening, 1);
  g_atomic_ref_count_init (&opening->refs);
  opening->paths = g_strdupv (self->paths);
  opening->log_path = g_strdup (self->log_path);
  opening->given = vit_premises_ref (self->given);
  if (what == READ_AGAIN && self->trajectory)
    {
      opening->old = vit_trajectory_ref (self->trajectory);
      opening->old_log = self->log ? vit_thermo_log_ref (self->log) : NULL;
      opening->old_boxes = g_memdup2 (self->boxes, vit_trajectory_get_n_frames (self->trajectory) *
                                                       sizeof *self->boxes);
    }
  if (what == READ_LOG && self->trajectory)
    opening->kept = vit_trajectory_ref (self->trajectory);
  return opening;
}

static void *
open_job (void *data, VitProgress *progress, GError **error)
{
  VitRunOpening *opening = data;
  if (!vit_run_opening_read (opening, progress, error))
    return NULL;
  g_atomic_ref_count_inc (&opening->refs);
  return opening;
}

static void
set_state (VitRun *self, VitRunState state)
{
  if (self->state == state)
    return;
  self->state = state;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_STATE]);
}

/* What the user changed since counts at once, and so do frames that were read since. */
static void
take_premises (VitRun *self)
{
  g_autoptr (VitPremises) judged = vit_premises_copy (self->judged);
  if (self->trajectory)
    vit_trajectory_add_doubts (self->trajectory, judged);
  VitPremises *premises = vit_run_join_premises (judged, self->given);
  if (self->premises && vit_premises_equal (self->premises, premises))
    {
      vit_premises_unref (premises);
      return;
    }
  g_clear_pointer (&self->premises, vit_premises_unref);
  self->premises = premises;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_PREMISES]);
}

void
vit_run_review_premises (VitRun *self)
{
  g_return_if_fail (VIT_IS_RUN (self));
  if (self->premises)
    take_premises (self);
}

static GWeakRef *
new_weak_ref (VitRun *run)
{
  GWeakRef *ref = g_atomic_rc_box_new0 (GWeakRef);
  g_weak_ref_init (ref, run);
  return ref;
}

static void
unref_weak_ref (void *data)
{
  g_atomic_rc_box_release_full (data, (GDestroyNotify) g_weak_ref_clear);
}

static gboolean
review_when_idle (void *data)
{
  g_autoptr (VitRun) run = g_weak_ref_get (data);
  if (run)
    vit_run_review_premises (run);
  return G_SOURCE_REMOVE;
}

/* Runs in the thread that read the frame. What waits for a main loop holds no run, since there may
 * be no such loop. */
static void
on_doubt (void *data)
{
  g_idle_add_full (G_PRIORITY_DEFAULT_IDLE, review_when_idle, g_atomic_rc_box_acquire (data),
                   unref_weak_ref);
}

/* Whether times, and what is said of them, are the same: a log may tell the timestep. */
static bool
has_same_times (VitTimeline *a, VitTimeline *b)
{
  if (!a || !b)
    return a == b;
  size_t n = vit_timeline_get_n_frames (a);
  for (size_t i = 0; i < n; i++)
    if (vit_timeline_get_times (a)[i] != vit_timeline_get_times (b)[i] ||
        vit_timeline_is_used (a, i) != vit_timeline_is_used (b, i))
      return false;
  return g_strcmp0 (vit_timeline_get_warning (a), vit_timeline_get_warning (b)) == 0;
}

static void
take_loading (VitRun *self, VitRunOpening *opening)
{
  g_clear_error (&self->error);
  g_clear_pointer (&self->loading, vit_loading_curve_free);
  g_clear_pointer (&self->strain, g_free);
  g_clear_pointer (&self->judged, vit_premises_unref);
  self->loading = g_steal_pointer (&opening->loading);
  self->strain = g_steal_pointer (&opening->strain);
  self->judged = g_steal_pointer (&opening->premises);
  self->error = opening->timeline_error ? g_steal_pointer (&opening->timeline_error)
                                        : g_steal_pointer (&opening->log_error);
  take_premises (self);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LOADING]);
}

static void
take_opening (VitRun *self, VitRunOpening *opening, GError *error)
{
  if (opening && opening->kept && opening->kept == self->trajectory &&
      has_same_times (opening->timeline, self->timeline))
    {
      take_loading (self, opening);
      return;
    }
  g_clear_error (&self->error);
  bool had_one = self->trajectory != NULL;
  /* Of files that cannot be read again nothing is kept: it would pass for what they are now. */
  g_clear_pointer (&self->trajectory, vit_trajectory_unref);
  g_clear_pointer (&self->timeline, vit_timeline_unref);
  g_clear_pointer (&self->loading, vit_loading_curve_free);
  g_clear_pointer (&self->strain, g_free);
  if (!opening)
    {
      self->error = error;
      set_state (self, VIT_RUN_FAILED);
      return;
    }
  self->trajectory = g_steal_pointer (&opening->trajectory);
  g_free (self->boxes);
  self->boxes = g_steal_pointer (&opening->boxes);
  self->timeline = g_steal_pointer (&opening->timeline);
  self->loading = g_steal_pointer (&opening->loading);
  self->strain = g_steal_pointer (&opening->strain);
  g_clear_pointer (&self->judged, vit_premises_unref);
  self->judged = g_steal_pointer (&opening->premises);
  vit_trajectory_watch_doubts (self->trajectory, on_doubt, new_weak_ref (self), unref_weak_ref);
  take_premises (self);
  /* A log that cannot be read is an error, but trajectory and timeline stay usable. */
  self->error = opening->timeline_error ? g_steal_pointer (&opening->timeline_error)
                                        : g_steal_pointer (&opening->log_error);
  VitRunState state = self->timeline ? VIT_RUN_READY : VIT_RUN_INCOMPLETE;
  if (had_one && self->state == state)
    g_object_notify_by_pspec (G_OBJECT (self), props[PROP_TRAJECTORY]);
  else
    set_state (self, state);
}

static void
on_opened (VitJob *job, void *data)
{
  VitRun *self = data;
  GError *error = NULL;
  VitRunOpening *opening = vit_job_take_result (job, &error);
  g_clear_object (&self->job);
  take_opening (self, opening, error);
  if (opening)
    vit_run_opening_unref (opening);
}

/* ---- Following ---- */

/* Whether frames, times and log are those that are there. */
static bool
is_as_before (VitRun *self, VitRunOpening *opening)
{
  VitTrajectory *now = opening->trajectory, *old = self->trajectory;
  size_t n = vit_trajectory_get_n_frames (now);
  return n == vit_trajectory_get_n_frames (old) && vit_trajectory_get_n_shared (now, old) == n &&
         vit_trajectory_is_unfinished (now) == vit_trajectory_is_unfinished (old) &&
         has_same_times (opening->timeline, self->timeline);
}

static void
take_growth (VitRun *self, VitRunOpening *opening, VitTrajectory *old)
{
  if (is_as_before (self, opening))
    {
      if (self->log_path)
        take_loading (self, opening);
      return;
    }
  size_t n = vit_trajectory_get_n_frames (opening->trajectory);
  if (n != vit_trajectory_get_n_frames (old) || vit_trajectory_is_unfinished (opening->trajectory))
    vit_run_set_live (self, true);
  take_opening (self, opening, NULL);
}

static void
on_followed (VitJob *job, void *data)
{
  VitRun *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitRun) alive = g_object_ref (self);
  VitTrajectory *old = self->trajectory ? vit_trajectory_ref (self->trajectory) : NULL;
  VitRunOpening *opening = vit_job_take_result (job, &error);
  g_clear_object (&self->job);
  /* What is kept of a log goes with the path that it was read from. */
  g_clear_pointer (&self->log, vit_thermo_log_unref);
  if (opening && opening->log && g_strcmp0 (opening->log_path, self->log_path) == 0)
    self->log = vit_thermo_log_ref (opening->log);
  if (opening && old)
    take_growth (self, opening, old);
  else if (opening)
    take_opening (self, opening, NULL);
  g_clear_pointer (&opening, vit_run_opening_unref);
  g_signal_emit (self, followed_signal, 0, old, error);
  g_clear_pointer (&old, vit_trajectory_unref);
}

bool
vit_run_follow (VitRun *self)
{
  g_return_val_if_fail (VIT_IS_RUN (self), false);
  if (self->job)
    return false;
  self->job = vit_job_start (VIT_JOB_MOMENT, "Reading what was written", open_job,
                             new_opening (self, READ_AGAIN), vit_run_opening_unref,
                             vit_run_opening_unref, on_followed, self);
  return true;
}

bool
vit_run_is_live (VitRun *self)
{
  g_return_val_if_fail (VIT_IS_RUN (self), false);
  return self->live;
}

void
vit_run_set_live (VitRun *self, bool live)
{
  g_return_if_fail (VIT_IS_RUN (self));
  if (self->live == live)
    return;
  self->live = live;
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_LIVE]);
}

static void
start_opening (VitRun *self, ReadWhat what)
{
  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  self->job = vit_job_start (VIT_JOB_MOMENT, "Opening the run", open_job, new_opening (self, what),
                             vit_run_opening_unref, vit_run_opening_unref, on_opened, self);
  if (what == READ_ALL)
    set_state (self, VIT_RUN_OPENING);
}

void
vit_run_open (VitRun *self)
{
  g_return_if_fail (VIT_IS_RUN (self));
  start_opening (self, READ_ALL);
}

void
vit_run_reload (VitRun *self)
{
  g_return_if_fail (VIT_IS_RUN (self));
  vit_run_set_live (self, false);
  start_opening (self, self->trajectory ? READ_AGAIN : READ_ALL);
}

bool
vit_run_open_sync (VitRun *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (VIT_IS_RUN (self), false);
  VitRunOpening *opening = new_opening (self, READ_ALL);
  GError *failure = NULL;
  bool ok = vit_run_opening_read (opening, progress, &failure);
  if (!ok && error)
    *error = g_error_copy (failure);
  take_opening (self, ok ? opening : NULL, failure);
  vit_run_opening_unref (opening);
  return ok;
}

/* ---- Premises ---- */

/* Properties that show a premise. */
static GParamSpec *
get_property_of (VitPremiseId id)
{
  return id == VIT_PREMISE_TIMESTEP      ? props[PROP_TIMESTEP]
         : id == VIT_PREMISE_TEMPERATURE ? props[PROP_TEMPERATURE]
         : id == VIT_PREMISE_SPECIES     ? props[PROP_SPECIES]
                                         : NULL;
}

/* Take @given, which differs in one premise. */
static void
replace_given (VitRun *self, VitPremises *given, VitPremiseId id)
{
  GParamSpec *property = get_property_of (id);
  vit_premises_unref (self->given);
  self->given = given;
  g_strfreev (self->species);
  self->species = new_species (given);
  if (property)
    g_object_notify_by_pspec (G_OBJECT (self), property);
  g_object_notify_by_pspec (G_OBJECT (self), props[PROP_GIVEN]);
}

/* Read the files again unless only the temperature changed, which no file is read with. */
static void
apply_given (VitRun *self, bool reopens)
{
  if (self->judged && !reopens)
    take_premises (self);
  else if (self->state != VIT_RUN_CLOSED)
    start_opening (self, READ_ALL);
}

bool
vit_run_set_premise (VitRun *self, VitPremiseId id, const char *text, GError **error)
{
  g_return_val_if_fail (VIT_IS_RUN (self) && text, false);
  VitPremises *given = vit_premises_copy (self->given);
  bool ok = vit_premises_parse (given, id, text, error);
  if (ok && !vit_premises_equal (given, self->given))
    {
      replace_given (self, given, id);
      apply_given (self, id != VIT_PREMISE_TEMPERATURE);
    }
  else
    vit_premises_unref (given);
  return ok;
}

void
vit_run_set_given (VitRun *self, const VitPremises *given)
{
  g_return_if_fail (VIT_IS_RUN (self));
  bool reopens = false;
  VitPremises *old = vit_premises_ref (self->given);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const char *text = vit_premises_get_text (given, (VitPremiseId) id);
      if (g_strcmp0 (text, vit_premises_get_text (old, (VitPremiseId) id)) == 0)
        continue;
      VitPremises *next = vit_premises_copy (self->given);
      vit_premises_remove (next, (VitPremiseId) id);
      if (text)
        vit_premises_set (next, (VitPremiseId) id, VIT_SOURCE_USER, text);
      replace_given (self, next, (VitPremiseId) id);
      reopens = reopens || id != VIT_PREMISE_TEMPERATURE;
    }
  if (!vit_premises_equal (old, self->given))
    apply_given (self, reopens);
  vit_premises_unref (old);
}

VitPremises *
vit_run_get_given (VitRun *self)
{
  g_return_val_if_fail (VIT_IS_RUN (self), NULL);
  return self->given;
}

VitPremises *
vit_run_get_premises (VitRun *self)
{
  g_return_val_if_fail (VIT_IS_RUN (self), NULL);
  return self->premises;
}

/* A number that is not positive and finite is one that is not known. */
static void
set_number_premise (VitRun *self, VitPremiseId id, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE] = "";
  if (isfinite (value) && value > 0)
    g_ascii_formatd (text, sizeof text, "%.12g", value);
  vit_run_set_premise (self, id, text, NULL);
}

static void
set_species_premise (VitRun *self, char **names)
{
  g_autofree char *text = names ? g_strjoinv (",", names) : g_strdup ("");
  vit_run_set_premise (self, VIT_PREMISE_SPECIES, text, NULL);
}

/* ---- Construction and conditions ---- */

/* An empty label is that of the first file. */
static char *
make_label (VitRun *self, const char *text)
{
  char *label = vit_run_words_clean (text);
  if (*label)
    return label;
  g_free (label);
  g_autofree char *base = g_path_get_basename (self->paths[0]);
  g_autofree char *name = vit_formats_strip_ending (base);
  label = vit_run_words_clean (name);
  if (*label)
    return label;
  g_free (label);
  return g_strdup ("run");
}

VitRun *
vit_run_new (const char *const *paths)
{
  g_return_val_if_fail (paths && paths[0], NULL);
  VitRun *self = g_object_new (VIT_TYPE_RUN, NULL);
  guint n = g_strv_length ((char **) paths);
  self->paths = g_new0 (char *, n + 1);
  for (guint i = 0; i < n; i++)
    self->paths[i] = g_canonicalize_filename (paths[i], NULL);
  self->label = make_label (self, NULL);
  self->name = vit_isolate (self->label);
  return self;
}

const char *const *
vit_run_get_paths (VitRun *self)
{
  return (const char *const *) self->paths;
}

const char *
vit_run_get_label (VitRun *self)
{
  return self->label;
}

const char *
vit_run_get_name (VitRun *self)
{
  return self->name;
}

double
vit_run_get_temperature (VitRun *self)
{
  return vit_premises_get_number (self->given, VIT_PREMISE_TEMPERATURE);
}

double
vit_run_get_timestep (VitRun *self)
{
  return get_timestep (self->given);
}

double
vit_run_get_stress (VitRun *self)
{
  return self->stress;
}

double
vit_run_get_frequency (VitRun *self)
{
  return self->frequency;
}

const char *
vit_run_get_log (VitRun *self)
{
  return self->log_path;
}

const char *const *
vit_run_get_species (VitRun *self)
{
  return (const char *const *) self->species;
}

bool
vit_run_get_shown (VitRun *self)
{
  return self->shown;
}

const char *
vit_run_get_group (VitRun *self)
{
  return self->group;
}

const char *
vit_run_get_colour (VitRun *self)
{
  return self->colour;
}

VitRunState
vit_run_get_state (VitRun *self)
{
  return self->state;
}

const GError *
vit_run_get_error (VitRun *self)
{
  return self->error;
}

VitJob *
vit_run_get_job (VitRun *self)
{
  return self->job;
}

VitTrajectory *
vit_run_get_trajectory (VitRun *self)
{
  return self->trajectory;
}

VitTimeline *
vit_run_get_timeline (VitRun *self)
{
  return self->timeline;
}

const double *
vit_run_get_strain (VitRun *self, size_t *n_frames)
{
  if (n_frames)
    *n_frames = self->trajectory ? vit_trajectory_get_n_frames (self->trajectory) : 0;
  return self->strain;
}

bool
vit_run_has_box_strain (VitRun *self)
{
  g_return_val_if_fail (VIT_IS_RUN (self), false);
  return self->strain && !self->loading;
}

const VitLoadingCurve *
vit_run_get_loading (VitRun *self)
{
  return self->loading;
}

static void
vit_run_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VitRun *self = VIT_RUN (object);
  switch (id)
    {
    case PROP_LABEL:
      g_value_set_string (value, self->label);
      break;
    case PROP_TEMPERATURE:
      g_value_set_double (value, vit_run_get_temperature (self));
      break;
    case PROP_TIMESTEP:
      g_value_set_double (value, vit_run_get_timestep (self));
      break;
    case PROP_STRESS:
      g_value_set_double (value, self->stress);
      break;
    case PROP_FREQUENCY:
      g_value_set_double (value, self->frequency);
      break;
    case PROP_LOG:
      g_value_set_string (value, self->log_path);
      break;
    case PROP_SPECIES:
      g_value_set_boxed (value, self->species);
      break;
    case PROP_SHOWN:
      g_value_set_boolean (value, self->shown);
      break;
    case PROP_GROUP:
      g_value_set_string (value, self->group);
      break;
    case PROP_COLOUR:
      g_value_set_string (value, self->colour);
      break;
    case PROP_STATE:
      g_value_set_uint (value, self->state);
      break;
    case PROP_TRAJECTORY:
      g_value_set_pointer (value, self->trajectory);
      break;
    case PROP_GIVEN:
      g_value_set_pointer (value, self->given);
      break;
    case PROP_PREMISES:
      g_value_set_pointer (value, self->premises);
      break;
    case PROP_LOADING:
      g_value_set_pointer (value, self->strain);
      break;
    case PROP_LIVE:
      g_value_set_boolean (value, self->live);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

/* NaN equals NaN. Returns: whether the number changed. */
static bool
set_number (double *place, const GValue *value)
{
  double number = g_value_get_double (value);
  if (*place == number || (isnan (*place) && isnan (number)))
    return false;
  *place = number;
  return true;
}

static bool
set_string (char **place, const GValue *value)
{
  const char *text = g_value_get_string (value);
  if (g_strcmp0 (*place, text) == 0)
    return false;
  g_free (*place);
  *place = g_strdup (text);
  return true;
}

/* Take a text, which may be empty for none. Returns: whether it changed. */
static bool
take_text (char **place, char *text)
{
  g_autofree char *old = *place;
  *place = text && *text ? g_strdup (text) : NULL;
  g_free (text);
  return g_strcmp0 (old, *place) != 0;
}

static void
vit_run_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VitRun *self = VIT_RUN (object);
  bool changed = false, reopen = false;
  switch (id)
    {
    case PROP_LABEL:
      {
        g_autofree char *label = make_label (self, g_value_get_string (value));
        changed = g_strcmp0 (self->label, label) != 0;
        g_free (self->label);
        self->label = g_steal_pointer (&label);
        g_free (self->name);
        self->name = vit_isolate (self->label);
      }
      break;
    case PROP_TEMPERATURE:
      set_number_premise (self, VIT_PREMISE_TEMPERATURE, g_value_get_double (value));
      break;
    case PROP_TIMESTEP:
      set_number_premise (self, VIT_PREMISE_TIMESTEP, g_value_get_double (value));
      break;
    case PROP_STRESS:
      changed = set_number (&self->stress, value);
      break;
    case PROP_FREQUENCY:
      changed = set_number (&self->frequency, value);
      break;
    case PROP_LOG:
      changed = reopen = set_string (&self->log_path, value);
      break;
    case PROP_SPECIES:
      set_species_premise (self, g_value_get_boxed (value));
      break;
    case PROP_SHOWN:
      changed = self->shown != g_value_get_boolean (value);
      self->shown = g_value_get_boolean (value);
      break;
    case PROP_GROUP:
      changed = take_text (&self->group, vit_run_words_group (g_value_get_string (value)));
      break;
    case PROP_COLOUR:
      changed = take_text (&self->colour, vit_run_words_colour (g_value_get_string (value)));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
  if (changed)
    g_object_notify_by_pspec (object, pspec);
  /* A job that is under way may be reading more than the log. */
  if (reopen && self->state != VIT_RUN_CLOSED)
    start_opening (self, self->trajectory && !self->job ? READ_LOG : READ_ALL);
}

static void
vit_run_dispose (GObject *object)
{
  VitRun *self = VIT_RUN (object);
  vit_job_cancel (self->job);
  g_clear_object (&self->job);
  g_clear_pointer (&self->trajectory, vit_trajectory_unref);
  g_clear_pointer (&self->timeline, vit_timeline_unref);
  g_clear_pointer (&self->loading, vit_loading_curve_free);
  G_OBJECT_CLASS (vit_run_parent_class)->dispose (object);
}

static void
vit_run_finalize (GObject *object)
{
  VitRun *self = VIT_RUN (object);
  g_free (self->boxes);
  g_clear_pointer (&self->log, vit_thermo_log_unref);
  g_strfreev (self->paths);
  g_strfreev (self->species);
  g_clear_pointer (&self->given, vit_premises_unref);
  g_clear_pointer (&self->premises, vit_premises_unref);
  g_clear_pointer (&self->judged, vit_premises_unref);
  g_free (self->label);
  g_free (self->name);
  g_free (self->group);
  g_free (self->colour);
  g_free (self->log_path);
  g_free (self->strain);
  g_clear_error (&self->error);
  G_OBJECT_CLASS (vit_run_parent_class)->finalize (object);
}

static void
vit_run_class_init (VitRunClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  object_class->dispose = vit_run_dispose;
  object_class->finalize = vit_run_finalize;
  object_class->get_property = vit_run_get_property;
  object_class->set_property = vit_run_set_property;

  /* NaN means "not known"; without lax validation GObject would refuse it. */
  const GParamFlags rw =
      G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS | G_PARAM_LAX_VALIDATION;
  const GParamFlags ro = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS;
  props[PROP_LABEL] = g_param_spec_string ("label", NULL, NULL, NULL, rw);
  props[PROP_TEMPERATURE] =
      g_param_spec_double ("temperature", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, rw);
  props[PROP_TIMESTEP] = g_param_spec_double ("timestep", NULL, NULL, 0, G_MAXDOUBLE, 0, rw);
  props[PROP_STRESS] = g_param_spec_double ("stress", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, rw);
  props[PROP_FREQUENCY] =
      g_param_spec_double ("frequency", NULL, NULL, -G_MAXDOUBLE, G_MAXDOUBLE, 0, rw);
  props[PROP_LOG] = g_param_spec_string ("log", NULL, NULL, NULL, rw);
  props[PROP_SPECIES] = g_param_spec_boxed ("species", NULL, NULL, G_TYPE_STRV, rw);
  props[PROP_SHOWN] = g_param_spec_boolean ("shown", NULL, NULL, TRUE, rw);
  props[PROP_GROUP] = g_param_spec_string ("group", NULL, NULL, NULL, rw);
  props[PROP_COLOUR] = g_param_spec_string ("colour", NULL, NULL, NULL, rw);
  props[PROP_STATE] = g_param_spec_uint ("state", NULL, NULL, 0, VIT_RUN_FAILED, 0, ro);
  props[PROP_TRAJECTORY] = g_param_spec_pointer ("trajectory", NULL, NULL, ro);
  props[PROP_GIVEN] = g_param_spec_pointer ("given", NULL, NULL, ro);
  props[PROP_PREMISES] = g_param_spec_pointer ("premises", NULL, NULL, ro);
  props[PROP_LOADING] = g_param_spec_pointer ("loading", NULL, NULL, ro);
  props[PROP_LIVE] = g_param_spec_boolean ("live", NULL, NULL, FALSE, ro | G_PARAM_EXPLICIT_NOTIFY);
  g_object_class_install_properties (object_class, N_PROPS, props);
  followed_signal = g_signal_new ("followed", VIT_TYPE_RUN, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 2, G_TYPE_POINTER, G_TYPE_POINTER);
}

static void
vit_run_init (VitRun *self)
{
  self->given = vit_premises_new ();
  self->stress = self->frequency = NAN;
  self->shown = true;
}
