/* Premises that were given and change nothing of a loading. */

#include <string.h>

#include "core/mechanics/loading-private.h"

static void
add_idle (VitLoadingCurve *curve, const VitReading *r, VitPremiseId id, const char *format, ...)
    G_GNUC_PRINTF (4, 5);

static void
add_idle (VitLoadingCurve *curve, const VitReading *r, VitPremiseId id, const char *format, ...)
{
  va_list arguments;
  if (curve->idle[id] || !vit_premises_look_up (r->given, id))
    return;
  va_start (arguments, format);
  curve->idle[id] = g_strdup_vprintf (format, arguments);
  va_end (arguments);
}

/* What strain is taken from, as a clause says it. */
static char *
describe_strain (const VitReading *r, const VitLogRun *run)
{
  if (r->axis < 0)
    return g_strdup ("there is no strain");
  if (!r->geometric)
    return g_strdup_printf ("the strain is the column %s", run->strain[r->axis].name);
  const VitLogCurve *edge = r->axis < 3 ? &run->length[r->axis] : &run->tilt[r->axis - 3];
  return g_strdup_printf ("the strain is that of the box (%s)", edge->name ? edge->name : "none");
}

static bool
is_given (const VitReading *r, VitPremiseId id)
{
  return vit_premises_look_up (r->given, id) != NULL;
}

/* Whether anything of a run is in the units of its style. */
static bool
rests_on_style (const VitReading *r, const VitLogRun *run)
{
  const VitLogCurve *stress = vit_reading_get_stress (run, r->axis);
  bool counted = run->step && !run->clock.values && !is_given (r, VIT_PREMISE_TIMESTEP);
  return r->geometric || counted || (stress && stress->of_style) || run->clock.of_style;
}

void
vit_reading_list_idle (const VitReading *r, VitLoadingCurve *curve)
{
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  const VitLogCurve *stress = vit_reading_get_stress (run, r->axis);
  g_autofree char *strain = describe_strain (r, run);
  if (!r->geometric || r->axis < 0)
    add_idle (curve, r, VIT_PREMISE_LENGTH0, "%s", strain);
  if (r->geometric || r->axis < 0)
    add_idle (curve, r, VIT_PREMISE_STRAIN_UNIT, "%s", strain);
  if (!stress)
    add_idle (curve, r, VIT_PREMISE_STRESS_UNIT, "there is no stress");
  if (!r->geometric && r->axis == VIT_AXIS_UNKNOWN)
    add_idle (curve, r, VIT_PREMISE_AXIS, "%s, and its name has another axis or none", strain);
  else if (run->named_by_user && stress == &run->stress[r->axis] && stress->named_by_user)
    add_idle (
        curve, r, VIT_PREMISE_AXIS,
        "the names of the columns of strain and stress have no axis, and it only labels them");
  if (run->clock.values)
    add_idle (curve, r, VIT_PREMISE_TIMESTEP, "times are those of the column %s", run->clock.name);
  else if (!run->step)
    add_idle (curve, r, VIT_PREMISE_TIMESTEP, "there are no steps");
  if (!rests_on_style (r, run))
    add_idle (curve, r, VIT_PREMISE_UNITS, "nothing is in the units of a style");
}
