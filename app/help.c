#include "app/help.h"

#include "app/dialogs.h"
#include "app/window-private.h"
#include "config.h"
#include "ui/panels/help-topic.h"
#include "ui/views/chart-view.h"
#include "ui/views/view-frame.h"
#if VIT_HAVE_MANUAL
#include "app/manual-window.h"
#endif

/* ---- The topic ---- */

/* The widget under the pointer, and where the pointer is in the window; NULL outside. */
static GtkWidget *
pick (GtkWidget *window, double *x, double *y)
{
  GdkSurface *surface = gtk_native_get_surface (GTK_NATIVE (window));
  GdkSeat *seat = gdk_display_get_default_seat (gtk_widget_get_display (window));
  GdkDevice *pointer = seat ? gdk_seat_get_pointer (seat) : NULL;
  double left, top;
  if (!pointer || !surface || !gdk_surface_get_device_position (surface, pointer, x, y, NULL))
    return NULL;
  gtk_native_get_surface_transform (GTK_NATIVE (window), &left, &top);
  *x -= left;
  *y -= top;
  return gtk_widget_pick (window, *x, *y, GTK_PICK_DEFAULT);
}

/* Of the symbol that is drawn under the pointer, or of what shows its tooltip there. @panel (out)
 * (nullable) (transfer none): of the panel under the pointer */
static char *
dup_topic_under_pointer (GtkWidget *window, const char **panel)
{
  double x, y, inner_x, inner_y;
  GtkWidget *picked = pick (window, &x, &y);
  char *topic = NULL;
  *panel = vit_help_topic_find (picked);
  for (GtkWidget *w = picked; w && !topic; w = gtk_widget_get_parent (w))
    {
      if (VIT_IS_CHART_VIEW (w) &&
          gtk_widget_translate_coordinates (window, w, x, y, &inner_x, &inner_y))
        topic = vit_chart_view_dup_topic_at (VIT_CHART_VIEW (w), inner_x, inner_y);
      else if (VIT_IS_VIEW_FRAME (w))
        topic = vit_view_frame_dup_topic_at (VIT_VIEW_FRAME (w), picked);
    }
  return topic;
}

char *
vit_help_find_topic (GtkWindow *window)
{
  g_return_val_if_fail (GTK_IS_WINDOW (window), NULL);
  if (!VIT_IS_WINDOW (window))
    {
      const char *own = vit_help_topic_find (GTK_WIDGET (window));
      return g_strdup (own ? own : "index");
    }
  VitWindow *self = VIT_WINDOW (window);
  if (!self->study)
    return g_strdup ("first-session");
  const char *pointed;
  char *drawn = dup_topic_under_pointer (GTK_WIDGET (self), &pointed);
  const char *topic = vit_help_topic_find (gtk_root_get_focus (GTK_ROOT (self)));
  /* The playhead has the keys where nothing else wanted them. */
  if (g_strcmp0 (topic, "playhead") == 0 && g_strcmp0 (pointed, topic) != 0)
    topic = NULL;
  VitPage *page = vit_window_get_page (self);
  const VitFigureSpec *figure = vit_page_get_focus (page);
  if (drawn)
    return drawn;
  if (topic)
    return g_strdup (topic);
  return figure ? g_strconcat ("figure-", figure->name, NULL)
                : g_strdup (vit_page_get_spec (page)->name);
}

/* ---- The manual ---- */

#if VIT_HAVE_MANUAL
void
vit_help_show (GtkWindow *parent, const char *topic)
{
  g_autoptr (GError) error = NULL;
  if (vit_manual_window_show (parent, topic, &error))
    return;
  static const char *const buttons[] = { "Close", NULL };
  vit_ask (parent, "The manual is not there", error->message, buttons, -1, NULL, NULL);
}
#else
void
vit_help_show (GtkWindow *parent, const char *topic)
{
  g_autofree char *path =
      g_build_filename (VIT_DATADIR, "..", "doc", "vitrine", "html", "index.html", NULL);
  g_autofree char *uri =
      g_file_test (path, G_FILE_TEST_EXISTS) ? g_filename_to_uri (path, NULL, NULL) : NULL;
  if (uri)
    {
      gtk_show_uri (parent, uri, GDK_CURRENT_TIME);
      return;
    }
  static const char *const buttons[] = { "Close", NULL };
  vit_ask (parent, "Manual",
           "The manual is text in the folder docs/manual of the source, or in " VIT_DATADIR
           "/manual. This program was built without cmark, and cannot show it.",
           buttons, -1, NULL, NULL);
}
#endif
