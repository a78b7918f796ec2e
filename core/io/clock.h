#pragma once

/* Units of time: the words that files use, and what LAMMPS' styles of units count in; likewise of
 * length. Constant
 * data, any thread. */

#include <stdbool.h>

#include "core/io/text.h"

/** VIT_CLOCK_OF_UNITS: in place of a unit, times that are in the style of units of the run, as
 * LAMMPS writes them. */
#define VIT_CLOCK_OF_UNITS "units"

/** VIT_MAX_STEP, VIT_MIN_STEP: ps per step outside of which a timestep is implausible in units
 * metal (docs/science.md §1). */
#define VIT_MAX_STEP 0.02
#define VIT_MIN_STEP 1e-5

/** vit_clock_unit_find: (transfer none) (nullable): the unit, as in `fs`, that a word or an
 * abbreviation stands for. */
const char *vit_clock_unit_find (VitToken word);

/** vit_clock_unit_get: a unit of vit_clock_unit_find() in ps; 0 for another word. */
double vit_clock_unit_get (const char *unit);

/** vit_clock_unit_of_style: (transfer none) (nullable): unit of time of a LAMMPS style of units; no
 * unit for `lj`, whose time has none in ps, and for unknown styles. */
const char *vit_clock_unit_of_style (const char *style);

/** vit_length_unit_of_style: (transfer none) (nullable): unit of length of a LAMMPS style of units;
 * %NULL for unknown styles. */
const char *vit_length_unit_of_style (const char *style);
