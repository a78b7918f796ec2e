/* Rows of the list of runs are dragged to another place, or into another group. */

#include <string.h>

#include "ui/panels/run-list-private.h"

static GdkContentProvider *
on_drag_prepare (GtkDragSource *source, double x, double y, VitRunList *self)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->box, (int) y);
  if (!row)
    return NULL;
  g_autoptr (GObject) item = vit_run_list_ref_item (self, GTK_WIDGET (row));
  g_autoptr (GdkPaintable) picture = gtk_widget_paintable_new (GTK_WIDGET (row));
  g_autoptr (GdkPaintable) still = gdk_paintable_get_current_image (picture);
  gtk_drag_source_set_icon (source, still, 20, 12);
  return gdk_content_provider_new_typed (G_OBJECT_TYPE (item), item);
}

static void
mark (VitRunList *self, GtkWidget *row, const char *css_class)
{
  if (self->marked)
    {
      gtk_widget_remove_css_class (self->marked, "drop-above");
      gtk_widget_remove_css_class (self->marked, "drop-below");
    }
  g_set_weak_pointer (&self->marked, row);
  if (row)
    gtk_widget_add_css_class (row, css_class);
}

/* The row at @y, and whether its lower half; the last for what is below all. */
static GtkListBoxRow *
find_drop (VitRunList *self, double y, bool *below)
{
  GtkListBoxRow *row = gtk_list_box_get_row_at_y (self->box, (int) y);
  graphene_rect_t bounds;
  *below = true;
  if (!row)
    {
      guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items));
      return n > 0 ? gtk_list_box_get_row_at_index (self->box, (int) n - 1) : NULL;
    }
  if (gtk_widget_compute_bounds (GTK_WIDGET (row), GTK_WIDGET (self->box), &bounds))
    *below = y > (double) (bounds.origin.y + bounds.size.height / 2);
  return row;
}

static GdkDragAction
on_drop_motion (GtkDropTarget *target, double x, double y, VitRunList *self)
{
  bool below;
  GtkListBoxRow *row = find_drop (self, y, &below);
  mark (self, GTK_WIDGET (row), below ? "drop-below" : "drop-above");
  return row ? GDK_ACTION_MOVE : 0;
}

static void
on_drop_leave (GtkDropTarget *target, VitRunList *self)
{
  mark (self, NULL, NULL);
}

/* Place of the first run of a group. */
static guint
find_group (VitStudy *study, const char *group)
{
  guint i = 0;
  while (i < vit_study_get_n_runs (study) &&
         g_strcmp0 (vit_run_get_group (vit_study_get_run (study, i)), group) != 0)
    i++;
  return i;
}

/* Below a heading, or a run of a group, is within the group. */
static void
drop_run (VitRunList *self, VitRun *run, GObject *at, bool below)
{
  VitStudy *study = vit_run_list_get_study (self);
  guint from = (guint) vit_session_get_run_index (self->session, run), before;
  g_autofree char *group = NULL;
  if (VIT_IS_RUN (at))
    {
      before = (guint) vit_session_get_run_index (self->session, VIT_RUN (at)) + below;
      group = g_strdup (vit_run_get_group (VIT_RUN (at)));
    }
  else
    {
      group = g_strdup (gtk_string_object_get_string (GTK_STRING_OBJECT (at)));
      before = find_group (study, group);
    }
  bool joins = below && group && g_strcmp0 (vit_run_get_group (run), group) != 0;
  vit_study_move_run (study, run, before > from ? before - 1 : before);
  if (joins)
    vit_study_group_run (study, run, group);
}

static gboolean
on_drop (GtkDropTarget *target, const GValue *value, double x, double y, VitRunList *self)
{
  bool below;
  GtkListBoxRow *row = find_drop (self, y, &below);
  mark (self, NULL, NULL);
  g_autoptr (GObject) at = vit_run_list_ref_item (self, GTK_WIDGET (row));
  GObject *dragged = g_value_get_object (value);
  if (!at || at == dragged ||
      (VIT_IS_RUN (at) && vit_session_get_run_index (self->session, VIT_RUN (at)) < 0))
    return FALSE;
  /* A run of another window is not one of this study. */
  if (VIT_IS_RUN (dragged) && vit_session_get_run_index (self->session, VIT_RUN (dragged)) >= 0)
    drop_run (self, VIT_RUN (dragged), at, below);
  else if (GTK_IS_STRING_OBJECT (dragged))
    {
      guint index = VIT_IS_RUN (at)
                        ? (guint) vit_session_get_run_index (self->session, VIT_RUN (at)) + below
                        : find_group (vit_run_list_get_study (self),
                                      gtk_string_object_get_string (GTK_STRING_OBJECT (at)));
      vit_study_move_group (vit_run_list_get_study (self),
                            gtk_string_object_get_string (GTK_STRING_OBJECT (dragged)), index);
    }
  else
    return FALSE;
  return TRUE;
}

void
vit_run_list_accept_drags (VitRunList *self)
{
  const GType types[] = { VIT_TYPE_RUN, GTK_TYPE_STRING_OBJECT };
  GtkDragSource *source = gtk_drag_source_new ();
  gtk_drag_source_set_actions (source, GDK_ACTION_MOVE);
  g_signal_connect (source, "prepare", G_CALLBACK (on_drag_prepare), self);
  gtk_widget_add_controller (GTK_WIDGET (self->box), GTK_EVENT_CONTROLLER (source));
  GtkDropTarget *target = gtk_drop_target_new (G_TYPE_INVALID, GDK_ACTION_MOVE);
  gtk_drop_target_set_gtypes (target, (GType *) types, G_N_ELEMENTS (types));
  g_signal_connect (target, "motion", G_CALLBACK (on_drop_motion), self);
  g_signal_connect (target, "leave", G_CALLBACK (on_drop_leave), self);
  g_signal_connect (target, "drop", G_CALLBACK (on_drop), self);
  gtk_widget_add_controller (GTK_WIDGET (self->box), GTK_EVENT_CONTROLLER (target));
}
