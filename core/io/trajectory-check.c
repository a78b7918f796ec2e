/* The check of a run: reads every frame and collects all problems. */

#include "core/base/parallel.h"
#include "core/io/trajectory-private.h"

typedef struct
{
  VitTrajectory *self;
  GError **errors;      /* per frame */
  GPtrArray **warnings; /* per frame */
} TrajectoryCheck;

/* Warn about a frame with as many atoms as the first one but with other ids, which is easily
 * overlooked. */
static void
check_same_atoms (VitTrajectory *self, const VitFrame *frame, size_t index, GPtrArray *warnings)
{
  const VitAtoms *a = vit_trajectory_get_atoms (self), *b = frame->atoms;
  if (a == b || a->n != b->n || !b->unique || !a->unique)
    return;
  size_t i = 0;
  while (i < a->n && a->ids[i] == b->ids[i])
    i++;
  if (i == a->n)
    return;
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, index, &file);
  bool missing = a->ids[i] < b->ids[i];
  g_autofree char *message =
      g_strdup_printf ("not the atoms of the first frame: id %" G_GINT64_FORMAT " is %s",
                       missing ? a->ids[i] : b->ids[i], missing ? "missing" : "new");
  g_ptr_array_add (warnings, vit_problem_new (file->path, entry->line,
                                              (int64_t) vit_trajectory_get_number (self, index),
                                              !(entry->flags & VIT_INDEX_NO_STEP), entry->step,
                                              false, message));
}

static bool
check_frames (size_t begin, size_t end, unsigned worker, void *data, GError **error)
{
  TrajectoryCheck *check = data;
  for (size_t i = begin; i < end; i++)
    {
      check->warnings[i] = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
      g_autoptr (VitFrame) frame =
          vit_trajectory_read_anew (check->self, i, check->warnings[i], &check->errors[i]);
      if (frame)
        check_same_atoms (check->self, frame, i, check->warnings[i]);
    }
  return true;
}

static bool
has_suspect_file (VitTrajectory *self)
{
  for (guint f = 0; f < self->files->len; f++)
    if (g_atomic_int_get (&((VitTrajectoryFile *) self->files->pdata[f])->suspect))
      return true;
  return false;
}

static void
trajectory_check_clear (TrajectoryCheck *check)
{
  for (size_t i = 0; i < check->self->n_frames; i++)
    {
      g_clear_error (&check->errors[i]);
      g_clear_pointer (&check->warnings[i], g_ptr_array_unref);
    }
  g_free (check->errors);
  g_free (check->warnings);
}

/* Number of frames that a thread takes at once: many for a packed file, which is best read in
 * order. */
static size_t
get_grain (VitTrajectory *self)
{
  const VitTrajectoryFile *file = self->files->pdata[0];
  bool packed = file->source && vit_source_get_compression (file->source) != VIT_COMPRESSION_NONE;
  return packed ? self->n_frames / (4 * (size_t) vit_parallel_get_n_threads ()) + 1 : 1;
}

GPtrArray *
vit_trajectory_check_frame (VitTrajectory *self, size_t frame)
{
  g_return_val_if_fail (self && frame < self->n_frames, NULL);
  GPtrArray *warnings = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  g_autoptr (VitFrame) read = vit_trajectory_read_anew (self, frame, warnings, NULL);
  return warnings;
}

GPtrArray *
vit_trajectory_check (
    VitTrajectory *self, size_t *n_kept, bool *kept, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self, NULL);
  TrajectoryCheck check = { self, g_new0 (GError *, self->n_frames),
                            g_new0 (GPtrArray *, self->n_frames) };
  if (!vit_parallel_for (self->n_frames, get_grain (self), check_frames, &check, progress, error))
    {
      trajectory_check_clear (&check);
      return NULL;
    }
  if (has_suspect_file (self))
    {
      trajectory_check_clear (&check);
      g_autoptr (VitTrajectory) counted = vit_trajectory_reload (self, progress, error);
      return counted ? vit_trajectory_check (counted, n_kept, NULL, progress, error) : NULL;
    }

  GPtrArray *all = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  for (guint i = 0; i < self->problems->len; i++)
    g_ptr_array_add (all, vit_problem_copy (self->problems->pdata[i]));
  *n_kept = 0;
  for (size_t i = 0; i < self->n_frames; i++)
    {
      VitTrajectoryFile *file;
      vit_trajectory_get_entry (self, i, &file);
      if (check.errors[i])
        g_ptr_array_add (all, vit_problem_new_from_error (file->path, check.errors[i]));
      *n_kept += !check.errors[i];
      if (kept)
        kept[i] = !check.errors[i];
      for (guint k = 0; check.warnings[i] && k < check.warnings[i]->len; k++)
        g_ptr_array_add (all, vit_problem_copy (check.warnings[i]->pdata[k]));
    }
  trajectory_check_clear (&check);
  vit_problems_sort (all);
  return all;
}
