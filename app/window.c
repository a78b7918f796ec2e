#include "app/window-private.h"

#include "app/pages.h"
#include "app/user-settings.h"
#include "core/base/isolate.h"
#include "ui/panels/ask-run.h"
#include "ui/style/theme.h"

G_DEFINE_FINAL_TYPE (VitWindow, vit_window, GTK_TYPE_APPLICATION_WINDOW)

/* ---- Title ---- */

void
vit_window_update_title (VitWindow *self)
{
  g_autofree char *base = NULL;
  const char *path = self->study ? vit_study_get_path (self->study) : NULL;
  const char *story = vit_story_desk_get_title (self->story_desk);
  const char *title = story ? story : self->study ? vit_study_get_title (self->study) : NULL;
  bool changed = story ? vit_story_desk_has_changes (self->story_desk)
                       : self->study && vit_study_get_modified (self->study);
  if (path)
    base = g_path_get_basename (path);

  const char *name =
      title && *title ? title : (base ? base : (self->study ? "New study" : "Vitrine"));
  g_autofree char *mark = g_strdup_printf ("%s%s", changed ? "• " : "", name);
  gtk_label_set_text (self->title, mark);
  gtk_label_set_text (self->subtitle, base && g_strcmp0 (base, name) != 0 ? base : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle),
                          *gtk_label_get_text (self->subtitle) != '\0');
  g_autofree char *in_title = vit_isolate (mark);
  g_autofree char *window_title =
      self->study ? g_strdup_printf ("%s – Vitrine", in_title) : g_strdup ("Vitrine");
  gtk_window_set_title (GTK_WINDOW (self), window_title);
}

/* ---- Typing ---- */

static gboolean
is_typing (VitWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  return GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus) ||
         (GTK_IS_LABEL (focus) && gtk_label_get_selectable (GTK_LABEL (focus)));
}

static gboolean
leave_unseen (gpointer data)
{
  g_autoptr (VitWindow) self = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  if (focus && !gtk_widget_get_mapped (focus) && gtk_window_is_active (GTK_WINDOW (self)))
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  return G_SOURCE_REMOVE;
}

static void
on_focus_changed (VitWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  /* GTK 4.8 leaves the keys in a menu that has closed, if its submenu opened a dialog: they would
   * go nowhere. */
  if (focus && !gtk_widget_get_mapped (focus))
    g_idle_add (leave_unseen, g_object_ref (self));
  if (application && gtk_window_is_active (GTK_WINDOW (self)))
    vit_actions_set_focus (self->actions, application,
                           is_typing (self) ? VIT_FOCUS_TEXT
                           : focus && gtk_widget_get_ancestor (focus, GTK_TYPE_POPOVER)
                               ? VIT_FOCUS_POPOVER
                               : VIT_FOCUS_WINDOW);
}

static gboolean
give_keys_back (gpointer data)
{
  g_autoptr (VitWindow) self = data;
  if (is_typing (self))
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  return G_SOURCE_REMOVE;
}

/* What was typed and is wrong is typed on, and what is searched for is chosen. */
static gboolean
give_keys_back_if_taken (gpointer data)
{
  g_autoptr (VitWindow) self = data;
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self)),
            *entry = focus ? gtk_widget_get_parent (focus) : NULL;
  if (!entry || (!gtk_widget_has_css_class (entry, "error") && !GTK_IS_SEARCH_ENTRY (entry)))
    give_keys_back (g_object_ref (self));
  return G_SOURCE_REMOVE;
}

/* A number that is typed has no steps of its own: steps are those of the study. */
static gboolean
steps_of_number (VitWindow *self, guint key, GdkModifierType state)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  guint lower = gdk_keyval_to_lower (key);
  bool forward = lower == GDK_KEY_y || (state & GDK_SHIFT_MASK);
  if (!(state & GDK_CONTROL_MASK) || (lower != GDK_KEY_z && lower != GDK_KEY_y) ||
      !GTK_IS_TEXT (focus) || !gtk_widget_get_ancestor (focus, GTK_TYPE_SPIN_BUTTON))
    return FALSE;
  gtk_widget_activate_action (GTK_WIDGET (self), forward ? "win.redo" : "win.undo", NULL);
  return TRUE;
}

