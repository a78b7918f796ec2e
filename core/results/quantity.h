#pragma once

/* The one table of per-atom quantities: names on the command line, colours of maps, headers of
 * columns and the inspector all come from here; to add one is to add a row and its kernel to
 * quantity.c. Constant; any thread. */

#include "core/results/quantity-source.h"

/** VitQuantityNeeds: what a quantity is computed from, besides a frame */
typedef enum
{
  VIT_NEEDS_FRAME = 0,
  VIT_NEEDS_MODEL = 1 << 0,    /* T_ML at the frame: a model, a temperature and times */
  VIT_NEEDS_INTERVAL = 1 << 1, /* a later frame */
} VitQuantityNeeds;

typedef struct _VitQuantity VitQuantity;

/**
 * VitQuantity:
 * @name: plain
 * @symbol: Pango markup
 * @unit: empty for none
 * @description: one line
 * @needs: besides a frame
 * @components: 1, or 3 for a vector, or more with @component_names
 * @component_names: (nullable): of a quantity that is neither number nor vector
 * @affects: the options that bear on it are those that affect one of these
 * @parts: #VitStructureParts that it is taken from
 * @place: of the values within what the kernel takes them from
 * @kernel: fills @values, one row per atom
 */
struct _VitQuantity
{
  const char *name;
  const char *symbol;
  const char *unit;
  const char *description;
  VitQuantityNeeds needs;
  int components;
  const char *const *component_names;
  VitAffects affects;
  unsigned parts;
  size_t place;
  bool (*kernel) (const VitQuantity *self,
                  VitQuantitySource *source,
                  double *values,
                  VitProgress *progress,
                  GError **error);
};

/** vit_quantity_list: (transfer none): all. */
const VitQuantity *vit_quantity_list (size_t *n);

/** vit_quantity_find: (transfer none) (nullable): */
const VitQuantity *vit_quantity_find (const char *name);

/** vit_quantity_dup_names: (transfer full): all names, with commas. */
char *vit_quantity_dup_names (void);

/** vit_quantity_wish: adds to @wish what the quantity needs under these options. */
void
vit_quantity_wish (const VitQuantity *quantity, const VitOptions *options, VitQuantityWish *wish);

/** vit_quantity_compute: @values: atoms × components; NaN where an atom has none. */
bool vit_quantity_compute (const VitQuantity *quantity,
                           VitQuantitySource *source,
                           double *values,
                           VitProgress *progress,
                           GError **error);

/* ---- Columns: quantities of one number, and what the file says of its atoms ---- */

/** vit_column_find_quantity: (transfer none) (nullable): the quantity that a column is; %NULL for a
 * column of the file. */
const VitQuantity *vit_column_find_quantity (const char *column);

/** vit_column_dup_symbol: (transfer full): in Pango markup. */
char *vit_column_dup_symbol (const char *column);

/** vit_column_dup_label: (transfer full): symbol and unit, in Pango markup. */
char *vit_column_dup_label (const char *column);

/** vit_column_wish: adds to @wish what the column needs under these options. */
void vit_column_wish (const char *column, const VitOptions *options, VitQuantityWish *wish);

/** vit_column_compute: @values: one for each atom; NaN where an atom has none. */
bool vit_column_compute (const char *column,
                         VitQuantitySource *source,
                         double *values,
                         VitProgress *progress,
                         GError **error);
