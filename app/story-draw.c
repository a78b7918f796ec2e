#include "app/story-draw-private.h"

#include <math.h>
#include <string.h>

#include "app/page.h"

/* A drag shorter than this is a click, px. */
#define CLICK 6.0

/* ---- The pointer ---- */

static bool
find_point (VitStoryDraw *self, double x, double y, VitPoint *point)
{
  graphene_point_t at;
  if (!gtk_widget_compute_point (GTK_WIDGET (self->desk->window),
                                 vit_story_marks_get_area (self->desk->marks),
                                 &GRAPHENE_POINT_INIT ((float) x, (float) y), &at))
    return false;
  *point = (VitPoint){ (double) at.x, (double) at.y };
  return true;
}

static GtkWidget *
pick (VitStoryDraw *self, double x, double y)
{
  return gtk_widget_pick (GTK_WIDGET (self->desk->window), x, y, GTK_PICK_DEFAULT);
}

/* The map or plot on which the tool makes a note at that place; says why there is none. */
static GtkWidget *
find_target (VitStoryDraw *self, double x, double y, const char **figure, char **run)
{
  VitPoint point;
  double at[2];
  bool inside = false;
  GtkWidget *widget = pick (self, x, y),
            *view = vit_story_draw_find_target (self, widget, figure, run);
  bool region = self->tool == VIT_STORY_POINT;
  if (!view || (region && strcmp (*figure, "slice") != 0))
    return NULL;
  if (find_point (self, x, y, &point) && gtk_widget_is_ancestor (widget, view) &&
      vit_story_draw_locate (self, view, point, at, &inside) && inside)
    return view;
  return NULL;
}

/* A note under the pointer is selected; of a tool the drag is waited for. */
static void
on_drag_begin (GtkGestureDrag *gesture, double x, double y, VitStoryDraw *self)
{
  VitPoint point;
  VitNotePart part;
  self->dragging = self->made = false;
  if (!vit_story_draw_get_scene (self) || !find_point (self, x, y, &point))
    {
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
      return;
    }
  GtkWidget *widget = pick (self, x, y);
  bool on_page = widget && gtk_widget_get_ancestor (widget, VIT_TYPE_PAGE);
  const VitDrawnNote *note = self->tool == VIT_STORY_NO_TOOL && on_page
                                 ? vit_story_draw_find_note (self, point, &part)
                                 : NULL;
  bool takes = note || self->tool == VIT_STORY_POINT || (self->tool && on_page);
  gtk_gesture_set_state (GTK_GESTURE (gesture),
                         takes ? GTK_EVENT_SEQUENCE_CLAIMED : GTK_EVENT_SEQUENCE_DENIED);
  if (note)
    {
      self->was_selected = note->number == self->selected;
      vit_story_draw_select (self, note->number, part);
      vit_story_desk_end_step (self->desk);
      self->dragging = vit_story_draw_hold (self);
    }
  else if (self->tool == VIT_STORY_NO_TOOL && widget && widget != self->words &&
           !gtk_widget_is_ancestor (widget, self->words))
    vit_story_draw_select (self, VIT_STORY_NO_NOTE, VIT_NOTE_WHOLE);
}

/* Begin a note with the first piece of the drag. */
static void
begin_note (VitStoryDraw *self, double x, double y, double dx, double dy)
{
  const char *figure;
  g_autofree char *run = NULL;
  VitPoint point;
  GtkWidget *view = find_target (self, x, y, &figure, &run);
  if (!view || !find_point (self, x, y, &point))
    return;
  const VitPoint ends[2] = { point, { point.x + dx, point.y + dy } };
  vit_story_desk_end_step (self->desk);
  self->made = vit_story_draw_make (self, view, figure, run, ends);
  if (!self->made)
    return;
  self->part = VIT_NOTE_TO;
  self->start =
      (VitDrawnNote){ .number = self->selected,
                      .kind = self->tool == VIT_STORY_POINT ? VIT_NOTE_OUTLINE : VIT_NOTE_ARROW,
                      .view = view,
                      .from = point,
                      .to = point };
  vit_story_draw_locate (self, view, point, self->start_from, NULL);
  memcpy (self->start_to, self->start_from, sizeof self->start_to);
  self->dragging = true;
}

