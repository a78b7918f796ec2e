#include "app/story-draw.h"

#include <string.h>

#include "app/dialogs.h"
#include "app/samples.h"
#include "app/user-settings.h"
#include "core/base/error.h"
#include "ui/scene/glide.h"
#include "ui/story/story-text.h"

/* ---- Time ---- */

/* A picture that took longer than this moves no further, s. */
#define LONGEST_STEP 0.2

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitStoryDesk *self = data;
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  double seconds = self->last_tick ? (double) (now - self->last_tick) * 1e-6 : 0;
  self->last_tick = now;
  vit_story_player_tick (self->player, vit_glide_get_speed () * MIN (seconds, LONGEST_STEP));
  if (vit_story_player_is_moving (self->player))
    return G_SOURCE_CONTINUE;
  self->ticking = 0;
  return G_SOURCE_REMOVE;
}

static void
stop_ticking (VitStoryDesk *self)
{
  if (self->ticking)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self->window), self->ticking);
  self->ticking = 0;
}

static void
on_moving_changed (VitStoryDesk *self)
{
  if (!vit_story_player_is_moving (self->player) || self->ticking)
    return;
  self->last_tick = 0;
  self->ticking = gtk_widget_add_tick_callback (GTK_WIDGET (self->window), on_tick, self, NULL);
}

static void
on_turned (VitStoryDesk *self, double degrees)
{
  VitPage *page = vit_window_get_page (self->window);
  if (page)
    vit_page_turn (page, degrees);
}

/* ---- Scenes ---- */

static bool
says (const VitStoryScene *scene, const char *key)
{
  return g_key_file_has_key (scene->look, "view", key, NULL);
}

static void
reveal (VitStoryDesk *self, GtkRevealer *panel)
{
  if (!gtk_revealer_get_reveal_child (panel))
    vit_side_panels_toggle (self->window->side_panels, panel);
}

/* What a scene points at is there, as long as it does: the runs, the inspector, an option of it. */
static void
point_at_panel (VitStoryDesk *self, const VitStoryScene *scene)
{
  const char *name = scene ? scene->highlight.widget : NULL;
  GtkRevealer *panel = !name                        ? NULL
                       : strcmp (name, "runs") == 0 ? self->window->study_revealer
                       : strcmp (name, "inspector") == 0 || strchr (name, '.')
                           ? self->window->inspector_revealer
                           : NULL;
  if (self->pointed && self->pointed != panel)
    gtk_revealer_set_reveal_child (self->pointed, FALSE);
  if (self->pointed != panel)
    self->pointed = NULL;
  if (!panel || gtk_revealer_get_reveal_child (panel))
    return;
  reveal (self, panel);
  self->pointed = panel;
}

/* Panels are as the scene says; if it says nothing, as somebody has left them. */
static void
show_panels (VitStoryDesk *self)
{
  VitWindow *window = self->window;
  const VitStoryScene *scene = vit_story_player_get_scene (self->player);
  const VitViewOptions *view = &vit_study_get_options (window->study)->view;
  if (gtk_stack_get_child_by_name (window->pages, view->page))
    gtk_stack_set_visible_child_name (window->pages, view->page);
  point_at_panel (self, scene);
  if (self->presentation)
    return;
  if (scene)
    vit_page_reveal (VIT_PAGE (gtk_stack_get_visible_child (window->pages)),
                     vit_story_scene_get_figure (scene));
  if (scene && says (scene, "runs-panel"))
    gtk_revealer_set_reveal_child (window->study_revealer, view->runs_panel);
  if (scene && says (scene, "inspector"))
    gtk_revealer_set_reveal_child (window->inspector_revealer, view->inspector);
}

/* As long as an answer can be given, the page shows what is asked about, and no view beside it that
 * might tell. */
static void
show_question (VitStoryDesk *self)
{
  const VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  const VitStoryAnswers *answers = scene ? vit_story_player_get_answers (self->player) : NULL;
  bool asks = answers && vit_story_answers_get_state (answers) != VIT_ANSWERS_REVEALED &&
              !self->presentation && !vit_story_panel_get_editing (self->panel);
  VitPage *page = asks ? VIT_PAGE (gtk_stack_get_visible_child (self->window->pages)) : NULL;
  const VitFigureSpec *spec = asks ? vit_gallery_find (vit_story_scene_get_figure (scene)) : NULL;
  const char *figure = spec ? spec->name : NULL;
  if (page == self->asking && figure == self->asked)
    return;
  /* A presentation has pages of its own way. */
  if (self->asking && self->asking != page && !self->presentation)
    vit_page_show_alone (self->asking, NULL, NULL);
  if (page)
    vit_page_show_alone (page, figure, NULL);
  self->asking = page;
  self->asked = figure;
}

