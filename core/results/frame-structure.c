#include "core/results/frame-structure.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/store/blob.h"
#include "core/structure/bond-order.h"

/* Frames with more bonds than this (from a cutoff as long as the box) are not stored: they cost too
 * much disk space. */
#define MAX_BONDS_PER_ATOM 100

/* FrameStructure is VitFrameStructure with its private fields. @frame to @similarity exist only
 * while parts are being made. */
typedef struct
{
  VitFrameStructure public;
  VitTrajectory *trajectory;
  size_t index;
  VitOptions *options;
  char **species;
  VitCache *cache;

  VitStructureOptions how;
  VitFrame *frame;
  double *x;
  VitVoronoi *voronoi;
  VitNeighbours *neighbours; /* for bond order */
  VitBondOrder *order;       /* q6, not averaged */
  float *similarity;
} FrameStructure;

/* ---- Options ---- */

static bool
take_choice (const VitOptions *options,
             int rule,
             int nearest,
             const char *const *species,
             VitNeighbourChoice *choice,
             GError **error)
{
  *choice = (VitNeighbourChoice){ .rule = (VitNeighbourRule) rule };
  if (choice->rule == VIT_NEIGHBOURS_NEAREST)
    choice->nearest = (unsigned) nearest;
  if (choice->rule != VIT_NEIGHBOURS_CUTOFF && choice->rule != VIT_NEIGHBOURS_PAIRS)
    return true;
  choice->cutoff = vit_options_get_cutoff (options);
  if (!(choice->cutoff > 0))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_MISSING, "The cutoff r_c is not known.");
      return false;
    }
  return choice->rule == VIT_NEIGHBOURS_CUTOFF ||
         vit_neighbour_choice_set_pairs (choice, options->structure.pair_cutoffs, species, error);
}

static bool
take_bonds (const VitOptions *options,
            const char *const *species,
            VitStructureOptions *how,
            GError **error)
{
  how->weighted = options->structure.weighted;
  return take_choice (options, options->structure.neighbours, options->structure.nearest, species,
                      &how->bonds, error);
}

static bool
take_coordination (const VitOptions *options,
                   const char *const *species,
                   VitStructureOptions *how,
                   GError **error)
{
  return take_choice (options, options->structure.chemistry_neighbours,
                      options->structure.chemistry_nearest, species, &how->coordination, error);
}

bool
vit_structure_options_take (const VitOptions *options,
                            const char *const *species,
                            VitStructureOptions *how,
                            GError **error)
{
  g_return_val_if_fail (options && how, false);
  *how = (VitStructureOptions){ .face_threshold = options->structure.face_threshold / 100,
                                .averaged = options->structure.averaged,
                                .reference = (VitChemicalReference) options->structure.reference };
  return take_bonds (options, species, how, error) &&
         take_coordination (options, species, how, error);
}

/* ---- Parts ---- */

/* Number of elements in an array of a part. */
typedef enum
{
  PER_ATOM,
  PER_ATOM_AND_SPECIES,
  PER_ATOM_AND_ONE,
  PER_BOND,
} ArrayLength;

/* PartArray is an array of VitFrameStructure: the offset of its pointer and the width of an element
 * in bytes. */
typedef struct
{
  size_t offset, width;
  ArrayLength length;
} PartArray;

#define MOST_ARRAYS 3

/**
 * StructurePart:
 * @name: name on disk and in traces
 * @version: version of the kernel and the layout
 * @affects: options that affect it
 * @make: allocates and fills the arrays
 */
typedef struct
{
  VitStructureParts part;
  const char *name;
  unsigned version;
  VitAffects affects;
  bool (*make) (FrameStructure *self, VitProgress *progress, GError **error);
  PartArray arrays[MOST_ARRAYS];
} StructurePart;

