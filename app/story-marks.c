#include "app/story-marks.h"

#include <math.h>
#include <string.h>

#include "ui/style/theme.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"
#include "ui/views/view-frame.h"

/* How often it is looked whether anything has moved, ms. */
#define LOOK 120

/* Size of words, px at the usual size of text. */
#define FONT 12.0

/* An outline pulses for so long, µs. */
#define PULSE (3 * G_USEC_PER_SEC)

struct _VitStoryMarks
{
  GtkOverlay *overlay; /* which owns all of it */
  GtkWidget *area, *black;
  VitStoryPlayer *player; /* nullable */
  guint looking;          /* source, or 0 */
  guint pulsing;          /* tick callback, or 0 */
  gint64 began;           /* of the pulse, µs */
  guint64 seen;           /* sum of the places that were drawn */
  gboolean laser;
  double x, y;        /* of the pointer */
  GtkWidget *outside; /* weak: that the scene points at in the head of the window, or NULL */
  GArray *drawn;      /* VitDrawnNote, of the last drawing */
  void (*draw_more) (cairo_t *cr, void *data); /* nullable */
  void *more;
};

/* ---- Finding ---- */

static GtkWidget *
find_named (GtkWidget *widget, const char *name)
{
  if (strcmp (gtk_widget_get_name (widget), name) == 0 && gtk_widget_get_mapped (widget))
    return widget;
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_named (child, name);
      if (found)
        return found;
    }
  return NULL;
}

VitRun *
vit_story_marks_get_run (GtkWidget *view)
{
  return VIT_IS_SLICE_VIEW (view)   ? vit_slice_view_get_run (VIT_SLICE_VIEW (view))
         : VIT_IS_CHART_VIEW (view) ? vit_chart_view_get_run (VIT_CHART_VIEW (view))
                                    : NULL;
}

/* The card with the figure @name. */
static GtkWidget *
find_frame (GtkWidget *widget, const char *name, const char *label)
{
  if (VIT_IS_VIEW_FRAME (widget) && gtk_widget_get_mapped (widget) &&
      strcmp (gtk_widget_get_name (widget), name) == 0)
    {
      GtkWidget *view = vit_view_frame_get_view (VIT_VIEW_FRAME (widget));
      VitRun *run = vit_story_marks_get_run (view);
      if (!label || !run || strcmp (vit_run_get_label (run), label) == 0)
        return widget;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = find_frame (child, name, label);
      if (found)
        return found;
    }
  return NULL;
}

/* What a scene points at, if it is in sight. */
static GtkWidget *
find_pointed (GtkWidget *root, const VitHighlight *highlight)
{
  GtkWidget *frame = root && highlight->widget && highlight->run
                         ? find_frame (root, highlight->widget, highlight->run)
                         : NULL;
  return frame ? frame : root && highlight->widget ? find_named (root, highlight->widget) : NULL;
}

/* Of @face of a map or data of a plot, in the coordinates of the marks. */
static bool
find_place (VitStoryMarks *self, GtkWidget *view, const double at[2], double place[2])
{
  graphene_point_t point;
  double x, y;
  bool found =
      VIT_IS_SLICE_VIEW (view)
          ? vit_slice_view_place (VIT_SLICE_VIEW (view), at, &x, &y)
          : VIT_IS_CHART_VIEW (view) && vit_chart_view_place (VIT_CHART_VIEW (view), at, &x, &y);
  if (!found || !gtk_widget_compute_point (view, self->area,
                                           &GRAPHENE_POINT_INIT ((float) x, (float) y), &point))
    return false;
  place[0] = (double) point.x;
  place[1] = (double) point.y;
  return true;
}

GtkWidget *
vit_story_marks_find_view (VitStoryMarks *self, const char *figure, const char *label)
{
  g_return_val_if_fail (self && figure, NULL);
  GtkWidget *frame = find_frame (GTK_WIDGET (gtk_widget_get_root (self->area)), figure, label);
  return frame ? vit_view_frame_get_view (VIT_VIEW_FRAME (frame)) : NULL;
}

/* ---- Drawing ---- */

