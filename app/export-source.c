#include "app/export-source.h"

#include <string.h>

#include "config.h"
#include "ui/gallery/figure-spec.h"
#include "ui/journal/composer.h"
#include "ui/views/chart-view.h"
#if VIT_HAVE_STORIES
#include "ui/panels/story-player.h"
#include "ui/story/story-notes.h"
#endif

void
vit_export_source_ref (VitExportSource *source)
{
  g_object_ref (source->session);
  for (int i = 0; i < source->n; i++)
    if (source->runs[i])
      g_object_ref (source->runs[i]);
}

void
vit_export_source_unref (VitExportSource *source)
{
  for (int i = 0; i < source->n; i++)
    g_clear_object (&source->runs[i]);
  g_clear_object (&source->session);
}

/* Whether the figure shows some of the runs, as its views do. A card may be no figure. */
static bool
is_paged (const VitExportSource *source, int index)
{
  const VitFigureSpec *spec = vit_gallery_find (source->names[index]);
  return !source->runs[index] && source->n_maps > 0 && spec && spec->paged &&
         vit_session_get_n_shown (source->session) > source->n_maps;
}

char *
vit_export_source_dup_name (const VitExportSource *source)
{
  const char *name = source->name ? source->name : source->names[0];
  guint n = vit_session_get_n_shown (source->session);
  for (int i = 0; i < source->n; i++)
    if (is_paged (source, i))
      return g_strdup_printf ("%s-runs-%u-%u", name, source->first_map + 1,
                              MIN (source->first_map + source->n_maps, n));
  return g_strdup (name);
}

static void
add_page_of_runs (const VitExportSource *source, GPtrArray *runs, VitGalleryRequest *request)
{
  request->first_run = source->first_map;
  request->n_of = vit_session_get_n_shown (source->session);
  for (guint i = source->first_map; i < MIN (source->first_map + source->n_maps, request->n_of);
       i++)
    g_ptr_array_add (runs, vit_session_get_shown (source->session, i));
}

static VitFigure *
make_montage (
    const VitExportSource *source, VitDeriver *deriver, double time, bool dark, GError **error)
{
  VitStudy *study = vit_session_get_study (source->session);
  g_autoptr (VitMontage) montage = vit_study_get_montage (study, source->montage, error);
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  VitGalleryRequest request = { 0 };
  if (!montage)
    return NULL;
  vit_session_fill_request (source->session, &request, runs);
  if (deriver)
    request.deriver = deriver;
  request.time = time;
  request.dark = dark;
  request.developing = source->developing;
  return vit_montage_make (montage, &request, error);
}

#if VIT_HAVE_STORIES
#define PLAYER "vit-story-player"

void
vit_export_source_set_player (VitSession *session, VitStoryPlayer *player)
{
  g_return_if_fail (VIT_IS_SESSION (session));
  g_object_set_data (G_OBJECT (session), PLAYER, player);
}

/* (nullable) */
static const VitStoryScene *
get_scene (const VitExportSource *source, VitStory **story)
{
  VitStoryPlayer *player = g_object_get_data (G_OBJECT (source->session), PLAYER);
  if (player && story)
    *story = vit_story_player_get_story (player);
  return player ? vit_story_player_get_scene (player) : NULL;
}

static void
add_notes (const VitExportSource *source, const char *name, VitFigure *figure)
{
  const VitStoryScene *scene = get_scene (source, NULL);
  if (scene)
    vit_story_scene_add_notes (scene, vit_session_get_study (source->session), name, figure);
}

char *
vit_export_source_dup_command (const VitExportSource *source, int index)
{
  g_return_val_if_fail (source && (source->montage || index < source->n), NULL);
  VitStory *story = NULL;
  const VitStoryScene *scene = source->montage ? NULL : get_scene (source, &story);
  const char *name = source->names[index];
  if (!scene || !story->path || strcmp (vit_story_scene_get_figure (scene), name) != 0)
    return NULL;
  g_autoptr (GArray) notes =
      vit_story_scene_get_notes (scene, vit_session_get_study (source->session), name);
  g_autofree char *path = g_shell_quote (story->path);
  return notes->len == 0 ? NULL
                         : g_strdup_printf ("vitrine-cli story render %s --scene %s -o %s.svg",
                                            path, scene->id, name);
}
#else
static void
add_notes (const VitExportSource *source, const char *name, VitFigure *figure)
{
}

char *
vit_export_source_dup_command (const VitExportSource *source, int index)
{
  return NULL;
}
#endif

VitFigure *
vit_export_source_make_figure (const VitExportSource *source,
                               VitDeriver *deriver,
                               double time,
                               bool playhead,
                               bool dark,
                               GError **error)
{
  VitFigure *children[VIT_EXPORT_MAX_FIGURES];
  int n = 0;
  if (source->montage)
    return make_montage (source, deriver, time, dark, error);
  for (int i = 0; i < source->n; i++)
    {
      g_autoptr (GPtrArray) runs = g_ptr_array_new ();
      g_autoptr (GError) one = NULL;
      VitGalleryRequest request = { 0 };
      if (source->runs[i])
        g_ptr_array_add (runs, source->runs[i]);
      else if (is_paged (source, i))
        add_page_of_runs (source, runs, &request);
      vit_session_fill_request (source->session, &request, runs);
      if (deriver)
        request.deriver = deriver;
      request.time = time;
      request.playhead = playhead;
      request.dark = dark;
      request.box.turn = source->turn;
      request.box.turns = source->turns;
      request.developing = source->developing;
      VitFigure *figure = vit_gallery_make (source->names[i], &request, &one);
      if (figure)
        add_notes (source, source->names[i], figure);
      if (figure)
        children[n++] = figure;
      else if (source->n == 1)
        g_propagate_error (error, g_steal_pointer (&one));
    }
  if (n == 0)
    {
      if (error && !*error)
        g_set_error (error, G_IO_ERROR, G_IO_ERROR_FAILED, "There is nothing to export yet.");
      return NULL;
    }
  return n == 1 ? children[0] : vit_figure_new_page (children, n, 2);
}
