/* The table of actions against everything that is made from it: what the real window has. */

#include <string.h>

#include "app/pages.h"
#include "app/shortcuts-window.h"
#include "app/story-desk.h"
#include "app/window-actions.h"
#include "config.h"
#include "tests/app/harness.h"
#include "ui/views/atom-view.h"
#include "ui/views/view-frame.h"

static char *
dup_action (const char *detailed, GVariant **target)
{
  char *name = NULL;
  g_assert_true (g_action_parse_detailed_name (detailed, &name, target, NULL));
  return name;
}

/* ---- The table alone ---- */

static void
test_rows (void)
{
  const VitActionTable *table = vit_window_actions_get ();
  g_autoptr (GHashTable) names = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) titles = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GHashTable) keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      const VitAction *row = &table->rows[i];
      g_assert_true (g_hash_table_add (names, (gpointer) row->name));
      g_assert_true (g_hash_table_add (titles, (gpointer) row->title));
      g_assert_true (vit_actions_find (table, row->name) == row);
      g_assert_cmpint (row->on.application != NULL, ==, g_str_has_prefix (row->name, "app."));
      g_assert_cmpint (row->on.window != NULL, ==, g_str_has_prefix (row->name, "win."));
      g_assert_cmpint (row->on.view != NULL, ==, g_str_has_prefix (row->name, "view."));
      g_assert_cmpint (row->menu == VIT_MENU_VIEW, ==, row->on.view != NULL);
      for (int k = 0; row->keys[k]; k++)
        {
          guint key;
          GdkModifierType modifiers;
          g_assert_true (gtk_accelerator_parse (row->keys[k], &key, &modifiers));
          g_assert_true (g_hash_table_add (keys, gtk_accelerator_name (key, modifiers)));
        }
    }
  g_assert_null (vit_actions_find (table, "win.no-such-action"));
}

/* ---- Keys ---- */

static void
check_keys (const VitAction *row, bool has_keys)
{
  g_auto (GStrv) bound = gtk_application_get_accels_for_action (harness_application (), row->name);
  guint n = has_keys ? g_strv_length ((char **) row->keys) : 0;
  g_assert_cmpuint (g_strv_length (bound), ==, n);
  for (guint k = 0; k < n; k++)
    {
      guint key, bound_key;
      GdkModifierType modifiers, bound_modifiers;
      gtk_accelerator_parse (row->keys[k], &key, &modifiers);
      gtk_accelerator_parse (bound[k], &bound_key, &bound_modifiers);
      g_assert_cmpuint (key, ==, bound_key);
      g_assert_cmpuint (modifiers, ==, bound_modifiers);
    }
}

/* Accelerators of the application are those of the table; while text has the focus, those that edit
 * it are not. */
static void
test_keys (void)
{
  const VitActionTable *table = vit_window_actions_get ();
  g_auto (GStrv) bound = gtk_application_list_action_descriptions (harness_application ());
  for (char **name = bound; *name; name++)
    g_assert_nonnull (vit_actions_find (table, *name));
  guint n_in_text = 0;
  for (gsize i = 0; i < table->n_rows; i++)
    {
      check_keys (&table->rows[i], true);
      n_in_text += table->rows[i].in_text;
    }
  g_assert_cmpuint (n_in_text, >, 0);

  vit_actions_set_focus (table, harness_application (), VIT_FOCUS_TEXT);
  for (gsize i = 0; i < table->n_rows; i++)
    check_keys (&table->rows[i], !table->rows[i].in_text);
  vit_actions_set_focus (table, harness_application (), VIT_FOCUS_POPOVER);
  for (gsize i = 0; i < table->n_rows; i++)
    check_keys (&table->rows[i], table->rows[i].keys[0] && table->rows[i].keys[0][0] == '<');
  vit_actions_set_focus (table, harness_application (), VIT_FOCUS_WINDOW);
  for (gsize i = 0; i < table->n_rows; i++)
    check_keys (&table->rows[i], true);
}

/* ---- Menus ---- */

