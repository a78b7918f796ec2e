#include "core/io/elements.h"

#include <glib.h>
#include <math.h>
#include <string.h>

/* clang-format off */
static const VitElement elements[] = {
  { "H", 1.008, 0.37, NAN },
  { "He", 4.0026, NAN, NAN },
  { "Li", 6.94, 1.57, NAN },
  { "Be", 9.0122, 1.12, NAN },
  { "B", 10.81, 0.88, NAN },
  { "C", 12.011, 0.77, NAN },
  { "N", 14.007, 0.74, NAN },
  { "O", 15.999, 0.74, NAN },
  { "F", 18.998, 0.72, NAN },
  { "Ne", 20.180, NAN, NAN },
  { "Na", 22.990, 1.91, NAN },
  { "Mg", 24.305, 1.60, NAN },
  { "Al", 26.982, 1.43, 1.41 },
  { "Si", 28.085, 1.17, NAN },
  { "P", 30.974, 1.10, 1.02 },
  { "S", 32.06, 1.04, NAN },
  { "Cl", 35.45, 0.99, NAN },
  { "Ar", 39.95, NAN, NAN },
  { "K", 39.098, 2.35, NAN },
  { "Ca", 40.078, 1.97, NAN },
  { "Sc", 44.956, 1.64, NAN },
  { "Ti", 47.867, 1.47, NAN },
  { "V", 50.942, 1.35, NAN },
  { "Cr", 51.996, 1.29, NAN },
  { "Mn", 54.938, 1.37, NAN },
  { "Fe", 55.845, 1.26, 1.25 },
  { "Co", 58.933, 1.25, NAN },
  { "Ni", 58.693, 1.25, 1.26 },
  { "Cu", 63.546, 1.28, 1.26 },
  { "Zn", 65.38, 1.37, NAN },
  { "Ga", 69.723, 1.53, NAN },
  { "Ge", 72.630, 1.22, NAN },
  { "As", 74.922, 1.21, NAN },
  { "Se", 78.971, 1.17, NAN },
  { "Br", 79.904, NAN, NAN },
  { "Kr", 83.798, NAN, NAN },
  { "Rb", 85.468, 2.50, NAN },
  { "Sr", 87.62, 2.15, NAN },
  { "Y", 88.906, 1.82, NAN },
  { "Zr", 91.224, 1.60, 1.58 },
  { "Nb", 92.906, 1.47, 1.43 },
  { "Mo", 95.95, 1.40, NAN },
  { "Tc", NAN, 1.35, NAN },
  { "Ru", 101.07, 1.34, NAN },
  { "Rh", 102.91, 1.34, NAN },
  { "Pd", 106.42, 1.37, NAN },
  { "Ag", 107.87, 1.44, NAN },
  { "Cd", 112.41, 1.52, NAN },
  { "In", 114.82, 1.67, NAN },
  { "Sn", 118.71, 1.58, NAN },
  { "Sb", 121.76, 1.41, NAN },
  { "Te", 127.60, 1.37, NAN },
  { "I", 126.90, NAN, NAN },
  { "Xe", 131.29, NAN, NAN },
  { "Cs", 132.91, 2.72, NAN },
  { "Ba", 137.33, 2.24, NAN },
  { "La", 138.91, 1.88, NAN },
  { "Ce", 140.12, 1.82, NAN },
  { "Pr", 140.91, 1.83, NAN },
  { "Nd", 144.24, 1.82, NAN },
  { "Sm", 150.36, 1.80, 1.85 },
  { "Eu", 151.96, 2.04, NAN },
  { "Gd", 157.25, 1.80, NAN },
  { "Tb", 158.93, 1.78, NAN },
  { "Dy", 162.50, 1.77, NAN },
  { "Ho", 164.93, 1.77, NAN },
  { "Er", 167.26, 1.76, NAN },
  { "Tm", 168.93, 1.75, NAN },
  { "Yb", 173.05, 1.94, NAN },
  { "Lu", 174.97, 1.73, NAN },
  { "Hf", 178.49, 1.59, NAN },
  { "Ta", 180.95, 1.47, NAN },
  { "W", 183.84, 1.41, NAN },
  { "Re", 186.21, 1.37, NAN },
  { "Os", 190.23, 1.35, NAN },
  { "Ir", 192.22, 1.36, NAN },
  { "Pt", 195.08, 1.39, NAN },
  { "Au", 196.97, 1.44, NAN },
  { "Hg", 200.59, 1.55, NAN },
  { "Tl", 204.38, 1.71, NAN },
  { "Pb", 207.2, 1.75, NAN },
  { "Bi", 208.98, 1.82, NAN },
  { "Th", 232.04, 1.80, NAN },
  { "U", 238.03, 1.56, NAN },
};
/* clang-format on */

const VitElement *
vit_element_find (const char *species)
{
  char symbol[3] = "";
  int n = 0;
  while (species && n < 3 && g_ascii_isalpha (species[n]))
    n++;
  if (n < 1 || n > 2)
    return NULL;
  symbol[0] = g_ascii_toupper (species[0]);
  symbol[1] = n > 1 ? g_ascii_tolower (species[1]) : '\0';
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (strcmp (elements[i].symbol, symbol) == 0)
      return &elements[i];
  return NULL;
}

const VitElement *
vit_element_find_word (VitToken word)
{
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (vit_token_equal (word, elements[i].symbol))
      return &elements[i];
  return NULL;
}

const VitElement *
vit_element_find_number (int64_t number)
{
  /* Those that no one has samples of are not in the table. */
  static const int absent[] = { 61, 84, 85, 86, 87, 88, 89, 91 };
  int64_t place = number - 1;
  for (gsize k = 0; k < G_N_ELEMENTS (absent); k++)
    {
      if (number == absent[k])
        return NULL;
      place -= number > absent[k];
    }
  return place >= 0 && place < (int64_t) G_N_ELEMENTS (elements) ? &elements[place] : NULL;
}

const VitElement *
vit_element_find_mass (double mass)
{
  const VitElement *nearest = NULL;
  for (gsize i = 0; i < G_N_ELEMENTS (elements); i++)
    if (fabs (elements[i].mass - mass) <= 0.5 &&
        (!nearest || fabs (elements[i].mass - mass) < fabs (nearest->mass - mass)))
      nearest = &elements[i];
  return nearest;
}

double
vit_element_mass (const char *species)
{
  const VitElement *element = vit_element_find (species);
  return element ? element->mass : NAN;
}
