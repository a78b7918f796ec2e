#include "ui/panels/run-list-private.h"

#include <string.h>

#include "ui/panels/group-choice.h"
#include "ui/panels/run-heading.h"
#include "ui/panels/run-row.h"

enum
{
  EDIT,
  DEEDS_CHANGED,
  REMOVED,
  N_SIGNALS,
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VitRunList, vit_run_list, GTK_TYPE_WIDGET)

VitStudy *
vit_run_list_get_study (VitRunList *self)
{
  return vit_session_get_study (self->session);
}

/* ---- Groups that are folded up ---- */

static char **
dup_folded (VitRunList *self)
{
  return g_strsplit (vit_study_get_options (vit_run_list_get_study (self))->view.folded_groups, ";",
                     -1);
}

static bool
is_folded (VitRunList *self, const char *group)
{
  g_auto (GStrv) folded = dup_folded (self);
  return g_strv_contains ((const char *const *) folded, group);
}

static void
on_fold (VitRunHeading *heading, gboolean fold, VitRunList *self)
{
  const char *group = vit_run_heading_get_group (heading);
  g_auto (GStrv) folded = dup_folded (self);
  g_autoptr (GString) text = g_string_new (fold ? group : "");
  for (char **name = folded; *name; name++)
    if (**name && strcmp (*name, group) != 0)
      g_string_append_printf (text, "%s%s", text->len > 0 ? ";" : "", *name);
  vit_study_set_option (vit_run_list_get_study (self), "view", "folded-groups", text->str, NULL);
}

/* ---- Rows ---- */

static GPtrArray *
list_wanted (VitRunList *self)
{
  GPtrArray *wanted = g_ptr_array_new_with_free_func (g_object_unref);
  const char *last = NULL;
  bool folded = false;
  for (guint i = 0; self->session && i < vit_study_get_n_runs (vit_run_list_get_study (self)); i++)
    {
      VitRun *run = vit_study_get_run (vit_run_list_get_study (self), i);
      const char *group = vit_run_get_group (run);
      if (group && g_strcmp0 (group, last) != 0)
        {
          folded = is_folded (self, group);
          g_ptr_array_add (wanted, gtk_string_object_new (group));
        }
      if (!group || !folded)
        g_ptr_array_add (wanted, g_object_ref (run));
      last = group;
    }
  return wanted;
}

static bool
are_equal (gpointer a, gpointer b)
{
  return a == b ||
         (GTK_IS_STRING_OBJECT (a) && GTK_IS_STRING_OBJECT (b) &&
          strcmp (gtk_string_object_get_string (a), gtk_string_object_get_string (b)) == 0);
}

static bool
has_item (VitRunList *self, guint place, gpointer wanted)
{
  g_autoptr (GObject) item = g_list_model_get_item (G_LIST_MODEL (self->items), place);
  return item && are_equal (item, wanted);
}

static GtkListBoxRow *
find_row (VitRunList *self, gpointer item)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->items)); i++)
    if (has_item (self, i, item))
      return gtk_list_box_get_row_at_index (self->box, (int) i);
  return NULL;
}

/* The row that has the focus, or in which something has. */
static GtkWidget *
get_focused_row (VitRunList *self)
{
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (self));
  GtkWidget *focus = root ? gtk_root_get_focus (root) : NULL,
            *row = focus ? gtk_widget_get_ancestor (focus, GTK_TYPE_LIST_BOX_ROW) : NULL;
  return row && gtk_widget_is_ancestor (row, GTK_WIDGET (self->box)) ? row : NULL;
}

/* (transfer full) (nullable): */
GObject *
vit_run_list_ref_item (VitRunList *self, GtkWidget *row)
{
  return row ? g_list_model_get_item (G_LIST_MODEL (self->items),
                                      (guint) gtk_list_box_row_get_index (GTK_LIST_BOX_ROW (row)))
             : NULL;
}