static void
on_question_changed (VitStoryDesk *self)
{
  bool asked = self->asking != NULL;
  show_question (self);
  const VitStoryScene *scene = vit_story_player_get_scene (self->player);
  if (asked && !self->asking && scene && !self->presentation)
    vit_page_reveal (VIT_PAGE (gtk_stack_get_visible_child (self->window->pages)),
                     vit_story_scene_get_figure (scene));
}

/* What the user has done to the study so far is a step of its own. */
static void
on_leaving (VitStoryDesk *self)
{
  if (self->window->undo)
    vit_undo_flush (self->window->undo);
}

static void
on_scene_changed (VitStoryDesk *self)
{
  show_panels (self);
  show_question (self);
  vit_window_take_look_as_given (self->window);
  vit_story_desk_update_actions (self);
}

static void
on_edited (VitStoryDesk *self)
{
  vit_story_desk_note_edit (self);
  vit_window_update_title (self->window);
  vit_story_desk_update_actions (self);
}

typedef struct
{
  VitWindow *window;
  char *address;
} Visit;

static void
on_visit_answered (int index, gpointer data)
{
  Visit *visit = data;
  if (index == 1)
    gtk_show_uri (GTK_WINDOW (visit->window), visit->address, GDK_CURRENT_TIME);
  g_object_unref (visit->window);
  g_free (visit->address);
  g_free (visit);
}

/* A story may come from a stranger: nothing is opened that the user has not seen. */
static void
ask_about_address (VitStoryDesk *self, const char *address)
{
  static const char *const buttons[] = { "Cancel", "Open", NULL };
  Visit *visit = g_new (Visit, 1);
  *visit = (Visit){ g_object_ref (self->window), g_strdup (address) };
  vit_ask (GTK_WINDOW (self->window), "Open a Web Page?", address, buttons, -1, on_visit_answered,
           visit);
}

/* The atom of a link is of the run that the scene names, where that is shown. */
static void
pick_atom (VitStoryDesk *self, int64_t id)
{
  VitSession *session = self->window->session;
  const VitStoryScene *scene = vit_story_player_get_scene (self->player);
  const char *label = scene ? vit_story_scene_get_run (scene) : NULL;
  VitRun *named = label ? vit_story_find_run (vit_session_get_study (session), label, NULL) : NULL;
  VitRun *run = named && vit_run_get_shown (named) ? named : vit_session_get_shown (session, 0);
  vit_session_select_atom (session, run, id);
}

static void
on_link (VitStoryPanel *panel, const char *url, VitStoryDesk *self)
{
  VitLink link;
  VitSession *session = self->window->session;
  if (!vit_link_parse (url, &link))
    return;
  int index = link.kind == VIT_LINK_SCENE
                  ? vit_story_find (vit_story_player_get_story (self->player), link.target)
                  : -1;
  if (index >= 0)
    vit_story_player_go (self->player, (guint) index);
  else if (link.kind == VIT_LINK_WEB)
    ask_about_address (self, link.target);
  else if (link.kind == VIT_LINK_TIME)
    vit_session_set_time (session, link.number);
  else if (link.kind == VIT_LINK_ATOM && vit_session_get_n_shown (session) > 0)
    pick_atom (self, (int64_t) link.number);
  else if (link.kind == VIT_LINK_PAGE &&
           gtk_stack_get_child_by_name (self->window->pages, link.target))
    gtk_stack_set_visible_child_name (self->window->pages, link.target);
}

/* ---- Opening ---- */

void
vit_story_desk_reveal (VitStoryDesk *self)
{
  reveal (self, self->window->story_revealer);
}

/* A window without a story has neither panel nor marks. */
static void
make_panel (VitStoryDesk *self)
{
  VitWindow *window = self->window;
  self->panel = VIT_STORY_PANEL (vit_story_panel_new ());
  self->marks = vit_story_marks_new (window->overlay);
  self->draw = vit_story_draw_new (self);
  g_autoptr (GMenuModel) menu = vit_actions_new_menu (window->actions, VIT_MENU_STORY);
  vit_story_panel_set_menu (self->panel, menu);
  gtk_widget_set_hexpand (GTK_WIDGET (self->panel), TRUE);
  gtk_box_append (window->story_place, GTK_WIDGET (self->panel));
  g_signal_connect (self->panel, "link", G_CALLBACK (on_link), self);
  vit_actions_fill_tooltips (window->actions, GTK_WIDGET (self->panel));
}

