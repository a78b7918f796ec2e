#include "ui/story/story-pack.h"

#include <errno.h>
#include <ftw.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/thin.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "core/study/study-look.h"
#include "core/study/study-moved.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"
#include "ui/story/story-text.h"

#define STUDY "study.vitrine"
#define DATA "data/"

/* ---- Making all ---- */

static bool
note_failure (GPtrArray *notes, const VitStoryScene *scene, GError *inner, GError **error)
{
  bool stops = g_error_matches (inner, VIT_ERROR, VIT_ERROR_CANCELLED);
  if (!stops && notes)
    g_ptr_array_add (notes, g_strdup_printf ("%s: %s", scene->id, inner->message));
  if (stops)
    g_propagate_error (error, inner);
  else
    g_error_free (inner);
  return !stops;
}

/* Draw the figure, as pictures read their frames only then. */
static char *
draw (VitStoryStage *stage, const VitStoryScene *scene, VitFigure *figure, GError **error)
{
  VitExportOptions options;
  return vit_story_stage_lay_out (stage, scene, figure, VIT_FORMAT_SVG, 100, &options, error)
             ? vit_figure_dup_svg (figure, &options)
             : NULL;
}

/* Make the figure at every frame that the playhead passes. */
static bool
play_scene (VitStoryStage *stage, const VitStoryScene *scene, VitProgress *progress, GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  double first = fmin (scene->motion.from, scene->motion.to),
         last = fmax (scene->motion.from, scene->motion.to);
  vit_story_stage_show (stage, scene, NULL);
  for (guint r = 0; r < vit_study_get_n_runs (study); r++)
    {
      VitRun *run = vit_study_get_run (study, r);
      VitTimeline *timeline = vit_run_get_timeline (run);
      const double *times = timeline ? vit_timeline_get_times (timeline) : NULL;
      size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
      for (size_t i = 0; i < n && vit_run_get_shown (run); i++)
        {
          double time = times[vit_timeline_get_frame_at (timeline, i)];
          if (time < first || time > last)
            continue;
          vit_study_set_option_number (study, "view", "time", time);
          g_autoptr (VitFigure) figure =
              vit_story_stage_remake_figure (stage, scene, 0, progress, error);
          g_autofree char *drawn = figure ? draw (stage, scene, figure, error) : NULL;
          if (!drawn)
            return false;
        }
    }
  return true;
}

static bool
make_scene (VitStoryStage *stage,
            const VitStoryScene *scene,
            GPtrArray *pictures,
            GPtrArray *notes,
            VitProgress *progress,
            GError **error)
{
  GError *inner = NULL;
  g_autoptr (VitFigure) figure = vit_story_stage_make_figure (stage, scene, progress, &inner);
  char *picture = figure ? draw (stage, scene, figure, &inner) : NULL;
  if (pictures)
    g_ptr_array_add (pictures, picture ? picture : g_strdup (""));
  else
    g_free (picture);
  if (inner && !note_failure (notes, scene, g_steal_pointer (&inner), error))
    return false;
  for (guint i = 0; i < scene->claims->len; i++)
    {
      double number;
      if (!vit_story_stage_compute_claim (stage, scene, scene->claims->pdata[i], &number, progress,
                                          &inner) &&
          !note_failure (notes, scene, g_steal_pointer (&inner), error))
        return false;
    }
  g_autoptr (VitTruth) truth =
      scene->question ? vit_story_stage_find_truth (stage, scene, progress, &inner) : NULL;
  if (inner && !note_failure (notes, scene, g_steal_pointer (&inner), error))
    return false;
  if (scene->motion.kind == VIT_MOTION_PLAY && !play_scene (stage, scene, progress, &inner) &&
      !note_failure (notes, scene, g_steal_pointer (&inner), error))
    return false;
  return true;
}

bool
vit_story_stage_make_all (VitStoryStage *stage,
                          GPtrArray *pictures,
                          GPtrArray *notes,
                          VitProgress *progress,
                          GError **error)
{
  guint n = stage->story->scenes->len;
  for (guint i = 0; i < n; i++)
    {
      VitProgressPart whole =
          vit_progress_enter (progress, (double) i / n, (double) (i + 1) / n, "Making the scenes");
      if (!vit_progress_check (progress, error) ||
          !make_scene (stage, vit_story_get (stage->story, i), pictures, notes, progress, error))
        return false;
      vit_progress_leave (progress, whole);
    }
  return true;
}

/* ---- Runs ---- */

