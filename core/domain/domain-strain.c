#include "core/domain/domain-strain.h"

#include <math.h>
#include <string.h>

#include "core/mechanics/nonaffine-part.h"

/* Reduces the results of a part to those of own atoms, and counts to sums over ranks. */
static void
keep_own (const VitHalo *halo, VitNonaffine *result)
{
  double *const columns[] = { result->d2min, result->mises, result->volumetric, result->rotation };
  for (size_t c = 0; c < G_N_ELEMENTS (columns); c++)
    vit_halo_take_own (halo, columns[c], sizeof *columns[c]);
  vit_halo_take_own (halo, result->flags, sizeof *result->flags);
  result->n = halo->n_own;
  uint64_t counts[3] = { result->n_few, result->n_inverted, result->n_ambiguous };
  vit_communicator_sum (halo->domain->communicator, counts, 3);
  result->n_few = counts[0];
  result->n_inverted = counts[1];
  result->n_ambiguous = counts[2];
}

VitNonaffine *
vit_domain_nonaffine_new (const VitDomain *domain,
                          const VitNonaffineLater *later,
                          const VitNonaffineOptions *options,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (domain && later && options && !options->with_gradient, NULL);
  VitGridLayout layout;
  if (!vit_domain_find_layout (domain, options->cutoff, &layout, error))
    return NULL;
  g_autoptr (VitHalo) halo = vit_halo_new (domain, &layout, false);
  g_autofree double (*x)[3] = g_malloc0_n (MAX (halo->n, 1), sizeof *x);
  for (size_t i = 0; i < halo->n_own; i++)
    memcpy (x[halo->own[i]], later->x + 3 * i, sizeof *x);
  vit_halo_fill (halo, x, sizeof *x);
  VitNonaffineLater here = *later;
  here.x = *x;
  g_autoptr (VitNonaffine) result = vit_nonaffine_new_part (&layout, &halo->part, halo->x, &here,
                                                            halo->n, options, progress, error);
  if (!vit_communicator_agree (domain->communicator, result != NULL, error))
    return NULL;
  keep_own (halo, result);
  return g_steal_pointer (&result);
}
