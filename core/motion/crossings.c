#include "core/motion/crossings.h"

#include <string.h>

#include "core/io/content-hash.h"
#include "core/store/cache-folder.h"
#include "core/store/container.h"
#include "core/store/shared-files.h"

#define KIND "VITCROSS"
#define VERSION 1u
#define SHARED_SUFFIX ".crossings"

/* Most bytes in the cache folder, which nothing evicts; and they are written while somebody waits.
 */
#define MOST_OWN ((size_t) 4 << 20)

/* Shift of an atom that is lost. */
#define LOST INT16_MIN

struct _VitCrossingsStore
{
  GHashTable *by_key; /* of VitCrossings, which are their own keys */
  bool fills;         /* whether a store is filled */
};

static guint
hash_key (gconstpointer data)
{
  guint first;
  memcpy (&first, ((const VitCrossings *) data)->key, sizeof first);
  return first;
}

static gboolean
equal_keys (gconstpointer a, gconstpointer b)
{
  const VitCrossings *one = a, *other = b;
  return memcmp (one->key, other->key, sizeof one->key) == 0;
}

static void
free_crossings (gpointer data)
{
  VitCrossings *self = data;
  g_free (self->crossings);
  g_free (self);
}

bool
vit_crossings_get_key (VitTrajectory *trajectory, size_t before, size_t frame, uint8_t key[16])
{
  g_return_val_if_fail (trajectory && key, false);
  VitContentHash hash = { 0 };
  const size_t frames[2] = { before, frame };
  VitBasis basis = vit_trajectory_get_basis_between (trajectory, before, frame);
  for (int k = 0; k < 2; k++)
    {
      uint8_t part[16];
      bool unwrapped;
      if (!vit_trajectory_knows_frame (trajectory, frames[k], &unwrapped) ||
          !vit_trajectory_get_frame_key (trajectory, frames[k], part, NULL))
        return false;
      vit_content_hash_update (&hash, part, sizeof part);
    }
  vit_content_hash_update (&hash, &basis, sizeof basis);
  vit_content_hash_finish (&hash, key);
  return true;
}

/* ---- Files ---- */

static char *
dup_own_path (VitTrajectory *trajectory)
{
  g_autofree char *base = vit_cache_folder_dup ("crossings");
  g_autofree char *absolute =
      g_canonicalize_filename (vit_trajectory_get_paths (trajectory)[0], NULL);
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, absolute, -1);
  return base && g_mkdir_with_parents (base, 0700) == 0 ? g_build_filename (base, name, NULL)
                                                        : NULL;
}

static VitCrossing *
unpack (const int64_t *ids, const int16_t *shifts, size_t n)
{
  VitCrossing *all = g_new0 (VitCrossing, n);
  for (size_t i = 0; i < n; i++)
    {
      all[i].id = ids[i];
      all[i].lost = shifts[3 * i] == LOST;
      for (int k = 0; k < 3 && !all[i].lost; k++)
        all[i].shift[k] = shifts[3 * i + k];
    }
  return all;
}

static void
load (VitCrossingsStore *self, const char *path, bool is_shared)
{
  g_autofree uint8_t *keys = NULL, *ambiguous = NULL;
  g_autofree uint32_t *counts = NULL;
  g_autofree int64_t *ids = NULL;
  g_autofree int16_t *shifts = NULL;
  size_t n_keys, n_ambiguous, n_counts, n_ids, n_shifts, at = 0;
  g_autoptr (GVariant) all = vit_container_load (path, KIND, VERSION, "crossings", NULL);
  if (!all || !vit_container_take_array (all, "keys", "y", 1, &keys, &n_keys) ||
      !vit_container_take_array (all, "ambiguous", "y", 1, &ambiguous, &n_ambiguous) ||
      !vit_container_take_array (all, "counts", "u", 4, &counts, &n_counts) ||
      !vit_container_take_array (all, "ids", "x", 8, &ids, &n_ids) ||
      !vit_container_take_array (all, "shifts", "n", 2, &shifts, &n_shifts) ||
      n_keys != 16 * n_counts || n_ambiguous != n_counts || n_shifts != 3 * n_ids)
    return;
  for (size_t i = 0; i < n_counts && counts[i] <= n_ids - at; at += counts[i++])
    {
      VitCrossings *one = g_new0 (VitCrossings, 1);
      *one = (VitCrossings){
        .n = counts[i], .ambiguous = ambiguous[i] != 0, .has_key = true, .is_shared = is_shared
      };
      memcpy (one->key, keys + 16 * i, sizeof one->key);
      one->crossings = counts[i] > 0 ? unpack (ids + at, shifts + 3 * at, counts[i]) : NULL;
      g_hash_table_replace (self->by_key, one, one);
    }
}

