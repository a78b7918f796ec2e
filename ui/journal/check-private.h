#pragma once

/* Rules that fill a file of their own. */

#include "ui/journal/check.h"

/** vit_check_overlap: (transfer full) (nullable): what lies on a text that should not. */
char *vit_check_overlap (const VitFigureRecord *record);
