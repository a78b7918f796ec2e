#include "ui/style/atom-radius.h"

#include <math.h>

#include "core/io/elements.h"

float
vit_atom_radius (const char *species)
{
  const VitElement *element = vit_element_find (species);
  return element && isfinite (element->metallic_radius) ? (float) element->metallic_radius
                                                        : VIT_ATOM_RADIUS_DEFAULT;
}

void
vit_atom_fill_radii (const char *const *species, unsigned n, bool equal, float *radii)
{
  for (unsigned i = 0; i < n; i++)
    radii[i] = equal ? VIT_ATOM_RADIUS_DEFAULT : vit_atom_radius (species[i]);
}
