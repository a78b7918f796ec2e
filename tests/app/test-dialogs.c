/* Keys and buttons that lead to dialogs, and out of them. */

#include <string.h>

#include "app/dialogs.h"
#include "tests/app/harness.h"

static GtkWindow *
find_window (const char *title)
{
  GListModel *all = gtk_window_get_toplevels ();
  for (guint i = 0; i < g_list_model_get_n_items (all); i++)
    {
      g_autoptr (GtkWindow) window = g_list_model_get_item (all, i);
      if (g_strcmp0 (gtk_window_get_title (window), title) == 0)
        return window;
    }
  return NULL;
}

/* Activates what a key is bound to in a window of its own. */
static bool
press_in (GtkWidget *widget, guint key)
{
  g_autoptr (GListModel) controllers = gtk_widget_observe_controllers (widget);
  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);
      for (guint k = 0; GTK_IS_SHORTCUT_CONTROLLER (controller) &&
                        k < g_list_model_get_n_items (G_LIST_MODEL (controller));
           k++)
        {
          g_autoptr (GtkShortcut) shortcut = g_list_model_get_item (G_LIST_MODEL (controller), k);
          GtkShortcutTrigger *trigger = gtk_shortcut_get_trigger (shortcut);
          if (GTK_IS_KEYVAL_TRIGGER (trigger) &&
              gtk_keyval_trigger_get_keyval (GTK_KEYVAL_TRIGGER (trigger)) == key)
            return gtk_shortcut_action_activate (gtk_shortcut_get_action (shortcut), 0, widget,
                                                 NULL);
        }
    }
  return false;
}

static void
on_answer (int index, gpointer data)
{
  *(int *) data = index;
}

/* Return: a button answers after it has been seen to be pressed. */
static void
press_return (GtkWindow *window, const int *answer)
{
  harness_settle ();
  g_signal_emit_by_name (window, "activate-focus");
  for (int i = 0; i < 1000 && *answer == -2; i++)
    {
      g_usleep (5000);
      while (g_main_context_iteration (NULL, FALSE))
        continue;
    }
}

/* Return gives the usual answer, Escape none. */
static void
test_return (void)
{
  static const char *const three[] = { "Cancel", "Discard", "Save", NULL }, *const two[] = {
    "Cancel", "Replace", NULL
  };
  VitWindow *window = harness_new_window ();
  int answer = -2;
  vit_ask (GTK_WINDOW (window), "Three", "Which?", three, 1, on_answer, &answer);
  GtkWindow *question = find_window ("Three");
  press_return (question, &answer);
  g_assert_cmpint (answer, ==, 2);

  /* What cannot be taken back is not what a key gives. */
  answer = -2;
  vit_ask (GTK_WINDOW (window), "Two", "Which?", two, 1, on_answer, &answer);
  question = find_window ("Two");
  press_return (question, &answer);
  g_assert_cmpint (answer, ==, 0);

  vit_ask (GTK_WINDOW (window), "Three", "Which?", three, 1, on_answer, &answer);
  g_assert_true (press_in (GTK_WIDGET (find_window ("Three")), GDK_KEY_Escape));
  g_assert_cmpint (answer, ==, -1);
  harness_close (window);
}

static void
test_problems (void)
{
  VitWindow *window = harness_open_demo ();
  vit_problem_bar_open_list (window->problems);
  harness_settle ();
  GtkWindow *list = find_window ("Problems in the files");
  g_assert_nonnull (list);
  g_assert_true (press_in (GTK_WIDGET (list), GDK_KEY_Escape));
  harness_settle ();
  g_assert_null (find_window ("Problems in the files"));
  harness_close (window);
}

/* The button over the list of runs. */
static void
test_add_run (void)
{
  VitWindow *window = harness_open_demo ();
  guint before = g_list_model_get_n_items (gtk_window_get_toplevels ());
  GtkWidget *add = harness_find (GTK_WIDGET (window), GTK_TYPE_BUTTON, "Add a run to the study");
  g_assert_nonnull (add);
  g_assert_true (gtk_widget_is_sensitive (add));
  g_signal_emit_by_name (add, "clicked");
  harness_settle ();
  g_assert_cmpuint (g_list_model_get_n_items (gtk_window_get_toplevels ()), >, before);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/dialogs/return", test_return);
  g_test_add_func ("/app/dialogs/problems", test_problems);
  g_test_add_func ("/app/dialogs/add-run", test_add_run);
  return harness_run ();
}
