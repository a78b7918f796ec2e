/* Where a story is presented: the user is asked where there are several monitors. */

#include "app/dialogs.h"
#include "app/story-draw.h"

#define MOST_MONITORS 6

static void
begin (VitStoryDesk *self, GdkMonitor *monitor)
{
  if (self->presentation || !self->player)
    return;
  vit_story_draw_stop (self->draw);
  self->presentation = vit_presentation_new (self, monitor);
  vit_story_desk_update_actions (self);
}

void
vit_story_desk_end_presentation (VitStoryDesk *self)
{
  VitPresentation *presentation = g_steal_pointer (&self->presentation);
  vit_presentation_free (presentation);
}

static void
on_monitor_chosen (int index, gpointer data)
{
  VitStoryDesk *self = VIT_WINDOW (data)->story_desk;
  if (index < 1)
    return;
  GListModel *monitors = gdk_display_get_monitors (gtk_widget_get_display (data));
  /* One that was unplugged meanwhile is not there. */
  g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, (guint) index - 1);
  begin (self, monitor);
}

static char *
dup_monitor_name (GdkMonitor *monitor, guint number)
{
  const char *model = gdk_monitor_get_model (monitor),
             *connector = gdk_monitor_get_connector (monitor);
  GdkRectangle size;
  gdk_monitor_get_geometry (monitor, &size);
  return g_strdup_printf ("%u: %s, %d × %d", number,
                          model && *model ? model
                          : connector     ? connector
                                          : "Monitor",
                          size.width, size.height);
}

void
vit_story_desk_present (VitStoryDesk *self)
{
  GListModel *monitors =
      gdk_display_get_monitors (gtk_widget_get_display (GTK_WIDGET (self->window)));
  guint n = MIN (g_list_model_get_n_items (monitors), MOST_MONITORS);
  if (self->presentation)
    {
      vit_story_desk_end_presentation (self);
      return;
    }
  if (n < 2)
    {
      begin (self, NULL);
      return;
    }
  char *buttons[MOST_MONITORS + 2] = { (char *) "Cancel" };
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GdkMonitor) monitor = g_list_model_get_item (monitors, i);
      buttons[i + 1] = dup_monitor_name (monitor, i + 1);
    }
  vit_ask (GTK_WINDOW (self->window), "Present on Which Monitor?",
           "Notes and the next scene are shown in a window of their own.",
           (const char *const *) buttons, -1, on_monitor_chosen, self->window);
  for (guint i = 0; i < n; i++)
    g_free (buttons[i + 1]);
}
