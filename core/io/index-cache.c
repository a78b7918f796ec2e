#include "core/io/index-cache.h"

#include <string.h>
#include <unistd.h>

#include "core/base/hash.h"
#include "core/store/atomic-file.h"

#define VERSION 7u

/* In order: version, path, reader, size, mtime, fingerprint, n_damaged, unfinished, end, end_line,
 * units, entries, problems, n_unsettled. A problem is one byte string of its own fields. */

static char *
new_cache_path (const char *path)
{
  const char *folder = g_getenv ("VITRINE_CACHE_DIR");
  g_autofree char *name = g_compute_checksum_for_string (G_CHECKSUM_SHA1, path, -1);
  g_autofree char *base =
      folder ? g_build_filename (folder, "index", NULL)
             : g_build_filename (g_get_user_cache_dir (), "vitrine", "index", NULL);
  g_mkdir_with_parents (base, 0700);
  return g_build_filename (base, name, NULL);
}

/* Of the first and the last bytes that were indexed: a file that was written anew is told apart
 * even if size and time agree. */
static void
fingerprint (VitSource *source, uint64_t end, uint8_t key[16])
{
  VitHash hash = { 0 };
  uint64_t n = MIN (end, (uint64_t) 1 << 16);
  g_autofree uint8_t *head = g_malloc (n + 1);
  g_autofree uint8_t *tail = g_malloc (n + 1);
  /* Of a packed file that was just gone through, the end is still at hand. */
  ssize_t n_tail = vit_source_read (source, end - n, tail, (size_t) n, NULL),
          n_head = vit_source_read (source, 0, head, (size_t) n, NULL);
  vit_hash_update (&hash, head, (size_t) MAX (n_head, 0));
  vit_hash_update (&hash, tail, (size_t) MAX (n_tail, 0));
  vit_hash_finish (&hash, key);
}

static GVariant *
pack_problem (const VitProblem *problem)
{
  return g_variant_new ("(txbxbs)", problem->line, problem->frame, problem->has_step, problem->step,
                        problem->damaging, problem->message);
}

static GVariant *
pack_bytes (const void *data, size_t n)
{
  return g_variant_new_fixed_array (G_VARIANT_TYPE_BYTE, data, n, 1);
}

void
vit_index_cache_store (const char *path,
                       VitSource *source,
                       const VitIndex *index,
                       const VitReader *reader)
{
  VitSourceStamp stamp;
  uint8_t key[16];
  vit_source_get_stamp (source, &stamp);
  fingerprint (source, index->end, key);

  GVariantBuilder problems;
  g_variant_builder_init (&problems, G_VARIANT_TYPE ("a(txbxbs)"));
  for (guint i = 0; i < index->problems->len; i++)
    g_variant_builder_add_value (&problems, pack_problem (index->problems->pdata[i]));
  GVariant *parts[] = {
    g_variant_new_uint32 (VERSION),
    g_variant_new_bytestring (path), /* names of files are bytes */
    g_variant_new_string (reader->name),
    g_variant_new_uint64 (stamp.size),
    g_variant_new_int64 (stamp.mtime_ns),
    pack_bytes (key, sizeof key),
    g_variant_new_uint64 (index->n_damaged),
    g_variant_new_boolean (index->unfinished),
    g_variant_new_uint64 (index->end),
    g_variant_new_uint64 (index->end_line),
    g_variant_new_string (index->units ? index->units : ""),
    /* As numbers, not bytes: GVariant looks at each. */
    g_variant_new_fixed_array (G_VARIANT_TYPE_UINT64, index->entries->data,
                               (gsize) index->entries->len * (sizeof (VitIndexEntry) / 8), 8),
    g_variant_builder_end (&problems),
    g_variant_new_uint64 (index->n_unsettled),
  };
  g_autoptr (GVariant) all = g_variant_ref_sink (g_variant_new_tuple (parts, G_N_ELEMENTS (parts)));
  g_autofree char *file = new_cache_path (path);
  vit_file_replace_lightly (file, g_variant_get_data (all), g_variant_get_size (all), NULL);
}

