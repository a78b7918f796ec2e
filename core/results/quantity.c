#include "core/results/quantity.h"

#include <math.h>
#include <string.h>

#include "core/io/elements.h"
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
  const VitFrameStructure *structure = vit_quantity_source_get_structure (source, progress, error);
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
  const VitFrameStructure *structure = vit_quantity_source_get_structure (source, progress, error);
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
  const VitFrameStructure *structure = vit_quantity_source_get_structure (source, progress, error);
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
  const VitFrameStructure *structure = vit_quantity_source_get_structure (source, progress, error);
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
  const VitFrameStructure *structure = vit_quantity_source_get_structure (source, progress, error);
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
  const VitFrameStructure *structure = vit_quantity_source_get_structure (source, progress, error);
  const VitFrame *frame = structure ? vit_quantity_source_get_frame (source, error) : NULL;
  double radii[UINT8_MAX + 1];
  for (unsigned t = 0; frame && t <= frame->atoms->n_types && t <= UINT8_MAX; t++)
    {
      const char *species = t > 0 ? vit_quantity_source_get_species (source, t) : "";
      const VitElement *element = vit_element_find (species);
      radii[t] = element ? element->radius : NAN;
      if (t == 0 || isfinite (radii[t]))
        continue;
      g_autofree char *note = g_strdup_printf ("packing: the radius of species %u%s%s is not known",
                                               t, *species ? ", " : "", species);
      vit_quantity_source_add_note (source, note);
    }
  for (size_t i = 0; frame && i < structure->n; i++)
    {
      double r = radii[frame->atoms->types[i]];
      values[i] = 4.0 / 3.0 * G_PI * r * r * r / structure->volumes[i];
    }
  return frame != NULL;
}

/* ---- The table ---- */

static const char *const index_names[] = { "n3", "n4", "n5", "n6" };

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
    .components = 1, .affects = VIT_AFFECTS_CELLS, .parts = VIT_STRUCTURE_CELLS,
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
};
/* clang-format on */

const VitQuantity *
vit_quantity_list (size_t *n)
{
  *n = G_N_ELEMENTS (quantities);
  return quantities;
}

const VitQuantity *
vit_quantity_find (const char *name)
{
  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    if (strcmp (quantities[i].name, name) == 0)
      return &quantities[i];
  return NULL;
}

char *
vit_quantity_dup_names (void)
{
  GString *names = g_string_new (NULL);
  for (gsize i = 0; i < G_N_ELEMENTS (quantities); i++)
    g_string_append_printf (names, "%s%s", i > 0 ? ", " : "", quantities[i].name);
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
}

bool
vit_quantity_compute (const VitQuantity *quantity,
                      VitQuantitySource *source,
                      double *values,
                      VitProgress *progress,
                      GError **error)
{
  g_return_val_if_fail (quantity && source && values, false);
  return quantity->kernel (quantity, source, values, progress, error);
}
