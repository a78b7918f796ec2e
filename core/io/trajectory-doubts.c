/* What frames and files say against the premises that the first of them gave.
 *
 * Indexing and reading leave marks in the index (VIT_INDEX_OTHER_EDGES, VIT_KNOWN_…), which is
 * cached: what was once seen is said again without the frame being read. */

#include <string.h>

#include "core/io/trajectory-private.h"

#define BIT(id) (1u << (id))

/* Marks of a frame, as they are now. */
static uint8_t
get_known (VitTrajectory *self, size_t frame, const VitIndexEntry **entry)
{
  VitTrajectoryFile *file;
  *entry = vit_trajectory_get_entry (self, frame, &file);
  g_mutex_lock (&file->lock);
  uint8_t known = (*entry)->known;
  g_mutex_unlock (&file->lock);
  return known;
}

/* Whether the box of a frame is periodic along the vectors of the first box of the run. */
static bool
is_periodic_alike (VitTrajectory *self, size_t frame, const VitIndexEntry *entry)
{
  VitTrajectoryFile *file;
  vit_trajectory_get_entry (self, frame, &file);
  const VitIndex *first = ((VitTrajectoryFile *) self->files->pdata[0])->index;
  if (!first->has_first_cell || !file->index->has_first_cell || entry->flags & VIT_INDEX_NO_CELL)
    return true;
  if (file->index == first)
    return !(entry->flags & VIT_INDEX_OTHER_EDGES);
  /* Against the first box of another file, whose edges differ from those of the run as much. */
  bool same = memcmp (file->index->first_cell.periodic, first->first_cell.periodic,
                      sizeof first->first_cell.periodic) == 0;
  if (!(entry->flags & VIT_INDEX_OTHER_EDGES))
    return same;
  VitCell cell;
  return !same && vit_trajectory_read_cell (self, frame, &cell, NULL) &&
         memcmp (cell.periodic, first->first_cell.periodic, sizeof cell.periodic) == 0;
}

/* Premises of @premises that a frame speaks against, as bits. */
static unsigned
list_contradicted (VitTrajectory *self, const VitPremises *premises, size_t frame)
{
  const char *unwrapped = vit_premises_get_text (premises, VIT_PREMISE_UNWRAPPED);
  const VitIndexEntry *entry;
  uint8_t known = get_known (self, frame, &entry);
  unsigned found = 0;
  if (!is_periodic_alike (self, frame, entry))
    found |= BIT (VIT_PREMISE_PERIODIC);
  if (known & VIT_KNOWN_KIND && unwrapped &&
      (strcmp (unwrapped, "yes") == 0) != !!(known & VIT_KNOWN_UNWRAPPED))
    found |= BIT (VIT_PREMISE_UNWRAPPED);
  if (known & VIT_KNOWN_SHAPE && !(known & VIT_KNOWN_FLAT) &&
      g_strcmp0 (vit_premises_get_text (premises, VIT_PREMISE_DIMENSION), "2") == 0)
    found |= BIT (VIT_PREMISE_DIMENSION);
  if (known & VIT_KNOWN_NEW_TYPE && (!self->places || self->places[frame].file == 0))
    found |= BIT (VIT_PREMISE_SPECIES);
  return found;
}

static void
doubt_periodic (VitTrajectory *self, VitPremises *premises, size_t frame)
{
  VitCell cell;
  char text[5];
  if (!vit_trajectory_read_cell (self, frame, &cell, NULL))
    return;
  vit_cell_list_periodic (&cell, text);
  vit_premises_doubt (premises, VIT_PREMISE_PERIODIC,
                      "Frame %zu is periodic along %s, unlike the first.",
                      vit_trajectory_get_number (self, frame), text);
}