/* Leaves the text in focus after the key has reached it, so that it takes over what was typed. */
static gboolean
on_key_pressed (
    GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, VitWindow *self)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_Escape) &&
      is_typing (self))
    g_idle_add (key == GDK_KEY_Escape ? give_keys_back : give_keys_back_if_taken,
                g_object_ref (self));
  return steps_of_number (self, key, state);
}

/* ---- The study ---- */

static void
on_edit_run (GtkWidget *panel, VitRun *run, VitWindow *self)
{
  vit_ask_run (GTK_WINDOW (self), run,
               vit_analyses_get_obstacle (vit_session_get_analyses (self->session), run));
}

gboolean
vit_window_has_changes (VitWindow *self)
{
  return self->study && vit_study_get_n_runs (self->study) > 0 &&
         vit_study_get_modified (self->study) && !vit_story_desk_owns_study (self->story_desk);
}

VitPage *
vit_window_get_page (VitWindow *self)
{
  return VIT_PAGE (gtk_stack_get_visible_child (self->pages));
}

/* Pages that are not seen are not in the accessibility tree. */
static void
hide_other_pages (GtkStack *stack)
{
  GtkWidget *seen = gtk_stack_get_visible_child (stack);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (stack)); page;
       page = gtk_widget_get_next_sibling (page))
    gtk_accessible_update_state (GTK_ACCESSIBLE (page), GTK_ACCESSIBLE_STATE_HIDDEN, page != seen,
                                 -1);
}

static void
on_page_changed (VitWindow *self)
{
  hide_other_pages (self->pages);
  vit_window_fill_options (self);
  if (vit_window_get_page (self) && self->session)
    vit_study_set_option (self->study, "view", "page",
                          gtk_stack_get_visible_child_name (self->pages), NULL);
}

/* Show page and panels as they were when the study was saved. */
static void
restore_view (VitWindow *self)
{
  const VitViewOptions *view = &vit_study_get_options (self->study)->view;
  g_autofree char *name = g_strdup (view->page);
  if (gtk_stack_get_child_by_name (self->pages, name))
    gtk_stack_set_visible_child_name (self->pages, name);
  gtk_revealer_set_reveal_child (self->study_revealer, view->runs_panel);
  gtk_revealer_set_reveal_child (self->inspector_revealer, view->inspector);
}

static void
enable (VitWindow *self, const char *action, gboolean enabled)
{
  g_simple_action_set_enabled (
      G_SIMPLE_ACTION (g_action_map_lookup_action (G_ACTION_MAP (self), action)), enabled);
}

/* What can do nothing to the run in focus cannot be chosen. */
static void
update_run_actions (VitWindow *self)
{
  static const char *const names[] = { [VIT_RUN_RENAME] = "rename-run",
                                       [VIT_RUN_COLOUR] = "colour-run",
                                       [VIT_RUN_GROUP] = "group-run",
                                       [VIT_RUN_UP] = "run-up",
                                       [VIT_RUN_DOWN] = "run-down" };
  if (!self->session)
    return;
  VitRunList *runs = vit_study_panel_get_runs (self->study_panel);
  for (int deed = 0; deed < (int) G_N_ELEMENTS (names); deed++)
    enable (self, names[deed], vit_run_list_can_act (runs, (VitRunDeed) deed));
}

static void
update_actions (VitWindow *self)
{
  VitActionLevel level = !self->session                                 ? VIT_ALWAYS
                         : vit_session_get_n_shown (self->session) == 0 ? VIT_WITH_STUDY
                                                                        : VIT_WITH_RUN;
  vit_actions_set_level (self->actions, G_ACTION_MAP (self), level);
  if (self->story_desk)
    vit_story_desk_update_actions (self->story_desk);
  enable (self, "undo", self->undo && vit_undo_get_past (self->undo));
  enable (self, "redo", self->undo && vit_undo_get_future (self->undo));
  update_run_actions (self);
}

/* A new study begins without steps. */
static void
follow_steps (VitWindow *self)
{
  if (self->undo)
    g_signal_handlers_disconnect_by_data (self->undo, self);
  g_clear_object (&self->undo);
  if (!self->study)
    return;
  self->undo = vit_undo_new (self->study);
  g_signal_connect_swapped (self->undo, "changed", G_CALLBACK (update_actions), self);
}

