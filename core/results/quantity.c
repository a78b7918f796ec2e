#include "core/results/quantity-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/results/learned.h"
#include "core/structure/polyhedra.h"

/* ---- Kernels ---- */

static bool
take_t_ml (const VitQuantity *self,
           VitQuantitySource *source,
           double *values,
           VitProgress *progress,
           GError **error)
{
  const VitTmlResult *result = vit_quantity_source_get_tml (source, progress, error);
  for (size_t i = 0; result && i < result->atoms->n; i++)
    values[i] = (double) result->t_ml[i];
  return result != NULL;
}

static bool
take_cluster (const VitQuantity *self,
              VitQuantitySource *source,
              double *values,
              VitProgress *progress,
              GError **error)
{
  const VitClusters *regions = vit_quantity_source_get_regions (source, progress, error);
  for (size_t i = 0; regions && i < regions->n; i++)
    values[i] = regions->labels[i] + 1;
  return regions != NULL;
}

/* @place of the quantity is 1 for solid-like atoms. */
static bool
take_class (const VitQuantity *self,
            VitQuantitySource *source,
            double *values,
            VitProgress *progress,
            GError **error)
{
  const VitTmlResult *result = vit_quantity_source_get_tml (source, progress, error);
  const uint8_t *flags = !result       ? NULL
                         : self->place ? vit_quantity_source_get_solid (source, progress, error)
                                       : vit_quantity_source_get_liquid (source, progress, error);
  for (size_t i = 0; flags && i < result->atoms->n; i++)
    values[i] = isnan (result->t_ml[i]) ? NAN : flags[i];
  return flags != NULL;
}

static bool
take_displacement (const VitQuantity *self,
                   VitQuantitySource *source,
                   double *values,
                   VitProgress *progress,
                   GError **error)
{
  const double *d = vit_quantity_source_get_displacements (source, progress, error);
  VitFrame *frame = d ? vit_quantity_source_get_frame (source, error) : NULL;
  if (frame)
    memcpy (values, d, 3 * frame->atoms->n * sizeof *d);
  return frame != NULL;
}

static bool
take_distance (const VitQuantity *self,
               VitQuantitySource *source,
               double *values,
               VitProgress *progress,
               GError **error)
{
  const double *d = vit_quantity_source_get_displacements (source, progress, error);
  VitFrame *frame = d ? vit_quantity_source_get_frame (source, error) : NULL;
  for (size_t i = 0; frame && i < frame->atoms->n; i++)
    values[i] =
        sqrt (d[3 * i] * d[3 * i] + d[3 * i + 1] * d[3 * i + 1] + d[3 * i + 2] * d[3 * i + 2]);
  return frame != NULL;
}

/* @place of the quantity is a VitPlasticityMeasure. */
static bool
take_plasticity (const VitQuantity *self,
                 VitQuantitySource *source,
                 double *values,
                 VitProgress *progress,
                 GError **error)
{
  const VitPlasticity *plasticity = vit_quantity_source_get_plasticity (source, progress, error);
  if (plasticity)
    memcpy (values, plasticity->values[self->place], plasticity->atoms->n * sizeof *values);
  return plasticity != NULL;
}

/* @place of the quantity is the offset of an array of doubles in VitFrameStructure. */
static bool
take_structure_array (const VitQuantity *self,
                      VitQuantitySource *source,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  if (structure)
    memcpy (values, *(double *const *) ((const char *) structure + self->place),
            structure->n * sizeof *values);
  return structure != NULL;
}

static bool
take_voronoi_index (const VitQuantity *self,
                    VitQuantitySource *source,
                    double *values,
                    VitProgress *progress,
                    GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  for (size_t i = 0; structure && i < structure->n; i++)
    for (size_t k = 0; k < 4; k++)
      values[4 * i + k] = structure->indices[i].n[k];
  return structure != NULL;
}

static bool
take_disclinations (const VitQuantity *self,
                    VitQuantitySource *source,
                    double *values,
                    VitProgress *progress,
                    GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  for (size_t i = 0; structure && i < structure->n; i++)
    values[i] = vit_disclination_excess (structure->indices[i]);
  return structure != NULL;
}

