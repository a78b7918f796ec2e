#include "ui/panels/side-panels.h"

/* In the order in which they get room. The story stands before the panel at the start. */
enum
{
  STORY,
  START,
  END,
  N_SIDES,
};

struct _VitSidePanels
{
  GtkWidget parent_instance;

  GtkWidget *pages;
  GtkWidget *panels[N_SIDES]; /* revealers */
  gboolean fits[N_SIDES];     /* whether there is room beside the pages */
  GtkWidget *over;            /* the panel that lies over the pages, or NULL */
  gboolean away[N_SIDES];     /* as it was told last */
  guint telling;              /* idle source, or 0 */
};

enum
{
  PROP_0,
  PROP_START_AWAY,
  PROP_END_AWAY,
  N_PROPS,
};

static GParamSpec *properties[N_PROPS];

static void vit_side_panels_buildable_init (GtkBuildableIface *iface);
static GtkBuildableIface *parent_buildable;

G_DEFINE_FINAL_TYPE_WITH_CODE (VitSidePanels,
                               vit_side_panels,
                               GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_BUILDABLE,
                                                      vit_side_panels_buildable_init))

/* ---- Room ---- */

static int
measure_least (GtkWidget *widget, GtkOrientation orientation)
{
  int least;
  gtk_widget_measure (widget, orientation, -1, &least, NULL, NULL, NULL);
  return least;
}

/* A panel takes no more room than it needs beyond this part of the width: text is enlarged, and
 * what the text is about has its place. */
#define MOST 0.4

/* The width of a panel when it has slid out, whether it is wanted or not. */
static int
measure_panel (VitSidePanels *self, int side)
{
  return measure_least (gtk_revealer_get_child (GTK_REVEALER (self->panels[side])),
                        GTK_ORIENTATION_HORIZONTAL);
}

static gboolean
is_wanted (VitSidePanels *self, int side)
{
  return gtk_revealer_get_reveal_child (GTK_REVEALER (self->panels[side]));
}

/* What is left out is in the accessibility tree no more than in the chain of focus. */
static void
show_panel (VitSidePanels *self, int side)
{
  GtkWidget *panel = self->panels[side];
  gboolean seen = self->fits[side] || panel == self->over;
  gtk_widget_set_child_visible (panel, seen);
  gtk_accessible_update_state (GTK_ACCESSIBLE (panel), GTK_ACCESSIBLE_STATE_HIDDEN, !seen, -1);
}

static gboolean
on_tell (gpointer data)
{
  VitSidePanels *self = data;
  self->telling = 0;
  for (int side = START; side <= END; side++)
    {
      gboolean away = !self->fits[side] || !is_wanted (self, side);
      if (away == self->away[side])
        continue;
      self->away[side] = away;
      g_object_notify_by_pspec (G_OBJECT (self),
                                properties[side == START ? PROP_START_AWAY : PROP_END_AWAY]);
    }
  return G_SOURCE_REMOVE;
}

/* Later: who is told may ask for a new layout, and this may be one. */
static void
tell (VitSidePanels *self)
{
  if (self->telling == 0)
    self->telling = g_idle_add (on_tell, self);
}

/* Decides which panels have room. Returns: the width that nobody needs. */
static int
decide (VitSidePanels *self, int width)
{
  int room = width - measure_least (self->pages, GTK_ORIENTATION_HORIZONTAL);
  for (int side = 0; side < N_SIDES; side++)
    {
      GtkWidget *panel = self->panels[side];
      int wide = measure_panel (self, side);
      self->fits[side] = wide <= room;
      if (self->fits[side] && self->over == panel)
        self->over = NULL;
      /* One that slides away still takes what it takes. */
      if (self->fits[side])
        room -= is_wanted (self, side) ? wide : measure_least (panel, GTK_ORIENTATION_HORIZONTAL);
      (self->over == panel ? gtk_widget_add_css_class : gtk_widget_remove_css_class) (panel,
                                                                                      "over-pages");
      show_panel (self, side);
    }
  return room;
}

static void
vit_side_panels_measure (GtkWidget *widget,
                         GtkOrientation orientation,
                         int for_size,
                         int *minimum,
                         int *natural,
                         int *minimum_baseline,
                         int *natural_baseline)
{
  VitSidePanels *self = VIT_SIDE_PANELS (widget);
  gtk_widget_measure (self->pages, orientation, -1, minimum, natural, NULL, NULL);
  for (int side = 0; side < N_SIDES; side++)
    if (orientation == GTK_ORIENTATION_HORIZONTAL)
      *natural += measure_panel (self, side);
    else
      *minimum = MAX (*minimum, measure_least (self->panels[side], orientation));
  *natural = MAX (*natural, *minimum);
}

static void
place (GtkWidget *child, int x, int width, int height)
{
  gtk_widget_size_allocate (child, &(GtkAllocation){ x, 0, width, height }, -1);
}

/* Beside the pages a panel takes what it needs, and what it likes to have of @spare. A revealer
 * that slides asks for less than its panel. */
