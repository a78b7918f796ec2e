/* Panels that show the session and change it: inspector and time scrubber. */

#include <string.h>

#include <gtk/gtk.h>

#include "config.h"
#include "tests/support/folder.h"
#include "ui/panels/inspector.h"
#include "ui/panels/time-scrubber.h"

static VitSession *
new_session (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path =
      g_build_filename (VIT_SOURCE_ROOT, "resources/samples/demo.vitrine", NULL);
  g_autoptr (VitStudy) study = vit_study_load (path, &error);
  g_assert_no_error (error);
  VitSession *session = vit_session_new (study, NULL);
  g_assert_true (vit_analyses_open_sync (vit_session_get_analyses (session), NULL, &error));
  g_assert_no_error (error);
  return session;
}

static gpointer
part (GtkWidget *panel, const char *name)
{
  GObject *child = gtk_widget_get_template_child (panel, G_OBJECT_TYPE (panel), name);
  g_assert_nonnull (child);
  return child;
}

/* ---- The inspector ---- */

static void
test_slice (void)
{
  g_autoptr (VitSession) session = new_session ();
  GtkWidget *inspector = g_object_ref_sink (vit_inspector_new ());
  vit_inspector_set_session (VIT_INSPECTOR (inspector), session);
  GtkDropDown *face = part (inspector, "face"), *axis = part (inspector, "axis");
  GtkRange *position = part (inspector, "position");
  GtkSpinButton *thickness = part (inspector, "thickness");
  g_assert_cmpuint (gtk_drop_down_get_selected (axis), ==, 1);

  gtk_drop_down_set_selected (axis, 2);
  gtk_range_set_value (position, 25);
  gtk_spin_button_set_value (thickness, 6);
  const VitSlice *slice = vit_session_get_slice (session);
  g_assert_cmpint (slice->axis, ==, 2);
  g_assert_cmpfloat_with_epsilon (slice->position, 0.25, 1e-9);
  g_assert_cmpfloat (slice->thickness, ==, 6);
  gtk_drop_down_set_selected (face, 1);
  g_assert_true (vit_session_get_slice (session)->whole);
  g_assert_false (gtk_widget_get_sensitive (GTK_WIDGET (position)));

  VitSlice other = { .axis = 0, .position = 0.75, .thickness = 3, .whole = false };
  vit_session_set_slice (session, &other);
  g_assert_cmpuint (gtk_drop_down_get_selected (face), ==, 0);
  g_assert_cmpuint (gtk_drop_down_get_selected (axis), ==, 0);
  g_assert_cmpfloat_with_epsilon (gtk_range_get_value (position), 75, 1e-9);
  g_assert_cmpfloat (gtk_spin_button_get_value (thickness), ==, 3);
  g_assert_true (gtk_widget_get_sensitive (GTK_WIDGET (position)));
  vit_inspector_set_session (VIT_INSPECTOR (inspector), NULL);
  g_object_unref (inspector);
}

static void
test_colours (void)
{
  g_autoptr (VitSession) session = new_session ();
  GtkWidget *inspector = g_object_ref_sink (vit_inspector_new ());
  vit_inspector_set_session (VIT_INSPECTOR (inspector), session);
  GtkSpinButton *minimum = part (inspector, "minimum"), *maximum = part (inspector, "maximum");
  GtkCheckButton *outline = part (inspector, "outline"), *sizes = part (inspector, "by_element");
  const VitColouring *colouring = vit_session_get_colouring (session);
  g_assert_cmpfloat (gtk_spin_button_get_value (maximum), ==, colouring->maximum);

  gtk_spin_button_set_value (minimum, 200);
  gtk_spin_button_set_value (maximum, 900);
  gtk_check_button_set_active (outline, FALSE);
  gtk_check_button_set_active (sizes, FALSE);
  g_assert_cmpfloat (colouring->minimum, ==, 200);
  g_assert_cmpfloat (colouring->maximum, ==, 900);
  g_assert_false (colouring->outline);
  g_assert_true (colouring->equal_sizes);

  /* Another column and back: T_ML has its range again. */
  GtkDropDown *column = part (inspector, "column");
  g_assert_cmpuint (gtk_drop_down_get_selected (column), ==, 0);
  gtk_drop_down_set_selected (column, 1);
  g_assert_cmpstr (colouring->column, !=, "t_ml");
  VitColouring own = *colouring;
  own.minimum = 1;
  own.maximum = 3;
  vit_session_set_colouring (session, &own);
  g_assert_cmpfloat (gtk_spin_button_get_value (minimum), ==, 1);
  g_assert_cmpfloat (gtk_spin_button_get_value (maximum), ==, 3);
  gtk_drop_down_set_selected (column, 0);
  g_assert_cmpstr (colouring->column, ==, "t_ml");
  g_assert_cmpfloat (colouring->minimum, ==, 200);
  g_assert_cmpfloat (colouring->maximum, ==, 900);
  vit_inspector_set_session (VIT_INSPECTOR (inspector), NULL);
  g_object_unref (inspector);
}