static bool
take_cn (const VitQuantity *self,
         VitQuantitySource *source,
         double *values,
         VitProgress *progress,
         GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  for (size_t i = 0; structure && i < structure->n; i++)
    {
      values[i] = 0;
      for (unsigned t = 0; t < structure->n_types; t++)
        values[i] += structure->partial[i * structure->n_types + t];
    }
  return structure != NULL;
}

static bool
take_crystalline (const VitQuantity *self,
                  VitQuantitySource *source,
                  double *values,
                  VitProgress *progress,
                  GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  for (size_t i = 0; structure && i < structure->n; i++)
    values[i] = structure->crystalline[i];
  return structure != NULL;
}

static bool
take_packing (const VitQuantity *self,
              VitQuantitySource *source,
              double *values,
              VitProgress *progress,
              GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  const VitFrame *frame = structure ? vit_quantity_source_get_frame (source, error) : NULL;
  double radii[UINT8_MAX + 1];
  if (!frame || !vit_quantity_source_get_radii (source, self->name, radii, error))
    return false;
  for (size_t i = 0; i < structure->n; i++)
    {
      double r = radii[frame->atoms->types[i]];
      values[i] = 4.0 / 3.0 * G_PI * r * r * r / structure->volumes[i];
    }
  return true;
}

/* ---- The table ---- */

/* @place of the quantity is the offset of an array of uint32_t in VitFrameStructure. */
static bool
take_structure_counts (const VitQuantity *self,
                       VitQuantitySource *source,
                       double *values,
                       VitProgress *progress,
                       GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  for (size_t i = 0; structure && i < structure->n; i++)
    values[i] = (*(uint32_t *const *) ((const char *) structure + self->place))[i];
  return structure != NULL;
}

/* @place of the quantity is the offset of a number in VitInterstices. */
static bool
take_interstices (const VitQuantity *self,
                  VitQuantitySource *source,
                  double *values,
                  VitProgress *progress,
                  GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  double radii[UINT8_MAX + 1];
  if (!structure || !vit_quantity_source_get_radii (source, "interstices", radii, error))
    return false;
  for (size_t i = 0; i < structure->n; i++)
    values[i] = *(const double *) ((const char *) &structure->interstices[i] + self->place);
  return true;
}

/* @place of the quantity is the type, counted from 0. */
static bool
take_local_density (const VitQuantity *self,
                    VitQuantitySource *source,
                    double *values,
                    VitProgress *progress,
                    GError **error)
{
  const VitFrameStructure *structure =
      vit_quantity_source_get_structure (source, self->parts, progress, error);
  const VitFrame *frame = structure ? vit_quantity_source_get_frame (source, error) : NULL;
  if (!frame)
    return false;
  size_t n_of = 0, n_types = structure->n_types;
  for (size_t i = 0; i < structure->n; i++)
    n_of += frame->atoms->types[i] == self->place + 1;
  if (n_of == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "%s: there are no atoms of type %zu",
                   self->name, self->place + 1);
      return false;
    }
  double fraction = (double) n_of / (double) structure->n;
  for (size_t i = 0; i < structure->n; i++)
    {
      unsigned all = 0;
      for (size_t t = 0; t < n_types; t++)
        all += structure->partial[i * n_types + t];
      values[i] = all > 0 ? structure->partial[i * n_types + self->place] / (fraction * all) : NAN;
    }
  return true;
}

static const char *const index_names[] = { "n3", "n4", "n5", "n6" };

/* Why an atom may have no value. */
#define NO_RADIUS "a radius is not known"
#define NOT_INSIDE                                                                                 \
  "an atom is not inside the hull of its neighbours, as at a surface, or a radius is not known"
#define NO_TETRAHEDRA "an atom has no such tetrahedra, or a distance of its species is not known"

#define NO_FRAMES "the frames around do not give one, or the atom is not in all of them"

#define AT(member) offsetof (VitFrameStructure, member)
#define MOTION (VIT_AFFECTS_PLASTICITY | VIT_AFFECTS_PAIRS)

