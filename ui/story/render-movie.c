/* A story as a movie: each scene with its text beside the picture; what moves in it moves. */

#include <cairo.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/figure/canvas.h"
#include "ui/gallery/movie.h"
#include "ui/story/story-page.h"
#include "ui/story/story-text.h"

#define WIDTH 1280
#define HEIGHT 720
#define RATE 10.0
#define MARGIN 36.0
#define TEXT_WIDTH 400.0

/* Letters that are read in a second, and least and most seconds of a scene. */
#define LETTERS_PER_SECOND 18.0
#define LEAST_SECONDS 4.0
#define MOST_SECONDS 40.0

typedef struct
{
  VitStoryStage *stage;
  GPtrArray *notes;
  GArray *counts; /* gsize: pictures of each scene */
  guint scene;
  gsize first; /* picture of the scene */
  VitSceneParts parts;
  bool has_parts;
  double shown;  /* what moves, of the figure that is there; NaN: none */
  uint8_t *rgba; /* of it */
} Movie;

/* ---- Time ---- */

static double
get_seconds (const VitStoryScene *scene)
{
  g_autofree char *text = vit_story_text_dup_plain (scene, NULL);
  double reading = (double) g_utf8_strlen (text, -1) / LETTERS_PER_SECOND;
  double seconds = scene->linger > 0 ? scene->linger : CLAMP (reading, LEAST_SECONDS, MOST_SECONDS);
  return scene->motion.kind != VIT_MOTION_NONE ? fmax (seconds, scene->motion.seconds) : seconds;
}

static double
get_moved (const VitSceneMotion *motion, double seconds)
{
  double part = fmin (seconds / motion->seconds, 1);
  return motion->from + (motion->to - motion->from) * part;
}

/* Put what moves where it is, in a look of its own. */
static void
move_scene (Movie *self, const VitStoryScene *scene, double moved)
{
  VitStudy *study = vit_analyses_get_study (self->stage->analyses);
  if (scene->motion.kind == VIT_MOTION_PLAY)
    vit_study_set_option_number (study, "view", "time", moved);
  else if (scene->motion.kind == VIT_MOTION_SWEEP)
    vit_study_set_option_number (study, "view", "slice-position", moved);
}

/* ---- Pictures ---- */

static void
draw_text (cairo_t *cr, Movie *self, double bottom)
{
  VitTypesetter set;
  g_autoptr (GPtrArray) blocks = vit_story_text_parse (self->parts.scene, NULL, false);
  vit_typesetter_init (&set, cr, self->stage->story);
  set.x = MARGIN;
  set.width = TEXT_WIDTH;
  /* A long text is set smaller. */
  for (set.size = 19; set.size > 10; set.size -= 1)
    {
      set.y = MARGIN;
      vit_typesetter_set_plain (&set, self->parts.scene->header, 1.35, true);
      vit_typesetter_set_blocks (&set, blocks, 0, INFINITY, true);
      if (self->parts.scene->question)
        vit_typesetter_set_question (&set, &self->parts);
      if (set.y <= bottom)
        break;
    }
  set.y = MARGIN;
  set.draws = true;
  vit_typesetter_set_plain (&set, self->parts.scene->header, 1.35, true);
  vit_typesetter_set_blocks (&set, blocks, 0, bottom, true);
  if (self->parts.scene->question)
    vit_typesetter_set_question (&set, &self->parts);
  vit_typesetter_clear (&set);
}

static void
draw_progress (cairo_t *cr, Movie *self)
{
  double part = (double) (self->scene + 1) / self->stage->story->scenes->len;
  cairo_set_source_rgb (cr, 0.75, 0.75, 0.75);
  cairo_rectangle (cr, 0, HEIGHT - 4, WIDTH, 4);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 0.2, 0.35, 0.6);
  cairo_rectangle (cr, 0, HEIGHT - 4, WIDTH * part, 4);
  cairo_fill (cr);
}