/* A story in the making: a folder with all that goes into the pack. */
typedef struct
{
  VitStoryStage *stage;
  VitStoryPack *pack;
  char *folder;
  GHashTable *names; /* path of a file → its name in the folder */
  GHashTable *runs;  /* VitRun → names of its files */
  GError *error;     /* of a file that could not be taken */
} Making;

/* A free name for a file: that which it has, of letters that any system takes. */
static char *
dup_free_name (Making *self, const char *path, const char *ending)
{
  static const char letters[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_.";
  g_autofree char *base = g_path_get_basename (path);
  g_strcanon (base, letters, '-');
  if (ending)
    for (gsize i = 0; i < 4; i++)
      {
        static const char *const packers[] = { ".zst", ".gz", ".xz", ".bz2" };
        if (g_str_has_suffix (base, packers[i]))
          base[strlen (base) - strlen (packers[i])] = '\0';
      }
  for (int k = 1;; k++)
    {
      g_autofree char *number = k > 1 ? g_strdup_printf ("%d-", k) : g_strdup ("");
      g_autofree char *name =
          g_strconcat (DATA, number, *base == '.' ? "x" : "", base, ending ? ending : "", NULL);
      g_autofree char *to = g_build_filename (self->folder, name, NULL);
      if (!g_file_test (to, G_FILE_TEST_EXISTS))
        return g_steal_pointer (&name);
    }
}

static bool
put_bytes (Making *self, const char *name, const void *data, gsize n, GError **error)
{
  g_autofree char *to = g_build_filename (self->folder, name, NULL);
  g_autofree char *folder = g_path_get_dirname (to);
  if (g_mkdir_with_parents (folder, 0700) == 0)
    return vit_file_replace_lightly (to, data, n, error);
  g_set_error (error, VIT_ERROR, VIT_ERROR_IO, "%s: %s", folder, g_strerror (errno));
  return false;
}

/* (transfer full) (nullable): the name of a file that is taken as it is. */
static char *
take_file (Making *self, const char *path, GError **error)
{
  const char *known = g_hash_table_lookup (self->names, path);
  if (known)
    return g_strdup (known);
  g_autofree char *data = NULL;
  gsize n;
  if (!vit_file_read (path, self->pack->most, &data, &n, error))
    return NULL;
  g_autofree char *name = dup_free_name (self, path, NULL);
  if (!put_bytes (self, name, data, n, error))
    return NULL;
  g_hash_table_insert (self->names, g_strdup (path), g_strdup (name));
  return g_steal_pointer (&name);
}

static bool
take_run (Making *self, VitRun *run, VitProgress *progress, GError **error)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();
  size_t n = trajectory ? vit_trajectory_get_n_frames (trajectory) : 0;
  g_autofree bool *used = trajectory ? vit_trajectory_get_used (trajectory) : NULL;
  for (size_t frame = 0; frame < n && self->pack->whole; frame++)
    used[frame] = true;
  g_autoptr (GPtrArray) files =
      trajectory ? vit_trajectory_thin (trajectory, used, self->pack->most, progress, error) : NULL;
  if (trajectory && !files)
    return false;
  for (guint i = 0; files && i < files->len; i++)
    {
      const VitThinFile *file = files->pdata[i];
      g_autofree char *name = file->bytes ? dup_free_name (self, file->path, ".zst")
                                          : take_file (self, file->path, error);
      if (!name || (file->bytes && !put_bytes (self, name, g_bytes_get_data (file->bytes, NULL),
                                               g_bytes_get_size (file->bytes), error)))
        return false;
      g_strv_builder_add (names, name);
      self->pack->n_kept += file->n_kept;
    }
  self->pack->n_of += n;
  /* A run that could not be opened is named, and says so in the pack, too. */
  if (!trajectory)
    {
      g_autofree char *name = dup_free_name (self, vit_run_get_paths (run)[0], NULL);
      g_strv_builder_add (names, name);
    }
  g_hash_table_insert (self->runs, run, g_strv_builder_end (names));
  return true;
}

static char **
list_run (VitRun *run, gpointer data)
{
  return g_strdupv (g_hash_table_lookup (((Making *) data)->runs, run));
}

static char *
name_file (const char *path, gpointer data)
{
  Making *self = data;
  GError *inner = NULL;
  char *name = take_file (self, path, &inner);
  if (inner && !self->error)
    self->error = inner;
  else
    g_clear_error (&inner);
  return name;
}

