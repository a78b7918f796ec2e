#include "core/io/trajectory-files.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "core/base/error.h"
#include "core/io/content-hash.h"
#include "core/io/excerpt.h"
#include "core/io/formats.h"
#include "core/io/index-cache.h"
#include "core/io/inflater.h"

/* Bytes of either end of a packed file by which it is recognised. */
#define PACKED_END ((uint64_t) 64 << 10)

void
vit_trajectory_file_free (VitTrajectoryFile *file)
{
  if (!file)
    return;
  if (file->index && file->reader)
    vit_trajectory_file_save (file);
  g_mutex_clear (&file->lock);
  g_free (file->path);
  g_clear_pointer (&file->source, vit_source_unref);
  g_clear_pointer (&file->index, vit_index_free);
  g_free (file);
}

VitSource *
vit_trajectory_file_get_source (VitTrajectoryFile *file, GError **error)
{
  return file->source ? vit_source_ref (file->source) : vit_source_open_late (file->path, error);
}

VitSource *
vit_trajectory_file_get_source_of (VitTrajectoryFile *file,
                                   const VitIndexEntry *entry,
                                   GError **error)
{
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (source && vit_source_get_excerpt (source) &&
      !vit_excerpt_has (vit_source_get_excerpt (source), entry->offset, entry->length, error))
    return NULL;
  return g_steal_pointer (&source);
}

/* Hash the first and the last bytes that a packed file had when it was @size bytes long. */
static bool
hash_ends (const char *path, uint64_t size, uint8_t key[16])
{
  VitContentHash hash = { 0 };
  uint64_t n = MIN (size, PACKED_END);
  int fd = open (path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return false;
  g_autofree char *buffer = g_malloc (PACKED_END);
  bool whole = pread (fd, buffer, n, 0) == (ssize_t) n;
  vit_content_hash_update (&hash, buffer, n);
  whole = whole && pread (fd, buffer, n, (off_t) (size - n)) == (ssize_t) n;
  vit_content_hash_update (&hash, buffer, n);
  close (fd);
  vit_content_hash_finish (&hash, key);
  return whole;
}

static bool
is_packed (VitSource *source)
{
  return vit_source_get_compression (source) != VIT_COMPRESSION_NONE;
}

/* Returns: whether a packed file still begins with all that @file was when it was opened, judged by
 * its ends. */
static bool
has_same_ends (const VitTrajectoryFile *file)
{
  uint8_t ends[16];
  return hash_ends (file->path, file->stamp.size, ends) && memcmp (ends, file->ends, 16) == 0;
}

/* Returns: whether the file may be the one that was indexed with something appended, which it has
 * not lost since it was seen last, judged by spots of its content. */
static bool
has_grown (VitTrajectoryFile *file, const VitSourceStamp *now)
{
  if (file->stamp.inode != now->inode || now->size <= file->stamp.size ||
      now->size < file->seen.size)
    return false;
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, NULL);
  return source &&
         (is_packed (source) ? has_same_ends (file) : vit_index_fits (file->index, source));
}

bool
vit_trajectory_file_look (VitTrajectoryFile *file)
{
  VitSourceStamp now;
  if (file->is_excerpt)
    return false;
  if (file->source)
    vit_source_look (file->source, &now);
  else if (!vit_source_look_at_path (file->path, &now))
    return false;
  g_mutex_lock (&file->lock);
  bool same = vit_source_stamp_equal (&now, &file->seen) && !vit_source_stamp_is_fresh (&now);
  bool changed = !same && !has_grown (file, &now);
  file->seen = now;
  if (changed)
    {
      file->changed = file->changed || !vit_source_stamp_equal (&now, &file->stamp);
      vit_index_doubt (file->index);
    }
  g_mutex_unlock (&file->lock);
  return changed;
}

void
vit_trajectory_file_save (VitTrajectoryFile *file)
{
  g_mutex_lock (&file->lock);
  bool made = file->made, wanted = (made || file->learned) && file->use_cache && !file->changed &&
                                   !g_atomic_int_get (&file->suspect);
  file->learned = file->made = false;
  VitIndex *index = wanted ? vit_index_copy (file->index) : NULL;
  VitSourceStamp stamp = file->stamp;
  g_mutex_unlock (&file->lock);
  if (!index)
    return;
  g_autofree char *absolute = g_canonicalize_filename (file->path, NULL);
  if (made)
    vit_index_cache_store (absolute, &stamp, file->fresh, index, file->reader);
  else
    vit_index_cache_update (absolute, &stamp, index, file->reader);
  vit_index_free (index);
}

static bool
has_counted_rows (const VitIndex *index)
{
  for (guint i = 0; i < index->entries->len; i++)
    if (g_array_index (index->entries, VitIndexEntry, i).flags & VIT_INDEX_NOT_COUNTED)
      return false;
  return true;
}

void
vit_trajectory_file_set_suspect (VitTrajectoryFile *file)
{
  g_autofree char *absolute = g_canonicalize_filename (file->path, NULL);
  if (g_atomic_int_compare_and_exchange (&file->suspect, 0, 1))
    vit_index_cache_remove (absolute);
}