static bool
need_frame (FrameStructure *self, GError **error)
{
  if (self->frame)
    return true;
  self->frame = vit_trajectory_read_frame (self->trajectory, self->index, error);
  if (!self->frame)
    return false;
  size_t n = self->frame->atoms->n;
  self->x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (self->frame, self->x);
  self->public.n = n;
  self->public.n_types = self->frame->atoms->n_types;
  return true;
}

/* Refuse what is defined in three dimensions alone. */
static bool
is_solid (FrameStructure *self, const char *what, GError **error)
{
  if (!need_frame (self, error))
    return false;
  if (self->frame->dimension != 2)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
               "%s of atoms in a plane are not defined here: they are those of three dimensions "
               "(premise dimension)",
               what);
  return false;
}

static bool
need_voronoi (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!self->voronoi && is_solid (self, "Voronoi cells", error))
    self->voronoi =
        vit_voronoi_new (&self->frame->cell, self->x, self->public.n,
                         self->options->structure.face_threshold / 100, progress, error);
  return self->voronoi != NULL;
}

static VitNeighbours *
find_neighbours (FrameStructure *self,
                 const VitNeighbourChoice *choice,
                 VitProgress *progress,
                 GError **error)
{
  if (!need_frame (self, error) ||
      (choice->rule == VIT_NEIGHBOURS_VORONOI && !need_voronoi (self, progress, error)))
    return NULL;
  return vit_neighbour_choice_find (choice, self->frame, self->x, self->voronoi, progress, error);
}

static VitBondOrder *
new_order (FrameStructure *self, unsigned l, bool averaged, VitProgress *progress, GError **error)
{
  if (!is_solid (self, "Bond order parameters", error))
    return NULL;
  if (!self->neighbours)
    self->neighbours = find_neighbours (self, &self->how.bonds, progress, error);
  if (!self->neighbours)
    return NULL;
  bool by_area = self->how.weighted && self->how.bonds.rule == VIT_NEIGHBOURS_VORONOI;
  return vit_bond_order_new (&self->frame->cell, self->x, self->neighbours,
                             by_area ? self->voronoi->areas : NULL, l, averaged, progress, error);
}

/* ---- Cells ---- */

static bool
make_cells (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!need_voronoi (self, progress, error))
    return false;
  VitFrameStructure *s = &self->public;
  s->indices = g_new (VitVoronoiIndex, MAX (s->n, 1));
  s->d5 = g_new (double, MAX (s->n, 1));
  s->volumes = g_new (double, MAX (s->n, 1));
  for (size_t i = 0; i < s->n; i++)
    {
      s->indices[i] = vit_voronoi_get_index (self->voronoi, i);
      s->d5[i] = vit_voronoi_get_fivefold (self->voronoi, i);
      s->volumes[i] = self->voronoi->volumes[i];
    }
  return true;
}

/* ---- Coordination ---- */

static bool
make_coordination (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!take_coordination (self->options, (const char *const *) self->species, &self->how, error))
    return false;
  g_autoptr (VitNeighbours) near = find_neighbours (self, &self->how.coordination, progress, error);
  if (!near)
    return false;
  VitFrameStructure *s = &self->public;
  s->partial = g_new (uint16_t, MAX (s->n * s->n_types, 1));
  vit_chemical_order_count (self->frame->atoms->types, s->n_types, near, s->partial);
  return true;
}

/* ---- Bond order ---- */

static bool
take_order (VitBondOrder *order, double **q, double **w)
{
  if (!order)
    return false;
  *q = g_steal_pointer (&order->q);
  *w = g_steal_pointer (&order->w);
  return true;
}

static bool
make_order_4 (FrameStructure *self, VitProgress *progress, GError **error)
{
  g_autoptr (VitBondOrder) order = new_order (self, 4, false, progress, error);
  return take_order (order, &self->public.q4, &self->public.w4);
}

static bool
need_order_6 (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!self->order)
    self->order = new_order (self, 6, false, progress, error);
  return self->order != NULL;
}

