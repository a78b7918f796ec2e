#include "core/results/structure-frame.h"

#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "core/base/hash.h"
#include "core/structure/bond-order.h"

/* Part of every key: results of another kernel, or in another layout, are not found. */
#define KERNEL_VERSION 2

/* More bonds than this (a cutoff that takes in whole boxes) are not worth their place on disk. */
#define MAX_BONDS_PER_ATOM 100

static VitStructureFrame *
structure_new (size_t n, unsigned n_types, size_t n_bonds)
{
  VitStructureFrame *self = g_new0 (VitStructureFrame, 1);
  g_atomic_ref_count_init (&self->refs);
  self->n = n;
  self->n_types = n_types;
  size_t room = MAX (n, 1);
  self->q6 = g_new (float, room);
  self->w6 = g_new (float, room);
  self->volumes = g_new (float, room);
  self->d5 = g_new (float, room);
  self->indices = g_new (VitVoronoiIndex, room);
  self->partial = g_new (uint16_t, room * MAX (n_types, 1));
  self->bonds = g_new0 (uint32_t, n + 1);
  self->bins = g_new (uint8_t, MAX (n_bonds, 1));
  return self;
}

void
vit_structure_frame_unref (VitStructureFrame *self)
{
  if (!self || !g_atomic_ref_count_dec (&self->refs))
    return;
  void *arrays[] = { self->q6,      self->w6,      self->volumes, self->d5,
                     self->indices, self->partial, self->bonds,   self->bins };
  for (gsize i = 0; i < G_N_ELEMENTS (arrays); i++)
    g_free (arrays[i]);
  g_free (self);
}

/* ---- On disk ---- */

typedef struct
{
  uint64_t n, n_types, n_bonds;
} Header;

typedef struct
{
  void *data;
  size_t size;
} Block;

#define N_BLOCKS 8

/* The arrays in the order of the file. */
static size_t
list_blocks (VitStructureFrame *self, size_t n_bonds, Block blocks[N_BLOCKS])
{
  size_t n = self->n, sum = 0;
  const Block all[N_BLOCKS] = { { self->q6, n * sizeof *self->q6 },
                                { self->w6, n * sizeof *self->w6 },
                                { self->volumes, n * sizeof *self->volumes },
                                { self->d5, n * sizeof *self->d5 },
                                { self->bonds, (n + 1) * sizeof *self->bonds },
                                { self->partial, n * self->n_types * sizeof *self->partial },
                                { self->indices, n * sizeof *self->indices },
                                { self->bins, n_bonds } };
  memcpy (blocks, all, sizeof all);
  for (int k = 0; k < N_BLOCKS; k++)
    sum += all[k].size;
  return sum;
}

static bool
make_key (VitTrajectory *trajectory,
          size_t frame,
          const VitStructureOptions *o,
          uint8_t key[VIT_CACHE_KEY_BYTES])
{
  VitHash hash = { 0 };
  const uint32_t words[] = { KERNEL_VERSION, o->averaged, o->weighted, VIT_SIMILARITY_BINS };
  uint8_t part[16];
  if (!vit_trajectory_get_frame_key (trajectory, frame, part, NULL))
    return false;
  vit_hash_update (&hash, words, sizeof words);
  vit_hash_update (&hash, &o->bonds, sizeof o->bonds);
  vit_hash_update (&hash, &o->coordination, sizeof o->coordination);
  vit_hash_update (&hash, &o->face_threshold, sizeof o->face_threshold);
  vit_hash_update (&hash, part, sizeof part);
  VitHash second = hash;
  vit_hash_update (&second, "structure", 9);
  vit_hash_finish (&hash, key);
  vit_hash_finish (&second, key + 16);
  return true;
}

/* What the checksum vouches for is as it was written; sizes are looked at all the same. */
static VitStructureFrame *
look_up (VitCache *cache, const uint8_t *key)
{
  g_autoptr (GBytes) bytes = vit_cache_lookup (cache, key);
  gsize size;
  const uint8_t *data = bytes ? g_bytes_get_data (bytes, &size) : NULL;
  Header header;
  if (!data || size < sizeof header)
    return NULL;
  memcpy (&header, data, sizeof header);
  if (header.n > size || header.n_types > 255 || header.n_bonds > size)
    return NULL;
  g_autoptr (VitStructureFrame) self =
      structure_new (header.n, (unsigned) header.n_types, header.n_bonds);
  Block blocks[N_BLOCKS];
  if (list_blocks (self, header.n_bonds, blocks) != size - sizeof header)
    return NULL;
  data += sizeof header;
  for (int k = 0; k < N_BLOCKS; data += blocks[k++].size)
    memcpy (blocks[k].data, data, blocks[k].size);
  for (size_t i = 0; i < self->n; i++)
    if (self->bonds[i] > self->bonds[i + 1])
      return NULL;
  return self->bonds[self->n] == header.n_bonds ? g_steal_pointer (&self) : NULL;
}

