#pragma once

/* The comment line of an XYZ frame, which in extended XYZ has keys. Pure functions, any thread. */

#include "core/geometry/cell.h"
#include "core/io/text.h"

/** VIT_XYZ_MAX_PROPERTIES: maximum number of properties in extended XYZ. */
#define VIT_XYZ_MAX_PROPERTIES 256

/**
 * VitXyzProperty:
 * @name: as in `pos`
 * @kind: S, R, I or L
 * @first: its first column
 * @n: number of its columns
 */
typedef struct
{
  char name[64];
  char kind;
  int first, n;
} VitXyzProperty;

/**
 * VitXyzComment:
 * @extended: whether there is a Properties key
 * @has_cell: whether there is a Lattice
 * @is_free: whether there is none because pbc says that the frame is not periodic
 * @is_bad_periodic: whether there is a pbc that cannot be read
 * @bad_lattice: %NULL; used while the comment is parsed
 * @time: value of Time; NaN without
 * @clock: (nullable): unit of @time where the comment or its writer tells it, see VitIndex
 * @step: value of Step or Timestep
 * @n_columns: columns of a row; 0 if any number above 3 is allowed (plain XYZ)
 */
typedef struct
{
  bool extended, has_cell, is_thin, is_free, is_bad_periodic, has_step;
  VitCell cell;
  char *bad_lattice;
  double time;
  const char *clock;
  int64_t step;
  VitXyzProperty properties[VIT_XYZ_MAX_PROPERTIES];
  int n_properties, n_columns;
} VitXyzComment;

/** vit_xyz_comment_parse: (transfer full) (nullable): parses the comment; returns what is wrong
 * with it, %NULL if nothing is. */
char *vit_xyz_comment_parse (const char *begin, const char *end, VitXyzComment *comment);

/** vit_xyz_comment_find: (transfer none) (nullable): a property by name. */
const VitXyzProperty *vit_xyz_comment_find (const VitXyzComment *comment, const char *name);
