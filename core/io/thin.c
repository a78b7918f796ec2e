#include "core/io/thin.h"

#include <zstd.h>

#include "core/base/error.h"
#include "core/io/trajectory-private.h"

/* Level of zstd: a pack is made once and carried along. */
#define LEVEL 12

/* ---- What was used ---- */

void
vit_trajectory_record_use (VitTrajectory *self)
{
  g_return_if_fail (self);
  g_free (self->used);
  self->used = g_new0 (uint8_t, self->n_frames);
}

/* Whether a frame means something else without the frames before it. */
static bool
depends_on_others (VitTrajectory *self)
{
  for (size_t frame = 0; frame < self->n_frames; frame++)
    if (vit_trajectory_get_entry (self, frame, NULL)->flags & VIT_INDEX_NO_CELL)
      return true;
  return !vit_basis_is_identity (vit_trajectory_get_basis (self, self->n_frames - 1));
}

bool *
vit_trajectory_get_used (VitTrajectory *self)
{
  g_return_val_if_fail (self && self->used, NULL);
  bool *used = g_new (bool, self->n_frames);
  for (size_t frame = 0; frame < self->n_frames; frame++)
    used[frame] = frame == 0 || self->used[frame];
  /* Looking for that may read boxes. */
  bool all = depends_on_others (self);
  for (size_t frame = 0; frame < self->n_frames && all; frame++)
    used[frame] = true;
  return used;
}

/* ---- Files ---- */

static void
free_file (gpointer data)
{
  VitThinFile *file = data;
  if (file->bytes)
    g_bytes_unref (file->bytes);
  g_free (file);
}

/* Append the bytes of a frame as a zstd frame. */
static bool
append_frame (VitTrajectory *self, size_t frame, ZSTD_CCtx *zstd, GByteArray *to, GError **error)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (!source)
    return false;
  g_autofree char *raw = g_malloc (MAX (entry->length, 1));
  if (!vit_source_read_exactly (source, entry->offset, raw, entry->length, error))
    return false;
  guint before = to->len;
  size_t bound = ZSTD_compressBound (entry->length);
  g_byte_array_set_size (to, before + (guint) bound);
  size_t n = ZSTD_compressCCtx (zstd, to->data + before, bound, raw, entry->length, LEVEL);
  g_byte_array_set_size (to, before + (ZSTD_isError (n) ? 0 : (guint) n));
  if (!ZSTD_isError (n))
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: cannot be packed: %s", file->path,
               ZSTD_getErrorName (n));
  return false;
}

/* Frames of @path, from the index @file on. */
static bool
thin_file (VitTrajectory *self,
           unsigned file,
           const bool *kept,
           uint64_t most,
           VitThinFile *thin,
           VitProgress *progress,
           GError **error)
{
  for (size_t frame = 0; frame < self->n_frames; frame++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (self, frame, &info);
      thin->n_of += info.file == file;
      thin->n_kept += info.file == file && kept[frame];
    }
  if (thin->n_kept == 0 || thin->n_kept == thin->n_of)
    return true;
  ZSTD_CCtx *zstd = ZSTD_createCCtx ();
  GByteArray *bytes = g_byte_array_new ();
  bool ok = true;
  for (size_t frame = 0; frame < self->n_frames && ok; frame++)
    {
      VitFrameInfo info;
      vit_trajectory_get_frame_info (self, frame, &info);
      if (info.file != file || !kept[frame])
        continue;
      ok = append_frame (self, frame, zstd, bytes, error) &&
           vit_progress_step (progress, frame, self->n_frames, error);
      if (ok && bytes->len > most)
        {
          g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                       "%s: the %zu frames that are kept of %zu have more than %" G_GUINT64_FORMAT
                       " MiB",
                       thin->path, thin->n_kept, thin->n_of, (guint64) (most >> 20));
          ok = false;
        }
    }
  ZSTD_freeCCtx (zstd);
  thin->bytes = g_byte_array_free_to_bytes (bytes);
  return ok;
}

GPtrArray *
vit_trajectory_thin (
    VitTrajectory *self, const bool *kept, uint64_t most, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self && kept, NULL);
  g_autoptr (GPtrArray) files = g_ptr_array_new_with_free_func (free_file);
  const char *const *paths = vit_trajectory_get_paths (self);
  for (unsigned file = 0; paths[file]; file++)
    {
      VitThinFile *thin = g_new0 (VitThinFile, 1);
      thin->path = paths[file];
      g_ptr_array_add (files, thin);
      if (!thin_file (self, file, kept, most, thin, progress, error))
        return NULL;
      if (thin->n_kept == 0)
        g_ptr_array_remove_index (files, files->len - 1);
    }
  return g_steal_pointer (&files);
}
