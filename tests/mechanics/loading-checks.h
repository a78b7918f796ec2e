#pragma once

/* What tests of loadings share: a test that is elastic up to a plateau, and checks. Main thread. */

#include "core/mechanics/loading.h"

#define N_ROWS 101
/* GPa */
#define MODULUS 80.0
#define PLATEAU 2.4
/* Å */
#define L0 120.0

/** loading_open_text: (transfer full): the log that a text is. */
VitThermoLog *loading_open_text (const char *text);

/** loading_check_doubts: that nothing is in doubt. */
void loading_check_doubts (const VitPremises *judged);

/** loading_check_yield: that modulus and plateau are found, in units of @stress_unit GPa. */
void loading_check_yield (const VitLoadingCurve *read, int sign, double stress_unit);

/** loading_flip: the tilt of a box that LAMMPS flips where its tilt exceeds half an edge. */
double loading_flip (double tilt);