static void
collect_menu (GMenuModel *model, GPtrArray *items)
{
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);
      g_autoptr (GMenuModel) below = g_menu_model_get_item_link (model, i, G_MENU_LINK_SUBMENU);
      char *action = NULL, *label = NULL;
      /* A menu of its own: see find_submenu(). */
      if (below)
        continue;
      if (section)
        {
          collect_menu (section, items);
          continue;
        }
      g_assert_true (
          g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_ACTION, "s", &action));
      g_assert_true (
          g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label));
      g_ptr_array_add (items, action);
      g_ptr_array_add (items, label);
      /* GTK frees twice what an item has made for a key that it does not have itself. */
      const VitAction *row = vit_actions_find (vit_window_actions_get (), action);
      g_autofree char *key = NULL;
      g_menu_model_get_item_attribute (model, i, "accel", "s", &key);
      g_assert_cmpstr (key, ==, row ? row->keys[0] : NULL);
    }
}

#if VIT_HAVE_STORIES
/* (transfer full) (nullable): the menu below @model that is called @title. */
static GMenuModel *
find_submenu (GMenuModel *model, const char *title)
{
  for (int i = 0; i < g_menu_model_get_n_items (model); i++)
    {
      g_autoptr (GMenuModel) section = g_menu_model_get_item_link (model, i, G_MENU_LINK_SECTION);
      g_autoptr (GMenuModel) below = g_menu_model_get_item_link (model, i, G_MENU_LINK_SUBMENU);
      g_autofree char *label = NULL;
      g_menu_model_get_item_attribute (model, i, G_MENU_ATTRIBUTE_LABEL, "s", &label);
      if (below && g_strcmp0 (label, title) == 0)
        return g_steal_pointer (&below);
      GMenuModel *found = section ? find_submenu (section, title) : NULL;
      if (found)
        return found;
    }
  return NULL;
}
#endif

/* The menu has the rows of the table that say so, and no other. */
static void
check_menu (GMenuModel *model, VitActionMenu menu)
{
  const VitActionTable *table = vit_window_actions_get ();
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_free);
  g_assert_nonnull (model);
  collect_menu (model, items);
  guint n = 0;
  for (gsize i = 0; i < table->n_rows; i++)
    n += table->rows[i].menu == menu;
  g_assert_cmpuint (n, >, 0);
  g_assert_cmpuint (items->len, ==, 2 * n);
  for (guint i = 0; i < items->len; i += 2)
    {
      const VitAction *row = vit_actions_find (table, items->pdata[i]);
      g_assert_nonnull (row);
      g_assert_cmpint (row->menu, ==, menu);
      g_assert_cmpstr (row->title, ==, items->pdata[i + 1]);
    }
}

/* Its menu is made when it is opened. */
static void
check_button (GtkMenuButton *button, VitActionMenu menu)
{
  g_assert_null (gtk_menu_button_get_menu_model (button));
  gtk_menu_button_popup (button);
  check_menu (gtk_menu_button_get_menu_model (button), menu);
  gtk_menu_button_popdown (button);
}

static void
check_view_menu (GtkWidget *widget, gpointer data)
{
  guint *n = data;
  if (!VIT_IS_VIEW_FRAME (widget))
    return;
  GtkWidget *button = harness_find (widget, GTK_TYPE_MENU_BUTTON, "Export this view");
  g_assert_nonnull (button);
  check_button (GTK_MENU_BUTTON (button), VIT_MENU_VIEW);
  (*n)++;
}

static void
test_menus (void)
{
  VitWindow *window = harness_open_demo ();
  check_menu (gtk_menu_button_get_menu_model (window->open_menu), VIT_MENU_OPEN);
  check_menu (gtk_menu_button_get_menu_model (window->export_menu), VIT_MENU_EXPORT);
  check_menu (gtk_menu_button_get_menu_model (window->main_menu), VIT_MENU_MAIN);
#if VIT_HAVE_STORIES
  g_autoptr (GMenuModel) story =
      find_submenu (gtk_menu_button_get_menu_model (window->main_menu), "Story");
  check_menu (story, VIT_MENU_STORY);
#endif
  guint n = 0;
  harness_walk (GTK_WIDGET (vit_window_get_page (window)), check_view_menu, &n);
  g_assert_cmpuint (n, >, 2);
  harness_close (window);
}

