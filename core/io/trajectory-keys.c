/* Hashes of the content of frames, for the keys of cached results. */

#include <string.h>

#include "core/base/error.h"
#include "core/io/content-hash.h"
#include "core/io/trace.h"
#include "core/io/trajectory-private.h"

static VitIndexEntry *
get_entry (VitTrajectory *self, size_t frame, VitTrajectoryFile **file)
{
  return (VitIndexEntry *) vit_trajectory_get_entry (self, frame, file);
}

static bool
is_believed (const VitIndexEntry *entry)
{
  return (entry->known & (VIT_KNOWN_KEY | VIT_KNOWN_DOUBTFUL)) == VIT_KNOWN_KEY;
}

bool
vit_trajectory_wants_key (VitTrajectory *self, size_t frame)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = get_entry (self, frame, &file);
  g_mutex_lock (&file->lock);
  bool wanted = file->wants_keys && !is_believed (entry);
  g_mutex_unlock (&file->lock);
  return wanted;
}

/* Store the key of a frame. Call with the lock. Returns: whether the key of a doubtful frame has
 * changed; then the index may be wrong, too. */
static bool
store_key (VitTrajectoryFile *file, VitIndexEntry *entry, const uint8_t key[16])
{
  bool differs = (entry->known & VIT_KNOWN_DOUBTFUL) && memcmp (entry->key, key, 16) != 0;
  memcpy (entry->key, key, 16);
  entry->known &= (uint8_t) ~(VIT_KNOWN_DOUBTFUL | VIT_KNOWN_CARRIED);
  entry->known |= VIT_KNOWN_KEY;
  file->learned = true;
  return differs;
}

/* Store whether the frame is unwrapped. Call with the lock. */
static void
store_kind (VitTrajectoryFile *file, VitIndexEntry *entry, bool unwrapped)
{
  /* Of a frame without a box it depends on the files before. */
  if (entry->known & VIT_KNOWN_KIND || entry->flags & VIT_INDEX_NO_CELL)
    return;
  entry->known |= (uint8_t) (VIT_KNOWN_KIND | (unwrapped ? VIT_KNOWN_UNWRAPPED : 0));
  file->learned = true;
}

/* Store whether all atoms lie at one z. Call with the lock. */
static void
store_shape (VitTrajectoryFile *file, VitIndexEntry *entry, bool flat)
{
  if (entry->known & VIT_KNOWN_SHAPE)
    return;
  entry->known |= (uint8_t) (VIT_KNOWN_SHAPE | (flat ? VIT_KNOWN_FLAT : 0));
  file->learned = true;
}

/* Whether there is an atom of a type that the first frame lacks. */
static bool
has_new_type (const VitAtoms *atoms, const VitAtoms *first)
{
  if (!first || atoms->n_types <= first->n_types)
    return false;
  for (size_t i = 0; i < atoms->n; i++)
    if (atoms->types[i] > first->n_types)
      return true;
  return false;
}

/* Store that there is a type that the first frame of the run lacks. Of a later file that
 * depends on the run. Call with the lock. */
static void
store_new_type (VitTrajectory *self, VitTrajectoryFile *file, VitIndexEntry *entry, size_t frame)
{
  if (file != self->files->pdata[0])
    vit_trajectory_note_new_type (self, frame);
  else if (!(entry->known & VIT_KNOWN_NEW_TYPE))
    {
      entry->known |= VIT_KNOWN_NEW_TYPE;
      file->learned = true;
    }
}

