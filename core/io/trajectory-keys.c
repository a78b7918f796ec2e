/* What the content of frames is told by, for the keys of cached results. */

#include <string.h>

#include "core/base/hash.h"
#include "core/io/trajectory-private.h"

/* All of a small frame; of a large one the first and the last bytes and its length. */
#define KEY_BYTES ((size_t) 512 << 10)

/* Of a frame that is only passed through: spots of this size, evenly from its first byte to its
 * last. */
#define SPOT_BYTES ((size_t) 8 << 10)
#define N_SPOTS 8

static bool
hash_part (VitHash *hash, VitSource *source, uint64_t offset, size_t n, GError **error)
{
  g_autofree uint8_t *buffer = g_malloc (MAX (n, 1));
  if (!vit_source_read_exactly (source, offset, buffer, n, error))
    return false;
  vit_hash_update (hash, buffer, n);
  return true;
}

bool
vit_trajectory_get_frame_key (VitTrajectory *self, size_t frame, uint8_t key[16], GError **error)
{
  g_return_val_if_fail (self && frame < self->n_frames, false);
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (!source)
    return false;

  VitHash hash = { 0 };
  uint64_t n = entry->length;
  vit_hash_update (&hash, &n, sizeof n);
  bool ok = n <= 2 * KEY_BYTES
                ? hash_part (&hash, source, entry->offset, (size_t) n, error)
                : hash_part (&hash, source, entry->offset, KEY_BYTES, error) &&
                      hash_part (&hash, source, entry->offset + n - KEY_BYTES, KEY_BYTES, error);
  vit_hash_finish (&hash, key);
  return ok;
}

/* ---- Frames that are passed through ---- */

/* What is known of every frame of a run: its companion. */
typedef struct
{
  GMutex lock;
  struct
  {
    bool has_kind, unwrapped, has_key;
    uint8_t key[16];
  } frames[];
} Passed;

static const char companion_key;

static void *
passed_new (size_t n_frames)
{
  Passed *self = g_malloc0 (sizeof *self + n_frames * sizeof self->frames[0]);
  g_mutex_init (&self->lock);
  return self;
}

static void
passed_free (gpointer data)
{
  Passed *self = data;
  g_mutex_clear (&self->lock);
  g_free (self);
}

static bool
read_unwrapped (VitTrajectory *run, size_t frame, bool *unwrapped, GError **error)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (run, frame, &file);
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

static bool
is_unwrapped (VitTrajectory *run, Passed *self, size_t frame, bool *unwrapped, GError **error)
{
  g_mutex_lock (&self->lock);
  bool known = self->frames[frame].has_kind;
  *unwrapped = self->frames[frame].unwrapped;
  g_mutex_unlock (&self->lock);
  if (known)
    return true;
  if (!read_unwrapped (run, frame, unwrapped, error))
    return false;
  g_mutex_lock (&self->lock);
  self->frames[frame].has_kind = true;
  self->frames[frame].unwrapped = *unwrapped;
  g_mutex_unlock (&self->lock);
  return true;
}

static bool
read_spots (VitTrajectory *run, size_t frame, uint8_t key[16], GError **error)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (run, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (!source)
    return false;
  VitHash hash = { 0 };
  uint64_t n = entry->length;
  bool small = n <= N_SPOTS * SPOT_BYTES, ok = true;
  vit_hash_update (&hash, &n, sizeof n);
  for (uint64_t k = 0; k < N_SPOTS && !small && ok; k++)
    ok = hash_part (&hash, source, entry->offset + k * ((n - SPOT_BYTES) / (N_SPOTS - 1)),
                    SPOT_BYTES, error);
  if (small)
    ok = hash_part (&hash, source, entry->offset, (size_t) n, error);
  vit_hash_finish (&hash, key);
  return ok;
}

static bool
get_spots (VitTrajectory *run, Passed *self, size_t frame, uint8_t key[16], GError **error)
{
  g_mutex_lock (&self->lock);
  bool known = self->frames[frame].has_key;
  if (known)
    memcpy (key, self->frames[frame].key, 16);
  g_mutex_unlock (&self->lock);
  if (known)
    return true;
  if (!read_spots (run, frame, key, error))
    return false;
  g_mutex_lock (&self->lock);
  self->frames[frame].has_key = true;
  memcpy (self->frames[frame].key, key, 16);
  g_mutex_unlock (&self->lock);
  return true;
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
  Passed *self = vit_trajectory_get_companion (run, &companion_key, passed_new, passed_free);
  size_t low = from, high = from;
  bool unwrapped;
  if (!is_unwrapped (run, self, from, &unwrapped, error))
    return false;
  for (size_t j = 0; j < n_to; j++)
    {
      bool other;
      if (!is_unwrapped (run, self, to[j], &other, error))
        return false;
      if (unwrapped && other)
        continue;
      low = MIN (low, to[j]);
      high = MAX (high, to[j]);
    }
  VitHash hash = { 0 };
  *has_key = low < high;
  for (size_t frame = low; *has_key && frame <= high; frame++)
    {
      uint8_t part[16];
      if (!get_spots (run, self, frame, part, error))
        return false;
      vit_hash_update (&hash, part, sizeof part);
    }
  vit_hash_finish (&hash, key);
  return true;
}
