#include "core/io/trajectory-private.h"

#include <string.h>

#include "core/base/error.h"
#include "core/io/atom-style.h"
#include "core/io/file-names.h"
#include "core/io/formats.h"
#include "core/io/index-cache.h"

#define DEFAULT_CACHE_BYTES ((size_t) 256 << 20)

/* If a run has more files than this, they are opened and closed at every read. */
#define MAX_OPEN_FILES 64

/* Runs that were opened, for their serial numbers. */
static gint n_opened;

/* Companion is data that other modules keep with the run. */
typedef struct
{
  const void *key;
  void *data;
  GDestroyNotify destroy;
  void (*save) (void *companion, VitTrajectory *trajectory);
} Companion;

static void
companion_free (gpointer data)
{
  Companion *companion = data;
  companion->destroy (companion->data);
  g_free (companion);
}

const VitIndexEntry *
vit_trajectory_get_entry (VitTrajectory *self, size_t frame, VitTrajectoryFile **file)
{
  Place place = self->places ? self->places[frame] : (Place){ 0, (uint32_t) frame };
  VitTrajectoryFile *f = self->files->pdata[place.file];
  if (file)
    *file = f;
  return &g_array_index (f->index->entries, VitIndexEntry, place.frame);
}

size_t
vit_trajectory_get_number (VitTrajectory *self, size_t frame)
{
  VitTrajectoryFile *file;
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, &file);
  return file->begun + entry->number;
}

/* ---- Putting files together ---- */

static size_t
count_frames_of_file (VitTrajectory *self, guint file)
{
  const VitTrajectoryFile *f = self->files->pdata[file];
  return f->index->entries->len;
}

static void
join_files (VitTrajectory *self)
{
  self->problems = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_problem_free);
  g_autoptr (GArray) places = g_array_new (FALSE, FALSE, sizeof (Place));
  for (guint f = 0; f < self->files->len; f++)
    {
      VitTrajectoryFile *file = self->files->pdata[f];
      size_t kept = count_frames_of_file (self, f);
      file->begun = self->n_frames + self->n_damaged;
      for (size_t i = 0; i < kept && self->files->len > 1; i++)
        {
          Place place = { f, (uint32_t) i };
          g_array_append_val (places, place);
        }
      for (guint i = 0; i < file->index->problems->len; i++)
        {
          VitProblem *problem = vit_problem_copy (file->index->problems->pdata[i]);
          if (problem->frame >= 0)
            problem->frame += (int64_t) file->begun;
          g_free (problem->file);
          problem->file = g_strdup (file->path);
          g_ptr_array_add (self->problems, problem);
        }
      self->n_damaged += file->index->n_damaged;
      self->n_frames += kept;
    }
  if (self->files->len > 1)
    self->places = (Place *) g_array_free (g_steal_pointer (&places), FALSE);
}

static void
close_sources (VitTrajectory *self)
{
  if (self->files->len <= MAX_OPEN_FILES)
    return;
  for (guint f = 0; f < self->files->len; f++)
    {
      VitTrajectoryFile *file = self->files->pdata[f];
      g_clear_pointer (&file->source, vit_source_unref);
    }
}

/* Check that the given species are as many as the types. A type may enter later, most often by the
 * last frame: frames are looked at from the end on. */
static bool
has_given_species (VitTrajectory *self, GError **error)
{
  guint n_given = self->species ? g_strv_length (self->species) : 0;
  unsigned n_types = n_given > 0 ? vit_trajectory_get_composition (self)->n_types : 0;
  if (n_given == n_types)
    return true;
  for (size_t i = self->n_frames; i-- > 1 && n_types < n_given;)
    {
      g_autoptr (VitFrame) frame = vit_trajectory_read_frame (self, i, NULL);
      n_types = MAX (n_types, frame ? frame->atoms->n_types : 0);
    }
  if (n_given == n_types)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID, "%s: %u species are given for %u types",
               self->paths[0], n_given, n_types);
  return false;
}

/* Check that directions which the user calls periodic have a box to repeat. */
static bool
has_given_box (VitTrajectory *self, GError **error)
{
  const char *periodic = vit_premises_get_text (self->given, VIT_PREMISE_PERIODIC);
  if (!periodic || strcmp (periodic, "none") == 0)
    return true;
  g_autoptr (VitFrame) first = vit_trajectory_read_frame (self, 0, NULL);
  if (!first || first->has_cell)
    return true;
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "%s: periodic=%s needs a box, and the first frame has none", self->paths[0],
               periodic);
  return false;
}

