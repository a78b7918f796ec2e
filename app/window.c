#include "app/window-private.h"

#include <math.h>

#include "app/application.h"
#include "app/dialogs.h"
#include "config.h"
#include "core/io/trajectory-files.h"
#include "ui/panels/ask-run.h"
#include "ui/style/theme.h"

G_DEFINE_FINAL_TYPE (VitWindow, vit_window, GTK_TYPE_APPLICATION_WINDOW)

/* ---- Title ---- */

static void
update_title (VitWindow *self)
{
  g_autofree char *base = NULL;
  const char *path = self->study ? vit_study_get_path (self->study) : NULL;
  const char *title = self->study ? vit_study_get_title (self->study) : NULL;
  if (path)
    base = g_path_get_basename (path);

  const char *name =
      title && *title ? title : (base ? base : (self->study ? "New study" : "Vitrine"));
  g_autofree char *mark = g_strdup_printf (
      "%s%s", self->study && vit_study_get_modified (self->study) ? "• " : "", name);
  gtk_label_set_text (self->title, mark);
  gtk_label_set_text (self->subtitle, base && g_strcmp0 (base, name) != 0 ? base : "");
  gtk_widget_set_visible (GTK_WIDGET (self->subtitle),
                          *gtk_label_get_text (self->subtitle) != '\0');
  g_autofree char *window_title =
      self->study ? g_strdup_printf ("%s – Vitrine", mark) : g_strdup ("Vitrine");
  gtk_window_set_title (GTK_WINDOW (self), window_title);
}

/* ---- Playing ---- */

static gboolean
on_tick (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitWindow *self = VIT_WINDOW (widget);
  gint64 now = gdk_frame_clock_get_frame_time (clock);
  if (self->last_tick != 0)
    vit_session_tick (self->session, (double) (now - self->last_tick) * 1e-6);
  self->last_tick = now;
  return G_SOURCE_CONTINUE;
}

static void
on_playing_changed (VitSession *session, GParamSpec *pspec, VitWindow *self)
{
  gboolean playing = vit_session_get_playing (session);
  if (playing && self->tick == 0)
    {
      self->last_tick = 0;
      self->tick = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_tick, NULL, NULL);
    }
  else if (!playing && self->tick != 0)
    {
      gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
      self->tick = 0;
    }
}

/* ---- Typing ---- */

static gboolean
is_typing (VitWindow *self)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));
  return GTK_IS_TEXT (focus) || GTK_IS_TEXT_VIEW (focus) ||
         (GTK_IS_LABEL (focus) && gtk_label_get_selectable (GTK_LABEL (focus)));
}

static void
on_focus_changed (VitWindow *self)
{
  GtkApplication *application = gtk_window_get_application (GTK_WINDOW (self));
  if (application && gtk_window_is_active (GTK_WINDOW (self)))
    vit_application_set_typing (application, is_typing (self));
}

static gboolean
give_keys_back (gpointer data)
{
  g_autoptr (VitWindow) self = data;
  if (is_typing (self))
    gtk_window_set_focus (GTK_WINDOW (self), NULL);
  return G_SOURCE_REMOVE;
}

/* What was typed is taken over first. */
static gboolean
on_key_pressed (
    GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, VitWindow *self)
{
  if ((key == GDK_KEY_Return || key == GDK_KEY_KP_Enter || key == GDK_KEY_Escape) &&
      is_typing (self))
    g_idle_add (give_keys_back, g_object_ref (self));
  return FALSE;
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
         vit_study_get_modified (self->study);
}

VitPage *
vit_window_get_page (VitWindow *self)
{
  return VIT_PAGE (gtk_stack_get_visible_child (self->pages));
}

/* Options of views that the page does not have would do nothing that is seen. */
static void
on_page_changed (VitWindow *self)
{
  VitPage *page = vit_window_get_page (self);
  if (page)
    vit_inspector_set_views (
        self->inspector, vit_page_shows (page, "slice") || vit_page_shows (page, "plasticity-grid"),
        vit_page_shows (page, "distribution"));
}

