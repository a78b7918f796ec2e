#include "app/text-clamp.h"

#include <stdbool.h>

#include "ui/style/theme.h"

static int
clamp_width (GtkWidget *clamp, int width)
{
  int line = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (clamp), "line")),
      margin = GPOINTER_TO_INT (g_object_get_data (G_OBJECT (clamp), "margin"));
  return MIN (width, (int) (line * vit_theme_get_text_scale ()) + 2 * margin);
}

static GtkSizeRequestMode
get_mode (GtkWidget *clamp)
{
  return GTK_SIZE_REQUEST_HEIGHT_FOR_WIDTH;
}

static void
measure (GtkWidget *clamp,
         GtkOrientation orientation,
         int for_size,
         int *minimum,
         int *natural,
         int *minimum_baseline,
         int *natural_baseline)
{
  bool down = orientation == GTK_ORIENTATION_VERTICAL;
  gtk_widget_measure (gtk_widget_get_first_child (clamp), orientation,
                      down && for_size > 0 ? clamp_width (clamp, for_size) : -1, minimum, natural,
                      NULL, NULL);
  if (!down)
    *natural = MAX (*minimum, clamp_width (clamp, *natural));
}

static void
allocate (GtkWidget *clamp, int width, int height, int baseline)
{
  gtk_widget_allocate (gtk_widget_get_first_child (clamp), clamp_width (clamp, width), height, -1,
                       NULL);
}

GtkWidget *
vit_text_clamp_new (GtkWidget *text, int line, int margin)
{
  g_return_val_if_fail (GTK_IS_WIDGET (text), NULL);
  GtkWidget *clamp = gtk_box_new (GTK_ORIENTATION_VERTICAL, 0);
  g_object_set_data (G_OBJECT (clamp), "line", GINT_TO_POINTER (line));
  g_object_set_data (G_OBJECT (clamp), "margin", GINT_TO_POINTER (margin));
  gtk_widget_set_layout_manager (clamp, gtk_custom_layout_new (get_mode, measure, allocate));
  gtk_widget_set_parent (text, clamp);
  return clamp;
}
