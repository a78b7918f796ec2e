/* Numbers of a loading that cannot be, and the premises that led to them (docs/science.md §7). */

#include "core/mechanics/loading-private.h"

/* Moduli beyond these are implausible, GPa: Young's moduli of metals and metallic glasses go from 2
 * (alkali metals) and 20 (glasses of rare earths) to 310 (glasses of tungsten); a metal in kbar has
 * 200 or more, and one in MPa 20000. The wider limits are for units that the file says itself. */
#define MIN_METAL 1.0
#define MAX_METAL 400.0
#define MIN_MODULUS 0.1
#define MAX_MODULUS 1000.0

/* With another unit the modulus has to be that of a common metal, GPa. */
#define MIN_COMMON 5.0
#define MAX_COMMON 350.0

/* Strains above this are no fractions, and stresses above this no strength of a metal, GPa. */
#define MAX_STRAIN 1.0
#define MAX_STRESS 20.0

/* 1/ps */
#define MAX_RATE 1.0

/* A loading begins within this of zero, or under the stress of the strain that it begins with. */
#define MAX_ORIGIN 0.01

/* Part of a curve behind its first row, as a strain, that its stiffness at the start is taken over.
 */
#define START 0.02

/** Numbers: what is judged, as fractions, GPa and ps */
typedef struct
{
  const double *time, *strain, *stress;
  size_t n;
  const VitLogCurve *strain_column; /* nullable: strain of the box */
  const VitLogCurve *stress_column; /* nullable */
  const char *strain_name;
} Numbers;

static bool
is_assumed (const VitLogCurve *curve)
{
  return curve && curve->values && curve->from == VIT_SOURCE_DEFAULT;
}

static double
find_largest (const double *values, size_t n)
{
  double most = 0;
  for (size_t i = 0; i < n; i++)
    if (isfinite (values[i]))
      most = fmax (most, fabs (values[i]));
  return most;
}

/* Modulus with strains and stresses times these factors, GPa; NaN if there is none. */
static double
find_modulus (const Numbers *x, double strain_factor, double stress_factor)
{
  g_autofree double *strain = g_new (double, MAX (x->n, 1)),
                    *stress = g_new (double, MAX (x->n, 1));
  for (size_t i = 0; i < x->n; i++)
    {
      strain[i] = x->strain[i] * strain_factor;
      stress[i] = x->stress[i] * stress_factor;
    }
  VitYield yield;
  return vit_yield_find (strain, stress, x->n, NULL, &yield, NULL, NULL) ? yield.modulus : NAN;
}

static bool
is_common (double modulus)
{
  return modulus >= MIN_COMMON && modulus <= MAX_COMMON;
}

/* Doubt the unit of strain if it is assumed and percent gives a modulus of a metal. */
static bool
doubt_percent (VitReading *r, const Numbers *x, const char *what)
{
  double modulus = is_assumed (x->strain_column) ? find_modulus (x, 0.01, 1) : NAN;
  if (!is_common (modulus))
    return false;
  vit_reading_doubt (r, VIT_PREMISE_STRAIN_UNIT,
                     "%s; with %s in percent the modulus is %.3g GPa: --premise strain_unit=%%.",
                     what, x->strain_name, modulus);
  return true;
}

/* Doubt the unit of stress; it is named with one that gives a modulus of a metal. */
static void
doubt_stress_unit (VitReading *r, const Numbers *x, const char *what)
{
  static const struct
  {
    const char *unit;
    double factor;
  } others[] = {
    { "kbar", 0.1 }, { "MPa", 1e-3 }, { "bar", 1e-4 }, { "kPa", 1e-6 }, { "Pa", 1e-9 }
  };
  const VitLogCurve *stress = x->stress_column;
  double factor = stress->unit ? vit_unit_find (stress->unit)->factor : NAN;
  for (gsize i = 0; i < G_N_ELEMENTS (others) && is_assumed (stress); i++)
    {
      double modulus = find_modulus (x, 1, others[i].factor / factor);
      if (!is_common (modulus) || g_strcmp0 (stress->unit, others[i].unit) == 0)
        continue;
      vit_reading_doubt (r, VIT_PREMISE_STRESS_UNIT,
                         "%s; with %s in %s the modulus is %.3g GPa: --premise stress_unit=%s.",
                         what, stress->name, others[i].unit, modulus, others[i].unit);
      return;
    }
  vit_reading_doubt (r, VIT_PREMISE_STRESS_UNIT,
                     "%s; another unit is given with --premise stress_unit=….", what);
}

/* A modulus as soft as none, or as hard as none, or one that no row within its range tells. */
static void
doubt_modulus (VitReading *r, const Numbers *x)
{
  const VitLogCurve *stress = x->stress_column;
  double modulus = find_modulus (x, 1, 1);
  bool assumed = is_assumed (x->strain_column) || is_assumed (stress);
  double least = assumed ? MIN_METAL : MIN_MODULUS, most = assumed ? MAX_METAL : MAX_MODULUS;
  if (modulus >= least && modulus <= most)
    return;
  if (!isfinite (modulus))
    {
      g_autofree char *none =
          g_strdup_printf ("%s and %s as a fraction give no modulus", stress->name, x->strain_name);
      doubt_percent (r, x, none);
      return;
    }
  g_autofree char *what =
      g_strdup_printf ("A modulus of %.3g GPa is implausible: it comes from %s in %s and %s%s",
                       modulus, stress->name, stress->unit ? stress->unit : "an unknown unit",
                       x->strain_name, is_assumed (x->strain_column) ? " as a fraction" : "");
  if (!(modulus < least && doubt_percent (r, x, what)))
    doubt_stress_unit (r, x, what);
}