/* Replace only what differs: rows that stay keep what is open or typed in them. */
static void
update_rows (VitRunList *self)
{
  g_autoptr (GPtrArray) wanted = list_wanted (self);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->items)), first = 0, same = 0;
  while (first < n && first < wanted->len && has_item (self, first, wanted->pdata[first]))
    first++;
  while (same < n - first && same < wanted->len - first &&
         has_item (self, n - 1 - same, wanted->pdata[wanted->len - 1 - same]))
    same++;
  if (first + same == n && n == wanted->len)
    return;
  g_autoptr (GObject) focused = vit_run_list_ref_item (self, get_focused_row (self));
  g_list_store_splice (self->items, first, n - first - same, wanted->pdata + first,
                       wanted->len - first - same);
  GtkListBoxRow *row = focused ? find_row (self, focused) : NULL;
  if (row)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  g_signal_emit (self, signals[DEEDS_CHANGED], 0);
}

static gboolean
on_sync (gpointer data)
{
  VitRunList *self = data;
  self->syncing = 0;
  update_rows (self);
  return G_SOURCE_REMOVE;
}

/* Later: a run may be on its way from one group to another, or be dragged. */
static void
queue_sync (VitRunList *self)
{
  if (self->syncing == 0)
    self->syncing = g_idle_add_full (G_PRIORITY_HIGH_IDLE, on_sync, self, NULL);
}

static void
on_run_changed (VitStudy *study, VitRun *run, const char *name, VitRunList *self)
{
  if (strcmp (name, "group") == 0)
    queue_sync (self);
}

static void
on_option_changed (VitStudy *study, const char *group, const char *key, VitRunList *self)
{
  if (strcmp (key, "folded-groups") == 0)
    queue_sync (self);
}

static void
on_row_edit (VitRunRow *row, VitRunList *self)
{
  g_signal_emit (self, signals[EDIT], 0, vit_run_row_get_run (row));
}

static void
on_row_remove (VitRunRow *row, VitRunList *self)
{
  g_autofree char *name = g_strdup (vit_run_get_name (vit_run_row_get_run (row)));
  vit_study_remove_run (vit_run_list_get_study (self), vit_run_row_get_run (row));
  g_signal_emit (self, signals[REMOVED], 0, name);
}

static gboolean
on_menu_done (gpointer data)
{
  g_autoptr (VitRunList) self = data;
  if (self->menu_row && !vit_run_row_has_menu_open (VIT_RUN_ROW (self->menu_row)))
    g_clear_weak_pointer (&self->menu_row);
  g_signal_emit (self, signals[DEEDS_CHANGED], 0);
  return G_SOURCE_REMOVE;
}

/* An item of a menu acts when the menu has closed, and the focus may be anywhere. */
static void
on_row_menu (VitRunRow *row, VitRunList *self)
{
  if (vit_run_row_has_menu_open (row))
    {
      g_set_weak_pointer (&self->menu_row, GTK_WIDGET (row));
      g_signal_emit (self, signals[DEEDS_CHANGED], 0);
    }
  else
    g_idle_add (on_menu_done, g_object_ref (self));
}

static GtkWidget *
new_row (gpointer item, gpointer data)
{
  VitRunList *self = data;
  if (GTK_IS_STRING_OBJECT (item))
    {
      const char *group = gtk_string_object_get_string (item);
      GtkWidget *heading =
          vit_run_heading_new (vit_run_list_get_study (self), group, is_folded (self, group));
      g_signal_connect (heading, "fold", G_CALLBACK (on_fold), self);
      return heading;
    }
  GtkWidget *row = vit_run_row_new (self->session, item, self->menu);
  g_signal_connect (row, "edit", G_CALLBACK (on_row_edit), self);
  g_signal_connect (row, "remove", G_CALLBACK (on_row_remove), self);
  g_signal_connect (row, "menu", G_CALLBACK (on_row_menu), self);
  return row;
}

/* ---- What is done to a run ---- */

static void
step_run (VitRunList *self, VitRun *run, int by)
{
  int index = vit_session_get_run_index (self->session, run) + by;
  if (index >= 0)
    vit_study_move_run (vit_run_list_get_study (self), run, (guint) index);
}

/* The runs of a group are from @first to before @end. */
static void
find_runs_of_group (VitStudy *study, const char *group, guint *first, guint *end)
{
  guint n = vit_study_get_n_runs (study);
  for (*first = 0; *first < n; (*first)++)
    if (g_strcmp0 (vit_run_get_group (vit_study_get_run (study, *first)), group) == 0)
      break;
  for (*end = *first; *end < n; (*end)++)
    if (g_strcmp0 (vit_run_get_group (vit_study_get_run (study, *end)), group) != 0)
      break;
}