void
vit_window_set_study (VitWindow *self, VitStudy *study)
{
  g_set_object (&self->study, study);
  g_autoptr (VitSession) old = g_steal_pointer (&self->session);
  if (old)
    vit_session_set_playing (old, false);
  self->session = vit_session_new (study, self->cache);

  vit_problem_bar_set_session (self->problems, self->session);
  vit_study_panel_set_session (self->study_panel, self->session);
  vit_inspector_set_session (self->inspector, self->session);
  vit_time_scrubber_set_session (self->scrubber, self->session);
  for (GtkWidget *page = gtk_widget_get_first_child (GTK_WIDGET (self->pages)); page;
       page = gtk_widget_get_next_sibling (page))
    vit_page_set_session (VIT_PAGE (page), self->session);

  g_signal_group_set_target (self->study_signals, study);
  g_signal_group_set_target (self->session_signals, self->session);
  vit_analyses_start (vit_session_get_analyses (self->session));
  gtk_stack_set_visible_child_name (self->main_stack, "study");
  update_title (self);
  vit_window_update_actions (self);
}

/* What was opened; file dialogs add what was exported, too. */
#define RECENT_GROUP "Vitrine runs and studies"

static void
remember (GFile *file)
{
  g_autofree char *uri = g_file_get_uri (file);
  g_autofree char *type = g_content_type_guess (uri, NULL, 0, NULL);
  g_autofree char *mime = g_content_type_get_mime_type (type);
  char *groups[] = { (char *) RECENT_GROUP, NULL };
  GtkRecentData data = { .mime_type = mime ? mime : (char *) "application/octet-stream",
                         .app_name = (char *) g_get_application_name (),
                         .app_exec = (char *) "vitrine %f",
                         .groups = groups };
  gtk_recent_manager_add_full (gtk_recent_manager_get_default (), uri, &data);
}

void
vit_window_open_study (VitWindow *self, const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  if (!study)
    {
      if (!self->study)
        {
          g_autoptr (VitStudy) empty = vit_study_new ();
          vit_window_set_study (self, empty);
        }
      vit_problem_bar_show_error (self->problems, error->message);
      return;
    }
  vit_window_set_study (self, study);
}

void
vit_window_add_trajectories (VitWindow *self, const char *const *paths, gboolean as_one_run)
{
  if (!self->study)
    {
      g_autoptr (VitStudy) study = vit_study_new ();
      vit_window_set_study (self, study);
    }
  if (as_one_run)
    {
      g_autoptr (VitRun) run = vit_run_new (paths);
      vit_study_add_run (self->study, run);
      return;
    }
  for (gsize i = 0; paths[i]; i++)
    {
      const char *const one[] = { paths[i], NULL };
      g_autoptr (VitRun) run = vit_run_new (one);
      vit_study_add_run (self->study, run);
    }
}

typedef struct
{
  VitWindow *window;
  char **paths;
} Pending;

static void
on_several_answered (int index, gpointer data)
{
  Pending *pending = data;
  if (index >= 1)
    vit_window_add_trajectories (pending->window, (const char *const *) pending->paths, index == 1);
  g_object_unref (pending->window);
  g_strfreev (pending->paths);
  g_free (pending);
}

static void
ask_one_or_several (VitWindow *self, char **paths)
{
  static const char *const buttons[] = { "Cancel", "One Run", "Separate Runs", NULL };
  Pending *pending = g_new0 (Pending, 1);
  pending->window = g_object_ref (self);
  pending->paths = g_strdupv (paths);
  /* File dialogs give them in whatever order they were shown. */
  vit_sort_file_names (pending->paths);
  guint n = g_strv_length (pending->paths);
  g_autofree char *first = g_path_get_basename (pending->paths[0]);
  g_autofree char *last = g_path_get_basename (pending->paths[n - 1]);
  g_autofree char *text = g_strdup_printf (
      "%u files, from %s to %s. Are they parts of one run, one after the other in the order of the "
      "numbers in their names, or runs of their own?",
      n, first, last);
  vit_ask (GTK_WINDOW (self), "Several Files", text, buttons, -1, on_several_answered, pending);
}

/* A study with changes that are not saved stays: the other gets a window of its own. */
VitWindow *
vit_window_open_study_or_anew (VitWindow *self, const char *path)
{
  VitWindow *window = self;
  if (vit_window_has_changes (self))
    {
      window = vit_window_new (gtk_window_get_application (GTK_WINDOW (self)));
      gtk_window_present (GTK_WINDOW (window));
    }
  vit_window_open_study (window, path);
  return window;
}

