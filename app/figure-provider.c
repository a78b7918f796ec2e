#include "app/figure-provider.h"

#include <string.h>

#include "core/base/error.h"
#include "core/base/job.h"
#include "core/store/scratch.h"

#define VIT_TYPE_FIGURE_PROVIDER (vit_figure_provider_get_type ())
G_DECLARE_FINAL_TYPE (
    VitFigureProvider, vit_figure_provider, VIT, FIGURE_PROVIDER, GdkContentProvider)

#define PNG "image/png"
#define SVG "image/svg+xml"
#define FILES "text/uri-list"

/* Resolution of a picture, dpi. */
#define RESOLUTION 300

struct _VitFigureProvider
{
  GdkContentProvider parent_instance;
  VitFigure *figure;
  char *name;
  GMutex lock; /* a figure is drawn by one thread at a time */
};

G_DEFINE_FINAL_TYPE (VitFigureProvider, vit_figure_provider, GDK_TYPE_CONTENT_PROVIDER)

/* ---- Files ---- */

static char *
write_png (VitFigureProvider *self, GError **error)
{
  /* It goes with the program: whoever took the file may read it late. */
  g_autofree char *folder = vit_scratch_folder_new (error);
  VitExportOptions options = VIT_EXPORT_OPTIONS_DEFAULT;
  options.dpi = RESOLUTION;
  if (!folder)
    return NULL;
  g_autofree char *file = g_strconcat (self->name, ".png", NULL);
  char *path = g_build_filename (folder, file, NULL);
  if (vit_figure_export (self->figure, path, VIT_FORMAT_PNG, &options, error))
    return path;
  g_free (path);
  return NULL;
}

/* ---- What is asked for ---- */

typedef struct
{
  VitFigureProvider *provider;
  const char *mime_type; /* interned */
} Wanted;

static void
wanted_free (gpointer data)
{
  Wanted *wanted = data;
  g_object_unref (wanted->provider);
  g_free (wanted);
}

static GBytes *
make_bytes (VitFigureProvider *self, const char *mime_type, GError **error)
{
  if (strcmp (mime_type, SVG) == 0)
    {
      VitExportOptions options = VIT_EXPORT_OPTIONS_DEFAULT;
      char *svg = vit_figure_dup_svg (self->figure, &options);
      return g_bytes_new_take (svg, strlen (svg));
    }
  g_autofree char *path = write_png (self, error);
  if (!path)
    return NULL;
  if (strcmp (mime_type, FILES) == 0)
    {
      g_autofree char *uri = g_filename_to_uri (path, NULL, error);
      char *list = uri ? g_strconcat (uri, "\r\n", NULL) : NULL;
      return list ? g_bytes_new_take (list, strlen (list)) : NULL;
    }
  char *picture;
  gsize n;
  return g_file_get_contents (path, &picture, &n, error) ? g_bytes_new_take (picture, n) : NULL;
}

static void *
do_make (void *data, VitProgress *progress, GError **error)
{
  Wanted *wanted = data;
  g_mutex_lock (&wanted->provider->lock);
  GBytes *bytes = make_bytes (wanted->provider, wanted->mime_type, error);
  g_mutex_unlock (&wanted->provider->lock);
  return bytes;
}

static void
on_all_written (GObject *stream, GAsyncResult *result, gpointer data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  if (g_output_stream_write_all_finish (G_OUTPUT_STREAM (stream), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
on_made (VitJob *job, void *data)
{
  g_autoptr (GTask) task = data;
  GError *error = NULL;
  GBytes *bytes = vit_job_take_result (job, &error);
  g_object_unref (job);
  if (!bytes)
    {
      g_task_return_error (task, error);
      return;
    }
  GOutputStream *stream = g_object_get_data (G_OBJECT (task), "stream");
  g_object_set_data_full (G_OBJECT (task), "bytes", bytes, (GDestroyNotify) g_bytes_unref);
  gsize n;
  const void *content = g_bytes_get_data (bytes, &n);
  g_output_stream_write_all_async (stream, content, n, g_task_get_priority (task),
                                   g_task_get_cancellable (task), on_all_written,
                                   g_object_ref (task));
}

static void
unref_bytes (void *bytes)
{
  g_bytes_unref (bytes);
}

static void
vit_figure_provider_write_mime_type_async (GdkContentProvider *provider,
                                           const char *mime_type,
                                           GOutputStream *stream,
                                           int io_priority,
                                           GCancellable *cancellable,
                                           GAsyncReadyCallback callback,
                                           gpointer data)
{
  GTask *task = g_task_new (provider, cancellable, callback, data);
  g_task_set_priority (task, io_priority);
  g_object_set_data_full (G_OBJECT (task), "stream", g_object_ref (stream), g_object_unref);
  Wanted *wanted = g_new0 (Wanted, 1);
  wanted->provider = VIT_FIGURE_PROVIDER (g_object_ref (provider));
  wanted->mime_type = g_intern_string (mime_type);
  /* The reference to the job is dropped in on_made(). */
  vit_job_start (VIT_JOB_MOMENT, "Handing a figure over", do_make, wanted, wanted_free, unref_bytes,
                 on_made, task);
}

static gboolean
vit_figure_provider_write_mime_type_finish (GdkContentProvider *provider,
                                            GAsyncResult *result,
                                            GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static GdkContentFormats *
vit_figure_provider_ref_formats (GdkContentProvider *provider)
{
  static const char *types[] = { FILES, PNG, SVG };
  return gdk_content_formats_new (types, G_N_ELEMENTS (types));
}

static void
vit_figure_provider_finalize (GObject *object)
{
  VitFigureProvider *self = VIT_FIGURE_PROVIDER (object);
  vit_figure_free (self->figure);
  g_free (self->name);
  g_mutex_clear (&self->lock);
  G_OBJECT_CLASS (vit_figure_provider_parent_class)->finalize (object);
}

static void
vit_figure_provider_class_init (VitFigureProviderClass *klass)
{
  GdkContentProviderClass *provider_class = GDK_CONTENT_PROVIDER_CLASS (klass);
  G_OBJECT_CLASS (klass)->finalize = vit_figure_provider_finalize;
  provider_class->ref_formats = vit_figure_provider_ref_formats;
  provider_class->write_mime_type_async = vit_figure_provider_write_mime_type_async;
  provider_class->write_mime_type_finish = vit_figure_provider_write_mime_type_finish;
}

static void
vit_figure_provider_init (VitFigureProvider *self)
{
  g_mutex_init (&self->lock);
}

GdkContentProvider *
vit_figure_provider_new (VitFigure *figure, const char *name)
{
  g_return_val_if_fail (figure && name, NULL);
  VitFigureProvider *self = g_object_new (VIT_TYPE_FIGURE_PROVIDER, NULL);
  self->figure = figure;
  self->name = g_strdup (name);
  return GDK_CONTENT_PROVIDER (self);
}