static void
step_group (VitRunList *self, const char *group, int by)
{
  VitStudy *study = vit_run_list_get_study (self);
  guint first, end, n = vit_study_get_n_runs (study);
  find_runs_of_group (study, group, &first, &end);
  if (by < 0 && first > 0)
    vit_study_move_group (study, group, first - 1);
  else if (by > 0 && end < n)
    vit_study_move_group (study, group, end + 1);
}

gboolean
vit_run_list_can_act (VitRunList *self, VitRunDeed deed)
{
  g_return_val_if_fail (VIT_IS_RUN_LIST (self), FALSE);
  GtkWidget *row = self->menu_row ? self->menu_row : get_focused_row (self);
  if (!row || !self->session || (deed != VIT_RUN_UP && deed != VIT_RUN_DOWN))
    return !row || deed == VIT_RUN_RENAME || VIT_IS_RUN_ROW (row);
  VitStudy *study = vit_run_list_get_study (self);
  guint first, end;
  if (VIT_IS_RUN_HEADING (row))
    find_runs_of_group (study, vit_run_heading_get_group (VIT_RUN_HEADING (row)), &first, &end);
  else
    {
      int index =
          vit_session_get_run_index (self->session, vit_run_row_get_run (VIT_RUN_ROW (row)));
      first = (guint) MAX (index, 0);
      end = first + 1;
    }
  return deed == VIT_RUN_UP ? first > 0 : end < vit_study_get_n_runs (study);
}

static gboolean
act_on_heading (VitRunList *self, VitRunHeading *heading, VitRunDeed deed)
{
  if (deed == VIT_RUN_RENAME)
    vit_run_heading_rename (heading);
  else if (deed == VIT_RUN_UP || deed == VIT_RUN_DOWN)
    step_group (self, vit_run_heading_get_group (heading), deed == VIT_RUN_UP ? -1 : 1);
  else
    return FALSE;
  return TRUE;
}

/* The keys go on with the run, wherever it is now. */
static gboolean
focus_grouped (gpointer data)
{
  g_autoptr (VitRunList) self = data;
  g_autoptr (GObject) run = g_object_steal_data (data, "grouped");
  GtkListBoxRow *row = run && self->session ? find_row (self, run) : NULL;
  if (row)
    gtk_widget_grab_focus (GTK_WIDGET (row));
  return G_SOURCE_REMOVE;
}

static void
on_group_chosen (GtkPopover *popover, VitRunList *self)
{
  g_idle_add (focus_grouped, g_object_ref (self));
}

static void
choose_group (VitRunList *self, GtkWidget *row, VitRun *run)
{
  graphene_rect_t bounds;
  if (!gtk_widget_compute_bounds (row, GTK_WIDGET (self), &bounds))
    return;
  GdkRectangle place = { (int) bounds.origin.x, (int) bounds.origin.y, (int) bounds.size.width,
                         (int) bounds.size.height };
  GtkWidget *popover =
      vit_group_choice_show (GTK_WIDGET (self), &place, vit_run_list_get_study (self), run);
  g_object_set_data_full (G_OBJECT (self), "grouped", g_object_ref (run), g_object_unref);
  g_signal_connect_object (popover, "closed", G_CALLBACK (on_group_chosen), self, 0);
}

gboolean
vit_run_list_act (VitRunList *self, VitRunDeed deed)
{
  g_return_val_if_fail (VIT_IS_RUN_LIST (self), FALSE);
  GtkWidget *row = self->menu_row ? self->menu_row : get_focused_row (self);
  g_clear_weak_pointer (&self->menu_row);
  if (VIT_IS_RUN_HEADING (row))
    return act_on_heading (self, VIT_RUN_HEADING (row), deed);
  if (!VIT_IS_RUN_ROW (row))
    return FALSE;
  VitRun *run = vit_run_row_get_run (VIT_RUN_ROW (row));
  switch (deed)
    {
    case VIT_RUN_RENAME:
      vit_run_row_rename (VIT_RUN_ROW (row));
      break;
    case VIT_RUN_COLOUR:
      vit_run_row_choose_colour (VIT_RUN_ROW (row));
      break;
    case VIT_RUN_GROUP:
      choose_group (self, row, run);
      break;
    case VIT_RUN_UP:
    case VIT_RUN_DOWN:
      gtk_widget_grab_focus (row);
      step_run (self, run, deed == VIT_RUN_UP ? -1 : 1);
      break;
    }
  return TRUE;
}