/* Ends of a scale that its digits do not show are written as powers of ten, read, and kept. */
static void
test_small_range (void)
{
  g_autoptr (VitSession) session = new_session ();
  GtkWidget *inspector = g_object_ref_sink (vit_inspector_new ());
  vit_inspector_set_session (VIT_INSPECTOR (inspector), session);
  GtkSpinButton *minimum = part (inspector, "minimum"), *maximum = part (inspector, "maximum");
  const VitColouring *colouring = vit_session_get_colouring (session);
  VitColouring own = *colouring;
  own.minimum = 1.25e-9;
  own.maximum = 4e-8;
  vit_session_set_colouring (session, &own);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (minimum)), ==, "1.25e-09");
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (maximum)), ==, "4e-08");
  gtk_editable_set_text (GTK_EDITABLE (maximum), "3.5e-8");
  gtk_spin_button_update (maximum);
  g_assert_cmpfloat (colouring->maximum, ==, 3.5e-8);
  g_assert_cmpfloat (colouring->minimum, ==, 1.25e-9);
  gtk_spin_button_spin (maximum, GTK_SPIN_STEP_FORWARD, 0);
  g_assert_cmpfloat (colouring->maximum, >, 3.5e-8);
  g_assert_cmpfloat (colouring->maximum, <, 7e-8);
  gtk_editable_set_text (GTK_EDITABLE (maximum), "700");
  gtk_spin_button_update (maximum);
  g_assert_cmpfloat (colouring->maximum, ==, 700);
  vit_inspector_set_session (VIT_INSPECTOR (inspector), NULL);
  g_object_unref (inspector);
}

/* A range of colours belongs to its quantity: the default one, which a study without a range has,
 * to T_ML. */
static void
test_range_of_a_quantity (void)
{
  g_autoptr (VitSession) session = new_session ();
  GtkWidget *inspector = g_object_ref_sink (vit_inspector_new ());
  VitColouring own = *vit_session_get_colouring (session);
  g_strlcpy (own.column, "volume", sizeof own.column);
  vit_session_set_colouring (session, &own);
  vit_inspector_set_session (VIT_INSPECTOR (inspector), session);
  const VitColouring *colouring = vit_session_get_colouring (session);
  for (int i = 0; i < 2000 && colouring->maximum > 100; i++)
    {
      g_usleep (5000);
      while (g_main_context_iteration (NULL, FALSE))
        ;
    }
  g_assert_cmpstr (colouring->column, ==, "volume");
  g_assert_cmpfloat (colouring->minimum, >, 5);
  g_assert_cmpfloat (colouring->maximum, <, 40);
  gtk_drop_down_set_selected (part (inspector, "column"), 0);
  g_assert_cmpstr (colouring->column, ==, "t_ml");
  g_assert_cmpfloat (colouring->minimum, ==, 150);
  g_assert_cmpfloat (colouring->maximum, ==, 1100);
  vit_inspector_set_session (VIT_INSPECTOR (inspector), NULL);
  g_object_unref (inspector);
}

/* ---- The time scrubber ---- */

