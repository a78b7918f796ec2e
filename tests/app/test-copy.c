/* What is copied can be pasted as a picture, as SVG and as numbers: the same as an export writes.
 */

#include <string.h>

#include "app/export-copy.h"
#include "tests/app/harness.h"

typedef struct
{
  GBytes *bytes;
  bool done;
} Paste;

static void
on_spliced (GObject *stream, GAsyncResult *result, gpointer data)
{
  Paste *paste = data;
  g_output_stream_splice_finish (G_OUTPUT_STREAM (stream), result, NULL);
  paste->bytes = g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (stream));
  paste->done = true;
}

static void
on_read (GObject *clipboard, GAsyncResult *result, gpointer data)
{
  Paste *paste = data;
  g_autoptr (GInputStream) in =
      gdk_clipboard_read_finish (GDK_CLIPBOARD (clipboard), result, NULL, NULL);
  if (!in)
    {
      paste->done = true;
      return;
    }
  g_autoptr (GOutputStream) out = g_memory_output_stream_new_resizable ();
  g_output_stream_splice_async (
      out, in, G_OUTPUT_STREAM_SPLICE_CLOSE_SOURCE | G_OUTPUT_STREAM_SPLICE_CLOSE_TARGET, 0, NULL,
      on_spliced, paste);
}

/* Returns: (nullable): what is pasted as @type. */
static char *
paste_as (VitWindow *window, const char *type)
{
  Paste paste = { 0 };
  const char *const types[] = { type, NULL };
  gdk_clipboard_read_async (gtk_widget_get_clipboard (GTK_WIDGET (window)), (const char **) types,
                            0, NULL, on_read, &paste);
  while (!paste.done)
    g_main_context_iteration (NULL, TRUE);
  if (!paste.bytes)
    return NULL;
  gsize n;
  const char *text = g_bytes_get_data (paste.bytes, &n);
  char *own = g_strndup (text, n);
  g_bytes_unref (paste.bytes);
  return own;
}

static void
copy (VitWindow *window, const VitExportSource *source)
{
  vit_export_copy (GTK_WIDGET (vit_window_get_page (window)), source);
  harness_settle ();
}

static void
test_forms (void)
{
  VitWindow *window = harness_open_demo ();
  VitExportSource one = { .session = window->session, .n = 1, .names = { "distribution" } };
  g_autoptr (GError) error = NULL;
  copy (window, &one);
  double time = vit_session_get_time (window->session);
  g_autoptr (VitFigure) figure =
      vit_export_source_make_figure (&one, NULL, time, false, false, &error);
  g_assert_no_error (error);
  VitExportOptions options = VIT_EXPORT_OPTIONS_DEFAULT;
  g_autofree char *svg = vit_figure_dup_svg (figure, &options), *csv = vit_figure_dup_csv (figure);
  g_autofree char *pasted_svg = paste_as (window, "image/svg+xml"),
                  *pasted_csv = paste_as (window, "text/csv"),
                  *pasted_text = paste_as (window, "text/plain;charset=utf-8"),
                  *png = paste_as (window, "image/png");
  g_assert_cmpstr (pasted_svg, ==, svg);
  g_assert_cmpstr (pasted_csv, ==, csv);
  g_assert_cmpstr (pasted_text, ==, csv);
  g_assert_true (g_str_has_prefix (png, "\x89PNG"));
  g_assert_cmpstr (vit_toast_get_text (window->toast), ==,
                   "Copied: a picture, SVG, and its numbers as text");
  VitExportSource page = { .session = window->session,
                           .n = 2,
                           .names = { "distribution", "la-fraction" } };
  copy (window, &page);
  g_autofree char *page_svg = paste_as (window, "image/svg+xml"),
                  *page_csv = paste_as (window, "text/csv");
  g_assert_nonnull (strstr (page_svg, "<svg"));
  g_autoptr (VitFigure) both =
      vit_export_source_make_figure (&page, NULL, time, false, false, &error);
  g_autofree char *both_csv = vit_figure_dup_csv (both);
  g_assert_cmpstr (page_csv, ==, both_csv);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/copy/forms", test_forms);
  return harness_run ();
}
