#include "core/study/run-log.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/formats.h"
#include "core/mechanics/log-columns.h"

/* Runs of a log that are tried in place of those that load most. */
#define MAX_TRIED 16

/* ---- What the log says in place of the trajectory ---- */

/* Whether frames have times of their own, which tell the timestep of the others, too. */
static bool
has_clock (VitTrajectory *trajectory, const VitPremises *given)
{
  const char *clock = vit_premises_get_text (given, VIT_PREMISE_CLOCK);
  bool any = clock && strcmp (clock, "step") != 0;
  for (size_t i = 0; i < vit_trajectory_get_n_frames (trajectory) && !clock; i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (trajectory, i, &info);
      any = any || isfinite (info.time);
    }
  return any;
}

/* Find the first and the last step of the frames. Returns: whether all have one. */
static bool
get_steps (VitTrajectory *trajectory, double *first, double *last)
{
  *first = INFINITY;
  *last = -INFINITY;
  for (size_t i = 0; i < vit_trajectory_get_n_frames (trajectory); i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (trajectory, i, &info);
      if (!info.has_step)
        return false;
      *first = fmin (*first, (double) info.step);
      *last = fmax (*last, (double) info.step);
    }
  return *first <= *last;
}

/* Timesteps of the runs of a log that go over the steps of the frames. */
typedef struct
{
  double value;        /* ps; NaN if none is known */
  double other;        /* another one; NaN */
  bool known, covered; /* whether all runs have one, and whether they cover all frames */
} Timestep;

static Timestep
find_timestep (VitThermoLog *log, const VitPremises *given, double first, double last)
{
  Timestep found = { NAN, NAN, true, false };
  bool has_first = false, has_last = false;
  for (size_t s = 0; s < vit_thermo_log_get_n_sections (log); s++)
    {
      size_t n = vit_thermo_log_get_n_rows (log, s);
      const double *steps = vit_thermo_log_get_column (log, s, "Step");
      if (!steps || n < 2 || steps[n - 1] < first || steps[0] > last ||
          vit_thermo_log_get_minimises (log, s))
        continue;
      const char *units = vit_premises_get_text (given, VIT_PREMISE_UNITS);
      const VitLogStyle *style =
          vit_log_style_find (units ? units : vit_thermo_log_get_units (log, s));
      double one = style ? style->ps * vit_thermo_log_get_timestep (log, s) : NAN;
      found.known = found.known && isfinite (one) && !vit_thermo_log_get_varies (log, s);
      if (isfinite (found.value) && fabs (one - found.value) > 1e-9 * found.value)
        found.other = one;
      else if (isfinite (one))
        found.value = one;
      has_first = has_first || steps[0] <= first;
      has_last = has_last || steps[n - 1] >= last;
    }
  found.covered = has_first && has_last;
  return found;
}

/* What the user gave, and what the log says where neither the user nor the trajectory does. */
static VitPremises *
ask_log (VitThermoLog *log, VitTrajectory *trajectory, const VitPremises *given, Timestep *timestep)
{
  VitPremises *asked = vit_premises_copy (given);
  const VitFileFormat *format = vit_formats_find_title (vit_trajectory_get_format (trajectory));
  size_t n_sections = vit_thermo_log_get_n_sections (log);
  const char *units = n_sections > 0 ? vit_thermo_log_get_units (log, n_sections - 1) : NULL;
  if (vit_thermo_log_is_table (log))
    return asked;
  if (units && vit_log_style_find (units) && format->clock == VIT_CLOCK_LAMMPS &&
      !vit_trajectory_get_units (trajectory) && !vit_premises_look_up (asked, VIT_PREMISE_UNITS))
    vit_premises_set (asked, VIT_PREMISE_UNITS, VIT_SOURCE_LOG, units);
  double first, last;
  if (vit_premises_look_up (asked, VIT_PREMISE_TIMESTEP) || has_clock (trajectory, given) ||
      !get_steps (trajectory, &first, &last))
    return asked;
  *timestep = find_timestep (log, asked, first, last);
  if (timestep->covered && timestep->known && isnan (timestep->other))
    vit_premises_set_number (asked, VIT_PREMISE_TIMESTEP, VIT_SOURCE_LOG, timestep->value);
  return asked;
}