static gboolean
is_log (const char *path)
{
  g_autofree char *base = g_path_get_basename (path);
  return g_str_has_prefix (base, "log.") || g_str_has_suffix (base, ".log") ||
         strstr (base, ".strain") != NULL;
}

void
vit_window_open_files (VitWindow *self, GFile **files, guint n_files)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  guint n_trajectories = 0;

  for (guint i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);
      if (!path)
        continue;
      remember (files[i]);
      if (g_str_has_suffix (path, ".vitrine"))
        self = vit_window_open_study_or_anew (self, path);
      else if (g_str_has_suffix (path, VIT_MODEL_SUFFIX) && self->study)
        vit_study_set_model_path (self->study, path);
      else if (is_log (path) && self->study && vit_study_get_n_runs (self->study) == 1)
        g_object_set (vit_study_get_run (self->study, 0), "log", path, NULL);
      else
        {
          g_strv_builder_add (builder, path);
          n_trajectories++;
        }
    }
  g_auto (GStrv) paths = g_strv_builder_end (builder);
  if (n_trajectories > 1)
    ask_one_or_several (self, paths);
  else if (n_trajectories == 1)
    vit_window_add_trajectories (self, (const char *const *) paths, FALSE);
}

static void
on_model_chosen (GListModel *files, gpointer data)
{
  VitWindow *self = data;
  g_autoptr (GFile) file = g_list_model_get_item (files, 0);
  g_autofree char *path = file ? g_file_get_path (file) : NULL;
  if (path)
    vit_study_set_model_path (self->study, path);
}

void
vit_window_choose_model (VitWindow *self)
{
  static const VitFileKind kinds[] = {
    { "T_ML models", { "*" VIT_MODEL_SUFFIX } },
    { "All files", { "*" } },
  };
  const char *old = self->study ? vit_study_get_model_path (self->study) : NULL;
  g_autofree char *bundled = old ? NULL : vit_application_find_model ();
  vit_choose_files (GTK_WINDOW (self), "Choose a T_ML Model", GTK_FILE_CHOOSER_ACTION_OPEN, FALSE,
                    kinds, G_N_ELEMENTS (kinds), old ? old : bundled, on_model_chosen, self);
}

/* ---- Dropping files, the recent list ---- */

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, VitWindow *self)
{
  if (!G_VALUE_HOLDS (value, GDK_TYPE_FILE_LIST))
    return FALSE;
  GSList *list = g_value_get_boxed (value);
  g_autoptr (GPtrArray) files = g_ptr_array_new ();
  for (GSList *l = list; l; l = l->next)
    g_ptr_array_add (files, l->data);
  vit_window_open_files (self, (GFile **) files->pdata, files->len);
  return TRUE;
}

static void
on_recent_activated (GtkListBox *list, GtkListBoxRow *row, VitWindow *self)
{
  const char *uri = g_object_get_data (G_OBJECT (row), "uri");
  g_autoptr (GFile) file = g_file_new_for_uri (uri);
  vit_window_open_files (self, &file, 1);
}

static gboolean
is_ours (GtkRecentInfo *info)
{
  return gtk_recent_info_has_application (info, g_get_application_name ()) &&
         gtk_recent_info_has_group (info, RECENT_GROUP) && gtk_recent_info_is_local (info) &&
         gtk_recent_info_exists (info);
}

static void
fill_recent (VitWindow *self)
{
  GtkListBoxRow *row;
  while ((row = gtk_list_box_get_row_at_index (self->recent, 0)))
    gtk_list_box_remove (self->recent, GTK_WIDGET (row));

  GList *items = gtk_recent_manager_get_items (gtk_recent_manager_get_default ());
  int n = 0;
  for (GList *l = items; l && n < 6; l = l->next)
    {
      GtkRecentInfo *info = l->data;
      if (!is_ours (info))
        continue;
      g_autofree char *where = gtk_recent_info_get_uri_display (info);
      g_autofree char *text = g_markup_printf_escaped (
          "%s\n<small>%s</small>", gtk_recent_info_get_display_name (info), where);
      GtkWidget *label = gtk_label_new (NULL);
      gtk_label_set_markup (GTK_LABEL (label), text);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_MIDDLE);
      GtkWidget *item = gtk_list_box_row_new ();
      gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (item), label);
      g_object_set_data_full (G_OBJECT (item), "uri", g_strdup (gtk_recent_info_get_uri (info)),
                              g_free);
      gtk_list_box_append (self->recent, item);
      n++;
    }
  g_list_free_full (items, (GDestroyNotify) gtk_recent_info_unref);
  gtk_widget_set_visible (GTK_WIDGET (self->recent), n > 0);
}

