#include "app/page-cards.h"

#include <string.h>

#include "app/figure-provider.h"
#include "ui/views/chart-view.h"
#include "ui/views/slice-view.h"

/* ---- Maximising ---- */

static bool
is_alone (VitPage *self, VitViewFrame *frame)
{
  const char *name = gtk_widget_get_name (GTK_WIDGET (frame));
  return g_strcmp0 (name, self->alone[0]) == 0 || g_strcmp0 (name, self->alone[1]) == 0;
}

static bool
has_alone (VitPage *self)
{
  for (guint i = 0; i < self->frames->len; i++)
    if (is_alone (self, self->frames->pdata[i]))
      return true;
  return false;
}

/* More cards than this beside each other are narrow where they have the page alone. */
#define MOST_BESIDE 2

/* Put the cards of a row beside each other, or, if it has the page alone, in two lines. */
static void
arrange_row (VitPage *self, int row, bool alone)
{
  gtk_grid_set_row_homogeneous (GTK_GRID (self->rows[row]), TRUE);
  GtkLayoutManager *layout = gtk_widget_get_layout_manager (self->rows[row]);
  g_autoptr (GPtrArray) cards = g_ptr_array_new ();
  for (guint i = 0; i < self->frames->len; i++)
    if (gtk_widget_get_parent (self->frames->pdata[i]) == self->rows[row])
      g_ptr_array_add (cards, self->frames->pdata[i]);
  guint n = cards->len, columns = alone && n > MOST_BESIDE ? (n + 1) / 2 : MAX (n, 1);
  for (guint i = 0; i < n; i++)
    {
      GtkGridLayoutChild *place =
          GTK_GRID_LAYOUT_CHILD (gtk_layout_manager_get_layout_child (layout, cards->pdata[i]));
      gtk_grid_layout_child_set_column (place, (int) (i % columns));
      gtk_grid_layout_child_set_row (place, (int) (i / columns));
      /* The last of an odd number has its line alone. */
      gtk_grid_layout_child_set_column_span (place, i + 1 == n ? (int) (columns - i % columns) : 1);
    }
}

static void
show_frames (VitPage *self)
{
  bool seen[VIT_PAGE_MAX_ROWS] = { false }, alone = !self->maximised && has_alone (self);
  for (guint i = 0; i < self->frames->len; i++)
    {
      VitViewFrame *frame = self->frames->pdata[i];
      bool shown = self->maximised ? frame == self->maximised : !alone || is_alone (self, frame);
      gtk_widget_set_visible (GTK_WIDGET (frame), shown);
      vit_view_frame_set_maximised (frame, frame == self->maximised);
      vit_actions_fill_tooltips (self->actions, GTK_WIDGET (frame));
      for (int r = 0; r < self->n_rows; r++)
        seen[r] = seen[r] || (shown && gtk_widget_is_ancestor (GTK_WIDGET (frame), self->rows[r]));
    }
  for (int r = 0; r < self->n_rows; r++)
    {
      gtk_widget_set_visible (self->rows[r], seen[r] || !(self->maximised || alone));
      arrange_row (self, r, alone);
    }
}

void
vit_page_show_alone (VitPage *self, const char *figure, const char *other)
{
  g_return_if_fail (VIT_IS_PAGE (self));
  const char *names[] = { figure, other };
  for (int i = 0; i < 2; i++)
    {
      const VitFigureSpec *spec = names[i] ? vit_gallery_find (names[i]) : NULL;
      self->alone[i] = spec ? spec->name : NULL;
    }
  self->maximised = NULL;
  show_frames (self);
}

static void
on_maximise (VitViewFrame *frame, VitPage *self)
{
  self->maximised = self->maximised == frame ? NULL : frame;
  show_frames (self);
}

gboolean
vit_page_restore (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), FALSE);
  if (!self->maximised)
    return FALSE;
  self->maximised = NULL;
  show_frames (self);
  return TRUE;
}

/* ---- Actions of a card ---- */

typedef struct
{
  VitPage *page;
  const VitAction *row;
  const char *name; /* of the figure */
  GtkWidget *view;
} CardAction;

static void
free_card_action (gpointer data, GClosure *closure)
{
  g_free (data);
}

