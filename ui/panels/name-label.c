#include "ui/panels/name-label.h"

#include <string.h>

struct _VitNameLabel
{
  GtkWidget parent_instance;
  GtkStack *stack;
  GtkLabel *label;
  GtkEditable *entry;
  bool editing;
};

enum
{
  RENAMED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitNameLabel, vit_name_label, GTK_TYPE_WIDGET)

void
vit_name_label_set_text (VitNameLabel *self, const char *text)
{
  g_return_if_fail (VIT_IS_NAME_LABEL (self) && text);
  gtk_label_set_text (self->label, text);
}

void
vit_name_label_edit (VitNameLabel *self)
{
  g_return_if_fail (VIT_IS_NAME_LABEL (self));
  gtk_editable_set_text (self->entry, gtk_label_get_text (self->label));
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->entry));
  gtk_widget_grab_focus (GTK_WIDGET (self->entry));
  gtk_editable_select_region (self->entry, 0, -1);
  self->editing = true;
}

/* Where the focus has gone elsewhere, it stays there. */
static void
end (VitNameLabel *self, bool takes, bool had_focus)
{
  if (!self->editing)
    return;
  self->editing = false;
  g_autofree char *text = g_strstrip (g_strdup (gtk_editable_get_text (self->entry)));
  bool changed = takes && *text && strcmp (text, gtk_label_get_text (self->label)) != 0;
  GtkWidget *row = gtk_widget_get_ancestor (GTK_WIDGET (self), GTK_TYPE_LIST_BOX_ROW);
  gtk_stack_set_visible_child (self->stack, GTK_WIDGET (self->label));
  if (had_focus && row)
    gtk_widget_grab_focus (row);
  if (changed)
    g_signal_emit (self, signals[RENAMED], 0, text);
}

static void
on_activate (VitNameLabel *self)
{
  end (self, true, true);
}

/* The keys also go when a menu closes that has begun the edit, or when another window gets them:
 * the focus of this one stays then. */
static void
on_leave (VitNameLabel *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  if (!focus || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self)))
    end (self, true, false);
}

static gboolean
on_escape (GtkWidget *widget, GVariant *args, gpointer data)
{
  VitNameLabel *self = data;
  bool editing = self->editing;
  end (self, false, true);
  return editing;
}

static void
on_pressed (GtkGestureClick *click, int n_press, double x, double y, VitNameLabel *self)
{
  if (n_press == 2)
    vit_name_label_edit (self);
}

static void
vit_name_label_dispose (GObject *object)
{
  VitNameLabel *self = VIT_NAME_LABEL (object);
  self->editing = false;
  if (self->stack)
    gtk_widget_unparent (GTK_WIDGET (self->stack));
  self->stack = NULL;
  G_OBJECT_CLASS (vit_name_label_parent_class)->dispose (object);
}

static void
vit_name_label_class_init (VitNameLabelClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_name_label_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  signals[RENAMED] = g_signal_new ("renamed", VIT_TYPE_NAME_LABEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_name_label_init (VitNameLabel *self)
{
  self->stack = GTK_STACK (gtk_stack_new ());
  gtk_stack_set_hhomogeneous (self->stack, FALSE);
  gtk_stack_set_vhomogeneous (self->stack, FALSE);
  gtk_widget_set_parent (GTK_WIDGET (self->stack), GTK_WIDGET (self));

  self->label = GTK_LABEL (gtk_label_new (NULL));
  gtk_label_set_xalign (self->label, 0);
  /* Names often end with what tells them apart. */
  gtk_label_set_ellipsize (self->label, PANGO_ELLIPSIZE_MIDDLE);
  gtk_label_set_width_chars (self->label, 8);
  gtk_label_set_max_width_chars (self->label, 14);
  gtk_widget_add_css_class (GTK_WIDGET (self->label), "heading");
  GtkGesture *click = gtk_gesture_click_new ();
  g_signal_connect (click, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (GTK_WIDGET (self->label), GTK_EVENT_CONTROLLER (click));
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->label));

  self->entry = GTK_EDITABLE (gtk_entry_new ());
  gtk_editable_set_width_chars (self->entry, 8);
  gtk_editable_set_max_width_chars (self->entry, 14);
  gtk_widget_add_css_class (GTK_WIDGET (self->entry), "compact");
  g_signal_connect_swapped (self->entry, "activate", G_CALLBACK (on_activate), self);
  GtkEventController *focus = gtk_event_controller_focus_new ();
  g_signal_connect_swapped (focus, "leave", G_CALLBACK (on_leave), self);
  gtk_widget_add_controller (GTK_WIDGET (self->entry), focus);
  GtkEventController *keys = gtk_shortcut_controller_new ();
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  gtk_shortcut_controller_add_shortcut (
      GTK_SHORTCUT_CONTROLLER (keys),
      gtk_shortcut_new (gtk_keyval_trigger_new (GDK_KEY_Escape, 0),
                        gtk_callback_action_new (on_escape, self, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self->entry), keys);
  gtk_stack_add_child (self->stack, GTK_WIDGET (self->entry));
}

GtkWidget *
vit_name_label_new (const char *what)
{
  VitNameLabel *self = g_object_new (VIT_TYPE_NAME_LABEL, NULL);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->entry), GTK_ACCESSIBLE_PROPERTY_LABEL, what,
                                  -1);
  return GTK_WIDGET (self);
}
