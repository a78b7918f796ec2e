/* Scrolling a page to the views of a figure, as somebody would who is told to look at it. */

#include <string.h>

#include "app/page-private.h"

/* The cards of a page that is new come one after the other, and their heights after that. */
#define FRAMES 40

typedef struct
{
  char *figure;
  int frames; /* left */
} Reveal;

static void
free_reveal (gpointer reveal)
{
  g_free (((Reveal *) reveal)->figure);
  g_free (reveal);
}

static void
scroll_to (VitPage *self, const char *figure)
{
  GtkAdjustment *adjustment =
      gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (self->scroller));
  for (guint i = 0; i < self->frames->len; i++)
    {
      GtkWidget *frame = self->frames->pdata[i];
      graphene_rect_t place;
      if (strcmp (gtk_widget_get_name (frame), figure) != 0 || !gtk_widget_get_mapped (frame) ||
          !gtk_widget_compute_bounds (frame, self->box, &place))
        continue;
      gtk_adjustment_clamp_page (adjustment, (double) place.origin.y,
                                 (double) (place.origin.y + place.size.height));
      return;
    }
}

static gboolean
on_frame (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VitPage *self = VIT_PAGE (widget);
  Reveal *reveal = data;
  scroll_to (self, reveal->figure);
  if (--reveal->frames > 0)
    return G_SOURCE_CONTINUE;
  self->revealing = 0;
  return G_SOURCE_REMOVE;
}

void
vit_page_reveal (VitPage *self, const char *figure)
{
  g_return_if_fail (VIT_IS_PAGE (self));
  if (self->revealing)
    gtk_widget_remove_tick_callback (GTK_WIDGET (self), self->revealing);
  self->revealing = 0;
  if (!figure)
    return;
  Reveal *reveal = g_new0 (Reveal, 1);
  reveal->figure = g_strdup (figure);
  reveal->frames = FRAMES;
  self->revealing = gtk_widget_add_tick_callback (GTK_WIDGET (self), on_frame, reveal, free_reveal);
}
