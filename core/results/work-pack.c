#include "core/results/work-pack.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/excerpt.h"
#include "core/study/study-folder.h"
#include "core/study/study-pack.h"

/* Name of the store beside the study in the folder. */
#define STORE "study" VIT_STORE_SUFFIX

typedef struct
{
  VitWork *work;
  VitWorkPack *pack;
  VitStudyFolder *files;
} Packing;

/* (array): for every frame of a run, whether it goes along. */
static bool *
choose_frames (Packing *self, VitRun *run, size_t n)
{
  VitTmlSeries *series = vit_analyses_get_tml (vit_work_get_analyses (self->work), run);
  guint n_starts = series ? vit_tml_series_get_n (series) : 0;
  bool *kept = g_new0 (bool, MAX (n, 1));
  for (size_t frame = 0; frame < n; frame++)
    kept[frame] = self->pack->whole || frame == 0 || frame + 1 == n;
  for (guint i = 0; i < n_starts; i++)
    if (vit_tml_series_get_state (series, i) != VIT_TML_IMPOSSIBLE)
      kept[vit_tml_series_get_frame (series, i)] = true;
  if (n_starts == 0 && !self->pack->whole && n > 2)
    g_ptr_array_add (
        self->pack->notes,
        g_strdup_printf ("%s: has no start times of T_ML: its first and its last frame "
                         "go along; --whole-runs takes all",
                         vit_run_get_label (run)));
  return kept;
}

static bool
take_run (Packing *self, VitRun *run, VitProgress *progress, GError **error)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  size_t n = trajectory ? vit_trajectory_get_n_frames (trajectory) : 0;
  const char *const *paths = trajectory ? vit_trajectory_get_paths (trajectory) : NULL;
  g_autofree bool *kept = choose_frames (self, run, n);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  for (unsigned file = 0; paths && paths[file]; file++)
    {
      size_t n_kept;
      g_autofree char *name =
          vit_study_folder_dup_free_name (self->files, paths[file], VIT_EXCERPT_SUFFIX);
      g_autofree char *to = vit_study_folder_dup_file (self->files, name, error);
      if (!to || !vit_excerpt_write (trajectory, file, kept, to, &n_kept, progress, error))
        return false;
      g_strv_builder_add (names, name);
      self->pack->n_kept += n_kept;
    }
  self->pack->n_of += n;
  g_auto (GStrv) list = g_strv_builder_end (names);
  vit_study_folder_set_run (self->files, run, trajectory ? list : NULL);
  return true;
}

/* Segments are named after the program that wrote them; those of a pack are the same each time.
 * What is known of a file as it lies here does not go along. */
static bool
name_segments (const char *store, GError **error)
{
  g_autofree char *folder = g_build_filename (store, "segments", NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, error);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      const char *number = strrchr (name, '-');
      g_autofree char *to = g_strconcat (folder, "/pack", number, NULL),
                      *from = g_build_filename (folder, name, NULL);
      bool is_mark = g_str_has_suffix (name, VIT_STORE_MARK_SUFFIX);
      if (!number || !g_str_has_prefix (name, vit_store_get_writer ()) ||
          (is_mark ? g_unlink (from) : g_rename (from, to)) == 0)
        continue;
      g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", to, g_strerror (errno));
      return false;
    }
  return dir != NULL;
}

static bool
take_results (Packing *self, VitProgress *progress, GError **error)
{
  VitStore *own = vit_cache_get_store (vit_work_get_cache (self->work));
  g_autofree char *folder = g_build_filename (vit_study_folder_get_path (self->files), STORE, NULL);
  VitStore *to = vit_store_open (folder, true, error);
  g_autoptr (GArray) all = vit_store_list (own);
  bool ok = to != NULL;
  for (guint i = 0; ok && i < all->len; i++)
    {
      const VitStoreEntry *entry = &g_array_index (all, VitStoreEntry, i);
      g_autoptr (GBytes) bytes = vit_store_lookup (own, entry->key);
      ok = vit_progress_step (progress, i, all->len, error) &&
           (!bytes ||
            vit_store_put (to, entry->key, entry->kind, entry->flags,
                           g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes), error));
    }
  self->pack->n_results = to ? vit_store_get_n (to) : 0;
  ok = ok && vit_store_publish (to, error);
  g_clear_pointer (&to, vit_store_unref);
  return ok && name_segments (folder, error);
}

/* r_c is made of frames that may stay behind, and most of what is made of start times rests on it.
 */
static void
take_cutoff (Packing *self)
{
  g_autoptr (GError) error = NULL;
  VitAnalyses *analyses = vit_work_get_analyses (self->work);
  double cutoff = vit_analyses_get_cutoff (analyses, &error);
  if (!(cutoff > 0) && error)
    g_ptr_array_add (self->pack->notes, g_strdup (error->message));
}

static bool
take_all (Packing *self, VitProgress *progress, GError **error)
{
  VitStudy *study = vit_analyses_get_study (vit_work_get_analyses (self->work));
  guint n = vit_study_get_n_runs (study);
  for (guint i = 0; i < n; i++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, 0.5 * i / n, 0.5 * (i + 1) / n, "Taking frames");
      bool ok = take_run (self, vit_study_get_run (study, i), progress, error);
      vit_progress_leave (progress, whole);
      if (!ok)
        return false;
    }
  take_cutoff (self);
  VitProgressPart whole = vit_progress_enter (progress, 0.5, 0.8, "Taking results");
  bool ok =
      vit_study_folder_write (self->files, study, error) && take_results (self, progress, error);
  vit_progress_leave (progress, whole);
  return ok;
}

bool
vit_work_pack (
    VitWork *work, const char *path, VitWorkPack *pack, VitProgress *progress, GError **error)
{
  g_return_val_if_fail (work && vit_cache_get_store (vit_work_get_cache (work)) && path && pack &&
                            pack->notes,
                        false);
  Packing self = { work, pack, vit_study_folder_new (VIT_STUDY_PACK_MOST, error) };
  bool ok =
      self.files && take_all (&self, progress, error) &&
      vit_study_write_pack (vit_study_folder_get_path (self.files), path, &pack->n_bytes, error);
  vit_study_folder_free (self.files);
  return ok;
}
