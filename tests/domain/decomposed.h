#pragma once

/* Configurations whose atoms are dealt out to ranks, for tests that compare what ranks compute with
 * what one process computes of all atoms. */

#include "core/domain/domain.h"
#include "tests/support/sample.h"

/** Numbers of ranks that tests try. */
extern const unsigned decomposed_sizes[];
extern const unsigned decomposed_n_sizes;

/** decomposed_rows: the atoms of @sample that rank @rank of @size has read: a range of the file,
 * whose order is not that of the ids. Ids are 3 · (index + 1) − 7. */
VitAtomRows decomposed_rows (const Sample *sample, unsigned rank, unsigned size);

/** decomposed_id: the id of an atom. */
int64_t decomposed_id (size_t index);

/** decomposed_index: the atom with an id. */
size_t decomposed_index (int64_t id);

/** decomposed_new: the domain of a rank. */
VitDomain *decomposed_new (VitCommunicator *communicator, const Sample *sample);

/** decomposed_glass: a small glass, replicated and perturbed; atoms lie in any image of the box. */
Sample *decomposed_glass (const int times[3], uint64_t seed);

/** decomposed_triclinic: the same in a tilted box. */
Sample *decomposed_triclinic (const int times[3], uint64_t seed);

/** decomposed_perturb: moves each atom by up to @most along each axis (Å). */
void decomposed_perturb (Sample *sample, double most, uint64_t seed);