VitTimeline *
vit_run_read_times (VitTrajectory *trajectory,
                    VitThermoLog *log,
                    const VitPremises *given,
                    VitPremises *premises,
                    GError **error)
{
  g_return_val_if_fail (trajectory && premises, NULL);
  Timestep timestep = { NAN, NAN, false, false };
  g_autoptr (VitPremises) asked =
      log ? ask_log (log, trajectory, given, &timestep) : vit_premises_copy (given);
  const VitPremise *units = vit_premises_look_up (asked, VIT_PREMISE_UNITS);
  if (units && units->source == VIT_SOURCE_LOG)
    vit_premises_set (premises, VIT_PREMISE_UNITS, VIT_SOURCE_LOG, units->value);
  g_autoptr (GError) why = NULL;
  VitTimeline *timeline = vit_timeline_new (trajectory, asked, premises, &why);
  if (timeline)
    return timeline;
  if (why->code == VIT_ERROR_MISSING && isfinite (timestep.value) && isfinite (timestep.other))
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING,
                 "%s; its log prints several, as %.9g and %.9g ps", why->message, timestep.value,
                 timestep.other);
  else
    g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

/* ---- Boxes ---- */

static void
read_box (VitTrajectory *trajectory, size_t frame, double box[6])
{
  VitCell cell;
  for (int k = 0; k < 6; k++)
    box[k] = NAN;
  if (!vit_trajectory_read_cell (trajectory, frame, &cell, NULL))
    return;
  vit_basis_continue (&cell, vit_trajectory_get_basis (trajectory, frame), &cell);
  VitBoxShape shape = vit_cell_get_shape (&cell);
  const double numbers[6] = { shape.lx, shape.ly, shape.lz, shape.xy, shape.xz, shape.yz };
  static const int of_axes[6][2] = { { 0, 0 }, { 1, 1 }, { 2, 2 }, { 0, 1 }, { 0, 2 }, { 1, 2 } };
  for (int k = 0; k < 6; k++)
    if (cell.periodic[of_axes[k][0]] && cell.periodic[of_axes[k][1]])
      box[k] = numbers[k];
}

double (*vit_run_read_boxes (VitTrajectory *trajectory,
                             const double (*known)[6],
                             size_t n_known,
                             VitProgress *progress,
                             GError **error))[6]
{
  size_t n = vit_trajectory_get_n_frames (trajectory);
  g_autofree double *boxes = g_new (double, MAX (n, 1) * 6);
  bool recalled = vit_trajectory_recall_boxes (trajectory, boxes);
  n_known = known && !recalled ? MIN (n_known, n) : 0;
  if (n_known > 0)
    memcpy (boxes, known, n_known * sizeof *known);
  for (size_t i = n_known; i < n && !recalled; i++)
    {
      if (!vit_progress_step (progress, i, n, error))
        return NULL;
      read_box (trajectory, i, boxes + 6 * i);
    }
  if (!recalled)
    vit_trajectory_keep_boxes (trajectory, boxes);
  return (double (*)[6]) (void *) g_steal_pointer (&boxes);
}

/* ---- Frames in the log ---- */

/* Frames in the order of their times, without those that were written again. */
typedef struct
{
  size_t n;
  size_t *frame;
  int64_t *steps;
  double *clocks, *times;
  double (*boxes)[6];
} Frames;

static void
frames_clear (Frames *frames)
{
  g_free (frames->frame);
  g_free (frames->steps);
  g_free (frames->clocks);
  g_free (frames->times);
  g_free (frames->boxes);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Frames, frames_clear)

/* Take steps and clocks of the frames. Those of a table without steps are found by the time that
 * their step has, or since the first frame. */
static void
take_frames (VitTrajectory *trajectory,
             VitTimeline *timeline,
             const VitPremises *premises,
             const double (*boxes)[6],
             bool has_steps,
             Frames *frames)
{
  size_t n =
      timeline ? vit_timeline_get_n_used (timeline) : vit_trajectory_get_n_frames (trajectory);
  double factor = timeline ? vit_timeline_get_clock_factor (timeline) : NAN;
  double timestep = vit_premises_get_number (premises, VIT_PREMISE_TIMESTEP);
  *frames = (Frames){ .n = n,
                      .frame = g_new (size_t, MAX (n, 1)),
                      .steps = g_new (int64_t, MAX (n, 1)),
                      .clocks = g_new (double, MAX (n, 1)),
                      .times = g_new (double, MAX (n, 1)),
                      .boxes = g_malloc_n (MAX (n, 1), sizeof *frames->boxes) };
  for (size_t i = 0; i < n; i++)
    {
      VitFrameInfo info;
      size_t frame = timeline ? vit_timeline_get_frame_at (timeline, i) : i;
      vit_trajectory_get_frame_info (trajectory, frame, &info);
      frames->frame[i] = frame;
      frames->steps[i] = info.step;
      frames->clocks[i] = info.time * factor;
      frames->times[i] = timeline && !has_steps ? vit_timeline_get_times (timeline)[frame] : NAN;
      if (!isfinite (frames->clocks[i]) && !has_steps && info.has_step)
        frames->clocks[i] = (double) info.step * timestep;
      memcpy (frames->boxes[i], boxes[frame], sizeof *frames->boxes);
    }
}