static void
round_rectangle (cairo_t *cr, double x, double y, double width, double height, double r)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - r, y + r, r, -G_PI / 2, 0);
  cairo_arc (cr, x + width - r, y + height - r, r, 0, G_PI / 2);
  cairo_arc (cr, x + r, y + height - r, r, G_PI / 2, G_PI);
  cairo_arc (cr, x + r, y + r, r, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

static void
draw_outline (VitStoryMarks *self, cairo_t *cr, double x, double y, double width, double height)
{
  double since = self->pulsing ? (double) (g_get_monotonic_time () - self->began) * 1e-6 : 0;
  double wide = 3 + 2 * (1 - cos (2 * G_PI * since)) / 2;
  VitRgba colour = vit_note_colour (vit_theme_get_current ()->dark);
  cairo_set_source_rgb (cr, colour.red, colour.green, colour.blue);
  cairo_set_line_width (cr, wide);
  round_rectangle (cr, x + 2, y + 2, MAX (width - 4, 8), MAX (height - 4, 8), 6);
  cairo_stroke (cr);
}

/* What can be seen of a widget: not what is scrolled away. */
static bool
compute_seen (VitStoryMarks *self, GtkWidget *widget, graphene_rect_t *bounds)
{
  graphene_rect_t window;
  GtkWidget *scroller = gtk_widget_get_ancestor (widget, GTK_TYPE_SCROLLED_WINDOW);
  return gtk_widget_compute_bounds (widget, self->area, bounds) &&
         (!scroller || (gtk_widget_compute_bounds (scroller, self->area, &window) &&
                        graphene_rect_intersection (bounds, &window, bounds)));
}

static void
draw_highlight (VitStoryMarks *self, cairo_t *cr, const VitStoryScene *scene)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (self->area)),
            *widget = find_pointed (root, &scene->highlight);
  graphene_rect_t bounds;
  if (widget && gtk_widget_is_ancestor (widget, GTK_WIDGET (self->overlay)) &&
      compute_seen (self, widget, &bounds))
    draw_outline (self, cr, (double) bounds.origin.x, (double) bounds.origin.y,
                  (double) bounds.size.width, (double) bounds.size.height);
}

/* Notes are drawn as in exported figures. */
static void
draw_note (VitStoryMarks *self, VitCanvas *canvas, const VitStoryScene *scene, int number)
{
  VitStudy *study = vit_session_get_study (vit_story_player_get_session (self->player));
  VitNote note;
  const char *figure = vit_story_scene_get_note (scene, study, number, &note);
  const char *label = figure && note.owner ? vit_run_get_label ((VitRun *) note.owner) : NULL;
  GtkWidget *view = figure ? vit_story_marks_find_view (self, figure, label) : NULL;
  VitDrawnNote drawn = { .number = number, .kind = note.kind, .view = view };
  double from[2] = { 0, 0 }, to[2];
  bool pointed = note.kind != VIT_NOTE_WORDS;
  if (!view || !find_place (self, view, note.to, to) ||
      (pointed && !find_place (self, view, note.from, from)))
    return;
  graphene_rect_t seen;
  if (!compute_seen (self, view, &seen))
    return;
  /* What leads out of the view does not lie over others. */
  VitRect bounds = { (double) seen.origin.x, (double) seen.origin.y, (double) seen.size.width,
                     (double) seen.size.height };
  vit_canvas_push_clip (canvas, bounds);
  drawn.from = (VitPoint){ from[0], from[1] };
  drawn.to = (VitPoint){ to[0], to[1] };
  drawn.words = vit_note_draw (&note, canvas, drawn.from, drawn.to, bounds,
                               FONT * vit_theme_get_text_scale (), vit_theme_get_current ());
  vit_canvas_pop_clip (canvas);
  g_array_append_val (self->drawn, drawn);
}

static void
draw_notes (VitStoryMarks *self, cairo_t *cr, const VitStoryScene *scene)
{
  g_autoptr (VitCanvas) canvas = vit_canvas_new_cairo (cr, NULL);
  for (int i = VIT_STORY_REGION; i < (int) scene->annotations->len; i++)
    draw_note (self, canvas, scene, i);
}

/* A cross that can be seen on any colour; the truth has rings. */
static void
draw_cross (cairo_t *cr, const double at[2])
{
  const VitTheme *theme = vit_theme_get_current ();
  double arm = 7 * vit_theme_get_text_scale ();
  for (int line = 0; line < 2; line++)
    {
      const VitRgba *colour = line == 0 ? &theme->background : &theme->foreground;
      cairo_set_source_rgb (cr, colour->red, colour->green, colour->blue);
      cairo_set_line_width (cr, line == 0 ? 7 : 3);
      cairo_move_to (cr, at[0] - arm, at[1] - arm);
      cairo_line_to (cr, at[0] + arm, at[1] + arm);
      cairo_move_to (cr, at[0] - arm, at[1] + arm);
      cairo_line_to (cr, at[0] + arm, at[1] - arm);
      cairo_stroke (cr);
    }
}

