#include "core/domain/domain.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/domain/halo.h"
#include "core/geometry/neighbours-part.h"
#include "tests/domain/decomposed.h"

/* Every atom is owned once, by the rank of its place. */
static void
check_owners (VitCommunicator *communicator, void *data)
{
  const Sample *sample = data;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, sample);
  uint64_t n = domain->atoms.n;
  vit_communicator_sum (communicator, &n, 1);
  g_assert_cmpuint (n, ==, sample->n);
  g_assert_cmpuint (domain->bounds.n, ==, sample->n);
  for (size_t i = 0; i < domain->atoms.n; i++)
    {
      const double *x = sample->x + 3 * decomposed_index (domain->atoms.ids[i]);
      g_assert_cmpmem (domain->atoms.x + 3 * i, sizeof (double[3]), x, sizeof (double[3]));
      g_assert_cmpuint (vit_domain_find_owner (domain, x), ==,
                        vit_communicator_get_rank (communicator));
      g_assert_true (i == 0 || domain->atoms.ids[i] > domain->atoms.ids[i - 1]);
    }
}

#define CUTOFF 3.85

/* The lists of own atoms are those of all atoms at once, shifts included. */
static void
check_lists (VitCommunicator *communicator, void *data)
{
  const Sample *sample = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, sample);
  VitGridLayout layout;
  vit_domain_find_layout (domain, CUTOFF, &layout, &error);
  g_assert_no_error (error);
  g_autoptr (VitHalo) halo = vit_halo_new (domain, &layout, false);
  g_autoptr (VitNeighbours) lists =
      vit_neighbours_new_cutoff_part (&layout, &halo->part, halo->x, halo->n, NULL, &error);
  g_assert_no_error (error);
  g_autoptr (VitNeighbours) all =
      vit_neighbours_new_cutoff (&sample->cell, sample->x, sample->n, CUTOFF, NULL, &error);
  g_assert_no_error (error);
  for (size_t own = 0; own < halo->n_own; own++)
    {
      size_t i = halo->own[own], a = decomposed_index (halo->ids[i]);
      g_assert_cmpuint (vit_neighbours_count (lists, i), ==, vit_neighbours_count (all, a));
      for (size_t k = lists->offsets[i], l = all->offsets[a]; k < lists->offsets[i + 1]; k++, l++)
        {
          g_assert_cmpuint (decomposed_index (halo->ids[lists->indices[k]]), ==, all->indices[l]);
          g_assert_cmpmem (lists->shifts[k], sizeof lists->shifts[k], all->shifts[l],
                           sizeof all->shifts[l]);
        }
    }
}

/* What owners have arrives with the right atoms. */
static void
check_filling (VitCommunicator *communicator, void *data)
{
  const Sample *sample = data;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, sample);
  VitGridLayout layout;
  vit_domain_find_layout (domain, CUTOFF, &layout, NULL);
  for (int all = 0; all < 2; all++)
    {
      bool wants = all && vit_communicator_get_rank (communicator) % 2 == 0;
      g_autoptr (VitHalo) halo = vit_halo_new (domain, &layout, wants);
      g_autofree int64_t *values = g_new0 (int64_t, MAX (halo->n, 1));
      g_autofree unsigned *owners = vit_halo_dup_owners (halo);
      if (wants)
        g_assert_cmpuint (halo->n, ==, sample->n);
      for (size_t i = 0; i < halo->n_own; i++)
        values[halo->own[i]] = 7 * domain->atoms.ids[i];
      vit_halo_fill (halo, values, sizeof *values);
      for (size_t i = 0; i < halo->n; i++)
        {
          g_assert_cmpint (values[i], ==, 7 * halo->ids[i]);
          g_assert_cmpuint (owners[i], ==, vit_domain_find_owner (domain, halo->x + 3 * i));
          g_assert_cmpint (halo->is_halo[i], ==,
                           owners[i] != vit_communicator_get_rank (communicator));
        }
      vit_halo_take_own (halo, values, sizeof *values);
      for (size_t i = 0; i < halo->n_own; i++)
        g_assert_cmpint (values[i], ==, 7 * domain->atoms.ids[i]);
    }
}