static VitLoadingCurve *
read_runs (VitThermoLog *log,
           const VitPremises *given,
           const char *runs,
           VitPremises *judged,
           GError **error)
{
  if (!runs)
    return vit_loading_read (log, given, judged, error);
  g_autoptr (VitPremises) with = vit_premises_copy (given);
  vit_premises_set (with, VIT_PREMISE_LOADING, VIT_SOURCE_USER, runs);
  VitLoadingCurve *curve = vit_loading_read (log, with, judged, NULL);
  if (vit_premises_look_up (judged, VIT_PREMISE_LOADING))
    vit_premises_set (judged, VIT_PREMISE_LOADING, VIT_SOURCE_LOG, runs);
  return curve;
}

typedef struct
{
  VitLoadingCurve *curve;
  VitPremises *judged;
  VitLoadingMatch match;
} Reading;

static void
reading_clear (Reading *reading)
{
  g_clear_pointer (&reading->curve, vit_loading_curve_free);
  g_clear_pointer (&reading->judged, vit_premises_unref);
  vit_loading_match_clear (&reading->match);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Reading, reading_clear)

static void
read_at (VitThermoLog *log,
         const VitPremises *given,
         const char *runs,
         const Frames *frames,
         Reading *reading,
         GError **error)
{
  reading->judged = vit_premises_new ();
  reading->curve = read_runs (log, given, runs, reading->judged, error);
  if (reading->curve)
    vit_loading_match (reading->curve,
                       &(VitLoadingFrames){ .n = frames->n,
                                            .steps = frames->steps,
                                            .clocks = frames->clocks,
                                            .times = frames->times,
                                            .boxes = (const double (*)[6]) frames->boxes },
                       &reading->match);
}

/* Whether the frames are in what was read, and not only where it ends. */
static bool
is_covering (const Reading *reading, const Frames *frames)
{
  return reading->curve && reading->match.n_covered > (frames->n > 1);
}

/* Where the runs that load most do not cover the frames, or are contradicted by their boxes, the
 * loading is that of a run that covers them, the last one whose boxes agree. */
static void
read_elsewhere (VitThermoLog *log, const VitPremises *given, const Frames *frames, Reading *reading)
{
  unsigned tried = 0;
  for (size_t s = vit_thermo_log_get_n_sections (log); s-- > 0 && tried < MAX_TRIED;)
    {
      const double *steps = vit_thermo_log_get_column (log, s, "Step");
      size_t n = vit_thermo_log_get_n_rows (log, s);
      double middle = (double) frames->steps[frames->n / 2];
      if (!steps || n < 2 || !(steps[0] <= middle && steps[n - 1] >= middle))
        continue;
      tried++;
      g_autofree char *runs = g_strdup_printf ("%u", vit_thermo_log_get_number (log, s));
      g_auto (Reading) other = { 0 };
      read_at (log, given, runs, frames, &other, NULL);
      bool agrees = other.match.differs < 0 && other.match.n_compared > 0;
      if (!is_covering (&other, frames) || (is_covering (reading, frames) && !agrees))
        continue;
      Reading swapped = *reading;
      *reading = other;
      other = swapped;
      if (agrees)
        return;
    }
}

/* ---- What speaks against the log ---- */

/* Text of a frame in a sentence: its step, else its number. */
static char *
name_frame (VitTrajectory *trajectory, size_t frame)
{
  VitFrameInfo info;
  vit_trajectory_get_frame_info (trajectory, frame, &info);
  return info.has_step ? g_strdup_printf ("step %" G_GINT64_FORMAT, info.step)
                       : g_strdup_printf ("frame %zu", frame);
}

/* Doubt the loading, or that it is known at all; warn where the user gave its runs. */
static void
doubt_loading (VitTimeline *timeline, VitPremises *premises, bool is_given, const char *sentence)
{
  if (is_given && timeline)
    vit_timeline_add_warning (timeline, sentence);
  if (!vit_premises_look_up (premises, VIT_PREMISE_LOADING))
    vit_premises_set (premises, VIT_PREMISE_LOADING, VIT_SOURCE_LOG, NULL);
  vit_premises_doubt (premises, VIT_PREMISE_LOADING, "%s", sentence);
}

