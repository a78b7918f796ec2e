#pragma once

/* Names of columns as people write them: `stress_MPa`, `strain (%)`, `p[bar]`, `T/K`,
 * `c_thermo_press[3]`. Pure functions, any thread. */

#include <glib.h>
#include <stdbool.h>

/** VitUnitKind: what a unit measures, and the unit that its factor leads to */
typedef enum
{
  VIT_UNIT_PRESSURE,    /* GPa */
  VIT_UNIT_TIME,        /* ps */
  VIT_UNIT_LENGTH,      /* Å */
  VIT_UNIT_VOLUME,      /* Å³ */
  VIT_UNIT_FRACTION,    /* 1 */
  VIT_UNIT_TEMPERATURE, /* K */
  VIT_UNIT_OTHER,       /* as it is */
} VitUnitKind;

/**
 * VitUnit:
 * @word: as it is printed and, for pressures, as the premise `stress_unit` names it
 * @kind: what it measures
 * @factor: of a value in this unit to get one in that of @kind
 */
typedef struct
{
  const char *word;
  VitUnitKind kind;
  double factor;
} VitUnit;

/** vit_unit_find: (nullable): the unit of that name; also other spellings, such as gpa, pct, A. */
const VitUnit *vit_unit_find (const char *text);

/** vit_unit_find_bare: likewise where no bracket says that a unit stands here: "1" is none. */
const VitUnit *vit_unit_find_bare (const char *text);

/**
 * VitColumnName:
 * @base: name without unit and remarks; lower case
 * @unit: (nullable): unit in the name
 * @unknown: (nullable): text in brackets that is no unit
 * @index: n of `name[n]`; 0 without
 */
typedef struct
{
  char *base;
  const VitUnit *unit;
  char *unknown;
  unsigned index;
} VitColumnName;

/**
 * vit_column_name_parse:
 * @text: name of a column
 * @name: (out caller-allocates): to be cleared with vit_column_name_clear()
 *
 * A unit stands in brackets, behind a slash, a blank or the last underscore. Brackets with a number
 * are an index.
 */
void vit_column_name_parse (const char *text, VitColumnName *name);
void vit_column_name_clear (VitColumnName *name);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitColumnName, vit_column_name_clear)
