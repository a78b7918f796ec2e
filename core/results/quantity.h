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
} VitQuantityNeeds;

typedef struct _VitQuantity VitQuantity;

/**
 * VitQuantity:
 * @name: plain text
 * @symbol: Pango markup
 * @unit: empty for none
 * @description: one line
 * @needs: #VitQuantityNeeds
 * @components: 1, or 3 for a vector, or more with @component_names
 * @component_names: (nullable): for a quantity that is neither number nor vector
 * @affects: the quantity depends on the options that affect one of these
 * @parts: #VitStructureParts that it needs
 * @place: where the kernel finds the values, such as an offset or an enumerator
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

/** vit_quantity_list: (transfer none): all quantities. */
const VitQuantity *vit_quantity_list (size_t *n);

/** vit_quantity_find: (transfer none) (nullable): a quantity by name. */
const VitQuantity *vit_quantity_find (const char *name);

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

/* ---- Columns: quantities of one number, and columns of the file ---- */

/** vit_column_find_quantity: (transfer none) (nullable): the quantity of that name; %NULL for a
 * column of the file. */
const VitQuantity *vit_column_find_quantity (const char *column);

/** vit_column_dup_symbol: (transfer full): symbol in Pango markup. */
char *vit_column_dup_symbol (const char *column);

/** vit_column_dup_label: (transfer full): symbol and unit, in Pango markup. */
char *vit_column_dup_label (const char *column);

/** vit_column_dup_rule: (transfer full) (nullable): the options that bear on the column, in markup,
 * for captions; %NULL if none does. @species (nullable): names by type − 1. @interval: Δt between
 * the frames that were taken, ps; NaN where there are several. */
char *vit_column_dup_rule (const char *column,
                           const VitOptions *options,
                           const char *const *species,
                           double interval);

/** vit_column_needs_interval: whether the values belong to a pair of frames. */
bool vit_column_needs_interval (const char *column);

/** vit_column_wish: adds to @wish what the column needs under these options. */
void vit_column_wish (const char *column, const VitOptions *options, VitQuantityWish *wish);

/** vit_column_compute: fills @values, one per atom; NaN for an atom without a value. */
bool vit_column_compute (const char *column,
                         VitQuantitySource *source,
                         double *values,
                         VitProgress *progress,
                         GError **error);
