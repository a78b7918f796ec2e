/* Lists that are refilled or gone through by keys: they stay where the hand is. */

#include <gtk/gtk.h>

#include "ui/panels/drop-down.h"
#include "ui/panels/scroll-focus.h"

static void
on_items_changed (GListModel *list, guint position, guint removed, guint added, guint *changes)
{
  ++*changes;
}

static void
test_strings (void)
{
  g_autoptr (GtkStringList) list = gtk_string_list_new (NULL);
  guint changes = 0;
  g_signal_connect (list, "items-changed", G_CALLBACK (on_items_changed), &changes);
  static const char *const lists[][4] = { { "all", "LA", NULL },
                                          { "all", "LA", NULL },
                                          { "all", "LA", "Cu", NULL },
                                          { "all", NULL },
                                          { "SA", NULL },
                                          { NULL },
                                          { NULL } };
  static const guint expected[] = { 1, 1, 2, 3, 4, 5, 5 };
  for (guint i = 0; i < G_N_ELEMENTS (lists); i++)
    {
      vit_drop_down_set_strings (list, lists[i]);
      g_assert_cmpuint (changes, ==, expected[i]);
      guint n = g_strv_length ((char **) lists[i]);
      g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (list)), ==, n);
      for (guint k = 0; k < n; k++)
        g_assert_cmpstr (gtk_string_list_get_string (list, k), ==, lists[i][k]);
    }
}

static gboolean
set_true (gpointer flag)
{
  *(gboolean *) flag = TRUE;
  return G_SOURCE_REMOVE;
}

static void
turn (guint ms)
{
  gboolean done = FALSE;
  g_timeout_add (ms, set_true, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
}

static GtkWidget *
find_popover (GtkWidget *drop_down)
{
  GtkWidget *child = gtk_widget_get_first_child (drop_down);
  while (child && !GTK_IS_POPOVER (child))
    child = gtk_widget_get_next_sibling (child);
  return child;
}

static void
test_scroll_follows_focus (void)
{
  GtkWidget *window = gtk_window_new (), *scroller = gtk_scrolled_window_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 4), *buttons[12];
  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      buttons[i] = gtk_button_new_with_label ("button");
      gtk_box_append (GTK_BOX (box), buttons[i]);
    }
  static const char *const names[] = { "1", "2", "3", "4", "5", "6", "7", "8", "9", "10", NULL };
  GtkWidget *drop_down = gtk_drop_down_new_from_strings (names);
  gtk_box_insert_child_after (GTK_BOX (box), drop_down, buttons[2]);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scroller), box);
  vit_scroll_follow_focus (GTK_SCROLLED_WINDOW (scroller));
  gtk_window_set_child (GTK_WINDOW (window), scroller);
  gtk_window_set_default_size (GTK_WINDOW (window), 200, 150);
  gtk_window_present (GTK_WINDOW (window));
  turn (200);
  GtkAdjustment *vertical = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scroller));
  g_assert_cmpfloat (gtk_adjustment_get_upper (vertical), >, 300);

  gtk_widget_grab_focus (buttons[11]);
  turn (150);
  graphene_rect_t place;
  g_assert_true (gtk_widget_compute_bounds (buttons[11], scroller, &place));
  g_assert_cmpfloat (place.origin.y + place.size.height, <=, gtk_widget_get_height (scroller) + 1);
  gtk_widget_grab_focus (buttons[0]);
  turn (150);
  g_assert_cmpfloat (gtk_adjustment_get_value (vertical), <, 8);

  /* The last entry of the open list lies below what is seen of the box. */
  gtk_widget_grab_focus (drop_down);
  turn (150);
  double before = gtk_adjustment_get_value (vertical);
  GtkWidget *popover = find_popover (drop_down);
  gtk_popover_popup (GTK_POPOVER (popover));
  turn (200);
  GtkWidget *focus = gtk_root_get_focus (GTK_ROOT (window));
  g_assert_true (focus && gtk_widget_is_ancestor (focus, popover));
  for (guint i = 0; i < 9; i++)
    gtk_widget_child_focus (gtk_widget_get_parent (focus), GTK_DIR_DOWN);
  turn (100);
  g_assert_true (gtk_root_get_focus (GTK_ROOT (window)) != focus);
  g_assert_cmpfloat (gtk_adjustment_get_value (vertical), ==, before);
  gtk_window_destroy (GTK_WINDOW (window));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      return 0;
    }
  g_test_add_func ("/panels/lists/strings", test_strings);
  g_test_add_func ("/panels/lists/scroll-follows-focus", test_scroll_follows_focus);
  return g_test_run ();
}
