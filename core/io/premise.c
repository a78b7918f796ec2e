#include "core/io/premise.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/clock.h"

static const char *const units_choices[] = { "metal",    "real",  "lj",   "si", "cgs",
                                             "electron", "micro", "nano", NULL };
static const char *const clock_choices[] = { "ps", "fs", "ns", "us", "s", "step", "frame", NULL };
static const char *const periodic_choices[] = {
  "xyz", "xy", "xz", "yz", "x", "y", "z", "none", NULL
};
static const char *const dimension_choices[] = { "3", "2", NULL };
static const char *const yes_choices[] = { "yes", "no", NULL };
static const char *const axis_choices[] = { "x", "y", "z", "xy", "xz", "yz", NULL };
static const char *const strain_unit_choices[] = { "1", "%", NULL };
static const char *const stress_unit_choices[] = { "GPa",  "MPa", "kPa",   "Pa",      "bar",
                                                   "kbar", "atm", "eV/A3", "dyn/cm2", "eps/sigma3",
                                                   "psi",  "ksi", NULL };
static const char *const pieces_choices[] = { "appended", "rewritten", NULL };

static const VitPremiseRow rows[VIT_N_PREMISES] = {
  [VIT_PREMISE_UNITS] = { "units", VIT_PREMISE_CHOICE, NULL, units_choices, "Units",
                          "Style of LAMMPS units that the trajectory is written in",
                          VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_CELL | VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_TIMESTEP] = { "timestep", VIT_PREMISE_NUMBER, "ps", NULL, "Timestep",
                             "Time of one step of the simulation",
                             VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_CLOCK] = { "clock", VIT_PREMISE_CHOICE, NULL, clock_choices, "Times from",
                          "What times come from: the file's own times in this unit, its steps "
                          "times "
                          "the timestep, or its frames times the timestep",
                          VIT_PREMISES_OF_MOTION },
  [VIT_PREMISE_SPECIES] = { "species", VIT_PREMISE_LIST, NULL, NULL, "Species",
                            "Names of the types, in order", VIT_PREMISES_OF_SPECIES },
  [VIT_PREMISE_PERIODIC] = { "periodic", VIT_PREMISE_CHOICE, NULL, periodic_choices, "Periodic",
                             "Directions in which the box repeats itself",
                             VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_CELL },
  [VIT_PREMISE_DIMENSION] = { "dimension", VIT_PREMISE_CHOICE, NULL, dimension_choices, "Dimension",
                              "Dimension of space", VIT_PREMISES_OF_MOTION | VIT_PREMISES_OF_CELL },
  [VIT_PREMISE_UNWRAPPED] = { "unwrapped", VIT_PREMISE_CHOICE, NULL, yes_choices, "Unwrapped",
                              "Whether positions are continuous in time; else atoms are followed "
                              "by the minimum image from frame to frame",
                              VIT_PREMISES_OF_MOTION },
  [VIT_PREMISE_TEMPERATURE] = { "temperature", VIT_PREMISE_NUMBER, "K", NULL, "Bath temperature",
                                "Temperature of the bath", VIT_PREMISES_OF_BATH },
  [VIT_PREMISE_LOADING] = { "loading", VIT_PREMISE_WORD, NULL, NULL, "Loading runs",
                            "Runs of the log that are the loading, as in 2 or 2-3",
                            VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_AXIS] = { "axis", VIT_PREMISE_CHOICE, NULL, axis_choices, "Axis",
                         "Axis of the loading, or plane of the shear", VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_LENGTH0] = { "length0", VIT_PREMISE_NUMBER, "Å", NULL, "L₀",
                            "Length along the axis at which strain is zero",
                            VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_STRAIN_COLUMN] = { "strain_column", VIT_PREMISE_WORD, NULL, NULL, "Strain from",
                                  "Column of the log that holds the strain",
                                  VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_STRESS_COLUMN] = { "stress_column", VIT_PREMISE_WORD, NULL, NULL, "Stress from",
                                  "Column of the log that holds the stress or the pressure",
                                  VIT_PREMISES_OF_STRESS },
  [VIT_PREMISE_STRAIN_UNIT] = { "strain_unit", VIT_PREMISE_CHOICE, NULL, strain_unit_choices,
                                "Unit of strain", "Unit of the column of strain",
                                VIT_PREMISES_OF_LOADING },
  [VIT_PREMISE_STRESS_UNIT] = { "stress_unit", VIT_PREMISE_CHOICE, NULL, stress_unit_choices,
                                "Unit of stress", "Unit of the column of stress",
                                VIT_PREMISES_OF_STRESS },
  [VIT_PREMISE_PIECES] = { "pieces", VIT_PREMISE_CHOICE, NULL, pieces_choices, "Pieces",
                           "Whether a piece of the run that begins anew at its first step "
                           "continues "
                           "the piece before it or replaces it",
                           VIT_PREMISES_OF_MOTION },
  [VIT_PREMISE_ATOM_STYLE] = { "atom_style", VIT_PREMISE_WORD, NULL, NULL, "Atom style",
                               "Style of the rows of a LAMMPS data file, as in atomic or charge",
                               VIT_PREMISES_OF_SPECIES },
};

