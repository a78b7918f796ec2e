#include "ui/panels/page-switcher.h"

struct _VitPageSwitcher
{
  GtkWidget parent_instance;

  GtkWidget *row;    /* GtkStackSwitcher */
  GtkWidget *button; /* GtkMenuButton */
};

G_DEFINE_FINAL_TYPE (VitPageSwitcher, vit_page_switcher, GTK_TYPE_WIDGET)

static void
show_name (GtkStack *stack, GParamSpec *pspec, VitPageSwitcher *self)
{
  GtkWidget *page = gtk_stack_get_visible_child (stack);
  const char *title = page ? gtk_stack_page_get_title (gtk_stack_get_page (stack, page)) : NULL;
  gtk_menu_button_set_label (GTK_MENU_BUTTON (self->button), title ? title : "");
  /* Newer versions of GTK take no name from what is within a button of a menu. */
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  title ? title : "", -1);
}

void
vit_page_switcher_set_stack (VitPageSwitcher *self, GtkStack *stack, GMenuModel *menu)
{
  g_return_if_fail (VIT_IS_PAGE_SWITCHER (self) && GTK_IS_STACK (stack));
  gtk_stack_switcher_set_stack (GTK_STACK_SWITCHER (self->row), stack);
  gtk_menu_button_set_menu_model (GTK_MENU_BUTTON (self->button), menu);
  g_signal_connect_object (stack, "notify::visible-child", G_CALLBACK (show_name), self, 0);
  show_name (stack, NULL, self);
}

static void
vit_page_switcher_measure (GtkWidget *widget,
                           GtkOrientation orientation,
                           int for_size,
                           int *minimum,
                           int *natural,
                           int *minimum_baseline,
                           int *natural_baseline)
{
  VitPageSwitcher *self = VIT_PAGE_SWITCHER (widget);
  int row_least, row_natural;
  gtk_widget_measure (self->row, orientation, -1, &row_least, &row_natural, NULL, NULL);
  gtk_widget_measure (self->button, orientation, -1, minimum, natural, NULL, NULL);
  *natural = MAX (*natural, row_natural);
  if (orientation == GTK_ORIENTATION_VERTICAL)
    *minimum = MAX (*minimum, row_least);
}

/* Shows @child alone, in the middle, as wide as it wants to be. */
static void
place (GtkWidget *child, gboolean seen, int width, int height)
{
  gtk_widget_set_child_visible (child, seen);
  gtk_accessible_update_state (GTK_ACCESSIBLE (child), GTK_ACCESSIBLE_STATE_HIDDEN, !seen, -1);
  if (!seen)
    return;
  int least, natural;
  gtk_widget_measure (child, GTK_ORIENTATION_HORIZONTAL, -1, &least, &natural, NULL, NULL);
  int wide = MAX (least, MIN (natural, width));
  gtk_widget_size_allocate (child, &(GtkAllocation){ (width - wide) / 2, 0, wide, height }, -1);
}

static void
vit_page_switcher_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VitPageSwitcher *self = VIT_PAGE_SWITCHER (widget);
  int least;
  gtk_widget_measure (self->row, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  place (self->row, least <= width, width, height);
  place (self->button, least > width, width, height);
}

static void
vit_page_switcher_dispose (GObject *object)
{
  VitPageSwitcher *self = VIT_PAGE_SWITCHER (object);
  g_clear_pointer (&self->row, gtk_widget_unparent);
  g_clear_pointer (&self->button, gtk_widget_unparent);
  G_OBJECT_CLASS (vit_page_switcher_parent_class)->dispose (object);
}

static void
vit_page_switcher_class_init (VitPageSwitcherClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_page_switcher_dispose;
  GTK_WIDGET_CLASS (klass)->measure = vit_page_switcher_measure;
  GTK_WIDGET_CLASS (klass)->size_allocate = vit_page_switcher_size_allocate;
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "page-switcher");
}

static void
vit_page_switcher_init (VitPageSwitcher *self)
{
  self->row = gtk_stack_switcher_new ();
  self->button = gtk_menu_button_new ();
  gtk_menu_button_set_always_show_arrow (GTK_MENU_BUTTON (self->button), TRUE);
  gtk_widget_set_tooltip_text (self->button, "Pages");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->row), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Pages", -1);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Pages", -1);
  gtk_widget_set_parent (self->row, GTK_WIDGET (self));
  gtk_widget_set_parent (self->button, GTK_WIDGET (self));
}
