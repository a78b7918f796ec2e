/* A story as a movie: each scene with its text beside the picture; what moves in it moves. From
 * scene to scene slice and camera glide as they do in the window, and the rest fades. */

#include <cairo.h>
#include <math.h>
#include <string.h>

#include "core/base/error.h"
#include "ui/figure/canvas.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/movie.h"
#include "ui/scene/glide.h"
#include "ui/story/story-page.h"
#include "ui/story/story-text.h"

#define WIDTH 1280
#define HEIGHT 720
#define RATE 10.0
#define MARGIN 36.0
#define TEXT_WIDTH 400.0

/* How long one scene fades into the next, s. */
#define FADE 0.4

/* Letters that are read in a second, and least and most seconds of a scene. */
#define LETTERS_PER_SECOND 18.0
#define LEAST_SECONDS 4.0
#define MOST_SECONDS 40.0

/* How slice and camera of a map come from those of the scene before. */
typedef struct
{
  double from, to; /* position of the slice */
  char *camera_from, *camera_to;
  int axis; /* −1: the whole box */
  bool perspective;
} Glide;

/* A scene: @count pictures, of which @n_glide glide and @n_fade fade at its beginning. */
typedef struct
{
  gsize count, n_glide, n_fade;
  Glide glide;
} Part;