static bool
make_order_6 (FrameStructure *self, VitProgress *progress, GError **error)
{
  return need_order_6 (self, progress, error) &&
         take_order (self->order, &self->public.q6, &self->public.w6);
}

static bool
make_averaged_6 (FrameStructure *self, VitProgress *progress, GError **error)
{
  g_autoptr (VitBondOrder) order = new_order (self, 6, true, progress, error);
  return take_order (order, &self->public.averaged_q6, &self->public.averaged_w6);
}

/* ---- Similarity ---- */

static bool
need_similarity (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (self->similarity)
    return true;
  if (!need_order_6 (self, progress, error))
    return false;
  size_t n_bonds = self->neighbours->offsets[self->public.n];
  if (n_bonds > UINT32_MAX)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%zu bonds are too many", n_bonds);
      return false;
    }
  g_autofree float *s = g_new (float, MAX (n_bonds, 1));
  if (!vit_bond_order_similarity (self->order, self->neighbours, s, progress, error))
    return false;
  self->similarity = g_steal_pointer (&s);
  return true;
}

static bool
make_similarity (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!need_similarity (self, progress, error))
    return false;
  VitFrameStructure *s = &self->public;
  size_t n_bonds = self->neighbours->offsets[s->n];
  s->bins = g_new (uint8_t, MAX (n_bonds, 1));
  s->bonds = g_new (uint32_t, s->n + 1);
  for (size_t i = 0; i <= s->n; i++)
    s->bonds[i] = (uint32_t) self->neighbours->offsets[i];
  for (size_t k = 0; k < n_bonds; k++)
    {
      double value = (double) self->similarity[k];
      int bin = isnan (value) ? 0 : (int) floor ((value + 1) / 2 * VIT_SIMILARITY_BINS);
      s->bins[k] =
          isnan (value) ? VIT_SIMILARITY_NONE : (uint8_t) CLAMP (bin, 0, VIT_SIMILARITY_BINS - 1);
    }
  return true;
}

static bool
make_crystalline (FrameStructure *self, VitProgress *progress, GError **error)
{
  if (!need_similarity (self, progress, error))
    return false;
  self->public.crystalline = g_new (uint16_t, MAX (self->public.n, 1));
  vit_bond_order_count_crystalline (self->neighbours, self->similarity, VIT_BOND_ORDER_CRYSTALLINE,
                                    self->public.crystalline);
  return true;
}

#define ARRAY(member, length)                                                                      \
  {                                                                                                \
    offsetof (VitFrameStructure, member), sizeof *((VitFrameStructure *) NULL)->member, length     \
  }

/* The order is that of making: similarity before q6, which takes arrays out of the bond order that
 * similarity needs; coordination last, after the bonds are freed. */
static const StructurePart parts[] = {
  { VIT_STRUCTURE_CELLS,
    "cells",
    1,
    VIT_AFFECTS_CELLS,
    make_cells,
    { ARRAY (volumes, PER_ATOM), ARRAY (d5, PER_ATOM), ARRAY (indices, PER_ATOM) } },
  { VIT_STRUCTURE_ORDER_4,
    "order-4",
    1,
    VIT_AFFECTS_BONDS,
    make_order_4,
    { ARRAY (q4, PER_ATOM), ARRAY (w4, PER_ATOM) } },
  { VIT_STRUCTURE_AVERAGED_6,
    "averaged-6",
    1,
    VIT_AFFECTS_BONDS,
    make_averaged_6,
    { ARRAY (averaged_q6, PER_ATOM), ARRAY (averaged_w6, PER_ATOM) } },
  { VIT_STRUCTURE_SIMILARITY,
    "similarity",
    1,
    VIT_AFFECTS_BONDS,
    make_similarity,
    { ARRAY (bonds, PER_ATOM_AND_ONE), ARRAY (bins, PER_BOND) } },
  { VIT_STRUCTURE_CRYSTALLINE,
    "crystalline",
    1,
    VIT_AFFECTS_BONDS,
    make_crystalline,
    { ARRAY (crystalline, PER_ATOM) } },
  { VIT_STRUCTURE_ORDER_6,
    "order-6",
    1,
    VIT_AFFECTS_BONDS,
    make_order_6,
    { ARRAY (q6, PER_ATOM), ARRAY (w6, PER_ATOM) } },
  { VIT_STRUCTURE_COORDINATION,
    "coordination",
    1,
    VIT_AFFECTS_COORDINATION,
    make_coordination,
    { ARRAY (partial, PER_ATOM_AND_SPECIES) } },
};