void
vit_story_desk_set_player (VitStoryDesk *self, VitStoryPlayer *player)
{
  if (!self->panel)
    make_panel (self);
  gboolean animated = FALSE;
  g_object_get (gtk_widget_get_settings (GTK_WIDGET (self->window)), "gtk-enable-animations",
                &animated, NULL);
  self->player = player;
  vit_story_player_set_animated (player, animated);
  g_signal_connect_swapped (player, "moving-changed", G_CALLBACK (on_moving_changed), self);
  g_signal_connect_swapped (player, "scene-changed", G_CALLBACK (on_scene_changed), self);
  g_signal_connect_swapped (player, "question-changed", G_CALLBACK (on_question_changed), self);
  g_signal_connect_swapped (player, "edited", G_CALLBACK (on_edited), self);
  g_signal_connect_swapped (player, "leaving", G_CALLBACK (on_leaving), self);
  g_signal_connect_swapped (player, "turned", G_CALLBACK (on_turned), self);
  vit_story_desk_follow_edits (self, vit_story_player_get_story (player));
  vit_story_panel_set_player (self->panel, player);
  vit_story_marks_set_player (self->marks, player);
  vit_export_source_set_player (vit_story_player_get_session (player), player);
  vit_story_desk_reveal (self);
  vit_window_update_title (self->window);
  vit_story_desk_update_actions (self);
}

/* What is packed with a story need not be computed. */
static void
take_results (VitStoryDesk *self, const VitStory *story)
{
  g_autofree char *results = vit_story_dup_results (story);
  VitCache *cache = results ? vit_cache_open (NULL, 0, NULL) : NULL;
  if (!cache)
    return;
  vit_cache_add_store (cache, results, false);
  vit_cache_unref (self->window->cache);
  self->window->cache = cache;
}

/* (transfer full): an empty study where that of the story is not there: its texts go on. */
static VitStudy *
load_study (VitStory *story, GError **error)
{
  VitStudy *study = vit_story_load_study (story, error);
  if (!study)
    {
      study = vit_study_new ();
      vit_story_attach (story, study);
    }
  return study;
}

/* A story that names no study is told of the one that is open. */
static bool
takes_open_study (VitStoryDesk *self, const VitStory *story)
{
  return !story->study && self->window->study && !self->player;
}

void
vit_story_desk_show (VitStoryDesk *self, VitStory *story)
{
  VitWindow *window = self->window, *before = window;
  g_autoptr (GError) error = NULL;
  bool stays = takes_open_study (self, story);
  g_autoptr (VitStudy) study = stays ? g_object_ref (window->study) : load_study (story, &error);
  if (!stays && (vit_window_has_changes (window) || vit_story_desk_has_changes (self)))
    {
      window = vit_window_new (gtk_window_get_application (GTK_WINDOW (window)), window->actions);
      gtk_window_present (GTK_WINDOW (window));
      self = window->story_desk;
    }
  if (stays)
    vit_story_attach (story, study);
  else
    {
      take_results (self, story);
      if (story->is_pack || (story->study && g_str_has_prefix (story->study, "bundled:")))
        vit_study_forget_path (study);
      vit_window_set_study (window, study);
      gtk_revealer_set_reveal_child (window->study_revealer, FALSE);
      gtk_revealer_set_reveal_child (window->inspector_revealer, FALSE);
    }
  if (window != before)
    vit_window_tell_of_other (window, before);
  self->owns_study = !stays;
  VitStoryPlayer *player = vit_story_player_new (story, window->session);
  if (error)
    vit_story_player_add_lack (player, error->message);
  vit_story_desk_set_player (self, player);
  vit_story_player_go (player, 0);
}

static void *
read_story (void *path, VitProgress *progress, GError **error)
{
  return vit_story_open (path, error);
}

static void
on_read (VitJob *job, void *data)
{
  VitStoryDesk *self = data;
  g_autoptr (GError) error = NULL;
  VitStory *story = vit_job_take_result (job, &error);
  g_clear_object (&self->opening);
  if (!story)
    {
      vit_problem_bar_show_error (self->window->problems, error->message);
      return;
    }
  vit_window_remember (self->window, story->path);
  vit_story_desk_show (self, story);
}

