#include "core/io/index-cache.h"

#include <string.h>
#include <unistd.h>

#include "core/io/content-hash.h"
#include "core/io/formats.h"
#include "core/store/cache-folder.h"
#include "core/store/container.h"
#include "core/store/shared-files.h"

#define KIND "VITINDEX"
#define VERSION 3u

/* Ending of an index in a store. */
#define SHARED_SUFFIX ".index"

/* Spots of the content that are hashed, to tell a file that has grown from another one. */
#define N_SPOTS 8
#define SPOT ((uint64_t) 8 << 10)
#define EDGE ((uint64_t) 32 << 10)

/* Length of the first and last spot of a packed file, the middle of which costs more to reach. */
#define PACKED_EDGE ((uint64_t) 64 << 10)

/* Order of the words in "counts". */
enum
{
  N_DAMAGED,
  N_UNSETTLED,
  UNFINISHED,
  END,
  END_LINE,
  READABLE,
  LAST_CELL_OF,
  N_COUNTS
};

/* Numbers of a box in "cells": origin, vectors, and whether the box is there (bit 3) and which of
 * its vectors are periodic (bits 0 to 2). */
#define N_CELL 13

/* Order of the words in "stamp". */
enum
{
  SIZE,
  MTIME,
  CTIME,
  INODE,
  FRESH, /* the file may have changed since without a change of its times */
  N_STAMP
};

/* Returns: NULL if there is no cache folder. */
static char *
new_cache_path (const char *path)
{
  g_autofree char *base = vit_cache_folder_dup ("index");
  if (!base)
    return NULL;
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, path, -1);
  g_mkdir_with_parents (base, 0700);
  return g_build_filename (base, name, NULL);
}

/* ---- Fingerprint ---- */

static void
hash_spot (VitContentHash *hash, VitSource *source, uint64_t at, uint64_t n, char *buffer)
{
  ssize_t got = n > 0 ? vit_source_read (source, at, buffer, (size_t) n, NULL) : 0;
  vit_content_hash_update (hash, buffer, (size_t) MAX (got, 0));
}

/* Hash the first and the last bytes that were indexed, which lie in the first and the last frame,
 * and spots in between, in order. */
static void
compute_fingerprint (VitSource *source, uint64_t end, uint8_t key[16])
{
  VitContentHash hash = { 0 };
  bool packed = vit_source_get_compression (source) != VIT_COMPRESSION_NONE;
  uint64_t edge = packed ? PACKED_EDGE : EDGE, n = MIN (end, edge);
  g_autofree char *buffer = g_malloc (PACKED_EDGE);
  uint64_t inner = end > 2 * edge + N_SPOTS * SPOT ? end - 2 * edge - SPOT : 0;
  /* Begin with the end of a packed file: it is still in memory after a pass. */
  if (packed)
    hash_spot (&hash, source, end - n, n, buffer);
  hash_spot (&hash, source, 0, n, buffer);
  for (uint64_t k = 0; k < N_SPOTS && inner > 0 && !packed; k++)
    hash_spot (&hash, source, edge + k * (inner / (N_SPOTS - 1)), SPOT, buffer);
  if (!packed)
    hash_spot (&hash, source, end - n, n, buffer);
  vit_content_hash_finish (&hash, key);
}

void
vit_index_take_fingerprint (VitIndex *index, VitSource *source)
{
  compute_fingerprint (source, index->end, index->fingerprint);
  index->has_fingerprint = true;
}

bool
vit_index_fits (const VitIndex *index, VitSource *source)
{
  uint8_t key[16];
  if (!index->has_fingerprint)
    return true;
  compute_fingerprint (source, index->end, key);
  return memcmp (key, index->fingerprint, sizeof key) == 0;
}

/* ---- Storing ---- */

static GVariant *
pack_problems (const VitIndex *index)
{
  GVariantBuilder problems;
  g_variant_builder_init (&problems, G_VARIANT_TYPE ("a(txbxbs)"));
  for (guint i = 0; i < index->problems->len; i++)
    {
      const VitProblem *problem = index->problems->pdata[i];
      g_variant_builder_add (&problems, "(txbxbs)", problem->line, problem->frame,
                             problem->has_step, problem->step, problem->damaging, problem->message);
    }
  return g_variant_builder_end (&problems);
}

/* Pack names as bytes, because they may not be UTF-8. */
static void
pack_names (GVariantDict *dict, const char *key, char **names)
{
  if (names)
    g_variant_dict_insert_value (dict, key,
                                 g_variant_new_bytestring_array ((const char *const *) names, -1));
}