/* clang-format off */
static const VitQuantity quantities[] = {
  { .name = "t_ml", .symbol = "<i>T</i><sub>ML</sub>", .unit = "K",
    .description = "machine-learned temperature: the mean temperature of the atoms of equilibrium runs that move most alike",
    .needs = VIT_NEEDS_MODEL, .components = 1,
    .kernel = take_t_ml },
  { .name = "displacement", .symbol = "Δ<b>r</b>", .unit = "Å",
    .description = "displacement over the interval", .needs = VIT_NEEDS_INTERVAL, .components = 3,
    .affects = VIT_AFFECTS_PAIRS, .kernel = take_displacement },
  { .name = "distance", .symbol = "|Δ<b>r</b>|", .unit = "Å",
    .description = "length of the displacement over the interval", .needs = VIT_NEEDS_INTERVAL,
    .components = 1, .affects = VIT_AFFECTS_PAIRS, .kernel = take_distance },
  { .name = "d2min", .symbol = "<i>D</i>²<sub>min</sub>", .unit = "Å²",
    .description = "non-affine motion over the interval", .needs = VIT_NEEDS_INTERVAL,
    .components = 1, .affects = MOTION, .place = VIT_PLASTICITY_D2MIN, .kernel = take_plasticity },
  { .name = "mises", .symbol = "<i>η</i><sub>Mises</sub>", .unit = "",
    .description = "von Mises strain over the interval", .needs = VIT_NEEDS_INTERVAL,
    .components = 1, .affects = MOTION, .place = VIT_PLASTICITY_MISES, .kernel = take_plasticity },
  { .name = "rotation", .symbol = "<i>θ</i>", .unit = "°",
    .description = "rotation over the interval", .needs = VIT_NEEDS_INTERVAL, .components = 1,
    .affects = MOTION, .place = VIT_PLASTICITY_ROTATION, .kernel = take_plasticity },
  { .name = "volumetric", .symbol = "<i>ε</i><sub>V</sub>", .unit = "",
    .description = "volumetric strain over the interval", .needs = VIT_NEEDS_INTERVAL,
    .components = 1, .affects = MOTION, .place = VIT_PLASTICITY_VOLUMETRIC, .kernel = take_plasticity },
  { .name = "cluster", .symbol = "cluster", .unit = "",
    .description = "liquid-like region, 1 the largest; 0 for solid-like atoms",
    .needs = VIT_NEEDS_MODEL, .components = 1, .whole = true, .affects = VIT_AFFECTS_CLUSTERS,
    .kernel = take_cluster },
  { .name = "liquid", .symbol = "LA", .unit = "", .description = "1 for liquid-like atoms, else 0",
    .needs = VIT_NEEDS_MODEL, .components = 1, .whole = true, .affects = VIT_AFFECTS_LIQUID,
    .kernel = take_class },
  { .name = "solid", .symbol = "SA", .unit = "", .description = "1 for solid-like atoms, else 0",
    .needs = VIT_NEEDS_MODEL, .components = 1, .whole = true, .affects = VIT_AFFECTS_LIQUID, .place = 1,
    .kernel = take_class },
  { .name = "voronoi",
    .symbol = "⟨<i>n</i><sub>3</sub>,<i>n</i><sub>4</sub>,<i>n</i><sub>5</sub>,<i>n</i><sub>6</sub>⟩",
    .unit = "", .description = "Voronoi index", .components = 4, .component_names = index_names,
    .affects = VIT_AFFECTS_CELLS, .parts = VIT_STRUCTURE_CELLS, .kernel = take_voronoi_index },
  { .name = "volume", .symbol = "<i>V</i>", .unit = "Å³",
    .description = "volume of the Voronoi cell", .components = 1, .affects = VIT_AFFECTS_CELLS,
    .parts = VIT_STRUCTURE_CELLS, .place = AT (volumes), .kernel = take_structure_array },
  { .name = "d5", .symbol = "<i>d</i><sub>5</sub>", .unit = "",
    .description = "share of faces with five edges", .components = 1, .affects = VIT_AFFECTS_CELLS,
    .parts = VIT_STRUCTURE_CELLS, .place = AT (d5), .kernel = take_structure_array },
  { .name = "packing", .symbol = "<i>φ</i>", .unit = "",
    .description = "part of the Voronoi cell that a sphere of the element's radius fills",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII, .parts = VIT_STRUCTURE_CELLS,
    .kernel = take_packing },
  { .name = "disclinations", .symbol = "<i>n</i><sub>4</sub> − <i>n</i><sub>4</sub><sup>Z</sup>",
    .unit = "",
    .description = "fourfold faces beyond those of the Z-cluster of the same coordination",
    .components = 1, .whole = true, .affects = VIT_AFFECTS_CELLS, .parts = VIT_STRUCTURE_CELLS,
    .kernel = take_disclinations },
  { .name = "cn", .symbol = "CN", .unit = "",
    .description = "neighbours, by default within the cutoff r_c", .components = 1, .whole = true,
    .affects = VIT_AFFECTS_COORDINATION, .parts = VIT_STRUCTURE_COORDINATION, .kernel = take_cn },
  { .name = "q4", .symbol = "<i>q</i><sub>4</sub>", .unit = "", .description = "bond order",
    .components = 1, .affects = VIT_AFFECTS_BONDS, .parts = VIT_STRUCTURE_ORDER_4,
    .place = AT (q4), .kernel = take_structure_array },
  { .name = "q6", .symbol = "<i>q</i><sub>6</sub>", .unit = "", .description = "bond order",
    .components = 1, .affects = VIT_AFFECTS_BONDS, .parts = VIT_STRUCTURE_ORDER_6,
    .place = AT (q6), .kernel = take_structure_array },
  { .name = "w4", .symbol = "<i>ŵ</i><sub>4</sub>", .unit = "", .description = "bond order",
    .components = 1, .affects = VIT_AFFECTS_BONDS, .parts = VIT_STRUCTURE_ORDER_4,
    .place = AT (w4), .kernel = take_structure_array },
  { .name = "w6", .symbol = "<i>ŵ</i><sub>6</sub>", .unit = "", .description = "bond order",
    .components = 1, .affects = VIT_AFFECTS_BONDS, .parts = VIT_STRUCTURE_ORDER_6,
    .place = AT (w6), .kernel = take_structure_array },
  { .name = "q6_avg", .symbol = "<i>q̄</i><sub>6</sub>", .unit = "",
    .description = "bond order averaged over neighbours", .components = 1,
    .affects = VIT_AFFECTS_BONDS, .parts = VIT_STRUCTURE_AVERAGED_6, .place = AT (averaged_q6),
    .kernel = take_structure_array },
  { .name = "w6_avg", .symbol = "<i>w̄</i><sub>6</sub>", .unit = "",
    .description = "bond order averaged over neighbours", .components = 1,
    .affects = VIT_AFFECTS_BONDS, .parts = VIT_STRUCTURE_AVERAGED_6, .place = AT (averaged_w6),
    .kernel = take_structure_array },
  { .name = "crystalline_bonds", .symbol = "<i>n</i><sub>c</sub>", .unit = "",
    .description = "bonds with s(i,j) above 0.7", .components = 1, .whole = true, .affects = VIT_AFFECTS_BONDS,
    .parts = VIT_STRUCTURE_CRYSTALLINE, .kernel = take_crystalline },
  { .name = "s2", .symbol = "<i>s</i><sub>2</sub>", .unit = "k_B",
    .unit_markup = "<i>k</i><sub>B</sub>",
    .description = "pair entropy: the more negative, the more the distances of the atoms around are ordered",
    .components = 1, .affects = VIT_AFFECTS_ENTROPY, .parts = VIT_STRUCTURE_ENTROPY, .place = AT (s2),
    .kernel = take_structure_array },
  { .name = "n_tet", .symbol = "<i>n</i><sub>tet</sub>", .unit = "",
    .description = "tetrahedra of the atom and three of its neighbours that are neighbours of each other",
    .components = 1, .whole = true, .affects = VIT_AFFECTS_COORDINATION,
    .parts = VIT_STRUCTURE_QUADRUPLES, .place = AT (n_tet), .kernel = take_structure_counts },
  { .name = "tetrahedricity", .symbol = "<i>T</i>", .unit = "",
    .description = "mean distortion of these tetrahedra: 0 where all edges have the distance of their species",
    .components = 1, .affects = VIT_AFFECTS_COORDINATION | VIT_AFFECTS_SHELLS,
    .parts = VIT_STRUCTURE_SHAPE, .place = AT (tetrahedricity), .blank = NO_TETRAHEDRA,
    .kernel = take_structure_array },
  { .name = "bond_deviation", .symbol = "<i>δ</i><sub>b</sub>", .unit = "",
    .description = "mean deviation of the distances of neighbours from the first maximum of g(r) of their species",
    .components = 1, .affects = VIT_AFFECTS_COORDINATION | VIT_AFFECTS_SHELLS,
    .parts = VIT_STRUCTURE_SHAPE, .place = AT (bond_deviation),
    .blank = "an atom has no neighbours, or a distance of its species is not known",
    .kernel = take_structure_array },
  { .name = "omega", .symbol = "Ω", .unit = "",
    .description = "mean irregularity of the Delaunay tetrahedra of the atom: 0 where all edges have the distance of their species",
    .components = 1, .affects = VIT_AFFECTS_SHELLS | VIT_AFFECTS_TETRAHEDRA,
    .parts = VIT_STRUCTURE_IRREGULARITY, .place = AT (omega), .blank = NO_TETRAHEDRA,
    .kernel = take_structure_array },
  { .name = "overpacking", .symbol = "<i>Q</i>", .unit = "",
    .description = "divergence of the way from atoms to the centroids of their cells: positive where they are packed more densely than around",
    .components = 1, .parts = VIT_STRUCTURE_OVERPACKING, .place = AT (overpacking),
    .kernel = take_structure_array },
  { .name = "interstice_distance", .symbol = "<i>δ</i><sub><i>d</i></sub>", .unit = "",
    .description = "mean of the gap between the atom and a Voronoi neighbour as spheres, over the sum of their radii; negative where they overlap",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, distance.mean),
    .blank = NO_RADIUS, .kernel = take_interstices },
  { .name = "interstice_distance_sd", .symbol = "<i>σ</i>(<i>δ</i><sub><i>d</i></sub>)", .unit = "",
    .description = "standard deviation of the gap between the atom and a Voronoi neighbour as spheres, over the sum of their radii; negative where they overlap",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, distance.sd),
    .blank = NO_RADIUS, .kernel = take_interstices },
  { .name = "interstice_distance_min", .symbol = "min <i>δ</i><sub><i>d</i></sub>", .unit = "",
    .description = "least of the gap between the atom and a Voronoi neighbour as spheres, over the sum of their radii; negative where they overlap",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, distance.min),
    .blank = NO_RADIUS, .kernel = take_interstices },
  { .name = "interstice_distance_max", .symbol = "max <i>δ</i><sub><i>d</i></sub>", .unit = "",
    .description = "largest of the gap between the atom and a Voronoi neighbour as spheres, over the sum of their radii; negative where they overlap",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, distance.max),
    .blank = NO_RADIUS, .kernel = take_interstices },
  { .name = "interstice_area", .symbol = "<i>δ</i><sub><i>A</i></sub>", .unit = "",
    .description = "mean of the part of a triangle of the hull of the Voronoi neighbours that circles around its corners do not cover",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, area.mean),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_area_sd", .symbol = "<i>σ</i>(<i>δ</i><sub><i>A</i></sub>)", .unit = "",
    .description = "standard deviation of the part of a triangle of the hull of the Voronoi neighbours that circles around its corners do not cover",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, area.sd),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_area_min", .symbol = "min <i>δ</i><sub><i>A</i></sub>", .unit = "",
    .description = "least of the part of a triangle of the hull of the Voronoi neighbours that circles around its corners do not cover",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, area.min),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_area_max", .symbol = "max <i>δ</i><sub><i>A</i></sub>", .unit = "",
    .description = "largest of the part of a triangle of the hull of the Voronoi neighbours that circles around its corners do not cover",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, area.max),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_volume", .symbol = "<i>δ</i><sub><i>V</i></sub>", .unit = "",
    .description = "mean of the part of a tetrahedron of the atom and such a triangle that spheres do not fill",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, volume.mean),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_volume_sd", .symbol = "<i>σ</i>(<i>δ</i><sub><i>V</i></sub>)", .unit = "",
    .description = "standard deviation of the part of a tetrahedron of the atom and such a triangle that spheres do not fill",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, volume.sd),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_volume_min", .symbol = "min <i>δ</i><sub><i>V</i></sub>", .unit = "",
    .description = "least of the part of a tetrahedron of the atom and such a triangle that spheres do not fill",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, volume.min),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "interstice_volume_max", .symbol = "max <i>δ</i><sub><i>V</i></sub>", .unit = "",
    .description = "largest of the part of a tetrahedron of the atom and such a triangle that spheres do not fill",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, volume.max),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "packing_efficiency", .symbol = "<i>φ</i><sub>hull</sub>", .unit = "",
    .description = "part of the hull of the Voronoi neighbours that the atom and they fill as spheres",
    .components = 1, .affects = VIT_AFFECTS_CELLS | VIT_AFFECTS_RADII,
    .parts = VIT_STRUCTURE_INTERSTICES, .place = offsetof (VitInterstices, efficiency),
    .blank = NOT_INSIDE, .kernel = take_interstices },
  { .name = "vmsd", .symbol = "⟨<i>u</i>²⟩", .unit = "Å²",
    .description = "variance of the position in short windows before the time: how widely the atom vibrates", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_TRACE,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "vmsd_x", .symbol = "⟨<i>u</i><sub>x</sub>²⟩", .unit = "Å²",
    .description = "variance of the position along x in short windows before the time", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_X,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "vmsd_y", .symbol = "⟨<i>u</i><sub>y</sub>²⟩", .unit = "Å²",
    .description = "variance of the position along y in short windows before the time", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_Y,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "vmsd_z", .symbol = "⟨<i>u</i><sub>z</sub>²⟩", .unit = "Å²",
    .description = "variance of the position along z in short windows before the time", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_Z,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "vmsd_largest", .symbol = "<i>λ</i><sub>1</sub>⟨<i>uu</i>⟩", .unit = "Å²",
    .description = "largest of the variances of the position along the axes of the vibration", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_LARGEST,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "vmsd_middle", .symbol = "<i>λ</i><sub>2</sub>⟨<i>uu</i>⟩", .unit = "Å²",
    .description = "middle of the variances of the position along the axes of the vibration", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_MIDDLE,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "vmsd_smallest", .symbol = "<i>λ</i><sub>3</sub>⟨<i>uu</i>⟩", .unit = "Å²",
    .description = "smallest of the variances of the position along the axes of the vibration", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION, .place = VIT_VIBRATION_SMALLEST,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "v_flex", .symbol = "<i>v</i><sub>flex</sub>", .unit = "Å³",
    .description = "flexibility volume: variance of the position times the edge of a cube as large as the Voronoi cell", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_VIBRATION | VIT_AFFECTS_CELLS, .parts = VIT_STRUCTURE_CELLS, .place = VIT_VIBRATION_FLEXIBILITY,
    .blank = NO_FRAMES, .kernel = vit_quantity_take_vibration },
  { .name = "p_hop", .symbol = "<i>p</i><sub>hop</sub>", .unit = "Å²",
    .description = "how far apart the two halves of the last picoseconds are: the square of a hop in their middle", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_HOP, .place = VIT_PAST_PLACE (VIT_PAST_HOP, 0),
    .blank = NO_FRAMES, .kernel = vit_quantity_take_past },
  { .name = "p_hop_next", .symbol = "<i>p</i><sub>hop</sub><sup>+</sup>", .unit = "Å²",
    .description = "how far apart the two halves of the next picoseconds are: the square of a hop in their middle", .needs = VIT_NEEDS_FUTURE,
    .components = 1, .affects = VIT_AFFECTS_HOP, .place = VIT_PAST_PLACE (VIT_PAST_NEXT_HOP, 0),
    .blank = NO_FRAMES, .kernel = vit_quantity_take_past },
  { .name = "past_distance", .symbol = "|Δ<b>r</b>|<sub>past</sub>", .unit = "Å",
    .description = "length of the displacement over the past interval", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_PAST, .place = VIT_PAST_PLACE (VIT_PAST_DISTANCE, 0),
    .blank = NO_FRAMES, .kernel = vit_quantity_take_past },
  { .name = "past_d2min", .symbol = "<i>D</i>²<sub>min, past</sub>", .unit = "Å²",
    .description = "non-affine motion over the past interval", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_PAST | VIT_AFFECTS_PLASTICITY, .place = VIT_PAST_PLACE (VIT_PAST_STRAIN, 0),
    .blank = NO_FRAMES, .kernel = vit_quantity_take_past },
  { .name = "past_mises", .symbol = "<i>η</i><sub>past</sub>", .unit = "",
    .description = "von Mises strain over the past interval", .needs = VIT_NEEDS_PAST,
    .components = 1, .affects = VIT_AFFECTS_PAST | VIT_AFFECTS_PLASTICITY, .place = VIT_PAST_PLACE (VIT_PAST_STRAIN, 1),
    .blank = NO_FRAMES, .kernel = vit_quantity_take_past },
  { .name = "local_density_1", .symbol = "<i>ρ</i><sub>1</sub>", .unit = "",
    .description = "share of type 1 among the neighbours over its share among all atoms",
    .components = 1, .affects = VIT_AFFECTS_COORDINATION, .parts = VIT_STRUCTURE_COORDINATION,
    .kernel = take_local_density },
  { .name = "local_density_2", .symbol = "<i>ρ</i><sub>2</sub>", .unit = "",
    .description = "share of type 2 among the neighbours over its share among all atoms",
    .components = 1, .affects = VIT_AFFECTS_COORDINATION, .parts = VIT_STRUCTURE_COORDINATION,
    .place = 1, .kernel = take_local_density },
  { .name = "local_density_3", .symbol = "<i>ρ</i><sub>3</sub>", .unit = "",
    .description = "share of type 3 among the neighbours over its share among all atoms",
    .components = 1, .affects = VIT_AFFECTS_COORDINATION, .parts = VIT_STRUCTURE_COORDINATION,
    .place = 2, .kernel = take_local_density },
  { .name = "learned", .symbol = "<i>L</i>", .unit = "",
    .description = "learned indicator: the linear model of features of the surroundings that --indicator-model names",
    .components = 1, .affects = VIT_AFFECTS_LEARNED, .wish = vit_learned_wish, .kernel = vit_learned_take },
};
/* clang-format on */

