#pragma once

/* The analyses of a text. Main thread. */

#include "core/results/analyses.h"

/** analyses_open_text: (transfer full): of a study of one run whose one file holds @text, opened;
 * types 1 and 3 are Cu, type 2 is Zr. */
VitAnalyses *analyses_open_text (const char *text);