/* ---- The window of shortcuts ---- */

static void
collect_shortcut (GtkWidget *widget, gpointer data)
{
  if (!GTK_IS_SHORTCUTS_SHORTCUT (widget))
    return;
  char *title, *keys;
  g_object_get (widget, "title", &title, "accelerator", &keys, NULL);
  /* Each stands there twice: the other one is for the search. */
  const char *known = g_hash_table_lookup (data, title);
  g_assert_true (!known || strcmp (known, keys) == 0);
  g_hash_table_replace (data, title, keys);
}

static void
take_shortcut (GHashTable *shortcuts, const char *title, const char *const *keys)
{
  const char *ellipsis = strstr (title, "…");
  g_autofree char *words =
      ellipsis ? g_strndup (title, (gsize) (ellipsis - title)) : g_strdup (title);
  g_autofree char *expected = g_strjoinv (" ", (char **) keys);
  g_test_message ("%s: %s", words, expected);
  g_assert_cmpstr (g_hash_table_lookup (shortcuts, words), ==, expected);
  g_hash_table_remove (shortcuts, words);
}

static void
test_shortcuts_window (void)
{
  const VitActionTable *table = vit_window_actions_get ();
  VitWindow *window = harness_new_window ();
  g_assert_true (harness_press (window, "<Control>question"));
  GtkWindow *shortcuts_window = NULL;
  GListModel *toplevels = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (toplevels); i++)
    {
      g_autoptr (GtkWindow) toplevel = g_list_model_get_item (toplevels, i);
      if (GTK_IS_SHORTCUTS_WINDOW (toplevel))
        shortcuts_window = toplevel;
    }
  g_assert_nonnull (shortcuts_window);
  g_assert_true (gtk_window_get_transient_for (shortcuts_window) == GTK_WINDOW (window));

  g_autoptr (GHashTable) shortcuts =
      g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  harness_walk (GTK_WIDGET (shortcuts_window), collect_shortcut, shortcuts);
  for (gsize i = 0; i < table->n_rows; i++)
    if (table->rows[i].keys[0])
      take_shortcut (shortcuts, table->rows[i].title, table->rows[i].keys);
  gsize n_keys;
  const VitAtomViewKeys *keys = vit_atom_view_list_keys (&n_keys);
  for (gsize i = 0; i < n_keys; i++)
    take_shortcut (shortcuts, keys[i].title,
                   (const char *const[]){ keys[i].keys[0], keys[i].keys[1], NULL });
  const VitStoryKeys *presented = vit_story_keys_list (&n_keys);
  for (gsize i = 0; i < n_keys; i++)
    take_shortcut (shortcuts, presented[i].title, (const char *const[]){ presented[i].keys, NULL });
  g_assert_cmpuint (g_hash_table_size (shortcuts), ==, 0);
  gtk_window_destroy (shortcuts_window);
  harness_close (window);
}

/* ---- The window ---- */

static void
check_action_name (GtkWidget *widget, gpointer data)
{
  const char *tooltip = gtk_widget_get_tooltip_text (widget);
  g_assert_false (tooltip && strchr (tooltip, '{'));
  const char *name =
      GTK_IS_ACTIONABLE (widget) ? gtk_actionable_get_action_name (GTK_ACTIONABLE (widget)) : NULL;
  if (!name || !(g_str_has_prefix (name, "win.") || g_str_has_prefix (name, "app.")))
    return;
  g_test_message ("%s: %s", G_OBJECT_TYPE_NAME (widget), name);
  GVariant *target = gtk_actionable_get_action_target_value (GTK_ACTIONABLE (widget));
  g_autofree char *full = target ? g_action_print_detailed_name (name, target) : g_strdup (name);
  g_assert_nonnull (vit_actions_find (vit_window_actions_get (), full));
}