static bool
take_study (Making *self, VitProgress *progress, GError **error)
{
  VitStudy *study = vit_analyses_get_study (self->stage->analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (!take_run (self, vit_study_get_run (study, i), progress, error))
      return false;
  /* Scenes are put on it anew. */
  vit_study_take_look (study, self->stage->story->base, NULL, NULL);
  VitStudyMove move = { list_run, name_file, self };
  g_autofree char *text = vit_study_dup_moved (study, &move);
  if (self->error)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else
    return put_bytes (self, STUDY, text, strlen (text), error);
  return false;
}

/* ---- Texts ---- */

static bool
take_pictures (Making *self, const VitStoryScene *scene, const char *text, GError **error)
{
  g_autoptr (GPtrArray) blocks = vit_story_text_parse (scene, text, false);
  for (guint i = 0; i < blocks->len; i++)
    {
      const VitBlock *block = blocks->pdata[i];
      g_autofree char *path =
          block->picture ? vit_story_resolve (self->stage->story, block->picture, NULL) : NULL;
      g_autofree char *data = NULL;
      gsize n;
      if (path && (!vit_file_read (path, VIT_STORY_MAX_PICTURE, &data, &n, error) ||
                   !put_bytes (self, block->picture, data, n, error)))
        return false;
    }
  return true;
}

/* Write the story with its texts into the folder; its study is the one beside it. */
static bool
take_story (Making *self, GError **error)
{
  VitStory *story = self->stage->story;
  for (guint i = 0; i < story->scenes->len; i++)
    {
      const VitStoryScene *scene = story->scenes->pdata[i];
      const char *explanation = scene->question ? scene->question->explanation : NULL;
      if (!take_pictures (self, scene, NULL, error) ||
          (explanation && !take_pictures (self, scene, explanation, error)))
        return false;
    }
  VitStory copy = *story;
  copy.folder = self->folder;
  copy.study = (char *) STUDY;
  copy.is_pack = false;
  return vit_story_save (&copy, error);
}

/* ---- What is in the folder, made again ---- */

static void
clear_stage (VitStoryStage *stage)
{
  g_clear_object (&stage->deriver);
  g_clear_object (&stage->analyses);
  g_clear_pointer (&stage->story, vit_story_free);
}

/* Whether a run has more in the pack than the frame that names its atoms. */
static bool
is_shown_in_pack (VitRun *run)
{
  VitTrajectory *trajectory = vit_run_get_trajectory (run);
  return trajectory && vit_trajectory_get_n_frames (trajectory) > 1;
}

/* A premise that fewer frames judge otherwise is said. */
static void
note_premises (Making *self, VitStudy *packed)
{
  VitStudy *study = vit_analyses_get_study (self->stage->analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitPremises *a = vit_run_get_premises (vit_study_get_run (study, i)),
                  *b = vit_run_get_premises (vit_study_get_run (packed, i));
      if (!is_shown_in_pack (vit_study_get_run (packed, i)))
        continue;
      for (VitPremiseId id = 0; a && b && id < VIT_N_PREMISES; id++)
        {
          const char *x = vit_premises_get_text (a, id), *y = vit_premises_get_text (b, id);
          if (g_strcmp0 (x, y) != 0)
            g_ptr_array_add (self->pack->notes,
                             g_strdup_printf ("%s: %s is %s, and %s in the pack",
                                              vit_run_get_label (vit_study_get_run (study, i)),
                                              vit_premise_get (id)->name, x ? x : "not known",
                                              y ? y : "not known"));
        }
    }
}

/* T_ML of all start times that the fewer frames leave: a window shows them. */
static bool
compute_starts (VitStoryStage *stage, VitProgress *progress, GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (stage->analyses, vit_study_get_run (study, i));
      if (series && !vit_tml_series_compute_all (series, progress, error))
        return false;
    }
  return true;
}

static bool
make_again (Making *self, GPtrArray *pictures, VitProgress *progress, GError **error)
{
  VitCache *own = vit_analyses_get_cache (self->stage->analyses);
  g_autofree char *results = g_build_filename (self->folder, VIT_STORY_RESULTS, NULL);
  g_autoptr (VitCache) cache = vit_cache_open (results, (uint64_t) 1 << 40, error);
  VitStoryStage stage = { .story = cache ? vit_story_open (self->folder, error) : NULL };
  g_autoptr (VitStudy) study = stage.story ? vit_story_load_study (stage.story, error) : NULL;
  g_autoptr (GPtrArray) again = g_ptr_array_new_with_free_func (g_free);
  if (own && cache)
    vit_cache_add_store (cache, vit_cache_get_folder (own), true);
  bool ok = study != NULL;
  if (ok)
    {
      stage.analyses = vit_analyses_new (study, cache);
      stage.deriver = vit_deriver_new (stage.analyses, false);
      ok = vit_analyses_open_sync (stage.analyses, progress, error) &&
           compute_starts (&stage, progress, error) &&
           vit_story_stage_make_all (&stage, again, NULL, progress, error);
    }
  for (guint i = 0; ok && i < again->len; i++)
    if (strcmp (again->pdata[i], pictures->pdata[i]) != 0)
      g_ptr_array_add (self->pack->notes,
                       g_strdup_printf ("%s: its picture is another one in the pack, which has "
                                        "fewer frames",
                                        vit_story_get (stage.story, i)->id));
  if (ok)
    note_premises (self, study);
  clear_stage (&stage);
  return ok;
}

