#pragma once

/* One run of a study: the paths of its files, the conditions of the simulation and, once opened,
 * its trajectory. A GObject of the main thread; trajectory, timeline and log are immutable and may
 * go to any thread. */

#include <glib-object.h>

#include "core/io/premise.h"
#include "core/io/thermo-log.h"
#include "core/io/timeline.h"
#include "core/io/trajectory.h"
#include "core/mechanics/loading.h"

#define VIT_TYPE_RUN (vit_run_get_type ())
G_DECLARE_FINAL_TYPE (VitRun, vit_run, VIT, RUN, GObject)

/**
 * VitRunState:
 * @VIT_RUN_CLOSED: nothing was read yet
 * @VIT_RUN_OPENING: a job indexes the files
 * @VIT_RUN_READY: trajectory and timeline exist
 * @VIT_RUN_INCOMPLETE: the trajectory exists, but times are unknown until the user gives the
 *   timestep
 * @VIT_RUN_FAILED: see vit_run_get_error()
 */
typedef enum
{
  VIT_RUN_CLOSED,
  VIT_RUN_OPENING,
  VIT_RUN_READY,
  VIT_RUN_INCOMPLETE,
  VIT_RUN_FAILED,
} VitRunState;

/**
 * vit_run_new:
 * @paths: (array zero-terminated=1): absolute, or relative to the current folder
 *
 * Properties, all read-write with notification: `label` (string), `temperature` (K, NaN if not
 * known), `timestep` (ps per step, 0 if not known), `stress` (GPa, NaN), `frequency` (Hz, NaN),
 * `log` (path, nullable), `species` (strv, nullable), `shown` (boolean), `group` (string, nullable:
 * the runs that it stands with in lists), `colour` (`#rrggbb`, nullable). Read-only: `state`,
 * `live`, `given` and `premises`, see vit_run_get_given() and vit_run_get_premises(), and
 * `loading`, which is notified when the log of an open run was read, and nothing else of it.
 * Temperature, timestep and species are premises that the user gave.
 */
VitRun *vit_run_new (const char *const *paths);

/** vit_run_get_paths: (transfer none) (array zero-terminated=1): absolute paths. The result of this
 * and of the getters below stays valid until the property changes. */
const char *const *vit_run_get_paths (VitRun *run);
const char *vit_run_get_label (VitRun *run);

/** vit_run_get_name: the label as it stands in a sentence, see vit_isolate(). */
const char *vit_run_get_name (VitRun *run);
double vit_run_get_temperature (VitRun *run);
double vit_run_get_timestep (VitRun *run);
double vit_run_get_stress (VitRun *run);
double vit_run_get_frequency (VitRun *run);
const char *vit_run_get_log (VitRun *run);

/** vit_run_get_species: (transfer none) (nullable): names by type that the user gave. */
const char *const *vit_run_get_species (VitRun *run);

/**
 * vit_run_set_premise:
 * @text: the value as people write it; an empty text takes the user's value away
 * @error: %VIT_ERROR_INVALID with the values that can be given
 *
 * Sets what the user says about the run. A run that is open is opened again with it, but for the
 * temperature.
 */
bool vit_run_set_premise (VitRun *run, VitPremiseId id, const char *text, GError **error);

/** vit_run_join_premises: (transfer full): what was judged of a run, with what the user gave in its
 * place. */
VitPremises *vit_run_join_premises (const VitPremises *judged, const VitPremises *given);

/** vit_run_set_given: replaces all premises that the user gave, at once. */
void vit_run_set_given (VitRun *run, const VitPremises *given);

/** vit_run_get_given: (transfer none): premises that the user gave. */
VitPremises *vit_run_get_given (VitRun *run);

/** vit_run_review_premises: adds doubts that frames raised which were read since the run was
 * opened. Where a main loop runs, that is done by itself. O(frames) */
void vit_run_review_premises (VitRun *run);

/** vit_run_get_premises: (transfer none) (nullable): what numbers of the run rest on, as judged
 * when it was opened, with the user's values in their place; %NULL before. */
VitPremises *vit_run_get_premises (VitRun *run);
bool vit_run_get_shown (VitRun *run);

/** vit_run_get_group: (transfer none) (nullable): the name of the group that it stands in. */
const char *vit_run_get_group (VitRun *run);

/** vit_run_get_colour: (transfer none) (nullable): the colour that the user chose, `#rrggbb`;
 * %NULL: that of its place. */
const char *vit_run_get_colour (VitRun *run);
VitRunState vit_run_get_state (VitRun *run);

/** vit_run_get_error: (transfer none) (nullable): why the run could not be opened. */
const GError *vit_run_get_error (VitRun *run);

/** vit_run_open: starts to open the run in the background; `notify::state` is emitted at the
 * end. */
void vit_run_open (VitRun *run);

/** vit_run_open_sync: opens the run on this thread. */
bool vit_run_open_sync (VitRun *run, VitProgress *progress, GError **error);

/** vit_run_reload: opens the run again, with the frames that were appended; where that fails,
 * nothing of the run is kept; `notify::trajectory` is emitted at the end. */
void vit_run_reload (VitRun *run);

/**
 * vit_run_follow:
 *
 * Reads what was written since the run was opened, in the background. What fails to be read, such
 * as a file that is being replaced, leaves the run as it is. At the end `followed` is emitted, with
 * the trajectory before (nullable) and the error (nullable). If something has changed,
 * `notify::trajectory` comes first, and a run that has grown is `live` from then on. Nothing
 * happens while a job is under way.
 *
 * Returns: whether it was started
 */
bool vit_run_follow (VitRun *run);

/** vit_run_is_live: the property `live`: whether the run is being written: it has grown while it
 * was open. T_ML of its last start times then waits for their longest interval. vit_run_reload()
 * takes it for a run that has ended. */
bool vit_run_is_live (VitRun *run);

/** vit_run_set_live: for programs that follow a run from its beginning. */
void vit_run_set_live (VitRun *run, bool live);

/** vit_run_get_job: (transfer none) (nullable): the running job, for its progress and to cancel it.
 */
struct _VitJob *vit_run_get_job (VitRun *run);

/** vit_run_get_trajectory: (transfer none) (nullable): set once the state is ready or incomplete.
 */
VitTrajectory *vit_run_get_trajectory (VitRun *run);

/** vit_run_get_timeline: (transfer none) (nullable): set once the state is ready. */
VitTimeline *vit_run_get_timeline (VitRun *run);

/** vit_run_get_strain: (transfer none) (nullable): strain per frame along the loading axis (ε =
 * L/L0 − 1, tension positive, or γ of a shear), from the log where there is one, else from the
 * boxes. Set once the run is ready. */
const double *vit_run_get_strain (VitRun *run, size_t *n_frames);

/** vit_run_has_box_strain: whether there is a strain and it is that of the boxes, which is 0 at the
 * first frame, wherever the loading began. */
bool vit_run_has_box_strain (VitRun *run);

/** vit_run_get_loading: (transfer none) (nullable): what the log says of the loading, at the times
 * of the run; %NULL without a log, or if it covers no frame. */
const VitLoadingCurve *vit_run_get_loading (VitRun *run);
