#include "ui/panels/story-panel.h"

#include "ui/panels/help-topic.h"
#include "ui/panels/scene-list.h"
#include "ui/panels/story-editor.h"
#include "ui/panels/story-text-view.h"

/* px at the usual size of text. */
#define WIDTH_EM 24

struct _VitStoryPanel
{
  GtkWidget parent_instance;

  VitStoryPlayer *player; /* nullable */
  GSignalGroup *player_signals, *session_signals;
  GtkWidget *box, *title, *menu, *scenes, *scenes_button, *scroller;
  GtkWidget *header, *lacks, *text, *question, *editor;
  GtkWidget *place, *progress, *clock;
  guint rendering; /* source, or 0 */
};

G_DEFINE_FINAL_TYPE (VitStoryPanel, vit_story_panel, GTK_TYPE_WIDGET)

enum
{
  LINK,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

/* ---- The scene ---- */

static gboolean
on_link (GtkLabel *label, const char *url, VitStoryPanel *self)
{
  g_signal_emit (self, signals[LINK], 0, url);
  return TRUE;
}

static void
on_link_of_question (VitQuestionView *view, const char *url, VitStoryPanel *self)
{
  g_signal_emit (self, signals[LINK], 0, url);
}

static void
show_lacks (VitStoryPanel *self)
{
  g_autofree char *lacks = self->player ? vit_story_player_dup_lacks (self->player) : NULL;
  gtk_label_set_text (GTK_LABEL (self->lacks), lacks ? lacks : "");
  gtk_widget_set_visible (self->lacks, lacks && *lacks);
}

static void
show_text (VitStoryPanel *self)
{
  VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  if (!scene)
    {
      gtk_label_set_text (GTK_LABEL (self->header), "");
      vit_box_clear (GTK_BOX (self->text));
      if (self->player)
        gtk_box_append (GTK_BOX (self->text),
                        gtk_label_new ("There is no scene yet: add a view as one."));
      return;
    }
  gtk_label_set_text (GTK_LABEL (self->header), scene->header ? scene->header : "");
  vit_story_text_fill (GTK_BOX (self->text), vit_story_player_get_story (self->player), scene, NULL,
                       G_CALLBACK (on_link), self);
}

static void
show_place (VitStoryPanel *self)
{
  guint n = self->player ? vit_story_player_get_n (self->player) : 0;
  guint index = self->player ? vit_story_player_get_index (self->player) : 0;
  g_autofree char *text =
      n > 0 ? g_strdup_printf ("Scene %u of %u", index + 1, n) : g_strdup ("No scene");
  gtk_label_set_text (GTK_LABEL (self->place), text);
  gtk_progress_bar_set_fraction (GTK_PROGRESS_BAR (self->progress),
                                 n > 0 ? (double) (index + 1) / n : 0);
}

static void
show_title (VitStoryPanel *self)
{
  VitStory *story = self->player ? vit_story_player_get_story (self->player) : NULL;
  const char *title = story && story->title && *story->title ? story->title : "Story";
  g_autofree char *text = g_strdup_printf (
      "%s%s", self->player && vit_story_player_get_edited (self->player) ? "• " : "", title);
  gtk_label_set_text (GTK_LABEL (self->title), text);
}

static void
on_scene_changed (VitStoryPanel *self)
{
  g_clear_handle_id (&self->rendering, g_source_remove);
  show_title (self);
  show_text (self);
  show_lacks (self);
  show_place (self);
  gtk_adjustment_set_value (
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller)), 0);
}

static gboolean
render (gpointer data)
{
  VitStoryPanel *self = data;
  self->rendering = 0;
  show_title (self);
  show_text (self);
  show_place (self);
  return G_SOURCE_REMOVE;
}

/* Later: whoever types is not held up. */
static void
on_edited (VitStoryPanel *self)
{
  if (self->rendering == 0)
    self->rendering = g_timeout_add (100, render, self);
}

static void
on_scenes_toggled (GtkToggleButton *button, VitStoryPanel *self)
{
  gtk_widget_set_visible (self->scenes, gtk_toggle_button_get_active (button));
}

/* ---- Public ---- */