const VitQuantity *
vit_quantity_list (size_t *n)
{
  *n = G_N_ELEMENTS (quantities);
  return quantities;
}

const char *
vit_quantity_get_unit_markup (const VitQuantity *quantity)
{
  return !quantity ? "" : quantity->unit_markup ? quantity->unit_markup : quantity->unit;
}

const VitQuantity *
vit_quantity_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    if (strcmp (quantities[i].name, name) == 0)
      return &quantities[i];
  return vit_quantity_find_averaged (name);
}

char *
vit_quantity_dup_names (void)
{
  GString *names = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", quantities[i].name);
  g_string_append (names, "; NAME" VIT_QUANTITY_AVERAGED
                          " is averaged over the surroundings of each atom");
  return g_string_free (names, FALSE);
}

void
vit_quantity_wish (const VitQuantity *quantity, const VitOptions *options, VitQuantityWish *wish)
{
  g_return_if_fail (quantity && options && wish);
  const VitOption *cutoff = vit_option_find ("analysis", "cutoff");
  wish->affects |= quantity->affects;
  wish->parts |= quantity->parts;
  if (vit_option_get_affects (cutoff, options) & quantity->affects)
    wish->needs_cutoff = true;
  if (quantity->wish)
    quantity->wish (quantity, options, wish);
}

/* Say how many atoms have no value, and why. */
static bool
note_blanks (const VitQuantity *quantity,
             VitQuantitySource *source,
             const double *values,
             GError **error)
{
  VitFrame *frame = vit_quantity_source_get_frame (source, error);
  if (!frame)
    return false;
  size_t n = frame->atoms->n, n_blank = 0;
  for (size_t i = 0; i < n; i++)
    n_blank += isnan (values[i]);
  /* Where the frames around give none at all a note has said why. */
  if (n_blank == 0 || (n_blank == n && (quantity->needs & (VIT_NEEDS_PAST | VIT_NEEDS_FUTURE))))
    return true;
  g_autofree char *note = g_strdup_printf ("%s: %zu of %zu atoms have no value: %s", quantity->name,
                                           n_blank, n, quantity->blank);
  vit_quantity_source_add_note (source, note);
  return true;
}

bool
vit_quantity_compute (const VitQuantity *quantity,
                      VitQuantitySource *source,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (quantity && source && values, false);
  return quantity->kernel (quantity, source, values, progress, error) &&
         (!quantity->blank || note_blanks (quantity, source, values, error));
}