/* Pack the numbers of atoms, of types, and of atoms of each type. */
static void
pack_composition (GVariantDict *dict, const VitIndex *index)
{
  const VitComposition *composition = index->composition;
  if (!composition)
    return;
  g_autofree uint64_t *words = g_new (uint64_t, composition->n_types + 2);
  words[0] = composition->n;
  words[1] = composition->n_types;
  for (unsigned t = 0; t < composition->n_types; t++)
    words[t + 2] = composition->counts[t];
  vit_container_add_array (dict, "composition", "t", words, composition->n_types + 2, 8);
  pack_names (dict, "species", composition->species);
  pack_names (dict, "named", index->named);
}

/* The number in the key goes up when premises are judged in another way. */
#define PREMISES "premises-1"

static void
pack_premises (GVariantDict *dict, const VitPremises *premises)
{
  GVariantBuilder rows;
  if (!premises)
    return;
  g_variant_builder_init (&rows, G_VARIANT_TYPE ("a(sumsms)"));
  for (int id = 0; id < VIT_N_PREMISES; id++)
    {
      const VitPremise *premise = vit_premises_look_up (premises, (VitPremiseId) id);
      if (premise)
        g_variant_builder_add (&rows, "(sumsms)", vit_premise_get ((VitPremiseId) id)->name,
                               premise->source, premise->value, premise->doubt);
    }
  g_variant_dict_insert_value (dict, PREMISES, g_variant_builder_end (&rows));
}

/* Pack the first and the last box, as the bits of their numbers. */
static void
pack_cells (GVariantDict *dict, const VitIndex *index)
{
  const VitCell *cells[2] = { &index->first_cell, &index->last_cell };
  bool has[2] = { index->has_first_cell, index->has_last_cell };
  uint64_t words[2 * N_CELL] = { 0 };
  for (int c = 0; c < 2; c++)
    {
      uint64_t *to = words + c * N_CELL;
      if (!has[c])
        continue;
      memcpy (to, cells[c]->origin, sizeof cells[c]->origin);
      memcpy (to + 3, cells[c]->h, sizeof cells[c]->h);
      to[12] = 8;
      for (int k = 0; k < 3; k++)
        to[12] |= (uint64_t) cells[c]->periodic[k] << k;
    }
  vit_container_add_array (dict, "cells", "t", words, 2 * N_CELL, 8);
}

/* @path: empty in a store, where a file is known by its content. */
static GVariant *
pack_index (const char *path,
            const VitSourceStamp *stamp,
            bool fresh,
            const VitIndex *index,
            const VitReader *reader)
{
  GVariantDict dict;
  uint64_t counts[N_COUNTS] = {
    [N_DAMAGED] = index->n_damaged,      [N_UNSETTLED] = index->n_unsettled,
    [UNFINISHED] = index->unfinished,    [END] = index->end,
    [END_LINE] = index->end_line,        [READABLE] = index->readable,
    [LAST_CELL_OF] = index->last_cell_of
  };
  uint64_t times[N_STAMP] = { [SIZE] = stamp->size,
                              [MTIME] = (uint64_t) stamp->mtime_ns,
                              [CTIME] = (uint64_t) stamp->ctime_ns,
                              [INODE] = stamp->inode,
                              [FRESH] = fresh };
  g_variant_dict_init (&dict, NULL);
  g_variant_dict_insert (&dict, "path", "^ay", path); /* file names may not be UTF-8 */
  g_variant_dict_insert (&dict, "reader", "s", vit_formats_of_reader (reader)->title);
  g_variant_dict_insert (&dict, "reader-version", "u", reader->version);
  g_variant_dict_insert (&dict, "units", "s", index->units ? index->units : "");
  if (index->other_units)
    g_variant_dict_insert (&dict, "other-units", "s", index->other_units);
  if (index->put_back)
    g_variant_dict_insert (&dict, "put-back", "s", index->put_back);
  g_variant_dict_insert (&dict, "clock", "s", index->clock ? index->clock : "");
  vit_container_add_array (&dict, "stamp", "t", times, N_STAMP, 8);
  vit_container_add_array (&dict, "counts", "t", counts, N_COUNTS, 8);
  vit_container_add_array (&dict, "fingerprint", "y", index->fingerprint, 16, 1);
  /* Store entries as 64-bit numbers instead of bytes: GVariant checks each element. */
  vit_container_add_array (&dict, "entries", "t", index->entries->data,
                           index->entries->len * (sizeof (VitIndexEntry) / 8), 8);
  vit_container_add_array (&dict, "steps", "t", index->steps->data,
                           index->steps->len * (sizeof (VitIndexStep) / 8), 8);
  pack_cells (&dict, index);
  g_variant_dict_insert_value (&dict, "problems", pack_problems (index));
  pack_composition (&dict, index);
  pack_premises (&dict, index->judged);
  return g_variant_ref_sink (g_variant_dict_end (&dict));
}