static void
doubt_by_frame (VitTrajectory *self, VitPremises *premises, VitPremiseId id, size_t frame)
{
  size_t number = vit_trajectory_get_number (self, frame);
  const VitIndexEntry *entry;
  switch (id)
    {
    case VIT_PREMISE_PERIODIC:
      doubt_periodic (self, premises, frame);
      return;
    case VIT_PREMISE_UNWRAPPED:
      vit_premises_doubt (
          premises, id, "The positions of frame %zu are %s, unlike the first.", number,
          get_known (self, frame, &entry) & VIT_KNOWN_UNWRAPPED ? "unwrapped"
                                                                : "put back into the box");
      return;
    case VIT_PREMISE_DIMENSION:
      vit_premises_doubt (premises, id,
                          "The atoms of frame %zu do not lie at one z, as they do in the first and "
                          "the last.",
                          number);
      return;
    case VIT_PREMISE_SPECIES:
      vit_premises_doubt (
          premises, id, "Frame %zu has a type of atom that the first frame does not have.", number);
      return;
    default:
      g_return_if_reached ();
    }
}

/* Units and clocks of files that were put together. */
static void
doubt_by_files (VitTrajectory *self, VitPremises *premises)
{
  const VitIndex *first = ((VitTrajectoryFile *) self->files->pdata[0])->index;
  const char *units = vit_premises_get_text (premises, VIT_PREMISE_UNITS);
  bool has_clock = vit_premises_look_up (premises, VIT_PREMISE_CLOCK) != NULL;
  for (guint f = 1; f < self->files->len; f++)
    {
      const VitTrajectoryFile *file = self->files->pdata[f];
      if (units && file->index->units && strcmp (units, file->index->units) != 0)
        {
          vit_premises_doubt (premises, VIT_PREMISE_UNITS, "%s is in units %s.", file->path,
                              file->index->units);
          units = NULL;
        }
      if (has_clock && g_strcmp0 (file->index->clock, first->clock) != 0)
        {
          vit_premises_doubt (premises, VIT_PREMISE_CLOCK,
                              "The times of %s are of another clock than those of the first file.",
                              file->path);
          has_clock = false;
        }
    }
}

void
vit_trajectory_add_doubts (VitTrajectory *self, VitPremises *premises)
{
  g_return_if_fail (self && premises);
  size_t first_of[VIT_N_PREMISES];
  unsigned found = 0;
  for (size_t i = 1; i < self->n_frames; i++)
    for (unsigned news = list_contradicted (self, premises, i) & ~found; news; news &= news - 1)
      {
        first_of[__builtin_ctz (news)] = i;
        found |= news & -news;
      }
  size_t with_type = (size_t) g_atomic_pointer_get (&self->with_new_type);
  if (with_type > 0 && !(found & BIT (VIT_PREMISE_SPECIES)))
    {
      first_of[VIT_PREMISE_SPECIES] = with_type;
      found |= BIT (VIT_PREMISE_SPECIES);
    }
  for (; found; found &= found - 1)
    {
      int id = __builtin_ctz (found);
      if (vit_premises_look_up (premises, (VitPremiseId) id))
        doubt_by_frame (self, premises, (VitPremiseId) id, first_of[id]);
    }
  doubt_by_files (self, premises);
}

/* ---- While frames are read ---- */

void
vit_trajectory_note_new_type (VitTrajectory *self, size_t frame)
{
  g_atomic_pointer_compare_and_exchange (&self->with_new_type, NULL, (void *) frame);
}

void
vit_trajectory_tell_news (VitTrajectory *self, size_t frame)
{
  const VitPremises *premises = g_atomic_pointer_get (&self->premises);
  unsigned found = premises ? list_contradicted (self, premises, frame) : 0;
  if ((size_t) g_atomic_pointer_get (&self->with_new_type) == frame && frame > 0)
    found |= BIT (VIT_PREMISE_SPECIES);
  if (!(found & ~g_atomic_int_or (&self->told, found)))
    return;
  g_mutex_lock (&self->lock);
  if (self->on_doubt)
    self->on_doubt (self->on_doubt_data);
  g_mutex_unlock (&self->lock);
}

void
vit_trajectory_watch_doubts (VitTrajectory *self,
                             void (*on_doubt) (void *data),
                             void *data,
                             GDestroyNotify destroy)
{
  g_return_if_fail (self);
  g_mutex_lock (&self->lock);
  void *old = self->on_doubt_data;
  GDestroyNotify destroy_old = self->destroy_on_doubt_data;
  self->on_doubt = on_doubt;
  self->on_doubt_data = data;
  self->destroy_on_doubt_data = destroy;
  g_mutex_unlock (&self->lock);
  if (destroy_old)
    destroy_old (old);
}
