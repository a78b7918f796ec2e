#include "app/presentation.h"

#include "app/notes-window.h"
#include "app/story-desk-private.h"
#include "app/text-scale.h"

struct _VitPresentation
{
  VitStoryDesk *desk;
  gboolean was_full_screen, had_runs, had_inspector, had_bar;
  gint64 began; /* µs */
  guint timer;
  GtkWidget *notes; /* nullable, weak */
  gboolean whole;   /* whether all views of the page are shown, not the figure of the scene alone */
  GtkEventController *keys;
};

/* ---- Time ---- */

static void
show_clock (VitPresentation *self)
{
  int seconds = (int) ((g_get_monotonic_time () - self->began) / G_USEC_PER_SEC);
  g_autofree char *text = seconds >= 3600 ? g_strdup_printf ("%d:%02d:%02d", seconds / 3600,
                                                             seconds / 60 % 60, seconds % 60)
                                          : g_strdup_printf ("%d:%02d", seconds / 60, seconds % 60);
  vit_story_panel_set_clock (self->desk->panel, text);
  if (self->notes)
    vit_notes_window_set_clock (self->notes, text);
}

static gboolean
on_second (gpointer data)
{
  show_clock (data);
  return G_SOURCE_CONTINUE;
}

/* ---- The figure of the scene ---- */

/* With it what the scene points at, if that is another one. Pages that are not seen show all. */
static void
show_figure (VitPresentation *self)
{
  VitStoryScene *scene = vit_story_player_get_scene (self->desk->player);
  GtkWidget *seen = gtk_stack_get_visible_child (self->desk->window->pages);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->desk->window->pages)); page;
       page = gtk_widget_get_next_sibling (page))
    {
      bool alone = scene && page == seen && !self->whole;
      vit_page_show_alone (VIT_PAGE (page), alone ? vit_story_scene_get_figure (scene) : NULL,
                           alone ? scene->highlight.widget : NULL);
    }
}

static void
show_all (VitPresentation *self)
{
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->desk->window->pages)); page;
       page = gtk_widget_get_next_sibling (page))
    vit_page_show_alone (VIT_PAGE (page), NULL, NULL);
}

/* ---- Notes ---- */

static gboolean
on_notes_key (GtkEventControllerKey *keys,
              guint key,
              guint code,
              GdkModifierType state,
              VitPresentation *self)
{
  return vit_presentation_key (self, key, state);
}

static void
close_notes (VitPresentation *self)
{
  GtkWidget *notes = self->notes;
  if (!notes)
    return;
  g_clear_weak_pointer (&self->notes);
  gtk_window_destroy (GTK_WINDOW (notes));
}

static void
open_notes (VitPresentation *self)
{
  g_set_weak_pointer (&self->notes, vit_notes_window_new (gtk_window_get_application (
                                                              GTK_WINDOW (self->desk->window)),
                                                          self->desk->player));
  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_notes_key), self);
  gtk_widget_add_controller (self->notes, keys);
  show_clock (self);
  gtk_window_present (GTK_WINDOW (self->notes));
}

/* ---- Keys ---- */

static const VitStoryKeys list[] = {
  { "Next Scene, or the End of What Moves", "Page_Down Right Down space" },
  { "Scene Before", "Page_Up Left Up BackSpace" },
  { "First or Last Scene", "Home End" },
  { "Choose an Answer", "1 2 3" },
  { "Lock the Answer, Show the Truth", "Return" },
  { "Black Screen", "b period" },
  { "Laser Pointer, While Held", "l" },
  { "Notes and the Next Scene", "n" },
  { "Figure of the Scene or All Views", "f" },
  { "The Scene Again", "r" },
  { "End the Presentation", "Escape" },
};

const VitStoryKeys *
vit_story_keys_list (gsize *n)
{
  *n = G_N_ELEMENTS (list);
  return list;
}

static gboolean
is_typing (VitPresentation *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self->desk->window));
  return GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus);
}

static void
go (VitPresentation *self, int by)
{
  vit_story_marks_set_black (self->desk->marks, FALSE);
  /* What moves comes to its end before the next scene does. */
  if (by > 0 && vit_story_player_is_moving (self->desk->player))
    vit_story_player_finish (self->desk->player);
  else
    vit_story_player_step (self->desk->player, by);
}

/* Keys that end nothing that is typed. */
static gboolean
take_always (VitPresentation *self, guint key)
{
  VitStoryPlayer *player = self->desk->player;
  switch (key)
    {
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
      go (self, 1);
      return TRUE;
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
      go (self, -1);
      return TRUE;
    case GDK_KEY_Escape:
      if (vit_story_marks_get_black (self->desk->marks))
        vit_story_marks_set_black (self->desk->marks, FALSE);
      else
        vit_story_desk_end_presentation (self->desk);
      return TRUE;
    /* Some clickers begin with it. */
    case GDK_KEY_F5:
      vit_story_player_go (player, vit_story_player_get_index (player));
      return TRUE;
    default:
      return FALSE;
    }
}

