#pragma once

/* Tables of atoms with chosen columns, as they are exported: by `atoms`, and from the window. A
 * VitAtomColumns belongs to its owner; any thread, but for vit_atom_columns_describe_run(). */

#include "core/io/writer.h"
#include "core/results/column.h"
#include "core/results/filter.h"

/**
 * VitAtomColumns:
 * @properties: (array zero-terminated=1): names of quantities
 * @names: (array zero-terminated=1): of expressions
 * @expressions: (array zero-terminated=1): by @names
 * @filter: atoms that it leaves out are left out
 */
typedef struct
{
  char **properties;
  char **names, **expressions;
  VitFilter filter;
} VitAtomColumns;

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

/**
 * vit_atom_columns_describe:
 * @timed: whether the frame is that of a time
 *
 * Returns: (transfer full) (nullable): what the columns rest on, with expressions and condition, as
 *   it stands in the file. Main thread
 */
char *vit_atom_columns_describe (const VitAtomColumns *columns,
                                 VitAnalyses *analyses,
                                 VitRun *run,
                                 bool timed);

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

/** vit_atom_columns_compute: (transfer full) (nullable): of the frame of the source, which was made
 * for vit_atom_columns_wish(). */
VitAtomTable *vit_atom_columns_compute (const VitAtomColumns *columns,
                                        VitQuantitySource *source,
                                        VitProgress *progress,
                                        GError **error);
void vit_atom_table_free (VitAtomTable *table);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (VitAtomColumns, vit_atom_columns_clear)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VitAtomTable, vit_atom_table_free)
