/* What frames and files say against the premises that the first of them gave.
 *
 * Indexing and reading leave marks in the index (VIT_INDEX_OTHER_EDGES, VIT_KNOWN_…), which is
 * cached: what was once seen is said again without the frame being read. */

#include <math.h>
#include <string.h>

#include "core/io/clock.h"
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

static void
doubt_put_back (VitTrajectory *self, VitPremises *premises)
{
  VitTrajectoryFile *file = self->files->pdata[0];
  g_mutex_lock (&file->lock);
  if (file->index->put_back && vit_premises_look_up (premises, VIT_PREMISE_UNWRAPPED))
    vit_premises_doubt (premises, VIT_PREMISE_UNWRAPPED, "%s", file->index->put_back);
  g_mutex_unlock (&file->lock);
}

/* Units and clocks of files that were put together. */
static void
doubt_by_files (VitTrajectory *self, VitPremises *premises)
{
  const VitIndex *first = ((VitTrajectoryFile *) self->files->pdata[0])->index;
  const char *units = vit_premises_get_text (premises, VIT_PREMISE_UNITS);
  bool has_clock = vit_premises_look_up (premises, VIT_PREMISE_CLOCK) != NULL;
  for (guint f = 0; f < self->files->len; f++)
    {
      const VitTrajectoryFile *file = self->files->pdata[f];
      const char *other =
          f > 0 && g_strcmp0 (file->index->units, units) != 0 ? file->index->units : NULL;
      other = other ? other : file->index->other_units;
      if (units && other)
        {
          vit_premises_doubt (premises, VIT_PREMISE_UNITS, "%s is in units %s, or a part of it.",
                              file->path, other);
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

/* Lengths are kept as they are written. */
static void
doubt_lengths (VitPremises *premises)
{
  const char *units = vit_premises_get_text (premises, VIT_PREMISE_UNITS);
  const char *length = vit_length_unit_of_style (units);
  const char *of = length ? " are in " : "";
  if (!units || g_strcmp0 (length, "Å") == 0)
    return;
  if (vit_clock_unit_of_style (units))
    vit_premises_doubt (premises, VIT_PREMISE_UNITS,
                        "Lengths in units %s%s%s, and are taken for Å as they stand.", units, of,
                        length ? length : "");
  else
    vit_premises_doubt (premises, VIT_PREMISE_UNITS,
                        "Lengths and times in units %s are taken for Å and ps as they stand.",
                        units);
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
  doubt_put_back (self, premises);
  doubt_by_files (self, premises);
  doubt_lengths (premises);
}

/* ---- Positions that were put back ---- */

/* Parts of an edge: what most atoms move by at most between two frames, what one jumps by that was
 * put back, and how far it then is from a whole edge. */
#define SMALL_MOVE 0.1
#define JUMP 0.8

/* Atoms that are compared, at most. */
#define MAX_COMPARED ((size_t) 65536)

static bool
have_same_basis (const VitCell *a, const VitCell *b)
{
  for (int k = 0; k < 9; k++)
    if (fabs (a->h[k / 3][k % 3] - b->h[k / 3][k % 3]) > 0.25 * fabs (a->h[k % 3][k % 3]))
      return false;
  return true;
}

/* Whether a coordinate changes by more than @least (Å) from one frame to the other. One look at
 * numbers side by side: it costs little beside reading them. */
static bool
any_is_far (const VitFrame *a, const VitFrame *b, double least)
{
  size_t n = 3 * a->atoms->n;
  bool any = false;
  if (a->fixed && b->fixed && a->decimals == b->decimals)
    {
      /* Compare with a power of two below it: that takes no branches and no comparisons. */
      int power = ilogb (fmax (1, fmin (least * pow (10, a->decimals), INT32_MAX / 2)));
      uint32_t limit = (uint32_t) 1 << power, bits = 0;
      for (size_t i = 0; i < n; i++)
        bits |= (uint32_t) b->fixed[i] - (uint32_t) a->fixed[i] + limit;
      return bits >> (power + 1) != 0;
    }
  if (!a->real || !b->real)
    return true;
  for (size_t i = 0; i < n; i++)
    any |= fabs (b->real[i] - a->real[i]) > least;
  return any;
}

/* A distance that a coordinate of an atom changes by at least if it is put back: boxes of LAMMPS
 * have their vectors a along x, b in the plane of x and y, so that half a jump is left after the
 * tilts. */
static double
find_least_jump (const VitCell *cell)
{
  double least = INFINITY;
  for (int k = 0; k < 3; k++)
    if (cell->periodic[k])
      least = fmin (least, 0.5 * JUMP * fabs (cell->h[k][k]));
  return cell->h[0][1] == 0 && cell->h[0][2] == 0 && cell->h[1][2] == 0 ? least : 0;
}

/* Whether an atom is put back by whole edges, from @from to @to in scaled coordinates; *@small
 * tells whether it hardly moves but for them. */
static bool
is_put_back (const VitCell *cell, const double from[3], const double to[3], bool *small)
{
  bool jumps = false, within = true;
  *small = true;
  for (int k = 0; k < 3; k++)
    {
      double move = to[k] - from[k], edges = cell->periodic[k] ? round (move) : 0;
      jumps = jumps || (cell->periodic[k] && fabs (move) > JUMP);
      within = within && (!cell->periodic[k] || (to[k] > -SMALL_MOVE && to[k] < 1 + SMALL_MOVE));
      *small = *small && fabs (move - edges) < SMALL_MOVE;
    }
  return jumps && *small && within;
}

/* Count the atoms that are put back into the box from one frame to the other although positions are
 * said to be unwrapped, while most hardly move. */
static size_t
count_put_back (const VitFrame *a, const VitFrame *b)
{
  size_t n_back = 0, n_small = 0, n = 0;
  if (a->atoms != b->atoms || !a->has_cell || !b->has_cell ||
      !have_same_basis (&a->cell, &b->cell) || !any_is_far (a, b, find_least_jump (&b->cell)))
    return 0;
  double ga[3][3], gb[3][3];
  vit_cell_inverse (&a->cell, ga);
  vit_cell_inverse (&b->cell, gb);
  for (size_t i = 0; i < a->atoms->n; i += 1 + (a->atoms->n - 1) / MAX_COMPARED, n++)
    {
      double x[3], y[3], from[3] = { 0 }, to[3] = { 0 };
      bool small;
      vit_frame_get_position (a, i, x);
      vit_frame_get_position (b, i, y);
      for (int k = 0; k < 9; k++)
        {
          from[k / 3] += ga[k / 3][k % 3] * (x[k % 3] - a->cell.origin[k % 3]);
          to[k / 3] += gb[k / 3][k % 3] * (y[k % 3] - b->cell.origin[k % 3]);
        }
      n_back += is_put_back (&b->cell, from, to, &small);
      n_small += small;
    }
  return 2 * n_small > n ? n_back : 0;
}

static void
call_on_doubt (VitTrajectory *self)
{
  g_mutex_lock (&self->lock);
  if (self->on_doubt)
    self->on_doubt (self->on_doubt_data);
  g_mutex_unlock (&self->lock);
}

/* Note with the index of the first file that positions were put back. */
static void
note_put_back (VitTrajectory *self, size_t a, size_t b, size_t n)
{
  VitTrajectoryFile *file = self->files->pdata[0];
  g_autofree char *text = g_strdup_printf (
      "From frame %zu to frame %zu %zu atoms jump by a whole edge of the box while most hardly "
      "move: positions were wrapped, or image flags begun anew.",
      vit_trajectory_get_number (self, a), vit_trajectory_get_number (self, b), n);
  g_mutex_lock (&file->lock);
  bool news = !file->index->put_back;
  if (news)
    {
      file->index->put_back = g_strdup (text);
      file->learned = true;
    }
  g_mutex_unlock (&file->lock);
  if (news)
    call_on_doubt (self);
}

void
vit_trajectory_compare_with_last (VitTrajectory *self, size_t frame, VitFrame *found)
{
  if (!found->unwrapped || vit_premises_look_up (self->given, VIT_PREMISE_UNWRAPPED))
    return;
  g_mutex_lock (&self->last_lock);
  g_autoptr (VitFrame) last = g_steal_pointer (&self->last);
  size_t index = self->last_index;
  self->last = vit_frame_ref (found);
  self->last_index = frame;
  g_mutex_unlock (&self->last_lock);
  if (!last || last == found || index == frame)
    return;
  bool ascends = index < frame;
  size_t n = ascends ? count_put_back (last, found) : count_put_back (found, last);
  if (n > 0)
    note_put_back (self, MIN (index, frame), MAX (index, frame), n);
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
  if (found & ~g_atomic_int_or (&self->told, found))
    call_on_doubt (self);
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
