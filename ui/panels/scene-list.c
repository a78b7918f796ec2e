#include "ui/panels/scene-list.h"

/* No higher than this, px; it scrolls. */
#define HIGHEST 240

struct _VitSceneList
{
  GtkWidget parent_instance;

  VitStoryPlayer *player; /* nullable */
  GSignalGroup *player_signals;
  GtkWidget *scroller;
  GtkListBox *list;
  gboolean editing, filling;
};

G_DEFINE_FINAL_TYPE (VitSceneList, vit_scene_list, GTK_TYPE_WIDGET)

/* ---- Moving ---- */

static void
move (VitSceneList *self, guint from, guint to)
{
  guint n = vit_story_player_get_n (self->player),
        index = vit_story_player_get_index (self->player);
  if (!self->editing || from >= n || to >= n || from == to)
    return;
  const VitStoryScene *shown = vit_story_player_get_scene (self->player);
  VitStory *story = vit_story_player_get_story (self->player);
  vit_story_move (story, from, to);
  for (guint i = 0; i < n; i++)
    if (vit_story_get (story, i) == shown)
      index = i;
  vit_story_player_follow (self->player, index);
  vit_story_player_mark_edited (self->player, true);
}

static gboolean
on_key (
    GtkEventControllerKey *keys, guint key, guint code, GdkModifierType state, VitSceneList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_selected_row (self->list);
  if (!row || !self->editing || !(state & GDK_CONTROL_MASK) ||
      (key != GDK_KEY_Up && key != GDK_KEY_Down))
    return FALSE;
  int from = gtk_list_box_row_get_index (row);
  int to = from + (key == GDK_KEY_Up ? -1 : 1);
  if (to >= 0)
    move (self, (guint) from, (guint) to);
  GtkListBoxRow *now = gtk_list_box_get_selected_row (self->list);
  if (now)
    gtk_widget_grab_focus (GTK_WIDGET (now));
  return TRUE;
}

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, VitSceneList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int) y);
  return row && self->editing ? gdk_content_provider_new_typed (
                                    G_TYPE_UINT, (guint) gtk_list_box_row_get_index (row))
                              : NULL;
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, VitSceneList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->list, (int) y);
  guint n = self->player ? vit_story_player_get_n (self->player) : 0;
  if (n == 0 || !G_VALUE_HOLDS (value, G_TYPE_UINT))
    return FALSE;
  move (self, g_value_get_uint (value), row ? (guint) gtk_list_box_row_get_index (row) : n - 1);
  return TRUE;
}

/* ---- Rows ---- */

static void
on_row_activated (GtkListBox *list, GtkListBoxRow *row, VitSceneList *self)
{
  if (!self->filling && self->player)
    vit_story_player_go (self->player, (guint) gtk_list_box_row_get_index (row));
}

static void
mark_shown (VitSceneList *self)
{
  GtkListBoxRow *row =
      self->player ? gtk_list_box_get_row_at_index (self->list,
                                                    (int) vit_story_player_get_index (self->player))
                   : NULL;
  self->filling = TRUE;
  gtk_list_box_select_row (self->list, row);
  self->filling = FALSE;
}

static void
set_row (GtkListBox *list, guint i, const VitStoryScene *scene)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_index (list, (int) i);
  g_autofree char *text = g_strdup_printf ("%u   %s%s", i + 1, scene->header ? scene->header : "",
                                           scene->question ? "  · question" : "");
  if (!row)
    {
      GtkWidget *label = gtk_label_new (NULL);
      gtk_label_set_xalign (GTK_LABEL (label), 0);
      gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
      gtk_list_box_append (list, label);
      row = gtk_list_box_get_row_at_index (list, (int) i);
    }
  gtk_label_set_text (GTK_LABEL (gtk_list_box_row_get_child (row)), text);
}

static void
fill (VitSceneList *self)
{
  guint n = self->player ? vit_story_player_get_n (self->player) : 0;
  for (guint i = 0; i < n; i++)
    set_row (self->list, i, vit_story_get (vit_story_player_get_story (self->player), i));
  GtkListBoxRow *row;
  while ((row = gtk_list_box_get_row_at_index (self->list, (int) n)))
    gtk_list_box_remove (self->list, GTK_WIDGET (row));
  mark_shown (self);
}

/* ---- Object ---- */

void
vit_scene_list_set_player (VitSceneList *self, VitStoryPlayer *player)
{
  g_return_if_fail (VIT_IS_SCENE_LIST (self));
  g_set_object (&self->player, player);
  g_signal_group_set_target (self->player_signals, player);
  fill (self);
}

void
vit_scene_list_set_editing (VitSceneList *self, gboolean editing)
{
  g_return_if_fail (VIT_IS_SCENE_LIST (self));
  self->editing = editing;
}

static void
vit_scene_list_dispose (GObject *object)
{
  VitSceneList *self = VIT_SCENE_LIST (object);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->player);
  g_clear_pointer (&self->scroller, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_scene_list_parent_class)->dispose (object);
}

static void
vit_scene_list_class_init (VitSceneListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_scene_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vit_scene_list_init (VitSceneList *self)
{
  self->list = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_activate_on_single_click (self->list, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->list), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Scenes", -1);
  g_signal_connect (self->list, "row-activated", G_CALLBACK (on_row_activated), self);
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_signal_connect (keys, "key-pressed", G_CALLBACK (on_key), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), keys);
  GtkDragSource *drag = gtk_drag_source_new ();
  gtk_drag_source_set_actions (drag, GDK_ACTION_MOVE);
  g_signal_connect (drag, "prepare", G_CALLBACK (on_drag_prepare), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (drag));
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_UINT, GDK_ACTION_MOVE);
  g_signal_connect (drop, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self->list), GTK_EVENT_CONTROLLER (drop));

  self->scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (self->scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_max_content_height (GTK_SCROLLED_WINDOW (self->scroller), HIGHEST);
  gtk_scrolled_window_set_propagate_natural_height (GTK_SCROLLED_WINDOW (self->scroller), TRUE);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (self->scroller), GTK_WIDGET (self->list));
  gtk_widget_add_css_class (self->scroller, "frame");
  gtk_widget_set_parent (self->scroller, GTK_WIDGET (self));

  self->player_signals = g_signal_group_new (VIT_TYPE_STORY_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "scene-changed", G_CALLBACK (fill), self);
  g_signal_group_connect_swapped (self->player_signals, "edited", G_CALLBACK (fill), self);
}

GtkWidget *
vit_scene_list_new (void)
{
  return g_object_new (VIT_TYPE_SCENE_LIST, NULL);
}