/* Widgets and groups of actions name no action that is not in the table. */
static void
test_names (void)
{
  const VitActionTable *table = vit_window_actions_get ();
  VitWindow *window = harness_open_demo ();
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (gsize i = 0; i < table->n_rows; i++)
    {
      g_autoptr (GVariant) target = NULL;
      g_hash_table_add (known, dup_action (table->rows[i].name, &target));
    }
  g_auto (GStrv) in_window = g_action_group_list_actions (G_ACTION_GROUP (window));
  g_auto (GStrv) in_program = g_action_group_list_actions (G_ACTION_GROUP (harness_application ()));
  guint n = 0;
  for (char **name = in_window; *name; name++, n++)
    {
      g_autofree char *full = g_strconcat ("win.", *name, NULL);
      g_assert_true (g_hash_table_contains (known, full));
    }
  for (char **name = in_program; *name; name++, n++)
    {
      g_autofree char *full = g_strconcat ("app.", *name, NULL);
      g_assert_true (g_hash_table_contains (known, full));
    }
  for (gsize i = 0; i < table->n_rows; i++)
    n += table->rows[i].on.view != NULL;
  g_assert_cmpuint (n, ==, g_hash_table_size (known));
  harness_walk (GTK_WIDGET (window), check_action_name, NULL);

  GtkWidget *open = harness_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Open");
  g_assert_nonnull (open);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (open), ==, "Open a study or trajectories (Ctrl+O)");
  harness_close (window);
}

static void
check_level (VitWindow *window, VitActionLevel level)
{
  const VitActionTable *table = vit_window_actions_get ();
  for (gsize i = 0; i < table->n_rows; i++)
    {
      if (!table->rows[i].on.window)
        continue;
      g_autoptr (GVariant) target = NULL;
      g_autofree char *name = dup_action (table->rows[i].name, &target);
      g_test_message ("%s at level %d", name, level);
      const char *plain = name + strlen ("win.");
      gboolean may = table->rows[i].level <= level;
      /* They also wait for a step, which may have been taken already, or for a story. */
      gboolean waits = strcmp (plain, "undo") == 0 || strcmp (plain, "redo") == 0 ||
                       strcmp (plain, "tour") == 0 || g_str_has_prefix (plain, "story-");
      gboolean enabled = g_action_group_get_action_enabled (G_ACTION_GROUP (window), plain);
      g_assert_true (enabled == may || (waits && !enabled));
    }
}

static void
test_enabled (void)
{
  VitWindow *window = harness_new_window ();
  check_level (window, VIT_ALWAYS);
  g_assert_false (harness_press (window, "<Control>s"));

  g_autoptr (VitStudy) study = vit_study_new ();
  vit_window_set_study (window, study);
  check_level (window, VIT_WITH_STUDY);
  g_assert_false (harness_press (window, "Right"));

  g_autofree char *path =
      g_build_filename (VIT_SOURCE_ROOT, "resources/samples/glass-100K.lammpstrj.zst", NULL);
  vit_window_add_trajectories (window, (const char *const[]){ path, NULL }, FALSE);
  check_level (window, VIT_WITH_RUN);
  VitRun *run = vit_study_get_run (study, 0);
  g_object_set (run, "shown", FALSE, NULL);
  harness_settle ();
  check_level (window, VIT_WITH_STUDY);
  g_object_set (run, "shown", TRUE, NULL);
  harness_settle ();
  check_level (window, VIT_WITH_RUN);
  vit_study_remove_run (study, run);
  check_level (window, VIT_WITH_STUDY);
  harness_close (window);
}

/* ---- What they do ---- */