static void
on_drag_update (GtkGestureDrag *gesture, double dx, double dy, VitStoryDraw *self)
{
  double x, y;
  if (hypot (dx, dy) < CLICK || !vit_story_draw_get_scene (self) ||
      !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (!self->dragging && (self->tool == VIT_STORY_ARROW || self->tool == VIT_STORY_POINT))
    begin_note (self, x, y, dx, dy);
  if (self->dragging)
    vit_story_draw_move (self, dx, dy);
}

static void
click_with_tool (VitStoryDraw *self, double x, double y)
{
  const char *figure;
  g_autofree char *run = NULL;
  GtkWidget *widget = pick (self, x, y);
  GtkWidget *named = self->tool == VIT_STORY_POINT ? vit_story_draw_find_named (widget) : NULL;
  GtkWidget *view = self->tool == VIT_STORY_WORDS ? find_target (self, x, y, &figure, &run) : NULL;
  VitPoint point;
  if (named)
    {
      vit_story_draw_find_target (self, named, &figure, &run);
      vit_story_draw_choose (self, named, run);
    }
  else if (view && find_point (self, x, y, &point))
    {
      vit_story_desk_end_step (self->desk);
      if (vit_story_draw_make (self, view, figure, run, (VitPoint[]){ point, point }))
        {
          vit_story_draw_end_tool (self);
          vit_story_draw_commit (self);
          vit_story_draw_ask_words (self, &point);
        }
    }
  else
    vit_window_show_note (self->desk->window,
                          self->tool == VIT_STORY_POINT
                              ? "A scene cannot point at that"
                              : "Arrows and words stand on a map, or within the axes of the first "
                                "plot of a figure");
}

static void
on_drag_end (GtkGestureDrag *gesture, double dx, double dy, VitStoryDraw *self)
{
  double x, y;
  bool moved = hypot (dx, dy) >= CLICK, dragging = self->dragging, made = self->made;
  self->dragging = self->made = false;
  if (!vit_story_draw_get_scene (self) || !gtk_gesture_drag_get_start_point (gesture, &x, &y))
    return;
  if (dragging && (moved || made))
    {
      self->part = VIT_NOTE_WHOLE;
      vit_story_draw_end_tool (self);
      vit_story_draw_commit (self);
      if (made)
        vit_story_draw_ask_words (self, &self->start.from);
    }
  else if (dragging && self->was_selected)
    vit_story_draw_ask_words (self, NULL);
  else if (self->tool)
    click_with_tool (self, self->tool == VIT_STORY_WORDS ? x + dx : x,
                     self->tool == VIT_STORY_WORDS ? y + dy : y);
}

static void
on_drag_cancel (GtkGesture *gesture, GdkEventSequence *sequence, VitStoryDraw *self)
{
  if (self->made)
    vit_story_draw_delete (self);
  self->dragging = self->made = false;
}

static void
on_motion (GtkEventControllerMotion *motion, double x, double y, VitStoryDraw *self)
{
  VitPoint point;
  VitNotePart part;
  const char *cursor = NULL;
  /* The pointer is told again where it is when something comes or goes under it. */
  bool moved = x != self->x || y != self->y;
  self->x = x;
  self->y = y;
  if (!moved || !vit_story_draw_get_scene (self) || self->dragging)
    return;
  if (self->tool)
    cursor = "crosshair";
  else if (find_point (self, x, y, &point) && vit_story_draw_find_note (self, point, &part))
    cursor = part == VIT_NOTE_WHOLE ? "move" : "crosshair";
  gtk_widget_set_cursor_from_name (GTK_WIDGET (self->desk->window), cursor);
  GtkWidget *pointed =
      self->tool == VIT_STORY_POINT ? vit_story_draw_find_named (pick (self, x, y)) : NULL;
  if (pointed == self->pointed)
    return;
  g_set_weak_pointer (&self->pointed, pointed);
  vit_story_draw_follow (self);
}

/* ---- The desk ---- */

void
vit_story_draw_stop (VitStoryDraw *self)
{
  self->dragging = self->made = false;
  if (self->tool)
    vit_story_draw_end_tool (self);
  vit_story_draw_select (self, VIT_STORY_NO_NOTE, VIT_NOTE_WHOLE);
}

static void
on_scene_changed (VitStoryDraw *self)
{
  if (self->selected == VIT_STORY_NO_NOTE || self->scene == vit_story_draw_get_scene (self))
    return;
  self->fresh = VIT_STORY_NO_NOTE;
  vit_story_draw_select (self, VIT_STORY_NO_NOTE, VIT_NOTE_WHOLE);
}

/* Scenes that were made anew may have the addresses of others. */
static void
on_replaced (VitStoryDraw *self)
{
  vit_story_draw_select (self, VIT_STORY_NO_NOTE, VIT_NOTE_WHOLE);
}

static void
watch (VitStoryDraw *self)
{
  if (self->player == self->desk->player)
    return;
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_set_weak_pointer (&self->player, self->desk->player);
  g_signal_connect_swapped (self->player, "scene-changed", G_CALLBACK (on_scene_changed), self);
  g_signal_connect_swapped (self->player, "replaced", G_CALLBACK (on_replaced), self);
}

void
vit_story_draw_begin (VitStoryDraw *self, VitStoryTool tool)
{
  g_return_if_fail (self);
  vit_story_panel_set_editing (self->desk->panel, TRUE);
  if (!vit_story_draw_get_scene (self))
    return;
  watch (self);
  vit_story_draw_select (self, VIT_STORY_NO_NOTE, VIT_NOTE_WHOLE);
  self->tool = tool;
  g_clear_weak_pointer (&self->pointed);
  vit_story_draw_follow (self);
}

void
vit_story_draw_select_next (VitStoryDraw *self)
{
  g_return_if_fail (self);
  guint n;
  vit_story_panel_set_editing (self->desk->panel, TRUE);
  if (!vit_story_draw_get_scene (self))
    return;
  watch (self);
  const VitDrawnNote *notes = vit_story_marks_get_drawn (self->desk->marks, &n);
  guint next = 0;
  for (guint i = 0; i < n; i++)
    if (notes[i].number == self->selected)
      next = (i + 1) % n;
  if (n > 0)
    vit_story_draw_select (self, notes[next].number, VIT_NOTE_WHOLE);
  else
    vit_window_show_note (self->desk->window, "No arrow, words or region of the scene is in sight");
}

static GtkWidget *
add_label (GtkOverlay *overlay)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_justify (GTK_LABEL (label), GTK_JUSTIFY_CENTER);
  gtk_widget_add_css_class (label, "draw-hint");
  gtk_widget_set_halign (label, GTK_ALIGN_CENTER);
  gtk_widget_set_valign (label, GTK_ALIGN_START);
  gtk_widget_set_can_target (label, FALSE);
  gtk_widget_set_visible (label, FALSE);
  gtk_overlay_add_overlay (overlay, label);
  return label;
}

