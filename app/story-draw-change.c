/* Changes of the scene: notes that are made, moved and deleted, their words, what it points at. */

#include "app/story-draw-private.h"

#include <math.h>
#include <string.h>

/* A region has at least this part of the face along each edge. */
#define LEAST_REGION 0.01

/* ---- Moving ---- */

void
vit_story_draw_commit (VitStoryDraw *self)
{
  vit_story_player_change_notes (self->desk->player);
  gtk_widget_queue_draw (vit_story_marks_get_area (self->desk->marks));
}

void
vit_story_draw_select (VitStoryDraw *self, int number, VitNotePart part)
{
  self->selected = number;
  self->part = part;
  self->scene = number == VIT_STORY_NO_NOTE ? NULL : vit_story_draw_get_scene (self);
  gtk_widget_set_visible (self->words, FALSE);
  if (number != VIT_STORY_NO_NOTE)
    gtk_window_set_focus (GTK_WINDOW (self->desk->window), NULL);
  vit_story_draw_follow (self);
}

bool
vit_story_draw_hold (VitStoryDraw *self)
{
  const VitDrawnNote *drawn = vit_story_draw_get_selected (self);
  VitStudy *study = vit_session_get_study (vit_story_player_get_session (self->desk->player));
  VitNote note;
  if (!drawn ||
      !vit_story_scene_get_note (vit_story_draw_get_scene (self), study, self->selected, &note))
    return false;
  self->start = *drawn;
  memcpy (self->start_from, note.from, sizeof note.from);
  memcpy (self->start_to, note.to, sizeof note.to);
  return true;
}

/* Move @at, which was at @place, by @dx and @dy px. */
static bool
move_end (VitStoryDraw *self, VitPoint place, double dx, double dy, bool within, double at[2])
{
  bool inside;
  double moved[2];
  if (!vit_story_draw_locate (self, self->start.view, (VitPoint){ place.x + dx, place.y + dy },
                              moved, &inside) ||
      (within && !inside))
    return false;
  memcpy (at, moved, sizeof moved);
  return true;
}

static bool
is_too_small (int number, const double from[2], const double to[2])
{
  return number == VIT_STORY_REGION &&
         (fabs (from[0] - to[0]) < LEAST_REGION || fabs (from[1] - to[1]) < LEAST_REGION);
}

/* All of a note moves as far as it has room. */
void
vit_story_draw_move (VitStoryDraw *self, double dx, double dy)
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  double from[2], to[2];
  bool whole = self->part == VIT_NOTE_WHOLE, pointed = self->start.kind != VIT_NOTE_WORDS;
  memcpy (from, self->start_from, sizeof from);
  memcpy (to, self->start_to, sizeof to);
  if (self->part != VIT_NOTE_TO && pointed &&
      !move_end (self, self->start.from, dx, dy, whole, from))
    return;
  if (self->part != VIT_NOTE_FROM && !move_end (self, self->start.to, dx, dy, whole && pointed, to))
    return;
  if (is_too_small (self->selected, from, to))
    return;
  vit_story_scene_move_note (scene, self->selected, from, to);
  gtk_widget_queue_draw (vit_story_marks_get_area (self->desk->marks));
}

void
vit_story_draw_delete (VitStoryDraw *self)
{
  int number = self->selected;
  self->fresh = VIT_STORY_NO_NOTE;
  if (number == VIT_STORY_NO_NOTE)
    return;
  vit_story_desk_end_step (self->desk);
  vit_story_draw_select (self, VIT_STORY_NO_NOTE, VIT_NOTE_WHOLE);
  vit_story_scene_delete_note (vit_story_draw_get_scene (self), number);
  vit_story_draw_commit (self);
}

/* ---- Making ---- */

static int
add_region (VitStoryScene *scene, const char *run, const double from[2], const double to[2])
{
  if (is_too_small (VIT_STORY_REGION, from, to))
    return VIT_STORY_NO_NOTE;
  scene->highlight.has_region = true;
  g_free (scene->highlight.run);
  scene->highlight.run = g_strdup (run);
  return VIT_STORY_REGION;
}

