/* From pane to pane by a key: the list of runs, the page, the inspector, the playhead, a story. */

#include "app/window-private.h"

#define MOST_PANES 5

/* In the order of reading. A pane that is folded away is none. Returns: how many. */
static guint
list_panes (VitWindow *self, GtkWidget *panes[MOST_PANES])
{
  struct
  {
    GtkWidget *pane;
    GtkRevealer *revealer; /* nullable */
  } all[MOST_PANES] = { { GTK_WIDGET (self->study_panel), self->study_revealer },
                        { GTK_WIDGET (self->pages), NULL },
                        { GTK_WIDGET (self->story_place), self->story_revealer },
                        { GTK_WIDGET (self->inspector), self->inspector_revealer },
                        { GTK_WIDGET (self->scrubber), NULL } };
  guint n = 0;
  for (guint i = 0; i < MOST_PANES; i++)
    if (gtk_widget_get_mapped (all[i].pane) &&
        (!all[i].revealer || gtk_revealer_get_reveal_child (all[i].revealer)))
      panes[n++] = all[i].pane;
  return n;
}

/* The focus of a page is at its view, not at the buttons over it. */
static gboolean
enter (VitWindow *self, GtkWidget *pane)
{
  if (pane == GTK_WIDGET (self->pages))
    return vit_page_grab_view (vit_window_get_page (self)) ||
           gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD);
  return gtk_widget_child_focus (pane, GTK_DIR_TAB_FORWARD);
}

void
vit_window_step_pane (VitWindow *self, int step)
{
  GtkWidget *panes[MOST_PANES], *focus = gtk_window_get_focus (GTK_WINDOW (self));
  guint n = list_panes (self, panes);
  int at = -1;
  for (guint i = 0; i < n; i++)
    if (focus && gtk_widget_is_ancestor (focus, panes[i]))
      at = (int) i;
  if (at < 0)
    at = step > 0 ? -1 : (int) n;
  for (guint tried = 0; tried < n; tried++)
    {
      at = (at + step + (int) n) % (int) n;
      /* Within a pane the focus would go on from where it is. */
      if (focus && gtk_widget_is_ancestor (focus, panes[at]))
        return;
      if (enter (self, panes[at]))
        return;
    }
}