void
vit_trajectory_learn (VitTrajectory *self, size_t frame, const uint8_t *key, const VitFrame *found)
{
  VitTrajectoryFile *file;
  VitIndexEntry *entry = get_entry (self, frame, &file);
  bool new_type = has_new_type (found->atoms, g_atomic_pointer_get (&self->atoms));
  g_mutex_lock (&file->lock);
  uint8_t before = entry->known;
  store_kind (file, entry, found->unwrapped);
  store_shape (file, entry, vit_frame_is_flat (found));
  if (new_type)
    store_new_type (self, file, entry, frame);
  bool news = (entry->known ^ before) & ~(unsigned) VIT_KNOWN_KEY;
  bool differs = key && store_key (file, entry, key);
  g_mutex_unlock (&file->lock);
  if (news)
    vit_trajectory_tell_news (self, frame);
  if (differs)
    vit_trajectory_file_set_suspect (file);
  if (key)
    vit_trace_file (VIT_TRACE_HASHED, file->path, frame);
}

/* Check the file for changes; if it has changed, clear the frame cache. */
static void
look_for_changes (VitTrajectory *self, VitTrajectoryFile *file)
{
  if (vit_trajectory_file_look (file))
    vit_frame_cache_clear (self->cache);
}

void
vit_trajectory_explain (VitTrajectory *self, size_t frame, GError **error)
{
  VitTrajectoryFile *file;
  get_entry (self, frame, &file);
  look_for_changes (self, file);
  g_mutex_lock (&file->lock);
  bool changed = file->changed;
  g_mutex_unlock (&file->lock);
  if (!changed || !error || !*error || g_error_matches (*error, VIT_ERROR, VIT_ERROR_CANCELLED))
    return;
  if (!g_error_matches (*error, VIT_ERROR, VIT_ERROR_CHANGED))
    g_prefix_error (error, "%s: the file has changed since it was opened: ", file->path);
  (*error)->domain = VIT_ERROR;
  (*error)->code = VIT_ERROR_CHANGED;
}

static bool
find_key (VitTrajectory *self, size_t frame, uint8_t key[16])
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = get_entry (self, frame, &file);
  g_mutex_lock (&file->lock);
  bool known = is_believed (entry);
  if (known)
    memcpy (key, entry->key, 16);
  else
    file->wants_keys = true;
  g_mutex_unlock (&file->lock);
  return known;
}

/* Read a frame of a packed file through the frame cache, so that it is kept: it costs more to
 * unpack than to parse. */
static bool
read_for_key (VitTrajectory *self, size_t frame, VitSource *source, uint8_t key[16])
{
  if (vit_source_get_compression (source) == VIT_COMPRESSION_NONE)
    return false;
  g_autoptr (VitFrame) kept = vit_frame_cache_get (self->cache, frame);
  g_autoptr (VitFrame) read = kept ? NULL : vit_trajectory_read_frame (self, frame, NULL);
  return read && find_key (self, frame, key);
}

static bool
hash_frame (VitTrajectory *self, size_t frame, uint8_t key[16], GError **error)
{
  VitTrajectoryFile *file;
  VitIndexEntry *entry = get_entry (self, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (!source)
    return false;
  if (read_for_key (self, frame, source, key))
    return true;
  g_autoptr (VitSource) tee =
      vit_source_new_tee (source, entry->offset, entry->offset + entry->length);
  if (!vit_source_finish_tee (tee, key, error))
    return false;
  g_mutex_lock (&file->lock);
  bool differs = store_key (file, entry, key);
  g_mutex_unlock (&file->lock);
  if (differs)
    vit_trajectory_file_set_suspect (file);
  vit_trace_file (VIT_TRACE_HASHED, file->path, frame);
  return true;
}

static bool
get_known_or_new_key (VitTrajectory *self, size_t frame, uint8_t key[16], GError **error)
{
  VitTrajectoryFile *file;
  get_entry (self, frame, &file);
  vit_trajectory_note_use (self, frame);
  look_for_changes (self, file);
  return find_key (self, frame, key) || hash_frame (self, frame, key, error);
}

bool
vit_trajectory_get_frame_key (VitTrajectory *self, size_t frame, uint8_t key[16], GError **error)
{
  g_return_val_if_fail (self && frame < self->n_frames, false);
  if (!get_known_or_new_key (self, frame, key, error))
    return false;
  vit_trajectory_add_to_key (self, frame, key);
  return true;
}

/* ---- Frames on the path between two frames ---- */

static bool
read_unwrapped (VitTrajectory *run, size_t frame, bool *unwrapped, GError **error)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = get_entry (run, frame, &file);
  if (!file->reader->read_unwrapped)
    {
      g_autoptr (VitFrame) read = vit_trajectory_read_frame (run, frame, error);
      if (read)
        *unwrapped = read->unwrapped;
      return read != NULL;
    }
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  return source && file->reader->read_unwrapped (source, entry, unwrapped, error);
}