void
vit_window_take_look_as_given (VitWindow *self)
{
  if (self->undo)
    vit_undo_absorb (self->undo);
}

#define BUTTONS (GDK_BUTTON1_MASK | GDK_BUTTON2_MASK | GDK_BUTTON3_MASK)

/* All that changes while a button of the pointer is held is one step. */
static gboolean
on_event (GtkEventControllerLegacy *events, GdkEvent *event, VitWindow *self)
{
  GdkEventType type = gdk_event_get_event_type (event);
  if (self->undo && (type == GDK_BUTTON_PRESS || type == GDK_BUTTON_RELEASE))
    vit_undo_set_held (self->undo, type == GDK_BUTTON_PRESS);
  /* Whoever drags something away has let go of the button elsewhere. */
  else if (self->undo && (type == GDK_MOTION_NOTIFY || type == GDK_ENTER_NOTIFY) &&
           !(gdk_event_get_modifier_state (event) & BUTTONS))
    vit_undo_set_held (self->undo, false);
  return GDK_EVENT_PROPAGATE;
}

/* What does not fit into the cache is computed again each time: said once. */
static void
on_result (VitWindow *self)
{
  unsigned n = vit_cache_count_dropped ();
  if (n == 0 || self->told_dropped || !self->cache)
    return;
  self->told_dropped = TRUE;
  g_autofree char *size =
      g_format_size_full (vit_cache_get_budget (self->cache), G_FORMAT_SIZE_IEC_UNITS);
  g_autofree char *text = g_strdup_printf (
      "The cache may take %s, and results of this study do not fit: they will be computed again. "
      "VITRINE_CACHE_SIZE makes it larger; vitrine-cli run keeps all of a study beside it.",
      size);
  vit_toast_show (self->toast, text, NULL, NULL, NULL, NULL);
}

/* Of a run that is being written; what was there before is marked on the ruler alone. */
static void
on_alarm (VitAlarms *alarms, VitRun *run, const VitAlarm *alarm, VitWindow *self)
{
  GApplication *application = G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self)));
  if (!alarm->news || !application)
    return;
  g_autofree char *text = vit_alarm_dup_text (alarm);
  g_autofree char *title = g_strdup_printf ("Alarm of %s", vit_run_get_name (run));
  g_autofree char *note = g_strdup_printf ("%s: %s", title, text);
  g_autoptr (GNotification) notification = g_notification_new (title);
  g_notification_set_body (notification, text);
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_HIGH);
  g_application_send_notification (application, NULL, notification);
  vit_window_show_note (self, note);
}

void
vit_window_set_study (VitWindow *self, VitStudy *study)
{
  vit_window_stop_slice (self);
  vit_story_desk_leave (self->story_desk);
  g_set_object (&self->study, study);
  follow_steps (self);
  g_autoptr (VitSession) old = g_steal_pointer (&self->session);
  if (old)
    vit_session_set_playing (old, false);
  g_autoptr (VitCache) kept = study ? vit_window_open_kept (self, study) : NULL;
  self->session = study ? vit_session_new (study, kept) : NULL;

  vit_problem_bar_set_session (self->problems, self->session);
  vit_study_panel_set_session (self->study_panel, NULL);
  vit_inspector_set_session (self->inspector, NULL);
  vit_time_scrubber_set_session (self->scrubber, self->session);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page;
       page = gtk_widget_get_next_sibling (page))
    vit_page_set_session (VIT_PAGE (page), self->session);
  vit_window_fill (self);

  g_signal_group_set_target (self->study_signals, study);
  g_signal_group_set_target (self->session_signals, self->session);
  if (self->session)
    restore_view (self);
  if (self->session)
    {
      vit_analyses_start (vit_session_get_analyses (self->session));
      vit_session_follow_files (self->session);
      g_signal_connect_object (vit_session_get_alarms (self->session), "alarm",
                               G_CALLBACK (on_alarm), self, 0);
      g_signal_connect_object (vit_session_get_deriver (self->session), "changed",
                               G_CALLBACK (on_result), self, G_CONNECT_SWAPPED);
    }
  else
    vit_window_fill_recent (self);
  gtk_stack_set_visible_child_name (self->main_stack, self->session ? "study" : "welcome");
  vit_window_update_title (self);
  update_actions (self);
}

