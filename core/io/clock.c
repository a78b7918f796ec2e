#include "core/io/clock.h"

#include <string.h>

static const struct
{
  const char *unit;
  double ps;
  const char *words[5];
} units[] = {
  { "ps", 1, { "ps", "picosecond", "picoseconds" } },
  { "fs", 1e-3, { "fs", "femtosecond", "femtoseconds" } },
  { "ns", 1e3, { "ns", "nanosecond", "nanoseconds" } },
  { "us", 1e6, { "us", "µs", "microsecond", "microseconds" } },
  { "s", 1e12, { "s", "sec", "second", "seconds" } },
};

/* Units of time and of length of LAMMPS' styles (the command `units`). */
static const struct
{
  const char *style, *unit, *length;
} styles[] = {
  { "metal", "ps", "Å" },
  { "real", "fs", "Å" },
  { "si", "s", "m" },
  { "cgs", "s", "cm" },
  { "micro", "us", "µm" },
  { "nano", "ns", "nm" },
  { "electron", "fs", "Bohr radii" },
  { "lj", NULL, "σ" },
};

const char *
vit_clock_unit_find (VitToken word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    for (const char *const *w = units[i].words; *w; w++)
      if (strlen (*w) == word.length && g_ascii_strncasecmp (*w, word.text, word.length) == 0)
        return units[i].unit;
  return NULL;
}

double
vit_clock_unit_get (const char *unit)
{
  for (gsize i = 0; i < G_N_ELEMENTS (units); i++)
    if (unit && strcmp (units[i].unit, unit) == 0)
      return units[i].ps;
  return 0;
}

const char *
vit_clock_unit_of_style (const char *style)
{
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (style && strcmp (styles[i].style, style) == 0)
      return styles[i].unit;
  return NULL;
}

const char *
vit_length_unit_of_style (const char *style)
{
  for (gsize i = 0; i < G_N_ELEMENTS (styles); i++)
    if (style && strcmp (styles[i].style, style) == 0)
      return styles[i].length;
  return NULL;
}
