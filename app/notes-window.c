#include "app/notes-window.h"

#include "ui/panels/story-text-view.h"

typedef struct
{
  VitStoryPlayer *player;
  GtkWidget *clock, *place, *header, *notes, *next, *next_text;
} Notes;

static const char key[] = "notes";

static void
notes_free (gpointer data)
{
  Notes *self = data;
  g_signal_handlers_disconnect_by_data (self->player, self);
  g_object_unref (self->player);
  g_free (self);
}

static void
show (Notes *self)
{
  const VitStory *story = vit_story_player_get_story (self->player);
  guint index = vit_story_player_get_index (self->player),
        n = vit_story_player_get_n (self->player);
  const VitStoryScene *scene = vit_story_get (story, index),
                      *next = vit_story_get (story, index + 1);
  g_autofree char *place = g_strdup_printf ("Scene %u of %u", MIN (index + 1, n), n);
  gtk_label_set_text (GTK_LABEL (self->place), place);
  gtk_label_set_text (GTK_LABEL (self->header), scene && scene->header ? scene->header : "");
  vit_story_text_fill (GTK_BOX (self->notes), story, scene,
                       scene && scene->notes && *scene->notes ? scene->notes : "*No notes.*", NULL,
                       NULL);
  g_autofree char *words = next ? g_strdup_printf ("Next: %s", next->header ? next->header : "")
                                : g_strdup ("This is the last scene.");
  gtk_label_set_text (GTK_LABEL (self->next), words);
  vit_box_clear (GTK_BOX (self->next_text));
  if (next)
    vit_story_text_fill (GTK_BOX (self->next_text), story, next, NULL, NULL, NULL);
  if (next && next->question)
    {
      GtkWidget *prompt = gtk_label_new (next->question->prompt);
      gtk_label_set_wrap (GTK_LABEL (prompt), TRUE);
      gtk_label_set_xalign (GTK_LABEL (prompt), 0);
      gtk_widget_add_css_class (prompt, "heading");
      gtk_box_append (GTK_BOX (self->next_text), prompt);
    }
}

static GtkWidget *
new_label (const char *css_class)
{
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, css_class);
  return label;
}

static GtkWidget *
new_scroller (GtkWidget *child)
{
  GtkWidget *scroller = gtk_scrolled_window_new ();
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scroller), GTK_POLICY_NEVER,
                                  GTK_POLICY_AUTOMATIC);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), child);
  gtk_widget_set_vexpand (scroller, TRUE);
  return scroller;
}

GtkWidget *
vit_notes_window_new (GtkApplication *application, VitStoryPlayer *player)
{
  g_return_val_if_fail (VIT_IS_STORY_PLAYER (player), NULL);
  Notes *self = g_new0 (Notes, 1);
  GtkWidget *window = gtk_window_new (), *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 10),
            *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->player = g_object_ref (player);
  self->clock = new_label ("clock");
  self->place = new_label ("caption");
  self->header = new_label ("story-header");
  self->notes = gtk_box_new (GTK_ORIENTATION_VERTICAL, 8);
  self->next = new_label ("heading");
  self->next_text = gtk_box_new (GTK_ORIENTATION_VERTICAL, 6);
  gtk_widget_add_css_class (box, "notes");
  gtk_widget_set_hexpand (self->place, TRUE);
  gtk_box_append (GTK_BOX (row), self->place);
  gtk_box_append (GTK_BOX (row), self->clock);
  gtk_box_append (GTK_BOX (box), row);
  gtk_box_append (GTK_BOX (box), self->header);
  gtk_box_append (GTK_BOX (box), new_scroller (self->notes));
  gtk_box_append (GTK_BOX (box), gtk_separator_new (GTK_ORIENTATION_HORIZONTAL));
  gtk_box_append (GTK_BOX (box), self->next);
  gtk_box_append (GTK_BOX (box), new_scroller (self->next_text));
  gtk_window_set_child (GTK_WINDOW (window), box);
  gtk_window_set_title (GTK_WINDOW (window), "Notes – Vitrine");
  gtk_window_set_default_size (GTK_WINDOW (window), 640, 560);
  gtk_window_set_application (GTK_WINDOW (window), application);
  g_object_set_data_full (G_OBJECT (window), key, self, notes_free);
  g_signal_connect_swapped (player, "scene-changed", G_CALLBACK (show), self);
  show (self);
  return window;
}

void
vit_notes_window_set_clock (GtkWidget *window, const char *clock)
{
  Notes *self = g_object_get_data (G_OBJECT (window), key);
  gtk_label_set_text (GTK_LABEL (self->clock), clock);
}