static bool
is_known_style (const char *style, GError **error)
{
  if (!style || vit_atom_style_find (style))
    return true;
  g_autofree char *all = vit_atom_style_list (), *name = g_utf8_make_valid (style, -1);
  g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
               "--atom-style: there is no style \"%s\"; there are %s", name, all);
  return false;
}

/* Returns: how many frames, from the first on, lie where they lay in @old, in files that were at
 * most written on. */
static size_t
count_shared (VitTrajectory *self, VitTrajectory *old)
{
  size_t n = MIN (self->n_frames, old->n_frames);
  for (size_t i = 0; i < n; i++)
    {
      VitTrajectoryFile *file, *old_file;
      const VitIndexEntry *a = vit_trajectory_get_entry (self, i, &file);
      const VitIndexEntry *b = vit_trajectory_get_entry (old, i, &old_file);
      if (!file->continued || strcmp (file->path, old_file->path) != 0 || a->offset != b->offset ||
          a->length != b->length || a->step != b->step || a->n_atoms != b->n_atoms)
        return i;
    }
  return n;
}

/* Take over what is known of the frames that were there before: all of it where nothing was lost.
 */
static void
share_parts (VitTrajectory *self, VitTrajectory *old)
{
  self->old_serial = old->serial;
  self->n_shared = count_shared (self, old);
  if (self->n_shared < old->n_frames)
    return;
  for (guint f = 0; f < self->files->len; f++)
    if (((VitTrajectoryFile *) self->files->pdata[f])->uncertain)
      return;
  vit_frame_cache_unref (self->cache);
  self->cache = vit_frame_cache_ref (old->cache);
  VitAtoms *atoms = g_atomic_pointer_get (&old->atoms);
  self->atoms = atoms ? vit_atoms_ref (atoms) : NULL;
  self->columns = g_strdupv (g_atomic_pointer_get (&old->columns));
  VitComposition *composition = g_atomic_pointer_get (&old->composition);
  self->composition = composition ? vit_composition_copy (composition) : NULL;
}

void
vit_trajectory_learn_shared (VitTrajectory *self)
{
  g_return_if_fail (self);
  for (guint f = 0; f < self->files->len && self->use_index_cache; f++)
    {
      VitTrajectoryFile *file = self->files->pdata[f];
      g_autofree char *absolute = g_canonicalize_filename (file->path, NULL);
      g_mutex_lock (&file->lock);
      if (!file->changed && !file->is_excerpt)
        vit_index_cache_learn (absolute, &file->stamp, file->index, file->reader);
      g_mutex_unlock (&file->lock);
    }
}

/* In MiB, so that it is one word. */
static gint usual_cache;

void
vit_trajectory_set_usual_cache (size_t bytes)
{
  g_atomic_int_set (&usual_cache, (gint) MIN (bytes >> 20, (size_t) G_MAXINT));
}

static size_t
get_usual_cache (void)
{
  size_t set = (size_t) g_atomic_int_get (&usual_cache) << 20;
  return set > 0 ? set : DEFAULT_CACHE_BYTES;
}

void
vit_trajectory_forget_frames (VitTrajectory *self)
{
  g_return_if_fail (self);
  vit_frame_cache_clear (self->cache);
}

