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

GArray *
vit_story_scene_get_notes (const VitStoryScene *scene, VitStudy *study, const char *figure)
{
  g_return_val_if_fail (scene && study && figure, NULL);
  GArray *notes = g_array_new (FALSE, FALSE, sizeof (VitNote));
  const VitFigureSpec *spec = vit_gallery_find (figure);
  const VitHighlight *highlight = &scene->highlight;
  VitNote note;
  if (!spec)
    return notes;
  if (highlight->has_region && strcmp (figure, "slice") == 0 &&
      find_owner (study, spec, highlight->run, &note.owner))
    {
      const double *r = highlight->region;
      note.kind = VIT_NOTE_OUTLINE;
      note.words = NULL;
      note.from[0] = r[0];
      note.from[1] = r[1];
      note.to[0] = r[2];
      note.to[1] = r[3];
      g_array_append_val (notes, note);
    }
  for (guint i = 0; i < scene->annotations->len; i++)
    {
      const VitAnnotation *a = scene->annotations->pdata[i];
      const char *on = a->figure ? a->figure : vit_story_scene_get_figure (scene);
      if (strcmp (on, figure) != 0 || !find_owner (study, spec, a->run, &note.owner))
        continue;
      note.kind = a->arrow ? VIT_NOTE_ARROW : VIT_NOTE_WORDS;
      note.words = a->words;
      memcpy (note.from, a->from, sizeof note.from);
      memcpy (note.to, a->to, sizeof note.to);
      g_array_append_val (notes, note);
    }
  return notes;
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