/* Run of a view; NULL if it shows all that are shown, or those that are compared. */
static VitRun *
get_run (GtkWidget *view)
{
  if (VIT_IS_SLICE_VIEW (view))
    return vit_slice_view_compares (VIT_SLICE_VIEW (view))
               ? NULL
               : vit_slice_view_get_run (VIT_SLICE_VIEW (view));
  return vit_chart_view_get_run (VIT_CHART_VIEW (view));
}

static VitExportSource
make_source (VitPage *page, const char *name, GtkWidget *view)
{
  return (VitExportSource){ .session = page->session,
                            .names = { name },
                            .n = 1,
                            .runs = { get_run (view) },
                            .first_map = page->first_map,
                            .n_maps = VIT_PAGE_MAX_MAPS };
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const CardAction *card = data;
  VitExportSource source = make_source (card->page, card->name, card->view);
  card->row->on.view (GTK_WIDGET (card->page), &source);
}

static GSimpleActionGroup *
new_actions (VitPage *self, const char *name, GtkWidget *view)
{
  GSimpleActionGroup *group = g_simple_action_group_new ();
  for (gsize i = 0; i < self->actions->n_rows; i++)
    {
      const VitAction *row = &self->actions->rows[i];
      if (!row->on.view)
        continue;
      g_autoptr (GSimpleAction) action =
          g_simple_action_new (row->name + strlen (VIT_VIEW_ACTION_PREFIX), NULL);
      CardAction *card = g_new0 (CardAction, 1);
      *card = (CardAction){ self, row, name, view };
      g_signal_connect_data (action, "activate", G_CALLBACK (on_activate), card, free_card_action,
                             0);
      g_action_map_add_action (G_ACTION_MAP (group), G_ACTION (action));
    }
  return group;
}

/* ---- The view in focus ---- */

static const char figure_of_card[] = "figure";

static void
set_focus (VitPage *self, VitViewFrame *frame)
{
  if (frame == self->focus)
    return;
  if (self->focus)
    gtk_widget_remove_css_class (GTK_WIDGET (self->focus), "in-focus");
  self->focus = frame;
  if (frame)
    gtk_widget_add_css_class (GTK_WIDGET (frame), "in-focus");
  g_signal_emit_by_name (self, "focus-changed");
}

static void
on_focused (GtkEventController *controller, VitPage *self)
{
  set_focus (self, VIT_VIEW_FRAME (gtk_event_controller_get_widget (controller)));
}

static void
on_pressed (GtkGesture *press, int n, double x, double y, VitPage *self)
{
  on_focused (GTK_EVENT_CONTROLLER (press), self);
}

/* A press is seen before the view handles it, and is left to the view. */
static void
follow_focus (VitPage *self, GtkWidget *frame)
{
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *press = gtk_gesture_click_new ();
  gtk_event_controller_set_propagation_phase (GTK_EVENT_CONTROLLER (press), GTK_PHASE_CAPTURE);
  g_signal_connect (focus, "enter", G_CALLBACK (on_focused), self);
  g_signal_connect (press, "pressed", G_CALLBACK (on_pressed), self);
  gtk_widget_add_controller (frame, focus);
  gtk_widget_add_controller (frame, GTK_EVENT_CONTROLLER (press));
}

const VitFigureSpec *
vit_page_get_focus (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), NULL);
  return self->focus ? g_object_get_data (G_OBJECT (self->focus), figure_of_card) : NULL;
}

gboolean
vit_page_grab_view (VitPage *self)
{
  g_return_val_if_fail (VIT_IS_PAGE (self), FALSE);
  for (guint i = 0; i <= self->frames->len; i++)
    {
      VitViewFrame *frame = i == 0 ? self->focus : self->frames->pdata[i - 1];
      GtkWidget *view = frame ? vit_view_frame_get_view (frame) : NULL;
      if (view && gtk_widget_get_mapped (view) &&
          (gtk_widget_grab_focus (view) || gtk_widget_child_focus (view, GTK_DIR_TAB_FORWARD)))
        return TRUE;
    }
  return FALSE;
}

/* ---- Dragging a figure out ---- */

static GdkContentProvider *
on_drag_prepare (GtkDragSource *drag, double x, double y, VitViewFrame *frame)
{
  VitPage *page = VIT_PAGE (gtk_widget_get_ancestor (GTK_WIDGET (frame), VIT_TYPE_PAGE));
  const char *name = gtk_widget_get_name (GTK_WIDGET (frame));
  if (!page || !page->session)
    return NULL;
  VitExportSource source = make_source (page, name, vit_view_frame_get_view (frame));
  VitFigure *figure = vit_export_source_make_figure (
      &source, NULL, vit_session_get_time (page->session), false, false, NULL);
  return figure ? vit_figure_provider_new (figure, name) : NULL;
}