struct _VitPremises
{
  gatomicrefcount refs;
  bool has[VIT_N_PREMISES];
  VitPremise premises[VIT_N_PREMISES];
};

const char *
vit_premise_source_name (VitPremiseSource source)
{
  static const char *const names[] = {
    [VIT_SOURCE_DEFAULT] = "default", [VIT_SOURCE_FILE] = "file", [VIT_SOURCE_LOG] = "log",
    [VIT_SOURCE_NAME] = "name",       [VIT_SOURCE_USER] = "user",
  };
  g_return_val_if_fail ((size_t) source < G_N_ELEMENTS (names), NULL);
  return names[source];
}

const VitPremiseRow *
vit_premise_get (VitPremiseId id)
{
  g_return_val_if_fail ((size_t) id < VIT_N_PREMISES, NULL);
  return &rows[id];
}

bool
vit_premise_find (const char *name, VitPremiseId *id)
{
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    if (strcmp (rows[i].name, name) == 0)
      {
        *id = (VitPremiseId) i;
        return true;
      }
  return false;
}

VitPremises *
vit_premises_new (void)
{
  VitPremises *self = g_new0 (VitPremises, 1);
  g_atomic_ref_count_init (&self->refs);
  return self;
}

VitPremises *
vit_premises_ref (VitPremises *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_premises_remove (VitPremises *self, VitPremiseId id)
{
  g_return_if_fail (self && (size_t) id < VIT_N_PREMISES);
  g_clear_pointer (&self->premises[id].value, g_free);
  g_clear_pointer (&self->premises[id].doubt, g_free);
  self->has[id] = false;
}

void
vit_premises_unref (VitPremises *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    vit_premises_remove (self, (VitPremiseId) i);
  g_free (self);
}

VitPremises *
vit_premises_copy (const VitPremises *self)
{
  VitPremises *copy = vit_premises_new ();
  vit_premises_take_over (copy, self);
  return copy;
}

const VitPremise *
vit_premises_look_up (const VitPremises *self, VitPremiseId id)
{
  g_return_val_if_fail ((size_t) id < VIT_N_PREMISES, NULL);
  return self && self->has[id] ? &self->premises[id] : NULL;
}

bool
vit_premises_equal (const VitPremises *a, const VitPremises *b)
{
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    {
      const VitPremise *x = vit_premises_look_up (a, (VitPremiseId) i);
      const VitPremise *y = vit_premises_look_up (b, (VitPremiseId) i);
      if (!x != !y)
        return false;
      if (x && (x->source != y->source || g_strcmp0 (x->value, y->value) != 0 ||
                g_strcmp0 (x->doubt, y->doubt) != 0))
        return false;
    }
  return true;
}

const char *
vit_premises_get_text (const VitPremises *self, VitPremiseId id)
{
  const VitPremise *premise = vit_premises_look_up (self, id);
  return premise ? premise->value : NULL;
}

double
vit_premises_get_number (const VitPremises *self, VitPremiseId id)
{
  const char *text = vit_premises_get_text (self, id);
  char *end = NULL;
  double value = text ? g_ascii_strtod (text, &end) : NAN;
  return text && end != text && *end == '\0' ? value : NAN;
}

void
vit_premises_set (VitPremises *self, VitPremiseId id, VitPremiseSource source, const char *value)
{
  g_return_if_fail (self && (size_t) id < VIT_N_PREMISES);
  g_autofree char *copy = g_strdup (value);
  vit_premises_remove (self, id);
  self->has[id] = true;
  self->premises[id] = (VitPremise){ .value = g_steal_pointer (&copy), .source = source };
}

void
vit_premises_set_number (VitPremises *self, VitPremiseId id, VitPremiseSource source, double value)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];
  g_ascii_formatd (text, sizeof text, "%.9g", value);
  vit_premises_set (self, id, source, isfinite (value) ? text : NULL);
}