void
vit_story_panel_set_player (VitStoryPanel *self, VitStoryPlayer *player)
{
  g_return_if_fail (VIT_IS_STORY_PANEL (self));
  g_set_object (&self->player, player);
  g_signal_group_set_target (self->player_signals, player);
  g_signal_group_set_target (self->session_signals,
                             player ? vit_story_player_get_session (player) : NULL);
  vit_scene_list_set_player (VIT_SCENE_LIST (self->scenes), player);
  vit_story_editor_set_player (VIT_STORY_EDITOR (self->editor), player);
  vit_question_view_set_player (VIT_QUESTION_VIEW (self->question), player);
  on_scene_changed (self);
}

void
vit_story_panel_set_menu (VitStoryPanel *self, GMenuModel *menu)
{
  g_return_if_fail (VIT_IS_STORY_PANEL (self));
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->menu), menu);
}

VitQuestionView *
vit_story_panel_get_question (VitStoryPanel *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PANEL (self), NULL);
  return VIT_QUESTION_VIEW (self->question);
}

void
vit_story_panel_set_editing (VitStoryPanel *self, gboolean editing)
{
  g_return_if_fail (VIT_IS_STORY_PANEL (self));
  gtk_widget_set_visible (self->editor, editing);
  vit_scene_list_set_editing (VIT_SCENE_LIST (self->scenes), editing);
  if (editing)
    gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->scenes_button), TRUE);
}

gboolean
vit_story_panel_get_editing (VitStoryPanel *self)
{
  g_return_val_if_fail (VIT_IS_STORY_PANEL (self), FALSE);
  return gtk_widget_get_visible (self->editor);
}

void
vit_story_panel_set_presenting (VitStoryPanel *self, gboolean presenting)
{
  g_return_if_fail (VIT_IS_STORY_PANEL (self));
  gtk_widget_set_visible (self->menu, !presenting);
  gtk_widget_set_visible (self->scenes_button, !presenting);
  gtk_widget_set_visible (self->clock, presenting);
  if (presenting)
    {
      gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (self->scenes_button), FALSE);
      vit_story_panel_set_editing (self, FALSE);
    }
}

void
vit_story_panel_set_clock (VitStoryPanel *self, const char *clock)
{
  g_return_if_fail (VIT_IS_STORY_PANEL (self));
  gtk_label_set_text (GTK_LABEL (self->clock), clock ? clock : "");
}

/* ---- Widgets ---- */

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static void
name_widget (GtkWidget *widget, const char *words)
{
  gtk_widget_set_tooltip_text (widget, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (widget), GTK_ACCESSIBLE_PROPERTY_LABEL, words,
                                  -1);
}

static GtkWidget *
new_head (VitStoryPanel *self)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 4);
  self->title = gtk_label_new (NULL);
  gtk_label_set_ellipsize (GTK_LABEL (self->title), PANGO_ELLIPSIZE_END);
  gtk_label_set_xalign (GTK_LABEL (self->title), 0);
  gtk_widget_set_hexpand (self->title, TRUE);
  gtk_widget_add_css_class (self->title, "caption");
  self->scenes_button = gtk_toggle_button_new ();
  gtk_button_set_icon_name (GTK_BUTTON (self->scenes_button), "view-list-symbolic");
  gtk_widget_add_css_class (self->scenes_button, "flat");
  name_widget (self->scenes_button, "List of scenes");
  g_signal_connect (self->scenes_button, "toggled", G_CALLBACK (on_scenes_toggled), self);
  self->menu = gtk_menu_button_new ();
  gtk_menu_button_set_icon_name (GTK_MENU_BUTTON (self->menu), "view-more-symbolic");
  gtk_widget_add_css_class (self->menu, "flat");
  name_widget (self->menu, "Menu of the story");
  gtk_box_append (GTK_BOX (row), self->title);
  gtk_box_append (GTK_BOX (row), self->scenes_button);
  gtk_box_append (GTK_BOX (row), self->menu);
  return row;
}

static GtkWidget *
new_body (VitStoryPanel *self)
{
  GtkWidget *body = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10);
  self->editor = vit_story_editor_new ();
  self->header = new_label ("story-header");
  self->lacks = new_label ("doubt");
  self->text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->question = vit_question_view_new ();
  g_signal_connect (self->question, "link", G_CALLBACK (on_link_of_question), self);
  gtk_widget_set_visible (self->editor, FALSE);
  gtk_widget_set_visible (self->lacks, FALSE);
  gtk_box_append (GTK_BOX (body), self->editor);
  gtk_box_append (GTK_BOX (body), self->header);
  gtk_box_append (GTK_BOX (body), self->lacks);
  gtk_box_append (GTK_BOX (body), self->text);
  gtk_box_append (GTK_BOX (body), self->question);
  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), body);
  gtk_widget_set_vexpand (self->scroller, TRUE);
  return self->scroller;
}

