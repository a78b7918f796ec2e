/* Premises of reading: what the files say, what is assumed, and what the user gave. */

#include <math.h>
#include <string.h>

#include "core/io/formats.h"
#include "core/io/trajectory-private.h"

static void
judge_units (VitTrajectory *self, VitPremises *premises)
{
  const char *units = vit_trajectory_get_units (self);
  const VitFileFormat *format = vit_formats_find_title (vit_trajectory_get_format (self));
  if (units)
    vit_premises_set (premises, VIT_PREMISE_UNITS, VIT_SOURCE_FILE, units);
  else if (format->clock == VIT_CLOCK_LAMMPS)
    vit_premises_set (premises, VIT_PREMISE_UNITS, VIT_SOURCE_DEFAULT, "metal");
}

/* Join the names of the types; NULL if none has a name. */
static char *
join_species (const VitComposition *composition)
{
  g_autoptr (GString) text = g_string_new (NULL);
  bool named = false;
  for (unsigned t = 0; t < composition->n_types; t++)
    {
      const char *name = composition->species[t];
      named = named || *name;
      g_string_append_printf (text, "%s%s", t > 0 ? "," : "", name);
    }
  return named ? g_string_free (g_steal_pointer (&text), FALSE) : NULL;
}

static void
judge_species (VitTrajectory *self, VitPremises *premises)
{
  g_autofree char *names = join_species (vit_trajectory_get_composition (self));
  vit_premises_set (premises, VIT_PREMISE_SPECIES, names ? VIT_SOURCE_FILE : VIT_SOURCE_DEFAULT,
                    names);
}

static void
judge_cell (const VitFrame *first, VitPremises *premises)
{
  char text[5];
  vit_cell_list_periodic (&first->cell, text);
  vit_premises_set (premises, VIT_PREMISE_PERIODIC,
                    first->has_cell ? VIT_SOURCE_FILE : VIT_SOURCE_DEFAULT, text);
}

/* ---- Unwrapped or not ---- */

/* Parts of the extent of all atoms: what most move by between two frames, and what one jumps by
 * that is put back into a box. */
#define SMALL_MOVE 0.1
#define JUMP 0.8

static void
find_extent (const VitFrame *frame, double lo[3], double hi[3])
{
  for (size_t i = 0; i < frame->atoms->n; i++)
    {
      double x[3];
      vit_frame_get_position (frame, i, x);
      for (int k = 0; k < 3; k++)
        {
          lo[k] = i == 0 ? x[k] : fmin (lo[k], x[k]);
          hi[k] = i == 0 ? x[k] : fmax (hi[k], x[k]);
        }
    }
}

/* Count the atoms that jump across the extent of all of them to a place within it, while most
 * hardly move: they were put back into a box. */
static size_t
count_jumps (VitTrajectory *self, size_t from)
{
  g_autoptr (VitFrame) a = vit_trajectory_read_frame (self, from, NULL);
  g_autoptr (VitFrame) b = a ? vit_trajectory_read_frame (self, from + 1, NULL) : NULL;
  if (!b || b->atoms->n != a->atoms->n)
    return 0;
  double lo[3] = { 0 }, hi[3] = { 0 };
  size_t n_jumps = 0, n_small = 0;
  find_extent (a, lo, hi);
  for (size_t i = 0; i < a->atoms->n; i++)
    {
      double x0[3], x1[3];
      bool jumps = false, is_small = true;
      ssize_t j = a->atoms == b->atoms ? (ssize_t) i : vit_atoms_find (b->atoms, a->atoms->ids[i]);
      if (j < 0)
        continue;
      vit_frame_get_position (a, i, x0);
      vit_frame_get_position (b, (size_t) j, x1);
      for (int k = 0; k < 3; k++)
        {
          double size = hi[k] - lo[k], move = fabs (x1[k] - x0[k]);
          jumps = jumps || (move > JUMP * size && size > 0 && x1[k] > lo[k] - SMALL_MOVE * size &&
                            x1[k] < hi[k] + SMALL_MOVE * size);
          is_small = is_small && move <= SMALL_MOVE * size;
        }
      n_jumps += jumps;
      n_small += is_small;
    }
  return 2 * n_small > a->atoms->n ? n_jumps : 0;
}

/* Positions without a box are continuous, unless atoms jump as those do that are put back into
 * one. */
static void
judge_without_cell (VitTrajectory *self, VitPremises *premises)
{
  size_t n = self->n_frames, jumps = n > 1 ? count_jumps (self, 0) : 0;
  if (jumps == 0 && n > 2)
    jumps = count_jumps (self, n - 2);
  vit_premises_set (premises, VIT_PREMISE_UNWRAPPED,
                    jumps > 0 ? VIT_SOURCE_FILE : VIT_SOURCE_DEFAULT, jumps > 0 ? "no" : "yes");
  if (jumps > 0)
    vit_premises_doubt (premises, VIT_PREMISE_UNWRAPPED,
                        "%zu atoms jump from one side to the other between two frames: they were "
                        "put back into a box that the file does not give, so that they cannot be "
                        "followed.",
                        jumps);
}

