#include "core/io/index-file.h"

#include <string.h>

#include "core/io/formats.h"
#include "core/store/container.h"

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

/* ---- Packing ---- */

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
GVariant *
vit_index_pack (const char *path,
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

/* ---- Unpacking ---- */

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

VitIndex *
vit_index_unpack (GVariant *all,
                  const char *path,
                  const char *named,
                  const VitReader **reader,
                  VitSourceStamp *stamp,
                  bool *fresh)
{
  const char *old_path, *name;
  guint32 version;
  uint64_t times[N_STAMP];
  if (!g_variant_lookup (all, "path", "^&ay", &old_path) || strcmp (old_path, named) != 0 ||
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

/* Load the index stored in @file (nullable) under the path @named, with the stamp of the file when
 * it was indexed. */
VitIndex *
vit_index_load (const char *file,
                const char *path,
                const char *named,
                const VitReader **reader,
                VitSourceStamp *stamp,
                bool *fresh)
{
  g_autoptr (GVariant) all =
      !file ? NULL : vit_container_load (file, VIT_INDEX_KIND, VIT_INDEX_VERSION, "index", NULL);
  return all ? vit_index_unpack (all, path, named, reader, stamp, fresh) : NULL;
}
