#pragma once

/* What the columns of a log or a table are: LAMMPS' keywords, computes and variables, GPUMD's and
 * people's own names (docs/science.md §7). Pure functions, any thread. */

#include <stdbool.h>

#include "core/io/column-name.h"
#include "core/io/thermo-log.h"

/** VIT_N_AXES: x, y, z, xy, xz, yz, and one more for a loading whose axis nobody names */
#define VIT_N_AXES 7
#define VIT_AXIS_UNKNOWN 6

/** vit_axis_name: (transfer none): "x", …, "yz", "" */
const char *vit_axis_name (int axis);

/** vit_axis_find: −1 if @text is none. */
int vit_axis_find (const char *text);

/** VitLogQuantity: what a column holds */
typedef enum
{
  VIT_LOG_NOTHING,
  VIT_LOG_STEP,
  VIT_LOG_TIME,
  VIT_LOG_TEMPERATURE,
  VIT_LOG_VOLUME,
  VIT_LOG_DENSITY,
  VIT_LOG_LENGTH,   /* edge of the box along an axis */
  VIT_LOG_LO,       /* its lower bound */
  VIT_LOG_HI,       /* its upper bound */
  VIT_LOG_TILT,     /* xy, xz, yz of the box */
  VIT_LOG_STRAIN,   /* tension positive */
  VIT_LOG_STRESS,   /* tension positive */
  VIT_LOG_PRESSURE, /* −stress */
} VitLogQuantity;

/**
 * VitLogColumn:
 * @quantity: what the column holds
 * @axis: x … yz; %VIT_AXIS_UNKNOWN if its name does not tell
 * @sign: −1 where the name says that compression is positive
 * @unit: (nullable): unit in the name or the header
 * @unknown: (nullable): text in brackets that is no known unit
 */
typedef struct
{
  VitLogQuantity quantity;
  int axis;
  int sign;
  const VitUnit *unit;
  char *unknown;
} VitLogColumn;

/**
 * vit_log_column_identify:
 * @name: of the column
 * @header_unit: (nullable): unit that a header gives it
 * @column: (out caller-allocates): to be cleared with vit_log_column_clear()
 */
void vit_log_column_identify (const char *name, const char *header_unit, VitLogColumn *column);
void vit_log_column_clear (VitLogColumn *column);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitLogColumn, vit_log_column_clear)

/**
 * VitLogStyle: a style of LAMMPS units
 * @pressure: unit of pressure as the premise `stress_unit` names it
 * @ps: ps per unit of time
 * @angstrom: Å per unit of length
 * @timestep: default timestep in the style's unit of time
 */
typedef struct
{
  const char *name;
  const char *pressure;
  double gpa, ps, angstrom, timestep;
} VitLogStyle;

/** vit_log_style_find: (nullable): the style of that name; %NULL is metal, LAMMPS logs that are
 * cut keep no `units`. */
const VitLogStyle *vit_log_style_find (const char *name);
