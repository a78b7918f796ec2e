#include "core/domain/domain-frame.h"

#include <math.h>

#include "core/io/text.h"

static VitAtoms *
new_atoms (const VitAtomRows *rows)
{
  VitAtoms *atoms = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&atoms->refs);
  atoms->n = rows->n;
  atoms->ids = g_memdup2 (rows->ids, MAX (rows->n, 1) * sizeof *rows->ids);
  atoms->types = g_memdup2 (rows->types, MAX (rows->n, 1));
  for (size_t i = 0; i < rows->n; i++)
    atoms->n_types = MAX (atoms->n_types, rows->types[i]);
  atoms->species = g_new0 (char *, atoms->n_types + 1);
  for (unsigned t = 0; t < atoms->n_types; t++)
    atoms->species[t] = g_strdup ("");
  atoms->has_ids = atoms->unique = true;
  return atoms;
}

static VitFrame *
new_frame (VitAtoms *atoms, const VitCell *cell, const double *x, int decimals)
{
  VitFrame *frame = g_new0 (VitFrame, 1);
  g_atomic_ref_count_init (&frame->refs);
  frame->atoms = vit_atoms_ref (atoms);
  frame->cell = *cell;
  frame->has_cell = true;
  frame->dimension = 3;
  frame->time = NAN;
  size_t room = MAX (3 * atoms->n, 1);
  if (decimals < 0)
    {
      frame->real = g_new (double, room);
      for (size_t i = 0; i < 3 * atoms->n; i++)
        frame->real[i] = x[i];
      return frame;
    }
  frame->decimals = decimals;
  frame->fixed = g_new (int32_t, room);
  for (size_t i = 0; i < 3 * atoms->n; i++)
    frame->fixed[i] = isfinite (x[i]) ? (int32_t) llrint (x[i] * VIT_POWERS_OF_TEN[decimals]) : 0;
  return frame;
}

VitFrame *
vit_domain_frame_new (
    const VitCell *cell, const VitAtomRows *atoms, bool unwrapped, int64_t step, int decimals)
{
  g_autoptr (VitAtoms) table = new_atoms (atoms);
  VitFrame *frame = new_frame (table, cell, atoms->x, decimals);
  frame->unwrapped = unwrapped;
  frame->step = step;
  return frame;
}

/* (collective): Adds up what ranks have. */
static void
merge_drift (VitCommunicator *communicator, VitDrift *drift)
{
  g_autofree VitDrift *all =
      vit_communicator_gather_all (communicator, drift, 1, sizeof *drift, NULL, NULL);
  *drift = (VitDrift){ 0 };
  for (unsigned r = 0; r < vit_communicator_get_size (communicator); r++)
    {
      drift->n += all[r].n;
      for (int k = 0; k < 3; k++)
        vit_exact_sum_merge (&drift->sum[k], &all[r].sum[k]);
    }
}

bool
vit_domain_displacements (const VitDomain *domain,
                          const VitDomainMoment *from,
                          const VitDomainMoment *to,
                          const VitMotionOptions *options,
                          double *d,
                          GError **error)
{
  g_return_val_if_fail (options->frame != VIT_MOTION_CAGE, false);
  const VitAtomRows *atoms = &domain->atoms;
  g_autoptr (VitAtoms) table = new_atoms (atoms);
  g_autoptr (VitFrame) a = new_frame (table, from->cell, from->x, from->decimals),
                       b = new_frame (table, to->cell, to->x, to->decimals);
  VitMotionBases bases = { from->basis, to->basis };
  VitMotionOptions raw = *options;
  raw.keep_drift = true;
  if (!vit_communicator_agree (domain->communicator,
                               vit_displacement_compute (a, b, &bases, NULL, &raw, d, NULL, error),
                               error))
    return false;
  for (size_t i = 0; i < 3 * atoms->n; i++)
    if (isnan (to->x[i]))
      d[i / 3 * 3] = d[i / 3 * 3 + 1] = d[i / 3 * 3 + 2] = NAN;
  if (options->keep_drift)
    return true;
  VitDrift drift = { 0 };
  vit_drift_add (&drift, d, atoms->n);
  merge_drift (domain->communicator, &drift);
  vit_drift_subtract (&drift, d, atoms->n);
  return true;
}