static void
store_own (const char *path,
           const VitSourceStamp *stamp,
           bool fresh,
           const VitIndex *index,
           const VitReader *reader)
{
  g_autofree char *file = new_cache_path (path);
  g_autoptr (GVariant) content = file ? pack_index (path, stamp, fresh, index, reader) : NULL;
  if (file)
    vit_container_save_lightly (file, KIND, VERSION, content, NULL);
}

static void store_shared (const char *path,
                          const VitSourceStamp *stamp,
                          const VitIndex *index,
                          const VitReader *reader);

void
vit_index_cache_store (const char *path,
                       const VitSourceStamp *stamp,
                       bool fresh,
                       const VitIndex *index,
                       const VitReader *reader)
{
  store_own (path, stamp, fresh, index, reader);
  if (!fresh)
    store_shared (path, stamp, index, reader);
}

void
vit_index_cache_remove (const char *path)
{
  g_autofree char *file = new_cache_path (path);
  if (file)
    unlink (file);
}

/* ---- Loading ---- */

static bool
unpack_words (GVariant *all, const char *name, size_t wanted, uint64_t *words)
{
  g_autofree uint64_t *found = NULL;
  size_t n = 0;
  if (!vit_container_take_array (all, name, "t", 8, &found, &n) || n != wanted)
    return false;
  memcpy (words, found, n * 8);
  return true;
}

static void
unpack_problems (GVariant *all, const char *path, VitIndex *index)
{
  g_autoptr (GVariant) problems =
      g_variant_lookup_value (all, "problems", G_VARIANT_TYPE ("a(txbxbs)"));
  for (gsize i = 0; problems && i < g_variant_n_children (problems); i++)
    {
      VitProblem problem = { .file = (char *) path };
      gboolean has_step, damaging;
      g_variant_get_child (problems, i, "(txbxb&s)", &problem.line, &problem.frame, &has_step,
                           &problem.step, &damaging, &problem.message);
      problem.has_step = has_step;
      problem.damaging = damaging;
      g_ptr_array_add (index->problems, vit_problem_copy (&problem));
    }
}

static char **
unpack_names (GVariant *all, const char *key)
{
  char **names = NULL;
  return g_variant_lookup (all, key, "^aay", &names) ? names : NULL;
}

/* Unpack the composition; an inconsistent one is left out. */
static void
unpack_composition (GVariant *all, VitIndex *index)
{
  g_autofree uint64_t *words = NULL;
  size_t n = 0;
  if (!vit_container_take_array (all, "composition", "t", 8, &words, &n) || n < 2 ||
      words[1] != n - 2)
    return;
  VitComposition *composition = g_new0 (VitComposition, 1);
  composition->n = words[0];
  composition->n_types = (unsigned) words[1];
  composition->species = unpack_names (all, "species");
  composition->counts = g_new0 (size_t, MAX (n - 2, 1));
  for (size_t t = 0; t < n - 2; t++)
    composition->counts[t] = words[t + 2];
  if (composition->species && g_strv_length (composition->species) == n - 2)
    {
      index->composition = composition;
      index->named = unpack_names (all, "named");
    }
  else
    vit_composition_free (composition);
}

static void
unpack_premises (GVariant *all, VitIndex *index)
{
  g_autoptr (GVariant) rows = g_variant_lookup_value (all, PREMISES, G_VARIANT_TYPE ("a(sumsms)"));
  if (!rows)
    return;
  index->judged = vit_premises_new ();
  for (gsize i = 0; i < g_variant_n_children (rows); i++)
    {
      const char *name, *value, *doubt;
      guint source;
      VitPremiseId id;
      g_variant_get_child (rows, i, "(&sum&sm&s)", &name, &source, &value, &doubt);
      if (!vit_premise_find (name, &id) || source >= VIT_SOURCE_USER)
        continue;
      vit_premises_set (index->judged, id, (VitPremiseSource) source, value);
      if (doubt)
        vit_premises_doubt (index->judged, id, "%s", doubt);
    }
}

