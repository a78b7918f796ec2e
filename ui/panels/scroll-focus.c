#include "ui/panels/scroll-focus.h"

static void
reveal_focus (GtkScrolledWindow *scroller)
{
  GtkWidget *viewport = gtk_scrolled_window_get_child (scroller);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (scroller));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  graphene_rect_t place;
  if (!focus || !GTK_IS_VIEWPORT (viewport) || !gtk_widget_is_ancestor (focus, viewport) ||
      gtk_widget_get_native (focus) != gtk_widget_get_native (viewport) ||
      !gtk_widget_compute_bounds (focus, gtk_viewport_get_child (GTK_VIEWPORT (viewport)), &place))
    return;
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_hadjustment (scroller), place.origin.x,
                             place.origin.x + place.size.width);
  gtk_adjustment_clamp_page (gtk_scrolled_window_get_vadjustment (scroller), place.origin.y,
                             place.origin.y + place.size.height);
}

/* What is shown and focused in one go has a place after the next layout. */
static gboolean
on_frame (GtkWidget *scroller, GdkFrameClock *clock, gpointer frames)
{
  if ((*(int *) frames)-- > 0)
    return G_SOURCE_CONTINUE;
  reveal_focus (GTK_SCROLLED_WINDOW (scroller));
  return G_SOURCE_REMOVE;
}

static void
on_focus_changed (GtkRoot *root, GParamSpec *pspec, GtkScrolledWindow *scroller)
{
  GtkWidget *focus = gtk_root_get_focus (root);
  if (!focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (scroller)))
    return;
  int *frames = g_new (int, 1);
  *frames = 1;
  gtk_widget_add_tick_callback (GTK_WIDGET (scroller), on_frame, frames, g_free);
}

/* A root goes after the widgets in it, so that the former one still is there. */
static void
on_root_changed (GtkScrolledWindow *scroller)
{
  static const char former[] = "vit-focus-root";
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (scroller)),
          *old = g_object_get_data (G_OBJECT (scroller), former);
  if (old)
    g_signal_handlers_disconnect_by_func (old, on_focus_changed, scroller);
  if (root)
    g_signal_connect (root, "notify::focus-widget", G_CALLBACK (on_focus_changed), scroller);
  g_object_set_data (G_OBJECT (scroller), former, root);
}

static void
leave_wheel (GtkWidget *widget)
{
  GListModel *controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      GtkEventController *controller = g_list_model_get_item (controllers, i);
      if (GTK_IS_EVENT_CONTROLLER_SCROLL (controller))
        gtk_event_controller_set_propagation_phase (controller, GTK_PHASE_NONE);
      g_object_unref (controller);
    }
  g_object_unref (controllers);
}

typedef struct
{
  GtkWidget *scroller;
  double x, y; /* of the pointer: events of the wheel have no position */
} Wheel;

static void
on_pointer (GtkEventControllerMotion *motion, double x, double y, Wheel *wheel)
{
  wheel->x = x;
  wheel->y = y;
}

/* A number on the way of the wheel would change unseen: it leaves the event to the scroller. */
static gboolean
on_wheel (GtkEventControllerScroll *controller, double dx, double dy, Wheel *wheel)
{
  GtkWidget *widget = gtk_widget_pick (wheel->scroller, wheel->x, wheel->y, GTK_PICK_DEFAULT);
  for (; widget && widget != wheel->scroller; widget = gtk_widget_get_parent (widget))
    if (GTK_IS_SPIN_BUTTON (widget) || GTK_IS_SCALE (widget))
      leave_wheel (widget);
  return FALSE;
}

void
vit_scroll_over_numbers (GtkScrolledWindow *scroller)
{
  Wheel *wheel = g_new0 (Wheel, 1);
  wheel->scroller = GTK_WIDGET (scroller);
  g_object_set_data_full (G_OBJECT (scroller), "vit-wheel", wheel, g_free);
  GtkEventController *motion = gtk_event_controller_motion_new (),
                     *scroll =
                         gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  gtk_event_controller_set_propagation_phase (motion, GTK_PHASE_CAPTURE);
  gtk_event_controller_set_propagation_phase (scroll, GTK_PHASE_CAPTURE);
  g_signal_connect (motion, "enter", G_CALLBACK (on_pointer), wheel);
  g_signal_connect (motion, "motion", G_CALLBACK (on_pointer), wheel);
  g_signal_connect (scroll, "scroll", G_CALLBACK (on_wheel), wheel);
  gtk_widget_add_controller (GTK_WIDGET (scroller), motion);
  gtk_widget_add_controller (GTK_WIDGET (scroller), scroll);
}

void
vit_scroll_follow_focus (GtkScrolledWindow *scroller)
{
  g_return_if_fail (GTK_IS_VIEWPORT (gtk_scrolled_window_get_child (scroller)));
  gtk_viewport_set_scroll_to_focus (GTK_VIEWPORT (gtk_scrolled_window_get_child (scroller)), FALSE);
  g_signal_connect (scroller, "notify::root", G_CALLBACK (on_root_changed), NULL);
  on_root_changed (scroller);
}
