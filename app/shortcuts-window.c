#include "app/shortcuts-window.h"

#include <string.h>

#include "app/story-desk.h"
#include "ui/views/atom-view.h"

/* Rows in a column of the window. */
#define COLUMN_HEIGHT "18"

/* The ellipsis of a title says that a menu's entry asks something first. */
static void
append_shortcut (GString *ui, const char *title, const char *keys)
{
  const char *ellipsis = strstr (title, "…");
  g_autofree char *words =
      ellipsis ? g_strndup (title, (gsize) (ellipsis - title)) : g_strdup (title);
  g_autofree char *text = g_markup_printf_escaped (
      "<child><object class='GtkShortcutsShortcut'><property name='title'>%s</property>"
      "<property name='accelerator'>%s</property></object></child>\n",
      words, keys);
  g_string_append (ui, text);
}

static void
append_group (GString *ui, const VitActionTable *table, VitActionGroup group)
{
  g_string_append_printf (ui,
                          "<child><object class='GtkShortcutsGroup'>"
                          "<property name='title'>%s</property>\n",
                          vit_action_group_title (group));
  for (gsize i = 0; i < table->n_rows; i++)
    if (table->rows[i].group == group && table->rows[i].keys[0])
      {
        g_autofree char *keys = g_strjoinv (" ", (char **) table->rows[i].keys);
        append_shortcut (ui, table->rows[i].title, keys);
      }
  gsize n_keys;
  const VitAtomViewKeys *keys = vit_atom_view_list_keys (&n_keys);
  for (gsize i = 0; group == VIT_ACTIONS_OF_MAPS && i < n_keys; i++)
    {
      g_autofree char *both = g_strjoin (" ", keys[i].keys[0], keys[i].keys[1], NULL);
      append_shortcut (ui, keys[i].title, both);
    }
  g_string_append (ui, "</object></child>\n");
}

/* They are keys of no action: those of the same names do something else otherwise. */
static void
append_presentation (GString *ui)
{
  gsize n;
  const VitStoryKeys *keys = vit_story_keys_list (&n);
  if (n == 0)
    return;
  g_string_append (ui, "<child><object class='GtkShortcutsGroup'>"
                       "<property name='title'>While a Story Is Presented</property>\n");
  for (gsize i = 0; i < n; i++)
    append_shortcut (ui, keys[i].title, keys[i].keys);
  g_string_append (ui, "</object></child>\n");
}

char *
vit_shortcuts_window_dup_ui (const VitActionTable *table)
{
  GString *ui = g_string_new ("<interface><object class='GtkShortcutsWindow' id='window'>"
                              "<property name='modal'>true</property>"
                              "<child><object class='GtkShortcutsSection'>"
                              "<property name='section-name'>shortcuts</property>"
                              "<property name='max-height'>" COLUMN_HEIGHT "</property>\n");
  for (int group = 0; group < VIT_N_ACTION_GROUPS; group++)
    append_group (ui, table, (VitActionGroup) group);
  append_presentation (ui);
  g_string_append (ui, "</object></child></object></interface>\n");
  return g_string_free (ui, FALSE);
}

void
vit_shortcuts_window_show (const VitActionTable *table, GtkWindow *parent)
{
  g_autofree char *ui = vit_shortcuts_window_dup_ui (table);
  g_autoptr (GtkBuilder) builder = gtk_builder_new_from_string (ui, -1);
  GtkWindow *window = GTK_WINDOW (gtk_builder_get_object (builder, "window"));
  gtk_window_set_transient_for (window, parent);
  gtk_window_present (window);
}
