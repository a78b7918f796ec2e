#include "ui/panels/text-box.h"

#include <stdbool.h>
#include <string.h>

#include "core/base/job.h"

/* A step of indentation, px, and the room for a marker. */
#define INDENT 18

/* Of a picture that is yet to be read, px. */
#define PICTURE_HEIGHT 160

/* Colour of what was searched for: readable under dark and light text at this opacity. */
#define MARK_RED 0xe5e5
#define MARK_GREEN 0xa5a5
#define MARK_BLUE 0x0a0a
#define MARK_ALPHA 0x6666

/* ---- Pictures ---- */

static void *
load_picture (void *path, VitProgress *progress, GError **error)
{
  return gdk_texture_new_from_filename (path, error);
}

static GtkWidget *
new_words (const char *words)
{
  GtkWidget *label = gtk_label_new (words);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "caption");
  return label;
}

static void
show_picture (GtkPicture *picture, GdkTexture *texture, const char *why)
{
  GtkWidget *parent = gtk_widget_get_parent (GTK_WIDGET (picture));
  if (texture)
    gtk_picture_set_paintable (picture, GDK_PAINTABLE (texture));
  else if (why && parent)
    {
      gtk_widget_insert_after (new_words (why), parent, GTK_WIDGET (picture));
      gtk_widget_set_visible (GTK_WIDGET (picture), FALSE);
    }
}

static void
on_picture_loaded (VitJob *job, void *data)
{
  g_autoptr (GtkPicture) picture = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GdkTexture) texture = vit_job_take_result (job, &error);
  show_picture (picture, texture, error ? error->message : NULL);
}

static GtkWidget *
new_picture (const VitTextBox *how, const VitBlock *block)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = how->picture (how->picture_data, block->picture, &error), *words = NULL;
  if (!path)
    return new_words (error->message);
  GtkWidget *picture = gtk_picture_new ();
  gtk_picture_set_can_shrink (GTK_PICTURE (picture), TRUE);
  gtk_widget_add_css_class (picture, "text-picture");
  if (pango_parse_markup (block->markup, -1, 0, NULL, &words, NULL, NULL))
    gtk_picture_set_alternative_text (GTK_PICTURE (picture), words);
  if (!how->background)
    {
      g_autoptr (GdkTexture) texture = gdk_texture_new_from_filename (path, &error);
      /* As wide as it is, or as there is room. */
      gtk_widget_set_halign (picture, GTK_ALIGN_START);
      if (!texture)
        return new_words (error->message);
      show_picture (GTK_PICTURE (picture), texture, NULL);
      return picture;
    }
  gtk_widget_set_size_request (picture, -1, PICTURE_HEIGHT);
  g_autoptr (VitJob) job =
      vit_job_start (VIT_JOB_MOMENT, "Reading a picture", load_picture, g_strdup (path), g_free,
                     g_object_unref, on_picture_loaded, g_object_ref (picture));
  return picture;
}

/* ---- Words ---- */

static GtkWidget *
new_label (const VitTextBox *how, const VitBlock *block)
{
  static const char *const headings[] = { "text-title", "text-heading", "text-subheading" };
  bool is_heading = block->kind == VIT_BLOCK_HEADING, is_code = block->kind == VIT_BLOCK_CODE;
  g_autofree char *code = is_code ? g_strdup_printf ("<tt>%s</tt>", block->markup) : NULL;
  GtkWidget *label = g_object_new (
      GTK_TYPE_LABEL, "accessible-role",
      is_heading ? GTK_ACCESSIBLE_ROLE_HEADING : GTK_ACCESSIBLE_ROLE_LABEL, "label",
      code ? code : block->markup, "use-markup", TRUE, "wrap", TRUE, "wrap-mode",
      PANGO_WRAP_WORD_CHAR, "xalign", 0.0, "hexpand", TRUE, "selectable", is_code, NULL);
  if (is_code)
    gtk_widget_add_css_class (label, "text-code");
  if (is_heading)
    {
      gtk_widget_add_css_class (label, headings[CLAMP (block->level, 1, 3) - 1]);
      gtk_accessible_update_property (GTK_ACCESSIBLE (label), GTK_ACCESSIBLE_PROPERTY_LEVEL,
                                      block->level, -1);
    }
  if (how->on_link)
    g_signal_connect (label, "activate-link", how->on_link, how->link_data);
  return label;
}

/* Quotations and items of lists stand beside what marks them. */
static GtkWidget *
indent (GtkWidget *content, const VitBlock *block)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 0);
  GtkWidget *marker = gtk_label_new (block->marker ? block->marker : "");
  gtk_widget_set_size_request (marker, block->quoted ? 0 : INDENT, -1);
  gtk_widget_set_margin_start (row, INDENT * (MAX (block->indent, 1) - 1));
  gtk_widget_set_margin_end (marker, block->marker ? 6 : 0);
  gtk_label_set_xalign (GTK_LABEL (marker), 1);
  gtk_label_set_yalign (GTK_LABEL (marker), 0);
  gtk_box_append (GTK_BOX (row), marker);
  gtk_box_append (GTK_BOX (row), content);
  if (block->quoted)
    gtk_widget_add_css_class (row, "text-quotation");
  return row;
}

GtkWidget *
vit_text_box_new_block (const VitTextBox *how, const VitBlock *block)
{
  g_return_val_if_fail (how && block, NULL);
  GtkWidget *content = block->kind == VIT_BLOCK_RULE
                           ? gtk_separator_new (GTK_ORIENTATION_HORIZONTAL)
                       : block->kind == VIT_BLOCK_PICTURE ? new_picture (how, block)
                                                          : new_label (how, block);
  return block->indent > 0 || block->marker ? indent (content, block) : content;
}

/* ---- Search ---- */

static PangoAttrList *
new_marks (const char *text, const char *words)
{
  g_autofree char *folded = g_utf8_strdown (text, -1), *wanted = g_utf8_strdown (words, -1);
  PangoAttrList *marks = pango_attr_list_new ();
  /* Lower case may have another length: such a text has no marks. */
  if (strlen (folded) != strlen (text) || !*wanted)
    return marks;
  for (const char *at = folded; (at = strstr (at, wanted)); at += strlen (wanted))
    {
      PangoAttribute *parts[] = {
        pango_attr_background_new (MARK_RED, MARK_GREEN, MARK_BLUE),
        pango_attr_background_alpha_new (MARK_ALPHA),
      };
      for (gsize i = 0; i < G_N_ELEMENTS (parts); i++)
        {
          parts[i]->start_index = (guint) (at - folded);
          parts[i]->end_index = parts[i]->start_index + (guint) strlen (wanted);
          pango_attr_list_insert (marks, parts[i]);
        }
    }
  return marks;
}

gboolean
vit_text_box_mark (GtkWidget *block, const char *words)
{
  gboolean found = FALSE;
  if (GTK_IS_LABEL (block))
    {
      PangoAttrList *marks =
          words ? new_marks (gtk_label_get_text (GTK_LABEL (block)), words) : NULL;
      GSList *all = marks ? pango_attr_list_get_attributes (marks) : NULL;
      found = all != NULL;
      g_slist_free_full (all, (GDestroyNotify) pango_attribute_destroy);
      gtk_label_set_attributes (GTK_LABEL (block), marks);
      g_clear_pointer (&marks, pango_attr_list_unref);
      return found;
    }
  for (GtkWidget *child = gtk_widget_get_first_child (block); child;
       child = gtk_widget_get_next_sibling (child))
    found = vit_text_box_mark (child, words) || found;
  return found;
}
