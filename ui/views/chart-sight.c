#include "ui/views/chart-sight.h"

/* What is no further from the part that is seen counts as seen, pixels: scrolling then finds it
 * drawn. */
#define NEARLY 60

static bool
is_in_sight (GtkWidget *area)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (area, GTK_TYPE_SCROLLED_WINDOW);
  GtkWidget *viewport =
      scroller ? gtk_scrolled_window_get_child (GTK_SCROLLED_WINDOW (scroller)) : NULL;
  GtkWidget *content =
      GTK_IS_VIEWPORT (viewport) ? gtk_viewport_get_child (GTK_VIEWPORT (viewport)) : NULL;
  graphene_rect_t place;
  if (!content || !gtk_widget_compute_bounds (area, content, &place))
    return true;
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  double top = gtk_adjustment_get_value (vertical);
  double bottom = top + gtk_adjustment_get_page_size (vertical);
  return place.origin.y < bottom + NEARLY && place.origin.y + place.size.height > top - NEARLY;
}

static void
on_scrolled (VitChartSight *sight)
{
  if (!sight->missed || !is_in_sight (sight->area))
    return;
  sight->missed = false;
  gtk_widget_queue_draw (sight->area);
}

static void
on_map (GtkWidget *area, VitChartSight *sight)
{
  GtkWidget *scroller = gtk_widget_get_ancestor (area, GTK_TYPE_SCROLLED_WINDOW);
  g_signal_group_set_target (
      sight->scrolled,
      scroller ? gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller)) : NULL);
}

static void
on_unmap (GtkWidget *area, VitChartSight *sight)
{
  g_signal_group_set_target (sight->scrolled, NULL);
}

void
vit_chart_sight_init (VitChartSight *sight, GtkWidget *area)
{
  sight->area = area;
  sight->missed = false;
  sight->scrolled = g_signal_group_new (GTK_TYPE_ADJUSTMENT);
  g_signal_group_connect_data (sight->scrolled, "value-changed", G_CALLBACK (on_scrolled), sight,
                               NULL, G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_group_connect_data (sight->scrolled, "changed", G_CALLBACK (on_scrolled), sight, NULL,
                               G_CONNECT_SWAPPED | G_CONNECT_AFTER);
  g_signal_connect (area, "map", G_CALLBACK (on_map), sight);
  g_signal_connect (area, "unmap", G_CALLBACK (on_unmap), sight);
}

void
vit_chart_sight_clear (VitChartSight *sight)
{
  g_clear_object (&sight->scrolled);
}

bool
vit_chart_sight_check (VitChartSight *sight)
{
  sight->missed = !is_in_sight (sight->area);
  return !sight->missed;
}