/* Crosses on the atoms that were clicked, once the truth is marked on the map. */
static void
draw_clicks (VitStoryMarks *self, cairo_t *cr, const VitStoryScene *scene)
{
  const VitStoryAnswers *answers = vit_story_player_get_answers (self->player);
  const VitTruth *truth = answers ? vit_story_player_get_truth (self->player, NULL) : NULL;
  const VitStoryAnswer *last = answers ? vit_story_answers_get_last (answers) : NULL;
  if (!truth || !last || truth->kind != VIT_QUESTION_WHERE ||
      vit_story_answers_get_state (answers) != VIT_ANSWERS_REVEALED)
    return;
  const VitStoryValue *value = scene->question->value;
  GtkWidget *view = vit_story_marks_find_view (self, "slice", value ? value->run : NULL);
  for (size_t k = 0; view && k < last->n_ids; k++)
    for (size_t i = 0; i < truth->n_atoms; i++)
      {
        double place[2];
        if (truth->ids[i] != last->ids[k] || !find_place (self, view, truth->places[i], place))
          continue;
        draw_cross (cr, place);
      }
}

static void
draw (GtkDrawingArea *area, cairo_t *cr, int width, int height, gpointer data)
{
  VitStoryMarks *self = data;
  const VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  g_array_set_size (self->drawn, 0);
  if (scene)
    {
      draw_highlight (self, cr, scene);
      draw_notes (self, cr, scene);
      draw_clicks (self, cr, scene);
    }
  if (self->draw_more)
    self->draw_more (cr, self->more);
  if (!self->laser)
    return;
  cairo_set_source_rgba (cr, 1, 0.1, 0.1, 0.35);
  cairo_arc (cr, self->x, self->y, 15, 0, 2 * G_PI);
  cairo_fill (cr);
  cairo_set_source_rgb (cr, 1, 0.1, 0.1);
  cairo_arc (cr, self->x, self->y, 7, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* ---- What moves under the marks ---- */

static void
add_place (guint64 *sum, double value)
{
  *sum = *sum * 1000003u + (guint64) (gint64) lround (value * 4);
}

/* A sum of all places, which tells whether they have moved. */
static guint64
sum_places (VitStoryMarks *self)
{
  const VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (self->area));
  guint64 sum = 1;
  graphene_rect_t bounds;
  GtkWidget *widget = scene ? find_pointed (root, &scene->highlight) : NULL;
  if (widget && gtk_widget_compute_bounds (widget, self->area, &bounds))
    {
      add_place (&sum, (double) (bounds.origin.x + 3 * bounds.size.width));
      add_place (&sum, (double) (bounds.origin.y + 3 * bounds.size.height));
    }
  const char *figure = scene ? vit_story_scene_get_figure (scene) : NULL;
  widget = figure && root ? vit_story_marks_find_view (self, figure, NULL) : NULL;
  for (int i = 0; widget && i < 2; i++)
    {
      double place[2], at[2] = { 0.25 + 0.5 * i, 0.25 + 0.5 * i };
      if (find_place (self, widget, at, place))
        {
          add_place (&sum, place[0]);
          add_place (&sum, place[1]);
        }
      add_place (&sum, gtk_widget_get_width (widget));
    }
  return sum;
}

static gboolean
look (gpointer data)
{
  VitStoryMarks *self = data;
  guint64 now = sum_places (self);
  if (now != self->seen)
    gtk_widget_queue_draw (self->area);
  self->seen = now;
  return G_SOURCE_CONTINUE;
}

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitStoryMarks *self = data;
  gtk_widget_queue_draw (self->area);
  if (g_get_monotonic_time () - self->began < PULSE)
    return G_SOURCE_CONTINUE;
  self->pulsing = 0;
  return G_SOURCE_REMOVE;
}

/* What stands in the head of the window, which no overlay covers, has an outline of its own. */
static void
point_outside (VitStoryMarks *self, const VitStoryScene *scene)
{
  GtkWidget *root = GTK_WIDGET (gtk_widget_get_root (self->area));
  GtkWidget *widget = scene ? find_pointed (root, &scene->highlight) : NULL;
  if (self->outside)
    gtk_widget_remove_css_class (self->outside, "pointed-at");
  if (widget && gtk_widget_is_ancestor (widget, GTK_WIDGET (self->overlay)))
    widget = NULL;
  g_set_weak_pointer (&self->outside, widget);
  if (widget)
    gtk_widget_add_css_class (widget, "pointed-at");
}

static bool
has_marks (const VitStoryScene *scene)
{
  return scene &&
         (scene->highlight.widget || scene->highlight.has_region || scene->annotations->len > 0 ||
          (scene->question && scene->question->kind == VIT_QUESTION_WHERE));
}