static void **
array_at (FrameStructure *self, const PartArray *array)
{
  return (void **) ((char *) &self->public + array->offset);
}

static size_t
get_length (const FrameStructure *self, const PartArray *array)
{
  const VitFrameStructure *s = &self->public;
  switch (array->length)
    {
    case PER_ATOM_AND_SPECIES:
      return s->n * s->n_types;
    case PER_ATOM_AND_ONE:
      return s->n + 1;
    case PER_BOND:
      return s->bonds[s->n];
    default:
      return s->n;
    }
}

static void
clear_part (FrameStructure *self, const StructurePart *part)
{
  for (int k = 0; k < MOST_ARRAYS && part->arrays[k].width > 0; k++)
    g_clear_pointer (array_at (self, &part->arrays[k]), g_free);
}

/* ---- On disk ---- */

/* Make the key from the content of the frame, the options that affect the part and, for cutoffs by
 * pair, the types that the names stand for. */
static void
begin_part_key (FrameStructure *self, const StructurePart *part, VitStored *stored)
{
  vit_stored_begin (stored, self->cache, part->name, part->version);
  if (!self->cache && !vit_trace_on (VIT_TRACE_RESULTS))
    return;
  g_autoptr (GString) text = g_string_new (NULL);
  vit_options_describe (self->options, part->affects, text);
  vit_stored_add_text (stored, text->str);
  const VitNeighbourChoice *choice = part->affects == VIT_AFFECTS_BONDS ? &self->how.bonds
                                     : part->affects == VIT_AFFECTS_COORDINATION
                                         ? &self->how.coordination
                                         : NULL;
  if (choice && choice->rule == VIT_NEIGHBOURS_PAIRS)
    vit_stored_add (stored, choice->pairs, sizeof choice->pairs);
  vit_stored_add_frame (stored, self->trajectory, self->index);
}

/* Check that the first bonds of atoms ascend, up to the number of bonds. */
static bool
has_sound_bonds (const FrameStructure *self)
{
  const uint32_t *bonds = self->public.bonds;
  for (size_t i = 0; bonds && i < self->public.n; i++)
    if (bonds[i] > bonds[i + 1])
      return false;
  return true;
}

/* Load a part; its entry begins with the numbers of atoms and of species. */
static bool
load_part (FrameStructure *self, const StructurePart *part, VitStored *stored)
{
  VitFrameStructure *s = &self->public;
  g_autoptr (GBytes) bytes = vit_stored_find (stored);
  gsize size;
  const void *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  if (!data)
    return false;
  VitBlobReader reader = { .data = data, .n = size };
  uint64_t head[2];
  if (!vit_blob_get (&reader, head, sizeof head) || head[0] > size || head[1] > UINT8_MAX ||
      ((s->parts || self->frame) && (head[0] != s->n || head[1] != s->n_types)))
    return false;
  s->n = (size_t) head[0];
  s->n_types = (unsigned) head[1];
  for (int k = 0; k < MOST_ARRAYS && part->arrays[k].width > 0; k++)
    *array_at (self, &part->arrays[k]) =
        vit_blob_get_array_of (&reader, part->arrays[k].width, get_length (self, &part->arrays[k]));
  if (vit_blob_is_read (&reader) && has_sound_bonds (self))
    {
      vit_stored_tell (stored, "disk");
      return true;
    }
  clear_part (self, part);
  return false;
}

