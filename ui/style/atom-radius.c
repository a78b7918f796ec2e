#include "ui/style/atom-radius.h"

#include <glib.h>

/* Goldschmidt radii for twelve neighbours; single-bond covalent radii from H to Te where there is
 * no metal. */
static const struct
{
  char symbol[3];
  float radius;
} elements[] = {
  { "H", 0.37f },  { "Li", 1.57f }, { "Be", 1.12f }, { "B", 0.88f },  { "C", 0.77f },
  { "N", 0.74f },  { "O", 0.74f },  { "F", 0.72f },  { "Na", 1.91f }, { "Mg", 1.60f },
  { "Al", 1.43f }, { "Si", 1.17f }, { "P", 1.10f },  { "S", 1.04f },  { "Cl", 0.99f },
  { "K", 2.35f },  { "Ca", 1.97f }, { "Sc", 1.64f }, { "Ti", 1.47f }, { "V", 1.35f },
  { "Cr", 1.29f }, { "Mn", 1.37f }, { "Fe", 1.26f }, { "Co", 1.25f }, { "Ni", 1.25f },
  { "Cu", 1.28f }, { "Zn", 1.37f }, { "Ga", 1.53f }, { "Ge", 1.22f }, { "As", 1.21f },
  { "Se", 1.17f }, { "Rb", 2.50f }, { "Sr", 2.15f }, { "Y", 1.82f },  { "Zr", 1.60f },
  { "Nb", 1.47f }, { "Mo", 1.40f }, { "Tc", 1.35f }, { "Ru", 1.34f }, { "Rh", 1.34f },
  { "Pd", 1.37f }, { "Ag", 1.44f }, { "Cd", 1.52f }, { "In", 1.67f }, { "Sn", 1.58f },
  { "Sb", 1.41f }, { "Te", 1.37f }, { "Cs", 2.72f }, { "Ba", 2.24f }, { "La", 1.88f },
  { "Ce", 1.82f }, { "Pr", 1.83f }, { "Nd", 1.82f }, { "Sm", 1.80f }, { "Eu", 2.04f },
  { "Gd", 1.80f }, { "Tb", 1.78f }, { "Dy", 1.77f }, { "Ho", 1.77f }, { "Er", 1.76f },
  { "Tm", 1.75f }, { "Yb", 1.94f }, { "Lu", 1.73f }, { "Hf", 1.59f }, { "Ta", 1.47f },
  { "W", 1.41f },  { "Re", 1.37f }, { "Os", 1.35f }, { "Ir", 1.36f }, { "Pt", 1.39f },
  { "Au", 1.44f }, { "Hg", 1.55f }, { "Tl", 1.71f }, { "Pb", 1.75f }, { "Bi", 1.82f },
  { "Th", 1.80f }, { "U", 1.56f },
};

float
vit_atom_radius (const char *species)
{
  char symbol[3] = "";
  int n = 0;
  while (species && n < 3 && g_ascii_isalpha (species[n]))
    n++;
  if (n < 1 || n > 2)
    return VIT_ATOM_RADIUS_DEFAULT;
  symbol[0] = g_ascii_toupper (species[0]);
  symbol[1] = n > 1 ? g_ascii_tolower (species[1]) : '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (elements[i].symbol[0] == symbol[0] && elements[i].symbol[1] == symbol[1])
      return elements[i].radius;
  return VIT_ATOM_RADIUS_DEFAULT;
}

void
vit_atom_fill_radii (const char *const *species, unsigned n, bool equal, float *radii)
{
  for (unsigned i = 0; i < n; i++)
    radii[i] = equal ? VIT_ATOM_RADIUS_DEFAULT : vit_atom_radius (species[i]);
}