static void
doubt_boxes (const Reading *reading,
             const Frames *frames,
             VitTrajectory *trajectory,
             VitTimeline *timeline,
             VitPremises *premises,
             bool is_given)
{
  static const char *const names[] = { "Lx", "Ly", "Lz", "xy", "xz", "yz" };
  const VitLoadingMatch *match = &reading->match;
  if (match->differs < 0)
    return;
  g_autofree char *at = name_frame (trajectory, frames->frame[match->differs]);
  g_autofree char *text =
      match->edge < 6
          ? g_strdup_printf ("At %s the log has %s = %.6g and the trajectory %.6g: the log may be "
                             "of another run.",
                             at, names[match->edge], match->of_log, match->of_box)
          : g_strdup_printf (
                "At %s the strain of the log is %.3g %% and that of the boxes %.3g %%, "
                "from the first frame on: the log may be of another run.",
                at, 100 * match->of_log, 100 * match->of_box);
  doubt_loading (timeline, premises, is_given, text);
}

/* A dump may leave atoms out; it has none that the simulation lacks. */
static void
doubt_atoms (const Reading *reading,
             VitTrajectory *trajectory,
             VitTimeline *timeline,
             VitPremises *premises,
             bool is_given)
{
  size_t least = SIZE_MAX;
  double logged = reading->curve->n_atoms;
  for (size_t i = 0; i < vit_trajectory_get_n_frames (trajectory); i++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (trajectory, i, &info);
      least = MIN (least, info.n_atoms);
    }
  if (!isfinite (logged) || (double) least == logged ||
      ((double) least < logged && reading->match.n_compared > 0))
    return;
  g_autofree char *text = g_strdup_printf (
      "The log is of %.0f atoms and the trajectory of %zu: the log may be of another run.", logged,
      least);
  doubt_loading (timeline, premises, is_given, text);
}

static char *
list_timesteps (const VitLoadingCurve *curve)
{
  GString *text = g_string_new (NULL);
  for (size_t i = 0; i < curve->n_timesteps; i++)
    g_string_append_printf (text, "%s%.9g", i > 0 ? ", " : "", curve->timesteps[i]);
  return g_string_free (text, FALSE);
}

/* Doubt the timestep, or warn of what the user gave. */
static void
doubt_timestep (VitTimeline *timeline, VitPremises *premises, const char *sentence)
{
  const VitPremise *premise = vit_premises_look_up (premises, VIT_PREMISE_TIMESTEP);
  if (premise && premise->source != VIT_SOURCE_USER)
    vit_premises_doubt (premises, VIT_PREMISE_TIMESTEP, "%s", sentence);
  else if (premise && timeline)
    vit_timeline_add_warning (timeline, sentence);
}

/* Compare timestep and units with those that the log prints. */
static void
doubt_clock (const Reading *reading, VitTimeline *timeline, VitPremises *premises)
{
  const VitLoadingCurve *curve = reading->curve;
  double timestep = vit_premises_get_number (premises, VIT_PREMISE_TIMESTEP);
  bool by_step = g_strcmp0 (vit_premises_get_text (premises, VIT_PREMISE_CLOCK), "step") == 0;
  g_autofree char *list = list_timesteps (curve);
  bool found = curve->n_timesteps == 0 || !isfinite (timestep);
  for (size_t i = 0; i < curve->n_timesteps; i++)
    found = found || fabs (curve->timesteps[i] - timestep) <= 1e-3 * timestep;
  bool several = curve->n_timesteps > 1 && by_step && isfinite (timestep);
  const VitPremise *premise = vit_premises_look_up (premises, VIT_PREMISE_TIMESTEP);
  bool is_given = premise && premise->source == VIT_SOURCE_USER;
  if (curve->varies && by_step)
    doubt_timestep (timeline, premises,
                    "a fix of the log changes the timestep while the run goes on: steps do not "
                    "tell times");
  else if ((!found && (curve->n_timesteps == 1 || by_step)) || several)
    {
      g_autofree char *text = g_strdup_printf (
          "the log prints a timestep of %s ps, and %s %.9g ps", list,
          is_given ? "what is given is" : "times and steps of the trajectory say", timestep);
      doubt_timestep (timeline, premises, text);
    }
}

static void
doubt_units (const Reading *reading, VitPremises *premises)
{
  const VitPremise *premise = vit_premises_look_up (premises, VIT_PREMISE_UNITS);
  const char *logged = vit_premises_get_text (reading->judged, VIT_PREMISE_UNITS);
  const VitPremise *judged = vit_premises_look_up (reading->judged, VIT_PREMISE_UNITS);
  if (premise && premise->value && logged && judged->source == VIT_SOURCE_LOG &&
      strcmp (premise->value, logged) != 0)
    vit_premises_doubt (premises, VIT_PREMISE_UNITS, "The log is in units %s.", logged);
}

