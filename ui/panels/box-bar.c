#include "ui/panels/box-bar.h"

#include <string.h>

#include "ui/panels/option-bar.h"
#include "ui/panels/spin-value.h"

struct _VitBoxBar
{
  GtkWidget parent_instance;

  GtkWidget *box;
  GtkWidget *cameras;
  GtkWidget *load; /* place of the button that needs a load axis */
  GtkWidget *turntable;
  GtkWidget *seconds;         /* of a turn */
  GtkWidget *options, *atoms; /* nullable: made for a session; of the box, and of its atoms */
  VitSession *session;
  GSignalGroup *session_signals, *study_signals;
  GBinding *turning;
};

G_DEFINE_FINAL_TYPE (VitBoxBar, vit_box_bar, GTK_TYPE_WIDGET)

/* Where the box is seen from; the words are those of ui/scene/camera-start.h. */
static const struct
{
  const char *word, *label, *tooltip;
} cameras[] = {
  { "x", "x", "Along x: y to the right, z up" },
  { "y", "y", "Along y: x to the right, z up" },
  { "z", "z", "Along z: x to the right, y up" },
  { "-x", "−x", "Along −x, from the other side: z up" },
  { "-y", "−y", "Along −y, from the other side: z up" },
  { "-z", "−z", "Along −z, from beneath: y up" },
  { "load", "Load", "Along the axis of the loading" },
  { "front", "Front", "From the front right: all of the box" },
};

/* Buttons in a line where there is room. */
#define PER_LINE 3

static GtkWidget *
new_camera_button (gsize i)
{
  GtkWidget *button = gtk_button_new_with_label (cameras[i].label);
  g_autofree char *tooltip =
      g_strdup_printf ("%s ({win.camera::%s})", cameras[i].tooltip, cameras[i].word);
  gtk_widget_add_css_class (button, "compact");
  gtk_widget_set_tooltip_text (button, tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  cameras[i].tooltip, -1);
  gtk_actionable_set_action_name (GTK_ACTIONABLE (button), "win.camera");
  gtk_actionable_set_action_target (GTK_ACTIONABLE (button), "s", cameras[i].word);
  return button;
}

static GtkWidget *
new_cameras (VitBoxBar *self)
{
  GtkWidget *flow = gtk_flow_box_new ();
  gtk_flow_box_set_selection_mode (GTK_FLOW_BOX (flow), GTK_SELECTION_NONE);
  gtk_flow_box_set_homogeneous (GTK_FLOW_BOX (flow), TRUE);
  gtk_flow_box_set_min_children_per_line (GTK_FLOW_BOX (flow), 2);
  gtk_flow_box_set_max_children_per_line (GTK_FLOW_BOX (flow), PER_LINE);
  gtk_widget_add_css_class (flow, "option-bar");
  for (gsize i = 0; i < G_N_ELEMENTS (cameras); i++)
    {
      GtkWidget *child = gtk_flow_box_child_new ();
      gtk_flow_box_child_set_child (GTK_FLOW_BOX_CHILD (child), new_camera_button (i));
      gtk_widget_set_focusable (child, FALSE);
      gtk_flow_box_append (GTK_FLOW_BOX (flow), child);
      if (strcmp (cameras[i].word, "load") == 0)
        self->load = child;
    }
  return flow;
}

/* Whether the axis of the loading is known of a shown run. */
static bool
have_load_axis (VitSession *session)
{
  bool any = false;
  for (guint i = 0; i < vit_session_get_n_shown (session); i++)
    any = any || vit_box_view_get_load_axis (vit_session_get_shown (session, i)) >= 0;
  return any;
}

/* A button is as sensitive as its action: what it stands in is not. */
static void
update_sensitive (VitBoxBar *self)
{
  bool whole = self->session && vit_session_get_slice (self->session)->whole;
  gtk_widget_set_sensitive (self->cameras, whole);
  gtk_widget_set_sensitive (self->turntable, whole);
  gtk_widget_set_sensitive (self->seconds, whole);
  gtk_widget_set_sensitive (self->load, whole && have_load_axis (self->session));
}

static void
show_seconds (VitBoxBar *self)
{
  const VitOptions *options = vit_study_get_options (vit_session_get_study (self->session));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (self->seconds), options->view.turn_seconds);
}

static void
on_view_option (VitStudy *study, const char *group, const char *key, VitBoxBar *self)
{
  if (strcmp (key, "turn-seconds") == 0)
    show_seconds (self);
}

static void
on_seconds_changed (GtkSpinButton *spin, VitBoxBar *self)
{
  VitStudy *study = self->session ? vit_session_get_study (self->session) : NULL;
  if (study)
    vit_study_set_option_number (
        study, "view", "turn-seconds",
        vit_spin_value (spin, vit_study_get_options (study)->view.turn_seconds));
}