/* ---- The window ---- */

/* Of a run that is being written. */
static void
on_news (VitSession *session, VitRun *run, const char *text, VitWindow *self)
{
  g_autofree char *note = g_strdup_printf ("%s: %s", vit_run_get_name (run), text);
  vit_window_show_note (self, note);
}

static gboolean
vit_window_close_request (GtkWindow *window)
{
  if (vit_window_ask_before_close (VIT_WINDOW (window)))
    return TRUE;
  vit_user_settings_save_window (window);
  return GTK_WINDOW_CLASS (vit_window_parent_class)->close_request (window);
}

/* The theme of figures is dark where that of GTK is: where its text is light. */
static void
vit_window_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  GdkRGBA text;
  GTK_WIDGET_CLASS (vit_window_parent_class)->css_changed (widget, change);
  gtk_style_context_get_color (gtk_widget_get_style_context (widget), &text);
  vit_theme_set_dark (0.3f * text.red + 0.6f * text.green + 0.1f * text.blue > 0.5f);
}

static void
vit_window_dispose (GObject *object)
{
  VitWindow *self = VIT_WINDOW (object);

  vit_window_stop_slice (self);
  vit_window_cancel_unpacking (self);
  g_clear_pointer (&self->story_desk, vit_story_desk_free);
  g_clear_signal_handler (&self->page_changed, self->pages);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session_signals);

  if (self->undo)
    g_signal_handlers_disconnect_by_data (self->undo, self);
  g_clear_pointer (&self->filling, vit_turn_queue_free);
  g_clear_object (&self->undo);
  g_clear_object (&self->session);
  g_clear_object (&self->study);
  g_clear_pointer (&self->cache, vit_cache_unref);
  G_OBJECT_CLASS (vit_window_parent_class)->dispose (object);
}

static void
vit_window_class_init (VitWindowClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vit_window_dispose;
  GTK_WINDOW_CLASS (klass)->close_request = vit_window_close_request;
  widget_class->css_changed = vit_window_css_changed;

  g_type_ensure (VIT_TYPE_PROBLEM_BAR);
  g_type_ensure (VIT_TYPE_STUDY_PANEL);
  g_type_ensure (VIT_TYPE_INSPECTOR);
  g_type_ensure (VIT_TYPE_TIME_SCRUBBER);
  g_type_ensure (VIT_TYPE_TOAST);
  g_type_ensure (VIT_TYPE_PAGE_SWITCHER);
  g_type_ensure (VIT_TYPE_SIDE_PANELS);
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Vitrine/window.ui");
  gtk_widget_class_bind_template_child (widget_class, VitWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, switcher);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, full_screen_switcher);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, side_panels);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, study_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, inspector_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, open_menu);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, export_menu);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, main_menu);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, title);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, recent);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, study_panel);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, scrubber);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, toast);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, overlay);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, story_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, story_place);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, full_screen_place);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, tour_offer);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_run);
  gtk_widget_class_bind_template_callback (widget_class, vit_window_open_recent);
  gtk_widget_class_bind_template_callback (widget_class, vit_window_choose_model);
}

static void
vit_window_init (VitWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  self->cache = vit_cache_open (NULL, 0, NULL);
  self->filling = vit_turn_queue_new (NULL, VIT_TURN_BEFORE_DRAWING, false);

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "notify::modified",
                                  G_CALLBACK (vit_window_update_title), self);
  g_signal_group_connect_swapped (self->study_signals, "notify::title",
                                  G_CALLBACK (vit_window_update_title), self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect (self->session_signals, "news", G_CALLBACK (on_news), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed",
                                  G_CALLBACK (update_actions), self);
  vit_window_accept_drops (self);

  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  GtkEventController *events = gtk_event_controller_legacy_new ();
  gtk_event_controller_set_propagation_phase (events, GTK_PHASE_CAPTURE);
  g_signal_connect (events, "event", G_CALLBACK (on_event), self);
  gtk_widget_add_controller (GTK_WIDGET (self), events);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_changed), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_focus_changed), NULL);

  g_signal_connect (self->main_stack, "notify::visible-child", G_CALLBACK (hide_other_pages), NULL);
  hide_other_pages (self->main_stack);
  vit_window_fill_recent (self);
  vit_window_update_title (self);
}