static void
stop (VitStoryMarks *self)
{
  g_clear_handle_id (&self->looking, g_source_remove);
  if (self->pulsing)
    gtk_widget_remove_tick_callback (self->area, self->pulsing);
  self->pulsing = 0;
}

static void
show_area (VitStoryMarks *self)
{
  const VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  gtk_widget_set_visible (self->area, self->laser || self->draw_more || has_marks (scene));
}

static void
on_scene_changed (VitStoryMarks *self)
{
  const VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  gboolean animated = FALSE;
  stop (self);
  point_outside (self, scene);
  show_area (self);
  gtk_widget_queue_draw (self->area);
  if (!has_marks (scene))
    return;
  self->seen = 0;
  self->looking = g_timeout_add (LOOK, look, self);
  g_object_get (gtk_widget_get_settings (self->area), "gtk-enable-animations", &animated, NULL);
  if (animated && (scene->highlight.widget || scene->highlight.has_region))
    {
      self->began = g_get_monotonic_time ();
      self->pulsing = gtk_widget_add_tick_callback (self->area, on_tick, self, NULL);
    }
}

static void
redraw (VitStoryMarks *self)
{
  gtk_widget_queue_draw (self->area);
}

/* ---- Public ---- */

void
vit_story_marks_set_player (VitStoryMarks *self, VitStoryPlayer *player)
{
  g_return_if_fail (self);
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_set_object (&self->player, player);
  if (player)
    {
      g_signal_connect_swapped (player, "scene-changed", G_CALLBACK (on_scene_changed), self);
      g_signal_connect_swapped (player, "notes-changed", G_CALLBACK (on_scene_changed), self);
      g_signal_connect_swapped (player, "question-changed", G_CALLBACK (redraw), self);
    }
  on_scene_changed (self);
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, VitStoryMarks *self)
{
  self->x = x;
  self->y = y;
  if (self->laser)
    gtk_widget_queue_draw (self->area);
}

void
vit_story_marks_set_laser (VitStoryMarks *self, gboolean on)
{
  g_return_if_fail (self);
  if (self->laser == on)
    return;
  self->laser = on;
  show_area (self);
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->overlay), on ? "none" : NULL);
  gtk_widget_queue_draw (self->area);
}

const VitDrawnNote *
vit_story_marks_get_drawn (VitStoryMarks *self, guint *n)
{
  g_return_val_if_fail (self && n, NULL);
  *n = self->drawn->len;
  return (const VitDrawnNote *) (void *) self->drawn->data;
}

GtkWidget *
vit_story_marks_get_area (VitStoryMarks *self)
{
  g_return_val_if_fail (self, NULL);
  return self->area;
}

void
vit_story_marks_set_more (VitStoryMarks *self, void (*more) (cairo_t *, void *), void *data)
{
  g_return_if_fail (self);
  self->draw_more = more;
  self->more = data;
  show_area (self);
  gtk_widget_queue_draw (self->area);
}

void
vit_story_marks_set_black (VitStoryMarks *self, gboolean black)
{
  g_return_if_fail (self);
  gtk_widget_set_visible (self->black, black);
}

gboolean
vit_story_marks_get_black (VitStoryMarks *self)
{
  return gtk_widget_get_visible (self->black);
}

static void
marks_free (gpointer data)
{
  VitStoryMarks *self = data;
  g_clear_handle_id (&self->looking, g_source_remove);
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_object (&self->player);
  g_clear_weak_pointer (&self->outside);
  g_array_unref (self->drawn);
  g_free (self);
}

VitStoryMarks *
vit_story_marks_new (GtkOverlay *overlay)
{
  VitStoryMarks *self = g_new0 (VitStoryMarks, 1);
  self->overlay = overlay;
  self->drawn = g_array_new (FALSE, FALSE, sizeof (VitDrawnNote));
  self->area = gtk_drawing_area_new ();
  gtk_widget_set_can_target (self->area, FALSE);
  gtk_drawing_area_set_draw_func (GTK_DRAWING_AREA (self->area), draw, self, NULL);
  gtk_overlay_add_overlay (overlay, self->area);
  self->black = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  gtk_widget_add_css_class (self->black, "black-screen");
  gtk_widget_set_visible (self->black, FALSE);
  gtk_overlay_add_overlay (overlay, self->black);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (GTK_WIDGET (overlay), motion);
  g_object_set_data_full (G_OBJECT (overlay), "story-marks", self, marks_free);
  return self;
}
