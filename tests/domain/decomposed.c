#include "tests/domain/decomposed.h"

#include <string.h>

#include "core/base/random.h"

const unsigned decomposed_sizes[] = { 1, 2, 3, 8 };
const unsigned decomposed_n_sizes = G_N_ELEMENTS (decomposed_sizes);

int64_t
decomposed_id (size_t index)
{
  return 3 * (int64_t) (index + 1) - 7;
}

size_t
decomposed_index (int64_t id)
{
  return (size_t) ((id + 7) / 3 - 1);
}

/* A permutation: rows of a dump are in the order of LAMMPS' own cells. */
static size_t
get_row (size_t row, size_t n)
{
  return n % 7919 == 0 ? row : (row * 7919 + 13) % n;
}

VitAtomRows
decomposed_rows (const Sample *sample, unsigned rank, unsigned size)
{
  size_t begin = sample->n * rank / size, end = sample->n * (rank + 1) / size;
  VitAtomRows rows = { .n = end - begin,
                       .ids = g_new (int64_t, end - begin + 1),
                       .x = g_new (double, 3 * (end - begin) + 1),
                       .types = g_new (uint8_t, end - begin + 1) };
  for (size_t row = begin; row < end; row++)
    {
      size_t i = get_row (row, sample->n);
      rows.ids[row - begin] = decomposed_id (i);
      memcpy (rows.x + 3 * (row - begin), sample->x + 3 * i, 3 * sizeof *rows.x);
      rows.types[row - begin] = sample->types ? sample->types[i] : 1;
    }
  return rows;
}

VitDomain *
decomposed_new (VitCommunicator *communicator, const Sample *sample)
{
  g_autoptr (GError) error = NULL;
  VitAtomRows rows = decomposed_rows (sample, vit_communicator_get_rank (communicator),
                                      vit_communicator_get_size (communicator));
  VitDomain *domain = vit_domain_new (communicator, &sample->cell, &rows, &error);
  g_assert_no_error (error);
  return domain;
}

static double
get_random (uint64_t *state)
{
  return (double) (vit_random_next (state) >> 11) * 0x1p-53;
}

void
decomposed_perturb (Sample *sample, double most, uint64_t seed)
{
  for (size_t i = 0; i < 3 * sample->n; i++)
    sample->x[i] += most * (2 * get_random (&seed) - 1);
}

Sample *
decomposed_glass (const int times[3], uint64_t seed)
{
  g_autoptr (Sample) glass = sample_read_data ("glass-100K.dump.gz");
  Sample *sample = sample_replicate (glass, times);
  decomposed_perturb (sample, 0.1, seed);
  /* Some atoms lie in other images of the box, as unwrapped ones do. */
  for (size_t i = 0; i < sample->n; i += 17)
    for (int k = 0; k < 3; k++)
      {
        int image = (int) (vit_random_next (&seed) % 3) - 1;
        for (int j = 0; j < 3; j++)
          sample->x[3 * i + (size_t) j] += image * sample->cell.h[k][j];
      }
  return sample;
}

Sample *
decomposed_triclinic (const int times[3], uint64_t seed)
{
  Sample *sample = decomposed_glass (times, seed);
  VitCell tilted = sample->cell;
  tilted.h[1][0] = 0.31 * sample->cell.h[0][0];
  tilted.h[2][0] = -0.22 * sample->cell.h[0][0];
  tilted.h[2][1] = 0.17 * sample->cell.h[1][1];
  for (size_t i = 0; i < sample->n; i++)
    {
      double s[3];
      vit_cell_to_scaled (&sample->cell, sample->x + 3 * i, s);
      vit_cell_to_cartesian (&tilted, s, sample->x + 3 * i);
    }
  sample->cell = tilted;
  return sample;
}