static void
test_time_and_slice (void)
{
  VitWindow *window = harness_open_demo ();
  VitSession *session = window->session;
  double start, end;
  vit_session_get_extent (session, &start, &end);
  g_assert_cmpfloat (start, <, end);

  g_assert_true (harness_press (window, "Home"));
  g_assert_cmpfloat (vit_session_get_time (session), ==, start);
  g_assert_true (harness_press (window, "Right"));
  double second = vit_session_get_time (session);
  g_assert_cmpfloat (second, >, start);
  g_assert_true (harness_press (window, "Right"));
  g_assert_cmpfloat (vit_session_get_time (session), >, second);
  g_assert_true (harness_press (window, "Left"));
  g_assert_cmpfloat (vit_session_get_time (session), ==, second);
  g_assert_true (harness_press (window, "End"));
  g_assert_cmpfloat (vit_session_get_time (session), ==, end);

  double position = vit_session_get_slice (session)->position;
  g_assert_true (harness_press (window, "Page_Up"));
  g_assert_cmpfloat_with_epsilon (vit_session_get_slice (session)->position, position + 0.02,
                                  1e-12);
  g_assert_true (harness_press (window, "Page_Down"));
  g_assert_cmpfloat_with_epsilon (vit_session_get_slice (session)->position, position, 1e-12);
  g_assert_false (vit_session_get_slice (session)->whole);
  g_assert_true (harness_press (window, "<Control>3"));
  g_assert_true (vit_session_get_slice (session)->whole);
  g_assert_true (harness_press (window, "<Control>3"));
  g_assert_false (vit_session_get_slice (session)->whole);
  harness_close (window);
}

/* As fast as its speed says: twice as fast if two widgets tick. */
static void
test_play (void)
{
  VitWindow *window = harness_open_demo ();
  VitSession *session = window->session;
  vit_session_set_time (session, 0);
  vit_session_set_speed (session, 40);
  gint64 began = g_get_monotonic_time ();
  g_assert_true (harness_press (window, "space"));
  g_assert_true (vit_session_get_playing (session));
  while (vit_session_get_time (session) < 20)
    g_main_context_iteration (NULL, TRUE);
  double seconds = (double) (g_get_monotonic_time () - began) * 1e-6;
  /* A frame clock may run ahead by the frame that it announces. */
  g_assert_cmpfloat (vit_session_get_time (session), <, 40 * (seconds + 0.1));
  g_assert_true (harness_press (window, "space"));
  g_assert_false (vit_session_get_playing (session));
  double time = vit_session_get_time (session);
  harness_settle ();
  g_assert_cmpfloat (vit_session_get_time (session), ==, time);
  harness_close (window);
}

static void
test_panels (void)
{
  VitWindow *window = harness_open_demo ();
  g_assert_true (gtk_revealer_get_reveal_child (window->study_revealer));
  g_assert_true (harness_press (window, "F9"));
  g_assert_false (gtk_revealer_get_reveal_child (window->study_revealer));
  g_assert_true (gtk_revealer_get_reveal_child (window->inspector_revealer));
  g_assert_true (harness_press (window, "<Shift>F9"));
  g_assert_false (gtk_revealer_get_reveal_child (window->inspector_revealer));
  harness_close (window);
}

static gboolean
has_typing_keys (void)
{
  g_auto (GStrv) keys = gtk_application_get_accels_for_action (harness_application (), "win.play");
  return keys[0] == NULL;
}

/* Text in focus keeps the keys that edit it. */
static void
test_typing (void)
{
  VitWindow *window = harness_open_demo ();
  GtkWidget *spin = harness_find (GTK_WIDGET (window->inspector), GTK_TYPE_SPIN_BUTTON, NULL);
  g_assert_nonnull (spin);
  g_assert_true (gtk_widget_grab_focus (spin));
  for (int i = 0; i < 100 && !gtk_window_is_active (GTK_WINDOW (window)); i++)
    g_main_context_iteration (NULL, TRUE);
  if (!gtk_window_is_active (GTK_WINDOW (window)))
    g_test_skip ("no window manager gives the window the focus");
  else
    {
      g_assert_true (has_typing_keys ());
      gtk_window_set_focus (GTK_WINDOW (window), NULL);
      g_assert_false (has_typing_keys ());
    }
  harness_close (window);
}

static double
get_position (VitWindow *window)
{
  return vit_session_get_slice (window->session)->position;
}

/* Two presses of a key glide by two steps, across the end of the box; whoever moves the slice
 * meanwhile has it. */