/* ---- The pack ---- */

static int
compare_names (gconstpointer a, gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
list_files (const char *folder, const char *prefix, GPtrArray *names)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  while (dir && (name = g_dir_read_name (dir)))
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);
      g_autofree char *shown = g_strconcat (prefix, name, NULL);
      g_autofree char *below = g_strconcat (shown, "/", NULL);
      if (g_file_test (path, G_FILE_TEST_IS_DIR))
        list_files (path, below, names);
      else
        g_ptr_array_add (names, g_steal_pointer (&shown));
    }
}

static bool
write_pack (Making *self, const char *path, GError **error)
{
  g_autoptr (VitPack) zip = vit_pack_new ();
  g_autoptr (GPtrArray) names = g_ptr_array_new_with_free_func (g_free);
  VitPackLimits limits = VIT_STORY_PACK_LIMITS;
  list_files (self->folder, "", names);
  g_ptr_array_sort (names, compare_names);
  for (guint i = 0; i < names->len; i++)
    {
      const char *name = names->pdata[i];
      g_autofree char *from = g_build_filename (self->folder, name, NULL);
      self->pack->n_results += g_str_has_prefix (name, VIT_STORY_RESULTS "/");
      if (!vit_pack_add_file (zip, name, from, limits.most_file_bytes, error))
        return false;
    }
  g_autofree char *made = g_build_filename (self->folder, "pack", NULL);
  if (!vit_pack_save (zip, made, &self->pack->n_bytes, error))
    return false;
  if (self->pack->n_bytes > self->pack->most)
    {
      g_autofree char *size = g_format_size_full (self->pack->n_bytes, G_FORMAT_SIZE_IEC_UNITS);
      g_autofree char *most = g_format_size_full (self->pack->most, G_FORMAT_SIZE_IEC_UNITS);
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: the pack would have %s, and at most %s are wanted: figures of all start "
                   "times need all frames",
                   path, size, most);
      return false;
    }
  g_autofree char *data = NULL;
  gsize n;
  return g_file_get_contents (made, &data, &n, error) && vit_file_replace (path, data, n, error);
}

static int
remove_entry (const char *path, const struct stat *info, int type, struct FTW *place)
{
  return remove (path);
}

static void
record_use (VitStoryStage *stage)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    if (vit_run_get_trajectory (vit_study_get_run (study, i)))
      vit_trajectory_record_use (vit_run_get_trajectory (vit_study_get_run (study, i)));
}

bool
vit_story_pack (VitStoryStage *stage,
                const char *path,
                VitStoryPack *pack,
                VitProgress *progress,
                GError **error)
{
  g_return_val_if_fail (stage && path && pack && pack->notes, false);
  Making self = {
    .stage = stage,
    .pack = pack,
    .folder = g_dir_make_tmp ("vitrine-pack-XXXXXX", error),
    .names = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free),
    .runs = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) g_strfreev),
  };
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);
  record_use (stage);
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Making the scenes");
  bool ok = self.folder && vit_story_stage_make_all (stage, pictures, pack->notes, progress, error);
  vit_progress_leave (progress, whole);
  whole = vit_progress_enter (progress, 0.5, 0.6, "Taking frames");
  ok = ok && take_study (&self, progress, error) && take_story (&self, error);
  vit_progress_leave (progress, whole);
  whole = vit_progress_enter (progress, 0.6, 0.95, "Making the scenes of the pack");
  ok = ok && make_again (&self, pictures, progress, error);
  vit_progress_leave (progress, whole);
  ok = ok && write_pack (&self, path, error);
  if (self.folder)
    nftw (self.folder, remove_entry, 16, FTW_DEPTH | FTW_PHYS);
  g_free (self.folder);
  g_hash_table_unref (self.names);
  g_hash_table_unref (self.runs);
  return ok;
}
