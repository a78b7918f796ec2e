#include "ui/story/story-render.h"

#include <stdlib.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/story/render-private.h"

bool
vit_story_render_picture (VitStoryStage *stage,
                          const VitStoryScene *scene,
                          const char *path,
                          VitProgress *progress,
                          GError **error)
{
  VitFormat format;
  if (!vit_format_from_path (path, &format))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "%s: the name must end in .svg, .pdf, .png or .csv", path);
      return false;
    }
  g_autoptr (VitFigure) figure = vit_story_stage_make_figure (stage, scene, progress, error);
  VitExportOptions options;
  return figure && vit_story_stage_lay_out (stage, scene, figure, format, 0, &options, error) &&
         vit_figure_export (figure, path, format, &options, error);
}

VitStoryRender
vit_story_find_render (const char *path)
{
  static const struct
  {
    const char *ending;
    VitStoryRender render;
  } endings[] = { { ".html", vit_story_render_html },
                  { ".pdf", vit_story_render_pdf },
                  { ".mp4", vit_story_render_movie },
                  { ".webm", vit_story_render_movie } };
  for (gsize i = 0; i < G_N_ELEMENTS (endings); i++)
    if (g_str_has_suffix (path, endings[i].ending))
      return endings[i].render;
  return NULL;
}

/* ---- Parts ---- */

/* Take the message of an error that is no reason to stop; %NULL if it is one. */
static char *
take_reason (const VitStoryScene *scene, GError *inner, GPtrArray *notes, GError **error)
{
  if (g_error_matches (inner, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, inner);
      return NULL;
    }
  char *reason = g_strdup (inner->message);
  if (notes)
    g_ptr_array_add (notes, g_strdup_printf ("%s: %s", scene->id, reason));
  g_error_free (inner);
  return reason;
}

bool
vit_scene_parts_make (VitSceneParts *parts,
                      VitStoryStage *stage,
                      guint index,
                      GPtrArray *notes,
                      VitProgress *progress,
                      GError **error)
{
  guint n = stage->story->scenes->len;
  *parts = (VitSceneParts){ .scene = vit_story_get (stage->story, index) };
  if (!vit_progress_check (progress, error))
    return false;
  VitProgressPart whole = vit_progress_enter (progress, (double) index / n,
                                              (double) (index + 1) / n, "Making the scenes");
  GError *inner = NULL;
  parts->figure = vit_story_stage_make_figure (stage, parts->scene, progress, &inner);
  if (inner && !(parts->why = take_reason (parts->scene, g_steal_pointer (&inner), notes, error)))
    return false;
  if (parts->scene->question)
    {
      parts->truth = vit_story_stage_find_truth (stage, parts->scene, progress, &inner);
      if (inner && !(parts->truth_why = take_reason (parts->scene, inner, notes, error)))
        {
          vit_scene_parts_clear (parts);
          return false;
        }
    }
  vit_progress_leave (progress, whole);
  return true;
}

void
vit_scene_parts_clear (VitSceneParts *parts)
{
  g_clear_pointer (&parts->figure, vit_figure_free);
  g_clear_pointer (&parts->why, g_free);
  g_clear_pointer (&parts->truth, vit_truth_free);
  g_clear_pointer (&parts->truth_why, g_free);
}

typedef struct
{
  int64_t id;
  size_t index;
} Numbered;

static int
compare_numbered (const void *a, const void *b)
{
  const Numbered *x = a, *y = b;
  return (x->id > y->id) - (x->id < y->id);
}

size_t *
vit_truth_new_order (const VitTruth *truth)
{
  g_autofree Numbered *atoms = g_new (Numbered, MAX (truth->n_atoms, 1));
  size_t *order = g_new (size_t, MAX (truth->n_atoms, 1));
  for (size_t i = 0; i < truth->n_atoms; i++)
    atoms[i] = (Numbered){ truth->ids[i], i };
  qsort (atoms, truth->n_atoms, sizeof *atoms, compare_numbered);
  for (size_t i = 0; i < truth->n_atoms; i++)
    order[i] = atoms[i].index;
  return order;
}
