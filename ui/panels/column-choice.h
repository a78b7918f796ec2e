#pragma once

/* The quantities that atoms can be coloured by, or that a distribution can show, as entries of a
 * drop-down. Main thread. */

#include "ui/session/session.h"

/**
 * vit_column_choice_dup:
 * @with_identities: whether to include what colours can show and no distribution: elements, types,
 *   identities and positions, and the liquid-like regions
 *
 * Returns: (transfer full) (array zero-terminated=1): T_ML, the columns of the first shown run, and
 * all scalar quantities. O(columns)
 */
char **vit_column_choice_dup (VitSession *session, bool with_identities);

/** vit_column_choice_dup_markup: (transfer full): the name of an entry in Pango markup; "" stands
 * for the column that colours the atoms. */
char *vit_column_choice_dup_markup (const char *column);

/** vit_column_choice_dup_searched: (transfer full): what a search of entries looks through: name,
 * symbol and description, in plain text. */
char *vit_column_choice_dup_searched (const char *column);

/** vit_column_choice_explain: (transfer full) (nullable): in markup, what an entry stands for. */
char *vit_column_choice_explain (const char *column);
