/* Frames, boxes and columns of a trajectory are read from its files. */

#include "core/io/trajectory-private.h"

#include "core/base/error.h"
#include "core/io/trace.h"

static VitReadContext
get_context (VitTrajectory *self, size_t frame, VitAtoms *like, GPtrArray *warnings)
{
  char **names = g_atomic_pointer_get (&self->names);
  if (!names && like)
    names = like->names;
  return (VitReadContext){ .frame = vit_trajectory_get_number (self, frame),
                           .species = (const char *const *) self->species,
                           .names = (const char *const *) names,
                           .atom_style =
                               vit_premises_get_text (self->given, VIT_PREMISE_ATOM_STYLE),
                           .like = like,
                           .warnings = warnings };
}

/* Read a frame whose species may not all be numbered yet, which goes to @unknown. */
static VitFrame *
read_once (VitTrajectory *self,
           size_t frame,
           VitAtoms *like,
           GPtrArray *warnings,
           bool *unknown,
           GError **error)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source_of (file, entry, error);
  if (!source)
    return NULL;
  bool hash = vit_trajectory_wants_key (self, frame);
  g_autoptr (VitSource) tee =
      hash ? vit_source_new_tee (source, entry->offset, entry->offset + entry->length) : NULL;
  VitReadContext context = get_context (self, frame, like, warnings);
  VitCell carried;
  if (vit_trajectory_carry_cell (self, frame, &carried))
    context.cell = &carried;
  context.unknown = unknown;
  g_autoptr (GError) inner = NULL;
  VitFrame *found = file->reader->read (hash ? tee : source, entry, &context, &inner);
  vit_trace_file (VIT_TRACE_READ, file->path, frame);
  if (!found && (entry->flags & VIT_INDEX_NOT_COUNTED) &&
      g_error_matches (inner, VIT_ERROR, VIT_ERROR_FORMAT))
    vit_trajectory_file_set_suspect (file);
  if (!found)
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return NULL;
    }
  uint8_t key[16];
  bool has_key = hash && vit_source_finish_tee (tee, key, NULL);
  vit_trajectory_learn (self, frame, has_key ? key : NULL, found);
  return found;
}

/* Number the species that are not in the first frame, in the order in which they enter: a species
 * keeps its number, whichever frame is read first. O(run) */
static void
number_species (VitTrajectory *self, VitAtoms *like)
{
  g_mutex_lock (&self->names_lock);
  if (!self->names)
    {
      g_auto (GStrv) names = g_strdupv (like->names);
      for (size_t i = 1; i < self->n_frames; i++)
        {
          bool unknown = false;
          VitTrajectoryFile *file;
          const VitIndexEntry *entry = vit_trajectory_get_entry (self, i, &file);
          VitReadContext context = get_context (self, i, like, NULL);
          context.names = (const char *const *) names;
          context.unknown = &unknown;
          g_autoptr (VitSource) source = vit_trajectory_file_get_source_of (file, entry, NULL);
          g_autoptr (VitFrame) frame =
              source ? file->reader->read (source, entry, &context, NULL) : NULL;
          if (!frame || !unknown || !frame->atoms->names)
            continue;
          g_strfreev (names);
          names = g_strdupv (frame->atoms->names);
        }
      g_atomic_pointer_set (&self->names, g_steal_pointer (&names));
    }
  g_mutex_unlock (&self->names_lock);
}

/* @like is the atoms of the first frame if they are known. The frame is hashed on the way if its
 * key is wanted. */
VitFrame *
vit_trajectory_read_as_written (
    VitTrajectory *self, size_t frame, VitAtoms *like, GPtrArray *warnings, GError **error)
{
  bool unknown = false;
  guint n_warnings = warnings ? warnings->len : 0;
  VitFrame *found = read_once (self, frame, like, warnings, &unknown, error);
  if (!found || !unknown)
    return found;
  vit_frame_unref (found);
  if (warnings && warnings->len > n_warnings)
    g_ptr_array_remove_range (warnings, n_warnings, warnings->len - n_warnings);
  number_species (self, like);
  return read_once (self, frame, like, warnings, &unknown, error);
}

VitFrame *
vit_trajectory_read_like (
    VitTrajectory *self, size_t frame, VitAtoms *like, GPtrArray *warnings, GError **error)
{
  VitFrame *found = vit_trajectory_read_as_written (self, frame, like, warnings, error);
  if (found)
    vit_trajectory_apply_to_frame (self, found);
  return found;
}

VitFrame *
vit_trajectory_read_anew (VitTrajectory *self, size_t frame, GPtrArray *warnings, GError **error)
{
  vit_trajectory_ensure_atoms (self);
  VitFrame *found = vit_trajectory_read_like (self, frame, self->atoms, warnings, error);
  if (found)
    vit_trajectory_compare_with_last (self, frame, found);
  return found;
}

VitFrame *
vit_trajectory_read_frame (VitTrajectory *self, size_t frame, GError **error)
{
  g_return_val_if_fail (self && frame < self->n_frames, NULL);
  vit_trajectory_note_use (self, frame);
  vit_trajectory_ensure_atoms (self);
  VitFrame *found = vit_frame_cache_get (self->cache, frame);
  if (found)
    return found;
  g_autoptr (GError) why = NULL;
  found = vit_trajectory_read_anew (self, frame, NULL, &why);
  if (found)
    {
      vit_frame_cache_put (self->cache, frame, found);
      return found;
    }
  vit_trajectory_explain (self, frame, &why);
  vit_trajectory_note_unread (self, why);
  g_propagate_error (error, g_steal_pointer (&why));
  return NULL;
}

/* Read the box as the file has it, or the one that holds; *@found is %false if only the whole frame
 * tells. */
static bool
read_written_cell (VitTrajectory *self, size_t frame, VitCell *cell, bool *found, GError **error)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  *found = vit_trajectory_carry_cell (self, frame, cell);
  if (*found || !file->reader->read_cell || (entry->flags & VIT_INDEX_NO_CELL))
    return true;
  g_autoptr (GError) inner = NULL;
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, error);
  if (!source)
    return false;
  vit_trace_file (VIT_TRACE_BOX, file->path, frame);
  *found = file->reader->read_cell (source, entry, cell, &inner);
  if (*found || g_error_matches (inner, VIT_ERROR, VIT_ERROR_NOT_FOUND))
    return true;
  g_propagate_error (error, g_steal_pointer (&inner));
  return false;
}

bool
vit_trajectory_read_cell (VitTrajectory *self, size_t frame, VitCell *cell, GError **error)
{
  g_return_val_if_fail (self && frame < self->n_frames, false);
  vit_trajectory_note_use (self, frame);
  bool found;
  if (!read_written_cell (self, frame, cell, &found, error))
    return false;
  if (found)
    {
      vit_trajectory_apply_to_cell (self, cell);
      return true;
    }
  g_autoptr (VitFrame) read = vit_trajectory_read_frame (self, frame, error);
  if (read)
    *cell = read->cell;
  return read != NULL;
}

bool
vit_trajectory_read_column (
    VitTrajectory *self, size_t frame, const char *name, double *values, GError **error)
{
  g_return_val_if_fail (self && frame < self->n_frames && name && values, false);
  vit_trajectory_note_use (self, frame);
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source_of (file, entry, error);
  if (!source)
    return false;
  vit_trajectory_ensure_atoms (self);
  VitReadContext context = get_context (self, frame, self->atoms, NULL);
  return file->reader->read_column (source, entry, &context, name, values, error);
}
