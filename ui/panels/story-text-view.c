#include "ui/panels/story-text-view.h"

#include "core/base/job.h"

/* Of lists and quotations, em of the text; px at the usual size. */
#define INDENT 18

/* A picture is no higher than this, px. */
#define PICTURE_HEIGHT 320

void
vit_box_clear (GtkBox *box)
{
  GtkWidget *child;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (box))))
    gtk_box_remove (box, child);
}

/* ---- Pictures ---- */

static void *
load_picture (void *path, VitProgress *progress, GError **error)
{
  return gdk_texture_new_from_filename (path, error);
}

static void
show_words (GtkPicture *picture, const char *words)
{
  GtkWidget *label = gtk_label_new (words);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  gtk_widget_insert_after (label, gtk_widget_get_parent (GTK_WIDGET (picture)),
                           GTK_WIDGET (picture));
  gtk_widget_set_visible (GTK_WIDGET (picture), FALSE);
}

static void
on_picture_loaded (VitJob *job, void *data)
{
  g_autoptr (GtkPicture) picture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = vit_job_take_result (job, &error);
  if (texture)
    gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
  else if (error && gtk_widget_get_parent (GTK_WIDGET (picture)))
    show_words (picture, error->message);
}

static GtkWidget *
new_picture (const VitStory *story, const VitBlock *block)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vit_story_text_dup_picture_path (story, block->picture, &error);
  if (!path)
    return gtk_label_new (error->message);
  GtkWidget *picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_set_size_request (picture, -1, PICTURE_HEIGHT / 2);
  gtk_picture_set_alternative_text (GTK_PICTURE (picture), block->markup);
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_MOMENT, "Reading a picture", load_picture, g_strdup (path), g_free,
                     g_object_unref, on_picture_loaded, g_object_ref (picture));
  return picture;
}

/* ---- Words ---- */

static GtkWidget *
new_label (const VitBlock *block, GCallback on_link, gpointer data)
{
  static const char *const heading[] = { "story-heading-1", "story-heading-2", "story-heading-3" };
  GtkWidget *label = gtk_label_new (NULL);
  gtk_label_set_markup (GTK_LABEL (label), block->markup);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_set_hexpand (label, TRUE);
  if (block->kind == VIT_BLOCK_HEADING)
    gtk_widget_add_css_class (label, heading[CLAMP (block->level, 1, 3) - 1]);
  if (block->kind == VIT_BLOCK_CODE)
    gtk_widget_add_css_class (label, "story-code");
  if (on_link)
    g_signal_connect (label, "activate-link", on_link, data);
  return label;
}

static GtkWidget *
new_block (const VitStory *story, const VitBlock *block, GCallback on_link, gpointer data)
{
  GtkWidget *child = block->kind == VIT_BLOCK_RULE ? gtk_separator_new (GTK_ORIENTATION_HORIZONTAL)
                     : block->kind == VIT_BLOCK_PICTURE ? new_picture (story, block)
                                                        : new_label (block, on_link, data);
  if (block->indent == 0 && !block->marker)
    return child;
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *marker = gtk_label_new (block->marker ? block->marker : "");
  gtk_widget_set_size_request (marker, block->quoted ? 0 : INDENT, -1);
  gtk_widget_set_margin_start (row, INDENT * (MAX (block->indent, 1) - 1));
  gtk_widget_set_margin_end (marker, block->marker ? 6 : 0);
  gtk_label_set_xalign (GTK_LABEL (marker), 1);
  gtk_label_set_yalign (GTK_LABEL (marker), 0);
  gtk_box_append (GTK_BOX (row), marker);
  gtk_box_append (GTK_BOX (row), child);
  if (block->quoted)
    gtk_widget_add_css_class (row, "story-quote");
  return row;
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
  vit_box_clear (box);
  for (guint i = 0; i < blocks->len; i++)
    gtk_box_append (box, new_block (story, blocks->pdata[i], on_link, data));
}
