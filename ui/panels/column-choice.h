#pragma once

/* What atoms can be coloured by, or a distribution be taken of, as the entries of a drop-down. Main
 * thread. */

#include "ui/session/session.h"

/**
 * vit_column_choice_dup:
 * @with_regions: whether liquid-like regions are among them, which have no values
 *
 * Returns: (transfer full) (array zero-terminated=1): T_ML, every column of the first shown run
 * that is no identity or position, and all quantities of one number. O(columns)
 */
char **vit_column_choice_dup (VitSession *session, bool with_regions);

/** vit_column_choice_dup_markup: (transfer full): what an entry is called, in Pango markup; the
 * empty one is the column that colours the atoms. */
char *vit_column_choice_dup_markup (const char *column);