static gboolean
take (VitPresentation *self, guint key)
{
  VitStoryDesk *desk = self->desk;
  switch (key)
    {
    case GDK_KEY_Right:
    case GDK_KEY_Down:
    case GDK_KEY_space:
      go (self, 1);
      return TRUE;
    case GDK_KEY_Left:
    case GDK_KEY_Up:
    case GDK_KEY_BackSpace:
      go (self, -1);
      return TRUE;
    case GDK_KEY_Home:
      vit_story_player_go (desk->player, 0);
      return TRUE;
    case GDK_KEY_End:
      vit_story_player_go (desk->player, G_MAXUINT);
      return TRUE;
    case GDK_KEY_b:
    case GDK_KEY_period:
      vit_story_marks_set_black (desk->marks, !vit_story_marks_get_black (desk->marks));
      return TRUE;
    case GDK_KEY_l:
      vit_story_marks_set_laser (desk->marks, TRUE);
      return TRUE;
    case GDK_KEY_n:
      if (self->notes)
        close_notes (self);
      else
        open_notes (self);
      return TRUE;
    case GDK_KEY_f:
      self->whole = !self->whole;
      show_figure (self);
      return TRUE;
    case GDK_KEY_r:
      vit_story_player_go (desk->player, vit_story_player_get_index (desk->player));
      return TRUE;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
      return vit_question_view_advance (vit_story_panel_get_question (desk->panel));
    default:
      return key >= GDK_KEY_1 && key <= GDK_KEY_9 &&
             vit_question_view_choose (vit_story_panel_get_question (desk->panel), key - GDK_KEY_1);
    }
}

gboolean
vit_presentation_key (VitPresentation *self, guint key, GdkModifierType state)
{
  g_return_val_if_fail (self, FALSE);
  guint plain = gdk_keyval_to_lower (key);
  if (state & (GDK_CONTROL_MASK | GDK_ALT_MASK))
    return FALSE;
  return take_always (self, plain) || (!is_typing (self) && take (self, plain));
}

void
vit_presentation_key_released (VitPresentation *self, guint key)
{
  if (gdk_keyval_to_lower (key) == GDK_KEY_l)
    vit_story_marks_set_laser (self->desk->marks, FALSE);
}

static gboolean
on_key (GtkEventControllerKey *keys,
        guint key,
        guint code,
        GdkModifierType state,
        VitPresentation *self)
{
  return vit_presentation_key (self, key, state);
}

static void
on_key_released (GtkEventControllerKey *keys,
                 guint key,
                 guint code,
                 GdkModifierType state,
                 VitPresentation *self)
{
  vit_presentation_key_released (self, key);
}

/* ---- Beginning and end ---- */

static guint
count_monitors (void)
{
  return g_list_model_get_n_items (gdk_display_get_monitors (gdk_display_get_default ()));
}

static void
fill_screen (VitPresentation *self, GdkMonitor *monitor)
{
  GtkWindow *window = GTK_WINDOW (self->desk->window);
  if (monitor)
    gtk_window_fullscreen_on_monitor (window, monitor);
  else
    gtk_window_fullscreen (window);
}

VitPresentation *
vit_presentation_new (VitStoryDesk *desk, GdkMonitor *monitor)
{
  g_return_val_if_fail (desk && desk->player, NULL);
  VitPresentation *self = g_new0 (VitPresentation, 1);
  VitWindow *window = desk->window;
  self->desk = desk;
  self->was_full_screen = gtk_window_is_fullscreen (GTK_WINDOW (window));
  self->had_runs = gtk_revealer_get_reveal_child (window->study_revealer);
  self->had_inspector = gtk_revealer_get_reveal_child (window->inspector_revealer);
  self->had_bar = gtk_widget_get_visible (window->full_screen_place);
  gtk_revealer_set_reveal_child (window->study_revealer, FALSE);
  gtk_revealer_set_reveal_child (window->inspector_revealer, FALSE);
  gtk_widget_set_visible (window->full_screen_place, FALSE);
  vit_story_panel_set_presenting (desk->panel, TRUE);
  vit_story_desk_reveal (desk);
  vit_text_scale_present (TRUE);
  self->keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (self->keys, GTK_PHASE_CAPTURE);
  g_signal_connect (self->keys, "key-pressed", G_CALLBACK (on_key), self);
  g_signal_connect (self->keys, "key-released", G_CALLBACK (on_key_released), self);
  gtk_widget_add_controller (GTK_WIDGET (window), self->keys);
  gtk_window_set_focus (GTK_WINDOW (window), NULL);
  self->began = g_get_monotonic_time ();
  self->timer = g_timeout_add_seconds (1, on_second, self);
  g_signal_connect_swapped (desk->player, "scene-changed", G_CALLBACK (show_figure), self);
  g_signal_connect_swapped (window->pages, "notify::visible-child", G_CALLBACK (show_figure), self);
  show_figure (self);
  fill_screen (self, monitor);
  if (count_monitors () > 1)
    open_notes (self);
  show_clock (self);
  return self;
}

void
vit_presentation_free (VitPresentation *self)
{
  if (!self)
    return;
  VitWindow *window = self->desk->window;
  g_source_remove (self->timer);
  close_notes (self);
  g_signal_handlers_disconnect_by_data (self->desk->player, self);
  g_signal_handlers_disconnect_by_data (window->pages, self);
  show_all (self);
  gtk_widget_remove_controller (GTK_WIDGET (window), self->keys);
  vit_story_marks_set_black (self->desk->marks, FALSE);
  vit_story_marks_set_laser (self->desk->marks, FALSE);
  vit_story_panel_set_presenting (self->desk->panel, FALSE);
  vit_text_scale_present (FALSE);
  gtk_revealer_set_reveal_child (window->study_revealer, self->had_runs);
  gtk_revealer_set_reveal_child (window->inspector_revealer, self->had_inspector);
  gtk_widget_set_visible (window->full_screen_place, self->had_bar);
  if (!self->was_full_screen)
    gtk_window_unfullscreen (GTK_WINDOW (window));
  g_free (self);
}
