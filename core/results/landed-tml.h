#pragma once

/* T_ML of all start times, for results that are made once of them all. Main thread. */

#include "core/results/analyses.h"

/** vit_analyses_get_landed_tml: (transfer none): T_ML of @run (nullable) once none of its start
 * times is pending; else %VIT_ERROR_MISSING with the reason, so that the result is not made again
 * for each of them. */
VitTmlSeries *vit_analyses_get_landed_tml (VitAnalyses *analyses, VitRun *run, GError **error);
