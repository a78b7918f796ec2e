#include "ui/story/story-notes.h"

#include <string.h>

#include "ui/gallery/figure-spec.h"
#include "ui/gallery/gallery.h"

/* Find the run @label (nullable). Returns: whether what is on it can be shown. */
static bool
find_owner (VitStudy *study, const VitFigureSpec *spec, const char *label, gconstpointer *owner)
{
  *owner = NULL;
  if (!label || (spec->view == VIT_VIEW_CHART && !spec->per_run))
    return true;
  for (guint i = 0; i < vit_study_get_n_runs (study); i++)
    {
      VitRun *run = vit_study_get_run (study, i);
      if (strcmp (vit_run_get_label (run), label) == 0)
        *owner = run;
    }
  return *owner != NULL;
}

static void
take_region (const VitHighlight *highlight, VitNote *note)
{
  note->kind = VIT_NOTE_OUTLINE;
  note->words = NULL;
  memcpy (note->from, highlight->region, sizeof note->from);
  memcpy (note->to, highlight->region + 2, sizeof note->to);
}

static void
take_annotation (const VitAnnotation *annotation, VitNote *note)
{
  note->kind = annotation->arrow ? VIT_NOTE_ARROW : VIT_NOTE_WORDS;
  note->words = annotation->words;
  memcpy (note->from, annotation->from, sizeof note->from);
  memcpy (note->to, annotation->to, sizeof note->to);
}

const char *
vit_story_scene_get_note (const VitStoryScene *scene, VitStudy *study, int number, VitNote *note)
{
  g_return_val_if_fail (scene && study && note && number >= VIT_STORY_REGION, NULL);
  bool region = number == VIT_STORY_REGION;
  if (region ? !scene->highlight.has_region : number >= (int) scene->annotations->len)
    return NULL;
  const VitAnnotation *annotation = region ? NULL : scene->annotations->pdata[number];
  const char *figure = region               ? "slice"
                       : annotation->figure ? annotation->figure
                                            : vit_story_scene_get_figure (scene);
  const VitFigureSpec *spec = vit_gallery_find (figure);
  if (!spec ||
      !find_owner (study, spec, region ? scene->highlight.run : annotation->run, &note->owner))
    return NULL;
  if (region)
    take_region (&scene->highlight, note);
  else
    take_annotation (annotation, note);
  return figure;
}

GArray *
vit_story_scene_get_notes (const VitStoryScene *scene, VitStudy *study, const char *figure)
{
  g_return_val_if_fail (scene && study && figure, NULL);
  GArray *notes = g_array_new (FALSE, FALSE, sizeof (VitNote));
  for (int i = VIT_STORY_REGION; i < (int) scene->annotations->len; i++)
    {
      VitNote note;
      if (g_strcmp0 (vit_story_scene_get_note (scene, study, i, &note), figure) == 0)
        g_array_append_val (notes, note);
    }
  return notes;
}

void
vit_story_scene_move_note (VitStoryScene *scene,
                           int number,
                           const double from[2],
                           const double to[2])
{
  g_return_if_fail (scene && number < (int) scene->annotations->len);
  if (number == VIT_STORY_REGION)
    {
      double *region = scene->highlight.region;
      for (int k = 0; k < 2; k++)
        {
          region[k] = MIN (from[k], to[k]);
          region[k + 2] = MAX (from[k], to[k]);
        }
      return;
    }
  VitAnnotation *annotation = scene->annotations->pdata[number];
  memcpy (annotation->from, from, sizeof annotation->from);
  memcpy (annotation->to, to, sizeof annotation->to);
}

void
vit_story_scene_delete_note (VitStoryScene *scene, int number)
{
  g_return_if_fail (scene && number < (int) scene->annotations->len);
  if (number != VIT_STORY_REGION)
    {
      g_ptr_array_remove_index (scene->annotations, (guint) number);
      return;
    }
  scene->highlight.has_region = false;
  g_clear_pointer (&scene->highlight.run, g_free);
}

void
vit_story_scene_add_notes (const VitStoryScene *scene,
                           VitStudy *study,
                           const char *name,
                           VitFigure *figure)
{
  g_autoptr (GArray) notes = vit_story_scene_get_notes (scene, study, name);
  for (guint i = 0; i < notes->len; i++)
    vit_figure_add_note (figure, &g_array_index (notes, VitNote, i));
}
