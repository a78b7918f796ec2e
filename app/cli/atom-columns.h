#pragma once

/* What `atoms` is asked for: properties, expressions and a condition. Main thread. */

#include "app/cli/cli.h"
#include "core/io/writer.h"
#include "core/results/column.h"

/**
 * VitAtomColumns:
 * @properties: (array zero-terminated=1): names of quantities
 * @names: (array zero-terminated=1): of expressions
 * @expressions: (array zero-terminated=1): by @names
 * @condition: (nullable): atoms for which it is false are left out
 */
typedef struct
{
  char **properties;
  char **names, **expressions;
  char *condition;
} VitAtomColumns;

/**
 * vit_atom_columns_take:
 * @properties: (nullable): a list
 * @expressions: (nullable) (array zero-terminated=1): each NAME=EXPRESSION
 * @condition: (nullable):
 *
 * Checks what the words alone tell. Returns: %FALSE after a message
 */
gboolean vit_atom_columns_take (VitAtomColumns *columns,
                                const char *properties,
                                char **expressions,
                                const char *condition,
                                VitExit *exit);
void vit_atom_columns_clear (VitAtomColumns *columns);

/** VitAtomColumnsFunc: with a property or an expression, what it is called in messages, and what it
 * needs. Returns: whether to go on */
typedef gboolean (*VitAtomColumnsFunc) (const char *name, VitQuantityNeeds needs, gpointer data);

/** vit_atom_columns_foreach: Returns: whether all calls returned %TRUE. */
gboolean
vit_atom_columns_foreach (const VitAtomColumns *columns, VitAtomColumnsFunc func, gpointer data);

/** vit_atom_columns_get_needs: of all together. */
VitQuantityNeeds vit_atom_columns_get_needs (const VitAtomColumns *columns);

/** vit_atom_columns_wish: adds what all need. */
void vit_atom_columns_wish (const VitAtomColumns *columns,
                            const VitOptions *options,
                            VitQuantityWish *wish);

/** vit_atom_columns_check: whether all names are known in the run; %FALSE after a message. */
gboolean vit_atom_columns_check (const VitAtomColumns *columns, VitRun *run, VitExit *exit);

/** vit_atom_columns_describe: (transfer full) (nullable): @premises (nullable), with expressions
 * and condition. */
char *vit_atom_columns_describe (const VitAtomColumns *columns, const char *premises);

/**
 * VitAtomTable: the atoms of a frame that are kept, with their values
 * @n_of: number of atoms of the frame
 */
typedef struct
{
  VitFrame *frame;
  size_t n_of;
  VitWriterColumn *columns;
  guint n_columns;
} VitAtomTable;

/** vit_atom_columns_compute: (transfer full) (nullable): of the frame of the source. */
VitAtomTable *vit_atom_columns_compute (const VitAtomColumns *columns,
                                        VitQuantitySource *source,
                                        VitProgress *progress,
                                        GError **error);
void vit_atom_table_free (VitAtomTable *table);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitAtomColumns, vit_atom_columns_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomTable, vit_atom_table_free)