static void
doubt_coverage (const Frames *frames,
                const VitLoadingCurve *curve,
                VitTimeline *timeline,
                VitPremises *premises,
                bool is_given)
{
  bool by_step = isfinite (curve->step[0]);
  const double *marks = by_step ? curve->step : curve->clock;
  double least = INFINITY, most = -INFINITY;
  for (size_t i = 0; i < curve->n; i++)
    {
      least = fmin (least, marks[i]);
      most = fmax (most, marks[i]);
    }
  size_t last = frames->n - 1;
  g_autofree char *text =
      !isfinite (least)
          ? g_strdup ("The log has neither steps nor times to find the frames by: strain is that "
                      "of the boxes.")
      : by_step ? g_strdup_printf (
                      "The log goes over steps %.15g to %.15g and no frame (%" G_GINT64_FORMAT
                      " to %" G_GINT64_FORMAT "): strain is that of the boxes.",
                      least, most, frames->steps[0], frames->steps[last])
                : g_strdup_printf ("The log goes over times %.9g to %.9g ps and no frame (%.9g to "
                                   "%.9g ps): strain is that of the boxes.",
                                   least, most, frames->clocks[0], frames->clocks[last]);
  doubt_loading (timeline, premises, is_given, text);
}

/* ---- The loading of a run ---- */

/* Take what is about the log alone. */
static void
take_judged (VitPremises *premises, const VitPremises *judged)
{
  g_autoptr (VitPremises) own = vit_premises_copy (judged);
  for (int id = 0; id < VIT_N_PREMISES; id++)
    if (vit_premise_get ((VitPremiseId) id)->groups & ~VIT_PREMISES_OF_LOG)
      vit_premises_remove (own, (VitPremiseId) id);
  vit_premises_take_over (premises, own);
}

/* Shift the times of the log to those of the run, by the first frame that is in it. */
static void
align (VitLoadingCurve *curve, const Frames *frames, const double *times, const VitLoadingMatch *m)
{
  double shift = 0;
  for (size_t i = frames->n; i-- > 0 && times;)
    if (isfinite (m->time[i]) && isfinite (times[frames->frame[i]]))
      shift = m->time[i] - times[frames->frame[i]];
  for (size_t i = 0; i < curve->n; i++)
    curve->time[i] -= shift;
}

static void
put_strain (const Frames *frames, const VitLoadingMatch *match, size_t n, double *strain)
{
  for (size_t i = 0; i < n; i++)
    strain[i] = NAN;
  for (size_t i = 0; i < frames->n; i++)
    strain[frames->frame[i]] = match->strain[i];
}

VitLoadingCurve *
vit_run_read_log (VitThermoLog *log,
                  VitTrajectory *trajectory,
                  VitTimeline *timeline,
                  const double (*boxes)[6],
                  const VitPremises *given,
                  VitPremises *premises,
                  double *strain,
                  GError **error)
{
  g_return_val_if_fail (log && trajectory && boxes && premises, NULL);
  g_auto (Frames) frames = { 0 };
  g_auto (Reading) reading = { 0 };
  bool has_steps = vit_thermo_log_get_column (log, 0, "Step") != NULL;
  take_frames (trajectory, timeline, premises, boxes, has_steps, &frames);
  if (frames.n == 0)
    return NULL;
  read_at (log, given, NULL, &frames, &reading, error);
  if (!reading.curve)
    return NULL;
  bool is_given = vit_premises_look_up (given, VIT_PREMISE_LOADING) != NULL;
  if ((!is_covering (&reading, &frames) || reading.match.differs >= 0) && !is_given)
    read_elsewhere (log, given, &frames, &reading);
  if (reading.match.n_covered == 0)
    {
      doubt_coverage (&frames, reading.curve, timeline, premises, is_given);
      return NULL;
    }
  take_judged (premises, reading.judged);
  doubt_boxes (&reading, &frames, trajectory, timeline, premises, is_given);
  doubt_atoms (&reading, trajectory, timeline, premises, is_given);
  doubt_clock (&reading, timeline, premises);
  doubt_units (&reading, premises);
  if (strain)
    put_strain (&frames, &reading.match, vit_trajectory_get_n_frames (trajectory), strain);
  align (reading.curve, &frames, timeline ? vit_timeline_get_times (timeline) : NULL,
         &reading.match);
  return g_steal_pointer (&reading.curve);
}
