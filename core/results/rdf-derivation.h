#pragma once

/* Derivation of the radial distribution functions of a run. Any thread. */

#include "core/structure/rdf.h"
#include "core/results/deriver.h"

/**
 * VitRunRdf:
 * @rdf: g(r) up to 10 Å, averaged over up to 20 evenly spaced frames
 * @minimum: first minimum of the total g(r), Å; NaN if there is none
 * @partial_minima: n_types × n_types: the same of the partial g(r)
 * @species: names by type − 1
 */
typedef struct
{
  VitRdf *rdf;
  double minimum;
  double *partial_minima;
  char **species;
} VitRunRdf;

/** vit_rdf_derivation: results are #VitRunRdf; they do not depend on the time. */
extern const VitDerivation vit_rdf_derivation;