static void
test_slice_glides (void)
{
  VitWindow *window = harness_open_demo ();
  VitSlice slice = *vit_session_get_slice (window->session);
  slice.position = 0.97;
  vit_session_set_slice (window->session, &slice);
  harness_settle ();
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", TRUE, NULL);
  g_assert_true (harness_press (window, "Page_Up"));
  g_assert_true (harness_press (window, "Page_Up"));
  g_assert_cmpfloat (get_position (window), ==, 0.97);
  double way = 0;
  int n_between = 0;
  while (window->gliding)
    {
      g_main_context_iteration (NULL, TRUE);
      double now = get_position (window) - 0.97;
      now += now < 0 ? 1 : 0;
      g_assert_cmpfloat (now, >=, way);
      n_between += now > way;
      way = now;
    }
  g_assert_cmpint (n_between, >=, 2);
  g_assert_cmpfloat_with_epsilon (get_position (window), 0.01, 1e-9);

  g_assert_true (harness_press (window, "Page_Down"));
  slice.position = 0.4;
  vit_session_set_slice (window->session, &slice);
  while (window->gliding)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpfloat (get_position (window), ==, 0.4);
  g_object_set (gtk_settings_get_default (), "gtk-enable-animations", FALSE, NULL);
  harness_close (window);
}

/* A study that another window has comes up there: two windows would each lose what the other saves.
 */
static void
test_one_window_for_a_study (void)
{
  g_autofree char *path = g_build_filename (harness_folder (), "twice.vitrine", NULL);
  g_assert_true (g_file_set_contents (path, "[study]\nversion=1\n", -1, NULL));
  VitWindow *first = harness_new_window (), *second = harness_new_window ();
  g_assert_true (vit_window_open_study_or_anew (first, path) == first);
  g_assert_true (vit_window_open_study_or_anew (second, path) == first);
  g_assert_null (second->study);
  g_assert_true (vit_window_open_study_or_anew (first, path) == first);
  harness_close (second);
  harness_close (first);
}

/* What is not saved stays where it is, and the window over it says so. */
static void
test_unsaved_study_stays (void)
{
  g_autofree char *path = g_build_filename (harness_folder (), "next.vitrine", NULL);
  g_assert_true (g_file_set_contents (path, "[study]\nversion=1\n", -1, NULL));
  VitWindow *first = harness_open_demo ();
  vit_study_set_model_path (first->study, NULL);
  g_assert_true (vit_window_has_changes (first));
  VitWindow *second = vit_window_open_study_or_anew (first, path);
  g_assert_true (second != first && vit_window_has_changes (first));
  const char *said = vit_toast_get_text (second->toast);
  g_assert_nonnull (said);
  g_assert_nonnull (strstr (said, "is still open in its own window"));
  /* From a window without changes nothing is told. */
  VitWindow *third = harness_new_window ();
  g_autofree char *other = g_build_filename (harness_folder (), "other.vitrine", NULL);
  g_assert_true (g_file_set_contents (other, "[study]\nversion=1\n", -1, NULL));
  g_assert_true (vit_window_open_study_or_anew (third, other) == third);
  g_assert_null (vit_toast_get_text (third->toast));
  harness_close (third);
  harness_close (second);
  harness_close (first);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/actions/rows", test_rows);
  g_test_add_func ("/app/actions/keys", test_keys);
  g_test_add_func ("/app/actions/menus", test_menus);
  g_test_add_func ("/app/actions/shortcuts-window", test_shortcuts_window);
  g_test_add_func ("/app/actions/names", test_names);
  g_test_add_func ("/app/actions/enabled", test_enabled);
  g_test_add_func ("/app/actions/time-and-slice", test_time_and_slice);
  g_test_add_func ("/app/actions/play", test_play);
  g_test_add_func ("/app/actions/panels", test_panels);
  g_test_add_func ("/app/actions/typing", test_typing);
  g_test_add_func ("/app/actions/one-window-for-a-study", test_one_window_for_a_study);
  g_test_add_func ("/app/actions/unsaved-study-stays", test_unsaved_study_stays);
  g_test_add_func ("/app/actions/slice-glides", test_slice_glides);
  return harness_run ();
}
