#pragma once

/* Masses of the chemical elements. Pure, any thread. */

/** vit_element_mass: standard atomic weight of an element by its symbol, u; NaN for another name.
 */
double vit_element_mass (const char *symbol);