static GtkWidget *
new_turntable (VitBoxBar *self)
{
  const VitOption *option = vit_option_find ("view", "turn-seconds");
  GtkWidget *line = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
  self->turntable = gtk_toggle_button_new_with_label ("Turntable");
  gtk_widget_add_css_class (self->turntable, "compact");
  gtk_widget_set_hexpand (self->turntable, TRUE);
  gtk_widget_set_tooltip_text (self->turntable,
                               "The box turns until this is pressed again ({win.turntable})");
  self->seconds = gtk_spin_button_new_with_range (option->minimum, option->maximum, option->step);
  gtk_spin_button_set_digits (GTK_SPIN_BUTTON (self->seconds), (guint) option->digits);
  gtk_editable_set_width_chars (GTK_EDITABLE (self->seconds), 4);
  gtk_editable_set_max_width_chars (GTK_EDITABLE (self->seconds), 5);
  gtk_widget_add_css_class (self->seconds, "compact");
  gtk_widget_set_tooltip_text (self->seconds, option->tooltip);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->seconds), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  option->label, -1);
  gtk_box_append (GTK_BOX (line), self->turntable);
  gtk_box_append (GTK_BOX (line), self->seconds);
  gtk_box_append (GTK_BOX (line), gtk_label_new (option->unit));
  return line;
}

static void
make_options (VitBoxBar *self)
{
  static const char *const of_atoms[] = { "solid-opacity", "arrows",      "arrow-interval",
                                          "arrow-scale",   "arrow-least", "arrow-colour",
                                          "arrow-longest" };
  g_clear_pointer (&self->options, gtk_widget_unparent);
  g_clear_pointer (&self->atoms, gtk_widget_unparent);
  if (!self->session)
    return;
  self->options = vit_option_bar_new (self->session, "view");
  vit_option_bar_add_for (self->options, "clip", VIT_AFFECTS_SLICE);
  vit_option_bar_add_for (self->options, "triad", VIT_AFFECTS_SLICE);
  vit_option_bar_add_for (self->options, "perspective", VIT_AFFECTS_SLICE);
  gtk_box_append (GTK_BOX (self->box), self->options);
  self->atoms = vit_option_bar_new (self->session, "view");
  for (gsize i = 0; i < G_N_ELEMENTS (of_atoms); i++)
    vit_option_bar_add_for (self->atoms, of_atoms[i], VIT_AFFECTS_SLICE);
  gtk_box_append (GTK_BOX (self->box), self->atoms);
}

void
vit_box_bar_set_session (VitBoxBar *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_BOX_BAR (self));
  if (!g_set_object (&self->session, session))
    return;
  g_signal_group_set_target (self->session_signals, session);
  g_signal_group_set_target (self->study_signals, session ? vit_session_get_study (session) : NULL);
  if (session)
    show_seconds (self);
  g_clear_pointer (&self->turning, g_binding_unbind);
  if (session)
    self->turning = g_object_bind_property (session, "turning", self->turntable, "active",
                                            G_BINDING_SYNC_CREATE | G_BINDING_BIDIRECTIONAL);
  make_options (self);
  update_sensitive (self);
}

static void
vit_box_bar_dispose (GObject *object)
{
  VitBoxBar *self = VIT_BOX_BAR (object);
  g_clear_pointer (&self->turning, g_binding_unbind);
  g_clear_object (&self->session_signals);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session);
  g_clear_pointer (&self->box, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_box_bar_parent_class)->dispose (object);
}

static void
vit_box_bar_class_init (VitBoxBarClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_box_bar_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "box-bar");
}

static void
vit_box_bar_init (VitBoxBar *self)
{
  self->box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4);
  gtk_widget_set_parent (self->box, GTK_WIDGET (self));
  self->cameras = new_cameras (self);
  gtk_box_append (GTK_BOX (self->box), self->cameras);
  gtk_box_append (GTK_BOX (self->box), new_turntable (self));
  g_signal_connect (self->seconds, "value-changed", G_CALLBACK (on_seconds_changed), self);

  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect (self->study_signals, "option-changed::view", G_CALLBACK (on_view_option),
                          self);
  self->session_signals = g_signal_group_new (VIT_TYPE_SESSION);
  g_signal_group_connect_swapped (self->session_signals, "notify::slice",
                                  G_CALLBACK (update_sensitive), self);
  g_signal_group_connect_swapped (self->session_signals, "shown-changed",
                                  G_CALLBACK (update_sensitive), self);
  g_signal_group_connect_swapped (self->session_signals, "notify::extent",
                                  G_CALLBACK (update_sensitive), self);
  g_signal_group_connect_swapped (self->session_signals, "results-changed",
                                  G_CALLBACK (update_sensitive), self);
  update_sensitive (self);
}