static int
add_annotation (VitStoryDraw *self, VitStoryScene *scene, const char *figure, const char *run)
{
  VitAnnotation *annotation = vit_story_scene_add_annotation (scene);
  if (!annotation)
    return VIT_STORY_NO_NOTE;
  annotation->arrow = self->tool == VIT_STORY_ARROW;
  annotation->run = g_strdup (run);
  if (strcmp (figure, vit_story_scene_get_figure (scene)) != 0)
    annotation->figure = g_strdup (figure);
  /* Words are never empty. */
  if (!annotation->arrow)
    annotation->words = g_strdup ("here");
  return (int) scene->annotations->len - 1;
}

bool
vit_story_draw_make (VitStoryDraw *self,
                     GtkWidget *view,
                     const char *figure,
                     const char *run,
                     const VitPoint ends[2])
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  double from[2], to[2];
  if (!vit_story_draw_locate (self, view, ends[0], from, NULL) ||
      !vit_story_draw_locate (self, view, ends[1], to, NULL))
    return false;
  int number = self->tool == VIT_STORY_POINT ? add_region (scene, run, from, to)
                                             : add_annotation (self, scene, figure, run);
  if (number == VIT_STORY_NO_NOTE)
    return false;
  /* Words have no other end. */
  vit_story_scene_move_note (scene, number, self->tool == VIT_STORY_WORDS ? to : from, to);
  vit_story_draw_select (self, number, VIT_NOTE_WHOLE);
  return true;
}

void
vit_story_draw_end_tool (VitStoryDraw *self)
{
  self->tool = VIT_STORY_NO_TOOL;
  g_clear_weak_pointer (&self->pointed);
  vit_story_draw_follow (self);
}

void
vit_story_draw_make_in_middle (VitStoryDraw *self)
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  const char *figure = scene ? vit_story_scene_get_figure (scene) : NULL;
  GtkWidget *view = figure ? vit_story_marks_find_view (self->desk->marks, figure, NULL) : NULL;
  const char *name;
  g_autofree char *run = NULL;
  VitPoint ends[2];
  view = view ? vit_story_draw_find_target (self, view, &name, &run) : NULL;
  if (!view || !vit_story_draw_find_middle (self, view, ends))
    {
      vit_window_show_note (self->desk->window, "The figure of the scene is not in sight");
      return;
    }
  vit_story_desk_end_step (self->desk);
  if (!vit_story_draw_make (self, view, name, run, ends))
    return;
  vit_story_draw_end_tool (self);
  vit_story_draw_commit (self);
}

void
vit_story_draw_choose (VitStoryDraw *self, GtkWidget *widget, const char *run)
{
  VitHighlight *highlight = &vit_story_draw_get_scene (self)->highlight;
  g_autofree char *words =
      g_strdup_printf ("The scene points at “%s”%s%s", gtk_widget_get_name (widget),
                       run ? " of " : "", run ? run : "");
  vit_story_desk_end_step (self->desk);
  g_free (highlight->widget);
  highlight->widget = g_strdup (gtk_widget_get_name (widget));
  /* One run is pointed at: a region of another one's map goes. */
  if (run && g_strcmp0 (highlight->run, run) != 0)
    highlight->has_region = false;
  if (run || !highlight->has_region)
    {
      g_free (highlight->run);
      highlight->run = g_strdup (run);
    }
  vit_story_draw_end_tool (self);
  vit_story_draw_commit (self);
  vit_window_show_note (self->desk->window, words);
}

/* ---- Words ---- */

static void
on_words_changed (GtkEditable *entry, VitStoryDraw *self)
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  const char *text = gtk_editable_get_text (entry);
  if (!scene || !gtk_widget_get_visible (self->words) || self->selected < 0 ||
      self->selected >= (int) scene->annotations->len)
    return;
  VitAnnotation *annotation = scene->annotations->pdata[self->selected];
  /* Words without any are taken away when the entry goes. */
  if ((!annotation->arrow && !*text) || g_strcmp0 (annotation->words, text) == 0)
    return;
  g_free (annotation->words);
  annotation->words = g_strdup (text);
  self->fresh = VIT_STORY_NO_NOTE;
  vit_story_draw_commit (self);
}

