#pragma once

/* The quantities that atoms can be coloured by, or that a distribution can show, as entries of a
 * drop-down. Main thread. */

#include "ui/session/session.h"

/**
 * vit_column_choice_dup:
 * @with_regions: whether to include the liquid-like regions, which have no numerical values
 *
 * Returns: (transfer full) (array zero-terminated=1): T_ML, every column of the first shown run
 * that is not an identity or a position, and all scalar quantities. O(columns)
 */
char **vit_column_choice_dup (VitSession *session, bool with_regions);

/** vit_column_choice_dup_markup: (transfer full): the name of an entry in Pango markup; "" stands
 * for the column that colours the atoms. */
char *vit_column_choice_dup_markup (const char *column);