/* Positions in another frame come to the owners in the first; some atoms are gone there. */
static void
check_matching (VitCommunicator *communicator, void *data)
{
  const Sample *sample = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, sample);
  VitAtomRows rows = decomposed_rows (sample, vit_communicator_get_rank (communicator),
                                      vit_communicator_get_size (communicator));
  size_t kept = 0;
  for (size_t i = 0; i < rows.n; i++)
    if (rows.ids[i] % 5 != 0)
      {
        rows.ids[kept] = rows.ids[i];
        for (int k = 0; k < 3; k++)
          rows.x[3 * kept + (size_t) k] = rows.x[3 * i + (size_t) k] + 100 * (k + 1);
        kept++;
      }
  rows.n = kept;
  g_autofree double *x = g_new (double, 3 * domain->atoms.n + 1);
  g_autofree uint8_t *found = g_new (uint8_t, domain->atoms.n + 1);
  g_assert_true (vit_domain_match (domain, &rows, x, found, &error));
  for (size_t i = 0; i < domain->atoms.n; i++)
    {
      g_assert_cmpint (found[i], ==, domain->atoms.ids[i] % 5 != 0);
      for (int k = 0; k < 3; k++)
        g_assert_true (found[i] ? x[3 * i + (size_t) k] ==
                                      domain->atoms.x[3 * i + (size_t) k] + 100 * (k + 1)
                                : isnan (x[3 * i + (size_t) k]));
    }
  g_autoptr (VitDomain) subset = vit_domain_new_subset (domain, found, &error);
  g_assert_no_error (error);
  for (size_t i = 0; i < subset->atoms.n; i++)
    g_assert_cmpint (subset->atoms.ids[i] % 5, !=, 0);
}

/* An id that two ranks have read is an error of all. */
static void
check_double_id (VitCommunicator *communicator, void *data)
{
  const Sample *sample = data;
  g_autoptr (GError) error = NULL;
  VitAtomRows rows = decomposed_rows (sample, vit_communicator_get_rank (communicator),
                                      vit_communicator_get_size (communicator));
  if (vit_communicator_get_rank (communicator) == 0)
    rows.ids[0] = decomposed_id (sample->n - 1) == rows.ids[0] ? decomposed_id (0)
                                                               : decomposed_id (sample->n - 1);
  g_autoptr (VitDomain) domain = vit_domain_new (communicator, &sample->cell, &rows, &error);
  g_assert_null (domain);
  g_assert_error (error, VIT_ERROR, VIT_ERROR_MISMATCH);
  g_assert_nonnull (strstr (error->message, "occurs more than once"));
}

static void
run_on_all (VitRankFunc func, Sample *sample)
{
  for (unsigned s = 0; s < decomposed_n_sizes; s++)
    vit_communicator_run_threads (decomposed_sizes[s], func, sample);
}

/* Boxes: cubic, tilted, with surfaces, and so thin that atoms neighbour images of themselves. */
static void
test_in_boxes (gconstpointer func)
{
  VitRankFunc check = (VitRankFunc) (gsize) func;
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 2, 1, 1 }, 1),
                     tilted = decomposed_triclinic ((int[3]){ 1, 1, 2 }, 2);
  run_on_all (check, glass);
  run_on_all (check, tilted);
  tilted->cell.periodic[0] = tilted->cell.periodic[2] = false;
  run_on_all (check, tilted);

  VitCell thin_cell;
  vit_cell_init_orthogonal (&thin_cell, (double[3]){ 0, 0, 0 }, (double[3]){ 40, 3, 5 });
  g_autoptr (Sample) thin = sample_new (&thin_cell, 60);
  for (size_t i = 0; i < thin->n; i++)
    {
      thin->x[3 * i] = 0.6 * (double) i;
      thin->x[3 * i + 1] = (double) (i % 3);
      thin->x[3 * i + 2] = (double) (i % 5);
    }
  decomposed_perturb (thin, 0.3, 3);
  run_on_all (check, thin);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/domain/owners", (gconstpointer) (gsize) check_owners, test_in_boxes);
  g_test_add_data_func ("/domain/lists", (gconstpointer) (gsize) check_lists, test_in_boxes);
  g_test_add_data_func ("/domain/filling", (gconstpointer) (gsize) check_filling, test_in_boxes);
  g_test_add_data_func ("/domain/matching", (gconstpointer) (gsize) check_matching, test_in_boxes);
  g_test_add_data_func ("/domain/double-id", (gconstpointer) (gsize) check_double_id,
                        test_in_boxes);
  return g_test_run ();
}
