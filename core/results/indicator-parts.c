/* The parts of a frame's structure that are indicators of single atoms. */

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/geometry/species.h"
#include "core/io/elements.h"
#include "core/results/frame-structure-private.h"
#include "core/structure/pair-entropy.h"

/* ---- σ ---- */

/* Replace distances by those that the user gave. */
static bool
take_given_distances (FrameStructure *self, GError **error)
{
  double pairs[VIT_MAX_PAIR_SPECIES][VIT_MAX_PAIR_SPECIES];
  VitShells *shells = &self->shells;
  if (!vit_pair_distances_read (self->options->indicators.pair_distances,
                                (const char *const *) self->species, pairs, error))
    return false;
  for (unsigned a = 0; a < MIN (shells->n_types, VIT_MAX_PAIR_SPECIES); a++)
    for (unsigned b = 0; b < MIN (shells->n_types, VIT_MAX_PAIR_SPECIES); b++)
      if (pairs[a][b] > 0)
        shells->sigma[a * shells->n_types + b] = pairs[a][b];
  return true;
}

/* Whether all pairs are given, so that g(r) need not be looked at. */
static bool
lacks_none (const VitShells *shells)
{
  for (unsigned k = 0; k < shells->n_types * shells->n_types; k++)
    if (isnan (shells->sigma[k]))
      return false;
  return true;
}

/* A type that the run's g(r) does not know has no σ. */
static bool
take_found_distances (FrameStructure *self, VitProgress *progress, GError **error)
{
  const VitShells *found =
      self->run_shells ? vit_run_shells_get (self->run_shells, progress, error) : NULL;
  if (!self->run_shells)
    g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The distances of neighbours are not known.");
  if (!found)
    return false;
  for (unsigned a = 0; a < found->n_types; a++)
    for (unsigned b = 0; b < found->n_types; b++)
      self->shells.sigma[a * self->shells.n_types + b] = found->sigma[a * found->n_types + b];
  return true;
}

bool
vit_structure_need_shells (FrameStructure *self, VitProgress *progress, GError **error)
{
  unsigned known = vit_trajectory_get_composition (self->trajectory)->n_types,
           n_types = MAX (MAX (known, self->public.n_types), 1);
  if (self->shells.sigma && self->shells.n_types >= n_types)
    return true;
  g_free (self->shells.sigma);
  self->shells = (VitShells){ n_types, g_new (double, n_types *n_types) };
  for (unsigned k = 0; k < n_types * n_types; k++)
    self->shells.sigma[k] = NAN;
  if (take_given_distances (self, error) &&
      (lacks_none (&self->shells) ||
       (take_found_distances (self, progress, error) && take_given_distances (self, error))))
    return true;
  g_clear_pointer (&self->shells.sigma, g_free);
  return false;
}

/* ---- Bonds and tetrahedra of neighbours ---- */

static bool
need_quadruples (FrameStructure *self,
                 double *tetrahedricity,
                 VitProgress *progress,
                 GError **error)
{
  if (self->quadruples && !tetrahedricity)
    return true;
  uint32_t *counts = g_new (uint32_t, MAX (self->public.n, 1));
  g_free (self->quadruples);
  self->quadruples = counts;
  bool symmetric = self->how.coordination.rule != VIT_NEIGHBOURS_NEAREST;
  if (vit_quadruples_measure (&self->frame->cell, self->x, self->coordination, symmetric,
                              self->frame->atoms->types, tetrahedricity ? &self->shells : NULL,
                              counts, tetrahedricity, progress, error))
    return true;
  g_clear_pointer (&self->quadruples, g_free);
  return false;
}

bool
vit_structure_make_shape (FrameStructure *self, VitProgress *progress, GError **error)
{
  VitFrameStructure *s = &self->public;
  if (!vit_structure_need_coordination (self, progress, error) ||
      !vit_structure_need_shells (self, progress, error))
    return false;
  g_autofree double *deviation = g_new (double, MAX (s->n, 1)),
                    *tetrahedricity = g_new (double, MAX (s->n, 1));
  if (!vit_bond_deviation (&self->frame->cell, self->x, self->coordination,
                           self->frame->atoms->types, &self->shells, deviation, progress, error) ||
      !need_quadruples (self, tetrahedricity, progress, error))
    return false;
  s->bond_deviation = g_steal_pointer (&deviation);
  s->tetrahedricity = g_steal_pointer (&tetrahedricity);
  return true;
}

