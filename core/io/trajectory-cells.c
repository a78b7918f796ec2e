/* The box and the dimension of a run's frames: what a file leaves out, and what the user says of
 * it (docs/science.md §1). */

#include <string.h>

#include "core/base/error.h"
#include "core/io/content-hash.h"
#include "core/io/trajectory-private.h"

/* Fewer atoms lie at one z by chance. */
#define FEWEST_OF_SHEET 4

/* VitCellGap is a stretch of frames without a box of their own. */
typedef struct
{
  size_t begin;
  size_t source; /* frame whose box holds for them; SIZE_MAX if there is none before */
  bool looked;
  bool has_cell;
  VitCell cell;
} VitCellGap;

static bool
lacks_cell (VitTrajectory *self, size_t frame)
{
  return vit_trajectory_get_entry (self, frame, NULL)->flags & VIT_INDEX_NO_CELL;
}

void
vit_trajectory_list_gaps (VitTrajectory *self)
{
  self->gaps = g_array_new (FALSE, TRUE, sizeof (VitCellGap));
  for (size_t k = 0; k < self->n_frames; k++)
    {
      if (!lacks_cell (self, k) || (k > 0 && lacks_cell (self, k - 1)))
        continue;
      VitCellGap gap = { .begin = k, .source = k > 0 ? k - 1 : SIZE_MAX };
      g_array_append_val (self->gaps, gap);
      if (k == 0 || self->gaps->len > 2)
        continue;
      VitTrajectoryFile *file;
      const VitIndexEntry *entry = vit_trajectory_get_entry (self, k, &file);
      g_ptr_array_add (self->problems,
                       vit_problem_new (file->path, entry->line,
                                        (int64_t) vit_trajectory_get_number (self, k),
                                        !(entry->flags & VIT_INDEX_NO_STEP), entry->step, false,
                                        "the frame has no box: that of the frame before holds for "
                                        "it, and for those after it that have none"));
    }
}

static VitCellGap *
find_gap (VitTrajectory *self, size_t frame)
{
  guint low = 0, high = self->gaps->len;
  while (low < high)
    {
      guint middle = (low + high) / 2;
      if (g_array_index (self->gaps, VitCellGap, middle).begin <= frame)
        low = middle + 1;
      else
        high = middle;
    }
  return low > 0 ? &g_array_index (self->gaps, VitCellGap, low - 1) : NULL;
}

bool
vit_trajectory_carry_cell (VitTrajectory *self, size_t frame, VitCell *cell)
{
  if (self->gaps->len == 0 || !lacks_cell (self, frame))
    return false;
  VitCellGap *gap = find_gap (self, frame);
  if (!gap || gap->source == SIZE_MAX)
    return false;
  g_mutex_lock (&self->gaps_lock);
  if (!gap->looked)
    {
      VitTrajectoryFile *file;
      const VitIndexEntry *entry = vit_trajectory_get_entry (self, gap->source, &file);
      g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, NULL);
      gap->has_cell = source && file->reader->read_cell &&
                      file->reader->read_cell (source, entry, &gap->cell, NULL);
      gap->looked = true;
    }
  *cell = gap->cell;
  bool has_cell = gap->has_cell;
  g_mutex_unlock (&self->gaps_lock);
  return has_cell;
}

/* ---- Dimension ---- */

bool
vit_frame_is_flat (const VitFrame *frame)
{
  size_t n = frame->atoms->n;
  for (size_t i = 1; i < n; i++)
    if (frame->fixed ? frame->fixed[3 * i + 2] != frame->fixed[2]
                     : frame->real[3 * i + 2] != frame->real[2])
      return false;
  return n >= FEWEST_OF_SHEET;
}

/* Whether all atoms of a frame lie at one z. */
static bool
is_known_flat (VitTrajectory *self, size_t frame)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  g_mutex_lock (&file->lock);
  uint8_t known = entry->known;
  g_mutex_unlock (&file->lock);
  if (known & VIT_KNOWN_SHAPE)
    return known & VIT_KNOWN_FLAT;
  g_autoptr (VitFrame) read = vit_trajectory_read_as_written (self, frame, NULL, NULL, NULL);
  return read && vit_frame_is_flat (read);
}

int
vit_trajectory_get_dimension (VitTrajectory *self)
{
  g_return_val_if_fail (self, 3);
  int dimension = g_atomic_int_get (&self->dimension);
  if (dimension == 0)
    {
      const char *given = vit_premises_get_text (self->given, VIT_PREMISE_DIMENSION);
      bool flat = given ? *given == '2'
                        : is_known_flat (self, 0) && is_known_flat (self, self->n_frames - 1);
      dimension = flat ? 2 : 3;
      g_atomic_int_set (&self->dimension, dimension);
    }
  return dimension;
}

/* ---- Premises that act ---- */

void
vit_trajectory_apply_to_cell (VitTrajectory *self, VitCell *cell)
{
  const char *periodic = vit_premises_get_text (self->given, VIT_PREMISE_PERIODIC);
  for (int k = 0; periodic && k < 3; k++)
    cell->periodic[k] = strcmp (periodic, "none") != 0 && strchr (periodic, "xyz"[k]) != NULL;
  /* A sheet has no neighbours through z. */
  if (vit_trajectory_get_dimension (self) == 2)
    cell->periodic[2] = false;
}

void
vit_trajectory_apply_to_frame (VitTrajectory *self, VitFrame *frame)
{
  const char *unwrapped = vit_premises_get_text (self->given, VIT_PREMISE_UNWRAPPED);
  if (unwrapped)
    frame->unwrapped = strcmp (unwrapped, "yes") == 0;
  frame->dimension = vit_trajectory_get_dimension (self);
  /* A sheet needs no thickness. */
  if (frame->dimension == 2 && (frame->cell.periodic[0] || frame->cell.periodic[1]))
    frame->has_cell = true;
  if (frame->has_cell)
    vit_trajectory_apply_to_cell (self, &frame->cell);
}

/* Add to the key of a frame what else decides how it is read. */
void
vit_trajectory_add_to_key (VitTrajectory *self, size_t frame, uint8_t key[16])
{
  static const VitPremiseId acting[] = { VIT_PREMISE_PERIODIC, VIT_PREMISE_UNWRAPPED,
                                         VIT_PREMISE_ATOM_STYLE };
  VitContentHash hash = { 0 };
  VitCell cell = { 0 };
  bool more = false;
  vit_content_hash_update (&hash, key, 16);
  for (gsize i = 0; i < G_N_ELEMENTS (acting); i++)
    {
      const char *text = vit_premises_get_text (self->given, acting[i]);
      if (!text)
        continue;
      vit_content_hash_update (&hash, vit_premise_get (acting[i])->name, 8);
      vit_content_hash_update (&hash, text, strlen (text));
      more = true;
    }
  if (vit_trajectory_get_dimension (self) == 2)
    {
      vit_content_hash_update (&hash, "2 dimensions", 12);
      more = true;
    }
  if (vit_trajectory_carry_cell (self, frame, &cell))
    {
      vit_content_hash_update (&hash, cell.origin, sizeof cell.origin);
      vit_content_hash_update (&hash, cell.h, sizeof cell.h);
      for (int k = 0; k < 3; k++)
        vit_content_hash_update (&hash, cell.periodic[k] ? "p" : "f", 1);
      more = true;
    }
  if (more)
    vit_content_hash_finish (&hash, key);
}