static void
keep_part (FrameStructure *self, const StructurePart *part, VitStored *stored)
{
  const VitFrameStructure *s = &self->public;
  vit_stored_tell (stored, "computed");
  if (!self->cache ||
      (part->part == VIT_STRUCTURE_SIMILARITY && s->bonds[s->n] > MAX_BONDS_PER_ATOM * s->n))
    return;
  const uint64_t head[2] = { s->n, s->n_types };
  VitBlob blob = { .bytes = g_byte_array_new () };
  vit_blob_put (&blob, head, sizeof head);
  for (int k = 0; k < MOST_ARRAYS && part->arrays[k].width > 0; k++)
    vit_blob_put_array (&blob, *array_at (self, &part->arrays[k]),
                        get_length (self, &part->arrays[k]), part->arrays[k].width);
  if (!blob.too_long)
    vit_stored_keep (stored, blob.bytes->data, blob.bytes->len);
  g_byte_array_unref (blob.bytes);
}

/* ---- Public functions ---- */

VitFrameStructure *
vit_frame_structure_new (VitTrajectory *trajectory,
                         size_t frame,
                         const VitOptions *options,
                         const char *const *species,
                         VitCache *cache)
{
  g_return_val_if_fail (trajectory && options, NULL);
  FrameStructure *self = g_new0 (FrameStructure, 1);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->index = frame;
  self->options = vit_options_copy (options);
  self->species = g_strdupv ((char **) species);
  self->cache = cache ? vit_cache_ref (cache) : NULL;
  return &self->public;
}

static void
release_bonds (FrameStructure *self)
{
  g_clear_pointer (&self->neighbours, vit_neighbours_unref);
  g_clear_pointer (&self->order, vit_bond_order_free);
  g_clear_pointer (&self->similarity, g_free);
}

static void
release_intermediates (FrameStructure *self)
{
  release_bonds (self);
  g_clear_pointer (&self->frame, vit_frame_unref);
  g_clear_pointer (&self->x, g_free);
  g_clear_pointer (&self->voronoi, vit_voronoi_unref);
}

void
vit_frame_structure_free (VitFrameStructure *structure)
{
  FrameStructure *self = (FrameStructure *) structure;
  if (!self)
    return;
  release_intermediates (self);
  for (gsize k = 0; k < G_N_ELEMENTS (parts); k++)
    clear_part (self, &parts[k]);
  vit_trajectory_unref (self->trajectory);
  vit_options_free (self->options);
  g_strfreev (self->species);
  g_clear_pointer (&self->cache, vit_cache_unref);
  g_free (self);
}

static bool
load_or_make_part (FrameStructure *self,
                   const StructurePart *part,
                   VitProgress *progress,
                   GError **error)
{
  const char *const *species = (const char *const *) self->species;
  if (part->affects == VIT_AFFECTS_BONDS && !take_bonds (self->options, species, &self->how, error))
    return false;
  if (part->part == VIT_STRUCTURE_COORDINATION)
    {
      release_bonds (self);
      if (!take_coordination (self->options, species, &self->how, error))
        return false;
    }
  VitStored stored;
  begin_part_key (self, part, &stored);
  if (load_part (self, part, &stored))
    return true;
  if (!part->make (self, progress, error))
    return false;
  keep_part (self, part, &stored);
  return true;
}

bool
vit_frame_structure_need (VitFrameStructure *structure,
                          unsigned wanted,
                          VitProgress *progress,
                          GError **error)
{
  g_return_val_if_fail (structure, false);
  FrameStructure *self = (FrameStructure *) structure;
  bool ok = true;
  for (gsize k = 0; k < G_N_ELEMENTS (parts) && ok; k++)
    if (parts[k].part & wanted & ~structure->parts)
      {
        ok = vit_progress_check (progress, error) &&
             load_or_make_part (self, &parts[k], progress, error);
        if (ok)
          structure->parts |= parts[k].part;
      }
  release_intermediates (self);
  return ok;
}