VitStoryDraw *
vit_story_draw_new (VitStoryDesk *desk)
{
  g_return_val_if_fail (desk && desk->marks, NULL);
  VitStoryDraw *self = g_new0 (VitStoryDraw, 1);
  GtkWidget *window = GTK_WIDGET (desk->window);
  self->desk = desk;
  self->selected = self->fresh = VIT_STORY_NO_NOTE;
  self->hint = add_label (desk->window->overlay);
  vit_story_draw_add_words (self);
  self->drag = GTK_EVENT_CONTROLLER (gtk_gesture_drag_new ());
  gtk_event_controller_set_propagation_phase (self->drag, GTK_PHASE_CAPTURE);
  g_signal_connect (self->drag, "drag-begin", G_CALLBACK (on_drag_begin), self);
  g_signal_connect (self->drag, "drag-update", G_CALLBACK (on_drag_update), self);
  g_signal_connect (self->drag, "drag-end", G_CALLBACK (on_drag_end), self);
  g_signal_connect (self->drag, "cancel", G_CALLBACK (on_drag_cancel), self);
  gtk_widget_add_controller (window, self->drag);
  self->motion = gtk_event_controller_motion_new ();
  gtk_event_controller_set_propagation_phase (self->motion, GTK_PHASE_CAPTURE);
  g_signal_connect (self->motion, "motion", G_CALLBACK (on_motion), self);
  gtk_widget_add_controller (window, self->motion);
  return self;
}

void
vit_story_draw_free (VitStoryDraw *self)
{
  if (!self)
    return;
  GtkWidget *window = GTK_WIDGET (self->desk->window);
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_weak_pointer (&self->player);
  g_clear_weak_pointer (&self->pointed);
  GtkEventController *const controllers[] = { self->drag, self->motion, self->keys };
  for (gsize i = 0; i < G_N_ELEMENTS (controllers); i++)
    if (controllers[i])
      gtk_widget_remove_controller (window, controllers[i]);
  g_signal_handlers_disconnect_by_data (self->words, self);
  g_free (self->words_before);
  g_free (self);
}