/* Whether a file is @old with something appended, judged by spots of its
 * content. One that is written to at this moment may have been changed before its end in the same
 * tick of the clock: its keys are then found again. */
static bool
is_written_on (VitTrajectoryFile *file, const VitTrajectoryFile *old)
{
  return old->stamp.inode == file->stamp.inode && file->stamp.size > old->stamp.size &&
         !old->changed && old->index->entries->len > 0 &&
         (is_packed (file->source)
              ? has_same_ends (old)
              : old->index->has_fingerprint && vit_index_fits (old->index, file->source));
}

static void
carry_keys (VitIndex *index, bool fresh)
{
  if (fresh)
    vit_index_doubt (index);
  for (guint i = 0; i < index->entries->len && !fresh; i++)
    {
      VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, i);
      if (entry->known)
        entry->known |= VIT_KNOWN_CARRIED;
    }
}

static VitIndex *
find_old_index (VitTrajectoryFile *file,
                const VitTrajectoryFile *old,
                const char *absolute,
                bool use_cache,
                bool *goes_on,
                VitProgress *progress)
{
  *goes_on = false;
  if (old)
    {
      GMutex *lock = &((VitTrajectoryFile *) old)->lock;
      g_mutex_lock (lock);
      bool same = vit_source_stamp_equal (&old->stamp, &file->stamp);
      bool grown = !same && is_written_on (file, old);
      /* What was waited for has not come: it is looked at as a file that is at its end. */
      bool known = grown || (same && !old->ends_early);
      VitIndex *copy = known ? vit_index_copy (old->index) : NULL;
      g_mutex_unlock (lock);
      file->reader = old->reader;
      file->continued = same || grown;
      file->uncertain = same && old->stamp_is_fresh;
      *goes_on = grown;
      if (grown)
        carry_keys (copy, old->fresh);
      else if (copy && file->uncertain)
        vit_index_doubt (copy);
      if (copy)
        return copy;
    }
  return use_cache ? vit_index_cache_load (absolute, file->source, &file->stamp, &file->reader,
                                           goes_on, progress)
                   : NULL;
}

/* The last frame was begun, and the rest of it is lost: nobody is still writing it. */
static void
lose_unfinished (VitIndex *index)
{
  static const char yet[] = " (not yet complete)";
  VitProblem *last =
      index->problems->len > 0 ? index->problems->pdata[index->problems->len - 1] : NULL;
  if (!last || last->damaging || !g_str_has_suffix (last->message, yet))
    return;
  last->message[strlen (last->message) - strlen (yet)] = '\0';
  last->damaging = true;
  index->n_damaged++;
  index->n_unsettled++;
}

/* Seconds after which a file that ends within packed data is taken for one that nobody writes on.
 */
#define WRITING 8

/* A look at the same bytes within these seconds does not settle that nothing more comes. */
static bool
is_being_written (const VitTrajectoryFile *before, const VitSourceStamp *now)
{
  int64_t age = g_get_real_time () * 1000 - now->mtime_ns;
  return (before->ends_early || !vit_source_stamp_equal (&before->stamp, now)) &&
         age < WRITING * INT64_C (1000000000);
}

/* What stands in the content before a place: the last frame that begins there. */
static char *
dup_before (const VitIndex *index, uint64_t content)
{
  guint n = 0;
  while (n < index->entries->len &&
         g_array_index (index->entries, VitIndexEntry, n).offset < content)
    n++;
  if (n == 0)
    return g_strdup ("at the beginning");
  const VitIndexEntry *entry = &g_array_index (index->entries, VitIndexEntry, n - 1);
  return entry->flags & VIT_INDEX_NO_STEP
             ? g_strdup_printf ("behind frame %u", entry->number)
             : g_strdup_printf ("behind frame %u (step %" G_GINT64_FORMAT ")", entry->number,
                                entry->step);
}

static void
add_lost (VitTrajectoryFile *file, const char *message)
{
  GPtrArray *problems = file->index->problems;
  for (guint i = 0; i < problems->len; i++)
    if (strcmp (((const VitProblem *) problems->pdata[i])->message, message) == 0)
      return;
  g_ptr_array_add (problems, vit_problem_new (file->path, 0, -1, false, 0, true, message));
}