static void
judge_unwrapped (VitTrajectory *self, const VitFrame *first, VitPremises *premises)
{
  if (!first->has_cell)
    judge_without_cell (self, premises);
  else
    {
      /* A format without image flags does not say that positions are wrapped. */
      const VitFileFormat *format = vit_formats_find_title (vit_trajectory_get_format (self));
      vit_premises_set (premises, VIT_PREMISE_UNWRAPPED,
                        format->has_images ? VIT_SOURCE_FILE : VIT_SOURCE_DEFAULT,
                        first->unwrapped ? "yes" : "no");
    }
}

/* Let the format say what it knows. */
static void
judge_by_format (VitTrajectory *self, VitPremises *premises)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, 0, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source (file, NULL);
  VitReadContext context = { .atom_style =
                                 vit_premises_get_text (self->given, VIT_PREMISE_ATOM_STYLE) };
  if (source && file->reader->judge)
    file->reader->judge (source, entry, &context, premises);
}

static const VitPremiseId of_reading[] = { VIT_PREMISE_UNITS,     VIT_PREMISE_SPECIES,
                                           VIT_PREMISE_PERIODIC,  VIT_PREMISE_DIMENSION,
                                           VIT_PREMISE_UNWRAPPED, VIT_PREMISE_ATOM_STYLE };

/* Whether the user says how frames are read: then they tell other things. Units and species are put
 * in place of what the file says, and change no frame. */
static bool
is_reading_given (VitTrajectory *self)
{
  for (gsize i = 0; i < G_N_ELEMENTS (of_reading); i++)
    if (of_reading[i] != VIT_PREMISE_UNITS && of_reading[i] != VIT_PREMISE_SPECIES &&
        vit_premises_look_up (self->given, of_reading[i]))
      return true;
  return false;
}

static void
put_given_in_place (VitTrajectory *self, VitPremises *premises)
{
  for (gsize i = 0; i < G_N_ELEMENTS (of_reading); i++)
    {
      const VitPremise *given = vit_premises_look_up (self->given, of_reading[i]);
      if (given)
        vit_premises_set (premises, of_reading[i], given->source, given->value);
    }
}

/* Returns: (transfer full) (nullable): what was judged of the first file before. */
static VitPremises *
recall_judged (VitTrajectory *self)
{
  VitTrajectoryFile *file;
  vit_trajectory_get_entry (self, 0, &file);
  g_mutex_lock (&file->lock);
  VitPremises *judged = file->index->judged ? vit_premises_copy (file->index->judged) : NULL;
  g_mutex_unlock (&file->lock);
  if (!judged)
    return NULL;
  if (!vit_premises_look_up (judged, VIT_PREMISE_SPECIES))
    {
      judge_species (self, judged);
      judge_by_format (self, judged);
    }
  put_given_in_place (self, judged);
  return judged;
}

/* Keep what the first frame alone told. */
static void
learn_judged (VitTrajectory *self, const VitPremises *premises)
{
  VitTrajectoryFile *file;
  vit_trajectory_get_entry (self, 0, &file);
  g_mutex_lock (&file->lock);
  g_clear_pointer (&file->index->judged, vit_premises_unref);
  file->index->judged = vit_premises_copy (premises);
  if (vit_premises_look_up (self->given, VIT_PREMISE_SPECIES))
    vit_premises_remove (file->index->judged, VIT_PREMISE_SPECIES);
  file->learned = true;
  g_mutex_unlock (&file->lock);
}

VitPremises *
vit_trajectory_judge (VitTrajectory *self)
{
  bool is_given = is_reading_given (self);
  VitPremises *premises = is_given ? NULL : recall_judged (self);
  if (premises)
    return premises;
  premises = vit_premises_new ();
  judge_units (self, premises);
  judge_species (self, premises);
  g_autoptr (VitFrame) first = vit_trajectory_read_frame (self, 0, NULL);
  if (first)
    {
      judge_cell (first, premises);
      judge_unwrapped (self, first, premises);
      vit_premises_set (premises, VIT_PREMISE_DIMENSION, VIT_SOURCE_FILE,
                        first->dimension == 2 ? "2" : "3");
    }
  judge_by_format (self, premises);
  /* Without a box other frames have a say. */
  if (first && first->has_cell && !is_given)
    learn_judged (self, premises);
  put_given_in_place (self, premises);
  return premises;
}