bool
vit_structure_make_quadruples (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!vit_structure_need_coordination (self, progress, error) ||
      !need_quadruples (self, NULL, progress, error))
    return false;
  self->public.n_tet = g_steal_pointer (&self->quadruples);
  return true;
}

/* ---- Delaunay tetrahedra ---- */

bool
vit_structure_make_irregularity (FrameStructure *self, VitProgress *progress, GError **error)
{
  VitFrameStructure *s = &self->public;
  if (!vit_structure_need_delaunay (self, progress, error) ||
      !vit_structure_need_shells (self, progress, error))
    return false;
  g_autofree double *omega = g_new (double, MAX (s->n, 1)),
                    *q = self->wants_both ? g_new (double, MAX (s->n, 1)) : NULL;
  if (!vit_delaunay_measure (self->delaunay, &self->frame->cell, self->x, self->frame->atoms->types,
                             &self->shells, self->options->indicators.longest_edge, omega, q, NULL,
                             progress, error))
    return false;
  s->omega = g_steal_pointer (&omega);
  g_free (self->overpacking);
  self->overpacking = g_steal_pointer (&q);
  return true;
}

bool
vit_structure_make_overpacking (FrameStructure *self, VitProgress *progress, GError **error)
{
  VitFrameStructure *s = &self->public;
  if (self->overpacking)
    {
      s->overpacking = g_steal_pointer (&self->overpacking);
      return true;
    }
  if (!vit_structure_need_delaunay (self, progress, error))
    return false;
  g_autofree double *q = g_new (double, MAX (s->n, 1));
  if (!vit_delaunay_measure (self->delaunay, &self->frame->cell, self->x, NULL, NULL, 0, NULL, q,
                             NULL, progress, error))
    return false;
  s->overpacking = g_steal_pointer (&q);
  return true;
}

/* ---- Radii and interstices ---- */

bool
vit_structure_make_interstices (FrameStructure *self, VitProgress *progress, GError **error)
{
  VitFrameStructure *s = &self->public;
  if (!vit_structure_need_voronoi (self, progress, error))
    return false;
  g_autofree VitInterstices *interstices = g_new (VitInterstices, MAX (s->n, 1));
  if (!vit_interstices_measure (&self->frame->cell, self->x, self->voronoi->neighbours,
                                self->frame->atoms->types, self->radii, interstices, progress,
                                error))
    return false;
  s->interstices = g_steal_pointer (&interstices);
  return true;
}

bool
vit_structure_radii_take (const VitOptions *options,
                          const char *const *species,
                          double radii[UINT8_MAX + 1],
                          GError **error)
{
  double given[VIT_MAX_PAIR_SPECIES];
  g_return_val_if_fail (options && radii, false);
  if (!vit_radii_read (options->indicators.radii, species, given, error))
    return false;
  for (unsigned t = 0; t <= UINT8_MAX; t++)
    {
      const char *name = t > 0 ? vit_species_get (species, t) : "";
      const VitElement *element = vit_element_find (name);
      radii[t] = element ? element->radius : NAN;
      for (unsigned k = 1; t > 0 && k <= VIT_MAX_PAIR_SPECIES; k++)
        if (given[k - 1] > 0 &&
            (k == t || (*name && strcmp (vit_species_get (species, k), name) == 0)))
          radii[t] = given[k - 1];
    }
  return true;
}

/* ---- Pair entropy ---- */

bool
vit_structure_make_entropy (FrameStructure *self, VitProgress *progress, GError **error)
{
  VitFrameStructure *s = &self->public;
  const VitIndicatorGroup *options = &self->options->indicators;
  VitPairEntropyOptions how = { .reach = options->s2_reach,
                                .width = options->s2_width,
                                .step = options->s2_step,
                                .total = options->s2_total };
  if (!vit_structure_is_solid (self, "Pair entropies", error))
    return false;
  g_autofree double *s2 = g_new (double, MAX (s->n, 1));
  if (!vit_pair_entropy (&self->frame->cell, self->x, self->frame->atoms->types, s->n, s->n_types,
                         &how, s2, progress, error))
    return false;
  s->s2 = g_steal_pointer (&s2);
  return true;
}
