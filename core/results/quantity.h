#pragma once

/* The one table of per-atom quantities: names on the command line, colours of maps, headers of
 * columns and the inspector all come from it. To add a quantity, add a row and its kernel to
 * quantity.c. Constant; any thread. */

#include "core/results/quantity-source.h"

/** VitQuantityNeeds: inputs of a quantity besides its frame */
typedef enum
{
  VIT_NEEDS_FRAME = 0,
  VIT_NEEDS_MODEL = 1 << 0,    /* T_ML at the frame: a model, a temperature and times */
  VIT_NEEDS_INTERVAL = 1 << 1, /* a later frame */
  VIT_NEEDS_PAST = 1 << 2,     /* frames before it: times */
  VIT_NEEDS_FUTURE = 1 << 3,   /* frames after it: times */
} VitQuantityNeeds;

typedef struct _VitQuantity VitQuantity;

/**
 * VitQuantity:
 * @name: plain text
 * @symbol: Pango markup
 * @unit: empty for none, plain text
 * @unit_markup: (nullable): @unit in Pango markup, where that is another
 * @description: one line
 * @needs: #VitQuantityNeeds
 * @components: 1, or 3 for a vector, or more with @component_names
 * @whole: whether the values are whole numbers
 * @component_names: (nullable): for a quantity that is neither number nor vector
 * @affects: the quantity depends on the options that affect one of these
 * @parts: #VitStructureParts that it needs
 * @place: where the kernel finds the values, such as an offset or an enumerator
 * @wish: (nullable): adds what it needs beside @affects and @parts
 * @blank: (nullable): why atoms may have no value: a note says how many have none
 * @of: (nullable): the quantity of the table that this one is the average of
 * @kernel: fills @values, one row per atom
 */
struct _VitQuantity
{
  const char *name;
  const char *symbol;
  const char *unit;
  const char *unit_markup;
  const char *description;
  VitQuantityNeeds needs;
  int components;
  bool whole;
  const char *const *component_names;
  VitAffects affects;
  unsigned parts;
  size_t place;
  void (*wish) (const VitQuantity *self, const VitOptions *options, VitQuantityWish *wish);
  const char *blank;
  const VitQuantity *of;
  bool (*kernel) (const VitQuantity *self,
                  VitQuantitySource *source,
                  double *values,
                  VitProgress *progress,
                  GError **error);
};

/** vit_quantity_list: (transfer none): all quantities. */
const VitQuantity *vit_quantity_list (size_t *n);

/** VIT_QUANTITY_AVERAGED: what follows the name of a quantity of one number where it is averaged
 * over the surroundings, as in "s2:avg" (docs/science.md §11). */
#define VIT_QUANTITY_AVERAGED ":avg"

/** vit_quantity_find: (transfer none) (nullable): a quantity by name, or one that is averaged. */
const VitQuantity *vit_quantity_find (const char *name);

/** vit_quantity_get_unit_markup: the unit in Pango markup; empty for none, and for no @quantity. */
const char *vit_quantity_get_unit_markup (const VitQuantity *quantity);

/** vit_quantity_find_averaged: (transfer none) (nullable): one that is averaged, by name. */
const VitQuantity *vit_quantity_find_averaged (const char *name);

/** vit_quantity_dup_names: (transfer full): all names, separated by commas. */
char *vit_quantity_dup_names (void);

/** vit_quantity_wish: adds to @wish what the quantity needs under these options. */
void
vit_quantity_wish (const VitQuantity *quantity, const VitOptions *options, VitQuantityWish *wish);

/** vit_quantity_compute: fills @values, atoms × components; NaN for an atom without a value. */
bool vit_quantity_compute (const VitQuantity *quantity,
                           VitQuantitySource *source,
                           double *values,
                           VitProgress *progress,
                           GError **error);
