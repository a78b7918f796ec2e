#include "app/export-copy.h"

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

static void *
do_copy (void *data, VitProgress *progress, GError **error)
{
  Copy *copy = data;
  gsize n = (gsize) copy->width * (gsize) copy->height * 4;
  uint8_t *rgba = vit_figure_render (copy->figure, copy->width, copy->height, COPY_FONT, false);
  g_autoptr (GBytes) bytes = g_bytes_new_take (rgba, n);
  return gdk_memory_texture_new (copy->width, copy->height, GDK_MEMORY_R8G8B8A8, bytes,
                                 (gsize) copy->width * 4);
}

static void
on_copied (VitJob *job, void *data)
{
  GtkWidget *widget = data;
  g_autoptr (GdkTexture) texture = vit_job_take_result (job, NULL);
  GtkRoot *root = gtk_widget_get_root (widget);
  if (texture)
    gdk_clipboard_set_texture (gtk_widget_get_clipboard (widget), texture);
  if (texture && VIT_IS_WINDOW (root))
    vit_window_show_note (VIT_WINDOW (root), "The picture is copied");
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