static void
unpack_cells (const uint64_t words[2 * N_CELL], VitIndex *index)
{
  VitCell *cells[2] = { &index->first_cell, &index->last_cell };
  for (int c = 0; c < 2; c++)
    {
      const uint64_t *from = words + c * N_CELL;
      memcpy (cells[c]->origin, from, sizeof cells[c]->origin);
      memcpy (cells[c]->h, from + 3, sizeof cells[c]->h);
      for (int k = 0; k < 3; k++)
        cells[c]->periodic[k] = from[12] >> k & 1;
    }
  index->has_first_cell = words[12] & 8;
  index->has_last_cell = words[N_CELL + 12] & 8;
}

/* Check that all that is said of frames lies in what was indexed, and that each atom has a byte. */
static bool
is_plausible (const VitIndex *index, uint64_t size)
{
  for (guint i = 0; i < index->entries->len; i++)
    {
      const VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      if (entry->offset > index->end || entry->length > index->end - entry->offset ||
          entry->n_atoms > entry->length)
        return false;
    }
  /* No packer makes a byte of more. */
  return index->end / ((uint64_t) 128 << 10) <= size;
}

static VitIndex *
unpack_index (GVariant *all, const char *path)
{
  uint64_t counts[N_COUNTS], cells[2 * N_CELL];
  const char *units, *clock;
  g_autofree uint64_t *entries = NULL, *steps = NULL;
  g_autofree uint8_t *key = NULL;
  size_t n, n_key, n_steps;
  if (!unpack_words (all, "counts", N_COUNTS, counts) ||
      !g_variant_lookup (all, "units", "&s", &units) ||
      !vit_container_take_array (all, "fingerprint", "y", 1, &key, &n_key) || n_key != 16 ||
      !vit_container_take_array (all, "entries", "t", 8, &entries, &n) ||
      !vit_container_take_array (all, "steps", "t", 8, &steps, &n_steps) ||
      !unpack_words (all, "cells", 2 * N_CELL, cells))
    return NULL;
  VitIndex *index = vit_index_new ();
  index->n_damaged = counts[N_DAMAGED];
  index->n_unsettled = counts[N_UNSETTLED];
  index->unfinished = counts[UNFINISHED];
  index->end = counts[END];
  index->end_line = counts[END_LINE];
  index->readable = counts[READABLE];
  index->units = *units ? g_strdup (units) : NULL;
  g_variant_lookup (all, "other-units", "s", &index->other_units);
  g_variant_lookup (all, "put-back", "s", &index->put_back);
  index->clock =
      g_variant_lookup (all, "clock", "&s", &clock) && *clock ? g_intern_string (clock) : NULL;
  index->has_fingerprint = true;
  memcpy (index->fingerprint, key, 16);
  g_array_append_vals (index->entries, entries, (guint) (n / (sizeof (VitIndexEntry) / 8)));
  g_array_append_vals (index->steps, steps, (guint) (n_steps / (sizeof (VitIndexStep) / 8)));
  index->last_cell_of = (uint32_t) counts[LAST_CELL_OF];
  unpack_cells (cells, index);
  unpack_problems (all, path, index);
  unpack_composition (all, index);
  unpack_premises (all, index);
  return index;
}

/* Load the index stored in @file (nullable) under the path @named, with the stamp of the file when
 * it was indexed. */
static VitIndex *
load_stored (const char *file,
             const char *path,
             const char *named,
             const VitReader **reader,
             VitSourceStamp *stamp,
             bool *fresh)
{
  const char *old_path, *name;
  guint32 version;
  uint64_t times[N_STAMP];
  g_autoptr (GVariant) all = !file ? NULL : vit_container_load (file, KIND, VERSION, "index", NULL);
  if (!all || !g_variant_lookup (all, "path", "^&ay", &old_path) || strcmp (old_path, named) != 0 ||
      !g_variant_lookup (all, "reader", "&s", &name) ||
      !g_variant_lookup (all, "reader-version", "u", &version) ||
      !unpack_words (all, "stamp", N_STAMP, times))
    return NULL;
  const VitFileFormat *format = vit_formats_find_title (name);
  *reader = format && format->reader && format->reader->version == version ? format->reader : NULL;
  *stamp = (VitSourceStamp){ .size = times[SIZE],
                             .mtime_ns = (int64_t) times[MTIME],
                             .ctime_ns = (int64_t) times[CTIME],
                             .inode = times[INODE] };
  *fresh = times[FRESH];
  VitIndex *index = *reader ? unpack_index (all, path) : NULL;
  if (index && !is_plausible (index, stamp->size))
    g_clear_pointer (&index, vit_index_free);
  return index;
}

