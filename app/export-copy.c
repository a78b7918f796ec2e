#include "app/export-copy.h"

#include <string.h>

#include "app/dialogs.h"
#include "app/window.h"
#include "core/base/job.h"

/* Size of a picture for the clipboard, px. */
#define COPY_WIDTH 1600
#define COPY_FONT 22.0

typedef struct
{
  VitFigure *figure;
  int width, height;
} Copy;

static void
copy_free (gpointer data)
{
  Copy *copy = data;
  vit_figure_free (copy->figure);
  g_free (copy);
}

static GdkContentProvider *
provide_picture (const Copy *copy)
{
  gsize n = (gsize) copy->width * (gsize) copy->height * 4;
  uint8_t *rgba = vit_figure_render (copy->figure, copy->width, copy->height, COPY_FONT, false);
  g_autoptr (GBytes) bytes = g_bytes_new_take (rgba, n);
  g_autoptr (GdkTexture) texture = gdk_memory_texture_new (
      copy->width, copy->height, GDK_MEMORY_R8G8B8A8, bytes, (gsize) copy->width * 4);
  return gdk_content_provider_new_typed (GDK_TYPE_TEXTURE, texture);
}

static GdkContentProvider *
provide_text (const char *type, char *text)
{
  g_autoptr (GBytes) bytes = g_bytes_new_take (text, strlen (text));
  return gdk_content_provider_new_for_bytes (type, bytes);
}

/* Make all forms: whoever pastes takes the one that he can use. */
static void *
do_copy (void *data, VitProgress *progress, GError **error)
{
  const Copy *copy = data;
  VitExportOptions options = VIT_EXPORT_OPTIONS_DEFAULT;
  GdkContentProvider *forms[4] = { provide_picture (copy),
                                   provide_text ("image/svg+xml",
                                                 vit_figure_dup_svg (copy->figure, &options)) };
  gsize n = 2;
  g_autofree char *csv = vit_figure_dup_csv (copy->figure);
  if (csv)
    {
      forms[n++] = provide_text ("text/csv", g_strdup (csv));
      forms[n++] = gdk_content_provider_new_typed (G_TYPE_STRING, csv);
    }
  return gdk_content_provider_new_union (forms, n);
}

static void
on_copied (VitJob *job, void *data)
{
  GtkWidget *widget = data;
  g_autoptr (GdkContentProvider) forms = vit_job_take_result (job, NULL);
  GtkRoot *root = gtk_widget_get_root (widget);
  if (forms)
    gdk_clipboard_set_content (gtk_widget_get_clipboard (widget), forms);
  g_autoptr (GdkContentFormats) formats = forms ? gdk_content_provider_ref_formats (forms) : NULL;
  if (forms && VIT_IS_WINDOW (root))
    vit_window_show_note (VIT_WINDOW (root),
                          gdk_content_formats_contain_mime_type (formats, "text/csv")
                              ? "Copied: a picture, SVG, and its numbers as text"
                              : "Copied: a picture and SVG");
  g_object_unref (widget);
  g_object_unref (job);
}

void
vit_export_copy (GtkWidget *widget, const VitExportSource *source)
{
  static const char *const buttons[] = { "Close", NULL };
  g_autoptr (GError) error = NULL;
  VitFigure *figure = vit_export_source_make_figure (
      source, NULL, vit_session_get_time (source->session), false, false, &error);
  if (!figure)
    {
      vit_ask (GTK_WINDOW (gtk_widget_get_root (widget)), "Nothing Was Copied",
               error ? error->message : "There is nothing to copy yet.", buttons, -1, NULL, NULL);
      return;
    }
  Copy *copy = g_new0 (Copy, 1);
  copy->figure = figure;
  copy->width = COPY_WIDTH;
  copy->height =
      CLAMP ((int) (COPY_WIDTH / vit_figure_get_shape (figure, COPY_WIDTH, COPY_FONT)), 200, 6000);
  /* The reference to the job is dropped in on_copied(). */
  vit_job_start (VIT_JOB_MOMENT, "Copying", do_copy, copy, copy_free, g_object_unref, on_copied,
                 g_object_ref (widget));
}
