#pragma once

/* T_ML of start times whose longest intervals are not there yet, of a run that is being written
 * (docs/science.md §2): the model restricted to the intervals that are present. It is another
 * quantity than T_ML, and enters no curve and no statistic. Main thread. */

#include "core/results/tml-source.h"

typedef struct _VitDevelopingTml VitDevelopingTml;

/** VIT_DEVELOPING_PALE: longest interval below which maps are drawn paler, ps. */
#define VIT_DEVELOPING_PALE 100.0

VitDevelopingTml *vit_developing_tml_new (void);
void vit_developing_tml_free (VitDevelopingTml *self);

/** vit_developing_tml_forget: the frames are others now. */
void vit_developing_tml_forget (VitDevelopingTml *self);

/**
 * vit_developing_tml_get:
 * @of: the source of T_ML of the run as it is now
 * @frame: a start time that is not final
 * @longest: (out): the longest interval that is present, ps
 *
 * Sources stay the same as long as the frames do that they read, so that what was made of them is
 * not made again when the run grows. That of a new set of intervals has its model cross-validated
 * in the background.
 *
 * Returns: (transfer full) (nullable): the start time; %NULL if no interval is present.
 * O(intervals)
 */
VitTmlStarts *
vit_developing_tml_get (VitDevelopingTml *self, VitTmlSource *of, size_t frame, double *longest);

/** vit_developing_tml_get_validation: (transfer none) (nullable): how well the model tells
 * temperatures apart on the intervals up to @longest, once that is known. */
const char *vit_developing_tml_get_validation (VitDevelopingTml *self, double longest);

/** vit_developing_tml_expect: rank correlation with the final T_ML that was measured where @longest
 * (ps) was the longest interval, from the lowest to the highest; 0 to a low value below 2 ps. */
void vit_developing_tml_expect (double longest, double *lowest, double *highest);
