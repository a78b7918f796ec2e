#include "core/domain/domain-strain.h"

#include <string.h>

#include "tests/domain/decomposed.h"

typedef struct
{
  const Sample *before, *after;
  bool continuous;
  VitNonaffineOptions options;
  VitNonaffine *strain;
} Expected;

static void
check_rank (VitCommunicator *communicator, void *data)
{
  const Expected *expected = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VitDomain) domain = decomposed_new (communicator, expected->before);
  VitAtomRows rows = decomposed_rows (expected->after, vit_communicator_get_rank (communicator),
                                      vit_communicator_get_size (communicator));
  size_t n = domain->atoms.n;
  g_autofree double *x = g_new (double, 3 * n + 1);
  g_autofree uint8_t *found = g_new (uint8_t, n + 1);
  vit_domain_match (domain, &rows, x, found, &error);
  g_assert_no_error (error);
  VitNonaffineLater later = { &expected->after->cell, x, expected->continuous, { 0, 0, 0 } };
  g_autoptr (VitNonaffine) strain =
      vit_domain_nonaffine_new (domain, &later, &expected->options, NULL, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (strain->n, ==, n);
  g_assert_cmpuint (strain->n_few, ==, expected->strain->n_few);
  g_assert_cmpuint (strain->n_inverted, ==, expected->strain->n_inverted);
  g_assert_cmpuint (strain->n_ambiguous, ==, expected->strain->n_ambiguous);
  for (size_t i = 0; i < n; i++)
    {
      size_t a = decomposed_index (domain->atoms.ids[i]);
      const VitNonaffine *all = expected->strain;
      g_assert_cmpmem (&strain->d2min[i], sizeof (double), &all->d2min[a], sizeof (double));
      g_assert_cmpmem (&strain->mises[i], sizeof (double), &all->mises[a], sizeof (double));
      g_assert_cmpmem (&strain->volumetric[i], sizeof (double), &all->volumetric[a],
                       sizeof (double));
      g_assert_cmpmem (&strain->rotation[i], sizeof (double), &all->rotation[a], sizeof (double));
      g_assert_cmpint (strain->flags[i], ==, all->flags[a]);
    }
}

/* Strain of a sheared and perturbed copy, on any number of ranks. */
static void
check_deformed (Sample *before, bool continuous)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (Sample) after = sample_new (&before->cell, before->n);
  after->cell.h[0][0] *= 1.02;
  after->cell.h[2][2] *= 0.97;
  after->cell.h[1][0] += 0.05 * before->cell.h[1][1];
  for (size_t i = 0; i < before->n; i++)
    {
      double s[3];
      vit_cell_to_scaled (&before->cell, before->x + 3 * i, s);
      vit_cell_to_cartesian (&after->cell, s, after->x + 3 * i);
    }
  decomposed_perturb (after, 0.6, 9);
  for (size_t i = 0; !continuous && i < after->n; i++)
    vit_cell_wrap (&after->cell, after->x + 3 * i, NULL);
  Expected expected = { before, after, continuous, { .cutoff = 3.6 }, NULL };
  expected.strain = vit_nonaffine_new (&before->cell, before->x, &after->cell, after->x, before->n,
                                       continuous, &expected.options, NULL, &error);
  g_assert_no_error (error);
  for (unsigned s = 0; s < decomposed_n_sizes; s++)
    vit_communicator_run_threads (decomposed_sizes[s], check_rank, &expected);
  vit_nonaffine_free (expected.strain);
}

static void
test_glass (void)
{
  g_autoptr (Sample) glass = decomposed_glass ((int[3]){ 1, 2, 1 }, 8);
  check_deformed (glass, true);
  check_deformed (glass, false);
}

/* Also with surfaces, whose atoms lie outside the box. */
static void
test_triclinic (void)
{
  g_autoptr (Sample) tilted = decomposed_triclinic ((int[3]){ 2, 1, 1 }, 10);
  check_deformed (tilted, true);
  tilted->cell.periodic[0] = tilted->cell.periodic[1] = false;
  check_deformed (tilted, true);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/domain-strain/glass", test_glass);
  g_test_add_func ("/domain-strain/triclinic", test_triclinic);
  return g_test_run ();
}