void
vit_story_desk_open (VitStoryDesk *self, const char *path)
{
  g_return_if_fail (self && path);
  if (self->opening)
    vit_job_cancel (self->opening);
  g_clear_object (&self->opening);
  self->opening = vit_job_start (VIT_JOB_MOMENT, "Opening a story", read_story, g_strdup (path),
                                 g_free, (GDestroyNotify) vit_story_free, on_read, self);
}

void
vit_story_desk_leave (VitStoryDesk *self)
{
  if (!self || !self->player)
    return;
  vit_story_desk_end_presentation (self);
  stop_ticking (self);
  g_signal_handlers_disconnect_by_data (self->player, self);
  vit_story_draw_stop (self->draw);
  vit_story_panel_set_editing (self->panel, FALSE);
  vit_story_panel_set_player (self->panel, NULL);
  vit_story_marks_set_player (self->marks, NULL);
  vit_export_source_set_player (vit_story_player_get_session (self->player), NULL);
  vit_story_desk_follow_edits (self, NULL);
  g_clear_object (&self->player);
  show_question (self);
  self->owns_study = false;
  self->pointed = NULL;
  gtk_revealer_set_reveal_child (self->window->story_revealer, FALSE);
  vit_story_desk_update_actions (self);
}

/* ---- What the window asks ---- */

const char *
vit_story_desk_get_title (VitStoryDesk *self)
{
  const VitStory *story = self && self->player ? vit_story_player_get_story (self->player) : NULL;
  return !story ? NULL : story->title && *story->title ? story->title : "Story";
}

bool
vit_story_desk_has_changes (VitStoryDesk *self)
{
  return self && self->player && vit_story_player_get_edited (self->player);
}

bool
vit_story_desk_owns_study (VitStoryDesk *self)
{
  return self && self->player && self->owns_study;
}

bool
vit_story_desk_close (VitStoryDesk *self)
{
  if (!self || !self->presentation)
    return false;
  vit_story_desk_end_presentation (self);
  return true;
}

/* ---- The tour ---- */

#define OFFERED "tour-offered"

static void
hide_offer (VitStoryDesk *self)
{
  gtk_widget_set_visible (self->window->tour_offer, FALSE);
}

void
vit_story_desk_offer_tour (VitStoryDesk *self)
{
  g_autofree char *tour = vit_samples_find_story (VIT_SAMPLES_TOUR);
  if (!tour || vit_user_settings_get_number ("stories", OFFERED, 0) != 0)
    return;
  vit_user_settings_set_number ("stories", OFFERED, 1);
  GtkBox *offer = GTK_BOX (self->window->tour_offer);
  GtkWidget *words = gtk_label_new ("New here? A tour of five minutes shows what Vitrine is for.");
  gtk_label_set_wrap (GTK_LABEL (words), TRUE);
  gtk_label_set_width_chars (GTK_LABEL (words), 12);
  GtkWidget *take = gtk_button_new_with_label ("Take the Tour");
  GtkWidget *leave = gtk_button_new_with_label ("Not Now");
  gtk_actionable_set_action_name (GTK_ACTIONABLE (take), "win.tour");
  gtk_widget_add_css_class (leave, "flat");
  g_signal_connect_swapped (leave, "clicked", G_CALLBACK (hide_offer), self);
  gtk_box_append (offer, words);
  gtk_box_append (offer, take);
  gtk_box_append (offer, leave);
  gtk_widget_set_visible (GTK_WIDGET (offer), TRUE);
}

/* ---- The desk ---- */

VitStoryDesk *
vit_story_desk_new (VitWindow *window)
{
  VitStoryDesk *self = g_new0 (VitStoryDesk, 1);
  self->window = window;
  return self;
}

void
vit_story_desk_free (VitStoryDesk *self)
{
  if (!self)
    return;
  if (self->opening)
    vit_job_cancel (self->opening);
  g_clear_object (&self->opening);
  g_clear_pointer (&self->presentation, vit_presentation_free);
  stop_ticking (self);
  if (self->player)
    g_signal_handlers_disconnect_by_data (self->player, self);
  g_clear_pointer (&self->draw, vit_story_draw_free);
  if (self->panel)
    {
      g_signal_handlers_disconnect_by_data (self->panel, self);
      vit_story_panel_set_player (self->panel, NULL);
      vit_story_marks_set_player (self->marks, NULL);
    }
  if (self->player)
    vit_export_source_set_player (vit_story_player_get_session (self->player), NULL);
  vit_story_desk_follow_edits (self, NULL);
  g_clear_object (&self->player);
  g_free (self);
}