/* ---- Construction ---- */

static void
on_focus_moved (VitRunList *self)
{
  g_signal_emit (self, signals[DEEDS_CHANGED], 0);
}

static void
follow_focus (VitRunList *self)
{
  if (self->root)
    g_signal_handlers_disconnect_by_data (self->root, self);
  g_set_weak_pointer (&self->root, gtk_widget_get_root (GTK_WIDGET (self)));
  if (self->root)
    g_signal_connect_swapped (self->root, "notify::focus-widget", G_CALLBACK (on_focus_moved),
                              self);
}

void
vit_run_list_set_session (VitRunList *self, VitSession *session)
{
  g_return_if_fail (VIT_IS_RUN_LIST (self));
  /* Rows hold the session that they are of. */
  g_list_store_remove_all (self->items);
  g_set_object (&self->session, session);
  g_signal_group_set_target (self->study_signals, session ? vit_run_list_get_study (self) : NULL);
  update_rows (self);
}

void
vit_run_list_set_menu (VitRunList *self, GMenuModel *menu)
{
  g_return_if_fail (VIT_IS_RUN_LIST (self));
  g_set_object (&self->menu, menu);
}

static void
vit_run_list_dispose (GObject *object)
{
  VitRunList *self = VIT_RUN_LIST (object);
  GtkWidget *child;
  if (self->root)
    g_signal_handlers_disconnect_by_data (self->root, self);
  g_clear_weak_pointer (&self->root);
  g_clear_handle_id (&self->syncing, g_source_remove);
  g_clear_weak_pointer (&self->menu_row);
  g_clear_weak_pointer (&self->marked);
  if (self->box)
    gtk_list_box_bind_model (self->box, NULL, NULL, NULL, NULL);
  self->box = NULL;
  while ((child = gtk_widget_get_first_child (GTK_WIDGET (self))))
    gtk_widget_unparent (child);
  g_clear_object (&self->items);
  g_clear_object (&self->study_signals);
  g_clear_object (&self->session);
  g_clear_object (&self->menu);
  G_OBJECT_CLASS (vit_run_list_parent_class)->dispose (object);
}

static void
vit_run_list_class_init (VitRunListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vit_run_list_dispose;
  gtk_widget_class_set_layout_manager_type (GTK_WIDGET_CLASS (klass), GTK_TYPE_BIN_LAYOUT);
  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "run-list");
  signals[EDIT] = g_signal_new ("edit", VIT_TYPE_RUN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, VIT_TYPE_RUN);
  signals[DEEDS_CHANGED] = g_signal_new ("deeds-changed", VIT_TYPE_RUN_LIST, G_SIGNAL_RUN_LAST, 0,
                                         NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[REMOVED] = g_signal_new ("removed", VIT_TYPE_RUN_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL,
                                   NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
}

static void
vit_run_list_init (VitRunList *self)
{
  self->box = GTK_LIST_BOX (gtk_list_box_new ());
  gtk_list_box_set_selection_mode (self->box, GTK_SELECTION_NONE);
  gtk_widget_add_css_class (GTK_WIDGET (self->box), "run-list");
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->box), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  "Runs of the study", -1);
  gtk_widget_set_parent (GTK_WIDGET (self->box), GTK_WIDGET (self));
  self->items = g_list_store_new (G_TYPE_OBJECT);
  gtk_list_box_bind_model (self->box, G_LIST_MODEL (self->items), new_row, self, NULL);
  self->study_signals = g_signal_group_new (VIT_TYPE_STUDY);
  g_signal_group_connect_swapped (self->study_signals, "items-changed", G_CALLBACK (queue_sync),
                                  self);
  g_signal_group_connect (self->study_signals, "run-changed", G_CALLBACK (on_run_changed), self);
  g_signal_group_connect (self->study_signals, "option-changed::view",
                          G_CALLBACK (on_option_changed), self);
  vit_run_list_accept_drags (self);
  g_signal_connect (self, "notify::root", G_CALLBACK (follow_focus), NULL);
}