typedef struct
{
  VitStoryStage *stage;
  GPtrArray *notes;
  GArray *plan; /* Part */
  guint scene;
  gsize first; /* picture of the scene */
  VitSceneParts parts;
  bool has_parts;
  double shown;       /* what moves, of the figure that is there; NaN: none */
  uint8_t *rgba;      /* of it */
  uint8_t *before;    /* the last picture of the scene before, or NULL */
  uint8_t *mixed;     /* one that fades */
  VitFigure *gliding; /* nullable: in place of that of the scene */
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

/* ---- Glides ---- */

static bool
is_map (const VitStoryScene *scene)
{
  const VitFigureSpec *spec = vit_gallery_find (vit_story_scene_get_figure (scene));
  return spec && spec->view == VIT_VIEW_MAPS;
}

/* Slice and camera as a scene ends; of the study that has its look. */
static Glide
read_end (const VitStoryScene *scene, VitStudy *study)
{
  const VitViewOptions *view = &vit_study_get_options (study)->view;
  bool swept = scene->motion.kind == VIT_MOTION_SWEEP;
  return (Glide){ .from = swept ? scene->motion.to : view->slice_position,
                  .to = view->slice_position,
                  .camera_from = g_strdup (view->camera),
                  .axis = view->whole_box ? -1 : view->slice_axis,
                  .perspective = view->perspective };
}

/* Whether @scene glides from @end, where the one before ended. A picture of a slice has no camera.
 */
static bool
find_glide (const VitStoryScene *scene, const Glide *end, const Glide *now, Glide *glide)
{
  if (scene->transition != VIT_TRANSITION_GLIDE || end->axis != now->axis ||
      end->perspective != now->perspective ||
      (now->axis < 0 ? strcmp (end->camera_from, now->camera_from) == 0 : end->from == now->to))
    return false;
  *glide = *now;
  glide->from = end->from;
  glide->camera_from = g_strdup (end->camera_from);
  glide->camera_to = g_strdup (now->camera_from);
  return true;
}

static void
plan_clear (gpointer data)
{
  Part *part = data;
  g_free (part->glide.camera_from);
  g_free (part->glide.camera_to);
}

static GArray *
plan_parts (VitStoryStage *stage)
{
  GArray *plan = g_array_new (FALSE, TRUE, sizeof (Part));
  VitStudy *study = vit_analyses_get_study (stage->analyses);
  Glide end = { .axis = -2 };
  bool was_map = false;
  g_array_set_clear_func (plan, plan_clear);
  for (guint i = 0; i < stage->story->scenes->len; i++)
    {
      const VitStoryScene *scene = vit_story_get (stage->story, i);
      Part part = { .count = (gsize) lround (RATE * get_seconds (scene)) };
      vit_story_stage_show (stage, scene, NULL);
      Glide now = read_end (scene, study);
      if (was_map && is_map (scene) && find_glide (scene, &end, &now, &part.glide))
        part.n_glide = (gsize) lround (RATE * scene->transition_seconds);
      if (i > 0 && scene->transition == VIT_TRANSITION_GLIDE)
        part.n_fade = (gsize) lround (RATE * FADE);
      part.count += part.n_glide;
      g_array_append_val (plan, part);
      was_map = is_map (scene);
      g_free (end.camera_from);
      end = now;
    }
  g_free (end.camera_from);
  return plan;
}

static const Part *
get_part (const Movie *self)
{
  return &g_array_index (self->plan, Part, self->scene);
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
  VitFigure *figure = self->gliding ? self->gliding : self->parts.figure;
  double left = 2 * MARGIN + TEXT_WIDTH, width = WIDTH - left - MARGIN,
         height = HEIGHT - 2 * MARGIN;
  if (!figure)
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
  double fitting = fmin (height, width / vit_figure_get_shape (figure, width, 15));
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  vit_figure_draw (figure, canvas,
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
  g_free (self->before);
  self->before = g_steal_pointer (&self->rgba);
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

/* The map on its way from the scene before: the picture @frame of it. */
static bool
glide (Movie *self, gsize frame, GError **error)
{
  const Part *part = get_part (self);
  const VitStoryScene *scene = self->parts.scene;
  VitStudy *study = vit_analyses_get_study (self->stage->analyses);
  double way = vit_glide_ease ((double) frame / part->n_glide);
  g_autofree char *camera = vit_glide_camera_text (part->glide.camera_from, part->glide.camera_to,
                                                   part->glide.axis, part->glide.perspective, way);
  g_autoptr (GError) inner = NULL;
  vit_story_stage_show (self->stage, scene, NULL);
  vit_study_set_option_number (study, "view", "slice-position",
                               vit_glide_cyclic (part->glide.from, part->glide.to, way));
  vit_study_set_option (study, "view", "camera", camera, NULL);
  self->gliding = vit_story_stage_remake_figure (self->stage, scene, 0, NULL, &inner);
  if (g_error_matches (inner, VIT_ERROR, VIT_ERROR_CANCELLED))
    {
      g_propagate_error (error, g_steal_pointer (&inner));
      return false;
    }
  g_free (self->rgba);
  self->rgba = draw_picture (self);
  g_clear_pointer (&self->gliding, vit_figure_free);
  return true;
}

/* Mix the picture with the one before; a map that glides is left as it is. */
static const uint8_t *
fade (Movie *self, gsize frame)
{
  const Part *part = get_part (self);
  double way = (double) (frame + 1) / (part->n_fade + 1);
  int end = part->n_glide > 0 ? (int) (1.5 * MARGIN + TEXT_WIDTH) : WIDTH;
  if (!self->mixed)
    self->mixed = g_malloc (4 * WIDTH * HEIGHT);
  memcpy (self->mixed, self->rgba, 4 * WIDTH * HEIGHT);
  for (int y = 0; y < HEIGHT; y++)
    for (int i = 4 * WIDTH * y; i < 4 * (WIDTH * y + end); i++)
      self->mixed[i] = (uint8_t) lround ((1 - way) * self->before[i] + way * self->rgba[i]);
  return self->mixed;
}

static const uint8_t *
get_frame (gsize index, gpointer data, GError **error)
{
  Movie *self = data;
  bool began = index == 0;
  while (index >= self->first + get_part (self)->count)
    {
      self->first += get_part (self)->count;
      self->scene++;
      began = true;
    }
  if (began && !begin_scene (self, error))
    return NULL;
  const Part *part = get_part (self);
  gsize frame = index - self->first;
  bool ok = frame < part->n_glide && self->parts.figure
                ? glide (self, frame, error)
                : update (self, frame - MIN (frame, part->n_glide), error);
  if (!ok)
    return NULL;
  return frame < part->n_fade && self->before ? fade (self, frame) : self->rgba;
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
  g_autoptr (GArray) plan = plan_parts (stage);
  gsize n = 0;
  for (guint i = 0; i < plan->len; i++)
    n += g_array_index (plan, Part, i).count;
  Movie self = { .stage = stage, .notes = notes, .plan = plan };
  VitMovieOptions movie = { .width = WIDTH, .height = HEIGHT, .rate = RATE };
  bool ok = n > 0 && vit_movie_encode (get_frame, &self, n, path, &movie, progress, error);
  if (self.has_parts)
    vit_scene_parts_clear (&self.parts);
  g_free (self.rgba);
  g_free (self.before);
  g_free (self.mixed);
  return ok;
}
