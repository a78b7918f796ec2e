/* Where a view's title and subtitle stand. */

#include <gtk/gtk.h>

#include "ui/views/view-head.h"

#define WORDS "t = 80 ps · slice ⊥ y, 3.85 Å at 23.2 Å · 443 atoms · 35 regions, largest 677 atoms"

static GtkWidget *
new_head (const char *title, const char *subtitle)
{
  GtkWidget *head = vit_view_head_new (gtk_label_new ("●"), gtk_button_new_with_label ("Export"));
  gtk_label_set_text (vit_view_head_get_title (VIT_VIEW_HEAD (head)), title);
  gtk_label_set_text (vit_view_head_get_subtitle (VIT_VIEW_HEAD (head)), subtitle);
  return g_object_ref_sink (head);
}

/* Returns: the height that it takes. */
static int
lay_out (GtkWidget *head, int width)
{
  int least, height;
  gtk_widget_measure (head, GTK_ORIENTATION_HORIZONTAL, -1, &least, NULL, NULL, NULL);
  g_assert_cmpint (width, >=, least);
  gtk_widget_measure (head, GTK_ORIENTATION_VERTICAL, width, NULL, &height, NULL, NULL);
  gtk_widget_allocate (head, width, height, -1, NULL);
  return height;
}

static bool
is_cut (GtkLabel *label)
{
  return pango_layout_is_ellipsized (gtk_label_get_layout (label));
}

static void
test_in_one_line (void)
{
  g_autoptr (GtkWidget) head = new_head ("creep 2.0 GPa", WORDS);
  VitViewHead *text = VIT_VIEW_HEAD (head);
  int height = lay_out (head, 1600);
  g_assert_false (vit_view_head_is_stacked (text));
  g_assert_false (is_cut (vit_view_head_get_title (text)));
  g_assert_false (is_cut (vit_view_head_get_subtitle (text)));
  gtk_label_set_text (vit_view_head_get_subtitle (text), "");
  g_assert_cmpint (lay_out (head, 1600), ==, height);
}

static void
test_beneath (void)
{
  g_autoptr (GtkWidget) head = new_head ("creep 2.0 GPa − creep 2.3 GPa", WORDS);
  VitViewHead *text = VIT_VIEW_HEAD (head);
  int wide = lay_out (head, 1600), narrow = lay_out (head, 420);
  g_assert_cmpint (narrow, >, wide);
  g_assert_true (vit_view_head_is_stacked (text));
  g_assert_false (is_cut (vit_view_head_get_title (text)));
  g_assert_false (is_cut (vit_view_head_get_subtitle (text)));
  g_assert_cmpint (lay_out (head, 1600), ==, wide);
  g_assert_false (vit_view_head_is_stacked (text));
}

/* Words that come and go with the playhead move nothing. */
static void
test_stays (void)
{
  g_autoptr (GtkWidget) head = new_head ("creep 2.0 GPa", WORDS);
  GtkLabel *subtitle = vit_view_head_get_subtitle (VIT_VIEW_HEAD (head));
  int height = lay_out (head, 420);
  gtk_label_set_text (subtitle, "t = 80 ps");
  g_assert_cmpint (lay_out (head, 420), ==, height);
  gtk_label_set_text (subtitle, WORDS);
  g_assert_cmpint (lay_out (head, 420), ==, height);
  gtk_label_set_text (subtitle, "t = 80 ps");
  g_assert_cmpint (lay_out (head, 421), <, height);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP there is no display\n");
      return 0;
    }
  g_test_add_func ("/view-head/in-one-line", test_in_one_line);
  g_test_add_func ("/view-head/beneath", test_beneath);
  g_test_add_func ("/view-head/stays", test_stays);
  return g_test_run ();
}