static void
test_scrubber (void)
{
  g_autoptr (VitSession) session = new_session ();
  GtkWidget *scrubber = g_object_ref_sink (vit_time_scrubber_new ());
  g_assert_false (gtk_widget_get_sensitive (scrubber));
  vit_time_scrubber_set_session (VIT_TIME_SCRUBBER (scrubber), session);
  g_assert_true (gtk_widget_get_sensitive (scrubber));
  GtkLabel *clock = part (scrubber, "clock"), *place = part (scrubber, "place");
  g_assert_cmpstr (gtk_label_get_text (clock), ==, "80.0 ps");
  vit_session_set_time (session, 12.3);
  g_assert_cmpstr (gtk_label_get_text (clock), ==, "12.3 ps");
  VitRun *run = vit_session_get_shown (session, 0);
  /* The map is that of the nearest start time; the place is the frame nearest to the playhead. */
  VitTimeline *timeline = vit_run_get_timeline (run);
  ssize_t shown = vit_session_find_frame (session, run);
  g_assert_cmpfloat (vit_timeline_get_times (timeline)[shown], ==, 10);
  size_t nearest = vit_timeline_find_nearest (timeline, 12.3),
         n = vit_timeline_get_n_frames (timeline);
  g_autofree char *frame = g_strdup_printf ("frame %zu of %zu (12 ps)", nearest + 1, n);
  g_assert_cmpstr (gtk_label_get_text (place), ==, frame);
  vit_session_set_time (session, 330);
  g_autofree char *last = g_strdup_printf ("frame %zu of %zu", n, n);
  g_assert_cmpstr (gtk_label_get_text (place), ==, last);
  vit_session_set_time (session, 10);
  g_assert_null (strchr (gtk_label_get_text (place), '('));
  /* A time that is typed; what is none, or no time of the run, stays to be typed on. */
  GtkEditable *typed = part (scrubber, "typed");
  static const struct
  {
    const char *text;
    double time;
    gboolean taken;
  } cases[] = { { "40", 40, TRUE },      { " 0.05 ns ", 50, TRUE }, { "6000fs", 6, TRUE },
                { "331", 6, FALSE },     { "soon", 6, FALSE },      { "", 6, FALSE },
                { "12 h", 6, FALSE },    { "nan", 6, FALSE },       { "\u22125", 6, FALSE },
                { "1e2 ps", 100, TRUE }, { "10", 10, TRUE } };
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      vit_time_scrubber_type_time (VIT_TIME_SCRUBBER (scrubber));
      gtk_editable_set_text (typed, cases[i].text);
      g_signal_emit_by_name (typed, "activate");
      g_assert_cmpfloat_with_epsilon (vit_session_get_time (session), cases[i].time, 1e-9);
      g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (typed), "error") == !cases[i].taken);
    }

  GtkSpinButton *speed = part (scrubber, "speed");
  GtkToggleButton *loop = part (scrubber, "loop");
  gtk_spin_button_set_value (speed, 25);
  gtk_toggle_button_set_active (loop, FALSE);
  g_assert_cmpfloat (vit_session_get_speed (session), ==, 25);
  g_assert_false (vit_session_get_loop (session));
  vit_session_set_speed (session, 50);
  vit_session_set_loop (session, true);
  g_assert_cmpfloat (gtk_spin_button_get_value (speed), ==, 50);
  g_assert_true (gtk_toggle_button_get_active (loop));

  GtkButton *play = part (scrubber, "play");
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (play)), ==, "Play");
  g_signal_emit_by_name (play, "clicked");
  g_assert_true (vit_session_get_playing (session));
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (play)), ==, "Pause");
  vit_session_set_playing (session, false);
  g_assert_cmpstr (gtk_widget_get_tooltip_text (GTK_WIDGET (play)), ==, "Play");
  vit_time_scrubber_set_session (VIT_TIME_SCRUBBER (scrubber), NULL);
  g_assert_false (gtk_widget_get_sensitive (scrubber));
  g_object_unref (scrubber);
}

int
main (int argc, char **argv)
{
  char *folder = folder_new ();
  g_test_init (&argc, &argv, NULL);
  if (!gtk_init_check ())
    {
      g_print ("1..0 # SKIP no display\n");
      folder_remove (folder);
      return 0;
    }
  g_test_add_func ("/panels/followers/slice", test_slice);
  g_test_add_func ("/panels/followers/colours", test_colours);
  g_test_add_func ("/panels/followers/small-range", test_small_range);
  g_test_add_func ("/panels/followers/range", test_range_of_a_quantity);
  g_test_add_func ("/panels/followers/scrubber", test_scrubber);
  int status = g_test_run ();
  folder_remove (folder);
  return status;
}