static void
let_drag (VitViewFrame *frame)
{
  GtkDragSource *drag = gtk_drag_source_new ();
  g_signal_connect (drag, "prepare", G_CALLBACK (on_drag_prepare), frame);
  gtk_widget_add_controller (vit_view_frame_get_head (frame), GTK_EVENT_CONTROLLER (drag));
}

/* ---- Cards ---- */

VitViewFrame *
vit_page_add_card (VitPage *self, int row, GtkWidget *view, const char *name)
{
  g_autoptr (GMenuModel) menu = vit_actions_new_menu (self->actions, VIT_MENU_VIEW);
  GtkWidget *frame = vit_view_frame_new (view, menu);
  g_autoptr (GSimpleActionGroup) actions = new_actions (self, name, view);
  gtk_widget_insert_action_group (frame, "view", G_ACTION_GROUP (actions));
  gtk_widget_set_hexpand (frame, TRUE);
  gtk_widget_set_vexpand (frame, TRUE);
  gtk_widget_set_name (frame, name);
  let_drag (VIT_VIEW_FRAME (frame));
  g_signal_connect (frame, "maximise", G_CALLBACK (on_maximise), self);
  g_object_set_data (G_OBJECT (frame), figure_of_card, (gpointer) vit_gallery_find (name));
  follow_focus (self, frame);
  gtk_grid_attach (GTK_GRID (self->rows[row]), frame, self->used[row]++, 0, 1, 1);
  g_ptr_array_add (self->frames, frame);
  if (self->alone[0] || self->alone[1])
    show_frames (self);
  return VIT_VIEW_FRAME (frame);
}

/* No card is used any more, nor speaks to the page. */
static void
forget_cards (VitPage *self)
{
  set_focus (self, NULL);
  for (guint i = 0; i < self->frames->len; i++)
    g_signal_handlers_disconnect_by_data (vit_view_frame_get_view (self->frames->pdata[i]),
                                          self->frames->pdata[i]);
  g_ptr_array_set_size (self->frames, 0);
  g_ptr_array_set_size (self->maps, 0);
  self->maximised = NULL;
  for (int r = 0; r < self->n_rows; r++)
    {
      gtk_widget_set_visible (self->rows[r], TRUE);
      self->used[r] = 0;
    }
}

/* Returns: whether there was one. */
static gboolean
remove_one (VitPage *self)
{
  for (int r = 0; r < self->n_rows; r++)
    {
      GtkWidget *child = gtk_widget_get_first_child (self->rows[r]);
      if (child)
        gtk_grid_remove (GTK_GRID (self->rows[r]), child);
      if (child)
        return TRUE;
    }
  return FALSE;
}

void
vit_page_remove_cards (VitPage *self)
{
  g_clear_handle_id (&self->removal, g_source_remove);
  forget_cards (self);
  while (remove_one (self))
    ;
  g_clear_object (&self->leaving);
}

static gboolean
remove_next (gpointer data)
{
  VitPage *self = data;
  if (remove_one (self))
    return G_SOURCE_CONTINUE;
  self->removal = 0;
  g_clear_object (&self->leaving);
  return G_SOURCE_REMOVE;
}

void
vit_page_remove_cards_slowly (VitPage *self)
{
  forget_cards (self);
  if (self->removal == 0)
    self->removal = g_idle_add (remove_next, self);
}

static void
remove_piece (void *data)
{
  remove_one (data);
}

void
vit_page_replace_cards (VitPage *self)
{
  g_clear_handle_id (&self->removal, g_source_remove);
  forget_cards (self);
  for (int r = 0; r < self->n_rows; r++)
    for (GtkWidget *card = gtk_widget_get_first_child (self->rows[r]); card;
         card = gtk_widget_get_next_sibling (card))
      vit_turn_queue_add (self->building, remove_piece, self, NULL);
  g_clear_object (&self->leaving);
}

void
vit_page_leave_session (VitPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)) || self->leaving)
    vit_page_remove_cards (self);
  else
    {
      vit_page_remove_cards_slowly (self);
      g_set_object (&self->leaving, self->session);
    }
}