static void
add_doubt (VitPremise *premise, const char *format, va_list arguments)
{
  g_autofree char *sentence = g_strdup_vprintf (format, arguments);
  char *joined =
      premise->doubt ? g_strconcat (premise->doubt, " ", sentence, NULL) : g_strdup (sentence);
  g_free (premise->doubt);
  premise->doubt = joined;
}

void
vit_premises_doubt (VitPremises *self, VitPremiseId id, const char *format, ...)
{
  g_return_if_fail (self && (size_t) id < VIT_N_PREMISES && self->has[id]);
  if (self->premises[id].source == VIT_SOURCE_USER)
    return;
  va_list arguments;
  va_start (arguments, format);
  add_doubt (&self->premises[id], format, arguments);
  va_end (arguments);
}

void
vit_premises_contradict (VitPremises *self, VitPremiseId id, const char *format, ...)
{
  g_return_if_fail (self && (size_t) id < VIT_N_PREMISES && self->has[id]);
  va_list arguments;
  va_start (arguments, format);
  add_doubt (&self->premises[id], format, arguments);
  va_end (arguments);
}

void
vit_premises_take_over (VitPremises *self, const VitPremises *from)
{
  g_return_if_fail (self);
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    {
      const VitPremise *premise = vit_premises_look_up (from, (VitPremiseId) i);
      if (!premise)
        continue;
      vit_premises_set (self, (VitPremiseId) i, premise->source, premise->value);
      self->premises[i].doubt = g_strdup (premise->doubt);
    }
}

/* The title as it stands within a sentence; a symbol stays as it is. */
static char *
new_short_title (const VitPremiseRow *row)
{
  char *title = g_strdup (row->title);
  if (g_ascii_islower (title[1]))
    title[0] = g_ascii_tolower (title[0]);
  return title;
}

/* The significant digits of a number in a sentence; the card of the run and info have all. */
#define DIGITS 6

/* A value as it stands within a sentence, with its unit: "45.6114 Å", "Cu, Zr". */
static char *
new_short_value (const VitPremiseRow *row, const char *value)
{
  g_autofree char *text = NULL;
  char *end = NULL;
  double number = row->type == VIT_PREMISE_NUMBER ? g_ascii_strtod (value, &end) : NAN;
  if (end && end != value && *end == '\0')
    {
      text = g_malloc (G_ASCII_DTOSTR_BUF_SIZE);
      g_ascii_formatd (text, G_ASCII_DTOSTR_BUF_SIZE, "%." G_STRINGIFY (DIGITS) "g", number);
    }
  g_auto (GStrv) names = g_strsplit (text ? text : value, ",", -1);
  g_autofree char *list =
      row->type == VIT_PREMISE_LIST ? g_strjoinv (", ", names) : g_strdup (text ? text : value);
  return row->unit ? g_strconcat (list, " ", row->unit, NULL) : g_steal_pointer (&list);
}

/* What lengths are taken for, where units are other than Å. A log has units of its own. */
static char *
new_length_remark (VitPremiseId id, const VitPremise *premise)
{
  const char *length = id == VIT_PREMISE_UNITS ? vit_length_unit_of_style (premise->value) : NULL;
  if (!length || strcmp (length, "Å") == 0 || premise->source == VIT_SOURCE_LOG)
    return NULL;
  bool has_time = vit_clock_unit_of_style (premise->value) != NULL;
  return g_strdup_printf ("%s taken for Å%s", length, has_time ? "" : ", τ for ps");
}

/* In brackets: where the value comes from, what else it means and whether it is in doubt; NULL for
 * nothing. */
static char *
new_remark (VitPremiseId id, const VitPremise *premise)
{
  static const char *const sources[] = {
    [VIT_SOURCE_DEFAULT] = "assumed", [VIT_SOURCE_USER] = "given", [VIT_SOURCE_NAME] = NULL
  };
  g_autofree char *length = new_length_remark (id, premise);
  const char *parts[] = { sources[premise->source], length, premise->doubt ? "in doubt" : NULL };
  g_autoptr (GString) text = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
    if (parts[i])
      g_string_append_printf (text, "%s%s", text->len > 0 ? ", " : " (", parts[i]);
  if (text->len == 0)
    return NULL;
  g_string_append_c (text, ')');
  return g_string_free (g_steal_pointer (&text), FALSE);
}

