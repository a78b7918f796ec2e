#pragma once

/* What making and loading a result share. */

#include "core/tml/tml.h"

/** vit_tml_result_new: (transfer full): with room for the values of all atoms. */
VitTmlResult *vit_tml_result_new (VitAtoms *atoms, size_t frame, double time);

/** vit_tml_result_count_valid: sets the number of valid atoms. */
void vit_tml_result_count_valid (VitTmlResult *result);
