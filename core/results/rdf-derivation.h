#pragma once

/* Radial distribution functions of a run as a result that follows from the study. Any thread. */

#include "core/structure/rdf.h"
#include "core/results/deriver.h"

/**
 * VitRunRdf:
 * @rdf: averaged over up to 20 even frames, to 10 Å
 * @minimum: first minimum of the total, Å; NaN without one
 * @partial_minima: (n_types × n_types): likewise
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
