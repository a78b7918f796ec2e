#include "core/mechanics/log-columns.h"

#include <string.h>

static const char *const axis_names[VIT_N_AXES] = { "x", "y", "z", "xy", "xz", "yz", "" };

const char *
vit_axis_name (int axis)
{
  g_return_val_if_fail (axis >= 0 && axis < VIT_N_AXES, NULL);
  return axis_names[axis];
}

int
vit_axis_find (const char *text)
{
  for (int k = 0; k < VIT_AXIS_UNKNOWN; k++)
    if (strcmp (axis_names[k], text) == 0)
      return k;
  return -1;
}

/* ---- Units ---- */

/* Units and default timesteps of LAMMPS (doc of the command units); pg/(µm µs²) and ag/(nm ns²). */
static const VitLogStyle styles[] = {
  { "metal", "bar", 1e-4, 1, 1, 0.001 },
  { "real", "atm", 1.01325e-4, 1e-3, 1, 1 },
  { "lj", "eps/sigma3", 1, 1, 1, 0.005 },
  { "si", "Pa", 1e-9, 1e12, 1e10, 1e-8 },
  { "cgs", "dyn/cm2", 1e-10, 1e12, 1e8, 1e-8 },
  { "electron", "Pa", 1e-9, 1e-3, 0.529177210903, 0.001 },
  { "micro", "kPa", 1e-6, 1e6, 1e4, 2 },
  { "nano", "MPa", 1e-3, 1e3, 10, 0.00045 },
};

const VitLogStyle *
vit_log_style_find (const char *name)
{
  if (!name)
    return &styles[0];
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (strcmp (styles[i].name, name) == 0)
      return &styles[i];
  return NULL;
}

/* ---- Names ---- */

/** Whether the letters of an axis may or must follow a word. */
typedef enum
{
  AXIS_NONE,
  AXIS_MAY,
  AXIS_MUST,
} AxisRule;

static const struct
{
  const char *word;
  VitLogQuantity quantity;
  AxisRule rule;
} words[] = {
  { "step", VIT_LOG_STEP, AXIS_NONE },
  { "timestep", VIT_LOG_STEP, AXIS_NONE },
  { "time", VIT_LOG_TIME, AXIS_NONE },
  { "temp", VIT_LOG_TEMPERATURE, AXIS_NONE },
  { "temperature", VIT_LOG_TEMPERATURE, AXIS_NONE },
  { "volume", VIT_LOG_VOLUME, AXIS_NONE },
  { "vol", VIT_LOG_VOLUME, AXIS_NONE },
  { "density", VIT_LOG_DENSITY, AXIS_NONE },
  { "rho", VIT_LOG_DENSITY, AXIS_NONE },
  { "l", VIT_LOG_LENGTH, AXIS_MUST },
  { "box", VIT_LOG_LENGTH, AXIS_MUST },
  { "length", VIT_LOG_LENGTH, AXIS_MUST },
  { "strain", VIT_LOG_STRAIN, AXIS_MAY },
  { "eps", VIT_LOG_STRAIN, AXIS_MAY },
  { "epsilon", VIT_LOG_STRAIN, AXIS_MAY },
  { "ε", VIT_LOG_STRAIN, AXIS_MAY },
  { "gamma", VIT_LOG_STRAIN, AXIS_MAY },
  { "γ", VIT_LOG_STRAIN, AXIS_MAY },
  { "e", VIT_LOG_STRAIN, AXIS_MUST },
  { "stress", VIT_LOG_STRESS, AXIS_MAY },
  { "sigma", VIT_LOG_STRESS, AXIS_MAY },
  { "sig", VIT_LOG_STRESS, AXIS_MAY },
  { "σ", VIT_LOG_STRESS, AXIS_MAY },
  { "tau", VIT_LOG_STRESS, AXIS_MAY },
  { "τ", VIT_LOG_STRESS, AXIS_MAY },
  { "s", VIT_LOG_STRESS, AXIS_MUST },
  { "pressure", VIT_LOG_PRESSURE, AXIS_MAY },
  { "press", VIT_LOG_PRESSURE, AXIS_MAY },
  { "p", VIT_LOG_PRESSURE, AXIS_MAY },
};

/* Words beside the name of a quantity that leave it what it is. */
static const char *const fillers[] = {
  "eng",     "engineering", "true", "total", "tensile", "uniaxial", "axial",  "avg",
  "average", "ave",         "mean", "t",     "nominal", "bulk",     "global", "shear",
  "of",      "applied",     "the",  "cell",  "sim",     "v",        "system", "simulation",
};