static void
add_pages (VitWindow *self)
{
  gsize n;
  const VitPageSpec *specs = vit_page_list (&n);
  for (gsize i = 0; i < n; i++)
    {
      GtkWidget *page = vit_page_new (&specs[i], self->actions);
      g_signal_connect_swapped (page, "focus-changed", G_CALLBACK (vit_window_mark_options), self);
      gtk_stack_add_titled (self->pages, page, specs[i].name, specs[i].title);
    }
  self->page_changed = g_signal_connect_swapped (self->pages, "notify::visible-child",
                                                 G_CALLBACK (on_page_changed), self);
  on_page_changed (self);
  g_autoptr (GMenuModel) menu = vit_actions_new_menu (self->actions, VIT_MENU_PAGES);
  vit_page_switcher_set_stack (self->switcher, self->pages, menu);
  vit_page_switcher_set_stack (self->full_screen_switcher, self->pages, menu);
}

static void
add_menu (VitWindow *self, GtkMenuButton *button, VitActionMenu menu)
{
  g_autoptr (GMenuModel) model = vit_actions_new_menu (self->actions, menu);
  gtk_menu_button_set_menu_model (button, model);
}

/* Stories have menus of their own below the main one. */
static void
add_main_menu (VitWindow *self)
{
  g_autoptr (GMenuModel) main = vit_actions_new_menu (self->actions, VIT_MENU_MAIN);
  g_autoptr (GMenuModel) story = vit_actions_new_menu (self->actions, VIT_MENU_STORY);
  g_autoptr (GMenuModel) stories = vit_actions_new_menu (self->actions, VIT_MENU_STORIES);
  g_autoptr (GMenu) section = g_menu_new ();
  if (g_menu_model_get_n_items (story) > 0)
    g_menu_append_submenu (section, "Story", story);
  if (g_menu_model_get_n_items (stories) > 0)
    g_menu_append_submenu (section, "Stories That Come Along", stories);
  if (g_menu_model_get_n_items (G_MENU_MODEL (section)) > 0)
    g_menu_insert_section (G_MENU (main), 2, NULL, G_MENU_MODEL (section));
  gtk_menu_button_set_menu_model (self->main_menu, main);
}

VitWindow *
vit_window_new_bare (GtkApplication *application)
{
  VitWindow *self = g_object_new (VIT_TYPE_WINDOW, "application", application, NULL);
  vit_user_settings_load_window (GTK_WINDOW (self));
  return self;
}

void
vit_window_furnish (VitWindow *self, const VitActionTable *actions)
{
  g_return_if_fail (VIT_IS_WINDOW (self) && actions && !self->actions);
  self->actions = actions;
  add_pages (self);
  add_menu (self, self->open_menu, VIT_MENU_OPEN);
  add_menu (self, self->export_menu, VIT_MENU_EXPORT);
  add_main_menu (self);
  g_autoptr (GMenuModel) of_run = vit_actions_new_menu (actions, VIT_MENU_RUN);
  vit_run_list_set_menu (vit_study_panel_get_runs (self->study_panel), of_run);
  g_signal_connect_object (vit_study_panel_get_runs (self->study_panel), "deeds-changed",
                           G_CALLBACK (update_run_actions), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vit_study_panel_get_runs (self->study_panel), "removed",
                           G_CALLBACK (vit_window_show_removed), self, G_CONNECT_SWAPPED);
  vit_actions_add_to_window (actions, self);
  self->story_desk = vit_story_desk_new (self);
  vit_story_desk_offer_tour (self->story_desk);
  vit_actions_fill_tooltips (actions, GTK_WIDGET (self));
  update_actions (self);
}

VitWindow *
vit_window_new (GtkApplication *application, const VitActionTable *actions)
{
  g_return_val_if_fail (actions, NULL);
  VitWindow *self = vit_window_new_bare (application);
  vit_window_furnish (self, actions);
  return self;
}
