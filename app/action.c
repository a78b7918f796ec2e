#include "app/action.h"

#include <string.h>

const char *
vit_action_group_title (VitActionGroup group)
{
  static const char *const titles[VIT_N_ACTION_GROUPS] = { "Files", "Runs",    "Time",  "Maps",
                                                           "Pages", "Stories", "Window" };
  g_return_val_if_fail (group < VIT_N_ACTION_GROUPS, NULL);
  return titles[group];
}

const VitAction *
vit_actions_find (const VitActionTable *table, const char *name)
{
  for (gsize i = 0; i < table->n_rows; i++)
    if (strcmp (table->rows[i].name, name) == 0)
      return &table->rows[i];
  return NULL;
}

/* Name of the GAction: without prefix and target. */
static char *
dup_plain_name (const VitAction *row, GVariant **target)
{
  g_autofree char *name = NULL;
  g_autoptr (GError) error = NULL;
  if (!g_action_parse_detailed_name (row->name, &name, target, &error))
    g_error ("%s: %s", row->name, error->message);
  return g_strdup (strchr (name, '.') + 1);
}

/* ---- Functions ---- */

typedef struct
{
  const VitAction *row;
  gpointer object; /* application or window, which owns the action */
} Bound;

static void
free_bound (gpointer data, GClosure *closure)
{
  g_free (data);
}

static void
on_activate (GSimpleAction *action, GVariant *parameter, gpointer data)
{
  const Bound *bound = data;
  if (bound->row->on.application)
    bound->row->on.application (bound->object);
  else
    bound->row->on.window (bound->object,
                           parameter ? g_variant_get_string (parameter, NULL) : NULL);
}

/* Rows that differ only in their target are one action with a parameter. */
static void
add_action (GActionMap *map, const VitAction *row)
{
  g_autoptr (GVariant) target = NULL;
  g_autofree char *name = dup_plain_name (row, &target);
  if (g_action_map_lookup_action (map, name))
    return;
  g_autoptr (GSimpleAction) action =
      g_simple_action_new (name, target ? g_variant_get_type (target) : NULL);
  Bound *bound = g_new0 (Bound, 1);
  bound->row = row;
  bound->object = map;
  g_signal_connect_data (action, "activate", G_CALLBACK (on_activate), bound, free_bound, 0);
  g_action_map_add_action (map, G_ACTION (action));
}

void
vit_actions_add_to_application (const VitActionTable *table, GtkApplication *application)
{
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const VitAction *row = &table->rows[i];
      if (row->on.application)
        add_action (G_ACTION_MAP (application), row);
      gtk_application_set_accels_for_action (application, row->name, row->keys);
    }
}

void
vit_actions_add_to_window (const VitActionTable *table, VitWindow *window)
{
  for (gsize i = 0; i < table->n_rows; i++)
    if (table->rows[i].on.window)
      add_action (G_ACTION_MAP (window), &table->rows[i]);
}

void
vit_actions_set_level (const VitActionTable *table, GActionMap *window, VitActionLevel level)
{
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const VitAction *row = &table->rows[i];
      if (!row->on.window)
        continue;
      g_autoptr (GVariant) target = NULL;
      g_autofree char *name = dup_plain_name (row, &target);
      g_simple_action_set_enabled (G_SIMPLE_ACTION (g_action_map_lookup_action (window, name)),
                                   row->level <= level);
    }
}

/* ---- Keys ---- */

static gboolean
is_single_key (const VitAction *row)
{
  return row->keys[0] && row->keys[0][0] != '<';
}

/* To set what is set already makes GTK 4.8 complain where a menu is open. */
static void
set_keys (GtkApplication *application, const char *action, const char *const *keys)
{
  g_auto (GStrv) now = gtk_application_get_accels_for_action (application, action);
  if ((now[0] == NULL) != (keys[0] == NULL))
    gtk_application_set_accels_for_action (application, action, keys);
}

void
vit_actions_set_focus (const VitActionTable *table,
                       GtkApplication *application,
                       VitActionFocus focus)
{
  static const char *const none[] = { NULL };
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const VitAction *row = &table->rows[i];
      gboolean taken = (focus == VIT_FOCUS_TEXT && row->in_text) ||
                       (focus == VIT_FOCUS_POPOVER && is_single_key (row));
      if (row->in_text || is_single_key (row))
        set_keys (application, row->name, taken ? none : row->keys);
    }
}

/* First key of an action, such as "Ctrl+O"; "" without one. */
static char *
dup_key_label (const VitAction *row)
{
  guint key;
  GdkModifierType modifiers;
  if (!row || !row->keys[0] || !gtk_accelerator_parse (row->keys[0], &key, &modifiers))
    return g_strdup ("");
  return gtk_accelerator_get_label (key, modifiers);
}

static char *
fill_keys (const VitActionTable *table, const char *text)
{
  g_autoptr (GString) filled = g_string_new (NULL);
  for (const char *open; (open = strchr (text, '{')) != NULL;)
    {
      const char *close = strchr (open, '}');
      if (!close)
        break;
      g_autofree char *name = g_strndup (open + 1, (gsize) (close - open - 1));
      g_autofree char *keys = dup_key_label (vit_actions_find (table, name));
      g_string_append_len (filled, text, open - text);
      g_string_append (filled, keys);
      text = close + 1;
    }
  g_string_append (filled, text);
  return g_string_free (g_steal_pointer (&filled), FALSE);
}

void
vit_actions_fill_tooltips (const VitActionTable *table, GtkWidget *widget)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  if (tooltip && strchr (tooltip, '{'))
    {
      g_autofree char *filled = fill_keys (table, tooltip);
      gtk_widget_set_tooltip_text (widget, filled);
    }
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child;
       child = gtk_widget_get_next_sibling (child))
    vit_actions_fill_tooltips (table, child);
}

/* ---- Menus ---- */

/* An item says its key itself: where the key of an action is taken away for a while, GTK 4.8 frees
 * what the item had made for it twice. */
static void
append_item (GMenu *items, const VitAction *row)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (row->title, row->name);
  if (row->keys[0])
    g_menu_item_set_attribute (item, "accel", "s", row->keys[0]);
  g_menu_append_item (items, item);
}

GMenuModel *
vit_actions_new_menu (const VitActionTable *table, VitActionMenu menu)
{
  GMenu *model = g_menu_new ();
  for (int section = 0;; section++)
    {
      g_autoptr (GMenu) items = g_menu_new ();
      for (gsize i = 0; i < table->n_rows; i++)
        if (table->rows[i].menu == menu && table->rows[i].section == section)
          append_item (items, &table->rows[i]);
      if (g_menu_model_get_n_items (G_MENU_MODEL (items)) == 0)
        return G_MENU_MODEL (model);
      g_menu_append_section (model, NULL, G_MENU_MODEL (items));
    }
}