static void
keep (VitCache *cache, const uint8_t *key, VitStructureFrame *self)
{
  Header header = { self->n, self->n_types, self->bonds[self->n] };
  if (header.n_bonds > MAX_BONDS_PER_ATOM * header.n)
    return;
  Block blocks[N_BLOCKS];
  size_t size = sizeof header + list_blocks (self, header.n_bonds, blocks);
  g_autofree uint8_t *data = g_malloc (size);
  uint8_t *to = data;
  memcpy (to, &header, sizeof header);
  to += sizeof header;
  for (int k = 0; k < N_BLOCKS; to += blocks[k++].size)
    memcpy (to, blocks[k].data, blocks[k].size);
  /* A full disk costs a recomputation later, nothing else. */
  vit_cache_store (cache, key, data, size, NULL);
}

/* ---- Computing ---- */

static bool
take_similarity (VitStructureFrame *self,
                 const VitBondOrder *order,
                 const VitNeighbours *neighbours,
                 VitProgress *progress,
                 GError **error)
{
  size_t n = self->n, n_bonds = neighbours->offsets[n];
  if (n_bonds > UINT32_MAX)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%zu bonds are too many", n_bonds);
      return false;
    }
  g_autofree float *s = g_new (float, MAX (n_bonds, 1));
  if (!vit_bond_order_similarity (order, neighbours, s, progress, error))
    return false;
  self->bins = g_renew (uint8_t, self->bins, MAX (n_bonds, 1));
  for (size_t i = 0; i <= n; i++)
    self->bonds[i] = (uint32_t) neighbours->offsets[i];
  for (size_t k = 0; k < n_bonds; k++)
    {
      int bin = isnan (s[k]) ? VIT_SIMILARITY_NONE
                             : (int) floor (((double) s[k] + 1) / 2 * VIT_SIMILARITY_BINS);
      self->bins[k] =
          (uint8_t) (bin == VIT_SIMILARITY_NONE ? bin : CLAMP (bin, 0, VIT_SIMILARITY_BINS - 1));
    }
  return true;
}

static bool
take_bond_order (VitStructureFrame *self,
                 const VitStructureOptions *options,
                 const VitFrame *frame,
                 const double *x,
                 VitVoronoi *voronoi,
                 VitProgress *progress,
                 GError **error)
{
  bool by_area = options->weighted && options->bonds.rule == VIT_NEIGHBOURS_VORONOI;
  const float *areas = by_area ? voronoi->areas : NULL;
  g_autoptr (VitNeighbours) neighbours =
      vit_neighbour_choice_find (&options->bonds, frame, x, voronoi, progress, error);
  g_autoptr (VitBondOrder) local =
      neighbours
          ? vit_bond_order_new (&frame->cell, x, neighbours, areas, 6, false, progress, error)
          : NULL;
  g_autoptr (VitBondOrder) averaged =
      local && options->averaged
          ? vit_bond_order_new (&frame->cell, x, neighbours, areas, 6, true, progress, error)
          : NULL;
  if (!local || (options->averaged && !averaged))
    return false;
  const VitBondOrder *shown = averaged ? averaged : local;
  for (size_t i = 0; i < self->n; i++)
    {
      self->q6[i] = (float) shown->q[i];
      self->w6[i] = (float) shown->w[i];
    }
  return take_similarity (self, local, neighbours, progress, error);
}

static VitStructureFrame *
compute (VitTrajectory *trajectory,
         size_t index,
         const VitStructureOptions *options,
         VitProgress *progress,
         GError **error)
{
  g_autoptr (VitFrame) frame = vit_trajectory_read_frame (trajectory, index, error);
  if (!frame)
    return NULL;
  size_t n = frame->atoms->n;
  g_autofree double *x = g_new (double, MAX (3 * n, 1));
  vit_frame_copy_positions (frame, x);
  g_autoptr (VitVoronoi) voronoi =
      vit_voronoi_new (&frame->cell, x, n, options->face_threshold, progress, error);
  if (!voronoi)
    return NULL;
  g_autoptr (VitStructureFrame) self = structure_new (n, frame->atoms->n_types, 0);
  for (size_t i = 0; i < n; i++)
    {
      self->indices[i] = vit_voronoi_get_index (voronoi, i);
      self->d5[i] = (float) vit_voronoi_get_fivefold (voronoi, i);
      self->volumes[i] = (float) voronoi->volumes[i];
    }
  if (!take_bond_order (self, options, frame, x, voronoi, progress, error))
    return NULL;
  g_autoptr (VitNeighbours) near =
      vit_neighbour_choice_find (&options->coordination, frame, x, voronoi, progress, error);
  if (!near)
    return NULL;
  vit_chemical_order_count (frame->atoms->types, self->n_types, near, self->partial);
  return g_steal_pointer (&self);
}

VitStructureFrame *
vit_structure_frame_new (VitTrajectory *trajectory,
                         size_t frame,
                         const VitStructureOptions *options,
                         VitCache *cache,
                         VitProgress *progress,
                         GError **error)
{
  g_return_val_if_fail (trajectory && options, NULL);
  uint8_t key[VIT_CACHE_KEY_BYTES];
  bool has_key = cache && make_key (trajectory, frame, options, key);
  VitStructureFrame *self = has_key ? look_up (cache, key) : NULL;
  if (self)
    return self;
  self = compute (trajectory, frame, options, progress, error);
  if (self && has_key)
    keep (cache, key, self);
  return self;
}