static int
get_width (VitSidePanels *self, int side, int width, int *spare)
{
  int least, natural;
  if (!gtk_widget_get_child_visible (self->panels[side]))
    return 0;
  gtk_widget_measure (self->panels[side], GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL,
                      NULL);
  if (!self->fits[side])
    return MIN (natural, width);
  int more = CLAMP (MIN (*spare, (int) (MOST * width) - least), 0, natural - least);
  *spare -= more;
  return least + more;
}

static void
vit_side_panels_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VitSidePanels *self = VIT_SIDE_PANELS (widget);
  gboolean to_left = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL;
  int taken[2] = { 0 }, spare = decide (self, width); /* at the start and at the end */
  for (int side = 0; side < N_SIDES; side++)
    {
      int wide = get_width (self, side, width, &spare), *edge = &taken[side == END];
      gboolean at_left = (side != END) != to_left;
      /* A panel that is closed is drawn all the same, with no width. */
      if (gtk_widget_get_child_visible (self->panels[side]))
        place (self->panels[side], at_left ? *edge : width - *edge - wide, wide, height);
      if (self->fits[side])
        *edge += wide;
    }
  place (self->pages, taken[to_left], width - taken[0] - taken[1], height);
  tell (self);
}

/* ---- Opening and closing ---- */

static void
set_over (VitSidePanels *self, GtkWidget *panel)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL;
  if (focus && self->over && gtk_widget_is_ancestor (focus, self->over))
    gtk_root_set_focus (root, NULL);
  self->over = panel;
  gtk_widget_queue_resize (GTK_WIDGET (self));
}

gboolean
vit_side_panels_toggle (VitSidePanels *self, GtkRevealer *revealer)
{
  g_return_val_if_fail (VIT_IS_SIDE_PANELS (self), FALSE);
  GtkWidget *panel = GTK_WIDGET (revealer);
  int side = panel == self->panels[STORY] ? STORY : panel == self->panels[START] ? START : END;
  if (self->fits[side])
    {
      gtk_revealer_set_reveal_child (revealer, !is_wanted (self, side));
      return is_wanted (self, side);
    }
  if (self->over == panel)
    {
      set_over (self, NULL);
      return is_wanted (self, side);
    }
  gtk_revealer_set_reveal_child (revealer, TRUE);
  set_over (self, panel);
  for (int i = 0; i < N_SIDES; i++)
    show_panel (self, i);
  gtk_widget_child_focus (panel, GTK_DIR_TAB_FORWARD);
  return TRUE;
}

gboolean
vit_side_panels_close (VitSidePanels *self)
{
  g_return_val_if_fail (VIT_IS_SIDE_PANELS (self), FALSE);
  gboolean had = self->over != NULL;
  if (had)
    set_over (self, NULL);
  return had;
}

/* ---- Object ---- */

/* The pages come first: what comes later is drawn over them. */
static void
vit_side_panels_add_child (GtkBuildable *buildable,
                           GtkBuilder *builder,
                           GObject *child,
                           const char *type)
{
  VitSidePanels *self = VIT_SIDE_PANELS (buildable);
  if (!GTK_IS_WIDGET (child))
    {
      parent_buildable->add_child (buildable, builder, child, type);
      return;
    }
  if (!type)
    self->pages = GTK_WIDGET (child);
  else
    self->panels[g_str_equal (type, "story")   ? STORY
                 : g_str_equal (type, "start") ? START
                                               : END] = GTK_WIDGET (child);
  if (!type)
    gtk_widget_insert_after (GTK_WIDGET (child), GTK_WIDGET (self), NULL);
  else
    gtk_widget_set_parent (GTK_WIDGET (child), GTK_WIDGET (self));
}

static void
vit_side_panels_buildable_init (GtkBuildableIface *iface)
{
  parent_buildable = g_type_interface_peek_parent (iface);
  iface->add_child = vit_side_panels_add_child;
}

static void
vit_side_panels_dispose (GObject *object)
{
  GtkWidget *child;
  g_clear_handle_id (&VIT_SIDE_PANELS (object)->telling, g_source_remove);
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (object))))
    gtk_widget_unparent (child);
  G_OBJECT_CLASS (vit_side_panels_parent_class)->dispose (object);
}

static void
vit_side_panels_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VitSidePanels *self = VIT_SIDE_PANELS (object);
  switch (id)
    {
    case PROP_START_AWAY:
      g_value_set_boolean (value, self->away[START]);
      break;
    case PROP_END_AWAY:
      g_value_set_boolean (value, self->away[END]);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vit_side_panels_class_init (VitSidePanelsClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_side_panels_dispose;
  G_OBJECT_CLASS (klass)->get_property = vit_side_panels_get_property;
  const GParamFlags flags = G_PARAM_READABLE | G_PARAM_STATIC_STRINGS | G_PARAM_EXPLICIT_NOTIFY;
  properties[PROP_START_AWAY] = g_param_spec_boolean ("start-away", NULL, NULL, FALSE, flags);
  properties[PROP_END_AWAY] = g_param_spec_boolean ("end-away", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (G_OBJECT_CLASS (klass), N_PROPS, properties);
  GTK_WIDGET_CLASS (klass)->measure = vit_side_panels_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = vit_side_panels_size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "side-panels");
}

static void
vit_side_panels_init (VitSidePanels *self)
{
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
}