void
vit_index_cache_remove (const char *path)
{
  g_autofree char *file = new_cache_path (path);
  unlink (file);
}

static VitIndex *
unpack (GVariant *all)
{
  VitIndex *index = vit_index_new ();
  const char *units;
  g_variant_get_child (all, 6, "t", &index->n_damaged);
  gboolean unfinished;
  g_variant_get_child (all, 7, "b", &unfinished);
  index->unfinished = unfinished;
  g_variant_get_child (all, 8, "t", &index->end);
  g_variant_get_child (all, 9, "t", &index->end_line);
  g_variant_get_child (all, 10, "&s", &units);
  index->units = *units ? g_strdup (units) : NULL;

  g_autoptr (GVariant) entries = g_variant_get_child_value (all, 11);
  gsize n;
  const void *data = g_variant_get_fixed_array (entries, &n, 8);
  g_array_append_vals (index->entries, data, (guint) (n / (sizeof (VitIndexEntry) / 8)));

  const char *path;
  g_variant_get_child (all, 1, "^&ay", &path);
  g_autoptr (GVariant) problems = g_variant_get_child_value (all, 12);
  for (gsize i = 0; i < g_variant_n_children (problems); i++)
    {
      VitProblem problem = { .file = (char *) path };
      gboolean has_step, damaging;
      g_variant_get_child (problems, i, "(txbxb&s)", &problem.line, &problem.frame, &has_step,
                           &problem.step, &damaging, &problem.message);
      problem.has_step = has_step;
      problem.damaging = damaging;
      g_ptr_array_add (index->problems, vit_problem_copy (&problem));
    }
  g_variant_get_child (all, 13, "t", &index->n_unsettled);
  return index;
}

VitIndex *
vit_index_cache_load (const char *path,
                      VitSource *source,
                      const VitSourceStamp *stamp,
                      const VitReader **reader,
                      bool *grown)
{
  g_autofree char *file = new_cache_path (path);
  g_autofree char *data = NULL;
  gsize length;
  if (!g_file_get_contents (file, &data, &length, NULL))
    return NULL;
  g_autoptr (GBytes) bytes = g_bytes_new_take (g_steal_pointer (&data), length);
  g_autoptr (GVariant) all = g_variant_ref_sink (
      g_variant_new_from_bytes (G_VARIANT_TYPE ("(uaystxaytbttsata(txbxbs)t)"), bytes, FALSE));
  if (!g_variant_is_normal_form (all))
    return NULL;

  guint32 version;
  const char *old_path, *name;
  uint64_t size, end;
  int64_t mtime;
  g_variant_get_child (all, 0, "u", &version);
  g_variant_get_child (all, 1, "^&ay", &old_path);
  g_variant_get_child (all, 2, "&s", &name);
  g_variant_get_child (all, 3, "t", &size);
  g_variant_get_child (all, 4, "x", &mtime);
  g_variant_get_child (all, 8, "t", &end);
  *grown = stamp->size > size || (stamp->size == size && stamp->mtime_ns != mtime);
  if (version != VERSION || strcmp (old_path, path) != 0 || stamp->size < size ||
      end > vit_source_get_size (source))
    return NULL;

  uint8_t key[16];
  g_autoptr (GVariant) old_key = g_variant_get_child_value (all, 5);
  gsize n;
  const void *old = g_variant_get_fixed_array (old_key, &n, 1);
  fingerprint (source, end, key);
  if (n != sizeof key || memcmp (key, old, sizeof key) != 0)
    return NULL;
  *reader = vit_reader_find (source, NULL);
  if (!*reader || strcmp ((*reader)->name, name) != 0)
    return NULL;
  return unpack (all);
}