static VitTrajectory *
open_files (const char *const *patterns,
            const VitTrajectoryOptions *options,
            VitTrajectory *old,
            VitProgress *progress,
            GError **error)
{
  g_autoptr (VitTrajectory) self = g_new0 (VitTrajectory, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  g_mutex_init (&self->first_lock);
  g_mutex_init (&self->names_lock);
  g_mutex_init (&self->bases_lock);
  g_mutex_init (&self->gaps_lock);
  g_mutex_init (&self->last_lock);
  self->companions = g_ptr_array_new_with_free_func (companion_free);
  self->serial = g_atomic_int_add (&n_opened, 1) + 1;
  self->patterns = g_strdupv ((char **) patterns);
  self->given = vit_premises_copy (options ? options->given : NULL);
  const char *species = vit_premises_get_text (self->given, VIT_PREMISE_SPECIES);
  self->species = species ? g_strsplit (species, ",", -1) : NULL;
  self->count_rows = options && options->count_rows;
  self->use_index_cache = options && options->use_index_cache;
  self->cache_bytes =
      options && options->frame_cache_bytes ? options->frame_cache_bytes : get_usual_cache ();
  self->cache = vit_frame_cache_new (self->cache_bytes);
  self->files = g_ptr_array_new_with_free_func ((GDestroyNotify) vit_trajectory_file_free);
  if (!is_known_style (vit_premises_get_text (self->given, VIT_PREMISE_ATOM_STYLE), error))
    return NULL;
  self->paths = vit_expand_patterns (patterns, error);
  if (!self->paths)
    return NULL;

  guint n = g_strv_length (self->paths);
  for (guint f = 0; f < n; f++)
    {
      const VitTrajectoryFile *known = NULL;
      for (guint o = 0; old && !known && o < old->files->len; o++)
        if (strcmp (((VitTrajectoryFile *) old->files->pdata[o])->path, self->paths[f]) == 0)
          known = old->files->pdata[o];
      vit_progress_set_range (progress, (double) f / n, (double) (f + 1) / n, "Reading the files");
      VitTrajectoryFile *file = vit_trajectory_file_open (self->paths[f], known, self->count_rows,
                                                          self->use_index_cache, progress, error);
      if (!file)
        return NULL;
      g_ptr_array_add (self->files, file);
      if (n > MAX_OPEN_FILES)
        g_clear_pointer (&file->source, vit_source_unref);
    }
  join_files (self);
  if (old)
    share_parts (self, old);
  vit_trajectory_list_bases (self);
  vit_trajectory_list_gaps (self);
  close_sources (self);
  if (!self->atoms && (!vit_trajectory_is_known_readable (self) ||
                       vit_premises_look_up (self->given, VIT_PREMISE_ATOM_STYLE)))
    {
      if (!vit_trajectory_read_first_frame (self, options ? options->problems : NULL, error))
        return NULL;
      vit_trajectory_save_index (self);
    }
  return has_given_species (self, error) && has_given_box (self, error) ? g_steal_pointer (&self)
                                                                        : NULL;
}

VitTrajectory *
vit_trajectory_open (const char *const *paths,
                     const VitTrajectoryOptions *options,
                     VitProgress *progress,
                     GError **error)
{
  g_return_val_if_fail (paths && paths[0], NULL);
  return open_files (paths, options, NULL, progress, error);
}

VitTrajectory *
vit_trajectory_reload (VitTrajectory *self, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (self, NULL);
  VitTrajectoryOptions options = { .given = self->given,
                                   .frame_cache_bytes = self->cache_bytes,
                                   .count_rows = self->count_rows,
                                   .use_index_cache = self->use_index_cache };
  return open_files ((const char *const *) self->patterns, &options, self, progress, error);
}

bool
vit_trajectory_keeps_index (VitTrajectory *self)
{
  g_return_val_if_fail (self, false);
  return self->use_index_cache;
}

/* A companion lives as long as the run, so that it is saved without the lock. */
static void
save_companions (VitTrajectory *self)
{
  Companion *companion = NULL;
  for (guint i = 0; i == 0 || companion; i++)
    {
      g_mutex_lock (&self->lock);
      companion = i < self->companions->len ? self->companions->pdata[i] : NULL;
      g_mutex_unlock (&self->lock);
      if (companion && companion->save && self->use_index_cache)
        companion->save (companion->data, self);
    }
}

void
vit_trajectory_save_index (VitTrajectory *self)
{
  g_return_if_fail (self);
  save_companions (self);
  for (guint f = 0; f < self->files->len; f++)
    vit_trajectory_file_save (self->files->pdata[f]);
}

VitTrajectory *
vit_trajectory_ref (VitTrajectory *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

void
vit_trajectory_unref (VitTrajectory *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  save_companions (self);
  g_clear_pointer (&self->companions, g_ptr_array_unref);
  vit_trajectory_watch_doubts (self, NULL, NULL, NULL);
  g_mutex_clear (&self->lock);
  g_mutex_clear (&self->first_lock);
  g_mutex_clear (&self->names_lock);
  g_strfreev (self->names);
  g_mutex_clear (&self->bases_lock);
  g_mutex_clear (&self->gaps_lock);
  g_mutex_clear (&self->last_lock);
  g_clear_pointer (&self->last, vit_frame_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_clear_pointer (&self->changes, g_array_unref);
  vit_frame_cache_unref (self->cache);
  g_free (self->used);
  if (self->atoms)
    vit_atoms_unref (self->atoms);
  g_strfreev (self->columns);
  vit_composition_free (self->composition);
  g_strfreev (self->patterns);
  g_strfreev (self->paths);
  g_strfreev (self->species);
  g_clear_pointer (&self->given, vit_premises_unref);
  g_clear_pointer (&self->premises, vit_premises_unref);
  g_free (self->places);
  g_free (self->unread);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
  g_free (self);
}

/* ---- Getters ---- */

size_t
vit_trajectory_get_n_shared (VitTrajectory *self, VitTrajectory *old)
{
  g_return_val_if_fail (self && old, 0);
  return self->old_serial == old->serial ? self->n_shared : 0;
}

size_t
vit_trajectory_get_n_frames (VitTrajectory *self)
{
  return self->n_frames;
}

void
vit_trajectory_get_frame_info (VitTrajectory *self, size_t frame, VitFrameInfo *info)
{
  g_return_if_fail (frame < self->n_frames);
  const VitIndexEntry *entry = vit_trajectory_get_entry (self, frame, NULL);
  *info = (VitFrameInfo){ .step = entry->step,
                          .has_step = !(entry->flags & VIT_INDEX_NO_STEP),
                          .time = entry->time,
                          .n_atoms = (size_t) entry->n_atoms,
                          .file = self->places ? self->places[frame].file : 0,
                          .line = entry->line };
}

const char *const *
vit_trajectory_get_paths (VitTrajectory *self)
{
  return (const char *const *) self->paths;
}

const char *
vit_trajectory_get_format (VitTrajectory *self)
{
  return vit_formats_of_reader (((VitTrajectoryFile *) self->files->pdata[0])->reader)->title;
}

const char *
vit_trajectory_get_units (VitTrajectory *self)
{
  return ((VitTrajectoryFile *) self->files->pdata[0])->index->units;
}

const char *
vit_trajectory_get_clock (VitTrajectory *self)
{
  return ((VitTrajectoryFile *) self->files->pdata[0])->index->clock;
}

const VitPremises *
vit_trajectory_get_given (VitTrajectory *self)
{
  return self->given;
}

const VitPremises *
vit_trajectory_get_premises (VitTrajectory *self)
{
  if (g_atomic_pointer_get (&self->premises))
    return self->premises;
  VitPremises *premises = vit_trajectory_judge (self);
  if (!g_atomic_pointer_compare_and_exchange (&self->premises, NULL, premises))
    vit_premises_unref (premises);
  return self->premises;
}

GPtrArray *
vit_trajectory_get_problems (VitTrajectory *self)
{
  return self->problems;
}

size_t
vit_trajectory_get_n_damaged (VitTrajectory *self)
{
  return self->n_damaged;
}

bool
vit_trajectory_ends_packed (VitTrajectory *self)
{
  const VitTrajectoryFile *last = self->files->pdata[self->files->len - 1];
  return last->source && vit_source_get_compression (last->source) != VIT_COMPRESSION_NONE;
}

bool
vit_trajectory_is_unfinished (VitTrajectory *self)
{
  const VitTrajectoryFile *last = self->files->pdata[self->files->len - 1];
  return last->index->unfinished;
}

void *
vit_trajectory_get_companion (VitTrajectory *self,
                              const void *key,
                              void *(*create) (size_t n_frames),
                              GDestroyNotify destroy,
                              void (*save) (void *companion, VitTrajectory *trajectory))
{
  g_return_val_if_fail (self && key && create && destroy, NULL);
  Companion *companion = NULL;
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < self->companions->len && !companion; i++)
    if (((Companion *) self->companions->pdata[i])->key == key)
      companion = self->companions->pdata[i];
  if (!companion)
    {
      companion = g_new (Companion, 1);
      *companion = (Companion){ key, create (self->n_frames), destroy, save };
      g_ptr_array_add (self->companions, companion);
    }
  g_mutex_unlock (&self->lock);
  return companion->data;
}