static void
add_lost_parts (VitTrajectoryFile *file)
{
  VitLostParts lost;
  vit_source_get_lost (file->source, &lost);
  bool is_gzip = vit_source_get_compression (file->source) == VIT_COMPRESSION_GZIP;
  for (size_t i = 0; i < MIN (lost.n, VIT_MOST_LOST); i++)
    {
      const VitLostPart *part = &lost.parts[i];
      g_autofree char *before = dup_before (file->index, part->content);
      g_autofree char *message =
          g_strdup_printf ("compressed data is damaged between bytes %" G_GUINT64_FORMAT
                           " and %" G_GUINT64_FORMAT ": what is in them%s is left out, %s",
                           part->begin, part->end, is_gzip ? " from the damage on" : "", before);
      add_lost (file, message);
    }
  bool ends_lost = lost.n > 0 && lost.n <= VIT_MOST_LOST &&
                   lost.parts[lost.n - 1].content == vit_source_get_size (file->source);
  if (ends_lost && file->index->unfinished)
    {
      lose_unfinished (file->index);
      file->index->unfinished = false;
    }
  if (lost.n <= VIT_MOST_LOST)
    return;
  g_autofree char *rest = g_strdup_printf (
      "compressed data is damaged in %" G_GUINT64_FORMAT " more places", lost.n - VIT_MOST_LOST);
  add_lost (file, rest);
}

/* @grows: whether the file has been written to since it was looked at before */
static void
add_pack_damage (VitTrajectoryFile *file, bool grows)
{
  const char *damage = vit_source_get_damage (file->source);
  add_lost_parts (file);
  if (!damage)
    return;
  VitIndex *index = file->index;
  file->ends_early = grows && g_str_has_suffix (damage, VIT_ENDS_EARLY);
  if (file->ends_early)
    {
      g_autofree char *text = g_strdup_printf ("%s (not yet complete)", damage);
      index->unfinished = true;
      g_ptr_array_add (index->problems, vit_problem_new (file->path, 0, -1, false, 0, false, text));
      return;
    }
  bool loses = strcmp (damage, VIT_CHECKSUM_ALONE) != 0;
  if (loses && index->unfinished)
    lose_unfinished (index);
  index->unfinished = false;
  g_autofree char *message =
      g_strdup_printf ("%s%s", loses ? "compressed data ends early or is damaged: " : "", damage);
  g_ptr_array_add (index->problems, vit_problem_new (file->path, 0, -1, false, 0, loses, message));
}

VitTrajectoryFile *
vit_trajectory_file_open (const char *path,
                          const VitTrajectoryFile *old,
                          bool count_rows,
                          bool use_cache,
                          VitProgress *progress,
                          GError **error)
{
  VitTrajectoryFile *file = g_new0 (VitTrajectoryFile, 1);
  g_mutex_init (&file->lock);
  file->use_cache = use_cache;
  g_autofree char *absolute = g_canonicalize_filename (path, NULL);
  g_autoptr (VitIndex) known = NULL;
  bool goes_on;

  file->path = g_strdup (path);
  file->source = vit_source_open_late (path, error);
  if (!file->source)
    goto fail;
  vit_source_get_stamp (file->source, &file->stamp);
  file->stamp_is_fresh = vit_source_stamp_is_fresh (&file->stamp);
  if (vit_source_get_excerpt (file->source))
    {
      file->index = vit_excerpt_dup_index (vit_source_get_excerpt (file->source), &file->reader);
      file->is_excerpt = true;
      file->use_cache = false;
      file->continued = old && vit_source_stamp_equal (&old->stamp, &file->stamp);
      return file;
    }
  if (is_packed (file->source) && !hash_ends (path, file->stamp.size, file->ends))
    memset (file->ends, 0, sizeof file->ends);
  file->seen = file->stamp;
  if (old)
    vit_trajectory_file_save ((VitTrajectoryFile *) old);

  bool suspect = old && g_atomic_int_get (&((VitTrajectoryFile *) old)->suspect);
  count_rows = count_rows || suspect;
  file->index =
      find_old_index (file, suspect ? NULL : old, absolute, use_cache, &goes_on, progress);
  if (file->index && count_rows && !has_counted_rows (file->index))
    g_clear_pointer (&file->index, vit_index_free);
  if (file->index && !goes_on)
    {
      file->learned = use_cache && !vit_index_cache_is_shared (absolute);
      return file;
    }
  /* A packed file is unpacked from its beginning, and goes on behind what fits. */
  file->continued = file->continued || (old && goes_on && file->index && !file->index->recheck);
  if (file->index && file->index->recheck)
    known = g_steal_pointer (&file->index);
  /* Tell the format before anything is unpacked into a file. */
  if (!file->index)
    {
      file->index = vit_index_new ();
      const VitFileFormat *format = vit_formats_find (file->source, error);
      if (!format)
        goto fail;
      file->reader = format->reader;
    }
  if (!vit_source_unpack (file->source, progress, error))
    goto fail;
  file->index->count = count_rows;
  vit_index_forget_unsettled (file->index);
  if (!file->reader->index (file->source, file->index, progress, error))
    goto fail;
  if (known)
    vit_index_take_keys (file->index, known);
  if (!vit_source_finish (file->source, progress, error))
    goto fail;
  add_pack_damage (file, old && is_being_written (old, &file->stamp));
  if (use_cache || !is_packed (file->source))
    vit_index_take_fingerprint (file->index, file->source);
  file->fresh = vit_source_stamp_is_fresh (&file->stamp);
  file->made = use_cache && !file->ends_early;
  return file;

fail:
  vit_trajectory_file_free (file);
  return NULL;
}
