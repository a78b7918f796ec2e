#include "ui/panels/story-text-view.h"

#include "ui/panels/text-box.h"

void
vit_box_clear (GtkBox *box)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
}

static char *
find_picture (gconstpointer story, const char *name, GError **error)
{
  return vit_story_text_dup_picture_path (story, name, error);
}

void
vit_story_text_fill (GtkBox *box,
                     const VitStory *story,
                     const VitStoryScene *scene,
                     const char *text,
                     GCallback on_link,
                     gpointer data)
{
  g_return_if_fail (GTK_IS_BOX (box) && story);
  g_autoptr (GPtrArray) blocks = vit_story_text_parse (scene, text, on_link != NULL);
  VitTextBox how = { on_link, data, find_picture, story, TRUE };
  vit_box_clear (box);
  for (guint i = 0; i < blocks->len; i++)
    gtk_box_append (box, vit_text_box_new_block (&how, blocks->pdata[i]));
}