static void
hide_words (VitStoryDraw *self)
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  if (!gtk_widget_get_visible (self->words))
    return;
  bool empty = !*gtk_editable_get_text (GTK_EDITABLE (self->words));
  gtk_widget_set_visible (self->words, FALSE);
  if (empty && scene && self->selected >= 0 && self->selected < (int) scene->annotations->len &&
      !((VitAnnotation *) scene->annotations->pdata[self->selected])->arrow)
    vit_story_draw_delete (self);
  vit_story_draw_follow (self);
}

static void
on_words_taken (GtkEntry *entry, VitStoryDraw *self)
{
  self->fresh = VIT_STORY_NO_NOTE;
  hide_words (self);
}

void
vit_story_draw_cancel_words (VitStoryDraw *self)
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  const VitAnnotation *annotation =
      scene && self->selected >= 0 && self->selected < (int) scene->annotations->len
          ? scene->annotations->pdata[self->selected]
          : NULL;
  if (annotation)
    gtk_editable_set_text (GTK_EDITABLE (self->words),
                           self->words_before ? self->words_before : "");
  hide_words (self);
}

void
vit_story_draw_ask_words (VitStoryDraw *self, const VitPoint *made)
{
  VitStoryScene *scene = vit_story_draw_get_scene (self);
  const VitDrawnNote *drawn = vit_story_draw_get_selected (self);
  if (!scene || self->selected < 0 || self->selected >= (int) scene->annotations->len)
    return;
  const VitAnnotation *annotation = scene->annotations->pdata[self->selected];
  VitPoint at = made                            ? *made
                : !drawn                        ? (VitPoint){ 40, 40 }
                : drawn->kind == VIT_NOTE_WORDS ? drawn->to
                                                : drawn->from;
  int wide, high;
  GtkWidget *area = vit_story_marks_get_area (self->desk->marks);
  gtk_widget_set_visible (self->words, FALSE);
  if (made)
    self->fresh = self->selected;
  g_free (self->words_before);
  self->words_before =
      self->fresh == self->selected ? NULL : g_strdup (annotation->words ? annotation->words : "");
  gtk_editable_set_text (GTK_EDITABLE (self->words), annotation->words ? annotation->words : "");
  gtk_widget_set_visible (self->words, TRUE);
  gtk_widget_set_margin_start (self->words, 0);
  gtk_widget_set_margin_top (self->words, 0);
  gtk_widget_measure (self->words, GTK_ORIENTATION_HORIZONTAL, -1, NULL, &wide, NULL, NULL);
  gtk_widget_measure (self->words, GTK_ORIENTATION_VERTICAL, wide, NULL, &high, NULL, NULL);
  gtk_widget_set_margin_start (
      self->words, CLAMP ((int) at.x - wide / 2, 0, MAX (gtk_widget_get_width (area) - wide, 0)));
  gtk_widget_set_margin_top (
      self->words, CLAMP ((int) at.y + 14, 0, MAX (gtk_widget_get_height (area) - high, 0)));
  gtk_widget_grab_focus (self->words);
}

void
vit_story_draw_add_words (VitStoryDraw *self)
{
  static const char name[] = "Words on the map or figure";
  self->words = gtk_entry_new ();
  gtk_editable_set_width_chars (GTK_EDITABLE (self->words), 20);
  gtk_entry_set_placeholder_text (GTK_ENTRY (self->words), "Words");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->words), GTK_ACCESSIBLE_PROPERTY_LABEL, name,
                                  -1);
  gtk_widget_set_halign (self->words, GTK_ALIGN_START);
  gtk_widget_set_valign (self->words, GTK_ALIGN_START);
  gtk_widget_set_visible (self->words, FALSE);
  gtk_overlay_add_overlay (self->desk->window->overlay, self->words);
  g_signal_connect (self->words, "changed", G_CALLBACK (on_words_changed), self);
  g_signal_connect (self->words, "activate", G_CALLBACK (on_words_taken), self);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (hide_words), self);
  gtk_widget_add_controller (self->words, focus);
}