bool
vit_trajectory_read_unwrapped (VitTrajectory *run, size_t frame, bool *unwrapped, GError **error)
{
  VitTrajectoryFile *file;
  VitIndexEntry *entry = get_entry (run, frame, &file);
  const char *given = vit_premises_get_text (run->given, VIT_PREMISE_UNWRAPPED);
  VitCell cell;
  if (given || entry->flags & VIT_INDEX_NO_CELL)
    {
      *unwrapped =
          given ? strcmp (given, "yes") == 0 : !vit_trajectory_carry_cell (run, frame, &cell);
      return true;
    }
  look_for_changes (run, file);
  g_mutex_lock (&file->lock);
  uint8_t known = entry->known;
  g_mutex_unlock (&file->lock);
  *unwrapped = known & VIT_KNOWN_UNWRAPPED;
  if (known & VIT_KNOWN_KIND)
    return true;
  if (!read_unwrapped (run, frame, unwrapped, error))
    return false;
  g_mutex_lock (&file->lock);
  store_kind (file, entry, *unwrapped);
  g_mutex_unlock (&file->lock);
  return true;
}

bool
vit_trajectory_knows_frame (VitTrajectory *run, size_t frame, bool *unwrapped)
{
  g_return_val_if_fail (run && frame < run->n_frames && unwrapped, false);
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = get_entry (run, frame, &file);
  bool given = vit_premises_get_text (run->given, VIT_PREMISE_UNWRAPPED) != NULL;
  g_mutex_lock (&file->lock);
  bool known = is_believed (entry) &&
               (given || entry->known & VIT_KNOWN_KIND || entry->flags & VIT_INDEX_NO_CELL);
  g_mutex_unlock (&file->lock);
  *unwrapped = false;
  return known && vit_trajectory_read_unwrapped (run, frame, unwrapped, NULL);
}

bool
vit_trajectory_get_path_key (VitTrajectory *run,
                             size_t from,
                             const size_t *to,
                             size_t n_to,
                             bool *has_key,
                             uint8_t key[16],
                             GError **error)
{
  g_return_val_if_fail (run && from < run->n_frames && to && has_key && key, false);
  size_t low = from, high = from;
  bool unwrapped;
  if (!vit_trajectory_read_unwrapped (run, from, &unwrapped, error))
    return false;
  for (size_t j = 0; j < n_to; j++)
    {
      bool other;
      if (!vit_trajectory_read_unwrapped (run, to[j], &other, error))
        return false;
      if (unwrapped && other)
        continue;
      low = MIN (low, to[j]);
      high = MAX (high, to[j]);
    }
  VitContentHash hash = { 0 };
  *has_key = low < high;
  /* The change of basis rests on the boxes in between, wherever atoms are. */
  for (size_t j = 0; j < n_to; j++)
    {
      VitBasis basis = vit_trajectory_get_basis_between (run, from, to[j]);
      if (vit_basis_is_identity (basis))
        continue;
      *has_key = true;
      vit_content_hash_update (&hash, &j, sizeof j);
      vit_content_hash_update (&hash, &basis, sizeof basis);
    }
  for (size_t frame = low; low < high && frame <= high; frame++)
    {
      uint8_t part[16];
      if (!get_known_or_new_key (run, frame, part, error))
        return false;
      vit_content_hash_update (&hash, part, sizeof part);
    }
  vit_content_hash_finish (&hash, key);
  return true;
}