static GtkWidget *
new_action_button (const char *icon, const char *action, const char *words)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);
  g_autofree char *tooltip = g_strdup_printf ("%s ({%s})", words, action);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), action);
  name_widget (button, words);
  gtk_widget_set_tooltip_text (button, tooltip);
  return button;
}

static GtkWidget *
new_foot (VitStoryPanel *self)
{
  GtkWidget *foot = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6),
            *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);
  self->progress = gtk_progress_bar_new ();
  self->place = gtk_label_new (NULL);
  self->clock = gtk_label_new (NULL);
  gtk_widget_add_css_class (self->place, "caption");
  gtk_widget_add_css_class (self->clock, "numeric");
  gtk_widget_set_hexpand (self->place, TRUE);
  gtk_widget_set_visible (self->clock, FALSE);
  gtk_box_append (GTK_BOX (row), new_action_button ("go-previous-symbolic", "win.story-previous",
                                                    "Previous scene"));
  gtk_box_append (GTK_BOX (row), self->place);
  gtk_box_append (GTK_BOX (row), self->clock);
  gtk_box_append (GTK_BOX (row),
                  new_action_button ("go-next-symbolic", "win.story-next", "Next scene"));
  gtk_box_append (GTK_BOX (foot), self->progress);
  gtk_box_append (GTK_BOX (foot), row);
  return foot;
}

static void
vit_story_panel_dispose (GObject *object)
{
  VitStoryPanel *self = VIT_STORY_PANEL (object);
  g_clear_handle_id (&self->rendering, g_source_remove);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->player);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_story_panel_parent_class)->dispose (object);
}

/* Wide enough for lines that can be read, in the size of text at present. */
static void
vit_story_panel_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  VitStoryPanel *self = VIT_STORY_PANEL (widget);
  gtk_widget_measure (self->box, orientation, for_size, minimum, natural, NULL, NULL);
  if (orientation != GTK_ORIENTATION_HORIZONTAL)
    return;
  PangoContext *context = gtk_widget_get_pango_context (widget);
  PangoFontMetrics *metrics = pango_context_get_metrics (context, NULL, NULL);
  int digit = PANGO_PIXELS_CEIL (pango_font_metrics_get_approximate_char_width (metrics));
  pango_font_metrics_unref (metrics);
  *minimum = MAX (*minimum, WIDTH_EM * digit + 24);
  *natural = MAX (*minimum, 2 * WIDTH_EM * digit);
}

static void
vit_story_panel_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  gtk_widget_size_allocate (VIT_STORY_PANEL (widget)->box, &(GtkAllocation){ 0, 0, width, height },
                            baseline);
}

static void
vit_story_panel_class_init (VitStoryPanelClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vit_story_panel_dispose;
  widget_class->measure = vit_story_panel_measure;
  widget_class->size_allocate = vit_story_panel_size_allocate;
  gtk_widget_class_set_css_name (widget_class, "story-panel");
  signals[LINK] = g_signal_new ("link", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_story_panel_init (VitStoryPanel *self)
{
  vit_help_topic_set (GTK_WIDGET (self), "stories");
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->scenes = vit_scene_list_new ();
  gtk_widget_set_visible (self->scenes, FALSE);
  gtk_box_append (GTK_BOX (self->box), new_head (self));
  gtk_box_append (GTK_BOX (self->box), self->scenes);
  gtk_box_append (GTK_BOX (self->box), new_body (self));
  gtk_box_append (GTK_BOX (self->box), new_foot (self));
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  gtk_widget_set_name (GTK_WIDGET (self), "story");
  self->player_signals = g_signal_group_new (VIT_TYPE_STORY_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "scene-changed",
                                  G_CALLBACK (on_scene_changed), self);
  g_signal_group_connect_swapped (self->player_signals, "edited", G_CALLBACK (on_edited), self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed", G_CALLBACK (show_lacks),
                                  self);
  g_signal_group_connect_swapped (self->session_signals, "notify::extent", G_CALLBACK (show_lacks),
                                  self);
}

GtkWidget *
vit_story_panel_new (void)
{
  return g_object_new (VIT_TYPE_STORY_PANEL, NULL);
}
