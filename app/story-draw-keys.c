/* Keys that draw, and the words over the window that tell of them. */

#include "app/story-draw-private.h"

/* px that an arrow key moves a note, and with Shift. */
#define STEP 5
#define SMALL_STEP 1

static const char *const hints[] = {
  [VIT_STORY_ARROW] =
      "Drag from where the arrow begins to what it points at · Return: in the middle of the "
      "scene’s figure · Escape: none",
  [VIT_STORY_WORDS] =
      "Click where the words stand · Return: in the middle of the scene’s figure · Escape: none",
  [VIT_STORY_POINT] =
      "Click what the scene points at, or drag a region on a map · Tab and Return: by keys · "
      "Escape: nothing",
};

/* ---- What the hint says ---- */

static char *
dup_name (VitStoryDraw *self)
{
  const VitStoryScene *scene = vit_story_draw_get_scene (self);
  if (self->selected == VIT_STORY_REGION || self->selected >= (int) scene->annotations->len)
    return g_strdup ("Region");
  const VitAnnotation *annotation = scene->annotations->pdata[self->selected];
  const char *kind = annotation->arrow ? "Arrow" : "Words", *words = annotation->words;
  return words && *words ? g_strdup_printf ("%s “%.40s”", kind, words) : g_strdup (kind);
}

static char *
dup_hint (VitStoryDraw *self)
{
  static const char *const parts[] = {
    [VIT_NOTE_WHOLE] = "", [VIT_NOTE_FROM] = ", its beginning", [VIT_NOTE_TO] = ", its end"
  };
  if (self->tool == VIT_STORY_POINT && self->pointed)
    return g_strdup_printf ("%s · %s", gtk_widget_get_name (self->pointed), hints[self->tool]);
  if (self->tool)
    return g_strdup (hints[self->tool]);
  g_autofree char *name = dup_name (self);
  return g_strdup_printf (
      "%s%s · arrow keys move it · Tab: its ends, then the next · Return: its words · "
      "Delete · Escape",
      name, parts[self->part]);
}

static void
show_hint (VitStoryDraw *self)
{
  bool shown =
      vit_story_draw_get_scene (self) && (self->tool || self->selected != VIT_STORY_NO_NOTE);
  g_autofree char *text = shown ? dup_hint (self) : NULL;
  gtk_label_set_text (GTK_LABEL (self->hint), text ? text : "");
  gtk_widget_set_visible (self->hint, shown);
}

/* ---- Keys ---- */

static void
step (VitStoryDraw *self, bool back)
{
  guint n;
  const VitDrawnNote *notes = vit_story_marks_get_drawn (self->desk->marks, &n);
  const VitDrawnNote *now = vit_story_draw_get_selected (self);
  VitNotePart part = self->part;
  if (!now)
    return;
  if (now->kind != VIT_NOTE_WORDS && (back ? part != VIT_NOTE_WHOLE : part != VIT_NOTE_TO))
    {
      vit_story_draw_select (self, self->selected, back ? part - 1 : part + 1);
      return;
    }
  guint at = (guint) (now - notes);
  const VitDrawnNote *next = &notes[(at + (back ? n - 1 : 1)) % n];
  vit_story_draw_select (self, next->number,
                         back && next->kind != VIT_NOTE_WORDS ? VIT_NOTE_TO : VIT_NOTE_WHOLE);
}

static void
take_tab (VitStoryDraw *self, bool back)
{
  if (self->tool == VIT_STORY_POINT)
    {
      g_set_weak_pointer (&self->pointed, vit_story_draw_next_named (self, self->pointed));
      vit_story_draw_follow (self);
    }
  else if (!self->tool)
    step (self, back);
}

static void
take_return (VitStoryDraw *self)
{
  if (self->tool == VIT_STORY_POINT && self->pointed)
    {
      const char *figure;
      g_autofree char *run = NULL;
      vit_story_draw_find_target (self, self->pointed, &figure, &run);
      vit_story_draw_choose (self, self->pointed, run);
    }
  else if (self->tool == VIT_STORY_ARROW || self->tool == VIT_STORY_WORDS)
    vit_story_draw_make_in_middle (self);
  else if (!self->tool)
    vit_story_draw_ask_words (self, NULL);
}

static void
nudge (VitStoryDraw *self, double dx, double dy, bool small)
{
  double by = small ? SMALL_STEP : STEP;
  if (self->tool || !vit_story_draw_hold (self))
    return;
  vit_story_draw_move (self, dx * by, dy * by);
  vit_story_draw_commit (self);
}

static bool
take_arrow (VitStoryDraw *self, guint key, bool small)
{
  switch (key)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      nudge (self, -1, 0, small);
      return true;
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      nudge (self, 1, 0, small);
      return true;
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
      nudge (self, 0, -1, small);
      return true;
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
      nudge (self, 0, 1, small);
      return true;
    default:
      return false;
    }
}

static bool
take (VitStoryDraw *self, guint key, GdkModifierType state)
{
  switch (key)
    {
    case GDK_KEY_Escape:
      vit_story_draw_stop (self);
      return true;
    case GDK_KEY_Tab:
    case GDK_KEY_ISO_Left_Tab:
      take_tab (self, (state & GDK_SHIFT_MASK) != 0);
      return true;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      take_return (self);
      return true;
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
    case GDK_KEY_BackSpace:
      if (!self->tool)
        vit_story_draw_delete (self);
      return true;
    default:
      return take_arrow (self, key, (state & GDK_SHIFT_MASK) != 0);
    }
}

/* Text that is typed has its keys. */
static gboolean
on_key (
    GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, VitStoryDraw *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->desk->window));
  if (key == GDK_KEY_Escape && focus && gtk_widget_is_ancestor (focus, self->words))
    {
      vit_story_draw_cancel_words (self);
      return TRUE;
    }
  if ((state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) || GTK_IS_TEXT (focus) ||
      GTK_IS_TEXT_VIEW (focus) || !vit_story_draw_get_scene (self))
    return FALSE;
  return take (self, key, state);
}

static void
set_keys (VitStoryDraw *self, bool wanted)
{
  GtkWidget *window = GTK_WIDGET (self->desk->window);
  if (wanted == (self->keys != NULL))
    return;
  if (self->keys)
    {
      gtk_widget_remove_controller (window, self->keys);
      self->keys = NULL;
      return;
    }
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (self->keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (window, self->keys);
}

void
vit_story_draw_follow (VitStoryDraw *self)
{
  bool wanted =
      vit_story_draw_get_scene (self) && (self->tool || self->selected != VIT_STORY_NO_NOTE);
  GtkWindow *window = GTK_WINDOW (self->desk->window);
  /* Whatever has the focus would take the keys. Who goes to a text later has it. */
  if (wanted && !self->keys && !gtk_widget_get_visible (self->words))
    gtk_window_set_focus (window, NULL);
  set_keys (self, wanted);
  vit_story_marks_set_more (self->desk->marks, wanted ? vit_story_draw_paint : NULL, self);
  if (!wanted)
    gtk_widget_set_cursor_from_name (GTK_WIDGET (window), NULL);
  show_hint (self);
}