static const struct
{
  const char *word;
  int axis;
  bool single; /* one letter: enough for words of several letters only */
} axis_words[] = {
  { "x", 0, true },   { "y", 1, true },   { "z", 2, true },   { "xx", 0, false },
  { "yy", 1, false }, { "zz", 2, false }, { "xy", 3, false }, { "xz", 4, false },
  { "yz", 5, false }, { "yx", 3, false }, { "zx", 4, false }, { "zy", 5, false },
  { "11", 0, false }, { "22", 1, false }, { "33", 2, false }, { "12", 3, false },
  { "13", 4, false }, { "23", 5, false }, { "21", 3, false }, { "31", 4, false },
  { "32", 5, false },
};

static int
find_axis (const char *text, bool single)
{
  for (gsize i = 0; i < G_N_ELEMENTS (axis_words); i++)
    if (strcmp (axis_words[i].word, text) == 0 && (single || !axis_words[i].single))
      return axis_words[i].axis;
  return -1;
}

/* Take a word such as "strain", "pzz" or "epsxx". @needs_axis is set by words that say nothing
 * without one. */
static bool
take_word (const char *token, VitLogColumn *column, bool *needs_axis)
{
  for (gsize i = 0; i < G_N_ELEMENTS (words); i++)
    {
      const char *word = words[i].word;
      size_t n = strlen (word);
      if (strncmp (token, word, n) != 0)
        continue;
      const char *rest = token + n;
      bool letter = n == 1 && words[i].quantity != VIT_LOG_LENGTH;
      int axis = *rest && words[i].rule != AXIS_NONE ? find_axis (rest, !letter) : -1;
      if (*rest && (axis < 0 || (words[i].quantity == VIT_LOG_LENGTH && axis > 2)))
        continue;
      if (column->quantity != VIT_LOG_NOTHING && column->quantity != words[i].quantity)
        return false;
      column->quantity = words[i].quantity;
      column->axis = axis >= 0 ? axis : column->axis;
      *needs_axis = *needs_axis || words[i].rule == AXIS_MUST;
      return true;
    }
  return false;
}

static bool
is_filler (const char *token)
{
  for (gsize i = 0; i < G_N_ELEMENTS (fillers); i++)
    if (strcmp (fillers[i], token) == 0)
      return true;
  return false;
}

/* Identify a name word by word: all of them have to be known. */
static void
identify_words (const char *base, VitLogColumn *column)
{
  g_auto (GStrv) tokens = g_strsplit_set (base, "_ -.,:;", -1);
  bool all = true, needs_axis = false;
  for (char **token = tokens; *token && all; token++)
    {
      int axis = find_axis (*token, true);
      if (!**token)
        continue;
      if (axis >= 0 && column->axis == VIT_AXIS_UNKNOWN)
        column->axis = axis;
      else if (g_str_has_prefix (*token, "compress"))
        column->sign = -1;
      else if (!take_word (*token, column, &needs_axis) && !is_filler (*token))
        all = false;
    }
  if (!all || (needs_axis && column->axis == VIT_AXIS_UNKNOWN) ||
      column->quantity == VIT_LOG_NOTHING)
    *column = (VitLogColumn){ .axis = VIT_AXIS_UNKNOWN, .sign = 1 };
}

/* Keywords of LAMMPS and GPUMD that are no words with an axis behind them. */
static const struct
{
  const char *name;
  VitLogQuantity quantity;
  int axis;
  bool needs_unit; /* it means something else without a unit of length or temperature */
} keywords[] = {
  { "xy", VIT_LOG_TILT, 3, false },      { "xz", VIT_LOG_TILT, 4, false },
  { "yz", VIT_LOG_TILT, 5, false },      { "xlo", VIT_LOG_LO, 0, false },
  { "ylo", VIT_LOG_LO, 1, false },       { "zlo", VIT_LOG_LO, 2, false },
  { "xhi", VIT_LOG_HI, 0, false },       { "yhi", VIT_LOG_HI, 1, false },
  { "zhi", VIT_LOG_HI, 2, false },       { "avecx", VIT_LOG_LENGTH, 0, false },
  { "bvecy", VIT_LOG_LENGTH, 1, false }, { "cvecz", VIT_LOG_LENGTH, 2, false },
  { "bvecx", VIT_LOG_TILT, 3, false },   { "cvecx", VIT_LOG_TILT, 4, false },
  { "cvecy", VIT_LOG_TILT, 5, false },   { "ax", VIT_LOG_LENGTH, 0, true },
  { "by", VIT_LOG_LENGTH, 1, true },     { "cz", VIT_LOG_LENGTH, 2, true },
  { "bx", VIT_LOG_TILT, 3, true },       { "cx", VIT_LOG_TILT, 4, true },
  { "cy", VIT_LOG_TILT, 5, true },       { "t", VIT_LOG_TEMPERATURE, 6, true },
};

