#include "ui/story/story-pack.h"

#include <errno.h>
#include <glib/gstdio.h>
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "core/base/error.h"
#include "core/io/thin.h"
#include "core/store/atomic-file.h"
#include "core/store/read-file.h"
#include "core/study/study-folder.h"
#include "core/study/study-look.h"
#include "ui/story/story-limits.h"
#include "ui/story/story-private.h"
#include "ui/story/story-text.h"

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

/* Draw the figure of a scene, which is on the stage, with the playhead at @time. */
static bool
visit_time (VitStoryStage *stage,
            const VitStoryScene *scene,
            double time,
            VitProgress *progress,
            GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  vit_study_set_option_number (study, "view", "time", time);
  g_autoptr (VitFigure) figure = vit_story_stage_remake_figure (stage, scene, 0, progress, error);
  g_autofree char *drawn = figure ? draw (stage, scene, figure, error) : NULL;
  return drawn != NULL;
}

/* Make the figure at the ends of the motion, and at every frame that the playhead passes. */
static bool
play_scene (VitStoryStage *stage, const VitStoryScene *scene, VitProgress *progress, GError **error)
{
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  double first = fmin (scene->motion.from, scene->motion.to),
         last = fmax (scene->motion.from, scene->motion.to);
  vit_story_stage_show (stage, scene, NULL);
  if (!visit_time (stage, scene, first, progress, error) ||
      !visit_time (stage, scene, last, progress, error))
    return false;
  for (guint r = 0; r < vit_study_get_n_runs (study); r++)
    {
      VitRun *run = vit_study_get_run (study, r);
      VitTimeline *timeline = vit_run_get_timeline (run);
      const double *times = timeline ? vit_timeline_get_times (timeline) : NULL;
      size_t n = timeline ? vit_timeline_get_n_used (timeline) : 0;
      for (size_t i = 0; i < n && vit_run_get_shown (run); i++)
        {
          double time = times[vit_timeline_get_frame_at (timeline, i)];
          if (time > first && time < last && !visit_time (stage, scene, time, progress, error))
            return false;
        }
    }
  return true;
}

/* Make what the links of a text lead to: the figure at these times, and the map of the slice beside
 * it, which may be had or not. */
static bool
follow_times (VitStoryStage *stage,
              const VitStoryScene *scene,
              const char *text,
              VitProgress *progress,
              GError **error)
{
  g_autoptr (GArray) times = vit_story_text_find_times (scene, text);
  VitStoryScene map = *scene;
  map.figure = NULL;
  if (times->len > 0)
    vit_story_stage_show (stage, scene, NULL);
  for (guint i = 0; i < times->len; i++)
    {
      double time = g_array_index (times, double, i);
      if (!visit_time (stage, scene, time, progress, error) ||
          (!visit_time (stage, &map, time, progress, NULL) &&
           !vit_progress_check (progress, error)))
        return false;
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
  const char *const texts[] = { NULL, scene->question ? scene->question->explanation : NULL };
  for (gsize i = 0; i < G_N_ELEMENTS (texts); i++)
    if ((i == 0 || texts[i]) && !follow_times (stage, scene, texts[i], progress, &inner) &&
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
  VitStudyFolder *files;
  const char *folder; /* of the files */
} Making;

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
      g_autofree char *name = file->bytes
                                  ? vit_study_folder_dup_free_name (self->files, file->path, ".zst")
                                  : vit_study_folder_take_file (self->files, file->path, error);
      if (!name || (file->bytes && !vit_study_folder_put (self->files, name, file->bytes, error)))
        return false;
      g_strv_builder_add (names, name);
      self->pack->n_kept += file->n_kept;
    }
  self->pack->n_of += n;
  g_auto (GStrv) list = g_strv_builder_end (names);
  vit_study_folder_set_run (self->files, run, trajectory ? list : NULL);
  return true;
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
  return vit_study_folder_write (self->files, study, error);
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
      char *data;
      gsize n;
      if (!path)
        continue;
      if (!vit_file_read (path, VIT_STORY_MAX_PICTURE, &data, &n, error))
        return false;
      g_autoptr (GBytes) bytes = g_bytes_new_take (data, n);
      if (!vit_study_folder_put (self->files, block->picture, bytes, error))
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
  copy.folder = (char *) self->folder;
  copy.study = (char *) VIT_STUDY_FOLDER_STUDY;
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

static bool
write_pack (Making *self, const char *path, GError **error)
{
  g_autoptr (VitPack) zip = vit_pack_new ();
  VitPackLimits limits = VIT_STORY_PACK_LIMITS;
  g_autofree char *results = g_build_filename (self->folder, VIT_STORY_RESULTS, NULL);
  g_autoptr (GDir) dir = g_dir_open (results, 0, NULL);
  while (dir && g_dir_read_name (dir))
    self->pack->n_results++;
  if (!vit_pack_add_folder (zip, self->folder, limits.most_file_bytes, error))
    return false;
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
    .files = vit_study_folder_new (pack->most, error),
  };
  g_autoptr (GPtrArray) pictures = g_ptr_array_new_with_free_func (g_free);
  record_use (stage);
  VitProgressPart whole = vit_progress_enter (progress, 0, 0.5, "Making the scenes");
  self.folder = self.files ? vit_study_folder_get_path (self.files) : NULL;
  bool ok = self.files && vit_story_stage_make_all (stage, pictures, pack->notes, progress, error);
  vit_progress_leave (progress, whole);
  whole = vit_progress_enter (progress, 0.5, 0.6, "Taking frames");
  ok = ok && take_study (&self, progress, error) && take_story (&self, error);
  vit_progress_leave (progress, whole);
  whole = vit_progress_enter (progress, 0.6, 0.95, "Making the scenes of the pack");
  ok = ok && make_again (&self, pictures, progress, error);
  vit_progress_leave (progress, whole);
  ok = ok && write_pack (&self, path, error);
  vit_study_folder_free (self.files);
  return ok;
}
