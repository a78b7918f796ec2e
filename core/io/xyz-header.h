#pragma once

/* The two lines before the atoms of an XYZ frame: their number and the comment, which in extended
 * XYZ has keys. Pure functions, any thread. */

#include "core/geometry/cell.h"
#include "core/io/text.h"

/** VIT_XYZ_MAX_PROPERTIES: properties of extended XYZ. */
#define VIT_XYZ_MAX_PROPERTIES 64

/**
 * VitXyzProperty:
 * @name: as in `pos`
 * @kind: S, R, I or L
 * @first: its first column
 * @n: its columns
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
 * @time: of Time, NaN without
 * @step: of Step or Timestep
 * @n_columns: of a row; 0 if any number above 3 will do (plain XYZ)
 */
typedef struct
{
  bool extended, has_cell, has_step;
  VitCell cell;
  double time;
  int64_t step;
  VitXyzProperty properties[VIT_XYZ_MAX_PROPERTIES];
  int n_properties, n_columns;
} VitXyzComment;

/** vit_xyz_comment_parse: what is wrong with it (transfer full), %NULL if nothing is. */
char *vit_xyz_comment_parse (const char *begin, const char *end, VitXyzComment *comment);

/** vit_xyz_comment_find: (nullable): a property by name. */
const VitXyzProperty *vit_xyz_comment_find (const VitXyzComment *comment, const char *name);
