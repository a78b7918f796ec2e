#pragma once

/* The one table of chemical elements. Constant; any thread. */

#include "core/io/text.h"

/**
 * VitElement:
 * @symbol: as "Cu"
 * @mass: abridged standard atomic weight (IUPAC 2021), u; NaN for one without a stable isotope, but
 *   for thorium and uranium
 * @metallic_radius: Goldschmidt's for twelve neighbours, from H to Te where there is no metal the
 *   covalent one of a single bond, Å; NaN where it is not known. Sizes on the screen only
 * @radius: R of dense packing in metallic glasses (Miracle), Å; NaN where it is not known
 */
typedef struct
{
  char symbol[3];
  double mass, metallic_radius, radius;
} VitElement;

/**
 * vit_element_find: (transfer none) (nullable):
 * @species: (nullable): name of a species: the symbol in any case; what follows its letters is
 *   ignored, as in Zr2
 */
const VitElement *vit_element_find (const char *species);

/** vit_element_find_word: (transfer none) (nullable): the element whose symbol a word is, as it is
 * written. */
const VitElement *vit_element_find_word (VitToken word);

/** vit_element_find_number: (transfer none) (nullable): the element of an atomic number. */
const VitElement *vit_element_find_number (int64_t number);

/** vit_element_find_mass: (transfer none) (nullable): the element of the nearest mass, within 0.5
 * u. */
const VitElement *vit_element_find_mass (double mass);

/** vit_element_mass: of a species by its name, u; NaN where it is no element. */
double vit_element_mass (const char *species);
