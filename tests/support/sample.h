#pragma once

/* One configuration for a test or bench: a plain one-frame LAMMPS dump (text, or gzipped) of an
 * orthogonal or restricted triclinic periodic box, read in the simplest way there is, so that
 * numerical tests do not depend on the readers under test elsewhere. */

#include <glib.h>
#include <stdint.h>

#include "core/geometry/cell.h"

typedef struct
{
  VitCell cell;
  size_t n;
  double *x;      /* n × 3, Å */
  uint8_t *types; /* 1, 2, ... */
} Sample;

/** sample_read: the first frame of a dump, in the order of the file; aborts the test if it cannot.
 */
Sample *sample_read (const char *path);

/** sample_read_data: a file of tests/data. */
Sample *sample_read_data (const char *name);

/** sample_shared: (nullable) (transfer full): path below $VITRINE_TEST_DATA, or %NULL if not there.
 */
char *sample_shared (const char *name);

/** sample_replicate: @times copies along each box vector; atom i of copy c is c·n + i. */
Sample *sample_replicate (const Sample *sample, const int times[3]);

Sample *sample_new (const VitCell *cell, size_t n);
void sample_free (Sample *sample);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Sample, sample_free)
