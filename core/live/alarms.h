#pragma once

/* Alarms of runs: a fraction of liquid-like atoms, percolation of their regions, or a strain rate
 * that reaches what the study's options [live] say. A GObject of the main thread; regions are found
 * by jobs.
 *
 * An alarm is a crossing: the value was below at the time before, and is not any more. It is found
 * once for each crossing, in the order of the times. What was crossed at times that were there when
 * the run was opened is no news: opening a run again gives no alarm. */

#include "core/results/analyses.h"

/**
 * VitAlarmKind:
 * @VIT_ALARM_FRACTION: atoms with T_ML > T_g, as a fraction of all
 * @VIT_ALARM_PERCOLATION: a liquid-like region is connected with its own periodic image
 * @VIT_ALARM_RATE: magnitude of the strain rate over the study's window, 1/s
 */
typedef enum
{
  VIT_ALARM_FRACTION,
  VIT_ALARM_PERCOLATION,
  VIT_ALARM_RATE,
  VIT_N_ALARMS,
} VitAlarmKind;

/**
 * VitAlarm:
 * @time: ps: the first start time, or for a rate the first frame, at which the value is reached
 * @value: at that time
 * @news: whether the run reached it while it was followed
 */
typedef struct
{
  VitAlarmKind kind;
  double time;
  double value;
  bool news;
} VitAlarm;

/** vit_alarm_name: (transfer none): "liquid-fraction", "percolation" or "strain-rate". */
const char *vit_alarm_name (VitAlarmKind kind);

/** vit_alarm_dup_text: (transfer full): for people: "T_ML > T_g in 31.2 % of the atoms at 62 ps".
 */
char *vit_alarm_dup_text (const VitAlarm *alarm);

#define VIT_TYPE_ALARMS (vit_alarms_get_type ())
G_DECLARE_FINAL_TYPE (VitAlarms, vit_alarms, VIT, ALARMS, GObject)

/** vit_alarms_new: watches the runs of @analyses that are open. Signals: `alarm` (VitRun, const
 * VitAlarm *) for each crossing; `changed` when alarms were found or dropped. */
VitAlarms *vit_alarms_new (VitAnalyses *analyses);

/** vit_alarms_get: (transfer none) (array length=n): crossings of @run, in the order in which they
 * were found; valid until the main loop runs. */
const VitAlarm *vit_alarms_get (VitAlarms *alarms, VitRun *run, size_t *n);

/** vit_alarms_is_busy: whether values are being computed. */
bool vit_alarms_is_busy (VitAlarms *alarms);