VitCrossingsStore *
vit_crossings_store_new (VitTrajectory *trajectory)
{
  g_return_val_if_fail (trajectory, NULL);
  if (!vit_trajectory_keeps_index (trajectory))
    return NULL;
  VitCrossingsStore *self = g_new0 (VitCrossingsStore, 1);
  self->by_key = g_hash_table_new_full (hash_key, equal_keys, free_crossings, NULL);
  g_autofree char *own = dup_own_path (trajectory), *filled = vit_shared_files_dup_filled ();
  self->fills = filled != NULL;
  if (own)
    load (self, own, false);
  g_autofree char *identity =
      vit_shared_files_dup_identity (vit_trajectory_get_paths (trajectory)[0]);
  g_autoptr (GPtrArray) shared = vit_shared_files_find (identity, SHARED_SUFFIX);
  for (guint i = 0; i < shared->len; i++)
    load (self, shared->pdata[i], true);
  return self;
}

void
vit_crossings_store_free (VitCrossingsStore *self)
{
  g_hash_table_unref (self->by_key);
  g_free (self);
}

bool
vit_crossings_recall (const VitCrossingsStore *self,
                      VitTrajectory *trajectory,
                      size_t before,
                      size_t frame,
                      VitCrossings *found)
{
  g_return_val_if_fail (self && trajectory && found, false);
  VitCrossings wanted;
  if (g_hash_table_size (self->by_key) == 0 ||
      !vit_crossings_get_key (trajectory, before, frame, wanted.key))
    return false;
  const VitCrossings *one = g_hash_table_lookup (self->by_key, &wanted);
  if (!one)
    return false;
  *found = *one;
  found->crossings =
      one->n > 0 ? g_memdup2 (one->crossings, one->n * sizeof *one->crossings) : NULL;
  return true;
}

/* ---- Keeping ---- */

/* (transfer full) (nullable): the content of a file. */
static GVariant *
pack (const VitCrossings *all, size_t n, bool is_shared)
{
  g_autoptr (GByteArray) keys = g_byte_array_new (), ambiguous = g_byte_array_new ();
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (uint32_t));
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (int64_t));
  g_autoptr (GArray) shifts = g_array_new (FALSE, FALSE, sizeof (int16_t));
  for (size_t i = 0; i < n; i++)
    {
      uint32_t count = all[i].n;
      uint8_t doubt = all[i].ambiguous;
      if (!all[i].has_key || (is_shared && all[i].is_shared))
        continue;
      g_byte_array_append (keys, all[i].key, sizeof all[i].key);
      g_byte_array_append (ambiguous, &doubt, 1);
      g_array_append_val (counts, count);
      for (guint c = 0; c < all[i].n; c++)
        {
          static const int16_t lost[3] = { LOST, LOST, LOST };
          const VitCrossing *one = &all[i].crossings[c];
          g_array_append_val (ids, one->id);
          g_array_append_vals (shifts, one->lost ? lost : one->shift, 3);
        }
    }
  if (counts->len == 0 || (!is_shared && ids->len > MOST_OWN / 14))
    return NULL;
  GVariantDict dict;
  g_variant_dict_init (&dict, NULL);
  vit_container_add_array (&dict, "keys", "y", keys->data, keys->len, 1);
  vit_container_add_array (&dict, "ambiguous", "y", ambiguous->data, ambiguous->len, 1);
  vit_container_add_array (&dict, "counts", "u", counts->data, counts->len, 4);
  vit_container_add_array (&dict, "ids", "x", ids->data, ids->len, 8);
  vit_container_add_array (&dict, "shifts", "n", shifts->data, shifts->len, 2);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

void
vit_crossings_keep (VitTrajectory *trajectory, const VitCrossings *all, size_t n)
{
  g_return_if_fail (trajectory && all);
  g_autofree char *own = dup_own_path (trajectory), *filled = vit_shared_files_dup_filled ();
  g_autoptr (GVariant) content = own ? pack (all, n, false) : NULL;
  if (content)
    vit_container_save_lightly (own, KIND, VERSION, content, NULL);
  g_autofree char *identity =
      filled ? vit_shared_files_dup_identity (vit_trajectory_get_paths (trajectory)[0]) : NULL;
  g_autofree char *shared = vit_shared_files_dup_own (identity, SHARED_SUFFIX);
  g_autoptr (GVariant) common = shared ? pack (all, n, true) : NULL;
  if (common)
    vit_container_save_shared (shared, KIND, VERSION, common, NULL);
}
