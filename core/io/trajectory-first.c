/* What the first frame of a trajectory tells of all: atoms, columns, composition. */

#include "core/io/trajectory-private.h"

#include <string.h>

#include "core/base/error.h"

/* Fail because no frame can be kept: all problems go to @problems, the first one to @error. */
static void
fail_without_frames (VitTrajectory *self, GPtrArray *lost, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) all = g_ptr_array_ref (self->problems);
  for (guint i = 0; i < lost->len; i++)
    g_ptr_array_add (all, vit_problem_copy (lost->pdata[i]));
  vit_problems_sort (all);
  for (guint i = 0; problems && i < all->len; i++)
    g_ptr_array_add (problems, vit_problem_copy (all->pdata[i]));
  if (all->len == 0)
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s: there is no frame in it",
                   self->paths[0]);
      return;
    }
  g_autofree char *first = vit_problem_to_string (all->pdata[0]);
  g_set_error (error, VIT_ERROR, VIT_ERROR_FORMAT, "%s; kept 0 of %zu frames", first,
               MAX (self->n_damaged + lost->len, 1));
}

static bool
has_names (const VitIndex *index, char **species)
{
  return index->named && species
             ? g_strv_equal ((const char *const *) index->named, (const char *const *) species)
             : !index->named && !species;
}

static void
learn_first_frame (VitTrajectory *self, VitTrajectoryFile *file, const VitFrame *frame)
{
  /* Rows that were read in a style of the user's say nothing of the file. */
  if (vit_premises_look_up (self->given, VIT_PREMISE_ATOM_STYLE))
    return;
  g_mutex_lock (&file->lock);
  VitIndex *index = file->index;
  if (!index->readable || !index->composition || !has_names (index, self->species))
    {
      file->learned = true;
      index->readable = true;
      g_clear_pointer (&index->composition, vit_composition_free);
      g_clear_pointer (&index->named, g_strfreev);
      index->composition = vit_composition_new (frame->atoms);
      index->named = g_strdupv (self->species);
    }
  g_mutex_unlock (&file->lock);
}

/* Read the names of the columns of a frame. */
static char **
read_columns (VitTrajectory *self, size_t frame)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  g_autoptr (VitSource) source = vit_trajectory_file_get_source_of (file, entry, NULL);
  char **columns = source ? file->reader->read_columns (source, entry, NULL) : NULL;
  return columns ? columns : g_new0 (char *, 1);
}

/* Takes ownership of @columns. */
static void
take_columns (VitTrajectory *self, char **columns)
{
  if (!g_atomic_pointer_compare_and_exchange (&self->columns, NULL, columns))
    g_strfreev (columns);
}

bool
vit_trajectory_read_first_frame (VitTrajectory *self, GPtrArray *problems, GError **error)
{
  g_autoptr (GPtrArray) lost = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  for (size_t i = 0; i < self->n_frames; i++)
    {
      g_autoptr (GError) damage = NULL;
      g_autoptr (VitFrame) frame = vit_trajectory_read_like (self, i, NULL, NULL, &damage);
      VitTrajectoryFile *file;
      vit_trajectory_get_entry (self, i, &file);
      if (!frame)
        {
          g_ptr_array_add (lost, vit_problem_new_from_error (file->path, damage));
          continue;
        }
      vit_frame_cache_put (self->cache, i, frame);
      if (i == 0)
        learn_first_frame (self, file, frame);
      else
        take_columns (self, read_columns (self, i));
      g_atomic_pointer_set (&self->atoms, vit_atoms_ref (frame->atoms));
      return true;
    }
  fail_without_frames (self, lost, problems, error);
  return false;
}

bool
vit_trajectory_is_known_readable (VitTrajectory *self)
{
  if (self->n_frames == 0)
    return false;
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, 0, &file);
  return file->index->readable && entry == &g_array_index (file->index->entries, VitIndexEntry, 0);
}

/* Make atoms without names for a run whose first frame can no longer be read. */
static VitAtoms *
new_nameless_atoms (VitTrajectory *self)
{
  VitAtoms *atoms = g_new0 (VitAtoms, 1);
  g_atomic_ref_count_init (&atoms->refs);
  atoms->n = vit_trajectory_get_entry (self, 0, NULL)->n_atoms;
  atoms->unique = true;
  atoms->n_types = 1;
  atoms->types = g_malloc (MAX (atoms->n, 1));
  memset (atoms->types, 1, atoms->n);
  atoms->ids = g_new (int64_t, MAX (atoms->n, 1));
  for (size_t i = 0; i < atoms->n; i++)
    atoms->ids[i] = (int64_t) i + 1;
  atoms->species = g_new0 (char *, 2);
  atoms->species[0] = g_strdup ("");
  return atoms;
}

void
vit_trajectory_ensure_atoms (VitTrajectory *self)
{
  if (g_atomic_pointer_get (&self->atoms))
    return;
  g_mutex_lock (&self->first_lock);
  if (!self->atoms && !vit_trajectory_read_first_frame (self, NULL, NULL))
    {
      g_atomic_pointer_set (&self->atoms, new_nameless_atoms (self));
    }
  g_mutex_unlock (&self->first_lock);
}

/* Take the composition from the index; NULL if it is not there. */
static VitComposition *
recall_composition (VitTrajectory *self)
{
  VitTrajectoryFile *file;
  if (!vit_trajectory_is_known_readable (self) ||
      vit_premises_look_up (self->given, VIT_PREMISE_ATOM_STYLE))
    return NULL;
  vit_trajectory_get_entry (self, 0, &file);
  g_mutex_lock (&file->lock);
  const VitIndex *index = file->index;
  VitComposition *composition = index->composition && has_names (index, self->species)
                                    ? vit_composition_copy (index->composition)
                                    : NULL;
  g_mutex_unlock (&file->lock);
  return composition;
}

VitAtoms *
vit_trajectory_get_atoms (VitTrajectory *self)
{
  vit_trajectory_ensure_atoms (self);
  return self->atoms;
}

const VitComposition *
vit_trajectory_get_composition (VitTrajectory *self)
{
  if (g_atomic_pointer_get (&self->composition))
    return self->composition;
  VitComposition *composition = recall_composition (self);
  if (!composition)
    composition = vit_composition_new (vit_trajectory_get_atoms (self));
  if (!g_atomic_pointer_compare_and_exchange (&self->composition, NULL, composition))
    vit_composition_free (composition);
  return self->composition;
}

const char *const *
vit_trajectory_get_columns (VitTrajectory *self)
{
  if (g_atomic_pointer_get (&self->columns))
    return (const char *const *) self->columns;
  take_columns (self, read_columns (self, 0));
  return (const char *const *) self->columns;
}
