#include "core/io/column-name.h"

#include <string.h>

/* A unit and its other spellings; single letters are compared with their case. */
static const struct
{
  VitUnit unit;
  const char *spellings[6];
} units[] = {
  { { "GPa", VIT_UNIT_PRESSURE, 1 }, { "gigapascal" } },
  { { "MPa", VIT_UNIT_PRESSURE, 1e-3 }, { "N/mm2", "N/mm^2", "N/mm²", "megapascal" } },
  { { "kPa", VIT_UNIT_PRESSURE, 1e-6 }, { "kilopascal" } },
  { { "Pa", VIT_UNIT_PRESSURE, 1e-9 }, { "N/m2", "N/m^2", "N/m²", "pascal" } },
  { { "bar", VIT_UNIT_PRESSURE, 1e-4 }, { "bars" } },
  { { "kbar", VIT_UNIT_PRESSURE, 0.1 }, { "kbars", "kB" } },
  { { "atm", VIT_UNIT_PRESSURE, 1.01325e-4 }, { "atmosphere", "atmospheres" } },
  { { "eV/A3", VIT_UNIT_PRESSURE, 160.2176634 },
    { "eV/A^3", "eV/Å3", "eV/Å^3", "eV/Å³", "eV/A³" } },
  { { "dyn/cm2", VIT_UNIT_PRESSURE, 1e-10 }, { "dyne/cm2", "dyn/cm^2", "dyne/cm^2", "dyn/cm²" } },
  { { "eps/sigma3", VIT_UNIT_PRESSURE, 1 },
    { "ε/σ³", "ε/σ3", "eps/sigma^3", "epsilon/sigma^3", "lj" } },
  { { "psi", VIT_UNIT_PRESSURE, 6.894757293e-6 }, { NULL } },
  { { "ksi", VIT_UNIT_PRESSURE, 6.894757293e-3 }, { NULL } },
  { { "fs", VIT_UNIT_TIME, 1e-3 }, { "femtosecond", "femtoseconds" } },
  { { "ps", VIT_UNIT_TIME, 1 }, { "picosecond", "picoseconds" } },
  { { "ns", VIT_UNIT_TIME, 1e3 }, { "nanosecond", "nanoseconds" } },
  { { "us", VIT_UNIT_TIME, 1e6 }, { "µs", "μs", "microsecond", "microseconds" } },
  { { "s", VIT_UNIT_TIME, 1e12 }, { "sec", "second", "seconds" } },
  { { "A", VIT_UNIT_LENGTH, 1 }, { "Å", "Å", "Ang", "Angstrom", "Angstroms" } },
  { { "nm", VIT_UNIT_LENGTH, 10 }, { "nanometer", "nanometre" } },
  { { "A3", VIT_UNIT_VOLUME, 1 }, { "A^3", "Å3", "Å^3", "Å³", "Ang^3" } },
  { { "nm3", VIT_UNIT_VOLUME, 1e3 }, { "nm^3", "nm³" } },
  { { "%", VIT_UNIT_FRACTION, 0.01 }, { "pct", "percent", "per cent", "procent" } },
  { { "1", VIT_UNIT_FRACTION, 1 }, { "-", "mm/mm", "A/A", "Å/Å", "dimensionless" } },
  { { "K", VIT_UNIT_TEMPERATURE, 1 }, { "kelvin" } },
  { { "eV", VIT_UNIT_OTHER, 1 }, { "eV/atom" } },
  { { "kcal/mol", VIT_UNIT_OTHER, 1 }, { "kJ/mol" } },
  { { "g/cm3", VIT_UNIT_OTHER, 1 }, { "g/cm^3", "g/cm³", "g/cc", "kg/m3", "kg/m^3" } },
  { { "1/ps", VIT_UNIT_OTHER, 1 }, { "1/s", "ns⁻¹", "s^-1", "ps^-1", "/ps" } },
};

static bool
is_spelled (const char *word, const char *text)
{
  return word &&
         (strlen (word) == 1 ? strcmp (word, text) == 0 : g_ascii_strcasecmp (word, text) == 0);
}

const VitUnit *
vit_unit_find (const char *text)
{
  g_return_val_if_fail (text, NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    {
      if (is_spelled (units[i].unit.word, text))
        return &units[i].unit;
      for (gsize k = 0; k < G_N_ELEMENTS (units[i].spellings); k++)
        if (is_spelled (units[i].spellings[k], text))
          return &units[i].unit;
    }
  return NULL;
}

const VitUnit *
vit_unit_find_bare (const char *text)
{
  const VitUnit *unit = vit_unit_find (text);
  return unit && (unit->kind != VIT_UNIT_FRACTION || unit->factor != 1) ? unit : NULL;
}

static char
get_closing (char bracket)
{
  return bracket == '(' ? ')' : bracket == '[' ? ']' : bracket == '{' ? '}' : '\0';
}

/* Take the brackets out of @text: indices, units and remarks. */
static void
take_brackets (char *text, VitColumnName *name)
{
  char *out = text;
  for (char *p = text; *p;)
    {
      char closing = get_closing (*p);
      char *end = closing && p > text ? strchr (p, closing) : NULL;
      if (!end)
        {
          *out++ = *p++;
          continue;
        }
      g_autofree char *inner = g_strstrip (g_strndup (p + 1, (gsize) (end - p - 1)));
      char *rest;
      guint64 index = g_ascii_strtoull (inner, &rest, 10);
      const VitUnit *unit = vit_unit_find (inner);
      if (*p == '[' && g_ascii_isdigit (*inner) && *rest == '\0')
        name->index = (unsigned) MIN (index, G_MAXUINT);
      else if (unit && !name->unit)
        name->unit = unit;
      else if (*inner && !name->unknown)
        name->unknown = g_steal_pointer (&inner);
      p = end + 1;
    }
  *out = '\0';
}

/* Cut a unit behind the last separator that has one: `stress_MPa`, `T/K`, `stress GPa`. */
static void
take_suffix (char *text, VitColumnName *name)
{
  size_t n = strlen (text);
  if (n > 1 && text[n - 1] == '%')
    {
      name->unit = vit_unit_find ("%");
      text[n - 1] = '\0';
    }
  for (char *p = text + 1; n > 1 && *p && !name->unit; p++)
    if (strchr ("/_ .", *p) && p[1])
      {
        name->unit = vit_unit_find_bare (p + 1);
        if (name->unit)
          *p = '\0';
      }
}

void
vit_column_name_parse (const char *text, VitColumnName *name)
{
  *name = (VitColumnName){ 0 };
  g_autofree char *copy = g_strdup (text);
  take_brackets (copy, name);
  g_strstrip (copy);
  take_suffix (copy, name);
  g_strstrip (copy);
  name->base =
      g_utf8_validate (copy, -1, NULL) ? g_utf8_strdown (copy, -1) : g_ascii_strdown (copy, -1);
}

void
vit_column_name_clear (VitColumnName *name)
{
  g_clear_pointer (&name->base, g_free);
  g_clear_pointer (&name->unknown, g_free);
}
