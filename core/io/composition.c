#include "core/io/composition.h"

VitComposition *
vit_composition_new (const VitAtoms *atoms)
{
  g_return_val_if_fail (atoms, NULL);
  VitComposition *composition = g_new0 (VitComposition, 1);
  composition->n = atoms->n;
  composition->n_types = atoms->n_types;
  composition->species = g_strdupv (atoms->species);
  composition->counts = g_new0 (size_t, MAX (atoms->n_types, 1));
  for (size_t i = 0; i < atoms->n; i++)
    if (atoms->types[i] >= 1 && atoms->types[i] <= atoms->n_types)
      composition->counts[atoms->types[i] - 1]++;
  return composition;
}

VitComposition *
vit_composition_copy (const VitComposition *composition)
{
  g_return_val_if_fail (composition, NULL);
  VitComposition *copy = g_memdup2 (composition, sizeof *composition);
  copy->species = g_strdupv (composition->species);
  copy->counts =
      g_memdup2 (composition->counts, MAX (composition->n_types, 1) * sizeof *composition->counts);
  return copy;
}

void
vit_composition_free (VitComposition *composition)
{
  if (!composition)
    return;
  g_strfreev (composition->species);
  g_free (composition->counts);
  g_free (composition);
}