static bool
identify_keyword (const char *base, const VitUnit *unit, VitLogColumn *column)
{
  for (gsize i = 0; i < G_N_ELEMENTS (keywords); i++)
    {
      VitUnitKind needed =
          keywords[i].quantity == VIT_LOG_TEMPERATURE ? VIT_UNIT_TEMPERATURE : VIT_UNIT_LENGTH;
      if (strcmp (keywords[i].name, base) != 0 ||
          (keywords[i].needs_unit && !(unit && unit->kind == needed)))
        continue;
      column->quantity = keywords[i].quantity;
      column->axis = keywords[i].axis;
      return true;
    }
  return false;
}

/* Identify `c_thermo_press[3]`: a compute of the pressure gives xx yy zz xy xz yz. */
static bool
identify_compute (const char *base, unsigned index, VitLogColumn *column)
{
  if (!g_str_has_prefix (base, "c_") && !g_str_has_prefix (base, "f_"))
    return false;
  if (strstr (base, "press") && index >= 1 && index <= 6)
    {
      column->quantity = VIT_LOG_PRESSURE;
      column->axis = (int) index - 1;
    }
  else if (index == 0 && g_str_has_suffix (base, "temp"))
    column->quantity = VIT_LOG_TEMPERATURE;
  else if (index == 0 && g_str_has_suffix (base, "press"))
    column->quantity = VIT_LOG_PRESSURE;
  return true;
}

/* Whether a unit can be that of a quantity. */
static bool
is_fitting (VitLogQuantity quantity, const VitUnit *unit)
{
  switch (quantity)
    {
    case VIT_LOG_TIME:
      return unit->kind == VIT_UNIT_TIME;
    case VIT_LOG_TEMPERATURE:
      return unit->kind == VIT_UNIT_TEMPERATURE;
    case VIT_LOG_VOLUME:
      return unit->kind == VIT_UNIT_VOLUME;
    case VIT_LOG_LENGTH:
    case VIT_LOG_LO:
    case VIT_LOG_HI:
    case VIT_LOG_TILT:
      return unit->kind == VIT_UNIT_LENGTH;
    case VIT_LOG_STRAIN:
      return unit->kind == VIT_UNIT_FRACTION;
    case VIT_LOG_STRESS:
    case VIT_LOG_PRESSURE:
      return unit->kind == VIT_UNIT_PRESSURE;
    default:
      return false;
    }
}

void
vit_log_column_identify (const char *name, const char *header_unit, VitLogColumn *column)
{
  g_return_if_fail (name && column);
  g_auto (VitColumnName) parsed = { 0 };
  vit_column_name_parse (name, &parsed);
  const VitUnit *unit = header_unit && *header_unit ? vit_unit_find (header_unit) : parsed.unit;
  *column = (VitLogColumn){ .axis = VIT_AXIS_UNKNOWN, .sign = 1 };
  const char *base = g_str_has_prefix (parsed.base, "v_") ? parsed.base + 2 : parsed.base;
  if (!identify_keyword (base, unit, column) && !identify_compute (base, parsed.index, column) &&
      parsed.index == 0)
    identify_words (base, column);
  if (column->quantity == VIT_LOG_NOTHING)
    return;
  column->unit = unit && is_fitting (column->quantity, unit) ? unit : NULL;
  if (parsed.unknown && g_strrstr (parsed.unknown, "compress"))
    column->sign = -1;
  else if (!column->unit &&
           (column->quantity == VIT_LOG_STRESS || column->quantity == VIT_LOG_STRAIN ||
            column->quantity == VIT_LOG_PRESSURE))
    column->unknown = g_steal_pointer (&parsed.unknown);
}

void
vit_log_column_clear (VitLogColumn *column)
{
  g_clear_pointer (&column->unknown, g_free);
}
