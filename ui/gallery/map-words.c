#include "ui/gallery/map-words.h"

#include <math.h>
#include <string.h>

#include "config.h"
#include "core/base/error.h"
#if VIT_HAVE_SCENE
#include "ui/scene/camera-start.h"
#endif

#if VIT_HAVE_SCENE

/* Whether any run has a load axis. */
static bool
have_load_axis (const VitGalleryRequest *request)
{
  bool any = false;
  for (guint r = 0; r < request->n_runs; r++)
    any = any || vit_box_view_get_load_axis (request->runs[r]) >= 0;
  return any;
}

static void
append_camera (GString *words, const VitGalleryRequest *request)
{
  VitCameraStart start = { 0 };
  bool is_start = vit_camera_start_parse (request->box.camera, &start);
  if (is_start && start.preset != VIT_CAMERA_FRONT)
    {
      g_string_append_printf (words, ", seen %s", vit_camera_presets[start.preset].words);
      if (start.preset == VIT_CAMERA_LOAD && !have_load_axis (request))
        g_string_append (words, ", which is not known");
    }
  /* Of a movie each picture would have another number. */
  double turn = (is_start ? start.turn : 0) + (request->box.turns ? 0 : request->box.turn);
  if (turn != 0)
    g_string_append_printf (words, ", turned by %.4g°", turn);
  if (!request->box.perspective)
    g_string_append (words, ", without perspective");
}

bool
vit_map_check_camera (const VitGalleryRequest *request, GError **error)
{
  VitCameraStart start = { 0 };
  const char *text = request->box.camera;
  if (!vit_camera_text_is_known (text))
    {
      g_autoptr (GString) words = g_string_new (NULL);
      for (int i = 0; i < VIT_N_CAMERA_PRESETS; i++)
        g_string_append_printf (words, "%s%s", i > 0 ? ", " : "", vit_camera_presets[i].word);
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "\"%s\" is no camera: one of %s, and if wanted degrees by which the box is "
                   "turned, or what the window has saved",
                   text, words->str);
      return false;
    }
  if (request->slice.whole && vit_camera_start_parse (text, &start) &&
      start.preset == VIT_CAMERA_LOAD && !have_load_axis (request))
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_INVALID,
                   "the axis of the loading is not known of any run that is shown");
      return false;
    }
  return true;
}

#else

static void
append_camera (GString *words, const VitGalleryRequest *request)
{
}

bool
vit_map_check_camera (const VitGalleryRequest *request, GError **error)
{
  return true;
}

#endif

/* Whether T_ML of any run is there, and so which atoms are liquid-like. */
static bool
have_tml (const VitGalleryRequest *request)
{
  bool any = false;
  for (guint r = 0; r < request->n_runs; r++)
    {
      VitTmlSeries *series = vit_analyses_get_tml (request->analyses, request->runs[r]);
      any = any || (series && vit_tml_series_get_n_ready (series) > 0);
    }
  return any;
}

char *
vit_map_dup_words (const VitGalleryRequest *request, bool flat)
{
  g_return_val_if_fail (request, NULL);
  const VitSlice *s = &request->slice;
  g_autoptr (GString) words = g_string_new (NULL);
  if (s->whole)
    {
      g_string_append (words, "whole box");
      append_camera (words, request);
      if (s->clip != 0)
        g_string_append_printf (words, ", cut away: %c %s %.0f %% of the edge", "xyz"[s->axis],
                                s -> clip > 0 ? "above" : "below", 100 * s->position);
    }
  else if (flat)
    g_string_append (words, "all atoms of the plane");
  else
    g_string_append_printf (words, "slice of %g Å normal to %c at %.0f %% of the edge",
                            s->thickness, "xyz"[s->axis], 100 * s -> position);
  if (request->box.solid_opacity < 1 && have_tml (request))
    g_string_append_printf (words, "; opacity of atoms that are not liquid-like: %g",
                            request->box.solid_opacity);
  return g_string_free (g_steal_pointer (&words), FALSE);
}

void
vit_map_append_arrows (GString *caption, const VitGalleryRequest *request, double interval)
{
  if (!request->box.arrows)
    return;
  g_autofree char *text = vit_box_view_dup_arrows (&request->box, interval);
  if (isnan (interval))
    g_string_append (caption, "; arrows only where the run goes on, over the nearest frames");
  else
    g_string_append_printf (caption, "; %s", text);
}

void
vit_map_append_filter (GString *caption, const VitGalleryRequest *request, const char *head)
{
  if (!vit_filter_is_set (&request->filter))
    return;
  g_autofree char *text =
      vit_filter_dup_text (&request->filter, vit_analyses_get_cutoff (request->analyses, NULL));
  g_autofree char *escaped = g_markup_escape_text (text, -1);
  g_string_append_printf (caption, "; %satoms where %s", head, escaped);
}

void
vit_map_append_marks (GString *caption, const VitGalleryRequest *request)
{
  const VitFollowedAtoms *followed = &request->atoms;
  for (guint k = 0; k < followed->n; k++)
    if (followed->n == 1)
      g_string_append_printf (caption, "; ring: atom %" G_GINT64_FORMAT, followed->ids[0]);
    else
      g_string_append_printf (caption, "%s%u: atom %" G_GINT64_FORMAT, k == 0 ? "; rings " : ", ",
                              k + 1, followed->ids[k]);
  if (followed->n > 1 && !request->slice.whole)
    g_string_append (caption, " (dashed: not in the slice)");
  vit_map_append_set (caption, request);
}

void
vit_map_append_set (GString *caption, const VitGalleryRequest *request)
{
  const VitAtomSet *set = request->set;
  if (!set || set->n == 0)
    return;
  g_autofree char *count = g_strdup_printf ("%zu atom%s", set->n, set->n == 1 ? "" : "s");
  g_autofree char *how =
      set->text && strcmp (set->text, count) != 0 ? g_markup_escape_text (set->text, -1) : NULL;
  g_string_append_printf (caption, "; marked: %s%s%s", count, how ? ", " : "", how ? how : "");
}
