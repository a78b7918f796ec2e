#include "ui/panels/story-editor.h"

#include "ui/panels/story-parts.h"

struct _VitStoryEditor
{
  GtkWidget parent_instance;

  VitStoryPlayer *player; /* nullable */
  GSignalGroup *player_signals;
  GtkWidget *box, *title, *header, *text, *notes, *parts;
  const VitStoryScene *shown; /* only an address */
  gboolean filling;
};

G_DEFINE_FINAL_TYPE (VitStoryEditor, vit_story_editor, GTK_TYPE_WIDGET)

static char *
dup_text (GtkWidget *view)
{
  GtkTextIter start, end;
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_get_bounds (buffer, &start, &end);
  return gtk_text_buffer_get_text (buffer, &start, &end, FALSE);
}

static void
take (char **field, char *value)
{
  g_free (*field);
  *field = value;
}

static void
on_typed (VitStoryEditor *self)
{
  VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  if (self->filling || !self->player)
    return;
  VitStory *story = vit_story_player_get_story (self->player);
  take (&story->title, g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->title))));
  if (scene)
    {
      take (&scene->header, g_strdup (gtk_editable_get_text (GTK_EDITABLE (self->header))));
      take (&scene->text, dup_text (self->text));
      take (&scene->notes, dup_text (self->notes));
    }
  vit_story_player_mark_edited (self->player, true);
}

static void
set_text (GtkWidget *view, const char *text)
{
  GtkTextBuffer *buffer = gtk_text_view_get_buffer (GTK_TEXT_VIEW (view));
  gtk_text_buffer_begin_irreversible_action (buffer);
  gtk_text_buffer_set_text (buffer, text ? text : "", -1);
  gtk_text_buffer_end_irreversible_action (buffer);
}

/* Fields keep the cursor as long as they show the same scene. */
static void
fill (VitStoryEditor *self)
{
  VitStoryScene *scene = self->player ? vit_story_player_get_scene (self->player) : NULL;
  if (!self->player || (scene && scene == self->shown))
    return;
  self->shown = scene;
  self->filling = TRUE;
  const char *title = vit_story_player_get_story (self->player)->title;
  gtk_editable_set_text (GTK_EDITABLE (self->title), title ? title : "");
  gtk_editable_set_text (GTK_EDITABLE (self->header), scene && scene->header ? scene->header : "");
  set_text (self->text, scene ? scene->text : NULL);
  set_text (self->notes, scene ? scene->notes : NULL);
  self->filling = FALSE;
  gtk_widget_set_sensitive (self->header, scene != NULL);
  gtk_widget_set_sensitive (self->text, scene != NULL);
  gtk_widget_set_sensitive (self->notes, scene != NULL);
}

/* Another scene may have the same address. */
static void
forget (VitStoryEditor *self)
{
  self->shown = NULL;
}

void
vit_story_editor_set_player (VitStoryEditor *self, VitStoryPlayer *player)
{
  g_return_if_fail (VIT_IS_STORY_EDITOR (self));
  g_set_object (&self->player, player);
  g_signal_group_set_target (self->player_signals, player);
  self->shown = NULL;
  vit_story_parts_set_player (VIT_STORY_PARTS (self->parts), player);
  fill (self);
}

/* ---- Widgets ---- */

static void
add_caption (VitStoryEditor *self, const char *words)
{
  GtkWidget *label = gtk_label_new (words);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_box_append (GTK_BOX (self->box), label);
}

static GtkWidget *
add_entry (VitStoryEditor *self, const char *words)
{
  GtkWidget *entry = gtk_entry_new ();
  add_caption (self, words);
  gtk_accessible_update_property (GTK_ACCESSIBLE (entry), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_swapped (entry, "changed", G_CALLBACK (on_typed), self);
  gtk_box_append (GTK_BOX (self->box), entry);
  return entry;
}

static GtkWidget *
add_text (VitStoryEditor *self, const char *words, int height)
{
  GtkWidget *scroller = gtk_scrolled_window_new (), *view = gtk_text_view_new ();
  add_caption (self, words);
  gtk_text_view_set_wrap_mode (GTK_TEXT_VIEW (view), GTK_WRAP_WORD_CHAR);
  gtk_text_view_set_accepts_tab (GTK_TEXT_VIEW (view), FALSE);
  gtk_text_view_set_top_margin (GTK_TEXT_VIEW (view), 4);
  gtk_text_view_set_left_margin (GTK_TEXT_VIEW (view), 6);
  gtk_accessible_update_property (GTK_ACCESSIBLE (view), GTK_ACCESSIBLE_PROPERTY_LABEL, words, -1);
  g_signal_connect_swapped (gtk_text_view_get_buffer (GTK_TEXT_VIEW (view)), "changed",
                            G_CALLBACK (on_typed), self);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), view);
  gtk_scrolled_window_set_min_content_height (GTK_SCROLLED_WINDOW (scroller), height);
  gtk_widget_add_css_class (scroller, "frame");
  gtk_box_append (GTK_BOX (self->box), scroller);
  return view;
}

static void
add_buttons (VitStoryEditor *self)
{
  static const struct
  {
    const char *icon, *action, *words;
  } buttons[] = {
    { "list-add-symbolic", "win.story-add-scene", "Add this view as a scene" },
    { "camera-photo-symbolic", "win.story-retake", "Take this view for the scene" },
    { "go-up-symbolic", "win.story-scene-up", "Move the scene up" },
    { "go-down-symbolic", "win.story-scene-down", "Move the scene down" },
    { "user-trash-symbolic", "win.story-delete-scene", "Delete the scene" },
    { "edit-undo-symbolic", "win.story-undo", "Undo in the story" },
    { "edit-redo-symbolic", "win.story-redo", "Redo in the story" },
    { "document-save-symbolic", "win.story-save", "Save the story" },
  };
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 2);
  for (gsize i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GtkWidget *button = gtk_button_new_from_icon_name (buttons[i].icon);
      g_autofree char *tooltip = g_strdup_printf ("%s ({%s})", buttons[i].words, buttons[i].action);
      gtk_actionable_set_action_name (GTK_ACTIONABLE (button), buttons[i].action);
      gtk_widget_set_tooltip_text (button, tooltip);
      gtk_widget_add_css_class (button, "flat");
      gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                      buttons[i].words, -1);
      gtk_box_append (GTK_BOX (row), button);
    }
  gtk_box_append (GTK_BOX (self->box), row);
}

static void
vit_story_editor_dispose (GObject *object)
{
  VitStoryEditor *self = VIT_STORY_EDITOR (object);
  g_clear_object (&self->player_signals);
  g_clear_object (&self->player);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_story_editor_parent_class)->dispose (object);
}

static void
vit_story_editor_class_init (VitStoryEditorClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_story_editor_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
}

static void
vit_story_editor_init (VitStoryEditor *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  add_buttons (self);
  self->title = add_entry (self, "Title of the story");
  self->header = add_entry (self, "Header of the scene");
  self->text = add_text (self, "Text (CommonMark)", 120);
  self->notes = add_text (self, "Notes for the presenter", 44);
  self->parts = vit_story_parts_new ();
  gtk_box_append (GTK_BOX (self->box), self->parts);
  self->player_signals = g_signal_group_new (VIT_TYPE_STORY_PLAYER);
  g_signal_group_connect_swapped (self->player_signals, "scene-changed", G_CALLBACK (fill), self);
  g_signal_group_connect_swapped (self->player_signals, "replaced", G_CALLBACK (forget), self);
}

GtkWidget *
vit_story_editor_new (void)
{
  return g_object_new (VIT_TYPE_STORY_EDITOR, NULL);
}