/* ---- Closing ---- */

static void
close_now (VitWindow *self)
{
  self->closing = TRUE;
  gtk_window_close (GTK_WINDOW (self));
}

static void
on_close_answered (int index, gpointer data)
{
  VitWindow *self = data;
  if (index == 1)
    close_now (self);
  else if (index == 2)
    vit_window_save (self, FALSE, close_now);
}

static gboolean
vit_window_close_request (GtkWindow *window)
{
  VitWindow *self = VIT_WINDOW (window);
  static const char *const buttons[] = { "Cancel", "Discard", "Save", NULL };

  if (!self->closing && vit_window_has_changes (self))
    {
      vit_ask (
          window, "Save the Study?",
          "The study has changes that are not saved: its runs, their conditions and the views. "
          "Computed temperatures are kept in the cache either way.",
          buttons, 1, on_close_answered, self);
      return TRUE;
    }
  return GTK_WINDOW_CLASS (vit_window_parent_class)->close_request (window);
}

/* What is drawn by hand takes its colours from the theme in use: dark if its text is light. */
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

  if (self->tick != 0)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->tick);
  self->tick = 0;
  g_clear_signal_handler (&self->page_changed, self->pages);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session_signals);

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
  gtk_widget_class_set_template_from_resource (widget_class, "/org/vitrine/Vitrine/window.ui");
  gtk_widget_class_bind_template_child (widget_class, VitWindow, main_stack);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, pages);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, study_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, inspector_revealer);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, title);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, subtitle);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, recent);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, problems);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, study_panel);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, inspector);
  gtk_widget_class_bind_template_child (widget_class, VitWindow, scrubber);
  gtk_widget_class_bind_template_callback (widget_class, on_edit_run);
  gtk_widget_class_bind_template_callback (widget_class, on_recent_activated);
  gtk_widget_class_bind_template_callback (widget_class, vit_window_choose_model);
  vit_window_install_actions (klass);
}

static void
vit_window_init (VitWindow *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  gsize n_pages;
  const VitPageSpec *specs = vit_page_list (&n_pages);
  for (gsize i = 0; i < n_pages; i++)
    gtk_stack_add_titled (self->pages, vit_page_new (&specs[i]), specs[i].name, specs[i].title);
  self->page_changed = g_signal_connect_swapped (self->pages, "notify::visible-child",
                                                 G_CALLBACK (on_page_changed), self);
  on_page_changed (self);
  self->cache = vit_cache_open (NULL, 0, NULL);

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "notify::modified",
                                  G_CALLBACK (update_title), self);
  g_signal_group_connect_swapped (self->study_signals, "notify::title", G_CALLBACK (update_title),
                                  self);
  g_signal_group_connect_swapped (self->study_signals, "items-changed",
                                  G_CALLBACK (vit_window_update_actions), self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect (self->session_signals, "notify::playing", G_CALLBACK (on_playing_changed),
                          self);

  GtkDropTarget *drop = gtk_drop_target_new (GDK_TYPE_FILE_LIST, GDK_ACTION_COPY);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));

  GtkEventController *keys = gtk_event_controller_key_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self), keys);
  g_signal_connect (self, "notify::focus-widget", G_CALLBACK (on_focus_changed), NULL);
  g_signal_connect (self, "notify::is-active", G_CALLBACK (on_focus_changed), NULL);

  fill_recent (self);
  update_title (self);
  vit_window_update_actions (self);
}

VitWindow *
vit_window_new (GtkApplication *application)
{
  return g_object_new (VIT_TYPE_WINDOW, "application", application, NULL);
}
