#include "core/results/frame-structure-private.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/trace.h"
#include "core/store/blob.h"

/* Frames with more bonds than this (from a cutoff as long as the box) are not stored: they cost too
 * much disk space. */
#define MAX_BONDS_PER_ATOM 100

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

bool
vit_structure_take_bonds (FrameStructure *self, GError **error)
{
  return take_bonds (self->options, (const char *const *) self->species, &self->how, error);
}

bool
vit_structure_take_coordination (FrameStructure *self, GError **error)
{
  return take_coordination (self->options, (const char *const *) self->species, &self->how, error);
}

/* ---- Arrays of parts ---- */

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
  const VitNeighbourChoice *choice = part->affects & VIT_AFFECTS_BONDS ? &self->how.bonds
                                     : part->affects & VIT_AFFECTS_COORDINATION
                                         ? &self->how.coordination
                                         : NULL;
  if (choice && choice->rule == VIT_NEIGHBOURS_PAIRS)
    vit_stored_add (stored, choice->pairs, sizeof choice->pairs);
  for (unsigned t = 1; (part->affects & VIT_AFFECTS_RADII) && t <= UINT8_MAX; t++)
    vit_stored_add_number (stored, self->radii[t]);
  unsigned n_types = part->affects & VIT_AFFECTS_SHELLS ? self->shells.n_types : 0;
  for (unsigned k = 0; k < n_types * n_types; k++)
    vit_stored_add_number (stored, self->shells.sigma[k]);
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
                         VitCache *cache,
                         VitRunShells *shells)
{
  g_return_val_if_fail (trajectory && options, NULL);
  FrameStructure *self = g_new0 (FrameStructure, 1);
  self->trajectory = vit_trajectory_ref (trajectory);
  self->index = frame;
  self->options = vit_options_copy (options);
  self->species = g_strdupv ((char **) species);
  self->cache = cache ? vit_cache_ref (cache) : NULL;
  self->run_shells = shells ? vit_run_shells_ref (shells) : NULL;
  size_t n_parts;
  vit_structure_part_list (&n_parts);
  self->failures = g_new0 (GError *, n_parts);
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
  g_clear_pointer (&self->delaunay, vit_delaunay_free);
  g_clear_error (&self->no_delaunay);
  self->wants_delaunay = self->wants_both = false;
  g_clear_pointer (&self->overpacking, g_free);
  g_clear_pointer (&self->coordination, vit_neighbours_unref);
  g_clear_pointer (&self->shells.sigma, g_free);
  g_clear_pointer (&self->quadruples, g_free);
}

void
vit_frame_structure_free (VitFrameStructure *structure)
{
  FrameStructure *self = (FrameStructure *) structure;
  if (!self)
    return;
  release_intermediates (self);
  size_t n_parts;
  const StructurePart *parts = vit_structure_part_list (&n_parts);
  for (size_t k = 0; k < n_parts; k++)
    {
      clear_part (self, &parts[k]);
      g_clear_error (&self->failures[k]);
    }
  g_free (self->failures);
  vit_run_shells_unref (self->run_shells);
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
  if ((part->affects & VIT_AFFECTS_BONDS) && !vit_structure_take_bonds (self, error))
    return false;
  if (part->affects & VIT_AFFECTS_COORDINATION)
    {
      release_bonds (self);
      if (!vit_structure_take_coordination (self, error))
        return false;
    }
  if ((part->affects & VIT_AFFECTS_SHELLS) && !vit_structure_need_shells (self, progress, error))
    return false;
  if ((part->affects & VIT_AFFECTS_RADII) &&
      !vit_structure_radii_take (self->options, (const char *const *) self->species, self->radii,
                                 error))
    return false;
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
  size_t n_parts;
  const StructurePart *parts = vit_structure_part_list (&n_parts);
  const GError *first = NULL;
  bool ended = false;
  const unsigned on_tetrahedra = VIT_STRUCTURE_IRREGULARITY | VIT_STRUCTURE_OVERPACKING;
  self->wants_delaunay = wanted & ~structure->parts & on_tetrahedra;
  self->wants_both = (wanted & ~structure->parts & on_tetrahedra) == on_tetrahedra;
  for (size_t k = 0; k < n_parts && !ended; k++)
    {
      g_autoptr (GError) why = NULL;
      if (!(parts[k].part & wanted & ~structure->parts))
        continue;
      if (!self->failures[k] && vit_progress_check (progress, &why) &&
          load_or_make_part (self, &parts[k], progress, &why))
        {
          structure->parts |= parts[k].part;
          continue;
        }
      ended = g_error_matches (why, VIT_ERROR, VIT_ERROR_CANCELLED);
      if (ended)
        g_propagate_error (error, g_steal_pointer (&why));
      else if (why)
        self->failures[k] = g_steal_pointer (&why);
      first = first ? first : self->failures[k];
    }
  release_intermediates (self);
  if (first && !ended)
    g_propagate_error (error, g_error_copy (first));
  return !first && !ended;
}
