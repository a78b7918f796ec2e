#pragma once

/* The one table of per-atom quantities: names on the command line, colours of maps, headers of
 * columns and the inspector all come from here. Constant; any thread. */

#include "core/structure/neighbour-rule.h"
#include "core/tml/tml.h"

/** VitFrameStructure: see structure-quantities.h */
typedef struct _VitFrameStructure VitFrameStructure;

/** VitQuantityNeeds: what a quantity is computed from, besides a frame */
typedef enum
{
  VIT_NEEDS_FRAME = 0,
  VIT_NEEDS_MODEL = 1 << 0,    /* and a temperature and times */
  VIT_NEEDS_INTERVAL = 1 << 1, /* and a later frame: given, or by an interval and times */
} VitQuantityNeeds;

/**
 * VitQuantityInputs:
 * @frame: at which it is wanted
 * @model: (nullable): for %VIT_NEEDS_MODEL
 * @temperature: K
 * @interval: Δt, ps, where @has_to is %false
 * @has_to: whether @to is given
 * @to: the later frame
 * @motion: how displacements are taken
 * @cutoff: r_c, Å; 0 is 3.85
 * @liquid: which atoms are liquid-like; all zero is T_ML > 685 K
 * @bonds: (nullable): neighbours of bond order and crystalline bonds; %NULL: Voronoi. Its cutoff is
 *   @cutoff
 * @coordination: (nullable): neighbours that CN counts; %NULL: within @cutoff
 * @face_threshold: 0 … 1: Voronoi faces smaller than this part of the mean of their cell do not
 *   count
 * @weighted: bond order weighted by face area, for %VIT_NEIGHBOURS_VORONOI
 * @ambiguous: (nullable): lowered to the first frame into which unwrapping is ambiguous; begins at
 * −1
 * @structure: (nullable): where cells, neighbours and bond order of a frame are kept for the next
 *   quantity; one thread at a time
 */
typedef struct
{
  VitTrajectory *trajectory;
  VitTimeline *timeline;
  size_t frame;
  VitModel *model;
  double temperature;
  double interval;
  bool has_to;
  size_t to;
  VitMotionOptions motion;
  double cutoff;
  VitLiquidRule liquid;
  const VitNeighbourChoice *bonds;
  const VitNeighbourChoice *coordination;
  double face_threshold;
  bool weighted;
  ssize_t *ambiguous;
  VitFrameStructure *structure;
} VitQuantityInputs;

/**
 * VitQuantity:
 * @name: plain
 * @symbol: Pango markup
 * @unit: empty for none
 * @description: one line
 * @components: 1, or 3 for a vector, or more with @component_names
 * @component_names: (nullable): of a quantity that is neither number nor vector
 * @kernel: fills @values, one row per atom
 */
typedef struct
{
  const char *name;
  const char *symbol;
  const char *unit;
  const char *description;
  VitQuantityNeeds needs;
  int components;
  const char *const *component_names;
  bool (*kernel) (const VitQuantityInputs *inputs,
                  double *values,
                  VitProgress *progress,
                  GError **error);
} VitQuantity;

/** vit_quantity_list: (transfer none): all. */
const VitQuantity *vit_quantity_list (size_t *n);

/** vit_quantity_find: (transfer none) (nullable): */
const VitQuantity *vit_quantity_find (const char *name);

/** vit_quantity_dup_names: (transfer full): all names, with commas. */
char *vit_quantity_dup_names (void);

/** vit_quantity_find_later: the later frame of %VIT_NEEDS_INTERVAL. */
bool vit_quantity_find_later (const VitQuantityInputs *inputs, size_t *later, GError **error);

/** vit_quantity_compute: @values: atoms × components; NaN where an atom has none. */
bool vit_quantity_compute (const VitQuantity *quantity,
                           const VitQuantityInputs *inputs,
                           double *values,
                           VitProgress *progress,
                           GError **error);