static VitIndex *
load_index (const char *path, const VitReader **reader, VitSourceStamp *stamp, bool *fresh)
{
  g_autofree char *file = new_cache_path (path);
  return load_stored (file, path, path, reader, stamp, fresh);
}

static void merge_learned (VitIndex *into, const VitIndex *from);

/* Load what stores know of a file with this content: all that is said of this stamp, or else of one
 * copy of it. @merged: (nullable): gets the paths of what was read of this stamp. */
static VitIndex *
load_shared (const char *path,
             const VitSourceStamp *stamp,
             const VitReader **reader,
             VitSourceStamp *old,
             GPtrArray *merged)
{
  g_autofree char *identity = vit_shared_files_dup_identity (path);
  g_autoptr (GPtrArray) files = vit_shared_files_find (identity, SHARED_SUFFIX);
  VitIndex *all = NULL;
  bool all_fits = false;
  for (guint i = 0; i < files->len; i++)
    {
      VitSourceStamp its;
      bool fresh;
      const VitReader *its_reader;
      VitIndex *one = load_stored (files->pdata[i], path, "", &its_reader, &its, &fresh);
      bool fits = one && vit_source_stamp_equal (&its, stamp);
      if (!one || (all && !fits) || (all_fits && its_reader != *reader))
        {
          g_clear_pointer (&one, vit_index_free);
          continue;
        }
      if (all_fits)
        merge_learned (one, all);
      g_clear_pointer (&all, vit_index_free);
      all = one;
      all_fits = fits;
      *reader = its_reader;
      *old = its;
      if (fits && merged)
        g_ptr_array_add (merged, g_strdup (files->pdata[i]));
    }
  return all;
}

/* Add what is known of a file to the store that is filled, and remove what that says, too: others
 * may have added to it meanwhile, and do so again. */
static void
store_shared (const char *path,
              const VitSourceStamp *stamp,
              const VitIndex *index,
              const VitReader *reader)
{
  g_autofree char *filled = vit_shared_files_dup_filled ();
  g_autofree char *identity = filled ? vit_shared_files_dup_identity (path) : NULL;
  g_autofree char *file = vit_shared_files_dup_own (identity, SHARED_SUFFIX);
  if (!file)
    return;
  const VitReader *old_reader = NULL;
  VitSourceStamp old;
  g_autoptr (GPtrArray) merged = g_ptr_array_new_with_free_func (g_free);
  VitIndex *before = load_shared (path, stamp, &old_reader, &old, merged);
  VitIndex *all = vit_index_copy (index);
  if (merged->len > 0 && old_reader == reader)
    {
      merge_learned (all, before);
      if (!all->has_fingerprint)
        {
          memcpy (all->fingerprint, before->fingerprint, sizeof all->fingerprint);
          all->has_fingerprint = before->has_fingerprint;
        }
    }
  g_autoptr (GVariant) content = pack_index ("", stamp, false, all, reader);
  bool saved = vit_container_save_shared (file, KIND, VERSION, content, NULL);
  for (guint i = 0; saved && i < merged->len && old_reader == reader; i++)
    if (strcmp (merged->pdata[i], file) != 0 && g_str_has_prefix (merged->pdata[i], filled))
      unlink (merged->pdata[i]);
  g_clear_pointer (&before, vit_index_free);
  vit_index_free (all);
}

bool
vit_index_cache_is_shared (const char *path)
{
  g_autofree char *filled = vit_shared_files_dup_filled ();
  if (!filled)
    return true;
  g_autofree char *identity = vit_shared_files_dup_identity (path);
  g_autoptr (GPtrArray) files = vit_shared_files_find (identity, SHARED_SUFFIX);
  return files->len > 0;
}

/* Mark keys that were carried over as doubtful, so that their frames are hashed in full: the file
 * no longer grows. */
static void
doubt_carried_keys (VitIndex *index)
{
  for (guint i = 0; i < index->entries->len; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      if (entry->known & VIT_KNOWN_CARRIED)
        entry->known = VIT_KNOWN_KEY | VIT_KNOWN_DOUBTFUL;
    }
}