static void
draw_figure (cairo_t *cr, Movie *self)
{
  double left = 2 * MARGIN + TEXT_WIDTH, width = WIDTH - left - MARGIN,
         height = HEIGHT - 2 * MARGIN;
  if (!self->parts.figure)
    {
      VitTypesetter set;
      vit_typesetter_init (&set, cr, self->stage->story);
      set.x = left;
      set.width = width;
      set.y = MARGIN;
      set.size = 15;
      set.draws = true;
      cairo_set_source_rgb (cr, 0.35, 0.35, 0.35);
      vit_typesetter_set_plain (&set, self->parts.why, 1, false);
      vit_typesetter_clear (&set);
      return;
    }
  double fitting = fmin (height, width / vit_figure_get_shape (self->parts.figure, width, 15));
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  vit_figure_draw (self->parts.figure, canvas,
                   (VitRect){ left, MARGIN + (height - fitting) / 2, width, fitting }, 15, 1,
                   vit_theme_get_paper (), NULL);
}

static uint8_t *
draw_picture (Movie *self)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_RGB24, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  cairo_set_source_rgb (cr, 1, 1, 1);
  cairo_paint (cr);
  draw_figure (cr, self);
  cairo_set_source_rgb (cr, 0, 0, 0);
  draw_text (cr, self, HEIGHT - MARGIN);
  draw_progress (cr, self);
  cairo_destroy (cr);
  uint8_t *rgba = vit_surface_dup_rgba (surface);
  cairo_surface_destroy (surface);
  return rgba;
}

/* ---- Frames ---- */

static bool
begin_scene (Movie *self, GError **error)
{
  if (self->has_parts)
    vit_scene_parts_clear (&self->parts);
  self->has_parts =
      vit_scene_parts_make (&self->parts, self->stage, self->scene, self->notes, NULL, error);
  self->shown = NAN;
  g_clear_pointer (&self->rgba, g_free);
  return self->has_parts;
}

/* Make the figure again where something in it has moved. */
static bool
update (Movie *self, gsize frame, GError **error)
{
  const VitStoryScene *scene = self->parts.scene;
  const VitSceneMotion *motion = &scene->motion;
  double moved = motion->kind == VIT_MOTION_NONE ? 0 : get_moved (motion, (double) frame / RATE);
  if (moved == self->shown && self->rgba)
    return true;
  self->shown = moved;
  if (motion->kind != VIT_MOTION_NONE)
    {
      g_autoptr (GError) inner = NULL;
      vit_story_stage_show (self->stage, scene, NULL);
      move_scene (self, scene, moved);
      VitFigure *figure = vit_story_stage_remake_figure (
          self->stage, scene, motion->kind == VIT_MOTION_TURN ? moved : 0, NULL, &inner);
      if (g_error_matches (inner, VIT_ERROR, VIT_ERROR_CANCELLED))
        {
          g_propagate_error (error, g_steal_pointer (&inner));
          return false;
        }
      if (figure)
        {
          g_clear_pointer (&self->parts.figure, vit_figure_free);
          self->parts.figure = figure;
        }
    }
  g_free (self->rgba);
  self->rgba = draw_picture (self);
  return true;
}

static const uint8_t *
get_frame (gsize index, gpointer data, GError **error)
{
  Movie *self = data;
  bool began = index == 0;
  while (index >= self->first + g_array_index (self->counts, gsize, self->scene))
    {
      self->first += g_array_index (self->counts, gsize, self->scene++);
      began = true;
    }
  if (began && !begin_scene (self, error))
    return NULL;
  return update (self, index - self->first, error) ? self->rgba : NULL;
}

bool
vit_story_render_movie (
    VitStoryStage *stage, const char *path, GPtrArray *notes, VitProgress *progress, GError **error)
{
  if (!vit_movie_can_encode ())
    {
      g_set_error (error, VIT_ERROR, VIT_ERROR_UNSUPPORTED,
                   "%s: ffmpeg is not installed, which makes movies", path);
      return false;
    }
  g_autoptr (GArray) counts = g_array_new (FALSE, FALSE, sizeof (gsize));
  gsize n = 0;
  for (guint i = 0; i < stage->story->scenes->len; i++)
    {
      gsize count = (gsize) lround (RATE * get_seconds (vit_story_get (stage->story, i)));
      g_array_append_val (counts, count);
      n += count;
    }
  Movie self = { .stage = stage, .notes = notes, .counts = counts };
  VitMovieOptions movie = { .width = WIDTH, .height = HEIGHT, .rate = RATE };
  bool ok = n > 0 && vit_movie_encode (get_frame, &self, n, path, &movie, progress, error);
  if (self.has_parts)
    vit_scene_parts_clear (&self.parts);
  g_free (self.rgba);
  return ok;
}
