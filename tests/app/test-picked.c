/* The panel of the picked atom: its title is read whole, and it says of which run the atom is. */

#include <string.h>

#include "core/results/joint.h"
#include "tests/app/harness.h"
#include "ui/gallery/figure-spec.h"
#include "ui/gallery/gallery.h"
#include "ui/gallery/joint-private.h"
#include "ui/panels/atom-panel.h"
#include "ui/views/chart-private.h"
#include "ui/views/chart-view.h"

static void
collect_panel (GtkWidget *widget, gpointer data)
{
  if (VIT_IS_ATOM_PANEL (widget) && gtk_widget_get_mapped (widget))
    *(GtkWidget **) data = widget;
}

static void
collect_title (GtkWidget *widget, gpointer data)
{
  if (GTK_IS_LABEL (widget) && g_str_has_prefix (gtk_label_get_text (GTK_LABEL (widget)), "Atom "))
    *(GtkWidget **) data = widget;
}

/* Sets the size of the text, in points. */
static void
set_font (int size)
{
  g_autofree char *font = g_strdup_printf ("Sans %d", size);
  g_object_set (gtk_settings_get_default (), "gtk-font-name", font, NULL);
  harness_settle ();
}

static void
check_title (GtkWidget *panel)
{
  GtkWidget *title = NULL;
  harness_walk (panel, collect_title, &title);
  g_assert_nonnull (title);
  gtk_test_widget_wait_for_draw (panel);
  g_assert_cmpstr (gtk_label_get_text (GTK_LABEL (title)), ==, "Atom 5324 · Zr");
  g_assert_false (pango_layout_is_ellipsized (gtk_label_get_layout (GTK_LABEL (title))));
  /* Nothing sticks out to the right of the panel. */
  graphene_rect_t bounds;
  g_assert_true (gtk_widget_compute_bounds (title, panel, &bounds));
  g_assert_cmpfloat (bounds.origin.x + bounds.size.width, <=, gtk_widget_get_width (panel) + 0.5);
  int width;
  gtk_widget_measure (panel, GTK_ORIENTATION_HORIZONTAL, -1, &width, NULL, NULL, NULL);
  g_assert_cmpint (width, <=, gtk_widget_get_width (panel));
}

static void
test_title (void)
{
  VitWindow *window = harness_open_demo ();
  VitRun *run = vit_study_get_run (window->study, 1);
  vit_session_select_atom (window->session, run, 5324);
  harness_settle ();
  GtkWidget *panel = NULL;
  harness_walk (GTK_WIDGET (window), collect_panel, &panel);
  g_assert_nonnull (panel);
  check_title (panel);
  g_assert_nonnull (harness_find (panel, GTK_TYPE_LABEL, "creep 2.3 GPa"));
  g_object_set (run, "label", "a much longer label of a run at 2.3 GPa and 100 K", NULL);
  vit_session_select_atom (window->session, NULL, 0);
  vit_session_select_atom (window->session, run, 5324);
  check_title (panel);
  set_font (18);
  /* With large text the panel is left out of a window that is too narrow for it: it is opened over
   * the pages. */
  if (!gtk_widget_get_mapped (panel))
    gtk_widget_activate_action (GTK_WIDGET (window), "win.toggle-inspector", NULL);
  harness_settle ();
  g_assert_true (gtk_widget_get_mapped (panel));
  check_title (panel);
  set_font (10);
  harness_close (window);
}

/* A click in a scatter picks the nearest drawn atom as a click in a map does, and the figure is
 * made again with its ring. */
static void
test_scatter (void)
{
  VitWindow *window = harness_open_demo ();
  VitSession *session = window->session;
  VitRun *run = vit_study_get_run (window->study, 0);
  const VitFigureSpec *spec = vit_gallery_find ("joint");
  g_assert_true (vit_study_set_option (window->study, "joint", "show", "scatter", NULL));
  g_assert_true (harness_press (window, "<Alt>8"));
  harness_settle ();
  g_autoptr (GPtrArray) runs = g_ptr_array_new ();
  VitGalleryRequest request = { 0 };
  vit_session_fill_request (session, &request, runs);
  const VitJoint *joint =
      vit_deriver_get (request.deriver, &vit_joint_derivation, run, request.time, NULL);
  g_assert_nonnull (joint);
  size_t drawn = 0, first, end;
  vit_joint_find_pairs_at (joint, request.time, &first, &end);
  g_assert_cmpuint (joint->n, >, VIT_JOINT_MOST_POINTS);
  for (size_t i = first; i < end; i++)
    drawn += vit_joint_draws (joint, i);
  g_assert_cmpuint (drawn, >, VIT_JOINT_MOST_POINTS * 9 / 10);
  g_assert_cmpuint (drawn, <, VIT_JOINT_MOST_POINTS * 11 / 10);

  const VitPlotTag tag = { .kind = "joint", .owner = run };
  for (size_t i = first; i < end; i += 531)
    {
      VitRun *of = NULL;
      int64_t id = 0;
      double x = joint->values[0][i], y = joint->values[1][i];
      vit_session_select_atom (session, NULL, 0);
      g_assert_true (vit_chart_select_at (session, spec, &tag, x, y));
      if (!vit_joint_draws (joint, i))
        continue;
      g_assert_true (vit_session_get_selection (session, &of, &id));
      g_assert_true (of == run);
      g_assert_cmpint (id, ==, joint->ids[i]);
      g_assert_cmpuint (vit_session_get_atom_set (session)->n, ==, 1);
      g_assert_cmpint (vit_session_get_atom_set (session)->ids[0], ==, id);
    }

  /* Atoms that are picked elsewhere are another figure. */
  bool current;
  g_autofree char *results = NULL, *others = NULL;
  vit_session_select_atom (session, run, 7);
  vit_session_fill_request (session, &request, runs);
  g_autofree char *before = vit_gallery_describe (spec, &request, &results, &current);
  vit_session_select_atom (session, run, 8);
  vit_session_fill_request (session, &request, runs);
  g_autofree char *after = vit_gallery_describe (spec, &request, &others, &current);
  g_assert_cmpstr (before, !=, after);
  harness_close (window);
}

int
main (int argc, char **argv)
{
  harness_init (&argc, &argv);
  g_test_add_func ("/app/picked/title", test_title);
  g_test_add_func ("/app/picked/scatter", test_scatter);
  return harness_run ();
}