static void
carry_over_keys (VitIndex *index)
{
  for (guint i = 0; i < index->entries->len; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      if (entry->known)
        entry->known |= VIT_KNOWN_CARRIED;
    }
}

VitIndex *
vit_index_cache_load (const char *path,
                      VitSource *source,
                      const VitSourceStamp *stamp,
                      const VitReader **reader,
                      bool *goes_on,
                      VitProgress *progress)
{
  VitSourceStamp old;
  bool fresh = false;
  VitIndex *index = load_index (path, reader, &old, &fresh);
  *goes_on = false;
  if (!index || fresh || !vit_source_stamp_equal (&old, stamp))
    {
      VitSourceStamp its;
      const VitReader *its_reader;
      VitIndex *shared = load_shared (path, stamp, &its_reader, &its, NULL);
      bool better = shared && (!index || vit_source_stamp_equal (&its, stamp));
      VitIndex *worse = better ? index : shared;
      g_clear_pointer (&worse, vit_index_free);
      if (better)
        {
          index = shared;
          old = its;
          *reader = its_reader;
          fresh = false;
        }
    }
  if (!index)
    return NULL;
  if (vit_source_stamp_equal (&old, stamp) && !fresh)
    {
      doubt_carried_keys (index);
      return index;
    }
  if (stamp->size < old.size || !vit_source_unpack (source, progress, NULL) ||
      index->end > vit_source_get_size (source) || !vit_index_fits (index, source))
    {
      vit_index_free (index);
      return NULL;
    }
  *goes_on = true;
  /* A packed file is unpacked again in any case. */
  bool plain = vit_source_get_compression (source) == VIT_COMPRESSION_NONE;
  if (plain && stamp->size > old.size && stamp->inode == old.inode && !fresh)
    carry_over_keys (index);
  else
    {
      vit_index_doubt (index);
      index->recheck = plain;
    }
  index->readable = false;
  return index;
}

/* Merge what another program has learned about the same frames meanwhile. */
static void
merge_learned (VitIndex *into, const VitIndex *from)
{
  for (guint i = 0; i < MIN (into->entries->len, from->entries->len); i++)
    {
      VitIndexEntry *a = &g_array_index (into->entries, VitIndexEntry, i);
      const VitIndexEntry *b = &g_array_index (from->entries, VitIndexEntry, i);
      bool lacks = !(a->known & VIT_KNOWN_KEY) || (a->known & VIT_KNOWN_DOUBTFUL);
      if (a->offset != b->offset || a->length != b->length)
        continue;
      if (lacks && (b->known & VIT_KNOWN_KEY) && !(b->known & VIT_KNOWN_DOUBTFUL))
        {
          memcpy (a->key, b->key, sizeof a->key);
          a->known &= (uint8_t) ~(VIT_KNOWN_DOUBTFUL | VIT_KNOWN_CARRIED);
          a->known |= b->known & (VIT_KNOWN_KEY | VIT_KNOWN_CARRIED);
        }
      if (!(a->known & VIT_KNOWN_KIND))
        a->known |= b->known & (VIT_KNOWN_KIND | VIT_KNOWN_UNWRAPPED);
      if (!(a->known & VIT_KNOWN_SHAPE))
        a->known |= b->known & (VIT_KNOWN_SHAPE | VIT_KNOWN_FLAT);
      a->known |= b->known & VIT_KNOWN_NEW_TYPE;
    }
  into->readable = into->readable || from->readable;
  if (!into->put_back)
    into->put_back = g_strdup (from->put_back);
  if (!into->judged && from->judged)
    into->judged = vit_premises_ref (from->judged);
  if (into->composition || !from->composition)
    return;
  into->composition = vit_composition_copy (from->composition);
  into->named = g_strdupv (from->named);
}

void
vit_index_cache_update (const char *path,
                        const VitSourceStamp *stamp,
                        const VitIndex *index,
                        const VitReader *reader)
{
  VitSourceStamp old;
  bool fresh;
  const VitReader *old_reader;
  VitIndex *stored = load_index (path, &old_reader, &old, &fresh);
  if (stored && old_reader == reader && vit_source_stamp_equal (&old, stamp))
    {
      VitIndex *all = vit_index_copy (index);
      if (!fresh)
        merge_learned (all, stored);
      memcpy (all->fingerprint, stored->fingerprint, sizeof all->fingerprint);
      store_own (path, stamp, fresh, all, reader);
      vit_index_free (all);
    }
  vit_index_free (stored);
  store_shared (path, stamp, index, reader);
}