char *
vit_premises_describe (const VitPremises *self, unsigned groups)
{
  g_autoptr (GString) text = g_string_new (NULL);
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    {
      const VitPremise *premise = vit_premises_look_up (self, (VitPremiseId) i);
      if (!premise || !premise->value || !(rows[i].groups & groups))
        continue;
      /* Three dimensions and units metal go without saying unless something speaks against them. */
      bool plain = premise->source == VIT_SOURCE_FILE ||
                   (premise->source == VIT_SOURCE_DEFAULT &&
                    ((i == VIT_PREMISE_DIMENSION && strcmp (premise->value, "3") == 0) ||
                     (i == VIT_PREMISE_UNITS && strcmp (premise->value, "metal") == 0)));
      if (plain && !premise->doubt && (rows[i].groups & ~VIT_PREMISES_OF_LOG))
        continue;
      g_autofree char *title = new_short_title (&rows[i]);
      g_autofree char *value = new_short_value (&rows[i], premise->value);
      g_string_append_printf (text, "%s%s %s", text->len > 0 ? ", " : "", title, value);
      g_autofree char *remark = new_remark ((VitPremiseId) i, premise);
      g_string_append (text, remark ? remark : "");
    }
  return text->len > 0 ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

char *
vit_premises_describe_doubt (const VitPremises *self, VitPremiseId id)
{
  const VitPremise *premise = vit_premises_look_up (self, id);
  if (!premise || !premise->doubt)
    return NULL;
  g_autofree char *value =
      premise->value ? new_short_value (&rows[id], premise->value) : g_strdup ("not known");
  return g_strdup_printf ("%s %s: %s", rows[id].title, value, premise->doubt);
}

size_t
vit_premises_count_doubts (const VitPremises *self)
{
  size_t n = 0;
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    {
      const VitPremise *premise = vit_premises_look_up (self, (VitPremiseId) i);
      n += premise && premise->doubt;
    }
  return n;
}

/* ---- Values of the user's ---- */

static bool
parse_choice (const VitPremiseRow *row, const char *text, const char **value, GError **error)
{
  for (const char *const *choice = row->choices; *choice; choice++)
    if (g_ascii_strcasecmp (*choice, text) == 0)
      {
        *value = *choice;
        return true;
      }
  g_autofree char *choices = g_strjoinv (", ", (char **) row->choices);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: the values are %s", row->name, text,
               choices);
  return false;
}

static bool
parse_number (const VitPremiseRow *row, const char *text, double *number, GError **error)
{
  char *end;
  *number = g_ascii_strtod (text, &end);
  if (end != text && *end == '\0' && isfinite (*number) && *number > 0)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s=%s: a positive number is needed (%s)",
               row->name, text, row->unit);
  return false;
}

bool
vit_premises_parse (VitPremises *self, VitPremiseId id, const char *text, GError **error)
{
  g_return_val_if_fail (self && (size_t) id < VIT_N_PREMISES && text, false);
  const VitPremiseRow *row = &rows[id];
  g_autofree char *stripped = g_strstrip (g_strdup (text));
  const char *value = stripped;
  if (!*stripped)
    {
      vit_premises_remove (self, id);
      return true;
    }
  if (!g_utf8_validate (stripped, -1, NULL))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: the value is not UTF-8", row->name);
      return false;
    }
  if (row->type == VIT_PREMISE_CHOICE && !parse_choice (row, stripped, &value, error))
    return false;
  char number_text[G_ASCII_DTOSTR_BUF_SIZE];
  double number;
  if (row->type == VIT_PREMISE_NUMBER)
    {
      if (!parse_number (row, stripped, &number, error))
        return false;
      value = g_ascii_formatd (number_text, sizeof number_text, "%.12g", number);
    }
  vit_premises_set (self, id, VIT_SOURCE_USER, value);
  return true;
}

bool
vit_premises_parse_assignment (VitPremises *self, const char *text, GError **error)
{
  g_return_val_if_fail (self && text, false);
  const char *equals = strchr (text, '=');
  g_autofree char *name = equals ? g_strndup (text, (gsize) (equals - text)) : g_strdup (text);
  VitPremiseId id;
  if (equals && vit_premise_find (name, &id))
    return vit_premises_parse (self, id, equals + 1, error);
  g_autoptr (GString) names = g_string_new (NULL);
  for (size_t i = 0; i < VIT_N_PREMISES; i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", rows[i].name);
  g_autofree char *valid = g_utf8_make_valid (text, -1);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "%s: a premise is given as NAME=VALUE, where NAME is one of %s", valid, names->str);
  return false;
}