/* Strains and stresses that no metal bears, where their unit is assumed. */
static void
doubt_sizes (VitReading *r, const Numbers *x)
{
  double strain = find_largest (x->strain, x->n), stress = find_largest (x->stress, x->n);
  const VitPremise *doubted = vit_premises_look_up (r->judged, VIT_PREMISE_STRAIN_UNIT);
  if (strain > MAX_STRAIN && is_assumed (x->strain_column) && !(doubted && doubted->doubt))
    vit_reading_doubt (r, VIT_PREMISE_STRAIN_UNIT,
                       "%s goes up to %.3g: it may be in percent (--premise strain_unit=%%).",
                       x->strain_name, strain);
  doubted = vit_premises_look_up (r->judged, VIT_PREMISE_STRESS_UNIT);
  if (stress > MAX_STRESS && is_assumed (x->stress_column) && !(doubted && doubted->doubt))
    vit_reading_doubt (r, VIT_PREMISE_STRESS_UNIT,
                       "A stress of %.3g GPa is implausible: it comes from %s in %s; another unit "
                       "is given with --premise stress_unit=….",
                       stress, x->stress_column->name, x->stress_column->unit);
}

static void
doubt_rate (VitReading *r, const Numbers *x, const VitLoadingCurve *curve)
{
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  bool counted = vit_premises_look_up (r->judged, VIT_PREMISE_TIMESTEP) != NULL;
  VitPremiseId id = counted ? VIT_PREMISE_TIMESTEP : VIT_PREMISE_STRAIN_COLUMN;
  VitLineFit line;
  if (!counted && !run->clock.values)
    return;
  if (vit_line_fit (x->time, x->strain, x->n, -INFINITY, INFINITY, &line) &&
      fabs (line.slope) > MAX_RATE)
    vit_reading_doubt (
        r, id, "A strain rate of %.3g per ps is implausible: it comes from %s and %s.", line.slope,
        x->strain_name, counted ? "steps times this timestep" : run->clock.name);
  if (counted && curve->kind != VIT_LOADING_STEADY && !run->says_timestep && !run->says_style)
    vit_reading_doubt (r, VIT_PREMISE_TIMESTEP,
                       "The log says neither units nor timestep, and rates rest on it.");
}

/* A first row that is strained already and does not bear the stress of that strain counts from
 * another length. */
static void
doubt_origin (VitReading *r, const Numbers *x)
{
  size_t first = 0;
  while (first < x->n && !(isfinite (x->strain[first]) && isfinite (x->stress[first])))
    first++;
  if (first == x->n || !(fabs (x->strain[first]) > MAX_ORIGIN))
    return;
  VitLineFit line;
  double begin = x->strain[first];
  /* Noise of the first row is averaged out by the line through the start of the curve. */
  if (!vit_line_fit (x->strain + first, x->stress + first, x->n - first, begin - START,
                     begin + START, &line) ||
      !(line.slope > 0))
    return;
  double origin = -line.intercept / line.slope;
  if (!(fabs (origin) > MAX_ORIGIN) || fabs (begin - origin) > 0.5 * fabs (begin))
    return;
  bool of_box = vit_premises_look_up (r->judged, VIT_PREMISE_LENGTH0) != NULL;
  VitPremiseId id = of_box ? VIT_PREMISE_LENGTH0 : VIT_PREMISE_STRAIN_COLUMN;
  if (!vit_premises_look_up (r->judged, id))
    return;
  vit_premises_contradict (
      r->judged, id,
      "The first row of the loading has a strain of %.3g and next to no stress: without stress is "
      "a strain of %.3g%s.",
      begin, origin, of_box ? ", so this is not the length at which strain is zero" : "");
}

void
vit_reading_doubt_numbers (VitReading *r, const VitLoadingCurve *curve)
{
  const VitLogRun *run = vit_reading_get_run (r, r->first);
  const char *column = vit_premises_get_text (r->judged, VIT_PREMISE_STRAIN_COLUMN);
  Numbers x = { .time = curve->time + curve->begin,
                .strain = curve->strain + curve->begin,
                .stress = curve->stress + curve->begin,
                .n = curve->end - curve->begin,
                .stress_column = vit_reading_get_stress (run, r->axis),
                .strain_column = r->geometric || r->axis < 0 ? NULL : &run->strain[r->axis],
                .strain_name = column ? column : "strain" };
  if (curve->reduced)
    return;
  if (curve->kind == VIT_LOADING_STEADY && x.stress_column)
    {
      doubt_modulus (r, &x);
      doubt_origin (r, &x);
    }
  doubt_sizes (r, &x);
  if (curve->kind != VIT_LOADING_NONE)
    doubt_rate (r, &x, curve);
}
