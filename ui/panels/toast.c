#include "ui/panels/toast.h"

/* How long a message stays, s. */
#define STAY 6

struct _VitToast
{
  GtkWidget parent_instance;
  GtkWidget *revealer, *label, *button;
  void (*pressed) (void *data);
  void *data;
  GDestroyNotify destroy;
  guint timer;
  gboolean has_pointer;
};

G_DEFINE_FINAL_TYPE (VitToast, vit_toast, GTK_TYPE_WIDGET)

static void
forget (VitToast *self)
{
  GDestroyNotify destroy = self->destroy;
  void *data = self->data;
  self->pressed = NULL;
  self->data = NULL;
  self->destroy = NULL;
  if (destroy)
    destroy (data);
}

static void
hide (VitToast *self)
{
  g_clear_handle_id (&self->timer, g_source_remove);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
}

static gboolean
on_time (void *data)
{
  VitToast *self = data;
  if (self->has_pointer)
    return G_SOURCE_CONTINUE;
  self->timer = 0;
  hide (self);
  return G_SOURCE_REMOVE;
}

static void
on_pressed (GtkButton *button, VitToast *self)
{
  void (*pressed) (void *) = self->pressed;
  void *data = g_steal_pointer (&self->data);
  GDestroyNotify destroy = self->destroy;
  self->destroy = NULL;
  hide (self);
  if (pressed)
    pressed (data);
  if (destroy)
    destroy (data);
}

static void
on_enter (GtkEventControllerMotion *motion, double x, double y, VitToast *self)
{
  self->has_pointer = TRUE;
}

static void
on_leave (GtkEventControllerMotion *motion, VitToast *self)
{
  self->has_pointer = FALSE;
}

/* A message that has gone is read by nobody. */
static void
on_revealed (VitToast *self)
{
  if (!gtk_revealer_get_child_revealed (GTK_REVEALER (self->revealer)) &&
      !gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer)))
    gtk_widget_set_visible (self->revealer, FALSE);
}

static void
vit_toast_dispose (GObject *object)
{
  VitToast *self = VIT_TOAST (object);
  g_clear_handle_id (&self->timer, g_source_remove);
  forget (self);
  g_clear_pointer (&self->revealer, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_toast_parent_class)->dispose (object);
}

static void
vit_toast_class_init (VitToastClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);
  G_OBJECT_CLASS (klass)->dispose = vit_toast_dispose;
  gtk_widget_class_set_layout_manager_type (widget_class, GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (widget_class, "toast");
}

static void
vit_toast_init (VitToast *self)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12);
  self->revealer = gtk_revealer_new ();
  self->label = gtk_label_new (NULL);
  self->button = gtk_button_new ();
  gtk_label_set_ellipsize (GTK_LABEL (self->label), PANGO_ELLIPSIZE_END);
  gtk_label_set_wrap (GTK_LABEL (self->label), TRUE);
  gtk_label_set_lines (GTK_LABEL (self->label), 3);
  gtk_label_set_xalign (GTK_LABEL (self->label), 0);
  gtk_label_set_max_width_chars (GTK_LABEL (self->label), 60);
  gtk_box_append (GTK_BOX (box), self->label);
  gtk_box_append (GTK_BOX (box), self->button);
  gtk_widget_add_css_class (box, "toast");
  gtk_revealer_set_transition_type (GTK_REVEALER (self->revealer),
                                    GTK_REVEALER_TRANSITION_TYPE_CROSSFADE);
  gtk_revealer_set_child (GTK_REVEALER (self->revealer), box);
  gtk_widget_set_parent (self->revealer, GTK_WIDGET (self));
  gtk_widget_set_visible (self->revealer, FALSE);
  gtk_widget_set_can_target (GTK_WIDGET (self), FALSE);
  gtk_widget_set_halign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_END);
  g_signal_connect (self->button, "clicked", G_CALLBACK (on_pressed), self);
  g_signal_connect_swapped (self->revealer, "notify::child-revealed", G_CALLBACK (on_revealed),
                            self);
  GtkEventController *motion = gtk_event_controller_motion_new ();
  g_signal_connect (motion, "enter", G_CALLBACK (on_enter), self);
  g_signal_connect (motion, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
}

GtkWidget *
vit_toast_new (void)
{
  return g_object_new (VIT_TYPE_TOAST, NULL);
}

void
vit_toast_show (VitToast *self,
                const char *text,
                const char *button,
                void (*pressed) (void *data),
                void *data,
                GDestroyNotify destroy)
{
  g_return_if_fail (VIT_IS_TOAST (self) && text);
  forget (self);
  self->pressed = pressed;
  self->data = data;
  self->destroy = destroy;
  gtk_label_set_text (GTK_LABEL (self->label), text);
  gtk_widget_set_visible (self->button, button != NULL);
  if (button)
    gtk_button_set_label (GTK_BUTTON (self->button), button);
  gtk_widget_set_visible (self->revealer, TRUE);
  gtk_widget_set_can_target (GTK_WIDGET (self), TRUE);
  gtk_revealer_set_reveal_child (GTK_REVEALER (self->revealer), TRUE);
  g_clear_handle_id (&self->timer, g_source_remove);
  self->timer = g_timeout_add_seconds (STAY, on_time, self);
}

const char *
vit_toast_get_text (VitToast *self)
{
  g_return_val_if_fail (VIT_IS_TOAST (self), NULL);
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->revealer))
             ? gtk_label_get_text (GTK_LABEL (self->label))
             : NULL;
}
